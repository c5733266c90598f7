// SPDX-License-Identifier: EUPL-1.2
#include "content/catalog.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

using namespace dosah;

namespace {

/// What stands between quotes in the engine's sources -> one file it stands in.
std::map<std::string, std::string> literals()
{
    std::map<std::string, std::string> found;
    for (const char* root : {"engine", "connectors"})
        for (const auto& file : std::filesystem::recursive_directory_iterator(root)) {
            if (file.path().extension() != ".cpp" && file.path().extension() != ".h") continue;
            std::ifstream in(file.path(), std::ios::binary);
            const std::string text(std::istreambuf_iterator<char>(in), {});
            for (std::size_t at = text.find('"'); at != text.npos; at = text.find('"', at + 1)) {
                const std::size_t begin = at + 1;
                for (at = begin; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at)
                    if (text[at] == '\\') ++at;
                if (at < text.size() && text[at] == '"') found.emplace(text.substr(begin, at - begin), file.path());
            }
        }
    return found;
}

/// "public.stage.open"
bool is_key(const std::string& text)
{
    static const std::regex shape("[a-z][a-z0-9_]*(\\.[a-z0-9_]+)+");
    return text.find('.') != text.npos && text.size() < 100 && std::regex_match(text, shape);
}

/// "public.stage.", "campaign.wave_"; an area alone ("public.") is none.
bool is_beginning(const std::string& text)
{
    static const std::regex shape("[a-z][a-z0-9_]*((\\.[a-z0-9_]+)+\\.|(\\.[a-z0-9_]+)*\\.[a-z0-9_]+_)");
    return (text.ends_with('.') || text.ends_with('_')) && text.size() < 100 && std::regex_match(text, shape);
}

/// "answer.": a middle, where a function puts the area before it.
bool is_middle(const std::string& text)
{
    static const std::regex shape("[a-z][a-z0-9_]*\\.");
    return text.size() < 100 && std::regex_match(text, shape);
}

/// What the code makes keys with ("console.state." + "sent"), and which whole ones stand in it.
struct Asked
{
    explicit Asked(std::map<std::string, std::string> literals) : stands(std::move(literals))
    {
        for (const auto& [text, file] : stands)
            if (is_beginning(text))
                beginnings.push_back(text);
            else if (is_middle(text))
                middles.push_back(text);
    }

    bool is_asked(const std::string& key) const
    {
        return stands.contains(key) ||
               std::any_of(beginnings.begin(), beginnings.end(),
                           [&](const std::string& beginning) { return key.starts_with(beginning); });
    }

    /// Also where a function puts the area before what it is given: "report." + name.
    bool is_used(const std::string& key) const
    {
        const std::size_t area = key.find('.') + 1;
        const std::string rest = key.substr(area);
        return is_asked(key) ||
               (stands.contains(key.substr(0, area)) &&
                (is_asked(rest) || std::any_of(middles.begin(), middles.end(),
                                               [&](const std::string& middle) { return rest.starts_with(middle); })));
    }

    std::map<std::string, std::string> stands;
    std::vector<std::string> beginnings;
    std::vector<std::string> middles;
};

} // namespace

TEST_CASE("every text of the catalogs is used, and every text the code asks for is in them")
{
    const content::Catalogs catalogs("locales");
    const auto keys = catalogs.keys("en");
    const Asked asked(literals());
    REQUIRE(keys.size() > 100);
    REQUIRE(asked.stands.size() > 1000);
    std::set<std::string> areas;
    for (const std::string& key : keys)
        areas.insert(key.substr(0, key.find('.')));

    for (const std::string& key : keys) {
        INFO(key << " is used nowhere; take it out of all locales");
        CHECK(asked.is_used(key));
    }
    for (const auto& [text, file] : asked.stands) {
        const std::size_t point = text.find('.');
        if (point == text.npos || !areas.contains(text.substr(0, point))) continue;
        if (!is_key(text) || is_beginning(text) || text.ends_with(".css")) continue;
        INFO(file << " asks for the text " << text << ", which en.json lacks");
        CHECK(catalogs.has("en", text));
    }
    for (const std::string& beginning : asked.beginnings) {
        if (!areas.contains(beginning.substr(0, beginning.find('.')))) continue;
        INFO(asked.stands.at(beginning) << " makes texts with " << beginning << ", and no key begins so");
        CHECK(
            std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return key.starts_with(beginning); }));
    }
}
