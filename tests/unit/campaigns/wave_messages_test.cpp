// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/attendance.h"
#include "campaigns/invitation.h"
#include "campaigns/wave.h"
#include "mime/parse.h"
#include "tests/support/every_store.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;

namespace {

const Instant event_begins = from_iso("2026-12-10T16:00:00Z");
const Instant event_ends = from_iso("2026-12-10T18:00:00Z");

const char* const three_waves =
    R"([{"kind": "reminder", "after": "P7D", "email": {"cs": {"subject": "Ještě jednou: {{event.title}}"}}},
    {"kind": "thanks", "after": "P1D"}, {"kind": "feedback", "after": "P14D", "content": [
        {"said": "Víc laviček.", "done": "Přidáme šest."},
        {"said": "Kavárna.", "not_done": "Nebude.", "why": "Nemáme na provoz."}]}])";

void answer(CampaignTown& town, std::int64_t contact, const std::string& word)
{
    store::Session session = town.database().session();
    const std::int64_t invitation =
        session.query("SELECT id FROM invitations WHERE contact_id = $1", {contact}).integer(0, 0);
    REQUIRE(record_answer(session, invitation, word, "web", town.clock.now(), town.clock.now()));
}

void send(CampaignTown& town, const std::string& as = "accepted")
{
    delivery::release_due(town.database(), town.clock.now());
    town.database().session().run(
        "UPDATE messages SET state = $1, updated_at = $2 WHERE state IN ('planned', 'queued')",
        {as, to_micros(town.clock.now())});
    tests::follow_states(town.database().session());
}

void set_messages(CampaignTown& town, std::int64_t contact, const std::string& channel, const std::string& state)
{
    town.database().session().run(
        "UPDATE messages SET state = $1, updated_at = $2 WHERE contact_id = $3 AND channel = $4",
        {state, to_micros(town.clock.now()), contact, channel});
    tests::follow_states(town.database().session());
}

std::string states(CampaignTown& town, std::int64_t contact, const std::string& wave = "invitation")
{
    const store::Rows rows = town.database().session().query(
        "SELECT channel, state FROM messages WHERE contact_id = $1 AND wave = $2 ORDER BY id", {contact, wave});
    std::string out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out += (out.empty() ? "" : ", ") + rows.text(row, 0) + " " + rows.text(row, 1);
    return out;
}

delivery::Composition compose(CampaignTown& town, std::int64_t contact)
{
    InvitationComposer composer(*town.services);
    const delivery::Claim claim = town.claim(contact);
    return composer.compose(std::vector<delivery::Claim>{claim}).at(0);
}

std::string skipped(const delivery::Composition& composition)
{
    if (const auto* skip = std::get_if<delivery::Skip>(&composition)) return skip->reason;
    if (const auto* problem = std::get_if<delivery::NotComposed>(&composition))
        return "not composed: " + problem->problem;
    return "written";
}

/// One step of the scheduler, so many minutes on.
void step(CampaignTown& town, int minutes = 1)
{
    town.clock.advance(std::chrono::minutes(minutes));
    advance_campaigns(*town.services);
}

} // namespace

TEST_CASE("a reminder says it is one, in the wave's own words where it has some, with the calendar file")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    const Campaign campaign = town.run(town.load({{"waves", three_waves}}));
    send(town);
    town.clock.set(*campaign.starts_at + std::chrono::days(7));
    advance_campaigns(*town.services);
    const auto reminder = compose(town, person);
    REQUIRE(skipped(reminder) == "written");
    const auto& composed = std::get<delivery::Composed>(reminder);
    CHECK(composed.sent.text().subject == "Ještě jednou: Fórum o parku");
    CHECK_THAT(composed.sent.text().text, Contains("před časem jsme Vám poslali pozvánku") && Contains("Přijdete?"));
    CHECK_THAT(composed.content, Contains("text/calendar"));
}

