// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"

#include "base/error.h"

#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

namespace dosah::text {

namespace {

icu::UnicodeString from(std::string_view utf8)
{
    return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
}

std::string to(const icu::UnicodeString& text)
{
    std::string out;
    text.toUTF8String(out);
    return out;
}

// ICU's macros narrow on purpose.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"

/// The code point at i, or a negative number for an ill-formed sequence; i moves on.
UChar32 next(std::string_view bytes, int32_t& i)
{
    UChar32 c = 0;
    U8_NEXT(bytes.data(), i, static_cast<int32_t>(bytes.size()), c);
    return c;
}

bool append(std::string& out, UChar32 c)
{
    char buffer[U8_MAX_LENGTH];
    int32_t length = 0;
    UBool wrong = false;
    U8_APPEND(buffer, length, U8_MAX_LENGTH, c, wrong);
    if (!wrong) out.append(buffer, static_cast<std::size_t>(length));
    return !wrong;
}

#pragma GCC diagnostic pop

bool is_blank(UChar32 c)
{
    return u_isUWhiteSpace(c) || c == 0x200B || c == 0x200C || c == 0x200D || c == 0xFEFF || c == 0x2060;
}

/// Most of what is looked at is ASCII without NUL, and need not go through UTF-16 and back.
bool is_ascii(std::string_view bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<signed char>(c) > 0; });
}

bool is_ascii_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

char ascii_lower(char c)
{
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

std::string fold_ascii(std::string_view ascii)
{
    std::string out;
    out.reserve(ascii.size());
    bool gap = false;
    for (const char c : ascii) {
        if (is_ascii_blank(c)) {
            gap = true;
            continue;
        }
        if (gap && !out.empty()) out += ' ';
        gap = false;
        out += ascii_lower(c);
    }
    return out;
}

icu::UnicodeString squeeze(const icu::UnicodeString& text)
{
    icu::UnicodeString out;
    bool gap = false;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (is_blank(c)) {
            gap = gap || u_isUWhiteSpace(c);
            continue;
        }
        if (gap && !out.isEmpty()) out.append(static_cast<UChar32>(' '));
        gap = false;
        out.append(c);
    }
    return out;
}

const icu::Normalizer2& normalizer(const char* name, UNormalization2Mode mode)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getInstance(nullptr, name, mode, status);
    if (U_FAILURE(status)) throw Error(ErrorKind::internal, "ICU data is missing");
    return *found;
}

} // namespace

bool is_valid_utf8(std::string_view bytes)
{
    int32_t i = 0;
    const auto length = static_cast<int32_t>(bytes.size());
    while (i < length) {
        if (next(bytes, i) < 0) return false;
    }
    return true;
}

std::string repair_utf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    int32_t i = 0;
    const auto length = static_cast<int32_t>(bytes.size());
    while (i < length) {
        const int32_t start = i;
        while (i < length && bytes[static_cast<std::size_t>(i)] > 0) // ASCII without NUL
            ++i;
        if (i > start) {
            out.append(bytes.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
            continue;
        }
        const UChar32 c = next(bytes, i);
        if (c < 0) {
            out += "\xEF\xBF\xBD";
        } else if (c != 0) {
            out.append(bytes.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
        }
    }
    return out;
}

std::string nfc(std::string_view utf8)
{
    static const icu::Normalizer2& form = normalizer("nfc", UNORM2_COMPOSE);
    UErrorCode status = U_ZERO_ERROR;
    return to(form.normalize(from(utf8), status));
}

std::string fold(std::string_view utf8)
{
    if (is_ascii(utf8)) return fold_ascii(utf8);
    static const icu::Normalizer2& folding = normalizer("nfkc_cf", UNORM2_COMPOSE);
    static const icu::Normalizer2& apart = normalizer("nfc", UNORM2_DECOMPOSE);
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString parts = apart.normalize(folding.normalize(from(utf8), status), status);
    icu::UnicodeString out;
    for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
        const UChar32 c = parts.char32At(i);
        if (u_charType(c) == U_NON_SPACING_MARK) continue;
        switch (c) {
        case 0xF8:
            out.append(static_cast<UChar32>('o'));
            break;
        case 0xE6:
            out.append(icu::UnicodeString(u"ae"));
            break;
        case 0x111:
            out.append(static_cast<UChar32>('d'));
            break;
        case 0x142:
            out.append(static_cast<UChar32>('l'));
            break;
        default:
            out.append(c);
        }
    }
    return to(squeeze(out));
}

std::string fold_case(std::string_view utf8)
{
    return nfc(to(squeeze(from(utf8).foldCase())));
}

std::string to_lower(std::string_view utf8)
{
    if (is_ascii(utf8)) {
        std::string out(utf8);
        std::transform(out.begin(), out.end(), out.begin(), ascii_lower);
        return out;
    }
    return to(from(utf8).toLower(icu::Locale::getRoot()));
}
std::string to_upper(std::string_view utf8)
{
    return to(from(utf8).toUpper(icu::Locale::getRoot()));
}

