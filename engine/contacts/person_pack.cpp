// SPDX-License-Identifier: EUPL-1.2
#include "contacts/person_pack.h"

#include <cstring>

namespace dosah::contacts {

namespace {

void put(std::string& out, std::uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        out += static_cast<char>(number | 0x80);
    out += static_cast<char>(number);
}

void put(std::string& out, std::string_view text)
{
    put(out, text.size());
    out += text;
}

void put(std::string& out, const std::optional<Instant>& at)
{
    put(out, at ? 1 : 0);
    if (!at) return;
    const std::int64_t micros = to_micros(*at);
    out.append(reinterpret_cast<const char*>(&micros), sizeof micros);
}

void put(std::string& out, const ImportNote& note)
{
    put(out, note.line);
    for (const std::string* text : {&note.column, &note.value, &note.reason})
        put(out, *text);
}

/// Takes values off the front of bytes that pack() wrote.
class Cursor
{
public:
    explicit Cursor(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number()
    {
        std::uint64_t out = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return out;
        }
    }

    std::string text()
    {
        const std::size_t size = number();
        std::string out(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return out;
    }

    std::optional<Instant> instant()
    {
        if (number() == 0) return std::nullopt;
        std::int64_t micros = 0;
        std::memcpy(&micros, rest_.data(), sizeof micros);
        rest_.remove_prefix(sizeof micros);
        return from_micros(micros);
    }

    ImportNote note()
    {
        ImportNote out;
        out.line = number();
        out.column = text();
        out.value = text();
        out.reason = text();
        return out;
    }

private:
    std::string_view rest_;
};

Person person_of(Cursor& from)
{
    Person person;
    Contact& contact = person.contact;
    contact.id = static_cast<std::int64_t>(from.number());
    contact.organisation_id = static_cast<std::int64_t>(from.number());
    contact.token_version = static_cast<std::int64_t>(from.number());
    for (std::string* text :
         {&contact.external_id, &contact.given_name, &contact.family_name, &contact.gender, &contact.locale,
          &contact.format, &contact.place, &contact.email, &contact.phone, &contact.postal_address,
          &contact.legal_basis, &contact.legal_basis_source, &person.given, &person.family, &person.name, &person.town})
        *text = from.text();
    if (const std::uint64_t year = from.number(); year != 0) contact.birth_year = static_cast<int>(year - 1);
    contact.legal_basis_at = from.instant();
    for (std::uint64_t left = from.number(); left > 0; --left) {
        std::string name = from.text();
        contact.attributes.emplace_hint(contact.attributes.end(), std::move(name), from.text());
    }
    return person;
}

} // namespace

void pack(const Person& person, std::string& out)
{
    const Contact& contact = person.contact;
    put(out, static_cast<std::uint64_t>(contact.id));
    put(out, static_cast<std::uint64_t>(contact.organisation_id));
    put(out, static_cast<std::uint64_t>(contact.token_version));
    for (const std::string* text :
         {&contact.external_id, &contact.given_name, &contact.family_name, &contact.gender, &contact.locale,
          &contact.format, &contact.place, &contact.email, &contact.phone, &contact.postal_address,
          &contact.legal_basis, &contact.legal_basis_source, &person.given, &person.family, &person.name, &person.town})
        put(out, *text);
    put(out, contact.birth_year ? static_cast<std::uint64_t>(*contact.birth_year) + 1 : 0);
    put(out, contact.legal_basis_at);
    put(out, contact.attributes.size());
    for (const auto& [name, value] : contact.attributes) {
        put(out, name);
        put(out, value);
    }
}

void pack(const PersonRow& row, std::string& out)
{
    pack(row.person, out);
    put(out, row.line);
    put(out, (row.own_legal_basis ? 1 : 0) + (row.unusable_act ? 2 : 0));
    put(out, row.unusable_addresses.size());
    for (const ImportNote& note : row.unusable_addresses)
        put(out, note);
    put(out, row.groups.size());
    for (const auto& [key, name] : row.groups) {
        put(out, key);
        put(out, name);
    }
    if (row.unusable_act) put(out, *row.unusable_act);
    put(out, row.act_at);
    for (const std::string* text : {&row.act_kind, &row.act_what, &row.source})
        put(out, *text);
}

Person unpack_person(std::string_view bytes)
{
    Cursor from(bytes);
    return person_of(from);
}

PersonRow unpack_row(std::string_view bytes)
{
    Cursor from(bytes);
    PersonRow row;
    row.person = person_of(from);
    row.line = from.number();
    const std::uint64_t flags = from.number();
    row.own_legal_basis = (flags & 1) != 0;
    for (std::uint64_t left = from.number(); left > 0; --left)
        row.unusable_addresses.push_back(from.note());
    for (std::uint64_t left = from.number(); left > 0; --left) {
        std::string key = from.text();
        row.groups.emplace_back(std::move(key), from.text());
    }
    if ((flags & 2) != 0) row.unusable_act = from.note();
    row.act_at = from.instant();
    for (std::string* text : {&row.act_kind, &row.act_what, &row.source})
        *text = from.text();
    return row;
}

} // namespace dosah::contacts
