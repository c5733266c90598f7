// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/invitation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dosah::campaigns {

/// The code on a letter, to be typed by hand: "7K3M-92QX-4ZA8". Crockford's base 32: 8 characters of HMAC(key, "code",
/// invitation, version) (40 bits), the invitation's number, and a check character (Luhn's algorithm modulo 32), which
/// finds every single wrong character and most swapped neighbours. It opens the invitation's page, so whoever takes it
/// from strangers must limit how often they may be wrong. Raising the invitation's token version revokes it.
std::string short_code(const MasterKey& master, std::int64_t invitation_id, std::int64_t token_version);

/// Whether it is of the form and its check character fits, in whatever case and with whatever hyphens and blanks. Who
/// mistypes is told so, and it costs them nothing.
bool is_short_code(std::string_view text);

/// Whose it is; nothing when it is nobody's. Takes as long for a number that no invitation has.
std::optional<Invitation> find_invitation_by_code(store::Session& session, const MasterKey& master,
                                                  std::string_view text);

/// The token of the /i link that a code leads to. Of its own, so that the page knows that a letter brought whoever is
/// there, and as long as the one in an SMS: the code is typed into telephones.
std::string code_token(const MasterKey& master, const Invitation& invitation);
bool is_code_token(const MasterKey& master, const Invitation& invitation, std::string_view token);

/// "https://town.example/k": where it is typed.
std::string code_page(const std::string& public_url);
/// "https://town.example/k/CODE": what a letter's QR code says. At the door it opens the check-in for whoever is signed
/// in, and for all others the invitation.
std::string code_url(const MasterKey& master, const std::string& public_url, std::int64_t invitation_id,
                     std::int64_t token_version);

} // namespace dosah::campaigns
