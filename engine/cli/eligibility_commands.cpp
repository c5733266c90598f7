// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/eligibility.h"
#include "cli/campaign_words.h"
#include "cli/report_words.h"

namespace dosah::cli {

namespace {

int ineligible(Context& context, Words& words)
{
    const bool withdrawn = words.flag("withdraw");
    const std::string note = words.option("note").value_or("");
    std::string reason;
    if (!withdrawn) reason = words.required_option("reason");
    const std::string contact = words.required_option("contact");
    const Named named = read_named(context, words, true);
    const std::optional<std::int64_t> contact_id = whole_number(contact);
    if (!contact_id) throw input_error("--contact: write the number of a contact (dosah contacts show tells it)");
    const Instant now = context.clock().now();
    const std::int64_t organisation = named.organisation.id;
    store::Transaction transaction(context.database());
    store::Session& session = transaction.session();
    const auto invitation = campaigns::find_invitation_of(session, named.campaign.id, *contact_id);
    if (!invitation)
        throw missing_error("contact " + contact + " is not in the frozen audience of campaign " + named.campaign.key);
    const bool changed =
        withdrawn ? campaigns::withdraw_ineligible(session, organisation, *invitation, named.actor, now)
                  : campaigns::mark_ineligible(session, organisation, *invitation, reason, named.actor, now, note);
    transaction.commit();
    auto out = json::object();
    out->set("key", named.campaign.key);
    out->set("contact", *contact_id);
    out->set("ineligible", !withdrawn);
    out->set("changed", changed);
    print(context, named.as_json, out,
          "contact " + contact +
              (withdrawn ? (changed ? " belongs to the audience again" : " was not recorded as ineligible")
                         : (changed ? " counts as not eligible (NE) from now on" : " is recorded with that reason")));
    return 0;
}

} // namespace

std::vector<Command> eligibility_commands()
{
    return {
        {"campaign ineligible",
         "CAMPAIGN --org KEY --contact ID (--reason not_me|moved_away|duplicate|under_age|died|other [--note TEXT] | "
         "--withdraw) [--as NAME] [--json]",
         "Records that somebody should not have been invited: they get no more waves, and count as NE in reports.",
         ineligible},
    };
}

} // namespace dosah::cli
