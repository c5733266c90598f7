// SPDX-License-Identifier: EUPL-1.2
#include "mime/mail_form.h"

#include "base/error.h"
#include "base/text.h"
#include "mime/flowed.h"
#include "mime/gmime_setup.h"
#include "mime/header_writer.h"

#include <algorithm>

namespace dosah::mime {

namespace {

/// Nothing for clean() to do.
bool is_clean(std::string_view utf8)
{
    return utf8.find('\r') == utf8.npos && utf8.find('\0') == utf8.npos && text::is_valid_utf8(utf8);
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

/// Lines with LF, the last one perhaps without; GMime's encoder begins each line anew, so they may be encoded apart.
/// `scratch` saves an allocation a call.
void append_quoted_printable(std::string& out, std::string_view lines, std::string& scratch)
{
    GMimeEncoding encoder;
    g_mime_encoding_init_encode(&encoder, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    scratch.resize(std::max(scratch.size(), g_mime_encoding_outlen(&encoder, lines.size())));
    const std::size_t length = g_mime_encoding_flush(&encoder, lines.data(), lines.size(), scratch.data());
    std::string_view rest(scratch.data(), length);
    for (std::size_t end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
        out.append(rest.substr(0, end)).append("\r\n");
        rest.remove_prefix(end + 1);
    }
    out += rest;
}

/// One that no quoted-printable content can hold, since "=-" stands for nothing in it.
std::string new_boundary()
{
    const Owned<GMimeMultipart> multipart(g_mime_multipart_new());
    const std::string boundary = g_mime_multipart_get_boundary(multipart.get());
    if (!boundary.starts_with("=-")) throw Error(ErrorKind::internal, "GMime makes another kind of boundaries now");
    return boundary;
}

void check_method(const std::string& method)
{
    const bool fine = std::all_of(method.begin(), method.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (!fine) throw input_error("mail header Content-Type: the calendar's method is not one word of ASCII letters");
}

} // namespace

class MailForm::Maker
{
public:
    Maker(MailForm& form, const std::vector<std::string>& marks) : form_(form), marks_(marks) {}

    void add_mailbox(const char* name, const Mailbox& mailbox)
    {
        MarkedText text(mailbox.name, marks_);
        MarkedText address(mailbox.address, marks_);
        if (text.has_marks() || address.has_marks())
            add({"", Kind::mailbox, name, std::move(text), std::move(address)});
        else
            append_mailbox(constant_, name, mailbox);
    }

    void add_header(const std::string& name, const std::string& value)
    {
        check_header_name(name);
        MarkedText text(value, marks_);
        if (text.has_marks())
            add({"", Kind::header, name, std::move(text), {}});
        else
            append_header(constant_, name, value);
    }

    void add_message_id(const char* name, const std::string& id)
    {
        if (id.empty()) return;
        MarkedText text(id, marks_);
        if (text.has_marks())
            add({"", Kind::message_id, name, std::move(text), {}});
        else
            append_message_id(constant_, name, id);
    }

    void add_date() { add({"", Kind::date, "", {}, {}}); }

    void add_body(const Mail& mail)
    {
        if (mail.calendars.empty()) return add_words(mail);
        const std::string boundary = begin_multipart("mixed");
        next_part(boundary);
        add_words(mail);
        for (const CalendarPart& calendar : mail.calendars) {
            check_method(calendar.method);
            next_part(boundary);
            const std::string method = calendar.method.empty() ? "" : "; method=" + calendar.method;
            add_part("calendar; charset=utf-8" + method, "Content-Disposition: attachment; filename=event.ics\r\n",
                     calendar.content);
        }
        end_multipart(boundary);
    }

    void finish()
    {
        form_.marks_ = marks_.size();
        form_.usual_size_ = constant_.size() + 2048; // for the fields: a guess that saves growing
        for (const Field& field : form_.fields_)
            form_.usual_size_ += field.before.size();
        form_.after_ = std::move(constant_);
    }

private:
    void add(Field field)
    {
        field.before = std::exchange(constant_, {});
        form_.fields_.push_back(std::move(field));
    }

    void add_words(const Mail& mail)
    {
        if (mail.html.empty()) return add_plain(mail.text);
        const std::string boundary = begin_multipart("alternative");
        next_part(boundary);
        add_plain(mail.text);
        next_part(boundary);
        add_part("html; charset=utf-8", "", mail.html);
        end_multipart(boundary);
    }

    void add_plain(const std::string& text)
    {
        add_part("plain; charset=utf-8; format=flowed; delsp=no", "", text, Kind::flowed);
    }

    std::string begin_multipart(const char* subtype)
    {
        std::string boundary = new_boundary();
        constant_.append("Content-Type: multipart/").append(subtype);
        constant_.append("; boundary=\"").append(boundary).append("\"\r\n");
        return boundary;
    }

    void next_part(const std::string& boundary) { constant_.append("\r\n--").append(boundary).append("\r\n"); }
    void end_multipart(const std::string& boundary) { constant_.append("\r\n--").append(boundary).append("--\r\n"); }

    void add_part(const std::string& subtype, const char* headers, const std::string& content, Kind kind = Kind::body)
    {
        constant_.append("Content-Type: text/").append(subtype).append("\r\n").append(headers);
        constant_ += "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
        const std::string cleaned = clean(content);
        for (std::size_t begin = 0; begin < cleaned.size();) {
            const std::size_t end = std::min(cleaned.find('\n', begin), cleaned.size() - 1) + 1;
            const auto line = std::string_view(cleaned).substr(begin, end - begin);
            MarkedText text(line, marks_);
            if (text.has_marks())
                add({"", kind, "", std::move(text), {}});
            else
                append_quoted_printable(constant_, kind == Kind::flowed ? flow(line) : std::string(line), scratch_);
            begin = end;
        }
    }

    MailForm& form_;
    const std::vector<std::string>& marks_;
    std::string constant_; ///< since the last field
    std::string scratch_;
};

MailForm::MailForm(const Mail& mail, const std::vector<std::string>& marks)
{
    set_up_gmime();
    Maker maker(*this, marks);
    maker.add_mailbox("From", mail.from);
    maker.add_mailbox("To", mail.to);
    maker.add_mailbox("Reply-To", mail.reply_to);
    maker.add_header("Subject", mail.subject);
    maker.add_date();
    maker.add_message_id("Message-ID", mail.message_id);
    maker.add_message_id("In-Reply-To", mail.in_reply_to);
    maker.add_message_id("References", mail.in_reply_to);
    for (const auto& [name, value] : mail.headers)
        maker.add_header(name, value);
    maker.add_header("MIME-Version", "1.0");
    maker.add_body(mail);
    maker.finish();
}

std::string MailForm::write(const std::vector<std::string>& values, Instant date) const
{
    if (values.size() != marks_)
        throw Error(ErrorKind::internal, "a mail's form wants one value for each of its marks");
    // What stands between the values is clean: the form was made of cleaned lines.
    const bool clean_values = std::all_of(values.begin(), values.end(), is_clean);
    std::string out;
    out.reserve(usual_size_);
    std::string text;
    std::string scratch;
    for (const Field& field : fields_) {
        out += field.before;
        text.clear();
        field.text.append_to(text, values);
        switch (field.kind) {
        case Kind::mailbox:
            append_mailbox(out, field.name, {text, field.address.fill(values)});
            break;
        case Kind::header:
            append_header(out, field.name, text);
            break;
        case Kind::message_id:
            append_message_id(out, field.name, text);
            break;
        case Kind::date:
            append_date(out, date);
            break;
        case Kind::body:
        case Kind::flowed:
            if (!clean_values) text = clean(text);
            if (field.kind == Kind::flowed) text = flow(text);
            append_quoted_printable(out, text, scratch);
            break;
        }
    }
    out += after_;
    return out;
}

} // namespace dosah::mime
