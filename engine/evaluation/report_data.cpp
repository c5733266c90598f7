// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/report_data.h"

#include <array>
#include <charconv>

namespace dosah::evaluation {

namespace {

Poco::Dynamic::Var time_or_null(const std::optional<Instant>& t)
{
    return t ? Poco::Dynamic::Var(to_iso(*t)) : Poco::Dynamic::Var();
}

std::string real_or_nothing(const std::optional<double>& value)
{
    return value ? real_text(*value) : "";
}

} // namespace

const std::string_view csv_header = "group,measure,numerator,denominator,estimate,lo,hi,status\r\n";

std::string real_text(double value)
{
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end.ptr};
}

std::string csv_cell(const std::string& text)
{
    std::string safe = text;
    if (!safe.empty() && std::string_view("=+-@\t\r").find(safe.front()) != std::string_view::npos) safe.insert(0, "'");
    if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
    std::string out = "\"";
    for (const char c : safe)
        out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
}

std::string facts_csv(const std::vector<Fact>& facts)
{
    std::string out(csv_header);
    for (const Fact& fact : facts) {
        const auto side = [&](double Interval::*end) {
            return fact.interval ? real_text((*fact.interval).*end) : std::string();
        };
        out += csv_cell(fact.group.empty() ? "(all)" : fact.group) + "," + fact.measure + "," +
               (fact.numerator ? std::to_string(*fact.numerator) : "") + "," + real_or_nothing(fact.denominator) + "," +
               real_or_nothing(fact.estimate) + "," + side(&Interval::low) + "," + side(&Interval::high) + "," +
               fact.status + "\r\n";
    }
    return out;
}

Fact count_fact(const std::string& group, std::string_view measure, std::int64_t count, std::string_view status)
{
    return {group, std::string(measure), count, {}, {}, {}, std::string(status)};
}

Fact share_fact(const std::string& group, std::string_view measure, const Share& value, std::string_view status)
{
    return {group,          std::string(measure), value.numerator,    static_cast<double>(value.denominator),
            value.estimate, value.interval,       std::string(status)};
}

const char* status_word(const ReportHead& head, bool is_defined)
{
    if (!is_defined) return "undefined";
    return head.interim ? "interim" : "ok";
}

void set_estimate(json::Object& out, std::optional<double> estimate, const std::optional<Interval>& interval)
{
    const auto set = [&](const char* name, std::optional<double> value) {
        out.set(name, value ? Poco::Dynamic::Var(*value) : Poco::Dynamic::Var());
    };
    set("estimate", estimate);
    set("lo", interval ? std::optional(interval->low) : std::nullopt);
    set("hi", interval ? std::optional(interval->high) : std::nullopt);
}

json::Object::Ptr fact_json(const Fact& fact)
{
    json::Object::Ptr out = json::object();
    out->set("group", fact.group);
    out->set("measure", fact.measure);
    out->set("numerator", fact.numerator ? Poco::Dynamic::Var(*fact.numerator) : Poco::Dynamic::Var());
    out->set("denominator", fact.denominator ? Poco::Dynamic::Var(*fact.denominator) : Poco::Dynamic::Var());
    set_estimate(*out, fact.estimate, fact.interval);
    out->set("status", fact.status);
    return out;
}

json::Object::Ptr share_json(const Share& value, std::string_view status)
{
    json::Object::Ptr out = json::object();
    out->set("numerator", value.numerator);
    out->set("denominator", value.denominator);
    set_estimate(*out, value.estimate, value.interval);
    out->set("status", std::string(status));
    return out;
}

json::Object::Ptr benchmark_json(const BenchmarkHead& benchmark)
{
    json::Object::Ptr out = json::object();
    out->set("key", benchmark.key);
    out->set("kind", benchmark.kind);
    out->set("source", benchmark.source);
    out->set("table", benchmark.table);
    out->set("reference_date", benchmark.reference_date);
    out->set("sha256", benchmark.file_sha256);
    return out;
}

json::Object::Ptr head_json(const ReportHead& head, const std::string& indicator, const std::string& definition)
{
    json::Object::Ptr campaign = json::object();
    campaign->set("id", head.campaign_id);
    campaign->set("key", head.campaign_key);
    campaign->set("name", head.campaign_name);
    campaign->set("state", head.state);

    json::Object::Ptr interval = json::object();
    interval->set("method", "wilson");
    interval->set("level", 0.95);
    interval->set("continuity_correction", false);

    json::Object::Ptr out = json::object();
    out->set("indicator", indicator);
    out->set("definition", definition);
    out->set("unit", "person");
    out->set("campaign", campaign);
    out->set("organisation", head.organisation_name);
    out->set("target_act", head.target_act);
    out->set("as_of", to_iso(head.as_of));
    out->set("interim", head.interim);
    out->set("erased", head.erased);
    // Not of number 0: when it was closed says nothing about the figures, which were the same before.
    if (head.closed && head.closed->number > 0) {
        json::Object::Ptr restatement = json::object();
        restatement->set("number", head.closed->number);
        restatement->set("made_at", to_iso(head.closed->made_at));
        restatement->set("reason", head.closed->reason);
        out->set("restatement", restatement);
    }
    out->set("frozen_at", time_or_null(head.frozen_at));
    out->set("look_back_months", head.look_back_months);
    out->set("register_start", time_or_null(head.register_start));
    out->set("register_covers", head.register_covers);
    out->set("interval", interval);
    return out;
}

} // namespace dosah::evaluation
