// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/cells_store.h"

#include "base/error.h"
#include "store/tally.h"

#include <algorithm>
#include <array>

namespace dosah::evaluation {

namespace {

/// Names the parameters in their order whatever part of the statement uses them: until ($1), receipts ($2), campaign
/// ($3), look-back ($4), person ($5), the first and last of the invitations ($6, $7).
constexpr std::string_view asked =
    "WITH asked AS (SELECT CAST($1 AS BIGINT) AS until, CAST($2 AS BIGINT) AS receipts, CAST($3 AS BIGINT) AS "
    "campaign, CAST($4 AS BIGINT) AS look_back, CAST($5 AS BIGINT) AS person, CAST($6 AS BIGINT) AS first, CAST($7 AS "
    "BIGINT) AS last)";

/// How far a message came: 6 delivered, 5 taken over, 4 failed after it was handed over, 3 in doubt, 2 tried and failed
/// before, 1 tried, 0 not. Its state by then is the one it has, unless it moved since; likewise its attempts.
constexpr std::string_view way_of_message = R"(
    CASE (CASE WHEN m.updated_at <= $2 THEN m.state
               ELSE COALESCE((SELECT v.to_state FROM message_moves v WHERE v.message_id = m.id AND v.at <= $2
                              ORDER BY v.at DESC, v.id DESC LIMIT 1), '') END)
      WHEN 'accepted' THEN 5
      WHEN 'delivered' THEN 6
      WHEN 'assumed_sent' THEN 5
      WHEN 'bounced' THEN CASE WHEN EXISTS (SELECT 1 FROM attempts a WHERE a.message_id = m.id
                                            AND a.handed_at <= $2) THEN 4 ELSE 2 END
      WHEN 'failed' THEN CASE WHEN EXISTS (SELECT 1 FROM attempts a WHERE a.message_id = m.id
                                           AND a.handed_at <= $2) THEN 4 ELSE 2 END
      WHEN 'in_doubt' THEN 3
      WHEN 'handed' THEN 2
      WHEN '' THEN 0
      ELSE CASE WHEN m.attempts > 0 AND (m.updated_at <= $2 OR EXISTS (SELECT 1 FROM attempts a
                                              WHERE a.message_id = m.id AND a.claimed_at <= $2)) THEN 1 ELSE 0 END
    END)";

/// After CASE and a column: the numbers of answers, 0 without one.
constexpr const char* answer_number = " WHEN 'yes' THEN 1 WHEN 'no' THEN 2 WHEN 'maybe' THEN 3 ELSE 0 END";

/// The number of the last answer, 0 without one.
std::string earlier_answer()
{
    return std::string("COALESCE((SELECT CASE r.answer") + answer_number +
           " FROM responses r WHERE r.invitation_id = i.id AND r.received_at <= $1 AND r.answer IS NOT NULL AND r.kind "
           "IN ('answer', 'calendar_reply') ORDER BY r.received_at DESC, r.id DESC LIMIT 1), 0)";
}

/// People whose opt-out names no campaign, on the page that belongs to none: laid to the newest frozen before it.
constexpr std::string_view stopped = R"(
  SELECT DISTINCT r.contact_id AS contact FROM responses r
  WHERE r.organisation_id = (SELECT organisation_id FROM campaigns WHERE id = $3)
  AND r.invitation_id IS NULL AND r.contact_id IS NOT NULL AND r.kind IN ('opt_out', 'unsubscribe', 'complaint')
  AND r.received_at >= (SELECT frozen_at FROM campaigns WHERE id = $3) AND r.received_at <= $1
  AND NOT EXISTS (SELECT 1 FROM invitations j JOIN campaigns n ON n.id = j.campaign_id
                  WHERE j.contact_id = r.contact_id AND j.arm = 'invited'
                  AND n.frozen_at > (SELECT frozen_at FROM campaigns WHERE id = $3) AND n.frozen_at <= r.received_at))";

