// SPDX-License-Identifier: EUPL-1.2
#include "responses/sentences.h"

#include "base/text.h"

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

void add_token(Sentence& sentence, std::u32string& word, bool& joined)
{
    if (word.empty()) return;
    Token token;
    token.joined = joined && !sentence.tokens.empty();
    joined = true;
    const std::string first = text::to_utf8(word.substr(0, 1));
    token.capital = text::to_lower(first) != first;
    const std::string rest = text::to_utf8(word.substr(1));
    token.name = token.capital && !rest.empty() && text::to_lower(rest) == rest;
    token.word = text::fold(text::to_utf8(word));
    token.accented_a = word.find(U'á') != std::u32string::npos || word.find(U'Á') != std::u32string::npos;
    word.clear();
    if (!token.word.empty()) sentence.tokens.push_back(std::move(token));
}

} // namespace

std::vector<std::string> words_of(std::string_view phrase)
{
    std::vector<std::string> words;
    for (const Sentence& sentence : sentences_of(phrase)) {
        for (const Token& token : sentence.tokens)
            words.push_back(token.word);
    }
    return words;
}

std::string joined_words(std::string_view phrase)
{
    std::string out;
    for (const std::string& word : words_of(phrase))
        out += (out.empty() ? "" : " ") + word;
    return out;
}

bool stands_at(const std::vector<Token>& tokens, std::size_t at, const std::vector<std::string>& words)
{
    if (at + words.size() > tokens.size()) return false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (tokens[at + i].word != words[i]) return false;
    }
    return true;
}

std::vector<Sentence> sentences_of(std::string_view words)
{
    std::vector<Sentence> out(1);
    std::u32string word;
    bool joined = true;
    const auto end_sentence = [&](bool question) {
        add_token(out.back(), word, joined);
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
                add_token(out.back(), word, joined);
            else
                end_sentence(false);
        } else if (is_letter(c)) {
            word += c;
        } else if (c >= 0x300 && c < 0x370) {
            word += c;
        } else {
            add_token(out.back(), word, joined);
            joined = joined && (c == ' ' || c == '\t' || c == 0xA0);
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

std::string core_of(std::string_view words, Greeting greeting, const std::vector<std::string>& greetings,
                    const std::vector<std::string>& closings)
{
    std::vector<std::string> lines;
    for (std::string& line : text::lines(words)) {
        if (!text::trim(line).empty()) lines.push_back(std::move(line));
    }
    const auto begins = [](const std::string& line, const std::vector<std::string>& phrases) {
        const std::string folded = text::fold(line);
        return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& p) {
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
    while (first + 1 < lines.size() && begins(lines[first], greetings) && words_in(lines[first]) <= 4 &&
           (greeting == Greeting::drop || !goes_on(lines[first])))
        ++first;
    std::size_t last = lines.size();
    for (std::size_t i = first + 1; i < lines.size(); ++i) {
        if (begins(lines[i], closings) && words_in(lines[i]) <= 7) {
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
