// SPDX-License-Identifier: EUPL-1.2
#include "contacts/traces.h"

#include "base/text.h"

#include <algorithm>
#include <cctype>

namespace dosah::contacts {

namespace {

constexpr std::size_t telling_digits = 8; // a Norwegian number has no more, and a Czech one is told by them too

/// Its digits, those of one number together however they are grouped: only what is neither a digit nor such a sign
/// parts them.
std::string digit_runs(std::string_view text)
{
    static constexpr std::string_view grouping = " -/().\xC2\xA0";
    std::string runs;
    for (const char c : text) {
        if (std::isdigit(static_cast<unsigned char>(c)) != 0)
            runs += c;
        else if (grouping.find(c) == grouping.npos)
            runs += '|';
    }
    return runs;
}

bool is_letter(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
}

/// As a word or words of its own.
bool has_words(std::string_view text, std::string_view words)
{
    if (words.empty()) return false;
    for (std::size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1)) {
        const std::size_t end = at + words.size();
        if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
    }
    return false;
}

} // namespace

Traces::Traces(const Contact& contact, const std::vector<KnownAddress>& addresses)
    : words_(text::fold(contact.family_name.empty() ? contact.given_name : contact.family_name)),
      postal_address_(text::fold(contact.postal_address)), external_id_(text::fold(contact.external_id))
{
    add({channel::Channel::email, contact.email});
    add({channel::Channel::sms, contact.phone});
    for (const KnownAddress& known : addresses)
        add(known);
}

void Traces::add(const KnownAddress& known)
{
    if (known.channel == channel::Channel::email) {
        if (!known.address.empty()) emails_.push_back(text::fold(known.address));
        return;
    }
    const std::string digits = digit_runs(known.address);
    const std::size_t first = digits.find_first_not_of('|');
    if (first == digits.npos) return;
    numbers_.push_back(digits.substr(std::max(first, digits.size() - std::min(digits.size(), telling_digits))));
}

bool Traces::in(std::string_view utf8) const
{
    const std::string folded = text::fold(utf8);
    const auto has = [&](const std::string& part) { return !part.empty() && folded.find(part) != folded.npos; };
    const std::string runs = digit_runs(utf8);
    return std::ranges::any_of(emails_, has) ||
           std::ranges::any_of(numbers_, [&](const std::string& n) { return runs.find(n) != runs.npos; }) ||
           has(postal_address_) || has_words(folded, words_) || has_words(folded, external_id_);
}

} // namespace dosah::contacts
