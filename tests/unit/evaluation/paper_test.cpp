// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "content/renderer.h"
#include "evaluation/paper_sections.h"
#include "history.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>
#include <Poco/AutoPtr.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeList.h>
#include <Poco/StreamCopier.h>
#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;
using Catch::Contains;

namespace {

const content::Catalogs& catalogs()
{
    static const content::Catalogs shared("locales");
    return shared;
}

/// The parts of a workbook, by name.
std::map<std::string, std::string> unzipped(const std::string& bytes)
{
    std::istringstream in(bytes);
    const Poco::Zip::ZipArchive archive(in);
    std::map<std::string, std::string> out;
    for (auto one = archive.headerBegin(); one != archive.headerEnd(); ++one) {
        in.clear();
        Poco::Zip::ZipInputStream part(in, one->second);
        Poco::StreamCopier::copyToString(part, out[one->first]);
    }
    return out;
}

struct Workbook
{
    explicit Workbook(const std::string& bytes) : parts(unzipped(bytes))
    {
        for (const auto& [name, xml] : parts)
            if (name.ends_with(".xml")) documents[name] = Poco::XML::DOMParser().parseString(xml);
        const Poco::AutoPtr<Poco::XML::NodeList> texts =
            documents.at("xl/sharedStrings.xml")->getElementsByTagName("t");
        for (unsigned long i = 0; i < texts->length(); ++i)
            strings.push_back(texts->item(i)->innerText());
    }

    std::vector<std::string> sheets()
    {
        std::vector<std::string> out;
        const Poco::AutoPtr<Poco::XML::NodeList> found = documents.at("xl/workbook.xml")->getElementsByTagName("sheet");
        for (unsigned long i = 0; i < found->length(); ++i)
            out.push_back(static_cast<Poco::XML::Element*>(found->item(i))->getAttribute("name"));
        return out;
    }

    /// "B2" -> its text, or its number as written.
    std::map<std::string, std::string> cells(const std::string& sheet)
    {
        const std::vector<std::string> names = sheets();
        const auto at = std::find(names.begin(), names.end(), sheet) - names.begin() + 1;
        const auto document = documents.at("xl/worksheets/sheet" + std::to_string(at) + ".xml");
        std::map<std::string, std::string> out;
        const Poco::AutoPtr<Poco::XML::NodeList> found = document->getElementsByTagName("c");
        for (unsigned long i = 0; i < found->length(); ++i) {
            auto* cell = static_cast<Poco::XML::Element*>(found->item(i));
            Poco::XML::Element* value = cell->getChildElement("v");
            if (value == nullptr) continue;
            const std::string text = value->innerText();
            out[cell->getAttribute("r")] = cell->getAttribute("t") == "s" ? strings.at(std::stoul(text)) : text;
        }
        return out;
    }

    std::map<std::string, std::string> parts;
    std::map<std::string, Poco::AutoPtr<Poco::XML::Document>> documents;
    std::vector<std::string> strings;
};

struct Town
{
    explicit Town(StoreKind kind = StoreKind::sqlite) : store(kind)
    {
        store::Session session = store.database().session();
        hosting = store_campaign(session, park_forum(), forum_frozen, from_iso("2020-01-01"));
        std::mt19937_64 random(4);
        for (int i = 0; i < 120; ++i)
            store_guest(session, hosting, random_guest(random, forum_frozen));
        session.run("UPDATE target_groups SET name = '=HYPERLINK(\"x\") & <Ženy>' WHERE key = 'women'");
    }
    FullReport report(Instant now)
    {
        store::Session session = store.database().session();
        return full_report(session, hosting.organisation, hosting.campaign, now, "en");
    }

    TestStore store;
    Hosting hosting;
};

const Instant after = from_iso("2026-12-01");

} // namespace

