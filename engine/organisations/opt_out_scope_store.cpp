// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "organisations/opt_out_scope.h"
#include "organisations/organisation.h"

namespace dosah::organisations {

std::string_view to_string(OptOutScope scope)
{
    return scope == OptOutScope::all ? "all" : "channel";
}

OptOutScope opt_out_scope_from(const std::string& word)
{
    if (word == "all") return OptOutScope::all;
    if (word == "channel") return OptOutScope::channel;
    throw input_error("an opt-out covers all or channel, not \"" + word + "\"");
}

OptOutScope opt_out_scope(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query("SELECT opt_out_covers FROM organisations WHERE id = $1", {organisation_id});
    if (rows.empty()) throw missing_error("no organisation with id " + std::to_string(organisation_id));
    return opt_out_scope_from(rows.text(0, 0));
}

void set_opt_out_scope(store::Database& database, const Clock& clock, const std::string& actor,
                       std::int64_t organisation_id, OptOutScope scope)
{
    store::Transaction transaction(database);
    transaction->run("UPDATE organisations SET opt_out_covers = $1 WHERE id = $2",
                     {std::string(to_string(scope)), organisation_id});
    audit(transaction.session(), clock.now(),
          {organisation_id, actor, "organisation.opt_out_covers", "organisation", organisation_id,
           std::string(to_string(scope))});
    transaction.commit();
}

} // namespace dosah::organisations
