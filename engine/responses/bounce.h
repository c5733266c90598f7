// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "mime/parse.h"
#include "responses/classify.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::responses {

/// What mail servers say of a message of ours.
struct DeliveryNotice
{
    Kind kind = Kind::bounce; ///< bounce, delayed, delivered or complaint
    std::vector<Report> reports;
    std::string envelope_id; ///< Original-Envelope-Id, xtext undone; "" when it is not told
};

/// Reads a delivery status notification (RFC 3464), a feedback report (RFC 5965), or the free-form bounces of MTAs that
/// write neither. Nothing when the mail is none of these.
std::optional<DeliveryNotice> read_delivery_notice(const mime::ParsedMail& mail);

/// The per-recipient groups of a message/delivery-status body, or of text that quotes one.
std::vector<Report> read_delivery_status(std::string_view fields);

/// The Original-Envelope-Id of such a body (RFC 3464, 2.2.1), xtext (RFC 3461, 4) undone; "" when there is none.
std::string read_envelope_id(std::string_view fields);

/// The free-form bounces, by sender, subject and the phrases of bounce_phrases.cpp.
std::optional<DeliveryNotice> read_free_form_bounce(const mime::ParsedMail& mail);

/// The returned original: its headers, when the notice carries it as a part; else nothing.
std::optional<mime::ParsedMail> returned_original(const mime::ParsedMail& mail);

/// Fills in status, reason and hard from status and diagnostic.
///
/// The policy: hard is what will be as wrong tomorrow, and only when it is said clearly: unknown user, unknown host,
/// moved, account closed or not accepting mail. Never hard: a 4.x.x status or a 4xx reply, a full mailbox, an expired
/// or undeliverable-for-now message, spam and policy refusals (they are about us, not about the address), too big,
/// authentication, and whatever we do not understand ("other"): three soft ones in a row suspend an address anyway,
/// a wrong hard one loses a person.
void judge(Report& report);

/// The same for several sources of words, nearest first: the first that tells a reason decides.
void judge_by(Report& report, const std::vector<std::string_view>& words);

} // namespace dosah::responses
