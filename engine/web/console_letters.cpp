// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/letters.h"
#include "campaigns/short_code.h"
#include "web/console_page.h"
#include "web/pages.h"
#include "web/said_by_hand.h"

namespace dosah::web {

namespace {

constexpr std::size_t printed_at_once = 500; // a browser shows and prints them as one page

std::string page_of(const campaigns::Campaign& campaign)
{
    return "/campaigns/" + std::to_string(campaign.id) + "/letters";
}

content::View print_row(const Exchange& exchange, const campaigns::Campaign& campaign,
                        const campaigns::LetterPrint& print)
{
    content::View row;
    row.set("url", page_of(campaign) + "/" + std::to_string(print.id));
    row.set("title", exchange.text("console.letters.print", {{"print", print.id}, {"count", print.letters}}));
    row.set("at", moment_text(exchange, print.at));
    row.set("iso", to_iso(print.at));
    return row;
}

/// Throws Error(input) for a code that is not of this campaign.
campaigns::Invitation invitation_of(const Exchange& exchange, store::Session& session,
                                    const campaigns::Campaign& campaign)
{
    const auto found =
        campaigns::find_invitation_by_code(session, exchange.shared.services().master, exchange.field("code"));
    if (!found || found->campaign_id != campaign.id) throw input_error(exchange.text("console.letters.no_code"));
    return *found;
}

std::string notice_of(const Exchange& exchange)
{
    const std::string done = exchange.query("done");
    if (done == "slip") return exchange.text("console.letters.slip_done");
    if (done == "closed") return exchange.text("console.letters.slip_closed");
    if (done == "back") return exchange.text("console.letters.back_done");
    return done == "none" ? exchange.text("console.letters.none") : "";
}

} // namespace

Response show_letters(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    campaigns::LetterStatus status;
    {
        store::Session session = exchange.shared.database().session();
        status = campaigns::letter_status(session, campaign);
    }
    content::View view = console_view(exchange, exchange.text("console.label.letters"), "campaigns");
    set_campaign(view, exchange, campaign);
    const std::string notice = notice_of(exchange);
    view.set("has_notice", !notice.empty());
    view.set("notice", notice);
    view.set("waiting", exchange.text("console.letters.waiting", {{"count", status.waiting}}));
    view.set("has_to_come", status.to_come > 0);
    view.set("to_come", exchange.text("console.letters.to_come", {{"count", status.to_come}}));
    const bool can_print = status.waiting > 0 && (campaign.state == campaigns::State::running ||
                                                  campaign.state == campaigns::State::finished);
    view.set("can_print", can_print);
    view.set("many", status.waiting > static_cast<std::int64_t>(printed_at_once));
    view.set("many_text",
             exchange.text("console.letters.many", {{"count", static_cast<std::int64_t>(printed_at_once)}}));
    content::ViewList prints;
    for (const campaigns::LetterPrint& print : status.prints)
        prints.push_back(print_row(exchange, campaign, print));
    view.set("has_prints", !prints.empty());
    view.set("prints", std::move(prints));
    return said_response(exchange, "console/letters.html", view);
}

Response print_letters_form(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    const campaigns::Printed printed =
        campaigns::print_letters(exchange.shared.services(), campaign, printed_at_once, exchange.actor(), nullptr);
    if (printed.letters == 0) return redirect(page_of(campaign) + "?done=none");
    return redirect(page_of(campaign) + "/" + std::to_string(printed.print_id));
}

Response show_letter_print(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    const std::int64_t print = exchange.number("print");
    std::string document;
    campaigns::write_print(exchange.shared.services(), campaign, print, exchange.locale(),
                           [&](std::string_view piece) { document += piece; });
    campaigns::note_shown(exchange.shared.services(), campaign, print, exchange.actor());
    return html_response(std::move(document), Policy::mail);
}

Response record_slip_form(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    if (exchange.field("came_back") == "yes") {
        campaigns::letter_came_back(exchange.shared.services(), campaign.organisation_id, exchange.field("code"),
                                    exchange.actor());
        return redirect(page_of(campaign) + "?done=back");
    }
    const responses::ByHand said = read_said(exchange, "letter");
    store::Transaction transaction(exchange.shared.database());
    const auto invitation = invitation_of(exchange, transaction.session(), campaign);
    const bool taken =
        responses::record_by_hand(transaction.session(), invitation, said, exchange.actor(), exchange.shared.now());
    transaction.commit();
    if (exchange.shared.site.planned) exchange.shared.site.planned();
    return redirect(page_of(campaign) + "?done=" + (taken ? "slip" : "closed"));
}

} // namespace dosah::web
