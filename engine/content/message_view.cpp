// SPDX-License-Identifier: EUPL-1.2
#include "content/message_view.h"

namespace dosah::content {

namespace {

std::string with_answer(const std::string& url, const char* answer)
{
    if (url.empty()) return "";
    return url + (url.find('?') == url.npos ? "?answer=" : "&answer=") + answer;
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
    view.set("greeting", texts.greeting);
    view.set("given_name", texts.given_name);
    view.set("organisation", organisation);
    view.set("event", event);
    view.set("answer_url", texts.answer_url);
    view.set("answer_yes_url", with_answer(texts.answer_url, "yes"));
    view.set("answer_maybe_url", with_answer(texts.answer_url, "maybe"));
    view.set("answer_no_url", with_answer(texts.answer_url, "no"));
    view.set("unsubscribe_url", texts.unsubscribe_url);
    view.set("code", texts.code);
    view.set("takes_replies", texts.takes_replies);
    return view;
}

InvitationTexts sample_texts()
{
    InvitationTexts texts;
    texts.locale = "en";
    texts.greeting = texts.given_name = texts.code = texts.event.title = texts.event.lead = texts.event.place =
        texts.event.access = "x";
    texts.organisation = {"x", "x", "x"};
    texts.event.starts = texts.event.ends = from_iso("2030-01-01");
    texts.answer_url = texts.unsubscribe_url = "https://x.example/";
    texts.before = {"x", texts.event.starts, texts.event.ends};
    texts.note = "x";
    texts.until = texts.event.starts;
    texts.points = {{"x", "x", "x", "x"}};
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

/// Why somebody gets a message of this kind, as truthfully as the kind tells.
const char* why_key(MessageKind kind)
{
    switch (kind) {
    case MessageKind::thanks:
        return "email.why_thanks";
    case MessageKind::feedback:
        return "email.why_feedback";
    case MessageKind::change:
    case MessageKind::cancellation:
    case MessageKind::waiting:
    case MessageKind::offered:
        return "email.why_invited";
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
    label.set("access", text("email.access"));
    label.set("question", text("email.question"));
    label.set("yes", text("email.yes"));
    label.set("maybe", text("email.maybe"));
    label.set("no", text("email.no"));
    label.set("hint", text("email.hint"));
    label.set("hint_reply", text("email.hint_reply"));
    label.set("change", text("email.change"));
    label.set("sender", text("email.sender", {{"organisation", texts.organisation.name}}));
    label.set("why", text(why_key(kind)));
    label.set("stop", text("email.stop"));
    label.set("stop_link", text("email.stop_link"));
    label.set("stop_reply", text("email.stop_reply"));
    const auto& [name, phone, email] = texts.organisation;
    if (!phone.empty() && !email.empty())
        label.set("contact", text("email.contact_both", {{"phone", phone}, {"email", email}}));
    else if (!phone.empty())
        label.set("contact", text("email.contact_phone", {{"phone", phone}}));
    else if (!email.empty())
        label.set("contact", text("email.contact_email", {{"email", email}}));
    else
        label.set("contact", "");

    view.set("label", label);
    view.set("locale", texts.locale);
    const Shows shows = shown_in(kind, texts);
    view.set("has_event", shows.event);
    view.set("asks", shows.asks && !texts.answer_url.empty());
    view.set("asks_maybe", kind != MessageKind::offered); // a place is taken or it is not
    view.set("confirms", shows.confirms && !texts.answer_url.empty());
    view.set("can_stop", kind != MessageKind::opt_out && kind != MessageKind::data_link);
}

} // namespace dosah::content
    case MessageKind::data_link:
