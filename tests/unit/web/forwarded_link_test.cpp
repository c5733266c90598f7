// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/data_link.h"
#include "campaigns/short_code.h"
#include "responses/merge_people.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// What somebody can do who was forwarded a link.
struct Forwarded : TestSite
{
    explicit Forwarded(StoreKind kind) : TestSite(kind)
    {
        database().session().run("UPDATE messages SET state = 'accepted'");
        database().session().run("DELETE FROM queue");
    }

    contacts::Contact contact(std::size_t person)
    {
        store::Session session = database().session();
        return *contacts::find_contact(session, lipova.id, people[person]);
    }
    std::string data_path(std::size_t person) { return campaigns::data_url(master, "", contact(person)); }
    std::int64_t data_links() { return number("SELECT COUNT(*) FROM messages WHERE purpose = 'data_link'"); }

    /// A coordinator's click beside the newest proposal.
    std::string accept()
    {
        if (cookie.empty()) cookie = sign_in("petra@lipova.test");
        const auto response = number("SELECT MAX(id) FROM responses WHERE kind = 'moved_away'");
        return accept(response);
    }
    std::string accept(std::int64_t response)
    {
        if (cookie.empty()) cookie = sign_in("petra@lipova.test");
        return post("/replies/" + std::to_string(response), {{"decision", "accept"}, {"csrf", csrf(cookie)}}, cookie)
            .headers["location"];
    }

    /// The newer of the two goes into the older; nobody is invited twice unless both were.
    void merge(std::size_t older, std::size_t newer)
    {
        const auto pair = database().session().insert(
            "INSERT INTO possible_duplicates (organisation_id, contact_id, other_contact_id, reason, found_at) VALUES "
            "($1, $2, $3, 'email', 1) RETURNING id",
            {lipova.id, people[older], people[newer]});
        responses::merge_people(database(), clock, lipova.id, pair, "user:1");
    }

    std::string cookie;
};

auto every_store()
{
    return GENERATE(StoreKind::sqlite, StoreKind::postgresql);
}

} // namespace

TEST_CASE("whoever has a forwarded link and gets an address accepted is not sent what is held about the person")
{
    Forwarded site(every_store());
    const std::string invitation = site.invitation_path(0);
    const std::string data = site.data_path(0);
    const std::vector<std::string> given = {invitation, data, site.unsubscribe_path(0), site.preferences_path(0)};
    site.post(data, {});
    const std::string once = "/d/open/" + *campaigns::waiting_data_link(*site.services, site.people[0], false);
    site.post(invitation + "/not-me", {{"reason", "moved_away"}, {"email", "stranger@jinde.test"}});
    for (const std::string& path : given)
        CHECK(site.get(path).status == 200);
    site.cookie = site.sign_in("petra@lipova.test");
    CHECK_THAT(site.get("/replies", site.cookie).body, Contains("Ověřte ji nejdřív"));
    REQUIRE(site.accept() == "/replies?done=accept");
    for (const std::string& path : given) {
        CAPTURE(path);
        CHECK(site.get(path).status == 404);
    }
    CHECK(site.post(data, {}).status == 404);
    CHECK(site.post(once, {}).status == 410);
    REQUIRE(site.data_links() == 1);
    site.post(site.data_path(0), {}); // of a mail that went to the new address
    CHECK(site.data_links() == 1);
    site.clock.advance(std::chrono::hours(24 * 29));
    site.post(site.data_path(0), {});
    CHECK(site.data_links() == 1);
    site.clock.advance(std::chrono::hours(24 * 2));
    site.post(site.data_path(0), {});
    CHECK(site.data_links() == 2);
}

TEST_CASE("the person's own number is still good for what is held when somebody else gave an email")
{
    Forwarded site(every_store());
    site.database().session().run("UPDATE contacts SET phone = '+420601222333' WHERE id = $1", {site.people[0]});
    site.post(site.invitation_path(0) + "/not-me", {{"reason", "moved_away"}, {"email", "stranger@jinde.test"}});
    REQUIRE(site.accept() == "/replies?done=accept");
    site.post(site.data_path(0), {});
    CHECK(site.number("SELECT COUNT(*) FROM messages WHERE purpose = 'data_link' AND channel = 'sms'") == 1);
    CHECK(site.data_links() == 1);
}

