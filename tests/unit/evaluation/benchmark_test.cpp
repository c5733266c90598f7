// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "evaluation/age_bands.h"
#include "evaluation/benchmark_file.h"
#include "hosted_town.h"

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A census table as the office writes it: quoted, with a byte order mark, totals among the parts.
class Census
{
public:
    explicit Census(bool totals = true) : totals_(totals)
    {
        text_ =
            "\xEF\xBB\xBF\"idhod\",\"hodnota\",\"ukaz_kod\",\"vek_cis\",\"vek_kod\",\"pohlavi_cis\",\"pohlavi_kod\","
            "\"uzemi_cis\",\"uzemi_kod\",\"sldb_rok\",\"sldb_datum\",\"vek_txt\",\"pohlavi_txt\",\"uzemi_txt\"\r\n";
    }

    /// Men and women by band.
    void add(const std::string& list, const std::string& code, const std::string& name,
             const std::vector<std::tuple<std::string, int, int>>& bands)
    {
        int men = 0;
        int women = 0;
        for (const auto& [band, of_men, of_women] : bands) {
            row(list, code, name, band, "1", of_men);
            row(list, code, name, band, "2", of_women);
            if (totals_) row(list, code, name, band, "", of_men + of_women);
            men += of_men;
            women += of_women;
        }
        if (!totals_) return;
        row(list, code, name, "", "1", men);
        row(list, code, name, "", "2", women);
        row(list, code, name, "", "", men + women);
    }
    void row(const std::string& list, const std::string& code, const std::string& name, const std::string& band,
             const std::string& sex, int people)
    {
        const std::string cells[] = {"1",
                                     std::to_string(people),
                                     "3162",
                                     "1035",
                                     band.empty() ? "" : "k" + band,
                                     "102",
                                     sex,
                                     list,
                                     code,
                                     "2021",
                                     "2021-03-26",
                                     band,
                                     sex,
                                     name};
        std::string line;
        for (const std::string& cell : cells)
            line += (line.empty() ? "\"" : ",\"") + cell + "\"";
        text_ += line + "\r\n";
    }
    const std::string& text() const { return text_; }

private:
    bool totals_;
    std::string text_;
};

Census two_towns()
{
    Census out;
    out.add("43", "571164", "Chrudim", {{"15 až 19 let", 10, 12}, {"20 až 24 let", 20, 18}, {"100 a více let", 0, 2}});
    out.add("43", "564567", "Litoměřice", {{"15 až 19 let", 5, 6}, {"20 až 24 let", 7, 8}, {"100 a více let", 1, 0}});
    out.add("100", "3000", "Celek", {{"15 až 19 let", 15, 18}, {"20 až 24 let", 27, 26}, {"100 a více let", 1, 2}});
    return out;
}

BenchmarkFileOptions only(const std::string& code, const std::string& name = "")
{
    BenchmarkFileOptions out;
    out.places[code] = name;
    return out;
}

BenchmarkFileOptions of_kind(const std::string& kind)
{
    BenchmarkFileOptions out;
    out.kind = kind;
    return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

const std::string norway =
    R"({"version":"2.0","class":"dataset","label":"07459: Population","source":"Statistics Norway",
"id":["Region","Kjonn","Alder","ContentsCode","Tid"],"size":[2,3,4,1,1],"dimension":{
"Region":{"category":{"index":["9901","9902"],"label":{"9901":"Lia","9902":"Dalen"}}},
"Kjonn":{"category":{"index":["0","1","2"]}},
"Alder":{"category":{"index":["999A","015","016","105+"]}},
"ContentsCode":{"category":{"index":["Personer1"]}},"Tid":{"label":"year","category":{"index":["2026"]}}},
"value":[50,24,25,1,25,12,13,null,25,12,12,1,9,9,9,9,9,9,9,9,9,9,9,9],"status":{"7":".."}})";

} // namespace