TEST_CASE("a workbook has a sheet a table, data and metadata; numbers are numbers and nothing is a formula")
{
    Town town;
    const FullReport report = town.report(after);
    const ReportWriter writer(catalogs(), "en", "Europe/Prague");
    const Paper paper = full_paper(report, writer);
    Workbook book(paper_xlsx(paper, writer));
    CHECK(book.sheets() == std::vector<std::string>{"flow", "walk-ins", "reach", "new-reach",
                                                    "representativeness-strata", "representativeness-figures", "days",
                                                    "dispositions", "letters", "rates", "uplift", "data", "metadata"});
    for (const auto& [name, document] : book.documents) {
        const Poco::AutoPtr<Poco::XML::NodeList> formulas = document->getElementsByTagName("f");
        CHECK(formulas->length() == 0);
    }
    for (const std::string& text : book.strings) {
        REQUIRE_FALSE(text.empty());
        CHECK(std::string("=+-@\t").find(text.front()) == std::string::npos);
    }
    CHECK_THAT(text::fold_case(book.parts.at("xl/sharedStrings.xml")), Contains("'=hyperlink("));

    auto flow = book.cells("flow");
    CHECK(flow.at("A1") == "Group");
    CHECK(flow.at("A2") == "Everybody");
    CHECK(flow.at("B2") == std::to_string(report.flow.all.frame));
    CHECK(flow.at("C2") == std::to_string(report.flow.all.drawn));
    CHECK(std::stod(flow.at("I2")) == Approx(*share_of_drawn(report.flow.all, flow_steps.back()).estimate));
    CHECK(flow.at("J1") == "Took part, of invited – low");
    auto data = book.cells("data");
    CHECK(data.at("A1") == "report");
    CHECK(data.at("C2") == "frame");
    CHECK(data.at("D2") == std::to_string(report.flow.all.frame));
    CHECK_THAT(book.parts.at("docProps/core.xml"), Contains("2026-11-10T00:00:00Z"));
    bool hash = false;
    for (const auto& [cell, text] : book.cells("metadata"))
        hash = hash || text.starts_with("sha256 ");
    CHECK(hash);
}

TEST_CASE("the same report gives the same bytes, whenever it is written")
{
    Town town;
    const ReportWriter writer(catalogs(), "cs", "Europe/Prague");
    const content::Templates templates("templates");
    const FullReport first = town.report(after);
    const FullReport later = town.report(from_iso("2027-03-01"));
    CHECK(paper_xlsx(full_paper(first, writer), writer) == paper_xlsx(full_paper(later, writer), writer));
    CHECK(paper_html(full_paper(first, writer), writer, templates, "") ==
          paper_html(full_paper(later, writer), writer, templates, ""));
}

TEST_CASE("the printed report has every figure with its table, method, metadata and the stamp while interim")
{
    Town town;
    const content::Templates templates("templates");
    for (const char* locale : {"cs", "nb", "nn", "en"}) {
        const ReportWriter writer(catalogs(), locale, "Europe/Prague");
        const std::string closed = paper_html(full_paper(town.report(after), writer), writer, templates, "now");
        for (const char* part : {"<svg ", "figure-flow", "figure-reach", "figure-new", "figure-days", "figure-rates",
                                 "<caption>", "scope=\"col\"", "scope=\"row\"", "@page", "sha256 ", "reach-2"})
            CHECK_THAT(closed, Contains(part));
        CHECK_THAT(closed, Contains("&#39;") || Contains("&lt;Ženy&gt;"));
        CHECK_THAT(closed, !Contains("<Ženy>") && !Contains("report."));
        CHECK_THAT(closed, !Contains("class=\"stamp\""));
        const std::string early =
            paper_html(full_paper(town.report(from_iso("2026-10-20")), writer), writer, templates, "now");
        CHECK_THAT(early, Contains("class=\"stamp\""));
    }
}

TEST_CASE("people reached hour by hour add up to those reached, on both stores")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    for (const Instant now : {forum_frozen + std::chrono::hours(30), from_iso("2026-10-20"), after}) {
        const FullReport report = town.report(now);
        std::int64_t sum = 0;
        Instant before = from_micros(0);
        for (const ReachedHour& hour : report.hours) {
            CHECK(hour.people > 0);
            CHECK(hour.at > before);
            before = hour.at;
            sum += hour.people;
        }
        CHECK(sum == report.reach.all.reached);
    }
}
