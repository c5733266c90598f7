// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "store/database.h"
#include "tests/unit/cli/drawn_town.h"

#include <catch2/catch.hpp>
#include <Poco/AutoPtr.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeList.h>

#include <map>
#include <set>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A campaign past its as-of time, of a programme, with people held out, a benchmark, answers and attendance.
class ClosedTown : public DrawnTown
{
public:
    ClosedTown() : DrawnTown(90, 45, 20)
    {
        run({"draw", "run", "--campaign", "forum", "--org", "lipova", "--seed", "1 2 3"});
        write("population.csv", "age_from,age_to,people\n15,24,100\n25,44,300\n45,64,300\n65,,300\n");
        run({"benchmark", "import", path("population.csv"), "--org", "lipova", "--kind", "register", "--source", "Obec",
             "--table", "Evidence", "--date", "2020-01-01"});
        run({"programme", "add", "part-net", "--name", "PART-NET"});
        run({"programme", "join", "part-net", "--campaign", "lipova/forum"});
        store::Database database(url(*this), 1);
        store::Session session = database.session();
        session.run("UPDATE campaigns SET definition = replace(definition, '2040-10', '2020-10'), frozen_at = $1",
                    {to_micros(from_iso("2020-10-01"))});
        session.run("UPDATE invitations SET answer = 'yes', answered_at = $1 WHERE arm = 'invited' AND id % 2 = 0",
                    {to_micros(from_iso("2020-10-05"))});
        session.run("INSERT INTO attendances (campaign_id, invitation_id, walk_in_group, at, source) SELECT "
                    "campaign_id, id, '', $1, '' FROM invitations WHERE id % 4 = 0",
                    {to_micros(from_iso("2020-10-27T17:30:00Z"))});
    }

    Ran report(const std::string& name, const std::string& format, const std::string& locale)
    {
        if (name == "programme")
            return run({"report", name, "--programme", "part-net", "--format", format, "--locale", locale});
        return run({"report", name, "--campaign", "forum", "--org", "lipova", "--format", format, "--locale", locale});
    }
};

/// When it was printed stands in the footer of a page, and nowhere else.
std::string without_footer(const std::string& page)
{
    const std::size_t footer = page.find("<footer>");
    return footer == std::string::npos ? page : page.substr(0, footer);
}

const std::vector<std::string> reports = {"reach", "flow", "rates", "representativeness", "uplift", "programme"};

} // namespace

TEST_CASE("every report gives every format, and the same bytes when it is printed again")
{
    const std::map<std::string, std::string> begins = {{"text", ""},   {"csv", "group,measure,"},   {"json", "{\""},
                                                       {"xlsx", "PK"}, {"html", "<!DOCTYPE html>"}, {"svg", "<svg "}};
    ClosedTown town;
    for (const std::string& name : reports)
        for (const auto& [format, beginning] : begins) {
            CAPTURE(name, format);
            const Ran first = town.report(name, format, "cs");
            CAPTURE(first.err);
            REQUIRE(first.status == 0);
            CHECK_THAT(first.out, Catch::StartsWith(beginning));
            CHECK(first.out.size() > 200);
            CHECK(without_footer(town.report(name, format, "cs").out) == without_footer(first.out));
            if (format != "text" && format != "html")
                CHECK_THAT(first.err, Contains("sha256 " + sha256_hex(first.out)));
        }
}

TEST_CASE("what people read of every report is in the language asked for, and its data in none")
{
    ClosedTown town;
    for (const std::string& name : reports) {
        std::set<std::string> texts;
        std::set<std::string> data;
        for (const std::string locale : {"cs", "nb", "nn", "en"}) {
            CAPTURE(name, locale);
            const Ran page = town.report(name, "html", locale);
            REQUIRE(page.status == 0);
            CHECK_THAT(page.out, Contains("<html lang=\"" + locale + "\"") && !Contains("report."));
            texts.insert(town.report(name, "text", locale).out);
            data.insert(town.report(name, "csv", locale).out);
        }
        CHECK(texts.size() == 4);
        CHECK(data.size() == 1);
    }
}

TEST_CASE("the figure of every report is XML with a title and a description that its picture is labelled by")
{
    ClosedTown town;
    for (const std::string& name : reports) {
        CAPTURE(name);
        const Poco::AutoPtr<Poco::XML::Document> figure =
            Poco::XML::DOMParser().parseString(town.report(name, "svg", "cs").out);
        CHECK(figure->documentElement()->getAttribute("role") == "img");
        std::string labels;
        for (const char* tag : {"title", "desc"}) {
            Poco::XML::Element* said = figure->documentElement()->getChildElement(tag);
            REQUIRE(said != nullptr);
            CHECK(said->innerText().size() > 10);
            labels += (labels.empty() ? "" : " ") + said->getAttribute("id");
        }
        CHECK(figure->documentElement()->getAttribute("aria-labelledby") == labels);
    }
}

TEST_CASE("a report refuses a format that nobody knows by naming those there are, and a figure of what is not told yet")
{
    ClosedTown town;
    for (const std::string& name : reports)
        CHECK_THAT(town.report(name, "pdf", "cs").err,
                   Contains("--format: expected text, csv, json, xlsx, html or svg, found \"pdf\""));
    DrawnTown open;
    open.run({"draw", "run", "--campaign", "forum", "--org", "lipova", "--seed", "1 2 3"});
    const Ran early =
        open.run({"report", "reach", "--protected", "--campaign", "forum", "--org", "lipova", "--format", "svg"});
    CHECK(early.status == 1);
    CHECK_THAT(early.err, Contains("before the as-of time") && Contains("text, csv, json, xlsx or html"));
}
