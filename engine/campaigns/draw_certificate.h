// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "campaigns/draw.h"

namespace dosah::campaigns {

/// What a draw leaves behind for the public: JSON with `algorithm`, `campaign`, `seed`, `key`, `frame` (`sha256`,
/// `people`), `plan` (`size`, `holdout`; null where numbers were given by stratum) and `strata`, each with `stratum`,
/// `people`, `invited`, `holdout`, `reserve` (tokens in the order of their tickets), `inclusion` (invited / people as a
/// fraction, "3/6") and `weight` (of an invited person, the other way round); both null where nobody is invited.
struct Certificate
{
    std::string campaign;
    std::string seed;
    std::string frame_sha256;
    QuotaPlan plan;
    Drawn strata;
    /// Of one that was read: in sentences what it says of itself that does not follow from its own seed and tokens.
    std::vector<std::string> contradictions = {};
};

/// What is published of a draw (campaign's key, seed) is one line of printable UTF-8 of 1 to 1000 bytes. Throws
/// Error(input) naming `what`.
void check_text(const std::string& what, const std::string& text);

/// Draws. Throws Error(input) for a campaign's key or a seed that check_text() refuses, and what quotas() throws.
Certificate make_certificate(const Frame& frame, const std::string& campaign, const std::string& seed,
                             const QuotaPlan& plan);

json::Object::Ptr to_json(const Certificate& certificate);
/// Throws Error(input) naming the member that is missing or cannot be read. A key, number or fraction that does not
/// follow from the rest is no such error: verify() tells it.
Certificate read_certificate(const std::string& text, const std::string& name);

/// Draws again from the frame and says in sentences what is not as the certificate says; none: it is right. At most 20,
/// the last then saying how many more there are. `seed`, when given, is the value as it was made public: a certificate
/// proves nothing about a seed that somebody chose.
std::vector<std::string> verify(const Certificate& certificate, const Frame& frame,
                                const std::optional<std::string>& seed);

} // namespace dosah::campaigns
