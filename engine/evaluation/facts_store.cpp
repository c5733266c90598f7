// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/facts.h"

#include <algorithm>
#include <array>

namespace dosah::evaluation {

namespace {

/// How far a message came by $1: 6 delivered, 5 taken over, 4 failed after it was handed over, 3 in doubt, 2 tried and
/// failed before, 1 tried, 0 not. Its state by then is the one it has, unless it moved since; likewise its attempts.
constexpr std::string_view way_of_message = R"(
    CASE (CASE WHEN m.updated_at <= $1 THEN m.state
               ELSE COALESCE((SELECT v.to_state FROM message_moves v WHERE v.message_id = m.id AND v.at <= $1
                              ORDER BY v.at DESC, v.id DESC LIMIT 1), '') END)
      WHEN 'delivered' THEN 6
      WHEN 'accepted' THEN 5
      WHEN 'assumed_sent' THEN 5
      WHEN 'bounced' THEN CASE WHEN EXISTS (SELECT 1 FROM attempts a WHERE a.message_id = m.id
                                            AND a.handed_at <= $1) THEN 4 ELSE 2 END
      WHEN 'failed' THEN CASE WHEN EXISTS (SELECT 1 FROM attempts a WHERE a.message_id = m.id
                                           AND a.handed_at <= $1) THEN 4 ELSE 2 END
      WHEN 'in_doubt' THEN 3
      WHEN 'handed' THEN 2
      WHEN '' THEN 0
      ELSE CASE WHEN m.attempts > 0 AND (m.updated_at <= $1 OR EXISTS (SELECT 1 FROM attempts a
                                              WHERE a.message_id = m.id AND a.claimed_at <= $1)) THEN 1 ELSE 0 END
    END)";

/// Own words 2, an opt-out 1.
constexpr std::string_view said_in_response = R"(
    CASE WHEN r.kind = 'text' OR (r.kind = 'answer' AND r.answer IS NULL) THEN 2
         WHEN r.kind IN ('opt_out', 'unsubscribe', 'complaint') THEN 1 ELSE 0 END)";

constexpr std::string_view answer_by_then = R"(
  COALESCE(CASE WHEN COALESCE(i.answered_at, 0) <= $1 THEN i.answer END,
    (SELECT r.answer FROM responses r WHERE r.invitation_id = i.id AND r.received_at <= $1 AND r.answer IS NOT NULL
     AND r.kind IN ('answer', 'calendar_reply') ORDER BY r.received_at DESC, r.id DESC LIMIT 1), ''))";

/// An opt-out that names no campaign, on the page that belongs to none: it is laid to the newest frozen before it.
constexpr std::string_view stopped = R"(
  EXISTS (SELECT 1 FROM responses r WHERE r.contact_id = i.contact_id AND r.invitation_id IS NULL
          AND r.kind IN ('opt_out', 'unsubscribe', 'complaint') AND r.received_at >= k.frozen_at
          AND r.received_at <= $1
          AND NOT EXISTS (SELECT 1 FROM invitations j JOIN campaigns n ON n.id = j.campaign_id
                          WHERE j.contact_id = i.contact_id AND j.arm = 'invited'
                          AND n.frozen_at > k.frozen_at AND n.frozen_at <= r.received_at)))";

constexpr std::string_view form_submitted = R"(
  EXISTS (SELECT 1 FROM involvements v WHERE v.contact_id = i.contact_id AND v.kind = 'form'
          AND v.occurred_at >= k.frozen_at AND v.occurred_at <= $1))";

/// Not on the waiting list, by the last move until then. Who gave up a place before moves were kept has none: they
/// count as having had it.
constexpr std::string_view has_place = R"(
  COALESCE((SELECT p.place FROM place_moves p WHERE p.invitation_id = i.id AND p.at <= $1 ORDER BY p.id DESC LIMIT 1),
    '') <> 'waiting')";

std::string flag(std::string_view condition)
{
    return "CASE WHEN " + std::string(condition) + " THEN 1 ELSE 0 END";
}

/// A row per person with what is known by $1 of campaign $2. Materialised: what counts it names the columns many times,
/// and each other table is to be looked into once a person. The order of the CROSS JOIN is SQLite's order too.
std::string person_table(const std::string& target_act)
{
    const std::string form = target_act == "form" ? flag(form_submitted) : "0";
    const std::string placed = target_act == "register" ? flag(has_place) : "1";
    return "WITH person AS MATERIALIZED (SELECT i.id AS id, i.prior AS prior, " + placed + " AS placed, " +
           flag("k.event_cancelled_at <= $1") + " AS cancelled, " + flag("i.ineligible_at <= $1") + " AS ineligible, " +
           std::string(answer_by_then) + " AS answer, COALESCE((SELECT MAX(" + std::string(said_in_response) +
           ") FROM responses r WHERE r.invitation_id = i.id AND r.received_at <= $1), 0) AS said, " + flag(stopped) +
           " AS stopped, " + flag("EXISTS (SELECT 1 FROM attendances t WHERE t.invitation_id = i.id AND t.at <= $1)") +
           " AS attended, " +
           flag("EXISTS (SELECT 1 FROM contacts c WHERE c.id = i.contact_id AND c.erased_at <= $1)") +
           " AS erased, COALESCE((SELECT MAX(" + std::string(way_of_message) +
           ") FROM messages m WHERE m.invitation_id = i.id AND m.purpose = 'wave'), 0) AS way, " + form +
           " AS form FROM campaigns k CROSS JOIN invitations i WHERE k.id = $2 AND i.campaign_id = k.id "
           "AND i.arm = 'invited') ";
}

