// SPDX-License-Identifier: EUPL-1.2
#include "base/colour.h"
#include "base/error.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "content/locale.h"
#include "content/message_writer.h"
#include "content/salutation.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/content/shipped.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

using namespace dosah;
using content::Format;
using content::InvitationTexts;
using content::MessageKind;
using tests::catalogs;
using tests::templates;

namespace {

const std::vector<std::string> event_kinds = {"forum", "seminar", "map"}; // one of each family

std::vector<std::string> groups()
{
    std::vector<std::string> all = content::wording_groups();
    all.insert(all.begin(), "");
    return all;
}

/// Everything an event may have, in the reader's language.
InvitationTexts full(const std::string& locale)
{
    const bool is_czech = locale == "cs";
    InvitationTexts texts;
    texts.locale = locale;
    texts.given_name = is_czech ? "Jana" : "Kari";
    texts.greeting = content::greeting(catalogs(), locale, {texts.given_name, "", "f", ""});
    texts.organisation = {is_czech ? "Město Lipová" : "Lia kommune", is_czech ? "571 000 111" : "22 00 01 11",
                          "posta@lia.example", "", "#0b5d3b"};
    texts.event.title = is_czech ? "Park u školy" : locale == "en" ? "School park" : "Skuleparken";
    texts.event.lead = "Lead text.";
    texts.event.place = is_czech ? "Sokolovna" : "Kulturhuset";
    texts.event.access = "access-text";
    texts.event.interpreter = "interpreter-text";
    texts.event.transport = "transport-text";
    texts.event.childcare = "childcare-text";
    texts.event.link = "https://mapa.example/park";
    texts.event.time_zone = is_czech ? "Europe/Prague" : "Europe/Oslo";
    texts.event.starts = parse_time_in_zone("2026-12-10 17:00", texts.event.time_zone);
    texts.event.ends = parse_time_in_zone("2026-12-10 19:00", texts.event.time_zone);
    texts.answer_url = "https://dosah.example/i/2F-ABCDEFGHJKMNPQRS";
    texts.unsubscribe_url = "https://dosah.example/u/1A-ABCDEFGHJKMNPQRSTVWXYZ2345";
    texts.before.place = is_czech ? "Radnice" : "Biblioteket";
    texts.before.starts = parse_time_in_zone("2026-12-03 17:00", texts.event.time_zone);
    texts.before.ends = parse_time_in_zone("2026-12-03 19:00", texts.event.time_zone);
    texts.points = {{"a", "b", "", ""}, {"c", "", "d", "e"}};
    texts.code = "17";
    return texts;
}

/// Nothing that may be missing.
InvitationTexts minimal(const std::string& locale)
{
    InvitationTexts texts = full(locale);
    texts.given_name.clear();
    texts.organisation.phone = texts.organisation.email = texts.organisation.colour = "";
    const auto event = texts.event;
    texts.event = {};
    texts.event.title = event.title;
    texts.event.starts = event.starts;
    texts.event.ends = event.ends;
    texts.event.time_zone = event.time_zone;
    texts.before = {};
    texts.code.clear();
    texts.takes_replies = false;
    return texts;
}

/// The messages that have words of their own for a target group.
bool is_for_groups(MessageKind kind)
{
    return kind == MessageKind::invitation || kind == MessageKind::reminder || kind == MessageKind::thanks ||
           kind == MessageKind::change || kind == MessageKind::cancellation;
}

/// Each message to everybody a campaign may mean, in each language and format.
void for_each_message(const std::function<void(InvitationTexts&, MessageKind)>& what)
{
    for (const std::string& locale : content::locales())
        for (const std::string& group : groups())
            for (const std::string& kind : event_kinds)
                for (const Format format : {Format::usual, Format::easy_to_read, Format::large_print})
                    for (const bool whole : {true, false}) {
                        if (format == Format::large_print && !group.empty()) continue; // the usual words
                        InvitationTexts texts = whole ? full(locale) : minimal(locale);
                        texts.event.kind = kind;
                        texts.group = group;
                        texts.format = format;
                        for (const MessageKind message : content::message_kinds()) {
                            if (!group.empty() && !is_for_groups(message)) continue;
                            INFO(locale << " " << group << " " << kind << " " << content::to_string(format) << " "
                                        << content::to_string(message) << (whole ? " full" : " minimal"));
                            what(texts, message);
                        }
                    }
}

/// The shipped templates of a channel, without the organisations' own: path -> text.
std::map<std::string, std::string> files(const std::string& channel)
{
    std::map<std::string, std::string> found;
    for (const auto& file : std::filesystem::recursive_directory_iterator("templates/" + channel)) {
        if (file.path().extension() != ".mustache") continue;
        std::ifstream in(file.path(), std::ios::binary);
        found[file.path().generic_string()] = std::string(std::istreambuf_iterator<char>(in), {});
    }
    return found;
}

/// What the templates before say, told by a word each: the whole text is the path of the template it came from.
struct Folder
{
    void add(const std::string& name) { folder.write("t/" + name + ".mustache", name + "\n"); }
    std::string body(const InvitationTexts& texts, MessageKind kind = MessageKind::invitation) const
    {
        const content::Templates own((folder.path() / "t").string());
        const std::string text = content::write_email(own, catalogs(), kind, texts).text;
        return text.substr(0, text.find('\n'));
    }

