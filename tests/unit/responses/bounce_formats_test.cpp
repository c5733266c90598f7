// SPDX-License-Identifier: EUPL-1.2
#include "mime/parse.h"
#include "responses/classify.h"
#include "tests/unit/responses/lexicons.h"

#include <catch2/catch.hpp>

using namespace dosah;
using dosah::tests::lexicons;
using responses::Kind;

namespace {

struct Format
{
    const char* name;
    const char* from;
    const char* subject;
    const char* body;
    const char* reason;
    bool hard;
};

responses::Classified read(const Format& one)
{
    return responses::classify_mail(mime::parse("Return-Path: <>\nFrom: " + std::string(one.from) +
                                                "\nTo: town@obec.example\nSubject: " + one.subject +
                                                "\nContent-Type: text/plain; charset=utf-8\n\n" + one.body),
                                    "cs", lexicons());
}

} // namespace

TEST_CASE("what servers write that know no RFC 3464 is read", "[bounce]")
{
    const Format formats[] = {
        {"gateway with permanent fatal errors", "MAILER-DAEMON@mx.example.test", "FAILURE NOTICE :",
         "  ----- The following addresses had permanent fatal errors -----\n\n>>> kari@example.test "
         "<kari@example.test>\n\n"
         "  ----- Non-delivered information -----\n550 sorry, no mailbox here by that name (#5.1.1 - chkusr)\n",
         "unknown_user", true},
        {"provider with a local limit", "postmaster@example.test", "Returned mail:",
         "   ----- The following addresses had delivery problems -----\nkari@example.test\n\n   ----- Non-delivered "
         "information -----\nThe number of messages in recipient's mailbox exceeded the local limit.\n",
         "mailbox_full", false},
        {"mail system error", "Postmaster@example.test", "Mail System Error - Returned Mail",
         "The user(s) account is disabled.\n\n<kari@example.test>: 550 user unknown\n", "unknown_user", true},
        {"quoted address", "mailer-daemon@mx.example.test", "Mail delivery failed: returning message to sender",
         "This message was created automatically by mail delivery software.\nA message that you sent could not be "
         "delivered to one or more of\nits recipients. This is a permanent error. The following address\nfailed:\n\n"
         "\"kari@example.test\":\nSMTP error from remote server after RCPT command:\nhost: mx.example.test\n5.1.1 "
         "<kari@example.test>... User Unknown\n",
         "unknown_user", true},
        {"IMail", "Postmaster@mx.example.test", "Undeliverable Mail",
         "Unknown user: kari@example.test\n\nOriginal message follows.\n\nFrom: town@obec.example\n", "unknown_user",
         true},
        {"a scanner", "IMSS@mx.example.test", "Mail could not be delivered",
         "Sent <<< RCPT TO:<kari@example.test>\nReceived >>> 550 5.1.1 <kari@example.test>... User unknown\nUnable to "
         "deliver message to <kari@example.test>\n",
         "unknown_user", true},
        {"parenthesised reason", "postmaster@mx.example.test", "Delivery Status",
         "--- The following addresses had delivery problems ---\n\n<kari@example.test>   (User unknown "
         "kari@example.test)\n",
         "unknown_user", true},
        {"MailFoundry", "System Administrator <admin@mx.example.test>", "Message delivery has failed",
         "Unable to deliver message to: <kari@example.test>\nDelivery failed for the following reason:\nServer "
         "mx.example.test[192.0.2.1] failed with: 550 <kari@example.test> No such user here\n",
         "unknown_user", true},
        {"MailMarshal", "postmaster@mx.example.test", "Undeliverable Mail: \"Invitation\"",
         "Your message:\n   From:    town@obec.example\n   Subject: Invitation\n\nCould not be delivered because of\n\n"
         "550 5.1.1 User unknown\n\nThe following recipients were affected: \n    kari@example.test\n",
         "unknown_user", true},
        {"Notes", "Notes@mx.example.test", "Undeliverable message",
         "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nkari@example.test\n\n"
         "------- Returned Message --------\n\nTo: other@example.test\n",
         "unknown_user", true},
        {"OpenSMTPD", "Mailer Daemon <MAILER-DAEMON@mx.example.test>", "Delivery status notification: error",
         "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.\n\n    An error has occurred "
         "while attempting to deliver a message for\n    the following list of recipients:\n\nkari@example.test: 550 "
         "5.2.2 <kari@example.test>... Mailbox Full\n\n    Below is a copy of the original message:\n",
         "mailbox_full", false},
        {"old sendmail", "MAILER-DAEMON@mx.example.test", "Returned mail: User unknown",
         "   ----- Transcript of session follows -----\nWhile talking to mx.example.test:\n>>> RCPT "
         "To:<kari@example.test>\n<<< 550 User unknown\n550 <kari@example.test>... User unknown\n\n   ----- Recipients "
         "of this delivery -----\nBounced, cannot deliver:\n   kari@example.test\n\n   ----- Unsent message follows "
         "-----\nTo: other@example.test\n",
         "unknown_user", true},
        {"attempts listed", "Postmaster@mx.example.test", "Your message could not be sent.",
         "Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of "
         "attempts made: 1\nAddressed To: kari@example.test\n\nFailed to send to identified host,\nkari@example.test: "
         "[192.0.2.5], 550 kari@example.test... No such user\n--- Message non-deliverable.\n",
         "unknown_user", true},
        {"delivery errors in brackets", "\"Mail Deliver System\" <mailer-daemon@mx.example.test>",
         "Returned Mail: Invitation",
         "The original message was received at Thu, 29 Apr 2010 23:34:45 +0900\nfrom town@obec.example\n\n---The "
         "following addresses had delivery errors---\n\nkari@example.test [User unknown]\n",
         "unknown_user", true},
        {"no account there", "MAILER-DAEMON@mx.example.test", "Delivery failure",
         "Message from mx.example.test.\nUnable to deliver message to the following address(es).\n\n"
         "<kari@example.test>:\nThis user doesn't have a example.test account (kari@example.test) [0]\n",
         "unknown_user", true},
        {"allowed quota", "MAILER-DAEMON@mx.example.test", "Failure Notice",
         "Hi. This is the qmail-ldap program.\nI'm afraid I wasn't able to deliver your message to the following "
         "addresses.\n\n<kari@example.test>:\nThe users mailfolder is over the allowed quota (size). (#5.2.2)\n",
         "mailbox_full", false},
        {"trouble delivering", "Mail Delivery <mailer-daemon@mx.example.test>", "Mail delivery failure",
         "We had trouble delivering your message. Full details follow:\n\nSubject: 'Invitation'\n\n1 error(s):\n\nSMTP "
         "Server <mx.example.test> rejected recipient <kari@example.test> \n  (Error following RCPT command). It "
         "responded as follows: [550 5.1.1 unknown user kari@example.test]\n",
         "unknown_user", true},
        {"James", "postmaster@mx.example.test", "[BOUNCE]",
         "Hi. This is the James mail server at mx.example.test.\nI'm afraid I wasn't able to deliver your message to "
         "the "
         "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\nFailed "
         "recipient(s):\nkari@example.test\n\nError message:\n550 No such user\n",
         "unknown_user", true},
        {"Exchange 2003", "System Administrator <postmaster@mx.example.test>", "Undeliverable: Invitation",
         "Your message\n\n  To:      kari@example.test\n  Subject: Invitation\n  Sent:    Thu, 29 Apr 2010 16:51:51\n\n"
         "did not reach the following recipient(s):\n\nkari@example.test on Thu, 29 Apr 2010 16:51:51 -0500\n    The "
         "recipient name is not recognized\n\tThe MTS-ID of the original message is: c=no;a= ;p=x\n",
         "unknown_user", true},
        {"a provider that was not reached", "MAILER-DAEMON@mx.example.test", "Undelivered Mail Returned to Sender",
         "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n"
         "<kari@example.test>: connect to mx.example.test[192.0.2.1]:25: Connection timed out\n",
         "expired", false},
        {"a domain that is none", "MAILER-DAEMON@mx.example.test", "Undelivered Mail Returned to Sender",
         "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n"
         "<kari@example.test>: Host or domain name not found. Name service error for\n    name=example.test type=AAAA: "
         "Host not found\n",
         "unknown_host", true},
        {"replaced address", "MAILER-DAEMON@mx.example.test", "Undelivered Mail Returned to Sender",
         "Your message could not be delivered.\n\n<kari@example.test>: 551 mailbox has been replaced by "
         "<kari@neu.example.test>\n",
         "moved", true},
        {"a Czech provider", "Mailer-Daemon <mailer-daemon@email.example.test>", "Nedoručitelná zpráva",
         "Vážený uživateli,\n\nVaši zprávu se nepodařilo doručit na adresu:\n\nkari@example.test\n\nDůvod: schránka "
         "příjemce je plná\n",
         "mailbox_full", false},
        {"a Norwegian provider", "MAILER-DAEMON@mx.example.test", "Meldingen ble ikke levert",
         "Meldingen din kunne ikke leveres til følgende mottakere:\n\nkari@example.test\n\nPostkassen finnes ikke.\n",
         "unknown_user", true},
    };
    for (const Format& one : formats) {
        INFO(one.name);
        const auto result = read(one);
        CHECK(result.kind == Kind::bounce);
        REQUIRE_FALSE(result.reports.empty());
        CHECK(result.reports[0].recipient == "kari@example.test");
        CHECK(result.reports[0].reason == one.reason);
        CHECK(result.reports[0].hard == one.hard);
    }
}

