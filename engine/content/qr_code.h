// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::content {

/// A QR code (ISO/IEC 18004) as an SVG element of one path, with the quiet zone of four modules that readers want; its
/// size is the style sheet's matter (class "qr"). Error correction at least M, so that a fold or a stain does no harm;
/// `label` is read out instead. Throws Error(input) when the text is too long for one (some 2,300 bytes). Any thread.
std::string qr_code_svg(std::string_view text, const std::string& label);

} // namespace dosah::content
