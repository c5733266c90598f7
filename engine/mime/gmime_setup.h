// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <string>

namespace dosah::mime {

/// GMime keeps global tables: set up once in a process, whoever comes first; its warnings about ill-formed mail (which
/// is what people send) are not ours to print. Any thread.
void set_up_gmime();

template <typename T>
struct Unref
{
    void operator()(T* object) const { g_object_unref(object); }
};
/// Owns one reference to a GObject.
template <typename T>
using Owned = std::unique_ptr<T, Unref<T>>;

struct FreeG
{
    void operator()(char* text) const { g_free(text); }
};
/// Takes a string GLib handed over; "" for none.
inline std::string take(char* text)
{
    const std::unique_ptr<char, FreeG> owned(text);
    return text ? std::string(text) : std::string();
}

} // namespace dosah::mime
