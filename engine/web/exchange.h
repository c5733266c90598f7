// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/shared_figures.h"
#include "content/renderer.h"
#include "delivery/figures.h"
#include "organisations/organisation.h"
#include "organisations/user.h"
#include "web/assets.h"
#include "web/metrics.h"
#include "web/rate_limit.h"
#include "web/request.h"
#include "web/response.h"
#include "web/server.h"

#include <map>
#include <optional>
#include <string>

namespace dosah::web {

/// What all requests share. Any thread.
struct Shared
{
    explicit Shared(Site given);

    Site site;
    Assets assets;
    RateLimit wrong_tokens;       ///< links that open nothing, by client
    RateLimit sign_ins;           ///< attempts that failed, by client
    RateLimit wrong_codes;        ///< short codes that are nobody's, by client
    RateLimit wrong_codes_of_all; ///< likewise, of all clients together
    RateLimit door_visits;        ///< by client; a hall's visitors may share one
    RateLimit door_visits_of_all; ///< by event, of all clients together; its size is 1 (visits_to_expect)
    /// Of the outbox, for /metrics.
    SharedFigures<int, delivery::Figures> figures;
    /// Of campaigns, by (organisation, campaign), for everybody who looks at their pages.
    SharedFigures<std::pair<std::int64_t, std::int64_t>, campaigns::Counts> counts;
    std::map<std::string, content::View> console_labels; ///< locale -> t_... names for console templates
    std::map<std::string, content::View> public_labels;

    campaigns::Services& services() const { return site.services; }
    store::Database& database() const { return site.services.database; }
    Instant now() const { return site.services.clock.now(); }
};

/// One request on its way to its page.
struct Exchange
{
    Shared& shared;
    const Request& request;
    std::map<std::string, std::string> parameters; ///< the parts of the path that the route names
    std::map<std::string, std::string> form;
    std::string session_id; ///< as the cookie says; checked where `user` is set
    std::optional<organisations::User> user;
    std::optional<organisations::Organisation> organisation; ///< the user's

    const std::string& parameter(const std::string& name) const { return parameters.at(name); }
    /// A parameter that must be a positive number; throws Error(missing).
    std::int64_t number(const std::string& name) const;
    std::string query(const std::string& name) const; ///< "" when it is not there
    std::string field(const std::string& name) const; ///< of the form; "" when it is not there
    /// Of the signed-in user, else of the browser, else the first that content/ has.
    std::string locale() const;
    std::string text(const std::string& key, const content::Arguments& arguments = {}) const;
    std::string actor() const; ///< "user:3", for the audit log
};

/// The address of the organisation's style sheet, with its hash.
std::string theme_url(const organisations::Organisation& organisation);
/// That of pages without one. No organisation can have its name: keys have no underscore.
std::string default_theme_url();
inline constexpr const char* default_theme = "_";

} // namespace dosah::web
