// SPDX-License-Identifier: EUPL-1.2
#include "cli/campaign_words.h"

#include "base/error.h"

#include <charconv>

namespace dosah::cli {

campaigns::Campaign find_named(Context& context, const organisations::Organisation& organisation,
                               const std::string& name)
{
    store::Session session = context.database().session();
    const auto id = whole_number(name); // a key always has a letter in it
    return id ? campaigns::find_campaign(session, organisation.id, *id)
              : campaigns::find_campaign(session, organisation.id, name);
}

std::string actor_of(Context& context, Words& words)
{
    const auto name = words.option("as");
    if (!name) return context.actor();
    if (name->empty() || name->size() > 100 || name->find_first_of("\r\n") != std::string::npos)
        throw input_error("--as: write the name of who acts, for example --as novakova");
    return "cli:" + *name;
}

std::optional<std::int64_t> whole_number(const std::string& text)
{
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = !text.empty() && problem == std::errc() && end == text.data() + text.size() && value >= 0;
    return whole ? std::optional(value) : std::nullopt;
}

Named read_named(Context& context, Words& words, bool acting, std::string* file)
{
    Named named;
    named.as_json = words.flag("json");
    const std::string org = words.required_option("org");
    if (acting) named.actor = actor_of(context, words);
    const std::string name = words.operand("CAMPAIGN");
    if (file != nullptr) *file = words.operand("FILE");
    words.finish();
    named.organisation = organisations::find_organisation(context.database(), org);
    named.campaign = find_named(context, named.organisation, name);
    return named;
}

} // namespace dosah::cli
