// SPDX-License-Identifier: EUPL-1.2
#include "base/colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace dosah {

namespace {

const Colour black{0, 0, 0};
const Colour white{255, 255, 255};

/// With the cut that WCAG 2.2 prints, not the 0.04045 of sRGB itself.
double linear(double part)
{
    part /= 255;
    return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

} // namespace

Colour rounded(const Colour& colour)
{
    return {std::floor(colour.red + 0.5), std::floor(colour.green + 0.5), std::floor(colour.blue + 0.5)};
}

std::optional<Colour> parse_colour(std::string_view hex)
{
    if (hex.size() != 7 || hex.front() != '#') return std::nullopt;
    std::array<double, 3> parts{};
    for (std::size_t i = 0; i < 6; ++i) {
        const char c = hex[i + 1];
        int digit = 0;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F')
            digit = c - 'A' + 10;
        else
            return std::nullopt;
        parts[i / 2] = parts[i / 2] * 16 + digit;
    }
    return Colour{parts[0], parts[1], parts[2]};
}

std::string to_hex(const Colour& colour)
{
    const Colour whole = rounded(colour);
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "#%02x%02x%02x", static_cast<unsigned>(whole.red) & 0xff,
                  static_cast<unsigned>(whole.green) & 0xff, static_cast<unsigned>(whole.blue) & 0xff);
    return text.data();
}

double luminance(const Colour& colour)
{
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

double contrast(const Colour& a, const Colour& b)
{
    const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
    return (light + 0.05) / (dark + 0.05);
}

Colour with_luminance(const Colour& colour, double target)
{
    if (target <= 0) return black;
    if (target >= 1) return white;
    const bool darken = luminance(colour) > target;
    Colour low = darken ? black : colour;
    Colour high = darken ? colour : white;
    Colour middle = colour;
    for (int round = 0; round <= 20; ++round) {
        middle = {(low.red + high.red) / 2, (low.green + high.green) / 2, (low.blue + high.blue) / 2};
        const double reached = luminance(middle);
        if (std::fabs(reached - target) < 1e-7) break;
        (reached > target ? high : low) = middle;
    }
    return middle;
}

} // namespace dosah