/// Of whom there is any sign beside messages of their own: what they said (own words 2, an opt-out 1, NULL nothing),
/// whether they opted out without naming a campaign, whether they came, how far calls came on the scale of messages (7
/// spoken with, 2 in vain), and how far a message came that carried their links. One set for all signs: most people
/// have none, and each look into a set costs a million people a third of a second. It is grouped also because SQLite
/// takes a set that is not for so small that it would rather read all of it for each person.
std::string signs(const std::string& only)
{
    return R"(
  SELECT id, MAX(said) AS said, MAX(stopped) AS stopped, MAX(came) AS came, MAX(called) AS called,
         MAX(carried) AS carried FROM (
    SELECT r.invitation_id AS id,
           CASE WHEN r.kind = 'text' OR (r.kind = 'answer' AND r.answer IS NULL) THEN 2
                WHEN r.kind IN ('opt_out', 'unsubscribe', 'complaint') THEN 1 ELSE 0 END AS said,
           0 AS stopped, 0 AS came, 0 AS called, 0 AS carried
    FROM responses r WHERE r.received_at <= $1 AND r.invitation_id BETWEEN $6 AND $7
    UNION ALL
    SELECT j.id, NULL, 1, 0, 0, 0 FROM ()" +
           std::string(stopped) + only + R"() stoppers CROSS JOIN invitations j
    WHERE j.campaign_id = $3 AND j.contact_id = stoppers.contact
    UNION ALL
    SELECT t.invitation_id, NULL, 0, 1, 0, 0 FROM attendances t WHERE t.at <= $1 AND t.invitation_id BETWEEN $6 AND $7
    UNION ALL
    SELECT p.invitation_id, NULL, 0, 0, CASE WHEN p.result IN ('no_answer', 'wrong_number') THEN 2 ELSE 7 END, 0
    FROM phone_calls p WHERE p.at <= $1 AND p.invitation_id BETWEEN $6 AND $7
    UNION ALL
    SELECT c.invitation_id, NULL, 0, 0, 0, )" +
           std::string(way_of_message) + R"(
    FROM carried_messages c JOIN messages m ON m.id = c.carrier_id
    WHERE c.invitation_id BETWEEN $6 AND $7 AND m.purpose = 'wave' AND m.created_at <= $1) AS each_sign GROUP BY id)";
}

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

std::string prior_of(const Counting& counting)
{
    if (!counting.prior_anew) return "i.prior";
    return "CASE WHEN EXISTS (SELECT 1 FROM involvements v WHERE v.contact_id = i.contact_id AND v.occurred_at >= $4 "
           "AND v.occurred_at < k.frozen_at) THEN 'prior' ELSE '" +
           std::string(counting.prior_anew->covers ? "none" : "unobservable") + "' END";
}

} // namespace

/// A row per person with what is known of them. The LIMIT that limits nothing keeps both databases from taking the
/// expressions into whatever counts them, which names the columns many times; rows go through one by one and are kept
/// nowhere. Words are numbers in it, the places of prior_words, first_time_words and arm_words: SQLite copies a text
/// for each row. The order of the CROSS JOIN is SQLite's order too.
std::string person_table(const Counting& counting, const std::string& more)
{
    const std::string only = counting.contact_id ? " AND r.contact_id = $5" : "";
    const std::string form = counting.target_act == "form" ? flag(form_submitted) : "0";
    const std::string placed = counting.target_act == "register" ? flag(has_place) : "1";
    const std::string current =
        std::string("CASE WHEN COALESCE(i.answered_at, 0) <= $1 THEN CASE i.answer") + answer_number + " ELSE 0 END";
    return std::string(asked) + ", person AS (SELECT CASE " + prior_of(counting) +
           " WHEN 'prior' THEN 0 WHEN 'none' THEN 1 ELSE 2 END AS prior, CASE i.first_time WHEN '' THEN 0 WHEN 'yes' "
           "THEN "
           "1 WHEN 'no' THEN 2 ELSE 3 END AS first_time, CASE i.arm WHEN 'invited' THEN 0 WHEN 'holdout' THEN 1 ELSE 2 "
           "END AS arm, " +
           placed + " AS placed, " + flag("k.event_cancelled_at <= $1") + " AS cancelled, " +
           flag("i.ineligible_at <= $1") + " AS ineligible, " + current +
           " AS answer, CASE WHEN sign.said IS NULL THEN 0 WHEN " + current +
           " > 0 THEN sign.said ELSE sign.said + 4 * " + earlier_answer() +
           " END AS said, COALESCE(sign.stopped, 0) AS stopped, COALESCE(sign.came, 0) AS attended, CASE i.arm WHEN "
           "'invited' THEN COALESCE((SELECT MAX(" +
           std::string(way_of_message) +
           ") FROM messages m WHERE m.invitation_id = i.id AND m.purpose = 'wave' AND m.created_at <= $1), 0) ELSE 0 "
           "END AS written_alone, CASE i.arm WHEN 'invited' THEN COALESCE(sign.carried, 0) ELSE 0 END AS carried, CASE "
           "i.arm WHEN 'invited' THEN COALESCE(sign.called, 0) ELSE 0 END AS called, " +
           form + " AS form" + more + " FROM campaigns k CROSS JOIN invitations i LEFT JOIN (" + signs(only) +
           ") sign ON sign.id = i.id WHERE k.id = $3 AND i.campaign_id = k.id" +
           (counting.contact_id ? " AND i.contact_id = $5" : "") + " LIMIT 9223372036854775807) ";
}

