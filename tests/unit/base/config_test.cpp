// SPDX-License-Identifier: EUPL-1.2
#include "base/config.h"
#include "base/error.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dosah;
using namespace dosah::tests;

namespace {

std::string problem_of(const ConfigSources& sources)
{
    try {
        read_config(sources);
    } catch (const Error& problem) {
        CHECK(problem.kind() == ErrorKind::input);
        return problem.what();
    }
    return "";
}

} // namespace

TEST_CASE("the command line is stronger than the environment, and that than the file")
{
    TemporaryFolder folder;
    ConfigSources sources;
    sources.file = folder.write("a.properties", "# comment\nhttp.threads = 8\ndispatch.batch=7\nlog.level : warning\n");
    CHECK(read_config(sources).http_threads == 8);
    CHECK(read_config(sources).log_level == "warning");
    sources.environment = {{"DOSAH_HTTP_THREADS", "9"}, {"PATH", "/bin"}};
    CHECK(read_config(sources).http_threads == 9);
    CHECK(read_config(sources).dispatch_batch == 7);
    sources.command_line = {{"http.threads", "10"}};
    CHECK(read_config(sources).http_threads == 10);
}

TEST_CASE("a wrong key or value stops with its source, its name and the nearest known one")
{
    TemporaryFolder folder;
    ConfigSources sources;
    sources.file = folder.write("a.properties", "http.thread = 8\n");
    CHECK_THAT(problem_of(sources), Catch::Contains("a.properties") && Catch::Contains("http.thread ") &&
                                        Catch::Contains("did you mean http.threads?"));
    sources.file = folder.write("b.properties", "http.threads = many\n");
    CHECK_THAT(problem_of(sources), Catch::Contains("http.threads") && Catch::Contains("whole number"));
    sources.file = "";
    sources.environment = {{"DOSAH_HTTP_LISTN", "x"}};
    CHECK_THAT(problem_of(sources), Catch::Contains("DOSAH_HTTP_LISTN") && Catch::Contains("DOSAH_HTTP_LISTEN"));
    sources.environment = {{"DOSAH_SANDBOX", "yes"}};
    CHECK_THAT(problem_of(sources), Catch::Contains("true or false"));
    sources.environment = {};
    sources.command_line = {{"log.level", "loud"}};
    CHECK_THAT(problem_of(sources), Catch::Contains("command line") && Catch::Contains("debug, info"));
    sources.command_line = {};
    sources.file = "/nowhere/x.properties";
    CHECK_THAT(problem_of(sources), Catch::Contains("/nowhere/x.properties"));
}

TEST_CASE("a secret may be read from a file")
{
    TemporaryFolder folder;
    ConfigSources sources;
    sources.environment = {
        {"DOSAH_STORE_URL_FILE", folder.write("url", "postgresql://dosah:geheim@127.0.0.1:5432/dosah\n")}};
    CHECK(read_config(sources).store_url == "postgresql://dosah:geheim@127.0.0.1:5432/dosah");
    sources.environment = {{"DOSAH_STORE_URL_FILE", "/nowhere/url"}};
    CHECK_THAT(problem_of(sources), Catch::Contains("/nowhere/url"));
}

TEST_CASE("config/dosah.properties holds exactly the keys there are, with their defaults and meaning")
{
    std::istringstream reference(read_file("config/dosah.properties"));
    std::ostringstream expected;
    for (const ConfigKey& key : config_keys())
        expected << "# " << key.help << (key.secret ? " Or " + key.name + "_file: a file that holds it." : "") << '\n'
                 << key.name << " = " << key.initial << "\n\n";
    CHECK(reference.str() == expected.str());
}

TEST_CASE("every default may be given as it is written")
{
    ConfigSources sources;
    for (const ConfigKey& key : config_keys())
        sources.command_line[key.name] = key.initial;
    CHECK_NOTHROW(read_config(sources));
}
