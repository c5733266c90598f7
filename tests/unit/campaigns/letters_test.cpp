// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/invitation.h"
#include "campaigns/letters.h"
#include "campaigns/short_code.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// Jana has email, Karel and Marie have nothing but a postal address.
struct LetterTown : CampaignTown
{
    explicit LetterTown(StoreKind kind, std::map<std::string, std::string> members = {}) : CampaignTown(kind)
    {
        add_account("dopisy", "post", {{"sender", "Město Lipová, Náměstí 1, 123 45 Lipová"}, {"window", "right"}});
        jana = add({"Jana", "Vzorová", "jana@osoba.test"});
        karel = add({"Karel", "Vzorový"});
        marie = add({"Marie", "<Ukázková>"});
        database().session().run("UPDATE contacts SET postal_address = $1 WHERE id IN ($2, $3)",
                                 {"Dlouhá 3\n123 45 Lipová", karel, marie});
        members["channels"] = R"(["email", "letter"])";
        campaign = run(load(members));
    }

    std::string print(std::size_t limit = 100)
    {
        std::string document;
        printed = print_letters(*services, reread(campaign), limit, "cli:ema",
                                [&](std::string_view piece) { document += piece; });
        return document;
    }

    std::string code(std::int64_t contact)
    {
        return short_code(master, number("SELECT id FROM invitations WHERE contact_id = $1", {contact}), 1);
    }

    std::string state(std::int64_t contact)
    {
        return text("SELECT state FROM messages WHERE contact_id = $1 AND channel = 'letter'", {contact});
    }

    std::int64_t jana = 0;
    std::int64_t karel = 0;
    std::int64_t marie = 0;
    Campaign campaign;
    Printed printed;
};

} // namespace

TEST_CASE(
    "people with a postal address only get a letter, which waits until somebody prints it and then counts as sent")
{
    LetterTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE channel = 'letter' AND state = 'queued'") == 2);
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE channel = 'email'") == 1);
    const std::string document = town.print();
    CHECK(town.printed.letters == 2);
    CHECK_THAT(document, Contains("Karel Vzorový</span><span>Dlouhá 3</span><span>123 45 Lipová") &&
                             Contains("window right") && Contains(town.code(town.karel)) &&
                             Contains(town.code(town.marie)) && Contains("&lt;Ukázková&gt;") &&
                             !Contains("<Ukázková>") && Contains("<svg class=\"qr\""));
    CHECK(town.state(town.karel) == "accepted");
    CHECK(
        town.number("SELECT COUNT(*) FROM attempts a JOIN messages m ON m.id = a.message_id WHERE m.channel = 'letter' "
                    "AND a.handed_at IS NOT NULL AND a.outcome = 'accepted' AND a.remote_id = 'print 1'") == 2);
    const std::string moves =
        town.text("SELECT to_state FROM message_moves v JOIN messages m ON m.id = v.message_id WHERE "
                  "m.contact_id = $1 AND m.channel = 'letter' AND v.to_state = 'handed'",
                  {town.karel});
    CHECK(moves == "handed");
    // what is kept of it opens nobody's page
    CHECK(town.number("SELECT COUNT(*) FROM sent_messages WHERE text LIKE $1", {"%" + town.code(town.karel) + "%"}) ==
          0);
}

TEST_CASE("letters are printed once; printing again says so and makes no new letter")
{
    LetterTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.print(1);
    CHECK(town.printed.letters == 1);
    town.print();
    CHECK(town.printed.letters == 1);
    CHECK(town.print().empty());
    CHECK(town.printed.print_id == 0);
    LetterStatus status;
    {
        store::Session session = town.database().session();
        status = letter_status(session, town.campaign);
    }
    REQUIRE(status.prints.size() == 2);
    CHECK(status.prints[0].letters == 1);
    CHECK(status.waiting == 0);
    std::string again;
    CHECK(write_print(*town.services, town.reread(town.campaign), status.prints[1].id, "cs",
                      [&](std::string_view piece) { again += piece; }) == 1);
    CHECK_THAT(again, Contains("Tisk č.") && Contains("<article"));
    CHECK(town.number("SELECT COUNT(*) FROM attempts") == 2);
    CHECK_THROWS_AS(write_print(*town.services, town.reread(town.campaign), 99, "cs", [](std::string_view) {}), Error);
}

TEST_CASE("a run out of which no letter comes writes nothing and uses no number up")
{
    LetterTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const Instant before = town.clock.now();
    town.clock.set(town.campaign.definition.event.starts); // what waits has become too late, and nobody marked it yet
    CHECK(town.print(1).empty());
    CHECK(town.printed.letters == 0);
    CHECK(town.printed.print_id == 0);
    CHECK(town.number("SELECT COUNT(*) FROM letter_prints") == 0);
    town.clock.set(before);
    CHECK_FALSE(town.print().empty());
    CHECK(town.printed.print_id == 1);
}