namespace {

/// Of a person: the current answer, else the last one there was.
constexpr const char* answer = "(CASE answer WHEN 0 THEN said / 4 ELSE answer END)";
constexpr const char* acted = "CASE WHEN answer > 0 OR said > 1 OR attended = 1 OR form = 1 THEN 1 ELSE 0 END";

#define WRITTEN "(CASE WHEN carried > written_alone THEN carried ELSE written_alone END)"
constexpr const char* written = WRITTEN;
/// The furthest of messages and calls.
constexpr const char* way = "(CASE WHEN called > " WRITTEN " THEN called ELSE " WRITTEN " END)";
#undef WRITTEN

constexpr std::int64_t no_disposition = 8;

/// The rules of facts.h in their order; numbers are places in disposition_names.
std::string disposition(const std::string& target_act)
{
    const std::string said = answer;
    const std::string done = target_act == "attend"     ? "attended = 1"
                             : target_act == "register" ? "attended = 1 OR (" + said + " = 1 AND placed = 1)"
                             : target_act == "answer"   ? said + " > 0"
                             : target_act == "form"     ? "form = 1"
                                                        : "";
    if (done.empty()) throw Error(ErrorKind::internal, "there is no target act \"" + target_act + "\"");
    return "CASE WHEN ineligible = 1 THEN 7 WHEN arm > 0 THEN 8 WHEN " + done + " THEN 0 WHEN " + said +
           " IN (1, 3) OR said % 4 = 2 OR attended = 1 THEN 1 WHEN " + said +
           " = 2 OR said % 4 = 1 OR stopped = 1 THEN 2 WHEN called = 7 THEN 4 WHEN " + written +
           " >= 5 THEN CASE cancelled WHEN 1 THEN 4 ELSE 3 END WHEN " + written +
           " >= 2 OR called = 2 THEN 6 ELSE 5 END";
}

constexpr std::array prior_words = {"prior", "none", "unobservable"};
constexpr std::array first_time_words = {"", "yes", "no", "unknown"};
constexpr std::array arm_words = {"invited", "holdout", "reserve"};

/// All that is counted of a person in one number, because databases group by one number fastest.
struct Code
{
    static constexpr std::int64_t reached = 16;
    static constexpr std::int64_t attended = 32;
    static constexpr std::int64_t way = 64;
    static constexpr std::int64_t prior = 512;
    static constexpr std::int64_t first_time = 2048;
    static constexpr std::int64_t arm = 8192;
    static constexpr std::int64_t end = 32768;

