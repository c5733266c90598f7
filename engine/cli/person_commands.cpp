// SPDX-License-Identifier: EUPL-1.2
#include "cli/person_commands.h"

#include "base/error.h"
#include "cli/inbox_commands.h"
#include "contacts/duplicates.h"
#include "evaluation/erasure_steps.h"
#include "organisations/organisation.h"
#include "responses/held_data.h"
#include "responses/merge_people.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ostream>

namespace dosah::cli {

namespace {

constexpr std::size_t most_pairs = 10000;

/// For whoever runs it alone to read: it is all that is held about somebody.
void write_private(const std::string& path, const std::string& text)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) throw input_error(path + ": cannot be made: " + std::string(std::strerror(errno)));
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = ::write(file, text.data() + written, text.size() - written);
        if (count < 0) break;
        written += static_cast<std::size_t>(count);
    }
    const bool whole = ::close(file) == 0 && written == text.size();
    if (!whole) throw unavailable_error(path + ": could not be written whole");
}

} // namespace

int contacts_export(Context& context, Words& words)
{
    const std::string key = words.required_option("org");
    const std::string path = words.required_option("out");
    const std::int64_t id = read_number(words.operand("ID"), "ID");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), key);
    const Instant now = context.clock().now();
    std::vector<responses::HeldSection> held;
    {
        store::Snapshot snapshot(context.database());
        held = responses::held_data(snapshot.session(), organisation.id, id);
    }
    const std::string text = json::write(responses::held_file(held, organisation.name, now)) + "\n";
    if (path == "-")
        context.out() << text;
    else
        write_private(path, text);
    store::Session session = context.database().session();
    organisations::audit(session, now, {organisation.id, context.actor(), "contact.export", "contact", id, ""});
    return 0;
}

int contacts_erase(Context& context, Words& words)
{
    contacts::ErasureWish wish;
    const bool as_json = words.flag("json");
    wish.never_write_again = words.flag("keep-suppression");
    const std::string key = words.required_option("org");
    wish.contact_id = read_number(words.operand("ID"), "ID");
    words.finish();
    wish.organisation_id = organisations::find_organisation(context.database(), key).id;
    wish.actor = context.actor();
    contacts::erase_contact(context.database(), context.clock(), evaluation::erasure_steps(), wish);
    json::Object::Ptr out = json::object();
    out->set("erased", wish.contact_id);
    out->set("kept_suppression", wish.never_write_again);
    print(context, as_json, out, "contact " + std::to_string(wish.contact_id) + " is erased");
    return 0;
}

int contacts_duplicates(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    words.finish();
    const std::int64_t organisation = organisations::find_organisation(context.database(), key).id;
    store::Session session = context.database().session();
    json::Array::Ptr out = json::array();
    for (const auto& pair : contacts::possible_duplicates(session, organisation, most_pairs)) {
        json::Object::Ptr one = json::object();
        one->set("pair", pair.id);
        one->set("contact", pair.contact_id);
        one->set("other", pair.other_contact_id);
        one->set("reason", pair.reason);
        one->set("found_at", to_iso(pair.found_at));
        out->add(one);
        if (!as_json)
            context.out() << "pair " << pair.id << ": contacts " << pair.contact_id << " and " << pair.other_contact_id
                          << ", " << pair.reason << '\n';
    }
    if (as_json) context.out() << json::write(out) << '\n';
    return 0;
}

namespace {

/// What both decisions begin and end with.
template <class Decide>
int decide_pair(Context& context, Words& words, const char* word, Decide decide)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    const std::int64_t pair = read_number(words.operand("PAIR"), "PAIR");
    words.finish();
    decide(organisations::find_organisation(context.database(), key).id, pair);
    json::Object::Ptr out = json::object();
    out->set("pair", pair);
    out->set("decided", std::string(word));
    print(context, as_json, out, "pair " + std::to_string(pair) + ": " + word);
    return 0;
}

} // namespace

int contacts_distinct(Context& context, Words& words)
{
    return decide_pair(context, words, "distinct", [&](std::int64_t organisation, std::int64_t pair) {
        store::Transaction transaction(context.database());
        contacts::keep_apart(transaction.session(), organisation, pair, context.actor(), context.clock().now());
        transaction.commit();
    });
}

int contacts_merge(Context& context, Words& words)
{
    return decide_pair(context, words, "same", [&](std::int64_t organisation, std::int64_t pair) {
        responses::merge_people(context.database(), context.clock(), organisation, pair, context.actor());
    });
}

} // namespace dosah::cli
