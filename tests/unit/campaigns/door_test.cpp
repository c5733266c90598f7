// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/door.h"
#include "campaigns/short_code.h"
#include "contacts/group.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// Three people, the door open.
struct DoorTown : CampaignTown
{
    explicit DoorTown(StoreKind kind) : CampaignTown(kind)
    {
        zoe = add({"Zoë", "Čermáková", "zoe@osoba.test"});
        petr = add({"Petr", "Čermák", "spolecny@osoba.test"});
        pavla = add({"Pavla", "Vzorová", "spolecny@osoba.test"});
        {
            store::Session session = database().session();
            contacts::ensure_group(session, organisation.id, "youth", "Mladí lidé");
            session.run("UPDATE contacts SET folded_name = $1 WHERE id = $2", {"zoe cermakova", zoe});
            session.run("UPDATE contacts SET folded_name = $1 WHERE id = $2", {"petr cermak", petr});
        }
        campaign = run(load());
        clock.set(campaign.definition.event.starts + std::chrono::minutes(5));
    }

    std::string code(std::int64_t contact)
    {
        return short_code(master, number("SELECT id FROM invitations WHERE contact_id = $1", {contact}), 1);
    }
    bool came(std::int64_t contact)
    {
        return number("SELECT COUNT(*) FROM attendances t JOIN invitations i ON i.id = t.invitation_id WHERE "
                      "i.contact_id = $1",
                      {contact}) == 1;
    }
    void tell(const std::string& who, const std::string& first = "", const std::string& once = "")
    {
        check_in_at_door(*services, reread(campaign), {who, first, once});
    }
    WalkIns counted()
    {
        store::Session session = database().session();
        return count_walk_ins(session, campaign.id);
    }
    std::vector<DoorGuest> find(const std::string& words)
    {
        store::Session session = database().session();
        return find_door_guests(session, master, campaign, words, 10);
    }

    std::int64_t zoe = 0;
    std::int64_t petr = 0;
    std::int64_t pavla = 0;
    Campaign campaign;
};

} // namespace

TEST_CASE("at the door people are found by the beginnings of their names and by their code")
{
    DoorTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    CHECK(town.find("cerm").size() == 2);
    REQUIRE(town.find("zo ČERM").size() == 1);
    CHECK(town.find("zo cerm")[0].contact_id == town.zoe);
    CHECK(town.find("ermak").empty());
    CHECK(town.find("%").empty());
    REQUIRE(town.find(town.code(town.pavla)).size() == 1);
    CHECK(town.find(town.code(town.pavla))[0].contact_id == town.pavla);
    CHECK(town.find("").empty()); // nobody said yes
    town.database().session().run("UPDATE invitations SET answer = 'yes' WHERE contact_id = $1", {town.petr});
    REQUIRE(town.find("").size() == 1);
    CHECK(town.find("")[0].answer == "yes");
}

TEST_CASE("what the visitors' page tells is marked as such, and changes nothing that was said before")
{
    DoorTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.database().session().run("UPDATE invitations SET first_time = 'no' WHERE contact_id = $1", {town.zoe});
    town.tell("zoe@osoba.test", "yes");
    town.tell("", "yes");
    CHECK(town.text("SELECT first_time FROM invitations WHERE contact_id = $1", {town.zoe}) == "no");
    CHECK(town.find(town.code(town.zoe)).at(0).by_themselves);
    Attendee petr;
    petr.contact_id = town.petr;
    record_attendance(*town.services, town.reread(town.campaign), {petr}, "door", "user:1");
    CHECK(town.find(town.code(town.petr)).at(0).came);
    CHECK_FALSE(town.find(town.code(town.petr)).at(0).by_themselves);
    store::Session session = town.database().session();
    CHECK(count_door(session, town.campaign).by_themselves == 2);
}

TEST_CASE("how many visits are believable follows from the event's places, else from who was invited")
{
    DoorTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    store::Session session = town.database().session();
    Campaign campaign = town.campaign;
    CHECK(visits_to_expect(session, campaign) == 200);
    campaign.definition.event.capacity = 300;
    CHECK(visits_to_expect(session, campaign) == 600);
    campaign.definition.event.capacity = 90000;
    CHECK(visits_to_expect(session, campaign) == 10000);
}