TEST_CASE("a town of the census is chosen by its code, and totals are not counted again")
{
    const BenchmarkFile read = read_benchmark(two_towns().text(), "census.csv", only("571164"));
    const Benchmark& chrudim = read.benchmark;
    CHECK(chrudim.people() == 62);
    REQUIRE(chrudim.cells.size() == 6);
    CHECK(chrudim.cells.front().place == "chrudim");
    CHECK(chrudim.cells.front().place_name == "Chrudim (571164)");
    CHECK(chrudim.has_genders());
    CHECK(chrudim.reference_date == "2021-03-26");
    CHECK(chrudim.source == "ČSÚ, SLDB 2021");
    CHECK(chrudim.file_sha256 == sha256_hex(two_towns().text()));
    std::int64_t oldest = 0;
    for (const BenchmarkCell& cell : chrudim.cells)
        if (cell.age_from == 100) {
            CHECK_FALSE(cell.age_to.has_value());
            oldest += static_cast<std::int64_t>(cell.people);
        }
    CHECK(oldest == 2);
    REQUIRE(read.notes.size() == 2);
    CHECK_THAT(read.notes[1], Contains("municipalities sum to regions: 89 people"));
    CHECK(read_benchmark(two_towns().text(), "census.csv", {}).benchmark.people() == 89); // both towns
    CHECK(read_benchmark(two_towns().text(), "census.csv", only("571164", "Chrudim-město")).benchmark.cells[0].place ==
          "chrudim-mesto");
}

TEST_CASE("census figures that do not add up, are confidential or come twice are refused, naming what")
{
    const std::string text = two_towns().text();
    const auto refused = [](const std::string& census, const std::string& why) {
        CHECK_THROWS_WITH(read_benchmark(census, "census.csv", only("571164")), Contains(why));
    };
    const std::string chrudim_men = R"("10","3162","1035","k15 až 19 let","102","1","43","571164")";
    refused(replaced(text, chrudim_men, R"("11","3162","1035","k15 až 19 let","102","1","43","571164")"),
            "the ages of men are 31, its total row says 30");
    refused(replaced(text, chrudim_men, R"("","3162","1035","k15 až 19 let","102","1","43","571164")"), "confidential");
    refused(replaced(text, chrudim_men, R"("-1","3162","1035","k15 až 19 let","102","1","43","571164")"),
            "line 2, hodnota: expected a whole number");
    refused(replaced(text, R"("1","22","3162")", R"("1","23","3162")"), "are 63, its total row says 62");
    Census twice = two_towns();
    twice.row("43", "571164", "Chrudim", "15 až 19 let", "1", 10);
    refused(twice.text(), "a second time");
    Census more = two_towns();
    more.row("43", "571165", "Jinde", "", "", 1);
    refused(more.text(), "the municipalities have 90 people, the regions 89");
    Census one_sex(false);
    one_sex.row("43", "571164", "Chrudim", "15 až 19 let", "1", 3);
    refused(one_sex.text(), "no rows of women");
    CHECK_THROWS_WITH(read_benchmark(text, "census.csv", only("999999")), Contains("no territory 999999"));
    CHECK_THROWS_WITH(read_benchmark("PK\x03\x04", "census.zip", {}), Contains("archive"));
    CHECK_THROWS_WITH(read_benchmark("hodnota,uzemi_kod\n", "census.csv", {}), Contains("no column \"vek_txt\""));
}

TEST_CASE("Norway's population is read by sex and single years, its totals left out")
{
    const BenchmarkFile read = read_benchmark(norway, "07459.json", only("9901"));
    CHECK(read.benchmark.people() == 50);
    CHECK(read.benchmark.has_genders());
    REQUIRE(read.benchmark.cells.size() == 5);
    CHECK(read.benchmark.cells.front().place_name == "Lia (9901)");
    CHECK(read.benchmark.cells.front().gender == "m");
    CHECK(read.benchmark.reference_date == "2026-01-01");
    CHECK(read.benchmark.table == "07459: Population");
    CHECK_THAT(read.notes.back(), Contains("90 years and more have no figure"));
    CHECK_THROWS_WITH(read_benchmark(norway, "07459.json", only("1234")), Contains("no region 1234"));
    CHECK_THROWS_WITH(read_benchmark(replaced(norway, "25,12,13,null", "25,null,13,1"), "f", only("9901")),
                      Contains("age 15 has no figure"));
    CHECK_THROWS_WITH(read_benchmark(replaced(norway, R"({"7":".."})", R"({"7":":"})"), "f", only("9901")),
                      Contains("status \":\""));
    CHECK_THROWS_WITH(read_benchmark(replaced(norway, R"(["0","1","2"])", R"(["0","1","9"])"), "f", only("9901")),
                      Contains("one sex only"));
}