    tests::TemporaryFolder folder;
};

} // namespace

TEST_CASE("the most specific wording is taken: language first, then the organisation's own, the format, kind and group")
{
    Folder folder;
    folder.folder.write("t/email/layout.text.mustache", "{{#paragraphs}}{{text}}\n{{/paragraphs}}");
    folder.folder.write("t/email/layout.html.mustache", "x");
    InvitationTexts texts = full("nn");
    texts.organisation.key = "lia";
    texts.event.kind = "map";
    texts.group = "youth";
    texts.format = Format::easy_to_read;
    for (const char* subject : {"email/en/invitation.subject", "email/en/reminder.subject"})
        folder.add(subject);
    // From the last resort to the first choice: each one that comes takes the place of those before it.
    for (const char* name :
         {"email/en/invitation.body", "email/nb/invitation.survey.youth.easy.body", "email/nn/invitation.body",
          "email/nn/invitation.youth.body", "email/nn/invitation.survey.body", "email/nn/invitation.survey.youth.body",
          "email/nn/invitation.easy.body", "email/nn/invitation.youth.easy.body",
          "email/nn/invitation.survey.easy.body", "email/nn/invitation.survey.youth.easy.body",
          "organisations/lia/email/nn/invitation.body",
          "organisations/lia/email/nn/invitation.survey.youth.easy.body"}) {
        folder.add(name);
        CHECK(folder.body(texts) == name);
    }
    texts.organisation.key = "lipova"; // another's
    texts.format = Format::large_print;
    CHECK(folder.body(texts) == "email/nn/invitation.survey.youth.body");
    texts.event.kind = "forum";
    CHECK(folder.body(texts) == "email/nn/invitation.youth.body");
    texts.group = "seniors";
    CHECK(folder.body(texts) == "email/nn/invitation.body");
}

TEST_CASE(
    "a reminder says to its group what the invitation said; an organisation's layout takes the place of the shipped")
{
    Folder folder;
    folder.folder.write("t/email/layout.text.mustache", "{{#paragraphs}}{{text}}\n{{/paragraphs}}");
    folder.folder.write("t/email/layout.html.mustache", "shipped");
    folder.folder.write("t/organisations/lia/email/layout.html.mustache", "own");
    folder.folder.write("t/email/en/reminder.subject.mustache", "x");
    folder.folder.write("t/email/en/reminder.body.mustache", "{{for_you}}");
    folder.add("email/en/invitation.for_you");
    folder.add("email/en/invitation.youth.for_you");
    InvitationTexts texts = full("en");
    texts.group = "youth";
    CHECK(folder.body(texts, MessageKind::reminder) == "email/en/invitation.youth.for_you");
    folder.add("email/en/reminder.for_you");
    CHECK(folder.body(texts, MessageKind::reminder) == "email/en/reminder.for_you");
    const content::Templates own((folder.folder.path() / "t").string());
    CHECK(content::write_email(own, catalogs(), MessageKind::reminder, texts).html == "shipped");
    texts.organisation.key = "lia";
    CHECK(content::write_email(own, catalogs(), MessageKind::reminder, texts).html == "own");
}

