// SPDX-License-Identifier: EUPL-1.2
#include "content/message_pattern.h"

#include "base/error.h"
#include "base/json.h"
#include "content/locale.h"

#include <unicode/messagepattern.h>

#include <fstream>
#include <iterator>

namespace dosah::content {

namespace {

std::string utf8(const icu::UnicodeString& text)
{
    std::string out;
    text.toUTF8String(out);
    return out;
}

bool is_added(const std::string& locale)
{
    return locale != "cs" && locale != "nb" && locale != "nn" && locale != "en";
}

bool is_date(const std::string& type)
{
    return type == "date" || type == "time";
}

void read_arguments(const icu::MessagePattern& pattern, PatternFacts& facts)
{
    int depth = 0;
    for (int32_t i = 0; i < pattern.countParts(); ++i) {
        const auto& part = pattern.getPart(i);
        if (part.getType() == UMSGPAT_PART_TYPE_MSG_START) ++depth;
        if (part.getType() == UMSGPAT_PART_TYPE_MSG_LIMIT) --depth;
        if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;

        const auto& name_part = pattern.getPart(i + 1);
        if (name_part.getType() == UMSGPAT_PART_TYPE_ARG_NUMBER) {
            facts.error = "arguments want names, not numbers";
            return;
        }
        const std::string name = utf8(pattern.getSubstring(name_part));
        std::string type;
        switch (part.getArgType()) {
        case UMSGPAT_ARG_TYPE_SIMPLE:
            type = utf8(pattern.getSubstring(pattern.getPart(i + 2)));
            break;
        case UMSGPAT_ARG_TYPE_CHOICE:
            facts.error = "choice is not supported; use plural or select";
            return;
        case UMSGPAT_ARG_TYPE_SELECT:
            type = "select";
            break;
        case UMSGPAT_ARG_TYPE_PLURAL:
        case UMSGPAT_ARG_TYPE_SELECTORDINAL: {
            type = "plural";
            std::set<std::string> words;
            int inner = 0;
            for (int32_t k = i + 2; k < pattern.getLimitPartIndex(i); ++k) {
                const auto& inside = pattern.getPart(k);
                if (inside.getType() == UMSGPAT_PART_TYPE_MSG_START) ++inner;
                if (inside.getType() == UMSGPAT_PART_TYPE_MSG_LIMIT) --inner;
                if (inner > 0 || inside.getType() != UMSGPAT_PART_TYPE_ARG_SELECTOR) continue;
                const std::string word = utf8(pattern.getSubstring(inside));
                if (!word.starts_with('=')) words.insert(word);
            }
            if (part.getArgType() == UMSGPAT_ARG_TYPE_PLURAL) facts.plurals.push_back(std::move(words));
            break;
        }
        default:
            break;
        }
        if (is_date(type) && depth > 1 && facts.error.empty())
            facts.error = "a date inside a plural or select is not supported: {" + name + "}";
        facts.arguments[name].insert(type);
    }
}

} // namespace

PatternFacts read_pattern(const std::string& pattern)
{
    PatternFacts facts;
    UErrorCode status = U_ZERO_ERROR;
    UParseError error;
    const icu::MessagePattern parsed(icu::UnicodeString::fromUTF8(pattern), &error, status);
    if (U_FAILURE(status)) {
        facts.error = std::string("the pattern does not parse near \"") + utf8(error.preContext) +
                      utf8(error.postContext) + "\" (" + u_errorName(status) + ")";
        return facts;
    }
    read_arguments(parsed, facts);
    for (const auto& [name, types] : facts.arguments)
        if (facts.error.empty() && types.count("") && (types.count("date") || types.count("time")))
            facts.error = "{" + name + "} stands both as it is and as a date";
    return facts;
}

std::map<std::string, std::map<std::string, std::string>> read_catalog_files(const std::string& folder)
{
    std::map<std::string, std::map<std::string, std::string>> catalogs;
    for (const std::string& locale : locales()) {
        const std::string path = folder + "/" + locale + ".json";
        std::ifstream in(path, std::ios::binary);
        if (!in && is_added(locale)) continue; // by another folder
        if (!in) throw input_error(path + ": cannot be read; each of cs, nb, nn, en needs its file");
        const auto object = json::parse_object(std::string(std::istreambuf_iterator<char>(in), {}), path);
        auto& catalog = catalogs[locale];
        for (const auto& [key, value] : *object) {
            if (!value.isString()) throw input_error(path + ": " + key + ": expected a text");
            catalog[key] = value.convert<std::string>();
        }
    }
    return catalogs;
}

} // namespace dosah::content
