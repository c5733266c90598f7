// SPDX-License-Identifier: EUPL-1.2
#include "segments/segment.h"

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "organisations/organisation.h"
#include "segments/compiler_store.h"
#include "segments/segment_store.h"

#include <algorithm>

namespace dosah::segments {

namespace {

void check_key(const std::string& key, const std::string& what)
{
    const bool good = !key.empty() && key.size() <= 64 && key.front() != '-' && key.back() != '-' &&
                      std::all_of(key.begin(), key.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
                      });
    if (!good)
        throw input_error("the key of a " + what + " is 1 to 64 of a-z, 0-9, _ and inner hyphens: \"" + key + "\"");
}

void note(store::Session& session, Instant now, const std::string& actor, std::int64_t organisation_id,
          const std::string& subject, const std::string& action, const std::string& key,
          const std::optional<std::string>& query)
{
    json::Object::Ptr detail = json::object();
    detail->set("key", key);
    if (query) detail->set("query", *query);
    organisations::audit(session, now, {organisation_id, actor, action, subject, std::nullopt, json::write(detail)});
}

std::string in_group(const std::string& key)
{
    return print(Node{Comparison{{FieldKind::group, "", {}}, Operator::equal, key, {}}});
}

} // namespace

std::int64_t count(store::Session& session, std::int64_t organisation_id, const std::string& query, Instant now)
{
    return count_matching(session, compile(session, organisation_id, query, now));
}

void save_segment(store::Database& database, const Clock& clock, const std::string& actor, std::int64_t organisation_id,
                  const std::string& key, const std::string& query)
{
    check_key(key, "segment");
    const Instant now = clock.now();
    store::Transaction transaction(database);
    Compiler(transaction.session(), organisation_id, now, 1).run(query, "segment '" + key + "'");
    write_segment(transaction.session(), organisation_id, key, query, now);
    note(transaction.session(), now, actor, organisation_id, "segment", "segment.save", key, query);
    transaction.commit();
}

void define_group(store::Database& database, const Clock& clock, const std::string& actor, std::int64_t organisation_id,
                  const std::string& key, const std::string& name, const std::optional<std::string>& query)
{
    check_key(key, "target group");
    const std::string shown = text::trim(name);
    if (shown.empty() || shown.size() > 400) throw input_error("the name of a target group is 1 to 400 bytes long");
    const Instant now = clock.now();
    store::Transaction transaction(database);
    if (query) Compiler(transaction.session(), organisation_id, now, 1).run(*query, "target group '" + key + "'");
    write_group(transaction.session(), organisation_id, key, shown, query);
    note(transaction.session(), now, actor, organisation_id, "target_group", "target_group.define", key, query);
    transaction.commit();
}

std::vector<TargetGroup> list_groups(store::Session& session, std::int64_t organisation_id, Instant now)
{
    std::vector<TargetGroup> out;
    for (const GroupRow& row : group_rows(session, organisation_id))
        out.push_back({row.key, row.name, row.query, count(session, organisation_id, in_group(row.key), now)});
    return out;
}

} // namespace dosah::segments
