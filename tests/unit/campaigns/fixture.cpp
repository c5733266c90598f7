// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/campaigns/fixture.h"

#include "base/text.h"
#include "contacts/involvement.h"
#include "organisations/connector_account.h"

namespace dosah::tests {

namespace {

const content::Catalogs& catalogs()
{
    static const content::Catalogs read("locales");
    return read;
}

const content::Templates& templates()
{
    static const content::Templates read("templates");
    return read;
}

channel::ConnectorKind kind(const std::string& name, const std::string& setting)
{
    return {
        name, {{setting, "", "", true, false}}, [](const channel::AccountSettings&) { return channel::Transport(); }};
}

} // namespace

CampaignTown::CampaignTown(StoreKind kind, bool approval_required, bool accounts) : test_store(kind)
{
    config.http_public_url = "https://dosah.lipova.test";
    services.emplace(campaigns::Services{database(), clock, random, master, config, catalogs(), templates()});
    organisation.key = "lipova";
    organisation.name = "Město Lipová";
    organisation.sender_email = "mesto@lipova.test";
    organisation.contact_email = "kontakt@lipova.test";
    organisation.contact_phone = "+420 555 000 111";
    organisation.approval_required = approval_required;
    organisation.register_start = from_iso("2020-01-01");
    organisation = organisations::add_organisation(database(), clock, "cli:test", organisation);
    if (!accounts) return;
    add_account("mail", "capture", {{"channel", "email"}});
    add_account("sms", "capture", {{"channel", "sms"}});
    add_account("post", "mailbox", {{"address", "posta@lipova.test"}});
}

void CampaignTown::add_account(const std::string& key, const std::string& connector,
                               const std::map<std::string, std::string>& settings)
{
    channel::ConnectorKind post = kind("post", "sender");
    post.settings.push_back({"window", "left", ""});
    organisations::ConnectorAccount account;
    account.organisation_id = organisation.id;
    account.key = key;
    account.connector = connector;
    account.settings = settings;
    organisations::add_connector_account(database(), clock, master, random, "cli:test",
                                         {kind("capture", "channel"), kind("mailbox", "address"), post}, account);
}

std::int64_t CampaignTown::add(const Person& person)
{
    const auto filled = [](const std::string& text) { return text.empty() ? store::Value() : store::Value(text); };
    return database().session().insert(
        "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
        "folded_place, email, phone, postal_address, legal_basis, legal_basis_source, token_version, created_at, "
        "updated_at) VALUES ($1, $2, $3, '', '', $4, $5, $6, $7, $8, '', $9, '', 1, 0, 0) RETURNING id",
        {organisation.id, person.given_name, person.family_name, person.locale, person.place, text::fold(person.place),
         filled(person.email), filled(person.phone), person.legal_basis});
}

void CampaignTown::involve(std::int64_t contact_id, const std::string& at)
{
    store::Session session = database().session();
    contacts::record_involvement(session, organisation.id, contact_id, "attended", from_iso(at), "forum", "test");
}

std::string CampaignTown::file(const std::map<std::string, std::string>& members)
{
    std::map<std::string, std::string> all{
        {"key", R"("forum")"},
        {"name", R"("Fórum 2026")"},
        {"event", R"({"kind": "forum", "title": {"cs": "Fórum o parku", "en": "The park forum"},
                      "lead": {"cs": "O čem bude nový park."}, "place": "Sokolovna, Nádražní 12",
                      "starts": "2026-12-10T17:00", "ends": "2026-12-10T19:00"})"},
        {"audience", R"("has email or has phone or place != \"nowhere\"")"},
        {"channels", R"(["email", "sms"])"},
    };
    for (const auto& [name, value] : members)
        all[name] = value;
    std::string text;
    for (const auto& [name, value] : all)
        text += (text.empty() ? "{\"" : ", \"") + name + "\": " + value;
    return text + "}";
}

campaigns::Campaign CampaignTown::load(const std::map<std::string, std::string>& members, const std::string& actor)
{
    return campaigns::load_campaign(*services, organisation, file(members), actor);
}

campaigns::Campaign CampaignTown::reread(const campaigns::Campaign& campaign)
{
    store::Session session = database().session();
    return campaigns::find_campaign(session, organisation.id, campaign.id);
}

campaigns::Campaign CampaignTown::run(const campaigns::Campaign& campaign)
{
    campaigns::launch_campaign(*services, campaign, "cli:ema");
    clock.advance(config.campaign_cancel_window);
    campaigns::advance_campaigns(*services);
    delivery::release_due(database(), clock.now());
    return reread(campaign);
}

std::string CampaignTown::text(const std::string& sql, const std::vector<store::Value>& values)
{
    return database().session().query(sql, values).text(0, 0);
}

std::int64_t CampaignTown::number(const std::string& sql, const std::vector<store::Value>& values)
{
    return database().session().query(sql, values).integer(0, 0);
}

delivery::Claim CampaignTown::claim(std::int64_t contact_id, const std::string& purpose)
{
    const store::Rows rows =
        database().session().query("SELECT id, invitation_id, wave, channel, address, locale, reference FROM messages "
                                   "WHERE contact_id = $1 AND purpose = $2 ORDER BY id DESC LIMIT 1",
                                   {contact_id, purpose});
    delivery::Claim claim;
    claim.message_id = rows.integer(0, 0);
    claim.organisation_id = organisation.id;
    claim.contact_id = contact_id;
    claim.invitation_id = rows.optional_integer(0, 1);
    claim.purpose = purpose;
    claim.wave = rows.text(0, 2);
    claim.channel = channel::channel_from(rows.text(0, 3));
    claim.address = rows.text(0, 4);
    claim.locale = rows.text(0, 5);
    claim.reference = rows.text(0, 6);
    return claim;
}

} // namespace dosah::tests
