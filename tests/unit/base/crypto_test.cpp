// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/encoding.h"
#include "base/error.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <random>

using namespace dosah;
using namespace dosah::tests;

TEST_CASE("HMAC and SHA-256 give the published vectors")
{
    // RFC 4231 test case 2; FIPS 180 "abc"
    CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a sealed text opens only under its key and context, unaltered")
{
    SystemRandom random;
    const MasterKey key(std::string(32, 'k'));
    const std::string sealed = key.seal("tajné heslo", "row:1", random);
    CHECK(sealed.find("heslo") == std::string::npos);
    CHECK(key.open(sealed, "row:1") == "tajné heslo");
    CHECK_FALSE(key.open(sealed, "row:2"));
    CHECK_FALSE(MasterKey(std::string(32, 'x')).open(sealed, "row:1"));
    std::string altered = *from_base64(sealed);
    altered.back() = static_cast<char>(altered.back() ^ 1);
    CHECK_FALSE(key.open(to_base64(altered), "row:1"));
    CHECK_FALSE(key.open("", "row:1"));
    CHECK_FALSE(key.open("###", "row:1"));
    CHECK(key.open(key.seal("", "row:1", random), "row:1") == "");
}

TEST_CASE("a password verifies against its own hash alone")
{
    const std::string hash = hash_password("dlouhé heslo 1");
    CHECK(hash.starts_with("$argon2id$"));
    CHECK(verify_password(hash, "dlouhé heslo 1"));
    CHECK_FALSE(verify_password(hash, "dlouhé heslo 2"));
    CHECK_FALSE(verify_password("not a hash", "dlouhé heslo 1"));
}

TEST_CASE("the key file is made once, private, and refused when others can read it")
{
    TemporaryFolder folder;
    SystemRandom random;
    const std::string path = (folder.path() / "key").string();
    CHECK_THROWS_WITH(MasterKey::read(path), Catch::Contains("dosah migrate"));
    const std::string first = MasterKey::read_or_create(path, random).derive("x");
    CHECK(MasterKey::read_or_create(path, random).derive("x") == first);
    CHECK(MasterKey::read(path).derive("y") != first);
    std::filesystem::permissions(path, std::filesystem::perms(0644));
    CHECK_THROWS_WITH(MasterKey::read(path), Catch::Contains("chmod 600"));
    const std::string other = folder.write("other", "abc\n");
    std::filesystem::permissions(other, std::filesystem::perms(0600));
    CHECK_THROWS_WITH(MasterKey::read(other), Catch::Contains("64 hexadecimal digits"));
}

TEST_CASE("encodings come back, and what is none is refused")
{
    std::mt19937 random(3);
    for (int i = 0; i < 500; ++i) {
        std::string bytes(random() % 60, '\0');
        for (char& c : bytes)
            c = static_cast<char>(random());
        CHECK(from_hex(to_hex(bytes)) == bytes);
        CHECK(from_base64(to_base64(bytes)) == bytes);
        CHECK(to_crockford(bytes).size() == (bytes.size() * 8 + 4) / 5);
        CHECK(normalise_crockford(to_crockford(bytes)) == to_crockford(bytes));
    }
    CHECK_FALSE(from_hex("abc"));
    CHECK_FALSE(from_hex("zz"));
    CHECK_FALSE(from_base64("a*b="));
    CHECK(from_base64("YW\nJj") == "abc");
    CHECK(normalise_crockford("il-O 7") == "1107");
    CHECK(url_encode("a b&č") == "a%20b%26%C4%8D");
}
