// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/office.h"
#include "content/message_writer.h"
#include "delivery/composer.h"
#include "mime/mail_form.h"

#include <memory>
#include <optional>

namespace dosah::campaigns {

/// What a notice of a change or a cancellation says beside the event as it is now.
struct Notice
{
    std::optional<Event> before; ///< as its people know it; nothing: it is cancelled
    Localised note;
};

/// What a message is written for and how it goes: the same for many people. Private to campaigns/.
struct Occasion
{
    std::shared_ptr<const Office> office;
    std::shared_ptr<const Campaign> campaign; ///< none: an acknowledgement of an opt-out
    std::string purpose;                      ///< delivery::Claim's
    content::MessageKind kind = content::MessageKind::invitation;
    std::string locale;
    channel::Channel channel = channel::Channel::email;
    std::shared_ptr<const Notice> notice = {}; ///< of a notice alone
    content::Format format = content::Format::usual;
};

/// What a message takes from the person it is written to.
struct Addressee
{
    std::string given_name;
    std::string full_name;
    std::string greeting;
    std::string address;
    std::string reference;
    std::string answer_token; ///< of the page where they answer, or of what they asked for; "" without one
    std::string unsubscribe_token;
    std::string reply_to;
    std::string code;         ///< of a letter: campaigns/short_code.h
    bool large_print = false; ///< of a letter

    /// Somebody whose links are in it.
    struct Person
    {
        std::string name;
        std::string answer_token;
        std::string unsubscribe_token;
    };
    std::vector<Person> people = {}; ///< of a message for several (campaigns/shared_message.h): all of them
};

/// What an occasion's messages say to somebody.
content::InvitationTexts occasion_texts(const Services& services, const Occasion& occasion, const Addressee& shown);

/// A message of an occasion, written but for what each person has of their own: templates are rendered and parts
/// encoded once. Any thread may write with it.
class MessageForm
{
public:
    /// For everybody with a given name (named) or without one.
    MessageForm(const Services& services, const Occasion& occasion, bool named);
    /// For this person alone: what a person has goes through the templates, whatever it is.
    MessageForm(const Services& services, const Occasion& occasion, const Addressee& addressee);

    /// Whether the person's texts may be put in afterwards: nothing in them would be escaped, broken or trimmed by a
    /// template, and the templates put them in as they are.
    bool fits(const Addressee& addressee) const;
    delivery::Composed write(const Addressee& addressee, Instant now) const;

private:
    void make(const Services& services, const Occasion& occasion, const Addressee& shown);
    void make_email(const Services& services, const Occasion& occasion, const Addressee& shown,
                    const content::InvitationTexts& texts);
    /// passes_marks_: no mark came out of a template in two.
    void check_marks(const std::vector<std::string_view>& rendered);
    std::vector<std::string> values(const Addressee& addressee) const;
    /// What is kept of each message, out of what is rendered.
    void keep(const Occasion& occasion, const Addressee& shown, const std::string& subject, const std::string& text);
    /// `written`: as it goes out.
    delivery::Sent sent_sms(const Addressee& addressee, const std::vector<std::string>& own,
                            const std::string& written) const;

    std::vector<std::string> marks_; ///< none: for one person alone
    bool named_ = false;
    bool passes_marks_ = true;
    std::string answer_page_; ///< what stands before the token
    std::string mailbox_;
    std::string sender_;
    std::string content_version_;
    bool strip_ = false;
    MarkedText sms_;
    MarkedText measured_sms_; ///< normalised, and stripped where that is wanted
    std::optional<mime::MailForm> mail_;
    std::shared_ptr<const delivery::SentForm> sent_form_; ///< none: for one person alone
    delivery::Sent sent_;                                 ///< of that person
};

} // namespace dosah::campaigns
