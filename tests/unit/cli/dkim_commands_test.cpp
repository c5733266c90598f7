// SPDX-License-Identifier: EUPL-1.2
#include "base/signing_key.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

TEST_CASE("dosah dkim makes a key and its DNS record, signs with it, puts another in its place and removes it")
{
    Shell shell;
    shell.found_town();
    const Ran made = shell.run({"dkim", "make", "--org", "lipova", "--selector", "s1", "--json"});
    REQUIRE(made.status == 0);
    CHECK(made.err.empty());
    const auto key = made.object();
    CHECK(key->getValue<std::string>("record_name") == "s1._domainkey.lipova.example");
    CHECK_THAT(key->getValue<std::string>("record"), Catch::StartsWith("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEF"));
    CHECK_FALSE(key->getValue<bool>("signs"));
    CHECK(shell.run({"dkim", "use", "s1", "--org", "lipova"}).out ==
          "mails of lipova are signed with s1._domainkey.lipova.example from now on\n");
    shell.run({"dkim", "make", "--org", "lipova", "--selector", "e1", "--kind", "ed25519"});
    shell.run({"dkim", "use", "e1", "--org", "lipova"});

    const std::string pem = SigningKey::make(SigningKey::Kind::rsa).pem();
    const Ran taken =
        shell.run({"dkim", "make", "--org", "lipova", "--selector", "s2", "--key-file", shell.write("key.pem", pem)});
    REQUIRE(taken.status == 0);
    // A zone file's strings hold 255 octets; no half of the private key is in what is printed or stored.
    CHECK_THAT(taken.out, Contains("s2._domainkey.lipova.example. IN TXT ( \"v=DKIM1; k=rsa; p=") && Contains("\" \""));
    for (std::size_t line = pem.find('\n') + 1; pem.find('\n', line) != pem.npos; line = pem.find('\n', line) + 1) {
        const std::string part = pem.substr(line, pem.find('\n', line) - line);
        if (part.size() < 40) continue;
        CHECK(taken.out.find(part) == std::string::npos);
        CHECK(store_bytes(shell).find(part) == std::string::npos);
    }
    shell.run({"dkim", "use", "s2", "--org", "lipova"});
    std::string standing;
    const auto all = shell.run({"dkim", "list", "--org", "lipova", "--json"}).array();
    for (unsigned i = 0; i < all->size(); ++i) {
        const auto object = all->getObject(i);
        standing += object->getValue<std::string>("selector") + (object->getValue<bool>("signs") ? "+" : "-");
    }
    CHECK(standing == "s1-e1+s2+");
    CHECK(shell.run({"dkim", "remove", "s1", "--org", "lipova"}).status == 0);
    const Ran refused = shell.run({"dkim", "remove", "s2", "--org", "lipova"});
    CHECK(refused.status == 1);
    CHECK_THAT(refused.err, Contains("dosah dkim use"));
    CHECK(shell.run({"dkim", "remove", "s2", "--org", "lipova", "--force"}).status == 0);
    CHECK(shell.run({"dkim", "list", "--org", "lipova", "--json"}).array()->size() == 1);
}

TEST_CASE("dosah dkim refuses what cannot sign, and warns of a domain that is not the sender's")
{
    Shell shell;
    shell.found_town();
    const auto make = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"dkim", "make", "--org", "lipova"});
        return shell.run(more);
    };
    CHECK_THAT(make({"--selector", "a b"}).err, Contains("selector:"));
    CHECK_THAT(make({"--selector", "x", "--domain", "lípová.example"}).err, Contains("xn--"));
    CHECK_THAT(make({"--selector", "x", "--kind", "dsa"}).err, Contains("rsa or ed25519"));
    const std::string wrong =
        shell.write("wrong.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    CHECK_THAT(make({"--selector", "x", "--key-file", wrong}).err, Contains("no private key in PEM"));
    CHECK(make({"--selector", "x"}).status == 0);
    CHECK(make({"--selector", "x", "--kind", "ed25519"}).status == 1);
    CHECK_THAT(shell.run({"dkim", "use", "y", "--org", "lipova"}).err, Contains("did you mean \"x\""));
    const Ran other = make({"--selector", "o", "--domain", "kraj.example"});
    CHECK(other.status == 0);
    CHECK_THAT(other.err, Contains("another domain than kraj.example"));
}
