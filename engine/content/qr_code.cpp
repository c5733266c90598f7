// SPDX-License-Identifier: EUPL-1.2
#include "content/qr_code.h"

#include "base/error.h"
#include "base/markup.h"

#include <qrcodegen.hpp>

namespace dosah::content {

namespace {

constexpr int quiet_zone = 4; // ISO/IEC 18004, 6.3.8

} // namespace

std::string qr_code_svg(std::string_view text, const std::string& label)
{
    using qrcodegen::QrCode;
    const auto code = [&] {
        try {
            return QrCode::encodeText(std::string(text).c_str(), QrCode::Ecc::MEDIUM);
        } catch (const qrcodegen::data_too_long&) {
            throw input_error("a text of " + std::to_string(text.size()) + " bytes is too long for a QR code");
        }
    }();
    std::string path;
    for (int y = 0; y < code.getSize(); ++y) {
        for (int x = 0; x < code.getSize(); ++x) {
            if (!code.getModule(x, y)) continue;
            int end = x + 1; // a run of dark modules is one rectangle: no hairlines between them on paper
            while (end < code.getSize() && code.getModule(end, y))
                ++end;
            path += "M" + std::to_string(x + quiet_zone) + " " + std::to_string(y + quiet_zone) + "h" +
                    std::to_string(end - x) + "v1h-" + std::to_string(end - x) + "z";
            x = end;
        }
    }
    const std::string side = std::to_string(code.getSize() + 2 * quiet_zone);
    return "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
           "\" role=\"img\" aria-label=\"" + escape_markup(label) +
           "\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path fill=\"#000\" "
           "d=\"" +
           path + "\"/></svg>";
}

} // namespace dosah::content