TEST_CASE("a modelled population comes with its limits; a plain CSV says what is wrong in it")
{
    const BenchmarkFile read = read_benchmark("age_from;age_to;people;low;high\n15;64;100;80;130\n65;;40.5;30;60\n",
                                              "model.csv", of_kind("modelled"));
    REQUIRE(read.benchmark.cells.size() == 2);
    CHECK(read.benchmark.cells[1].low == 30);
    CHECK_FALSE(read.benchmark.cells[1].age_to.has_value());
    CHECK_FALSE(read.benchmark.has_genders());
    const auto refused = [](const std::string& csv, const std::string& why) {
        CHECK_THROWS_WITH(read_benchmark(csv, "model.csv", {}), Contains(why));
    };
    refused("age_from,people\n15,many\n",
            "line 2, people: expected a whole number of people from 0 to 100000000, found \"many\"");
    refused("age_from,people,low\n15,10,11\n", "between low and high");
    refused("age_from,age_to,people\n20,19,1\n", "age_to");
    refused("age_from,people,gender\n20,1,x\n", "gender: expected f, m or nothing");
    refused("age_from,people\n", "no people in it");
    refused("age_from,people\n1\n", "1 fields, the header 2");
    refused("age_from,age_from,people\n", "twice");
    refused("", "it is empty");
    refused("age_from,people\n15,\xff\n", "not UTF-8");
}

TEST_CASE("a benchmark is kept with where it comes from, replaced by its key, and removed; each is audited")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, std::nullopt);
    const Instant now = from_iso("2026-11-20T09:00:00Z");
    Benchmark benchmark = read_benchmark(two_towns().text(), "census.csv", only("571164")).benchmark;
    benchmark.organisation_id = hosting.organisation;
    benchmark.kind = "census";
    benchmark.key = "census-2021";
    save_benchmark(session, benchmark, "cli:ema", now);
    const Benchmark kept = find_benchmark(session, hosting.organisation, "census-2021");
    CHECK(kept.people() == 62);
    CHECK(kept.source == benchmark.source);
    CHECK(kept.file_sha256 == benchmark.file_sha256);
    CHECK(kept.imported_by == "cli:ema");
    REQUIRE(kept.cells.size() == 6);
    CHECK_THROWS_WITH(find_benchmark(session, hosting.organisation, "census-2020"),
                      Contains("did you mean \"census-2021\""));

    benchmark.cells.pop_back();
    save_benchmark(session, benchmark, "cli:ema", now);
    CHECK(all_benchmarks(session, hosting.organisation).size() == 1);
    CHECK(find_benchmark(session, hosting.organisation, "census-2021").cells.size() == 5);
    remove_benchmark(session, hosting.organisation, "census-2021", "cli:ema", now);
    CHECK(all_benchmarks(session, hosting.organisation).empty());
    CHECK(session.query("SELECT COUNT(*) FROM benchmark_cells").integer(0, 0) == 0);
    CHECK(session.query("SELECT COUNT(*) FROM audit_log WHERE subject = 'benchmark'").integer(0, 0) == 3);
}

TEST_CASE("a benchmark in which people would count twice is refused")
{
    TestStore store(StoreKind::sqlite);
    store::Session session = store.database().session();
    const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, std::nullopt);
    const auto save = [&](const std::string& csv, const std::string& kind = "register") {
        Benchmark benchmark = read_benchmark(csv, "file", {}).benchmark;
        benchmark.organisation_id = hosting.organisation;
        benchmark.kind = kind;
        benchmark.reference_date = "2026-01-01";
        benchmark.key = "one";
        save_benchmark(session, benchmark, "cli:ema", from_iso("2026-11-20T09:00:00Z"));
    };
    CHECK_THROWS_WITH(save("age_from,age_to,people\n15,24,1\n20,29,1\n"),
                      Contains("lines 2 and 3: ages 15-24 and 20-29 overlap"));
    CHECK_THROWS_WITH(save("age_from,age_to,people\n15,15,1\n16,16,1\n15,15,2\n"),
                      Contains("lines 2 and 4: ages 15 stand there twice"));
    CHECK_THROWS_WITH(save("age_from,age_to,people\n15,,1\n20,29,1\n"), Contains("overlap"));
    CHECK_THROWS_WITH(save("age_from,age_to,people,gender\n15,24,1,\n25,29,1,f\n"), Contains("both genders"));
    CHECK_THROWS_WITH(save("age_from,people\n15,1\n", "none"), Contains("register, census or modelled"));
    CHECK(session.query("SELECT COUNT(*) FROM benchmarks").integer(0, 0) == 0);
}

