// SPDX-License-Identifier: EUPL-1.2
// The templates and texts that ship, read once a program.
#pragma once

#include "content/catalog.h"
#include "content/renderer.h"

namespace dosah::tests {

inline const content::Templates& templates()
{
    static const content::Templates shipped("templates");
    return shipped;
}

inline const content::Catalogs& catalogs()
{
    static const content::Catalogs shipped("locales");
    return shipped;
}

} // namespace dosah::tests
