// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/colour.h"

#include <array>
#include <string>
#include <string_view>

namespace dosah::web {

/// Designsystemet's 16 steps of one brand colour, chosen by luminance so that contrast holds whatever the colour:
/// background default/tinted, surface default/tinted/hover/active, border subtle/default/strong, text subtle/default,
/// base default/hover/active, base contrast subtle/default. Values agree with the npm package's within 1/255.
std::array<Colour, 16> brand_steps(const Colour& brand, bool dark);

/// The style sheet of an organisation: the console's accent steps (light, dark, by the reader's setting) and the
/// recipients' pages' custom properties. A colour that is none gives the default's.
std::string brand_css(std::string_view brand_colour);

} // namespace dosah::web
