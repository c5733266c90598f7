// SPDX-License-Identifier: EUPL-1.2
#include "mime/tnef.h"

#include "base/encoding.h"
#include "base/text.h"
#include "mime/charset.h"
#include "mime/code_page.h"
#include "mime/little_endian.h"
#include "mime/rtf.h"

#include <map>

namespace dosah::mime {

namespace {

constexpr std::uint32_t signature = 0x223E9F78;
constexpr std::size_t rtf_limit = 1U << 20;
constexpr std::size_t most_files = 200;

/// Attributes ([MS-OXTNEF] 2.1.3.2).
constexpr std::uint32_t att_body = 0x0002800C;
constexpr std::uint32_t att_message_class = 0x00078008;
constexpr std::uint32_t att_oem_code_page = 0x00069007;
constexpr std::uint32_t att_message_properties = 0x00069003;
constexpr std::uint32_t att_attach_begin = 0x00069002;
constexpr std::uint32_t att_attach_title = 0x00018010;
constexpr std::uint32_t att_attach_data = 0x0006800F;
constexpr std::uint32_t att_attach_properties = 0x00069005;

/// Properties ([MS-OXPROPS]).
constexpr std::uint16_t message_class_property = 0x001A;
constexpr std::uint16_t body_property = 0x1000;
constexpr std::uint16_t rtf_property = 0x1009;
constexpr std::uint16_t html_property = 0x1013;
constexpr std::uint16_t code_page_property = 0x3FDE;
constexpr std::uint16_t long_filename_property = 0x3707;
constexpr std::uint32_t global_object_id = 0x0003; ///< among named ones of the set for meetings

constexpr std::string_view meeting_set("\x90\xDA\xD8\x6E\x0B\x45\x1B\x10\x98\xDA\x00\xAA\x00\x3F\x13\x05", 16);

/// Reads on and on; what is not there makes it bad, and everything after that empty.
class Cursor
{
public:
    explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

    bool good() const { return good_; }
    bool at_end() const { return at_ >= bytes_.size(); }
    std::uint32_t number(std::size_t size) { return little_endian(take(size), 0, size); }
    std::string_view take(std::size_t size)
    {
        if (!good_ || size > bytes_.size() - at_) {
            good_ = false;
            return {};
        }
        const std::string_view piece = bytes_.substr(at_, size);
        at_ += size;
        return piece;
    }
    /// Of a value, filled up to four bytes.
    std::string_view padded(std::size_t size)
    {
        const std::string_view piece = take(size);
        at_ += std::min((4 - size % 4) % 4, bytes_.size() - at_);
        return piece;
    }

private:
    const std::string_view bytes_;
    std::size_t at_ = 0;
    bool good_ = true;
};

struct Property
{
    std::uint16_t type = 0; ///< without the flag for several values
    std::uint16_t id = 0;
    std::string_view set{}; ///< of a named one
    std::uint32_t name = 0; ///< its number within the set; 0: its name is a text
    std::string_view value{};
};

std::size_t fixed_size(std::uint16_t type)
{
    switch (type) {
    case 0x0005: // double
    case 0x0006: // currency
    case 0x0007: // time of applications
    case 0x0014: // 64 bits
    case 0x0040: // time
        return 8;
    case 0x0048: // GUID
        return 16;
    default:
        return 4;
    }
}

/// One property ([MS-OXTNEF] 2.1.3.4); of several values the last.
Property next_property(Cursor& in)
{
    constexpr std::uint16_t several = 0x1000;
    Property property;
    property.type = static_cast<std::uint16_t>(in.number(2));
    property.id = static_cast<std::uint16_t>(in.number(2));
    if (property.id >= 0x8000) {
        property.set = in.take(16);
        const bool by_text = in.number(4) == 1;
        const std::uint32_t name = in.number(4);
        if (by_text)
            in.padded(name);
        else
            property.name = name;
    }
    const bool many = (property.type & several) != 0;
    property.type = static_cast<std::uint16_t>(property.type & ~several);
    const bool sized =
        property.type == 0x001E || property.type == 0x001F || property.type == 0x000D || property.type == 0x0102;
    const std::uint32_t count = many || sized ? in.number(4) : 1;
    for (std::uint32_t i = 0; i < count && in.good(); ++i)
        property.value = sized ? in.padded(in.number(4)) : in.take(fixed_size(property.type));
    return property;
}

std::string_view until_nul(std::string_view text)
{
    return text.substr(0, text.find('\0'));
}

class TnefReader
{
public:
    bool read(std::string_view bytes)
    {
        Cursor in(bytes);
        if (in.number(4) != signature) return false;
        in.number(2); // the key of attachments, which means nothing here
        while (in.good() && !in.at_end()) {
            in.number(1); // level
            const std::uint32_t id = in.number(4);
            const std::string_view data = in.take(in.number(4));
            in.number(2); // checksum
            if (in.good()) attribute(id, data);
        }
        return true;
    }

