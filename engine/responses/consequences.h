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
/// response rows.
///
/// Order is the order of arrival (responses/arrival.h): an answer older than the current one, a START older than a stop
/// and a stop older than a START change nothing; the latter two are shown to a person. A mail that only its sender's
/// address speaks for stops that address, not the person, and starts nothing: both are shown to a person.
///
/// Notices and automatic replies about a message to somebody who was erased meanwhile go, with the item.
///
/// Automatic answers keep to RFC 3834: never to what may not be answered, and one confirmation per person and campaign
/// a day, one acknowledgement of an opt-out per address a day.
void apply(Case& one, const Classified& what);

/// Adds the message that a delivery notice is about, by what it gives back of it.
void match_notice(store::Session& session, std::int64_t organisation_id, const Classified& what, Match& match);

/// What the rows will say: the kind, with what was sent to an unsubscribe address of ours; the text of a report, and
/// text as far as it is kept.
Kind kind_of(const Match& match, const Classified& what);
std::string text_of(const Report& report);
std::string kept(std::string_view words);

} // namespace dosah::responses
