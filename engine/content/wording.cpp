// SPDX-License-Identifier: EUPL-1.2
#include "content/wording.h"

#include "content/event_kind.h"
#include "content/locale.h"

namespace dosah::content {

namespace {

/// Where templates stand; "" is the root of the shipped ones.
std::vector<std::string> roots(const InvitationTexts& texts)
{
    if (texts.organisation.key.empty()) return {""};
    return {"organisations/" + texts.organisation.key + "/", ""};
}

std::vector<std::string> names(const InvitationTexts& texts, const std::string& message)
{
    const std::string family = message + "." + std::string(event_family(texts.event.kind));
    if (texts.group.empty()) return {family, message};
    return {family + "." + texts.group, family, message + "." + texts.group, message};
}

} // namespace

const std::vector<std::string>& wording_groups()
{
    static const std::vector<std::string> groups = {"youth", "women", "seniors", "disability", "excluded"};
    return groups;
}

std::string_view event_family(const std::string& kind)
{
    if (kind == "survey" || kind == "map") return "survey";
    if (kind == "training" || kind == "seminar" || kind == "webinar" || kind == "conference") return "training";
    return "meeting";
}

bool is_survey(const std::string& kind)
{
    return event_family(kind) == "survey";
}

std::optional<std::string> find_wording(const Templates& templates, const std::string& channel,
                                        const InvitationTexts& texts, const std::string& message,
                                        const std::string& part)
{
    std::vector<std::string> formats = {""};
    if (texts.format == Format::easy_to_read) formats.insert(formats.begin(), ".easy");
    const std::vector<std::string> all = names(texts, message);
    for (const std::string& locale : fallbacks(texts.locale))
        for (const std::string& root : roots(texts))
            for (const std::string& format : formats)
                for (const std::string& name : all)
                    if (std::string path = root + channel + "/" + locale + "/" + name + format + part;
                        templates.has(path))
                        return path;
    return std::nullopt;
}

std::string find_layout(const Templates& templates, const InvitationTexts& texts, const std::string& name)
{
    for (const std::string& root : roots(texts))
        if (templates.has(root + name)) return root + name;
    return name;
}

} // namespace dosah::content