    static std::string sql(const std::string& target_act)
    {
        return disposition(target_act) + " + 16 * (" + acted + ") + 32 * attended + 64 * " + evaluation::way +
               " + 512 * prior + 2048 * first_time + 8192 * arm";
    }
};

std::string disposition_word(std::int64_t code)
{
    const std::int64_t place = code % 16;
    return place == no_disposition ? "" : disposition_names.at(static_cast<std::size_t>(place)).name;
}

Rung rung_of(std::int64_t code)
{
    if ((code & Code::reached) != 0) return Rung::reached;
    constexpr std::array by_way = {Rung::untried, Rung::attempted, Rung::attempted, Rung::in_doubt,
                                   Rung::sent,    Rung::sent,      Rung::delivered, Rung::delivered};
    return by_way.at(static_cast<std::size_t>(code / Code::way % 8));
}

template <std::size_t Count>
const char* word(const std::array<const char*, Count>& words, std::int64_t code, std::int64_t unit)
{
    return words.at(static_cast<std::size_t>(code / unit % 4));
}

PeopleCell cell_of(std::int64_t code, const std::string& group, const std::string& place)
{
    PeopleCell out;
    out.group = group;
    out.place = place;
    out.arm = word(arm_words, code, Code::arm);
    out.prior = word(prior_words, code, Code::prior);
    out.first_time = word(first_time_words, code, Code::first_time);
    out.disposition = disposition_word(code);
    out.rung = rung_of(code);
    out.attended = (code & Code::attended) != 0;
    return out;
}

constexpr std::int64_t not_known = -1; // as a year of birth

} // namespace

/// Numbers of a campaign's invitations lie together: what lies between the first and the last is little more.
std::vector<store::Value> person_values(store::Session& session, const Counting& counting)
{
    const store::Rows ends =
        counting.contact_id
            ? session.query("SELECT MIN(id), MAX(id) FROM invitations WHERE campaign_id = $1 AND contact_id = $2",
                            {counting.campaign_id, *counting.contact_id})
            : session.query("SELECT MIN(id + 0), MAX(id + 0) FROM invitations WHERE campaign_id = $1",
                            {counting.campaign_id});
    return {to_micros(counting.until),
            to_micros(counting.receipts_until.value_or(counting.until)),
            counting.campaign_id,
            counting.prior_anew ? store::Value(to_micros(counting.prior_anew->from)) : store::Value(),
            counting.contact_id,
            ends.optional_integer(0, 0).value_or(0),
            ends.optional_integer(0, 1).value_or(0)};
}

namespace {

constexpr std::size_t first_group_parameter = 8;
constexpr std::size_t groups_at_once = 30; // a bit each, above the code
constexpr std::int64_t other_group = std::int64_t{1} << groups_at_once;

/// Which of the groups somebody is in, a bit each; from other_group on how many others.
std::string group_bits(std::size_t count)
{
    std::string bits = "CASE g.group_key";
    for (std::size_t i = 0; i < count; ++i)
        bits += " WHEN $" + std::to_string(first_group_parameter + i) + " THEN " + std::to_string(std::int64_t{1} << i);
    return ", COALESCE((SELECT CAST(SUM(" + (count == 0 ? std::string() : bits + " ELSE ") +
           std::to_string(other_group) + (count == 0 ? "" : " END") +
           ") AS BIGINT) FROM invitation_groups g WHERE g.invitation_id = i.id), 0) AS bits";
}

struct Counted
{
    std::int64_t code = 0;
    std::int64_t bits = 0;
    std::string place;
    std::int64_t people = 0;
};

std::vector<Counted> count_by_groups(store::Session& session, const Counting& counting, bool by_place,
                                     const std::vector<std::string>& groups)
{
    std::vector<store::Value> values = person_values(session, counting);
    values.insert(values.end(), groups.begin(), groups.end());
    std::vector<std::string> columns = {Code::sql(counting.target_act) + " + " + std::to_string(Code::end) + " * bits"};
    if (by_place) columns.emplace_back("place");
    const store::Rows rows = store::tally(
        session, person_table(counting, group_bits(groups.size()) + (by_place ? ", i.frozen_place AS place" : "")),
        columns, "FROM person", values);
    const std::size_t people = columns.size();
    std::vector<Counted> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.integer(i, 0) % Code::end, rows.integer(i, 0) / Code::end,
                       by_place ? rows.text(i, 1) : std::string(), rows.integer(i, people)});
    return out;
}

