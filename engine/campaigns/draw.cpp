// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/draw.h"

#include "base/crypto.h"
#include "base/encoding.h"
#include "base/error.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

std::map<std::string, std::int64_t> share_out(const Frame& frame, const std::optional<std::int64_t>& size,
                                              const std::map<std::string, std::int64_t>& given,
                                              const std::map<std::string, std::int64_t>& people, const char* what)
{
    if (size) {
        std::int64_t all = 0;
        for (const auto& [stratum, count] : people)
            all += count;
        if (*size < 0 || *size > all)
            throw input_error(std::string(what) + ": " + std::to_string(*size) + " people out of " +
                              std::to_string(all) + " cannot be drawn");
        return hamilton(people, *size);
    }
    for (const auto& [stratum, count] : given) {
        if (frame.strata.count(stratum) == 0) {
            std::vector<std::string> known;
            for (const auto& [name, tokens] : frame.strata)
                known.push_back(name);
            const std::string near = nearest_name(stratum, known);
            throw input_error(std::string(what) + ": the frame has no stratum \"" + stratum + "\"" +
                              (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
        }
        if (count < 0 || count > people.at(stratum))
            throw input_error(std::string(what) + ": stratum " + stratum + ": " + std::to_string(count) +
                              " people out of " + std::to_string(people.at(stratum)) + " cannot be drawn");
    }
    std::map<std::string, std::int64_t> out = given;
    for (const auto& [stratum, tokens] : frame.strata)
        out.emplace(stratum, 0);
    return out;
}

std::string ticket_of(std::string_view key, const std::string& campaign, const std::string& stratum,
                      const std::string& token)
{
    return hmac_sha256(key, std::string(draw_algorithm) + "\n" + campaign + "\n" + stratum + "\n" + token);
}

} // namespace

std::size_t Frame::people() const
{
    std::size_t out = 0;
    for (const auto& [stratum, tokens] : strata)
        out += tokens.size();
    return out;
}

std::string Frame::canonical() const
{
    // Byte order of the lines: a stratum that begins another's name stands first, as TAB sorts before any letter.
    std::string out;
    for (const auto& [stratum, tokens] : strata)
        for (const std::string& token : tokens)
            out.append(stratum).append(1, '\t').append(token).append(1, '\n');
    return out;
}

std::string Frame::sha256() const
{
    return sha256_hex(canonical());
}

std::map<std::string, std::int64_t> hamilton(const std::map<std::string, std::int64_t>& weights, std::int64_t size)
{
    std::int64_t all = 0;
    for (const auto& [stratum, weight] : weights) {
        if (weight < 0 || weight > 1'000'000'000 || (all += weight) > 1'000'000'000)
            throw input_error("stratum " + stratum + ": seats are shared out over 0 to 1000000000 people");
    }
    if (size < 0 || size > all)
        throw input_error(std::to_string(size) + " seats cannot be shared out over " + std::to_string(all) + " people");
    std::map<std::string, std::int64_t> out;
    std::vector<std::pair<std::int64_t, std::string>> remainders;
    std::int64_t left = size;
    for (const auto& [stratum, weight] : weights) {
        out[stratum] = all == 0 ? 0 : size * weight / all;
        left -= out[stratum];
        remainders.emplace_back(all == 0 ? 0 : size * weight % all, stratum);
    }
    std::sort(remainders.begin(), remainders.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    for (std::int64_t i = 0; i < left; ++i)
        ++out[remainders[static_cast<std::size_t>(i)].second];
    return out;
}

std::map<std::string, Quota> quotas(const Frame& frame, const QuotaPlan& plan)
{
    if (plan.size.has_value() == !plan.sizes.empty())
        throw input_error("say how many to invite: a size for all strata, or a number for each");
    if (plan.holdout && !plan.holdouts.empty())
        throw input_error("say the holdout once: a number for all strata, or one for each");
    std::map<std::string, std::int64_t> people;
    for (const auto& [stratum, tokens] : frame.strata)
        people[stratum] = static_cast<std::int64_t>(tokens.size());
    const auto invited = share_out(frame, plan.size, plan.sizes, people, "invited");
    for (auto& [stratum, count] : people)
        count -= invited.at(stratum);
    const auto holdout = share_out(frame, plan.holdout, plan.holdouts, people, "holdout");
    std::map<std::string, Quota> out;
    for (const auto& [stratum, count] : invited)
        out[stratum] = {count, holdout.at(stratum)};
    return out;
}

std::string draw_key(std::string_view seed)
{
    return sha256_hex(seed);
}

std::string draw_ticket(std::string_view seed, const std::string& campaign, const std::string& stratum,
                        const std::string& token)
{
    return to_hex(ticket_of(*from_hex(draw_key(seed)), campaign, stratum, token));
}

Drawn draw(const Frame& frame, const std::string& campaign, const std::string& seed,
           const std::map<std::string, Quota>& quotas)
{
    const std::string key = *from_hex(draw_key(seed));
    Drawn out;
    std::vector<std::pair<std::string, const std::string*>> tickets;
    for (const auto& [stratum, tokens] : frame.strata) {
        tickets.clear();
        tickets.reserve(tokens.size());
        for (const std::string& token : tokens)
            tickets.emplace_back(ticket_of(key, campaign, stratum, token), &token);
        std::sort(tickets.begin(), tickets.end(), [](const auto& a, const auto& b) {
            return a.first != b.first ? a.first < b.first : *a.second < *b.second;
        });
        DrawnStratum& drawn = out[stratum];
        drawn.quota = quotas.at(stratum);
        drawn.order.reserve(tickets.size());
        for (const auto& [ticket, token] : tickets)
            drawn.order.push_back(*token);
    }
    return out;
}

} // namespace dosah::campaigns
