// SPDX-License-Identifier: EUPL-1.2
#include "mime/encoded_word.h"

#include "base/encoding.h"
#include "mime/charset.h"

#include <optional>

namespace dosah::mime {

namespace {

struct Word
{
    std::string charset;
    std::string bytes;
    std::size_t end = 0; ///< just past "?="
};

std::string decode_q(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '_') {
            out += ' ';
        } else if (text[i] == '=' && i + 2 < text.size() && from_hex(text.substr(i + 1, 2))) {
            out += *from_hex(text.substr(i + 1, 2));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// Base64 as it comes: stray characters, missing padding and left-over bits are passed over.
std::string decode_b(std::string_view text)
{
    std::string out;
    unsigned int bits = 0;
    int count = 0;
    for (const char c : text) {
        unsigned int value = 0;
        if (c >= 'A' && c <= 'Z')
            value = static_cast<unsigned int>(c - 'A');
        else if (c >= 'a' && c <= 'z')
            value = static_cast<unsigned int>(c - 'a' + 26);
        else if (c >= '0' && c <= '9')
            value = static_cast<unsigned int>(c - '0' + 52);
        else if (c == '+' || c == '-')
            value = 62;
        else if (c == '/' || c == '_')
            value = 63;
        else
            continue;
        bits = ((bits << 6) | value) & 0xFFFFFF;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>((bits >> count) & 0xFF);
    }
    return out;
}

/// `unended` is set when no "?=" follows any more, so that nobody looks for it twice.
std::optional<Word> word_at(std::string_view raw, std::size_t i, bool& unended)
{
    if (unended || raw.substr(i, 2) != "=?") return std::nullopt;
    const std::size_t charset_end = raw.find('?', i + 2);
    if (charset_end == std::string_view::npos || charset_end == i + 2 || charset_end - i > 60) return std::nullopt;
    if (charset_end + 2 >= raw.size() || raw[charset_end + 2] != '?') return std::nullopt;
    const char encoding = static_cast<char>(raw[charset_end + 1] | 0x20);
    if (encoding != 'q' && encoding != 'b') return std::nullopt;
    const std::size_t start = charset_end + 3;
    const std::size_t end = raw.find("?=", start);
    if (end == std::string_view::npos) {
        unended = true;
        return std::nullopt;
    }
    Word word;
    word.charset = raw.substr(i + 2, charset_end - i - 2);
    word.charset.resize(std::min(word.charset.find('*'), word.charset.size()));
    word.end = end + 2;
    const std::string_view text = raw.substr(start, end - start);
    if (encoding == 'q') {
        word.bytes = decode_q(text);
    } else if (encoding == 'b') {
        word.bytes = decode_b(text);
    } else {
        return std::nullopt;
    }
    return word;
}

} // namespace

std::string decode_words(std::string_view raw)
{
    std::string out;
    std::string plain;   // raw bytes between words
    std::string pending; // bytes of neighbouring words of one charset: a letter may be split over them
    std::string charset;
    bool after_word = false;
    const auto flush_words = [&] {
        if (after_word) out += to_unicode(pending, charset);
        pending.clear();
        after_word = false;
    };
    bool unended = false;
    std::size_t i = 0;
    while (i < raw.size()) {
        const auto word = word_at(raw, i, unended);
        if (!word) {
            plain += raw[i++];
            continue;
        }
        const bool only_space = plain.find_first_not_of(" \t") == std::string::npos;
        if (!(after_word && only_space)) {
            flush_words();
            out += to_unicode(plain, "");
        } else if (word->charset != charset) {
            flush_words();
        }
        plain.clear();
        charset = word->charset;
        pending += word->bytes;
        after_word = true;
        i = word->end;
    }
    flush_words();
    return out + to_unicode(plain, "");
}

} // namespace dosah::mime
