// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/account_choice.h"
#include "campaigns/invitation_composer.h"
#include "campaigns/letters.h"
#include "campaigns/short_code.h"
#include "campaigns/wave.h"
#include "contacts/hold.h"
#include "content/letter.h"
#include "delivery/by_hand.h"
#include "delivery/receipt.h"

#include <algorithm>
#include <utility>

namespace dosah::campaigns {

namespace {

std::string taken_as(std::int64_t print_id)
{
    return "print " + std::to_string(print_id);
}

std::string title_of(const Campaign& campaign, const std::string& locale)
{
    return in_locale(campaign.definition.name, locale);
}

std::int64_t post_account(Services& services, const Campaign& campaign)
{
    const auto accounts = choose_accounts(services, campaign.organisation_id).out;
    const auto found = accounts.find(channel::Channel::letter);
    if (found == accounts.end())
        throw conflict_error("the organisation has no active account for letters; add one with \"dosah connector add "
                             "post --org KEY\"");
    return found->second;
}

std::int64_t begin_print(Services& services, const Campaign& campaign, const std::string& actor, Instant now)
{
    store::Transaction transaction(services.database);
    // The number after the last, not the store's next: one that was taken back is given again.
    const std::int64_t id = transaction->insert(
        "INSERT INTO letter_prints (id, organisation_id, campaign_id, actor, at) SELECT COALESCE(MAX(id), 0) + 1, "
        "CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT) FROM letter_prints RETURNING id",
        {campaign.organisation_id, campaign.id, actor, to_micros(now)});
    organisations::audit(
        transaction.session(), now,
        {campaign.organisation_id, actor, "letters.print", "campaign", campaign.id, "print " + std::to_string(id)});
    transaction.commit();
    return id;
}

/// Of a print that no letter came out of: its number would be one that nobody has on paper.
void take_print_back(Services& services, const Campaign& campaign, std::int64_t print_id, const std::string& actor)
{
    store::Transaction transaction(services.database);
    transaction->run("DELETE FROM letter_prints WHERE id = $1", {print_id});
    organisations::audit(transaction.session(), services.clock.now(),
                         {campaign.organisation_id, actor, "letters.print_empty", "campaign", campaign.id,
                          "print " + std::to_string(print_id)});
    transaction.commit();
}

LetterPrint find_print(store::Session& session, const Campaign& campaign, std::int64_t print_id)
{
    for (LetterPrint& print : letter_status(session, campaign).prints)
        if (print.id == print_id) return print;
    throw missing_error("campaign " + campaign.key + " has no print of letters with the number " +
                        std::to_string(print_id));
}

void note(Services& services, const Campaign& campaign, std::int64_t print_id, const std::string& actor,
          const std::string& action)
{
    store::Transaction transaction(services.database);
    organisations::audit(
        transaction.session(), services.clock.now(),
        {campaign.organisation_id, actor, action, "campaign", campaign.id, "print " + std::to_string(print_id)});
    transaction.commit();
}

} // namespace

LetterStatus letter_status(store::Session& session, const Campaign& campaign)
{
    LetterStatus status;
    const store::Rows waiting =
        session.query("SELECT m.state, COUNT(*) FROM queue q CROSS JOIN messages m WHERE m.id = q.message_id AND "
                      "q.lane_id = $1 AND q.stage IN ('planned', 'queued') AND m.channel = 'letter' GROUP BY m.state",
                      {campaign.lane_id});
    for (std::size_t i = 0; i < waiting.size(); ++i)
        (waiting.text(i, 0) == "queued" ? status.waiting : status.to_come) += waiting.integer(i, 1);
    const store::Rows prints = session.query(
        "SELECT p.id, p.actor, p.at, COUNT(a.id) FROM letter_prints p JOIN messages m ON m.lane_id = $1 AND m.channel "
        "= "
        "'letter' JOIN attempts a ON a.message_id = m.id AND a.remote_id = 'print ' || p.id WHERE p.campaign_id = $2 "
        "GROUP BY p.id, p.actor, p.at ORDER BY p.id DESC",
        {campaign.lane_id, campaign.id});
    for (std::size_t i = 0; i < prints.size(); ++i)
        status.prints.push_back(
            {prints.integer(i, 0), prints.text(i, 1), from_micros(prints.integer(i, 2)), prints.integer(i, 3)});
    return status;
}

Printed print_letters(Services& services, const Campaign& campaign, std::size_t limit, const std::string& actor,
                      const std::function<void(std::string_view)>& write)
{
    // Notices of a change or a cancellation go out when the waves are done, too.
    if (campaign.state != State::running && campaign.state != State::finished)
        throw conflict_error("campaign " + campaign.key + " is " + std::string(to_string(campaign.state)) +
                             "; letters are printed while it runs");
    delivery::ByHand which;
    which.connector_account_id = post_account(services, campaign);
    which.lane_id = campaign.lane_id;
    which.limit = limit;
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    Printed printed;
    {
        store::Session session = services.database.session();
        if (letter_status(session, campaign).waiting == 0) return printed;
    }
    printed.print_id = begin_print(services, campaign, actor, services.clock.now());
    which.taken_as = taken_as(printed.print_id);
    bool begun = false;
    InvitationComposer composer(services);
    const auto count =
        delivery::take_by_hand(services.database, composer, services.clock, services.random, services.config, which,
                               [&](const std::vector<delivery::TakenMessage>& letters) {
                                   if (!write) return;
                                   if (!std::exchange(begun, true))
                                       write(content::letter_top(services.templates, organisation.locale,
                                                                 title_of(campaign, organisation.locale), ""));
                                   for (const auto& letter : letters)
                                       write(letter.content);
                               });
    if (begun) write(content::letter_bottom(services.templates));
    printed.letters = count.taken;
    printed.skipped = count.skipped;
    printed.problems = count.problems;
    if (printed.letters == 0) take_print_back(services, campaign, std::exchange(printed.print_id, 0), actor);
    return printed;
}

std::size_t write_print(Services& services, const Campaign& campaign, std::int64_t print_id, const std::string& locale,
                        const std::function<void(std::string_view)>& write)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    LetterPrint print;
    std::vector<delivery::Claim> claims;
    {
        store::Session session = services.database.session();
        print = find_print(session, campaign, print_id);
        claims = delivery::taken_before(session, campaign.organisation_id, taken_as(print_id));
    }
    const std::string notice =
        services.catalogs.text(locale, "letter.printed_before",
                               {{"print", print_id},
                                {"at", content::format_date(locale, print.at, organisation.time_zone)},
                                {"count", print.letters}});
    write(content::letter_top(services.templates, locale, title_of(campaign, locale), notice));
    InvitationComposer composer(services);
    std::size_t letters = 0;
    constexpr std::size_t portion = 200;
    for (std::size_t first = 0; first < claims.size(); first += portion) {
        const std::span<const delivery::Claim> some(claims.data() + first, std::min(portion, claims.size() - first));
        for (const delivery::Composition& one : composer.compose(some)) {
            const auto* composed = std::get_if<delivery::Composed>(&one);
            if (composed == nullptr) continue; // answered, opted out ... since
            write(composed->content);
            ++letters;
        }
    }
    write(content::letter_bottom(services.templates));
    return letters;
}

