// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/invitation.h"
#include "campaigns/message_form.h"
#include "content/locale.h"
#include "content/salutation.h"
#include "mime/parse.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;

namespace {

const Instant now = from_iso("2026-11-21T08:00:00Z");

Occasion occasion(const CampaignTown& town, const Campaign& campaign, content::MessageKind kind,
                  const std::string& locale, channel::Channel channel)
{
    auto office = std::make_shared<Office>();
    office->organisation = town.organisation;
    office->mailbox = "posta@lipova.test";
    return {office, std::make_shared<Campaign>(campaign), "wave", kind, locale, channel};
}

Addressee person(const std::string& given_name, const std::string& locale)
{
    Addressee one;
    one.given_name = given_name;
    one.full_name = given_name + (given_name.empty() ? "" : " ") + "Vzorová";
    static const content::Catalogs catalogs("locales");
    one.greeting = content::greeting(catalogs, locale, {given_name, "Vzorová", "f", ""});
    one.address = "osoba@mail.test";
    one.reference = "0123456789abcdef0123456789abcdef";
    one.answer_token = "2F-ABCDEFGHJKMNPQRSTVWXYZ2345";
    one.unsubscribe_token = "1A-5432ZYXWVTSRQPNMKJHGFEDCBA";
    one.reply_to = "posta+2F-ABCDEFGHJKMNPQRSTVWXYZ2345@lipova.test";
    return one;
}

/// Equal but for the boundaries, which are new with each form.
void check_equal(const delivery::Composed& one, const delivery::Composed& other)
{
    CHECK(one.sender == other.sender);
    CHECK(one.sent.text().subject == other.sent.text().subject);
    CHECK(one.sent.text().text == other.sent.text().text);
    CHECK(one.content_version == other.content_version);
    CHECK(one.parts == other.parts);
    CHECK(one.unicode == other.unicode);
    if (one.content.find("MIME-Version") == std::string::npos) {
        CHECK(one.content == other.content);
        return;
    }
    const mime::ParsedMail left = mime::parse(one.content);
    const mime::ParsedMail right = mime::parse(other.content);
    for (const char* name : {"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe",
                             "List-Unsubscribe-Post", "Feedback-ID", "Auto-Submitted", "Content-Language"})
        CHECK(left.header(name) == right.header(name));
    REQUIRE(left.parts.size() == right.parts.size());
    for (std::size_t i = 0; i < left.parts.size(); ++i)
        CHECK(left.parts[i].content == right.parts[i].content);
    CHECK(one.content.size() == other.content.size());
}

const std::vector<std::string> names = {"Jana", "Žofie", "Anna Marie", "Anne-Marie", "J. R.", "Øyvind", "Олена",
                                        "x",    ""};

} // namespace

TEST_CASE("a form writes for everybody what templates would say to each alone")
{
    CampaignTown town(StoreKind::sqlite);
    const Campaign campaign = town.load();
    const auto channel = GENERATE(channel::Channel::email, channel::Channel::sms);
    for (const std::string& locale : content::locales())
        for (const content::MessageKind kind : content::message_kinds()) {
            const Occasion what = occasion(town, campaign, kind, locale, channel);
            const MessageForm named(*town.services, what, true);
            const MessageForm unnamed(*town.services, what, false);
            for (const std::string& name : names) {
                INFO(locale << " " << content::to_string(kind) << " " << name);
                const Addressee one = person(name, locale);
                const MessageForm& form = name.empty() ? unnamed : named;
                CHECK(named.fits(one) == !name.empty());
                REQUIRE(form.fits(one));
                const auto written = form.write(one, now);
                const auto alone = MessageForm(*town.services, what, one).write(one, now);
                CHECK(written.sent.form != nullptr);
                CHECK(alone.sent.form == nullptr);
                check_equal(written, alone);
            }
        }
}

TEST_CASE("a form takes no name that a template would change")
{
    CampaignTown town(StoreKind::sqlite);
    const Occasion what = occasion(town, town.load(), content::MessageKind::invitation, "cs", channel::Channel::email);
    const MessageForm form(*town.services, what, true);
    for (const std::string name : {"O'Neill", "<b>", "A & B", "Jan ", " Jan", "Jan  Petr", "Jan\nPetr", "\"Jan\"",
                                   "https://x.example/", "J\xC3", "Jan\u00A0", "\x01", "Jan\u200B"}) {
        INFO(name);
        Addressee one = person(name, "cs");
        CHECK_FALSE(form.fits(one));
        one.given_name = "Jan";
        CHECK(form.fits(one));
        one.greeting = name;
        CHECK_FALSE(form.fits(one));
    }
}

