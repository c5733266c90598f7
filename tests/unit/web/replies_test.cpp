// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/web/site.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// An inbox with 120 questions, of which number 120 is the newest.
struct FullInbox : TestSite
{
    explicit FullInbox(StoreKind kind) : TestSite(kind), cookie(sign_in("petra@lipova.test"))
    {
        store::Session session = database().session();
        for (int i = 1; i <= 120; ++i)
            rows.push_back(session.insert("INSERT INTO responses (organisation_id, part, channel, kind, text, "
                                          "received_at, needs_person, handled_by) VALUES ($1, 0, 'web', 'text', $2, "
                                          "$3, $4, '') RETURNING id",
                                          {lipova.id, "Otázka " + std::to_string(i) + ".", i, true}));
    }
    std::string page(const std::string& path) { return get(path, cookie).body; }
    /// Where the page's link with this beginning leads.
    static std::string link(const std::string& body, const std::string& beginning)
    {
        const std::size_t at = body.find("href=\"" + beginning);
        if (at == std::string::npos) return "";
        return body.substr(at + 6, body.find('"', at + 6) - at - 6);
    }
    Reply close(int question, const std::map<std::string, std::string>& place)
    {
        std::map<std::string, std::string> form = place;
        form["decision"] = "close";
        form["csrf"] = csrf(cookie);
        return post("/replies/" + std::to_string(rows.at(static_cast<std::size_t>(question - 1))), form, cookie);
    }

    std::string cookie;
    std::vector<std::int64_t> rows;
};

} // namespace

TEST_CASE("the inbox is turned by links, fifty at a time, and says how many wait in all")
{
    FullInbox site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string first = site.page("/replies");
    CHECK_THAT(first, Contains("120 ") && Contains("Otázka 120.") && Contains("Otázka 71.") && !Contains("Otázka 70."));
    CHECK(FullInbox::link(first, "/replies?newer").empty());
    const std::string second = site.page(FullInbox::link(first, "/replies?older"));
    CHECK_THAT(second,
               Contains("Otázka 70.") && Contains("Otázka 21.") && !Contains("Otázka 71.") && !Contains("Otázka 20."));
    const std::string last = site.page(FullInbox::link(second, "/replies?older"));
    CHECK_THAT(last, Contains("Otázka 20.") && Contains("Otázka 1.") && !Contains("Otázka 21."));
    CHECK(FullInbox::link(last, "/replies?older").empty());
    CHECK_THAT(site.page(FullInbox::link(last, "/replies?newer")), Contains("Otázka 70.") && Contains("Otázka 21."));
    CHECK_THAT(site.page("/replies?older=<b>"), Contains("Otázka 120.") && !Contains("<b>\""));
}

TEST_CASE("who deals with a reply comes back to the page it stood on, or to the newest when that one is empty")
{
    FullInbox site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string place = "21-" + std::to_string(site.rows[20]);
    const std::string back = site.close(5, {{"older", place}}).headers.at("location");
    CHECK(back == "/replies?done=close&older=" + place);
    CHECK_THAT(site.page(back), Contains("Otázka 20.") && !Contains("Otázka 5.") && Contains("role=\"status\""));
    CHECK(site.close(6, {{"newer", place}}).headers.at("location") == "/replies?done=close&newer=" + place);
    CHECK(site.close(7, {{"older", "nonsense"}}).headers.at("location") == "/replies?done=close");
    site.database().session().run("UPDATE responses SET handled_at = 1 WHERE received_at <= 21");
    CHECK_THAT(site.page(back), Contains("Otázka 120."));
}