TEST_CASE("whoever answered between planning and sending gets no reminder")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    const Campaign campaign = town.run(town.load({{"waves", three_waves}}));
    CHECK(skipped(compose(town, person)) == "written");
    answer(town, person, "maybe");
    CHECK(skipped(compose(town, person)) == "written"); // the invitation itself is worth sending
    town.database().session().run("UPDATE invitations SET answer = NULL, answered_at = NULL");
    send(town);
    town.clock.set(*campaign.starts_at + std::chrono::days(7));
    advance_campaigns(*town.services);
    REQUIRE(states(town, person, "reminder") == "email planned");
    answer(town, person, "maybe");
    CHECK(skipped(compose(town, person)) == "answered");
}

TEST_CASE("thanks go to who came, and not to who did not come after all")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    const Campaign campaign = town.run(town.load({{"waves", three_waves}}));
    send(town);
    town.clock.set(event_ends + std::chrono::hours(1));
    record_attendance(*town.services, town.reread(campaign), {{person}}, "list", "cli:ema");
    town.clock.set(event_ends + std::chrono::days(1));
    advance_campaigns(*town.services);
    REQUIRE(states(town, person, "thanks") == "email planned");
    const auto thanks = compose(town, person);
    REQUIRE(skipped(thanks) == "written");
    const auto& composed = std::get<delivery::Composed>(thanks);
    CHECK_THAT(composed.sent.text().text,
               Contains("děkujeme za účast") && !Contains("answer=") && !Contains("Přijdete?"));
    CHECK_THAT(composed.content, !Contains("text/calendar")); // the event is over
    withdraw_attendance(*town.services, town.reread(campaign), {{person}}, "cli:ema");
    CHECK(skipped(compose(town, person)) == "not_attended");
}

TEST_CASE("feedback is written as it was set last, while it is on its way out too")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    const Campaign campaign = town.run(town.load());
    send(town);
    answer(town, person, "no");
    town.clock.set(event_ends + std::chrono::days(2));
    InvitationComposer composer(*town.services); // keeps a copy of the campaign from before
    const delivery::Claim before = town.claim(person);
    composer.compose(std::vector{before});
    set_wave(*town.services, town.reread(campaign), "feedback",
             R"({"after": "P2D", "content": [{"said": "Víc laviček.", "done": "Přidáme šest."},
                 {"said": "Kavárna.", "not_done": "Nebude.", "why": "Nemáme na provoz."}]})",
             "cli:ema");
    step(town, 60);
    step(town, 1); // it was finished: first it runs again
    REQUIRE(states(town, person, "feedback") == "email planned");
    const delivery::Claim claim = town.claim(person);
    const auto written = composer.compose(std::vector{claim}).at(0);
    REQUIRE(skipped(written) == "written");
    CHECK_THAT(std::get<delivery::Composed>(written).sent.text().text, Contains("Přidáme šest.") &&
                                                                           Contains("Co udělat nemůžeme: Nebude.") &&
                                                                           Contains("Proč: Nemáme na provoz."));
}

