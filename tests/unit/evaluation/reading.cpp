// SPDX-License-Identifier: EUPL-1.2
#include "reading.h"

#include <algorithm>
#include <functional>

namespace dosah::tests {

namespace {

bool any_reply(const Guest& guest, const std::function<bool(const Reply&)>& is)
{
    return std::any_of(guest.replies.begin(), guest.replies.end(), is);
}

/// The answer by then: the current one, or the last one said by then. Of two at once the later row.
std::string answer_by(const Guest& guest, Instant until)
{
    if (guest.answer && *guest.answered_at <= until) return *guest.answer;
    const Reply* last = nullptr;
    for (const Reply& reply : guest.replies) {
        const bool says = reply.answer && (reply.kind == "answer" || reply.kind == "calendar_reply");
        if (says && reply.at <= until && (last == nullptr || last->at <= reply.at)) last = &reply;
    }
    return last == nullptr ? "" : *last->answer;
}

} // namespace

evaluation::PeopleCount meaning(const Guest& guest, const std::string& target_act, Instant until, bool cancelled)
{
    const bool attended = guest.attended_at && *guest.attended_at <= until;
    const std::string answer = answer_by(guest, until);
    const bool text = any_reply(guest, [&](const Reply& reply) {
        return reply.at <= until && (reply.kind == "text" || (reply.kind == "answer" && !reply.answer));
    });
    const bool stopped = any_reply(guest, [&](const Reply& reply) {
        return reply.at <= until && (reply.names_campaign || reply.at >= reading_frozen) &&
               (reply.kind == "opt_out" || reply.kind == "unsubscribe" || reply.kind == "complaint");
    });
    const bool form =
        target_act == "form" && guest.form_at && *guest.form_at >= reading_frozen && *guest.form_at <= until;
    const bool acted = attended || !answer.empty() || text || form;
    bool tried = false;
    bool taken = false;
    bool handed = false;
    bool delivered = false;
    bool doubtful = false;
    bool in_vain = false;
    for (const SentMessage& message : guest.messages) {
        if (message.purpose != "wave") continue;
        const std::string state = !message.later.empty() && message.later_at <= until ? message.later : message.state;
        const bool ended_badly = state == "bounced" || state == "failed";
        const bool now_taken = state == "accepted" || state == "delivered" || state == "assumed_sent";
        taken = taken || now_taken;
        handed = handed || now_taken || (ended_badly && message.handed && message.tried_at <= until);
        delivered = delivered || state == "delivered";
        doubtful = doubtful || state == "in_doubt";
        in_vain = in_vain || ended_badly || state == "in_doubt" || state == "handed";
        tried = tried || (message.tried && message.tried_at <= until) || now_taken || ended_badly ||
                state == "in_doubt" || state == "handed";
    }
    bool spoken_with = false;
    bool called = false;
    for (const PhoneCall& call : guest.calls) {
        if (call.at > until) continue;
        called = true;
        spoken_with = spoken_with || (call.result != "no_answer" && call.result != "wrong_number");
    }
    evaluation::PeopleCount out;
    out.prior = guest.prior;
    out.audience = 1;
    out.attempted = acted || tried || called;
    out.sent = acted || handed || spoken_with;
    out.delivered = acted || delivered || spoken_with;
    out.reached = acted;
    out.attended = attended;
    out.in_doubt = doubtful && !handed && !acted && !spoken_with;
    std::string place;
    for (const PlaceMove& move : guest.place_moves)
        if (move.at <= until) place = move.place;
    const bool registered = attended || (answer == "yes" && place != "waiting");
    evaluation::Dispositions& ended = out.dispositions;
    if (guest.ineligible_at && *guest.ineligible_at <= until)
        ended.not_eligible = 1;
    else if (target_act == "attend"     ? attended
             : target_act == "register" ? registered
             : target_act == "answer"   ? !answer.empty()
                                        : form)
        ended.complete = 1;
    else if (answer == "yes" || answer == "maybe" || text || attended)
        ended.partial = 1;
    else if (answer == "no" || stopped)
        ended.refusal = 1;
    else if (spoken_with)
        ended.other = 1;
    else if (taken)
        (cancelled ? ended.other : ended.non_contact) = 1;
    else
        (in_vain || called ? ended.not_arrived : ended.not_sent) = 1;
    return out;
}

} // namespace dosah::tests
