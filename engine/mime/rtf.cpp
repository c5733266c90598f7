// SPDX-License-Identifier: EUPL-1.2
#include "mime/rtf.h"

#include "base/text.h"
#include "mime/charset.h"
#include "mime/code_page.h"
#include "mime/little_endian.h"

#include <array>
#include <charconv>
#include <vector>

namespace dosah::mime {

namespace {

constexpr std::size_t header_size = 16;
constexpr std::size_t dictionary_size = 4096;

/// What the dictionary holds at first ([MS-OXRTFCP] 2.1.3.1.2).
constexpr std::string_view first_words =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    "Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u"
    "\\tab\\tx";
static_assert(first_words.size() == 207);

std::string expand(std::string_view packed, std::size_t limit)
{
    std::array<char, dictionary_size> dictionary{};
    std::copy(first_words.begin(), first_words.end(), dictionary.begin());
    std::size_t place = first_words.size();
    std::string out;
    const auto add = [&](char c) {
        out += c;
        dictionary.at(place) = c;
        place = (place + 1) % dictionary_size;
    };
    for (std::size_t at = 0; at < packed.size() && out.size() < limit;) {
        const auto control = static_cast<unsigned char>(packed[at++]);
        for (unsigned bit = 0; bit < 8 && out.size() < limit; ++bit) {
            if ((control >> bit & 1U) == 0) {
                if (at >= packed.size()) return out;
                add(packed[at++]);
                continue;
            }
            if (at + 2 > packed.size()) return out;
            const unsigned reference =
                static_cast<unsigned char>(packed[at]) * 256U + static_cast<unsigned char>(packed[at + 1]);
            at += 2;
            const std::size_t from = reference >> 4U;
            if (from == place) return out; // the end
            const std::size_t length = (reference & 15U) + 2;
            for (std::size_t i = 0; i < length && out.size() < limit; ++i)
                add(dictionary.at((from + i) % dictionary_size));
        }
    }
    return out;
}

/// Groups whose words are not the text's.
bool is_aside(std::string_view word)
{
    static constexpr std::string_view asides[] = {"fonttbl", "colortbl", "stylesheet", "info",     "pict",
                                                  "object",  "header",   "footer",     "headerl",  "headerr",
                                                  "headerf", "footerl",  "footerr",    "footerf",  "footnote",
                                                  "fldinst", "listtext", "xmlnstbl",   "generator"};
    return std::find(std::begin(asides), std::end(asides), word) != std::end(asides);
}

std::string_view sign_of(std::string_view word)
{
    static constexpr std::pair<std::string_view, std::string_view> signs[] = {
        {"par", "\n"},      {"line", "\n"},  {"sect", "\n"},  {"page", "\n"},  {"row", "\n"},
        {"cell", "\t"},     {"tab", "\t"},   {"lquote", "‘"}, {"rquote", "’"}, {"ldblquote", "“"},
        {"rdblquote", "”"}, {"bullet", "•"}, {"endash", "–"}, {"emdash", "—"}};
    for (const auto& [name, sign] : signs)
        if (name == word) return sign;
    return {};
}

class RtfReader
{
public:
    explicit RtfReader(std::string_view rtf) : rtf_(rtf) {}

    std::string read()
    {
        while (at_ < rtf_.size()) {
            const char c = rtf_[at_++];
            if (c == '{')
                groups_.push_back(group_);
            else if (c == '}')
                leave();
            else if (c == '\\')
                control();
            else if (c != '\r' && c != '\n')
                byte(c);
        }
        flush();
        return std::move(out_);
    }

private:
    struct Group
    {
        bool aside = false;
        std::size_t replacement = 1; ///< how many signs stand in for one of Unicode (\uc)
    };

    void leave()
    {
        flush();
        if (groups_.empty()) return;
        group_ = groups_.back();
        groups_.pop_back();
        passed_over_ = 0;
    }