TEST_CASE("a bounce is followed by the next channel, once each, and then no more")
{
    CampaignTown town(every_store());
    const std::string gone = GENERATE("bounced", "failed", "expired");
    const std::int64_t both = town.add({.email = "obe@mail.test", .phone = "+420601000001"});
    const std::int64_t mail_only = town.add({.email = "mail@mail.test"});
    const std::int64_t answered = town.add({.email = "odpovedel@mail.test", .phone = "+420601000002"});
    const std::int64_t stopped = town.add({.email = "stop@mail.test", .phone = "+420601000003"});
    const std::int64_t fine = town.add({.email = "dobre@mail.test", .phone = "+420601000004"});
    const Campaign campaign = town.run(town.load({{"fallback", R"({"on_bounce": true})"}}));
    send(town);
    for (const std::int64_t person : {both, mail_only, answered, stopped})
        set_messages(town, person, "email", gone);
    answer(town, answered, "yes"); // by telephone
    {
        store::Transaction transaction(town.database());
        opt_out(transaction.session(), town.organisation.id, stopped, "test", town.clock.now());
        transaction.commit();
    }
    step(town);
    CHECK(states(town, both) == "email " + gone + ", sms planned");
    for (const std::int64_t person : {mail_only, answered, stopped})
        CHECK(states(town, person) == "email " + gone);
    CHECK(states(town, fine) == "email accepted");
    step(town);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 6);
    set_messages(town, both, "sms", "failed");
    step(town);
    CHECK(states(town, both) == "email " + gone + ", sms failed"); // there is no third
    store::Session session = town.database().session();
    std::int64_t told = 0;
    for (const TimelineEntry& entry : campaign_timeline(session, campaign.id))
        told += entry.what == "invitation_fallback" ? 1 : 0;
    CHECK(told == 1);
}

TEST_CASE("an answer between the fallback and its sending skips it")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "obe@mail.test", .phone = "+420601000001"});
    town.run(town.load({{"fallback", R"({"on_bounce": true})"}}));
    send(town, "bounced");
    step(town);
    REQUIRE(states(town, person) == "email bounced, sms planned");
    CHECK(skipped(compose(town, person)) == "written");
    answer(town, person, "no");
    CHECK(skipped(compose(town, person)) == "answered");
}

TEST_CASE("a bounce that comes when all was sent wakes the campaign; after the event nobody is invited any more")
{
    CampaignTown town(every_store());
    const std::int64_t early = town.add({.email = "brzy@mail.test", .phone = "+420601000001"});
    const std::int64_t late = town.add({.email = "pozde@mail.test", .phone = "+420601000002"});
    const Campaign campaign = town.run(town.load({{"fallback", R"({"on_bounce": true})"}}));
    send(town);
    step(town);
    REQUIRE(town.reread(campaign).state == State::finished);
    set_messages(town, early, "email", "bounced");
    step(town);
    CHECK(states(town, early) == "email bounced, sms planned");
    CHECK(town.reread(campaign).state == State::running);
    send(town);
    step(town);
    CHECK(town.reread(campaign).state == State::finished);
    town.clock.set(event_begins);
    set_messages(town, late, "email", "bounced");
    step(town);
    CHECK(states(town, late) == "email bounced");
}

TEST_CASE("days without an answer lead to the next channel, and the campaign waits for them")
{
    CampaignTown town(every_store());
    const std::int64_t silent = town.add({.email = "ticho@mail.test", .phone = "+420601000001"});
    const std::int64_t quick = town.add({.email = "hned@mail.test", .phone = "+420601000002"});
    const std::int64_t mail_only = town.add({.email = "mail@mail.test"});
    const Campaign campaign = town.run(town.load({{"fallback", R"({"after_days_without_answer": 4})"}}));
    send(town);
    const Instant sent = town.clock.now();
    answer(town, quick, "yes");
    step(town);
    CHECK(town.reread(campaign).state == State::running);
    CHECK(states(town, silent) == "email accepted");
    town.clock.set(sent + std::chrono::days(4) - std::chrono::minutes(1));
    advance_campaigns(*town.services);
    CHECK(states(town, silent) == "email accepted");
    step(town);
    CHECK(states(town, silent) == "email accepted, sms planned");
    CHECK(states(town, quick) == "email accepted");
    CHECK(states(town, mail_only) == "email accepted");
    send(town);
    step(town, 2);
    CHECK(town.reread(campaign).state == State::finished);
    town.clock.set(sent + std::chrono::days(9));
    step(town);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 4);
}

