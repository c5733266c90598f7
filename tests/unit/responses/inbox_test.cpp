// SPDX-License-Identifier: EUPL-1.2
#include "responses/assign.h"
#include "tests/unit/responses/answered_town.h"

using namespace dosah;
using namespace dosah::tests;
using responses::InboxPage;
using responses::InboxTurn;

namespace {

/// Seven questions, of which the third to fifth came in one moment.
struct AskedTown : AnsweredTown
{
    explicit AskedTown(StoreKind kind) : AnsweredTown(kind)
    {
        for (int i = 1; i <= 7; ++i)
            rows.push_back(database().session().insert(
                "INSERT INTO responses (organisation_id, part, channel, kind, text, received_at, needs_person, "
                "handled_by) VALUES ($1, $2, 'web', 'text', 'Kdy?', $3, $4, '') RETURNING id",
                {organisation.id, i, i >= 3 && i <= 5 ? 300 : 100 * i, true}));
    }
    InboxPage page(std::size_t limit, const std::optional<responses::InboxPlace>& from = std::nullopt,
                   InboxTurn turn = InboxTurn::older)
    {
        store::Session session = database().session();
        return responses::inbox(session, organisation.id, limit, from, turn);
    }
    /// 7 is the newest question.
    std::string numbers(const InboxPage& page)
    {
        std::string text;
        for (const auto& item : page.items)
            text += std::to_string(std::find(rows.begin(), rows.end(), item.response_id) - rows.begin() + 1);
        return text;
    }
    std::vector<std::int64_t> rows;
};

} // namespace

TEST_CASE("the inbox is turned page by page both ways: everything is seen once, the newest first")
{
    AskedTown town(every_store());
    const InboxPage first = town.page(3);
    CHECK(town.numbers(first) == "765");
    CHECK_FALSE(first.newer);
    CHECK(first.older);
    const InboxPage second = town.page(3, place_of(first.items.back()));
    CHECK(town.numbers(second) == "432"); // through the moment that they share
    CHECK(second.newer);
    CHECK(second.older);
    const InboxPage last = town.page(3, place_of(second.items.back()));
    CHECK(town.numbers(last) == "1");
    CHECK_FALSE(last.older);
    const InboxPage back = town.page(3, place_of(last.items.front()), InboxTurn::newer);
    CHECK(town.numbers(back) == "432");
    CHECK(back.newer);
    CHECK(back.older);
    const InboxPage front = town.page(3, place_of(back.items.front()), InboxTurn::newer);
    CHECK(town.numbers(front) == "765");
    CHECK_FALSE(front.newer);
    CHECK(town.numbers(town.page(7)) == "7654321");
    CHECK_FALSE(town.page(7).older);
}

TEST_CASE("a page of the inbox stays where it is when rows of it are dealt with or new ones come")
{
    AskedTown town(every_store());
    const auto place = place_of(town.page(3).items.back());
    responses::close(*town.services, town.organisation.id, town.rows[4], "user:1"); // the place itself
    responses::close(*town.services, town.organisation.id, town.rows[2], "user:1");
    town.sms("601999999", "Kdy začínáte?");
    CHECK(town.numbers(town.page(3, place)) == "421");
    CHECK(town.page(3, place).newer);
}

TEST_CASE("a place in the inbox is told as text, and anything else is none")
{
    const responses::InboxPlace place{from_micros(1700000000000001), 42};
    CHECK(to_text(place) == "1700000000000001-42");
    CHECK(responses::inbox_place_from(to_text(place)) == place);
    for (const char* wrong : {"", "-", "1", "1-", "-1", "1-x", "1-2-3", "99999999999999999999-1", " 1-2", "-5-3"})
        CHECK_FALSE(responses::inbox_place_from(wrong));
}
