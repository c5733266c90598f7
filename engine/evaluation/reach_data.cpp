// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "evaluation/reach.h"

#include <array>
#include <charconv>

namespace dosah::evaluation {

namespace {

constexpr const char* definition = "reach-1"; // raised when a rule in reach.h changes

struct CountMeasure
{
    const char* name;
    std::int64_t ReachRow::*value;
    bool about_new;
};

constexpr std::array counts = {
    CountMeasure{"audience", &ReachRow::audience, false},
    CountMeasure{"sent", &ReachRow::sent, false},
    CountMeasure{"delivered", &ReachRow::delivered, false},
    CountMeasure{"reached", &ReachRow::reached, false},
    CountMeasure{"attended", &ReachRow::attended, false},
    CountMeasure{"in_doubt", &ReachRow::in_doubt, false},
    CountMeasure{"reached_prior", &ReachRow::reached_prior, false},
    CountMeasure{"reached_none", &ReachRow::reached_none, true},
    CountMeasure{"reached_unobservable", &ReachRow::reached_unobservable, false},
    CountMeasure{"audience_none", &ReachRow::audience_none, true},
};

struct ShareMeasure
{
    const char* name;
    Share ReachRow::*value;
    bool about_new;
};

constexpr std::array shares = {
    ShareMeasure{"reach_share", &ReachRow::reach_share, false},
    ShareMeasure{"new_share", &ReachRow::new_share, true},
    ShareMeasure{"new_reach_share", &ReachRow::new_reach_share, true},
};

const char* status(const ReachReport& report, bool about_new, bool undefined)
{
    if (about_new && !report.register_covers) return "unobservable";
    if (undefined) return "undefined";
    return report.interim ? "interim" : "ok";
}

/// The shortest decimal that reads back as the same number, whatever the process locale.
std::string real(double value)
{
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end.ptr};
}

/// RFC 4180; what a spreadsheet would take for a formula gets an apostrophe.
std::string cell(const std::string& text)
{
    std::string safe = text;
    if (!safe.empty() && std::string_view("=+-@\t\r").find(safe.front()) != std::string_view::npos) safe.insert(0, "'");
    if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
    std::string out = "\"";
    for (const char c : safe)
        out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
}

void csv_row(std::string& out, const ReachReport& report, const ReachRow& row)
{
    const std::string group = row.group.empty() ? "(all)" : row.group;
    for (const CountMeasure& measure : counts)
        out += cell(group) + "," + measure.name + "," + std::to_string(row.*measure.value) + ",,,,," +
               status(report, measure.about_new, false) + "\r\n";
    for (const ShareMeasure& measure : shares) {
        const Share& value = row.*measure.value;
        out += cell(group) + "," + measure.name + "," + std::to_string(value.numerator) + "," +
               std::to_string(value.denominator) + "," + (value.estimate ? real(*value.estimate) : "") + "," +
               (value.interval ? real(value.interval->low) : "") + "," +
               (value.interval ? real(value.interval->high) : "") + "," +
               status(report, measure.about_new, !value.estimate) + "\r\n";
    }
}

json::Object::Ptr json_row(const ReachReport& report, const ReachRow& row)
{
    json::Object::Ptr out = json::object();
    out->set("group", row.group);
    out->set("name", row.name);
    for (const CountMeasure& measure : counts)
        out->set(measure.name, row.*measure.value);
    for (const ShareMeasure& measure : shares) {
        const Share& value = row.*measure.value;
        json::Object::Ptr item = json::object();
        item->set("numerator", value.numerator);
        item->set("denominator", value.denominator);
        item->set("estimate", value.estimate ? Poco::Dynamic::Var(*value.estimate) : Poco::Dynamic::Var());
        item->set("low", value.interval ? Poco::Dynamic::Var(value.interval->low) : Poco::Dynamic::Var());
        item->set("high", value.interval ? Poco::Dynamic::Var(value.interval->high) : Poco::Dynamic::Var());
        item->set("status", status(report, measure.about_new, !value.estimate));
        out->set(measure.name, item);
    }
    return out;
}

Poco::Dynamic::Var time_or_null(const std::optional<Instant>& t)
{
    return t ? Poco::Dynamic::Var(to_iso(*t)) : Poco::Dynamic::Var();
}

} // namespace

std::string reach_csv(const ReachReport& report)
{
    std::string out = "group,measure,numerator,denominator,estimate,low,high,status\r\n";
    csv_row(out, report, report.all);
    for (const ReachRow& row : report.groups)
        csv_row(out, report, row);
    return out;
}

std::string reach_json(const ReachReport& report)
{
    json::Object::Ptr campaign = json::object();
    campaign->set("id", report.campaign_id);
    campaign->set("key", report.campaign_key);
    campaign->set("name", report.campaign_name);
    campaign->set("state", report.state);

    json::Object::Ptr interval = json::object();
    interval->set("method", "wilson");
    interval->set("level", 0.95);
    interval->set("continuity_correction", false);

    json::Array::Ptr groups = json::array();
    for (const ReachRow& row : report.groups)
        groups->add(json_row(report, row));

    json::Object::Ptr out = json::object();
    out->set("indicator", "reach");
    out->set("definition", definition);
    out->set("unit", "person");
    out->set("campaign", campaign);
    out->set("organisation", report.organisation_name);
    out->set("as_of", to_iso(report.as_of));
    out->set("interim", report.interim);
    out->set("frozen_at", time_or_null(report.frozen_at));
    out->set("look_back_months", report.look_back_months);
    out->set("register_start", time_or_null(report.register_start));
    out->set("register_covers", report.register_covers);
    out->set("interval", interval);
    out->set("all", json_row(report, report.all));
    out->set("groups", groups);
    return json::write(out);
}

} // namespace dosah::evaluation
