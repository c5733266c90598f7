// SPDX-License-Identifier: EUPL-1.2
#include "web/console_notice.h"

#include <algorithm>

namespace dosah::web {

void set_notice(content::View& view, const Exchange& exchange, const std::string& prefix,
                std::initializer_list<std::string_view> words)
{
    const std::string done = exchange.query("done");
    const bool known = std::ranges::find(words, done) != words.end();
    view.set("has_notice", known);
    view.set("notice", known ? exchange.text(prefix + done) : std::string());
    view.set("notice_colour", std::string(done == "conflict" || done == "nobody" ? "warning" : "success"));
}

} // namespace dosah::web
