// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/erased_people.h"

#include "evaluation/closed_figures.h"
#include "evaluation/erased_people_store.h"

#include <algorithm>
#include <limits>
#include <map>

namespace dosah::evaluation {

namespace {

/// One person as a campaign's figures have them: in "" and in each of their groups.
struct Person
{
    std::vector<PeopleCell> cells;
    bool withheld = false;
};

Person person_of(store::Session& session, const campaigns::Campaign& campaign, std::int64_t contact_id, Instant now)
{
    const Instant closes = campaigns::closing_time(campaign.definition);
    const bool open = now < closes;
    Counting counting;
    counting.campaign_id = campaign.id;
    counting.target_act = campaign.definition.target_act;
    counting.until = open ? from_micros(std::numeric_limits<std::int64_t>::max()) : closes;
    counting.contact_id = contact_id;
    Person out{count_people_cells(session, counting, true)};
    for (PeopleCell& cell : out.cells) {
        cell.first_time.clear();
        const bool unearned = cell.disposition == "NC" || cell.disposition == "UO" || cell.disposition == "UH";
        if (open && unearned) cell.disposition = "O";
    }
    return out;
}

/// Whoever is in a cell that would hold too few is withheld; that may leave others with too few.
void withhold(std::vector<Person>& people, const std::vector<PeopleCell>& known)
{
    std::map<PeopleCell, std::int64_t> held;
    for (const PeopleCell& cell : known)
        held[without_count(cell)] += cell.people;
    for (const Person& person : people)
        for (const PeopleCell& cell : person.cells)
            held[without_count(cell)] += 1;
    for (bool again = true; again;) {
        again = false;
        for (Person& person : people) {
            if (person.withheld) continue;
            person.withheld = std::any_of(person.cells.begin(), person.cells.end(), [&](const PeopleCell& cell) {
                return held[without_count(cell)] < erased_threshold;
            });
            if (!person.withheld) continue;
            again = true;
            for (const PeopleCell& cell : person.cells)
                held[without_count(cell)] -= 1;
        }
    }
}

PeopleCell withheld_cell(const Person& person)
{
    PeopleCell out = person.cells.front();
    out.group = group_withheld;
    out.place.clear();
    out.prior = "unobservable";
    return out;
}

class Step : public contacts::ErasureStep
{
public:
    void erase(store::Session& session, const contacts::ErasedPerson& person, Instant now) override
    {
        tally_erased(session, person.organisation_id, {person.contact_id}, now);
    }
};

} // namespace

void tally_erased(store::Session& session, std::int64_t organisation_id, const std::vector<std::int64_t>& contact_ids,
                  Instant now)
{
    std::map<std::int64_t, std::vector<std::int64_t>> by_campaign;
    for (const std::int64_t contact : contact_ids)
        for (const std::int64_t campaign : campaigns_of(session, organisation_id, contact))
            by_campaign[campaign].push_back(contact);
    for (const auto& [campaign_id, those] : by_campaign) {
        const campaigns::Campaign campaign = campaigns::find_campaign(session, organisation_id, campaign_id);
        close_figures(session, campaign, now);
        std::vector<Person> people;
        for (const std::int64_t contact : those)
            people.push_back(person_of(session, campaign, contact, now));
        withhold(people, read_erased(session, campaign_id, true));
        std::map<PeopleCell, std::int64_t> cells;
        for (const Person& person : people)
            for (const PeopleCell& cell : person.withheld ? std::vector{withheld_cell(person)} : person.cells)
                cells[without_count(cell)] += cell.people;
        add_erased(session, campaign_id, with_counts(cells));
    }
}

std::vector<StratumCell> erased_strata(const std::vector<PeopleCell>& erased)
{
    std::vector<StratumCell> out;
    for (const PeopleCell& cell : erased) {
        if (!cell.group.empty() && cell.group != group_withheld) continue;
        StratumCell stratum;
        stratum.place = cell.place;
        stratum.arm = cell.arm;
        stratum.disposition = cell.disposition;
        stratum.reached = cell.arm == "invited" && cell.rung == Rung::reached;
        stratum.attended = cell.attended;
        stratum.people = cell.people;
        out.push_back(stratum);
    }
    return out;
}

std::int64_t count_erased(const std::vector<PeopleCell>& erased)
{
    std::int64_t people = 0;
    for (const PeopleCell& cell : erased)
        if (cell.group.empty() || cell.group == group_withheld) people += cell.people;
    return people;
}

std::unique_ptr<contacts::ErasureStep> erasure_step()
{
    return std::make_unique<Step>();
}

} // namespace dosah::evaluation
