// SPDX-License-Identifier: EUPL-1.2
#include "responses/replay.h"
#include "tests/unit/responses/answered_town.h"

using namespace dosah;
using namespace dosah::tests;

namespace {

/// Interprets again and says what was reported.
struct Replay
{
    explicit Replay(AnsweredTown& given) : town(given) {}

    responses::ReplayCount run(responses::ReplayChoice choice)
    {
        reported.clear();
        return responses::replay(*town.services, lexicons(), choice, "cli:ema",
                                 [this](const responses::Replayed& one) { reported.push_back(one); });
    }

    AnsweredTown& town;
    std::vector<responses::Replayed> reported;
};

/// As if the rules of then had read it as something else.
void recorded_as_text(AnsweredTown& town)
{
    town.database().session().run("UPDATE responses SET kind = 'text', answer = NULL, needs_person = $1", {true});
    town.database().session().run("UPDATE invitations SET answer = NULL, answered_at = NULL");
}

} // namespace

TEST_CASE("what is read as before is left alone")
{
    AnsweredTown town(every_store());
    town.sms("+420601000002", "ANO");
    town.sms("+420601000001", "Bude tam výtah?");
    const std::int64_t newest = town.number("SELECT MAX(id) FROM responses");
    const auto count = Replay(town).run({});
    CHECK(count.read == 2);
    CHECK(count.unchanged == 2);
    CHECK(town.number("SELECT MAX(id) FROM responses") == newest);
}

TEST_CASE("what is read otherwise now is written anew and acted on, once")
{
    AnsweredTown town(every_store());
    town.sms("+420601000002", "ANO");
    recorded_as_text(town);
    Replay replay(town);
    const std::int64_t item = town.number("SELECT id FROM inbound_items");

    responses::ReplayChoice dry;
    dry.dry_run = true;
    CHECK(replay.run(dry).changed == 1);
    CHECK(town.answer(town.petr).empty());

    CHECK(replay.run({}).changed == 1);
    REQUIRE(replay.reported.size() == 1);
    CHECK(replay.reported[0].item == item);
    CHECK(replay.reported[0].before == "text");
    CHECK(replay.reported[0].after == "answer yes");
    CHECK(town.answer(town.petr) == "yes");
    CHECK(town.number("SELECT COUNT(*) FROM responses") == 1);
    CHECK(town.inbox().empty());
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'response.replay'") == 1);
    CHECK(replay.run({}).unchanged == 1);
}

TEST_CASE("a replay overtakes nothing that arrived later")
{
    AnsweredTown town(every_store());
    town.sms("+420601000002", "ANO");
    recorded_as_text(town);
    town.sms("+420601000002", "NE");
    CHECK(Replay(town).run({}).changed == 1);
    CHECK(town.answer(town.petr) == "no");

    town.sms("+420601000001", "STOP");
    town.database().session().run("UPDATE responses SET kind = 'text' WHERE kind = 'opt_out'");
    town.sms("+420601000001", "START");
    responses::ReplayChoice all;
    CHECK(Replay(town).run(all).changed == 1);
    CHECK_FALSE(town.suppressed(Channel::email, "jana@posta.test"));
}

TEST_CASE("what a person has dealt with stays as it is")
{
    AnsweredTown town(every_store());
    town.sms("+420601000002", "ANO");
    recorded_as_text(town);
    town.database().session().run("UPDATE responses SET handled_at = 1, handled_by = 'ema'");
    const auto count = Replay(town).run({});
    CHECK(count.handled == 1);
    CHECK(count.changed == 0);
    CHECK(town.answer(town.petr).empty());
}

TEST_CASE("what was set aside is tried again when asked")
{
    AnsweredTown town(every_store());
    channel::InboundItem item;
    item.kind = channel::InboundKind::sms;
    item.raw = "ANO";
    item.fields = {{"from", "+420601000002"}};
    item.provider_key = "broken";
    town.intake->take(town.sms_account, item);
    const std::string fields = town.text("SELECT fields FROM inbound_items");
    town.database().session().run("UPDATE inbound_items SET fields = '{'");
    responses::interpret_new(*town.services, lexicons(), 10);
    {
        store::Session session = town.database().session();
        const auto aside = responses::find_aside_items(session, town.organisation.id, 0, 10);
        REQUIRE(aside.size() == 1);
        CHECK_FALSE(aside[0].problem.empty());
    }
    Replay replay(town);
    responses::ReplayChoice choice;
    choice.aside = true;
    CHECK(replay.run(choice).aside == 1);
    town.database().session().run("UPDATE inbound_items SET fields = $1", {fields});
    CHECK(replay.run(choice).changed == 1);
    CHECK(town.answer(town.petr) == "yes");
    CHECK(town.number("SELECT COUNT(*) FROM inbound_items WHERE state = 'aside'") == 0);
}

TEST_CASE("a replay stays within the organisation that is asked for")
{
    AnsweredTown town(every_store());
    town.sms("+420601000002", "ANO");
    responses::ReplayChoice choice;
    choice.organisation_id = town.organisation.id + 1000;
    CHECK(Replay(town).run(choice).read == 0);
    choice.items = {town.number("SELECT id FROM inbound_items")};
    CHECK_THROWS_AS(Replay(town).run(choice), Error);
}
