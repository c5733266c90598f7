// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/inbox_commands.h"
#include "cli/printable.h"
#include "content/locale.h"
#include "mime/parse.h"
#include "responses/classify.h"
#include "responses/replay.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <ostream>

namespace dosah::cli {

namespace {

namespace fs = std::filesystem;

std::string lexicon_folder(Context& context)
{
    return context.share_folder() + "/locales/lexicon";
}

responses::Classified classify(const std::string& raw, bool plain, const std::string& locale,
                               const responses::Lexicons& lexicons)
{
    if (plain) return responses::classify_text(raw, locale, lexicons);
    return responses::classify_mail(mime::parse(raw), locale, lexicons);
}

json::Object::Ptr to_json(const responses::Classified& result)
{
    auto out = json::object();
    out->set("kind", std::string(responses::to_string(result.kind)));
    if (result.answer)
        out->set("answer", *result.answer);
    else
        out->set("answer", Poco::Dynamic::Var());
    if (result.people) out->set("people", *result.people);
    if (result.says_more) out->set("says_more", true);
    out->set("text", result.text);
    out->set("auto", result.automatic);
    auto reports = json::array();
    for (const responses::Report& report : result.reports) {
        auto row = json::object();
        row->set("recipient", report.recipient);
        row->set("action", report.action);
        row->set("status", report.status);
        row->set("permanence", std::string(report.hard ? "hard" : "soft"));
        row->set("reason", report.reason);
        reports->add(row);
    }
    out->set("reports", reports);
    out->set("may_be_answered", result.may_be_answered);
    return out;
}

/// One line of JSON for every reader of lines: what Unicode also counts as line ends (U+0085, U+2028, U+2029) is
/// escaped.
std::string one_line(const json::Object::Ptr& object)
{
    static const std::pair<std::string_view, std::string_view> ends[] = {
        {"\xC2\x85", "\\u0085"}, {"\xE2\x80\xA8", "\\u2028"}, {"\xE2\x80\xA9", "\\u2029"}};
    std::string line = json::write(object);
    for (const auto& [end, escaped] : ends) {
        for (std::size_t at = line.find(end); at != std::string::npos; at = line.find(end, at))
            line.replace(at, end.size(), escaped);
    }
    return line;
}

void print(std::ostream& out, const responses::Classified& result)
{
    out << responses::to_string(result.kind);
    if (result.answer) out << ": " << *result.answer;
    if (result.people) out << ", " << *result.people << " people";
    if (result.automatic) out << " (written by a machine)";
    out << "\n";
    for (const responses::Report& report : result.reports)
        out << report.recipient << "\t" << report.action << "\t" << report.status << "\t"
            << (report.hard ? "hard" : "soft") << "\t" << report.reason << "\n";
    if (!result.text.empty()) out << result.text << "\n";
}

/// Every regular file below a folder, by path.
std::vector<fs::path> files_in(const std::string& folder)
{
    std::error_code error;
    if (!fs::is_directory(folder, error)) throw input_error(folder + ": not a folder; --dir wants one");
    std::vector<fs::path> files;
    for (auto it = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
         !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
        if (it->is_regular_file(error)) files.push_back(it->path());
    }
    if (error) throw input_error(folder + ": cannot be read: " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

int run_classify(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const bool as_lines = words.flag("jsonl");
    const bool plain = words.flag("plain");
    const std::string locale = words.option("locale").value_or("");
    if (!locale.empty() && !content::is_locale(locale))
        throw input_error("--locale: expected cs, nb, nn or en, found \"" + locale + "\"");
    const auto folder = words.option("dir");
    if (folder) {
        words.finish();
        const responses::Lexicons lexicons(lexicon_folder(context));
        for (const fs::path& file : files_in(*folder)) {
            auto line = json::object();
            line->set("file", text::repair_utf8(fs::relative(file, *folder).string()));
            auto result = to_json(classify(read_input(context, file.string()), plain, locale, lexicons));
            for (const std::string& name : result->getNames())
                line->set(name, result->get(name));
            context.out() << one_line(line) << "\n";
        }
        return 0;
    }
    const std::string path = words.operand("FILE (or - for standard input)");
    words.finish();
    const responses::Lexicons lexicons(lexicon_folder(context));
    const responses::Classified result = classify(read_input(context, path), plain, locale, lexicons);
    if (as_json || as_lines)
        context.out() << one_line(to_json(result)) << "\n";
    else
        print(context.out(), result);
    return 0;
}

std::optional<std::int64_t> organisation_asked(Context& context, Words& words)
{
    const auto key = words.option("org");
    if (!key) return std::nullopt;
    return organisations::find_organisation(context.database(), *key).id;
}

std::int64_t read_item_id(const std::string& word)
{
    std::int64_t id = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), id);
    if (problem != std::errc() || end != word.data() + word.size() || id < 1)
        throw input_error("--item: expected the number of an inbound item, found \"" + word + "\"");
    return id;
}

int run_aside(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const auto organisation = organisation_asked(context, words);
    words.finish();
    constexpr std::size_t page = 500;
    auto rows = json::array();
    std::int64_t after = 0;
    while (true) {
        store::Session session = context.database().session();
        const auto items = responses::find_aside_items(session, organisation, after, page);
        for (const responses::AsideItem& item : items) {
            after = item.id;
            auto row = json::object();
            row->set("item", item.id);
            row->set("organisation", item.organisation_id);
            row->set("kind", std::string(to_string(item.kind)));
            row->set("received", to_iso(item.received_at));
            row->set("problem", item.problem);
            if (as_json)
                rows->add(row);
            else
                context.out() << item.id << "\t" << to_string(item.kind) << "\t" << to_iso(item.received_at) << "\t"
                              << printable(item.problem) << "\n";
        }
        if (items.size() < page) break;
    }
    if (as_json) context.out() << json::write(rows) << "\n";
    return 0;
}

int run_replay(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    responses::ReplayChoice choice;
    choice.dry_run = words.flag("dry-run");
    choice.aside = words.flag("aside");
    choice.organisation_id = organisation_asked(context, words);
    for (const std::string& word : words.options("item"))
        choice.items.push_back(read_item_id(word));
    const auto since = words.option("since");
    if (since) choice.since = from_iso(*since);
    words.finish();
    const int ways = (choice.items.empty() ? 0 : 1) + (choice.aside ? 1 : 0) + (since ? 1 : 0);
    if (ways != 1) throw input_error("say which: --item NUMBER (may be repeated), --aside, or --since DATE");
    const responses::Lexicons lexicons(lexicon_folder(context));
    auto changes = json::array();
    const auto report = [&](const responses::Replayed& one) {
        if (!as_json) {
            context.out() << one.item << "\t" << one.before << " -> " << printable(one.after)
                          << (one.done || choice.dry_run ? "" : "\tleft as it is") << "\n";
            return;
        }
        auto row = json::object();
        row->set("item", one.item);
        row->set("before", one.before);
        row->set("after", one.after);
        row->set("done", one.done);
        changes->add(row);
    };
    const responses::ReplayCount count =
        responses::replay(context.services(), lexicons, choice, context.actor(), report);
    if (as_json) {
        auto out = json::object();
        out->set("read", count.read);
        out->set("unchanged", count.unchanged);
        out->set("changed", count.changed);
        out->set("handled", count.handled);
        out->set("aside", count.aside);
        out->set("changes", changes);
        context.out() << json::write(out) << "\n";
    } else {
        context.out() << "read: " << count.read << ", unchanged: " << count.unchanged
                      << (choice.dry_run ? ", would change: " : ", changed: ") << count.changed
                      << ", dealt with by a person: " << count.handled << ", set aside: " << count.aside << "\n";
    }
    return 0;
}

int run_lexicon(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const auto given = words.next_operand();
    words.finish();
    const std::string folder = given ? *given : lexicon_folder(context);
    const std::vector<std::string> findings = responses::check_lexicons(folder);
    if (as_json) {
        auto found = json::array();
        for (const std::string& finding : findings)
            found->add(finding);
        auto out = json::object();
        out->set("findings", found);
        context.out() << one_line(out) << "\n";
        return findings.empty() ? 0 : 1;
    }
    for (const std::string& finding : findings)
        context.out() << finding << "\n";
    if (findings.empty()) context.out() << folder << ": every example is read as it says\n";
    return findings.empty() ? 0 : 1;
}

} // namespace

std::vector<Command> response_commands()
{
    std::vector<Command> all = {
        {"classify", "FILE|- | --dir DIR [--plain] [--locale LOCALE] [--json|--jsonl]",
         "Says what an inbound mail (or with --plain a text message) is, without storing anything.", run_classify},
        {"responses aside", "[--org KEY] [--json]", "Lists what came in and could not be read, with the reason.",
         run_aside},
        {"responses replay", "--item NUMBER...|--aside|--since DATE [--org KEY] [--dry-run] [--json]",
         "Reads kept mails and SMS again, after words or rules have changed, and acts where they are read otherwise.",
         run_replay},
        {"responses lexicon", "[FOLDER] [--json]", "Reads the answer lexicon and proves its examples.", run_lexicon}};
    for (Command& command : inbox_commands())
        all.push_back(std::move(command));
    return all;
}

} // namespace dosah::cli
