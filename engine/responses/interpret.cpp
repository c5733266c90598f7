// SPDX-License-Identifier: EUPL-1.2
#include "responses/interpret.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "contacts/hold.h"
#include "responses/inbound_store.h"
#include "responses/understand.h"

namespace dosah::responses {

namespace {

/// How often an item may be begun. One that ends the program, or meets a store that goes away, is begun again.
constexpr int most_tries = 5;

void set_aside(campaigns::Services& services, std::int64_t id, const std::string& problem)
{
    log_warning("inbound.aside", {{"item", id}, {"problem", problem}});
    store::Session session = services.database.session();
    set_item_aside(session, id, text::repair_utf8(problem), services.clock.now());
}

void interpret(campaigns::Services& services, const Lexicons& lexicons, const StoredItem& stored)
{
    const Understood understood = understand(services, lexicons, stored);
    store::Transaction transaction(services.database);
    const Instant now = services.clock.now();
    // Whoever is erased meanwhile is not found again below, and the item may be gone with them.
    if (understood.contact_id)
        contacts::hold_person(transaction.session(), stored.organisation_id, *understood.contact_id);
    if (!finish_item(transaction.session(), stored.id, now)) return; // another daemon was first
    act(services, transaction.session(), understood, now);
    transaction.commit();
}

void work_off(campaigns::Services& services, const Lexicons& lexicons, const NewItem& item)
{
    if (item.tries >= most_tries)
        return set_aside(services, item.id,
                         "begun " + std::to_string(item.tries) +
                             " times without an end: the program was ended by it "
                             "or the store went away; \"dosah responses replay --item " +
                             std::to_string(item.id) + "\" tries again");
    std::optional<StoredItem> stored;
    {
        store::Session session = services.database.session();
        if (item.tries > 0) begin_item(session, item.id);
        stored = read_item(session, item.id);
    }
    if (!stored) return;
    if (!stored->unreadable.empty()) return set_aside(services, item.id, stored->unreadable);
    try {
        interpret(services, lexicons, *stored);
    } catch (const Error& problem) {
        if (problem.kind() == ErrorKind::unavailable) throw; // the store is away: it stays new
        set_aside(services, item.id, problem.what());
    } catch (const std::exception& problem) {
        set_aside(services, item.id, problem.what());
    }
}

} // namespace

std::size_t interpret_new(campaigns::Services& services, const Lexicons& lexicons, std::size_t limit)
{
    std::vector<NewItem> items;
    {
        store::Session session = services.database.session();
        items = find_new_items(session, limit);
        if (!items.empty()) begin_items(session, items.back().id);
    }
    for (const NewItem& item : items)
        work_off(services, lexicons, item);
    return items.size();
}

bool interpret_item(campaigns::Services& services, const Lexicons& lexicons, std::int64_t id)
{
    work_off(services, lexicons, {id, 0});
    store::Session session = services.database.session();
    return item_state(session, id) != "aside";
}

bool answer_on_page(campaigns::Services& services, const campaigns::Invitation& invitation, const std::string& answer)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    contacts::require_person(transaction.session(), invitation.organisation_id, invitation.contact_id);
    if (!campaigns::record_answer(transaction.session(), invitation.id, answer, "web", now, now)) return false;
    NewResponse row = page_response(invitation.organisation_id, invitation.contact_id, to_string(Kind::answer), now);
    row.invitation_id = invitation.id;
    row.answer = answer;
    insert_response(transaction.session(), row);
    transaction.commit();
    return true;
}

bool details_on_page(campaigns::Services& services, const campaigns::Invitation& invitation,
                     const campaigns::Details& details)
{
    store::Transaction transaction(services.database);
    contacts::require_person(transaction.session(), invitation.organisation_id, invitation.contact_id);
    const bool fits = campaigns::record_details(transaction.session(), invitation.id, details, services.clock.now());
    transaction.commit();
    return fits;
}

void opt_out_on_page(campaigns::Services& services, std::int64_t organisation_id, std::int64_t contact_id)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    contacts::require_person(transaction.session(), organisation_id, contact_id);
    campaigns::opt_out(transaction.session(), organisation_id, contact_id, "web", now);
    insert_response(transaction.session(),
                    page_response(organisation_id, contact_id, to_string(Kind::unsubscribe), now));
    transaction.commit();
}

} // namespace dosah::responses
