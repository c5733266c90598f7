// SPDX-License-Identifier: EUPL-1.2
// bench_compose [MESSAGES [STORE_URL]]: how fast invitations are composed, in a store of its own unless one is named
// (an empty, migrated one). Prints messages a second for one and for two threads, out of the store and from what was
// read of it, by email and by SMS, and how long a form takes to make.
#include "base/text.h"
#include "campaigns/invitation_composer.h"
#include "campaigns/message_form.h"
#include "content/salutation.h"
#include "organisations/connector_account.h"
#include "store/migrations.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <thread>

using namespace dosah;

namespace {

constexpr std::size_t batch = 16; ///< claims a call, as the dispatcher does

const char* const campaign_file = R"({
  "key": "park", "name": "Park u nádraží", "channels": ["email", "sms"], "audience": "all",
  "event": {"kind": "forum", "title": {"cs": "Jaký má být nový park?", "nb": "Hvordan skal den nye parken bli?"},
            "lead": {"cs": "Rozhodnuto ještě není.", "nb": "Ingenting er bestemt ennå."},
            "place": "Sokolovna, Nádražní 12", "access": {"cs": "Bezbariérový vchod ze dvora."},
            "starts": "2026-12-10T17:00", "ends": "2026-12-10T19:00"},
  "email": {
    "cs": {"subject": "{{event.title}}", "body": "{{greeting}},\n\n{{organisation.name}} Vás zve na akci „{{event.title}}“. {{event.lead}}\n\nNa stole leží tři návrhy a žádný z nich není hotový. První počítá s větším dětským hřištěm a s pítkem, druhý s komunitní zahradou a lavičkami ve stínu, třetí s cestou, po které se dá projet s kočárkem i na vozíku.\n\n{{#given_name}}Rádi Vás uvidíme, {{given_name}}. {{/given_name}}Dejte nám prosím vědět, jestli přijdete: {{answer_url}}. Kdo už od nás psát nechce, řekne to tady: {{unsubscribe_url}}."},
    "nb": {"subject": "{{event.title}}", "body": "{{greeting}},\n\n{{organisation.name}} inviterer deg til «{{event.title}}». {{event.lead}}\n\nDet ligger tre forslag på bordet, og ingen av dem er ferdige. Det første har en større lekeplass og en drikkefontene, det andre en felleshage og benker i skyggen, det tredje en vei som er god å gå med barnevogn.\n\n{{#given_name}}Vi gleder oss til å se deg. {{/given_name}}Si gjerne fra om du kommer: {{answer_url}}. Vil du ikke ha flere meldinger, sier du fra her: {{unsubscribe_url}}."}}
})";

/// A folder that goes with its object.
struct Folder
{
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }

    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("dosah-compose-" + std::to_string(::getpid()));
};

struct Bench
{
    explicit Bench(const std::string& url) : database(url, 8)
    {
        store::migrate(database, clock);
        config.http_public_url = "https://dosah.lipova.example";
        organisation.key = "lipova";
        organisation.name = "Město Lipová";
        organisation.sender_email = "mesto@lipova.example";
        organisation.contact_email = "kontakt@lipova.example";
        organisation.contact_phone = "+420 555 000 111";
        organisation.approval_required = false;
        organisation = organisations::add_organisation(database, clock, "bench", organisation);
        account("mail", "capture", {{"channel", "email"}});
        account("sms", "capture", {{"channel", "sms"}});
        account("post", "mailbox", {{"address", "posta@lipova.example"}});
    }

    void account(const std::string& key, const std::string& connector,
                 const std::map<std::string, std::string>& settings)
    {
        const auto kind = [](const std::string& name, const std::string& setting) {
            return channel::ConnectorKind{
                name, {{setting, "", "", true, false}}, [](const auto&) { return channel::Transport(); }};
        };
        organisations::ConnectorAccount made;
        made.organisation_id = organisation.id;
        made.key = key;
        made.connector = connector;
        made.settings = settings;
        organisations::add_connector_account(database, clock, master, random, "bench",
                                             {kind("capture", "channel"), kind("mailbox", "address")}, made);
    }

    /// Half of them Czech, half Norwegian; one in four by SMS.
    void add_people(int count)
    {
        static const char* const names[] = {"Jana", "Žofie", "Kari", "Øyvind", "Anna Marie", "Petr"};
        store::Transaction transaction(database);
        for (int i = 0; i < count; ++i) {
            const std::string number = std::to_string(i);
            const bool brief = i % 4 == 3;
            transaction->run(
                "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
                "folded_place, email, phone, postal_address, legal_basis, legal_basis_source, token_version, "
                "created_at, updated_at) VALUES ($1, $2, $3, '', '', $4, '', '', $5, $6, '', 'public_task', '', 1, 0, "
                "0)",
                {organisation.id, names[i % 6], "Vzorová" + number, i % 2 == 0 ? "cs" : "nb",
                 brief ? store::Value() : store::Value("osoba" + number + "@mail.example"),
                 brief ? store::Value("+420601" + std::to_string(100000 + i)) : store::Value()});
        }
        transaction.commit();
    }

    std::vector<delivery::Claim> claims(channel::Channel channel)
    {
        const store::Rows rows = database.session().query(
            "SELECT id, contact_id, invitation_id, purpose, wave, address, locale, reference FROM messages "
            "WHERE state IN ('planned', 'queued') AND channel = $1 ORDER BY id",
            {channel::to_string(channel)});
        std::vector<delivery::Claim> all(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            delivery::Claim& claim = all[i];
            claim.message_id = rows.integer(i, 0);
            claim.organisation_id = organisation.id;
            claim.contact_id = rows.integer(i, 1);
            claim.invitation_id = rows.optional_integer(i, 2);
            claim.purpose = rows.text(i, 3);
            claim.wave = rows.text(i, 4);
            claim.channel = channel;
            claim.address = rows.text(i, 5);
            claim.locale = rows.text(i, 6);
            claim.reference = rows.text(i, 7);
        }
        return all;
    }

