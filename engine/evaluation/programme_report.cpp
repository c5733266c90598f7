// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/programme_report.h"

#include "base/error.h"
#include "campaigns/campaign.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace dosah::evaluation {

namespace {

struct Joined
{
    organisations::Organisation organisation;
    campaigns::Campaign campaign;
};

std::vector<Joined> read_members(store::Database& database, const Programme& programme)
{
    std::vector<std::pair<std::int64_t, campaigns::Campaign>> found;
    {
        store::Session session = database.session();
        for (const std::int64_t id : programme_campaigns(session, programme.id)) {
            const std::int64_t organisation = organisation_of_campaign(session, id);
            found.emplace_back(organisation, campaigns::find_campaign(session, organisation, id));
        }
    }
    std::vector<Joined> out;
    for (auto& [organisation, campaign] : found)
        out.push_back({organisations::find_organisation(database, organisation), std::move(campaign)});
    return out;
}

bool is_due(const campaigns::Campaign& campaign, Instant now)
{
    return campaign.frozen_at && campaigns::closing_time(campaign.definition) <= now;
}

ProgrammeMember member_of(const Joined& joined, const std::string& locale)
{
    ProgrammeMember out;
    out.organisation_key = joined.organisation.key;
    out.organisation_name = joined.organisation.name;
    out.campaign_key = joined.campaign.key;
    out.campaign_name = campaigns::in_locale(joined.campaign.definition.name, locale);
    out.time_zone = joined.organisation.time_zone;
    out.target_act = joined.campaign.definition.target_act;
    out.as_of = campaigns::closing_time(joined.campaign.definition);
    return out;
}

void check_acts(const ProgrammeReport& report, bool mixed)
{
    if (!report.mixed_acts || mixed) return;
    std::map<std::string, std::string> acts; // with one campaign that asks for it
    for (const ProgrammeMember& member : report.members)
        acts.emplace(member.target_act, member.organisation_key + "/" + member.campaign_key);
    std::string list;
    for (const auto& [act, campaign] : acts)
        list += (list.empty() ? "" : ", ") + campaign + " for \"" + act + "\"";
    throw conflict_error("the campaigns of programme " + report.programme.key + " ask for different acts (" + list +
                         "); --mixed reports them together without adding up who participated");
}

/// Adds a part to a sum: hidden where a part is.
void add(ProtectedRow& sum, const ProtectedRow& part)
{
    for (std::size_t i = 0; i < sum.counts.size(); ++i)
        sum.counts[i] =
            sum.counts[i] && part.counts[i] ? std::optional(*sum.counts[i] + *part.counts[i]) : std::nullopt;
}

ProtectedRow nobody()
{
    ProtectedRow out;
    out.counts.fill(0);
    return out;
}

void hide(ProgrammeRow& row, GroupMeasure measure)
{
    row.all.counts[static_cast<std::size_t>(measure)].reset();
}

} // namespace

std::vector<const ProgrammeMember*> ProgrammeReport::counted() const
{
    std::vector<const ProgrammeMember*> out;
    for (const ProgrammeMember& member : members)
        if (member.counted) out.push_back(&member);
    return out;
}

std::string ProgrammeReport::time_zone() const
{
    std::set<std::string> zones;
    for (const ProgrammeMember& member : members)
        zones.insert(member.time_zone);
    return zones.size() == 1 ? *zones.begin() : "UTC";
}

