// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/lexicon.h"

namespace dosah::tests {

/// The project's own words, read once; tests run in its folder.
inline const responses::Lexicons& lexicons()
{
    static const responses::Lexicons read("locales/lexicon");
    return read;
}

} // namespace dosah::tests
