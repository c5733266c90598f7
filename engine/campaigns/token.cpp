// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/token.h"

#include "base/encoding.h"

namespace dosah::campaigns {

namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t long_mac = 26;   // 128 bits
constexpr std::size_t brief_mac = 16;  // 80 bits
constexpr std::size_t longest_id = 10; // 50 bits: so no brief token is as long as a long one's shortest

struct Parts
{
    std::int64_t id = 0;
    std::string mac;
};

std::string mac_of(const MasterKey& master, TokenKind kind, std::int64_t id, std::int64_t version, bool brief)
{
    static constexpr std::string_view kinds[] = {"invitation", "unsubscribe", "preferences", "door",
                                                 "data",       "data_link",   "data_visit"};
    std::string text(kinds[static_cast<int>(kind)]);
    text += '\n';
    text += std::to_string(id);
    text += '\n';
    text += std::to_string(version);
    const std::string mac = hmac_sha256(master.token_key(), text);
    return to_crockford(std::string_view(mac).substr(0, brief ? 10 : 16));
}

/// The hyphen is for the eye alone (people leave it out or put it elsewhere), so the length tells the parts apart.
std::optional<Parts> split(std::string_view token)
{
    if (token.size() > 100) return std::nullopt;
    const std::string text = normalise_crockford(token);
    if (text.find_first_not_of(digits) != std::string::npos) return std::nullopt;
    const std::size_t mac = text.size() > longest_id + brief_mac ? long_mac : brief_mac;
    if (text.size() <= mac || text.size() > mac + longest_id) return std::nullopt;
    Parts parts;
    for (const char c : text.substr(0, text.size() - mac))
        parts.id = parts.id * 32 + static_cast<std::int64_t>(digits.find(c));
    parts.mac = text.substr(text.size() - mac);
    return parts;
}

} // namespace

std::string make_token(const MasterKey& master, TokenKind kind, std::int64_t id, std::int64_t version, bool brief)
{
    std::string number;
    for (std::int64_t rest = id; rest > 0 || number.empty(); rest /= 32)
        number.insert(number.begin(), digits[static_cast<std::size_t>(rest % 32)]);
    return number + "-" + mac_of(master, kind, id, version, brief);
}

std::optional<std::int64_t> token_id(std::string_view token)
{
    const auto parts = split(token);
    return parts ? std::optional(parts->id) : std::nullopt;
}

bool is_brief(std::string_view token)
{
    const auto parts = split(token);
    return parts && parts->mac.size() == brief_mac;
}

bool token_matches(const MasterKey& master, TokenKind kind, std::int64_t id, std::int64_t version,
                   std::string_view token)
{
    const auto parts = split(token);
    return parts && parts->id == id &&
           constant_time_equal(parts->mac, mac_of(master, kind, id, version, parts->mac.size() == brief_mac));
}

} // namespace dosah::campaigns