/// The groups there are now; where people were in others when they were frozen, `all` looks for them.
std::vector<std::string> group_keys(store::Session& session, const Counting& counting, bool all)
{
    const store::Rows rows = session.query(
        all ? "SELECT DISTINCT g.group_key FROM invitations i JOIN invitation_groups g ON g.invitation_id = i.id "
              "WHERE i.campaign_id = $1 ORDER BY 1"
            : "SELECT t.key FROM target_groups t JOIN campaigns k ON k.organisation_id = t.organisation_id WHERE k.id "
              "= $1 ORDER BY 1",
        {counting.campaign_id});
    std::vector<std::string> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back(rows.text(i, 0));
    return out;
}

std::vector<std::string> first_of(const std::vector<std::string>& groups, std::size_t begin)
{
    const std::size_t end = std::min(groups.size(), begin + groups_at_once);
    return {groups.begin() + static_cast<std::ptrdiff_t>(begin), groups.begin() + static_cast<std::ptrdiff_t>(end)};
}

/// Whether somebody is in a group that was not among those asked for.
bool has_others(const std::vector<Counted>& counted)
{
    return std::any_of(counted.begin(), counted.end(), [](const Counted& one) { return one.bits >= other_group; });
}

} // namespace

std::vector<PeopleCell> count_people_cells(store::Session& session, const Counting& counting, bool by_place)
{
    std::vector<std::string> groups = group_keys(session, counting, false);
    std::vector<std::string> portion = first_of(groups, 0);
    std::vector<Counted> counted = count_by_groups(session, counting, by_place, portion);
    std::map<PeopleCell, std::int64_t> cells;
    const auto add = [&](const std::string& group, const Counted& one) {
        cells[cell_of(one.code, group, one.place)] += one.people;
    };
    for (const Counted& one : counted) {
        add("", one);
        if (one.bits == 0) add(without_group, one);
    }
    groups = has_others(counted) ? group_keys(session, counting, true) : portion;
    for (std::size_t begin = 0; begin < groups.size(); begin += groups_at_once) {
        if (const auto next = first_of(groups, begin); next != portion) {
            portion = next;
            counted = count_by_groups(session, counting, by_place, portion);
        }
        for (const Counted& one : counted)
            for (std::size_t i = 0; i < portion.size(); ++i)
                if ((one.bits >> i) % 2 == 1) add(portion[i], one);
    }
    return with_counts(cells);
}

std::vector<StratumCell> count_stratum_cells(store::Session& session, const Counting& counting, int frozen_year)
{
    const std::string code =
        disposition(counting.target_act) + " + 16 * " + acted + " + 32 * attended + 64 * moved_up + 128 * arm";
    const store::Rows rows = store::tally(
        session,
        person_table(counting, ", i.stratum AS stratum, COALESCE(i.frozen_birth_year, " + std::to_string(not_known) +
                                   ") AS born, i.frozen_gender AS gender, i.frozen_place AS place, CASE WHEN "
                                   "i.moved_up_at <= $1 THEN 1 ELSE 0 END AS moved_up"),
        {code, "born", "stratum", "gender", "place"}, "FROM person", person_values(session, counting));
    std::vector<StratumCell> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int64_t known = rows.integer(i, 0);
        StratumCell cell;
        cell.disposition = disposition_word(known);
        cell.arm = arm_words.at(static_cast<std::size_t>(known / 128));
        cell.reached = cell.arm == "invited" && (known & 16) != 0;
        cell.attended = (known & 32) != 0;
        cell.moved_up = (known & 64) != 0;
        if (const std::int64_t born = rows.integer(i, 1); born != not_known)
            cell.age = frozen_year - static_cast<int>(born);
        cell.stratum = rows.text(i, 2);
        cell.gender = rows.text(i, 3);
        cell.place = rows.text(i, 4);
        cell.people = rows.integer(i, 5);
        out.push_back(cell);
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace dosah::evaluation
