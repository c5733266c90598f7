// SPDX-License-Identifier: EUPL-1.2
#include "connectors/lmtp/path.h"

#include "base/text.h"

namespace dosah::connectors::lmtp {

namespace {

constexpr std::size_t longest_address = 512;

bool starts_with_word(std::string_view text, std::string_view word)
{
    return text.size() >= word.size() && text::to_upper(text::repair_utf8(text.substr(0, word.size()))) == word;
}

/// Where the closing bracket stands; one within quotes closes nothing (RFC 5321, 4.1.2: Quoted-string).
std::size_t closing(std::string_view text)
{
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (text[i] == '>' && !quoted)
            return i;
    }
    return std::string_view::npos;
}

bool good_address(std::string_view address)
{
    if (address.empty()) return true;
    if (address.size() > longest_address || !text::is_valid_utf8(address)) return false;
    bool quoted = false;
    for (const char c : address) {
        if (c == '"') quoted = !quoted;
        const auto byte = static_cast<unsigned char>(c);
        if (byte < ' ' || byte == 0x7f || (!quoted && (c == ' ' || c == '<' || c == ','))) return false;
    }
    const std::size_t at = address.rfind('@');
    return !quoted && at != std::string_view::npos && at > 0 && at + 1 < address.size();
}

bool read_parameters(std::string_view words, std::map<std::string, std::string>& parameters)
{
    for (const std::string& word : text::split(words, ' ')) {
        if (word.empty()) continue;
        const std::size_t equals = word.find('=');
        const std::string name = text::to_upper(text::repair_utf8(word.substr(0, equals)));
        const std::string value = equals == std::string::npos ? std::string() : word.substr(equals + 1);
        if (name.empty() || !parameters.emplace(name, value).second) return false;
    }
    return true;
}

} // namespace

std::optional<Path> read_path(std::string_view words, std::string_view keyword)
{
    if (!starts_with_word(words, keyword)) return std::nullopt;
    words.remove_prefix(keyword.size());
    if (!words.starts_with(':')) return std::nullopt;
    words.remove_prefix(1);
    words.remove_prefix(std::min(words.find_first_not_of(' '), words.size())); // many write a space there
    if (!words.starts_with('<')) return std::nullopt;
    words.remove_prefix(1);
    const std::size_t end = closing(words);
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view address = words.substr(0, end);
    if (address.starts_with('@')) {
        const std::size_t colon = address.find(':'); // @a,@b:user@c (RFC 5321, appendix C)
        if (colon == std::string_view::npos) return std::nullopt;
        address.remove_prefix(colon + 1);
    }
    if (!good_address(address)) return std::nullopt;
    const std::string_view rest = words.substr(end + 1);
    Path path{std::string(address), {}};
    if (!rest.empty() && rest.front() != ' ') return std::nullopt;
    if (!read_parameters(rest, path.parameters)) return std::nullopt;
    return path;
}

} // namespace dosah::connectors::lmtp
