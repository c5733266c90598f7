// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/queue.h"
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// Lipová's three messages in doubt.
struct Doubtful : TestSite
{
    explicit Doubtful(StoreKind kind = StoreKind::sqlite) : TestSite(kind)
    {
        database().session().run("UPDATE messages SET state = 'in_doubt', state_reason = 'timeout', attempts = 1");
        tests::follow_states(database().session());
        const store::Rows rows = database().session().query("SELECT id FROM messages ORDER BY id");
        for (std::size_t i = 0; i < rows.size(); ++i)
            messages.push_back(rows.integer(i, 0));
        cookie = sign_in("petra@lipova.test");
    }

    std::int64_t standing(const std::string& state)
    {
        return number("SELECT COUNT(*) FROM messages WHERE state = $1", {state});
    }

    Reply send(const std::string& path, std::map<std::string, std::string> form)
    {
        form["csrf"] = csrf(cookie);
        return post(path, form, cookie);
    }

    std::string box(std::size_t index) const { return "m" + std::to_string(messages.at(index)); }

    std::vector<std::int64_t> messages;
    std::string cookie;
};

} // namespace

TEST_CASE("messages in doubt are listed with what they are and why, for their organisation only")
{
    Doubtful site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    site.database().session().run("UPDATE messages SET state_reason = 'restored' WHERE id = $1", {site.messages[1]});
    site.database().session().run("UPDATE contacts SET given_name = '<b>Jana</b>' WHERE id = $1", {site.people[0]});
    const Reply page = site.get("/doubt", site.cookie);
    REQUIRE(page.status == 200);
    CHECK_THAT(page.body, Contains("3 zprávy čekají na rozhodnutí") && Contains("Karel Vzorová") &&
                              Contains("&lt;b&gt;Jana") && !Contains("<b>Jana") && Contains("Fórum 2026") &&
                              Contains("Druhá strana neodpověděla včas") && Contains("Obnoveno ze zálohy") &&
                              Contains("name=\"" + site.box(2) + "\"") && Contains("člověk ji dostane dvakrát"));
    CHECK(site.get("/doubt?campaign=" + std::to_string(site.campaign.id), site.cookie).status == 200);
    CHECK_THAT(site.get(site.campaign_path(), site.cookie).body,
               Contains("href=\"/doubt?campaign=" + std::to_string(site.campaign.id) + "\">Rozhodnout"));
    CHECK(site.get("/doubt?campaign=999", site.cookie).status == 404);
    CHECK(site.get("/doubt?campaign=x", site.cookie).status == 404);
    const std::string foreign = site.sign_in("ola@nordvik.test");
    CHECK_THAT(site.get("/doubt", foreign).body, Contains("Ingen meldinger er uavklarte") && !Contains("Karel"));
    CHECK(site.get("/doubt?campaign=" + std::to_string(site.campaign.id), foreign).status == 404);
    const std::string evaluator = site.sign_in("eva@lipova.test");
    CHECK(site.get("/doubt", evaluator).status == 403);
    CHECK(site.post("/doubt/settle", {{"csrf", site.csrf(evaluator)}, {site.box(0), "1"}, {"decision", "leave"}},
                    evaluator)
              .status == 403);
    CHECK(site.standing("in_doubt") == 3);
}

TEST_CASE("a decision about ticked messages is asked once more and then done, with who decided")
{
    Doubtful site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const Reply asked = site.send("/doubt/decide", {{site.box(0), "1"}, {site.box(2), "1"}, {"decision", "resend"}});
    REQUIRE(asked.status == 200);
    CHECK_THAT(asked.body, Contains("Poslat 2 zprávy znovu?") && Contains("name=\"" + site.box(0) + "\"") &&
                               !Contains("name=\"" + site.box(1) + "\"") && Contains("Ano, poslat znovu"));
    CHECK(site.standing("in_doubt") == 3);
    const Reply done = site.send("/doubt/settle", {{site.box(0), "1"}, {site.box(2), "1"}, {"decision", "resend"}});
    CHECK(done.status == 303);
    CHECK(done.headers.at("location") == "/doubt?done=resend&count=2");
    CHECK(site.standing("queued") == 2);
    CHECK(site.standing("in_doubt") == 1);
    CHECK(site.number("SELECT COUNT(*) FROM audit_log WHERE action = 'message.resend' AND actor LIKE 'user:%'") == 2);
    CHECK_THAT(site.get(done.headers.at("location"), site.cookie).body,
               Contains("2 zprávy se pošlou znovu.") && Contains("role=\"status\""));
    const Reply left = site.send("/doubt/settle", {{site.box(1), "1"}, {"decision", "leave"}});
    CHECK(left.headers.at("location") == "/doubt?done=leave&count=1");
    CHECK(site.standing("assumed_sent") == 1);
    CHECK_THAT(site.get("/doubt", site.cookie).body, Contains("Žádná zpráva není nejistá"));
}