TEST_CASE("the same words are soft where the server says that it is for now", "[bounce]")
{
    const Format later = {"",
                          "MAILER-DAEMON@mx.example.test",
                          "Undelivered Mail Returned to Sender",
                          "Your message could not be delivered.\n\n<kari@example.test>: host mx.example.test said: 450 "
                          "4.1.1 <kari@example.test>: User unknown\n",
                          "",
                          false};
    const auto result = read(later);
    REQUIRE(result.reports.size() == 1);
    CHECK_FALSE(result.reports[0].hard);
}

TEST_CASE("the envelope id of a report is read, also where it is still encoded", "[bounce]")
{
    const auto id = [](const std::string& line) {
        return responses::classify_mail(
                   mime::parse(
                       "From: MAILER-DAEMON@x.test\nContent-Type: multipart/report; "
                       "report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
                       "Reporting-MTA: dns; x.test\n" +
                       line + "\n\nFinal-Recipient: rfc822; a@b.test\nAction: failed\nStatus: 5.1.1\n\n--b--\n"),
                   "", lexicons())
            .envelope_id;
    };
    CHECK(id("Original-Envelope-Id: 17-0123456789abcdef01234567") == "17-0123456789abcdef01234567");
    CHECK(id("original-envelope-id:  <17-ab>") == "17-ab");
    CHECK(id("Original-Envelope-Id: 17+2Dab") == "17-ab");
    CHECK(id("X-Other: 17") == "");
    CHECK(id("Original-Envelope-Id: " + std::string(5000, 'x')) == "");
}
