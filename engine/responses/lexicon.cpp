// SPDX-License-Identifier: EUPL-1.2
#include "responses/lexicon.h"

#include "base/text.h"
#include "responses/lexicon_words.h"
#include "responses/sentences.h"

#include <algorithm>
#include <set>

namespace dosah::responses {

namespace {

using lexicon::Entry;
using lexicon::Sense;

constexpr std::size_t max_bytes = 4000;
constexpr std::size_t short_message = 16; ///< words; above it only the first sentence can be an answer
constexpr std::size_t max_sentence = 14;
constexpr std::size_t max_unknown = 4;

struct Signals
{
    bool yes = false;
    bool no = false;
    bool maybe = false;
    bool blocked = false;
    bool perhaps = false; ///< a "ja" or "jo" of no known language
    std::size_t unknown = 0;

    bool any() const { return yes || no || maybe; }
    void add(const Signals& other)
    {
        yes |= other.yes;
        no |= other.no;
        maybe |= other.maybe;
        blocked |= other.blocked;
        unknown += other.unknown;
    }
};

class Lexicon
{
public:
    explicit Lexicon(std::string_view locale)
    {
        std::string language = text::to_lower(locale.substr(0, 2));
        if (language == "nb" || language == "nn") language = "no";
        known_ = language == "cs" || language == "no" || language == "en";
        if (known_)
            languages_.push_back(language);
        else
            languages_ = {"cs", "no", "en"};
        // English is understood besides, where its word is no other word.
        if (known_ && language != "en") languages_.push_back("en");
        home_ = known_ ? language : "";
    }

    Signals read(const std::vector<Token>& tokens) const
    {
        Signals signals;
        std::size_t i = 0;
        while (i < tokens.size()) {
            std::size_t length = 1;
            const auto sense = longest(tokens, i, length);
            if (length == 1 && says_yes_somewhere(tokens[i]) && (!sense || *sense == Sense::filler))
                signals.perhaps = true;
            else if (sense)
                apply(*sense, tokens.size(), signals);
            else if (const auto typo = misspelt(tokens[i].word))
                apply(*typo, tokens.size(), signals);
            else if (!is_number(tokens[i].word))
                ++signals.unknown;
            i += length;
        }
        // Norwegian negates anywhere: "kommer jeg nok ikke".
        const bool negated = std::any_of(tokens.begin(), tokens.end(), [](const Token& t) {
            return t.word == "ikke" || t.word == "ikkje" || t.word == "not" || t.word == "aldri";
        });
        if (negated && signals.yes && !signals.no) signals.blocked = true;
        // "ja nevim", "ja pracuju": a Czech who leaves out the accents says I. Nothing else said, it is a yes.
        if (signals.perhaps && !negated && !signals.any() && !signals.blocked && signals.unknown == 0)
            signals.yes = true;
        return signals;
    }

private:
    static bool is_number(const std::string& word) { return word.find_first_not_of("0123456789") == std::string::npos; }

    /// "Ja" without accent, "jo": yes in one language, something else or nothing in another.
    bool says_yes_somewhere(const Token& token) const
    {
        return !known_ && !token.accented_a && (token.word == "ja" || token.word == "jo");
    }

    static void apply(Sense sense, std::size_t sentence_length, Signals& signals)
    {
        switch (sense) {
        case Sense::yes:
            signals.yes = true;
            break;
        case Sense::no:
            signals.no = true;
            break;
        case Sense::maybe:
            signals.maybe = true;
            break;
        case Sense::yes_alone:
            if (sentence_length <= 3) signals.yes = true;
            break;
        case Sense::no_alone:
            if (sentence_length <= 3) signals.no = true;
            break;
        case Sense::blocker:
            signals.blocked = true;
            break;
        case Sense::filler:
            break;
        }
    }

    bool counts(std::string_view language, const Entry& entry, const Token& token) const
    {
        const bool doubtful = std::find(lexicon::ambiguous().begin(), lexicon::ambiguous().end(), entry.phrase) !=
                              lexicon::ambiguous().end();
        const bool meaning = entry.sense != Sense::filler;
        if (doubtful && meaning && language != home_) return false;
        return !(entry.phrase.starts_with("ja") && language == "no" && token.accented_a);
    }

