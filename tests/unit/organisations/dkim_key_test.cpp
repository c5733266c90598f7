// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "organisations/dkim_key.h"
#include "organisations/organisation.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using namespace dosah::organisations;
using Catch::Contains;

namespace {

struct Towns
{
    explicit Towns(StoreKind kind) : test_store(kind)
    {
        for (const char* key : {"lipova", "jedlova"}) {
            Organisation organisation;
            organisation.key = key;
            organisation.name = key;
            organisation.sender_email = std::string("posta@") + key + ".example";
            ids.push_back(add_organisation(database(), clock, "cli:ema", organisation).id);
        }
    }

    store::Database& database() { return test_store.database(); }
    DkimKey add(std::size_t town, const std::string& selector, SigningKey::Kind kind,
                const std::string& domain = "lipova.example")
    {
        return add_dkim_key(database(), clock, master, random, "cli:ema", ids[town], domain, selector,
                            SigningKey::make(kind));
    }
    std::string signing(std::size_t town)
    {
        std::string out;
        for (const SigningDkimKey& key : signing_dkim_keys(database(), master, ids[town]))
            out += key.selector + " ";
        return out;
    }

    TestStore test_store;
    ManualClock clock{from_iso("2026-11-20T09:00:00Z")};
    SystemRandom random;
    MasterKey master{std::string(32, 'k')};
    std::vector<std::int64_t> ids;
};

} // namespace

TEST_CASE("of each kind one key signs, RSA first, and each organisation has its own")
{
    Towns towns(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    towns.add(0, "e1", SigningKey::Kind::ed25519);
    const DkimKey first = towns.add(0, "s1", SigningKey::Kind::rsa, "LIPOVA.example");
    CHECK(first.domain == "lipova.example");
    towns.add(0, "s2", SigningKey::Kind::rsa);
    CHECK(towns.signing(0).empty());
    const auto use = [&](std::size_t town, const std::string& selector) {
        return use_dkim_key(towns.database(), towns.clock, "cli:ema", towns.ids[town], selector);
    };
    use(0, "e1");
    use(0, "s1");
    CHECK(towns.signing(0) == "s1 e1 ");
    CHECK(use(0, "s2").signs);
    CHECK(towns.signing(0) == "s2 e1 ");
    CHECK(signing_dkim_keys(towns.database(), towns.master, towns.ids[0]).front().key.public_key() ==
          dkim_keys(towns.database(), towns.ids[0]).back().public_key);

    CHECK(towns.signing(1).empty());
    CHECK_THROWS_WITH(use(1, "s2"), Contains("no DKIM key"));
    CHECK_THROWS_WITH(remove_dkim_key(towns.database(), towns.clock, "cli:ema", towns.ids[1], "s2"),
                      Contains("no DKIM key"));
    CHECK_THROWS_WITH(towns.add(1, "s1", SigningKey::Kind::ed25519), Contains("has the selector"));
    CHECK_THROWS_WITH(towns.add(0, "s1", SigningKey::Kind::ed25519, "jinde.example"), Contains("is taken"));

    remove_dkim_key(towns.database(), towns.clock, "cli:ema", towns.ids[0], "s2");
    CHECK(towns.signing(0) == "e1 ");
    auto session = towns.database().session();
    const store::Rows rows = session.query("SELECT detail FROM audit_log WHERE subject = 'dkim_key' ORDER BY id", {});
    REQUIRE(rows.size() == 7);
    CHECK(rows.text(6, 0) == R"({"domain":"lipova.example","selector":"s2","kind":"rsa"})");
    const store::Rows left = session.query("SELECT sealed_key FROM dkim_keys WHERE selector = 's1'", {});
    CHECK(towns.master.open(left.text(0, 0), "dkim_key:" + std::to_string(first.id)).value().starts_with("-----BEGIN"));
}

TEST_CASE("a key that was sealed under another installation's key is named, and its words are not told")
{
    Towns towns(StoreKind::sqlite);
    towns.add(0, "s1", SigningKey::Kind::rsa);
    use_dkim_key(towns.database(), towns.clock, "cli:ema", towns.ids[0], "s1");
    CHECK_THROWS_WITH(signing_dkim_keys(towns.database(), MasterKey(std::string(32, 'x')), towns.ids[0]),
                      Contains("\"s1\" of lipova.example") && Contains("key_file"));
}

TEST_CASE("a signature counts for the sender's domain and those below it")
{
    CHECK(is_aligned("lipova.example", "posta@lipova.example"));
    CHECK(is_aligned("lipova.example", "posta@akce.Lipova.Example"));
    CHECK_FALSE(is_aligned("akce.lipova.example", "posta@lipova.example"));
    CHECK_FALSE(is_aligned("ipova.example", "posta@lipova.example"));
}
