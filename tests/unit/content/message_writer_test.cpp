// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "content/locale.h"
#include "content/message_writer.h"
#include "content/salutation.h"
#include "tests/unit/content/shipped.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace dosah;
using content::InvitationTexts;
using content::MessageKind;
using tests::catalogs;
using tests::templates;

namespace {

InvitationTexts::Point points(const std::string& locale)
{
    if (locale == "cs") return {"Víc laviček.", "V květnu přidáme 6.", "Kavárna.", "Provoz nezaplatíme."};
    if (locale == "nb") return {"Flere benker.", "6 nye i mai.", "Kafé.", "For dyrt i drift."};
    if (locale == "nn") return {"Fleire benkar.", "6 nye i mai.", "Kafé.", "For dyrt i drift."};
    return {"More benches.", "6 new ones in May.", "A café.", "Too dear to run."};
}

InvitationTexts sample(const std::string& locale)
{
    InvitationTexts texts;
    texts.locale = locale;
    texts.given_name = "Kari";
    texts.greeting = content::greeting(catalogs(), locale, {"Kari", "", "f", ""});
    const bool is_czech = locale == "cs";
    texts.organisation.name = is_czech ? "Město Lipová" : "Lia kommune";
    texts.organisation.phone = is_czech ? "571 000 111" : "22 00 01 11";
    texts.organisation.email = "posta@lia.example";
    texts.event.title = is_czech ? "Park u školy" : locale == "en" ? "School park" : "Parken ved skolen";
    texts.event.lead = "Lead <one> & two.";
    texts.event.place = is_czech ? "Sokolovna" : "Kulturhuset";
    texts.event.access = "Access text";
    texts.event.time_zone = is_czech ? "Europe/Prague" : "Europe/Oslo";
    texts.event.starts = parse_time_in_zone("2026-12-10 17:00", texts.event.time_zone);
    texts.event.ends = parse_time_in_zone("2026-12-10 19:00", texts.event.time_zone);
    texts.answer_url = "https://dosah.example/i/2F-ABCDEFGHJKMNPQRS";
    texts.unsubscribe_url = "https://dosah.example/u/1A-ABCDEFGHJKMNPQRSTVWXYZ2345";
    texts.before.place = is_czech ? "Radnice" : "Rådhuset";
    texts.before.starts = parse_time_in_zone("2026-12-03 17:00", texts.event.time_zone);
    texts.before.ends = parse_time_in_zone("2026-12-03 19:00", texts.event.time_zone);
    texts.points = {points(locale)};
    return texts;
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != text.npos;
}

const std::vector<MessageKind>& kinds = content::message_kinds();

} // namespace

TEST_CASE("every message is there in every language, as email and as SMS")
{
    for (const std::string& locale : content::locales())
        for (const MessageKind kind : kinds) {
            INFO(locale << " " << content::to_string(kind));
            for (const char* part : {".subject", ".body"})
                CHECK(templates().has("email/" + locale + "/" + std::string(content::to_string(kind)) + part));
            CHECK(templates().has("sms/" + locale + "/" + std::string(content::to_string(kind))));
            const auto mail = content::write_email(templates(), catalogs(), kind, sample(locale));
            CHECK_FALSE(mail.subject.empty());
            CHECK_FALSE(has(mail.text, "{{"));
            CHECK_FALSE(has(mail.html, "{{"));
            CHECK_FALSE(has(mail.text, "\n\n\n"));
            CHECK_FALSE(has(mail.text, "&amp;"));
            CHECK(has(mail.html, "<html lang=\"" + locale + "\""));
            CHECK(content::write_sms(templates(), kind, sample(locale), false).parts > 0);
        }
}

