// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "delivery/carried.h"
#include "delivery/moves_store.h"
#include "delivery/receipt.h"
#include "delivery/reference.h"

namespace dosah::delivery {

using store::Value;

namespace {

/// What a receipt names.
struct Named
{
    std::int64_t message_id = 0;
    std::optional<std::int64_t> attempt_id;
    std::int64_t number = 0; ///< of the attempt; 0: the receipt names the message only
    bool erased = false;     ///< the person whose message it is
};

/// Whether a reference is the one that is stored, or what an erasure left of it is its hash.
bool is_reference(const std::string& reference, const std::string& stored)
{
    return !reference.empty() &&
           constant_time_equal(stored, is_erased_reference(stored) ? erased_reference(reference) : reference);
}

std::optional<Named> named_attempt(store::Session& session, std::int64_t organisation_id,
                                   const std::string& attempt_reference)
{
    const auto reference = parse_attempt_reference(attempt_reference);
    const std::string secret = reference ? reference->secret : attempt_reference;
    const store::Rows rows = session.query(
        "SELECT attempts.message_id, attempts.id, attempts.number, attempts.reference, messages.reference, " +
            carries_somebody("messages.id") +
            " FROM attempts JOIN messages ON messages.id = attempts.message_id WHERE " +
            // References were 32 digits before migration 0014, and have an index.
            std::string(reference ? "attempts.id = $1"
                                  : "attempts.reference = $1 AND length(attempts.reference) = 32") +
            " AND messages.organisation_id = $2",
        {reference ? Value(reference->attempt_id) : Value(secret), organisation_id});
    if (rows.empty() || !is_reference(secret, rows.text(0, 3))) return std::nullopt;
    const bool erased = is_erased_reference(rows.text(0, 4));
    if (erased && !rows.boolean(0, 5)) return std::nullopt;
    return Named{rows.integer(0, 0), rows.integer(0, 1), rows.integer(0, 2), erased};
}

std::optional<Named> named_message(store::Session& session, std::int64_t organisation_id, const Receipt& receipt)
{
    if (receipt.message_id) {
        const store::Rows rows = session.query("SELECT reference FROM messages WHERE id = $1 AND organisation_id = $2",
                                               {*receipt.message_id, organisation_id});
        if (rows.empty()) return std::nullopt;
        return Named{*receipt.message_id, std::nullopt, 0, is_erased_reference(rows.text(0, 0))};
    }
    // That of an erased person's message has a blank in it.
    if (receipt.message_reference.empty() || receipt.message_reference.find(' ') != std::string::npos)
        return std::nullopt;
    const store::Rows rows =
        session.query("SELECT id, reference FROM messages WHERE reference IN ($1, $2) AND (reference = $1 OR " +
                          carries_somebody("messages.id") + ") AND organisation_id = $3",
                      {receipt.message_reference, erased_reference(receipt.message_reference), organisation_id});
    if (rows.empty()) return std::nullopt;
    return Named{rows.integer(0, 0), std::nullopt, 0, is_erased_reference(rows.text(0, 1))};
}

std::optional<Named> find_named(store::Session& session, std::int64_t organisation_id, const Receipt& receipt)
{
    if (!receipt.attempt_reference.empty()) {
        const auto attempt = named_attempt(session, organisation_id, receipt.attempt_reference);
        if (attempt && attempt->message_id == receipt.message_id.value_or(attempt->message_id)) return attempt;
    }
    return named_message(session, organisation_id, receipt);
}

std::optional<State> target_of(ReceiptStatus status)
{
    switch (status) {
    case ReceiptStatus::delivered:
        return State::delivered;
    case ReceiptStatus::bounced:
        return State::bounced;
    case ReceiptStatus::failed:
        return State::failed;
    case ReceiptStatus::delayed:
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::int64_t> receipt_message(store::Session& session, std::int64_t organisation_id,
                                            const Receipt& receipt)
{
    const std::optional<Named> named = find_named(session, organisation_id, receipt);
    return named ? std::optional(named->message_id) : std::nullopt;
}

bool names_erased(store::Session& session, std::int64_t organisation_id, const Receipt& receipt)
{
    // An attempt's secret is gone with the person; its number says whose message it was.
    if (const auto attempt = parse_attempt_reference(receipt.attempt_reference)) {
        const store::Rows rows = session.query("SELECT m.reference FROM attempts a JOIN messages m ON m.id = "
                                               "a.message_id WHERE a.id = $1 AND m.organisation_id = $2",
                                               {attempt->attempt_id, organisation_id});
        if (!rows.empty() && is_erased_reference(rows.text(0, 0))) return true;
    }
    return !receipt.message_reference.empty() &&
           !session
                .query("SELECT id FROM messages WHERE reference = $1 AND organisation_id = $2",
                       {erased_reference(receipt.message_reference), organisation_id})
                .empty();
}

bool apply_receipt(store::Session& session, std::int64_t organisation_id, const Receipt& receipt, Instant now)
{
    const std::optional<State> to = target_of(receipt.status);
    const std::optional<Named> named = find_named(session, organisation_id, receipt);
    if (!to || !named) return false;
    const std::string reason = receipt.code.empty() ? "receipt" : "receipt " + receipt.code;
    // Between reading and moving, a dispatcher may move it on: then it is looked at again. States only go forward, so
    // few rounds can ever be needed.
    for (int round = 0; round < 4; ++round) {
        const store::Rows rows =
            session.query("SELECT state, attempts FROM messages WHERE id = $1", {named->message_id});
        const State from = state_from(rows.text(0, 0));
        // A message that arrived has arrived, whichever attempt it was; that an earlier attempt came to nothing says
        // nothing of the one that stands now.
        const bool earlier = named->number != 0 && named->number < rows.integer(0, 1);
        if (!may_move(from, *to) || (earlier && *to != State::delivered)) return false;
        if (move_message(session,
                         {named->message_id, named->attempt_id, from, *to, reason, named->erased ? "" : receipt.text},
                         now))
            return true;
        const store::Rows after = session.query("SELECT state FROM messages WHERE id = $1", {named->message_id});
        if (state_from(after.text(0, 0)) == from) return false; // the table's condition for this move does not hold
    }
    return false;
}

} // namespace dosah::delivery
