// SPDX-License-Identifier: EUPL-1.2
#include "base/encoding.h"
#include "base/error.h"
#include "base/signing_key.h"
#include "tests/support/child_process.h"

#include <catch2/catch.hpp>

#include <thread>
#include <vector>

using namespace dosah;
using namespace dosah::tests;

namespace {

std::string made_by_openssl(std::vector<std::string> words)
{
    words.insert(words.begin(), "openssl");
    const Finished made = run({words, {}, "", "", ""});
    REQUIRE(made.status == 0);
    return made.output;
}

} // namespace

TEST_CASE("a signing key comes back from its PEM and signs alike, from many threads")
{
    for (const auto kind : {SigningKey::Kind::rsa, SigningKey::Kind::ed25519}) {
        const SigningKey key = SigningKey::make(kind);
        const SigningKey again = SigningKey::from_pem(key.pem());
        CHECK(again.kind() == kind);
        CHECK(again.public_key() == key.public_key());
        const std::string signature = key.sign("dobrý den");
        CHECK(signature.size() == (kind == SigningKey::Kind::rsa ? 256 : 64));
        CHECK(again.sign("dobrý den") == signature); // neither kind draws anything
        CHECK(key.sign("dobry den") != signature);
        std::vector<std::string> signatures(4);
        std::vector<std::thread> threads;
        for (std::string& one : signatures)
            threads.emplace_back([&] { one = key.sign("dobrý den"); });
        for (std::thread& thread : threads)
            thread.join();
        CHECK(signatures == std::vector<std::string>(4, signature));
    }
    CHECK(from_base64(SigningKey::make(SigningKey::Kind::ed25519).public_key()).value().size() == 32);
}

TEST_CASE("keys of openssl are taken, other ones are refused by what they are")
{
    CHECK(SigningKey::from_pem(made_by_openssl({"genrsa", "-traditional", "2048"})).kind() == SigningKey::Kind::rsa);
    CHECK(SigningKey::from_pem(made_by_openssl({"genpkey", "-algorithm", "ed25519"})).kind() ==
          SigningKey::Kind::ed25519);
    const auto refusal = [](const std::string& pem) {
        try {
            SigningKey::from_pem(pem);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK_THAT(refusal(made_by_openssl({"genrsa", "1024"})), Catch::Contains("1024 bits"));
    CHECK_THAT(refusal(made_by_openssl({"ecparam", "-genkey", "-noout", "-name", "prime256v1"})),
               Catch::Contains("neither RSA nor Ed25519"));
    CHECK_THAT(refusal(made_by_openssl({"genrsa", "-aes128", "-passout", "pass:heslo", "2048"})),
               Catch::Contains("without a passphrase"));
    for (const std::string& wrong : {std::string(), std::string("key"), std::string(20000, 'A')})
        CHECK_FALSE(refusal(wrong).empty());
}
