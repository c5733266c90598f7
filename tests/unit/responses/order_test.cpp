// SPDX-License-Identifier: EUPL-1.2
#include "delivery/reference.h"
#include "responses/inbound_store.h"
#include "tests/unit/responses/answered_town.h"

using namespace dosah;
using namespace dosah::tests;

namespace {

std::string report(const std::string& group, const std::string& fields)
{
    return "From: MAILER-DAEMON@relay.test\r\nTo: <posta@lipova.test>\r\nSubject: Undelivered Mail Returned to "
           "Sender\r\n"
           "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
           "Reporting-MTA: dns; relay.test\r\n" +
           fields + "\r\n" + group + "\r\n--b--\r\n";
}

void take_mail(AnsweredTown& town, const std::string& raw, const std::map<std::string, std::string>& fields = {})
{
    channel::InboundItem item;
    item.kind = channel::InboundKind::email;
    item.raw = raw;
    item.fields = fields;
    item.provider_key = "INBOX/1/" + std::to_string(++town.uid);
    town.take(town.mail_account, item);
}

std::string plain(const std::string& from, const std::string& to, const std::string& words,
                  const std::string& headers = "")
{
    return "From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: Re\r\n" + headers +
           "Content-Type: text/plain; charset=utf-8\r\n\r\n" + words + "\r\n";
}

} // namespace

TEST_CASE("a mail counts from when it arrived, not from when it was fetched")
{
    AnsweredTown town(every_store());
    town.sms("+420601000001", "ANO"); // 09:00:00
    take_mail(town, plain("jana@posta.test", town.reply_to(town.jana), "Bohužel nepřijdu."),
              {{"internaldate", "20-Nov-2026 08:00:00 +0000"}});
    CHECK(town.answer(town.jana) == "yes");
    take_mail(town, plain("jana@posta.test", town.reply_to(town.jana), "Bohužel nepřijdu."));
    CHECK(town.answer(town.jana) == "no");
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id = $1", {town.jana}) == 3);
}

TEST_CASE("a stop that only a sender's address speaks for stops that address and is shown to a person")
{
    AnsweredTown town(every_store());
    town.mail("jana@posta.test", "posta@lipova.test", "STOP");
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK_FALSE(town.suppressed(Channel::sms, "+420601000001"));
    CHECK(town.inbox().size() == 1);
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE purpose = 'opt_out' AND address = 'jana@posta.test'") == 1);
}

TEST_CASE("a stop to the person's own address, or in reply to their message, stops the person")
{
    AnsweredTown town(every_store());
    if (GENERATE(true, false)) {
        town.mail("doma@jinde.test", town.reply_to(town.jana), "Už mi nepište");
    } else {
        const std::string reference =
            town.text("SELECT reference FROM messages WHERE contact_id = $1 AND purpose = 'wave'", {town.jana});
        town.mail("jana@posta.test", "posta@lipova.test", "Už mi nepište",
                  "In-Reply-To: <" + reference + "@dosah.lipova.test>\r\n");
    }
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK(town.suppressed(Channel::sms, "+420601000001"));
    CHECK(town.inbox().empty());
}

