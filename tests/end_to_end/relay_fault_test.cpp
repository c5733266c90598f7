// SPDX-License-Identifier: EUPL-1.2
// Everything a relay can do wrong while a campaign goes out through the program itself. Afterwards the ledger is held
// against what the relay took, and the campaign has come to its end or shows what a person must mend.
#include "base/json.h"
#include "tests/end_to_end/compare.h"
#include "tests/support/random_smtp_faults.h"

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;
using namespace std::chrono_literals;

namespace {

constexpr int people = 200;

/// A relay that does not answer is given up after a second, and a message is tried again after one.
const std::vector<std::string> impatient{"--set", "host=127.0.0.1",    "--set", "tls=none",
                                         "--set", "timeout_seconds=1", "--set", "final_timeout_seconds=1"};

SmtpScript with(std::vector<SmtpFault> faults)
{
    SmtpScript script;
    script.faults = std::move(faults);
    return script;
}

void go(Mailing& mailing)
{
    mailing.town().serve();
    mailing.launch();
}

Comparison end(Mailing& mailing)
{
    mailing.wait_until_finished();
    CHECK(mailing.town().stop() == 0);
    return compare(mailing);
}

std::string health(Mailing& mailing)
{
    std::string body;
    http("GET", mailing.town().url() + "/health", body);
    return body;
}

} // namespace

TEST_CASE("a relay that refuses connections is waited for, and nothing is lost or in doubt")
{
    Mailing mailing(StoreKind::sqlite, people, {}, {}, impatient);
    mailing.server().refuse_connections(true);
    go(mailing);
    mailing.wait_for("the relay's absence to be shown", [&] { return Contains("connect").match(health(mailing)); });
    CHECK(mailing.server().count() == 0);
    mailing.server().refuse_connections(false);
    CHECK(end(mailing).accepted_once == people);
    CHECK(mailing.count("accepted") == people);
}

TEST_CASE("a relay that restarts in the middle costs no message")
{
    Mailing mailing(StoreKind::sqlite, people, {}, {}, impatient);
    go(mailing);
    for (const std::size_t point : {30U, 90U, 150U}) {
        mailing.wait_for_recorded(point);
        mailing.server().drop_connections();
    }
    const Comparison compared = end(mailing);
    CHECK(compared.in_doubt <= 3 * 2 * Mailing::connections);
    CHECK(compared.states.at("accepted") + compared.in_doubt == people);
}

TEST_CASE("what goes wrong before the content is tried again and leaves nothing in doubt")
{
    // A domain that refuses three times in a row is left alone for half a minute, so two refusals are enough here.
    const auto fault = GENERATE(
        SmtpFault{.point = SmtpPoint::accept, .drop = true, .times = 3},
        SmtpFault{.point = SmtpPoint::greeting, .reply = "", .stall = true, .times = 2},
        SmtpFault{.point = SmtpPoint::greeting, .reply = "421 4.3.2 come back later", .drop = true, .times = 3},
        SmtpFault{.point = SmtpPoint::greeting, .times = 1, .byte_pause = 300ms}, // slow-loris: never a whole line
        SmtpFault{.point = SmtpPoint::ehlo, .reply = "\x01\x02 no SMTP \xff", .times = 3},
        SmtpFault{.point = SmtpPoint::mail, .reply = "451 4.3.0 try again", .times = 2},
        SmtpFault{.point = SmtpPoint::rcpt, .reply = "450 4.2.0 greylisted", .times = 2},
        SmtpFault{.point = SmtpPoint::rcpt, .reply = "HTTP/1.1 400 Bad Request", .drop = true, .times = 3},
        SmtpFault{.point = SmtpPoint::data, .reply = "", .stall = true, .times = 2});
    CAPTURE(static_cast<int>(fault.point), fault.reply, fault.drop, fault.stall);
    Mailing mailing(StoreKind::sqlite, people / 4, {}, with({fault}), impatient);
    go(mailing);
    const Comparison compared = end(mailing);
    CHECK(compared.in_doubt == 0);
    CHECK(compared.accepted_once == people / 4);
}

TEST_CASE("what goes wrong after the content is in doubt at most, never sent twice")
{
    constexpr int times = 4;
    const auto fault =
        GENERATE(SmtpFault{.point = SmtpPoint::content, .reply = "", .drop = true, .times = times},
                 SmtpFault{.point = SmtpPoint::dot, .reply = "", .drop = true, .times = times},   // it has nothing
                 SmtpFault{.point = SmtpPoint::taken, .reply = "", .drop = true, .times = times}, // it has the message
                 SmtpFault{.point = SmtpPoint::dot, .reply = "\xfe\xfe 99", .drop = true, .times = times},
                 SmtpFault{.point = SmtpPoint::taken, .reply = "", .stall = true, .times = 1});
    CAPTURE(static_cast<int>(fault.point), fault.reply, fault.drop, fault.stall);
    Mailing mailing(StoreKind::sqlite, people / 4, {}, with({fault}), impatient);
    go(mailing);
    const Comparison compared = end(mailing);
    CHECK(compared.in_doubt >= (fault.point == SmtpPoint::taken ? fault.times : 0));
    CHECK(compared.in_doubt <= 2 * fault.times);
    CHECK(compared.states.at("accepted") + compared.in_doubt == people / 4);
    CHECK(mailing.handed_again() <= static_cast<std::size_t>(2 * fault.times));
}

