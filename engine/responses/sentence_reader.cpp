// SPDX-License-Identifier: EUPL-1.2
#include "responses/sentence_reader.h"

#include "base/text.h"

#include <algorithm>

namespace dosah::responses {

namespace {

constexpr std::size_t alone = 3; ///< words a sentence may have for those that count only alone
constexpr std::size_t longest_word = 40;

bool is_number(const std::string& word)
{
    return word.find_first_not_of("0123456789") == std::string::npos;
}

void apply(Sense sense, std::size_t sentence_length, Signals& signals)
{
    const bool is_alone = sentence_length <= alone;
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
        signals.yes |= is_alone;
        break;
    case Sense::no_alone:
        signals.no |= is_alone;
        break;
    case Sense::maybe_alone:
        signals.maybe |= is_alone;
        break;
    case Sense::unclear:
        signals.unclear = true;
        break;
    case Sense::filler:
        break;
    }
}

std::string joined(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

bool begins_with_any(std::string_view word, const std::vector<std::string>& prefixes)
{
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& p) { return word.starts_with(p); });
}

} // namespace

std::optional<std::string> Signals::answer() const
{
    if (yes && no && !maybe) return std::nullopt;
    if (maybe) return "maybe";
    if (unclear) return std::nullopt;
    if (yes) return "yes";
    if (no) return "no";
    return std::nullopt;
}

SentenceReader::SentenceReader(const LexiconWords& words, std::string_view locale)
    : words_(words), languages_(words.read_by(locale))
{
    if (languages_.size() < words.languages.size() || text::to_lower(locale.substr(0, 2)) == languages_.front()->locale)
        home_ = languages_.front()->family;
}

Signals SentenceReader::read(const std::vector<Token>& tokens) const
{
    Signals signals;
    std::size_t i = 0;
    bool but = false;
    std::size_t unknown_behind = 0;
    while (i < tokens.size()) {
        std::size_t length = 1;
        const std::size_t known_not = signals.unknown;
        const auto sense = longest(tokens, i, length);
        if (length == 1 && says_yes_somewhere(tokens[i]) && (!sense || *sense == Sense::filler))
            signals.perhaps = true;
        else if (sense)
            apply(*sense, tokens.size(), signals);
        else if (const auto typo = misspelt(tokens[i].word))
            apply(*typo, tokens.size(), signals);
        else if (!is_number(tokens[i].word))
            ++signals.unknown;
        signals.unclear |= is_unclear_across(tokens, i, i + length) || speaks_of_a_matter(tokens, i);
        if (but) unknown_behind += signals.unknown - known_not;
        but |= words_.common.buts.has(tokens[i].word);
        i += length;
    }
    // Norwegian negates anywhere: "kommer jeg nok ikke".
    const bool negated = words_.common.negations.found_in(tokens);
    if (negated && signals.yes && !signals.no) signals.unclear = true;
    // "I would like to, but I have nobody for the children."
    if (unknown_behind > 0 && signals.yes && !signals.no) signals.unclear = true;
    // "I'll come next time."
    if (signals.yes && !signals.no && words_.common.other_times.found_in(tokens)) signals.unclear = true;
    // "ja nevim", "ja pracuju": a Czech who leaves out the accents says I. Nothing else said, it is a yes.
    if (signals.perhaps && !negated && !signals.any() && !signals.unclear && signals.unknown == 0) signals.yes = true;
    return signals;
}

/// "Ja" without accent, "jo": yes in one language, something else or nothing in another.
bool SentenceReader::says_yes_somewhere(const Token& token) const
{
    return home_.empty() && !token.accented_a && (token.word == "ja" || token.word == "jo");
}

bool SentenceReader::counts(const Language& language, const Entry& entry, const Token& token) const
{
    if (entry.sense != Sense::filler && language.family != home_ &&
        words_.common.elsewhere.contains(joined(entry.words)))
        return false;
    return !(language.family == "no" && token.accented_a && entry.words[0] == "ja"); // "já" is Czech
}

