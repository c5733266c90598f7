// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/own_texts.h"

#include "base/error.h"
#include "campaigns/check_cost.h"

namespace dosah::campaigns {

void check_own_texts(const Services& services, const std::map<std::string, EmailContent>& email, const Localised& sms,
                     const std::string& where, CheckReport& report)
{
    const auto check = [&](const std::string& text, const std::string& place) {
        if (text.empty()) return;
        warn_of_links(text, place, report);
        try {
            content::check_own_text(services.templates, text, place);
        } catch (const Error& problem) {
            report.problems.emplace_back(problem.what());
        }
    };
    for (const auto& [locale, own] : email) {
        check(own.subject, where + ".email." + locale + ".subject");
        check(own.body, where + ".email." + locale + ".body");
        check(own.easy_body, where + ".email." + locale + ".easy_body");
    }
    for (const auto& [locale, text] : sms)
        check(text, where + ".sms." + locale);
}

void refuse_own_texts(const Services& services, const Definition& definition)
{
    CheckReport report;
    check_own_texts(services, definition.email, definition.sms, "campaign", report);
    for (const Wave& wave : definition.waves)
        check_own_texts(services, wave.email, wave.sms, "campaign.waves[" + wave.kind + "]", report);
    if (report.problems.empty()) return;
    std::string text;
    for (const std::string& problem : report.problems)
        text += (text.empty() ? "" : "\n") + problem;
    throw input_error(text);
}

} // namespace dosah::campaigns
