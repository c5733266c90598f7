// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "contacts/contact.h"
#include "responses/erasure.h"
#include "responses/item_fields.h"

namespace dosah::responses {

namespace {

constexpr int page = 100; // raw mails are large

/// Items that nobody was found for.
constexpr std::string_view unmatched =
    "SELECT id, raw_base64, fields FROM inbound_items i WHERE organisation_id = $1 AND kind IN ('email', 'sms') AND "
    "id > $2 AND NOT EXISTS (SELECT 1 FROM responses r WHERE r.inbound_id = i.id AND r.contact_id IS NOT NULL) "
    "ORDER BY id LIMIT $3";

class Erasure final : public contacts::ErasureStep
{
public:
    void erase(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id, Instant) override
    {
        const auto contact = contacts::find_contact(session, organisation_id, contact_id);
        std::vector<std::string> own; // what only they have
        if (contacts::find_contacts_by_email(session, organisation_id, contact->email).size() == 1)
            own.push_back(contact->email);
        if (contacts::find_contacts_by_phone(session, organisation_id, contact->phone).size() == 1)
            own.push_back(contact->phone.substr(1)); // some give it without the plus
        store::Given items({{"id", "BIGINT"}});
        const store::Rows matched = session.query(
            "SELECT id FROM inbound_items WHERE told_contact_id = $1 UNION SELECT inbound_id FROM responses WHERE "
            "inbound_id IS NOT NULL AND (contact_id = $1 OR message_id "
            "IN (SELECT id FROM messages WHERE contact_id = $1) OR invitation_id IN (SELECT id FROM invitations WHERE "
            "contact_id = $1))",
            {contact_id});
        for (std::size_t i = 0; i < matched.size(); ++i)
            items.add({matched.integer(i, 0)});
        if (!own.empty()) add_unmatched(session, organisation_id, own, items);
        session.run("DELETE FROM address_proposals WHERE response_id IN (SELECT r.id FROM responses r JOIN given g ON "
                    "g.id = r.inbound_id)",
                    {}, items);
        session.run("DELETE FROM responses WHERE inbound_id IN (SELECT id FROM given)", {}, items);
        session.run("DELETE FROM address_proposals WHERE response_id IN (SELECT id FROM responses WHERE contact_id = "
                    "$1)",
                    {contact_id});
        session.run("DELETE FROM responses WHERE contact_id = $1 OR invitation_id IN (SELECT id FROM invitations WHERE "
                    "contact_id = $1) OR message_id IN (SELECT id FROM messages WHERE contact_id = $1)",
                    {contact_id});
        session.run("DELETE FROM inbound_items WHERE id IN (SELECT id FROM given)", {}, items);
    }

private:
    static void add_unmatched(store::Session& session, std::int64_t organisation_id,
                              const std::vector<std::string>& own, store::Given& items)
    {
        for (std::int64_t last = 0;;) {
            const store::Rows rows = session.query(unmatched, {organisation_id, last, page});
            if (rows.empty()) return;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const std::string said = text::to_lower(raw_of(rows.text(i, 1)) + rows.text(i, 2));
                for (const std::string& address : own)
                    if (said.find(address) != std::string::npos) {
                        items.add({rows.integer(i, 0)});
                        break;
                    }
            }
            last = rows.integer(rows.size() - 1, 0);
        }
    }
};

} // namespace

std::unique_ptr<contacts::ErasureStep> erasure_step()
{
    return std::make_unique<Erasure>();
}

} // namespace dosah::responses