TEST_CASE("a start that only a sender's address speaks for starts nothing")
{
    AnsweredTown town(every_store());
    town.sms("+420601000001", "STOP");
    town.mail("jana@posta.test", "posta@lipova.test", "START");
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK(town.inbox().size() == 1);
    town.mail("jana@posta.test", town.reply_to(town.jana), "START");
    CHECK_FALSE(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK_FALSE(town.suppressed(Channel::sms, "+420601000001"));
}

TEST_CASE("a stop and a start are in force in the order in which they arrived")
{
    AnsweredTown town(every_store());
    const std::map<std::string, std::string> early = {{"internaldate", "20-Nov-2026 08:00:00 +0000"}};
    town.sms("+420601000001", "STOP");
    take_mail(town, plain("jana@posta.test", town.reply_to(town.jana), "START"), early);
    CHECK(town.suppressed(Channel::sms, "+420601000001"));
    town.sms("+420601000001", "START");
    CHECK_FALSE(town.suppressed(Channel::sms, "+420601000001"));
    take_mail(town, plain("jana@posta.test", town.reply_to(town.jana), "STOP"), early);
    CHECK_FALSE(town.suppressed(Channel::sms, "+420601000001"));
    CHECK(town.inbox().size() == 2);
}

TEST_CASE("a report is matched by the envelope id we gave the attempt")
{
    AnsweredTown town(every_store());
    const std::int64_t message = town.number("SELECT id FROM messages WHERE contact_id = $1", {town.jana});
    const std::string secret = "0123456789abcdef01234567";
    town.database().session().run("INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, "
                                  "outcome_code, outcome_text, "
                                  "claimed_at) VALUES ($1, 1, 'c', $2, '', 'accepted', '', '', 0)",
                                  {message, secret});
    town.database().session().run("UPDATE messages SET attempts = 1 WHERE id = $1", {message});
    const std::int64_t attempt = town.number("SELECT id FROM attempts WHERE message_id = $1", {message});
    const std::string group = "Final-Recipient: rfc822; x@posta.test\r\nAction: failed\r\nStatus: 5.1.1\r\n";
    take_mail(town, report(group, "Original-Envelope-Id: " + std::to_string(attempt) + "-wrong\r\n"));
    CHECK(town.message_state(town.jana) == "accepted");
    CHECK(town.inbox().size() == 1);
    const std::string id = delivery::attempt_reference(attempt, secret);
    take_mail(town, report(group, "Original-Envelope-Id: " + (GENERATE(true, false) ? id : "<" + id + ">") + "\r\n"));
    CHECK(town.message_state(town.jana) == "bounced");
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
}

TEST_CASE("three mails in a row that bounce softly suspend the address")
{
    AnsweredTown town(every_store());
    const auto bounce = [&](const std::string& reference) {
        take_mail(town,
                  "To: <" + campaigns::bounce_address("posta@lipova.test", reference) + ">\r\n" +
                      report("Final-Recipient: rfc822; jana@posta.test\r\nAction: failed\r\nStatus: 5.2.2\r\n", ""));
    };
    for (int i = 1; i <= 3; ++i) {
        if (i > 1) {
            town.clock.advance(std::chrono::hours(1));
            town.run(town.load({{"key", "\"again" + std::to_string(i) + "\""}}));
            town.database().session().run("UPDATE messages SET state = 'accepted' WHERE state = 'queued'");
            tests::follow_states(town.database().session());
        }
        CHECK_FALSE(town.suppressed(Channel::email, "jana@posta.test"));
        bounce(town.text("SELECT reference FROM messages WHERE contact_id = $1 AND channel = 'email' ORDER BY id DESC "
                         "LIMIT 1",
                         {town.jana}));
    }
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
}

TEST_CASE("a person is confirmed once a day, and a machine never")
{
    AnsweredTown town(every_store());
    const auto confirmations = [&](std::int64_t contact) {
        return town.number("SELECT COUNT(*) FROM messages WHERE purpose = 'confirmation' AND contact_id = $1",
                           {contact});
    };
    town.mail("jana@posta.test", town.reply_to(town.jana), "Ano", "X-Auto-Response-Suppress: OOF, AutoReply\r\n");
    CHECK(town.answer(town.jana) == "yes");
    CHECK(confirmations(town.jana) == 0);
    town.mail("jana@posta.test", town.reply_to(town.jana), "Ano");
    CHECK(confirmations(town.jana) == 1);
    for (int i = 0; i < 3; ++i) {
        town.clock.advance(std::chrono::hours(3));
        town.mail("jana@posta.test", town.reply_to(town.jana), i % 2 ? "Ano" : "Ne");
    }
    CHECK(confirmations(town.jana) == 1);
    town.clock.advance(std::chrono::hours(24));
    town.mail("jana@posta.test", town.reply_to(town.jana), "Ano");
    CHECK(confirmations(town.jana) == 2);
}

TEST_CASE("a complaint that names no message of ours stops nobody, whoever it claims to be from")
{
    AnsweredTown town(every_store());
    take_mail(town, "From: <jana@posta.test>\r\nTo: <posta@lipova.test>\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
                    "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n"
                    "Feedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n\r\n--b--\r\n");
    CHECK_FALSE(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK(town.inbox().size() == 1);
}

TEST_CASE("an item that was begun again and again without an end is set aside and stops nothing")
{
    AnsweredTown town(every_store());
    channel::InboundItem item;
    item.kind = channel::InboundKind::sms;
    item.raw = "ANO";
    item.fields = {{"from", "+420601000001"}};
    item.provider_key = "poison";
    town.intake->take(town.sms_account, item);
    {
        // What is left of five ends of the program.
        store::Session session = town.database().session();
        const auto items = responses::find_new_items(session, 10);
        REQUIRE(items.size() == 1);
        responses::begin_items(session, items[0].id);
        for (int i = 0; i < 4; ++i)
            responses::begin_item(session, items[0].id);
    }
    town.sms("+420601000002", "ANO");
    CHECK(town.answer(town.petr) == "yes");
    CHECK(town.answer(town.jana).empty());
    CHECK(town.text("SELECT problem FROM inbound_items WHERE state = 'aside'").find("begun 5 times") !=
          std::string::npos);
}

TEST_CASE("a number answers where the message offered numbers, and is shown to a person where it did not")
{
    AnsweredTown town(every_store());
    town.sms("+420601000002", "1");
    CHECK(town.answer(town.petr).empty());
    CHECK(town.inbox().size() == 1);
    town.database().session().run("INSERT INTO sent_messages (message_id, subject, text) SELECT id, '', "
                                  "'Odpovězte 1 = ANO, 2 = NE.' FROM messages WHERE contact_id = $1",
                                  {town.petr});
    town.sms("+420601000002", "2");
    CHECK(town.answer(town.petr) == "no");
}

TEST_CASE("how many come is kept with the answer")
{
    AnsweredTown town(every_store());
    town.sms("+420601000002", "Přijdeme ve třech");
    CHECK(town.answer(town.petr) == "yes");
    CHECK(town.number("SELECT people FROM responses WHERE contact_id = $1", {town.petr}) == 3);
}
