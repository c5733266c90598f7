// SPDX-License-Identifier: EUPL-1.2
#include "mime/parse.h"

#include "base/text.h"
#include "mime/charset.h"
#include "mime/encoded_word.h"
#include "mime/flowed.h"
#include "mime/gmime_setup.h"
#include "mime/tnef.h"

#include <algorithm>

namespace dosah::mime {

namespace {

constexpr std::size_t max_bytes = 32U << 20;
constexpr std::size_t max_parts = 1000;
constexpr std::size_t max_headers = 2000;
constexpr std::size_t max_header_bytes = 32U << 10;
constexpr std::size_t max_header_block = 1U << 20;
constexpr std::size_t max_address_bytes = 8U << 10;
constexpr int max_depth = 64;

bool same_name(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return g_ascii_tolower(x) == g_ascii_tolower(y); });
}

std::string lower_ascii(const char* text)
{
    return text ? take(g_ascii_strdown(text, -1)) : std::string();
}

/// Undoes folding, raw 8-bit and encoded words.
std::string decode_header(const char* raw)
{
    if (!raw) return {};
    std::string out =
        text::repair_utf8(decode_words(take(g_mime_utils_header_unfold(raw)).substr(0, max_header_bytes)));
    // What an encoded word may have smuggled in: a header's value is one line.
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c == '\r' || c == '\n' || c == '\t'; }, ' ');
    return text::trim(out);
}

std::string unix_lines(std::string_view utf8)
{
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        if (utf8[i] == '\r') {
            if (i + 1 >= utf8.size() || utf8[i + 1] != '\n') out += '\n';
        } else {
            out += utf8[i];
        }
    }
    return out;
}

std::string bytes_of(GMimeStream* stream)
{
    GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return bytes && bytes->data ? std::string(reinterpret_cast<const char*>(bytes->data), bytes->len) : std::string();
}

std::string content_of(GMimePart* part)
{
    GMimeDataWrapper* content = g_mime_part_get_content(part);
    if (!content) return {};
    const Owned<GMimeStream> memory(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, memory.get());
    return bytes_of(memory.get());
}

std::string source_of(GMimeMessage* message)
{
    if (!message) return {};
    const Owned<GMimeStream> memory(g_mime_stream_mem_new());
    g_mime_object_write_to_stream(GMIME_OBJECT(message), nullptr, memory.get());
    return bytes_of(memory.get());
}

/// <meta charset=...>, for HTML whose header names none.
std::string charset_in_html(std::string_view html)
{
    const std::string head =
        take(g_ascii_strdown(html.data(), static_cast<gssize>(std::min<std::size_t>(html.size(), 2048))));
    const std::size_t at = head.find("charset=");
    if (at == std::string::npos) return {};
    const std::size_t start = head.find_first_not_of("\"' ", at + 8);
    if (start == std::string::npos) return {};
    return head.substr(start, head.find_first_of("\"' />;", start) - start);
}

class Walker
{
public:
    explicit Walker(ParsedMail& out) : out_(out) {}

    void walk(GMimeObject* object, int depth)
    {
        if (!object) return;
        if (depth > max_depth || out_.parts.size() + out_.reports.size() >= max_parts) {
            out_.truncated = true;
            return;
        }
        if (GMIME_IS_MULTIPART(object)) {
            GMimeMultipart* multipart = GMIME_MULTIPART(object);
            const int count = g_mime_multipart_get_count(multipart);
            for (int i = 0; i < count && !full(); ++i)
                walk(g_mime_multipart_get_part(multipart, i), depth + 1);
        } else {
            add(object);
        }
    }

private:
    bool full()
    {
        if (out_.parts.size() + out_.reports.size() < max_parts) return false;
        out_.truncated = true;
        return true;
    }

