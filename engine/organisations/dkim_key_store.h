// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "organisations/dkim_key.h"

namespace dosah::organisations {

/// The rows of dkim_keys. Private to organisations/.
struct StoredDkimKey
{
    DkimKey key;
    std::string sealed_key;
};

bool dkim_key_exists(store::Session& session, const std::string& domain, const std::string& selector);
/// Without the sealed half, whose context is the id. Returns the id.
std::int64_t insert_dkim_key(store::Session& session, const DkimKey& key);
void set_sealed_dkim_key(store::Session& session, std::int64_t id, const std::string& sealed);
std::vector<StoredDkimKey> read_dkim_keys(store::Session& session, std::int64_t organisation_id);
/// Takes the signing from the organisation's other key of that kind.
void set_signing_dkim_key(store::Session& session, const DkimKey& key);
void delete_dkim_key(store::Session& session, std::int64_t id);

} // namespace dosah::organisations
