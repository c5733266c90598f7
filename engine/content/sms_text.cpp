// SPDX-License-Identifier: EUPL-1.2
#include "content/sms_text.h"

#include "base/error.h"
#include "base/signs.h"
#include "base/text.h"
#include "content/gsm7.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace dosah::content {

namespace {

/// What people paste from word processors, in place of the ASCII they would have typed. Latin-ASCII would make „ two
/// commas and put blanks around fractions.
const std::map<char32_t, std::u32string>& punctuation()
{
    static const std::map<char32_t, std::u32string> map = {
        {U'„', U"\""},      {U'“', U"\""},  {U'”', U"\""},   {U'‟', U"\""},      {U'«', U"\""},      {U'»', U"\""},
        {U'″', U"\""},      {U'‚', U"'"},   {U'‘', U"'"},    {U'’', U"'"},       {U'‛', U"'"},       {U'‹', U"'"},
        {U'›', U"'"},       {U'′', U"'"},   {U'´', U"'"},    {U'`', U"'"},       {U'ʼ', U"'"},       {U'–', U"-"},
        {U'—', U"-"},       {U'‒', U"-"},   {U'―', U"-"},    {U'−', U"-"},       {U'‐', U"-"},       {U'\u2011', U"-"},
        {U'…', U"..."},     {U'•', U"-"},   {U'‣', U"-"},    {U'◦', U"-"},       {U'▪', U"-"},       {U'●', U"-"},
        {U'·', U"-"},       {U'×', U"x"},   {U'÷', U"/"},    {U'⁄', U"/"},       {U'½', U"1/2"},     {U'¼', U"1/4"},
        {U'¾', U"3/4"},     {U'⅓', U"1/3"}, {U'⅔', U"2/3"},  {U'¹', U"1"},       {U'²', U"2"},       {U'³', U"3"},
        {U'©', U"(c)"},     {U'®', U"(r)"}, {U'™', U"(tm)"}, {U'±', U"+/-"},     {U'→', U"->"},      {U'←', U"<-"},
        {U'≤', U"<="},      {U'≥', U">="},  {U'\t', U" "},   {U'\u2028', U"\n"}, {U'\u2029', U"\n"}, {U'\u0085', U"\n"},
        {U'\u000B', U"\n"},
    };
    return map;
}

/// Latin-ASCII for one character. The transliterator is not promised to be safe in several threads, so each keeps what
/// it learnt.
const std::u32string& latin_ascii(char32_t c)
{
    static std::mutex mutex;
    static std::unique_ptr<icu::Transliterator> transliterator;
    thread_local std::map<char32_t, std::u32string> known;
    if (const auto found = known.find(c); found != known.end()) return found->second;
    const std::lock_guard lock(mutex);
    if (!transliterator) {
        UErrorCode status = U_ZERO_ERROR;
        transliterator.reset(icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, status));
        if (U_FAILURE(status) || !transliterator) throw Error(ErrorKind::internal, "ICU's Latin-ASCII is missing");
    }
    icu::UnicodeString text(static_cast<UChar32>(c));
    transliterator->transliterate(text);
    std::string utf8;
    text.toUTF8String(utf8);
    if (known.size() >= 4096) known.clear();
    return known[c] = text::to_utf32(utf8);
}

bool leaves_nothing(char32_t c)
{
    const auto type = u_charType(static_cast<UChar32>(c));
    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR;
}

std::optional<std::u32string> replacement(char32_t c)
{
    if (const auto found = punctuation().find(c); found != punctuation().end()) return found->second;
    if (u_charType(static_cast<UChar32>(c)) == U_SPACE_SEPARATOR) return U" ";
    if (leaves_nothing(c)) return U"";
    const std::u32string& ascii = latin_ascii(c);
    for (const char32_t one : ascii)
        if (gsm7_septets(one) == 0) return std::nullopt;
    return ascii;
}

/// Nothing when a character is left that GSM-7 does not have.
std::optional<std::u32string> strip_to_gsm7(const std::u32string& text)
{
    std::u32string out;
    out.reserve(text.size());
    for (const char32_t c : text) {
        if (gsm7_septets(c) > 0) {
            out += c;
            continue;
        }
        const auto instead = replacement(c);
        if (!instead) return std::nullopt;
        out += *instead;
    }
    return out;
}

/// What fills parts: pieces are packed whole, one that does not fit begins the next part and what is left of this one
/// stays empty.
class Packer
{
public:
    explicit Packer(int room) : room_(room) {}

    void add(int units)
    {
        all_ += units;
        if (filled_ + units > room_) {
            ++parts_;
            filled_ = 0;
        }
        filled_ += units;
    }

    int room() const { return room_; }
    int all() const { return all_; }
    int parts() const { return parts_; }

private:
    int room_;
    int all_ = 0;
    int filled_ = 0;
    int parts_ = 1;
};

void count(SmsText& sms, const std::u32string& code_points, SmsReference reference)
{
    const bool is_gsm7 = sms.encoding == SmsEncoding::gsm7;
    const int header = reference == SmsReference::bits8 ? 0 : 1; // more than the shorter one's
    Packer packer((is_gsm7 ? 153 : 67) - header);
    if (is_gsm7) {
        for (const char32_t c : code_points)
            packer.add(gsm7_septets(c));
    } else {
        std::size_t begin = 0;
        for (const std::size_t end :
             text::sign_ends(text::to_utf16(sms.text), static_cast<std::size_t>(packer.room()))) {
            packer.add(static_cast<int>(end - begin));
            begin = end;
        }
    }
    sms.units = packer.all();
    sms.parts = sms.units <= (is_gsm7 ? 160 : 70) ? 1 : packer.parts();
}

} // namespace

std::string_view to_string(SmsEncoding encoding)
{
    return encoding == SmsEncoding::gsm7 ? "GSM-7" : "UCS-2";
}

SmsText measure_sms(std::string_view text, bool strip, SmsReference reference)
{
    SmsText sms;
    auto code_points = text::to_utf32(text::nfc(text));
    if (strip)
        if (auto stripped = strip_to_gsm7(code_points)) code_points = std::move(*stripped);
    sms.text = text::to_utf8(code_points);
    for (const char32_t c : code_points)
        if (gsm7_septets(c) == 0) sms.encoding = SmsEncoding::ucs2;
    count(sms, code_points, reference);
    return sms;
}

std::vector<std::string> unicode_characters(std::string_view text)
{
    std::vector<std::string> found;
    for (const char32_t c : text::to_utf32(text::nfc(text))) {
        if (gsm7_septets(c) > 0) continue;
        std::string one = text::to_utf8(std::u32string_view(&c, 1));
        if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(std::move(one));
    }
    return found;
}

} // namespace dosah::content
