// SPDX-License-Identifier: EUPL-1.2
#include "responses/spool.h"
#include "tests/unit/responses/answered_town.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::Channel;

TEST_CASE("a mailed yes is matched by the token it was sent to, whatever address it comes from")
{
    AnsweredTown town(every_store());
    town.mail("doma@jinde.test", town.reply_to(town.jana), "Ano, přijdu.");
    CHECK(town.answer(town.jana) == "yes");
    CHECK(town.inbox().empty());
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE purpose = 'confirmation' AND contact_id = $1",
                      {town.jana}) == 1);
}

TEST_CASE("a mailed answer is matched by the Message-ID it refers to, and by the sender's address")
{
    AnsweredTown town(every_store());
    const std::string reference =
        town.text("SELECT reference FROM messages WHERE contact_id = $1 AND purpose = 'wave'", {town.jana});
    town.mail("kdosi@jinde.test", "posta@lipova.test", "Bohužel nepřijdu.",
              "In-Reply-To: <" + reference + "@dosah.lipova.test>\r\n");
    CHECK(town.answer(town.jana) == "no");
    town.mail("Jana@Posta.Test", "posta@lipova.test", "Možná");
    CHECK(town.answer(town.jana) == "maybe");
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id = $1", {town.jana}) == 2);
}

TEST_CASE("an SMS answer is matched by its number, also without the plus")
{
    AnsweredTown town(every_store());
    town.sms("420601000002", "ANO prijdu");
    CHECK(town.answer(town.petr) == "yes");
    CHECK(town.answer(town.jana).empty());
}

TEST_CASE("a later answer replaces the current one, the same item twice changes nothing")
{
    AnsweredTown town(every_store());
    town.sms("+420601000002", "ANO");
    --town.uid;
    town.sms("+420601000002", "ANO");
    CHECK(town.number("SELECT COUNT(*) FROM responses") == 1);
    town.sms("+420601000002", "NE");
    CHECK(town.answer(town.petr) == "no");
    CHECK(town.number("SELECT COUNT(*) FROM responses") == 2);
}

TEST_CASE("free text and unknown senders go to the inbox and answer nothing")
{
    AnsweredTown town(every_store());
    town.sms("+420601000002", "Bude tam výtah?");
    town.sms("+420700999999", "ANO");
    town.mail("nikdo@jinde.test", "posta@lipova.test", "Dobrý den, mám dotaz k rozpočtu města.");
    CHECK(town.inbox().size() == 3);
    CHECK(town.answer(town.petr).empty());
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id IS NULL") == 2);
}

TEST_CASE("what somebody asks or tells beside their answer is shown to a person, and the answer counts")
{
    AnsweredTown town(every_store());
    const std::string words =
        GENERATE("Ano, přijdu. Bude tam výtah?", "Přijdu.\nPotřebovala bych tlumočníka do znakového "
                                                 "jazyka a odvoz od nádraží.");
    town.mail("jana@posta.test", town.reply_to(town.jana), words);
    CHECK(town.answer(town.jana) == "yes");
    REQUIRE(town.inbox().size() == 1);
    CHECK(town.inbox().at(0).contact_id == town.jana);
    CHECK(town.inbox().at(0).text == words);
    town.sms("+420601000002", "Ano, prijdu. Dekuji za pozvani a tesim se na videnou");
    CHECK(town.answer(town.petr) == "yes");
    CHECK(town.inbox().size() == 1); // politeness is nothing to see to
}

TEST_CASE("an automatic reply is noted and answers nothing")
{
    AnsweredTown town(every_store());
    town.mail("jana@posta.test", town.reply_to(town.jana), "Ano. Jsem mimo kancelář.",
              "Auto-Submitted: auto-replied\r\n");
    CHECK(town.answer(town.jana).empty());
    CHECK(town.text("SELECT kind FROM responses") == "auto_reply");
    CHECK(town.inbox().empty());
}

