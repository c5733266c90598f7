// SPDX-License-Identifier: EUPL-1.2
#include "mime/gmime_setup.h"

#include <mutex>

namespace dosah::mime {

namespace {

void say_nothing(const char*, GLogLevelFlags, const char*, void*) {}

} // namespace

void set_up_gmime()
{
    static std::once_flag once;
    std::call_once(once, [] {
        constexpr auto levels =
            static_cast<GLogLevelFlags>(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE);
        for (const char* domain : {"gmime", "GMime", "GLib", "GLib-GObject"})
            g_log_set_handler(domain, levels, say_nothing, nullptr);
        g_mime_init();
    });
}

} // namespace dosah::mime
