// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace dosah::fuzz {

/// Bytes of an LMTP client: answered alike however they are cut, each answer whole, nothing kept that was not sent.
std::string fuzz_lmtp(const std::string& input);
/// A winmail.dat, RTF, and compressed RTF: bounded.
std::string fuzz_tnef(const std::string& input);
/// A token endpoint's answer, its first digit as the status: a token that fits a header, or an error.
std::string fuzz_token(const std::string& input);

} // namespace dosah::fuzz
