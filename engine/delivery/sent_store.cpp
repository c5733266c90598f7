// SPDX-License-Identifier: EUPL-1.2
#include "delivery/sent_store.h"

#include "base/error.h"

#include <algorithm>
#include <map>

namespace dosah::delivery {

namespace {

/// Stores forms that may be there already, also by another daemon at this moment. Returns their numbers by hash.
std::map<std::string, std::int64_t> store_forms(store::Session& session,
                                                const std::map<std::string, const SentForm*>& forms)
{
    // In the order of their hashes: two daemons that store the same ones must not wait for each other in a circle.
    store::Given rows{{"organisation", "BIGINT"}, {"hash", "TEXT"}, {"subject", "TEXT"}, {"words", "TEXT"}};
    store::Given hashes{{"hash", "TEXT"}};
    for (const auto& [hash, form] : forms) {
        rows.add({form->organisation_id(), hash, form->subject(), form->text()});
        hashes.add({hash});
    }
    session.run_later("INSERT INTO sent_forms (organisation_id, hash, subject, text) SELECT organisation, hash, "
                      "subject, words FROM given WHERE true ON CONFLICT (hash) DO NOTHING",
                      {}, rows);
    const store::Rows found = session.query(
        "SELECT sent_forms.hash, sent_forms.id FROM given JOIN sent_forms ON sent_forms.hash = given.hash", {}, hashes);
    std::map<std::string, std::int64_t> numbers;
    for (std::size_t i = 0; i < found.size(); ++i)
        numbers[found.text(i, 0)] = found.integer(i, 1);
    return numbers;
}

} // namespace

std::vector<StoredForm> write_sent(store::Session& session, const std::vector<SentMessage>& messages)
{
    std::map<std::string, const SentForm*> unknown;
    std::vector<StoredForm> stored;
    for (const SentMessage& message : messages) {
        const auto& form = message.sent->form;
        if (!form || form->id() != 0) continue;
        unknown.emplace(form->hash(), form.get());
        if (std::none_of(stored.begin(), stored.end(), [&](const StoredForm& one) { return one.form == form; }))
            stored.push_back({form, 0});
    }
    if (!unknown.empty()) {
        const auto numbers = store_forms(session, unknown);
        for (StoredForm& one : stored)
            one.id = numbers.at(one.form->hash());
    }
    const auto number = [&](const std::shared_ptr<const SentForm>& form) {
        const auto found =
            std::find_if(stored.begin(), stored.end(), [&](const StoredForm& one) { return one.form == form; });
        return found == stored.end() ? form->id() : found->id;
    };
    store::Given filled{{"message", "BIGINT"}, {"form", "BIGINT"}, {"own", "TEXT"}};
    store::Given whole{{"message", "BIGINT"}, {"subject", "TEXT"}, {"words", "TEXT"}};
    for (const auto& [message_id, sent] : messages)
        if (sent->form)
            filled.add({message_id, number(sent->form), sent->own});
        else
            whole.add({message_id, sent->whole.subject, sent->whole.text});
    const std::string replace = " FROM given WHERE true ON CONFLICT (message_id) DO UPDATE SET form_id = "
                                "excluded.form_id, own = excluded.own, subject = excluded.subject, text = "
                                "excluded.text";
    session.run_later("INSERT INTO sent_messages (message_id, form_id, own) SELECT message, form, own" + replace, {},
                      filled);
    session.run_later("INSERT INTO sent_messages (message_id, subject, text) SELECT message, subject, words" + replace,
                      {}, whole);
    return stored;
}

void trust(const std::vector<StoredForm>& forms)
{
    for (const auto& [form, id] : forms)
        form->is_stored(id);
}

std::optional<SentText> sent_text(store::Session& session, std::int64_t message_id)
{
    const store::Rows rows = session.query(
        "SELECT sent_messages.subject, sent_messages.text, sent_messages.own, sent_forms.subject, sent_forms.text FROM "
        "sent_messages LEFT JOIN sent_forms ON sent_forms.id = sent_messages.form_id WHERE message_id = $1",
        {message_id});
    if (rows.empty()) return std::nullopt;
    if (rows.is_null(0, 2)) return SentText{rows.text(0, 0), rows.text(0, 1)};
    if (rows.is_null(0, 3))
        throw Error(ErrorKind::internal, "sent_messages " + std::to_string(message_id) + ": its form is gone");
    return fill_sent(rows.text(0, 3), rows.text(0, 4), rows.text(0, 2));
}

} // namespace dosah::delivery
