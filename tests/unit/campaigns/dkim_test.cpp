// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/office.h"
#include "organisations/dkim_key.h"
#include "tests/support/child_process.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A town whose mails have both kinds of signatures.
struct SigningTown
{
    explicit SigningTown(StoreKind kind) : town(kind)
    {
        make("rsa1", SigningKey::Kind::rsa);
        make("ed1", SigningKey::Kind::ed25519);
    }

    void make(const std::string& selector, SigningKey::Kind kind)
    {
        const std::string& sender = town.organisation.sender_email;
        const auto key = organisations::add_dkim_key(town.database(), town.clock, town.master, town.random, "cli:ema",
                                                     town.organisation.id, sender.substr(sender.rfind('@') + 1),
                                                     selector, SigningKey::make(kind));
        records.push_back(dkim_record_name(key) + "=" + dkim_record(key));
        organisations::use_dkim_key(town.database(), town.clock, "cli:ema", town.organisation.id, selector);
    }

    /// What dkimpy says of each signature.
    std::string verify(const std::string& mail) const
    {
        Command command{{"tests/oracle/dkim_verify.py"}, {}, mail, "", ""};
        command.words.insert(command.words.end(), records.begin(), records.end());
        const Finished done = run(command);
        CHECK(done.status == 0);
        INFO(done.errors);
        return done.output;
    }

    std::string compose(std::int64_t person)
    {
        const delivery::Claim claim = town.claim(person);
        const auto written = campaigns::InvitationComposer(*town.services).compose({&claim, 1});
        return std::get<delivery::Composed>(written.front()).content;
    }

    CampaignTown town;
    std::vector<std::string> records;
};

std::string changed(std::string mail, const std::string& what, const std::string& into)
{
    const std::size_t at = mail.find(what);
    REQUIRE(at != std::string::npos);
    return mail.replace(at, what.size(), into);
}

} // namespace

TEST_CASE("dkimpy passes both signatures of a campaign's mails, and neither once something in one was changed")
{
    SigningTown signing(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    CampaignTown& town = signing.town;
    const auto cs = town.add({"Žofie", "Příliš Žluťoučká", "zofie@osoba.test"});
    const auto nb = town.add({"Øyvind", "Ås", "oyvind@person.test", "", "nb"});
    town.run(town.load(
        {{"event",
          R"({"kind": "forum", "title": {"cs": "Příliš žluťoučký kůň úpěl ďábelské ódy, a to až do konce tohoto velmi dlouhého předmětu", "nb": "Hvordan skal den nye parken bli?"}, "place": "Sokolovna", "starts": "2026-12-10T17:00", "ends": "2026-12-10T19:00", "lead": {"cs": ")" +
              std::string(1500, 'x') + R"("}})"}}));
    CHECK(signing.verify(signing.compose(nb)) == "pass\npass\n");
    const std::string mail = signing.compose(cs);
    CHECK_THAT(mail, Catch::StartsWith("DKIM-Signature: v=1; a=rsa-sha256;"));
    REQUIRE(signing.verify(mail) == "pass\npass\n");

    const std::string broken = "fail\nfail\n";
    CHECK(signing.verify(changed(mail, "\r\nSubject: ", "\r\nSubject: Re: ")) == broken);
    CHECK(signing.verify(changed(mail, "List-Unsubscribe: <https://", "List-Unsubscribe: <https://x.")) == broken);
    CHECK(signing.verify(changed(mail, "List-Unsubscribe=One-Click", "List-Unsubscribe=Two-Click")) == broken);
    CHECK(signing.verify(changed(mail, "\r\nReply-To: ", "\r\nReply-To: x")) == broken);
    CHECK(signing.verify(changed(mail, "xxxx", "xxyx")) == broken);
    CHECK(signing.verify("From: podvodnik@jinde.test\r\n" + mail) == broken);
    CHECK(signing.verify("Subject: Jiny\r\n" + mail) == broken);
    // What relays do on the way: lines of their own before it, other blanks in headers.
    CHECK(signing.verify("Received: by relay.test; Sun, 22 Nov 2026 14:05:06 +0000\r\n" + mail) == "pass\npass\n");
    CHECK(signing.verify(changed(mail, "\r\nSubject: ", "\r\nSUBJECT:  \t")) == "pass\npass\n");
    CHECK(signing.verify(mail + "\r\n\r\n") == "pass\npass\n");
}

TEST_CASE("confirmations are signed too, SMS never, and without a key nothing is")
{
    SigningTown signing(StoreKind::sqlite);
    CampaignTown& town = signing.town;
    const auto office = campaigns::read_office(*town.services, town.organisation.id);
    CHECK(office.signers.size() == 2);
    std::string mail = "From: a@b.test\r\nSubject: x\r\n\r\ny\r\n";
    campaigns::sign_mail(office, mail, town.clock.now());
    CHECK(signing.verify(mail) == "pass\npass\n");
    const auto by_sms = town.add({"Jana", "Vzorová", "", "+420601000001"});
    town.run(town.load());
    CHECK_THAT(signing.compose(by_sms), !Contains("DKIM"));
    for (const char* selector : {"rsa1", "ed1"})
        organisations::remove_dkim_key(town.database(), town.clock, "cli:ema", town.organisation.id, selector);
    std::string plain = "From: a@b.test\r\n\r\n";
    campaigns::sign_mail(campaigns::read_office(*town.services, town.organisation.id), plain, town.clock.now());
    CHECK(plain == "From: a@b.test\r\n\r\n");
}
