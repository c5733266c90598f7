// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string_view>

namespace dosah::store {

struct EmbeddedFile
{
    std::string_view name;
    std::string_view text;
};

/// The files of engine/store/migrations in name order; written by cmake/embed.cmake.
std::span<const EmbeddedFile> embedded_migrations();

} // namespace dosah::store