TEST_CASE("where a campaign's own text breaks a name, everybody is written to alone")
{
    CampaignTown town(StoreKind::sqlite);
    const auto written = [&](const std::string& body, const std::string& name) {
        const Campaign campaign = town.load({{"email", R"({"cs": {"body": ")" + body + R"("}})"}});
        const Occasion what = occasion(town, campaign, content::MessageKind::invitation, "cs", channel::Channel::email);
        const Addressee one = person(name, "cs");
        const MessageForm form(*town.services, what, true);
        const auto alone = MessageForm(*town.services, what, one).write(one, now);
        if (form.fits(one)) check_equal(form.write(one, now), alone);
        return form.fits(one);
    };
    CHECK(written("{{given_name}}: {{answer_url}}, {{unsubscribe_url}}.", "Jan"));
    CHECK(written("{{#given_name}}{{given_name}} {{given_name}}{{/given_name}}.", "Anna Marie"));
    CHECK(written("{{answer_url}}{{given_name}}", "Jan") == false);
    CHECK(written("https://lipova.test/{{given_name}}", "Anna Marie") == false);
    CHECK(written("https://lipova.test/{{given_name}}", "Jan.") == false);
    CHECK(written("{{given_name}}https://lipova.test/", "Jan"));
    CHECK(written("{{answer_url}}&x={{code}} {{answer_yes_url}}{{answer_no_url}}", "Jan"));
}

TEST_CASE("what a form keeps of a message opens nothing")
{
    CampaignTown town(StoreKind::sqlite);
    const Campaign campaign = town.load();
    for (const auto channel : {channel::Channel::email, channel::Channel::sms}) {
        const Occasion what = occasion(town, campaign, content::MessageKind::invitation, "cs", channel);
        const Addressee one = person("Jana", "cs");
        const auto written = MessageForm(*town.services, what, true).write(one, now);
        CHECK_THAT(written.sent.text().text,
                   Contains("/i/…") && !Contains(one.answer_token) && !Contains(one.unsubscribe_token));
    }
}

TEST_CASE("a link in a subject and in a value is kept without its token too")
{
    CampaignTown town(StoreKind::sqlite);
    const Campaign campaign =
        town.load({{"email", R"({"cs": {"subject": "{{answer_url}}", "body": "{{given_name}} {{answer_url}}"}})"}});
    const Occasion what = occasion(town, campaign, content::MessageKind::invitation, "cs", channel::Channel::email);
    Addressee one = person("Jana", "cs");
    one.given_name = "x" + one.unsubscribe_token;
    const MessageForm form(*town.services, what, true);
    REQUIRE(form.fits(one));
    const auto written = form.write(one, now);
    check_equal(written, MessageForm(*town.services, what, one).write(one, now));
    const delivery::SentText kept = written.sent.text();
    CHECK_THAT(kept.subject, Contains("/i/…") && !Contains(one.answer_token));
    CHECK_THAT(kept.text, Contains("x… ") && !Contains(one.answer_token) && !Contains(one.unsubscribe_token));
    CHECK_THAT(mime::parse(written.content).header("Subject"), Contains(one.answer_token));
}

TEST_CASE("an SMS is kept as it went out: normalised, stripped, or whole where a name cannot be")
{
    CampaignTown town(StoreKind::sqlite);
    const bool strip = GENERATE(false, true);
    const Campaign campaign = town.load(
        {{"sms", R"({"cs": "Příště „{{given_name}}“ ò: {{answer_url}}"})"}, {"strip_sms", strip ? "true" : "false"}});
    const Occasion what = occasion(town, campaign, content::MessageKind::invitation, "cs", channel::Channel::sms);
    const MessageForm form(*town.services, what, true);
    for (const std::string name : {"Jana", "Žofie", "Øyvind", "Z\u030Cofie", "\u0301Ana", "Олена", "é"}) {
        INFO(name);
        const Addressee one = person(name, "cs");
        CHECK((form.fits(one) || name.find("\u030C") != name.npos || name.starts_with("\u0301")));
        if (!form.fits(one)) continue;
        const auto written = form.write(one, now);
        check_equal(written, MessageForm(*town.services, what, one).write(one, now));
        std::string opened = written.sent.text().text;
        opened.replace(opened.find("…"), std::string("…").size(), one.answer_token);
        CHECK(opened == written.content);
        CHECK((written.sent.form == nullptr) == (strip && name == "Олена"));
    }
}

TEST_CASE("the calendar file of a mail links to the person's own page, folded")
{
    CampaignTown town(StoreKind::sqlite);
    town.config.http_public_url = "https://" + std::string(60, 'd') + ".lipova.test";
    const Occasion what = occasion(town, town.load(), content::MessageKind::invitation, "cs", channel::Channel::email);
    const Addressee one = person("Jana", "cs");
    for (const MessageForm& form : {MessageForm(*town.services, what, true), MessageForm(*town.services, what, one)}) {
        const mime::ParsedMail mail = mime::parse(form.write(one, now).content);
        REQUIRE(mail.parts.size() == 3);
        std::string unfolded = mail.parts[2].content;
        for (std::size_t at = 0; (at = unfolded.find("\n ", at)) != unfolded.npos;)
            unfolded.erase(at, 2);
        CHECK_THAT(unfolded, Contains("\nURL:" + invitation_page(town.config.http_public_url) + one.answer_token +
                                      "\nEND:VEVENT\n"));
        for (std::size_t begin = 0; begin < mail.parts[2].content.size();) {
            const std::size_t end = mail.parts[2].content.find('\n', begin);
            CHECK(end - begin <= 75);
            begin = end + 1;
        }
    }
}
