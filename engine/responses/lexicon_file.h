// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::responses {

/// One rule of a lexicon file: phrases that say the same thing, and examples that prove it.
struct LexiconRule
{
    std::string id;
    std::string sense;                ///< one of lexicon_senses()
    std::vector<std::string> phrases; ///< as people write them; read folded (text::fold), without punctuation
    std::vector<std::string> matches; ///< messages that must be read as the sense says
    std::vector<std::string> differs; ///< messages that look alike and must not
};

/// locales/lexicon/LOCALE.json: the words answers are read by. `any` holds what is understood in every language.
///
/// "rules": objects of id, sense, phrases, matches, differs. Senses: yes, no, maybe; the same with _alone: only in a
/// sentence of at most three words; unclear: makes its sentence one a person has to read; opt_out, start, help: as the
/// whole message; opt_out_in_sentence: clear intent inside a sentence; in any.json also sign_yes, sign_no, sign_maybe
/// (emoji) and choice_yes, choice_no, choice_maybe (numbers a message offered).
///
/// "vocabulary": lists. filler: words that say nothing either way; greeting, closing: beginnings of lines; polite:
/// may stand beside a stop word and anywhere within a request to stop; negation: turns a yes beside it into
/// something to be read; negating_prefix: a misspelling must not make or lose it; opt_out_company: what may follow
/// a stop word; opt_out_unclear: turns an intent to stop into something to be read; particle: a yes or no that,
/// with other words right after it, speaks of a matter ("no to the bypass"); not_misspelt: words of their own that
/// look like misspellings; elsewhere: phrases that mean something else in another of our languages; person: each
/// stands for one who comes along; people: what follows the number of those who come; people_follow: what stands
/// before it; but: a yes with this and words that are not known behind it is to be read; request: how a question
/// begins that is a request to stop ("can you stop sending me this?"); another_time: a yes with it is to be read.
///
/// "numbers": "2": words for two.
struct LexiconFile
{
    std::string path;
    std::string locale; ///< cs, nb, nn, en, or any
    std::vector<LexiconRule> rules;
    std::map<std::string, std::vector<std::string>> vocabulary;
    std::map<int, std::vector<std::string>> numbers;

    const std::vector<std::string>& list(const std::string& name) const; ///< empty when the file has none
};

/// Reads all five files of the folder. Throws Error(input) naming file, place and what is wrong: a file that is missing
/// or no JSON, an unknown sense or list, a rule without phrases or without examples of both kinds, a phrase without
/// words or said twice with different senses.
std::vector<LexiconFile> read_lexicon_files(const std::string& folder);

const std::vector<std::string_view>& lexicon_senses();

} // namespace dosah::responses