TEST_CASE("links of mails that went to a duplicate work on after it was merged, and its address is left alone too")
{
    Forwarded site(every_store());
    const std::vector<std::string> given = {site.unsubscribe_path(1), site.preferences_path(1), site.data_path(1),
                                            site.invitation_path(1)};
    site.clock.advance(std::chrono::hours(24 * 365)); // both were invited: the event is over
    site.merge(0, 1);
    for (const std::string& path : given) {
        CAPTURE(path);
        CHECK(site.get(path).status == 200);
    }
    site.merge(2, 0); // and the one that it went into
    for (const std::string& path : given) {
        CAPTURE(path);
        CHECK(site.get(path).status == 200);
    }
    CHECK(site.post(given[0], {{"List-Unsubscribe", "One-Click"}}).status == 200);
    for (const char* address : {"p0@lipova.test", "p1@lipova.test", "p2@lipova.test"}) {
        CAPTURE(address);
        CHECK(site.number("SELECT COUNT(*) FROM suppressions WHERE address = $1 AND reason = 'opt_out'", {address}) ==
              1);
    }
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE id = $1 AND opted_out_at IS NOT NULL", {site.people[2]}) ==
          1);
}

TEST_CASE("one invitation has one open row of a kind, and what was shown is what is accepted")
{
    Forwarded site(every_store());
    const std::string path = site.invitation_path(0) + "/not-me";
    const auto rows = [&] { return site.number("SELECT COUNT(*) FROM responses WHERE kind = 'moved_away'"); };
    site.post(path, {{"reason", "moved_away"}, {"email", "prvni@jinde.test"}});
    const auto first = site.number("SELECT MAX(id) FROM responses WHERE kind = 'moved_away'");
    site.post(path, {{"reason", "moved_away"}, {"email", "prvni@jinde.test"}});
    CHECK(site.number("SELECT MAX(id) FROM responses WHERE kind = 'moved_away'") == first);
    for (int i = 0; i < 20; ++i)
        site.post(path, {{"reason", "moved_away"}, {"email", "n" + std::to_string(i) + "@jinde.test"}});
    CHECK(rows() == 1);
    CHECK(site.number("SELECT COUNT(*) FROM address_proposals WHERE email = 'n19@jinde.test'") == 1);
    CHECK(site.number("SELECT COUNT(*) FROM address_proposals") == 1);
    CHECK(site.accept(first) == "/replies?done=conflict");
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE email LIKE '%@jinde.test'") == 0);
    CHECK(site.accept() == "/replies?done=accept");
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE email = 'n19@jinde.test'") == 1);
}

TEST_CASE("\"this is not me\" from a letter's code takes neither the number nor the email out")
{
    Forwarded site(every_store());
    site.database().session().run("UPDATE contacts SET phone = '+420601222333' WHERE id = $1", {site.people[0]});
    const auto invitation = site.number("SELECT id FROM invitations WHERE contact_id = $1", {site.people[0]});
    const bool texted = GENERATE(false, true);
    site.database().session().run(
        "UPDATE messages SET channel = 'sms', address = '+420601222333' WHERE invitation_id = $1", {invitation});
    const std::string by_code =
        site.get("/k/" + campaigns::short_code(site.master, invitation, 1)).headers.at("location");
    const std::string by_sms =
        "/i/" + campaigns::make_token(site.master, campaigns::TokenKind::invitation, invitation, 1, true);
    CHECK(by_code != by_sms);
    CHECK(site.post((texted ? by_sms : by_code) + "/not-me", {{"reason", "not_me"}}).status == 200);
    CHECK(site.number("SELECT COUNT(*) FROM contacts WHERE id = $1 AND phone IS NOT NULL", {site.people[0]}) ==
          (texted ? 0 : 1));
    CHECK(site.number("SELECT COUNT(*) FROM not_theirs") == (texted ? 1 : 0));
    CHECK(site.number("SELECT COUNT(*) FROM responses WHERE kind = 'not_me'") == 1);
}
