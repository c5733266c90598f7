// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Whom a query means. The grammar stands in segments/parser.h; what its words mean is this:
///
/// - A comparison, `in` and `has` are yes or no for everybody. About what is not known of a person (no birth year, no
///   place, no such attribute) every comparison is no, `!=` too; `not` is the true complement: `age < 26` leaves out
///   people of unknown age and `not age < 26` holds them. Who is unknown is found by `not has birth_year`.
/// - `age` is this year (in the organisation's zone) less the year of birth, so it may be one too high until the
/// birthday.
/// - `place` and attributes are compared folded (case, marks and spacing do not count); `given_name`, `family_name` and
///   `external_id` are compared as they are written, apart from Unicode's spelling of the same letters.
/// - `locale` of a person without one is the organisation's, `format` of one who said nothing of it is `usual`.
/// - `<`, `<=`, `>`, `>=` work on age and birth_year, and on attributes that hold a whole number of at most 15 digits;
///   any other value of the attribute is a no.
/// - An attribute's name is compared folded; one that nobody in the organisation has is an error.
/// - `group = "seniors"`: listed in the group, or meant by the group's rule where it has one.
/// - `involved [KIND] [since D | before D | within N months]`: an act recorded, not in the future; since the beginning
/// of
///   the day D, or before it, or since now less N units of the calendar, all in the organisation's zone.
/// - `segment "key"`: whom the saved query means now.
namespace dosah::segments {

/// A query compiled to a condition on the table contacts (named c in the FROM clause), its parameters numbered from
/// `first_parameter` on and first appearing in rising order. It already demands c.erased_at IS NULL and the
/// organisation.
struct Condition
{
    std::string sql;
    std::vector<store::Value> values;
};

/// Parses and compiles. Throws Error(input): "line 1, column 9: expected a value after =, found 'and'". `now` is what
/// `age` and `within` count from; the organisation's saved segments and rule-based groups may be named in it. With all
/// it names it may have 5,000 conditions, 10,000 values and 100 levels, and never leads back to itself.
Condition compile(store::Session& session, std::int64_t organisation_id, const std::string& query, Instant now,
                  int first_parameter = 1);

/// How many contacts it matches.
std::int64_t count(store::Session& session, std::int64_t organisation_id, const std::string& query, Instant now);

struct SavedSegment
{
    std::string key;
    std::string query;
    Instant created_at;
};

/// Saves a query under a key (a-z, 0-9, hyphen), in place of an earlier one, and writes the audit row. Throws
/// Error(input) for a wrong key or query, also when the query leads back to the segment itself.
void save_segment(store::Database& database, const Clock& clock, const std::string& actor, std::int64_t organisation_id,
                  const std::string& key, const std::string& query);
/// By key.
std::vector<SavedSegment> list_segments(store::Session& session, std::int64_t organisation_id);

struct TargetGroup
{
    std::string key;
    std::string name;
    std::optional<std::string> query; ///< the rule; nothing when members are only listed
    std::int64_t members = 0;         ///< now, by rule and by listing
};

/// Defines a target group or changes its name and rule (no query: members are only listed; who is listed stays so), and
/// writes the audit row. Throws Error(input) as save_segment does.
void define_group(store::Database& database, const Clock& clock, const std::string& actor, std::int64_t organisation_id,
                  const std::string& key, const std::string& name, const std::optional<std::string>& query);
/// By key.
std::vector<TargetGroup> list_groups(store::Session& session, std::int64_t organisation_id, Instant now);

} // namespace dosah::segments