TEST_CASE("an invitation by email says who, what, when, where, how to answer and how to stop, in both parts")
{
    for (const std::string& locale : content::locales()) {
        const auto texts = sample(locale);
        const auto mail = content::write_email(templates(), catalogs(), MessageKind::invitation, texts);
        const std::string when =
            content::format_time_span(locale, texts.event.starts, texts.event.ends, texts.event.time_zone);
        CHECK(has(mail.subject, texts.event.title));
        for (const std::string& part : {mail.text, mail.html}) {
            INFO(part);
            for (const std::string& fact :
                 {texts.organisation.name, texts.organisation.phone, texts.organisation.email, texts.event.title, when,
                  texts.event.place, texts.event.access, texts.answer_url + "?answer=yes",
                  texts.answer_url + "?answer=maybe", texts.answer_url + "?answer=no", texts.unsubscribe_url,
                  catalogs().text(locale, "email.why"), catalogs().text(locale, "email.stop_reply")})
                CHECK(has(part, fact));
        }
        CHECK(has(mail.text, "Lead <one> & two."));
        CHECK(has(mail.html, "Lead &lt;one&gt; &amp; two."));
    }
}

TEST_CASE("the HTML part takes nothing from elsewhere")
{
    const auto mail = content::write_email(templates(), catalogs(), MessageKind::invitation, sample("cs"));
    for (const char* part : {"<img", "<script", "<link", "url(", "@import", "<form", "background=", "http://"})
        CHECK_FALSE(has(mail.html, part));
    CHECK(has(mail.html, "<meta name=\"color-scheme\" content=\"light dark\">"));
}

TEST_CASE("the acknowledgement of an opt-out neither asks nor speaks of the event")
{
    for (const std::string& locale : content::locales()) {
        InvitationTexts texts = sample(locale);
        texts.event = {};
        const auto mail = content::write_email(templates(), catalogs(), MessageKind::opt_out, texts);
        CHECK_FALSE(has(mail.text, "answer="));
        CHECK_FALSE(has(mail.html, "1970"));
        CHECK_FALSE(has(mail.text, catalogs().text(locale, "email.stop")));
        CHECK(has(mail.text, texts.organisation.phone));
    }
}

TEST_CASE("a confirmation offers to change the answer")
{
    const auto texts = sample("nb");
    const auto mail = content::write_email(templates(), catalogs(), MessageKind::confirmation, texts);
    CHECK(has(mail.text, texts.answer_url + "\n"));
    CHECK(has(mail.html, "href=\"" + texts.answer_url + "\""));
    CHECK_FALSE(has(mail.html, "answer=yes"));
}

TEST_CASE("a typical invitation by SMS is one part: Norwegian as it is, Czech stripped")
{
    for (const char* locale : {"nb", "nn", "en"}) {
        auto texts = sample(locale);
        texts.code = "17";
        const auto sms = content::write_sms(templates(), MessageKind::invitation, texts, false);
        INFO(sms.text << " " << sms.units);
        CHECK(sms.encoding == content::SmsEncoding::gsm7);
        CHECK(sms.parts == 1);
    }
    auto texts = sample("cs");
    texts.code = "17";
    const auto czech = content::write_sms(templates(), MessageKind::invitation, texts, true);
    INFO(czech.text << " " << czech.units);
    CHECK(czech.encoding == content::SmsEncoding::gsm7);
    CHECK(czech.parts == 1);
    const auto full = content::write_sms(templates(), MessageKind::invitation, texts, false);
    CHECK(full.encoding == content::SmsEncoding::ucs2);
    CHECK(full.parts == 3);
    for (const std::string& locale : content::locales())
        for (const MessageKind kind : kinds) {
            auto ordinary = sample(locale);
            ordinary.code = "17";
            const auto sms = content::write_sms(templates(), kind, ordinary, locale == "cs");
            INFO(sms.text << " " << sms.units);
            CHECK(sms.encoding == content::SmsEncoding::gsm7);
            CHECK(sms.parts == 1);
        }
}

TEST_CASE("every message says who sends it, why, and how to stop; by SMS who and how to stop")
{
    for (const std::string& locale : content::locales())
        for (const MessageKind kind : kinds) {
            if (kind == MessageKind::opt_out || kind == MessageKind::data_link) continue;
            const auto texts = sample(locale);
            const auto mail = content::write_email(templates(), catalogs(), kind, texts);
            INFO(mail.text);
            CHECK(has(mail.text, texts.organisation.name));
            CHECK(has(mail.text, texts.event.title));
            CHECK(has(mail.text, texts.unsubscribe_url));
            const bool is_list =
                kind == MessageKind::invitation || kind == MessageKind::reminder || kind == MessageKind::confirmation;
            CHECK(has(mail.text, catalogs().text(locale, "email.why")) == is_list);
            auto sms = content::write_sms(templates(), kind, texts, false);
            INFO(sms.text);
            CHECK(has(sms.text, texts.organisation.name));
            CHECK(has(sms.text, texts.event.title));
            if (kind == MessageKind::confirmation) continue; // answers what the person has just done
            CHECK(has(sms.text, "STOP"));
        }
}

