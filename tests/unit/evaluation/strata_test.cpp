// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/cells.h"
#include "history.h"
#include "reading.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <map>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

const Instant closing = from_iso("2026-11-01T08:00:00Z");

Guest somewhere(std::mt19937_64& random)
{
    const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
    Guest out = random_guest(random, closing);
    out.gender = pick({"f", "m", "x", ""});
    out.place = pick({"", "lhota", "horni; lhota", "břízy"});
    out.stratum = pick({"seniors", "youth"});
    if (random() % 3 > 0) out.birth_year = 1940 + static_cast<int>(random() % 4);
    if (out.arm == "invited" && random() % 6 == 0)
        out.moved_up_at = closing + std::chrono::hours(static_cast<int>(random() % 100) - 50);
    return out;
}

/// What count_stratum_cells is to say of one person, read without SQL.
StratumCell stratum_of(const Guest& guest, const PeopleCount& meant, Instant until)
{
    StratumCell out;
    out.stratum = guest.stratum;
    out.age = guest.birth_year ? 2026 - *guest.birth_year : -1;
    out.gender = guest.gender;
    out.place = guest.place;
    out.arm = guest.arm;
    out.moved_up = guest.moved_up_at && *guest.moved_up_at <= until;
    out.reached = guest.arm == "invited" && meant.reached == 1;
    out.attended = meant.attended == 1;
    for (const DispositionName& one : disposition_names)
        if (meant.dispositions.*one.value == 1) out.disposition = one.name;
    if (guest.arm != "invited" && out.disposition != "NE") out.disposition.clear();
    return out;
}

} // namespace

TEST_CASE("strata, and places, of random histories equal a person by person reading")
{
    TestStore store(every_store());
    const std::vector<std::string> target_acts = {"attend", "answer", "form", "register"};
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        std::mt19937_64 random(seed);
        const std::string& target_act = target_acts[seed % target_acts.size()];
        store::Transaction transaction(store.database());
        const Hosting hosting =
            store_campaign(transaction.session(), "{}", reading_frozen, std::nullopt, "t" + std::to_string(seed));
        std::map<StratumCell, std::int64_t> strata;
        std::map<std::pair<std::string, std::string>, std::int64_t> reached; // group and place
        for (int i = 0; i < 100; ++i) {
            const Guest guest = somewhere(random);
            store_guest(transaction.session(), hosting, guest);
            const PeopleCount meant = meaning(guest, target_act, closing);
            ++strata[stratum_of(guest, meant, closing)];
            if (guest.arm != "invited" || meant.reached == 0) continue;
            ++reached[{"", guest.place}];
            for (const std::string& group : guest.groups)
                ++reached[{group, guest.place}];
            if (guest.groups.empty()) ++reached[{without_group, guest.place}];
        }
        Counting counting;
        counting.campaign_id = hosting.campaign;
        counting.target_act = target_act;
        counting.until = closing;
        std::map<StratumCell, std::int64_t> found;
        for (StratumCell cell : count_stratum_cells(transaction.session(), counting, 2026)) {
            const std::int64_t people = cell.people;
            cell.people = 0;
            found[cell] += people;
        }
        CHECK(found == strata);
        std::map<std::pair<std::string, std::string>, std::int64_t> found_reached;
        for (const PeopleCell& cell : count_people_cells(transaction.session(), counting, true))
            if (cell.arm == "invited" && cell.rung == Rung::reached)
                found_reached[{cell.group, cell.place}] += cell.people;
        CHECK(found_reached == reached);
        transaction.commit();
    }
}
