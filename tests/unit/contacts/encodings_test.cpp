// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "tests/unit/contacts/import_support.h"

#include <random>

using namespace dosah;
using namespace dosah::contacts;
using namespace dosah::contacts::tests;

namespace {

struct Person
{
    std::string given;
    std::string family;
    std::string place;
    int day = 1;
    int month = 1;
    int year = 1980;
    std::string note;
};

struct Language
{
    std::string country;
    std::vector<std::string> charsets;
    std::vector<std::string> header;
    std::vector<std::string> given;
    std::vector<std::string> family;
    std::vector<std::string> places;
};

const std::vector<Language>& languages()
{
    static const std::vector<Language> all = {
        {"CZ",
         {"UTF-8", "Windows-1250", "ISO-8859-2", "UTF-16LE", "UTF-16BE"},
         {"Jméno", "Příjmení", "Datum narození", "Město", "E-mail", "Poznámka"},
         {"Jiří", "Šárka", "Žofie", "Tomáš", "Růžena", "Ťapka", "Ondřej"},
         {"Čtvrtá", "Ďáblík", "Žížala", "Šťáva", "Říha", "Ňouma", "Pěnička"},
         {"Ústín", "Řepiště", "Žďárec", "Lipová"}},
        {"NO",
         {"UTF-8", "Windows-1252", "ISO-8859-1", "UTF-16LE", "UTF-16BE"},
         {"Fornavn", "Etternavn", "Fødselsdato", "Poststed", "E-post", "Merknad"},
         {"Bjørn", "Åse", "Kåre", "Ægir", "Øystein", "Kari"},
         {"Sæther", "Prøvestad", "Ånsen", "Østvik", "Testå"},
         {"Øvrebygda", "Vågå", "Nærvik"}},
    };
    return all;
}

std::string date_in(const Person& person, int style)
{
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::string y = std::to_string(person.year);
    switch (style) {
    case 0:
        return two(person.day) + "." + two(person.month) + "." + y;
    case 1:
        return std::to_string(person.day) + ". " + std::to_string(person.month) + ". " + y;
    case 2:
        return y + "-" + two(person.month) + "-" + two(person.day);
    case 3:
        return two(person.day) + "/" + two(person.month) + "/" + y;
    default:
        return y;
    }
}

std::string quoted(const std::string& value, char separator, bool always)
{
    if (!always && value.find_first_of(std::string("\"\r\n") + separator) == std::string::npos) return value;
    std::string out = "\"";
    for (const char c : value)
        out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
}

std::string mark_of(const std::string& charset, bool wanted)
{
    if (charset == "UTF-16LE") return "\xFF\xFE";
    if (charset == "UTF-16BE") return "\xFE\xFF";
    return charset == "UTF-8" && wanted ? "\xEF\xBB\xBF" : "";
}

} // namespace

TEST_CASE("the same people come out of every encoding, separator, line end, quoting and style of date")
{
    std::mt19937 random(1250);
    int round = 0;
    for (const Language& language : languages()) {
        Town town(StoreKind::sqlite, language.country);
        for (const std::string& charset : language.charsets) {
            for (const char separator : {',', ';', '\t'}) {
                for (int style = 0; style < 5; ++style) {
                    const std::string end = std::array<std::string, 3>{"\n", "\r\n", "\r"}[random() % 3];
                    const bool always = random() % 2 == 0;
                    std::vector<Person> people;
                    std::string file;
                    for (std::size_t i = 0; i < language.header.size(); ++i)
                        file +=
                            (i > 0 ? std::string(1, separator) : "") + quoted(language.header[i], separator, always);
                    file += end;
                    ++round;
                    for (int i = 0; i < 5; ++i) {
                        Person one{language.given[random() % language.given.size()],
                                   language.family[random() % language.family.size()],
                                   language.places[random() % language.places.size()],
                                   1 + static_cast<int>(random() % 28),
                                   1 + static_cast<int>(random() % 12),
                                   1930 + static_cast<int>(random() % 90),
                                   ""};
                        one.note =
                            std::array<std::string, 4>{"", "a, b; c\td", "první\ndruhý", "\"ano\""}[random() % 4];
                        people.push_back(one);
                        const std::string email = "p" + std::to_string(round) + "-" + std::to_string(i) + "@x.example";
                        const std::vector<std::string> cells = {one.given, one.family, date_in(one, style),
                                                                one.place, email,      one.note};
                        for (std::size_t c = 0; c < cells.size(); ++c)
                            file += (c > 0 ? std::string(1, separator) : "") + quoted(cells[c], separator, always);
                        file += end;
                    }
                    INFO(language.country << " " << charset << " separator " << int(separator) << " style " << style);
                    const std::string bytes = mark_of(charset, always) + *text::encode(file, charset);
                    const ImportReport report = town.import(bytes);
                    check_sum(report);
                    CHECK(report.separator == separator);
                    CHECK(report.warning_count == 0);
                    REQUIRE(report.added == people.size());
                    const std::vector<Contact> all = town.people();
                    for (std::size_t i = 0; i < people.size(); ++i) {
                        const Contact& kept = all[all.size() - people.size() + i];
                        CHECK(kept.given_name == people[i].given);
                        CHECK(kept.family_name == people[i].family);
                        CHECK(kept.place == people[i].place);
                        CHECK(kept.birth_year == people[i].year);
                        CHECK(kept.attributes.empty() == people[i].note.empty());
                    }
                }
            }
        }
    }
}

TEST_CASE("random bytes under a good header never break the import, and every row is accounted for")
{
    std::mt19937 random(5);
    Town town;
    ImportOptions options = town.options();
    options.dry_run = true;
    for (int round = 0; round < 200; ++round) {
        std::string file = "jméno;email;telefon;datum narození\n";
        for (std::size_t n = random() % 600; n > 0; --n)
            file += random() % 6 == 0 ? static_cast<char>(random() % 256) : "ab@.x;;;\n\n\"6021"[random() % 14];
        check_sum(town.import(file, options));
    }
}

TEST_CASE("bytes that are no text in the encoding are pointed at")
{
    Town town;
    const ImportReport report = town.import("\xEF\xBB\xBFjméno;email\nJan\xE1 Testov\xE1;jana@x.example\n");
    CHECK(report.added == 1);
    REQUIRE(report.warning_count == 1);
    CHECK(report.warnings.front().line == 2);
    CHECK(report.warnings.front().column == "jméno");
}
