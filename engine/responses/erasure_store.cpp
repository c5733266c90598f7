// SPDX-License-Identifier: EUPL-1.2
#include "contacts/address.h"
#include "delivery/carried.h"
#include "delivery/reference.h"
#include "responses/bounce.h"
#include "responses/erasure.h"
#include "responses/understand.h"

#include <algorithm>
#include <set>

namespace dosah::responses {

namespace {

constexpr int page = 100; // raw mails are large

/// Messages whose people are all erased, once contact $1 is: what was said of one for several is not theirs alone.
const std::string theirs_alone =
    "(SELECT m.id FROM messages m WHERE m.contact_id = $1 AND NOT " + delivery::carries_somebody("m.id") + ")";

/// Items that nobody was found for.
constexpr std::string_view unmatched =
    "SELECT id FROM inbound_items i WHERE organisation_id = $1 AND kind IN ('email', 'sms') AND id > $2 AND NOT EXISTS "
    "(SELECT 1 FROM responses r WHERE r.inbound_id = i.id AND r.contact_id IS NOT NULL) ORDER BY id LIMIT $3";

/// Receipts that were not applied say more than status and code (forget_receipt).
constexpr std::string_view telling_receipts =
    "SELECT id FROM inbound_items WHERE organisation_id = $1 AND kind = 'receipt' AND id > $2 AND (raw_base64 <> '' OR "
    "fields LIKE '%\"attempt\"%') ORDER BY id LIMIT $3";

/// Every item of one of the statements above that can be read; one of them is in memory at a time.
template <typename Act>
void each_item(store::Session& session, std::string_view ids, std::int64_t organisation_id, const Act& act)
{
    for (std::int64_t last = 0;;) {
        const store::Rows rows = session.query(std::string(ids), {organisation_id, last, page});
        if (rows.empty()) return;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto item = read_item(session, rows.integer(i, 0));
            if (item && item->unreadable.empty()) act(*item);
        }
        last = rows.integer(rows.size() - 1, 0);
    }
}

/// Addresses that no other contact has, as what came back is compared with them: as a whole, never a part of a text.
class Own
{
public:
    Own(const contacts::ErasedPerson& person, std::string country) : country_(std::move(country))
    {
        for (const contacts::KnownAddress& known : person.addresses) {
            if (known.shared) continue;
            reached_.insert(known.address);
            if (known.theirs) speaking_.insert(known.address);
        }
    }

    bool none() const { return reached_.empty(); }

    /// Came from one of them, or is a notice about a message to one of them.
    bool in(const StoredItem& item) const
    {
        if (item.item.kind != channel::InboundKind::email) return speaking_.contains(sender_of(item, country_));
        const mime::ParsedMail mail = mime::parse(item.item.raw);
        const auto envelope = item.item.fields.find("envelope_from");
        if (has(speaking_, mail.from_address()) ||
            (envelope != item.item.fields.end() && has(speaking_, envelope->second)))
            return true;
        const auto notice = read_delivery_notice(mail);
        if (!notice) return is_machine(mail.from_address()) && named_in(mail.text());
        const auto original = returned_original(mail);
        return std::ranges::any_of(notice->reports, [&](const Report& one) { return has(reached_, one.recipient); }) ||
               (original && has(reached_, original->to_address()));
    }

    /// Whether a number stands there as a whole, however it is written.
    bool number_in(std::string_view text) const
    {
        static constexpr std::string_view digits = "0123456789";
        for (std::size_t at = text.find_first_of(digits); at < text.size(); at = text.find_first_of(digits, at)) {
            const std::size_t end = std::min(text.find_first_not_of(digits, at), text.size());
            const std::string run(text.substr(at, end - at));
            for (const std::string& number : {run, "+" + run}) {
                const auto phone = contacts::normalise_phone(number, country_);
                if (phone && reached_.contains(phone->e164)) return true;
            }
            at = end;
        }
        return false;
    }

private:
    /// A server whose words nobody could read: it is about whom it names, and nobody waits for an answer to it.
    static bool is_machine(const std::string& from)
    {
        return from.starts_with("mailer-daemon@") || from.starts_with("postmaster@");
    }

