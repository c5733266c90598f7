// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "cli/command.h"
#include "evaluation/rates.h"
#include "evaluation/report_data.h"

#include <charconv>
#include <ostream>

namespace dosah::cli {

namespace {

constexpr std::int64_t most_people = 1'000'000'000'000'000; // a double still holds it, and its sums, exactly

std::int64_t count_of(Words& words, const std::string& what)
{
    const std::string text = words.operand(what);
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    if (!whole || value < 0 || value > most_people)
        throw input_error(what + ": expected a whole number from 0 to " + std::to_string(most_people) + ", found \"" +
                          text + "\"");
    return value;
}

double number_in(const std::string& name, const std::string& text)
{
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size())
        throw input_error("--" + name + ": expected a number, found \"" + text + "\"");
    return value;
}

evaluation::IntervalMethod method_of(Words& words)
{
    evaluation::IntervalMethod method;
    method.continuity_correction = words.flag("cc");
    if (const auto level = words.option("level")) {
        method.level = number_in("level", *level);
        if (!(method.level > 0 && method.level < 1))
            throw input_error("--level: expected a number between 0 and 1, such as 0.95, found \"" + *level + "\"");
    }
    return method;
}

/// "x of n".
struct Part
{
    std::int64_t x = 0;
    std::int64_t n = 0;
};

Part part_of(Words& words, const std::string& which)
{
    Part out;
    out.x = count_of(words, "X" + which);
    out.n = count_of(words, "N" + which);
    if (out.n == 0) throw input_error("N" + which + ": a share of nobody is undefined; N" + which + " is at least 1");
    if (out.x > out.n)
        throw input_error("X" + which + ": " + std::to_string(out.x) + " of " + std::to_string(out.n) +
                          " cannot be; X" + which + " is at most N" + which);
    return out;
}

void print_estimate(Context& context, bool as_json, const evaluation::IntervalMethod& method, double estimate,
                    const evaluation::Interval& interval, const std::string& name)
{
    if (as_json) {
        json::Object::Ptr out = json::object();
        evaluation::set_estimate(*out, estimate, interval);
        context.out() << json::write(out) << '\n';
        return;
    }
    context.out() << evaluation::real_text(estimate) << " (" << evaluation::real_text(interval.low) << " to "
                  << evaluation::real_text(interval.high) << "), " << name
                  << (method.continuity_correction ? " with continuity correction" : "") << " at "
                  << evaluation::real_text(method.level) << '\n';
}

int stats_wilson(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const evaluation::IntervalMethod method = method_of(words);
    const Part part = part_of(words, "");
    words.finish();
    const evaluation::Share share = evaluation::share(part.x, part.n, method);
    print_estimate(context, as_json, method, *share.estimate, *share.interval, "Wilson");
    return 0;
}

int stats_newcombe(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const evaluation::IntervalMethod method = method_of(words);
    const Part one = part_of(words, "1");
    const Part other = part_of(words, "2");
    words.finish();
    const evaluation::Difference difference = evaluation::newcombe(one.x, one.n, other.x, other.n, method);
    print_estimate(context, as_json, method, difference.estimate, difference.interval, "Newcombe");
    return 0;
}

int stats_rates(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    std::optional<double> e;
    if (const auto given = words.option("e")) {
        e = number_in("e", *given);
        if (!(*e >= 0 && *e <= 1))
            throw input_error("--e: expected the share thought eligible, from 0 to 1, found \"" + *given + "\"");
    }
    evaluation::Dispositions people;
    for (const evaluation::DispositionName& one : evaluation::disposition_names)
        people.*one.value = count_of(words, one.name);
    words.finish();
    const evaluation::Rates rates = evaluation::rates(people, e);
    if (as_json) {
        const auto number = [](const std::optional<double>& value) {
            return value ? Poco::Dynamic::Var(*value) : Poco::Dynamic::Var();
        };
        json::Object::Ptr out = json::object();
        for (const evaluation::Rate& rate : rates.all)
            out->set(rate.name, number(rate.estimate));
        out->set("e", number(rates.e));
        context.out() << json::write(out) << '\n';
        return 0;
    }
    const auto line = [&](const std::string& name, const std::optional<double>& value) {
        context.out() << name << std::string(7 - name.size(), ' ')
                      << (value ? evaluation::real_text(*value) : "undefined (0/0)") << '\n';
    };
    for (const evaluation::Rate& rate : rates.all)
        line(rate.name, rate.estimate);
    line("e", rates.e);
    return 0;
}

} // namespace

std::vector<Command> stats_commands()
{
    return {
        {"stats wilson", "X N [--level L] [--cc] [--json]",
         "Wilson's interval for X of N; --cc corrects for continuity.", stats_wilson},
        {"stats newcombe", "X1 N1 X2 N2 [--level L] [--cc] [--json]",
         "Newcombe's interval for the difference of two shares, X1/N1 - X2/N2.", stats_newcombe},
        {"stats rates", "I P R NC O UH UO NE [--e E] [--json]",
         "AAPOR's outcome rates of these people; E is the share thought eligible of those unknown.", stats_rates},
    };
}

} // namespace dosah::cli
