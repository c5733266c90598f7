// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "mime/parse.h"

namespace dosah::mime {

/// What Outlook and Exchange wrap up in one part (winmail.dat, application/ms-tnef), by [MS-OXTNEF]: the text (as
/// text/plain, else text/html, else out of RTF), the answer to an invitation as text/calendar with METHOD:REPLY (out of
/// the message class, since there is no calendar file in it), and files as attachments. Texts are UTF-8. Nothing when
/// it is no TNEF; what is damaged ends the reading there. Takes no more memory than the input and 1 MiB for RTF.
///
/// Written here and not taken from libytnef: that one has a history of memory faults with malformed input, which
/// anybody can send us, and the six properties we need are a page of code.
std::optional<std::vector<Part>> read_tnef(std::string_view bytes);

/// Whether a part is one, by its type or, where that says nothing, its name.
bool is_tnef(const Part& part);

} // namespace dosah::mime