    bool named_in(const std::string& words) const
    {
        static constexpr std::string_view stops = " \t\r\n<>,;:()\"'";
        for (std::size_t at = words.find('@'); at != words.npos; at = words.find('@', at + 1)) {
            const std::size_t before = words.find_last_of(stops, at);
            const std::size_t start = before == words.npos ? 0 : before + 1;
            if (has(reached_, words.substr(start, std::min(words.find_first_of(stops, at), words.size()) - start)))
                return true;
        }
        return false;
    }

    static bool has(const std::set<std::string>& addresses, const std::string& address)
    {
        const auto email = contacts::normalise_email(address);
        return email && addresses.contains(*email);
    }

    std::string country_;
    std::set<std::string> reached_;  ///< what was sent there was sent to the person
    std::set<std::string> speaking_; ///< what comes from there is the person's; not where another was found to read
};

std::string country_of(store::Session& session, std::int64_t organisation_id)
{
    return session.query("SELECT country FROM organisations WHERE id = $1", {organisation_id}).text(0, 0);
}

void forget_receipts(store::Session& session, const contacts::ErasedPerson& person, const Own& own)
{
    std::set<std::string> attempts;
    const store::Rows rows = session.query("SELECT id, reference FROM attempts WHERE message_id IN (SELECT id FROM "
                                           "messages WHERE contact_id = $1)",
                                           {person.contact_id});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        attempts.insert(std::to_string(rows.integer(i, 0)));
        attempts.insert(rows.text(i, 1)); // as they were before they had an id in them
    }
    each_item(session, telling_receipts, person.organisation_id, [&](const StoredItem& item) {
        const auto named = item.item.fields.find("attempt");
        const std::string attempt = named == item.item.fields.end() ? "" : named->second;
        const auto reference = delivery::parse_attempt_reference(attempt);
        if (attempts.contains(reference ? std::to_string(reference->attempt_id) : attempt) ||
            own.number_in(item.item.raw))
            forget_receipt(session, item);
    });
}

class Erasure final : public contacts::ErasureStep
{
public:
    void erase(store::Session& session, const contacts::ErasedPerson& person, Instant) override
    {
        const std::int64_t contact_id = person.contact_id;
        const Own own(person, country_of(session, person.organisation_id));
        store::Given items({{"id", "BIGINT"}});
        const store::Rows matched = session.query(
            "SELECT id FROM inbound_items WHERE told_contact_id = $1 UNION SELECT inbound_id FROM responses WHERE "
            "inbound_id IS NOT NULL AND (contact_id = $1 OR message_id IN " +
                theirs_alone +
                " OR invitation_id IN (SELECT id FROM invitations WHERE "
                "contact_id = $1))",
            {contact_id});
        for (std::size_t i = 0; i < matched.size(); ++i)
            items.add({matched.integer(i, 0)});
        if (!own.none())
            each_item(session, unmatched, person.organisation_id, [&](const StoredItem& item) {
                if (own.in(item)) items.add({item.id});
            });
        forget_receipts(session, person, own);
        session.run("DELETE FROM address_proposals WHERE response_id IN (SELECT r.id FROM responses r JOIN given g ON "
                    "g.id = r.inbound_id)",
                    {}, items);
        session.run("DELETE FROM responses WHERE inbound_id IN (SELECT id FROM given)", {}, items);
        session.run("DELETE FROM address_proposals WHERE response_id IN (SELECT id FROM responses WHERE contact_id = "
                    "$1)",
                    {contact_id});
        session.run("DELETE FROM responses WHERE contact_id = $1 OR invitation_id IN (SELECT id FROM invitations WHERE "
                    "contact_id = $1) OR message_id IN " +
                        theirs_alone,
                    {contact_id});
        session.run("DELETE FROM inbound_items WHERE id IN (SELECT id FROM given)", {}, items);
    }
};

} // namespace

std::unique_ptr<contacts::ErasureStep> erasure_step()
{
    return std::make_unique<Erasure>();
}

} // namespace dosah::responses
