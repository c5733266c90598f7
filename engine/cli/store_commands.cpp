// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "campaigns/restored.h"
#include "cli/command.h"
#include "delivery/daemon_lock.h"
#include "organisations/connector_account.h"
#include "store/backup.h"
#include "store/migrations.h"

#include <filesystem>
#include <ostream>

namespace dosah::cli {

namespace {

int migrate(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    words.finish();
    const auto ran = store::migrate(context.unmigrated_database(), context.clock());
    MasterKey::read_or_create(context.config().key_file, context.random());
    if (as_json) {
        json::Array::Ptr names = json::array();
        for (const store::Migration& migration : ran)
            names->add(migration.name);
        json::Object::Ptr reply = json::object();
        reply->set("applied", names);
        context.out() << json::write(reply) << '\n';
    } else {
        for (const store::Migration& migration : ran)
            context.out() << "applied " << migration.name << '\n';
        if (ran.empty()) context.out() << "nothing to apply\n";
    }
    return 0;
}

int config_keys_table(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    words.finish();
    json::Array::Ptr list = json::array();
    for (const ConfigKey& key : config_keys()) {
        json::Object::Ptr one = json::object();
        one->set("name", key.name);
        one->set("initial", key.initial);
        one->set("help", key.help);
        one->set("secret", key.secret);
        list->add(one);
        if (as_json) continue;
        context.out() << "# " << key.help << (key.secret ? " Or " + key.name + "_file: a file that holds it." : "")
                      << '\n'
                      << key.name << " = " << key.initial << "\n\n";
    }
    if (as_json) context.out() << json::write(list) << '\n';
    return 0;
}

int back_up(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string file = words.operand("FILE");
    words.finish();
    const store::BackupInfo info = store::back_up(context.database(), file, context.clock());
    if (as_json) {
        json::Object::Ptr reply = json::object();
        reply->set("file", file);
        reply->set("made_at", to_iso(info.made_at));
        reply->set("rows", info.rows);
        reply->set("bytes", static_cast<std::int64_t>(std::filesystem::file_size(file)));
        context.out() << json::write(reply) << '\n';
        return 0;
    }
    context.out() << file << ": " << info.rows << " rows as of " << to_iso(info.made_at)
                  << ", checked\nIt holds personal data. The key file (" << context.config().key_file
                  << ") is not in it: without that, links and connectors' passwords are lost. Keep both, apart.\n";
    return 0;
}

json::Array::Ptr as_json(const std::vector<campaigns::RestoredCampaign>& campaigns)
{
    json::Array::Ptr list = json::array();
    for (const campaigns::RestoredCampaign& campaign : campaigns) {
        json::Object::Ptr one = json::object();
        one->set("organisation", campaign.organisation);
        one->set("campaign", campaign.campaign);
        one->set("was", std::string(to_string(campaign.was)));
        one->set("in_doubt", campaign.in_doubt);
        one->set("waiting", campaign.waiting);
        list->add(one);
    }
    return list;
}

/// Whether the key file at hand is the one that the restored secrets were sealed with; "" when it is.
std::string key_problem(Context& context, store::Database& database)
{
    if (!std::filesystem::exists(context.config().key_file))
        return "there is no key file at " + context.config().key_file;
    try {
        organisations::active_connector_accounts(database, context.master());
    } catch (const Error& problem) {
        return problem.what();
    }
    return "";
}

struct Outcome
{
    Instant made_at;
    campaigns::Restored settled;
    std::string key_problem;
    bool nothing_sent = false;
};

void print(std::ostream& out, const Outcome& outcome)
{
    const std::string since = to_iso(outcome.made_at);
    out << "The store is as it was at " << since << ". Nothing is sent until you have decided:\n";
    for (const campaigns::RestoredCampaign& campaign : outcome.settled.held)
        out << "  " << campaign.organisation << " " << campaign.campaign << ": was " << to_string(campaign.was)
            << ", is paused; " << campaign.in_doubt << " in doubt, " << campaign.waiting << " waiting\n";
    out << outcome.settled.in_doubt << " message(s) became in doubt: ";
    if (outcome.nothing_sent)
        out << "they were under way when the backup was made.\n";
    else
        out << "they were due, and may have gone out after the backup was made.\n";
    if (!outcome.key_problem.empty())
        out << "THE KEY FILE DOES NOT FIT: " << outcome.key_problem
            << ". Put the key file of that time there before anything else.\n";
    out << "\nWhat to do, before a campaign is resumed:\n"
           "1. Decide about what is in doubt: the relay's or gateway's log says what went out.\n"
           "     dosah indoubt list --org KEY\n"
           "     dosah indoubt close --all --org KEY --campaign CAMPAIGN --count N    it went out: count it as sent\n"
           "     dosah indoubt resend --all --org KEY --campaign CAMPAIGN --count N   it did not; after the resume\n"
           "2. Opt-outs since "
        << since
        << " are not in this store. What came by mail is read again from the mailbox while it is\n"
           "   there; enter the others by hand (the web server's log has POST /u/...): dosah suppression add.\n"
           "3. Answers, imports, users and campaigns since then are gone too. A reminder or thank-you whose time fell\n"
           "   between then and now may have gone out: look at each campaign before you resume it.\n";
    if (!outcome.settled.not_launched.empty()) {
        out << "4. These stand as not launched. If one was launched since, do not launch it again as it is:\n";
        for (const campaigns::RestoredCampaign& campaign : outcome.settled.not_launched)
            out << "     " << campaign.organisation << " " << campaign.campaign << " (" << to_string(campaign.was)
                << ")\n";
    }
}

int restore(Context& context, Words& words)
{
    const bool as_json_wanted = words.flag("json");
    const bool in_place = words.flag("in-place");
    const bool force = words.flag("force");
    const auto as_of = words.option("as-of");
    Outcome outcome;
    outcome.nothing_sent = words.flag("nothing-sent-since");
    const std::string file = in_place ? std::string() : words.operand("FILE");
    words.finish();
    if (as_of && !in_place) throw input_error("--as-of goes with --in-place; a backup says itself when it was made");
    const std::string& url = context.config().store_url;
    if (url.starts_with("sqlite:")) {
        const std::filesystem::path folder = std::filesystem::path(url.substr(7)).parent_path();
        if (!folder.empty()) std::filesystem::create_directories(folder);
    }
    const delivery::DaemonLock alone(url);
    const auto settle = [&](store::Database& database, Instant made_at) {
        outcome.made_at = made_at;
        outcome.settled =
            campaigns::settle_restored(database, made_at, outcome.nothing_sent, context.actor(), context.clock().now());
        outcome.key_problem = key_problem(context, database);
    };
    if (in_place) {
        store::require_alone(context.database());
        settle(context.database(), as_of ? from_iso(*as_of) : context.clock().now());
        store::leave_room(context.database());
    } else {
        store::restore(
            url, file, force, context.clock(),
            [&](store::Database& database, const store::BackupInfo& info) { settle(database, info.made_at); });
    }
    if (as_json_wanted) {
        json::Object::Ptr reply = json::object();
        reply->set("made_at", to_iso(outcome.made_at));
        reply->set("in_doubt", outcome.settled.in_doubt);
        reply->set("paused", as_json(outcome.settled.held));
        reply->set("not_launched", as_json(outcome.settled.not_launched));
        reply->set("key_problem", outcome.key_problem);
        context.out() << json::write(reply) << '\n';
    } else {
        print(context.out(), outcome);
    }
    return 0;
}

} // namespace

std::vector<Command> store_commands()
{
    return {
        {"migrate", "[--json]", "Brings the store's schema up to date and makes the key file when there is none.",
         migrate},
        {"backup", "FILE [--json]",
         "Writes everything in the store into one file while the daemon runs; the key file is not in it.", back_up},
        {"restore", "FILE|--in-place [--force] [--nothing-sent-since] [--as-of TIME] [--json]",
         "Puts a backup in the store's place, pauses its campaigns and marks in doubt what may have gone out since.",
         restore},
        {"config", "[--json]", "Prints every configuration key with its default and meaning.", config_keys_table},
    };
}

} // namespace dosah::cli
