// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "contacts/contact.h"
#include "delivery/sent.h"
#include "responses/held_data.h"

#include <array>

namespace dosah::responses {

namespace {

/// What a section is read by. `columns` name what the query gives, in its order; a sign before a name tells the kind:
/// "%" a word, "#" a number, "@" a moment, "=" raw, none a text. Every query takes the contact's id.
struct Source
{
    const char* section;
    const char* columns;
    const char* query;
};

constexpr std::array sources = {
    Source{"person",
           "#number external_id given_name family_name %gender #birth_year %language %format place email phone "
           "postal_address %legal_basis legal_basis_source @legal_basis_at @added_at @changed_at @opted_out_at",
           "SELECT id, external_id, given_name, family_name, gender, birth_year, locale, format, place, email, phone, "
           "postal_address, legal_basis, legal_basis_source, legal_basis_at, created_at, updated_at, opted_out_at FROM "
           "contacts WHERE id = $1"},
    Source{"source", "file_name @at",
           "SELECT m.file_name, m.created_at FROM imports m JOIN contacts c ON c.import_id = m.id WHERE c.id = $1"},
    Source{"attributes", "name value",
           "SELECT name, value FROM contact_attributes WHERE contact_id = $1 ORDER BY name"},
    Source{"groups", "name source @since",
           "SELECT g.name, m.source, m.since FROM group_members m JOIN target_groups g ON g.id = m.group_id WHERE "
           "m.contact_id = $1 ORDER BY g.name"},
    Source{"involvement", "%kind @at what source",
           "SELECT kind, occurred_at, what, source FROM involvements WHERE contact_id = $1 ORDER BY occurred_at, id"},
    Source{"stops", "%channel address %reason source @since",
           "SELECT s.channel, s.address, s.reason, s.source, s.since FROM suppressions s JOIN contacts c ON "
           "c.organisation_id = s.organisation_id AND ((s.channel = 'email' AND s.address = c.email) OR (s.channel = "
           "'sms' AND s.address = c.phone)) WHERE c.id = $1 ORDER BY s.channel"},
    Source{"invitations",
           "campaign %arm @at %answer %answer_channel @answered_at #companions %first_time %place %ineligible",
           "SELECT k.key, i.arm, k.frozen_at, i.answer, i.answer_channel, i.answered_at, NULLIF(i.companions, 0), "
           "i.first_time, i.place, i.ineligible_reason FROM invitations i JOIN campaigns k ON k.id = "
           "i.campaign_id WHERE i.contact_id = $1 ORDER BY i.id"},
    Source{"invited_as", "campaign group",
           "SELECT k.key, g.group_key FROM invitation_groups g JOIN invitations i ON i.id = g.invitation_id JOIN "
           "campaigns k ON k.id = i.campaign_id WHERE i.contact_id = $1 ORDER BY i.id, g.group_key"},
    Source{"needs", "campaign %need",
           "SELECT k.key, n.need FROM invitation_needs n JOIN invitations i ON i.id = n.invitation_id JOIN campaigns k "
           "ON k.id = i.campaign_id WHERE i.contact_id = $1 ORDER BY i.id, n.need"},
    Source{
        "attendance", "campaign @at source",
        "SELECT k.key, a.at, a.source FROM attendances a JOIN invitations i ON i.id = a.invitation_id JOIN campaigns "
        "k ON k.id = i.campaign_id WHERE i.contact_id = $1 ORDER BY a.id"},
    Source{"calls", "campaign @at %result note",
           "SELECT k.key, p.at, p.result, p.note FROM phone_calls p JOIN invitations i ON i.id = p.invitation_id JOIN "
           "campaigns k ON k.id = i.campaign_id WHERE i.contact_id = $1 ORDER BY p.id"},
    Source{"answers", "@at %channel %kind %answer #people text",
           "SELECT received_at, channel, kind, answer, people, text FROM responses WHERE contact_id = $1 ORDER BY "
           "received_at, id"},
    Source{
        "received", "@at %kind =raw_base64",
        "SELECT received_at, kind, raw_base64 FROM inbound_items WHERE id IN (SELECT inbound_id FROM responses WHERE "
        "contact_id = $1) ORDER BY id"},
    Source{"not_theirs", "%channel address @at",
           "SELECT channel, address, at FROM not_theirs WHERE contact_id = $1 ORDER BY at"},
};

HeldValue::Kind kind_of(char sign)
{
    switch (sign) {
    case '%':
        return HeldValue::Kind::word;
    case '#':
        return HeldValue::Kind::number;
    case '@':
        return HeldValue::Kind::moment;
    case '=':
        return HeldValue::Kind::raw;
    default:
        return HeldValue::Kind::text;
    }
}

std::string value_of(const store::Rows& rows, std::size_t row, std::size_t column, HeldValue::Kind kind)
{
    if (rows.is_null(row, column)) return "";
    if (kind == HeldValue::Kind::number) return std::to_string(rows.integer(row, column));
    if (kind == HeldValue::Kind::moment) return to_iso(from_micros(rows.integer(row, column)));
    return rows.text(row, column);
}

HeldSection read_section(store::Session& session, const Source& source, std::int64_t contact_id)
{
    HeldSection section{source.section, {}};
    const std::vector<std::string> columns = text::split(source.columns, ' ');
    const store::Rows rows = session.query(source.query, {contact_id});
    for (std::size_t row = 0; row < rows.size(); ++row) {
        HeldRow held;
        for (std::size_t column = 0; column < columns.size(); ++column) {
            const HeldValue::Kind kind = kind_of(columns[column].front());
            HeldValue one{columns[column].substr(kind == HeldValue::Kind::text ? 0 : 1),
                          value_of(rows, row, column, kind), kind};
            if (!one.value.empty()) held.push_back(std::move(one));
        }
        section.rows.push_back(std::move(held));
    }
    return section;
}

HeldSection read_messages(store::Session& session, std::int64_t contact_id)
{
    HeldSection section{"messages", {}};
    const store::Rows rows =
        // What went with another message became of that one.
        session.query("SELECT COALESCE(c.id, m.id), m.channel, m.address, m.purpose, COALESCE(c.state, m.state), "
                      "COALESCE(c.updated_at, m.updated_at) FROM messages m LEFT JOIN carried_messages k ON "
                      "k.message_id = m.id LEFT JOIN messages c ON c.id = k.carrier_id WHERE m.contact_id = $1 ORDER "
                      "BY m.id",
                      {contact_id});
    using Kind = HeldValue::Kind;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        HeldRow held = {{"at", to_iso(from_micros(rows.integer(row, 5))), Kind::moment},
                        {"channel", rows.text(row, 1), Kind::word},
                        {"address", rows.text(row, 2), Kind::text},
                        {"purpose", rows.text(row, 3), Kind::word},
                        {"state", rows.text(row, 4), Kind::word}};
        if (const auto sent = delivery::sent_text(session, rows.integer(row, 0))) {
            if (!sent->subject.empty()) held.push_back({"subject", sent->subject, Kind::text});
            held.push_back({"text", sent->text, Kind::text});
        }
        section.rows.push_back(std::move(held));
    }
    return section;
}

} // namespace

std::vector<HeldSection> held_data(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id)
{
    if (!contacts::find_contact(session, organisation_id, contact_id))
        throw missing_error("there is no contact " + std::to_string(contact_id) + " in this organisation");
    std::vector<HeldSection> sections;
    for (const Source& source : sources) {
        if (source.section == std::string_view("answers")) sections.push_back(read_messages(session, contact_id));
        sections.push_back(read_section(session, source, contact_id));
    }
    return sections;
}

json::Object::Ptr held_file(const std::vector<HeldSection>& sections, const std::string& organisation, Instant now)
{
    json::Object::Ptr file = json::object();
    file->set("format", "dosah person 1");
    file->set("organisation", organisation);
    file->set("exported_at", to_iso(now));
    for (const HeldSection& section : sections) {
        json::Array::Ptr rows = json::array();
        for (const HeldRow& row : section.rows) {
            json::Object::Ptr one = json::object();
            for (const HeldValue& held : row)
                if (held.kind == HeldValue::Kind::number)
                    one->set(held.name, static_cast<std::int64_t>(std::stoll(held.value)));
                else
                    one->set(held.name, held.value);
            rows->add(one);
        }
        file->set(section.name, rows);
    }
    return file;
}

} // namespace dosah::responses
