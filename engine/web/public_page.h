// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/definition.h"
#include "web/exchange.h"

namespace dosah::web {

/// The language of a recipient's page: ?lang= if we have it, else what is given, else the browser's.
std::string public_locale(const Exchange& exchange, const std::string& preferred);

/// The text in the locale, its stand-ins, or whichever there is.
std::string localised(const campaigns::Localised& texts, const std::string& locale);

/// The languages of a page that belongs to no campaign, whose texts would tell: what the country's people read, and the
/// one that is shown.
std::vector<std::string> page_languages(const organisations::Organisation& organisation, const std::string& shown);

/// What every recipient's page needs: texts, organisation (may be null), title, languages. `self` is the path that the
/// language links lead to; "" shows none.
content::View public_view(const Exchange& exchange, const organisations::Organisation* organisation,
                          const std::string& title, const std::string& self, const std::string& locale = "",
                          const std::vector<std::string>& languages = {});

Response public_response(const Exchange& exchange, const std::string& name, const content::View& view,
                         int status = 200);

} // namespace dosah::web
