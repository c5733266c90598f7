// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/campaign_draw.h"
#include "campaigns/eligibility.h"
#include "fixture.h"
#include "tests/support/every_store.h"

#include <catch2/catch.hpp>

#include <set>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Contains;

namespace {

constexpr const char* seed = "5 18 23 30 34 41|2026-11-22T20:00Z";

std::string audience(const std::string& draw)
{
    return R"({"query": "has email", "draw": )" + draw + "}";
}

/// Twelve people: six in Lipová, six in Dubí; the first two of each town are listed as seniors.
struct DrawnTown : CampaignTown
{
    explicit DrawnTown(StoreKind kind) : CampaignTown(kind)
    {
        store::Session session = database().session();
        const std::int64_t group = session.insert("INSERT INTO target_groups (organisation_id, key, name) VALUES ($1, "
                                                  "'seniors', 'Senioři') RETURNING id",
                                                  {organisation.id});
        for (int i = 0; i < 12; ++i) {
            Person person;
            person.email = "osoba" + std::to_string(i) + "@osoba.example";
            person.place = i < 6 ? "Lipová" : "Dubí";
            people.push_back(add(person));
            if (i % 6 < 2)
                session.run("INSERT INTO group_members (group_id, contact_id, source, since) VALUES ($1, $2, '', 0)",
                            {group, people.back()});
        }
    }

    Campaign launch(const std::string& draw)
    {
        const Campaign campaign = load({{"audience", audience(draw)}});
        return launch_campaign(*services, campaign, "cli:ema");
    }

    std::int64_t in_arm(const std::string& arm)
    {
        return number("SELECT COUNT(*) FROM invitations WHERE arm = $1", {arm});
    }
    CampaignDraw draw_of(const Campaign& campaign)
    {
        store::Session session = database().session();
        return *find_campaign_draw(session, campaign.id);
    }
    Frame frame_of(const Campaign& campaign)
    {
        store::Session session = database().session();
        return campaign_frame(session, campaign.id);
    }

    std::vector<std::int64_t> people;
};

constexpr const char* by_group_and_place =
    R"({"groups": ["seniors"], "places": ["lipova"], "quotas": {"seniors/lipova": 1, "other/elsewhere": 2},
        "holdout": {"other/elsewhere": 1}, "seed_source": "Sportka 22. 11. 2026"})";

} // namespace

TEST_CASE("a launch freezes the frame of a drawn audience by group and place, and plans nothing yet")
{
    DrawnTown town(every_store());
    const Campaign campaign = town.launch(by_group_and_place);
    CHECK(campaign.state == State::scheduled);
    CHECK_FALSE(campaign.starts_at.has_value());
    CHECK(town.in_arm("reserve") == 12);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 0);
    const CampaignDraw draw = town.draw_of(campaign);
    CHECK(draw.plan.campaign == town.organisation.key + "/" + campaign.key);
    CHECK(draw.plan.frame_sha256 == town.frame_of(campaign).sha256());
    REQUIRE(draw.plan.strata.size() == 4);
    CHECK(draw.plan.strata.at("seniors/lipova").people == 2);
    CHECK(draw.plan.strata.at("other/lipova").people == 4);
    CHECK(draw.plan.strata.at("seniors/elsewhere").people == 2);
    CHECK(draw.plan.strata.at("other/elsewhere").quota.holdout == 1);

    town.clock.advance(std::chrono::hours(48));
    advance_campaigns(*town.services);
    CHECK(town.reread(campaign).state == State::scheduled); // it waits for the seed
}

TEST_CASE("the seed draws: arms are stored as the certificate says, and only the invited get a message")
{
    DrawnTown town(every_store());
    const Campaign campaign = town.launch(by_group_and_place);
    const CampaignDraw frozen = town.draw_of(campaign);
    const Certificate certificate = run_campaign_draw(*town.services, campaign, seed, "cli:ema");
    CHECK(verify(certificate, town.frame_of(campaign), seed).empty());
    CHECK(against_plan(certificate, frozen.plan).empty());
    CHECK(town.in_arm("invited") == 3);
    CHECK(town.in_arm("holdout") == 1);
    for (const auto& [name, stratum] : certificate.strata)
        for (std::int64_t i = 0; i < stratum.people(); ++i) {
            const std::string arm = i < stratum.quota.invited                           ? "invited"
                                    : i < stratum.quota.invited + stratum.quota.holdout ? "holdout"
                                                                                        : "reserve";
            CHECK(town.text("SELECT arm FROM invitations WHERE frame_id = $1",
                            {stratum.order[static_cast<std::size_t>(i)]}) == arm);
        }
    CHECK(town.number("SELECT COUNT(*) FROM messages m JOIN invitations i ON i.id = m.invitation_id WHERE i.arm = "
                      "'invited'") == 3);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 3);
    const Campaign drawn = town.reread(campaign);
    REQUIRE(drawn.starts_at.has_value());
    town.clock.advance(town.config.campaign_cancel_window);
    advance_campaigns(*town.services);
    CHECK(town.reread(campaign).state == State::running);
}

