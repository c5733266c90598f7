// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "evaluation/rates.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

#include <set>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

struct Proof
{
    std::string file; ///< below tests/unit/cli
    std::string test; ///< the TEST_CASE that shows the command at work
};

/// Which test shows which command at work. Every command of the table has to stand here.
const std::map<std::string, Proof>& proofs()
{
    static const std::string life = "the campaign commands take a campaign from its file to its end";
    static const std::string erasing =
        "dosah contacts export writes what is held for its reader alone, contacts erase leaves nothing of it";
    static const std::string pairing = "dosah contacts duplicates lists pairs, distinct and merge decide about them";
    static const std::string sorting =
        "dosah responses inbox lists what waits; assign, accept, restore and close deal with it";
    static const std::string doubt = "indoubt list shows what is in doubt, resend queues it, close leaves it as sent";
    static const std::string restoring = "dosah backup and dosah restore bring a store back, its campaigns paused";
    static const std::string queries = "dosah segments save and segments list keep queries by key";
    static const std::string groups = "dosah groups define and groups list keep target groups with their rules";
    static const std::string suppression = "dosah suppression stops an address and says why";
    static const std::string pace = "dosah org hours and org fatigue set an organisation's pace, org show tells it";
    static const std::string change =
        "campaign event changes an event and says how many are told, cancel-event ends it";
    static const std::string wave =
        "campaign wave set writes a wave after the launch, wave show prints it, wave withdraw "
        "takes it back";
    static const std::string releasing =
        "dosah release add protects a table against what was released before, release list tells what was";
    static const std::string drawing =
        "dosah draw freezes a frame, draws from it with a public seed, and verifies the certificate";
    static const std::string replaying =
        "dosah responses aside lists what could not be read, and responses replay reads it again";
    static const std::string proposal =
        "campaign approve-event takes a second person, withdraw-event takes a proposal back";
    static const std::string signing =
        "dosah dkim makes a key and its DNS record, signs with it, puts another in its place and removes it";
    static const std::string letters =
        "letters print takes what is due to a file once, and letters returned takes one back";
    static const std::string calling = "phone list says whom to call, phone record keeps what came of it";
    static const std::string slip = "responses record takes an answer by the code of a letter or by contact";
    static const std::string door = "event qr writes the sheet for the door, event walkins counts who came uninvited";
    static const std::string moving_up =
        "dosah draw freezes, draws and verifies the audience of a campaign, and draw next moves the reserve up";
    static const std::string comparing =
        "dosah benchmark keeps populations, and report representativeness compares with one";
    static const std::string together =
        "dosah programme joins campaigns of organisations; its report waits for their as-of time";
    static const std::map<std::string, Proof> all = {
        {"migrate",
         {"store_commands_test.cpp",
          "dosah migrate makes the schema and the key once, and has nothing to do the second time"}},
        {"backup", {"store_commands_test.cpp", restoring}},
        {"restore", {"store_commands_test.cpp", restoring}},
        {"config", {"store_commands_test.cpp", "dosah config prints every key with its default"}},
        {"org add",
         {"organisation_commands_test.cpp", "dosah org add adds an organisation with what is usual in its country"}},
        {"org list", {"organisation_commands_test.cpp", "dosah org list lists the organisations by key"}},
        {"org show", {"organisation_commands_test.cpp", pace}},
        {"org hours", {"organisation_commands_test.cpp", pace}},
        {"org fatigue", {"organisation_commands_test.cpp", pace}},
        {"org opt-out", {"organisation_commands_test.cpp", "dosah org opt-out says how far STOP goes"}},
        {"user add",
         {"organisation_commands_test.cpp",
          "dosah user add takes the password from standard input or a file and never shows it"}},
        {"connector add",
         {"connector_commands_test.cpp", "dosah connector add keeps secrets sealed and prints the webhook address"}},
        {"connector set",
         {"connector_commands_test.cpp",
          "dosah connector set changes what it names and keeps the rest, secrets sealed"}},
        {"connector list",
         {"connector_commands_test.cpp",
          "dosah connector list lists one organisation's accounts without their secrets"}},
        {"connector check",
         {"connector_commands_test.cpp",
          "dosah connector check ends with 1 when the account cannot work and says why"}},
        {"connector kinds", {"connector_commands_test.cpp", "dosah connector kinds says what each kind wants"}},
        {"dkim make", {"dkim_commands_test.cpp", signing}},
        {"dkim use", {"dkim_commands_test.cpp", signing}},
        {"dkim list", {"dkim_commands_test.cpp", signing}},
        {"dkim remove", {"dkim_commands_test.cpp", signing}},
        {"contacts import",
         {"contact_commands_test.cpp", "dosah contacts import reports what it took and what it did not"}},
        {"contacts show", {"contact_commands_test.cpp", "dosah contacts show shows one person of the organisation"}},
        {"contacts count",
         {"contact_commands_test.cpp", "dosah contacts count counts and dosah suppression add answers in JSON too"}},
        {"contacts export", {"person_commands_test.cpp", erasing}},
        {"contacts erase", {"person_commands_test.cpp", erasing}},
        {"contacts duplicates", {"person_commands_test.cpp", pairing}},
        {"contacts distinct", {"person_commands_test.cpp", pairing}},
        {"contacts merge", {"person_commands_test.cpp", pairing}},
        {"responses inbox", {"person_commands_test.cpp", sorting}},
        {"responses assign", {"person_commands_test.cpp", sorting}},
        {"responses accept", {"person_commands_test.cpp", sorting}},
        {"responses restore", {"person_commands_test.cpp", sorting}},
        {"responses close", {"person_commands_test.cpp", sorting}},
        {"suppression add", {"contact_commands_test.cpp", suppression}},
        {"suppression show", {"contact_commands_test.cpp", suppression}},
        {"segments count", {"segment_commands_test.cpp", "dosah segments count says how many people a query means"}},
        {"segments save", {"segment_commands_test.cpp", queries}},
        {"segments list", {"segment_commands_test.cpp", queries}},
        {"groups define", {"segment_commands_test.cpp", groups}},
        {"groups list", {"segment_commands_test.cpp", groups}},
        {"campaign load", {"campaign_commands_test.cpp", life}},
        {"campaign check", {"campaign_commands_test.cpp", life}},
        {"campaign submit", {"campaign_commands_test.cpp", life}},
        {"campaign approve", {"campaign_commands_test.cpp", life}},
        {"campaign launch", {"campaign_commands_test.cpp", life}},
        {"campaign recall", {"campaign_commands_test.cpp", life}},
        {"campaign status", {"campaign_commands_test.cpp", life}},
        {"campaign timeline", {"campaign_commands_test.cpp", life}},
        {"campaign pause", {"campaign_commands_test.cpp", life}},
        {"campaign resume", {"campaign_commands_test.cpp", life}},
        {"campaign cancel", {"campaign_commands_test.cpp", life}},
        {"campaign event", {"event_commands_test.cpp", change}},
        {"campaign cancel-event", {"event_commands_test.cpp", change}},
        {"campaign approve-event", {"event_commands_test.cpp", proposal}},
        {"campaign withdraw-event", {"event_commands_test.cpp", proposal}},
        {"campaign test",
         {"event_commands_test.cpp",
          "campaign test sends one message to a user and ends with 1 when it was not accepted"}},
        {"campaign preview",
         {"preview_command_test.cpp", "campaign preview shows what one person will get, and sends nothing"}},
        {"campaign wave set", {"wave_commands_test.cpp", wave}},
        {"campaign restate",
         {"report_commands_test.cpp",
          "dosah campaign restate counts closed figures anew with a reason, campaign figures lists them"}},
        {"campaign figures",
         {"report_commands_test.cpp",
          "dosah campaign restate counts closed figures anew with a reason, campaign figures lists them"}},
        {"campaign wave show", {"wave_commands_test.cpp", wave}},
        {"campaign wave withdraw", {"wave_commands_test.cpp", wave}},
        {"campaign wave approve",
         {"wave_commands_test.cpp", "campaign wave approve puts what was set in force, and takes a second person"}},
        {"campaign attended",
         {"wave_commands_test.cpp",
          "campaign attended records who came, one by one or from a list, and takes it back"}},
        {"letters print", {"by_hand_commands_test.cpp", letters}},
        {"letters status", {"by_hand_commands_test.cpp", letters}},
        {"letters returned", {"by_hand_commands_test.cpp", letters}},
        {"responses record", {"by_hand_commands_test.cpp", slip}},
        {"phone list", {"by_hand_commands_test.cpp", calling}},
        {"phone record", {"by_hand_commands_test.cpp", calling}},
        {"event qr", {"by_hand_commands_test.cpp", door}},
        {"event walkins", {"by_hand_commands_test.cpp", door}},
        {"campaign list", {"campaign_commands_test.cpp", life}},
        {"sms", {"content_commands_test.cpp", "dosah sms counts a text given as a word"}},
        {"greet",
         {"content_commands_test.cpp",
          "dosah greet shows the greeting and the forms it is made of, null where they are not certain"}},
        {"indoubt list", {"delivery_commands_test.cpp", doubt}},
        {"indoubt resend", {"delivery_commands_test.cpp", doubt}},
        {"indoubt close", {"delivery_commands_test.cpp", doubt}},
        {"classify", {"response_commands_test.cpp", "dosah classify tells a bounce and its reports"}},
        {"responses aside", {"response_commands_test.cpp", replaying}},
        {"responses replay", {"response_commands_test.cpp", replaying}},
        {"responses lexicon",
         {"response_commands_test.cpp",
          "dosah responses lexicon proves the words, and says which example is not read as it says"}},
        {"disclose",
         {"disclose_commands_test.cpp",
          "dosah disclose hides small counts and their partners, and says nothing of which is which"}},
        {"release add", {"release_commands_test.cpp", releasing}},
        {"release list", {"release_commands_test.cpp", releasing}},
        {"draw freeze", {"draw_commands_test.cpp", drawing}},
        {"draw run", {"draw_commands_test.cpp", drawing}},
        {"draw verify", {"draw_commands_test.cpp", drawing}},
        {"draw next", {"comparison_commands_test.cpp", moving_up}},
        {"benchmark import", {"comparison_commands_test.cpp", comparing}},
        {"benchmark list", {"comparison_commands_test.cpp", comparing}},
        {"benchmark show", {"comparison_commands_test.cpp", comparing}},
        {"benchmark remove", {"comparison_commands_test.cpp", comparing}},
        {"report representativeness", {"comparison_commands_test.cpp", comparing}},
        {"report uplift", {"comparison_commands_test.cpp", moving_up}},
        {"report programme", {"comparison_commands_test.cpp", together}},
        {"programme add", {"comparison_commands_test.cpp", together}},
        {"programme join", {"comparison_commands_test.cpp", together}},
        {"programme list", {"comparison_commands_test.cpp", together}},
        {"campaign ineligible",
         {"comparison_commands_test.cpp",
          "dosah campaign ineligible records who should not have been invited, and takes it back"}},
        {"report reach",
         {"report_commands_test.cpp",
          "dosah report reach takes a campaign by its number alone or by organisation and key"}},
        {"report rates", {"report_commands_test.cpp", "dosah report rates and flow print tables, CSV and JSON"}},
        {"report flow", {"report_commands_test.cpp", "dosah report rates and flow print tables, CSV and JSON"}},
        {"report full", {"report_commands_test.cpp", "dosah report full writes one page, one workbook or one object"}},
        {"stats wilson", {"stats_commands_test.cpp", "dosah stats wilson gives the interval in full precision"}},
        {"stats newcombe", {"stats_commands_test.cpp", "dosah stats newcombe gives the interval of the difference"}},
        {"stats rates",
         {"stats_commands_test.cpp", "dosah stats rates gives AAPOR's rates, and null for what is undefined"}},
    };
    return all;
}

