// SPDX-License-Identifier: EUPL-1.2
#include "cli/greet_commands.h"

#include "base/error.h"
#include "base/json.h"
#include "cli/printable.h"
#include "content/locale.h"
#include "content/salutation.h"

#include <cmath>
#include <ostream>

namespace dosah::cli {

namespace {

Poco::Dynamic::Var text_or_null(const std::optional<std::string>& text)
{
    return text ? Poco::Dynamic::Var(*text) : Poco::Dynamic::Var();
}

content::Addressed read_person(Words& words)
{
    content::Addressed person;
    person.given_name = words.option("given").value_or("");
    person.family_name = words.option("family").value_or("");
    person.gender = words.option("gender").value_or("");
    if (!person.gender.empty() && person.gender != "f" && person.gender != "m" && person.gender != "x")
        throw input_error("--gender: write f, m or x, not \"" + person.gender + "\"");
    return person;
}

content::Tone read_tone(Words& words)
{
    const bool formal = words.flag("formal");
    const bool informal = words.flag("informal");
    if (formal && informal) throw input_error("--formal and --informal: write one of them");
    if (formal) return content::Tone::formal;
    return informal ? content::Tone::informal : content::Tone::usual;
}

} // namespace

int greet(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const content::Tone tone = read_tone(words);
    const std::string locale = words.required_option("locale");
    const content::Addressed person = read_person(words);
    words.finish();
    const content::Catalogs& catalogs = context.catalogs();
    if (!content::is_locale(locale)) {
        std::string known;
        for (const std::string& one : content::locales())
            known += (known.empty() ? "" : ", ") + one;
        throw input_error("--locale: unknown locale \"" + locale + "\"; write one of: " + known);
    }
    const content::Salutation salutation = content::salute(catalogs, locale, person, tone);
    if (as_json) {
        json::Object::Ptr result = json::object();
        result->set("greeting", salutation.greeting);
        result->set("given_vocative", text_or_null(salutation.given_vocative));
        result->set("family_vocative", text_or_null(salutation.family_vocative));
        result->set("confidence", std::round(salutation.confidence * 100) / 100);
        context.out() << json::write(result) << '\n';
    } else {
        context.out() << printable(salutation.greeting) << '\n';
    }
    return 0;
}

} // namespace dosah::cli