/// The rules of facts.h in their order; numbers are places in disposition_names.
std::string disposition(const std::string& target_act)
{
    const std::string done = target_act == "attend"     ? "attended = 1"
                             : target_act == "register" ? "attended = 1 OR (answer = 'yes' AND placed = 1)"
                             : target_act == "answer"   ? "answer <> ''"
                             : target_act == "form"     ? "form = 1"
                                                        : "";
    if (done.empty()) throw Error(ErrorKind::internal, "there is no target act \"" + target_act + "\"");
    return "CASE WHEN ineligible = 1 THEN 7 WHEN " + done +
           " THEN 0 WHEN answer IN ('yes', 'maybe') OR said = 2 OR attended = 1 THEN 1 "
           "WHEN answer = 'no' OR said = 1 OR stopped = 1 THEN 2 WHEN erased = 1 THEN 4 "
           "WHEN way >= 5 THEN CASE cancelled WHEN 1 THEN 4 ELSE 3 END WHEN way >= 2 THEN 6 ELSE 5 END";
}

constexpr std::array prior_words = {"prior", "none", "unobservable"};

/// All that is counted of a person in one number, because databases group by one number fastest: disposition, prior
/// involvement (8, 16), acted (32), attended (64), and how far the messages came (128 and up).
std::string coded_table(const std::string& target_act)
{
    return ", coded AS MATERIALIZED (SELECT id, " + disposition(target_act) +
           " + CASE prior WHEN 'prior' THEN 0 WHEN 'none' THEN 8 ELSE 16 END + CASE WHEN answer <> '' OR said = 2 OR "
           "attended = 1 OR form = 1 THEN 32 ELSE 0 END + 64 * attended + 128 * way AS code FROM person) ";
}

void add(PeopleCount& count, std::int64_t code, std::int64_t people)
{
    const bool acted = (code & 32) != 0;
    const bool attended = (code & 64) != 0;
    const std::int64_t way = code / 128;
    count.audience += people;
    if (acted || way >= 1) count.attempted += people;
    if (acted || way >= 4) count.sent += people;
    if (acted || way >= 6) count.delivered += people;
    if (acted) count.reached += people;
    if (attended) count.attended += people;
    if (!acted && way == 3) count.in_doubt += people;
    count.dispositions.*disposition_names.at(static_cast<std::size_t>(code % 8)).value += people;
}

PeopleCount& count_of(std::vector<PeopleCount>& counts, const std::string& group, const std::string& prior)
{
    const auto found = std::find_if(counts.begin(), counts.end(), [&](const PeopleCount& count) {
        return count.group == group && count.prior == prior;
    });
    if (found != counts.end()) return *found;
    PeopleCount& made = counts.emplace_back();
    made.group = group;
    made.prior = prior;
    return made;
}

} // namespace

std::vector<PeopleCount> count_people(store::Session& session, std::int64_t campaign_id, const std::string& target_act,
                                      Instant until)
{
    const store::Rows rows =
        session.query(person_table(target_act) + coded_table(target_act) +
                          "SELECT CAST('' AS TEXT), code, COUNT(*) FROM coded GROUP BY code "
                          "UNION ALL SELECT g.group_key, code, COUNT(*) FROM coded JOIN invitation_groups g "
                          "ON g.invitation_id = coded.id GROUP BY g.group_key, code "
                          "UNION ALL SELECT CAST('" +
                          std::string(without_group) +
                          "' AS TEXT), code, COUNT(*) FROM coded WHERE NOT EXISTS "
                          "(SELECT 1 FROM invitation_groups g WHERE g.invitation_id = coded.id) GROUP BY code",
                      {to_micros(until), campaign_id});
    std::vector<PeopleCount> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int64_t code = rows.integer(i, 1);
        add(count_of(out, rows.text(i, 0), prior_words.at(static_cast<std::size_t>(code / 8 % 4))), code,
            rows.integer(i, 2));
    }
    return out;
}

std::vector<FrameCount> count_frame(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query(
        "SELECT CAST('' AS TEXT), COUNT(*) FROM invitations WHERE campaign_id = $1 UNION ALL "
        "SELECT g.group_key, COUNT(*) FROM invitations i JOIN invitation_groups g ON g.invitation_id = i.id "
        "WHERE i.campaign_id = $1 GROUP BY g.group_key UNION ALL SELECT CAST('" +
            std::string(without_group) +
            "' AS TEXT), COUNT(*) FROM invitations i WHERE i.campaign_id = $1 "
            "AND NOT EXISTS (SELECT 1 FROM invitation_groups g WHERE g.invitation_id = i.id)",
        {campaign_id});
    std::vector<FrameCount> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows.integer(i, 1) > 0) out.push_back({rows.text(i, 0), rows.integer(i, 1)});
    return out;
}

} // namespace dosah::evaluation
