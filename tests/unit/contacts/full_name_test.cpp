// SPDX-License-Identifier: EUPL-1.2
#include "contacts/full_name.h"

#include <catch2/catch.hpp>

using namespace dosah::contacts;

TEST_CASE("a whole name is parted and loses its titles")
{
    const auto parts = [](const char* value, bool family_first = false) {
        const FullName name = full_name_from(value, family_first);
        return name.given + "|" + name.family;
    };
    CHECK(parts("Jana Testová") == "Jana|Testová");
    CHECK(parts("Testová Jana", true) == "Jana|Testová");
    CHECK(parts("Testová, Jana") == "Jana|Testová");
    CHECK(parts("Kari Anne Testvik") == "Kari Anne|Testvik");
    CHECK(parts("Ing. Jana Testová, Ph.D.") == "Jana|Testová");
    CHECK(parts("Jana Testová Ph.D.") == "Jana|Testová");
    CHECK(parts("Jana Testová, MBA") == "Jana|Testová");
    CHECK(parts("Mgr. et Mgr. Jana Testová DiS.") == "Jana|Testová");
    CHECK(parts("Ing.Jan Testov") == "Jan|Testov");
    CHECK(parts("Ing. Mgr. Testová Jana, LL.M., MBA", true) == "Jana|Testová");
    CHECK(parts("J. R. Testov") == "J. R.|Testov");
    CHECK(parts("JANA TESTOVÁ") == "JANA|TESTOVÁ");
    CHECK(parts("Jana") == "Jana|");
    CHECK(parts("Testová", true) == "|Testová");
    CHECK(parts("Ing.") == "|");
    CHECK(parts("") == "|");
    CHECK(parts(",") == "|");
}
