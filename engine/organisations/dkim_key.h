// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/crypto.h"
#include "base/signing_key.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dosah::organisations {

/// A key that an organisation's mails are signed with, or will be. Of each kind one at most signs, so a mail has two
/// signatures at most; a new key is made, published in the DNS, put to use, and the old one removed later.
struct DkimKey
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::string domain;   ///< d=, lower case, ASCII
    std::string selector; ///< s=
    SigningKey::Kind kind = SigningKey::Kind::rsa;
    std::string public_key; ///< p= of the DNS record
    bool signs = false;
    Instant created_at;
};

/// "<selector>._domainkey.<domain>", where the record stands.
std::string dkim_record_name(const DkimKey& key);
/// "v=DKIM1; k=rsa; p=...", what stands in it (RFC 6376 section 3.6.1).
std::string dkim_record(const DkimKey& key);
/// Whether mail of this sender counts as signed by its own domain, as DMARC wants it (RFC 7489 section 3.1.1): d= is
/// the address's domain or one above it. DMARC's relaxed mode also takes some it would not; nobody's strict mode but an
/// equal one takes one above.
bool is_aligned(const std::string& domain, const std::string& sender_email);

/// Keeps the private half sealed; writes the audit row, which holds nothing of it. It does not sign yet. Throws
/// Error(input) for what is no domain or selector, Error(conflict) where the domain has that selector already.
DkimKey add_dkim_key(store::Database& database, const Clock& clock, const MasterKey& master, Random& random,
                     const std::string& actor, std::int64_t organisation_id, const std::string& domain,
                     const std::string& selector, const SigningKey& key);
/// The organisation's, in the order of their making.
std::vector<DkimKey> dkim_keys(store::Database& database, std::int64_t organisation_id);
/// From now on it signs in the place of the other one of its kind. Throws Error(missing) naming the nearest selector.
DkimKey use_dkim_key(store::Database& database, const Clock& clock, const std::string& actor,
                     std::int64_t organisation_id, const std::string& selector);
/// Both halves are gone for good. Throws Error(missing) as above.
DkimKey remove_dkim_key(store::Database& database, const Clock& clock, const std::string& actor,
                        std::int64_t organisation_id, const std::string& selector);

/// A key with its private half.
struct SigningDkimKey
{
    std::string domain;
    std::string selector;
    SigningKey key;
};
/// Those that sign, RSA first. Throws Error(input) naming the one that was sealed under another installation's key.
std::vector<SigningDkimKey> signing_dkim_keys(store::Database& database, const MasterKey& master,
                                              std::int64_t organisation_id);

} // namespace dosah::organisations
