// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "campaigns/campaign_store.h"
#include "campaigns/door.h"
#include "campaigns/short_code.h"
#include "campaigns/token.h"
#include "contacts/address.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::chrono::hours around(2);
constexpr std::size_t most_words = 5;
constexpr const char* source = "door page";
constexpr const char* visitor_actor = "visitor";

const std::string columns =
    "SELECT c.id, i.id, c.given_name, c.family_name, c.place, COALESCE(i.answer, ''), i.companions, EXISTS (SELECT 1 "
    "FROM attendances t WHERE t.invitation_id = i.id), EXISTS (SELECT 1 FROM attendances t WHERE t.invitation_id = "
    "i.id "
    "AND t.source = '" +
    std::string(source) +
    "') FROM invitations i CROSS JOIN contacts c WHERE i.campaign_id = "
    "$1 "
    "AND i.arm = 'invited' AND c.id = i.contact_id AND c.erased_at IS NULL AND ";
const std::string in_order = " ORDER BY c.family_name, c.given_name, c.id LIMIT ";

std::vector<DoorGuest> guests_of(const store::Rows& rows)
{
    std::vector<DoorGuest> guests;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        DoorGuest guest;
        guest.contact_id = rows.integer(i, 0);
        guest.invitation_id = rows.integer(i, 1);
        guest.name = text::trim(rows.text(i, 2) + " " + rows.text(i, 3));
        guest.place_name = rows.text(i, 4);
        guest.answer = rows.text(i, 5);
        guest.companions = static_cast<int>(rows.integer(i, 6));
        guest.came = rows.boolean(i, 7);
        guest.by_themselves = rows.boolean(i, 8);
        guests.push_back(std::move(guest));
    }
    return guests;
}

/// For LIKE with the escape character '!'.
std::string like_beginning(const std::string& word)
{
    std::string pattern = "% ";
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    return pattern + "%";
}

std::optional<Invitation> by_code_or_link(store::Session& session, const MasterKey& master, const std::string& words)
{
    if (is_short_code(words)) return find_invitation_by_code(session, master, words);
    const std::size_t slash = words.rfind('/');
    return find_invitation_by_token(session, master, slash == std::string::npos ? words : words.substr(slash + 1));
}

/// Who is certainly meant, among the people invited.
std::optional<Invitation> find_visitor(store::Session& session, const MasterKey& master, const Campaign& campaign,
                                       const std::string& country, const std::string& who)
{
    if (auto found = by_code_or_link(session, master, who)) {
        if (found->campaign_id == campaign.id) return found;
        return std::nullopt;
    }
    std::vector<std::int64_t> people;
    if (const auto email = contacts::normalise_email(who))
        people = contacts::find_contacts_by_email(session, campaign.organisation_id, *email);
    else if (const auto phone = contacts::normalise_phone(who, country))
        people = contacts::find_contacts_by_phone(session, campaign.organisation_id, phone->e164);
    std::optional<Invitation> found;
    for (const std::int64_t contact : people) {
        const store::Rows rows =
            session.query("SELECT id FROM invitations WHERE campaign_id = $1 AND contact_id = $2 AND arm = 'invited'",
                          {campaign.id, contact});
        if (rows.empty()) continue;
        if (found) return std::nullopt; // an address that several share
        found = find_invitation(session, rows.integer(0, 0));
    }
    return found;
}

} // namespace

std::string door_url(const MasterKey& master, const std::string& public_url, const Campaign& campaign)
{
    std::string page = code_page(public_url);
    page.resize(page.size() - 2);
    return page + "/door/" + make_token(master, TokenKind::door, campaign.id, 1, true);
}

std::optional<Campaign> find_campaign_by_door(store::Session& session, const MasterKey& master, std::string_view token)
{
    const auto id = token_id(token);
    if (!id || !token_matches(master, TokenKind::door, *id, 1, token)) return std::nullopt;
    return read_campaign(session, *id);
}

