// SPDX-License-Identifier: EUPL-1.2
#include "base/locales.h"
#include "base/time_zone.h"
#include "content/locale.h"
#include "content/message_writer.h"
#include "content/salutation.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace dosah;

namespace {

/// An installation's folder with one more language: one file of texts and one folder of templates.
struct Installation
{
    Installation()
    {
        namespace fs = std::filesystem;
        for (const char* part : {"locales", "templates"})
            fs::copy(part, folder.path() / part, fs::copy_options::recursive);
        folder.write("locales/sk.json", R"({
            "greeting.neutral": "Dobrý deň",
            "greeting.informal": "{gender, select, other {Ahoj {name}}}",
            "email.question": "Prídete?", "email.yes": "Áno, prídem"})");
        folder.write("templates/email/sk/invitation.subject.mustache", "Pozvánka: {{event.title}}\n");
        folder.write("templates/email/sk/invitation.body.mustache", "{{greeting}},\n\npozývame Vás.\n");
        folder.write("templates/sms/sk/invitation.mustache", "{{organisation.name}}: {{event.when_short}}\n");
    }
    std::string at(const std::string& part) const { return (folder.path() / part).string(); }

    tests::TemporaryFolder folder;
};

content::InvitationTexts texts(const content::Catalogs& catalogs)
{
    content::InvitationTexts texts;
    texts.locale = "sk";
    texts.given_name = "Zuzana";
    texts.greeting = content::greeting(catalogs, "sk", {"Zuzana", "Vzorová", "f", ""});
    texts.organisation = {"Mesto Lipová", "", ""};
    texts.event.title = "Park";
    texts.event.time_zone = "Europe/Bratislava";
    texts.event.starts = parse_time_in_zone("2026-12-10 17:00", texts.event.time_zone);
    texts.event.ends = parse_time_in_zone("2026-12-10 19:00", texts.event.time_zone);
    texts.answer_url = "https://x.example/i/1";
    return texts;
}

} // namespace

TEST_CASE("a language is added by one file of texts and one folder of templates, at run time")
{
    const Installation installation;
    CHECK_FALSE(content::is_locale("sk"));
    {
        const content::Catalogs catalogs(installation.at("locales"));
        const content::Templates templates(installation.at("templates"));
        CHECK(content::is_locale("sk"));
        CHECK(content::locales() == std::vector<std::string>{"cs", "nb", "nn", "en", "sk"});
        CHECK(content::fallbacks("sk") == std::vector<std::string>{"sk", "en"});

        const auto sample = texts(catalogs);
        const auto mail = content::write_email(templates, catalogs, content::MessageKind::invitation, sample);
        CHECK(mail.subject == "Pozvánka: Park");
        CHECK(mail.text.starts_with("Ahoj Zuzana,\n\npozývame Vás.\n"));
        CHECK(mail.text.find("Prídete?") != std::string::npos);
        CHECK(mail.text.find("štvrtok 10. decembra 2026 17:00–19:00") != std::string::npos); // dates are CLDR's
        CHECK(mail.text.find("No, I will not come") != std::string::npos);                   // what it lacks is English
        CHECK(mail.html.find("<html lang=\"sk\"") != std::string::npos);
        CHECK(content::write_sms(templates, content::MessageKind::invitation, sample, false).text ==
              "Mesto Lipová: št 10. 12. 17:00");
        const auto reminder = content::write_email(templates, catalogs, content::MessageKind::reminder, sample);
        CHECK(reminder.text.find("Some time ago we invited you") != std::string::npos);
    }
    CHECK_FALSE(content::is_locale("sk"));
}

TEST_CASE("the check of catalogs looks at an added language too, and says what it still lacks")
{
    const Installation installation;
    const auto findings = content::check_catalogs(installation.at("locales"));
    REQUIRE(findings.size() > 100);
    for (const auto& finding : findings)
        CHECK(finding.find("/sk.json: ") != std::string::npos);
    CHECK_FALSE(content::is_locale("sk"));
}

TEST_CASE("only a language's code adds a language, and it stays while one folder of several has it")
{
    const tests::TemporaryFolder folder;
    for (const char* name : {"sk.json", "rom.json", "cs.json", "README.json", "x.json", "sk.txt", "en-US.json"})
        folder.write(name, "{}");
    {
        const AddedLocales first(folder.path().string());
        CHECK(first.locales() == std::vector<std::string>{"rom", "sk"});
        {
            const AddedLocales second(folder.path().string());
            CHECK(known_locales() == std::vector<std::string>{"cs", "nb", "nn", "en", "rom", "sk"});
        }
        CHECK(is_known_locale("sk"));
    }
    CHECK_FALSE(is_known_locale("sk"));
    CHECK(AddedLocales((folder.path() / "nowhere").string()).locales().empty());
}