TEST_CASE("a campaign that waits for answers ends its wait with the beginning of the event")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "ticho@mail.test", .phone = "+420601000001"});
    const Campaign campaign = town.run(town.load({{"fallback", R"({"after_days_without_answer": 60})"}}));
    send(town);
    step(town);
    CHECK(town.reread(campaign).state == State::running);
    town.clock.set(event_begins);
    step(town, 2);
    step(town, 2);
    CHECK(town.reread(campaign).state == State::finished);
    CHECK(states(town, person) == "email accepted");
}

TEST_CASE("what is in doubt is asked about, sent again or left, as the campaign declares")
{
    CampaignTown town(every_store());
    const std::string policy = GENERATE("ask", "resend", "leave");
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    town.run(town.load({{"in_doubt", "\"" + policy + "\""}}));
    set_messages(town, person, "email", "in_doubt");
    step(town);
    CHECK(states(town, person) == "email in_doubt"); // a receipt may still come
    step(town, 5);
    const std::string settled = policy == "ask" ? "in_doubt" : policy == "resend" ? "queued" : "assumed_sent";
    CHECK(states(town, person) == "email " + settled);
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE actor = 'policy'") == (policy == "ask" ? 0 : 1));
}

TEST_CASE("a policy decides neither on a restored backup nor, to send again, on what is late")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    town.run(town.load({{"in_doubt", R"("resend")"}, {"waves", R"([{"not_after": "2026-11-20T10:20"}])"}}));
    set_messages(town, person, "email", "in_doubt");
    const bool restored = GENERATE(true, false);
    if (restored) town.database().session().run("UPDATE messages SET state_reason = 'restored', not_after = NULL");
    step(town, 30);
    CHECK(states(town, person) == "email in_doubt");
}

TEST_CASE("the channel a person prefers comes before the campaign's order, where they can be reached by it")
{
    CampaignTown town(every_store());
    const auto prefers = [&](std::int64_t contact, const std::string& word) {
        town.database().session().run("INSERT INTO contact_attributes (contact_id, name, value, folded_value) VALUES "
                                      "($1, 'preferred_channel', $2, $2)",
                                      {contact, word});
        return contact;
    };
    const std::int64_t plain = town.add({.email = "a@mail.test", .phone = "+420601000001"});
    const std::int64_t sms = prefers(town.add({.email = "b@mail.test", .phone = "+420601000002"}), "sms");
    const std::int64_t email = prefers(town.add({.email = "c@mail.test", .phone = "+420601000003"}), "e-mail");
    const std::int64_t none = prefers(town.add({.email = "d@mail.test"}), "sms");
    const std::int64_t other = prefers(town.add({.email = "e@mail.test", .phone = "+420601000005"}), "pigeon");
    const Campaign draft = town.load({{"fallback", R"({"on_bounce": true})"}});
    const CheckReport report = check_campaign(*town.services, draft);
    CHECK(report.by_channel_and_locale == std::map<std::string, std::int64_t>{{"email cs", 4}, {"sms cs", 1}});
    town.run(draft);
    CHECK(states(town, sms) == "sms queued");
    for (const std::int64_t person : {plain, email, none, other})
        CHECK(states(town, person) == "email queued");
    send(town, "failed");
    step(town);
    CHECK(states(town, sms) == "sms failed, email planned"); // the other one is the second
}

