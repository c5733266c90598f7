// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "evaluation/json_stat.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::evaluation;
using Catch::Contains;

namespace {

/// Two regions by sex and age, made up.
const std::string population = R"({"version":"2.0","class":"dataset","label":"07459: Population","source":"SSB",
"updated":"2026-02-24T07:00:00Z","id":["Region","Kjonn","Alder","ContentsCode","Tid"],"size":[2,2,3,1,1],
"dimension":{
"Region":{"label":"region","category":{"index":{"9902":1,"9901":0},"label":{"9901":"Lia","9902":"Dalen"}}},
"Kjonn":{"label":"sex","category":{"index":["1","2"],"label":{"1":"Males","2":"Females"}}},
"Alder":{"label":"age","category":{"index":{"015":0,"016":1,"105+":2}}},
"ContentsCode":{"label":"contents","category":{"label":{"Personer1":"Persons"}}},
"Tid":{"label":"year","category":{"index":["2026"]}}},
"value":[12,13,null,14,15,1,21,22,0,23,24,2],"status":{"2":":"}})";

std::optional<double> value(const JsonStat& table, const std::vector<std::string>& codes)
{
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i < table.dimensions.size(); ++i)
        for (std::size_t place = 0; place < table.dimensions[i].categories.size(); ++place)
            if (table.dimensions[i].categories[place].code == codes[i]) at.push_back(place);
    REQUIRE(at.size() == codes.size());
    return table.values[table.cell(at)];
}

std::string with(const std::string& from, const std::string& to)
{
    std::string out = population;
    const std::size_t at = out.find(from);
    REQUIRE(at != std::string::npos);
    return out.replace(at, from.size(), to);
}

} // namespace

TEST_CASE("a JSON-stat dataset is read by codes: row-major, the last dimension fastest")
{
    const JsonStat table = read_json_stat(population, "file");
    CHECK(value(table, {"9902", "1", "016", "Personer1", "2026"}) == 22);
    CHECK(value(table, {"9901", "2", "015", "Personer1", "2026"}) == 14);
    CHECK_FALSE(value(table, {"9901", "1", "105+", "Personer1", "2026"}).has_value());
    CHECK(table.statuses[table.cell({0, 0, 2, 0, 0})] == ":");
    CHECK(table.dimensions[0].categories[1].label == "Dalen");
    CHECK(table.dimensions[2].categories[2].label == "105+");
    CHECK(table.dimensions[3].categories[0].code == "Personer1"); // of a label alone
    CHECK(table.source == "SSB");
}

TEST_CASE("every way of writing the same JSON-stat dataset reads alike")
{
    const JsonStat table = read_json_stat(population, "file");
    const auto same = [&](const std::string& text) {
        const JsonStat other = read_json_stat(text, "file");
        CHECK(other.values == table.values);
        for (std::size_t i = 0; i < table.dimensions.size(); ++i)
            for (std::size_t place = 0; place < table.dimensions[i].categories.size(); ++place)
                CHECK(other.dimensions[i].categories[place].code == table.dimensions[i].categories[place].code);
        return other;
    };
    same(with(R"({"9902":1,"9901":0})", R"(["9901","9902"])"));
    same(with(R"("index":["1","2"])", R"("index":{"2":1,"1":0})"));
    same(with("[12,13,null,14,15,1,21,22,0,23,24,2]",
              R"({"0":12,"1":13,"3":14,"4":15,"5":1,"6":21,"7":22,"8":0,"9":23,"10":24,"11":2})"));
    CHECK(same(with(R"({"2":":"})", R"("e")")).statuses.at(5) == "e");
    CHECK(same(with(R"({"2":":"})", R"(["","",":","","","","","","","","",null])")).statuses.at(2) == ":");
    CHECK(same(with(R"({"2":":"})", R"([":"])")).statuses.at(11) == ":");
    CHECK(same(with(R"(,"status":{"2":":"})", "")).statuses.empty());
}

TEST_CASE("what is no JSON-stat dataset is refused with its place and what is wrong")
{
    const auto refused = [](const std::string& text, const std::string& why) {
        CHECK_THROWS_WITH(read_json_stat(text, "file"), Contains(why));
    };
    refused("[]", "file: expected an object");
    refused(with(R"("class":"dataset")", R"("class":"collection")"), "file.class: expected \"dataset\"");
    refused(with(R"("version":"2.0")", R"("version":"1.3")"), "file.version");
    refused(with("[2,2,3,1,1]", "[2,2,3,1]"), "4 numbers for 5 dimensions");
    refused(with("[2,2,3,1,1]", "[2,2,2,1,1]"), "has 3 categories, the size is 2");
    refused(with("[2,2,3,1,1]", "[2,2,0,1,1]"), "\"Alder\" has no categories");
    refused(with("[2,2,3,1,1]", "[2000000,2000000,3,1,1]"), "categories");
    refused(with(R"({"9902":1,"9901":0})", R"({"9902":1,"9901":1})"), "two categories are in place 1");
    refused(with(R"({"9902":1,"9901":0})", R"(["9901","9901"])"), "\"9901\" stands there twice");
    refused(with(R"({"9902":1,"9901":0})", R"({"9902":2,"9901":0})"), "expected 0 to 1");
    refused(with(R"("category":{"index":["1","2"],"label":{"1":"Males","2":"Females"}})",
                 R"("category":{"label":{"1":"Males","2":"Females"}})"),
            "only where there is one category");
    refused(with("23,24,2]", "23,24]"), "has 11 numbers, the sizes make 12");
    refused(with("[12,13,null", "[12,\"13\",null"), "value[1]: expected a number or null");
    refused(with("[12,13,null,14,15,1,21,22,0,23,24,2]", R"({"12":1})"), "is not the number of a cell");
    refused(with("[12,13,null,14,15,1,21,22,0,23,24,2]", R"({"1a":1})"), "is not the number of a cell");
    refused(with(R"({"2":":"})", R"(["",""])"), "2 entries for 12 cells");
    refused(with(R"("Alder":{"label")", R"("Age":{"label")"), "dimension.Alder: expected an object");
    refused(R"({"class":"dataset","version":"2.0","id":[],"size":[]})", "1 to 20 dimensions");
}

TEST_CASE("a JSON-stat text changed at random is read or refused, never worse")
{
    std::mt19937_64 random(20261123);
    std::size_t refused = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string text = population;
        for (std::uint64_t n = 1 + random() % 3; n > 0; --n) {
            const std::size_t at = random() % text.size();
            switch (random() % 4) {
            case 0:
                text.erase(at, 1 + random() % 8);
                break;
            case 1:
                text[at] = static_cast<char>(random() % 256);
                break;
            case 2:
                text.insert(at, 1, "{}[]\",:0123456789-"[random() % 18]);
                break;
            default:
                text.insert(at, text.substr(random() % text.size(), random() % 20));
                break;
            }
        }
        try {
            const JsonStat table = read_json_stat(text, "file");
            std::size_t cells = 1;
            for (const JsonStat::Dimension& one : table.dimensions)
                cells *= one.categories.size();
            REQUIRE(table.values.size() == cells);
        } catch (const Error& problem) {
            REQUIRE(problem.kind() == ErrorKind::input);
            ++refused;
        }
    }
    CHECK(refused > 1000);
}
