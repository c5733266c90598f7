// SPDX-License-Identifier: EUPL-1.2
#include "content/message_view.h"

#include "base/colour.h"
#include "content/event_kind.h"

namespace dosah::content {

namespace {

std::string with_answer(const std::string& url, const char* answer)
{
    if (url.empty()) return "";
    return url + (url.find('?') == url.npos ? "?answer=" : "&answer=") + answer;
}

/// "Jana: https://..." for each, a line apiece: what stands where one person's link would.
template <class Url>
std::string links_of(const InvitationTexts& texts, const std::string& own, Url url)
{
    if (texts.people.empty()) return url(own);
    std::string lines;
    for (const InvitationTexts::Person& person : texts.people)
        lines += (lines.empty() ? "" : "\n") + person.name + ": " + url(person.answer_url);
    return lines;
}

ViewList people_of(const InvitationTexts& texts)
{
    ViewList people;
    for (const InvitationTexts::Person& person : texts.people) {
        View one;
        one.set("name", person.name);
        one.set("answer_url", person.answer_url);
        one.set("unsubscribe_url", person.unsubscribe_url);
        people.push_back(std::move(one));
    }
    return people;
}

void add_links(View& view, const InvitationTexts& texts)
{
    view.set("answer_url", links_of(texts, texts.answer_url, [](const std::string& url) { return url; }));
    for (const char* answer : {"yes", "maybe", "no"})
        view.set("answer_" + std::string(answer) + "_url",
                 links_of(texts, texts.answer_url, [&](const std::string& url) { return with_answer(url, answer); }));
    std::string stops = texts.unsubscribe_url;
    for (const InvitationTexts::Person& person : texts.people)
        stops += (stops.empty() ? "" : "\n") + person.name + ": " + person.unsubscribe_url;
    view.set("unsubscribe_url", stops);
    view.set("people", people_of(texts));
}

void add_names(std::vector<std::string>& names, const View& view, const std::string& before)
{
    for (const auto& [name, entry] : view.entries()) {
        if (const auto* nested = std::get_if<View>(&entry->value))
            add_names(names, *nested, before + name + ".");
        else
            names.push_back(before + name);
    }
}

} // namespace

View message_view(const InvitationTexts& texts)
{
    View organisation;
    organisation.set("name", texts.organisation.name);
    organisation.set("phone", texts.organisation.phone);
    organisation.set("email", texts.organisation.email);

    const auto& from = texts.event;
    const bool has_time = from.starts != Instant{};
    View event;
    event.set("title", from.title);
    event.set("lead", from.lead);
    event.set("place", from.place);
    event.set("access", from.access);
    event.set("interpreter", from.interpreter);
    event.set("transport", from.transport);
    event.set("childcare", from.childcare);
    event.set("link", from.link);
    event.set("when", has_time ? format_time_span(texts.locale, from.starts, from.ends, from.time_zone) : "");
    event.set("when_short", has_time ? format_time_short(texts.locale, from.starts, from.time_zone) : "");

    const auto& was = texts.before;
    const bool other_time = was.starts != Instant{};
    View before;
    before.set("place", was.place);
    before.set("when", other_time ? format_time_span(texts.locale, was.starts, was.ends, from.time_zone) : "");
    before.set("when_short", other_time ? format_time_short(texts.locale, was.starts, from.time_zone) : "");

    ViewList points;
    for (const InvitationTexts::Point& point : texts.points) {
        View one;
        one.set("said", point.said);
        one.set("done", point.done);
        one.set("not_done", point.not_done);
        one.set("why", point.why);
        points.push_back(std::move(one));
    }

    View view;
    view.set("before", before);
    view.set("note", texts.note);
    view.set("until", texts.until == Instant{} ? "" : format_date_time(texts.locale, texts.until, from.time_zone));
    view.set("points", points);
    view.set("for_you", ""); // a template like the body, rendered before it
    view.set("greeting", texts.greeting);
    view.set("given_name", texts.given_name);
    view.set("organisation", organisation);
    view.set("event", event);
    add_links(view, texts);
    view.set("code", texts.code);
    view.set("takes_replies", texts.takes_replies);
    view.set("takes_stop", texts.takes_replies || (!texts.people.empty() && texts.takes_stop));
    return view;
}

InvitationTexts sample_texts()
{
    InvitationTexts texts;
    texts.locale = "en";
    texts.greeting = texts.given_name = texts.code = texts.event.title = texts.event.lead = texts.event.place =
        texts.event.access = texts.event.interpreter = texts.event.transport = texts.event.childcare = "x";
    texts.event.link = "https://x.example/";
    texts.organisation = {"x", "x", "x"};
    texts.event.starts = texts.event.ends = from_iso("2030-01-01");
    texts.answer_url = texts.unsubscribe_url = "https://x.example/";
    texts.before = {"x", texts.event.starts, texts.event.ends};
    texts.note = "x";
    texts.until = texts.event.starts;
    texts.points = {{"x", "x", "x", "x"}};
    texts.people = {{"x", "https://x.example/", "https://x.example/"}};
    return texts;
}

const std::vector<std::string>& message_variables()
{
    static const std::vector<std::string> all = [] {
        std::vector<std::string> names;
        add_names(names, message_view(sample_texts()), "");
        return names;
    }();
    return all;
}

namespace {

/// Colours and sizes of the HTML part. Large print is black on white, in one column, with nothing small.
View look_of(const InvitationTexts& texts)
{
    const bool large = texts.format == Format::large_print;
    const Colour paper{255, 255, 255};
    const auto brand = parse_colour(texts.organisation.colour);
    std::string accent = "#00508a";
    if (brand) {
        const double enough = large ? 7 : 4.5; // WCAG 2.2: 1.4.6, 1.4.3
        accent = to_hex(contrast(*brand, paper) >= enough ? *brand : with_luminance(*brand, 1.04 / enough - 0.05));
    }
    View look;
    look.set("is_large", large);
    look.set("accent", accent);
    look.set("accent_dark", brand ? to_hex(with_luminance(*brand, 0.55)) : "#8fd0ff");
    look.set("ink", large ? "#000000" : "#1b1f22");
    look.set("quiet_ink", large ? "#000000" : "#4a545c");
    look.set("line", large ? "#000000" : "#8a949c");
    look.set("page", large ? "#ffffff" : "#f2f4f5");
    const auto size = [&](const char* name, const char* usual, const char* larger) {
        look.set(name, large ? larger : usual);
    };
    size("text", "font-size:17px;line-height:26px", "font-size:24px;line-height:38px");
    size("small", "font-size:16px;line-height:24px", "font-size:24px;line-height:38px");
    size("quiet", "font-size:14px;line-height:22px", "font-size:22px;line-height:34px");
    size("heading", "font-size:22px;line-height:30px", "font-size:32px;line-height:44px");
    size("question", "font-size:18px;line-height:26px", "font-size:26px;line-height:40px");
    size("button", "font-size:18px;line-height:24px", "font-size:26px;line-height:36px");
    return look;
}

/// What the layout tells of the event, line by line.
ViewList facts_of(const View& label, const InvitationTexts& texts)
{
    const auto& event = texts.event;
    ViewList facts;
    const auto add = [&](const char* name, const std::string& value) {
        if (value.empty()) return;
        View fact;
        fact.set("label", std::get<std::string>(label.entries().at(name)->value));
        fact.set("value", value);
        fact.set("url", value.starts_with("https://") ? value : "");
        facts.push_back(fact);
    };
    add("when",
        event.starts == Instant{} ? "" : format_time_span(texts.locale, event.starts, event.ends, event.time_zone));
    add("where", event.place);
    add("link", event.link);
    add("access", event.access);
    add("interpreter", event.interpreter);
    add("transport", event.transport);
    add("childcare", event.childcare);
    return facts;
}

/// Why somebody gets a message of this kind, as truthfully as the kind tells.
const char* why_key(MessageKind kind, bool survey)
{
    switch (kind) {
    case MessageKind::thanks:
        return survey ? "email.survey.why_thanks" : "email.why_thanks";
    case MessageKind::feedback:
        return "email.why_feedback";
    case MessageKind::change:
    case MessageKind::cancellation:
    case MessageKind::waiting:
    case MessageKind::offered:
        return survey ? "email.survey.why_invited" : "email.why_invited";
    default:
        return "email.why";
    }
}

/// What the layout adds to the body of a message of this kind.
struct Shows
{
    bool event = false;    ///< when and where, of an event that is still to be
    bool asks = false;     ///< the question with its answers
    bool confirms = false; ///< a link to change the answer
};

Shows shown_in(MessageKind kind, const InvitationTexts& texts)
{
    switch (kind) {
    case MessageKind::invitation:
    case MessageKind::reminder:
    case MessageKind::change:
        return {true, true, false};
    case MessageKind::offered:
        return {true, texts.until != Instant{}, texts.until == Instant{}};
    case MessageKind::waiting:
    case MessageKind::confirmation:
        return {true, false, true};
    case MessageKind::thanks:
    case MessageKind::feedback:
    case MessageKind::cancellation:
    case MessageKind::opt_out:
    case MessageKind::data_link:
        return {};
    }
    return {};
}

} // namespace

void add_layout_texts(View& view, const Catalogs& catalogs, MessageKind kind, const InvitationTexts& texts)
{
    const auto text = [&](const std::string& key, const Arguments& arguments = {}) {
        return catalogs.text(texts.locale, key, arguments);
    };
    View label;
    label.set("when", text("email.when"));
    label.set("where", text("email.where"));
    label.set("link", text("email.link"));
    label.set("access", text("email.access"));
    label.set("interpreter", text("email.interpreter"));
    label.set("transport", text("email.transport"));
    label.set("childcare", text("email.childcare"));
    const bool survey = is_survey(texts.event.kind);
    label.set("question", text(survey ? "email.survey.question" : "email.question"));
    label.set("yes", text(survey ? "email.survey.yes" : "email.yes"));
    label.set("maybe", text(survey ? "email.survey.maybe" : "email.maybe"));
    label.set("no", text(survey ? "email.survey.no" : "email.no"));
    label.set("hint", text("email.hint"));
    // What is offered is taken or not: no maybe.
    label.set("hint_reply", text(kind == MessageKind::offered ? "email.hint_reply_offer" : "email.hint_reply"));
    label.set("change", text("email.change"));
    label.set("sender", text("email.sender", {{"organisation", texts.organisation.name}}));
    label.set("why", text(why_key(kind, survey)));
    label.set("question_people", text(survey ? "email.survey.question_people" : "email.question_people"));
    label.set("hint_people", text("email.hint_people"));
    label.set("stop_people", text("email.stop_people"));
    label.set("stop", text("email.stop"));
    label.set("stop_link", text("email.stop_link"));
    label.set("stop_reply", text("email.stop_reply"));
    const std::string& phone = texts.organisation.phone;
    const std::string& email = texts.organisation.email;
    if (!phone.empty() && !email.empty())
        label.set("contact", text("email.contact_both", {{"phone", phone}, {"email", email}}));
    else if (!phone.empty())
        label.set("contact", text("email.contact_phone", {{"phone", phone}}));
    else if (!email.empty())
        label.set("contact", text("email.contact_email", {{"email", email}}));
    else
        label.set("contact", "");

    view.set("facts", facts_of(label, texts));
    view.set("look", look_of(texts));
    view.set("label", label);
    view.set("locale", texts.locale);
    const Shows shows = shown_in(kind, texts);
    const bool shared = !texts.people.empty();
    view.set("has_event", shows.event);
    view.set("is_shared", shared);
    view.set("asks_people", shows.asks && shared);
    view.set("asks", shows.asks && !shared && !texts.answer_url.empty());
    view.set("asks_maybe", kind != MessageKind::offered); // a place is taken or it is not
    view.set("confirms", shows.confirms && !texts.answer_url.empty());
    view.set("can_stop", kind != MessageKind::opt_out && kind != MessageKind::data_link);
}

} // namespace dosah::content
