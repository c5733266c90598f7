// SPDX-License-Identifier: EUPL-1.2
#include "contacts/csv_reader.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah::contacts;

namespace {

std::vector<CsvRecord> read(std::string_view text, char separator = ',')
{
    CsvReader reader(text, separator);
    std::vector<CsvRecord> out;
    CsvRecord record;
    while (reader.next(record))
        out.push_back(record);
    return out;
}

using Fields = std::vector<std::string>;

} // namespace

TEST_CASE("records are cut at separators and every kind of line end")
{
    const auto records = read("a,b\r\nc,d\ne,f\rg,h");
    REQUIRE(records.size() == 4);
    CHECK(records[0].fields == Fields{"a", "b"});
    CHECK(records[3].fields == Fields{"g", "h"});
    CHECK(records[3].line == 4);
    CHECK(read("a,b,\n").front().fields == Fields{"a", "b", ""});
    CHECK(read("a;b,c\tx;", ';').front().fields == Fields{"a", "b,c\tx", ""});
    CHECK(read("").empty());
    CHECK(read("\n\r\n\n").empty());
}

TEST_CASE("quoted fields hold separators, quotes and line ends, and lines are counted as the file has them")
{
    const auto records = read("x,\"a \"\"b\"\", c\r\nd\"\r\n\r\n\"\",  \"y\"z,w\r\n");
    REQUIRE(records.size() == 2);
    CHECK(records[0].fields == Fields{"x", "a \"b\", c\nd"});
    CHECK(records[0].line == 1);
    CHECK(records[1].fields == Fields{"", "yz", "w"});
    CHECK(records[1].line == 4);
}

TEST_CASE("a quote never closed costs its line and not the rest of the file")
{
    const auto records = read("a,b\nc,\"d\ne,f\ng,h\n");
    REQUIRE(records.size() == 4);
    CHECK(records[1].problem == "the quote opened on line 2 is never closed");
    CHECK(records[1].line == 2);
    CHECK(records[2].fields == Fields{"e", "f"});
    CHECK(records[2].problem.empty());
    CHECK(records[3].line == 4);
}

TEST_CASE("a quote closed by the next one that opens costs its line too, and both lines are named")
{
    const auto records = read("a,b\n\"c,d\ne,f\n\"g\",h\n\"i\nj\" ,k\n");
    REQUIRE(records.size() == 5);
    CHECK_THAT(records[1].problem, Catch::Contains("line 2") && Catch::Contains("line 4"));
    CHECK(records[1].line == 2);
    CHECK(records[2].fields == Fields{"e", "f"});
    CHECK(records[3].fields == Fields{"g", "h"});
    CHECK(records[4].fields == Fields{"i\nj ", "k"});
}

TEST_CASE("fields and records beyond the limits are records with a problem")
{
    const std::string long_field(longest_field + 1, 'x');
    auto records = read("a," + long_field + ",c\nd,e\n");
    REQUIRE(records.size() == 2);
    CHECK(records[0].problem == "a field is longer than 64 KiB");
    CHECK(records[1].fields == Fields{"d", "e"});
    records = read("\"" + long_field + "\"\nd\n");
    REQUIRE(records.size() == 2);
    CHECK(records[0].problem.find("64 KiB") != std::string::npos);
    records = read(std::string(most_columns, ',') + "\nd\n");
    REQUIRE(records.size() == 2);
    CHECK(records[0].problem == "more than 500 columns");
    CHECK(read(std::string(most_columns - 1, ',')).front().fields.size() == most_columns);
}

TEST_CASE("what a writer quoted comes back, whatever it holds")
{
    std::mt19937 random(4180);
    for (int round = 0; round < 500; ++round) {
        const char separator = ",;\t"[random() % 3];
        const std::string end = std::array<std::string, 3>{"\n", "\r\n", "\r"}[random() % 3];
        std::vector<Fields> table;
        std::string text;
        for (std::size_t rows = 1 + random() % 8; rows > 0; --rows) {
            Fields fields;
            for (std::size_t columns = 2 + random() % 4; columns > 0; --columns) {
                std::string value;
                for (std::size_t n = random() % 6; n > 0; --n)
                    value +=
                        std::array<std::string, 10>{"a", "ř", "\"", ",", ";", "\n", " ", "\t", "ø", "1"}[random() % 10];
                fields.push_back(value);
                std::string quoted = "\"";
                for (const char c : value)
                    quoted += c == '"' ? "\"\"" : std::string(1, c);
                text += (fields.size() > 1 ? std::string(1, separator) : "") + quoted + "\"";
            }
            table.push_back(fields);
            text += end;
        }
        const auto records = read(text, separator);
        REQUIRE(records.size() == table.size());
        for (std::size_t i = 0; i < table.size(); ++i)
            CHECK(records[i].fields == table[i]);
    }
}

TEST_CASE("random bytes never break the reader, and its lines rise and stay within the file")
{
    std::mt19937 random(99);
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (std::size_t n = random() % 300; n > 0; --n)
            text += random() % 3 == 0 ? static_cast<char>(random() % 256) : "\"\",;\t\r\n ab"[random() % 10];
        std::size_t lines = 1;
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++lines;
        std::size_t last = 0;
        for (const CsvRecord& record : read(text, ";,\t"[round % 3])) {
            CHECK(record.line > last);
            CHECK(record.line <= lines);
            last = record.line;
        }
    }
}