TEST_CASE("a figure beyond any country, a sum beyond it and a part of a person are refused where they stand")
{
    const auto refused = [](const std::string& file, const std::string& why, const std::string& kind = "register") {
        CAPTURE(file.substr(0, 200));
        CHECK_THROWS_WITH(read_benchmark(file, "file", of_kind(kind)), Contains(why));
    };
    for (const char* figure : {"1e308", "1e19", "9e15", "9000000000000000", "100000001", "5.5", "-1", "0.0000001"}) {
        refused(replaced(norway, "25,12,13,null", std::string("25,") + figure + ",13,1"),
                "file.value, cell 5 (region 9901, age 15): expected a whole number of people from 0 to 100000000");
        refused(std::string("age_from,people\n15,") + figure + "\n", "file: line 2, people: expected a whole number");
    }
    refused("age_from,people,low,high\n15,10,5,100000000.5\n", "line 2, high: expected a number of people", "modelled");
    refused("age_from,age_to,people\n15,20,60000000\n21,30,60000000\n",
            "file: its cells have more than 100000000 people together");
    Census huge(false);
    huge.row("43", "571164", "Chrudim", "15 až 19 let", "1", 100'000'001);
    refused(huge.text(), "line 2, hodnota: expected a whole number of people from 0 to 100000000");
    refused("age_from,people\n99999999999999,1\n", "line 2, age_from: expected an age from 0 to 150");
    CHECK(read_benchmark("age_from,people\n15,100000000\n", "file", {}).benchmark.people() == 1e8);
}

TEST_CASE("a modelled population without a lowest and a highest figure in each row is refused, naming the columns")
{
    const auto refused = [](const std::string& file, const std::string& why) {
        CHECK_THROWS_WITH(read_benchmark(file, "file", of_kind("modelled")), Contains(why));
    };
    refused("age_from,people\n15,10\n", "columns age_from, people, low and high");
    refused("age_from,people,low,high\n15,10,,12\n", "file: line 2, low: is empty");
    refused("age_from,people,low,high\n15,10,9,\n", "file: line 2, high: is empty");
    refused(two_towns().text(), "columns age_from, people, low and high");
    refused(norway, "columns age_from, people, low and high");
}

TEST_CASE("a header that is not known is answered with the separator found and the columns of both layouts")
{
    const auto refused = [](const std::string& header, const std::string& why) {
        CHECK_THROWS_WITH(read_benchmark(header + "\n", "file.csv", {}),
                          Contains(why) && Contains("hodnota, ukaz_kod") && Contains("age_from, people"));
    };
    refused("hodnota;uzemi_kod", "no column \"vek_txt\" (the separator found is the semicolon; columns: 2)");
    refused("value,vek_txt", "no column \"age_from\" (the separator found is the comma; columns: 2)");
    refused("vek\tpocet", "the separator found is the tab");
    std::string census = two_towns().text();
    for (std::size_t at = 0; (at = census.find("\",\"", at)) != std::string::npos;)
        census.replace(at, 3, "\";\"");
    CHECK(read_benchmark(census, "census.csv", only("571164")).benchmark.people() == 62);
}

TEST_CASE("a reference date is a day there was")
{
    TestStore store(StoreKind::sqlite);
    store::Session session = store.database().session();
    const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, std::nullopt);
    Benchmark benchmark = read_benchmark("age_from,people\n15,1\n", "file", {}).benchmark;
    benchmark.organisation_id = hosting.organisation;
    benchmark.key = "one";
    for (const char* wrong : {"", "hello", "2021-13-01", "2021-02-30", "2021", "2021-03-26T10:00"}) {
        benchmark.reference_date = wrong;
        CHECK_THROWS_WITH(save_benchmark(session, benchmark, "cli:ema", forum_frozen),
                          Contains("write a date as 2021-03-26, not \"" + std::string(wrong) + "\""));
    }
    benchmark.reference_date = "2024-02-29";
    CHECK_NOTHROW(save_benchmark(session, benchmark, "cli:ema", forum_frozen));
}

TEST_CASE("age bands are read as people write them, rising and apart")
{
    CHECK(read_age_bands("15-24, 25-64,65+") == std::vector<AgeBand>{{15, 24}, {25, 64}, {65, std::nullopt}});
    CHECK(read_age_bands("18").front().name() == "18");
    CHECK(AgeBand{65, std::nullopt}.name() == "65+");
    for (const char* wrong : {"", "15-", "-15", "24-15", "15-24,24-30", "65+,70+", "15-200", "a", "15-24,", "15--24"})
        CHECK_THROWS_AS(read_age_bands(wrong), Error);
}
