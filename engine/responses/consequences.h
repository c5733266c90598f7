// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "responses/classify.h"
#include "responses/match.h"
#include "responses/response_store.h"

namespace dosah::responses {

/// One item on its way from raw to done. Everything below happens inside one transaction of the caller's.
struct Case
{
    campaigns::Services& services;
    store::Session& session;
    const organisations::Organisation& organisation;
    channel::Channel channel;
    std::string sender; ///< normalised address or number it came from; "" when there is none
    Match match;
    NewResponse row; ///< kind, answer and text are filled in here
    Instant now;
};

/// What a classified message of a person or a machine leads to: receipts, suppression, opt-out, answer, and the
/// response rows (design: responses.md, consequences).
void apply(Case& one, const Classified& what);

} // namespace dosah::responses
