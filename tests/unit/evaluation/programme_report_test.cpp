// SPDX-License-Identifier: EUPL-1.2
#include "content/renderer.h"
#include "evaluation/programme_report.h"
#include "hosted_town.h"

#include <map>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;
using Catch::Contains;

namespace {

class Programmes
{
public:
    explicit Programmes(StoreKind kind) : store_(kind)
    {
        programme = add_programme(store_.database(), "part-net", "PART-NET", "cli:ema", forum_frozen);
    }

    /// So many invited and reached in each group.
    Hosting add(const std::string& key, const std::map<std::string, std::pair<int, int>>& groups,
                const std::string& definition = park_forum())
    {
        Hosting hosting;
        {
            store::Session session = store_.database().session();
            hosting = store_campaign(session, definition, forum_frozen, from_iso("2020-01-01"), key);
            for (const auto& [group, people] : groups)
                for (int i = 0; i < people.first; ++i) {
                    Guest guest;
                    if (!group.empty()) guest.groups = {group};
                    guest.messages.push_back({"wave", "delivered", true, true, "", {}});
                    guest.prior = i % 2 == 0 ? "none" : "prior";
                    if (i < people.second) {
                        guest.answer = "yes";
                        guest.answered_at = forum_frozen;
                    }
                    store_guest(session, hosting, guest);
                }
        }
        join_programme(store_.database(), programme, hosting.organisation, hosting.campaign, "cli:ema", forum_frozen);
        return hosting;
    }
    ProgrammeReport report(bool mixed = false, Instant now = after_closing)
    {
        clock_.set(now);
        return programme_report(store_.database(), clock_, "cli:ema", "part-net", "en", mixed);
    }
    store::Database& database() { return store_.database(); }
    const Clock& clock() const { return clock_; }

    Programme programme;

private:
    TestStore store_;
    ManualClock clock_{after_closing};
};

std::string with_act(const std::string& act)
{
    std::string text = park_forum();
    const std::string from = R"("target_act":"attend")";
    return text.replace(text.find(from), from.size(), R"("target_act":")" + act + "\"");
}

} // namespace

TEST_CASE("a programme adds up what its campaigns' own reports show, and hides a sum of which a part is hidden")
{
    Programmes all(every_store());
    all.add("chrudim", {{"seniors", {40, 20}}, {"youth", {30, 3}}, {"", {30, 14}}});
    all.add("litomerice", {{"seniors", {50, 26}}, {"youth", {30, 12}}, {"", {30, 15}}});
    const ProgrammeReport report = all.report();
    CHECK_FALSE(report.interim);
    REQUIRE(report.counted().size() == 2);
    CHECK(report.everybody.all.of(GroupMeasure::audience) == 210);
    REQUIRE(report.groups.size() == 2);
    const ProgrammeRow& seniors = report.groups[0];
    const ProgrammeRow& youth = report.groups[1];
    CHECK(seniors.group == "seniors");
    CHECK_FALSE(youth.campaigns[0].of(GroupMeasure::reached).has_value()); // 3 people
    CHECK_FALSE(youth.all.of(GroupMeasure::reached).has_value());
    CHECK(youth.campaigns[1].of(GroupMeasure::reached) == 12);
    for (const ProgrammeRow* row : {&report.everybody, &seniors, &youth})
        for (std::size_t i = 0; i < group_measures; ++i) {
            const auto measure = static_cast<GroupMeasure>(i);
            std::optional<std::int64_t> sum = 0;
            for (const ProtectedRow& part : row->campaigns)
                sum = sum && part.of(measure) ? std::optional(*sum + *part.of(measure)) : std::nullopt;
            CHECK(row->all.of(measure) == sum);
        }
    const std::string csv = programme_csv(report);
    CHECK_THAT(csv, Contains("youth,reached,,,,,,suppressed"));
    CHECK_THAT(csv, Contains("chrudim/forum: youth,reached,,,,,,suppressed"));
    CHECK_THAT(csv, Contains("chrudim/forum: youth,reach_share,,,,,,suppressed"));
    CHECK(programme_json(all.report(false, from_iso("2027-01-01"))) == programme_json(report));
}

