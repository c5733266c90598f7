// SPDX-License-Identifier: EUPL-1.2
// bench_content [SECONDS]: how fast texts are made, each by one thread: templates against kainjow bare, catalog texts,
// greetings, SMS counted, whole mails through GMime, unsigned and signed (DKIM). Each figure is the best of five runs
// of SECONDS (0.4) together.
#include "content/message_view.h"
#include "content/salutation.h"
#include "mime/compose.h"
#include "mime/dkim.h"

#include <mustache.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>

using namespace dosah;

namespace {

double seconds_a_run = 0.08;

/// Calls a second of the fastest run: what else the machine does makes others slower.
double rate(const std::function<std::size_t()>& once)
{
    double best = 0;
    for (int run = 0; run < 5; ++run) {
        const auto begin = std::chrono::steady_clock::now();
        std::size_t calls = 0;
        std::size_t octets = 0;
        double took = 0;
        do {
            for (int i = 0; i < 16; ++i, ++calls)
                octets += once();
            took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        } while (took < seconds_a_run);
        if (octets == 0) std::abort();
        best = std::max(best, static_cast<double>(calls) / took);
    }
    return best;
}

double show(const char* what, const std::function<std::size_t()>& once)
{
    const double a_second = rate(once);
    std::printf("%-58s %10.0f/s %9.2f us\n", what, a_second, 1e6 / a_second);
    return a_second;
}

content::InvitationTexts sample(const content::Catalogs& catalogs)
{
    content::InvitationTexts texts;
    texts.locale = "cs";
    texts.given_name = "Žofie";
    texts.greeting = content::greeting(catalogs, "cs", {"Žofie", "Vzorová", "f", ""});
    texts.organisation = {"Město Lipová", "571 000 111", "posta@lipova.example"};
    texts.event.title = "Jaký má být nový park?";
    texts.event.lead = "Rozhodnuto ještě není. Na stole leží tři návrhy.";
    texts.event.place = "Sokolovna, Nádražní 12";
    texts.event.access = "Bezbariérový vchod ze dvora.";
    texts.event.time_zone = "Europe/Prague";
    texts.event.starts = from_iso("2026-12-10T16:00:00Z");
    texts.event.ends = from_iso("2026-12-10T18:00:00Z");
    texts.answer_url = "https://dosah.lipova.example/i/2F-ABCDEFGHJKMNPQRSTVWXYZ2345";
    texts.unsubscribe_url = "https://dosah.lipova.example/u/1A-5432ZYXWVTSRQPNMKJHGFEDCBA";
    return texts;
}

/// The same data as kainjow wants it; only what the template names.
kainjow::mustache::data bare_data(const content::InvitationTexts& texts)
{
    kainjow::mustache::data organisation;
    organisation["name"] = texts.organisation.name;
    kainjow::mustache::data event;
    event["title"] = texts.event.title;
    event["lead"] = texts.event.lead;
    kainjow::mustache::data data;
    data["greeting"] = texts.greeting;
    data["organisation"] = std::move(organisation);
    data["event"] = std::move(event);
    return data;
}

void templates_against_kainjow(const content::Templates& templates, const content::InvitationTexts& texts)
{
    std::ifstream in("templates/email/cs/invitation.body.mustache", std::ios::binary);
    const std::string source(std::istreambuf_iterator<char>(in), {});
    kainjow::mustache::mustache bare(source);
    bare.set_custom_escape([](const std::string& text) { return text; });
    const auto data = bare_data(texts);
    const double kainjow_rate =
        show("kainjow, the invitation's body, compiled once", [&] { return bare.render(data).size(); });
    content::View view;
    view.set("greeting", texts.greeting);
    view.set("for_you", "");
    view.set("organisation", content::View().set("name", texts.organisation.name));
    view.set("event", content::View().set("title", texts.event.title).set("lead", texts.event.lead));
    const double ours = show("the same, strict: every name checked, data converted",
                             [&] { return templates.render("email/cs/invitation.body", view).size(); });
    show("the same with all variables made anew",
         [&] { return templates.render("email/cs/invitation.body", content::message_view(texts)).size(); });
    std::printf("%-58s %10.2f of kainjow's rate\n", "strict rendering", ours / kainjow_rate);
}

void catalog_texts(const content::Catalogs& catalogs)
{
    const Instant at = from_iso("2026-12-10T16:00:00Z");
    show("catalog text", [&] { return catalogs.text("cs", "email.question").size(); });
    show("catalog text with an argument", [&] {
        return catalogs.text("cs", "email.contact_phone", {{"phone", "571 000 111"}}).size();
    });
    show("catalog text by fallback to English", [&] { return catalogs.text("xx", "email.question").size(); });
    show("time span",
         [&] { return content::format_time_span("cs", at, at + std::chrono::hours(2), "Europe/Prague").size(); });
    show("number", [&] { return content::format_number("nb", 1234567).size(); });
    show("share", [&] { return content::format_percent("cs", 0.2833).size(); });
}

mime::Mail mail_of(const content::EmailTexts& written)
{
    mime::Mail mail;
    mail.from = {"Město Lipová", "mesto@lipova.example"};
    mail.to = {"Žofie Vzorová", "zofie@osoba.example"};
    mail.subject = written.subject;
    mail.message_id = "0123456789abcdef0123456789abcdef@lipova.example";
    mail.date = from_iso("2026-11-23T09:00:00Z");
    mail.text = written.text;
    mail.html = written.html;
    return mail;
}

/// What each signature costs beside the mail itself.
void signed_mails(const mime::Mail& mail)
{
    const mime::DkimSigner rsa{"lipova.example", "s1", SigningKey::make(SigningKey::Kind::rsa)};
    const mime::DkimSigner ed25519{"lipova.example", "e1", SigningKey::make(SigningKey::Kind::ed25519)};
    const auto show_signed = [&](const char* what, const std::vector<mime::DkimSigner>& signers) {
        show(what, [&] {
            std::string written = mime::compose(mail);
            written.insert(0, mime::dkim_signatures(written, signers, mail.date));
            return written.size();
        });
    };
    show_signed("mail through GMime, signed with Ed25519", {ed25519});
    show_signed("mail through GMime, signed with RSA 2048", {rsa});
    show_signed("mail through GMime, signed with both", {rsa, ed25519});
}

} // namespace

