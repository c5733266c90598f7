// SPDX-License-Identifier: EUPL-1.2
#include "content/message_writer.h"

#include "base/error.h"
#include "base/text.h"
#include "content/locale.h"
#include "content/message_view.h"
#include "content/message_words.h"
#include "content/paragraphs.h"
#include "content/wording.h"

#include <unicode/uchar.h>

#include <algorithm>

namespace dosah::content {

namespace {

/// `part` is ".subject", ".body" or, for an SMS, "".
std::string render_part(const Templates& templates, const std::string& channel, const InvitationTexts& texts,
                        MessageKind kind, const std::string& part, const std::string& own, const View& view)
{
    const std::string name = std::string(to_string(kind)) + part;
    if (!own.empty() && is_wave(kind))
        return templates.render_text(own, view, Escape::none, channel + "." + texts.locale + "." + name);
    const auto found = find_wording(templates, channel, texts, std::string(to_string(kind)), part);
    if (!found) throw Error(ErrorKind::internal, "there is no template " + channel + "/" + texts.locale + "/" + name);
    return templates.render(*found, view);
}

/// The paragraph for the campaign's target group; a reminder says what the invitation said.
std::string render_for_you(const Templates& templates, const InvitationTexts& texts, MessageKind kind, const View& view)
{
    auto found = find_wording(templates, "email", texts, std::string(to_string(kind)), ".for_you");
    if (!found && kind == MessageKind::reminder)
        found = find_wording(templates, "email", texts, std::string(to_string(MessageKind::invitation)), ".for_you");
    return found ? text::trim(templates.render(*found, view)) : std::string();
}

/// One line without control characters: a line break in a subject would be a header of its own.
std::string one_line(const std::string& rendered)
{
    std::string line;
    for (const char c : rendered) {
        const bool is_gap = static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
        if (!is_gap)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    return text::trim(line);
}

/// What is not shown leaves its empty lines behind: never more than one between two paragraphs.
std::string one_gap(const std::string& rendered)
{
    std::string text;
    for (const char c : rendered)
        if (c != '\n' || (!text.empty() && !text.ends_with("\n\n"))) text += c;
    while (text.ends_with('\n'))
        text.pop_back();
    return text + "\n";
}

} // namespace

const std::vector<MessageKind>& message_kinds()
{
    using enum MessageKind;
    static const std::vector<MessageKind> all = {invitation, reminder, thanks,       feedback, change,   cancellation,
                                                 waiting,    offered,  confirmation, opt_out,  data_link};
    return all;
}

std::string_view to_string(MessageKind kind)
{
    switch (kind) {
    case MessageKind::invitation:
        return "invitation";
    case MessageKind::reminder:
        return "reminder";
    case MessageKind::thanks:
        return "thanks";
    case MessageKind::feedback:
        return "feedback";
    case MessageKind::change:
        return "change";
    case MessageKind::cancellation:
        return "cancellation";
    case MessageKind::waiting:
        return "waiting";
    case MessageKind::offered:
        return "offered";
    case MessageKind::confirmation:
        return "confirmation";
    case MessageKind::opt_out:
        return "opt_out";
    case MessageKind::data_link:
        return "data_link";
    }
    return "";
}

std::string_view to_string(Format format)
{
    if (format == Format::easy_to_read) return "easy_to_read";
    return format == Format::large_print ? "large_print" : "usual";
}

Format format_from(std::string_view word)
{
    for (const Format format : {Format::easy_to_read, Format::large_print})
        if (to_string(format) == word) return format;
    return Format::usual;
}

std::optional<MessageKind> message_kind_from(std::string_view word)
{
    for (const MessageKind kind : message_kinds())
        if (to_string(kind) == word) return kind;
    return std::nullopt;
}

bool is_wave(MessageKind kind)
{
    return kind == MessageKind::invitation || kind == MessageKind::reminder || kind == MessageKind::thanks ||
           kind == MessageKind::feedback;
}

MessageWords write_words(const Templates& templates, MessageKind kind, const InvitationTexts& texts, View view)
{
    view.set("for_you", render_for_you(templates, texts, kind, view));
    return {one_line(render_part(templates, "email", texts, kind, ".subject", texts.own_subject, view)),
            render_part(templates, "email", texts, kind, ".body", texts.own_body, view)};
}

EmailTexts write_email(const Templates& templates, const Catalogs& catalogs, MessageKind kind,
                       const InvitationTexts& texts)
{
    View view = message_view(texts);
    EmailTexts mail;
    const auto [subject, body] = write_words(templates, kind, texts, view);
    mail.subject = subject;

    add_layout_texts(view, catalogs, kind, texts);
    view.set("subject", mail.subject);
    view.set("paragraphs", to_paragraphs(body));
    mail.text = one_gap(templates.render(find_layout(templates, texts, "email/layout.text"), view));
    mail.html = templates.render(find_layout(templates, texts, "email/layout.html"), view);
    return mail;
}

SmsText write_sms(const Templates& templates, MessageKind kind, const InvitationTexts& texts, bool strip)
{
    return measure_sms(render_sms(templates, kind, texts), strip);
}

std::string render_sms(const Templates& templates, MessageKind kind, const InvitationTexts& texts)
{
    return text::trim(render_part(templates, "sms", texts, kind, "", texts.own_sms, message_view(texts)));
}

bool is_inert(std::string_view text)
{
    if (text.starts_with(' ') || text.ends_with(' ') || text.find("  ") != text.npos) return false;
    const auto letters = text::to_utf32(text); // what is ill-formed comes as U+FFFD, no letter
    return std::all_of(letters.begin(), letters.end(), [](char32_t c) {
        return (c >= U'0' && c <= U'9') || c == U'-' || c == U'.' || c == U',' || c == U' ' ||
               (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
    });
}

void check_own_text(const Templates& templates, const std::string& text, const std::string& where)
{
    // Everything is filled in the sample, so that each section is looked into.
    (void)templates.render_text(text, message_view(sample_texts()), Escape::none, where);
}

} // namespace dosah::content
