// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "organisations/sending_hours.h"

namespace dosah::organisations {

SendingHours sending_hours(store::Session& session, std::int64_t organisation_id, channel::Channel channel)
{
    const store::Rows rows = session.query("SELECT opens, closes, sundays, holidays FROM sending_hours "
                                           "WHERE organisation_id = $1 AND channel = $2",
                                           {organisation_id, channel::to_string(channel)});
    if (rows.empty()) return usual_hours(channel);
    return {static_cast<int>(rows.integer(0, 0)), static_cast<int>(rows.integer(0, 1)), rows.boolean(0, 2),
            rows.boolean(0, 3)};
}

void set_sending_hours(store::Database& database, const Clock& clock, const std::string& actor,
                       std::int64_t organisation_id, channel::Channel channel, const SendingHours& hours)
{
    if (hours.opens < 0 || hours.opens >= hours.closes || hours.closes > 24 * 60)
        throw input_error("hours: " + span_text(hours) + " is no part of a day; write the earlier time first");
    store::Transaction transaction(database);
    transaction->run(
        "INSERT INTO sending_hours (organisation_id, channel, opens, closes, sundays, holidays) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, channel) DO UPDATE SET "
        "opens = excluded.opens, closes = excluded.closes, sundays = excluded.sundays, "
        "holidays = excluded.holidays",
        {organisation_id, channel::to_string(channel), hours.opens, hours.closes, hours.sundays, hours.holidays});
    audit(transaction.session(), clock.now(),
          {organisation_id, actor, "organisation.hours", "organisation", organisation_id,
           std::string(channel::to_string(channel)) + " " + span_text(hours) +
               (hours.sundays ? ", Sundays" : ", no Sundays") + (hours.holidays ? ", holidays" : ", no holidays")});
    transaction.commit();
}

FatigueCap fatigue_cap(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows =
        session.query("SELECT fatigue_messages, fatigue_days FROM organisations WHERE id = $1", {organisation_id});
    if (rows.empty()) throw missing_error("no organisation with id " + std::to_string(organisation_id));
    return {static_cast<int>(rows.integer(0, 0)), static_cast<int>(rows.integer(0, 1))};
}

void set_fatigue_cap(store::Database& database, const Clock& clock, const std::string& actor,
                     std::int64_t organisation_id, const FatigueCap& cap)
{
    if (cap.messages < 0 || cap.messages > 100) throw input_error("fatigue cap: write 0 to 100 messages (0: no cap)");
    if (cap.days < 1 || cap.days > 366) throw input_error("fatigue cap: write 1 to 366 days");
    store::Transaction transaction(database);
    transaction->run("UPDATE organisations SET fatigue_messages = $1, fatigue_days = $2 WHERE id = $3",
                     {cap.messages, cap.days, organisation_id});
    audit(transaction.session(), clock.now(),
          {organisation_id, actor, "organisation.fatigue_cap", "organisation", organisation_id,
           std::to_string(cap.messages) + " in " + std::to_string(cap.days) + " days"});
    transaction.commit();
}

} // namespace dosah::organisations
