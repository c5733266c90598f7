// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/marked_text.h"
#include "campaigns/campaign.h"
#include "content/message_writer.h"
#include "content/salutation.h"

#include <map>
#include <string>
#include <vector>

namespace dosah::campaigns {

/// What one of a campaign's messages costs as SMS in parts, exactly: each text that differs is counted once. Private to
/// campaigns/.
///
/// Few texts name the person, and none of the shipped ones does: then one count a locale is all. Where they do, people
/// who are greeted alike get the same text, and as many greetings are made as there are names
/// (docs/decisions.md has the figures).
class SmsCost
{
public:
    /// `wave` is the kind's own, or null for an invitation and for a notice of a change or cancellation. Services,
    /// campaign (whose wave it is) and organisation must outlive it.
    SmsCost(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
            content::MessageKind kind, const Wave* wave);

    content::MessageKind kind() const { return kind_; }

    /// Whether the text of any locale hangs on who gets it: names need not be gathered otherwise.
    bool by_name() const { return by_name_; }
    /// So many people of these names get it in this locale.
    void add(const std::string& locale, const content::Addressed& person, std::int64_t people);

    struct Parts
    {
        std::int64_t as_written = 0; ///< with diacritics
        std::int64_t stripped = 0;   ///< without (Definition::strip_sms)
    };
    /// Of all that were added. Throws as content::write_sms does, which the check tells of otherwise.
    Parts parts() const;

private:
    struct Person
    {
        std::string greeting;
        std::string given_name; ///< "" also where the text does not hang on it

        auto operator<=>(const Person&) const = default;
    };
    struct Locale
    {
        bool readable = false; ///< its text can be written
        bool greets = false;
        bool names = false;
        std::map<Person, std::int64_t> people;
    };

    std::string text_for(const std::string& locale, const Person& person) const;
    Locale look_at(const std::string& locale) const;
    Parts parts_of(const std::string& locale, const Locale& what) const;

    Services& services_;
    const Campaign& campaign_;
    const organisations::Organisation& organisation_;
    content::MessageKind kind_;
    const Wave* wave_;
    std::map<std::string, Locale> locales_;
    bool by_name_ = false;
};

/// Of all that a campaign may send by SMS: the invitation first, its later waves as far as their content is written,
/// and the notices of a change and of a cancellation (without a note, which nobody knows yet).
std::vector<SmsCost> sms_costs(Services& services, const Campaign& campaign,
                               const organisations::Organisation& organisation);

/// Warns of links in a text that are not https: programs warn of the page, and whoever carries it can read along.
void warn_of_links(const std::string& text, const std::string& where, CheckReport& report);

/// What a message of the campaign says to somebody, its links as long as those of a large town; for the check alone.
content::InvitationTexts check_texts(Services& services, const Campaign& campaign,
                                     const organisations::Organisation& organisation, const std::string& locale,
                                     channel::Channel channel);

} // namespace dosah::campaigns
