// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/token.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace dosah;
using namespace dosah::campaigns;

namespace {

const MasterKey key(std::string(32, 'k'));

} // namespace

TEST_CASE("a token opens its own row, kind and version only")
{
    for (const bool brief : {false, true})
        for (const std::int64_t id :
             {std::int64_t{1}, std::int64_t{31}, std::int64_t{32}, std::int64_t{4711}, (std::int64_t{1} << 50) - 1}) {
            const std::string token = make_token(key, TokenKind::invitation, id, 1, brief);
            CAPTURE(token);
            CHECK(token.size() - token.find('-') - 1 == (brief ? 16 : 26));
            CHECK(token_id(token) == id);
            CHECK(token_matches(key, TokenKind::invitation, id, 1, token));
            CHECK_FALSE(token_matches(key, TokenKind::invitation, id, 2, token));
            CHECK_FALSE(token_matches(key, TokenKind::invitation, id + 1, 1, token));
            CHECK_FALSE(token_matches(key, TokenKind::unsubscribe, id, 1, token));
            CHECK_FALSE(token_matches(key, TokenKind::preferences, id, 1, token));
            CHECK_FALSE(token_matches(MasterKey(std::string(32, 'x')), TokenKind::invitation, id, 1, token));
        }
}

TEST_CASE("a token typed off paper is read: case, hyphen, and the letters that look like digits")
{
    std::string token = make_token(key, TokenKind::unsubscribe, 1033, 3, true);
    std::string lower = token;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    CHECK(token_matches(key, TokenKind::unsubscribe, 1033, 3, lower));
    std::string spaced;
    for (const char c : token)
        spaced += c == '-' ? std::string() : std::string(1, c) + " ";
    CHECK(token_matches(key, TokenKind::unsubscribe, 1033, 3, spaced));
    std::replace(token.begin(), token.end(), '0', 'o');
    std::replace(token.begin(), token.end(), '1', 'l');
    CHECK(token_id(token) == 1033);
    CHECK(token_matches(key, TokenKind::unsubscribe, 1033, 3, token));
}

TEST_CASE("one wrong character closes a token")
{
    std::mt19937 seeded(7);
    const std::string token = make_token(key, TokenKind::invitation, 99, 1, true);
    for (std::size_t at = token.find('-') + 1; at < token.size(); ++at) {
        std::string wrong = token;
        wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
        CHECK_FALSE(token_matches(key, TokenKind::invitation, 99, 1, wrong));
    }
    for (int round = 0; round < 2000; ++round) {
        std::string noise(seeded() % 60, '\0');
        for (char& c : noise)
            c = static_cast<char>(seeded() % 256);
        token_id(noise);
        CHECK_FALSE(token_matches(key, TokenKind::invitation, 99, 1, noise));
    }
    for (const char* text : {"", "-", "U", "1-", "12345", "posta", "b.0123456789abcdef0123456789abcdef"})
        CHECK(token_id(text) == std::nullopt);
}
