// SPDX-License-Identifier: EUPL-1.2
#include "store/lease.h"

namespace dosah::store {

std::optional<std::int64_t> Lease::hold()
{
    const Instant now = clock_.now();
    const Rows rows =
        database_.session().query("INSERT INTO leases (name, holder, epoch, until) VALUES ($1, $2, 1, $3) ON CONFLICT "
                                  "(name) DO UPDATE SET holder = excluded.holder, until = excluded.until, epoch = "
                                  "leases.epoch + CASE WHEN leases.holder = excluded.holder THEN 0 ELSE 1 END WHERE "
                                  "leases.holder = excluded.holder OR leases.until < $4 RETURNING epoch",
                                  {name_, holder_, to_micros(now + lasts_), to_micros(now)});
    return rows.empty() ? std::nullopt : std::optional(rows.integer(0, 0));
}

void Lease::release()
{
    database_.session().run("UPDATE leases SET until = 0 WHERE name = $1 AND holder = $2", {name_, holder_});
}

} // namespace dosah::store
