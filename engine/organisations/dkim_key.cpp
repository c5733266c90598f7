// SPDX-License-Identifier: EUPL-1.2
#include "organisations/dkim_key.h"

#include "base/error.h"
#include "base/json.h"
#include "organisations/dkim_key_store.h"
#include "organisations/organisation.h"

#include <algorithm>

namespace dosah::organisations {

namespace {

/// What binds the sealed key to its row.
std::string context(std::int64_t id)
{
    return "dkim_key:" + std::to_string(id);
}

std::string lower(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool is_name_of_dns(const std::string& name, std::size_t least_labels)
{
    std::size_t labels = 0;
    for (std::size_t begin = 0; begin <= name.size(); ++labels) {
        const std::size_t end = std::min(name.find('.', begin), name.size());
        const std::string_view label = std::string_view(name).substr(begin, end - begin);
        const bool fine = !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
                          std::all_of(label.begin(), label.end(), [](char c) {
                              return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
                          });
        if (!fine) return false;
        begin = end + 1;
    }
    return labels >= least_labels && name.size() <= 200;
}

DkimKey find_key(store::Session& session, std::int64_t organisation_id, const std::string& selector)
{
    std::vector<std::string> known;
    for (const StoredDkimKey& stored : read_dkim_keys(session, organisation_id)) {
        if (stored.key.selector == selector) return stored.key;
        known.push_back(stored.key.selector);
    }
    const std::string near = nearest_name(selector, known);
    throw missing_error("the organisation has no DKIM key with the selector \"" + selector + "\"" +
                        (near.empty() ? " (\"dosah dkim list\" shows them)" : " (did you mean \"" + near + "\"?)"));
}

void audit_key(store::Session& session, Instant now, const std::string& actor, const std::string& action,
               const DkimKey& key)
{
    json::Object::Ptr detail = json::object();
    detail->set("domain", key.domain);
    detail->set("selector", key.selector);
    detail->set("kind", std::string(to_string(key.kind)));
    audit(session, now, {key.organisation_id, actor, action, "dkim_key", key.id, json::write(detail)});
}

} // namespace

std::string dkim_record_name(const DkimKey& key)
{
    return key.selector + "._domainkey." + key.domain;
}

std::string dkim_record(const DkimKey& key)
{
    return "v=DKIM1; k=" + std::string(to_string(key.kind)) + "; p=" + key.public_key;
}

bool is_aligned(const std::string& domain, const std::string& sender_email)
{
    const std::string sender = "." + lower(sender_email.substr(sender_email.rfind('@') + 1));
    return sender.ends_with("." + domain);
}

DkimKey add_dkim_key(store::Database& database, const Clock& clock, const MasterKey& master, Random& random,
                     const std::string& actor, std::int64_t organisation_id, const std::string& domain,
                     const std::string& selector, const SigningKey& key)
{
    DkimKey added;
    added.organisation_id = organisation_id;
    added.domain = lower(domain);
    added.selector = lower(selector);
    added.kind = key.kind();
    added.public_key = key.public_key();
    added.created_at = clock.now();
    if (!is_name_of_dns(added.domain, 2))
        throw input_error("domain: \"" + domain +
                          "\" is none; write for example lipova.example, letters with marks "
                          "in their ASCII form (xn--...)");
    if (!is_name_of_dns(added.selector, 1))
        throw input_error("selector: \"" + selector +
                          "\" cannot be one; write small letters, digits and hyphens, for example s2026a");
    store::Transaction transaction(database);
    for (const StoredDkimKey& other : read_dkim_keys(transaction.session(), organisation_id))
        if (other.key.selector == added.selector)
            throw conflict_error("selector \"" + added.selector + "\" is taken; a new key needs a new one");
    if (dkim_key_exists(transaction.session(), added.domain, added.selector))
        throw conflict_error(added.domain + " has the selector \"" + added.selector +
                             "\" already; a new key needs a new one");
    added.id = insert_dkim_key(transaction.session(), added);
    set_sealed_dkim_key(transaction.session(), added.id, master.seal(key.pem(), context(added.id), random));
    audit_key(transaction.session(), clock.now(), actor, "dkim.make", added);
    transaction.commit();
    return added;
}

std::vector<DkimKey> dkim_keys(store::Database& database, std::int64_t organisation_id)
{
    store::Session session = database.session();
    std::vector<DkimKey> out;
    for (StoredDkimKey& stored : read_dkim_keys(session, organisation_id))
        out.push_back(std::move(stored.key));
    return out;
}

DkimKey use_dkim_key(store::Database& database, const Clock& clock, const std::string& actor,
                     std::int64_t organisation_id, const std::string& selector)
{
    store::Transaction transaction(database);
    DkimKey key = find_key(transaction.session(), organisation_id, selector);
    set_signing_dkim_key(transaction.session(), key);
    key.signs = true;
    audit_key(transaction.session(), clock.now(), actor, "dkim.use", key);
    transaction.commit();
    return key;
}

DkimKey remove_dkim_key(store::Database& database, const Clock& clock, const std::string& actor,
                        std::int64_t organisation_id, const std::string& selector)
{
    store::Transaction transaction(database);
    const DkimKey key = find_key(transaction.session(), organisation_id, selector);
    delete_dkim_key(transaction.session(), key.id);
    audit_key(transaction.session(), clock.now(), actor, "dkim.remove", key);
    transaction.commit();
    return key;
}

std::vector<SigningDkimKey> signing_dkim_keys(store::Database& database, const MasterKey& master,
                                              std::int64_t organisation_id)
{
    std::vector<StoredDkimKey> all;
    {
        store::Session session = database.session();
        all = read_dkim_keys(session, organisation_id);
    }
    std::vector<SigningDkimKey> out;
    for (const StoredDkimKey& stored : all) {
        if (!stored.key.signs) continue;
        const auto pem = master.open(stored.sealed_key, context(stored.key.id));
        if (!pem)
            throw input_error("DKIM key \"" + stored.key.selector + "\" of " + stored.key.domain +
                              ": it was sealed under another key; set key_file to the one in use then, or remove it "
                              "(\"dosah dkim remove\")");
        out.push_back({stored.key.domain, stored.key.selector, SigningKey::from_pem(*pem)});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const SigningDkimKey& a, const SigningDkimKey& b) { return a.key.kind() < b.key.kind(); });
    return out;
}

} // namespace dosah::organisations
