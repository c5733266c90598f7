// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace dosah::content {

/// How a person is addressed at the head of a message: "Dobrý den", "Hei Kari". Where the right form is not certain,
/// the neutral one; never a wrong one. Czech names want the vocative, which is not derived here yet: Czech gets the
/// neutral greeting.
std::string greeting(const std::string& locale, const std::string& given_name);

} // namespace dosah::content
