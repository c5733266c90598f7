// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/error.h"
#include "web/brand.h"
#include "web/pages.h"

namespace dosah::web {

Response serve_asset(Exchange& exchange)
{
    return exchange.shared.assets.serve(exchange.request, exchange.parameter("path"));
}

Response serve_theme(Exchange& exchange)
{
    const std::string& file = exchange.parameter("file");
    if (!file.ends_with(".css")) throw missing_error("no such theme");
    const std::string name = file.substr(0, file.size() - 4);
    const std::string css = brand_css(
        name == default_theme ? std::string()
                              : organisations::find_organisation(exchange.shared.database(), name).brand_colour);
    return cacheable(exchange.request, css, "text/css; charset=utf-8", sha256_hex(css).substr(0, 16));
}

Response serve_robots(Exchange&)
{
    return text_response("User-agent: *\nDisallow: /\n", "text/plain; charset=utf-8");
}

} // namespace dosah::web
