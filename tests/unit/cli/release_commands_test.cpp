// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

Ran add(Shell& shell, const std::string& table, std::vector<std::string> more)
{
    more.insert(more.begin(), {"release", "add", "-", "--table", "reached", "--org", "lipova", "--measure", "reached",
                               "--rows-by", "group", "--columns-by", "place"});
    return shell.run(more, table);
}

} // namespace

TEST_CASE("dosah release add protects a table against what was released before, release list tells what was")
{
    Shell shell;
    shell.found_town();
    const Ran first = add(shell, "g,a,b\nx,12,40\ny,30,50\n", {"--as-of", "2026-05-01", "--json"});
    CHECK(first.status == 0);
    CHECK_THAT(first.out, Contains(R"("cells":[[12,40],[30,50]])"));
    CHECK(first.object()->getObject("release")->getValue<int>("number") == 1);
    const Ran second = add(shell, "g,a,b\nx,13,40\ny,30,50\n", {"--as-of", "2026-06-01", "--as", "ema"});
    CHECK(second.status == 0);
    CHECK_THAT(second.out, !Contains("13") && Contains("Release 2 of reached as of 2026-06-01T00:00:00Z, sha256"));
    const Ran list = shell.run({"release", "list", "--org", "lipova"});
    CHECK_THAT(list.out, Contains("1\treached\t2026-05-01T00:00:00Z\t") && Contains("cli:ema"));
    CHECK(shell.run({"release", "list", "--org", "lipova", "--json"}).array()->size() == 2);
    const Ran interim = add(shell, "g,a,b\nx,99,99\ny,99,99\n", {"--as-of", "2026-07-01", "--interim"});
    CHECK_THAT(interim.out, Contains("INTERIM") && !Contains("99 ") && Contains("198"));
}

TEST_CASE("dosah release add refuses what earlier releases forbid, and enters nothing then")
{
    Shell shell;
    shell.found_town();
    CHECK(add(shell, "g,a,b\nx,12,40\ny,30,50\n", {"--as-of", "2026-05-01"}).status == 0);
    const Ran lower = add(shell, "g,a,b\nx,12,40\ny,20,50\n", {"--as-of", "2026-06-01", "--json"});
    CHECK(lower.status == 1);
    CHECK(lower.error_kind() == "conflict");
    CHECK_THAT(lower.err, Contains("not released"));
    CHECK(add(shell, "g,a\nx,12\ny,20\n", {}).status == 1);
    const Ran part = add(shell, "g,a,b\nx,11,40\ny,30,50\n", {"--as-of", "2026-05-01", "--filter", "age=15-24,25-64"});
    CHECK(part.status == 1);
    CHECK(add(shell, "g,a,b\nx,5,20\ny,15,25\n", {"--as-of", "2026-05-01", "--filter", "age=15-24"}).status == 0);
    CHECK(add(shell, "g,a,b\nx,5,20\ny,15,25\n", {"--filter", "age"}).status == 2);
    CHECK(add(shell, "g,a,b\nx,5,20\ny,15,25\n", {"--filter", "age=1", "--filter", "age=2"}).status == 2);
    CHECK(shell.run({"release", "add", "-", "--org", "lipova"}, "g,a\nx,9\n").status == 2);
    CHECK(shell.run({"release", "list", "--org", "lipova", "--json"}).array()->size() == 2);
}

TEST_CASE("dosah release add refuses a moment to come, and enters the same release once")
{
    Shell shell;
    shell.found_town();
    const std::string counts = "g,a,b\nx,3,40\ny,30,50\n";
    const Ran future = add(shell, counts, {"--as-of", "2999-01-01"});
    CHECK(future.status == 2);
    CHECK_THAT(future.err, Contains("--as-of 2999-01-01T00:00:00Z: is in the future"));
    const Ran first = add(shell, counts, {"--as-of", "2026-05-01"});
    REQUIRE(first.status == 0);
    const Ran again = add(shell, counts, {"--as-of", "2026-05-01"});
    CHECK(again.status == 0);
    CHECK(again.out == first.out + "It was released already; nothing is entered again.\n");
    CHECK_FALSE(add(shell, counts, {"--as-of", "2026-05-01", "--json"})
                    .object()
                    ->getObject("release")
                    ->getValue<bool>("entered"));
    CHECK(shell.run({"release", "list", "--org", "lipova", "--json"}).array()->size() == 1);
}

TEST_CASE("dosah release add lets nothing out under other names that it hid before")
{
    Shell shell;
    shell.found_town();
    const std::string counts = "g,A,B,C\nx,3,14,30\ny,20,12,31\nz,22,13,34\n";
    const auto named = [&](const std::string& table, std::vector<std::string> more) {
        more.insert(more.begin(),
                    {"release", "add", "-", "--table", table, "--org", "lipova", "--as-of", "2026-05-01"});
        return shell.run(more, counts);
    };
    const std::vector<std::string> names = {"--measure", "reached", "--rows-by", "Skupina", "--columns-by", "místo"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), names.begin(), names.end());
        return more;
    };
    CHECK(named("one", with({})).status == 0);
    CHECK(named("two", with({"--threshold", "1"})).status == 2);
    CHECK(named("two", with({"--base", "9"})).status == 2);
    for (const char* missing : {"--measure", "--rows-by", "--columns-by"}) {
        std::vector<std::string> fewer = names;
        const auto at = std::find(fewer.begin(), fewer.end(), missing);
        fewer.erase(at, at + 2);
        const Ran ran = named("two", fewer);
        CHECK(ran.status == 2);
        CHECK_THAT(ran.err, Contains(missing));
    }
    // The same figures by another cut: without y, x and z are shown.
    const Ran other = shell.run({"release", "add", "-", "--table", "two", "--org", "lipova", "--as-of", "2026-05-01",
                                 "--measure", "RÉACHED", "--rows-by", "SKUPINA", "--columns-by", "misto"},
                                "g,a,b\nX,30,14\ny,20,12\n");
    CHECK(other.status == 1);
    CHECK_THAT(other.err, Contains("release 1 (one) hides this figure"));
}

TEST_CASE("dosah release add compares ranges however they are written, and refuses what it cannot compare")
{
    Shell shell;
    shell.found_town();
    const std::string table = "g,a,b\nx,12,40\ny,30,50\n";
    CHECK(add(shell, table, {"--as-of", "2026-05-01", "--filter", "Age=15-24"}).status == 0);
    const Ran dash =
        add(shell, "g,a,b\nx,13,40\ny,30,50\n", {"--as-of", "2026-05-01", "--filter", "age=15–26", "--format", "csv"});
    CHECK_THAT(dash.out, !Contains("13"));
    const Ran young = add(shell, table, {"--as-of", "2026-05-01", "--filter", "áge=young"});
    CHECK(young.status == 1);
    CHECK_THAT(young.err, Contains("age=young cannot be compared with age=15-24 of release 1"));
}