TEST_CASE("STOP suppresses every address of the person, skips what waits, is acknowledged once, and START undoes it")
{
    AnsweredTown town(every_store());
    town.sms("+420601000001", "STOP");
    CHECK(town.suppressed(Channel::sms, "+420601000001"));
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK_FALSE(town.suppressed(Channel::sms, "+420601000002"));
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE purpose = 'opt_out'") == 1);
    town.sms("+420601000001", "stop");
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE purpose = 'opt_out'") == 1);
    town.sms("+420601000001", "START");
    CHECK_FALSE(town.suppressed(Channel::sms, "+420601000001"));
    CHECK_FALSE(town.suppressed(Channel::email, "jana@posta.test"));
}

TEST_CASE("STOP from a number nobody has suppresses the number")
{
    AnsweredTown town(every_store());
    town.sms("+420700999999", "STOP");
    CHECK(town.suppressed(Channel::sms, "+420700999999"));
}

TEST_CASE("a shared number is matched only when one of its people is invited")
{
    AnsweredTown town(every_store());
    town.add({"Eva", "Vzorová", "", "+420601000002"}); // came after the freeze
    town.sms("+420601000002", "ANO");
    CHECK(town.answer(town.petr) == "yes");

    AnsweredTown shared(StoreKind::sqlite);
    const std::int64_t third = shared.add({"Ota", "Vzorový", "", "+420601000002"});
    shared.clock.advance(std::chrono::hours(1));
    shared.run(shared.load({{"key", "\"second\""}}));
    shared.sms("+420601000002", "ANO");
    CHECK(shared.answer(third).empty());
    REQUIRE(shared.inbox().size() == 1);
    CHECK_FALSE(shared.inbox()[0].contact_id);
}

TEST_CASE("with two open campaigns the code in the text says which, else it is the newest that was sent")
{
    AnsweredTown town(every_store());
    town.clock.advance(std::chrono::hours(1));
    const campaigns::Campaign second = town.run(town.load({{"key", "\"second\""}}));
    town.database().session().run("UPDATE messages SET state = 'accepted' WHERE state = 'queued'");
    tests::follow_states(town.database().session());
    const auto answer_to = [&](std::int64_t campaign) {
        return town.database()
            .session()
            .query("SELECT answer FROM invitations WHERE campaign_id = $1 AND contact_id = $2", {campaign, town.petr})
            .optional_text(0, 0)
            .value_or("");
    };
    town.sms("+420601000002", "NE " + std::to_string(town.campaign.id));
    CHECK(answer_to(town.campaign.id) == "no");
    CHECK(answer_to(second.id).empty());
    town.sms("+420601000002", "ANO");
    CHECK(answer_to(town.campaign.id) == "no");
    CHECK(answer_to(second.id) == "yes");
}

TEST_CASE("a hard bounce moves the message and suppresses the address we wrote to; a soft one only moves")
{
    AnsweredTown town(every_store());
    const std::string reference =
        town.text("SELECT reference FROM messages WHERE contact_id = $1 AND purpose = 'wave'", {town.jana});
    const bool hard = GENERATE(true, false);
    channel::InboundItem item;
    item.kind = channel::InboundKind::email;
    item.provider_key = "INBOX/1/900";
    item.raw = "From: MAILER-DAEMON@relay.test\r\nTo: <" + campaigns::bounce_address("posta@lipova.test", reference) +
               ">\r\nSubject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
               "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
               "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
               "Reporting-MTA: dns; relay.test\r\n\r\nFinal-Recipient: rfc822; somebody-else@posta.test\r\n"
               "Action: failed\r\nStatus: " +
               std::string(hard ? "5.1.1" : "5.2.2") + "\r\nDiagnostic-Code: smtp; 550 " +
               (hard ? "User unknown" : "Mailbox full") + "\r\n\r\n--b--\r\n";
    town.take(town.mail_account, item);
    CHECK(town.message_state(town.jana) == "bounced");
    CHECK(town.suppressed(Channel::email, "jana@posta.test") == hard);
    CHECK_FALSE(town.suppressed(Channel::email, "somebody-else@posta.test"));
    CHECK_FALSE(town.suppressed(Channel::sms, "+420601000001"));
}

