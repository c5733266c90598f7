// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "delivery/carried.h"
#include "delivery/erasure.h"
#include "delivery/moves_store.h"
#include "delivery/outbox.h"
#include "delivery/reference.h"

namespace dosah::delivery {

namespace {

const std::string theirs = " WHERE message_id IN (SELECT id FROM messages WHERE contact_id = $1)";

Error being_handed_over()
{
    return conflict_error("a message to this person is being handed over just now; try again in a minute");
}

class Erasure final : public contacts::ErasureStep
{
public:
    std::vector<contacts::KnownAddress> addresses(store::Session& session, std::int64_t contact_id) override
    {
        const store::Rows rows = session.query("SELECT DISTINCT channel, address FROM messages WHERE contact_id = $1 "
                                               "AND channel IN ('email', 'sms') AND address <> ''",
                                               {contact_id});
        std::vector<contacts::KnownAddress> known(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            known[i].channel = channel::channel_from(rows.text(i, 0));
            known[i].address = rows.text(i, 1);
        }
        return known;
    }

    void erase(store::Session& session, const contacts::ErasedPerson& person, Instant now) override
    {
        const std::int64_t contact_id = person.contact_id;
        set_apart(session, person.organisation_id, contact_id, "", now);
        if (is_carried_off(session, contact_id)) throw being_handed_over();
        // Again and again: one that ends may have carried another of theirs, which then waits for itself.
        while (true) {
            const store::Rows rows = session.query(
                "SELECT id, state FROM messages WHERE contact_id = $1 AND state IN ('planned', 'queued', 'claimed', "
                "'handed', 'in_doubt') ORDER BY id",
                {contact_id});
            if (rows.empty()) break;
            end(session, person.organisation_id, rows.integer(0, 0), state_from(rows.text(0, 1)), now);
        }
        session.run("UPDATE carried_messages SET invitation_id = 0" + theirs, {contact_id});
        session.run("DELETE FROM sent_messages" + theirs, {contact_id});
        session.run("UPDATE message_moves SET remote_text = ''" + theirs, {contact_id});
        forget_attempts(session, contact_id);
        session.run("UPDATE messages SET address = '', domain = '', invitation_id = NULL, dedupe_key = 'erased/' || "
                    "CAST(id AS TEXT) WHERE contact_id = $1",
                    {contact_id});
        forget_references(session, contact_id);
    }

private:
    /// Those of a message that others were in are still known, by their hash: what becomes of it counts for them.
    static void forget_attempts(store::Session& session, std::int64_t contact_id)
    {
        const store::Rows rows = session.query("SELECT a.id, a.reference FROM messages m JOIN attempts a ON "
                                               "a.message_id = m.id WHERE m.contact_id = $1 AND " +
                                                   carries_somebody("m.id"),
                                               {contact_id});
        session.run("UPDATE attempts SET remote_id = '', outcome_text = '', reference = ''" + theirs, {contact_id});
        for (std::size_t i = 0; i < rows.size(); ++i)
            session.run("UPDATE attempts SET reference = $1 WHERE id = $2",
                        {erased_reference(rows.text(i, 1)), rows.integer(i, 0)});
    }

    /// What comes back later moves no message by them, but is known to be about somebody who was erased.
    static void forget_references(store::Session& session, std::int64_t contact_id)
    {
        const store::Rows rows =
            session.query("SELECT id, reference FROM messages WHERE contact_id = $1 ORDER BY id", {contact_id});
        for (std::size_t i = 0; i < rows.size(); ++i)
            session.run("UPDATE messages SET reference = $1 WHERE id = $2",
                        {erased_reference(rows.text(i, 1)), rows.integer(i, 0)});
    }

    static void end(store::Session& session, std::int64_t organisation_id, std::int64_t message_id, State state,
                    Instant now)
    {
        if (state == State::in_doubt) return assume_sent(session, organisation_id, message_id, "system", now);
        const bool moved = state != State::handed &&
                           !move_messages(session, {message_id}, state, State::skipped, "erased", now).empty();
        if (!moved) throw being_handed_over();
    }
};

} // namespace

std::unique_ptr<contacts::ErasureStep> erasure_step()
{
    return std::make_unique<Erasure>();
}

} // namespace dosah::delivery
