// SPDX-License-Identifier: EUPL-1.2
// What comes back for a person's messages once the person is erased.
#include "responses/understand.h"
#include "tests/unit/web/late_town.h"

using namespace dosah;
using namespace dosah::tests;

namespace {

/// Jana had a mail and Petr an SMS, whose references are known; then both are erased.
struct ErasedTown : LateTown
{
    explicit ErasedTown(StoreKind kind) : LateTown(kind)
    {
        mail_reference = reference_of(jana);
        attempt = attempt_of(petr);
        envelope = attempt_of(jana);
    }

    std::string mail_reference;
    std::string attempt;
    std::string envelope;
};

} // namespace

TEST_CASE("a delivery notice that comes after its person was erased is kept nowhere, however it names the message")
{
    ErasedTown town(every_store());
    const std::string action = GENERATE("failed", "delayed", "delivered");
    CAPTURE(action);
    town.erase(town.jana);
    const auto before = town.kept();
    const std::string verp = "posta+b." + town.mail_reference + "@lipova.test";
    REQUIRE(campaigns::bounce_address("posta@lipova.test", town.mail_reference) == verp);
    town.report(verp, action, "", "");
    town.report("posta@lipova.test", action, town.envelope, "");
    town.report("posta@lipova.test", action, "",
                "Message-ID: <" + town.mail_reference + "@lipova.test>\r\nTo: jana@posta.test\r\n\r\n");
    town.mail("MAILER-DAEMON@jinde.test", verp, "jana@posta.test: host mx said: 550 5.1.1 unknown user");
    CHECK(town.kept() == before);
    CHECK(town.inbox().empty());
    // One that names nothing of ours waits for a person as ever.
    town.report("posta@lipova.test", "failed", "", "Message-ID: <" + std::string(32, 'a') + "@lipova.test>\r\n\r\n");
    CHECK(town.inbox().size() == 1);
}

TEST_CASE("a machine's reply for somebody who was erased is kept nowhere, what they write themselves is")
{
    ErasedTown town(every_store());
    town.erase(town.jana);
    const auto before = town.kept();
    const std::string about = "In-Reply-To: <" + town.mail_reference + "@lipova.test>\r\n";
    town.mail("jana@posta.test", "posta@lipova.test", "Jsem do pátku na dovolené, Jana Vzorová.",
              about + "Auto-Submitted: auto-replied\r\n");
    CHECK(town.kept() == before);
    town.mail("jana@posta.test", "posta@lipova.test", "Kdo vám dal mou adresu?", about);
    CHECK(town.inbox().size() == 1);
}

TEST_CASE("a receipt that comes after its person was erased keeps status and code and is not set aside")
{
    ErasedTown town(every_store());
    town.erase(town.petr);
    channel::InboundItem item{channel::InboundKind::receipt, "late", "id:1 to:+420601000002 text:Dobry den, Petre", {}};
    item.fields = {{"attempt", town.attempt}, {"status", "delivered"}, {"code", "DELIVRD"}};
    town.take(town.sms_account, item);
    CHECK(town.text("SELECT state FROM inbound_items") == "done");
    CHECK(town.text("SELECT raw_base64 FROM inbound_items").empty());
    CHECK_THAT(town.text("SELECT fields FROM inbound_items"),
               Catch::Contains("DELIVRD") && !Catch::Contains(town.attempt));
    CHECK(town.message_state(town.petr) == "accepted");
}

TEST_CASE("a notice that is being read while its person is erased is kept nowhere")
{
    ErasedTown town(every_store());
    // Read by the interpreter before the erasure, acted on after it.
    town.intake->take(town.mail_account, [&] {
        channel::InboundItem item;
        item.kind = channel::InboundKind::email;
        item.raw = "From: <MAILER-DAEMON@jinde.test>\r\nTo: <posta+b." + town.mail_reference +
                   "@lipova.test>\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\n<jana@posta.test>: host "
                   "mx.posta.test said: 550 5.1.1 unknown user\r\n";
        item.provider_key = "INBOX/1/1";
        return item;
    }());
    const auto id = town.number("SELECT id FROM inbound_items");
    const auto stored = town.stored(id);
    const auto understood = responses::understand(*town.services, lexicons(), stored);
    CHECK(understood.contact_id == town.jana);
    town.erase(town.jana);
    store::Transaction transaction(town.database());
    responses::act(*town.services, transaction.session(), understood, town.clock.now());
    transaction.commit();
    CHECK(town.kept() == 0);
    CHECK(town.number("SELECT COUNT(*) FROM message_moves WHERE remote_text <> ''") == 0);
}

TEST_CASE("whom a notice is about is known before it is acted on, also where only the returned mail says so")
{
    ErasedTown town(every_store());
    const auto stored_of = [&](const std::string& envelope_id, const std::string& original) {
        town.report("posta@lipova.test", "delayed", envelope_id, original);
        return town.stored(town.number("SELECT MAX(id) FROM inbound_items"));
    };
    const auto by_envelope = stored_of(town.envelope, "");
    CHECK(responses::understand(*town.services, lexicons(), by_envelope).contact_id == town.jana);
    const auto by_original = stored_of("", "Message-ID: <" + town.mail_reference + "@lipova.test>\r\n\r\n");
    CHECK(responses::understand(*town.services, lexicons(), by_original).contact_id == town.jana);
}