TEST_CASE("a receipt moves its attempt's message; one that names no attempt is set aside and stops nothing")
{
    AnsweredTown town(every_store());
    const std::int64_t message = town.number("SELECT id FROM messages WHERE contact_id = $1", {town.petr});
    town.database().session().run(
        "INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, "
        "outcome_code, outcome_text, "
        "claimed_at) VALUES ($1, 1, 'c', '0123456789abcdef0123456789abcdef', '', 'accepted', '', '', 0)",
        {message});
    town.database().session().run("UPDATE messages SET attempts = 1 WHERE id = $1", {message});
    channel::InboundItem receipt;
    receipt.kind = channel::InboundKind::receipt;
    receipt.provider_key = "unknown";
    receipt.fields = {{"attempt", "nobody"}, {"status", "delivered"}, {"code", "1"}};
    town.take(town.sms_account, receipt);
    CHECK(town.text("SELECT state FROM inbound_items WHERE provider_key = 'unknown'") == "aside");
    receipt.provider_key = "known";
    receipt.fields["attempt"] = "0123456789abcdef0123456789abcdef";
    town.take(town.sms_account, receipt);
    CHECK(town.message_state(town.petr) == "delivered");
    CHECK(town.text("SELECT state FROM inbound_items WHERE provider_key = 'known'") == "done");
}

TEST_CASE("answers and opt-outs on the page act like any other")
{
    AnsweredTown town(every_store());
    CHECK(responses::answer_on_page(*town.services, town.invitation(town.jana), "maybe"));
    CHECK(town.answer(town.jana) == "maybe");
    CHECK(town.text("SELECT channel FROM responses") == "web");
    responses::opt_out_on_page(*town.services, town.organisation.id, town.jana);
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK(town.answer(town.jana) == "maybe"); // an opt-out never erases the answer
}

TEST_CASE("an answer to a cancelled campaign is kept for a person and changes nothing")
{
    AnsweredTown town(every_store());
    const campaigns::Invitation invitation = town.invitation(town.petr);
    campaigns::cancel_campaign(*town.services, town.reread(town.campaign), "cli:ema");
    CHECK_FALSE(responses::answer_on_page(*town.services, invitation, "yes"));
    town.sms("+420601000002", "ANO");
    CHECK(town.answer(town.petr).empty());
    CHECK(town.inbox().size() == 1);
}

TEST_CASE("what comes in while the store is away waits in the spool, whole and in order")
{
    TemporaryFolder folder;
    const responses::Spool spool((folder.path() / "spool").string());
    channel::InboundItem item;
    item.kind = channel::InboundKind::sms;
    item.raw = std::string("ANO\0\xFF", 5);
    item.fields = {{"from", "+420601000001"}};
    for (int i = 0; i < 3; ++i) {
        item.provider_key = std::to_string(i);
        spool.put(7, item, from_micros(1000 - i));
    }
    folder.write("spool/00-broken.item", "{");
    std::vector<std::string> keys;
    const auto take = [&](std::int64_t account, const channel::InboundItem& got, Instant) {
        if (keys.size() == 2) throw unavailable_error("away again");
        CHECK(account == 7);
        CHECK(got.raw == item.raw);
        CHECK(got.fields == item.fields);
        keys.push_back(got.provider_key);
    };
    CHECK_THROWS_AS(spool.drain(take), Error);
    CHECK(keys == std::vector<std::string>{"2", "1"});
    keys.clear();
    CHECK(spool.drain(take) == 1);
    CHECK(keys == std::vector<std::string>{"0"});
    CHECK(std::filesystem::exists(folder.path() / "spool/00-broken.bad"));
}

TEST_CASE("the position of a poller is kept per account")
{
    AnsweredTown town(every_store());
    CHECK(town.intake->position(town.mail_account).empty());
    town.intake->save_position(town.mail_account, "17:4");
    town.intake->save_position(town.mail_account, "17:5");
    CHECK(town.intake->position(town.mail_account) == "17:5");
    CHECK(town.intake->position(town.sms_account).empty());
    channel::InboundItem item;
    item.provider_key = "x";
    CHECK_THROWS_AS(town.intake->take(99999, item), Error);
}

