// SPDX-License-Identifier: EUPL-1.2
#include "content/salutation.h"

#include "base/text.h"
#include "content/gender_guess.h"
#include "content/name_words.h"
#include "content/vocative.h"

#include <algorithm>

namespace dosah::content {

namespace {

constexpr std::size_t longest_greeting = 200; ///< bytes

/// A name in both letterings: the register's and a message's.
struct Form
{
    std::string as_written;
    std::string tidy;
    double confidence = 0;
    bool is_sure() const { return confidence >= sure && !as_written.empty(); }
};

/// The name as it is: for languages that call as they name.
Form plain_form(const Names& names, const NameWords& name)
{
    return {join_words(name), tidy_name(names, name), name.is_plain && !name.words.empty() ? 1.0 : 0.0};
}

Form vocative_form(const Names& names, NamePart part, Gender gender, const NameWords& name)
{
    NameWords called = name;
    double confidence = name.is_plain && !name.words.empty() ? 1.0 : 0.0;
    for (NameWords::Word& word : called.words) {
        const Vocative vocative = vocative_of_word(names, part, gender, word.text);
        word.text = vocative.name;
        confidence = std::min(confidence, vocative.confidence);
    }
    return {join_words(called), tidy_name(names, called), confidence};
}

/// A form where the gender is not certain: also certain where both genders have the same one.
Form vocative_form(const Names& names, NamePart part, const GenderGuess& guess, const NameWords& name)
{
    if (name.words.empty()) return {"", "", 0};
    if (guess.gender && guess.confidence >= sure) {
        Form form = vocative_form(names, part, *guess.gender, name);
        form.confidence = std::min(form.confidence, guess.confidence);
        return form;
    }
    const Form female = vocative_form(names, part, Gender::female, name);
    const Form male = vocative_form(names, part, Gender::male, name);
    if (female.as_written == male.as_written && std::min(female.confidence, male.confidence) >= sure)
        return {female.as_written, female.tidy, std::min(female.confidence, male.confidence)};
    if (!guess.gender) return {"", "", std::min({female.confidence, male.confidence, 0.5})};
    Form form = *guess.gender == Gender::female ? female : male;
    form.confidence = std::min(form.confidence, guess.confidence);
    return form;
}

std::string neutral(const Catalogs& catalogs, const std::string& locale)
{
    return catalogs.text(locale, "greeting.neutral");
}

/// Whether a text may stand at the head of a message: one line with something in it.
bool is_line(const std::string& text)
{
    return !text.empty() && text.size() <= longest_greeting && text::is_valid_utf8(text) &&
           std::none_of(text.begin(), text.end(),
                        [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '{' || c == '<'; });
}

std::string word_of(const GenderGuess& guess)
{
    if (!guess.gender || guess.confidence < sure) return "unknown";
    return *guess.gender == Gender::female ? "f" : "m";
}

/// Czech, and any locale that has its names listed: the family name alone after "Vážená paní".
Salutation salute_by_vocative(const Catalogs& catalogs, const std::string& locale, const Addressed& person, Tone tone)
{
    const Names& names = catalogs.names(locale);
    const NameWords given = read_name(names, person.given_name);
    const NameWords family = read_name(names, person.family_name);
    const GenderGuess guess = guess_gender(names, given, family, person.gender);
    const Form given_form = vocative_form(names, NamePart::given, guess, given);
    const Form family_form = vocative_form(names, NamePart::family, guess, family);
    Salutation salutation;
    if (given_form.is_sure()) salutation.given_vocative = given_form.as_written;
    if (family_form.is_sure()) salutation.family_vocative = family_form.as_written;
    const bool formal = tone == Tone::formal || (tone == Tone::usual && !family.words.empty());
    const Form& used = formal ? family_form : given_form;
    const bool is_named = formal ? !family.words.empty() : !given.words.empty();
    if (!given.words.empty()) salutation.confidence = std::min(salutation.confidence, given_form.confidence);
    if (!family.words.empty()) salutation.confidence = std::min(salutation.confidence, family_form.confidence);
    const std::string gender = word_of(guess);
    if (is_named && gender == "unknown") salutation.confidence = std::min(salutation.confidence, guess.confidence);
    if (!used.is_sure() || gender == "unknown")
        salutation.greeting = neutral(catalogs, locale);
    else
        salutation.greeting = catalogs.text(locale, formal ? "greeting.formal" : "greeting.informal",
                                            {{"gender", gender}, {"name", used.tidy}});
    return salutation;
}

Salutation salute_by_name(const Catalogs& catalogs, const std::string& locale, const Addressed& person, Tone tone)
{
    const Names& names = catalogs.names("cs"); // titles and particles are the same in all of Europe
    const NameWords given = read_name(names, person.given_name);
    const NameWords family = read_name(names, person.family_name);
    const Form given_form = plain_form(names, given);
    const Form family_form = plain_form(names, family);
    Salutation salutation;
    if (given_form.is_sure()) salutation.given_vocative = given_form.as_written;
    if (family_form.is_sure()) salutation.family_vocative = family_form.as_written;
    const bool formal = tone == Tone::formal;
    const bool fits = given_form.is_sure() && (!formal || family_form.is_sure());
    if (!given.is_plain || (formal && !family.is_plain)) salutation.confidence = 0;
    const std::string gender = person.gender == "f" || person.gender == "m" ? person.gender : "unknown";
    const std::string name = formal ? given_form.tidy + " " + family_form.tidy : given_form.tidy;
    salutation.greeting = fits ? catalogs.text(locale, formal ? "greeting.formal" : "greeting.informal",
                                               {{"gender", gender}, {"name", name}})
                               : neutral(catalogs, locale);
    return salutation;
}

} // namespace

std::optional<Tone> tone_from(std::string_view word)
{
    if (word == "usual") return Tone::usual;
    if (word == "formal") return Tone::formal;
    if (word == "informal") return Tone::informal;
    return std::nullopt;
}

Salutation salute(const Catalogs& catalogs, const std::string& locale, const Addressed& person, Tone tone)
{
    Salutation salutation = catalogs.names(locale).empty() ? salute_by_name(catalogs, locale, person, tone)
                                                           : salute_by_vocative(catalogs, locale, person, tone);
    const std::string own = text::is_valid_utf8(person.greeting) ? text::trim(text::nfc(person.greeting)) : "";
    if (is_line(own)) {
        salutation.greeting = own;
        salutation.confidence = 1;
    }
    return salutation;
}

std::string greeting(const Catalogs& catalogs, const std::string& locale, const Addressed& person, Tone tone)
{
    return salute(catalogs, locale, person, tone).greeting;
}

} // namespace dosah::content
