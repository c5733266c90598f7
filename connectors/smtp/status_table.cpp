// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/status_table.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace dosah::connectors::smtp {

using channel::OutcomeKind;

namespace {

using Stages = unsigned;
constexpr Stages at(Stage stage)
{
    return 1U << static_cast<unsigned>(stage);
}
constexpr Stages opening = at(Stage::connect) | at(Stage::login);
constexpr Stages sender = at(Stage::sender);
constexpr Stages about_recipient = at(Stage::recipient) | at(Stage::content);
constexpr Stages of_message = sender | about_recipient | at(Stage::data);
constexpr Stages anywhere = opening | of_message;

struct Row
{
    Stages stages;
    int code;                  ///< 0: any; below 10: its first digit
    std::string_view enhanced; ///< "": any; "-": none was given
    bool unknown_user;         ///< only if the words say so
    OutcomeKind kind;
};

using enum OutcomeKind;

constexpr Row table[] = {
    {anywhere, 4, "", false, later},
    {opening, 5, "", false, connector_broken},
    // the login or the transport is not what the relay wants of us
    {of_message, 530, "", false, connector_broken}, // authentication required
    {of_message, 534, "", false, connector_broken}, // mechanism too weak
    {of_message, 535, "", false, connector_broken}, // credentials invalid
    {of_message, 538, "", false, connector_broken}, // encryption required
    {of_message, 5, "5.7.8", false, connector_broken},
    {of_message, 5, "5.7.9", false, connector_broken},
    {of_message, 5, "5.7.10", false, connector_broken},
    {of_message, 5, "5.7.11", false, connector_broken},
    {of_message, 5, "5.7.13", false, connector_broken}, // our account is disabled
    {of_message, 5, "5.7.14", false, connector_broken}, // trust relationship required
    // our own sender address is no good: it would refuse every message, not this one
    {sender, 5, "5.1.7", false, connector_broken},
    {sender, 5, "5.1.8", false, connector_broken},
    // out of step: nothing was said about the message
    {of_message, 503, "-", false, later},
    {of_message, 503, "5.5.1", false, later},
    // the address
    {about_recipient, 5, "5.1.1", false, address_dead},  // mailbox
    {about_recipient, 5, "5.1.2", false, address_dead},  // system
    {about_recipient, 5, "5.1.3", false, address_dead},  // syntax
    {about_recipient, 5, "5.1.6", false, address_dead},  // moved
    {about_recipient, 5, "5.1.10", false, address_dead}, // null MX
    {about_recipient, 5, "5.2.1", false, address_dead},  // mailbox disabled
    // without an enhanced code 550 is a dead mailbox or a policy: believe the words only
    {about_recipient, 550, "-", true, address_dead},
    {about_recipient, 553, "-", true, address_dead},
    {of_message, 5, "", false, rejected},
};

constexpr std::string_view unknown_user_phrases[] = {
    "user unknown",    "unknown user",      "no such user",      "no such recipient", "does not exist",
    "doesn't exist",   "unknown recipient", "recipient unknown", "no such mailbox",   "unknown mailbox",
    "unknown address", "no mailbox here",   "invalid recipient", "address unknown",   "no such address",
};

bool says_unknown_user(std::string_view words)
{
    const std::string folded = text::fold(words);
    return std::any_of(std::begin(unknown_user_phrases), std::end(unknown_user_phrases),
                       [&](std::string_view phrase) { return folded.find(phrase) != std::string::npos; });
}

} // namespace

OutcomeKind kind_of_refusal(int code, std::string_view enhanced, std::string_view words, Stage stage)
{
    for (const Row& row : table) {
        if ((row.stages & at(stage)) == 0) continue;
        if (row.code != (row.code < 10 ? code / 100 : code)) continue;
        if (row.enhanced == "-" ? !enhanced.empty() : !row.enhanced.empty() && row.enhanced != enhanced) continue;
        if (row.unknown_user && !says_unknown_user(words)) continue;
        return row.kind;
    }
    return rejected;
}

} // namespace dosah::connectors::smtp
