// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/error.h"
#include "web/exchange.h"

namespace dosah::web {

/// The one place where a kind of error becomes an HTTP status.
int status_of(ErrorKind kind);

/// A friendly page in the reader's language: the console's when somebody is signed in (then with the detail), else a
/// recipient's, which tells nothing of what is there and what is not.
Response error_page(Exchange& exchange, ErrorKind kind, const std::string& detail = "");

/// 404 for a link that opens nothing; counts against the client.
Response unknown_link_page(Exchange& exchange);
/// For links of test messages (campaigns/test_send.h): says that in a real one somebody's page opens here.
Response test_link_page(Exchange& exchange);
Response too_many_page(Exchange& exchange);   ///< 429
Response stale_form_page(Exchange& exchange); ///< 403: the form's token does not fit
Response evaluator_page(Exchange& exchange);  ///< 403: evaluators see protected figures only

} // namespace dosah::web
