// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/error.h"
#include "campaigns/invitation.h"
#include "contacts/suppression.h"
#include "responses/inbox.h"
#include "responses/intake.h"
#include "responses/interpret.h"
#include "tests/support/every_store.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"
#include "tests/unit/responses/lexicons.h"

#include <catch2/catch.hpp>

namespace dosah::tests {

using channel::Channel;

/// A town whose campaign went out to Jana by mail and to Petr by SMS, and a door for what comes back.
struct AnsweredTown : CampaignTown
{
    explicit AnsweredTown(StoreKind kind) : CampaignTown(kind)
    {
        jana = add({"Jana", "Vzorová", "jana@posta.test", "+420601000001"});
        petr = add({"Petr", "Vzorový", "", "+420601000002"});
        campaign = run(load());
        database().session().run("UPDATE messages SET state = 'accepted' WHERE state = 'queued'");
        tests::follow_states(database().session());
        mail_account = number("SELECT id FROM connector_accounts WHERE key = 'post'");
        sms_account = number("SELECT id FROM connector_accounts WHERE key = 'sms'");
        intake.emplace(database(), clock, (spool.path() / "spool").string(), [] {});
    }

    void mail(const std::string& from, const std::string& to, const std::string& text, const std::string& headers = "")
    {
        channel::InboundItem item;
        item.kind = channel::InboundKind::email;
        item.raw = "From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: Re\r\n" + headers +
                   "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n";
        item.provider_key = "INBOX/1/" + std::to_string(++uid);
        take(mail_account, item);
    }

    void sms(const std::string& from, const std::string& text)
    {
        channel::InboundItem item;
        item.kind = channel::InboundKind::sms;
        item.raw = text;
        item.fields = {{"from", from}, {"to", "900123"}};
        item.provider_key = "sms" + std::to_string(++uid);
        take(sms_account, item);
    }

    void take(std::int64_t account, const channel::InboundItem& item)
    {
        intake->take(account, item);
        clock.advance(std::chrono::seconds(1));
        responses::interpret_new(*services, lexicons(), 100);
    }

    std::string answer(std::int64_t contact)
    {
        const store::Rows rows =
            database().session().query("SELECT answer FROM invitations WHERE contact_id = $1", {contact});
        return rows.optional_text(0, 0).value_or("");
    }

    std::string message_state(std::int64_t contact)
    {
        return text("SELECT state FROM messages WHERE contact_id = $1 AND purpose = 'wave'", {contact});
    }

    campaigns::Invitation invitation(std::int64_t contact)
    {
        store::Session session = database().session();
        return campaigns::open_invitations(session, organisation.id, contact).at(0);
    }

    std::string reply_to(std::int64_t contact)
    {
        return campaigns::reply_address(master, "posta@lipova.test", invitation(contact));
    }

    bool suppressed(Channel channel, const std::string& address)
    {
        store::Session session = database().session();
        return contacts::find_suppression(session, organisation.id, channel, address).has_value();
    }

    std::vector<responses::InboxItem> inbox()
    {
        store::Session session = database().session();
        return responses::inbox(session, organisation.id, 100).items;
    }

    TemporaryFolder spool;
    std::optional<responses::Intake> intake;
    campaigns::Campaign campaign;
    std::int64_t jana = 0;
    std::int64_t petr = 0;
    std::int64_t mail_account = 0;
    std::int64_t sms_account = 0;
    int uid = 0;
};

} // namespace dosah::tests
