// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "contacts/address.h"

#include <algorithm>
#include <limits>

namespace dosah::contacts {

namespace {

constexpr std::size_t longest_address = 254; // RFC 5321 4.5.3.1.3, without the angle brackets
constexpr std::size_t longest_local = 64;
constexpr std::size_t longest_label = 63;

bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_atom(char c)
{
    return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// RFC 3492, with the constants of section 5.
std::optional<std::string> punycode(const std::u32string& label)
{
    constexpr std::uint32_t base = 36;
    constexpr std::uint32_t t_min = 1;
    constexpr std::uint32_t t_max = 26;
    std::string out;
    for (const char32_t c : label)
        if (c < 0x80) out += static_cast<char>(c);
    const auto basic = static_cast<std::uint32_t>(out.size());
    std::uint32_t handled = basic;
    if (basic > 0) out += '-';
    std::uint32_t n = 0x80;
    std::uint32_t delta = 0;
    std::uint32_t bias = 72;
    while (handled < label.size()) {
        std::uint32_t next = std::numeric_limits<std::uint32_t>::max();
        for (const char32_t c : label)
            if (c >= n && c < next) next = c;
        if (next - n > (std::numeric_limits<std::uint32_t>::max() - delta) / (handled + 1)) return std::nullopt;
        delta += (next - n) * (handled + 1);
        n = next;
        for (const char32_t c : label) {
            if (c < n) ++delta;
            if (c != n) continue;
            std::uint32_t q = delta;
            for (std::uint32_t k = base;; k += base) {
                const std::uint32_t t = k <= bias ? t_min : k >= bias + t_max ? t_max : k - bias;
                if (q < t) break;
                const std::uint32_t digit = t + (q - t) % (base - t);
                out += static_cast<char>(digit < 26 ? 'a' + digit : '0' + (digit - 26));
                q = (q - t) / (base - t);
            }
            out += static_cast<char>(q < 26 ? 'a' + q : '0' + (q - 26));
            delta = handled == basic ? delta / 700 : delta / 2;
            delta += delta / (handled + 1);
            std::uint32_t k = 0;
            for (; delta > ((base - t_min) * t_max) / 2; k += base)
                delta /= base - t_min;
            bias = k + (base - t_min + 1) * delta / (delta + 38);
            delta = 0;
            ++handled;
        }
        ++delta;
        ++n;
    }
    return out;
}

std::optional<std::string> normalise_domain(std::string_view domain)
{
    std::string out;
    const std::vector<std::string> labels = text::split(text::fold_case(domain), '.');
    if (labels.size() < 2) return std::nullopt;
    for (std::string label : labels) {
        if (!is_ascii(label)) {
            const auto encoded = punycode(text::to_utf32(label));
            if (!encoded) return std::nullopt;
            label = "xn--" + *encoded;
        }
        if (label.empty() || label.size() > longest_label || label.front() == '-' || label.back() == '-')
            return std::nullopt;
        if (!std::all_of(label.begin(), label.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; }))
            return std::nullopt;
        if (!out.empty()) out += '.';
        out += label;
    }
    const std::string_view last = std::string_view(out).substr(out.rfind('.') + 1);
    if (std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    return last.size() < 2 ? std::nullopt : std::optional(out);
}

} // namespace

std::optional<std::string> normalise_email(std::string_view given)
{
    if (given.size() > 4 * longest_address || !text::is_valid_utf8(given)) return std::nullopt;
    std::string address = text::trim(given);
    if (address.ends_with('>')) {
        const std::size_t open = address.rfind('<');
        if (open == std::string::npos) return std::nullopt;
        address = text::trim(std::string_view(address).substr(open + 1, address.size() - open - 2));
    }
    if (address.size() > 7 && text::to_lower(address.substr(0, 7)) == "mailto:") address.erase(0, 7);
    const std::size_t at = address.rfind('@');
    if (at == std::string::npos || at == 0 || at > longest_local) return std::nullopt;
    const std::string local = address.substr(0, at);
    if (!std::all_of(local.begin(), local.end(), [](char c) { return is_atom(c) || c == '.'; })) return std::nullopt;
    if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string::npos) return std::nullopt;
    const auto domain = normalise_domain(std::string_view(address).substr(at + 1));
    if (!domain) return std::nullopt;
    std::string out = text::to_lower(local) + "@" + *domain;
    if (out.size() > longest_address) return std::nullopt;
    return out;
}

} // namespace dosah::contacts
