// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dosah {

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
Colour rounded(const Colour& colour); ///< to whole parts

} // namespace dosah