    std::vector<Part> parts()
    {
        std::vector<Part> found;
        if (std::optional<Part> words = text()) found.push_back(std::move(*words));
        if (std::optional<Part> answer = calendar()) found.push_back(std::move(*answer));
        for (Part& file : files_)
            if (!file.name.empty() || !file.content.empty()) found.push_back(std::move(file));
        return found;
    }

private:
    void attribute(std::uint32_t id, std::string_view data)
    {
        switch (id) {
        case att_body:
            body8_ = until_nul(data);
            break;
        case att_message_class:
            if (class_.empty()) class_ = until_nul(data);
            break;
        case att_oem_code_page:
            code_page_ = little_endian(data, 0, 4);
            break;
        case att_message_properties:
            each_property(data, [this](const Property& property) { message_property(property); });
            break;
        case att_attach_begin:
            if (files_.size() < most_files) {
                files_.emplace_back();
                files_.back().type = "application/octet-stream";
                files_.back().attachment = true;
                in_file_ = true;
            } else {
                in_file_ = false;
            }
            break;
        case att_attach_title:
            if (in_file_ && files_.back().name.empty()) files_.back().name = string8(until_nul(data));
            break;
        case att_attach_data:
            if (in_file_) files_.back().content = data;
            break;
        case att_attach_properties:
            each_property(data, [this](const Property& property) {
                if (in_file_ && property.id == long_filename_property) files_.back().name = string_of(property);
            });
            break;
        default:
            break;
        }
    }

    template <class Use>
    void each_property(std::string_view data, const Use& use)
    {
        Cursor in(data);
        const std::uint32_t count = in.number(4);
        for (std::uint32_t i = 0; i < count && in.good(); ++i)
            if (const Property property = next_property(in); in.good()) use(property);
    }

    void message_property(const Property& property)
    {
        if (property.id == message_class_property)
            class_ = string_of(property);
        else if (property.id == body_property)
            body_ = property;
        else if (property.id == rtf_property)
            rtf_ = property.value;
        else if (property.id == html_property)
            html_ = property;
        else if (property.id == code_page_property)
            internet_code_page_ = little_endian(property.value, 0, 4);
        else if (property.name == global_object_id && property.set == meeting_set)
            event_ = property.value;
    }

    std::string string8(std::string_view bytes) const { return to_unicode(bytes, charset_of_code_page(code_page_)); }

    std::string string_of(const Property& property) const
    {
        if (property.type != 0x001F) return string8(until_nul(property.value));
        std::u16string units;
        for (std::size_t at = 0; at + 1 < property.value.size(); at += 2) {
            const auto unit = static_cast<char16_t>(little_endian(property.value, at, 2));
            if (unit == 0) break;
            units += unit;
        }
        return text::to_utf8(std::u16string_view(units));
    }

    std::optional<Part> text() const
    {
        Part part;
        part.type = "text/plain";
        if (body_) part.content = string_of(*body_);
        if (text::trim(part.content).empty()) part.content = string8(body8_);
        if (!text::trim(part.content).empty()) return part;
        if (html_) {
            part.type = "text/html";
            const std::string charset = charset_of_code_page(internet_code_page_);
            part.content = html_->type == 0x0102 ? to_unicode(html_->value, charset) : string_of(*html_);
            if (!text::trim(part.content).empty()) return part;
        }
        const auto rtf = decompress_rtf(rtf_, rtf_limit);
        part.type = "text/plain";
        part.content = rtf ? rtf_to_text(*rtf) : std::string();
        if (text::trim(part.content).empty()) return std::nullopt;
        return part;
    }

    /// The event's UID: within the id where it came from elsewhere, else the id itself ([MS-OXCICAL] 2.1.3.1.1.20.26).
    std::string uid() const
    {
        constexpr std::string_view mark("vCal-Uid\x01\0\0\0", 12);
        const std::size_t at = event_.find(mark);
        if (at == std::string_view::npos) return text::to_upper(to_hex(event_));
        const std::string uid = text::repair_utf8(until_nul(event_.substr(at + mark.size())));
        return uid.substr(0, uid.find_first_of("\r\n"));
    }

    std::optional<Part> calendar() const
    {
        static const std::map<std::string, std::string> answers = {
            {"ipm.schedule.meeting.resp.pos", "ACCEPTED"},   {"ipm.microsoft schedule.mtgrespp", "ACCEPTED"},
            {"ipm.schedule.meeting.resp.neg", "DECLINED"},   {"ipm.microsoft schedule.mtgrespn", "DECLINED"},
            {"ipm.schedule.meeting.resp.tent", "TENTATIVE"}, {"ipm.microsoft schedule.mtgrespa", "TENTATIVE"}};
        const auto answer = answers.find(text::to_lower(text::repair_utf8(class_)));
        if (answer == answers.end()) return std::nullopt;
        Part part;
        part.type = "text/calendar";
        part.charset = "utf-8";
        part.method = "reply";
        part.content = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n" +
                       (event_.empty() ? std::string() : "UID:" + uid() + "\n") +
                       "ATTENDEE;PARTSTAT=" + answer->second + ":invalid:nomail\nEND:VEVENT\nEND:VCALENDAR\n";
        return part;
    }

    std::string class_;
    std::uint32_t code_page_ = 0;
    std::uint32_t internet_code_page_ = 0;
    std::string_view body8_;
    std::optional<Property> body_;
    std::optional<Property> html_;
    std::string_view rtf_;
    std::string_view event_;
    bool in_file_ = false;
    std::vector<Part> files_;
};

} // namespace

std::optional<std::vector<Part>> read_tnef(std::string_view bytes)
{
    TnefReader reader;
    if (!reader.read(bytes)) return std::nullopt;
    return reader.parts();
}

bool is_tnef(const Part& part)
{
    if (part.type == "application/ms-tnef" || part.type == "application/vnd.ms-tnef") return true;
    return part.type == "application/octet-stream" && text::to_lower(part.name) == "winmail.dat";
}

} // namespace dosah::mime