bool is_door_open(const Campaign& campaign, Instant now)
{
    const Event& event = campaign.definition.event;
    const bool alive = campaign.state == State::running || campaign.state == State::paused ||
                       campaign.state == State::finished || campaign.state == State::closed;
    return alive && !campaign.event_cancelled_at && now >= event.starts - around && now <= event.ends + around;
}

std::vector<DoorGuest> find_door_guests(store::Session& session, const MasterKey& master, const Campaign& campaign,
                                        const std::string& words, std::size_t limit)
{
    if (const auto found = by_code_or_link(session, master, text::trim(words))) {
        if (found->campaign_id != campaign.id) return {};
        return guests_of(session.query(columns + "i.id = $2" + in_order + "1", {campaign.id, found->id}));
    }
    std::string where;
    std::vector<store::Value> values{campaign.id};
    for (const std::string& word : text::split(text::fold(words), ' ')) {
        if (word.empty() || values.size() > most_words) continue;
        values.emplace_back(like_beginning(word));
        where += (where.empty() ? "" : " AND ") + std::string("' ' || c.folded_name LIKE $") +
                 std::to_string(values.size()) + " ESCAPE '!'";
    }
    if (where.empty())
        where = "i.answer = 'yes' AND NOT EXISTS (SELECT 1 FROM attendances t WHERE t.invitation_id = i.id)";
    values.emplace_back(limit);
    return guests_of(session.query(columns + where + in_order + "$" + std::to_string(values.size()), values));
}

DoorCount count_door(store::Session& session, const Campaign& campaign)
{
    DoorCount count;
    count.expected = session
                         .query("SELECT COALESCE(SUM(1 + companions), 0) FROM invitations WHERE campaign_id = $1 AND "
                                "answer = 'yes' AND place <> 'waiting'",
                                {campaign.id})
                         .integer(0, 0);
    count.came = count_attendances(session, campaign.id);
    count.walk_ins = count_walk_ins(session, campaign.id);
    count.by_themselves =
        session.query("SELECT COUNT(*) FROM attendances WHERE campaign_id = $1 AND source = $2", {campaign.id, source})
            .integer(0, 0);
    return count;
}

std::int64_t visits_to_expect(store::Session& session, const Campaign& campaign)
{
    constexpr std::int64_t least = 100;
    constexpr std::int64_t most = 5000;
    std::int64_t people = campaign.definition.event.capacity;
    if (people == 0)
        people = session
                     .query("SELECT COUNT(*) FROM (SELECT 1 FROM invitations WHERE campaign_id = $1 AND arm = "
                            "'invited' LIMIT $2) invited",
                            {campaign.id, most})
                     .integer(0, 0);
    return 2 * std::clamp(people, least, most);
}

void check_in_at_door(Services& services, const Campaign& campaign, const DoorVisitor& visitor)
{
    const Instant now = services.clock.now();
    const std::string& first = visitor.first_time;
    if (!first.empty() && first != "yes" && first != "no" && first != "unknown")
        throw input_error("first_time: must be yes, no or unknown");
    if (!is_door_open(campaign, now)) throw conflict_error("campaign " + campaign.key + ": its door is not open now");
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    std::optional<Invitation> invitation;
    if (const std::string who = text::trim(visitor.who); !who.empty() && who.size() <= 300) {
        store::Session session = services.database.session();
        invitation = find_visitor(session, services.master, campaign, organisation.country, who);
    }
    if (invitation) {
        Attendee attendee;
        attendee.contact_id = invitation->contact_id;
        record_attendance(services, campaign, {attendee}, source, visitor_actor);
    }
    store::Transaction transaction(services.database);
    if (!invitation) {
        add_walk_in(transaction.session(), campaign, {"", visitor.first_time, visitor.once}, source, visitor_actor,
                    now);
    } else if (!visitor.first_time.empty()) {
        // What the person said with their own link stands: here anybody may have typed their address.
        transaction->run("UPDATE invitations SET first_time = $1 WHERE id = $2 AND first_time = ''",
                         {visitor.first_time, invitation->id});
    }
    transaction.commit();
}

} // namespace dosah::campaigns
