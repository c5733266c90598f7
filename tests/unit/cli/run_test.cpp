// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// Runs words against one command, "probe", that does what the test says.
Ran probe(std::vector<std::string> words, std::function<int(cli::Context&, cli::Words&)> what)
{
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Ran ran;
    ran.status = cli::run(std::move(words), {{"probe", "[--json]", "Probes.", std::move(what)}}, {}, in, out, err);
    ran.out = out.str();
    ran.err = err.str();
    return ran;
}

std::string public_url(cli::Context& context)
{
    return context.config().http_public_url;
}

/// An environment variable for as long as it lives.
class Variable
{
public:
    Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
    Variable(const Variable&) = delete;
    ~Variable() { ::unsetenv(name_); }

private:
    const char* name_;
};

} // namespace

TEST_CASE("an unknown command is refused with the nearest one")
{
    Shell shell(false);
    const Ran near = shell.run({"contacts", "imprt", "x.csv"});
    CHECK(near.status == 2);
    CHECK(near.err == "dosah: unknown command \"contacts imprt\" (did you mean \"contacts import\"?)\n");
    CHECK_THAT(shell.run({"clasify", "-"}).err, Contains("did you mean \"classify\""));
    CHECK_THAT(shell.run({"zzzzzzzz"}).err, Contains("\"dosah help\" lists them"));
    CHECK_THAT(shell.run({"--json", "sms", "a"}).err, Contains("options stand after the command"));
}

TEST_CASE("an area without its command is refused with the area's commands")
{
    Shell shell(false);
    const Ran ran = shell.run({"segments", "--json"});
    CHECK(ran.status == 2);
    CHECK(ran.err == "dosah: \"segments\" wants one of: count, save, list\n");
    CHECK(ran.error_kind() == "input");
}

TEST_CASE("an unknown option, a missing value and a missing or spare operand are refused with their names")
{
    Shell shell(false);
    const Ran unknown = shell.run({"sms", "a", "--jsno"});
    CHECK(unknown.status == 2);
    CHECK(unknown.err == "dosah: unknown option --jsno (did you mean --json?)\n");
    CHECK(shell.run({"contacts", "count", "--org"}).err == "dosah: --org: its value is missing\n");
    CHECK(shell.run({"contacts", "import", "x", "--org", "--dry-run"}).err == "dosah: --org: its value is missing\n");
    CHECK(shell.run({"contacts", "count"}).err == "dosah: --org is missing\n");
    CHECK(shell.run({"sms"}).err == "dosah: TEXT is missing\n");
    CHECK(shell.run({"sms", "a", "b"}).err == "dosah: unexpected word \"b\"\n");
    CHECK_THAT(shell.run({"contacts", "count", "--org", "a", "--org=b"}).err, Contains("--org is given twice"));
    CHECK_THAT(shell.run({"sms", "a", "--strip=yes"}).err, Contains("--strip is given twice, or has a value"));
}

TEST_CASE("after -- everything is an operand, also what looks like an option")
{
    Shell shell(false);
    CHECK_THAT(shell.run({"sms", "--json", "--", "--strip"}).out, Contains("\"text\":\"--strip\""));
    CHECK(shell.run({"sms", "--", "--json"}).out == "GSM-7, 6 units, 1 part\n--json\n");
    CHECK(shell.run({"sms", "--", "--help"}).status == 0);
    CHECK_THAT(shell.run({"sms", "--", "--sandbox=maybe"}).out, Contains("--sandbox=maybe"));
    CHECK(shell.run({"sms", "--", "a", "--json"}).err == "dosah: unexpected word \"--json\"\n");
    CHECK(shell.run({"sms", "--", "a", "--json"}).out.empty());
}

TEST_CASE("the configuration's precedence is file, environment, command line")
{
    TemporaryFolder folder;
    const std::string file = folder.write("town.properties", "http.public_url = http://file.example\n");
    std::string seen;
    const auto look = [&seen](cli::Context& context, cli::Words&) {
        seen = public_url(context);
        return 0;
    };
    REQUIRE(probe({"--config", file, "probe"}, look).status == 0);
    CHECK(seen == "http://file.example");
    probe({"probe", "--config=" + file}, look);
    CHECK(seen == "http://file.example");
    {
        const Variable config("DOSAH_CONFIG", file);
        probe({"probe"}, look);
        CHECK(seen == "http://file.example");
        const Variable variable("DOSAH_HTTP_PUBLIC_URL", "http://environment.example");
        probe({"probe"}, look);
        CHECK(seen == "http://environment.example");
        probe({"probe", "--http.public_url=http://line.example"}, look);
        CHECK(seen == "http://line.example");
    }
    probe({"probe"}, look);
    CHECK(seen == "http://127.0.0.1:8080");
}