    std::optional<Sense> longest(const std::vector<Token>& tokens, std::size_t at, std::size_t& length) const
    {
        std::optional<Sense> best;
        std::size_t most = 0;
        for (const std::string& language : languages_) {
            for (const Entry& entry : lexicon::entries(language)) {
                std::size_t n = 0;
                if (!starts_with_phrase(tokens, at, entry.phrase, n) || n < most) continue;
                if (!counts(language, entry, tokens[at])) continue;
                // Of two senses of one word in one language, the one with meaning (listed first) wins; it may count
                // only alone, and then the word is filler in longer sentences.
                if (n == most && best && *best != Sense::filler) continue;
                most = n;
                best = entry.sense;
            }
        }
        if (best) length = most;
        return best;
    }

    /// One edit away from a word of five letters or more. The last letter stays: in Czech it is the person
    /// ("přijdu" is I, "přijde" is she).
    std::optional<Sense> misspelt(const std::string& word) const
    {
        const std::u32string written = text::to_utf32(word);
        if (written.size() < 5) return std::nullopt;
        if (std::find(lexicon::never_typos().begin(), lexicon::never_typos().end(), word) !=
            lexicon::never_typos().end())
            return std::nullopt;
        std::optional<Sense> found;
        for (const std::string& language : languages_) {
            for (const Entry& entry : lexicon::entries(language)) {
                if (entry.phrase.find(' ') != std::string_view::npos || entry.phrase.size() < 5) continue;
                if (entry.sense == Sense::blocker || entry.sense == Sense::filler) continue;
                const std::u32string meant = text::to_utf32(entry.phrase);
                if (meant.back() != written.back()) continue;
                // The prefix "ne" is the whole answer; a typo must not make or lose it.
                if (language == "cs" && word.starts_with("ne") != entry.phrase.starts_with("ne")) continue;
                if (text::edit_distance(written, meant, 1) > 1) continue;
                if (found && *found != entry.sense) return std::nullopt;
                found = entry.sense;
            }
        }
        return found;
    }

    std::vector<std::string> languages_;
    std::string home_;
    bool known_ = false;
};

/// The message is the phrase, politeness aside.
bool is_only(const std::vector<Token>& tokens, std::span<const std::string_view> phrases)
{
    static const std::set<std::string, std::less<>> polite = {
        "prosim", "dekuji", "diky",  "takk", "please", "thanks", "thank",     "you",
        "hei",    "hi",     "hello", "ahoj", "dobry",  "den",    "vennligst", "dekuju"};
    std::vector<Token> core;
    for (const Token& token : tokens) {
        if (!polite.contains(token.word)) core.push_back(token);
    }
    std::size_t length = 0;
    return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
        return starts_with_phrase(core, 0, phrase, length) && length == core.size();
    });
}

bool asks_to_stop(const std::vector<Sentence>& sentences, std::size_t words)
{
    std::vector<Token> all;
    for (const Sentence& sentence : sentences)
        all.insert(all.end(), sentence.tokens.begin(), sentence.tokens.end());
    const bool asked = std::any_of(sentences.begin(), sentences.end(), [](const Sentence& s) { return s.question; });
    if (!asked && is_only(all, lexicon::opt_out_words())) return true;
    if (!asked && words <= 5) {
        // "STOP. Thank you", "stop sms prosím": a stop word, then nothing but company.
        std::size_t longest = 0;
        std::size_t length = 0;
        for (const std::string_view phrase : lexicon::opt_out_words()) {
            if (starts_with_phrase(all, 0, phrase, length)) longest = std::max(longest, length);
        }
        const auto accompanies = [](const Token& token) {
            return std::find(lexicon::opt_out_company().begin(), lexicon::opt_out_company().end(), token.word) !=
                   lexicon::opt_out_company().end();
        };
        if (longest > 0 && std::all_of(all.begin() + static_cast<std::ptrdiff_t>(longest), all.end(), accompanies))
            return true;
        // The word alone as its own first sentence: "Stop. Har flyttet."
        if (longest > 0 && sentences.front().tokens.size() == longest && words <= 3) return true;
    }
    // One long stop word, misspelt.
    if (!asked && all.size() == 1 && all[0].word.size() >= 7) {
        for (const std::string_view phrase : lexicon::opt_out_words()) {
            const std::u32string meant = text::to_utf32(phrase);
            const std::u32string written = text::to_utf32(all[0].word);
            if (meant.size() >= 7 && meant.back() == written.back() && text::edit_distance(meant, written, 1) <= 1)
                return true;
        }
    }
    return std::any_of(sentences.begin(), sentences.end(), [](const Sentence& sentence) {
        return !sentence.question && sentence.tokens.size() <= 20 &&
               has_phrase(sentence.tokens, lexicon::opt_out_phrases()) &&
               !has_phrase(sentence.tokens, lexicon::opt_out_blockers());
    });
}

