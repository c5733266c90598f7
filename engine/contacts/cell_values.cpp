// SPDX-License-Identifier: EUPL-1.2
#include "contacts/cell_values.h"

#include "base/locales.h"
#include "base/text.h"
#include "contacts/group.h"

#include <array>
#include <chrono>
#include <span>
#include <vector>

namespace dosah::contacts {

namespace {

struct Words
{
    std::string_view value;
    std::string_view words; ///< folded, separated by commas
};

/// Lower case, without marks and punctuation, single spaces.
std::string plain(std::string_view text)
{
    std::string out;
    for (const char c : text::fold(text))
        out += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80 ? c : ' ';
    return text::fold(out);
}

std::optional<std::string> look_up(std::span<const Words> table, std::string_view text)
{
    const std::string wanted = plain(text);
    for (const Words& row : table)
        for (const std::string& word : text::split(row.words, ','))
            if (word == wanted) return std::string(row.value);
    return std::nullopt;
}

constexpr std::array<Words, 3> genders = {{
    {"f",
     "f,z,zena,zensky,zenske,zenska,pani,sl,slecna,k,kvinne,kvinna,kvinner,dame,jente,female,woman,girl,fru,w,mrs,ms"},
    {"m", "m,muz,muzsky,muzske,pan,mann,mannleg,mannlig,herre,gutt,gut,male,man,boy,mr"},
    {"x", "x,jine,jiny,neurceno,nebinarni,annet,anna,anna kjonn,ikke binaer,other,nonbinary,non binary,diverse"},
}};

constexpr std::array<Words, 4> locales = {{
    {"cs", "cs,cz,cze,ces,cs cz,cestina,cesky,cesko,tsjekkisk,czech"},
    {"nb", "nb,no,nor,nob,nb no,no no,bokmal,norsk,norsk bokmal,norstina,norsky,norwegian"},
    {"nn", "nn,nno,nn no,nynorsk,norsk nynorsk"},
    {"en", "en,eng,en gb,en us,anglictina,anglicky,engelsk,english"},
}};

constexpr std::array<Words, 3> formats = {{
    {"usual", "usual,normal,standard,regular,bezny,bezna,bezne,obvykly,obvykla,obvykle,normalni,standardni,vanlig,"
              "vanleg,ordinaer"},
    {"easy_to_read", "easy to read,easy read,easyread,easy,snadne cteni,snadno citelny,snadno citelne,"
                     "snadno srozumitelny,snadno srozumitelne,jednoduchy jazyk,jednoduchy text,jednoduse,lettlest,"
                     "lett lest,lettlese,lett lese,lettlesen,lettlesne,enkelt sprak"},
    {"large_print", "large print,large,large text,large type,big print,velke pismo,velka pismena,velky tisk,velke,"
                    "vetsi pismo,zvetsene pismo,zvetseny text,zvetseny tisk,stor skrift,stor tekst,storskrift,stor,"
                    "storre skrift"},
}};

constexpr std::array<Words, 3> legal_bases = {{
    {"public_task",
     "public task,public interest,official authority,verejny zajem,ukol ve verejnem zajmu,"
     "plneni ukolu ve verejnem zajmu,verejna moc,vykon verejne moci,allmenn interesse,allmennhetens interesse,"
     "oppgave i allmennhetens interesse,offentlig myndighet,offentlig oppgave,offentleg oppgave,"
     "offentleg myndigheit,utovelse av offentlig myndighet,6 1 e,art 6 1 e"},
    {"consent", "consent,souhlas,se souhlasem,samtykke,samtykkje,6 1 a,art 6 1 a"},
    {"contract", "contract,smlouva,plneni smlouvy,avtale,kontrakt,6 1 b,art 6 1 b"},
}};

constexpr std::array<Words, 2> answers = {{
    {"yes", "1,a,y,x,ano,ja,j,yes,true,pravda,udelen,souhlasi,souhlasim,gitt"},
    {"no", "0,n,ne,nei,no,false,nepravda,neudelen,nesouhlasi,nesouhlasim,odvolan,trukket,trekt,ikke gitt"},
}};

constexpr std::array<Words, 6> act_kinds = {{
    {"attended",
     "attended,attendance,participated,participant,present,ucast,ucastnik,ucastnice,ucastnil se,ucastnila se,"
     "zucastnil se,zucastnila se,pritomen,pritomna,navsteva,deltok,deltatt,delteke,deltaker,deltakar,"
     "deltakelse,deltaking,oppmote,mott,til stede"},
    {"form", "form,survey,questionnaire,formular,dotaznik,anketa,pocitova mapa,skjema,sporreskjema,undersokelse,"
             "sporjeskjema,undersoking"},
    {"proposal", "proposal,suggestion,idea,navrh,podnet,namet,pripominka,forslag,framlegg,innspill,innspel,ide"},
    {"vote", "vote,voting,ballot,hlasovani,hlas,avstemning,avstemming,avroysting,stemme,stemte,roysta,roysting"},
    {"working_group", "working group,workgroup,pracovni skupina,arbeidsgruppe,arbeidsgruppa"},
    {"volunteering", "volunteering,volunteer,dobrovolnictvi,dobrovolnik,dobrovolnice,dobrovolna prace,frivillig,"
                     "frivillighet,frivillig arbeid,frivilligarbeid,dugnad"},
}};

constexpr std::array<Words, 5> common_groups = {{
    {"youth",
     "youth,young people,young,mladez,mladi,mladi lide,mladi lide do 30,deti a mladez,studenti,ungdom,ungdommer,"
     "ungdommar,unge,unge voksne"},
    {"women", "women,woman,zeny,zena,kvinner,kvinne,kvinnor"},
    {"seniors", "seniors,senior,seniori,elderly,older people,duchodci,starsi lide,eldre,seniorer,seniorar,pensjonister,"
                "pensjonistar"},
    {"disability", "disability,disabilities,disabled,people with disabilities,persons with disabilities,"
                   "lide s postizenim,osoby s postizenim,lide se zdravotnim postizenim,"
                   "osoby se zdravotnim postizenim,zdravotne postizeni,postizeni,handicap,ozp,ztp,"
                   "funksjonsnedsettelse,personer med funksjonsnedsettelse,funksjonshemmede,funksjonshemma,"
                   "funksjonshemming,nedsett funksjonsevne,nedsatt funksjonsevne,folk med funksjonsnedsetjing,"
                   "funksjonsnedsetjing"},
    {"excluded", "excluded,socially excluded,socially excluded people,social exclusion,socialne vylouceni,"
                 "lide socialne vylouceni,socialne vylouceni lide,socialne vyloucene osoby,socialni vylouceni,"
                 "vylouceni,ohrozeni socialnim vyloucenim,sosialt ekskluderte,sosialt ekskluderte personer,"
                 "sosial eksklusjon,ekskluderte,utenforskap,utanforskap"},
}};

/// The runs of digits of a text that has nothing else but them and date signs; `order` gets the sign behind each.
bool split_digits(std::string_view text, std::vector<int>& numbers, std::string& order)
{
    std::size_t i = 0;
    while (i < text.size()) {
        int number = 0;
        std::size_t digits = 0;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9' && digits < 5) {
            number = number * 10 + (text[i++] - '0');
            ++digits;
        }
        if (digits == 0 || digits > 4) return false;
        numbers.push_back(number);
        std::size_t sign = i;
        while (i < text.size() && text[i] == ' ')
            ++i;
        if (i < text.size() && std::string_view("./-").find(text[i]) != std::string_view::npos) sign = i++;
        order += sign < text.size() ? text[sign] : '$';
        while (i < text.size() && text[i] == ' ')
            ++i;
    }
    return true;
}

bool read_time(std::string_view text, DateCell& out)
{
    int hour = 0;
    int minute = 0;
    std::size_t i = 0;
    std::size_t digits = 0;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9' && digits++ < 2)
        hour = hour * 10 + (text[i++] - '0');
    if (digits == 0 || i >= text.size() || text[i] != ':') return false;
    ++i;
    digits = 0;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9' && digits++ < 2)
        minute = minute * 10 + (text[i++] - '0');
    if (digits != 2 || hour > 23 || minute > 59) return false;
    for (; i < text.size(); ++i)
        if (std::string_view("0123456789:.z").find(text[i]) == std::string_view::npos) return false;
    out.hour = hour;
    out.minute = minute;
    return true;
}

} // namespace

