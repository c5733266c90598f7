// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/short_code.h"

#include "base/encoding.h"
#include "campaigns/invitation_store.h"

namespace dosah::campaigns {

namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t mac_length = 8;
constexpr std::size_t longest_number = 10; // 50 bits
constexpr std::size_t longest_input = 40;  // with hyphens and blanks

std::string mac_of(const MasterKey& master, std::int64_t id, std::int64_t version)
{
    const std::string mac =
        hmac_sha256(master.token_key(), "code\n" + std::to_string(id) + "\n" + std::to_string(version));
    return to_crockford(std::string_view(mac).substr(0, 5));
}

/// Luhn's algorithm for an even base: from the right every other digit is doubled, and the digits of that are added.
char check_character(std::string_view text)
{
    int sum = 0;
    bool twice = true;
    for (std::size_t i = text.size(); i-- > 0; twice = !twice) {
        const int value = static_cast<int>(digits.find(text[i])) * (twice ? 2 : 1);
        sum += value / 32 + value % 32;
    }
    return digits[static_cast<std::size_t>((32 - sum % 32) % 32)];
}

/// Without hyphens, in capitals; nothing when it is none.
std::optional<std::string> read_code(std::string_view text)
{
    if (text.size() > longest_input) return std::nullopt;
    std::string code = normalise_crockford(text);
    const bool fits = code.size() > mac_length + 1 && code.size() <= mac_length + longest_number + 1 &&
                      code.find_first_not_of(digits) == std::string::npos;
    if (!fits || check_character(std::string_view(code).substr(0, code.size() - 1)) != code.back()) return std::nullopt;
    return code;
}

/// In fours, the last group of two to five: nobody has to keep more in mind, and no character stands alone.
std::string in_groups(const std::string& code)
{
    std::string out;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (i > 0 && i % 4 == 0 && code.size() - i > 1) out += '-';
        out += code[i];
    }
    return out;
}

} // namespace

std::string short_code(const MasterKey& master, std::int64_t invitation_id, std::int64_t token_version)
{
    std::string number;
    for (std::int64_t rest = invitation_id; rest > 0 || number.empty(); rest /= 32)
        number.insert(number.begin(), digits[static_cast<std::size_t>(rest % 32)]);
    std::string code = mac_of(master, invitation_id, token_version) + number;
    code += check_character(code);
    return in_groups(code);
}

bool is_short_code(std::string_view text)
{
    return read_code(text).has_value();
}

std::optional<Invitation> find_invitation_by_code(store::Session& session, const MasterKey& master,
                                                  std::string_view text)
{
    const auto code = read_code(text);
    if (!code) return std::nullopt;
    std::int64_t id = 0;
    for (const char c : std::string_view(*code).substr(mac_length, code->size() - mac_length - 1))
        id = id * 32 + static_cast<std::int64_t>(digits.find(c));
    const auto found = find_invitation(session, id);
    const bool matches =
        constant_time_equal(code->substr(0, mac_length), mac_of(master, id, found ? found->token_version : 1));
    return matches && found ? std::optional(standing_invitation(session, *found)) : std::nullopt;
}

// Versions are 1 and more: below zero nothing else is derived.
std::string code_token(const MasterKey& master, const Invitation& invitation)
{
    return make_token(master, TokenKind::invitation, invitation.id, -invitation.token_version, true);
}

bool is_code_token(const MasterKey& master, const Invitation& invitation, std::string_view token)
{
    return token_matches(master, TokenKind::invitation, invitation.id, -invitation.token_version, token);
}

std::string code_page(const std::string& public_url)
{
    std::string page = invitation_page(public_url);
    page.resize(page.size() - 3);
    return page + "/k";
}

std::string code_url(const MasterKey& master, const std::string& public_url, std::int64_t invitation_id,
                     std::int64_t token_version)
{
    return code_page(public_url) + "/" + short_code(master, invitation_id, token_version);
}

} // namespace dosah::campaigns
