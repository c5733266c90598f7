// SPDX-License-Identifier: EUPL-1.2
#include "responses/attribution.h"

#include "base/text.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace dosah::responses {

namespace {

using Table = std::span<const std::string_view>;

constexpr std::size_t max_attribution_lines = 4;
constexpr std::size_t max_attribution_length = 400;

// All folded.
constexpr std::string_view verbs[] = {"wrote",    "napsal(a)", "napsal/a",   "napsala",  "napsali", "napsalo",
                                      "napsal",   "skrev",     "skreiv",     "schrieb",  "a ecrit", "ha scritto",
                                      "escribio", "escreveu",  "napisal(a)", "napisala", "napisal", "schreef",
                                      "sent",     "pise",      "kirjoitti",  "написал"};
constexpr std::string_view openers[] = {
    "on ",    "dne ",    "den ",  "am ",    "le ",     "il ",     "el ",    "op ",     "em ",    "w dniu ",
    "dnia ",  "pa ",     "v ",    "kl",     "ma. ",    "ti. ",    "on. ",   "to. ",    "fr. ",   "lo. ",
    "so. ",   "po ",     "ut ",   "st ",    "ct ",     "pa ",     "ne ",    "man. ",   "tir. ",  "ons. ",
    "tor. ",  "fre. ",   "lor. ", "son. ",  "mandag",  "tirsdag", "onsdag", "torsdag", "fredag", "lordag",
    "sondag", "pondeli", "utery", "streda", "ctvrtek", "patek",   "sobota", "nedele"};
constexpr std::string_view separators[] = {
    "original message",  "original-nachricht",  "ursprungliche nachricht", "puvodni zprava",
    "puvodni e-mail",    "puvodni email",       "opprinnelig melding",     "opprinneleg melding",
    "opphavleg melding", "opprinnelig e-post",  "oprindelig meddelelse",   "ursprungligt meddelande",
    "message d'origine", "messaggio originale", "mensaje original",        "wiadomosc oryginalna",
    "antwort nachricht", "reply message",       "odpovedet na zpravu"};
constexpr std::string_view from_labels[] = {
    "from:", "from :", "fran:", "od:", "odesilatel:", "fra:",     "fra :",     "avsender:", "von:",
    "de :",  "de:",    "van:",  "da:", "od :",        "nadawca:", "mittente:", "tu:",       "发件人:"};
constexpr std::string_view other_labels[] = {
    "sent:",     "date:",     "date :",    "to:",        "to :",       "cc:",       "subject:",
    "subject :", "odeslano:", "datum:",    "komu:",      "adresat:",   "kopie:",    "predmet:",
    "sendt:",    "dato:",     "til:",      "mottaker:",  "kopi:",      "emne:",     "gesendet:",
    "an:",       "betreff:",  "skickat:",  "datum :",    "till:",      "amne:",     "envoye :",
    "envoye:",   "a :",       "objet :",   "objet:",     "verzonden:", "aan:",      "onderwerp:",
    "data:",     "do:",       "temat:",    "wyslano:",   "inviato:",   "a:",        "oggetto:",
    "ngay:",     "den:",      "reply-to:", "odpovedet:", "svar til:",  "priorita:", "dulezitost:"};
constexpr std::string_view devices[] = {"sent from my ",
                                        "sent from mail for",
                                        "sent from outlook",
                                        "sent from yahoo mail",
                                        "sent from samsung",
                                        "sent from proton",
                                        "sent with proton",
                                        "get outlook for",
                                        "send from my ",
                                        "odeslano z meho ",
                                        "odeslano z aplikac",
                                        "odeslano z outlook",
                                        "odeslano z iphonu",
                                        "odeslano z posty",
                                        "odeslano ze seznam",
                                        "odeslano z mobil",
                                        "odeslano ze zarizeni",
                                        "ziskat outlook",
                                        "ziskejte outlook",
                                        "ziskat aplikaci outlook",
                                        "sendt fra min ",
                                        "sendt fra mitt ",
                                        "sendt fra outlook",
                                        "sendt fra samsung",
                                        "sendt fra yahoo",
                                        "sendt fra mail",
                                        "sendt fra e-post",
                                        "sendt fra proton",
                                        "hent outlook",
                                        "skaff outlook",
                                        "skaff deg outlook",
                                        "fa outlook for",
                                        "last ned outlook",
                                        "von meinem ",
                                        "gesendet von mein",
                                        "gesendet von outlook",
                                        "outlook fur ",
                                        "envoye de mon ",
                                        "envoye depuis mon",
                                        "envoye a partir de outlook",
                                        "obtenir outlook",
                                        "skickat fran min",
                                        "enviado desde mi",
                                        "odoslane z mojho",
                                        "wyslane z "};
constexpr std::string_view mobile[] = {"sent from a ",  "sent via ",     "odeslano z",   "odeslane z",
                                       "poslano z",     "sendt fra",     "sendt med ",   "gesendet von",
                                       "gesendet mit ", "envoye depuis", "skickat fran", "enviado desde"};

bool starts(std::string_view folded, Table table)
{
    return std::any_of(table.begin(), table.end(), [&](std::string_view p) { return folded.starts_with(p); });
}

bool has_digit(std::string_view s)
{
    return std::any_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string bare(const std::string& line)
{
    std::string out;
    for (const char c : text::fold(line)) {
        if (c != '*') out += c;
    }
    return text::trim(out);
}

/// A verb of writing as a word of its own.
std::size_t verb_in(std::string_view folded)
{
    for (const std::string_view verb : verbs) {
        for (std::size_t at = folded.find(verb); at != std::string_view::npos; at = folded.find(verb, at + 1)) {
            const bool before = at == 0 || folded[at - 1] == ' ' || folded[at - 1] == ',' || folded[at - 1] == '>';
            const std::size_t end = at + verb.size();
            const bool after = end == folded.size() || folded[end] == ' ' || folded[end] == ':' || folded[end] == ',' ||
                               folded[end] == '-';
            if (before && after) return at;
        }
    }
    return std::string_view::npos;
}

/// "14:05", "14.05"
bool has_clock(std::string_view s)
{
    const auto digit = [&](std::size_t i) { return i < s.size() && s[i] >= '0' && s[i] <= '9'; };
    for (std::size_t i = 1; i + 2 < s.size(); ++i) {
        if ((s[i] == ':' || s[i] == '.') && digit(i - 1) && digit(i + 1) && digit(i + 2)) return true;
    }
    return false;
}

bool next_is_quoted(const std::vector<std::string>& lines, std::size_t i)
{
    while (i < lines.size() && text::trim(lines[i]).empty())
        ++i;
    return i < lines.size() && text::trim(lines[i]).starts_with(">");
}

} // namespace

Attribution attribution_at(const std::vector<std::string>& lines, std::size_t at)
{
    std::string joined;
    for (std::size_t n = 1; n <= max_attribution_lines && at + n <= lines.size(); ++n) {
        const std::string part = bare(lines[at + n - 1]);
        if (part.empty() || part.starts_with(">")) return {};
        joined += joined.empty() ? part : " " + part;
        if (joined.size() > max_attribution_length) return {};
        const bool dated = has_digit(joined);
        const bool addressed = joined.find('@') != std::string::npos;
        const bool opened = starts(joined, openers) || has_digit(joined.substr(0, 4));
        // Only a line that looks like the beginning of one may be joined with the next.
        if (n == 1 && !opened && verb_in(joined) == std::string::npos && joined.find('@') == std::string::npos &&
            !has_clock(joined))
            return {};
        const std::size_t verb = verb_in(joined);
        const bool colon = joined.ends_with(":");
        const bool quoted = next_is_quoted(lines, at + n);
        // In whatever language: date, time and address before a colon.
        if (addressed && dated && ((colon && has_clock(joined)) || (quoted && opened && joined.ends_with(">"))))
            return {n, true};
        if (verb == std::string::npos) continue;
        if (colon && (dated || addressed) && (opened || addressed || verb > 0 || quoted)) return {n, true};
        // A bare "Jan Novák napsal(a):" needs the quote marks behind it.
        if (colon && quoted && joined.size() < 120) return {n, true};
        if (colon && n == 1 && joined.size() < 60 && joined.find(", ") == std::string::npos) {
            const bool last_word =
                verb + 12 >= joined.size() || joined.starts_with("skrev") || joined.starts_with("skreiv");
            if (last_word && joined.find("(a):") != std::string::npos) return {n, true};
        }
        // Some programs write no colon; then date, address and quote marks must all be there.
        if (!colon && quoted && dated && (addressed || opened)) return {n, true};
    }
    return {};
}

std::size_t attribution_inside(const std::string& line)
{
    if (!text::trim(line).ends_with(":") || line.size() > max_attribution_length) return std::string::npos;
    for (const std::string_view opener : {" On ", " Dne ", " Den ", "-On ", " Am "}) {
        const std::size_t at = line.find(opener);
        if (at == std::string::npos || at == 0) continue;
        const std::string rest = text::fold(line.substr(at));
        if (has_clock(rest) && verb_in(rest) != std::string::npos) return at;
    }
    return std::string::npos;
}

bool is_original_separator(const std::string& line)
{
    const std::string folded = bare(line);
    if (folded.size() > 100) return false;
    const std::size_t start = folded.find_first_not_of("-_= >");
    if (start == std::string::npos || start < 2) return false;
    const std::string_view inside = std::string_view(folded).substr(start);
    // "---- Jan Novák wrote ----"
    if (folded.starts_with("--") && folded.ends_with("--") && verb_in(inside) != std::string::npos) return true;
    return starts(inside, separators);
}

bool header_block_at(const std::vector<std::string>& lines, std::size_t at)
{
    const std::string first = bare(lines[at]);
    const bool from = starts(first, from_labels);
    if (!from && !starts(first, other_labels)) return false;
    std::size_t others = 0;
    bool from_seen = from;
    std::size_t misses = 0;
    for (std::size_t i = at + 1; i < lines.size() && i <= at + 9; ++i) {
        const std::string line = bare(lines[i]);
        if (line.empty()) {
            if (others > 0) break;
            if (++misses > 1) break;
            continue;
        }
        if (starts(line, from_labels) && !from_seen)
            from_seen = true;
        else if (starts(line, other_labels) || starts(line, from_labels))
            ++others;
        else if (++misses > 2)
            break;
    }
    if (from) {
        const bool addressed = first.find('@') != std::string::npos;
        return others >= 2 || (others >= 1 && addressed);
    }
    return from_seen && others >= 1;
}

bool is_mobile_signature(const std::string& line)
{
    std::string folded = bare(line);
    // "Get Outlook for iOS<https://...>"
    if (const std::size_t link = folded.find("<http"); link != std::string::npos && folded.ends_with(">"))
        folded = text::trim(folded.substr(0, link));
    if (folded.size() > 70 || folded.find(',') != std::string::npos) return false;
    if (std::count(folded.begin(), folded.end(), ' ') > 8) return false;
    return starts(folded, devices) || starts(folded, mobile) || folded.ends_with("iphone gesendet");
}

bool is_device_signature(const std::string& line)
{
    return is_mobile_signature(line) && starts(bare(line), devices);
}

} // namespace dosah::responses
