// SPDX-License-Identifier: EUPL-1.2
#include "base/config.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

TEST_CASE("dosah migrate makes the schema and the key once, and has nothing to do the second time")
{
    Shell shell(false);
    const Ran first = shell.run({"migrate", "--json"});
    CHECK(first.status == 0);
    CHECK(first.object()->getArray("applied")->getElement<std::string>(0) == "0001_organisations.sql");
    const std::string key = read_file(shell.path("key"));
    CHECK(std::filesystem::status(shell.path("key")).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(shell.run({"migrate", "--json"}).out == "{\"applied\":[]}\n");
    CHECK(shell.run({"migrate"}).out == "nothing to apply\n");
    CHECK(read_file(shell.path("key")) == key);
}

TEST_CASE("a store that is not there or not migrated is refused, and the remedy named")
{
    Shell shell(false);
    const Ran none = shell.run({"org", "list", "--json"});
    CHECK(none.status == 1);
    CHECK(none.error_kind() == "missing");
    CHECK_THAT(none.err, Contains("no store at " + shell.path("store.sqlite")) && Contains("dosah migrate"));
    CHECK_FALSE(std::filesystem::exists(shell.path("store.sqlite")));
    shell.write("store.sqlite", "");
    const Ran empty = shell.run({"org", "list", "--json"});
    CHECK(empty.status == 1);
    CHECK(empty.error_kind() == "conflict");
    CHECK_THAT(empty.err, Contains("dosah migrate"));
    shell.write("store.sqlite", "this is no database at all, but a text that somebody left here");
    CHECK(shell.run({"org", "list"}).status == 1);
}

TEST_CASE("a store url that is none is refused")
{
    Shell shell(false);
    const Ran ran = shell.run({"migrate", "--store.url=mysql://x"});
    CHECK(ran.status != 0);
    CHECK_THAT(ran.err, Contains("sqlite:"));
}

TEST_CASE("dosah config prints every key with its default")
{
    Shell shell(false);
    const Ran ran = shell.run({"config"});
    CHECK(ran.status == 0);
    const json::Array::Ptr list = shell.run({"config", "--json"}).array();
    REQUIRE(list->size() == config_keys().size());
    for (std::size_t i = 0; i < config_keys().size(); ++i) {
        CHECK_THAT(ran.out, Contains(config_keys()[i].name + " = " + config_keys()[i].initial + "\n"));
        CHECK(list->getObject(static_cast<unsigned>(i))->getValue<std::string>("name") == config_keys()[i].name);
    }
    CHECK_THAT(ran.out, Contains("store.url_file"));
}