    void add(GMimeObject* object)
    {
        GMimeContentType* type = g_mime_object_get_content_type(object);
        Part part;
        if (type) {
            part.type = lower_ascii(g_mime_content_type_get_media_type(type)) + "/" +
                        lower_ascii(g_mime_content_type_get_media_subtype(type));
            part.charset = text::repair_utf8(lower_ascii(g_mime_content_type_get_parameter(type, "charset")));
            const auto parameter = [&](const char* name) {
                return text::repair_utf8(lower_ascii(g_mime_content_type_get_parameter(type, name)));
            };
            part.method = parameter("method");
            part.format_flowed = parameter("format") == "flowed";
            part.delsp = parameter("delsp") == "yes";
        }
        if (const char* disposition = g_mime_object_get_disposition(object))
            part.attachment = same_name(disposition, "attachment");
        if (GMIME_IS_MESSAGE_PART(object)) {
            part.content = source_of(g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)));
            out_.reports.push_back(std::move(part));
            return;
        }
        if (!GMIME_IS_PART(object)) return;
        if (const char* name = g_mime_part_get_filename(GMIME_PART(object))) part.name = to_unicode(name, "");
        part.content = content_of(GMIME_PART(object));
        if (part.type.starts_with("text/")) {
            if (part.charset.empty() && part.type == "text/html") part.charset = charset_in_html(part.content);
            part.content = unix_lines(to_unicode(part.content, part.charset));
        }
        if (part.type.starts_with("message/") || part.type == "text/rfc822-headers")
            out_.reports.push_back(std::move(part));
        else
            out_.parts.push_back(std::move(part));
    }

    ParsedMail& out_;
};

bool has_words(const Part& part)
{
    return !part.attachment && (part.type == "text/plain" || part.type == "text/html") &&
           !text::trim(part.content).empty();
}

/// Puts what is in the first winmail.dat in its place; there is never a second one in a mail of Outlook's. Its text
/// repeats the mail's own where there is one.
void unpack_tnef(ParsedMail& mail)
{
    const auto wrapped = std::find_if(mail.parts.begin(), mail.parts.end(), is_tnef);
    if (wrapped == mail.parts.end()) return;
    auto inside = read_tnef(wrapped->content);
    if (!inside) return;
    if (std::any_of(mail.parts.begin(), mail.parts.end(), has_words)) std::erase_if(*inside, has_words);
    for (Part& part : *inside)
        if (part.type.starts_with("text/")) part.content = unix_lines(part.content);
    const auto place = mail.parts.erase(wrapped);
    mail.parts.insert(place, std::make_move_iterator(inside->begin()), std::make_move_iterator(inside->end()));
}

/// An mbox's first line and blank lines before the headers are no part of the mail.
std::string_view without_preamble(std::string_view raw)
{
    while (!raw.empty() && (raw.front() == '\n' || raw.front() == '\r'))
        raw.remove_prefix(1);
    if (raw.starts_with("From ") || raw.starts_with(">From ")) {
        const std::size_t end = raw.find('\n');
        raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
    }
    return raw;
}

/// GMime decodes each Subject, also of embedded messages, in time square to its length; nobody's is this long. Cuts
/// overlong headers of the mail and overlong lines that look like a Subject anywhere, and the block of headers as a
/// whole.
std::string with_bounded_headers(std::string_view raw, bool& cut)
{
    std::string out;
    out.reserve(raw.size());
    bool in_headers = true;
    bool capped = false;
    std::size_t length = 0;
    std::size_t start = 0;
    while (start < raw.size()) {
        const std::size_t newline = raw.find('\n', start);
        const std::size_t end = newline == std::string_view::npos ? raw.size() : newline + 1;
        const std::string_view line = raw.substr(start, end - start);
        start = end;
        if (line == "\n" || line == "\r\n") in_headers = false;
        const bool goes_on = line.front() == ' ' || line.front() == '\t';
        if (!goes_on) {
            length = 0;
            capped = in_headers || (line.size() >= 8 && same_name(line.substr(0, 8), "subject:"));
        }
        length += line.size();
        if ((capped && length > max_header_bytes) || (in_headers && out.size() + line.size() > max_header_block)) {
            cut = true;
            if (!goes_on && !(in_headers && out.size() + max_header_bytes > max_header_block)) {
                out += line.substr(0, max_header_bytes);
                out += '\n';
            }
            continue;
        }
        out += line;
    }
    return out;
}

