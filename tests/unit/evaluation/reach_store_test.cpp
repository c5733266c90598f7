// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/reach.h"
#include "evaluation/reach_store.h"
#include "history.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

const Instant frozen = from_iso("2026-10-01T08:00:00Z");
const Instant closing = from_iso("2026-11-01T08:00:00Z");
const Instant always = from_iso("2100-01-01");

StoreKind every_store()
{
    return GENERATE(StoreKind::sqlite, StoreKind::postgresql);
}

/// The definitions of reach.h once more, person by person.
ReachCount meaning(const Guest& guest, Instant until)
{
    const bool attended = guest.attended_at && *guest.attended_at <= until;
    const bool acted = attended || (guest.answer && *guest.answered_at <= until) ||
                       std::any_of(guest.replies.begin(), guest.replies.end(), [&](const Reply& reply) {
                           return reply.at <= until && (reply.kind == "answer" || reply.kind == "text" ||
                                                        (reply.kind == "calendar_reply" && reply.answer));
                       });
    bool handed = false;
    bool delivered = false;
    bool doubtful = false;
    for (const SentMessage& message : guest.messages) {
        if (message.purpose != "wave") continue;
        const std::string& state = message.state;
        handed = handed || state == "accepted" || state == "delivered" || state == "assumed_sent" ||
                 ((state == "bounced" || state == "failed") && message.handed);
        delivered = delivered || state == "delivered";
        doubtful = doubtful || state == "in_doubt";
    }
    ReachCount out{"", guest.prior, 1, 0, 0, 0, 0, 0};
    out.sent = acted || handed;
    out.delivered = acted || delivered;
    out.reached = acted;
    out.attended = attended;
    out.in_doubt = doubtful && !handed && !acted;
    return out;
}

using Table = std::map<std::pair<std::string, std::string>, std::vector<std::int64_t>>;

void add(Table& table, const std::string& group, const ReachCount& count)
{
    auto& cell = table[{group, count.prior}];
    const std::vector<std::int64_t> more = {count.audience, count.sent,     count.delivered,
                                            count.reached,  count.attended, count.in_doubt};
    cell.resize(more.size());
    std::transform(cell.begin(), cell.end(), more.begin(), cell.begin(), std::plus<>());
}

/// The one person of a campaign, counted by SQL.
ReachCount count_one(store::Database& database, const Guest& guest)
{
    static int campaigns = 0;
    store::Session session = database.session();
    const Hosting hosting = store_campaign(session, "{}", frozen, std::nullopt, "town" + std::to_string(++campaigns));
    store_guest(session, hosting, guest);
    const auto counts = count_reach(session, hosting.campaign, always);
    REQUIRE(counts.size() == 2); // everybody, and those in no group
    CHECK(counts[1].group == without_group);
    return counts[0];
}

Guest with_message(const std::string& state, bool handed, const std::string& purpose = "wave")
{
    Guest out;
    out.messages.push_back({purpose, state, handed});
    return out;
}

Guest with_reply(const std::string& kind, const std::string& channel)
{
    Guest out;
    out.replies.push_back({kind, std::nullopt, channel, frozen});
    return out;
}

} // namespace

TEST_CASE("sent means handed over: refused beforehand is not sent, bounced afterwards is")
{
    TestStore store(every_store());
    const auto sent = [&](const std::string& state, bool handed, const std::string& purpose = "wave") {
        return count_one(store.database(), with_message(state, handed, purpose)).sent;
    };
    for (const char* state : {"accepted", "delivered", "assumed_sent"})
        CHECK(sent(state, true) == 1);
    CHECK(sent("bounced", true) == 1);
    CHECK(sent("failed", true) == 1);
    CHECK(sent("bounced", false) == 0);
    CHECK(sent("failed", false) == 0);
    for (const char* state : {"planned", "queued", "claimed", "handed", "expired", "skipped", "in_doubt"})
        CHECK(sent(state, true) == 0);
    CHECK(sent("delivered", true, "confirmation") == 0);
}

