// SPDX-License-Identifier: EUPL-1.2
#include "responses/by_hand.h"

#include "base/error.h"
#include "base/text.h"
#include "contacts/hold.h"
#include "responses/kind.h"
#include "responses/response_store.h"

namespace dosah::responses {

namespace {

constexpr std::size_t longest_words = 2000;

void check(const ByHand& said)
{
    if (said.channel != "phone" && said.channel != "letter") throw input_error("channel: must be phone or letter");
    if (said.answer && *said.answer != "yes" && *said.answer != "no" && *said.answer != "maybe")
        throw input_error("answer: must be yes, no or maybe");
    if (said.words.size() > longest_words)
        throw input_error("words: at most " + std::to_string(longest_words) + " bytes");
    if (!text::is_valid_utf8(said.words)) throw input_error("words: is not UTF-8");
    if (!said.answer && !said.opt_out && said.words.empty())
        throw input_error("answer: is missing; write yes, no, maybe, an opt-out or what the person said");
}

} // namespace

bool record_by_hand(store::Session& session, const campaigns::Invitation& invitation, const ByHand& said,
                    const std::string& actor, Instant now)
{
    check(said);
    contacts::require_person(session, invitation.organisation_id, invitation.contact_id);
    int part = 0;
    const auto keep = [&](Kind kind, const std::optional<std::string>& answer, const std::string& words) {
        NewResponse row = page_response(invitation.organisation_id, invitation.contact_id, to_string(kind), now);
        row.channel = said.channel;
        row.invitation_id = invitation.id;
        row.answer = answer;
        row.text = words;
        row.part = part++;
        if (said.details.companions && answer == "yes") row.people = *said.details.companions + 1;
        insert_response(session, row);
    };
    bool taken = true;
    if (said.answer) {
        // before the answer, which gives them their places at once
        if (*said.answer != "no") campaigns::record_details(session, invitation.id, said.details, now);
        taken = campaigns::record_answer(session, invitation.id, *said.answer, said.channel, now, now);
        if (taken) keep(Kind::answer, said.answer, said.words);
    }
    if (!said.words.empty() && (!said.answer || !taken)) keep(Kind::text, std::nullopt, said.words);
    if (said.opt_out) {
        campaigns::opt_out(session, invitation.organisation_id, invitation.contact_id, said.channel, now);
        keep(Kind::opt_out, std::nullopt, "");
    }
    organisations::audit(session, now,
                         {invitation.organisation_id, actor, "response.by_hand", "invitation", invitation.id,
                          said.answer.value_or(said.opt_out ? "opt_out" : "words") + " by " + said.channel});
    return taken;
}

} // namespace dosah::responses
