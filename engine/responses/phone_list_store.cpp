// SPDX-License-Identifier: EUPL-1.2
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "contacts/contact.h"
#include "contacts/hold.h"
#include "contacts/suppression.h"
#include "delivery/carried.h"
#include "delivery/reference.h"
#include "responses/phone_list.h"

#include <algorithm>

namespace dosah::responses {

namespace {

constexpr std::size_t longest_note = 500;

const std::string sent = "m.state IN ('accepted', 'delivered', 'assumed_sent')";

/// A number that bounces messages may be a fixed line; but nobody is called against their word, nor at a number that is
/// somebody else's. A complaint is never narrowed to its channel, an opt-out by mail where the organisation says so.
const std::string may_be_called =
    "NOT EXISTS (SELECT 1 FROM suppressions s WHERE s.organisation_id = c.organisation_id AND s.channel = 'sms' AND "
    "s.address = c.phone AND s.reason IN ('opt_out', 'complaint', 'by_hand')) AND NOT EXISTS (SELECT 1 FROM "
    "suppressions s JOIN organisations o ON o.id = s.organisation_id WHERE s.organisation_id = c.organisation_id AND "
    "s.channel = 'email' AND s.address = c.email AND (s.reason = 'complaint' OR (s.reason = 'opt_out' AND "
    "o.opt_out_covers = 'all')))";

std::int64_t invitation_of(store::Session& session, const campaigns::Campaign& campaign, std::int64_t contact_id)
{
    const store::Rows rows =
        session.query("SELECT id FROM invitations WHERE campaign_id = $1 AND contact_id = $2 AND arm = 'invited'",
                      {campaign.id, contact_id});
    if (rows.empty())
        throw missing_error("contact " + std::to_string(contact_id) + " was not invited to campaign " + campaign.key);
    return rows.integer(0, 0);
}

void check(const Call& call)
{
    const auto& known = call_results();
    if (std::find(known.begin(), known.end(), call.result) == known.end())
        throw input_error("result: must be answered, reached, no_answer, call_later, wrong_number or do_not_call");
    if ((call.result == "answered") != call.said.answer.has_value())
        throw input_error("answer: goes with the result answered, and with no other");
    if (call.note.size() > longest_note) throw input_error("note: at most " + std::to_string(longest_note) + " bytes");
    if (!text::is_valid_utf8(call.note)) throw input_error("note: is not UTF-8");
    if (call.call_after && call.result != "call_later")
        throw input_error("call_after: goes with the result call_later");
}

} // namespace

const std::vector<std::string>& call_results()
{
    static const std::vector<std::string> all = {"answered",   "reached",      "no_answer",
                                                 "call_later", "wrong_number", "do_not_call"};
    return all;
}

std::vector<PersonToCall> phone_list(store::Session& session, const campaigns::Campaign& campaign,
                                     const std::string& locale, const PhoneListChoice& choice, Instant now)
{
    const bool carried = campaign.definition.one_per_address;
    const std::string theirs =
        carried ? "messages m WHERE m.id IN (SELECT o.id FROM messages o WHERE o.invitation_id = i.id UNION ALL SELECT "
                  "k.carrier_id FROM carried_messages k WHERE k.invitation_id = i.id) AND "
                : "messages m WHERE m.invitation_id = i.id AND ";
    const store::Rows rows = session.query(
        "WITH person AS (SELECT i.id AS id, c.id AS contact_id, c.given_name AS given_name, c.family_name AS "
        "family_name, c.phone AS phone, CASE c.locale WHEN '' THEN CAST($1 AS TEXT) ELSE c.locale END AS locale, "
        "(SELECT COUNT(DISTINCT m.wave) FROM " +
            theirs + "m.purpose = 'wave' AND " + sent + ") AS waves, " +
            delivery::wrote_to("i.id", "m.state IN ('planned', 'queued', 'claimed', 'handed', 'in_doubt')", carried) +
            " AS under_way, (SELECT COUNT(*) FROM phone_calls p WHERE "
            "p.invitation_id = i.id) AS calls, (SELECT COUNT(*) "
            "FROM phone_calls p WHERE p.invitation_id = i.id AND p.result = 'no_answer') AS in_vain, (SELECT MAX(p.id) "
            "FROM phone_calls p WHERE p.invitation_id = i.id) AS last_call FROM invitations i CROSS JOIN contacts c "
            "WHERE i.campaign_id = $2 AND i.arm = 'invited' AND i.answer IS NULL AND i.ineligible_at IS NULL AND c.id "
            "= "
            "i.contact_id AND c.erased_at IS NULL AND c.opted_out_at IS NULL AND c.phone IS NOT NULL AND c.phone <> "
            "'' AND " +
            may_be_called +
            ") "
            "SELECT person.id, contact_id, given_name, family_name, phone, locale, CASE WHEN waves = 0 THEN 1 ELSE 0 "
            "END, "
            "calls, COALESCE(l.result, ''), COALESCE(l.note, ''), l.call_after FROM person LEFT JOIN phone_calls l ON "
            "l.id "
            "= last_call WHERE in_vain < $3 AND COALESCE(l.result, '') NOT IN ('answered', 'reached', 'wrong_number', "
            "'do_not_call') AND ((waves = 0 AND NOT under_way) OR ($4 > 0 AND waves >= $4)) ORDER BY CASE WHEN "
            "l.call_after > $5 THEN 1 "
            "ELSE 0 "
            "END, CASE WHEN waves = 0 THEN 0 ELSE 1 END, calls, family_name, given_name, contact_id LIMIT $6",
        {locale, campaign.id, most_calls, choice.silent_after, to_micros(now), choice.limit});
    std::vector<PersonToCall> people;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        PersonToCall person;
        person.invitation_id = rows.integer(i, 0);
        person.contact_id = rows.integer(i, 1);
        person.name = text::trim(rows.text(i, 2) + " " + rows.text(i, 3));
        person.phone = rows.text(i, 4);
        person.locale = rows.text(i, 5);
        person.unreached = rows.integer(i, 6) == 1;
        person.calls = rows.integer(i, 7);
        person.last_result = rows.text(i, 8);
        person.last_note = rows.text(i, 9);
        if (const auto after = rows.optional_integer(i, 10)) person.call_after = from_micros(*after);
        people.push_back(std::move(person));
    }
    return people;
}