TEST_CASE("a refusal ends the one message it is for")
{
    const std::string dead = Mailing::address_of(3);
    const std::string refused = Mailing::address_of(5);
    const std::string greylisted = Mailing::address_of(7);
    const std::string busy = Mailing::address_of(9);
    Mailing mailing(StoreKind::sqlite, people / 4, {},
                    with({{.point = SmtpPoint::rcpt, .match = dead, .reply = "550 5.1.1 no such person"},
                          {.point = SmtpPoint::dot, .match = refused, .reply = "554 5.7.1 we do not like this"},
                          {.point = SmtpPoint::rcpt, .match = greylisted, .reply = "450 4.2.0 greylisted", .times = 2},
                          {.point = SmtpPoint::dot, .match = busy, .reply = "452 4.3.1 no room", .times = 2}}),
                    impatient);
    go(mailing);
    const Comparison compared = end(mailing);
    CHECK(compared.in_doubt == 0);
    CHECK(compared.accepted_once == people / 4 - 2);
    CHECK(mailing.state(dead) == "bounced");
    CHECK(mailing.state(refused) == "failed");
    CHECK(mailing.state(greylisted) == "accepted");
    CHECK(mailing.state(busy) == "accepted");
}

TEST_CASE("a relay that does something wrong at every twentieth step gets each message at most once")
{
    const auto seed = GENERATE(1U, 2U);
    const auto kind = seed == 1U ? StoreKind::sqlite : StoreKind::postgresql;
    CAPTURE(seed);
    SmtpScript script;
    script.decide = RandomSmtpFaults(seed, {.fault = 0.05, .silence = 0.02});
    Mailing mailing(kind, people, {}, script, impatient);
    go(mailing);
    mailing.wait_for_recorded(people / 2);
    mailing.server().set_decide(nullptr); // mended
    const Comparison compared = end(mailing);
    CHECK(compared.states.at("accepted") > people / 2);
}

TEST_CASE("a relay whose certificate is not the trusted one gets nothing, until a person puts that right")
{
    const TemporaryFolder folder;
    SmtpScript script;
    script.certificate = make_certificate(folder.path().string(), "DNS:localhost,IP:127.0.0.1");
    const std::string right = read_file(script.certificate);
    const TemporaryFolder other;
    const std::string wrong = read_file(make_certificate(other.path().string(), "DNS:localhost,IP:127.0.0.1"));
    const std::string trusted = folder.write("trusted.pem", wrong);
    Mailing mailing(StoreKind::sqlite, people / 4, {}, script,
                    {"--set", "host=127.0.0.1", "--set", "tls=starttls", "--set", "verify=" + trusted});
    go(mailing);
    mailing.wait_for("the certificate to be shown as the problem",
                     [&] { return Contains("certificate").match(health(mailing)); });
    CHECK(mailing.server().count() == 0);
    CHECK(mailing.count("accepted") + mailing.count("in_doubt") + mailing.count("failed") == 0);
    CHECK(mailing.town().stop() == 0);
    folder.write("trusted.pem", right);
    mailing.town().serve();
    CHECK(end(mailing).accepted_once == people / 4);
}

TEST_CASE("a relay whose name is not found is shown as the problem, and nothing leaves")
{
    Mailing mailing(StoreKind::sqlite, people / 4, {}, {}, {"--set", "host=relay.dosah.invalid", "--set", "tls=none"});
    go(mailing);
    mailing.wait_for("the name to be shown as the problem",
                     [&] { return Contains("relay.dosah.invalid").match(health(mailing)); });
    CHECK(mailing.town().stop() == 0);
    CHECK(mailing.count("queued") + mailing.count("planned") == people / 4);
    CHECK(mailing.town().status()->getValue<std::string>("state") == "running");
    CHECK(mailing.server().count() == 0);
}

TEST_CASE("of two relays the one that is found takes everything")
{
    // The port is that of the server for both.
    Mailing mailing(StoreKind::sqlite, people / 4, {}, {},
                    {"--set", "tls=none", "--set", "relays=relay.dosah.invalid;weight=3, 127.0.0.1"});
    go(mailing);
    CHECK(end(mailing).accepted_once == people / 4);
}
