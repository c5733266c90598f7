// SPDX-License-Identifier: EUPL-1.2
#include "mime/compose.h"

#include "base/error.h"
#include "base/text.h"
#include "mime/gmime_setup.h"

#include <algorithm>

namespace dosah::mime {

namespace {

void refuse_line_breaks(std::string_view header, std::string_view value)
{
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
        throw input_error("mail header " + std::string(header) + ": a line break is not allowed in it");
}

void check_name(const std::string& name)
{
    const bool fine = !name.empty() && name.size() <= 76 &&
                      std::all_of(name.begin(), name.end(), [](char c) { return c > 32 && c < 127 && c != ':'; });
    if (!fine) throw input_error("mail header name: only printable ASCII without a colon is allowed");
}

void check_address(std::string_view header, const Mailbox& mailbox)
{
    refuse_line_breaks(header, mailbox.name);
    refuse_line_breaks(header, mailbox.address);
    if (mailbox.address.find_first_of(" \t<>,\"") != std::string::npos)
        throw input_error("mail header " + std::string(header) + ": not one bare address");
}

/// Ill-formed UTF-8 would make the whole mail unreadable; lone line ends would be doubled.
std::string clean(std::string_view utf8)
{
    const std::string sound = text::repair_utf8(utf8);
    std::string out;
    out.reserve(sound.size());
    for (std::size_t i = 0; i < sound.size(); ++i) {
        if (sound[i] == '\r') {
            if (i + 1 >= sound.size() || sound[i + 1] != '\n') out += '\n';
        } else {
            out += sound[i];
        }
    }
    return out;
}

Owned<GMimeObject> text_part(const char* subtype, const std::string& content)
{
    GMimePart* part = g_mime_part_new_with_type("text", subtype);
    const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(content.data(), content.size()));
    const Owned<GMimeDataWrapper> wrapper(
        g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content(part, wrapper.get());
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return Owned<GMimeObject>(GMIME_OBJECT(part));
}

Owned<GMimeObject> words(const Mail& mail)
{
    Owned<GMimeObject> plain = text_part("plain", clean(mail.text));
    if (mail.html.empty()) return plain;
    GMimeMultipart* both = g_mime_multipart_new_with_subtype("alternative");
    g_mime_multipart_add(both, plain.get());
    g_mime_multipart_add(both, text_part("html", clean(mail.html)).get());
    return Owned<GMimeObject>(GMIME_OBJECT(both));
}

Owned<GMimeObject> body(const Mail& mail)
{
    Owned<GMimeObject> inner = words(mail);
    if (mail.calendars.empty()) return inner;
    GMimeMultipart* mixed = g_mime_multipart_new_with_subtype("mixed");
    g_mime_multipart_add(mixed, inner.get());
    for (const CalendarPart& calendar : mail.calendars) {
        refuse_line_breaks("Content-Type", calendar.method);
        const Owned<GMimeObject> part = text_part("calendar", clean(calendar.content));
        if (!calendar.method.empty())
            g_mime_object_set_content_type_parameter(part.get(), "method", calendar.method.c_str());
        g_mime_object_set_disposition(part.get(), "attachment");
        g_mime_part_set_filename(GMIME_PART(part.get()), "event.ics");
        g_mime_multipart_add(mixed, part.get());
    }
    return Owned<GMimeObject>(GMIME_OBJECT(mixed));
}

void add_mailbox(GMimeMessage* message, GMimeAddressType type, const Mailbox& mailbox)
{
    if (mailbox.address.empty()) return;
    const std::string name = text::repair_utf8(mailbox.name);
    const Owned<InternetAddress> address(
        internet_address_mailbox_new(name.empty() ? nullptr : name.c_str(), mailbox.address.c_str()));
    internet_address_set_charset(address.get(), "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(message, type), address.get());
}

/// An ASCII value, broken before words that would pass the 78th column. "" when it cannot be broken into lawful lines.
std::string folded(const std::string& name, const std::string& value)
{
    constexpr std::size_t wanted = 78;
    constexpr std::size_t lawful = 990;
    std::string out;
    std::size_t column = name.size() + 1;
    for (const std::string& word : text::split(value, ' ')) {
        if (word.size() > lawful || static_cast<std::size_t>(std::count_if(
                                        word.begin(), word.end(), [](char c) { return c < 33 || c == 127; })) > 0)
            return {};
        const bool breaks = column + 1 + word.size() > wanted && !out.empty() && !word.empty();
        out += breaks ? "\n " : " ";
        out += word;
        column = (breaks ? 0 : column) + 1 + word.size();
    }
    return out + "\n";
}

/// GMime would write long ASCII words (the links of List-Unsubscribe) as encoded words, which nobody decodes there.
void append_header(GMimeMessage* message, const std::string& name, const std::string& value)
{
    g_mime_object_append_header(GMIME_OBJECT(message), name.c_str(), value.c_str(), "utf-8");
    const std::string raw = value.empty() || value.find("=?") != std::string::npos ? "" : folded(name, value);
    if (raw.empty()) return;
    GMimeHeaderList* list = g_mime_object_get_header_list(GMIME_OBJECT(message));
    g_mime_header_set_raw_value(g_mime_header_list_get_header_at(list, g_mime_header_list_get_count(list) - 1),
                                raw.c_str());
}

} // namespace

std::string compose(const Mail& mail)
{
    set_up_gmime();
    check_address("From", mail.from);
    check_address("To", mail.to);
    check_address("Reply-To", mail.reply_to);
    refuse_line_breaks("Subject", mail.subject);
    refuse_line_breaks("Message-ID", mail.message_id);
    refuse_line_breaks("In-Reply-To", mail.in_reply_to);
    for (const auto& [name, value] : mail.headers) {
        check_name(name);
        refuse_line_breaks(name, value);
    }

    const Owned<GMimeMessage> message(g_mime_message_new(TRUE));
    add_mailbox(message.get(), GMIME_ADDRESS_TYPE_FROM, mail.from);
    add_mailbox(message.get(), GMIME_ADDRESS_TYPE_TO, mail.to);
    add_mailbox(message.get(), GMIME_ADDRESS_TYPE_REPLY_TO, mail.reply_to);
    g_mime_message_set_subject(message.get(), text::repair_utf8(mail.subject).c_str(), "utf-8");
    if (GDateTime* date = g_date_time_new_from_unix_utc(
            std::chrono::floor<std::chrono::seconds>(mail.date).time_since_epoch().count())) {
        g_mime_message_set_date(message.get(), date);
        g_date_time_unref(date);
    }
    if (!mail.message_id.empty()) g_mime_message_set_message_id(message.get(), mail.message_id.c_str());
    if (!mail.in_reply_to.empty()) {
        const std::string bracketed = "<" + mail.in_reply_to + ">";
        g_mime_object_append_header(GMIME_OBJECT(message.get()), "In-Reply-To", bracketed.c_str(), "utf-8");
        g_mime_object_append_header(GMIME_OBJECT(message.get()), "References", bracketed.c_str(), "utf-8");
    }
    for (const auto& [name, value] : mail.headers)
        append_header(message.get(), name, text::repair_utf8(value));
    g_mime_object_append_header(GMIME_OBJECT(message.get()), "MIME-Version", "1.0", "utf-8");
    g_mime_message_set_mime_part(message.get(), body(mail).get());

    const std::unique_ptr<GMimeFormatOptions, decltype(&g_mime_format_options_free)> options(
        g_mime_format_options_new(), &g_mime_format_options_free);
    g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
    const Owned<GMimeStream> memory(g_mime_stream_mem_new());
    g_mime_object_write_to_stream(GMIME_OBJECT(message.get()), options.get(), memory.get());
    GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

} // namespace dosah::mime