TEST_CASE("a letter is not printed for who opted out, for who answered otherwise the ledger stays as it was")
{
    LetterTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    {
        store::Transaction transaction(town.database());
        opt_out(transaction.session(), town.organisation.id, town.karel, "phone", town.clock.now());
        transaction.commit();
    }
    CHECK(town.state(town.karel) == "skipped");
    CHECK_THAT(town.print(), !Contains("Karel"));
    CHECK(town.printed.letters == 1);
}

TEST_CASE("letters whose pieces could not be written are in doubt")
{
    LetterTown town(StoreKind::sqlite);
    CHECK_THROWS_AS(print_letters(*town.services, town.reread(town.campaign), 10, "cli:ema",
                                  [](std::string_view piece) {
                                      if (piece.starts_with("<article")) throw unavailable_error("disk full");
                                  }),
                    Error);
    CHECK(town.state(town.karel) == "in_doubt");
    CHECK(town.state(town.marie) == "in_doubt");
}

TEST_CASE("a letter that came back is known by its code and counts as bounced")
{
    LetterTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string code = town.code(town.karel);
    CHECK_THROWS_AS(letter_came_back(*town.services, town.organisation.id, code, "cli:ema"), Error);
    town.print();
    letter_came_back(*town.services, town.organisation.id, code, "cli:ema");
    CHECK(town.state(town.karel) == "bounced");
    CHECK(town.state(town.marie) == "accepted");
    CHECK_THROWS_AS(letter_came_back(*town.services, town.organisation.id + 1, code, "cli:ema"), Error);
}

TEST_CASE("letters nobody printed are skipped once the event has begun, and hold no campaign open")
{
    LetterTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.database().session().run("UPDATE messages SET state = 'accepted' WHERE channel = 'email'");
    town.database().session().run(
        "DELETE FROM queue WHERE message_id IN (SELECT id FROM messages WHERE channel = 'email')");
    advance_campaigns(*town.services);
    CHECK(town.reread(town.campaign).state == State::running);
    town.clock.set(town.campaign.definition.event.starts);
    advance_campaigns(*town.services);
    CHECK(town.state(town.karel) == "skipped");
    CHECK(town.reread(town.campaign).state == State::finished);
}

TEST_CASE("a short code is read in any writing, and no other character will do in any place")
{
    const MasterKey master(std::string(32, 'k'));
    const std::string code = short_code(master, 31872, 1);
    CHECK(code.size() >= 14);
    CHECK(is_short_code(code));
    std::string sloppy;
    for (const char c : code)
        if (c == '-')
            sloppy += ' ';
        else if (c == '0')
            sloppy += 'o';
        else
            sloppy += static_cast<char>(std::tolower(c));
    CHECK(is_short_code(sloppy));
    const std::string digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '-') continue;
        for (const char other : digits) {
            std::string wrong = code;
            wrong[i] = other;
            CHECK(is_short_code(wrong) == (other == code[i]));
        }
    }
    for (const std::string& bad : {std::string(), std::string("-"), std::string(500, 'A'), std::string("ČERVENEC")})
        CHECK_FALSE(is_short_code(bad));
    CHECK(short_code(master, 31872, 2) != code);
}

TEST_CASE("random words are nobody's code")
{
    LetterTown town(StoreKind::sqlite);
    store::Session session = town.database().session();
    std::mt19937 random(7);
    const std::string digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ-";
    for (int i = 0; i < 5000; ++i) {
        std::string word;
        for (unsigned length = random() % 16; length > 0; --length)
            word += digits[random() % digits.size()];
        CHECK_FALSE(find_invitation_by_code(session, town.master, word));
    }
    const auto found = find_invitation_by_code(session, town.master, town.code(town.karel));
    REQUIRE(found);
    CHECK(found->contact_id == town.karel);
}

TEST_CASE("the slip of a survey asks whether people take part, not whether they come")
{
    LetterTown town(StoreKind::sqlite, {{"event", R"({"kind": "survey", "title": {"cs": "Dotazník o parku"},
        "starts": "2026-12-10T17:00", "ends": "2026-12-20T19:00"})"}});
    CHECK_THAT(town.print(), Contains("Ano, zapojím se") && !Contains("Ano, přijdu") &&
                                 !Contains("Kolik lidí přijde") && !Contains("bezbariérový vstup"));
}
