// SPDX-License-Identifier: EUPL-1.2
// What becomes of a message for several people once one of them is erased.
#include "responses/corrections.h"
#include "tests/unit/responses/shared_mailbox.h"
#include "tests/unit/web/late_town.h"

using namespace dosah;
using namespace dosah::tests;

namespace {

/// Jana's message had Eva's links too.
struct SharingTown : LateTown
{
    explicit SharingTown(StoreKind kind)
        : LateTown(kind), eva(share_mailbox(*this)), reference(reference_of(jana)), attempt(attempt_of(jana)),
          message(number("SELECT id FROM messages WHERE contact_id = $1", {jana}))
    {
        database().session().run("UPDATE messages SET attempts = 1 WHERE id = $1", {message});
    }

    void reply(const std::string& to, const std::string& words)
    {
        mail("jana@posta.test", to, words, "In-Reply-To: <" + reference + "@lipova.test>\r\n");
    }
    /// The report names the message as one of the ways allows.
    void report_by(const std::string& way, const std::string& action)
    {
        const std::string original = "Message-ID: <" + reference + "@lipova.test>\r\n\r\n";
        if (way == "address")
            report(campaigns::bounce_address("posta@lipova.test", reference), action, "", "");
        else
            report("posta@lipova.test", action, way == "envelope" ? attempt : "", way == "original" ? original : "");
    }
    std::string state() { return text("SELECT state FROM messages WHERE id = $1", {message}); }

    std::int64_t eva;
    std::string reference;
    std::string attempt;
    std::int64_t message;
};

} // namespace

TEST_CASE("a bounce of a message for several counts for those who are left, and its words are kept nowhere")
{
    SharingTown town(every_store());
    const std::string way = GENERATE("address", "envelope", "original");
    CAPTURE(way);
    town.erase(town.jana);
    const auto before = town.kept();
    town.report_by(way, "failed");
    CHECK(town.state() == "bounced");
    CHECK(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK(town.kept() == before);
    CHECK(town.number("SELECT COUNT(*) FROM message_moves WHERE remote_text <> ''") == 0);
    CHECK(town.number("SELECT COUNT(*) FROM attempts WHERE outcome_text <> ''") == 0);
}

TEST_CASE("what comes back for a message for several counts for nobody once all of them are erased")
{
    SharingTown town(every_store());
    const std::string way = GENERATE("address", "envelope", "original");
    CAPTURE(way);
    town.erase(town.jana);
    town.erase(town.eva);
    town.report_by(way, "failed");
    CHECK(town.state() == "accepted");
    CHECK_FALSE(town.suppressed(Channel::email, "jana@posta.test"));
    CHECK(town.kept() == 0);
}

TEST_CASE("a receipt of a message for several counts for those who are left, without its words")
{
    SharingTown town(every_store());
    town.erase(town.jana);
    channel::InboundItem item{channel::InboundKind::receipt, "late", "text:Jana a Eva", {}};
    item.fields = {{"attempt", town.attempt}, {"status", "failed"}, {"code", "UNDELIV"}};
    town.take(town.sms_account, item);
    CHECK(town.state() == "failed");
    CHECK(town.text("SELECT state FROM inbound_items") == "done");
    CHECK(town.text("SELECT raw_base64 FROM inbound_items").empty());
    CHECK(town.number("SELECT COUNT(*) FROM message_moves WHERE remote_text <> ''") == 0);
}

TEST_CASE("a reply to a message that was for several stays nobody's answer when one of them is erased")
{
    SharingTown town(every_store());
    const bool carrier = GENERATE(true, false);
    town.erase(carrier ? town.jana : town.eva);
    town.reply("posta@lipova.test", "Ano");
    CHECK(town.answer(carrier ? town.eva : town.jana).empty());
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id IS NULL AND handled_at IS NULL") == 1);
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id IS NOT NULL") == 0);
}

TEST_CASE("what somebody said about a message that another one carried is theirs, also when that one is erased")
{
    SharingTown town(every_store());
    town.reply(campaigns::reply_address(town.master, "posta@lipova.test", town.invitation(town.eva)), "Ano");
    REQUIRE(town.number("SELECT COUNT(*) FROM responses WHERE contact_id = $1 AND message_id = $2",
                        {town.eva, town.message}) == 1);
    town.reply("posta@lipova.test", "Můžeme přijít?"); // whose it is, nobody knows
    town.erase(town.jana);
    CHECK(town.answer(town.eva) == "yes");
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id = $1", {town.eva}) == 1);
    CHECK(town.inbox().size() == 1);
    town.erase(town.eva);
    CHECK(town.kept() == 0);
}

TEST_CASE("an address that is not theirs is taken out although who carried their links is erased")
{
    SharingTown town(every_store());
    town.erase(town.jana);
    responses::disown_on_page(*town.services, town.invitation(town.eva), "not_me", {}, Channel::email);
    CHECK(town.text("SELECT COALESCE(email, '') FROM contacts WHERE id = $1", {town.eva}).empty());
}