std::optional<std::string> sign_only(const std::string& words)
{
    static const std::pair<std::string_view, const char*> signs[] = {
        {"\xF0\x9F\x91\x8D", "yes"}, {"\xE2\x9C\x85", "yes"},     {"\xE2\x9C\x94", "yes"},
        {"\xF0\x9F\x86\x97", "yes"}, {"\xF0\x9F\x91\x8C", "yes"}, {"\xF0\x9F\x91\x8E", "no"},
        {"\xE2\x9D\x8C", "no"},      {"\xF0\x9F\x9A\xAB", "no"},  {"\xF0\x9F\xA4\xB7", "maybe"}};
    std::optional<std::string> found;
    for (const auto& [sign, answer] : signs) {
        if (words.find(sign) == std::string::npos) continue;
        if (found && *found != answer) return std::nullopt;
        found = answer;
    }
    return found;
}

std::optional<std::string> decide(const Signals& signals)
{
    if (signals.yes && signals.no && !signals.maybe) return std::nullopt;
    if (signals.maybe) return "maybe";
    if (signals.blocked) return std::nullopt;
    if (signals.yes) return "yes";
    if (signals.no) return "no";
    return std::nullopt;
}

std::optional<std::string> answer_in(const std::vector<Sentence>& sentences, std::size_t words, const Lexicon& lexicon)
{
    // Politeness before the point.
    std::size_t first = 0;
    std::vector<Signals> read;
    for (const Sentence& sentence : sentences) {
        read.push_back(lexicon.read(sentence.tokens));
        if (read.size() > 30) break;
    }
    while (first + 1 < read.size() && !read[first].any() && !sentences[first].question && !read[first].blocked &&
           read[first].unknown <= (first == 0 ? 2U : 1U) && sentences[first].tokens.size() <= 6)
        ++first;
    if (sentences[first].question || !read[first].any()) return std::nullopt;
    if (sentences[first].tokens.size() > max_sentence || read[first].unknown > max_unknown) return std::nullopt;
    const auto answer = decide(read[first]);
    if (!answer) return std::nullopt;
    for (std::size_t i = first + 1; i < read.size(); ++i) {
        if (sentences[i].question || (words > short_message && read[i].unknown > max_unknown)) continue;
        const auto other = decide(read[i]);
        const bool torn = read[i].yes && read[i].no;
        if (torn || (other && *other != *answer && *other != "maybe")) return std::nullopt;
        if (other && *other == "maybe" && *answer != "maybe" && words <= short_message) return "maybe";
    }
    return answer;
}

} // namespace

Reading read_words(std::string_view words, std::string_view locale)
{
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
    std::vector<Sentence> sentences = sentences_of(core_of(trimmed, Greeting::drop));
    if (sentences.empty()) sentences = sentences_of(trimmed);
    const std::size_t count = count_words(sentences);
    if (count == 0) {
        if (const auto sign = sign_only(trimmed)) return answer(*sign);
        return reading;
    }
    if (asks_to_stop(sentences, count)) {
        reading.kind = Kind::opt_out;
        return reading;
    }
    if (sentences.size() == 1) {
        if (!sentences[0].question && is_only(sentences[0].tokens, lexicon::start_words())) {
            reading.kind = Kind::start;
            return reading;
        }
        if (is_only(sentences[0].tokens, lexicon::help_words())) {
            reading.kind = Kind::help;
            return reading;
        }
        if (count == 1 && !sentences[0].question) {
            const std::string& word = sentences[0].tokens[0].word;
            if (word == "1") return answer("yes");
            if (word == "2") return answer("no");
            if (word == "3") return answer("maybe");
        }
    }
    sentences = sentences_of(core_of(trimmed, Greeting::keep_what_follows));
    if (const auto found = answer_in(sentences, count_words(sentences), Lexicon(locale))) {
        const auto sign = sign_only(trimmed);
        if (!sign || *sign == *found) return answer(*found);
    }
    return reading;
}

} // namespace dosah::responses
