// SPDX-License-Identifier: EUPL-1.2
#include "mime/header_writer.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "mime/gmime_setup.h"

#include <algorithm>

namespace dosah::mime {

namespace {

void refuse_line_breaks(std::string_view name, std::string_view value)
{
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
        throw input_error("mail header " + std::string(name) + ": a line break is not allowed in it");
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_printable_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// What GMime is to encode: sound UTF-8, with a tab as the blank it stands for, since lines are broken at blanks.
std::string encodable(std::string_view text)
{
    std::string sound = text::repair_utf8(text);
    std::replace(sound.begin(), sound.end(), '\t', ' ');
    return sound;
}

/// GMime breaks a long word after so many characters, however many octets they are, and an encoded word may not have
/// more than 75 (RFC 2047 section 2): then the whole text is encoded, in pieces that leave room for the header's name.
std::string in_short_words(std::string encoded, std::string_view text)
{
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < encoded.size();) {
        const std::size_t end = std::min(encoded.find(' ', begin), encoded.size());
        longest = std::max(longest, end - begin);
        begin = end + 1;
    }
    if (longest <= 75) return encoded;
    encoded.clear();
    while (!text.empty()) {
        std::size_t end = std::min<std::size_t>(text.size(), 30);
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            --end;
        encoded.append(encoded.empty() ? "=?UTF-8?b?" : " =?UTF-8?b?").append(to_base64(text.substr(0, end)));
        encoded += "?=";
        text.remove_prefix(end);
    }
    return encoded;
}

/// Breaks before words that would pass the 78th column. False, with nothing appended, where a word is too long for any
/// lawful line.
bool append_folded(std::string& out, std::string_view name, std::string_view value)
{
    constexpr std::size_t wanted = 78;
    constexpr std::size_t lawful = 990;
    const std::size_t begin = out.size();
    out.append(name).append(":");
    std::size_t column = name.size() + 1;
    for (bool first = true;; first = false) {
        const std::size_t end = std::min(value.find(' '), value.size());
        if (end > lawful) {
            out.resize(begin);
            return false;
        }
        const bool breaks = !first && end > 0 && column + 1 + end > wanted;
        out.append(breaks ? "\r\n " : " ").append(value.substr(0, end));
        column = (breaks ? 0 : column) + 1 + end;
        if (end == value.size()) break;
        value.remove_prefix(end + 1);
    }
    out += "\r\n";
    return true;
}

/// The domain in its ASCII form where it has another one.
std::string wire_address(const std::string& address)
{
    if (is_ascii(address)) return address;
    const Owned<InternetAddress> mailbox(internet_address_mailbox_new(nullptr, text::repair_utf8(address).c_str()));
    return internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(mailbox.get()));
}

} // namespace

void check_header_name(std::string_view name)
{
    const bool fine = !name.empty() && name.size() <= 76 &&
                      std::all_of(name.begin(), name.end(), [](char c) { return c > 32 && c < 127 && c != ':'; });
    if (!fine) throw input_error("mail header name: only printable ASCII without a colon is allowed");
}

void append_header(std::string& out, std::string_view name, std::string_view value)
{
    refuse_line_breaks(name, value);
    // GMime would write long ASCII words (the links of List-Unsubscribe) as encoded words, which nobody decodes there.
    if (is_printable_ascii(value) && append_folded(out, name, value)) return;
    const std::string text = encodable(value);
    append_folded(out, name,
                  in_short_words(take(g_mime_utils_header_encode_text(nullptr, text.c_str(), "utf-8")), text));
}

void append_mailbox(std::string& out, std::string_view name, const Mailbox& mailbox)
{
    refuse_line_breaks(name, mailbox.name);
    refuse_line_breaks(name, mailbox.address);
    if (mailbox.address.find_first_of(" \t<>,\"") != std::string::npos)
        throw input_error("mail header " + std::string(name) + ": not one bare address");
    if (mailbox.address.empty()) return;
    std::string value = wire_address(mailbox.address);
    if (mailbox.name.find_first_not_of(" \t") != std::string::npos) {
        const std::string text = encodable(mailbox.name);
        value = in_short_words(take(g_mime_utils_header_encode_phrase(nullptr, text.c_str(), "utf-8")), text) + " <" +
                value + ">";
    }
    if (!append_folded(out, name, value))
        throw input_error("mail header " + std::string(name) + ": the address is too long");
}

void append_message_id(std::string& out, std::string_view name, std::string_view id)
{
    refuse_line_breaks(name, id);
    if (!append_folded(out, name, "<" + std::string(id) + ">"))
        throw input_error("mail header " + std::string(name) + ": it is too long");
}

void append_date(std::string& out, Instant date)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(date).time_since_epoch().count();
    GDateTime* const time = g_date_time_new_from_unix_utc(seconds);
    if (time == nullptr) throw Error(ErrorKind::internal, "a mail's date is beyond the year 9999");
    const std::string text = take(g_mime_utils_header_format_date(time));
    g_date_time_unref(time);
    out.append("Date: ").append(text).append("\r\n");
}

} // namespace dosah::mime
