// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "channel/message.h"
#include "delivery/composer.h"
#include "delivery/sent_store.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dosah::delivery {

/// What is about to be handed over. Borrowed until hand() has answered.
struct HandMark
{
    const Claim* claim = nullptr;
    const Composed* composed = nullptr;
};

/// How an attempt ended.
struct Ending
{
    enum class What {
        outcome,   ///< the connector said
        give_back, ///< nothing was tried: queued as before
        retry,     ///< could not be composed: queued, later
        skip,      ///< is not to be sent after all
    };

    std::int64_t message_id = 0;
    std::int64_t organisation_id = 0;
    std::int64_t attempt_id = 0;
    std::int64_t connector_account_id = 0;
    int attempt = 1;
    channel::Channel channel = channel::Channel::email;
    std::string address;
    Instant due_at;      ///< or its latest try
    bool handed = false; ///< the hand mark was made
    Instant handed_at;   ///< and when
    What what = What::outcome;
    channel::Outcome outcome; ///< of What::outcome
    std::string reason;       ///< of the others
    /// The recipient's domain gets nothing from this account until then: it refused too often.
    std::optional<Instant> rest_domain_until;
    std::string domain;
};

Ending ending_of(const Claim& claim, Ending::What what, std::string reason = {});

/// One transaction's worth of the ledger; idempotent, so that a commit of unknown fate can be written again.
///
/// First the endings, by the table of states: accepted; later -> queued or expired; rejected -> failed; address_dead ->
/// bounced and the address suppressed; connector_broken -> queued; unknown -> in_doubt when it was handed. What a
/// receipt overtook, or a later attempt, is kept with the attempt only.
///
/// Then claimed -> handed for each mark whose attempt is still the latest (each claim counts one, so a claim that was
/// taken over is refused), whose lane is open and whose address is not
/// suppressed (an opt-out's acknowledgement may go to the address that opted out), with what is sent to be kept. The
/// others go back to queued (lane closed) or become skipped (opt_out, suppressed). Answers in order: may it be sent?
///
/// `forms`: for trust() once it is committed; otherwise they are looked up again next time.
std::vector<bool> write_group(store::Session& session, const std::vector<Ending>& endings,
                              const std::vector<HandMark>& marks, const Config& config, Random& random, Instant now,
                              std::vector<StoredForm>* forms = nullptr);

} // namespace dosah::delivery
