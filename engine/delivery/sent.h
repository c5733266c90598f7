// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/marked_text.h"
#include "store/database.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::delivery {

/// A message as a person got it, for their timeline.
struct SentText
{
    std::string subject; ///< of an email
    std::string text;
};

/// What the kept texts of many messages have in common. It is stored once, under a hash of what it says (table
/// sent_forms); a message keeps its own values beside it. Any thread.
///
/// A text is stored as a JSON array of what it is put together of: a string stands for itself, a number for the
/// message's value of that number, counted from 0 over subject and text.
class SentForm
{
public:
    /// With marks where messages differ. Nothing that opens a person's page may stand in it.
    SentForm(std::int64_t organisation_id, const MarkedText& subject, const MarkedText& text);

    /// What a message keeps: a JSON array of those values that stand in the texts. values[i] is for mark i.
    std::string own(const std::vector<std::string>& values) const;

    std::int64_t organisation_id() const { return organisation_id_; }
    const std::string& hash() const { return hash_; }
    const std::string& subject() const { return subject_; } ///< as it is stored
    const std::string& text() const { return text_; }       ///< likewise

    /// Its row's number once that is known to be committed, else 0. Rows of sent_forms stay while a daemon runs.
    std::int64_t id() const { return id_; }
    void is_stored(std::int64_t id) const { id_ = id; }

private:
    std::vector<std::size_t> used_; ///< which mark each kept value is for
    std::int64_t organisation_id_;
    std::string subject_;
    std::string text_;
    std::string hash_;
    mutable std::atomic<std::int64_t> id_{0};
};

/// What is kept of one message. All that is its person's is in its row of sent_messages alone.
struct Sent
{
    Sent() = default;
    /// Written for one person alone: the texts as they are. Ill-formed UTF-8 is repaired.
    Sent(std::string_view subject, std::string_view text);
    Sent(std::shared_ptr<const SentForm> of, std::string values) : form(std::move(of)), own(std::move(values)) {}

    SentText text() const;

    std::shared_ptr<const SentForm> form; ///< none: see whole
    std::string own;                      ///< SentForm::own() of it
    SentText whole;                       ///< without a form
};

/// Puts a form's stored texts and a message's values together. Throws Error(internal) when they do not fit.
SentText fill_sent(const std::string& subject, const std::string& text, const std::string& own);

/// What was last sent as this message, or was about to be; nothing when it never came so far. Tokens of its links are
/// "…".
std::optional<SentText> sent_text(store::Session& session, std::int64_t message_id);

} // namespace dosah::delivery
