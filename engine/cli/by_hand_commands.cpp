// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/time_zone.h"
#include "campaigns/door.h"
#include "campaigns/letters.h"
#include "campaigns/short_code.h"
#include "cli/campaign_words.h"
#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/printable.h"
#include "responses/phone_sheet.h"

#include <ostream>

namespace dosah::cli {

namespace {

/// 0 to `most`; throws Error(input) naming the option.
std::optional<int> read_number(Words& words, const std::string& option, int most)
{
    const auto text = words.option(option);
    if (!text) return std::nullopt;
    const auto number = whole_number(*text);
    if (!number || *number > most)
        throw input_error("--" + option + ": write a number from 0 to " + std::to_string(most));
    return static_cast<int>(*number);
}

responses::ByHand read_said(Words& words, const std::string& channel)
{
    responses::ByHand said;
    said.channel = channel;
    said.answer = words.option("answer");
    said.words = words.option("words").value_or("");
    said.details.companions = read_number(words, "companions", campaigns::most_companions);
    for (const std::string& need : words.options("need"))
        said.details.needs.insert(need);
    return said;
}

int print_letters(Context& context, Words& words)
{
    const auto again = read_number(words, "again", 1'000'000'000);
    const auto limit = read_number(words, "limit", 1'000'000);
    const std::string path = words.required_option("out");
    const Named named = read_named(context, words, true);
    OutputFile file(path);
    const auto write = [&](std::string_view piece) { file.write(piece); };
    campaigns::Printed printed;
    if (again) {
        printed.print_id = *again;
        printed.letters =
            campaigns::write_print(context.services(), named.campaign, *again, named.organisation.locale, write);
        campaigns::note_printed_again(context.services(), named.campaign, *again, named.actor);
    } else {
        printed = campaigns::print_letters(context.services(), named.campaign,
                                           static_cast<std::size_t>(limit.value_or(100'000)), named.actor, write);
    }
    if (printed.print_id != 0) file.keep();
    auto out = json::object();
    out->set("print", printed.print_id);
    out->set("letters", static_cast<std::int64_t>(printed.letters));
    out->set("again", again.has_value());
    auto skipped = json::object();
    std::string text;
    for (const auto& [why, count] : printed.skipped) {
        skipped->set(why, static_cast<std::int64_t>(count));
        text += "\nskipped: " + why + " " + std::to_string(count);
    }
    out->set("skipped", skipped);
    auto problems = json::array();
    for (const std::string& problem : printed.problems) {
        problems->add(problem);
        text += "\nproblem: " + printable(problem);
    }
    out->set("problems", problems);
    if (printed.print_id == 0)
        text = "no letter is waiting" + text;
    else
        text = path + ": print " + std::to_string(printed.print_id) + ", " + std::to_string(printed.letters) +
               (printed.letters == 1 ? " letter" : " letters") +
               (again ? ", printed before: no new letters, do not post them twice" : "") + text;
    print(context, named.as_json, out, text);
    return printed.problems.empty() ? 0 : 1;
}

int letter_state(Context& context, Words& words)
{
    const Named named = read_named(context, words, false);
    store::Session session = context.database().session();
    const campaigns::LetterStatus status = campaigns::letter_status(session, named.campaign);
    auto out = json::object();
    out->set("waiting", status.waiting);
    out->set("to_come", status.to_come);
    auto prints = json::array();
    std::string text = "waiting: " + std::to_string(status.waiting) + "\nto come: " + std::to_string(status.to_come);
    for (const campaigns::LetterPrint& one : status.prints) {
        auto row = json::object();
        row->set("print", one.id);
        row->set("at", to_iso(one.at));
        row->set("actor", one.actor);
        row->set("letters", one.letters);
        prints->add(row);
        text += "\nprint " + std::to_string(one.id) + "  " + to_iso(one.at) + "  " + printable(one.actor) + "  " +
                std::to_string(one.letters);
    }
    out->set("prints", prints);
    print(context, named.as_json, out, text);
    return 0;
}

int letters_returned(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    const std::string actor = actor_of(context, words);
    std::vector<std::string> codes{words.operand("CODE")};
    while (const auto code = words.next_operand())
        codes.push_back(*code);
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), org);
    for (const std::string& code : codes)
        campaigns::letter_came_back(context.services(), organisation.id, code, actor);
    auto out = json::object();
    out->set("returned", static_cast<std::int64_t>(codes.size()));
    print(context, as_json, out, "returned: " + std::to_string(codes.size()));
    return 0;
}

int record_response(Context& context, Words& words)
{
    responses::ByHand said = read_said(words, words.required_option("channel"));
    said.opt_out = words.flag("no-more");
    const auto code = words.option("code");
    const auto contact = words.option("contact");
    const Named named = read_named(context, words, true);
    if (code.has_value() == contact.has_value())
        throw input_error("say who: --code CODE of the letter, or --contact ID");
    store::Transaction transaction(context.database());
    store::Session& session = transaction.session();
    std::optional<campaigns::Invitation> invitation;
    if (code) {
        invitation = campaigns::find_invitation_by_code(session, context.master(), *code);
    } else {
        for (const auto& one :
             campaigns::open_invitations(session, named.organisation.id, whole_number(*contact).value_or(0)))
            if (one.campaign_id == named.campaign.id) invitation = one;
    }
    if (!invitation || invitation->campaign_id != named.campaign.id)
        throw missing_error(
            code ? "--code: \"" + code->substr(0, 40) + "\" is on no letter of campaign " + named.campaign.key
                 : "--contact: campaign " + named.campaign.key + " has no open invitation for that person");
    const bool taken = responses::record_by_hand(session, *invitation, said, named.actor, context.clock().now());
    transaction.commit();
    auto out = json::object();
    out->set("recorded", taken);
    print(context, named.as_json, out,
          taken ? "recorded" : "the campaign takes no answers any more; only words and an opt-out were kept");
    return taken ? 0 : 1;
}

int phone_list(Context& context, Words& words)
{
    responses::PhoneListChoice choice;
    choice.silent_after = read_number(words, "silent-after", 9).value_or(choice.silent_after);
    choice.limit = static_cast<std::size_t>(read_number(words, "limit", 100'000).value_or(100'000));
    const std::string format = words.option("format").value_or("csv");
    const auto path = words.option("out");
    const Named named = read_named(context, words, true);
    if (format != "csv" && format != "html") throw input_error("--format: write csv or html");
    std::vector<responses::PersonToCall> people;
    {
        store::Session session = context.database().session();
        people =
            responses::phone_list(session, named.campaign, named.organisation.locale, choice, context.clock().now());
    }
    responses::note_list_taken(context.services(), named.campaign, people.size(), named.actor);
    if (!path && named.as_json) {
        auto rows = json::array();
        for (const responses::PersonToCall& person : people) {
            auto row = json::object();
            row->set("contact", person.contact_id);
            row->set("name", person.name);
            row->set("phone", person.phone);
            row->set("locale", person.locale);
            row->set("unreached", person.unreached);
            row->set("calls", person.calls);
            row->set("last_result", person.last_result);
            rows->add(row);
        }
        context.out() << json::write(rows) << '\n';
        return 0;
    }
    const std::string text = format == "csv"
                                 ? responses::phone_sheet_csv(people)
                                 : responses::phone_sheet_html(context.services(), named.campaign, named.organisation,
                                                               named.organisation.locale, people);
    if (!path) {
        context.out() << text;
        return 0;
    }
    OutputFile file(*path);
    file.write(text);
    file.keep();
    auto out = json::object();
    out->set("people", static_cast<std::int64_t>(people.size()));
    out->set("file", *path);
    print(context, named.as_json, out, *path + ": " + std::to_string(people.size()) + " to call");
    return 0;
}

int phone_record(Context& context, Words& words)
{
    responses::Call call;
    call.said = read_said(words, "phone");
    call.result = call.said.answer ? words.option("result").value_or("answered") : words.required_option("result");
    call.note = words.option("note").value_or("");
    const auto after = words.option("after");
    const auto contact = whole_number(words.required_option("contact"));
    if (!contact) throw input_error("--contact: write the number of a contact");
    const Named named = read_named(context, words, true);
    if (after) call.call_after = parse_time_in_zone(*after, named.organisation.time_zone);
    responses::record_call(context.services(), named.campaign, *contact, call, named.actor);
    auto out = json::object();
    out->set("result", call.result);
    print(context, named.as_json, out, "recorded: " + call.result);
    return 0;
}

int door_sheet(Context& context, Words& words)
{
    const std::string path = words.required_option("out");
    const Named named = read_named(context, words, false);
    OutputFile file(path);
    file.write(campaigns::door_sheet(context.services(), named.campaign, named.organisation));
    file.keep();
    auto out = json::object();
    out->set("file", path);
    out->set("url", campaigns::door_url(context.master(), context.config().http_public_url, named.campaign));
    print(context, named.as_json, out, path);
    return 0;
}

int walk_ins(Context& context, Words& words)
{
    const int add = read_number(words, "add", 1000).value_or(0);
    const int remove = read_number(words, "remove", 1000).value_or(0);
    const std::string group = words.option("group").value_or("");
    const std::string first_time = words.option("first-time").value_or("");
    const Named named = read_named(context, words, true);
    store::Transaction transaction(context.database());
    const Instant now = context.clock().now();
    for (int i = 0; i < add; ++i)
        campaigns::add_walk_in(transaction.session(), named.campaign, {group, first_time, ""}, "cli", named.actor, now);
    for (int i = 0; i < remove; ++i)
        if (!campaigns::remove_walk_in(transaction.session(), named.campaign, group, named.actor, now))
            throw conflict_error("only " + std::to_string(i) + " can be taken off; nothing was changed");
    const campaigns::WalkIns counted = campaigns::count_walk_ins(transaction.session(), named.campaign.id);
    transaction.commit();
    auto out = json::object();
    out->set("walk_ins", counted.all);
    auto groups = json::array();
    std::string text = "came without an invitation: " + std::to_string(counted.all);
    for (const auto& [key, count] : counted.by_group) {
        auto row = json::object();
        row->set("group", key);
        row->set("people", count);
        groups->add(row);
        text += "\n" + (key.empty() ? std::string("(no group)") : printable(key)) + ": " + std::to_string(count);
    }
    out->set("groups", groups);
    print(context, named.as_json, out, text);
    return 0;
}

} // namespace

std::vector<Command> by_hand_commands()
{
    return {
        {"letters print", "CAMPAIGN --org KEY --out FILE.html [--limit N] [--again PRINT] [--as NAME] [--json]",
         "Prints the letters that are due into one HTML file for A4, and counts them as sent.", print_letters},
        {"letters status", "CAMPAIGN --org KEY [--json]",
         "Says how many letters wait to be printed, and what was printed.", letter_state},
        {"letters returned", "CODE... --org KEY [--as NAME] [--json]",
         "Records letters that came back undelivered, by the code on them.", letters_returned},
        {"responses record",
         "CAMPAIGN --org KEY --channel letter|phone (--code CODE | --contact ID) [--answer yes|maybe|no] [--companions "
         "N] [--need NEED]... [--words TEXT] [--no-more] [--as NAME] [--json]",
         "Records what somebody said by telephone or on a reply slip; 1 when no answers are taken any more.",
         record_response},
        {"phone list",
         "CAMPAIGN --org KEY [--silent-after WAVES] [--limit N] [--format csv|html] [--out FILE] [--as NAME] [--json]",
         "Lists whom to call: people whom nothing else reached, and those who have not answered.", phone_list},
        {"phone record",
         "CAMPAIGN --org KEY --contact ID --result RESULT [--answer yes|maybe|no] [--companions N] [--need NEED]... "
         "[--words TEXT] [--after TIME] [--note TEXT] [--as NAME] [--json]",
         "Records a call and what came of it.", phone_record},
        {"event qr", "CAMPAIGN --org KEY --out FILE.html [--json]",
         "Writes the sheet for the door: visitors scan its QR code and check themselves in.", door_sheet},
        {"event walkins",
         "CAMPAIGN --org KEY [--add N] [--remove N] [--group KEY] [--first-time yes|no|unknown] [--as NAME] [--json]",
         "Counts people who came without an invitation, and shows the counts.", walk_ins},
    };
}

} // namespace dosah::cli