TEST_CASE(
    "every message to every group, for every kind of event, in every format, with all there may be and with little")
{
    std::set<std::string> invitations;
    for_each_message([&](InvitationTexts& texts, MessageKind kind) {
        const auto mail = content::write_email(templates(), catalogs(), kind, texts);
        CHECK_FALSE(mail.subject.empty());
        CHECK(mail.html.find("{{") == std::string::npos);
        for (const std::string& part : {mail.text, mail.subject}) {
            CHECK(part.find("{{") == part.npos);
            CHECK(part.find("  ") == part.npos);
            CHECK(part.find(" .") == part.npos);
            CHECK(part.find("\xC2\xA0 ") == part.npos);
        }
        CHECK(mail.text.find("\n\n\n") == std::string::npos);
        CHECK(mail.text.find(texts.organisation.name) != std::string::npos);
        const std::string sms = content::render_sms(templates(), kind, texts);
        CHECK(sms.find("{{") == sms.npos);
        CHECK(sms.find("  ") == sms.npos);
        CHECK(sms.find(texts.organisation.name) == 0);
        if (kind == MessageKind::invitation && texts.locale != "en" && !texts.given_name.empty())
            invitations.insert(texts.locale + mail.text);
    });
    // 3 languages x 6 groups x 3 families x 2 wordings, each of its own but that easy words for help are the same
    CHECK(invitations.size() >= 3 * 6 * 3 * 2 - 3);
}

TEST_CASE("everything the event offers is told in the invitation, in both parts and in every format")
{
    for (const std::string& locale : content::locales())
        for (const Format format : {Format::usual, Format::easy_to_read, Format::large_print}) {
            InvitationTexts texts = full(locale);
            texts.format = format;
            const auto mail = content::write_email(templates(), catalogs(), MessageKind::invitation, texts);
            for (const char* fact : {"access-text", "interpreter-text", "transport-text", "childcare-text",
                                     "https://mapa.example/park", "Lead text."}) {
                INFO(locale << fact);
                CHECK(mail.text.find(fact) != std::string::npos);
                CHECK(mail.html.find(fact) != std::string::npos);
            }
            const auto little = content::write_email(templates(), catalogs(), MessageKind::invitation, minimal(locale));
            for (const char* key : {"email.interpreter", "email.transport", "email.childcare", "email.link"})
                CHECK(little.text.find(catalogs().text(locale, key) + ":") == std::string::npos);
        }
}

TEST_CASE("no message names a group as the reason, whomever the campaign means")
{
    // Stems of what such people are called in the four languages.
    const std::regex labels("senior|důchod|stáří|starší|eldre\\b|pensjon|elderly|older people|mládež|mladist|mladým|"
                            "ungdom|\\bunge\\b|young|youth|postiž|handicap|invalid|zdravotn|funksjons|disab|"
                            "vylouč|sociál|chud|utenfor|utanfor|ekskluder|sosial|fattig|exclu|\\bpoor|"
                            "\\bžen[aáeěouy]?(m|ám|ami|ách)?\\b|kvinne|kvinner|women|woman|romsk|migrant|innvandr|"
                            "cílov[áé] skupin|målgruppe|target group");
    auto all = files("email");
    all.merge(files("sms"));
    REQUIRE(all.size() > 300);
    for (const auto& [path, source] : all) {
        std::smatch found;
        const std::string said = text::to_lower(std::regex_replace(source, std::regex("\\{\\{[^}]*\\}\\}"), ""));
        INFO(path << ": " << said);
        CHECK_FALSE(std::regex_search(said, found, labels));
    }
}

