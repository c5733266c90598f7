// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/renderer.h"

#include <string>

namespace dosah::content {

/// Plain paragraphs (an empty line between them) as a view for a layout: each has `text` (its lines joined by LF) and
/// `lines`; a line has `pieces`, each a `text` with `url` (empty, or the https address that the piece is) and
/// `is_last`.
ViewList to_paragraphs(const std::string& body);

} // namespace dosah::content