TEST_CASE("a draw has one seed: another is refused before and after it is done")
{
    DrawnTown town(every_store());
    const Campaign campaign = town.launch(R"({"size": 4, "holdout": 2, "seed_source": "Sportka"})");
    {
        // what a process leaves that dies right after the seed was given
        store::Session session = town.database().session();
        session.run("UPDATE campaign_draws SET seed = 'first' WHERE campaign_id = $1", {campaign.id});
    }
    CHECK_THROWS_WITH(run_campaign_draw(*town.services, campaign, "second", "cli:ema"), Contains("has one seed"));
    CHECK(town.in_arm("invited") == 0);
    run_campaign_draw(*town.services, campaign, "first", "cli:ema");
    CHECK(town.in_arm("invited") == 4);
    CHECK(town.in_arm("holdout") == 2);
    CHECK_THROWS_WITH(run_campaign_draw(*town.services, town.reread(campaign), "first", "cli:ema"),
                      Contains("drawn already"));
    store::Session session = town.database().session();
    CHECK(campaign_certificate(session, campaign).seed == "first");
}

TEST_CASE("a frame that was changed after it was published is not drawn from")
{
    DrawnTown town(every_store());
    const Campaign campaign = town.launch(R"({"size": 4, "seed_source": "Sportka"})");
    {
        store::Session session = town.database().session();
        session.run("UPDATE invitations SET frame_id = 'chosen' WHERE contact_id = $1", {town.people.front()});
    }
    CHECK_THROWS_WITH(run_campaign_draw(*town.services, campaign, seed, "cli:ema"),
                      Contains("not the one that was published"));
    CHECK(town.in_arm("invited") == 0);
}

TEST_CASE("who is erased stays in the frame as a token: the draw and its certificate are what was published")
{
    DrawnTown town(every_store());
    const Campaign campaign = town.launch(R"({"size": 11, "holdout": 1, "seed_source": "Sportka"})");
    const auto erase = [&](std::int64_t contact) {
        store::Session session = town.database().session();
        session.run("DELETE FROM messages WHERE contact_id = $1", {contact});
        session.run("DELETE FROM invitation_groups WHERE invitation_id IN (SELECT id FROM invitations WHERE contact_id "
                    "= $1)",
                    {contact});
        session.run("DELETE FROM invitations WHERE contact_id = $1", {contact});
    };
    erase(town.people.front());
    const Certificate certificate = run_campaign_draw(*town.services, campaign, seed, "cli:ema");
    CHECK(certificate.strata.at("all").people() == 12);
    CHECK(town.in_arm("invited") + town.in_arm("holdout") == 11);
    CHECK(verify(certificate, town.frame_of(campaign), seed).empty());
    CHECK(against_plan(certificate, town.draw_of(campaign).plan).empty());
    store::Session session = town.database().session();
    CHECK(json::write(to_json(campaign_certificate(session, campaign))) == json::write(to_json(certificate)));
}

TEST_CASE("a recall forgets the draw; the next launch freezes another frame")
{
    DrawnTown town(every_store());
    const Campaign campaign = town.launch(R"({"size": 4, "seed_source": "Sportka"})");
    const std::string first = town.draw_of(campaign).plan.frame_sha256;
    recall_campaign(*town.services, campaign, "cli:ema");
    CHECK(town.number("SELECT COUNT(*) FROM campaign_draws") == 0);
    const Campaign again = launch_campaign(*town.services, town.reread(campaign), "cli:ema", 4);
    CHECK(town.draw_of(again).plan.frame_sha256 != first);
}

TEST_CASE("a draw that cannot be is refused where it is written, checked or launched, and nothing is left")
{
    DrawnTown town(every_store());
    const auto load = [&](const std::string& draw) { return town.load({{"audience", audience(draw)}}); };
    CHECK_THROWS_WITH(load(R"({"seed_source": "x"})"), Contains("size"));
    CHECK_THROWS_WITH(load(R"({"size": 1, "quotas": {"all": 1}, "seed_source": "x"})"), Contains("either"));
    CHECK_THROWS_WITH(load(R"({"groups": ["seniors"], "quotas": {"senior": 1}, "seed_source": "x"})"),
                      Contains("did you mean \"seniors\""));
    CHECK_THROWS_WITH(load(R"({"size": 1})"), Contains("seed_source"));
    CHECK_THROWS_WITH(load(R"({"places": ["Lipová", "lipova"], "size": 1, "seed_source": "x"})"), Contains("twice"));
    CHECK_THROWS_WITH(load(R"({"size": -1, "seed_source": "x"})"), Contains("size"));

    const CheckReport unknown = check_campaign(*town.services, load(R"({"groups": ["youth"], "size": 1,
                                                                        "seed_source": "x"})"));
    REQUIRE(unknown.problems.size() == 1);
    CHECK_THAT(unknown.problems.front(), Contains("no target group \"youth\""));
    const CheckReport many = check_campaign(*town.services, load(R"({"size": 12, "holdout": 1, "seed_source": "x"})"));
    REQUIRE(many.problems.size() == 1);
    CHECK_THAT(many.problems.front(), Contains("13 people"));

    const Campaign wrong = load(R"({"groups": ["seniors"], "quotas": {"seniors": 5}, "seed_source": "x"})");
    CHECK_THROWS_WITH(launch_campaign(*town.services, wrong, "cli:ema"),
                      Contains("stratum seniors: 5 people out of 4"));
    CHECK_THROWS_WITH(launch_campaign(*town.services, load(R"({"size": 4, "seed_source": "x"})"), "cli:ema", 5),
                      Contains("invites 4 people, not 5"));
    CHECK(town.number("SELECT COUNT(*) FROM invitations") == 0);
    CHECK(town.number("SELECT COUNT(*) FROM campaign_draws") == 0);
}

