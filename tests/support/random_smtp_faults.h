// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/support/recording_smtp_server.h"

#include <random>

namespace dosah::tests {

/// Faults at random for SmtpScript::decide: at each point of a dialogue, with the given chance, one of those that a
/// real relay could show there (refusals, hanging up before, in the middle of and after an answer, 421, garbage,
/// replies of many lines, byte by byte, codes that change, silence). The same seed and order of calls give the same
/// faults.
///
/// Every fault keeps a relay's honesty: what it says it refused it has not taken, what it says it took it has taken. So
/// the client's outcomes can be held against messages().
class RandomSmtpFaults
{
public:
    struct Chances
    {
        double fault = 0.05;   ///< at each point
        double silence = 0.01; ///< of the faults: those that cost the client a whole time-out
    };

    RandomSmtpFaults(std::uint64_t seed, Chances chances) : random_(seed), chances_(chances) {}

    std::optional<SmtpFault> operator()(SmtpPoint point, const std::string& subject);

private:
    std::mt19937_64 random_;
    Chances chances_;
};

} // namespace dosah::tests