namespace {

struct Collected
{
    ProgrammeReport report;
    std::vector<Joined> joined; ///< by place in report.members
};

Collected collect(store::Database& database, const std::string& key, const std::string& locale)
{
    Collected out;
    {
        store::Session session = database.session();
        out.report.programme = find_programme(session, key);
    }
    out.joined = read_members(database, out.report.programme);
    std::set<std::string> acts;
    for (const Joined& one : out.joined) {
        out.report.members.push_back(member_of(one, locale));
        acts.insert(out.report.members.back().target_act);
    }
    out.report.mixed_acts = acts.size() > 1;
    return out;
}

/// Takes in what was released of those that are counted, by place in `members`; nothing of the others.
void add_up(ProgrammeReport& out, const std::vector<std::optional<ProtectedReport>>& all)
{
    std::vector<ProtectedReport> reports;
    for (std::size_t i = 0; i < all.size(); ++i) {
        ProgrammeMember& member = out.members[i];
        member.counted = all[i] && !all[i]->interim && !all[i]->pending;
        member.pending = all[i] && all[i]->pending;
        if (!member.counted) continue;
        const ProtectedReport& report = reports.emplace_back(*all[i]);
        member.as_of = report.as_of;
        member.register_covers = report.register_covers;
        member.release = report.release;
        out.as_of = reports.size() == 1 ? report.as_of : std::max(out.as_of, report.as_of);
        out.register_covers = out.register_covers && report.register_covers;
    }
    out.interim = reports.size() < all.size();
    std::map<std::string, std::string> groups;
    for (const ProtectedReport& report : reports)
        for (const ProtectedRow& row : report.groups)
            groups.emplace(row.group, row.name);
    out.everybody.all = nobody();
    for (const ProtectedReport& report : reports) {
        add(out.everybody.all, report.all);
        out.everybody.campaigns.push_back(report.all);
    }
    for (const auto& [group, name] : groups) {
        ProgrammeRow row{group, name, nobody(), {}};
        row.all.group = group;
        for (const ProtectedReport& report : reports) {
            const auto found =
                std::find_if(report.groups.begin(), report.groups.end(),
                             [&, &wanted = group](const ProtectedRow& one) { return one.group == wanted; });
            // A campaign without the group invited nobody of it: its row says 0, which is what its report shows too.
            row.campaigns.push_back(found == report.groups.end() ? nobody() : *found);
            add(row.all, row.campaigns.back());
        }
        out.groups.push_back(std::move(row));
    }
    const auto hide_everywhere = [&](GroupMeasure measure) {
        hide(out.everybody, measure);
        for (ProgrammeRow& row : out.groups)
            hide(row, measure);
    };
    if (out.mixed_acts) hide_everywhere(GroupMeasure::participated);
}

/// By place in `members`; nothing before the as-of time.
std::vector<std::optional<ProtectedReport>>
each_due(const Collected& all, const std::function<ProtectedReport(const campaigns::Campaign&)>& read, Instant now)
{
    std::vector<std::optional<ProtectedReport>> out;
    for (const Joined& one : all.joined)
        out.push_back(is_due(one.campaign, now) ? std::optional(read(one.campaign)) : std::nullopt);
    return out;
}

void check_due(const ProgrammeReport& report, const std::vector<Joined>& joined, Instant now)
{
    const std::string& key = report.programme.key;
    if (joined.empty())
        throw conflict_error("programme " + key + " has no campaign yet; dosah programme join adds them");
    if (std::any_of(joined.begin(), joined.end(), [&](const Joined& one) { return is_due(one.campaign, now); })) return;
    const auto next =
        std::min_element(report.members.begin(), report.members.end(),
                         [](const ProgrammeMember& a, const ProgrammeMember& b) { return a.as_of < b.as_of; });
    throw conflict_error("no campaign of programme " + key + " is past its as-of time (the next at " +
                         to_iso(next->as_of) + "); figures are shared once they are final");
}

} // namespace

ProgrammeReport released_programme(store::Database& database, const Clock& clock, const std::string& key,
                                   const std::string& locale)
{
    const Instant now = clock.now();
    Collected all = collect(database, key, locale);
    add_up(all.report, each_due(
                           all,
                           [&](const campaigns::Campaign& campaign) {
                               return released_report(database, clock, campaign.organisation_id, campaign.id, locale);
                           },
                           now));
    return std::move(all.report);
}

ProgrammeReport programme_report(store::Database& database, const Clock& clock, const std::string& actor,
                                 const std::string& key, const std::string& locale, bool mixed)
{
    const Instant now = clock.now();
    Collected all = collect(database, key, locale);
    check_due(all.report, all.joined, now);
    check_acts(all.report, mixed);
    add_up(all.report, each_due(
                           all,
                           [&](const campaigns::Campaign& campaign) {
                               return protected_report(database, clock, actor, campaign.organisation_id, campaign.id,
                                                       locale);
                           },
                           now));
    return std::move(all.report);
}

} // namespace dosah::evaluation
