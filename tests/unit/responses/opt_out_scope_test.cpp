// SPDX-License-Identifier: EUPL-1.2
#include "organisations/opt_out_scope.h"
#include "tests/unit/responses/answered_town.h"

using namespace dosah;
using namespace dosah::tests;
using organisations::OptOutScope;

namespace {

void narrow(AnsweredTown& town)
{
    organisations::set_opt_out_scope(town.database(), town.clock, "test", town.organisation.id, OptOutScope::channel);
}

} // namespace

TEST_CASE("STOP stops every channel, unless the organisation has narrowed it to the one it came by")
{
    AnsweredTown town(every_store());
    const bool narrowed = GENERATE(false, true);
    if (narrowed) narrow(town);
    town.sms("+420601000001", "STOP");
    CHECK(town.suppressed(Channel::sms, "+420601000001"));
    CHECK(town.suppressed(Channel::email, "jana@posta.test") == !narrowed);
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE purpose = 'opt_out'") == 1); // told once in either case
    // By mail to the address that is hers the rest stops too.
    town.mail("jana@posta.test", town.reply_to(town.jana), "STOP");
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
}

TEST_CASE("a narrowed STOP by mail leaves the telephone, also where the person writes from another address")
{
    AnsweredTown town(every_store());
    narrow(town);
    town.mail("jina@posta.test", town.reply_to(town.jana), "Prosím, už mi nepište.");
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK(town.suppressed(Channel::email, "jina@posta.test"));
    CHECK_FALSE(town.suppressed(Channel::sms, "+420601000001"));
    town.mail("jana@posta.test", town.reply_to(town.jana), "START");
    CHECK_FALSE(town.suppressed(Channel::email, "jana@posta.test"));
}

TEST_CASE("how far STOP goes is changed with an audit row, and nothing but the two words is taken")
{
    AnsweredTown town(every_store());
    narrow(town);
    store::Session session = town.database().session();
    CHECK(organisations::opt_out_scope(session, town.organisation.id) == OptOutScope::channel);
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'organisation.opt_out_covers'") == 1);
    CHECK_THROWS_AS(organisations::opt_out_scope_from("everything"), Error);
    CHECK_THROWS_AS(organisations::opt_out_scope(session, 999), Error);
}
