// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/person_commands.h"
#include "cli/printable.h"
#include "contacts/address.h"
#include "contacts/contact.h"
#include "contacts/import.h"
#include "contacts/suppression.h"
#include "organisations/organisation.h"

#include <filesystem>
#include <ostream>

namespace dosah::cli {

namespace {

using namespace contacts;

constexpr std::size_t notes_shown = 50;

char separator_from(const std::string& word)
{
    if (word == "comma" || word == ",") return ',';
    if (word == "semicolon" || word == ";") return ';';
    if (word == "tab" || word == "\t") return '\t';
    throw input_error("--separator: write comma, semicolon or tab, not \"" + word + "\"");
}

Instant date_from(const std::string& option, const std::string& text)
{
    try {
        return from_iso(text);
    } catch (const Error&) {
        throw input_error("--" + option + ": write a date as 2026-11-22, not \"" + text + "\"");
    }
}

void print_notes(std::ostream& out, const char* title, const std::vector<ImportNote>& notes, std::size_t total)
{
    if (total == 0) return;
    out << title << ":\n";
    for (std::size_t i = 0; i < std::min(notes.size(), notes_shown); ++i) {
        const ImportNote& note = notes[i];
        out << "  line " << note.line;
        if (!note.column.empty()) out << ", " << printable(note.column);
        out << ": ";
        if (!note.value.empty()) out << '"' << printable(note.value) << "\" ";
        out << note.reason << '\n';
    }
    if (total > notes_shown) out << "  and " << total - std::min(total, notes_shown) << " more (--json shows them)\n";
}

void print(std::ostream& out, const ImportReport& report)
{
    if (report.dry_run) {
        out << "dry run, nothing was kept\n";
    } else {
        out << "import " << report.import_id << '\n';
    }
    out << "read as " << report.encoding << ", separator "
        << (report.separator == '\t' ? std::string("tab") : std::string(1, report.separator)) << '\n';
    for (const auto& [header, field] : report.columns)
        out << "  " << printable(header) << " -> " << printable(field) << '\n';
    out << report.rows << " rows: " << report.added << " added, " << report.changed << " changed, " << report.unchanged
        << " unchanged, " << report.merged << " merged with an earlier row, " << report.rejected_rows << " rejected; "
        << report.possible_duplicates << " possible duplicates\n";
    print_notes(out, "rejected", report.rejected, report.rejected_rows);
    print_notes(out, "warnings", report.warnings, report.warning_count);
}

int contacts_import(Context& context, Words& words)
{
    ImportOptions options;
    const bool as_json = words.flag("json");
    options.dry_run = words.flag("dry-run");
    const std::string key = words.required_option("org");
    options.kind = import_kind_from(words.option("kind").value_or("contacts"));
    options.group = words.option("group").value_or("");
    options.source = words.option("source").value_or("");
    options.legal_basis = words.option("legal-basis").value_or("");
    options.legal_basis_source = words.option("legal-basis-source").value_or("");
    if (const auto at = words.option("legal-basis-date")) options.legal_basis_at = date_from("legal-basis-date", *at);
    options.act_kind = words.option("act-kind").value_or("");
    options.encoding = words.option("encoding").value_or("");
    if (const auto separator = words.option("separator")) options.separator = separator_from(*separator);
    const std::string path = words.operand("FILE");
    words.finish();
    options.organisation = organisations::find_organisation(context.database(), key);
    options.actor = context.actor();
    std::string bytes = read_input(context, path);
    const std::string name = path == "-" ? "standard input" : std::filesystem::path(path).filename().string();
    if (bytes.empty()) throw input_error(name + " is empty; its first line has to name the columns");
    const ImportReport report = import_file(context.database(), context.clock(), std::move(bytes), name, options);
    if (as_json) {
        context.out() << json::write(to_json(report)) << '\n';
    } else {
        print(context.out(), report);
    }
    if (report.nothing_taken()) context.err() << "dosah: no row of " << printable(name) << " could be taken\n";
    return report.nothing_taken() ? 1 : 0;
}

json::Object::Ptr to_json(const Contact& contact)
{
    json::Object::Ptr out = json::object();
    out->set("id", contact.id);
    out->set("external_id", contact.external_id);
    out->set("given_name", contact.given_name);
    out->set("family_name", contact.family_name);
    out->set("gender", contact.gender);
    if (contact.birth_year) out->set("birth_year", *contact.birth_year);
    out->set("locale", contact.locale);
    out->set("format", contact.format);
    out->set("place", contact.place);
    out->set("email", contact.email);
    out->set("phone", contact.phone);
    out->set("postal_address", contact.postal_address);
    out->set("legal_basis", contact.legal_basis);
    out->set("legal_basis_source", contact.legal_basis_source);
    if (contact.legal_basis_at) out->set("legal_basis_at", to_iso(*contact.legal_basis_at));
    json::Object::Ptr attributes = json::object();
    for (const auto& [name, value] : contact.attributes)
        attributes->set(name, value);
    out->set("attributes", attributes);
    return out;
}

int contacts_show(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    const std::string id = words.operand("ID");
    words.finish();
    if (id.empty() || id.size() > 18 || id.find_first_not_of("0123456789") != std::string::npos)
        throw input_error("ID: expected a whole number, not \"" + id + "\"");
    const auto organisation = organisations::find_organisation(context.database(), key);
    store::Session session = context.database().session();
    const auto contact = find_contact(session, organisation.id, std::stoll(id));
    if (!contact) throw missing_error("organisation \"" + key + "\" has no contact " + id);
    const json::Object::Ptr shown = to_json(*contact);
    if (as_json) {
        context.out() << json::write(shown) << '\n';
        return 0;
    }
    for (const std::string& name : shown->getNames())
        if (name != "attributes") context.out() << name << ": " << shown->get(name).toString() << '\n';
    for (const auto& [name, value] : contact->attributes)
        context.out() << "attribute " << name << ": " << value << '\n';
    return 0;
}

int contacts_count(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), key);
    store::Session session = context.database().session();
    const std::int64_t count = count_contacts(session, organisation.id);
    if (as_json) {
        json::Object::Ptr out = json::object();
        out->set("count", count);
        context.out() << json::write(out) << '\n';
    } else {
        context.out() << count << '\n';
    }
    return 0;
}

