// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/shared_message.h"

#include "campaigns/greeting.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

using Name = std::string Addressee::*;

/// Whether it is a name and nobody else's.
bool tells_apart(const std::vector<Addressee>& people, const Addressee& person, Name name)
{
    const auto same = [&](const Addressee& other) { return other.*name == person.*name; };
    return !(person.*name).empty() && content::is_inert(person.*name) &&
           std::count_if(people.begin(), people.end(), same) == 1;
}

} // namespace

std::vector<std::string> names_apart(const std::vector<Addressee>& people)
{
    std::vector<std::string> names;
    for (const Addressee& person : people) {
        std::string name = std::to_string(names.size() + 1);
        for (const Name one : {&Addressee::full_name, &Addressee::given_name})
            if (tells_apart(people, person, one)) name = person.*one;
        names.push_back(std::move(name));
    }
    return names;
}

Addressee together(const content::Catalogs& catalogs, const Occasion& occasion, const std::vector<Addressee>& people)
{
    Addressee all = people.front();
    all.given_name.clear();
    all.full_name.clear();
    all.greeting = content::greeting(catalogs, occasion.locale, {},
                                     occasion.campaign ? tone_of(occasion.campaign->definition) : content::Tone::usual);
    const Office& office = *occasion.office;
    all.reply_to = office.mailbox.empty() ? office.organisation.contact_email : office.mailbox;
    const std::vector<std::string> names = names_apart(people);
    for (std::size_t i = 0; i < people.size(); ++i)
        all.people.push_back({names[i], people[i].answer_token, people[i].unsubscribe_token});
    return all;
}

} // namespace dosah::campaigns