TEST_CASE("attendance is recorded once, with an act, an audit row and the waves that have begun")
{
    CampaignTown town(every_store());
    const std::int64_t person = town.add({.email = "osoba@mail.test"});
    const std::int64_t by_phone = town.add({.phone = "+420601000001"});
    const std::int64_t twin = town.add({.email = "rodina@mail.test"});
    town.add({.given_name = "Petr", .email = "rodina@mail.test"});
    const std::int64_t stranger = town.add({.email = "cizi@mail.test", .place = "nowhere"});
    town.database().session().run("UPDATE contacts SET email = NULL WHERE id = $1", {stranger});
    const Campaign campaign = town.run(town.load({{"waves", three_waves}}));
    town.database().session().run("UPDATE contacts SET email = 'cizi@mail.test' WHERE id = $1", {stranger});
    send(town);
    try {
        record_attendance(*town.services, campaign, {{person}}, "list", "cli:ema");
        FAIL("before the event");
    } catch (const Error& problem) {
        CHECK(problem.kind() == ErrorKind::conflict);
        CHECK_THAT(problem.what(), Contains("nobody can have come yet"));
    }
    town.clock.set(event_ends + std::chrono::days(2)); // thanks have begun, for nobody
    advance_campaigns(*town.services);
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE wave = 'thanks'") == 0);

    const std::vector<Attendee> list = {{0, "", " OSOBA@mail.test "},
                                        {0, "", "", "601 000 001"},
                                        {0, "", "rodina@mail.test"},
                                        {0, "", "cizi@mail.test"},
                                        {0, "", "nikdo@mail.test"},
                                        {0, "", "not an address"},
                                        {twin + 1000},
                                        {person},
                                        {.misread = "x1"}};
    const AttendanceReport report = record_attendance(*town.services, town.reread(campaign), list, "list", "cli:ema");
    CHECK(report.recorded == 2);
    CHECK(report.known == 1);
    CHECK(report.planned == 2);
    REQUIRE(report.problems.size() == 6);
    CHECK(report.problems[0].place == 2);
    CHECK_THAT(report.problems[0].text, Contains("several") && Contains("--contact") && !Contains("rodina@"));
    CHECK_THAT(report.problems[1].text, Contains("was not invited"));
    CHECK_THAT(report.problems[2].text, Contains("not among"));
    CHECK_THAT(report.problems[3].text, Contains("is not an email address"));
    CHECK(report.problems[5].text == "\"x1\" is no contact's number");
    CHECK(states(town, person, "thanks") == "email planned");
    CHECK(states(town, by_phone, "thanks") == "sms planned");
    CHECK(town.number("SELECT COUNT(*) FROM involvements WHERE kind = 'attended' AND source = 'campaign forum'") == 2);
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'invitation.attended'") == 2);
    CHECK(campaign_status(*town.services, campaign).attended == 2);

    CHECK(withdraw_attendance(*town.services, town.reread(campaign), {{person}}, "cli:ema").recorded == 1);
    CHECK(withdraw_attendance(*town.services, town.reread(campaign), {{person}}, "cli:ema").known == 1);
    CHECK(campaign_status(*town.services, campaign).attended == 1);
    CHECK(town.number("SELECT COUNT(*) FROM involvements") == 1);
}

TEST_CASE("a list of attendees tells people by our number, theirs, email or phone")
{
    const AttendeeList list =
        read_attendees("Jméno;E-mail;Telefon;contact\nJana;jana@mail.test;601000001;\n\nPetr;;601 000 002;\n"
                       "Eva;eva@mail.test;;17\n");
    REQUIRE(list.attendees.size() == 3);
    CHECK(list.attendees[0].email == "jana@mail.test");
    CHECK(list.attendees[0].phone.empty());
    CHECK(list.attendees[1].phone == "601 000 002");
    CHECK(list.attendees[2].contact_id == 17);
    CHECK(list.lines == std::vector<std::size_t>{2, 4, 5});
    CHECK(read_attendees("poradi,external_id\n1,A-7\n").attendees.at(0).external_id == "A-7");
    CHECK_THROWS_WITH(read_attendees(""), Contains("empty"));
    CHECK_THROWS_WITH(read_attendees("email\n"), Contains("nobody"));
    CHECK_THROWS_WITH(read_attendees("jmeno;obec\nJana;Lipová\n"), Contains("line 1") && Contains("email"));
    CHECK_THROWS_WITH(read_attendees("email\njana@mail.test\n ,x\n"), Contains("line 3"));
    CHECK(read_attendees("contact\n12x\n").attendees.at(0).misread == "12x");
    CHECK_THROWS_WITH(read_attendees("email\n\xff\n"), Contains("UTF-8"));
}
