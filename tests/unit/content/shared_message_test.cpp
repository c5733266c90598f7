// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.h"
#include "content/locale.h"
#include "content/message_writer.h"
#include "content/salutation.h"
#include "tests/unit/content/shipped.h"

#include <catch2/catch.hpp>

using namespace dosah;
using Catch::Matchers::Contains;
using content::InvitationTexts;
using content::MessageKind;
using tests::catalogs;
using tests::templates;

namespace {

/// A message for two at one address.
InvitationTexts for_two(const std::string& locale)
{
    InvitationTexts texts;
    texts.locale = locale;
    texts.greeting = content::greeting(catalogs(), locale, {});
    texts.organisation.name = "Lia";
    texts.organisation.phone = "22 00 01 11";
    texts.event.title = "Park";
    texts.event.starts = parse_time_in_zone("2026-12-10 17:00", "Europe/Oslo");
    texts.event.ends = parse_time_in_zone("2026-12-10 19:00", "Europe/Oslo");
    texts.event.time_zone = "Europe/Oslo";
    texts.points = {{"x", "y", "", ""}};
    texts.takes_replies = false;
    texts.people = {{"Kari <K>", "https://x.example/i/KARI", "https://x.example/u/KARISTOP"},
                    {"Ola", "https://x.example/i/OLA", "https://x.example/u/OLASTOP"}};
    return texts;
}

} // namespace

TEST_CASE("a message for several has a link to answer and one to stop for each, in every language and format")
{
    for (const std::string& locale : content::locales())
        for (const auto format : {content::Format::usual, content::Format::easy_to_read, content::Format::large_print})
            for (const MessageKind kind : {MessageKind::invitation, MessageKind::reminder, MessageKind::change,
                                           MessageKind::thanks, MessageKind::feedback}) {
                auto texts = for_two(locale);
                texts.format = format;
                const content::EmailTexts mail = content::write_email(templates(), catalogs(), kind, texts);
                INFO(locale << " " << content::to_string(kind) << "\n" << mail.text);
                const bool asks = kind != MessageKind::thanks && kind != MessageKind::feedback;
                CHECK((mail.text.find("Ola:\nhttps://x.example/i/OLA") != std::string::npos) == asks);
                CHECK((mail.html.find("<a href=\"https://x.example/i/KARI\"") != std::string::npos) == asks);
                CHECK_THAT(mail.text, Contains("Kari <K>: https://x.example/u/KARISTOP") &&
                                          Contains("Ola: https://x.example/u/OLASTOP"));
                CHECK_THAT(mail.html, Contains("<a href=\"https://x.example/u/OLASTOP\"") && !Contains("<K>"));
                CHECK_THAT(mail.text, Contains(catalogs().text(locale, "email.stop_reply")) &&
                                          !Contains(catalogs().text(locale, "email.hint_reply")) &&
                                          !Contains("?answer="));
                texts.takes_stop = false;
                CHECK_THAT(content::write_email(templates(), catalogs(), kind, texts).text,
                           !Contains(catalogs().text(locale, "email.stop_reply")));
            }
}

TEST_CASE("an SMS for several has each link by its name, and STOP where a reply is read")
{
    for (const std::string& locale : content::locales()) {
        auto texts = for_two(locale);
        texts.people.front().name = "Kari";
        const std::string links = "Kari: https://x.example/i/KARI\nOla: https://x.example/i/OLA";
        const std::string sms = content::write_sms(templates(), MessageKind::invitation, texts, false).text;
        CHECK_THAT(sms, Contains(links) && Contains("STOP") && !Contains("https://x.example/u/"));
        texts.takes_stop = false;
        CHECK_THAT(content::write_sms(templates(), MessageKind::invitation, texts, false).text,
                   Contains("Ola: https://x.example/u/OLASTOP") && !Contains("STOPP "));
    }
}

TEST_CASE("a campaign's own text has one line a person where the link of one would stand, or says it by itself")
{
    auto texts = for_two("nb");
    texts.own_body = "Svar:\n{{answer_yes_url}}\n\n{{#people}}{{name}} {{answer_url}} {{/people}}";
    const std::string text = content::write_email(templates(), catalogs(), MessageKind::invitation, texts).text;
    CHECK_THAT(text, Contains("Ola: https://x.example/i/OLA?answer=yes") && Contains("Ola https://x.example/i/OLA"));
}
