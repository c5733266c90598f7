// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/freeze_store.h"
#include "contacts/suppression.h"
#include "delivery/outbox.h"
#include "tests/support/every_store.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <set>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;

namespace {

std::string message_of(CampaignTown& town, std::int64_t contact)
{
    const store::Rows rows = town.database().session().query(
        "SELECT channel, address, state, state_reason FROM messages WHERE contact_id = $1", {contact});
    std::string out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out += rows.text(row, 0) + " " + rows.text(row, 1) + " " + rows.text(row, 2) + " " + rows.text(row, 3) + ";";
    return out;
}

} // namespace

TEST_CASE("the freeze takes whom the query matches, each with one message by the first channel that reaches them")
{
    CampaignTown town(every_store());
    const auto email = town.add({.email = "a@mail.test", .phone = "+420601000001"});
    const auto phone = town.add({.phone = "+420601000002"});
    const auto elsewhere = town.add({.email = "c@mail.test", .place = "Krhová"});
    const auto unreachable = town.add({});
    const auto shared = town.add({.email = "a@mail.test"});
    const auto stopped = town.add({.email = "stop@mail.test", .phone = "+420601000003"});
    const auto silent = town.add({.email = "stop@mail.test"});
    const auto baseless = town.add({.email = "d@mail.test", .legal_basis = ""});
    {
        store::Session session = town.database().session();
        contacts::suppress(session, town.organisation.id, channel::Channel::email, "stop@mail.test",
                           contacts::SuppressionReason::opt_out, "test", town.clock.now());
    }
    const Campaign campaign =
        launch_campaign(*town.services, town.load({{"audience", R"("place = \"Lipová\"")"}}), "cli:ema", 7);
    CHECK(message_of(town, email) == "email a@mail.test planned ;");
    CHECK(message_of(town, phone) == "sms +420601000002 planned ;");
    CHECK(message_of(town, elsewhere).empty());
    CHECK(message_of(town, unreachable).empty());
    CHECK(message_of(town, shared) == "email a@mail.test planned ;");
    CHECK(message_of(town, stopped) == "sms +420601000003 planned ;");
    CHECK(message_of(town, silent) == "email stop@mail.test skipped suppressed;");
    CHECK(message_of(town, baseless) == "email d@mail.test skipped no_legal_basis;");
    CHECK(town.number("SELECT COUNT(*) FROM invitations WHERE contact_id = $1", {elsewhere}) == 0);
    CHECK(town.number("SELECT COUNT(*) FROM invitations WHERE contact_id = $1", {unreachable}) == 1);
    CHECK(town.number("SELECT COUNT(DISTINCT frame_id) FROM invitations") == 7);
    CHECK(town.number("SELECT COUNT(DISTINCT reference) FROM messages") == 6);
    CHECK(town.number("SELECT COUNT(*) FROM message_moves WHERE to_state = 'planned'") == 6);
    CHECK(town.number("SELECT COUNT(*) FROM message_moves WHERE from_state = 'planned' AND to_state = 'skipped'") == 2);
    CHECK(town.text("SELECT dedupe_key FROM messages WHERE contact_id = $1", {phone}) ==
          std::to_string(campaign.id) + "/invitation/" + std::to_string(phone) + "/sms");
    CHECK(from_micros(town.number("SELECT MIN(due_at) FROM queue")) == campaign.starts_at);
}

TEST_CASE("a commercial campaign goes to those who consented alone")
{
    CampaignTown town(every_store());
    const auto task = town.add({.email = "a@mail.test"});
    const auto consent = town.add({.email = "b@mail.test", .legal_basis = "consent"});
    launch_campaign(*town.services, town.load({{"kind", R"("commercial")"}}), "cli:ema");
    CHECK(message_of(town, task) == "email a@mail.test skipped no_legal_basis;");
    CHECK(message_of(town, consent) == "email b@mail.test planned ;");
}

TEST_CASE("prior involvement is decided at the freeze and not looked at again")
{
    CampaignTown town(every_store());
    const auto recent = town.add({.email = "a@mail.test"});
    const auto at_start = town.add({.email = "b@mail.test"});
    const auto before = town.add({.email = "c@mail.test"});
    const auto later = town.add({.email = "d@mail.test"});
    town.involve(recent, "2025-05-05");
    town.involve(at_start, "2023-11-20T09:00:00Z"); // 36 months before the freeze to the second
    town.involve(before, "2023-11-20T08:59:59Z");
    town.involve(later, "2026-11-20T09:00:00Z"); // at the freeze: no longer before it
    launch_campaign(*town.services, town.load(), "cli:ema");
    const auto prior = [&](std::int64_t contact) {
        return town.text("SELECT prior FROM invitations WHERE contact_id = $1", {contact});
    };
    CHECK(prior(recent) == "prior");
    CHECK(prior(at_start) == "prior");
    CHECK(prior(before) == "none");
    CHECK(prior(later) == "none");
    CHECK(town.text("SELECT MAX(rule_version) FROM invitations") == "prior/1");
    town.involve(before, "2026-01-01");
    CHECK(prior(before) == "none");
}

TEST_CASE("without a register over the whole window nobody is called new")
{
    CampaignTown town(every_store());
    const auto known = town.add({.email = "a@mail.test"});
    const auto unknown = town.add({.email = "b@mail.test"});
    town.involve(known, "2026-05-05");
    town.database().session().run("UPDATE organisations SET register_start = $1", {to_micros(from_iso("2024-01-01"))});
    launch_campaign(*town.services, town.load(), "cli:ema");
    CHECK(town.text("SELECT prior FROM invitations WHERE contact_id = $1", {known}) == "prior");
    CHECK(town.text("SELECT prior FROM invitations WHERE contact_id = $1", {unknown}) == "unobservable");
}

TEST_CASE("the look-back is counted by the calendar of the organisation's zone")
{
    organisations::Organisation organisation;
    organisation.time_zone = "Europe/Prague";
    organisation.look_back_months = 8;
    CHECK(look_back(organisation, from_iso("2026-11-20T09:00:00Z")).from == from_iso("2026-03-20T09:00:00Z"));
    CHECK(look_back(organisation, from_iso("2026-12-20T09:00:00Z")).from == from_iso("2026-04-20T08:00:00Z")); // summer
    CHECK(look_back(organisation, from_iso("2026-10-31T12:00:00Z")).from == from_iso("2026-02-28T12:00:00Z"));
    organisation.look_back_months = 36;
    CHECK(look_back(organisation, from_iso("2028-02-29T12:00:00Z")).from == from_iso("2025-02-28T12:00:00Z"));
}

TEST_CASE("groups are frozen: listed members and those a rule finds")
{
    CampaignTown town(every_store());
    const auto listed = town.add({.email = "a@mail.test", .place = "Krhová"});
    const auto both = town.add({.email = "b@mail.test"});
    {
        store::Session session = town.database().session();
        const auto group = session.insert(
            "INSERT INTO target_groups (organisation_id, key, name) VALUES ($1, 'seniors', 'Senioři') RETURNING id",
            {town.organisation.id});
        session.run("INSERT INTO target_groups (organisation_id, key, name, query) VALUES ($1, 'local', 'Místní', $2)",
                    {town.organisation.id, "place = \"Lipová\""});
        for (const std::int64_t contact : {listed, both})
            session.run("INSERT INTO group_members (group_id, contact_id, source, since) VALUES ($1, $2, 'test', 0)",
                        {group, contact});
    }
    launch_campaign(*town.services, town.load(), "cli:ema");
    const auto groups = [&](std::int64_t contact) {
        const store::Rows rows = town.database().session().query(
            "SELECT g.group_key FROM invitation_groups g JOIN invitations i ON i.id = g.invitation_id "
            "WHERE i.contact_id = $1 ORDER BY g.group_key",
            {contact});
        std::string out;
        for (std::size_t row = 0; row < rows.size(); ++row)
            out += rows.text(row, 0) + ";";
        return out;
    };
    CHECK(groups(listed) == "seniors;");
    CHECK(groups(both) == "local;seniors;");
}

namespace {

/// People with nothing but an email, straight into the store.
void add_many(CampaignTown& town, std::int64_t organisation_id, int count)
{
    town.database().session().run(
        "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
        "folded_place, email, postal_address, legal_basis, legal_basis_source, token_version, created_at, updated_at) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT CAST($2 AS BIGINT), "
        "'Jana', 'Vzorová', '', '', '', 'Lipová', 'lipova', 'osoba' || i || '@mail.test', '', 'public_task', '', 1, 0, "
        "0 FROM n",
        {count, organisation_id});
}

/// One person of each kind there is, and how they are to be written to by the rule, told a second time.
struct Kind
{
    std::string email;
    std::string phone;
    std::string legal_basis;
    bool email_stopped = false;
    bool phone_stopped = false;
    std::int64_t contact = 0;
};

std::vector<Kind> every_kind(CampaignTown& town)
{
    std::vector<Kind> kinds;
    for (const int email : {0, 1, 2})
        for (const int phone : {0, 1, 2})
            for (const char* basis : {"", "public_task", "consent", "contract"}) {
                Kind kind;
                const std::string number = std::to_string(100 + kinds.size());
                if (email > 0) kind.email = "osoba+" + number + "@dum" + number + ".test";
                if (phone > 0) kind.phone = "+420601000" + number;
                kind.legal_basis = basis;
                kind.email_stopped = email == 2;
                kind.phone_stopped = phone == 2;
                kind.contact = town.add({.email = kind.email, .phone = kind.phone, .legal_basis = basis});
                store::Session session = town.database().session();
                const auto stop = [&](channel::Channel channel, const std::string& address) {
                    contacts::suppress(session, town.organisation.id, channel, address,
                                       contacts::SuppressionReason::by_hand, "test", town.clock.now());
                };
                if (kind.email_stopped) stop(channel::Channel::email, kind.email);
                if (kind.phone_stopped) stop(channel::Channel::sms, kind.phone);
                kinds.push_back(kind);
            }
    return kinds;
}

std::string expected(const Kind& kind, const std::vector<channel::Channel>& channels, const AccountChoice& accounts,
                     bool commercial)
{
    const bool lawful = commercial ? kind.legal_basis == "consent" : !kind.legal_basis.empty();
    for (const bool stopped : {false, true})
        for (const channel::Channel channel : channels) {
            const bool email = channel == channel::Channel::email;
            const std::string& address = email ? kind.email : kind.phone;
            if (address.empty() || !accounts.out.contains(channel)) continue;
            if ((email ? kind.email_stopped : kind.phone_stopped) != stopped) continue;
            const std::string reason = stopped ? "suppressed" : lawful ? "" : "no_legal_basis";
            return (email ? "email " : "sms ") + address + (reason.empty() ? " planned " : " skipped ") + reason + ";" +
                   (email ? address.substr(address.find('@') + 1) : "") + ";" +
                   std::to_string(accounts.out.at(channel));
        }
    return "";
}

std::string planned(CampaignTown& town, std::int64_t contact)
{
    const std::string message = message_of(town, contact);
    if (message.empty()) return "";
    const store::Rows rows = town.database().session().query(
        "SELECT domain, connector_account_id FROM messages WHERE contact_id = $1", {contact});
    return message + rows.text(0, 0) + ";" + std::to_string(rows.integer(0, 1));
}

std::int64_t begin(CampaignTown& town, const Campaign& campaign)
{
    store::Session session = town.database().session();
    return begin_planning(session, campaign);
}

} // namespace

TEST_CASE("every kind of person gets every kind of campaign by the way the rule says, as the check has counted")
{
    using channel::Channel;
    CampaignTown town(every_store());
    const std::vector<Kind> kinds = every_kind(town);
    const AccountChoice both = choose_accounts(*town.services, town.organisation.id);
    const Instant now = town.clock.now();
    for (const char* kind : {"official", "commercial"})
        for (const auto& [written, channels] : std::map<std::string, std::vector<Channel>>{
                 {R"(["email"])", {Channel::email}},
                 {R"(["sms"])", {Channel::sms}},
                 {R"(["email", "sms"])", {Channel::email, Channel::sms}},
                 {R"(["sms", "email"])", {Channel::sms, Channel::email}},
             }) {
            const Campaign campaign = town.load({{"kind", '"' + std::string(kind) + '"'}, {"channels", written}});
            for (const auto& without :
                 {std::optional<Channel>(), std::optional(Channel::email), std::optional(Channel::sms)}) {
                AccountChoice accounts = both;
                if (without) accounts.out.erase(*without);
                CAPTURE(kind, written, without.has_value());
                std::map<std::string, std::int64_t> counted;
                for (const bool by_name : {false, true}) {
                    counted.clear();
                    count_audience(
                        town.database(), campaign, town.organisation, accounts, now, by_name,
                        [&](const AudiencePart& part) { counted[part.way + " " + part.reason] += part.people; });
                }
                freeze_audience(town.database(), campaign, town.organisation, accounts, now, now,
                                begin(town, campaign));
                std::map<std::string, std::int64_t> met;
                for (const Kind& person : kinds) {
                    CAPTURE(person.email, person.phone, person.legal_basis);
                    CHECK(planned(town, person.contact) ==
                          expected(person, channels, accounts, kind == std::string("commercial")));
                }
                const store::Rows rows =
                    town.database().session().query("SELECT COALESCE(m.channel, ''), COALESCE(m.state_reason, "
                                                    "'no_channel'), COUNT(*) FROM invitations i "
                                                    "LEFT JOIN messages m ON m.invitation_id = i.id GROUP BY 1, 2");
                for (std::size_t row = 0; row < rows.size(); ++row)
                    met[rows.text(row, 0) + " " + rows.text(row, 1)] = rows.integer(row, 2);
                CHECK(met == counted);
                CHECK(town.number("SELECT COUNT(*) FROM message_moves WHERE to_state = 'skipped'") ==
                      town.number("SELECT COUNT(*) FROM messages WHERE state = 'skipped'"));
                discard_audience(town.database(), campaign, begin(town, campaign));
                for (const char* table : {"messages", "message_moves", "invitations"})
                    CHECK(town.number(std::string("SELECT COUNT(*) FROM ") + table) == 0);
            }
        }
}

TEST_CASE("prior involvement is an act within the window, whatever else there is, and unobservable without a register")
{
    CampaignTown town(every_store());
    const Instant now = town.clock.now();
    const LookBack window = look_back(town.organisation, now);
    const std::vector<Instant> moments = {window.from - std::chrono::microseconds(1), window.from,
                                          window.to - std::chrono::microseconds(1), window.to};
    std::map<std::int64_t, bool> involved;
    for (std::size_t acts = 0; acts < std::size_t{1} << moments.size(); ++acts) {
        const std::int64_t contact = town.add({.email = "a@mail.test"});
        for (std::size_t i = 0; i < moments.size(); ++i)
            if ((acts >> i & 1) != 0) town.involve(contact, to_iso(moments[i]));
        involved[contact] = (acts >> 1 & 1) != 0 || (acts >> 2 & 1) != 0;
    }
    const Campaign campaign = town.load();
    for (const auto& [register_start, otherwise] : std::map<std::int64_t, std::string>{
             {to_micros(window.from), "none"}, {to_micros(window.from) + 1, "unobservable"}, {-1, "unobservable"}}) {
        town.organisation.register_start.reset();
        if (register_start >= 0) town.organisation.register_start = from_micros(register_start);
        freeze_audience(town.database(), campaign, town.organisation, {}, now, now, begin(town, campaign));
        for (const auto& [contact, acted] : involved)
            CHECK(town.text("SELECT prior FROM invitations WHERE contact_id = $1", {contact}) ==
                  (acted ? "prior" : otherwise));
    }
}

TEST_CASE("frame ids and references are 32 hexadecimal digits, and no two are alike")
{
    CampaignTown town(every_store());
    add_many(town, town.organisation.id, 300);
    launch_campaign(*town.services, town.load(), "cli:ema", 300);
    std::set<std::string> seen;
    const store::Rows rows =
        town.database().session().query("SELECT frame_id FROM invitations UNION ALL SELECT reference FROM messages");
    for (std::size_t row = 0; row < rows.size(); ++row) {
        seen.insert(rows.text(row, 0));
        CHECK(rows.text(row, 0).size() == 32);
        CHECK(rows.text(row, 0).find_first_not_of("0123456789abcdef") == std::string::npos);
    }
    CHECK(seen.size() == 600);
}

TEST_CASE("a freeze in several portions invites everybody of the organisation once")
{
    CampaignTown town(every_store());
    organisations::Organisation other = town.organisation;
    other.key = "krhova";
    other = organisations::add_organisation(town.database(), town.clock, "cli:test", other);
    add_many(town, town.organisation.id, 12'000);
    add_many(town, other.id, 21'000);
    add_many(town, town.organisation.id, 9'000);
    const Campaign campaign = launch_campaign(*town.services, town.load(), "cli:ema", 21'000);
    CHECK(town.number("SELECT COUNT(*) FROM invitations") == 21'000);
    CHECK(town.number("SELECT COUNT(DISTINCT contact_id) FROM messages WHERE lane_id = $1", {campaign.lane_id}) ==
          21'000);
    CHECK(town.number("SELECT COUNT(*) FROM message_moves") == 21'000);
    CHECK(town.text("SELECT MIN(locale) FROM messages") == "cs"); // of those without one: the organisation's
    recall_campaign(*town.services, campaign, "cli:ema");
    for (const char* table : {"messages", "message_moves", "invitations", "invitation_groups"})
        CHECK(town.number(std::string("SELECT COUNT(*) FROM ") + table) == 0);
}

TEST_CASE("what a killed launch leaves is never sent, and the next launch begins anew")
{
    CampaignTown town(every_store());
    const auto first = town.add({.email = "a@mail.test"});
    town.add({.email = "b@mail.test"});
    const Campaign campaign = town.load();
    const Instant now = town.clock.now();
    {
        store::Transaction transaction(town.database());
        const std::int64_t planning = begin_planning(transaction.session(), campaign);
        hold_planning(transaction.session(), campaign, planning);
        CHECK(freeze_people(transaction.session(), campaign, town.organisation,
                            choose_accounts(*town.services, town.organisation.id), now, now, 0, first) == 1);
        transaction.commit();
    }
    town.clock.advance(std::chrono::hours(1));
    CHECK(advance_campaigns(*town.services) == 0);
    CHECK(delivery::release_due(town.database(), town.clock.now()) == 0);
    town.add({.email = "c@mail.test"});
    launch_campaign(*town.services, campaign, "cli:ema", 3);
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE created_at = $1", {to_micros(town.clock.now())}) == 3);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 3);
}

TEST_CASE("who launches, edits or moves a campaign while it is planned stops the plan of whoever began before")
{
    CampaignTown town(every_store());
    town.add({.email = "a@mail.test"});
    const Campaign campaign = town.load();
    const Instant now = town.clock.now();
    const auto refused = [&](std::int64_t planning) {
        try {
            freeze_audience(town.database(), campaign, town.organisation, {}, now, now, planning);
        } catch (const Error& problem) {
            return problem.kind() == ErrorKind::conflict;
        }
        return false;
    };
    const std::int64_t mine = begin(town, campaign);
    const std::int64_t theirs = begin(town, campaign);
    CHECK(refused(mine));
    CHECK_FALSE(refused(theirs));
    town.load({{"name", R"("Fórum")"}});
    CHECK(refused(theirs));
    const Campaign scheduled = launch_campaign(*town.services, town.reread(campaign), "cli:ema", 1);
    CHECK(refused(theirs + 1)); // the number of that launch: its campaign has moved on
    CHECK_THROWS_AS(discard_audience(town.database(), campaign, theirs + 1), Error);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 1);
}
