// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/rates.h"

#include <algorithm>
#include <cassert>

namespace dosah::evaluation {

namespace {

Rate of_people(const char* name, std::int64_t numerator, std::int64_t denominator, const IntervalMethod& method)
{
    const Share plain = share(numerator, denominator, method);
    return {name, numerator, static_cast<double>(denominator), true, plain.estimate, plain.interval};
}

} // namespace

std::int64_t sum(const Dispositions& people)
{
    std::int64_t out = 0;
    for (const DispositionName& one : disposition_names)
        out += people.*one.value;
    return out;
}

const Rate& Rates::operator[](std::string_view name) const
{
    const auto* const found = std::find_if(all.begin(), all.end(), [&](const Rate& rate) { return rate.name == name; });
    assert(found != all.end());
    return *found;
}

Rates rates(const Dispositions& people, std::optional<double> e, const IntervalMethod& method)
{
    assert(!e || (*e >= 0 && *e <= 1));
    const std::int64_t complete = people.complete;
    const std::int64_t positive = complete + people.partial;
    const std::int64_t answered = positive + people.refusal;
    const std::int64_t contacted = answered + people.other;
    const std::int64_t eligible = contacted + people.non_contact;
    const std::int64_t unknown = people.not_sent + people.not_arrived;
    const std::int64_t possible = eligible + unknown;
    if (!e) e = share(eligible, eligible + people.not_eligible).estimate;

    const auto of = [&](const char* name, std::int64_t numerator, std::int64_t denominator) {
        return of_people(name, numerator, denominator, method);
    };
    const auto of_thought_eligible = [&](const char* name, std::int64_t numerator) {
        Rate out{name, numerator, 0, false, std::nullopt, std::nullopt};
        if (!e && unknown > 0) return out;
        out.denominator = static_cast<double>(eligible) + (unknown > 0 ? *e * static_cast<double>(unknown) : 0.0);
        if (out.denominator > 0) out.estimate = static_cast<double>(numerator) / out.denominator;
        return out;
    };
    return {e,
            {of("RR1", complete, possible), of("RR2", positive, possible), of_thought_eligible("RR3", complete),
             of_thought_eligible("RR4", positive), of("RR5", complete, eligible), of("RR6", positive, eligible),
             of("COOP1", complete, contacted), of("COOP2", positive, contacted), of("COOP3", complete, answered),
             of("COOP4", positive, answered), of("REF1", people.refusal, possible),
             of_thought_eligible("REF2", people.refusal), of("REF3", people.refusal, eligible),
             of("CON1", contacted, possible), of_thought_eligible("CON2", contacted), of("CON3", contacted, eligible)}};
}

} // namespace dosah::evaluation
