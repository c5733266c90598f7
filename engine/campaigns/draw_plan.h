// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "campaigns/draw.h"
#include "campaigns/draw_certificate.h"

#include <map>
#include <string>
#include <vector>

namespace dosah::campaigns {

/// What is published of a draw before its seed can be known, so that nothing of it can be chosen afterwards: JSON with
/// `algorithm`, `campaign` (the tickets hang on it), `seed_source`, `frame` (`sha256`, `people`) and `strata`, each
/// with `stratum`, `people`, `invited` and `holdout`.
struct DrawPlan
{
    struct Stratum
    {
        std::int64_t people = 0;
        Quota quota;
    };

    std::string campaign;
    std::string seed_source;
    std::string frame_sha256;
    std::map<std::string, Stratum> strata;

    std::int64_t people() const;
    std::int64_t invited() const;
    std::int64_t holdout() const;
    /// The numbers by stratum.
    QuotaPlan quotas() const;
    /// Of the JSON as write_plan() writes it (no newline follows), hexadecimal: that of the file, and what may be
    /// published in its place.
    std::string sha256() const;
};

/// Throws Error(input) like quotas(), and for texts that check_text() refuses.
DrawPlan make_plan(const Frame& frame, const std::string& campaign, const std::string& seed_source,
                   const QuotaPlan& quotas);
std::string write_plan(const DrawPlan& plan); ///< one line, the same plan the same bytes
/// Throws Error(input) naming the member that is missing or wrong.
DrawPlan read_plan(const std::string& text, const std::string& name);

/// In sentences what of a certificate is not as it was published; none: all is. At most 20 sentences.
std::vector<std::string> against_plan(const Certificate& certificate, const DrawPlan& plan);

} // namespace dosah::campaigns
