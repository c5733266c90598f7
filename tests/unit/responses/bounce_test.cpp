// SPDX-License-Identifier: EUPL-1.2
#include "mime/parse.h"
#include "responses/classify.h"
#include "tests/unit/responses/lexicons.h"

#include <catch2/catch.hpp>

using namespace dosah;
using dosah::tests::lexicons;
using responses::Kind;

namespace {

responses::Classified read(const std::string& mail)
{
    return responses::classify_mail(mime::parse(mail), "cs", lexicons());
}

std::string notification(const std::string& fields, const std::string& words = "The message could not be delivered.")
{
    return "From: MAILER-DAEMON@mx.example.test\nTo: town@obec.example\nSubject: Undelivered Mail\n"
           "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
           "--b\nContent-Type: text/plain\n\n" +
           words + "\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.test\n\n" +
           fields +
           "\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <invitation.17@obec.example>\nFrom: town@obec.example\n"
           "To: kari@example.test\nSubject: Invitation\n\nHello\n--b--\n";
}

std::string plain(const std::string& from, const std::string& subject, const std::string& body,
                  const std::string& more = "")
{
    return "Return-Path: <>\nFrom: " + from + "\nTo: town@obec.example\nSubject: " + subject + "\n" + more +
           "Content-Type: text/plain; charset=utf-8\n\n" + body;
}

} // namespace

TEST_CASE("a delivery status notification tells recipient, action, status and permanence", "[bounce]")
{
    const auto result = read(notification("Original-Recipient: rfc822;Kari@example.test\n"
                                          "Final-Recipient: rfc822; kari.hansen@in.example.test\nAction: failed\n"
                                          "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n"));
    CHECK(result.kind == Kind::bounce);
    CHECK(result.automatic);
    REQUIRE(result.reports.size() == 1);
    CHECK(result.reports[0].recipient == "kari@example.test");
    CHECK(result.reports[0].action == "failed");
    CHECK(result.reports[0].status == "5.1.1");
    CHECK(result.reports[0].reason == "unknown_user");
    CHECK(result.reports[0].hard);
    CHECK(result.references == std::vector<std::string>{"invitation.17@obec.example"});
}

TEST_CASE("actions decide between bounce, delayed and delivered", "[bounce]")
{
    const auto kind = [](const std::string& action, const std::string& status) {
        return read(notification("Final-Recipient: rfc822;kari@example.test\nAction: " + action +
                                 "\nStatus: " + status + "\n"))
            .kind;
    };
    CHECK(kind("failed", "5.1.1") == Kind::bounce);
    CHECK(kind("Failed (permanent)", "5.0.0") == Kind::bounce);
    CHECK(kind("delayed", "4.4.1") == Kind::delayed);
    CHECK(kind("delivered", "2.1.5") == Kind::delivered);
    CHECK(kind("relayed", "2.1.9") == Kind::delivered);
    CHECK(kind("expanded", "2.0.0") == Kind::delivered);
}

TEST_CASE("hard and soft follow the written policy", "[bounce]")
{
    struct Case
    {
        const char* status;
        const char* diagnostic;
        const char* reason;
        bool hard;
    };
    const Case cases[] = {
        {"5.1.1", "", "unknown_user", true},
        {"5.0.0", "550 No such user here", "unknown_user", true},
        {"5.2.1", "mailbox disabled, not accepting messages", "unknown_user", true},
        {"5.1.2", "Host or domain name not found", "unknown_host", true},
        {"5.1.10", "recipient domain has a null MX", "unknown_host", true},
        {"5.1.6", "", "moved", true},
        {"5.2.2", "", "mailbox_full", false},
        {"5.1.1", "552 Mailbox full", "mailbox_full", false},
        {"5.4.7", "delivery time expired", "expired", false},
        {"4.4.7", "", "expired", false},
        {"4.1.1", "450 User unknown in virtual mailbox table", "unknown_user", false},
        {"5.7.1", "Message rejected as spam by content filtering", "spam", false},
        {"5.7.26", "Unauthenticated email is not accepted due to DMARC policy", "auth", false},
        {"5.3.4", "", "too_big", false},
        {"5.7.1", "", "policy", false},
        {"5.0.0", "550 computer says so", "other", false},
    };
    for (const Case& one : cases) {
        INFO(one.status << " " << one.diagnostic);
        const auto result =
            read(notification("Final-Recipient: rfc822;kari@example.test\nAction: failed\nStatus: " +
                                  std::string(one.status) + "\nDiagnostic-Code: smtp; " + one.diagnostic + "\n",
                              "Sorry."));
        REQUIRE(result.reports.size() == 1);
        CHECK(result.reports[0].reason == one.reason);
        CHECK(result.reports[0].hard == one.hard);
    }
}