void note_printed_again(Services& services, const Campaign& campaign, std::int64_t print_id, const std::string& actor)
{
    note(services, campaign, print_id, actor, "letters.printed_again");
}

void note_shown(Services& services, const Campaign& campaign, std::int64_t print_id, const std::string& actor)
{
    note(services, campaign, print_id, actor, "letters.shown");
}

void letter_came_back(Services& services, std::int64_t organisation_id, const std::string& code,
                      const std::string& actor)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    const auto invitation = find_invitation_by_code(session, services.master, code);
    if (!invitation || invitation->organisation_id != organisation_id)
        throw input_error("code: \"" + code.substr(0, 40) +
                          "\" is on no letter of this organisation; look at it again");
    contacts::require_person(session, organisation_id, invitation->contact_id);
    const store::Rows rows = session.query(
        "SELECT reference FROM messages WHERE invitation_id = $1 AND channel = 'letter' AND state = 'accepted' "
        "ORDER BY id DESC LIMIT 1",
        {invitation->id});
    if (rows.empty()) throw conflict_error("no letter that was printed for this code is still out");
    delivery::Receipt receipt;
    receipt.status = delivery::ReceiptStatus::bounced;
    receipt.message_reference = rows.text(0, 0);
    receipt.code = "came_back";
    delivery::apply_receipt(session, organisation_id, receipt, now);
    organisations::audit(session, now,
                         {organisation_id, actor, "invitation.letter_came_back", "invitation", invitation->id, ""});
    transaction.commit();
}

void skip_late_letters(Services& services, const Campaign& campaign, Instant now)
{
    const auto& channels = campaign.definition.channels;
    if (std::find(channels.begin(), channels.end(), channel::Channel::letter) == channels.end()) return;
    const Instant last = fallback_end(campaign.definition, campaign.definition.waves.front(), std::nullopt);
    const bool too_late_to_invite = last <= now;
    store::Transaction transaction(services.database);
    delivery::skip_late_by_hand(transaction.session(), campaign.lane_id, too_late_to_invite ? "invitation" : "", now);
    transaction.commit();
}

} // namespace dosah::campaigns