TEST_CASE("a programme shows of a campaign nothing that its own protected report hides")
{
    Programmes all(StoreKind::sqlite);
    std::mt19937_64 random(20261123);
    std::vector<Hosting> campaigns;
    for (const char* key : {"a", "b", "c", "d"}) {
        std::map<std::string, std::pair<int, int>> groups;
        for (const char* group : {"seniors", "youth", "women", ""}) {
            const int invited = static_cast<int>(random() % 40);
            groups[group] = {invited,
                             invited == 0 ? 0 : static_cast<int>(random() % static_cast<std::uint64_t>(invited))};
        }
        campaigns.push_back(all.add(key, groups));
    }
    const ProgrammeReport report = all.report();
    for (std::size_t i = 0; i < campaigns.size(); ++i) {
        const ProtectedReport own = protected_report(all.database(), all.clock(), "cli:ema", campaigns[i].organisation,
                                                     campaigns[i].campaign, "en");
        CHECK(report.everybody.campaigns[i].counts == own.all.counts);
        for (const ProgrammeRow& row : report.groups)
            for (const ProtectedRow& group : own.groups)
                if (group.group == row.group) CHECK(row.campaigns[i].counts == group.counts);
    }
}

TEST_CASE("campaigns that ask for different acts are reported together only when that is said, and never added up")
{
    Programmes all(every_store());
    all.add("chrudim", {{"", {40, 20}}});
    all.add("dalen", {{"", {40, 20}}}, with_act("answer"));
    CHECK_THROWS_WITH(all.report(),
                      Contains("different acts") && Contains("dalen/forum for \"answer\"") && Contains("--mixed"));
    const ProgrammeReport report = all.report(true);
    CHECK(report.mixed_acts);
    CHECK_FALSE(report.everybody.all.of(GroupMeasure::participated).has_value());
    CHECK(report.everybody.all.of(GroupMeasure::reached) == 40);
    CHECK_THAT(programme_csv(report), Contains("(all),participated,,,,,,undefined"));
}

TEST_CASE("a campaign before its as-of time is named and not counted")
{
    Programmes all(StoreKind::sqlite);
    all.add("chrudim", {{"", {40, 20}}});
    CHECK_THROWS_WITH(all.report(false, forum_frozen), Contains("past its as-of time"));
    std::string later = park_forum();
    const std::string from = "\"closes\":\"2026-11-10";
    all.add("dalen", {{"", {40, 20}}}, later.replace(later.find(from), from.size(), "\"closes\":\"2027-11-10"));
    const ProgrammeReport report = all.report();
    CHECK(report.interim);
    CHECK(report.members.size() == 2);
    REQUIRE(report.counted().size() == 1);
    CHECK(report.everybody.all.of(GroupMeasure::audience) == 40);
    CHECK_THAT(programme_json(report), Contains("\"counted\":false"));
}

TEST_CASE("looking at a programme releases nothing, and counts what its organisations have released")
{
    Programmes all(every_store());
    const Hosting chrudim = all.add("chrudim", {{"seniors", {40, 20}}, {"", {20, 9}}});
    all.add("litomerice", {{"seniors", {50, 26}}, {"", {30, 15}}});
    const auto releases = [&] {
        store::Session session = all.database().session();
        return session.query("SELECT COUNT(*) FROM releases").integer(0, 0);
    };
    const auto look = [&] { return released_programme(all.database(), all.clock(), "part-net", "en"); };
    const ProgrammeReport before = look();
    CHECK(before.counted().empty());
    CHECK(before.interim);
    CHECK(before.members[0].pending);
    CHECK(releases() == 0);
    protected_report(all.database(), all.clock(), "user:1", chrudim.organisation, chrudim.campaign, "en");
    const ProgrammeReport half = look();
    REQUIRE(half.counted().size() == 1);
    CHECK(half.members[1].pending);
    CHECK(half.everybody.all.of(GroupMeasure::audience) == 60);
    const ReportWriter writer(catalogs(), "en", "Europe/Prague");
    CHECK_THAT(programme_notes(half, writer).front(), Contains("counts once its figures are released"));
    const std::int64_t released = releases();
    CHECK(released > 0);
    const std::string whole = programme_json(all.report());
    CHECK(programme_json(look()) == whole);
    CHECK(releases() > released);
    store::Session session = all.database().session();
    CHECK(programmes_of(session, chrudim.organisation).size() == 1);
    CHECK(programmes_of(session, chrudim.organisation + 1000).empty());
}

