// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "content/locale.h"
#include "mime/parse.h"
#include "responses/classify.h"

#include <algorithm>
#include <filesystem>
#include <ostream>

namespace dosah::cli {

namespace {

namespace fs = std::filesystem;

responses::Classified classify(const std::string& raw, bool plain, const std::string& locale)
{
    if (plain) return responses::classify_text(raw, locale);
    return responses::classify_mail(mime::parse(raw), locale);
}

json::Object::Ptr to_json(const responses::Classified& result)
{
    auto out = json::object();
    out->set("kind", std::string(responses::to_string(result.kind)));
    if (result.answer)
        out->set("answer", *result.answer);
    else
        out->set("answer", Poco::Dynamic::Var());
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
    return out;
}

void print(std::ostream& out, const responses::Classified& result)
{
    out << responses::to_string(result.kind);
    if (result.answer) out << ": " << *result.answer;
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
        for (const fs::path& file : files_in(*folder)) {
            auto line = json::object();
            line->set("file", text::repair_utf8(fs::relative(file, *folder).string()));
            auto result = to_json(classify(read_input(context, file.string()), plain, locale));
            for (const std::string& name : result->getNames())
                line->set(name, result->get(name));
            context.out() << json::write(line) << "\n";
        }
        return 0;
    }
    const std::string path = words.operand("FILE (or - for standard input)");
    words.finish();
    const responses::Classified result = classify(read_input(context, path), plain, locale);
    if (as_json || as_lines)
        context.out() << json::write(to_json(result)) << "\n";
    else
        print(context.out(), result);
    return 0;
}

} // namespace

std::vector<Command> response_commands()
{
    return {{"classify", "FILE|- | --dir DIR [--plain] [--locale LOCALE] [--json|--jsonl]",
             "Says what an inbound mail (or with --plain a text message) is, without storing anything.", run_classify}};
}

} // namespace dosah::cli
