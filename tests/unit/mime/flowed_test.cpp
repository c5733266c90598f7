// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "mime/flowed.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace dosah;
using mime::flow;

namespace {

std::size_t characters(const std::string& line)
{
    return text::to_utf32(line).size();
}

/// As unflow() gives it back: lines without the blanks at their ends.
std::string told(const std::string& text)
{
    std::string out;
    for (const std::string& line : text::lines(text)) {
        const std::size_t end = line == "-- " ? line.size() : line.find_last_not_of(' ') + 1;
        out += line.substr(0, end) + "\n";
    }
    return out;
}

const std::string address =
    "https://dosah.lipova.example/i/2F-ABCDEFGHJKMNPQRSTVWXYZ2345?answer=yes&" + std::string(90, 'x');

} // namespace

TEST_CASE("a long paragraph goes out in lines of at most 72 characters that end in a space", "[mime]")
{
    const std::string text = "Žádáme vás o účast na setkání o novém parku u nádraží, které začíná v sedmnáct hodin.";
    CHECK(flow(text + "\n") == "Žádáme vás o účast na setkání o novém parku u nádraží, které začíná v \n"
                               "sedmnáct hodin.\n");
    CHECK(flow("krátká řádka\n\ndruhá\n") == "krátká řádka\n\ndruhá\n");
    const std::string fits = std::string(35, 'a') + " " + std::string(36, 'b');
    CHECK(flow(fits) == fits);
    CHECK(flow(fits + "b") == std::string(35, 'a') + " \n" + std::string(37, 'b'));
}

TEST_CASE("an address is never broken, however long it is", "[mime]")
{
    CHECK(flow(address) == address);
    CHECK(flow("Odpovězte zde: " + address + " a my vám zavoláme.") ==
          "Odpovězte zde: \n" + address + " \na my vám zavoláme.");
}

TEST_CASE("blanks at the end of a line go, but for a signature's", "[mime]")
{
    CHECK(flow("a  \nb\n-- \nc \n --  \n") == "a\nb\n-- \nc\n  --\n");
    CHECK(mime::unflow(flow("a \n-- \nc"), false) == "a\n-- \nc\n");
    // No broken line looks like a signature's.
    CHECK(flow("-- " + address) == "-- " + address);
}

TEST_CASE("what would be taken for a quotation or spoilt on the way is stuffed, and only where a paragraph begins",
          "[mime]")
{
    CHECK(flow("> a\nFrom here\n b\nFromage\n") == " > a\n From here\n  b\nFromage\n");
    const std::string before(68, 'a');
    CHECK(flow(before + " x > y and more") == before + " \nx > y and more");
    CHECK(flow(before + " x From y and more") == before + " \nx From y and more");
    CHECK(flow(std::string(72, ' ') + "a b") == std::string(73, ' ') + "a \nb");
}

TEST_CASE("random texts come back, line by line or all at once", "[mime]")
{
    static const std::vector<std::string> pieces = {"a",   "Žluťoučký", " ",    " ",   "  ",    "> ",
                                                    ">>",  "From ",     "--",   "-- ", "漢",    ".",
                                                    "=20", address,     "bod.", "\t",  "\u00A0"};
    std::mt19937 random(20261123);
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        std::string apart;
        for (std::size_t lines = random() % 6; lines > 0; --lines) {
            std::string line;
            for (std::size_t i = random() % 60; i > 0; --i)
                line += pieces[random() % pieces.size()] + (random() % 2 == 0 ? " " : "");
            line += '\n';
            text += line;
            apart += flow(line);
        }
        const std::string flowed = flow(text);
        REQUIRE(flowed == apart);
        REQUIRE(mime::unflow(flowed, false) == told(text));
        for (const std::string& line : text::lines(flowed)) {
            // Longer is only what may not be broken: a word, and what would want stuffing behind it.
            if (characters(line) <= 72) continue;
            const std::string_view inner =
                std::string_view(line).substr(std::min(line.find_first_not_of(' '), line.size()));
            const std::size_t blank = inner.find(' ');
            const std::string_view behind = inner.substr(std::min(inner.find_first_not_of(' ', blank), inner.size()));
            INFO(line);
            REQUIRE(
                (behind.empty() || behind.starts_with('>') || behind.starts_with("From ") || inner.starts_with("-- ")));
        }
    }
}
