// SPDX-License-Identifier: EUPL-1.2
#include "connectors/post/post.h"

#include "base/error.h"

namespace dosah::connectors {

const channel::ConnectorKind& post_kind()
{
    static const channel::ConnectorKind kind = [] {
        channel::ConnectorKind made;
        made.name = "post";
        made.settings = {
            {"sender", "", "return address on one line: stands above the recipient's, and reply slips go there", true},
            {"window", "left", "where the envelope's window is: left (usual in Norway), right (usual in Czechia)"},
        };
        made.make = [](const channel::AccountSettings& account) {
            const channel::ConnectorKind& own = post_kind();
            channel::check_settings(own, account);
            const std::string window = channel::setting(own, account, "window");
            if (window != "left" && window != "right")
                throw input_error("connector post: window: \"" + window + "\" is neither left nor right");
            return channel::Transport();
        };
        return made;
    }();
    return kind;
}

} // namespace dosah::connectors