TEST_CASE("feedback says what is done and what is not, and why")
{
    for (const std::string& locale : content::locales()) {
        auto texts = sample(locale);
        texts.points = {{"said-1", "done-1", "", ""}, {"said-2", "", "not-done-2", "why-2"}};
        const auto mail = content::write_email(templates(), catalogs(), MessageKind::feedback, texts);
        const auto sms = content::write_sms(templates(), MessageKind::feedback, texts, false);
        INFO(mail.text << sms.text);
        for (const char* word : {"said-1", "done-1", "said-2", "not-done-2", "why-2"}) {
            CHECK(has(mail.text, word));
            CHECK(has(mail.html, word));
            CHECK(has(sms.text, word));
        }
        CHECK_FALSE(has(mail.text, "answer=")); // the event is over
        CHECK_FALSE(has(mail.text, "\n\n\n"));
    }
}

TEST_CASE("a change says what is new and what no longer holds, and only that")
{
    auto texts = sample("nb");
    const auto both = content::write_email(templates(), catalogs(), MessageKind::change, texts).text;
    CHECK(has(both, "Rådhuset"));
    CHECK(has(both, "3. desember"));
    CHECK(has(both, texts.answer_url + "?answer=no"));
    texts.before.starts = {};
    texts.note = "Det blir servert kaffe.";
    const auto place = content::write_email(templates(), catalogs(), MessageKind::change, texts).text;
    CHECK_FALSE(has(place, "3. desember"));
    CHECK_FALSE(has(place, "Nytt tidspunkt"));
    CHECK(has(place, "Det blir servert kaffe."));
    CHECK(has(content::write_sms(templates(), MessageKind::change, texts, false).text, "Det blir servert kaffe."));
}

TEST_CASE("a free place is offered until a time, or it is theirs")
{
    auto texts = sample("cs");
    const auto theirs = content::write_email(templates(), catalogs(), MessageKind::offered, texts).text;
    CHECK(has(theirs, "počítáme s Vámi"));
    CHECK_FALSE(has(theirs, "answer=yes"));
    texts.until = parse_time_in_zone("2026-12-08 12:00", texts.event.time_zone);
    const auto asked = content::write_email(templates(), catalogs(), MessageKind::offered, texts).text;
    CHECK(has(asked, "8. prosince 2026 12:00"));
    CHECK(has(asked, "answer=yes"));
    CHECK_FALSE(has(asked, "answer=maybe"));
    CHECK(has(asked, "stačí napsat ANO nebo NE"));
    const auto sms = content::write_sms(templates(), MessageKind::offered, texts, true);
    INFO(sms.text);
    CHECK(has(sms.text, "ANO"));
}

TEST_CASE("no mail asks the same question twice")
{
    for (const std::string locale : {"cs", "nb", "nn", "en"})
        for (const MessageKind kind : content::message_kinds())
            for (const auto format : {content::Format::usual, content::Format::easy_to_read})
                for (const char* family : {"meeting", "training", "survey"}) {
                    auto texts = sample(locale);
                    texts.event.title = "Park";
                    texts.event.kind = family;
                    texts.format = format;
                    const std::string mail = content::write_email(templates(), catalogs(), kind, texts).text;
                    std::set<std::string> asked;
                    for (std::size_t end = mail.find('?'); end != mail.npos; end = mail.find('?', end + 1)) {
                        const std::size_t before = mail.find_last_of(".:?!\n", end - 1);
                        if (mail.substr(end, 2) == "?a") continue; // ?answer= of an address
                        INFO(locale << " " << content::to_string(kind) << " " << family << "\n" << mail);
                        CHECK(asked.insert(text::trim(mail.substr(before + 1, end - before))).second);
                    }
                }
}

