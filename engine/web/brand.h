// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace dosah::web {

/// A colour in sRGB, each part 0..255.
struct Colour
{
    double red = 0;
    double green = 0;
    double blue = 0;
};

/// "#0b5d3b"; nothing for any other form.
std::optional<Colour> parse_colour(std::string_view hex);
std::string to_hex(const Colour& colour);

/// Relative luminance and contrast ratio as WCAG 2.2 defines them.
double luminance(const Colour& colour);
double contrast(const Colour& a, const Colour& b);

/// The colour mixed with black or white until it has the luminance asked for.
Colour with_luminance(const Colour& colour, double luminance);

/// Designsystemet's 16 steps of one brand colour, chosen by luminance so that contrast holds whatever the colour:
/// background default/tinted, surface default/tinted/hover/active, border subtle/default/strong, text subtle/default,
/// base default/hover/active, base contrast subtle/default. Values agree with the npm package's within 1/255.
std::array<Colour, 16> brand_steps(const Colour& brand, bool dark);

/// The style sheet of an organisation: the console's accent steps (light, dark, by the reader's setting) and the
/// recipients' pages' custom properties. A colour that is none gives the default's.
std::string brand_css(std::string_view brand_colour);

} // namespace dosah::web
