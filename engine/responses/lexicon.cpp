// SPDX-License-Identifier: EUPL-1.2
#include "responses/lexicon.h"

#include "base/text.h"
#include "responses/sentence_reader.h"

#include <algorithm>

namespace dosah::responses {

namespace {

constexpr std::size_t max_bytes = 4000;
constexpr std::size_t short_message = 16; ///< words; above it only the first sentence can be an answer
constexpr std::size_t max_sentence = 14;
constexpr std::size_t max_unknown = 4;
constexpr std::size_t telling = 3;      ///< unknown words of a sentence that tell something
constexpr std::size_t longest_name = 4; ///< words
constexpr std::size_t max_sentences = 30;
constexpr std::size_t long_word = 7;

std::vector<Token> without_politeness(const std::vector<Token>& tokens, const CommonWords& words)
{
    std::vector<Token> core;
    for (const Token& token : tokens) {
        if (!words.polite.has(token.word)) core.push_back(token);
    }
    return core;
}

/// The message is one of the phrases, politeness aside.
bool is_only(const std::vector<Token>& tokens, const PhraseSet& phrases, const CommonWords& words)
{
    return phrases.is(without_politeness(tokens, words));
}

/// "Už mi, prosím, nepište": politeness stands anywhere.
bool is_within(const std::vector<Token>& tokens, const PhraseSet& phrases, const CommonWords& words)
{
    return phrases.found_in(tokens) || phrases.found_in(without_politeness(tokens, words));
}

bool asks_to_stop(const std::vector<Sentence>& sentences, std::size_t count, const CommonWords& words)
{
    std::vector<Token> all;
    for (const Sentence& sentence : sentences)
        all.insert(all.end(), sentence.tokens.begin(), sentence.tokens.end());
    const bool asked = std::any_of(sentences.begin(), sentences.end(), [](const Sentence& s) { return s.question; });
    if (!asked && is_only(all, words.opt_out, words)) return true;
    if (!asked && count <= 5) {
        // "STOP. Thank you", "stop sms prosím": a stop word, then nothing but company.
        const std::size_t longest = words.opt_out.longest_at(all, 0);
        const auto accompanies = [&](const Token& token) {
            return words.opt_out_company.has(token.word) || words.polite.has(token.word);
        };
        if (longest > 0 && std::all_of(all.begin() + static_cast<std::ptrdiff_t>(longest), all.end(), accompanies))
            return true;
        // The word alone as its own first sentence: "Stop. Har flyttet."
        if (longest > 0 && sentences.front().tokens.size() == longest && count <= 3) return true;
    }
    // One long stop word, misspelt.
    if (!asked && all.size() == 1 && all[0].word.size() >= long_word && all[0].word.size() <= 40) {
        const std::u32string written = text::to_utf32(all[0].word);
        for (const std::u32string& meant : words.opt_out.single_words()) {
            if (meant.size() >= long_word && meant.back() == written.back() &&
                text::edit_distance(meant, written, 1) <= 1)
                return true;
        }
    }
    return std::any_of(sentences.begin(), sentences.end(), [&](const Sentence& sentence) {
        return (!sentence.question || words.requests.longest_at(sentence.tokens, 0) > 0) &&
               sentence.tokens.size() <= 20 && is_within(sentence.tokens, words.opt_out_in_sentence, words) &&
               !is_within(sentence.tokens, words.opt_out_unclear, words);
    });
}

std::optional<std::string> sign_only(const std::string& words, const CommonWords& common)
{
    std::optional<std::string> found;
    for (const auto& [sign, answer] : common.signs) {
        if (words.find(sign) == std::string::npos) continue;
        if (found && *found != answer) return std::nullopt;
        found = answer;
    }
    return found;
}

bool has_sign(const std::string& words, const CommonWords& common)
{
    return std::any_of(common.signs.begin(), common.signs.end(),
                       [&](const auto& sign) { return words.find(sign.first) != std::string::npos; });
}

std::vector<Signals> signals_of(const std::vector<Sentence>& sentences, const SentenceReader& reader)
{
    std::vector<Signals> read;
    for (const Sentence& sentence : sentences) {
        read.push_back(reader.read(sentence.tokens));
        if (read.size() > max_sentences) break;
    }
    return read;
}

/// "Kari Anne Eksempel", below an answer.
bool is_name(const Sentence& sentence)
{
    return sentence.tokens.size() <= longest_name &&
           std::all_of(sentence.tokens.begin(), sentence.tokens.end(), [](const Token& token) { return token.name; });
}

/// Whether there is a question, or a sentence that says something in words we do not know.
bool says_more(const std::vector<Sentence>& sentences, const std::vector<Signals>& read)
{
    if (read.size() > max_sentences) return true;
    for (std::size_t i = 0; i < read.size(); ++i)
        if (sentences[i].question || (read[i].unknown >= telling && !is_name(sentences[i]))) return true;
    return false;
}

std::optional<std::string> answer_in(const std::vector<Sentence>& sentences, std::size_t count,
                                     const std::vector<Signals>& read)
{
    if (sentences.empty()) return std::nullopt;
    // Politeness before the point.
    std::size_t first = 0;
    while (first + 1 < read.size() && !read[first].any() && !sentences[first].question && !read[first].unclear &&
           read[first].unknown <= (first == 0 ? 2U : 1U) && sentences[first].tokens.size() <= 6)
        ++first;
    if (sentences[first].question || !read[first].any()) return std::nullopt;
    if (sentences[first].tokens.size() > max_sentence || read[first].unknown > max_unknown) return std::nullopt;
    const auto answer = read[first].answer();
    if (!answer) return std::nullopt;
    for (std::size_t i = first + 1; i < read.size(); ++i) {
        if (sentences[i].question || (count > short_message && read[i].unknown > max_unknown)) continue;
        const auto other = read[i].answer();
        const bool torn = read[i].yes && read[i].no;
        if (torn || (other && *other != *answer && *other != "maybe")) return std::nullopt;
        if (other && *other == "maybe" && *answer != "maybe" && count <= short_message) return "maybe";
    }
    return answer;
}

} // namespace

struct Lexicons::Impl
{
    explicit Impl(const std::string& folder) : words(read_lexicon_files(folder)) {}
    LexiconWords words;
};

Lexicons::Lexicons(const std::string& folder) : impl_(std::make_unique<Impl>(folder)) {}

Lexicons::~Lexicons() = default;

bool Lexicons::offers_numbers(std::string_view message) const
{
    const auto stands_beside = [&](const std::vector<Token>& tokens, const std::string& number, const char* answer) {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (tokens[i].word != number) continue;
            for (const std::size_t beside : {i - 1, i + 1}) {
                for (const Language& language : impl_->words.languages) {
                    if (beside < tokens.size() &&
                        read(tokens[beside].word, language.locale, Choices::not_offered).answer == answer)
                        return true;
                }
            }
        }
        return false;
    };
    std::vector<Token> tokens;
    for (const Sentence& sentence : sentences_of(message.substr(0, max_bytes)))
        tokens.insert(tokens.end(), sentence.tokens.begin(), sentence.tokens.end());
    return stands_beside(tokens, "1", "yes") && stands_beside(tokens, "2", "no");
}