    store::Database database;
    SystemClock clock;
    SystemRandom random;
    MasterKey master{std::string(32, 'k')};
    Config config;
    content::Catalogs catalogs{"locales"};
    content::Templates templates{"templates"};
    campaigns::Services services{database, clock, random, master, config, catalogs, templates};
    organisations::Organisation organisation;
};

double seconds(const std::function<void()>& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// What all threads of the process have used: on a busy machine it says more than the clock.
double cpu_seconds()
{
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

/// Calls work(first, count) by one thread and by two until `total` are done, and prints how fast it went.
void measure(channel::Channel channel, const char* what, std::size_t total,
             const std::function<void(std::size_t, std::size_t)>& work)
{
    for (const int threads : {1, 2}) {
        std::atomic<std::size_t> next = 0;
        const double used_before = cpu_seconds();
        const double took = seconds([&] {
            std::vector<std::thread> all;
            for (int i = 0; i < threads; ++i)
                all.emplace_back([&] {
                    for (std::size_t begin = next.fetch_add(batch); begin < total; begin = next.fetch_add(batch))
                        work(begin, std::min(batch, total - begin));
                });
            for (std::thread& thread : all)
                thread.join();
        });
        const auto count = static_cast<double>(total);
        std::printf("%-6s %-16s %d thread%s %9.0f/s %6.1f us of CPU each\n",
                    std::string(channel::to_string(channel)).c_str(), what, threads, threads == 1 ? " " : "s",
                    count / took, (cpu_seconds() - used_before) / count * 1e6);
    }
}

void compose(Bench& bench, channel::Channel channel)
{
    const std::vector<delivery::Claim> claims = bench.claims(channel);
    campaigns::InvitationComposer composer(bench.services);
    std::atomic<std::size_t> bytes = 0;
    std::atomic<std::size_t> others = 0;
    const auto work = [&](std::size_t begin, std::size_t count) {
        std::size_t size = 0;
        for (const delivery::Composition& one : composer.compose({&claims[begin], count})) {
            const auto* composed = std::get_if<delivery::Composed>(&one);
            if (composed == nullptr)
                ++others;
            else
                size += composed->content.size();
        }
        bytes += size;
    };
    work(0, std::min(batch, claims.size()));
    bytes = 0;
    measure(channel, "from the store", claims.size(), work);
    std::printf("%-6s %zu octets each, %zu not composed\n", channel::to_string(channel).data(),
                bytes / 2 / claims.size(), others.load());
}

void write_forms(Bench& bench, const campaigns::Campaign& campaign, channel::Channel channel, std::size_t total)
{
    auto office = std::make_shared<campaigns::Office>();
    office->organisation = bench.organisation;
    office->mailbox = "posta@lipova.example";
    const campaigns::Occasion occasion{office, std::make_shared<campaigns::Campaign>(campaign),
                                       "wave", content::MessageKind::invitation,
                                       "nb",   channel};
    const campaigns::MessageForm form(bench.services, occasion, true);
    campaigns::Addressee person;
    person.given_name = "Øyvind";
    person.full_name = "Øyvind Eksempel";
    person.greeting = content::greeting(bench.catalogs, "nb", {person.given_name, "", "", ""});
    person.address = "oyvind@mail.example";
    person.reference = std::string(32, 'a');
    person.answer_token = "2F-ABCDEFGHJKMNPQRSTVWXYZ2345";
    person.unsubscribe_token = "1A-5432ZYXWVTSRQPNMKJHGFEDCBA";
    person.reply_to = "posta+" + person.answer_token + "@lipova.example";
    const Instant now = bench.clock.now();
    measure(channel, "into a form", total, [&](std::size_t, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            if (form.write(person, now).content.empty()) std::abort();
    });
    measure(channel, "form by form", total / 20, [&](std::size_t, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            if (campaigns::MessageForm(bench.services, occasion, person).write(person, now).content.empty())
                std::abort();
    });
}

void format(Bench& bench, std::size_t total)
{
    const Instant start = from_iso("2026-12-10T16:00:00Z");
    const Instant end = from_iso("2026-12-10T18:00:00Z");
    const auto measure_one = [&](const char* what, const std::function<std::string()>& one) {
        measure(channel::Channel::email, what, total, [&](std::size_t, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i)
                if (one().empty()) std::abort();
        });
    };
    measure_one("a time span", [&] { return content::format_time_span("cs", start, end, "Europe/Prague"); });
    measure_one("a catalog text", [&] { return bench.catalogs.text("cs", "email.question"); });
    measure_one("with argument", [&] {
        return bench.catalogs.text("cs", "email.contact_phone", {{"phone", "571 000 111"}});
    });
}

} // namespace

int main(int count, char** words)
{
    try {
        const int messages = count > 1 ? std::atoi(words[1]) : 40000;
        const Folder folder;
        Bench bench(count > 2 ? words[2] : "sqlite:" + (folder.path / "bench.db").string());
        bench.add_people(messages);
        const auto campaign = campaigns::launch_campaign(
            bench.services, campaigns::load_campaign(bench.services, bench.organisation, campaign_file, "bench"),
            "bench");
        for (const auto channel : {channel::Channel::email, channel::Channel::sms}) {
            compose(bench, channel);
            write_forms(bench, campaign, channel, static_cast<std::size_t>(messages));
        }
        format(bench, static_cast<std::size_t>(messages));
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "bench_compose: " << problem.what() << '\n';
        return 1;
    }
}