TEST_CASE("a decision about all of a campaign says their number, which must still be right")
{
    Doubtful site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string campaign = std::to_string(site.campaign.id);
    const Reply asked = site.get("/doubt/all?campaign=" + campaign + "&decision=leave", site.cookie);
    REQUIRE(asked.status == 200);
    CHECK_THAT(asked.body, Contains("Nechat 3 zprávy být?") && Contains("name=\"count\" value=\"3\""));
    // Meanwhile a receipt settles one.
    site.database().session().run("UPDATE messages SET state = 'delivered' WHERE id = $1", {site.messages[0]});
    tests::follow_states(site.database().session());
    const std::map<std::string, std::string> form = {
        {"campaign", campaign}, {"decision", "leave"}, {"all", "yes"}, {"count", "3"}};
    const Reply changed = site.send("/doubt/settle", form);
    CHECK(changed.headers.at("location") == "/doubt?campaign=" + campaign + "&done=changed");
    CHECK(site.standing("in_doubt") == 2);
    CHECK_THAT(site.get(changed.headers.at("location"), site.cookie).body, Contains("Mezitím se něco změnilo"));
    auto right = form;
    right["count"] = "2";
    CHECK(site.send("/doubt/settle", right).status == 303);
    CHECK(site.standing("assumed_sent") == 2);
    CHECK(site.get("/doubt/all?decision=leave", site.cookie).headers.at("location") == "/doubt");
}

TEST_CASE("what belongs to a paused campaign cannot be sent again, and it is said why")
{
    Doubtful site;
    site.send(site.campaign_path() + "/pause", {});
    REQUIRE(site.reread().state == campaigns::State::paused);
    CHECK_THAT(site.get("/doubt", site.cookie).body, Contains("pozastaveno"));
    for (const Reply& asked : {site.send("/doubt/decide", {{site.box(0), "1"}, {"decision", "resend"}}),
                               site.get("/doubt/all?decision=resend", site.cookie)}) {
        CHECK(asked.status == 200);
        CHECK_THAT(asked.body, Contains("která je pozastavená nebo zrušená") && !Contains("Ano, poslat znovu"));
    }
    const Reply late = site.send("/doubt/settle", {{site.box(0), "1"}, {"decision", "resend"}});
    CHECK(late.headers.at("location") == "/doubt?done=changed");
    CHECK(site.standing("in_doubt") == 3);
    CHECK(site.send("/doubt/settle", {{site.box(0), "1"}, {"decision", "leave"}}).status == 303);
    CHECK(site.standing("assumed_sent") == 1);
}

TEST_CASE("a decision without its form's token, with nothing ticked or of another kind changes nothing")
{
    Doubtful site;
    CHECK(site.post("/doubt/settle", {{site.box(0), "1"}, {"decision", "leave"}}, site.cookie).status == 403);
    CHECK(site.post("/doubt/decide", {{site.box(0), "1"}, {"decision", "leave"}}, site.cookie).status == 403);
    CHECK(site.send("/doubt/decide", {{"decision", "leave"}}).headers.at("location") == "/doubt?done=none");
    CHECK(site.send("/doubt/settle", {{"decision", "leave"}}).headers.at("location") == "/doubt?done=none");
    CHECK(site.send("/doubt/settle", {{"decision", "leave"}, {"all", "yes"}, {"count", "-1"}}).headers.at("location") ==
          "/doubt?done=none");
    CHECK(site.send("/doubt/settle", {{site.box(0), "1"}, {"decision", "burn"}}).status == 400);
    CHECK(site.send("/doubt/settle", {{"m999", "1"}, {"decision", "leave"}}).status == 404);
    CHECK(site.send("/doubt/decide", {{"mx", "1"}, {"m-1", "1"}, {"decision", "leave"}}).headers.at("location") ==
          "/doubt?done=none");
    const std::string foreign = site.sign_in("ola@nordvik.test");
    CHECK(site.post("/doubt/settle", {{"csrf", site.csrf(foreign)}, {site.box(0), "1"}, {"decision", "leave"}}, foreign)
              .status == 404);
    CHECK(site.standing("in_doubt") == 3);
}

TEST_CASE("a long list of messages in doubt has pages")
{
    TestSite site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    store::Session session = site.database().session();
    session.run("UPDATE messages SET state = 'accepted'");
    tests::follow_states(session);
    for (int i = 0; i < 120; ++i)
        session.run("INSERT INTO messages (organisation_id, contact_id, connector_account_id, purpose, wave, channel, "
                    "address, locale, dedupe_key, reference, state, state_reason, attempts, content_version, "
                    "sms_parts, created_at, updated_at) VALUES ($1, $2, $3, 'wave', '', 'email', 'x@y.test', 'cs', $4, "
                    "$4, 'in_doubt', '', 1, '', 0, 0, $5)",
                    {site.lipova.id, site.people[0], site.account, "extra" + std::to_string(i), 1000 + i / 3});
    tests::follow_states(session);
    const std::string cookie = site.sign_in("petra@lipova.test");
    std::set<std::string> seen;
    std::string path = "/doubt";
    int pages = 0;
    while (!path.empty() && ++pages < 10) {
        const std::string body = site.get(path, cookie).body;
        for (std::size_t at = 0; (at = body.find("name=\"m", at)) != std::string::npos; ++at)
            seen.insert(body.substr(at + 6, body.find('"', at + 6) - at - 6));
        const std::size_t older = body.find("/doubt?after=");
        path = older == std::string::npos ? "" : body.substr(older, body.find('"', older) - older);
    }
    CHECK(pages == 3);
    CHECK(seen.size() == 120);
}
