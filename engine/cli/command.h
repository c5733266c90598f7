// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/locales.h"
#include "campaigns/campaign.h"
#include "channel/connector.h"
#include "content/catalog.h"
#include "content/renderer.h"
#include "store/database.h"

#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dosah::cli {

/// The words after a command's name: operands, --name VALUE or --name=VALUE, and flags. A command asks for what it
/// knows and then calls finish(), which refuses the rest and names the nearest known option.
class Words
{
public:
    explicit Words(std::vector<std::string> words) : words_(std::move(words)) {}

    bool flag(const std::string& name);                         ///< "json" for --json
    std::optional<std::string> option(const std::string& name); ///< throws Error(input) when its value is missing
    std::string required_option(const std::string& name);       ///< throws Error(input) when it is missing
    std::vector<std::string> options(const std::string& name);  ///< may be given several times
    std::string operand(const std::string& what);               ///< the next one; throws Error(input) when missing
    std::optional<std::string> next_operand();
    void finish(); ///< throws Error(input) for anything not asked for

private:
    std::vector<std::string> words_;
    std::vector<std::string> known_;
};

/// What commands work with; each thing is made when first asked for, so that `dosah sms` needs no store.
class Context
{
public:
    Context(Config config, std::vector<channel::ConnectorKind> kinds, std::istream& in, std::ostream& out,
            std::ostream& err);
    ~Context();

    const Config& config() const { return config_; }
    const std::vector<channel::ConnectorKind>& kinds() const { return kinds_; }
    std::istream& in() { return in_; }
    std::ostream& out() { return out_; }
    std::ostream& err() { return err_; }

    store::Database& database(); ///< opened and required to be migrated
    store::Database& unmigrated_database();
    const Clock& clock() const { return clock_; }
    Random& random() { return random_; }
    const MasterKey& master();
    const content::Catalogs& catalogs();
    const content::Templates& templates();
    campaigns::Services& services();
    const std::string& share_folder(); ///< holds templates/ and locales/
    /// Who acts, for the audit log: "cli:" and the login name.
    const std::string& actor();

private:
    void add_locales(); ///< whoever reads or writes people knows the languages the installation has added

    Config config_;
    std::vector<channel::ConnectorKind> kinds_;
    std::istream& in_;
    std::ostream& out_;
    std::ostream& err_;
    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<store::Database> database_;
    std::optional<MasterKey> master_;
    std::unique_ptr<content::Catalogs> catalogs_;
    std::unique_ptr<content::Templates> templates_;
    std::unique_ptr<campaigns::Services> services_;
    std::string share_folder_;
    std::unique_ptr<AddedLocales> added_locales_;
    std::string actor_;
};

/// One subcommand. Thin: it parses its words, calls one function of the engine and prints.
struct Command
{
    std::string name;                         ///< "contacts import"
    std::string synopsis;                     ///< "FILE --org KEY [--dry-run] [--json]"
    std::string help;                         ///< one sentence
    std::function<int(Context&, Words&)> run; ///< returns the exit status
};

/// The areas' commands; one function a file (cli/contact_commands.cpp ...).
std::vector<Command> organisation_commands();
std::vector<Command> connector_commands();
std::vector<Command> dkim_commands();
std::vector<Command> contact_commands();
std::vector<Command> segment_commands();
std::vector<Command> campaign_commands();
std::vector<Command> content_commands();
std::vector<Command> delivery_commands();
std::vector<Command> response_commands();
std::vector<Command> report_commands();
std::vector<Command> stats_commands();
std::vector<Command> disclose_commands();
std::vector<Command> draw_commands();
std::vector<Command> store_commands();

/// A command's answer on one line: the object with --json, else the text.
void print(Context& context, bool as_json, const json::Object::Ptr& reply, const std::string& text);

/// Runs one command line (without the program's name). Exit status: 0 done, 1 the engine says no, 2 the words are
/// wrong. Errors go to err as one line "dosah: ..."; with --json also as {"error":{"kind","text"}} to out.
int run(std::vector<std::string> words, const std::vector<Command>& commands,
        const std::vector<channel::ConnectorKind>& kinds, std::istream& in, std::ostream& out, std::ostream& err);

/// Reads a whole file, or standard input for "-". Throws Error(input) naming the path; at most 256 MiB.
std::string read_input(Context& context, const std::string& path);
/// The same without the UTF-8 byte order mark that some editors put at the beginning.
std::string read_utf8_input(Context& context, const std::string& path);

} // namespace dosah::cli