TEST_CASE("free-form bounces of many servers are read", "[bounce]")
{
    struct Case
    {
        const char* name;
        std::string mail;
        Kind kind;
        const char* reason;
        bool hard;
    };
    const std::vector<Case> cases = {
        {"qmail",
         plain("MAILER-DAEMON@mx.example.test", "failure notice",
               "Hi. This is the qmail-send program at mx.example.test.\nI'm afraid I wasn't able to deliver your "
               "message to "
               "the following addresses.\n\n<kari@example.test>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- "
               "Below "
               "this line is a copy of the message.\n\nReturn-Path: <town@obec.example>\nTo: other@example.test\n"),
         Kind::bounce, "unknown_user", true},
        {"exim",
         plain("Mail Delivery System <Mailer-Daemon@mx.example.test>",
               "Mail delivery failed: returning message to sender",
               "This message was created automatically by mail delivery software.\n\nA message that you sent could not "
               "be "
               "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) "
               "failed:\n\n  "
               "kari@example.test\n    host mx.example.test [192.0.2.1]\n    SMTP error from remote mail server after "
               "RCPT "
               "TO:<kari@example.test>:\n    552 5.2.2 Mailbox is full\n",
               "X-Failed-Recipients: kari@example.test\n"),
         Kind::bounce, "mailbox_full", false},
        {"postfix",
         plain(
             "MAILER-DAEMON@mx.example.test (Mail Delivery System)", "Undelivered Mail Returned to Sender",
             "This is the mail system at host mx.example.test.\n\nI'm sorry to have to inform you that your message "
             "could "
             "not\nbe delivered to one or more recipients.\n\nFor further assistance, please send mail to "
             "<postmaster@example.test>.\n\n<kari@example.test>: host mx.example.test[192.0.2.1] said: 550 5.1.1\n    "
             "<kari@example.test>: Recipient address rejected: User unknown\n"),
         Kind::bounce, "unknown_user", true},
        {"sendmail delayed",
         plain("Mail Delivery Subsystem <MAILER-DAEMON@mx.example.test>",
               "Warning: could not send message for past 4 hours",
               "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      "
               "**\n\n   "
               "----- The following addresses had transient non-fatal errors -----\n<kari@example.test>\n\nWarning: "
               "message "
               "still undelivered after 4 hours\nWill keep trying until message is 5 days old\n"),
         Kind::delayed, "", false},
        {"Exchange in English",
         plain("postmaster@example.test", "Undeliverable: Pozvánka",
               "Delivery has failed to these recipients or groups:\n\nkari@example.test\nThe email address you "
               "entered couldn't be found. Please check the recipient's email address.\n\nDiagnostic information "
               "for administrators:\nGenerating server: mx.example.test\n"),
         Kind::bounce, "unknown_user", true},
        {"Exchange in Czech",
         plain("postmaster@example.test", "Nedoručitelné: Pozvánka",
               "Doručení těmto příjemcům nebo skupinám se nezdařilo:\n\nkari@example.test\nZadaná e-mailová adresa "
               "nebyla nalezena.\n"),
         Kind::bounce, "unknown_user", true},
        {"Exchange in Norwegian",
         plain("postmaster@example.test", "Kan ikke leveres: Invitasjon",
               "Levering til disse mottakerne eller gruppene mislyktes:\n\nkari@example.test\nE-postadressen du "
               "skrev inn, ble ikke funnet.\n"),
         Kind::bounce, "unknown_user", true},
        {"Gmail",
         plain("Mail Delivery Subsystem <mailer-daemon@googlemail.test>", "Delivery Status Notification (Failure)",
               "** Address not found **\n\nYour message wasn't delivered to kari@example.test because the address "
               "couldn't be "
               "found, or is unable to receive mail.\n"),
         Kind::bounce, "unknown_user", true},
        {"a Czech mail host",
         plain(
             "MAILER-DAEMON@mx.example.test", "Vrácená zpráva",
             "Vaši zprávu se nepodařilo doručit následujícím adresátům:\n\n<kari@example.test>: schránka neexistuje\n\n"
             "Původní zpráva následuje\n"),
         Kind::bounce, "unknown_user", true},
    };
    for (const Case& one : cases) {
        INFO(one.name);
        const auto result = read(one.mail);
        CHECK(result.kind == one.kind);
        REQUIRE(result.reports.size() == 1);
        CHECK(result.reports[0].recipient == "kari@example.test");
        if (*one.reason) CHECK(result.reports[0].reason == one.reason);
        CHECK(result.reports[0].hard == one.hard);
    }
}

TEST_CASE("several recipients are told apart", "[bounce]")
{
    const auto result =
        read(plain("MAILER-DAEMON@mx.example.test", "failure notice",
                   "Unable to deliver message to the following address(es).\n\n<kari@example.test>:\nUser unknown\n\n"
                   "<ola@example.test>:\nmailbox full\n"));
    REQUIRE(result.reports.size() == 2);
    CHECK(result.reports[0].recipient == "kari@example.test");
    CHECK(result.reports[0].hard);
    CHECK(result.reports[1].recipient == "ola@example.test");
    CHECK_FALSE(result.reports[1].hard);
}

TEST_CASE("a feedback report is a complaint of its recipient", "[bounce]")
{
    const auto result = read(
        "From: fbl@example.test\nTo: town@obec.example\nSubject: complaint\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        "This is a report.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: X/1\n"
        "Version: 1\nOriginal-Rcpt-To: <Kari@example.test>\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: "
        "<i.17@obec.example>\nSubject: Invitation\n\nHello\n--b--\n");
    CHECK(result.kind == Kind::complaint);
    REQUIRE(result.reports.size() == 1);
    CHECK(result.reports[0].recipient == "kari@example.test");
    CHECK(result.references == std::vector<std::string>{"i.17@obec.example"});
}

TEST_CASE("people who write about mail that failed are no bounce", "[bounce]")
{
    const auto kind = [](const std::string& subject, const std::string& body) {
        return read("From: Kari <kari@example.test>\nTo: town@obec.example\nIn-Reply-To: <a@obec.example>\nSubject: " +
                    subject + "\n\n" + body)
            .kind;
    };
    CHECK(kind("Re: Undelivered Mail Returned to Sender", "My neighbour says your letter could not be delivered.\n") ==
          Kind::text);
    CHECK(kind("Question", "User unknown? I am not unknown.\n") == Kind::text);
    CHECK(kind("Re: Pozvánka", "Ano, přijdu.\n\n> This message could not be delivered\n") == Kind::answer);
}