    void control()
    {
        if (at_ >= rtf_.size()) return;
        const char c = rtf_[at_];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return word();
        ++at_;
        if (c == '\'' && at_ + 2 <= rtf_.size()) {
            unsigned value = 0;
            const auto read = std::from_chars(rtf_.data() + at_, rtf_.data() + at_ + 2, value, 16);
            if (read.ec == std::errc() && read.ptr == rtf_.data() + at_ + 2) byte(static_cast<char>(value));
            at_ += 2;
        } else if (c == '*') {
            group_.aside = true;
        } else if (c == '\r' || c == '\n') {
            add("\n");
        } else if (c == '~') {
            add(" ");
        } else if (c == '_') {
            add("-");
        } else if (c == '\\' || c == '{' || c == '}') {
            byte(c);
        }
    }

    void word()
    {
        const std::size_t begin = at_;
        while (at_ < rtf_.size() && ((rtf_[at_] >= 'a' && rtf_[at_] <= 'z') || (rtf_[at_] >= 'A' && rtf_[at_] <= 'Z')))
            ++at_;
        const std::string_view name = rtf_.substr(begin, at_ - begin);
        int number = 0;
        const auto read = std::from_chars(rtf_.data() + at_, rtf_.data() + rtf_.size(), number);
        const bool numbered = read.ec == std::errc();
        if (read.ec != std::errc::invalid_argument) at_ = static_cast<std::size_t>(read.ptr - rtf_.data());
        if (at_ < rtf_.size() && rtf_[at_] == ' ') ++at_;
        if (name == "u" && numbered) return unicode(number);
        if (name == "uc" && numbered) group_.replacement = static_cast<std::size_t>(std::clamp(number, 0, 16));
        if (name == "ansicpg" && numbered) charset_ = charset_of_code_page(static_cast<std::uint32_t>(number));
        if (name == "bin" && number > 0) at_ += std::min(static_cast<std::size_t>(number), rtf_.size() - at_);
        if (is_aside(name)) group_.aside = true;
        if (const std::string_view sign = sign_of(name); !sign.empty()) add(sign);
    }

    void unicode(int number)
    {
        flush_bytes();
        if (!group_.aside) units_ += static_cast<char16_t>(number < 0 ? number + 65536 : number);
        passed_over_ = group_.replacement;
    }

    void byte(char c)
    {
        if (passed_over_ > 0) {
            --passed_over_;
            return;
        }
        flush_units();
        if (!group_.aside) bytes_ += c;
    }

    void add(std::string_view text)
    {
        flush();
        if (!group_.aside) out_ += text;
    }

    void flush_bytes()
    {
        if (!bytes_.empty()) out_ += to_unicode(std::exchange(bytes_, {}), charset_);
    }
    void flush_units()
    {
        if (!units_.empty()) out_ += text::to_utf8(std::u16string_view(std::exchange(units_, {})));
    }
    void flush()
    {
        flush_units();
        flush_bytes();
    }

    const std::string_view rtf_;
    std::size_t at_ = 0;
    Group group_;
    std::vector<Group> groups_;
    std::size_t passed_over_ = 0; ///< signs that stand in for one that was read
    std::string charset_ = "windows-1252";
    std::string bytes_;    ///< not decoded yet: a sign may take several
    std::u16string units_; ///< likewise
    std::string out_;
};

} // namespace

std::optional<std::string> decompress_rtf(std::string_view compressed, std::size_t limit)
{
    if (compressed.size() < header_size) return std::nullopt;
    const std::size_t size = little_endian(compressed, 4, 4);
    const std::uint32_t kind = little_endian(compressed, 8, 4);
    const std::string_view rest = compressed.substr(header_size);
    if (kind == 0x75465A4C) return expand(rest, std::min(size, limit));
    if (kind == 0x414C454D) return std::string(rest.substr(0, std::min(size, limit)));
    return std::nullopt;
}

std::string rtf_to_text(std::string_view rtf)
{
    return RtfReader(rtf).read();
}

} // namespace dosah::mime