TEST_CASE("the reserve moves up in the order of the draw, past who was found ineligible")
{
    DrawnTown town(every_store());
    const Campaign campaign = town.launch(R"({"size": 4, "holdout": 2, "seed_source": "Sportka"})");
    const Certificate certificate = run_campaign_draw(*town.services, campaign, seed, "cli:ema");
    const std::vector<std::string>& order = certificate.strata.at("all").order;
    const std::int64_t passed = town.number("SELECT id FROM invitations WHERE frame_id = $1", {order[6]});
    {
        store::Session session = town.database().session();
        mark_ineligible(session, town.organisation.id, passed, "moved_away", "cli:ema", town.clock.now());
    }
    const Campaign drawn = town.reread(campaign);
    CHECK(move_up(*town.services, drawn, "all", 2, "cli:ema") == std::vector<std::string>{order[7], order[8]});
    CHECK(town.in_arm("invited") == 6);
    CHECK(town.number("SELECT COUNT(*) FROM invitations WHERE moved_up_at IS NOT NULL") == 2);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 6);
    CHECK(move_up(*town.services, drawn, "all", 9, "cli:ema").size() == 3);
    CHECK(move_up(*town.services, drawn, "all", 1, "cli:ema").empty());
    CHECK_THROWS_WITH(move_up(*town.services, drawn, "al", 1, "cli:ema"), Contains("did you mean \"all\""));
    store::Session session = town.database().session();
    CHECK(verify(campaign_certificate(session, drawn), campaign_frame(session, campaign.id), seed).empty());
}

TEST_CASE("nobody moves up before the draw, nor when nothing is drawn")
{
    DrawnTown town(every_store());
    const Campaign campaign = town.launch(R"({"size": 4, "seed_source": "Sportka"})");
    CHECK_THROWS_WITH(move_up(*town.services, campaign, "all", 1, "cli:ema"), Contains("not drawn yet"));
    const Campaign plain = launch_campaign(*town.services, town.load({{"key", R"("plain")"}}), "cli:ema");
    CHECK_THROWS_WITH(run_campaign_draw(*town.services, plain, seed, "cli:ema"), Contains("not drawn by lot"));
}

TEST_CASE("a drawn audience is written and read back as it was, in one canonical form")
{
    const Definition definition =
        read_definition(CampaignTown::file({{"audience", audience(by_group_and_place)}}), "Europe/Prague");
    const std::string text = write_definition(definition);
    CHECK(write_definition(read_definition(text, "UTC")) == text);
    REQUIRE(definition.draw.has_value());
    CHECK(definition.draw->strata() ==
          std::vector<std::string>{"seniors/lipova", "seniors/elsewhere", "other/lipova", "other/elsewhere"});
    CHECK(definition.audience == "has email");
}

TEST_CASE("a plan binds campaign, frame and numbers: a certificate of anything else is named")
{
    Frame frame;
    for (const char* token : {"c01", "c02", "c03", "c04", "c05"})
        frame.strata["youth"].push_back(token);
    QuotaPlan quotas;
    quotas.size = 2;
    quotas.holdout = 1;
    const DrawPlan plan = make_plan(frame, "lipova/forum", "Sportka", quotas);
    CHECK(write_plan(read_plan(write_plan(plan), "plan")) == write_plan(plan));
    CHECK(against_plan(make_certificate(frame, "lipova/forum", seed, quotas), plan).empty());
    CHECK_THAT(against_plan(make_certificate(frame, "lipova/other", seed, quotas), plan).at(0),
               Contains("lipova/other"));
    quotas.size = 3;
    CHECK_THAT(against_plan(make_certificate(frame, "lipova/forum", seed, quotas), plan).at(0),
               Contains("2 invited and 1 held out of 5"));
    Frame larger = frame;
    larger.strata["senior"].push_back("c06");
    const auto differences = against_plan(make_certificate(larger, "lipova/forum", seed, quotas), plan);
    CHECK(differences.size() >= 2);
    CHECK_THROWS_WITH(
        read_plan(R"({"algorithm":"pdraw/1","campaign":"a","seed_source":"","frame":{"sha256":"","people":3},)"
                  R"("strata":[{"stratum":"x","people":3,"invited":2,"holdout":2}]})",
                  "plan"),
        Contains("more are invited"));
}
