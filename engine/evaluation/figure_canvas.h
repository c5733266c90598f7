// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/figure.h"

#include <string>

/// Pieces of SVG, private to figure_*.cpp. Lengths are pixels of a picture 720 wide, which is what fits an A4 page.
namespace dosah::evaluation::svg {

inline constexpr double width = 720;

// Against white: ink 15.9, muted 7.0, strong 9.6; grid lines carry no meaning.
inline constexpr const char* ink = "#1a1f29";
inline constexpr const char* muted = "#4a5568";
inline constexpr const char* strong = "#12477d";
inline constexpr const char* grid = "#cbd2dc";
inline constexpr const char* pale = "#eef2f7";

/// A length with at most two decimals, whatever the process locale.
std::string number(double value);

enum class Anchor { start, middle, end };

std::string line(double x1, double y1, double x2, double y2, const char* stroke, double thick, const char* dashes = "");
std::string rect(double x, double y, double w, double h, const std::string& fill, const char* stroke = "");
std::string text(double x, double y, const std::string& content, Anchor anchor = Anchor::start, bool bold = false,
                 const char* fill = ink);

/// The picture with title, description and what the pieces need; `pieces` may fill with hatching(words).
std::string picture(const FigureWords& words, double height, const std::string& pieces);
/// The fill of the picture's diagonal pattern.
std::string hatching(const FigureWords& words);

} // namespace dosah::evaluation::svg