Reading Lexicons::read(std::string_view words, std::string_view locale, Choices choices) const
{
    const CommonWords& common = impl_->words.common;
    const std::string bounded = text::repair_utf8(words.substr(0, max_bytes));
    const std::string trimmed = text::trim(bounded);
    Reading reading;
    if (trimmed.empty()) return reading;
    if (trimmed.find_first_not_of("? ") == std::string::npos) {
        reading.kind = Kind::help;
        return reading;
    }
    const auto answer = [&](std::string value) {
        reading.kind = Kind::answer;
        reading.answer = std::move(value);
        return reading;
    };
    std::vector<Sentence> sentences = sentences_of(core_of(trimmed, Greeting::drop, common.greetings, common.closings));
    if (sentences.empty()) sentences = sentences_of(trimmed);
    const std::size_t count = count_words(sentences);
    if (count == 0) {
        if (const auto sign = sign_only(trimmed, common)) return answer(*sign);
        return reading;
    }
    if (asks_to_stop(sentences, count, common)) {
        reading.kind = Kind::opt_out;
        return reading;
    }
    if (sentences.size() == 1) {
        if (!sentences[0].question && is_only(sentences[0].tokens, common.start, common)) {
            reading.kind = Kind::start;
            return reading;
        }
        if (is_only(sentences[0].tokens, common.help, common)) {
            reading.kind = Kind::help;
            return reading;
        }
        if (count == 1 && !sentences[0].question && choices == Choices::offered) {
            for (const auto& [number, value] : common.choices) {
                if (sentences[0].tokens[0].word == number) return answer(value);
            }
        }
    }
    sentences = sentences_of(core_of(trimmed, Greeting::keep_what_follows, common.greetings, common.closings));
    const SentenceReader reader(impl_->words, locale);
    const std::vector<Signals> read = signals_of(sentences, reader);
    if (const auto found = answer_in(sentences, count_words(sentences), read)) {
        if (has_sign(trimmed, common) && sign_only(trimmed, common) != found) return reading;
        reading.says_more = says_more(sentences, read);
        if (*found == "yes") reading.people = people_in(sentences, common);
        return answer(*found);
    }
    return reading;
}

} // namespace dosah::responses
