// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/share.h"

#include <array>
#include <cstdint>
#include <optional>

/// Outcome rates as the AAPOR Standard Definitions name them, over named persons. Pure functions, any thread.
namespace dosah::evaluation {

/// People by final disposition (evaluation/facts.h says who is which). All >= 0.
struct Dispositions
{
    std::int64_t complete = 0;     ///< I: did what the campaign asks for
    std::int64_t partial = 0;      ///< P: responded positively, or in own words, but did not do it
    std::int64_t refusal = 0;      ///< R: said no, or opted out in reply
    std::int64_t non_contact = 0;  ///< NC: sent as far as anybody knows, nothing came back
    std::int64_t other = 0;        ///< O: was in contact or could not take part, and neither said nor did anything
    std::int64_t not_sent = 0;     ///< UH: nothing was sent, nobody called
    std::int64_t not_arrived = 0;  ///< UO: all that was sent failed, or nobody knows whether it went out
    std::int64_t not_eligible = 0; ///< NE: should not have been invited; overrides all

    bool operator==(const Dispositions&) const = default;
};

/// In AAPOR's order and under AAPOR's letters.
struct DispositionName
{
    const char* name;
    std::int64_t Dispositions::*value;
};
inline constexpr std::array disposition_names = {
    DispositionName{"I", &Dispositions::complete},     DispositionName{"P", &Dispositions::partial},
    DispositionName{"R", &Dispositions::refusal},      DispositionName{"NC", &Dispositions::non_contact},
    DispositionName{"O", &Dispositions::other},        DispositionName{"UH", &Dispositions::not_sent},
    DispositionName{"UO", &Dispositions::not_arrived}, DispositionName{"NE", &Dispositions::not_eligible},
};

std::int64_t sum(const Dispositions& people);

/// One rate. 0/0 is undefined: no estimate. An interval (Wilson) where the denominator is a count of people; rates that
/// divide by an estimated number of eligible people (e) have none.
struct Rate
{
    const char* name; ///< "RR1"
    std::int64_t numerator = 0;
    double denominator = 0;
    bool whole = true; ///< the denominator is a count
    std::optional<double> estimate;
    std::optional<Interval> interval;
};

struct Rates
{
    /// The share of those of unknown eligibility that is thought eligible: as given, else K/(K+NE), which is undefined
    /// when nobody's eligibility is known.
    std::optional<double> e;
    /// RR1-6, COOP1-4, REF1-3, CON1-3, in this order. With K = I+P+R+NC+O and U = UH+UO:
    ///   RR1 I/(K+U), RR2 (I+P)/(K+U), RR3 I/(K+eU), RR4 (I+P)/(K+eU), RR5 I/K, RR6 (I+P)/K;
    ///   COOP1 I/(I+P+R+O), COOP2 (I+P)/(I+P+R+O), COOP3 I/(I+P+R), COOP4 (I+P)/(I+P+R);
    ///   REF1 R/(K+U), REF2 R/(K+eU), REF3 R/K; CON1 (I+P+R+O)/(K+U), CON2 .../(K+eU), CON3 .../K.
    std::array<Rate, 16> all;

    const Rate& operator[](std::string_view name) const; ///< of those above
};

/// `e` between 0 and 1.
Rates rates(const Dispositions& people, std::optional<double> e = std::nullopt, const IntervalMethod& method = {});

/// The one to print first: it does not depend on how silence is classed (NC here, unknown eligibility elsewhere).
inline constexpr const char* headline_rate = "RR2";

} // namespace dosah::evaluation
