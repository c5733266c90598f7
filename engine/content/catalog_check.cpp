// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/locales.h"
#include "content/catalog.h"
#include "content/locale.h"
#include "content/message_pattern.h"

#include <unicode/plurrule.h>

#include <memory>
#include <set>

namespace dosah::content {

namespace {

/// The plural words a locale needs (CLDR): cs one, few, many, other.
std::set<std::string> plural_words(const std::string& locale)
{
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::PluralRules> rules(icu::PluralRules::forLocale(icu::Locale(locale.c_str()), status));
    std::set<std::string> words;
    if (U_FAILURE(status)) return words;
    const std::unique_ptr<icu::StringEnumeration> keywords(rules->getKeywords(status));
    while (const char* word = keywords->next(nullptr, status))
        words.insert(word);
    return words;
}

class Check
{
public:
    explicit Check(const std::string& folder) : folder_(folder), added_(folder), catalogs_(read_catalog_files(folder))
    {
    }

    std::vector<std::string> run()
    {
        const auto& reference = catalogs_.at("en");
        for (const std::string& locale : locales()) {
            const auto& catalog = catalogs_.at(locale);
            for (const auto& [key, pattern] : reference)
                if (!catalog.count(key)) add(locale, key, "is missing");
            const auto words = plural_words(locale);
            for (const auto& [key, pattern] : catalog) {
                const auto english = reference.find(key);
                if (english == reference.end()) add(locale, key, "is not in en.json");
                check_pattern(locale, key, pattern, english == reference.end() ? pattern : english->second, words);
            }
        }
        return std::move(findings_);
    }

private:
    void add(const std::string& locale, const std::string& key, const std::string& what)
    {
        findings_.push_back(folder_ + "/" + locale + ".json: " + key + ": " + what);
    }

    void check_pattern(const std::string& locale, const std::string& key, const std::string& pattern,
                       const std::string& english, const std::set<std::string>& words)
    {
        const PatternFacts facts = read_pattern(pattern);
        if (!facts.error.empty()) return add(locale, key, facts.error);
        if (pattern.empty()) add(locale, key, "is empty");
        const PatternFacts wanted = read_pattern(english);
        for (const auto& [name, types] : wanted.arguments)
            if (!facts.arguments.count(name)) add(locale, key, "lacks the argument {" + name + "} that en has");
        for (const auto& [name, types] : facts.arguments)
            if (!wanted.arguments.count(name))
                add(locale, key, "has the argument {" + name + "} that en does not have");
        for (const auto& plural : facts.plurals) {
            for (const std::string& word : words)
                if (!plural.count(word)) add(locale, key, "a plural lacks \"" + word + "\"");
            for (const std::string& word : plural)
                if (!words.count(word)) add(locale, key, "a plural has \"" + word + "\", which never comes here");
        }
    }

    const std::string folder_;
    AddedLocales added_;
    std::map<std::string, std::map<std::string, std::string>> catalogs_;
    std::vector<std::string> findings_;
};

} // namespace

std::vector<std::string> check_catalogs(const std::string& folder)
{
    try {
        return Check(folder).run();
    } catch (const Error& error) {
        return {error.what()};
    }
}

} // namespace dosah::content