int main(int count, char** words)
{
    try {
        if (count > 1) seconds_a_run = std::max(0.01, std::atof(words[1]) / 5);
        const content::Catalogs catalogs("locales");
        const content::Templates templates("templates");
        const content::InvitationTexts texts = sample(catalogs);
        templates_against_kainjow(templates, texts);
        catalog_texts(catalogs);
        show("greeting, Czech, gender known", [&] {
            return content::greeting(catalogs, "cs", {"Žofie", "Vzorová", "f", ""}).size();
        });
        show("greeting, Czech, gender guessed, titles, capitals", [&] {
            return content::greeting(catalogs, "cs", {"ING. ZDENĚK", "NĚMEC, PH.D.", "", ""}).size();
        });
        const std::string sms = content::render_sms(templates, content::MessageKind::invitation, texts);
        show("SMS counted", [&] { return content::measure_sms(sms, false).text.size(); });
        show("SMS stripped and counted", [&] { return content::measure_sms(sms, true).text.size(); });
        const auto kind = content::MessageKind::invitation;
        const auto written = content::write_email(templates, catalogs, kind, texts);
        show("email's subject, text and HTML",
             [&] { return content::write_email(templates, catalogs, kind, texts).html.size(); });
        const mime::Mail mail = mail_of(written);
        show("mail through GMime", [&] { return mime::compose(mail).size(); });
        signed_mails(mail);
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "bench_content: " << problem.what() << '\n';
        return 1;
    }
}