std::string synopsis(const cli::Command& command)
{
    return "dosah " + command.name + (command.synopsis.empty() ? "" : " " + command.synopsis);
}

/// Members whose own members are data (a state, an attribute's name), not names of ours.
const std::set<std::string> maps = {"attributes", "by_channel_and_locale", "skipped", "answers",
                                    "progress",   "dispositions",          "rates"};

/// RR1, COOP2 ...: the world knows these names in capitals.
bool is_standard_rate(const std::string& name)
{
    const auto all = evaluation::rates({}).all;
    return std::any_of(all.begin(), all.end(), [&](const evaluation::Rate& rate) { return rate.name == name; });
}

void check_names(const Poco::Dynamic::Var& value)
{
    if (value.type() == typeid(json::Array::Ptr)) {
        for (const Poco::Dynamic::Var& one : *value.extract<json::Array::Ptr>())
            check_names(one);
    } else if (value.type() == typeid(json::Object::Ptr)) {
        for (const auto& [name, member] : *value.extract<json::Object::Ptr>()) {
            CAPTURE(name);
            CHECK((name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos ||
                   is_standard_rate(name)));
            if (maps.count(name) == 0) check_names(member);
        }
    }
}

} // namespace

TEST_CASE("every command has a test that shows it at work")
{
    std::set<std::string> names;
    for (const cli::Command& command : all_commands()) {
        names.insert(command.name);
        CAPTURE(command.name);
        const auto proof = proofs().find(command.name);
        REQUIRE(proof != proofs().end());
        std::string line = proof->second.test;
        CHECK_THAT(read_file("tests/unit/cli/" + proof->second.file), Contains("TEST_CASE(\"" + line + "\""));
    }
    for (const auto& [name, proof] : proofs())
        CHECK(names.count(name) == 1);
}