TEST_CASE("only a message reported delivered, or an act, counts as delivered")
{
    TestStore store(every_store());
    CHECK(count_one(store.database(), with_message("accepted", true)).delivered == 0);
    CHECK(count_one(store.database(), with_message("delivered", true)).delivered == 1);
    Guest answered = with_message("accepted", true);
    answered.answer = "no";
    answered.answered_at = frozen;
    CHECK(count_one(store.database(), answered).delivered == 1);
}

TEST_CASE("an answer, own words and coming are acts; machines, clicks and opt-outs are not")
{
    TestStore store(every_store());
    const auto reached = [&](const Guest& guest) { return count_one(store.database(), guest).reached; };
    for (const char* answer : {"yes", "no", "maybe"}) {
        Guest guest;
        guest.answer = answer;
        guest.answered_at = frozen;
        CHECK(reached(guest) == 1);
    }
    CHECK(reached(with_reply("text", "sms")) == 1);
    CHECK(reached(with_reply("answer", "phone")) == 1);
    for (const char* kind : {"bounce", "delayed", "delivered", "complaint", "unsubscribe", "calendar_reply",
                             "auto_reply", "challenge", "opt_out", "start", "help"})
        CHECK(reached(with_reply(kind, "email")) == 0);
    CHECK(reached(with_reply("opt_out", "sms")) == 0);
    Guest came;
    came.attended_at = frozen;
    const ReachCount count = count_one(store.database(), came);
    CHECK(count.sent == 1);
    CHECK(count.delivered == 1);
    CHECK(count.reached == 1);
    CHECK(count.attended == 1);
}

TEST_CASE("in doubt is who has no sure sign either way")
{
    TestStore store(every_store());
    Guest guest = with_message("in_doubt", true);
    CHECK(count_one(store.database(), guest).in_doubt == 1);
    guest.messages.push_back({"wave", "accepted", true});
    CHECK(count_one(store.database(), guest).in_doubt == 0);
    guest = with_message("in_doubt", true);
    guest.replies.push_back({"text", std::nullopt, "sms", frozen});
    const ReachCount count = count_one(store.database(), guest);
    CHECK(count.in_doubt == 0);
    CHECK(count.sent == 1);
}

TEST_CASE("people who were not invited and other campaigns do not count")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting ours = store_campaign(session, "{}", frozen, std::nullopt, "ours");
    const Hosting theirs = store_campaign(session, "{}", frozen, std::nullopt, "theirs");
    Guest guest;
    guest.attended_at = frozen;
    store_guest(session, theirs, guest);
    guest.arm = "holdout";
    store_guest(session, ours, guest);
    CHECK(count_reach(session, ours.campaign, always).empty());
    CHECK(organisation_of_campaign(session, theirs.campaign) == theirs.organisation);
    CHECK_THROWS_WITH(organisation_of_campaign(session, 4711), Catch::Contains("there is no campaign 4711"));
}

TEST_CASE("counts of random histories equal a person by person reading and every rung lies within the one before")
{
    TestStore store(every_store());
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        std::mt19937_64 random(seed);
        const Instant until = seed % 3 == 0 ? closing : always;
        store::Transaction transaction(store.database());
        const Hosting hosting =
            store_campaign(transaction.session(), "{}", frozen, std::nullopt, "t" + std::to_string(seed));
        Table expected;
        for (int i = 0; i < 120; ++i) {
            const Guest guest = random_guest(random, closing);
            store_guest(transaction.session(), hosting, guest);
            if (guest.arm != "invited") continue;
            const ReachCount count = meaning(guest, until);
            add(expected, "", count);
            for (const std::string& group : guest.groups)
                add(expected, group, count);
            if (guest.groups.empty()) add(expected, without_group, count);
        }
        Table found;
        for (const ReachCount& count : count_reach(transaction.session(), hosting.campaign, until)) {
            add(found, count.group, count);
            CHECK(count.audience >= count.sent);
            CHECK(count.sent >= count.delivered);
            CHECK(count.delivered >= count.reached);
            CHECK(count.reached >= count.attended);
            CHECK(count.audience >= count.sent + count.in_doubt);
        }
        CHECK(found == expected);
        transaction.commit();
    }
}
