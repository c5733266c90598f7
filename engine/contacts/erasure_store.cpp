// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "contacts/contact_store.h"
#include "contacts/erasure.h"
#include "contacts/suppression.h"
#include "contacts/traces.h"
#include "organisations/organisation.h"

#include <algorithm>

namespace dosah::contacts {

namespace {

constexpr int page = 500; // rows that are read at once

/// Takes the values and reasons that name the person out of one list of an import's report.
bool clear_notes(json::Array::Ptr notes, const Traces& traces)
{
    bool changed = false;
    for (std::size_t i = 0; notes && i < notes->size(); ++i) {
        json::Object::Ptr note = notes->getObject(static_cast<unsigned>(i));
        if (!note) continue;
        for (const char* name : {"value", "reason"}) {
            if (!note->has(name) || !traces.in(note->getValue<std::string>(name))) continue;
            note->set(name, std::string());
            changed = true;
        }
    }
    return changed;
}

/// One at a time: a report of a large list has ten thousand notes.
void clear_import_reports(store::Session& session, std::int64_t organisation_id, const Traces& traces)
{
    const store::Rows imports =
        session.query("SELECT id FROM imports WHERE organisation_id = $1 ORDER BY id", {organisation_id});
    for (std::size_t i = 0; i < imports.size(); ++i) {
        const std::int64_t id = imports.integer(i, 0);
        const std::string text = session.query("SELECT report FROM imports WHERE id = $1", {id}).text(0, 0);
        if (text.empty()) continue;
        json::Object::Ptr report = json::parse_object(text, "report of import " + std::to_string(id));
        const bool rejected = clear_notes(report->getArray("rejected"), traces);
        const bool warned = clear_notes(report->getArray("warnings"), traces);
        if (rejected || warned) session.run("UPDATE imports SET report = $1 WHERE id = $2", {json::write(report), id});
    }
}

void clear_audit_details(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                         const Traces& traces)
{
    session.run("UPDATE audit_log SET detail = '' WHERE organisation_id = $1 AND subject = 'contact' AND "
                "subject_id = $2",
                {organisation_id, contact_id});
    for (std::int64_t last = 0;;) {
        const store::Rows rows = session.query("SELECT id, detail FROM audit_log WHERE organisation_id = $1 AND "
                                               "detail <> '' AND id > $2 ORDER BY id LIMIT $3",
                                               {organisation_id, last, page});
        if (rows.empty()) return;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (traces.in(rows.text(i, 1)))
                session.run("UPDATE audit_log SET detail = '' WHERE id = $1", {rows.integer(i, 0)});
        last = rows.integer(rows.size() - 1, 0);
    }
}

/// Present and earlier ones.
std::vector<KnownAddress> addresses_of(store::Session& session, const Contact& contact, const ErasureSteps& steps)
{
    std::vector<KnownAddress> known;
    const auto add = [&](const KnownAddress& one) {
        const auto same = std::ranges::find_if(
            known, [&](const KnownAddress& old) { return old.channel == one.channel && old.address == one.address; });
        if (same != known.end())
            same->theirs = same->theirs && one.theirs;
        else if (!one.address.empty())
            known.push_back(one);
    };
    add({channel::Channel::email, contact.email});
    add({channel::Channel::sms, contact.phone});
    for (const auto& step : steps)
        for (const KnownAddress& one : step->addresses(session, contact.id))
            add(one);
    const store::Rows rows =
        session.query("SELECT channel, address FROM not_theirs WHERE contact_id = $1", {contact.id});
    for (std::size_t i = 0; i < rows.size(); ++i)
        add({channel::channel_from(rows.text(i, 0)), rows.text(i, 1), false});
    for (KnownAddress& one : known) {
        const auto people = one.channel == channel::Channel::email
                                ? find_contacts_by_email(session, contact.organisation_id, one.address)
                                : find_contacts_by_phone(session, contact.organisation_id, one.address);
        one.shared = std::ranges::any_of(people, [&](std::int64_t id) { return id != contact.id; });
    }
    return known;
}

/// What is said of an address goes with the last person who has it, unless it is somebody else's own word.
void settle_address(store::Session& session, const ErasureWish& wish, const KnownAddress& known)
{
    if (known.shared) return;
    const auto found = find_suppression(session, wish.organisation_id, known.channel, known.address);
    if (!found) return;
    const bool said = found->reason == SuppressionReason::opt_out || found->reason == SuppressionReason::complaint;
    if (known.theirs || !said) lift_suppression(session, wish.organisation_id, known.channel, known.address);
}

void settle_suppressions(store::Session& session, const ErasureWish& wish, const ErasedPerson& person, Instant now)
{
    if (wish.never_write_again)
        return suppress_contact(session, wish.organisation_id, wish.contact_id, SuppressionReason::opt_out, "erasure",
                                now);
    for (const KnownAddress& known : person.addresses)
        settle_address(session, wish, known);
}

void delete_rows(store::Session& session, std::int64_t contact_id)
{
    for (const char* table : {"contact_attributes", "group_members", "involvements", "not_theirs"})
        session.run("DELETE FROM " + std::string(table) + " WHERE contact_id = $1", {contact_id});
    session.run("DELETE FROM possible_duplicates WHERE contact_id = $1 OR other_contact_id = $1", {contact_id});
}

} // namespace

void erase_contact(store::Database& database, const Clock& clock, const ErasureSteps& steps, const ErasureWish& wish)
{
    store::Transaction transaction(database);
    store::Session& session = transaction.session();
    const Instant now = clock.now();
    // Whoever else wants to write to the row waits until it is empty.
    session.run("UPDATE contacts SET updated_at = $1 WHERE id = $2 AND organisation_id = $3",
                {to_micros(now), wish.contact_id, wish.organisation_id});
    const auto contact = find_contact(session, wish.organisation_id, wish.contact_id);
    if (!contact)
        throw missing_error("there is no contact " + std::to_string(wish.contact_id) + " in this organisation");
    const ErasedPerson person{wish.organisation_id, wish.contact_id, addresses_of(session, *contact, steps)};
    for (const auto& step : steps)
        step->erase(session, person, now);
    const Traces traces(*contact, person.addresses);
    clear_import_reports(session, wish.organisation_id, traces);
    clear_audit_details(session, wish.organisation_id, wish.contact_id, traces);
    settle_suppressions(session, wish, person, now);
    delete_rows(session, wish.contact_id);
    empty_contact(session, wish.contact_id, wish.never_write_again, now);
    organisations::audit(session, now,
                         {wish.organisation_id, wish.actor, "contact.erase", "contact", wish.contact_id,
                          wish.never_write_again ? "never to be written to again" : ""});
    transaction.commit();
}

} // namespace dosah::contacts
