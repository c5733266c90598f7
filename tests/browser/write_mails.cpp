// SPDX-License-Identifier: EUPL-1.2
// write_mails FOLDER: every mail that ships, in every language, format and kind of event and for every group, written
// as the program writes it, with names and places that no template expects. FOLDER/<name>.json each: locale, message,
// format, family, group, subject, text, html. What there is comes from the program, so that nothing new is left out.
#include "base/error.h"
#include "base/json.h"
#include "content/catalog.h"
#include "content/locale.h"
#include "content/message_writer.h"
#include "content/salutation.h"

#include <filesystem>
#include <fstream>
#include <iostream>

using namespace dosah;

namespace {

/// Long names and a sign that HTML escapes.
content::InvitationTexts sample(const content::Catalogs& catalogs, const std::string& locale, content::MessageKind kind)
{
    const bool czech = locale == "cs";
    content::InvitationTexts texts;
    texts.locale = locale;
    texts.given_name = czech ? "Žofie" : "Øyvind";
    texts.greeting = content::greeting(catalogs, locale,
                                       {texts.given_name, czech ? "Příkladná" : "Eksempelås", czech ? "f" : "m", ""});
    texts.organisation.name = czech ? "Město Lipová nad Ukázkou" : "Øvre Eksempelvik kommune";
    texts.organisation.phone = czech ? "571 000 111" : "22 00 00 00";
    texts.organisation.email = czech ? "posta@lipova.example" : "post@eksempelvik.example";
    texts.organisation.colour = "#0b5d3b";
    texts.event.title = czech ? "Jaký má být nový park & hřiště u nádraží?" : "Hvordan skal parken & lekeplassen bli?";
    texts.event.lead = czech ? "Rozhodnuto ještě není. Na stole leží tři návrhy."
                             : "Ingenting er bestemt ennå. Det ligger tre forslag på bordet.";
    texts.event.place = czech ? "Sokolovna, Nádražní 12, Lipová nad Ukázkou" : "Samfunnshuset, Storgata 12";
    texts.event.access = czech ? "Bezbariérový vchod ze dvora, v sále je indukční smyčka."
                               : "Inngang uten trinn fra gården. Det er teleslynge i salen.";
    texts.event.interpreter = czech ? "čeština, ukrajinština, český znakový jazyk" : "norsk, ukrainsk, norsk tegnspråk";
    texts.event.transport = czech ? "Autobus 4 a 7, zastávka Nádraží." : "Buss 4 og 7, holdeplass Stasjonen.";
    texts.event.childcare = czech ? "O děti se postaráme." : "Vi passer barna så lenge.";
    texts.event.link = "https://park.lipova.example/dotaznik/2026/jaky-ma-byt-novy-park-u-nadrazi";
    texts.event.time_zone = czech ? "Europe/Prague" : "Europe/Oslo";
    texts.event.starts = from_iso("2026-12-10T16:00:00Z");
    texts.event.ends = from_iso("2026-12-10T18:00:00Z");
    texts.answer_url = "https://dosah.lipova.example/i/2F-ABCDEFGHJKMNPQRSTVWXYZ2345";
    texts.unsubscribe_url = "https://dosah.lipova.example/u/1A-5432ZYXWVTSRQPNMKJHGFEDCBA";
    texts.code = "17";
    texts.note = czech ? "V sokolovně se porouchalo topení." : "Varmen i samfunnshuset er borte.";
    if (kind == content::MessageKind::change) {
        texts.before.place = czech ? "Radnice" : "Rådhuset";
        texts.before.starts = from_iso("2026-12-03T16:00:00Z");
        texts.before.ends = from_iso("2026-12-03T18:00:00Z");
    }
    if (kind == content::MessageKind::offered) texts.until = from_iso("2026-12-08T17:00:00Z");
    texts.points = {{czech ? "Chceme víc stínu." : "Vi vil ha mer skygge.",
                     czech ? "Na jaře vysadíme 40 stromů." : "Til våren planter vi 40 trær.", "", ""},
                    {czech ? "Chceme kašnu." : "Vi vil ha en fontene.", "",
                     czech ? "Kašna letos nebude." : "Det blir ingen fontene i år.",
                     czech ? "Chybí na ni přípojka vody." : "Det mangler vannledning."}};
    return texts;
}

void write(const std::filesystem::path& folder, const std::string& name, const json::Object::Ptr& mail)
{
    std::ofstream out(folder / (name + ".json"), std::ios::binary | std::ios::trunc);
    out << json::write(mail) << '\n';
    out.close();
    if (!out) throw unavailable_error("cannot write " + (folder / name).string());
}

/// The same for three who share an address.
content::InvitationTexts shared(const content::Catalogs& catalogs, content::InvitationTexts texts)
{
    for (const std::string& name : {texts.given_name, std::string("Anne-Sofie Alžběta"), std::string("2")})
        texts.people.push_back({name, texts.answer_url + std::to_string(texts.people.size()),
                                texts.unsubscribe_url + std::to_string(texts.people.size())});
    texts.greeting = content::greeting(catalogs, texts.locale, {});
    texts.given_name.clear();
    texts.answer_url.clear();
    texts.unsubscribe_url.clear();
    texts.takes_replies = false;
    return texts;
}

json::Object::Ptr mail_of(const content::EmailTexts& written, const content::InvitationTexts& texts,
                          const std::string& message)
{
    json::Object::Ptr mail = json::object();
    mail->set("locale", texts.locale);
    mail->set("message", message);
    mail->set("format", std::string(content::to_string(texts.format)));
    mail->set("family", texts.event.kind);
    mail->set("group", texts.group);
    mail->set("subject", written.subject);
    mail->set("text", written.text);
    mail->set("html", written.html);
    return mail;
}

} // namespace

int main(int count, char** words)
{
    try {
        if (count != 2) throw input_error("write_mails FOLDER");
        const content::Catalogs catalogs("locales");
        const content::Templates templates("templates");
        std::vector<std::string> groups = {""};
        for (const std::string& group : content::wording_groups())
            groups.push_back(group);
        for (const std::string& locale : content::locales())
            for (const content::MessageKind kind : content::message_kinds())
                for (const auto format :
                     {content::Format::usual, content::Format::easy_to_read, content::Format::large_print})
                    for (const std::string family : {"meeting", "training", "survey"})
                        for (const std::string& group : groups) {
                            content::InvitationTexts texts = sample(catalogs, locale, kind);
                            texts.format = format;
                            texts.group = group;
                            texts.event.kind = family;
                            const auto keep = [&](const content::InvitationTexts& one, const std::string& message) {
                                const auto written = content::write_email(templates, catalogs, kind, one);
                                write(words[1],
                                      locale + "-" + message + "-" + std::string(content::to_string(format)) + "-" +
                                          family + (group.empty() ? "" : "-" + group),
                                      mail_of(written, one, message));
                            };
                            const std::string message(content::to_string(kind));
                            keep(texts, message);
                            const bool may_be_shared = content::is_wave(kind) || kind == content::MessageKind::change ||
                                                       kind == content::MessageKind::cancellation;
                            if (may_be_shared && group.empty()) keep(shared(catalogs, texts), message + "_shared");
                        }
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "write_mails: " << problem.what() << '\n';
        return 1;
    }
}