std::optional<Sense> SentenceReader::longest(const std::vector<Token>& tokens, std::size_t at,
                                             std::size_t& length) const
{
    std::optional<Sense> best;
    std::size_t most = 0;
    for (const Language* language : languages_) {
        const auto found = language->entries.find(tokens[at].word);
        if (found == language->entries.end()) continue;
        for (const Entry& entry : found->second) {
            const std::size_t n = entry.words.size();
            if (n < most || !stands_at(tokens, at, entry.words) || !counts(*language, entry, tokens[at])) continue;
            // Of two senses of the same words the one with meaning, listed first, wins; one that counts only alone is
            // a filler in longer sentences by itself.
            if (n == most && best && *best != Sense::filler) continue;
            most = n;
            best = entry.sense;
        }
    }
    if (best) length = most;
    return best;
}

/// Whether an unclear phrase begins within these tokens and ends behind them: "kommer ikke" and "ikke før".
bool SentenceReader::is_unclear_across(const std::vector<Token>& tokens, std::size_t from, std::size_t to) const
{
    for (std::size_t at = from + 1; at < to; ++at) {
        for (const Language* language : languages_) {
            const auto found = language->entries.find(tokens[at].word);
            if (found == language->entries.end()) continue;
            for (const Entry& entry : found->second) {
                if (entry.sense == Sense::unclear && at + entry.words.size() > to && stands_at(tokens, at, entry.words))
                    return true;
            }
        }
    }
    return false;
}

/// "Ne průmyslové zóně", "No to the bypass"; not "Ne, mám službu" and not "ANO Nováková".
bool SentenceReader::speaks_of_a_matter(const std::vector<Token>& tokens, std::size_t at) const
{
    if (!words_.common.particles.has(tokens[at].word) || at + 1 >= tokens.size()) return false;
    const Token& next = tokens[at + 1];
    std::size_t length = 1;
    return next.joined && !next.capital && !is_number(next.word) && longest(tokens, at, length) && length == 1 &&
           !longest(tokens, at + 1, length) && !misspelt(next.word);
}

/// One edit away from a word of five letters or more. The last letter stays: in Czech it is the person
/// ("přijdu" is I, "přijde" is she).
std::optional<Sense> SentenceReader::misspelt(const std::string& word) const
{
    if (word.size() > longest_word || words_.common.not_misspelt.has(word)) return std::nullopt;
    const std::u32string written = text::to_utf32(word);
    if (written.size() < 5) return std::nullopt;
    std::optional<Sense> found;
    for (const Language* language : languages_) {
        const bool negated = begins_with_any(word, language->negating_prefixes);
        for (const auto& [meant, sense] : language->single_words) {
            if (meant.back() != written.back() || meant.size() + 1 < written.size() ||
                written.size() + 1 < meant.size())
                continue;
            // The prefix "ne" is the whole answer; a typo must not make or lose it.
            if (begins_with_any(text::to_utf8(meant.substr(0, 4)), language->negating_prefixes) != negated) continue;
            if (text::edit_distance(written, meant, 1) > 1) continue;
            if (found && *found != sense) return std::nullopt;
            found = sense;
        }
    }
    return found;
}

std::optional<int> people_in(const std::vector<Sentence>& sentences, const CommonWords& words)
{
    constexpr int most_believed = 12;
    std::optional<int> told;
    int with = 0;
    for (const Sentence& sentence : sentences) {
        if (sentence.question) continue;
        const std::vector<Token>& tokens = sentence.tokens;
        with += static_cast<int>(words.person.count_in(tokens));
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const std::string& word = tokens[i].word;
            int number = 0;
            if (is_number(word) && word.size() <= 2)
                number = std::stoi(word);
            else if (const auto known = words.numbers.find(word); known != words.numbers.end())
                number = known->second;
            if (number < 1 || number > most_believed) continue;
            const bool of_people = words.people.longest_at(tokens, i + 1) > 0;
            bool follows = false;
            for (std::size_t back = 1; back <= std::min<std::size_t>(i, 3); ++back)
                follows |= words.people_follow.longest_at(tokens, i - back) == back;
            // "ve 3", "vi kommer to" close their sentence; "přijdeme 3 minuty po páté" does not.
            if (of_people || (follows && (i + 1 == tokens.size() || !tokens[i + 1].joined)))
                told = std::max(told.value_or(0), number);
        }
    }
    if (told) return told;
    if (with > 0 && with < most_believed) return 1 + with;
    return std::nullopt;
}

} // namespace dosah::responses
