// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/time_zone.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "organisations/opt_out_scope.h"
#include "organisations/organisation.h"
#include "organisations/sending_hours.h"
#include "organisations/user.h"

#include <istream>
#include <ostream>

namespace dosah::cli {

namespace {

using namespace organisations;

int whole_number(const std::string& name, const std::string& value)
{
    try {
        std::size_t used = 0;
        const int number = std::stoi(value, &used);
        if (used == value.size()) return number;
    } catch (const std::exception&) {
    }
    throw input_error("--" + name + ": expected a whole number, not \"" + value + "\"");
}

Instant local_date(const std::string& name, const std::string& value, const std::string& zone)
{
    if (!is_time_zone(zone)) throw input_error("--time-zone: unknown zone \"" + zone + "\" (write Europe/Prague)");
    try {
        return parse_time_in_zone(value, zone);
    } catch (const Error&) {
        throw input_error("--" + name + ": write a date as 2019-01-01, not \"" + value + "\"");
    }
}

int org_add(Context& context, Words& words)
{
    Organisation organisation;
    const bool as_json = words.flag("json");
    organisation.name = words.required_option("name");
    organisation.country = words.option("country").value_or("CZ");
    const bool norwegian = organisation.country == "NO";
    organisation.locale = words.option("locale").value_or(norwegian ? "nb" : "cs");
    organisation.time_zone = words.option("time-zone").value_or(norwegian ? "Europe/Oslo" : "Europe/Prague");
    organisation.brand_colour = words.option("brand-colour").value_or(organisation.brand_colour);
    organisation.sender_email = words.required_option("sender-email");
    organisation.contact_email = words.option("contact-email").value_or("");
    organisation.contact_phone = words.option("contact-phone").value_or("");
    organisation.approval_required = !words.flag("no-approval");
    if (const auto months = words.option("look-back-months"))
        organisation.look_back_months = whole_number("look-back-months", *months);
    if (const auto start = words.option("register-start"))
        organisation.register_start = local_date("register-start", *start, organisation.time_zone);
    organisation.key = words.operand("KEY");
    words.finish();
    organisation = add_organisation(context.database(), context.clock(), context.actor(), organisation);
    json::Object::Ptr reply = json::object();
    reply->set("id", organisation.id);
    reply->set("key", organisation.key);
    print(context, as_json, reply, "organisation " + organisation.key + " added");
    return 0;
}

int org_list(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    words.finish();
    json::Array::Ptr list = json::array();
    for (const Organisation& organisation : all_organisations(context.database())) {
        json::Object::Ptr one = json::object();
        one->set("id", organisation.id);
        one->set("key", organisation.key);
        one->set("name", organisation.name);
        one->set("country", organisation.country);
        one->set("locale", organisation.locale);
        list->add(one);
        if (!as_json) context.out() << organisation.key << "  " << organisation.name << '\n';
    }
    if (as_json) context.out() << json::write(list) << '\n';
    return 0;
}

bool yes_or_no(const std::string& name, const std::string& value)
{
    if (value == "yes" || value == "no") return value == "yes";
    throw input_error("--" + name + ": write yes or no, not \"" + value + "\"");
}

constexpr channel::Channel channels[] = {channel::Channel::sms, channel::Channel::email};

std::string hours_text(const SendingHours& hours)
{
    return span_text(hours) + (hours.sundays ? ", Sundays" : ", not on Sundays") +
           (hours.holidays ? ", public holidays" : ", not on public holidays");
}

/// Hours and cap of an organisation, as `org show`, `org hours` and `org fatigue` tell them.
void show_pace(Context& context, const Organisation& organisation, bool as_json, json::Object::Ptr reply)
{
    store::Session session = context.database().session();
    json::Object::Ptr all = json::object();
    for (const channel::Channel channel : channels) {
        const SendingHours hours = sending_hours(session, organisation.id, channel);
        const std::string name(channel::to_string(channel));
        json::Object::Ptr one = json::object();
        one->set("span", span_text(hours));
        one->set("sundays", hours.sundays);
        one->set("holidays", hours.holidays);
        all->set(name, one);
        if (!as_json) context.out() << name << " hours: " << hours_text(hours) << '\n';
    }
    const FatigueCap cap = fatigue_cap(session, organisation.id);
    json::Object::Ptr fatigue = json::object();
    fatigue->set("messages", cap.messages);
    fatigue->set("days", cap.days);
    reply->set("hours", all);
    reply->set("fatigue_cap", fatigue);
    if (as_json) {
        context.out() << json::write(reply) << '\n';
    } else if (cap.messages == 0) {
        context.out() << "fatigue cap: none\n";
    } else {
        context.out() << "fatigue cap: " << cap.messages << " messages a person in " << cap.days << " days\n";
    }
}

int org_show(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.operand("KEY");
    words.finish();
    const Organisation organisation = find_organisation(context.database(), key);
    const std::vector<std::pair<const char*, std::string>> lines = {
        {"key", organisation.key},
        {"name", organisation.name},
        {"country", organisation.country},
        {"locale", organisation.locale},
        {"time_zone", organisation.time_zone},
        {"sender_email", organisation.sender_email},
        {"contact_email", organisation.contact_email},
        {"contact_phone", organisation.contact_phone},
        {"register_start", organisation.register_start ? to_iso(*organisation.register_start) : ""},
    };
    json::Object::Ptr reply = json::object();
    for (const auto& [name, value] : lines) {
        reply->set(name, value);
        if (!as_json && !value.empty()) context.out() << name << ": " << value << '\n';
    }
    reply->set("approval_required", organisation.approval_required);
    reply->set("look_back_months", organisation.look_back_months);
    if (!as_json)
        context.out() << "approval_required: " << (organisation.approval_required ? "yes" : "no")
                      << "\nlook_back_months: " << organisation.look_back_months << '\n';
    show_pace(context, organisation, as_json, reply);
    return 0;
}

int org_hours(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    struct Change
    {
        channel::Channel channel;
        std::optional<std::string> span, sundays, holidays;
    };
    std::vector<Change> changes;
    for (const channel::Channel channel : channels) {
        const std::string name(channel::to_string(channel));
        auto span = words.option(name);
        auto sundays = words.option(name + "-sundays");
        auto holidays = words.option(name + "-holidays");
        if (span || sundays || holidays) changes.push_back({channel, span, sundays, holidays});
    }
    const std::string key = words.operand("KEY");
    words.finish();
    const Organisation organisation = find_organisation(context.database(), key);
    std::vector<std::pair<channel::Channel, SendingHours>> set;
    {
        store::Session session = context.database().session();
        for (const Change& change : changes) {
            const std::string name(channel::to_string(change.channel));
            SendingHours hours = sending_hours(session, organisation.id, change.channel);
            if (change.span) {
                try {
                    set_span(hours, *change.span);
                } catch (const Error& problem) {
                    throw input_error("--" + name + ": " + problem.what());
                }
                // "always" is said of every day
                if (*change.span == "always") hours.sundays = hours.holidays = true;
            }
            if (change.sundays) hours.sundays = yes_or_no(name + "-sundays", *change.sundays);
            if (change.holidays) hours.holidays = yes_or_no(name + "-holidays", *change.holidays);
            set.emplace_back(change.channel, hours);
        }
    }
    for (const auto& [channel, hours] : set)
        set_sending_hours(context.database(), context.clock(), context.actor(), organisation.id, channel, hours);
    json::Object::Ptr reply = json::object();
    reply->set("key", organisation.key);
    show_pace(context, organisation, as_json, reply);
    return 0;
}

int org_fatigue(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const auto most = words.option("most");
    const auto days = words.option("days");
    const std::string key = words.operand("KEY");
    words.finish();
    const Organisation organisation = find_organisation(context.database(), key);
    if (most || days) {
        FatigueCap cap;
        {
            store::Session session = context.database().session();
            cap = fatigue_cap(session, organisation.id);
        }
        if (most) cap.messages = whole_number("most", *most);
        if (days) cap.days = whole_number("days", *days);
        set_fatigue_cap(context.database(), context.clock(), context.actor(), organisation.id, cap);
    }
    json::Object::Ptr reply = json::object();
    reply->set("key", organisation.key);
    show_pace(context, organisation, as_json, reply);
    return 0;
}

int org_opt_out(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const auto covers = words.option("covers");
    const std::string key = words.operand("KEY");
    words.finish();
    const Organisation organisation = find_organisation(context.database(), key);
    if (covers)
        set_opt_out_scope(context.database(), context.clock(), context.actor(), organisation.id,
                          opt_out_scope_from(*covers));
    store::Session session = context.database().session();
    const OptOutScope scope = opt_out_scope(session, organisation.id);
    json::Object::Ptr reply = json::object();
    reply->set("key", organisation.key);
    reply->set("covers", std::string(to_string(scope)));
    print(context, as_json, reply,
          scope == OptOutScope::all ? "an opt-out covers all channels" : "an opt-out covers the channel it came by");
    return 0;
}

/// The password comes from a file or from standard input, never from the command line, which others can read.
std::string read_password(Context& context, const std::string& path)
{
    if (path == "-" && is_terminal(context.in()))
        return ask_hidden("Password (at least 12 characters, not shown): ", context.in(), context.err());
    std::string password = read_utf8_input(context, path);
    while (!password.empty() && (password.back() == '\n' || password.back() == '\r'))
        password.pop_back();
    return password;
}

int user_add(Context& context, Words& words)
{
    User user;
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    user.name = words.required_option("name");
    user.role = role_from(words.option("role").value_or("coordinator"));
    user.may_approve = words.flag("may-approve");
    const std::optional<std::string> locale = words.option("locale");
    const std::string password_file = words.option("password-file").value_or("-");
    user.email = words.operand("EMAIL");
    words.finish();
    const Organisation organisation = find_organisation(context.database(), org);
    user.organisation_id = organisation.id;
    user.locale = locale.value_or(organisation.locale);
    const std::string password = read_password(context, password_file);
    user = add_user(context.database(), context.clock(), context.actor(), user, password);
    json::Object::Ptr reply = json::object();
    reply->set("id", user.id);
    reply->set("role", std::string(to_string(user.role)));
    print(context, as_json, reply, "user " + std::to_string(user.id) + " added");
    return 0;
}

} // namespace

std::vector<Command> organisation_commands()
{
    return {
        {"org add",
         "KEY --name NAME --sender-email ADDRESS [--country CZ] [--locale cs] [--time-zone ZONE] [--brand-colour "
         "#RRGGBB] "
         "[--contact-email ADDRESS] [--contact-phone NUMBER] [--no-approval] [--look-back-months N] "
         "[--register-start DATE] [--json]",
         "Adds an organisation.", org_add},
        {"org list", "[--json]", "Lists the organisations.", org_list},
        {"org show", "KEY [--json]", "Shows an organisation with its sending hours and fatigue cap.", org_show},
        {"org hours",
         "KEY [--sms HH:MM-HH:MM|always] [--sms-sundays yes|no] [--sms-holidays yes|no] [--email HH:MM-HH:MM|always] "
         "[--email-sundays yes|no] [--email-holidays yes|no] [--json]",
         "Sets when campaigns may send by a channel, in the organisation's time zone; what is not named stays.",
         org_hours},
        {"org fatigue", "KEY [--most N] [--days D] [--json]",
         "Sets how many campaign messages a person gets at most in so many days (0: no cap).", org_fatigue},
        {"org opt-out", "KEY [--covers all|channel] [--json]",
         "Sets whether STOP stops every channel or the one it came by.", org_opt_out},
        {"user add",
         "EMAIL --org KEY --name NAME [--role admin|coordinator|evaluator] [--may-approve] [--locale cs] "
         "[--password-file FILE] [--json]",
         "Adds a user; the password is read from the file or from standard input.", user_add},
    };
}

} // namespace dosah::cli