TEST_CASE("docs/cli.md has every command with its synopsis and an example, and no other")
{
    const std::vector<std::string> lines = text::lines(read_file("docs/cli.md"));
    std::set<std::string> known = {"### dosah serve"};
    for (const cli::Command& command : all_commands()) {
        CAPTURE(command.name);
        known.insert("### " + ("dosah " + command.name));
        const auto head = std::find(lines.begin(), lines.end(), "### dosah " + command.name);
        REQUIRE(head != lines.end());
        const auto next =
            std::find_if(head + 1, lines.end(), [](const std::string& line) { return line.starts_with("##"); });
        CHECK(std::count(head, next, "    " + synopsis(command)) == 1);
        CHECK(std::any_of(head, next, [&](const std::string& line) {
            return line.starts_with("    $ ") && line.find("dosah " + command.name) != std::string::npos;
        }));
    }
    for (const std::string& line : lines)
        if (line.starts_with("### ")) CHECK(known.count(line) == 1);
}

TEST_CASE("what --json prints is one line of JSON with lower-case names, whatever the command")
{
    Shell shell;
    const std::string campaign = shell.write("forum.json", R"({"key": "forum", "audience": "has email",
        "channels": ["email"], "event": {"title": "Fórum", "starts": "2099-12-10T17:00", "ends": "2099-12-10T19:00"}})");
    const std::string list = shell.write("seznam.csv", "číslo;jméno;e-mail;telefon;Oblíbená barva;datum narození\n"
                                                       "7;Jana Zkušební;jana@x.example;12;modrá;99.99.1980\n"
                                                       "8;Petr Zkušební;chyba;;;\n");
    const std::string table = shell.write("table.csv", "group,a,b\nx,3,40\ny,50,60\n");
    const std::string people = shell.write("people.csv", "age_from,people\n15,10\n");
    const std::string frame = shell.write("frame.csv", "stratum,token\nyouth,t1\nyouth,t2\n");
    const std::string certificate =
        shell.write("certificate.json",
                    shell.run({"draw", "run", frame, "--campaign", "forum", "--seed", "17", "--size", "1"}).out);
    const std::vector<std::vector<std::string>> session = {
        {"migrate"},
        {"config"},
        {"org", "add", "lipova", "--name", "Lipová", "--sender-email", "posta@lipova.example", "--no-approval"},
        {"org", "list"},
        {"org", "show", "lipova"},
        {"org", "hours", "lipova", "--sms", "always"},
        {"org", "fatigue", "lipova", "--most", "4"},
        {"org", "opt-out", "lipova"},
        {"user", "add", "ema@lipova.example", "--org", "lipova", "--name", "Ema"},
        {"connector", "add", "capture", "--org", "lipova"},
        {"connector", "set", "capture", "--set", "channel=email", "--org", "lipova"},
        {"connector", "list", "--org", "lipova"},
        {"connector", "check", "capture", "--org", "lipova"},
        {"connector", "kinds"},
        {"contacts", "import", list, "--org", "lipova", "--legal-basis", "public_task"},
        {"contacts", "show", "1", "--org", "lipova"},
        {"contacts", "count", "--org", "lipova"},
        {"contacts", "duplicates", "--org", "lipova"},
        {"responses", "inbox", "--org", "lipova"},
        {"dkim", "make", "--org", "lipova", "--domain", "lipova.example", "--selector", "s1", "--kind", "ed25519"},
        {"dkim", "use", "s1", "--org", "lipova"},
        {"dkim", "list", "--org", "lipova"},
        {"dkim", "remove", "s1", "--force", "--org", "lipova"},
        {"suppression", "add", "nikdo@x.example", "--org", "lipova"},
        {"suppression", "show", "nikdo@x.example", "--org", "lipova"},
        {"segments", "save", "all", "all", "--org", "lipova"},
        {"segments", "list", "--org", "lipova"},
        {"segments", "count", "all", "--org", "lipova"},
        {"groups", "define", "near", "--org", "lipova", "--name", "Blízko", "--query", "all"},
        {"groups", "list", "--org", "lipova"},
        {"campaign", "load", campaign, "--org", "lipova"},
        {"campaign", "preview", "forum", "--org", "lipova", "--contact", "1"},
        {"campaign", "check", "forum", "--org", "lipova"},
        {"campaign", "submit", "forum", "--org", "lipova"},
        {"campaign", "approve", "forum", "--org", "lipova"},
        {"campaign", "launch", "forum", "--org", "lipova"},
        {"campaign", "status", "forum", "--org", "lipova"},
        {"letters", "status", "forum", "--org", "lipova"},
        {"phone", "list", "forum", "--org", "lipova"},
        {"event", "qr", "forum", "--org", "lipova", "--out", shell.path("dvere.html")},
        {"campaign", "timeline", "forum", "--org", "lipova"},
        {"campaign", "figures", "forum", "--org", "lipova"},
        {"campaign", "list", "--org", "lipova"},
        {"report", "reach", "--campaign", "forum", "--org", "lipova"},
        {"report", "rates", "--campaign", "forum", "--org", "lipova"},
        {"report", "flow", "--campaign", "forum", "--org", "lipova"},
        {"report", "full", "--campaign", "forum", "--org", "lipova"},
        {"stats", "wilson", "34", "120"},
        {"stats", "newcombe", "60", "400", "8", "100"},
        {"stats", "rates", "60", "25", "40", "215", "5", "10", "35", "10"},
        {"campaign", "recall", "forum", "--org", "lipova"},
        {"sms", "Ahoj"},
        {"greet", "--locale", "cs"},
        {"indoubt", "list", "--org", "lipova"},
        {"classify", "-"},
        {"responses", "aside"},
        {"responses", "replay", "--since", "2026-01-01"},
        {"responses", "lexicon"},
        {"disclose", table, "--audit"},
        {"release", "add", table, "--table", "reached", "--measure", "reached", "--rows-by", "g", "--columns-by",
         "place", "--org", "lipova"},
        {"release", "list", "--org", "lipova"},
        {"benchmark", "import", people, "--org", "lipova", "--kind", "register", "--key", "here", "--source", "x",
         "--date", "2026-01-01"},
        {"benchmark", "list", "--org", "lipova"},
        {"benchmark", "show", "here", "--org", "lipova"},
        {"benchmark", "remove", "here", "--org", "lipova"},
        {"programme", "add", "part-net", "--name", "PART-NET"},
        {"programme", "join", "part-net", "--campaign", "lipova/forum"},
        {"programme", "list"},
        {"draw", "freeze", frame},
        {"draw", "run", frame, "--campaign", "forum", "--seed", "17", "--size", "1"},
        {"draw", "verify", certificate, "--frame", frame},
        {"contacts", "erase", "1", "--org", "lipova"},
    };
    // these want another store, a running daemon or a message in doubt; what they print is held by their own tests
    std::set<std::string> seen = {"campaign event",
                                  "campaign cancel-event",
                                  "campaign approve-event",
                                  "campaign withdraw-event",
                                  "campaign test",
                                  "campaign wave set",
                                  "campaign wave show",
                                  "campaign wave withdraw",
                                  "campaign wave approve",
                                  "campaign attended",
                                  "campaign restate",
                                  "contacts merge",
                                  "contacts distinct",
                                  "responses assign",
                                  "responses accept",
                                  "responses restore",
                                  "responses close",
                                  "letters print",
                                  "letters returned",
                                  "responses record",
                                  "phone record",
                                  "event walkins",
                                  "campaign ineligible",
                                  "report representativeness",
                                  "report uplift",
                                  "report programme",
                                  "draw next",
                                  "campaign pause",
                                  "campaign resume",
                                  "campaign cancel",
                                  "indoubt resend",
                                  "indoubt close",
                                  "backup",
                                  "restore"};
    for (std::vector<std::string> words : session) {
        seen.insert(words[0]);
        if (words.size() > 1) seen.insert(words[0] + " " + words[1]);
        words.push_back("--json");
        const Ran ran = shell.run(words, "modrá-lavička-7");
        CAPTURE(words, ran.out, ran.err);
        CHECK(ran.status == 0);
        CHECK(std::count(ran.out.begin(), ran.out.end(), '\n') == 1);
        CHECK(ran.out.ends_with('\n'));
        if (ran.out.starts_with('['))
            check_names(ran.array());
        else
            check_names(ran.object());
    }
    for (const cli::Command& command : all_commands()) {
        CAPTURE(command.name);
        if (command.name == "contacts export") continue; // what it prints is the person's file
        CHECK(seen.count(command.name) == 1);
        CHECK_THAT(command.synopsis, Contains("--json"));
    }
}
