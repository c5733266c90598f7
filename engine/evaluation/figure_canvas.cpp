// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/figure_canvas.h"

#include "base/markup.h"

#include <array>
#include <charconv>
#include <cmath>

namespace dosah::evaluation::svg {

std::string number(double value)
{
    const double rounded = std::round(value * 100) / 100;
    std::array<char, 40> buffer{};
    // -0 would be another text for the same place.
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded == 0 ? 0 : rounded);
    return {buffer.data(), end.ptr};
}

std::string line(double x1, double y1, double x2, double y2, const char* stroke, double thick, const char* dashes)
{
    std::string out = "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" +
                      number(y2) + "\" stroke=\"" + stroke + "\" stroke-width=\"" + number(thick) + "\"";
    if (*dashes != 0) out += std::string(" stroke-dasharray=\"") + dashes + "\"";
    return out + "/>";
}

std::string rect(double x, double y, double w, double h, const std::string& fill, const char* stroke)
{
    std::string out = "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(w) + "\" height=\"" +
                      number(h) + "\" fill=\"" + fill + "\"";
    if (*stroke != 0) out += std::string(" stroke=\"") + stroke + "\"";
    return out + "/>";
}

std::string text(double x, double y, const std::string& content, Anchor anchor, bool bold, const char* fill)
{
    std::string out = "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" fill=\"" + fill + "\"";
    if (anchor != Anchor::start)
        out += std::string(" text-anchor=\"") + (anchor == Anchor::middle ? "middle" : "end") + "\"";
    if (bold) out += " font-weight=\"600\"";
    return out + ">" + escape_markup(content) + "</text>";
}

std::string hatching(const FigureWords& words)
{
    return "url(#" + words.id + "-hatch)";
}

std::string picture(const FigureWords& words, double height, const std::string& pieces)
{
    const std::string& id = words.id;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"" + id + "-title " + id +
           "-desc\" viewBox=\"0 0 " + number(width) + " " + number(height) + "\" width=\"" + number(width) +
           "\" height=\"" + number(height) +
           "\" font-family=\"Inter, &quot;Segoe UI&quot;, &quot;DejaVu Sans&quot;, Arial, sans-serif\" "
           "font-size=\"13\"><title id=\"" +
           id + "-title\">" + escape_markup(words.title) + "</title><desc id=\"" + id + "-desc\">" +
           escape_markup(words.description) + "</desc><defs><pattern id=\"" + id +
           "-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">" +
           rect(0, 0, 6, 6, pale) + line(0, 0, 0, 6, "#a9b4c4", 1.4) + "</pattern></defs>" +
           rect(0, 0, width, height, "#ffffff") + pieces + "</svg>";
}

} // namespace dosah::evaluation::svg
