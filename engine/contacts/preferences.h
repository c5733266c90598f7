// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/message.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace dosah::contacts {

/// How a person wants to be written to. An import that says something else of it replaces it.
struct Preferences
{
    std::string locale;                      ///< "": the organisation's
    std::optional<channel::Channel> channel; ///< nothing: as the campaign says
    std::string format;                      ///< Contact::format

    bool operator==(const Preferences&) const = default;
};

/// What a format may be, as it is kept: usual, easy_to_read, large_print.
std::span<const std::string_view> formats();

/// The attribute that holds the channel: imports fill it, campaigns plan by it.
inline constexpr std::string_view channel_attribute = "preferred_channel";
/// The folded words that mean a channel there.
std::span<const std::string_view> words_for(channel::Channel channel);

/// Of a contact that is there.
Preferences find_preferences(store::Session& session, std::int64_t contact_id);
/// Writes them; the audit row is the caller's.
void save_preferences(store::Session& session, std::int64_t contact_id, const Preferences& preferences, Instant now);
/// Whether a person is written to. by_page: they opted out on a page and nowhere else, so a page may take it back.
/// otherwise: an opt-out by message or phone, or a complaint, concerns one of their addresses; a link, which may have
/// been forwarded, is no proof against that.
enum class Stop { none, by_page, otherwise };
Stop find_stop(store::Session& session, std::int64_t contact_id);

} // namespace dosah::contacts
