// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "campaigns/attendance.h"
#include "campaigns/wave.h"
#include "cli/campaign_words.h"

#include <ostream>

namespace dosah::cli {

namespace {

/// A command on one wave: CAMPAIGN WAVE and, where `file` is given, FILE.
struct NamedWave
{
    Named named;
    std::string wave;
};

NamedWave read_wave(Context& context, Words& words, bool acting, std::string* file = nullptr)
{
    NamedWave out;
    out.named.as_json = words.flag("json");
    const std::string org = words.required_option("org");
    if (acting) out.named.actor = actor_of(context, words);
    const std::string name = words.operand("CAMPAIGN");
    out.wave = words.operand("WAVE");
    if (file != nullptr) *file = words.operand("FILE");
    words.finish();
    out.named.organisation = organisations::find_organisation(context.database(), org);
    out.named.campaign = find_named(context, out.named.organisation, name);
    return out;
}

/// Says how the wave stands now.
int show_wave(Context& context, const NamedWave& one, const std::string& hash = "")
{
    const campaigns::Status status = campaigns::campaign_status(context.services(), one.named.campaign);
    for (const campaigns::WaveStatus& wave : status.waves) {
        if (wave.kind != one.wave) continue;
        if (one.named.as_json) {
            auto out = json::object();
            out->set("campaign", one.named.campaign.key);
            out->set("wave", wave.kind);
            out->set("state", wave.state);
            if (wave.begins) out->set("begins", to_iso(*wave.begins));
            if (wave.not_after) out->set("not_after", to_iso(*wave.not_after));
            if (!hash.empty()) out->set("text", hash);
            out->set("waits_for_approval", !wave.proposed_hash.empty());
            context.out() << json::write(out) << '\n';
            return 0;
        }
        context.out() << "wave " << wave.kind << " of campaign " << one.named.campaign.key << ": ";
        if (!wave.proposed_hash.empty()) {
            context.out() << "text " << wave.proposed_hash.substr(0, 12) << " waits for approval by somebody else\n";
        } else {
            context.out() << wave.state << (hash.empty() ? "" : ", text " + hash.substr(0, 12)) << '\n';
        }
    }
    return 0;
}

int set(Context& context, Words& words)
{
    std::string path;
    const NamedWave one = read_wave(context, words, true, &path);
    const std::string text = read_utf8_input(context, path);
    const std::string hash =
        campaigns::set_wave(context.services(), one.named.campaign, one.wave, text, one.named.actor);
    return show_wave(context, one, hash);
}

int approve(Context& context, Words& words)
{
    const auto hash = words.option("text");
    const NamedWave one = read_wave(context, words, true);
    campaigns::approve_wave(context.services(), one.named.campaign, one.wave, one.named.actor, hash.value_or(""));
    return show_wave(context, one);
}

int withdraw(Context& context, Words& words)
{
    const NamedWave one = read_wave(context, words, true);
    campaigns::withdraw_wave(context.services(), one.named.campaign, one.wave, one.named.actor);
    return show_wave(context, one);
}

int show(Context& context, Words& words)
{
    const bool proposed = words.flag("proposed");
    const NamedWave one = read_wave(context, words, false);
    store::Session session = context.database().session();
    const campaigns::WaveTexts texts = campaigns::wave_texts(session, one.named.campaign, one.wave);
    const std::string& text = proposed ? texts.proposed : texts.in_force;
    if (text.empty())
        throw missing_error("campaign " + one.named.campaign.key + " has no wave \"" + one.wave + "\"" +
                            (proposed ? " that waits for approval" : ""));
    context.out() << text << '\n';
    return 0;
}

/// Who is named by options.
campaigns::AttendeeList read_options(Words& words)
{
    campaigns::AttendeeList list;
    for (const std::string& text : words.options("contact")) {
        const auto id = whole_number(text);
        if (!id || *id == 0) throw input_error("--contact: write the contact's number, for example --contact 17");
        list.attendees.push_back({*id});
    }
    for (const std::string& text : words.options("external-id"))
        list.attendees.push_back({0, text});
    for (const std::string& text : words.options("email"))
        list.attendees.push_back({0, "", text});
    for (const std::string& text : words.options("phone"))
        list.attendees.push_back({0, "", "", text});
    list.lines.resize(list.attendees.size());
    return list;
}

void print_report(Context& context, const Named& named, const campaigns::AttendeeList& list,
                  const campaigns::AttendanceReport& report, bool withdrawn)
{
    const auto place = [&](const campaigns::AttendanceProblem& problem) {
        const std::size_t line = list.lines.at(problem.place);
        return line == 0 ? std::string() : "line " + std::to_string(line) + ": ";
    };
    if (named.as_json) {
        auto out = json::object();
        out->set("campaign", named.campaign.key);
        out->set(withdrawn ? "withdrawn" : "recorded", report.recorded);
        out->set("known", report.known);
        out->set("planned", report.planned);
        out->set("restates", report.restates && report.recorded > 0);
        auto problems = json::array();
        for (const campaigns::AttendanceProblem& problem : report.problems)
            problems->add(place(problem) + problem.text);
        out->set("problems", problems);
        context.out() << json::write(out) << '\n';
        return;
    }
    for (const campaigns::AttendanceProblem& problem : report.problems)
        context.out() << "problem: " << place(problem) << problem.text << '\n';
    context.out() << (withdrawn ? "withdrawn: " : "recorded: ") << report.recorded << '\n'
                  << (withdrawn ? "not recorded before: " : "recorded before: ") << report.known << '\n';
    if (report.planned > 0) context.out() << "messages planned: " << report.planned << '\n';
    if (report.restates && report.recorded > 0)
        context.out() << "the evaluation has closed: reports made before are restated by this, and say so\n";
}

int attended(Context& context, Words& words)
{
    Named named;
    named.as_json = words.flag("json");
    const bool withdrawn = words.flag("withdraw");
    const std::string source = words.option("source").value_or("list");
    const std::string org = words.required_option("org");
    named.actor = actor_of(context, words);
    campaigns::AttendeeList list = read_options(words);
    const std::string name = words.operand("CAMPAIGN");
    const auto path = words.next_operand();
    words.finish();
    if (source.empty() || source.size() > 100) throw input_error("--source: write how it is known, at most 100 bytes");
    if (path) {
        campaigns::AttendeeList read = campaigns::read_attendees(read_utf8_input(context, *path));
        list.attendees.insert(list.attendees.end(), read.attendees.begin(), read.attendees.end());
        list.lines.insert(list.lines.end(), read.lines.begin(), read.lines.end());
    }
    if (list.attendees.empty())
        throw input_error("who came is missing: write --contact, --external-id, --email, --phone or a FILE");
    named.organisation = organisations::find_organisation(context.database(), org);
    named.campaign = find_named(context, named.organisation, name);
    const campaigns::AttendanceReport report =
        withdrawn
            ? campaigns::withdraw_attendance(context.services(), named.campaign, list.attendees, named.actor)
            : campaigns::record_attendance(context.services(), named.campaign, list.attendees, source, named.actor);
    print_report(context, named, list, report, withdrawn);
    return report.problems.empty() ? 0 : 1;
}

} // namespace

std::vector<Command> wave_commands()
{
    const std::string wave = "CAMPAIGN WAVE --org KEY [--as NAME] [--json]";
    return {
        {"campaign wave set", "CAMPAIGN WAVE FILE --org KEY [--as NAME] [--json]",
         "Writes a wave of a launched campaign that has not begun: reminder, thanks or feedback.", set},
        {"campaign wave approve", "CAMPAIGN WAVE --org KEY [--text HASH] [--as NAME] [--json]",
         "Approves what was set; somebody else than its author has to where the organisation demands it.", approve},
        {"campaign wave withdraw", wave, "Takes back a wave that has not begun.", withdraw},
        {"campaign wave show", "CAMPAIGN WAVE --org KEY [--proposed] [--json]",
         "Prints the wave as JSON: what counts, or with --proposed what waits for approval.", show},
        {"campaign attended",
         "CAMPAIGN [FILE] --org KEY [--contact ID] [--external-id ID] [--email ADDRESS] [--phone NUMBER] [--withdraw] "
         "[--source TEXT] [--as NAME] [--json]",
         "Records who came, named one by one or in a CSV file; 1 when somebody could not be told.", attended},
    };
}

} // namespace dosah::cli
