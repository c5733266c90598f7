// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/phone_list.h"

#include <string>
#include <vector>

namespace dosah::responses {

/// What a caller says, in a language that people of the campaign read.
struct PhoneScript
{
    std::string locale;
    std::vector<std::string> lines;
};
/// In the organisation's language first, then in each other one that the event has a title in.
std::vector<PhoneScript> phone_scripts(const campaigns::Services& services, const campaigns::Campaign& campaign,
                                       const organisations::Organisation& organisation);

/// The list on paper: an HTML document for A4 with the scripts and boxes to tick, in the caller's locale.
std::string phone_sheet_html(const campaigns::Services& services, const campaigns::Campaign& campaign,
                             const organisations::Organisation& organisation, const std::string& locale,
                             const std::vector<PersonToCall>& people);

/// The list as CSV (RFC 4180, a header line): contact,name,phone,locale,why,calls,last_result,call_after. A value that
/// a spreadsheet would take for a formula gets an apostrophe before it.
std::string phone_sheet_csv(const std::vector<PersonToCall>& people);

} // namespace dosah::responses