TEST_CASE("Czech mails on a survey call it no event")
{
    auto texts = sample("cs");
    texts.event.kind = "survey";
    for (const MessageKind kind : {MessageKind::invitation, MessageKind::reminder, MessageKind::thanks,
                                   MessageKind::feedback, MessageKind::change, MessageKind::cancellation}) {
        const std::string mail = content::write_email(templates(), catalogs(), kind, texts).text;
        INFO(mail);
        CHECK_FALSE(has(mail, "akci „"));
        CHECK_FALSE(has(mail, "termín"));
        CHECK_FALSE(has(content::write_sms(templates(), kind, texts, true).text, " akci "));
    }
}

TEST_CASE("an invitation by SMS says who, what, when, where, how to answer and how to stop")
{
    auto texts = sample("nb");
    CHECK(content::write_sms(templates(), MessageKind::invitation, texts, false).text ==
          "Lia kommune inviterer: Parken ved skolen, tor. 10.12. kl. 17.00, Kulturhuset. Svar JA eller NEI: "
          "https://dosah.example/i/2F-ABCDEFGHJKMNPQRS Avmeld: STOPP");
    texts.code = "17";
    texts.answer_url = "";
    texts.event.place = "";
    CHECK(content::write_sms(templates(), MessageKind::invitation, texts, false).text ==
          "Lia kommune inviterer: Parken ved skolen, tor. 10.12. kl. 17.00. Svar JA 17 eller NEI 17. Avmeld: STOPP");
    CHECK(content::write_sms(templates(), MessageKind::invitation, sample("cs"), false).text ==
          "Město Lipová zve: Park u školy, čt 10. 12. od 17:00, Sokolovna. Odpovězte ANO nebo NE: "
          "https://dosah.example/i/2F-ABCDEFGHJKMNPQRS Odhlášení: STOP");
}

TEST_CASE("where nobody reads replies none is asked for")
{
    for (const std::string& locale : content::locales()) {
        auto texts = sample(locale);
        texts.takes_replies = false;
        const auto mail = content::write_email(templates(), catalogs(), MessageKind::invitation, texts);
        CHECK_FALSE(has(mail.text, catalogs().text(locale, "email.hint_reply")));
        CHECK_FALSE(has(mail.html, catalogs().text(locale, "email.stop_reply")));
        CHECK(has(mail.text, texts.unsubscribe_url));
        const auto sms = content::write_sms(templates(), MessageKind::invitation, texts, false);
        CHECK(has(sms.text, texts.answer_url));
        CHECK(has(sms.text, texts.unsubscribe_url));
        CHECK_FALSE(has(sms.text, "STOP"));
        CHECK(has(content::write_sms(templates(), MessageKind::confirmation, texts, false).text,
                  texts.organisation.phone));
    }
}

TEST_CASE("a campaign's own texts take the place of the shipped ones, each for itself")
{
    auto texts = sample("nb");
    texts.own_subject = "Kom\n på {{event.title}}";
    texts.own_body = "{{greeting}}!\nLes mer: https://lia.example/a?b=1&c=2.\n\n\n\nVennlig <hilsen>";
    texts.own_sms = "{{greeting}}: {{answer_url}}\n";
    const auto mail = content::write_email(templates(), catalogs(), MessageKind::invitation, texts);
    CHECK(mail.subject == "Kom på Parken ved skolen");
    CHECK(has(mail.text, "Hei Kari!\nLes mer: https://lia.example/a?b=1&c=2.\n\nVennlig <hilsen>\n\n"));
    CHECK(has(mail.html, "Hei Kari!<br>Les mer: <a href=\"https://lia.example/a?b=1&amp;c=2\" style=\"color:#00508a\">"
                         "https://lia.example/a?b=1&amp;c=2</a>.</p>"));
    CHECK(has(mail.html, "Vennlig &lt;hilsen&gt;"));
    CHECK(content::write_sms(templates(), MessageKind::invitation, texts, false).text ==
          "Hei Kari: " + texts.answer_url);
    texts.own_body = "{{evnt.title}}";
    CHECK_THROWS_WITH(content::write_email(templates(), catalogs(), MessageKind::invitation, texts),
                      "email.nb.invitation.body:1:1: \"evnt.title\" is not known here; did you mean \"event.title\"?");
}