TEST_CASE("every shipped SMS is one part: Norwegian and English as they are, Czech without its marks")
{
    std::size_t looked_at = 0;
    for (const auto& [path, source] : files("sms")) {
        // templates/sms/<locale>/<message>[.<family>][.<group>].mustache
        const auto parts = text::split(path, '/');
        if (parts.size() != 4) continue; // a partial
        InvitationTexts texts = full(parts[2]);
        auto words = text::split(parts[3], '.');
        words.pop_back();
        const auto kind = content::message_kind_from(words.front());
        REQUIRE(kind);
        texts.points = {{texts.locale == "cs" ? "Víc stromů." : "Fleire tre.", "OK.", "", ""}};
        for (const std::string& word : words) {
            if (word == "survey") texts.event.kind = "survey";
            if (word == "training") texts.event.kind = "training";
            for (const std::string& group : content::wording_groups())
                if (word == group) texts.group = group;
        }
        for (const bool replies : {true, false}) {
            if (!replies) texts.unsubscribe_url = "https://dosah.example/u/1A-ABCDEFGHJKMNPQRS";
            if (!replies && *kind != MessageKind::thanks) continue; // two links: see below
            texts.takes_replies = replies;
            const auto sms = content::write_sms(templates(), *kind, texts, texts.locale == "cs");
            INFO(path << ": " << sms.text << " (" << sms.units << ")");
            CHECK(sms.encoding == content::SmsEncoding::gsm7);
            CHECK(sms.parts == 1);
            ++looked_at;
        }
    }
    CHECK(looked_at > 60);
}

TEST_CASE("large print is large, black on white and in one column; links and buttons keep the contrast of any brand")
{
    for (const char* colour : {"", "#0b5d3b", "#ffee00", "#ffffff", "#000000", "#e30613"})
        for (const Format format : {Format::usual, Format::large_print}) {
            InvitationTexts texts = full("cs");
            texts.organisation.colour = colour;
            texts.format = format;
            const bool large = format == Format::large_print;
            const std::string html = content::write_email(templates(), catalogs(), MessageKind::invitation, texts).html;
            INFO(colour << " " << content::to_string(format));
            CHECK((html.find("<th ") == html.npos) == large);
            const std::string body = html.substr(html.find("</head>"));
            std::smatch found;
            static const std::regex size("font-size:([0-9]{2,})px;line-height:([0-9]+)px");
            std::size_t sizes = 0;
            for (std::sregex_iterator at(body.begin(), body.end(), size), end; at != end; ++at, ++sizes) {
                CHECK(std::stoi((*at)[1]) >= (large ? 22 : 14));
                CHECK(std::stod((*at)[2]) >= 1.3 * std::stod((*at)[1]));
            }
            CHECK(sizes > 8);
            static const std::regex ink("[;\"]color:(#[0-9a-f]{6})");
            const Colour white{255, 255, 255};
            for (std::sregex_iterator at(body.begin(), body.end(), ink), end; at != end; ++at)
                if ((*at)[1] != "#ffffff") CHECK(contrast(*parse_colour((*at)[1].str()), white) >= (large ? 7 : 4.5));
            static const std::regex button("bgcolor=\"(#[0-9a-f]{6})\" style=\"background-color:(#[0-9a-f]{6});border");
            REQUIRE(std::regex_search(body, found, button));
            CHECK(contrast(*parse_colour(found[1].str()), white) >= (large ? 7 : 4.5));
        }
}

TEST_CASE("a campaign's own easy text is held against the closed set, and its variables know what the event offers")
{
    for (const char* name : {"for_you", "event.interpreter", "event.transport", "event.childcare", "event.link"})
        CHECK_NOTHROW(content::check_own_text(templates(), "{{#" + std::string(name) + "}}x{{/" + name + "}}", "x"));
    InvitationTexts texts = full("cs");
    texts.group = "youth";
    texts.own_body = "{{greeting}}\n\n{{for_you}}";
    const auto mail = content::write_email(templates(), catalogs(), MessageKind::invitation, texts);
    CHECK(mail.text.find("kamarády") != std::string::npos);
}
