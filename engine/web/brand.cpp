// SPDX-License-Identifier: EUPL-1.2
#include "web/brand.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace dosah::web {

namespace {

constexpr std::array<const char*, 16> step_names = {
    "background-default", "background-tinted", "surface-default",      "surface-tinted",
    "surface-hover",      "surface-active",    "border-subtle",        "border-default",
    "border-strong",      "text-subtle",       "text-default",         "base-default",
    "base-hover",         "base-active",       "base-contrast-subtle", "base-contrast-default"};

double linear(double part)
{
    part /= 255;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

double gamma(double value)
{
    const double size = std::fabs(value);
    const double result = size <= 0.0031308 ? size * 12.92 : 1.055 * std::pow(size, 1 / 2.4) - 0.055;
    return value < 0 ? -result : result;
}

const Colour black{0, 0, 0};
const Colour white{255, 255, 255};

/// CIE L*.
double lightness(const Colour& colour)
{
    const double y = 0.21263900587151 * linear(colour.red) + 0.71516867876775 * linear(colour.green) +
                     0.072192315360733 * linear(colour.blue);
    return y <= 0.0088564516 ? y * 903.2962962 : 116 * std::cbrt(y) - 16;
}

/// Through an 8-bit grey, as the package does it.
double luminance_of_lightness(double l)
{
    if (l > 99.9999999) return 1;
    if (l < 1e-8) return 0;
    const double y = l <= 8 ? l / 903.2962962 : std::pow((l + 16) / 116, 3);
    const double grey = std::floor(gamma(y) * 255 + 0.5);
    return luminance({grey, grey, grey});
}

/// Oklch chroma times 0.7 (Ottosson 2020): strong colours glare on dark ground.
Colour softened(const Colour& colour)
{
    const double r = linear(colour.red);
    const double g = linear(colour.green);
    const double b = linear(colour.blue);
    double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    const double light = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
    const double a = (1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s) * 0.7;
    const double c = (0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s) * 0.7;
    l = std::pow(light + 0.3963377774 * a + 0.2158037573 * c, 3);
    m = std::pow(light - 0.1055613458 * a - 0.0638541728 * c, 3);
    s = std::pow(light - 0.0894841775 * a - 1.2914855480 * c, 3);
    const auto part = [](double value) { return std::clamp(gamma(value) * 255, 0.0, 255.0); };
    return rounded({part(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                    part(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                    part(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)});
}

std::string accent_block(const Colour& brand, bool dark)
{
    const auto steps = brand_steps(brand, dark);
    std::string css;
    for (std::size_t i = 0; i < steps.size(); ++i)
        css += std::string("--ds-color-accent-") + step_names[i] + ":" + to_hex(steps[i]) + ";";
    return css;
}

std::string public_block(const Colour& brand, bool dark)
{
    std::vector<std::pair<const char*, std::string>> values;
    if (dark) {
        values = {{"accent", to_hex(with_luminance(brand, 0.36))},
                  {"on-accent", "#000000"},
                  {"accent-text", to_hex(with_luminance(brand, 0.42))},
                  {"page", "#12161a"},
                  {"card", "#1c2328"},
                  {"text", "#eceff1"},
                  {"muted", "#b3bcc2"},
                  {"line", "#47525a"}};
    } else {
        // A pale brand colour would make an outlined button invisible on white: borders and fills need 3 : 1 at least.
        const Colour accent = contrast(brand, white) >= 3 ? brand : with_luminance(brand, 0.28);
        values = {{"accent", to_hex(accent)},
                  {"on-accent", contrast(accent, white) >= 4.5 ? "#ffffff" : "#000000"},
                  {"accent-text", to_hex(with_luminance(brand, 0.10))},
                  {"page", to_hex(with_luminance(brand, 0.90))},
                  {"card", "#ffffff"},
                  {"text", "#1b2126"},
                  {"muted", "#4d575e"},
                  {"line", to_hex(with_luminance(brand, 0.62))}};
    }
    std::string css;
    for (const auto& [name, value] : values)
        css += std::string("--pub-") + name + ":" + value + ";";
    return css;
}

} // namespace

std::array<Colour, 16> brand_steps(const Colour& brand, bool dark)
{
    static constexpr std::array<std::array<double, 11>, 2> targets = {
        {{1, 0.9, 1, 0.81, 0.7, 0.59, 0.5, 0.19, 0.11, 0.11, 0.0245},
         {0.009, 0.014, 0.021, 0.027, 0.036, 0.056, 0.08, 0.22, 0.39, 0.39, 0.84}}};
    std::array<Colour, 16> steps;
    const Colour ground = dark ? softened(brand) : brand;
    for (std::size_t i = 0; i < 11; ++i)
        steps[i] = rounded(with_luminance(ground, targets[dark ? 1 : 0][i]));
    double level = lightness(brand);
    if (dark) level = level <= 30 ? 70 : 100 - level;
    const double step = (level <= 30 || (level >= 49 && level <= 65)) ? -8 : 8;
    const Colour base = dark ? rounded(with_luminance(brand, luminance_of_lightness(level))) : brand;
    steps[11] = base;
    steps[12] = rounded(with_luminance(brand, luminance_of_lightness(level - step)));
    steps[13] = rounded(with_luminance(brand, luminance_of_lightness(level - 2 * step)));
    const bool on_white = contrast(base, white) >= contrast(base, black);
    const double own = lightness(base);
    const double away = (own <= 40 || own >= 60) ? 60 : 50;
    steps[14] = rounded(with_luminance(base, luminance_of_lightness(on_white ? own + away : own - away)));
    steps[15] = on_white ? white : black;
    return steps;
}

std::string brand_css(std::string_view brand_colour)
{
    const Colour brand = parse_colour(brand_colour).value_or(Colour{0x0b, 0x5d, 0x3b});
    const std::string light = accent_block(brand, false);
    const std::string dark = accent_block(brand, true);
    return ":root,[data-color-scheme]{" + light + "}\n" +
           "@media (prefers-color-scheme:dark){[data-color-scheme=\"auto\"]{" + dark + "}}\n" +
           "[data-color-scheme=\"dark\"]{" + dark + "}\n" + ":root{" + public_block(brand, false) +
           "}\n@media (prefers-color-scheme:dark){:root{" + public_block(brand, true) + "}}\n";
}

} // namespace dosah::web
