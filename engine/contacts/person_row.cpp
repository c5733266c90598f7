// SPDX-License-Identifier: EUPL-1.2
#include "contacts/person_row.h"

#include "base/locales.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "contacts/cell_values.h"
#include "contacts/full_name.h"
#include "contacts/group.h"
#include "contacts/national_id.h"

#include <algorithm>
#include <array>

namespace dosah::contacts {

namespace {

constexpr std::size_t longest_name = 400;  ///< bytes
constexpr std::size_t longest_cell = 4000; ///< bytes of any other text
constexpr int first_birth_year = 1900;
constexpr const char* replacement = "\xEF\xBF\xBD";

/// Several lines of a cell are several things there.
bool holds_several(Field field)
{
    return field == Field::postal_address || field == Field::street || field == Field::email || field == Field::phone ||
           field == Field::mobile || field == Field::groups;
}

/// One line, NFC, trimmed; a line break within becomes a comma where several things may stand, and a space elsewhere.
std::string clean(const std::string& given, bool several)
{
    std::string out;
    bool plain = true;
    for (const char c : given) {
        if (c == '\n' && several) {
            while (out.ends_with(' ') || out.ends_with(','))
                out.pop_back();
            if (!out.empty()) out += ", ";
        } else if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F) {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
            plain = plain && static_cast<unsigned char>(c) < 0x80;
            out += c;
        }
    }
    while (out.ends_with(' ') || (several && out.ends_with(',')))
        out.pop_back();
    return plain ? out : text::nfc(text::trim(out));
}

/// Columns that could hold one; addresses and phones are checked for their own shape.
bool may_hide_national_id(Field field)
{
    return field == Field::attribute || field == Field::external_id || field == Field::birth_date ||
           field == Field::legal_basis_source || field == Field::groups || field == Field::act_what ||
           field == Field::source;
}

std::string listed(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

/// What people write where there is no address.
bool says_none(const std::string& value)
{
    if (value.find_first_of("@0123456789") != std::string::npos) return false;
    static constexpr std::array<std::string_view, 14> words = {
        "nema",    "neni",    "neuvedeno", "neuveden",  "zadny", "zadna", "ingen",
        "mangler", "manglar", "har ikke",  "har ikkje", "none",  "n/a",   "x"};
    const std::string folded = text::fold(value);
    if (folded.find_first_not_of("-\xE2\x80\x93\x94./ ") == std::string::npos) return true;
    return std::find(words.begin(), words.end(), folded) != words.end();
}

/// "tlf. 912 34 567", "601 123 456 (manžel)" -> the number; letters between its digits stay and make it none.
std::string number_within(const std::string& value)
{
    const std::size_t first = value.find_first_of("+0123456789");
    const std::size_t last = value.find_last_of("0123456789");
    if (first == std::string::npos || last == std::string::npos || last < first) return {};
    return value.substr(first, last - first + 1);
}

/// "jana @posta.cz", "jana@ posta.cz ."
std::string without_slips(const std::string& value)
{
    std::string out;
    for (const char c : value) {
        if (c == '@')
            while (out.ends_with(' '))
                out.pop_back();
        if (c != ' ' || !out.ends_with('@')) out += c;
    }
    while (out.ends_with('.') || out.ends_with(' '))
        out.pop_back();
    return out;
}

/// The single addresses of a cell that holds several.
std::vector<std::string> parts_of(const std::string& value, std::string_view separators)
{
    std::vector<std::string> out(1);
    for (const char c : value) {
        if (separators.find(c) != std::string_view::npos) {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    std::vector<std::string> kept;
    for (const std::string& part : out)
        if (std::string trimmed = text::trim(part); !trimmed.empty()) kept.push_back(std::move(trimmed));
    return kept;
}

} // namespace

RowReader::RowReader(const Table& table, const ImportOptions& options, const std::string& source, Instant now,
                     ImportReport& report)
    : table_(table), options_(options), source_(source), now_(now),
      this_year_(to_local(now, options.organisation.time_zone).year), report_(report)
{
}

void RowReader::warn(const PersonRow& row, const Column& column, const std::string& value, const std::string& reason)
{
    report_.warn({row.line, column.header, value, reason});
}

std::optional<Phone> RowReader::phone_of(const std::string& text) const
{
    return normalise_phone(text, options_.organisation.country);
}

/// A legal basis is one statement of three parts. Who refuses consent gets none by default.
void RowReader::settle_legal_basis(PersonRow& row) const
{
    Contact& contact = row.person.contact;
    row.own_legal_basis = !contact.legal_basis.empty();
    if (!row.own_legal_basis) {
        contact.legal_basis_source.clear();
        contact.legal_basis_at.reset();
        if (!(consent_refused_ && options_.legal_basis == "consent")) contact.legal_basis = options_.legal_basis;
        if (contact.legal_basis.empty()) return;
    }
    if (contact.legal_basis_source.empty())
        contact.legal_basis_source = options_.legal_basis_source.empty() ? source_ : options_.legal_basis_source;
    if (!contact.legal_basis_at) contact.legal_basis_at = options_.legal_basis_at.value_or(now_);
}

PersonRow RowReader::read(const CsvRecord& record)
{
    PersonRow row;
    row.line = record.line;
    row.person.contact.organisation_id = options_.organisation.id;
    consent_refused_ = false;
    phone_is_mobile_ = false;
    street_.clear();
    postcode_.clear();
    // A column that is surely of mobile numbers comes first, so that the landline beside it does not take its place.
    for (const bool mobiles : {true, false}) {
        for (std::size_t i = 0; i < record.fields.size(); ++i) {
            const Column& column = table_.columns()[i];
            if ((column.field == Field::mobile) != mobiles || record.fields[i].empty()) continue;
            const std::string value = clean(record.fields[i], holds_several(column.field));
            if (value.empty() || column.field == Field::forbidden) continue;
            if (value.find(replacement) != std::string::npos)
                warn(row, column, value, "holds bytes that are no text in " + report_.encoding);
            if (value.size() > longest_cell) {
                warn(row, column, value, "is too long for a cell of this kind and is left out");
                continue;
            }
            if (may_hide_national_id(column.field) && holds_national_id(value)) {
                warn(row, column, "",
                     "looks like a national identity number, which is never kept; the cell is left out");
                continue;
            }
            read_cell(row, column, value);
        }
    }
    Contact& contact = row.person.contact;
    if (contact.postal_address.empty() && !street_.empty()) {
        contact.postal_address = street_;
        const std::string town =
            postcode_.empty() || contact.place.empty() ? postcode_ + contact.place : postcode_ + " " + contact.place;
        if (!town.empty()) contact.postal_address += ", " + town;
    } else if (!postcode_.empty() && contact.postal_address.find(postcode_) == std::string::npos &&
               !contact.postal_address.empty()) {
        contact.postal_address += ", " + postcode_;
    }
    settle_legal_basis(row);
    row.person = folded(std::move(row.person.contact), [this](const std::string& text) {
        return remembered(folds_, text, [](const std::string& one) { return text::fold(one); });
    });
    return row;
}

void RowReader::read_cell(PersonRow& row, const Column& column, const std::string& value)
{
    Contact& contact = row.person.contact;
    const auto word = [&](std::string& target, const std::optional<std::string>& understood, const char* expected) {
        if (understood) {
            target = *understood;
        } else {
            warn(row, column, value, std::string("is not understood; write ") + expected);
        }
    };
    const auto text = [&](std::string& target, std::size_t limit) {
        if (value.size() > limit) {
            warn(row, column, value, "is too long for a cell of this kind and is left out");
        } else if (target.empty()) {
            target = value;
        }
    };
    switch (column.field) {
    case Field::external_id:
        text(contact.external_id, longest_name);
        break;
    case Field::given_name:
        text(contact.given_name, longest_name);
        break;
    case Field::family_name:
        text(contact.family_name, longest_name);
        break;
    case Field::full_name:
    case Field::full_name_family_first:
        read_full_name(contact, column, value);
        break;
    case Field::email:
        read_email(row, column, value);
        break;
    case Field::phone:
    case Field::mobile:
        read_phone(row, column, value);
        break;
    case Field::birth_date:
        read_birth(row, column, value);
        break;
    case Field::gender:
        word(contact.gender, gender_from(value), "žena, muž, jiné; kvinne, mann, annet; f, m, x");
        break;
    case Field::locale:
        if (const auto locale = locale_from(value)) {
            contact.locale = *locale;
        } else {
            warn(row, column, value,
                 "is not understood; write čeština, bokmål, nynorsk, English, or one of the codes " +
                     listed(known_locales()));
        }
        break;
    case Field::format:
        word(contact.format, format_from(value),
             "běžný, snadné čtení, velké písmo; vanlig, lettlest, stor skrift; usual, easy_to_read, large_print");
        break;
    case Field::place:
        text(contact.place, longest_name);
        break;
    case Field::postal_address:
        text(contact.postal_address, longest_cell);
        break;
    case Field::street:
        text(street_, longest_name);
        break;
    case Field::postcode:
        text(postcode_, 16);
        break;
    case Field::legal_basis:
        word(contact.legal_basis, legal_basis_from(value),
             "veřejný zájem, souhlas, smlouva; offentlig oppgave, samtykke, avtale; public_task, consent, contract");
        break;
    case Field::legal_basis_source:
        text(contact.legal_basis_source, longest_cell);
        break;
    case Field::legal_basis_date:
        contact.legal_basis_at = read_moment(row, column, value);
        break;
    case Field::consent:
        if (const auto given = yes_or_no(value)) {
            consent_refused_ = !*given;
            if (*given && contact.legal_basis.empty()) contact.legal_basis = "consent";
        } else if (const auto at = read_moment(row, column, value)) {
            if (contact.legal_basis.empty()) contact.legal_basis = "consent";
            contact.legal_basis_at = at;
        }
        break;
    case Field::groups:
        read_groups(row, column, value);
        break;
    case Field::act_date: {
        std::string problem;
        row.act_at = moment_of(value, problem);
        if (!row.act_at) row.unusable_act = {row.line, column.header, value, problem};
        break;
    }
    case Field::act_kind:
        row.act_kind = act_kind_from(value).value_or("");
        if (row.act_kind.empty() && !row.unusable_act)
            row.unusable_act = {row.line, column.header, value,
                                "is no kind of act; write účast, formulář, návrh, hlasování, pracovní skupina, "
                                "dobrovolnictví; deltok, skjema, forslag, avstemning, arbeidsgruppe, frivillig"};
        break;
    case Field::act_what:
        text(row.act_what, longest_cell);
        break;
    case Field::source:
        text(row.source, longest_cell);
        break;
    case Field::attribute:
        contact.attributes[column.name] = value;
        break;
    case Field::forbidden:
        break;
    }
}

void RowReader::read_full_name(Contact& contact, const Column& column, const std::string& value) const
{
    if (value.size() > longest_name || !contact.given_name.empty() || !contact.family_name.empty()) return;
    FullName name = full_name_from(value, column.field == Field::full_name_family_first);
    contact.given_name = std::move(name.given);
    contact.family_name = std::move(name.family);
}

void RowReader::read_email(PersonRow& row, const Column& column, const std::string& value)
{
    if (says_none(value)) return warn(row, column, value, "is taken for none");
    std::vector<std::string> parts = {value};
    auto email = normalise_email(value);
    if (!email) email = normalise_email(without_slips(value));
    if (!email) {
        parts = parts_of(value, ",; ");
        for (const std::string& part : parts)
            if ((email = normalise_email(part))) break;
        if (email && parts.size() > 1) warn(row, column, value, "holds several things; the first address is taken");
    }
    if (!email) {
        row.unusable_addresses.push_back({row.line, column.header, value, "is not an email address"});
    } else if (row.person.contact.email.empty()) {
        row.person.contact.email = *email;
    } else if (row.person.contact.email != *email) {
        row.person.contact.attributes[column.name] = *email;
    }
}

void RowReader::read_phone(PersonRow& row, const Column& column, const std::string& value)
{
    if (says_none(value)) return warn(row, column, value, "is taken for none");
    std::optional<Phone> phone = phone_of(value);
    if (!phone) {
        for (const std::string& part : parts_of(value, ",;/|")) {
            const std::optional<Phone> one = phone_of(part);
            if (one && (!phone || (one->probably_mobile && !phone->probably_mobile))) phone = one;
        }
        if (phone) warn(row, column, value, "holds several things; one number is taken: " + phone->e164);
    }
    if (!phone && (phone = phone_of(number_within(value))))
        warn(row, column, value, "holds more than a number; the number is taken: " + phone->e164);
    if (!phone) {
        row.unusable_addresses.push_back({row.line, column.header, value, "is not a telephone number"});
        return;
    }
    std::string& kept = row.person.contact.phone;
    if (kept == phone->e164) return;
    if (kept.empty() || (phone->probably_mobile && !phone_is_mobile_)) {
        if (!kept.empty()) row.person.contact.attributes["telefon"] = kept;
        kept = phone->e164;
        phone_is_mobile_ = phone->probably_mobile;
        if (!phone->probably_mobile) warn(row, column, value, "is probably not a mobile number; it is taken");
    } else {
        row.person.contact.attributes[column.name] = phone->e164;
    }
}

void RowReader::read_birth(PersonRow& row, const Column& column, const std::string& value)
{
    const auto date = date_from(value);
    if (!date) {
        warn(row, column, value, "is not a date or a year; write 31.12.1980, 1980-12-31 or 1980");
    } else if (date->year < first_birth_year || date->year > this_year_) {
        warn(row, column, value,
             "is not a year of birth between " + std::to_string(first_birth_year) + " and " +
                 std::to_string(this_year_));
    } else if (!row.person.contact.birth_year) {
        row.person.contact.birth_year = date->year;
    }
}

void RowReader::read_groups(PersonRow& row, const Column& column, const std::string& value)
{
    for (const std::string& name : parts_of(value, ",;|/+")) {
        std::string key = remembered(keys_, name, [](const std::string& one) { return group_key(one); });
        if (key.empty()) {
            warn(row, column, name, "is not the name of a group");
        } else if (std::none_of(row.groups.begin(), row.groups.end(), [&](const auto& g) { return g.first == key; })) {
            row.groups.emplace_back(std::move(key), name);
        }
    }
}

std::optional<Instant> RowReader::moment_of(const std::string& value, std::string& problem) const
{
    const auto date = date_from(value);
    if (!date || date->month == 0) {
        problem = "is not a date; write 31.12.2025 or 2025-12-31";
        return std::nullopt;
    }
    const Instant at = from_local({date->year, date->month, date->day, date->hour, date->minute, 0, 1},
                                  options_.organisation.time_zone);
    if (date->year >= first_birth_year && at <= now_) return at;
    problem = "is not a date in the past";
    return std::nullopt;
}

std::optional<Instant> RowReader::read_moment(const PersonRow& row, const Column& column, const std::string& value)
{
    std::string problem;
    const auto at = moment_of(value, problem);
    if (!at) warn(row, column, value, problem);
    return at;
}

} // namespace dosah::contacts