/// An address as it is kept: the channel it belongs to and its normal form.
std::pair<channel::Channel, std::string> address_from(const std::string& text, const std::string& country)
{
    if (const auto email = normalise_email(text)) return {channel::Channel::email, *email};
    if (const auto phone = normalise_phone(text, country)) return {channel::Channel::sms, phone->e164};
    throw input_error("ADDRESS: neither an email address nor a telephone number");
}

int suppression_add(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    const auto reason = suppression_reason_from(words.option("reason").value_or("by_hand"));
    const std::string source = words.option("source").value_or("cli");
    const std::string text = words.operand("ADDRESS");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), key);
    const auto [channel, address] = address_from(text, organisation.country);
    const Instant now = context.clock().now();
    store::Transaction transaction(context.database());
    suppress(transaction.session(), organisation.id, channel, address, reason, source, now);
    organisations::audit(transaction.session(), now,
                         {organisation.id, context.actor(), "suppression.add", "suppression", std::nullopt, ""});
    transaction.commit();
    if (as_json) {
        json::Object::Ptr out = json::object();
        out->set("channel", std::string(channel::to_string(channel)));
        out->set("suppressed", true);
        context.out() << json::write(out) << '\n';
    } else {
        context.out() << "suppressed for " << channel::to_string(channel) << '\n';
    }
    return 0;
}

int suppression_show(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    const std::string text = words.operand("ADDRESS");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), key);
    const auto [channel, address] = address_from(text, organisation.country);
    store::Session session = context.database().session();
    const auto found = find_suppression(session, organisation.id, channel, address);
    json::Object::Ptr out = json::object();
    out->set("channel", std::string(channel::to_string(channel)));
    out->set("suppressed", found.has_value());
    if (found) {
        out->set("reason", std::string(to_string(found->reason)));
        out->set("source", found->source);
        out->set("since", to_iso(found->since));
    }
    if (as_json) {
        context.out() << json::write(out) << '\n';
    } else if (found) {
        context.out() << "suppressed since " << to_iso(found->since) << ": " << to_string(found->reason) << " ("
                      << found->source << ")\n";
    } else {
        context.out() << "not suppressed\n";
    }
    return 0;
}

} // namespace

std::vector<Command> contact_commands()
{
    return {
        {"contacts import",
         "FILE|- --org KEY [--kind contacts|involvement|group] [--group NAME] [--source TEXT] [--act-kind KIND] "
         "[--legal-basis public_task|consent|contract] [--legal-basis-source TEXT] [--legal-basis-date DATE] "
         "[--encoding NAME] [--separator comma|semicolon|tab] [--dry-run] [--json]",
         "Takes people, their involvement or a group's list from a CSV file.", contacts_import},
        {"contacts show", "ID --org KEY [--json]", "Shows one contact.", contacts_show},
        {"contacts count", "--org KEY [--json]", "Says how many contacts the organisation has.", contacts_count},
        {"contacts export", "ID --org KEY --out FILE|-", "Writes all that is held about a person as JSON.",
         contacts_export},
        {"contacts erase", "ID --org KEY [--keep-suppression] [--json]", "Erases a person for good.", contacts_erase},
        {"contacts duplicates", "--org KEY [--json]", "Lists pairs of contacts that may be one person.",
         contacts_duplicates},
        {"contacts merge", "PAIR --org KEY [--json]", "Says that the two of a pair are one person and joins them.",
         contacts_merge},
        {"contacts distinct", "PAIR --org KEY [--json]", "Says that the two of a pair are two people.",
         contacts_distinct},
        {"suppression add", "ADDRESS --org KEY [--reason REASON] [--source TEXT] [--json]",
         "Stops all sending to an address or number.", suppression_add},
        {"suppression show", "ADDRESS --org KEY [--json]", "Says whether and why an address gets nothing more.",
         suppression_show},
    };
}

} // namespace dosah::cli