TEST_CASE("no file of a programme holds what its tables hide, in any language")
{
    Programmes one(StoreKind::sqlite);
    Programmes two(StoreKind::sqlite);
    for (auto* all : {&one, &two}) {
        all->add("chrudim",
                 {{"seniors", {40, 20}}, {"youth", {30, all == &one ? 3 : 2}}, {"", {30, all == &one ? 14 : 15}}});
        all->add("litomerice", {{"seniors", {50, 26}}, {"youth", {30, 12}}, {"", {30, 15}}});
    }
    const content::Templates templates("templates");
    const ProgrammeReport report = one.report();
    const ProgrammeReport twin = two.report();
    CHECK(programme_csv(report) == programme_csv(twin));
    for (const char* locale : {"cs", "nb", "nn", "en"}) {
        const ReportWriter writer(catalogs(), locale, "Europe/Prague");
        const Paper paper = programme_paper(report, writer);
        const Paper other = programme_paper(twin, writer);
        CHECK(paper_html(paper, writer, templates, "") == paper_html(other, writer, templates, ""));
        CHECK(paper_xlsx(paper, writer) == paper_xlsx(other, writer));
        CHECK(paper_svg(paper) == paper_svg(other));
        CHECK(programme_text(report, catalogs(), locale) == programme_text(twin, catalogs(), locale));
    }
}

TEST_CASE("a programme on paper has a figure and a table for each question, and says which campaigns it is made of")
{
    Programmes all(StoreKind::sqlite);
    all.add("chrudim", {{"seniors", {40, 20}}, {"", {20, 9}}});
    std::string later = park_forum();
    const std::string from = "\"closes\":\"2026-11-10";
    all.add("dalen", {{"", {40, 20}}}, later.replace(later.find(from), from.size(), "\"closes\":\"2027-11-10"));
    const ProgrammeReport report = all.report();
    const ReportWriter writer(catalogs(), "en", report.time_zone());
    const Paper paper = programme_paper(report, writer);
    REQUIRE(paper.sections.size() == 3);
    for (const PaperSection& section : paper.sections) {
        CHECK_THAT(section.figure, Catch::StartsWith("<svg "));
        CHECK_FALSE(section.tables.empty());
    }
    std::map<std::string, std::string> said;
    std::size_t counted = 0;
    std::size_t open = 0;
    for (const auto& [name, value] : paper_metadata(paper, writer)) {
        said[name] = value;
        counted += value.starts_with("as of 2026-11-10T00:00:00Z, release no.") ? 1 : 0;
        open += value == "not counted: it closes at 2027-11-10T00:00:00Z" ? 1 : 0;
    }
    CHECK(said.at("Programme") == "PART-NET (part-net)");
    CHECK_THAT(said.at("Disclosure control"), Contains("t=5"));
    CHECK(said.count("Campaign") == 0);
    CHECK(counted == 1);
    CHECK(open == 1);
    CHECK_THAT(paper_html(paper, writer, content::Templates("templates"), ""),
               Contains("INTERIM") && Contains("campaigns are not counted yet") && Contains("PART-NET"));
}

TEST_CASE("a programme's text names the zone of its times: that of its organisations, UTC where they differ")
{
    Programmes all(every_store());
    all.add("lipova", {{"women", {40, 20}}});
    const Hosting other = all.add("strand", {{"women", {40, 20}}});
    ProgrammeReport report = all.report();
    report.as_of = from_iso("2026-11-10T18:00:00Z");
    CHECK(report.time_zone() == "Europe/Prague");
    CHECK_THAT(programme_text(report, catalogs(), "en"), Contains("19:00 (time zone Europe/Prague)"));
    {
        store::Session session = all.database().session();
        session.run("UPDATE organisations SET time_zone = $1 WHERE id = $2", {"Europe/Oslo", other.organisation});
    }
    report = all.report();
    report.as_of = from_iso("2026-11-10T18:00:00Z");
    CHECK(report.time_zone() == "UTC");
    for (const char* locale : {"cs", "nb", "nn", "en"})
        CHECK_THAT(programme_text(report, catalogs(), locale),
                   (Contains("18:00") || Contains("18.00")) && Contains(" UTC)"));
}

TEST_CASE("programmes have keys of their own, and a campaign joins once, with an audit row")
{
    Programmes all(every_store());
    const Hosting hosting = all.add("chrudim", {});
    CHECK_FALSE(
        join_programme(all.database(), all.programme, hosting.organisation, hosting.campaign, "cli:ema", forum_frozen));
    CHECK_THROWS_WITH(add_programme(all.database(), "part-net", "x", "cli:ema", forum_frozen), Contains("already"));
    CHECK_THROWS_WITH(add_programme(all.database(), "Part", "x", "cli:ema", forum_frozen), Contains("a-z"));
    CHECK_THROWS_WITH(add_programme(all.database(), "part", "x\ny", "cli:ema", forum_frozen), Contains("one line"));
    store::Session session = all.database().session();
    CHECK(session.query("SELECT COUNT(*) FROM audit_log WHERE action = 'programme.joined'").integer(0, 0) == 1);
    CHECK_THROWS_WITH(find_programme(session, "part-nat"), Contains("did you mean \"part-net\""));
}