std::string trim(std::string_view utf8)
{
    if (is_ascii(utf8)) {
        while (!utf8.empty() && is_ascii_blank(utf8.front()))
            utf8.remove_prefix(1);
        while (!utf8.empty() && is_ascii_blank(utf8.back()))
            utf8.remove_suffix(1);
        return std::string(utf8);
    }
    const icu::UnicodeString text = from(utf8);
    int32_t start = 0;
    int32_t end = text.length();
    while (start < end && is_blank(text.char32At(start)))
        start = text.moveIndex32(start, 1);
    while (end > start && is_blank(text.char32At(text.moveIndex32(end, -1))))
        end = text.moveIndex32(end, -1);
    return to(text.tempSubStringBetween(start, end));
}

std::vector<std::string> split(std::string_view utf8, char separator)
{
    std::vector<std::string> out;
    std::size_t start = 0;
    for (;;) {
        const std::size_t end = utf8.find(separator, start);
        out.emplace_back(utf8.substr(start, end == std::string_view::npos ? end : end - start));
        if (end == std::string_view::npos) return out;
        start = end + 1;
    }
}

std::vector<std::string> lines(std::string_view utf8)
{
    std::vector<std::string> out;
    std::size_t start = 0;
    while (start < utf8.size()) {
        std::size_t end = utf8.find_first_of("\r\n", start);
        if (end == std::string_view::npos) end = utf8.size();
        out.emplace_back(utf8.substr(start, end - start));
        start = end + (end + 1 < utf8.size() && utf8[end] == '\r' && utf8[end + 1] == '\n' ? 2 : 1);
    }
    return out;
}

std::u32string to_utf32(std::string_view utf8)
{
    std::u32string out;
    int32_t i = 0;
    const auto length = static_cast<int32_t>(utf8.size());
    while (i < length) {
        const UChar32 c = next(utf8, i);
        out += static_cast<char32_t>(c < 0 ? 0xFFFD : c);
    }
    return out;
}

std::string to_utf8(std::u32string_view code_points)
{
    std::string out;
    for (const char32_t c : code_points) {
        if (!append(out, static_cast<UChar32>(c))) out += "\xEF\xBF\xBD";
    }
    return out;
}

std::u16string to_utf16(std::string_view utf8)
{
    const icu::UnicodeString text = from(utf8);
    return {text.getBuffer(), static_cast<std::size_t>(text.length())};
}

std::string to_utf8(std::u16string_view units)
{
    return to(icu::UnicodeString(units.data(), static_cast<int32_t>(units.size())));
}

namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

Converter open_converter(const std::string& charset)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter* converter = ucnv_open(charset.c_str(), &status);
    if (U_FAILURE(status)) converter = nullptr;
    return {converter, &ucnv_close};
}

} // namespace

std::optional<std::string> decode(std::string_view bytes, const std::string& charset)
{
    const Converter converter = open_converter(charset);
    if (charset.empty() || !converter) return std::nullopt;
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(), status);
    if (U_FAILURE(status)) return std::nullopt;
    return to(text);
}

std::optional<std::string> encode(std::string_view utf8, const std::string& charset)
{
    const Converter converter = open_converter(charset);
    if (charset.empty() || !converter) return std::nullopt;
    UErrorCode status = U_ZERO_ERROR;
    ucnv_setSubstChars(converter.get(), "?", 1, &status);
    status = U_ZERO_ERROR;
    const icu::UnicodeString text = from(utf8);
    std::string out(
        static_cast<std::size_t>(UCNV_GET_MAX_BYTES_FOR_STRING(text.length(), ucnv_getMaxCharSize(converter.get()))),
        '\0');
    const int32_t length = ucnv_fromUChars(converter.get(), out.data(), static_cast<int32_t>(out.size()),
                                           text.getBuffer(), text.length(), &status);
    if (U_FAILURE(status)) return std::nullopt;
    out.resize(static_cast<std::size_t>(length));
    return out;
}

int edit_distance(std::u32string_view a, std::u32string_view b, int limit)
{
    const int n = static_cast<int>(a.size());
    const int m = static_cast<int>(b.size());
    if (std::abs(n - m) > limit) return limit + 1;
    std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
    for (int i = 0; i <= n; ++i) {
        for (int j = 0; j <= m; ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return std::min(d[n][m], limit + 1);
}

int collate(std::string_view a, std::string_view b, const std::string& locale)
{
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<icu::Collator>> collators;
    const std::lock_guard lock(mutex);
    UErrorCode status = U_ZERO_ERROR;
    auto& collator = collators[locale];
    if (!collator) collator.reset(icu::Collator::createInstance(icu::Locale(locale.c_str()), status));
    if (!collator) throw Error(ErrorKind::internal, "ICU data is missing");
    return collator->compare(from(a), from(b), status);
}

} // namespace dosah::text
