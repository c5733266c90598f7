// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/closed_figures_store.h"

namespace dosah::evaluation {

namespace {

constexpr const char* definition = "facts-3"; // raised when a rule in facts.h changes

void insert_people(store::Session& session, const std::vector<store::Value>& which,
                   const std::vector<PeopleCell>& people)
{
    store::Given given{{"group_key", "TEXT"}, {"place", "TEXT"},       {"arm", "TEXT"},
                       {"prior", "TEXT"},     {"first_time", "TEXT"},  {"disposition", "TEXT"},
                       {"rung", "TEXT"},      {"attended", "BOOLEAN"}, {"people", "BIGINT"}};
    for (const PeopleCell& cell : people)
        given.add({cell.group, cell.place, cell.arm, cell.prior, cell.first_time, cell.disposition,
                   to_string(cell.rung), cell.attended, cell.people});
    session.run("INSERT INTO figure_people (campaign_id, number, group_key, place, arm, prior, first_time, "
                "disposition, rung, attended, people) SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), group_key, place, "
                "arm, prior, first_time, disposition, rung, attended, people FROM given",
                which, given);
}

void insert_strata(store::Session& session, const std::vector<store::Value>& which,
                   const std::vector<StratumCell>& strata)
{
    store::Given given{{"stratum", "TEXT"},     {"age", "BIGINT"},      {"gender", "TEXT"},
                       {"place", "TEXT"},       {"arm", "TEXT"},        {"moved_up", "BOOLEAN"},
                       {"disposition", "TEXT"}, {"reached", "BOOLEAN"}, {"attended", "BOOLEAN"},
                       {"people", "BIGINT"}};
    for (const StratumCell& cell : strata)
        given.add({cell.stratum, cell.age, cell.gender, cell.place, cell.arm, cell.moved_up, cell.disposition,
                   cell.reached, cell.attended, cell.people});
    session.run("INSERT INTO figure_strata (campaign_id, number, stratum, age, gender, place, arm, moved_up, "
                "disposition, reached, attended, people) SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), stratum, age, "
                "gender, place, arm, moved_up, disposition, reached, attended, people FROM given",
                which, given);
}

} // namespace

void insert_closed_figures(store::Session& session, std::int64_t campaign_id, const Counted& counted)
{
    const ClosedFigures& figures = counted.figures;
    session.run("INSERT INTO campaign_figures (campaign_id, number, as_of, made_at, state, actor, reason, definition, "
                "look_back_months, register_start, erased) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                {campaign_id, figures.number, to_micros(figures.as_of), to_micros(figures.made_at), figures.state,
                 figures.actor, figures.reason, definition, figures.look_back_months,
                 figures.register_start ? store::Value(to_micros(*figures.register_start)) : store::Value(),
                 figures.erased});
    const std::vector<store::Value> which{campaign_id, figures.number};
    insert_people(session, which, counted.people);
    insert_strata(session, which, counted.strata);
    store::Given hours{{"at", "BIGINT"}, {"people", "BIGINT"}};
    for (const ReachedHour& hour : counted.hours)
        hours.add({to_micros(hour.at), hour.people});
    session.run("INSERT INTO figure_hours (campaign_id, number, at, people) SELECT CAST($1 AS BIGINT), CAST($2 AS "
                "BIGINT), at, people FROM given",
                which, hours);
    store::Given walk_ins{{"group_key", "TEXT"}, {"people", "BIGINT"}};
    for (const WalkInCell& cell : counted.walk_ins)
        walk_ins.add({cell.group, cell.people});
    session.run("INSERT INTO figure_walk_ins (campaign_id, number, group_key, people) SELECT CAST($1 AS BIGINT), "
                "CAST($2 AS BIGINT), group_key, people FROM given",
                which, walk_ins);
}

namespace {

std::vector<ClosedFigures> read_figures(store::Session& session, const std::string& which,
                                        const std::vector<store::Value>& values)
{
    const store::Rows rows =
        session.query("SELECT number, as_of, made_at, state, actor, reason, look_back_months, register_start, erased "
                      "FROM campaign_figures WHERE campaign_id = $1 AND " +
                          which + " ORDER BY number",
                      values);
    std::vector<ClosedFigures> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ClosedFigures one;
        one.number = rows.integer(i, 0);
        one.as_of = from_micros(rows.integer(i, 1));
        one.made_at = from_micros(rows.integer(i, 2));
        one.state = rows.text(i, 3);
        one.actor = rows.text(i, 4);
        one.reason = rows.text(i, 5);
        one.look_back_months = static_cast<int>(rows.integer(i, 6));
        if (const auto start = rows.optional_integer(i, 7)) one.register_start = from_micros(*start);
        one.erased = rows.integer(i, 8);
        out.push_back(one);
    }
    return out;
}

} // namespace

