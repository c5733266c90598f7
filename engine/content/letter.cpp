// SPDX-License-Identifier: EUPL-1.2
#include "content/letter.h"

#include "content/event_kind.h"
#include "content/message_view.h"
#include "content/message_words.h"
#include "content/paragraphs.h"
#include "content/qr_code.h"

namespace dosah::content {

namespace {

bool asks(MessageKind kind)
{
    return kind == MessageKind::invitation || kind == MessageKind::reminder || kind == MessageKind::change;
}

ViewList lines_of(const std::vector<std::string>& lines)
{
    ViewList list;
    for (const std::string& line : lines) {
        View one;
        one.set("line", line);
        list.push_back(std::move(one));
    }
    return list;
}

View letter_labels(const Catalogs& catalogs, const InvitationTexts& texts, const LetterParts& parts)
{
    const auto text = [&](const char* key, const Arguments& arguments = {}) {
        return catalogs.text(texts.locale, std::string("letter.") + key, arguments);
    };
    View label;
    for (const char* key : {"how", "way_scan", "your_code", "way_slip", "slip", "people", "needs", "interpreter",
                            "step_free", "childcare", "reach_me", "no_more"})
        label.set(key, text(key));
    const std::string answers = is_survey(texts.event.kind) ? "public.survey.answer." : "letter.";
    for (const char* answer : {"yes", "maybe", "no"})
        label.set(answer, catalogs.text(texts.locale, answers + answer));
    label.set("way_type", text("way_type", {{"page", parts.code_page}}));
    const std::string& phone = texts.organisation.phone;
    label.set("way_call", phone.empty() ? "" : text("way_call", {{"phone", phone}}));
    label.set("slip_to", text("slip_to", {{"address", parts.sender}}));
    label.set("stop", phone.empty() ? text("stop") : text("stop_call", {{"phone", phone}}));
    label.set("why", text("why"));
    return label;
}

} // namespace

LetterTexts write_letter(const Templates& templates, const Catalogs& catalogs, MessageKind kind,
                         const InvitationTexts& texts, const LetterParts& parts)
{
    View view = message_view(texts);
    const auto [subject, body] = write_words(templates, kind, texts, view);
    const bool with_code = asks(kind) && !parts.code.empty();
    add_layout_texts(view, catalogs, kind, texts);
    view.set("letter", letter_labels(catalogs, texts, parts));
    view.set("subject", subject);
    view.set("paragraphs", to_paragraphs(body));
    view.set("sender", parts.sender);
    view.set("recipient", lines_of(parts.recipient));
    view.set("window_right", parts.window_right);
    view.set("comes", !is_survey(texts.event.kind));
    view.set("large", parts.large_print);
    view.set("date", parts.date);
    view.set("with_code", with_code);
    view.set("code", parts.code);
    view.set("qr", with_code ? qr_code_svg(parts.code_url, catalogs.text(texts.locale, "letter.qr")) : std::string());
    return {subject, body, templates.render("letter/letter.html", view)};
}

std::string letter_top(const Templates& templates, const std::string& locale, const std::string& title,
                       const std::string& notice)
{
    View view;
    view.set("locale", locale);
    view.set("title", title);
    view.set("notice", notice);
    return templates.render("letter/top.html", view);
}

std::string letter_bottom(const Templates& templates)
{
    return templates.render("letter/bottom.html", View());
}

} // namespace dosah::content