std::string address_in(std::string_view piece)
{
    const auto has_at = [](std::string_view s) { return s.find('@') != std::string_view::npos; };
    std::size_t open = piece.find('<');
    while (open != std::string_view::npos) {
        const std::size_t close = piece.find('>', open);
        const std::string_view inside =
            piece.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
        if (has_at(inside)) return text::to_lower(text::trim(inside));
        open = piece.find('<', open + 1);
    }
    std::size_t start = 0;
    while (start < piece.size()) {
        const std::size_t from = piece.find_first_not_of(" \t\"'();:[],", start);
        if (from == std::string_view::npos) break;
        const std::size_t to = std::min(piece.find_first_of(" \t\"'();[],", from), piece.size());
        if (has_at(piece.substr(from, to - from))) return text::to_lower(piece.substr(from, to - from));
        start = to;
    }
    return {};
}

/// The first address of an address header, however ill-formed the rest is.
std::string first_address(std::string_view header)
{
    header = header.substr(0, max_address_bytes);
    bool quoted = false;
    bool angle = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= header.size(); ++i) {
        if (i < header.size()) {
            if (header[i] == '\\' && quoted) {
                ++i;
                continue;
            }
            if (header[i] == '"') quoted = !quoted;
            if (!quoted && header[i] == '<') angle = true;
            if (header[i] == '>') angle = false;
            if (header[i] != ',' || quoted || angle) continue;
        }
        const std::string found = address_in(header.substr(start, std::min(i, header.size()) - start));
        if (!found.empty()) return found;
        start = i + 1;
    }
    return address_in(header);
}

} // namespace

ParsedMail parse(std::string_view raw)
{
    set_up_gmime();
    ParsedMail mail;
    raw = without_preamble(raw);
    if (raw.size() > max_bytes) {
        raw = raw.substr(0, max_bytes);
        mail.truncated = true;
    }
    const std::string bounded = with_bounded_headers(raw, mail.truncated);
    const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bounded.data(), bounded.size()));
    const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
    const std::unique_ptr<GMimeParserOptions, decltype(&g_mime_parser_options_free)> options(
        g_mime_parser_options_new(), &g_mime_parser_options_free);
    const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), options.get()));
    if (!message) {
        // No header at all: the words may be all there is.
        Part part;
        part.type = "text/plain";
        part.content = unix_lines(to_unicode(raw, ""));
        mail.parts.push_back(std::move(part));
        return mail;
    }
    GMimeHeaderList* headers = g_mime_object_get_header_list(GMIME_OBJECT(message.get()));
    const auto add_headers = [&](GMimeHeaderList* list) {
        const int count = list ? g_mime_header_list_get_count(list) : 0;
        for (int i = 0; i < count; ++i) {
            if (mail.headers.size() >= max_headers) {
                mail.truncated = true;
                break;
            }
            GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
            mail.headers.emplace_back(text::repair_utf8(g_mime_header_get_name(header)),
                                      decode_header(g_mime_header_get_raw_value(header)));
        }
    };
    add_headers(headers);
    GMimeObject* top = g_mime_message_get_mime_part(message.get());
    // GMime gives the Content-* headers to the part below the message.
    if (top) add_headers(g_mime_object_get_header_list(top));
    Walker(mail).walk(top, 0);
    unpack_tnef(mail);
    return mail;
}

std::string ParsedMail::header(std::string_view name) const
{
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) return value;
    }
    return {};
}

std::vector<std::string> ParsedMail::all_headers(std::string_view name) const
{
    std::vector<std::string> found;
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) found.push_back(value);
    }
    return found;
}

std::string ParsedMail::from_address() const
{
    const std::string from = first_address(header("From"));
    return from.empty() ? first_address(header("Sender")) : from;
}

std::string ParsedMail::to_address() const
{
    return first_address(header("To"));
}

std::string ParsedMail::text() const
{
    std::string out;
    const auto append = [&](const std::string& words) {
        if (!out.empty() && !words.empty() && out.back() != '\n') out += '\n';
        out += words;
    };
    for (const Part& part : parts) {
        if (part.type == "text/plain" && !part.attachment)
            append(part.format_flowed ? unflow(part.content, part.delsp) : part.content);
    }
    if (!text::trim(out).empty()) return out;
    out.clear();
    for (const Part& part : parts) {
        if (part.type == "text/html" && !part.attachment) append(html_to_text(part.content));
    }
    return out;
}

} // namespace dosah::mime