std::vector<ClosedFigures> all_closed_figures(store::Session& session, std::int64_t campaign_id)
{
    return read_figures(session, "number >= 0", {campaign_id});
}

std::optional<ClosedFigures> read_latest_count(store::Session& session, std::int64_t campaign_id)
{
    const auto found = read_figures(session, "number = $2", {campaign_id, latest_count_number});
    return found.empty() ? std::nullopt : std::optional(found.front());
}

void discard_latest_count(store::Session& session, std::int64_t campaign_id)
{
    for (const char* table : {"figure_people", "figure_strata", "figure_hours", "figure_walk_ins", "campaign_figures"})
        session.run("DELETE FROM " + std::string(table) + " WHERE campaign_id = $1 AND number = $2",
                    {campaign_id, latest_count_number});
}

bool has_people(store::Session& session, std::int64_t campaign_id, std::int64_t people)
{
    return session
               .query("SELECT COUNT(*) FROM (SELECT 1 FROM invitations WHERE campaign_id = $1 LIMIT $2) people",
                      {campaign_id, people})
               .integer(0, 0) >= people;
}

std::vector<PeopleCell> read_closed_people(store::Session& session, std::int64_t campaign_id, std::int64_t number,
                                           bool by_place)
{
    const std::string place = by_place ? "place" : "CAST('' AS TEXT)";
    const store::Rows rows = session.query(
        "SELECT group_key, " + place +
            ", arm, prior, first_time, disposition, rung, attended, CAST(SUM(people) AS BIGINT) FROM figure_people "
            "WHERE campaign_id = $1 AND number = $2 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8",
        {campaign_id, number});
    std::vector<PeopleCell> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0), rows.text(i, 1), rows.text(i, 2), rows.text(i, 3), rows.text(i, 4),
                       rows.text(i, 5), rung_from(rows.text(i, 6)), rows.boolean(i, 7), rows.integer(i, 8)});
    return out;
}

std::vector<StratumCell> read_closed_strata(store::Session& session, std::int64_t campaign_id, std::int64_t number)
{
    const store::Rows rows = session.query(
        "SELECT stratum, age, gender, place, arm, moved_up, disposition, reached, attended, people FROM figure_strata "
        "WHERE campaign_id = $1 AND number = $2 ORDER BY stratum, age, gender, place, arm, moved_up, disposition, "
        "reached, attended",
        {campaign_id, number});
    std::vector<StratumCell> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0), static_cast<int>(rows.integer(i, 1)), rows.text(i, 2), rows.text(i, 3),
                       rows.text(i, 4), rows.boolean(i, 5), rows.text(i, 6), rows.boolean(i, 7), rows.boolean(i, 8),
                       rows.integer(i, 9)});
    return out;
}

std::vector<ReachedHour> read_closed_hours(store::Session& session, std::int64_t campaign_id, std::int64_t number)
{
    const store::Rows rows =
        session.query("SELECT at, people FROM figure_hours WHERE campaign_id = $1 AND number = $2 ORDER BY at",
                      {campaign_id, number});
    std::vector<ReachedHour> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({from_micros(rows.integer(i, 0)), rows.integer(i, 1)});
    return out;
}

std::vector<WalkInCell> read_closed_walk_ins(store::Session& session, std::int64_t campaign_id, std::int64_t number)
{
    const store::Rows rows = session.query(
        "SELECT group_key, people FROM figure_walk_ins WHERE campaign_id = $1 AND number = $2 ORDER BY group_key",
        {campaign_id, number});
    std::vector<WalkInCell> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0), rows.integer(i, 1)});
    return out;
}

std::vector<OpenCampaign> open_campaigns(store::Session& session)
{
    const store::Rows rows = session.query(
        "SELECT organisation_id, id FROM campaigns k WHERE frozen_at IS NOT NULL AND NOT EXISTS (SELECT 1 "
        "FROM campaign_figures f WHERE f.campaign_id = k.id AND f.number = 0) ORDER BY id");
    std::vector<OpenCampaign> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.integer(i, 0), rows.integer(i, 1)});
    return out;
}

} // namespace dosah::evaluation