std::optional<DateCell> date_from(std::string_view given)
{
    if (given.size() > 64) return std::nullopt;
    std::string text = text::fold(given);
    DateCell out;
    if (const std::size_t colon = text.find(':'); colon != std::string::npos) {
        std::size_t cut = text.find_last_of(" t", colon);
        if (cut == std::string::npos || !read_time(std::string_view(text).substr(cut + 1), out)) return std::nullopt;
        text.resize(cut);
    }
    std::vector<int> numbers;
    std::string order;
    if (!split_digits(text, numbers, order)) return std::nullopt;
    if (numbers.size() == 1 && numbers[0] >= 1000) {
        out.year = numbers[0];
        return out;
    }
    if (numbers.size() != 3 || order[0] != order[1] || order[0] == ' ') return std::nullopt;
    const bool year_first = numbers[0] >= 1000;
    out.year = year_first ? numbers[0] : numbers[2];
    out.month = numbers[1];
    out.day = year_first ? numbers[2] : numbers[0];
    if (out.year < 1000) return std::nullopt; // two digits could be either century
    const std::chrono::year_month_day day(std::chrono::year(out.year),
                                          std::chrono::month(static_cast<unsigned>(out.month)),
                                          std::chrono::day(static_cast<unsigned>(out.day)));
    if (!day.ok()) return std::nullopt;
    return out;
}

std::optional<std::string> gender_from(std::string_view text)
{
    return look_up(genders, text);
}
std::optional<std::string> locale_from(std::string_view text)
{
    if (auto named = look_up(locales, text)) return named;
    const std::string words = plain(text);
    std::string code = words.substr(0, words.find(' '));
    return is_known_locale(code) ? std::optional(std::move(code)) : std::nullopt;
}
std::optional<std::string> format_from(std::string_view text)
{
    return look_up(formats, text);
}
std::optional<std::string> legal_basis_from(std::string_view text)
{
    if (auto named = look_up(legal_bases, text)) return named;
    // "čl. 6 odst. 1 písm. e) GDPR", "art. 6 nr. 1 bokstav e": what counts are 6, 1 and one letter of a to f.
    std::string cited;
    for (const std::string& word : text::split(plain(text), ' '))
        if (word == "6" || word == "1" || (word.size() == 1 && word[0] >= 'a' && word[0] <= 'f')) cited += word + " ";
    return look_up(legal_bases, cited);
}
std::optional<std::string> act_kind_from(std::string_view text)
{
    return look_up(act_kinds, text);
}

std::optional<bool> yes_or_no(std::string_view text)
{
    const auto found = look_up(answers, text);
    if (!found) return std::nullopt;
    return *found == "yes";
}

std::string group_key(std::string_view name)
{
    if (const auto common = look_up(common_groups, name)) return *common;
    std::string out = plain(name);
    for (char& c : out)
        if (c == ' ') c = '-';
    return out.size() > 64 ? std::string() : out;
}

} // namespace dosah::contacts