TEST_CASE("what somebody writes before a campaign has gone out does not stand in the way of its recall")
{
    AnsweredTown town(every_store());
    const campaigns::Campaign second =
        campaigns::launch_campaign(*town.services, town.load({{"key", "\"second\""}}), "cli:ema");
    town.sms("+420601000002", "ANO " + std::to_string(second.id));
    CHECK(town.number("SELECT COUNT(*) FROM invitations WHERE campaign_id = $1 AND answer IS NOT NULL", {second.id}) ==
          0);
    CHECK_NOTHROW(campaigns::recall_campaign(*town.services, second, "cli:ema"));
}

TEST_CASE("a long text is cut between characters, on every store")
{
    AnsweredTown town(every_store());
    town.mail("nikdo@jinde.test", "posta@lipova.test", std::string(65535, 'a') + "ěšč");
    CHECK(town.number("SELECT COUNT(*) FROM inbound_items WHERE state = 'aside'") == 0);
    CHECK(town.inbox().size() == 1);
}

TEST_CASE("a stop that stops nobody is shown to a person")
{
    AnsweredTown town(every_store());
    town.sms("INFO", "STOP");
    REQUIRE(town.inbox().size() == 1);
    channel::InboundItem item;
    item.kind = channel::InboundKind::email;
    item.provider_key = "INBOX/1/901";
    item.raw = "From: feedback@provider.test\r\nTo: <posta@lipova.test>\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
               "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
               "--b\r\nContent-Type: text/plain\r\n\r\nA complaint.\r\n--b\r\n"
               "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n"
               "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: mesto@lipova.test\r\nSubject: x\r\n"
               "Message-ID: <unknown@lipova.test>\r\n\r\nx\r\n--b--\r\n";
    town.take(town.mail_account, item);
    REQUIRE(town.inbox().size() == 2);
    CHECK(town.inbox()[0].kind == "complaint");
}

TEST_CASE("an opt-out reaches what still waits for an address the person had when it was planned")
{
    AnsweredTown town(every_store());
    town.database().session().run("UPDATE messages SET state = 'queued' WHERE contact_id = $1", {town.jana});
    tests::follow_states(town.database().session());
    town.database().session().run("UPDATE contacts SET email = 'nova@posta.test' WHERE id = $1", {town.jana});
    responses::opt_out_on_page(*town.services, town.organisation.id, town.jana);
    CHECK(town.message_state(town.jana) == "skipped");
    CHECK(town.suppressed(Channel::email, "nova@posta.test"));
}

TEST_CASE("a spooled item the store will never take is put aside, the others come in")
{
    AnsweredTown town(every_store());
    const responses::Spool spool((town.spool.path() / "spool").string());
    channel::InboundItem item;
    item.kind = channel::InboundKind::sms;
    item.raw = "ANO";
    item.fields = {{"from", "+420601000002"}};
    item.provider_key = "a";
    spool.put(99999, item, from_micros(1));
    spool.put(town.sms_account, item, from_micros(2));
    CHECK(town.intake->drain_spool() == 1);
    CHECK(town.intake->drain_spool() == 0);
    responses::interpret_new(*town.services, lexicons(), 100);
    CHECK(town.answer(town.petr) == "yes");
}

TEST_CASE("a kept item that cannot be read is set aside and stops nothing")
{
    AnsweredTown town(every_store());
    channel::InboundItem item;
    item.kind = channel::InboundKind::sms;
    item.raw = "ANO";
    item.fields = {{"from", "+420601000001"}};
    item.provider_key = "broken";
    town.intake->take(town.sms_account, item);
    town.database().session().run("UPDATE inbound_items SET fields = '{'");
    town.sms("+420601000002", "ANO");
    CHECK(town.answer(town.petr) == "yes");
    CHECK(town.number("SELECT COUNT(*) FROM inbound_items WHERE state = 'aside'") == 1);
}