TEST_CASE("visitors check themselves in; whom nobody can be sure of counts without an invitation")
{
    DoorTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.tell("ZOE@osoba.test", "yes");
    town.tell("ZOE@osoba.test", "yes");
    CHECK(town.came(town.zoe));
    CHECK(town.text("SELECT first_time FROM invitations WHERE contact_id = $1", {town.zoe}) == "yes");
    CHECK(town.counted().all == 0);
    town.tell(town.code(town.petr));
    CHECK(town.came(town.petr));
    town.tell("spolecny@osoba.test"); // two people's
    CHECK_FALSE(town.came(town.pavla));
    town.tell("nikdo@osoba.test", "no", "a");
    town.tell("nikdo@osoba.test", "no", "a"); // the same press of the button
    town.tell("", "unknown");
    const WalkIns counted = town.counted();
    CHECK(counted.all == 3);
    CHECK(counted.by_first_time.at("no") == 1);
    CHECK(counted.by_first_time.at("unknown") == 1);
    CHECK(town.number("SELECT COUNT(*) FROM attendances WHERE invitation_id IS NULL AND recorded_at IS NULL") == 0);
}

TEST_CASE("the door is open around the event only, and to its own link")
{
    DoorTown town(StoreKind::sqlite);
    const Instant starts = town.campaign.definition.event.starts;
    const Instant ends = town.campaign.definition.event.ends;
    CHECK(is_door_open(town.campaign, starts - std::chrono::minutes(119)));
    CHECK_FALSE(is_door_open(town.campaign, starts - std::chrono::minutes(121)));
    CHECK_FALSE(is_door_open(town.campaign, ends + std::chrono::minutes(121)));
    town.clock.set(ends + std::chrono::hours(3));
    CHECK_THROWS_AS(town.tell("zoe@osoba.test"), Error);
    store::Session session = town.database().session();
    const std::string url = door_url(town.master, "https://lipova.test", town.campaign);
    CHECK_THAT(url, Contains("https://lipova.test/door/"));
    const std::string token = url.substr(url.rfind('/') + 1);
    REQUIRE(find_campaign_by_door(session, town.master, token));
    CHECK(find_campaign_by_door(session, town.master, token)->id == town.campaign.id);
    CHECK_FALSE(find_campaign_by_door(session, town.master, town.code(town.zoe)));
    CHECK_FALSE(find_campaign_by_door(session, MasterKey(std::string(32, 'x')), token));
}

TEST_CASE("who came without an invitation is counted by group and never kept as a person")
{
    DoorTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const auto add = [&](const std::string& group, const std::string& once) {
        store::Transaction transaction(town.database());
        const bool added =
            add_walk_in(transaction.session(), town.campaign, {group, "", once}, "door", "user:1", town.clock.now());
        transaction.commit();
        return added;
    };
    CHECK(add("youth", "1"));
    CHECK_FALSE(add("youth", "1"));
    CHECK(add("youth", "2"));
    CHECK(add("", "3"));
    CHECK_THROWS_AS(add("nothing", "4"), Error);
    CHECK(town.counted().by_group == std::map<std::string, std::int64_t>{{"", 1}, {"youth", 2}});
    store::Transaction transaction(town.database());
    CHECK(remove_walk_in(transaction.session(), town.campaign, "youth", "user:1", town.clock.now()));
    CHECK(remove_walk_in(transaction.session(), town.campaign, "youth", "user:1", town.clock.now()));
    CHECK_FALSE(remove_walk_in(transaction.session(), town.campaign, "youth", "user:1", town.clock.now()));
    transaction.commit();
    CHECK(town.counted().all == 1);
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action LIKE 'campaign.walk_in%'") == 5);
    CHECK(town.number("SELECT COUNT(*) FROM contacts") == 3);
}

TEST_CASE("attendance entered after the evaluation closed is taken, marked and told")
{
    DoorTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    Attendee zoe;
    zoe.contact_id = town.zoe;
    Attendee petr;
    petr.contact_id = town.petr;
    CHECK_FALSE(record_attendance(*town.services, town.campaign, {zoe}, "list", "cli:ema").restates);
    {
        store::Session session = town.database().session();
        CHECK(count_restated(session, town.campaign) == 0);
    }
    town.clock.set(closing_time(town.campaign.definition) + std::chrono::hours(1));
    const AttendanceReport late = record_attendance(*town.services, town.campaign, {petr}, "list", "cli:ema");
    CHECK(late.recorded == 1);
    CHECK(late.restates);
    store::Session session = town.database().session();
    CHECK(count_restated(session, town.campaign) == 1);
    CHECK_THAT(town.text("SELECT detail FROM audit_log WHERE action = 'invitation.attended' ORDER BY id DESC LIMIT 1"),
               Contains("restatement"));
}

TEST_CASE("the door sheet has the event in its languages and the door's address as a QR code")
{
    DoorTown town(StoreKind::sqlite);
    const std::string sheet = door_sheet(*town.services, town.campaign, town.organisation);
    CHECK_THAT(sheet, Contains("<svg class=\"qr\"") && Contains("Vítejte!") && Contains("Město Lipová"));
}