TEST_CASE("a campaign's own texts are its waves' alone: a confirmation confirms, an acknowledgement acknowledges")
{
    auto texts = sample("cs");
    const auto kind = GENERATE(MessageKind::confirmation, MessageKind::opt_out, MessageKind::change,
                               MessageKind::cancellation, MessageKind::waiting, MessageKind::offered);
    const auto shipped_mail = content::write_email(templates(), catalogs(), kind, texts);
    const auto shipped_sms = content::write_sms(templates(), kind, texts, false);
    texts.own_subject = "Vlastní předmět";
    texts.own_body = "Vlastní text";
    texts.own_sms = "Vlastní SMS";
    const auto mail = content::write_email(templates(), catalogs(), kind, texts);
    CHECK(mail.subject == shipped_mail.subject);
    CHECK(mail.text == shipped_mail.text);
    CHECK(mail.html == shipped_mail.html);
    CHECK(content::write_sms(templates(), kind, texts, false).text == shipped_sms.text);
}

TEST_CASE("a campaign's own text is checked against the closed set of variables")
{
    for (const std::string& name : content::message_variables())
        CHECK_NOTHROW(content::check_own_text(templates(), "{{#" + name + "}}x{{/" + name + "}}", "campaign.sms.cs"));
    CHECK(content::message_variables() == std::vector<std::string>{"answer_maybe_url",
                                                                   "answer_no_url",
                                                                   "answer_url",
                                                                   "answer_yes_url",
                                                                   "before.place",
                                                                   "before.when",
                                                                   "before.when_short",
                                                                   "code",
                                                                   "event.access",
                                                                   "event.childcare",
                                                                   "event.interpreter",
                                                                   "event.lead",
                                                                   "event.link",
                                                                   "event.place",
                                                                   "event.title",
                                                                   "event.transport",
                                                                   "event.when",
                                                                   "event.when_short",
                                                                   "for_you",
                                                                   "given_name",
                                                                   "greeting",
                                                                   "note",
                                                                   "organisation.email",
                                                                   "organisation.name",
                                                                   "organisation.phone",
                                                                   "people",
                                                                   "points",
                                                                   "takes_replies",
                                                                   "takes_stop",
                                                                   "unsubscribe_url",
                                                                   "until"});
    CHECK_THROWS_WITH(
        content::check_own_text(templates(), "Hei\n{{#event.place}}{{plass}}{{/event.place}}", "campaign.sms.nb"),
        Catch::StartsWith("campaign.sms.nb:2:17: \"plass\" is not known here"));
    CHECK_THROWS_AS(content::check_own_text(templates(), "{{label.when}}", "campaign.sms.nb"), Error);
    CHECK_THROWS_AS(content::check_own_text(templates(), "{{#code}}", "campaign.sms.nb"), Error);
}

TEST_CASE("a person's name cannot become markup, a header or a template")
{
    auto texts = sample("en");
    texts.greeting = "Hello <script>{{code}}\r\nBcc: x@y.example";
    texts.own_subject = "{{greeting}}";
    const auto mail = content::write_email(templates(), catalogs(), MessageKind::invitation, texts);
    CHECK(mail.subject == "Hello <script>{{code}} Bcc: x@y.example");
    CHECK(has(mail.html, "Hello &lt;script&gt;{{code}}"));
}

TEST_CASE("an inert text comes out of templates as it went in")
{
    for (const char* text :
         {"", "Kari", "Žofie", "Anna Marie", "Anne-Marie", "J. R., st.", "Øyvind 2", "Олена", "李", "Zoe\u0308"})
        CHECK(content::is_inert(text));
    for (const char* text :
         {" Kari", "Kari ", "A  B",   "A\tB",   "A\nB",   "A'B",    "\"", "<", ">",    "&",        ":",   "/",
          "\x01",  "_",     "\u00A0", "\u200B", "\u202E", "\u2019", "😀",  "٣", "\xC3", "\xC3\xC3", "\x80"})
        CHECK_FALSE(content::is_inert(text));
}