void note_list_taken(campaigns::Services& services, const campaigns::Campaign& campaign, std::size_t people,
                     const std::string& actor)
{
    store::Transaction transaction(services.database);
    organisations::audit(transaction.session(), services.clock.now(),
                         {campaign.organisation_id, actor, "phone_list.taken", "campaign", campaign.id,
                          std::to_string(people) + " people"});
    transaction.commit();
}

bool record_call(campaigns::Services& services, const campaigns::Campaign& campaign, std::int64_t contact_id,
                 const Call& call, const std::string& actor)
{
    check(call);
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    contacts::require_person(session, campaign.organisation_id, contact_id);
    const std::int64_t id = invitation_of(session, campaign, contact_id);
    const std::string once = call.once.empty() ? delivery::make_reference(services.random) : call.once;
    const std::size_t made = session.run("INSERT INTO phone_calls (organisation_id, invitation_id, result, call_after, "
                                         "note, actor, at, once) VALUES ($1, "
                                         "$2, $3, $4, $5, $6, $7, $8) ON CONFLICT (once) DO NOTHING",
                                         {campaign.organisation_id, id, call.result,
                                          call.call_after ? store::Value(to_micros(*call.call_after)) : store::Value(),
                                          call.note, actor, to_micros(now), once});
    if (made == 0) return false;
    const auto invitation = campaigns::find_invitation(session, id);
    ByHand said = call.said;
    said.channel = "phone";
    said.opt_out = call.result == "do_not_call";
    if ((said.answer || said.opt_out || !said.words.empty()) && !record_by_hand(session, *invitation, said, actor, now))
        throw conflict_error("campaign " + campaign.key + " takes no answers any more");
    if (call.result == "wrong_number") {
        const auto contact = contacts::find_contact(session, campaign.organisation_id, contact_id);
        if (contact && !contact->phone.empty())
            contacts::suppress(session, campaign.organisation_id, channel::Channel::sms, contact->phone,
                               contacts::SuppressionReason::by_hand, "phone: wrong number", now);
    }
    organisations::audit(session, now,
                         {campaign.organisation_id, actor, "invitation.called", "invitation", id, call.result});
    transaction.commit();
    return true;
}

std::map<std::string, std::int64_t> count_calls(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query("SELECT p.result, COUNT(*) FROM phone_calls p JOIN invitations i ON i.id = "
                                           "p.invitation_id WHERE i.campaign_id = $1 GROUP BY p.result",
                                           {campaign_id});
    std::map<std::string, std::int64_t> counted;
    for (std::size_t i = 0; i < rows.size(); ++i)
        counted[rows.text(i, 0)] = rows.integer(i, 1);
    return counted;
}

} // namespace dosah::responses
