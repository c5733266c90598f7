// SPDX-License-Identifier: EUPL-1.2
#include "contacts/contact_store.h"
#include "contacts/key_chains.h"
#include "contacts/person_index.h"
#include "contacts/person_pack.h"

#include <catch2/catch.hpp>

#include <map>
#include <random>

using namespace dosah;
using namespace dosah::contacts;

namespace {

std::vector<std::size_t> sharing(const KeyChains& chains, std::uint32_t key)
{
    std::vector<std::size_t> out;
    chains.visit(key, [&](std::size_t place) {
        out.push_back(place);
        return true;
    });
    return out;
}

} // namespace

TEST_CASE("chains of keys give who shares a key, in the order they got it, whatever was set before")
{
    std::mt19937 random(20260506);
    KeyChains chains;
    std::map<std::uint32_t, std::vector<std::size_t>> wanted;
    std::map<std::size_t, std::uint32_t> key_of;
    for (int step = 0; step < 20'000; ++step) {
        const std::size_t place = random() % 700;
        const std::uint32_t key = random() % 5 == 0 ? KeyChains::no_key : static_cast<std::uint32_t>(random() % 300);
        if (key_of[place] != key) {
            std::erase(wanted[key_of[place]], place);
            wanted[key].push_back(place);
            key_of[place] = key;
        }
        chains.set(place, key);
        REQUIRE(chains.has(place) == (key != KeyChains::no_key));
        REQUIRE(chains.alone(place) == (key == KeyChains::no_key || wanted[key].size() == 1));
        const auto other = static_cast<std::uint32_t>(1 + random() % 299);
        REQUIRE(sharing(chains, other) == wanted[other]);
    }
    CHECK(sharing(chains, KeyChains::no_key).empty());
    CHECK(KeyChains::key_of("") == KeyChains::no_key);
    CHECK(KeyChains::key_of("a") != KeyChains::no_key);
}

TEST_CASE("records come back from a spool in any order, before and after they left memory")
{
    std::mt19937 random(20260507);
    Spool spool;
    Spool::Reader walk(spool, 4096);
    Spool::Reader look(spool, 16);
    std::vector<std::pair<std::uint64_t, std::string>> records;
    for (int i = 0; i < 30'000; ++i) {
        std::string record(random() % (i % 1000 == 0 ? 20'000 : 200), static_cast<char>('a' + i % 26));
        record += std::to_string(i);
        records.emplace_back(spool.append(record), record);
        const auto& [place, wanted] = records[random() % records.size()];
        REQUIRE(look.at(place) == wanted);
    }
    std::uint64_t at = 0;
    for (const auto& [place, wanted] : records) {
        REQUIRE(place == at);
        REQUIRE(walk.at(at) == wanted);
        at = walk.next();
    }
    CHECK(at == spool.end());
}

TEST_CASE("a row comes back from its bytes as it was")
{
    PersonRow row;
    Contact contact;
    contact.id = 1234567;
    contact.organisation_id = 3;
    contact.token_version = 300;
    contact.external_id = "A-1";
    contact.given_name = "Žofie";
    contact.family_name = "Vzorová";
    contact.gender = "f";
    contact.birth_year = 1950;
    contact.locale = "cs";
    contact.format = "large_print";
    contact.place = "Horní Lhota";
    contact.email = "zofie@mail.test";
    contact.phone = "+420601000001";
    contact.postal_address = std::string(300, 'x');
    contact.legal_basis = "consent";
    contact.legal_basis_source = "seznam";
    contact.legal_basis_at = from_iso("1969-12-31T23:00:00Z");
    contact.attributes = {{"a", "1"}, {"b", ""}};
    row.person = folded(contact);
    row.line = 70'000;
    row.own_legal_basis = true;
    row.unusable_addresses = {{1, "E-mail", "x", "is none"}, {2, "", "", ""}};
    row.groups = {{"seniors", "Senioři"}};
    row.unusable_act = ImportNote{5, "Datum", "y", "is no date"};
    row.act_at = from_iso("2026-01-01T00:00:00Z");
    row.act_kind = "vote";
    row.act_what = "park";
    row.source = "list";
    std::string bytes;
    pack(row, bytes);
    const PersonRow back = unpack_row(bytes);
    std::string again;
    pack(back, again);
    CHECK(again == bytes);
    CHECK(back.person.contact.legal_basis_at == contact.legal_basis_at);
    CHECK(back.person.contact.attributes == contact.attributes);
    CHECK(back.person.town == "horni lhota");
    CHECK(back.unusable_addresses[0].reason == "is none");
    CHECK(back.unusable_act->value == "y");
    CHECK(back.source == "list");
    CHECK(unpack_person(bytes).contact.birth_year == 1950);
    row = {};
    bytes.clear();
    pack(row, bytes);
    CHECK_FALSE(unpack_row(bytes).person.contact.birth_year);
    CHECK_FALSE(unpack_row(bytes).act_at);
}

TEST_CASE("a person's folded name is that of the two names together")
{
    std::mt19937 random(20260508);
    const std::vector<std::string> pieces = {"Jan", "Žo", " ", "\u00A0", "\u0301", "´", "ß",
                                             "Æ",   "ﬁ",  "-", "ő",      "\u1E9E", "'", "é"};
    for (int i = 0; i < 5000; ++i) {
        Contact contact;
        for (std::string* name : {&contact.given_name, &contact.family_name})
            for (std::size_t left = random() % 5; left > 0; --left)
                *name += pieces[random() % pieces.size()];
        CAPTURE(contact.given_name, contact.family_name);
        REQUIRE(folded(contact).name == folded_name(contact.given_name, contact.family_name));
    }
}
