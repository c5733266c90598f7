// SPDX-License-Identifier: EUPL-1.2
#include "mime/html_entities.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace dosah::mime {

namespace {

struct Entity
{
    std::string_view name;
    char32_t code;
};

/// Sorted by name. HTML living standard, section 13.5: the letters of Latin-1 and Latin Extended-A, and typography.
// clang-format off
constexpr Entity entities[] = {
    {"AElig", 0xC6}, {"Aacute", 0xC1}, {"Abreve", 0x102}, {"Acirc", 0xC2}, {"Agrave", 0xC0}, {"Amacr", 0x100},
    {"Aogon", 0x104}, {"Aring", 0xC5}, {"Atilde", 0xC3}, {"Auml", 0xC4}, {"Cacute", 0x106}, {"Ccaron", 0x10C},
    {"Ccedil", 0xC7}, {"Ccirc", 0x108}, {"Cdot", 0x10A}, {"Dcaron", 0x10E}, {"Dstrok", 0x110}, {"ENG", 0x14A},
    {"ETH", 0xD0}, {"Eacute", 0xC9}, {"Ecaron", 0x11A}, {"Ecirc", 0xCA}, {"Edot", 0x116}, {"Egrave", 0xC8},
    {"Emacr", 0x112}, {"Eogon", 0x118}, {"Euml", 0xCB}, {"Gbreve", 0x11E}, {"Gcedil", 0x122}, {"Gcirc", 0x11C},
    {"Gdot", 0x120}, {"Hcirc", 0x124}, {"Hstrok", 0x126}, {"IJlig", 0x132}, {"Iacute", 0xCD}, {"Icirc", 0xCE},
    {"Idot", 0x130}, {"Igrave", 0xCC}, {"Imacr", 0x12A}, {"Iogon", 0x12E}, {"Itilde", 0x128}, {"Iuml", 0xCF},
    {"Jcirc", 0x134}, {"Kcedil", 0x136}, {"Lacute", 0x139}, {"Lcaron", 0x13D}, {"Lcedil", 0x13B}, {"Lmidot", 0x13F},
    {"Lstrok", 0x141}, {"Nacute", 0x143}, {"Ncaron", 0x147}, {"Ncedil", 0x145}, {"Ntilde", 0xD1}, {"OElig", 0x152},
    {"Oacute", 0xD3}, {"Ocirc", 0xD4}, {"Odblac", 0x150}, {"Ograve", 0xD2}, {"Omacr", 0x14C}, {"Oslash", 0xD8},
    {"Otilde", 0xD5}, {"Ouml", 0xD6}, {"Racute", 0x154}, {"Rcaron", 0x158}, {"Rcedil", 0x156}, {"Sacute", 0x15A},
    {"Scaron", 0x160}, {"Scedil", 0x15E}, {"Scirc", 0x15C}, {"THORN", 0xDE}, {"Tcaron", 0x164}, {"Tcedil", 0x162},
    {"Tstrok", 0x166}, {"Uacute", 0xDA}, {"Ubreve", 0x16C}, {"Ucirc", 0xDB}, {"Udblac", 0x170}, {"Ugrave", 0xD9},
    {"Umacr", 0x16A}, {"Uogon", 0x172}, {"Uring", 0x16E}, {"Utilde", 0x168}, {"Uuml", 0xDC}, {"Wcirc", 0x174},
    {"Yacute", 0xDD}, {"Ycirc", 0x176}, {"Yuml", 0x178}, {"Zacute", 0x179}, {"Zcaron", 0x17D}, {"Zdot", 0x17B},
    {"aacute", 0xE1}, {"abreve", 0x103}, {"acirc", 0xE2}, {"acute", 0xB4}, {"aelig", 0xE6}, {"agrave", 0xE0},
    {"amacr", 0x101}, {"amp", 0x26}, {"aogon", 0x105}, {"apos", 0x27}, {"aring", 0xE5}, {"atilde", 0xE3},
    {"auml", 0xE4}, {"bdquo", 0x201E}, {"brvbar", 0xA6}, {"bull", 0x2022}, {"cacute", 0x107}, {"ccaron", 0x10D},
    {"ccedil", 0xE7}, {"ccirc", 0x109}, {"cdot", 0x10B}, {"cedil", 0xB8}, {"cent", 0xA2}, {"copy", 0xA9},
    {"curren", 0xA4}, {"dcaron", 0x10F}, {"deg", 0xB0}, {"divide", 0xF7}, {"dstrok", 0x111}, {"eacute", 0xE9},
    {"ecaron", 0x11B}, {"ecirc", 0xEA}, {"edot", 0x117}, {"egrave", 0xE8}, {"emacr", 0x113}, {"emsp", 0x2003},
    {"eng", 0x14B}, {"ensp", 0x2002}, {"eogon", 0x119}, {"eth", 0xF0}, {"euml", 0xEB}, {"euro", 0x20AC},
    {"frac12", 0xBD}, {"frac14", 0xBC}, {"frac34", 0xBE}, {"gbreve", 0x11F}, {"gcirc", 0x11D}, {"gdot", 0x121},
    {"gt", 0x3E}, {"hcirc", 0x125}, {"hearts", 0x2665}, {"hellip", 0x2026}, {"hstrok", 0x127}, {"iacute", 0xED},
    {"icirc", 0xEE}, {"iexcl", 0xA1}, {"igrave", 0xEC}, {"ijlig", 0x133}, {"imacr", 0x12B}, {"imath", 0x131},
    {"inodot", 0x131}, {"iogon", 0x12F}, {"iquest", 0xBF}, {"itilde", 0x129}, {"iuml", 0xEF}, {"jcirc", 0x135},
    {"kcedil", 0x137}, {"kgreen", 0x138}, {"lacute", 0x13A}, {"laquo", 0xAB}, {"larr", 0x2190}, {"lcaron", 0x13E},
    {"lcedil", 0x13C}, {"ldquo", 0x201C}, {"lmidot", 0x140}, {"lsquo", 0x2018}, {"lstrok", 0x142}, {"lt", 0x3C},
    {"macr", 0xAF}, {"mdash", 0x2014}, {"micro", 0xB5}, {"middot", 0xB7}, {"nacute", 0x144}, {"napos", 0x149},
    {"nbsp", 0xA0}, {"ncaron", 0x148}, {"ncedil", 0x146}, {"ndash", 0x2013}, {"not", 0xAC}, {"ntilde", 0xF1},
    {"oacute", 0xF3}, {"ocirc", 0xF4}, {"odblac", 0x151}, {"oelig", 0x153}, {"ograve", 0xF2}, {"omacr", 0x14D},
    {"ordf", 0xAA}, {"ordm", 0xBA}, {"oslash", 0xF8}, {"otilde", 0xF5}, {"ouml", 0xF6}, {"para", 0xB6},
    {"plusmn", 0xB1}, {"pound", 0xA3}, {"prime", 0x2032}, {"quot", 0x22}, {"racute", 0x155}, {"raquo", 0xBB},
    {"rarr", 0x2192}, {"rcaron", 0x159}, {"rcedil", 0x157}, {"rdquo", 0x201D}, {"reg", 0xAE}, {"rsquo", 0x2019},
    {"sacute", 0x15B}, {"sbquo", 0x201A}, {"scaron", 0x161}, {"scedil", 0x15F}, {"scirc", 0x15D}, {"sect", 0xA7},
    {"shy", 0xAD}, {"sup1", 0xB9}, {"sup2", 0xB2}, {"sup3", 0xB3}, {"szlig", 0xDF}, {"tcaron", 0x165},
    {"tcedil", 0x163}, {"thinsp", 0x2009}, {"thorn", 0xFE}, {"times", 0xD7}, {"trade", 0x2122}, {"tstrok", 0x167},
    {"uacute", 0xFA}, {"ubreve", 0x16D}, {"ucirc", 0xFB}, {"udblac", 0x171}, {"ugrave", 0xF9}, {"umacr", 0x16B},
    {"uml", 0xA8}, {"uogon", 0x173}, {"uring", 0x16F}, {"utilde", 0x169}, {"uuml", 0xFC}, {"wcirc", 0x175},
    {"yacute", 0xFD}, {"ycirc", 0x177}, {"yen", 0xA5}, {"yuml", 0xFF}, {"zacute", 0x17A}, {"zcaron", 0x17E},
    {"zdot", 0x17C}, {"zwj", 0x200D}, {"zwnj", 0x200C},
};
// clang-format on

char32_t numeric(std::string_view digits)
{
    const bool hex = !digits.empty() && (digits[0] == 'x' || digits[0] == 'X');
    char32_t code = 0;
    for (const char c : digits.substr(hex ? 1 : 0)) {
        char32_t digit = 99;
        if (c >= '0' && c <= '9')
            digit = static_cast<char32_t>(c - '0');
        else if (hex && c >= 'a' && c <= 'f')
            digit = static_cast<char32_t>(c - 'a' + 10);
        else if (hex && c >= 'A' && c <= 'F')
            digit = static_cast<char32_t>(c - 'A' + 10);
        if (digit == 99) return 0;
        code = code * (hex ? 16 : 10) + digit;
        if (code > 0x10FFFF) return 0;
    }
    return code >= 0xD800 && code <= 0xDFFF ? 0 : code;
}

} // namespace

std::size_t decode_entity(std::string_view html, std::size_t i, std::string& out)
{
    std::size_t end = i + 1;
    while (end < html.size() && end < i + 12 &&
           (std::isalnum(static_cast<unsigned char>(html[end])) || html[end] == '#'))
        ++end;
    const std::string_view name = html.substr(i + 1, end - i - 1);
    char32_t code = 0;
    if (name.starts_with('#')) {
        code = numeric(name.substr(1));
        // What people mean by a C1 number is the windows-1252 character (HTML living standard 13.2.5.80).
        if (code >= 0x80 && code < 0xA0) {
            const char byte = static_cast<char>(code);
            out += text::decode(std::string_view(&byte, 1), "windows-1252").value_or("");
            return end < html.size() && html[end] == ';' ? end + 1 : end;
        }
    } else {
        const auto* found = std::lower_bound(std::begin(entities), std::end(entities), name,
                                             [](const Entity& e, std::string_view n) { return e.name < n; });
        if (found != std::end(entities) && found->name == name) code = found->code;
    }
    if (code == 0) {
        out += '&';
        return i + 1;
    }
    out += text::to_utf8(std::u32string(1, code));
    return end < html.size() && html[end] == ';' ? end + 1 : end;
}

} // namespace dosah::mime
