// SPDX-License-Identifier: EUPL-1.2
#include "mime/dkim.h"

#include "base/crypto.h"
#include "base/encoding.h"
#include "base/error.h"

#include <array>
#include <vector>

namespace dosah::mime {

namespace {

constexpr std::array<std::string_view, 17> signed_names = {"from",
                                                           "to",
                                                           "subject",
                                                           "date",
                                                           "message-id",
                                                           "reply-to",
                                                           "in-reply-to",
                                                           "references",
                                                           "mime-version",
                                                           "content-type",
                                                           "content-transfer-encoding",
                                                           "content-language",
                                                           "list-id",
                                                           "list-unsubscribe",
                                                           "list-unsubscribe-post",
                                                           "auto-submitted",
                                                           "feedback-id"};
/// Named once more than they are there, so that one added later breaks the signature.
constexpr std::array<std::string_view, 5> sealed_names = {"from", "to", "subject", "date", "reply-to"};

constexpr std::size_t line_width = 76;

bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Appends with each run of blanks as one space, none at the end; what is already there is left alone.
void append_collapsed(std::string& out, std::string_view text)
{
    std::size_t at = 0;
    while (true) {
        const std::size_t blanks = at;
        while (at < text.size() && is_blank(text[at]))
            ++at;
        if (at == text.size()) return;
        if (at > blanks) out += ' ';
        const std::size_t word = at;
        while (at < text.size() && !is_blank(text[at]))
            ++at;
        out.append(text, word, at - word);
    }
}

/// A header field in its canonical form, by name.
struct Field
{
    std::string name;
    std::string canonical;
};

struct Parts
{
    std::vector<Field> fields;
    std::string_view body;
};

Parts take_apart(std::string_view mail)
{
    Parts parts;
    while (!mail.empty()) {
        if (mail.starts_with("\r\n")) {
            parts.body = mail.substr(2);
            break;
        }
        std::size_t end = mail.find("\r\n");
        while (end != mail.npos && end + 2 < mail.size() && is_blank(mail[end + 2]))
            end = mail.find("\r\n", end + 2);
        end = end == mail.npos ? mail.size() : end + 2;
        std::string canonical = relaxed_header(mail.substr(0, end));
        std::string name = canonical.substr(0, canonical.find(':'));
        parts.fields.push_back({std::move(name), std::move(canonical)});
        mail.remove_prefix(end);
    }
    return parts;
}

/// Text in lines that begin with a blank, which base64 (and a list broken after its colons) may have anywhere.
void append_folded(std::string& out, std::string_view text)
{
    while (!text.empty()) {
        out.append("\r\n ").append(text.substr(0, line_width - 1));
        text.remove_prefix(std::min(text.size(), line_width - 1));
    }
}

/// "from:to:..." folded after a colon.
std::string folded_names(const std::vector<std::string_view>& names)
{
    std::string out = "\r\n h=";
    std::size_t column = out.size() - 2;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) {
            out += ':';
            ++column;
        }
        if (column + names[i].size() + 1 > line_width) {
            out += "\r\n ";
            column = 1;
        }
        out += names[i];
        column += names[i].size();
    }
    return out;
}

} // namespace

std::string relaxed_header(std::string_view field)
{
    std::string unfolded;
    unfolded.reserve(field.size());
    for (std::size_t i = 0; i < field.size(); ++i) {
        if (field.substr(i, 2) == "\r\n")
            ++i;
        else
            unfolded += field[i];
    }
    const std::size_t colon = std::min(unfolded.find(':'), unfolded.size());
    std::string out;
    out.reserve(unfolded.size() + 2);
    for (std::size_t i = 0; i < colon; ++i)
        if (!is_blank(unfolded[i])) out += lower(unfolded[i]);
    out += ':';
    std::string_view value = std::string_view(unfolded).substr(std::min(colon + 1, unfolded.size()));
    while (!value.empty() && is_blank(value.front()))
        value.remove_prefix(1);
    append_collapsed(out, value);
    out += "\r\n";
    return out;
}

std::string relaxed_body(std::string_view body)
{
    std::string out;
    out.reserve(body.size() + 2);
    std::size_t used = 0; ///< up to here `out` is known not to be trailing empty lines
    while (!body.empty()) {
        const std::size_t end = std::min(body.find("\r\n"), body.size());
        const std::size_t before = out.size();
        append_collapsed(out, body.substr(0, end));
        const bool empty = out.size() == before;
        out += "\r\n";
        if (!empty) used = out.size();
        body.remove_prefix(std::min(end + 2, body.size()));
    }
    out.resize(used);
    return out;
}

std::string dkim_signatures(std::string_view mail, std::span<const DkimSigner> signers, Instant now)
{
    if (signers.empty()) return {};
    const Parts parts = take_apart(mail);
    std::vector<std::string_view> names;
    std::string headers; ///< canonical, in the order of `names`
    for (const std::string_view name : signed_names)
        for (auto field = parts.fields.rbegin(); field != parts.fields.rend(); ++field) {
            if (field->name != name) continue; // section 5.4.2: of several the last one first
            names.push_back(name);
            headers += field->canonical;
        }
    if (names.empty() || names.front() != "from") throw Error(ErrorKind::internal, "a mail to be signed has no From");
    names.insert(names.end(), sealed_names.begin(), sealed_names.end());
    const std::string body_hash = to_base64(from_hex(sha256_hex(relaxed_body(parts.body))).value());
    const std::string list = folded_names(names);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::string out;
    for (const DkimSigner& signer : signers) {
        std::string field = "DKIM-Signature: v=1; a=";
        field.append(to_string(signer.key.kind())).append("-sha256; c=relaxed/relaxed;");
        field.append("\r\n d=").append(signer.domain).append("; s=").append(signer.selector).append(";");
        field.append("\r\n t=").append(std::to_string(seconds)).append(";").append(list).append(";");
        field.append("\r\n bh=").append(body_hash).append(";\r\n b=");
        std::string text = headers + relaxed_header(field);
        text.resize(text.size() - 2); // section 3.7: the signature's own field goes in without its line end
        append_folded(field, to_base64(signer.key.sign(text)));
        out.append(field).append("\r\n");
    }
    return out;
}

} // namespace dosah::mime
