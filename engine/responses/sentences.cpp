// SPDX-License-Identifier: EUPL-1.2
#include "responses/sentences.h"

#include "base/text.h"
#include "responses/lexicon_words.h"

#include <algorithm>

namespace dosah::responses {

namespace {

bool is_letter(char32_t c)
{
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (c < 0xC0) return c == 0xAA || c == 0xBA;
    if (c == 0xD7 || c == 0xF7) return false;
    if (c >= 0x2000 && c < 0x2C00) return false;
    return c < 0x3000 || (c >= 0xFF10 && c <= 0xFF5A) || (c >= 0x3040 && c < 0xFE00);
}

void add_token(Sentence& sentence, std::u32string& word)
{
    if (word.empty()) return;
    Token token;
    token.word = text::fold(text::to_utf8(word));
    token.accented_a = word.find(U'á') != std::u32string::npos || word.find(U'Á') != std::u32string::npos;
    word.clear();
    if (!token.word.empty()) sentence.tokens.push_back(std::move(token));
}

} // namespace

bool starts_with_phrase(const std::vector<Token>& tokens, std::size_t at, std::string_view phrase, std::size_t& length)
{
    std::size_t i = at;
    std::size_t start = 0;
    while (start <= phrase.size()) {
        const std::size_t end = std::min(phrase.find(' ', start), phrase.size());
        if (i >= tokens.size() || tokens[i].word != phrase.substr(start, end - start)) return false;
        ++i;
        start = end + 1;
    }
    length = i - at;
    return true;
}

bool has_phrase(const std::vector<Token>& tokens, std::span<const std::string_view> phrases)
{
    std::size_t length = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        for (const std::string_view phrase : phrases) {
            if (starts_with_phrase(tokens, i, phrase, length)) return true;
        }
    }
    return false;
}

std::vector<Sentence> sentences_of(std::string_view words)
{
    std::vector<Sentence> out(1);
    std::u32string word;
    const auto end_sentence = [&](bool question) {
        add_token(out.back(), word);
        if (out.back().tokens.empty()) {
            if (question && out.size() > 1) out[out.size() - 2].question = true;
            return;
        }
        out.back().question = question;
        out.emplace_back();
    };
    const std::u32string points = text::to_utf32(words);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const char32_t c = points[i];
        if (c == '?') {
            end_sentence(true);
        } else if (c == '.' || c == '!' || c == '\n' || c == ';' || c == 0x2026) {
            // "v 17.30", "1.": no end of a sentence inside a number or a time.
            const bool inside = c == '.' && i + 1 < points.size() && is_letter(points[i + 1]) && i > 0 &&
                                points[i - 1] >= '0' && points[i - 1] <= '9';
            if (inside)
                add_token(out.back(), word);
            else
                end_sentence(false);
        } else if (is_letter(c)) {
            word += c;
        } else if (c >= 0x300 && c < 0x370) {
            word += c;
        } else {
            add_token(out.back(), word);
        }
    }
    end_sentence(false);
    if (out.back().tokens.empty()) out.pop_back();
    return out;
}

std::size_t count_words(const std::vector<Sentence>& sentences)
{
    std::size_t n = 0;
    for (const Sentence& sentence : sentences)
        n += sentence.tokens.size();
    return n;
}

std::string core_of(std::string_view words, Greeting greeting)
{
    std::vector<std::string> lines;
    for (std::string& line : text::lines(words)) {
        if (!text::trim(line).empty()) lines.push_back(std::move(line));
    }
    const auto begins = [](const std::string& line, std::span<const std::string_view> phrases) {
        const std::string folded = text::fold(line);
        return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view p) {
            return folded.starts_with(p) &&
                   (folded.size() == p.size() || !std::isalpha(static_cast<unsigned char>(folded[p.size()])));
        });
    };
    const auto words_in = [](const std::string& line) { return count_words(sentences_of(line)); };
    // A comma at the end waits for the point; within the line the point may follow it.
    const auto goes_on = [](const std::string& line) {
        const std::string said = text::trim(line);
        const std::size_t sign = said.find_first_of(",.!");
        return sign != std::string::npos && !said.ends_with(',') && count_words(sentences_of(said.substr(sign))) > 0;
    };
    std::size_t first = 0;
    while (first + 1 < lines.size() && begins(lines[first], lexicon::greetings()) && words_in(lines[first]) <= 4 &&
           (greeting == Greeting::drop || !goes_on(lines[first])))
        ++first;
    std::size_t last = lines.size();
    for (std::size_t i = first + 1; i < lines.size(); ++i) {
        if (begins(lines[i], lexicon::closings()) && words_in(lines[i]) <= 7) {
            last = i;
            break;
        }
    }
    std::string out;
    for (std::size_t i = first; i < last; ++i)
        out += lines[i] + "\n";
    return out;
}

} // namespace dosah::responses