TEST_CASE("a wrong configuration stops every command and names the key")
{
    Shell shell(false);
    const Ran ran = shell.run({"sms", "a", "--log.levle=debug"});
    CHECK(ran.status == 2);
    CHECK_THAT(ran.err, Contains("unknown key log.levle") && Contains("log.level?"));
    CHECK_THAT(shell.run({"sms", "a", "--config", shell.path("none")}).err, Contains("cannot read the config file"));
    CHECK_THAT(shell.run({"sms", "a", "--config"}).err, Contains("--config: the file is missing"));
    const std::string file = shell.write("bad.properties", "http.treads = 3\n");
    CHECK_THAT(shell.run({"sms", "a", "--config", file}).err, Contains("http.treads") && Contains("http.threads?"));
}

TEST_CASE("the exit status is 0 when done, 1 when the engine says no, 2 when the words are wrong")
{
    const auto failing = [](ErrorKind kind) {
        return probe({"probe"}, [kind](cli::Context&, cli::Words&) -> int { throw Error(kind, "because"); }).status;
    };
    CHECK(probe({"probe"}, [](cli::Context&, cli::Words&) { return 0; }).status == 0);
    CHECK(failing(ErrorKind::input) == 2);
    CHECK(failing(ErrorKind::missing) == 1);
    CHECK(failing(ErrorKind::conflict) == 1);
    CHECK(failing(ErrorKind::unavailable) == 1);
    CHECK(failing(ErrorKind::internal) == 1);
    CHECK(probe({"probe"}, [](cli::Context&, cli::Words&) -> int { throw std::runtime_error("x"); }).status == 1);
    const Ran none = probe({}, [](cli::Context&, cli::Words&) { return 0; });
    CHECK(none.status == 2);
    CHECK(none.out.empty());
    CHECK_THAT(none.err, Contains("usage: dosah"));
}

TEST_CASE("with --json an error is an object on standard output too")
{
    const auto fails = [](cli::Context&, cli::Words&) -> int { throw conflict_error("is there \"already\""); };
    const Ran ran = probe({"probe", "--json"}, fails);
    CHECK(ran.out == "{\"error\":{\"kind\":\"conflict\",\"text\":\"is there \\\"already\\\"\"}}\n");
    CHECK(ran.err == "dosah: is there \"already\"\n");
    CHECK(probe({"probe"}, fails).out.empty());
}

TEST_CASE("an error is one line without control characters")
{
    const Ran ran = probe({"probe"}, [](cli::Context&, cli::Words&) -> int {
        throw input_error("column \"\x1b[2J\na\x7f\" of \xC5\xBE");
    });
    CHECK(ran.err == "dosah: column \"?[2J?a?\" of \xC5\xBE\n");
    const Ran bytes =
        probe({"probe", "--json"}, [](cli::Context&, cli::Words&) -> int { throw input_error("byte \xEF"); });
    CHECK(bytes.out == "{\"error\":{\"kind\":\"input\",\"text\":\"byte \xEF\xBF\xBD\"}}\n");
}

TEST_CASE("output that cannot be written is an error")
{
    std::istringstream in;
    std::ofstream full("/dev/full");
    std::ostringstream err;
    CHECK(cli::run({"sms", "a"}, cli::content_commands(), {}, in, full, err) == 1);
    CHECK_THAT(err.str(), Contains("could not be written"));
}

TEST_CASE("dosah help lists every command, an area or one command")
{
    Shell shell(false);
    const Ran all = shell.run({"help"});
    CHECK(all.status == 0);
    for (const cli::Command& command : all_commands())
        CHECK_THAT(all.out, Contains("  dosah " + command.name + (command.synopsis.empty() ? "" : " ") +
                                     command.synopsis + "\n"));
    CHECK(shell.run({"--help"}).out == all.out);
    CHECK(shell.run({"-h"}).out == all.out);
    const Ran area = shell.run({"help", "groups"});
    CHECK_THAT(area.out, Contains("dosah groups define") && Contains("dosah groups list") && !Contains("segments"));
    CHECK(shell.run({"groups", "--help"}).out == area.out);
    CHECK_THAT(shell.run({"help", "groups", "list"}).out, !Contains("define"));
    CHECK(shell.run({"help", "grups"}).status == 2);
    CHECK(shell.run({"grups", "--help"}).status == 2);
}

TEST_CASE("every command explains itself with --help, without a store")
{
    Shell shell(false);
    for (const cli::Command& command : all_commands()) {
        std::vector<std::string> words = text::split(command.name, ' ');
        words.push_back("--help");
        const Ran ran = shell.run(words);
        CAPTURE(command.name);
        CHECK(ran.status == 0);
        CHECK_THAT(ran.out, Catch::StartsWith("dosah " + command.name) && Contains(command.help));
        CHECK((command.help.front() >= 'A' && command.help.front() <= 'Z' && command.help.back() == '.'));
    }
}

TEST_CASE("every command refuses a word it does not know before it looks into the store")
{
    Shell shell(false);
    for (const cli::Command& command : all_commands()) {
        std::vector<std::string> words = text::split(command.name, ' ');
        words.insert(words.end(), {"--json", "--no-such-thing"});
        const Ran ran = shell.run(words);
        CAPTURE(command.name, ran.err);
        CHECK(ran.status == 2);
        CHECK(ran.error_kind() == "input");
    }
}
