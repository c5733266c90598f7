// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "cli/command.h"
#include "organisations/dkim_key.h"
#include "organisations/organisation.h"

#include <ostream>

namespace dosah::cli {

namespace {

using namespace organisations;

SigningKey::Kind kind_from(const std::string& word)
{
    if (word == "rsa") return SigningKey::Kind::rsa;
    if (word == "ed25519") return SigningKey::Kind::ed25519;
    throw input_error("--kind: write rsa or ed25519, not \"" + word + "\"");
}

/// As a zone file has it: a character string of the DNS holds 255 octets.
std::string zone_line(const DkimKey& key)
{
    constexpr std::size_t most = 255;
    const std::string record = dkim_record(key);
    std::string strings;
    for (std::size_t at = 0; at < record.size(); at += most)
        strings += " \"" + record.substr(at, most) + "\"";
    return dkim_record_name(key) + ". IN TXT (" + strings + " )";
}

json::Object::Ptr key_json(const DkimKey& key)
{
    json::Object::Ptr out = json::object();
    out->set("selector", key.selector);
    out->set("domain", key.domain);
    out->set("kind", std::string(to_string(key.kind)));
    out->set("signs", key.signs);
    out->set("created_at", to_iso(key.created_at));
    out->set("record_name", dkim_record_name(key));
    out->set("record", dkim_record(key));
    return out;
}

/// To standard error, as the answer is the same with it.
void warn_of_alignment(Context& context, const Organisation& organisation, const DkimKey& key)
{
    if (is_aligned(key.domain, organisation.sender_email)) return;
    context.err() << "dosah: warning: mails of " << organisation.key << " come from another domain than " << key.domain
                  << "; such a signature does not count for DMARC\n";
}

int dkim_make(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    const std::string selector = words.required_option("selector");
    const auto domain = words.option("domain");
    const auto kind = words.option("kind");
    const auto file = words.option("key-file");
    words.finish();
    if (kind && file) throw input_error("--kind: a key from a file is of the kind it is; leave it out");
    const Organisation organisation = find_organisation(context.database(), org);
    const std::string& sender = organisation.sender_email;
    const SigningKey made = file ? SigningKey::from_pem(read_utf8_input(context, *file))
                                 : SigningKey::make(kind_from(kind.value_or("rsa")));
    const DkimKey key =
        add_dkim_key(context.database(), context.clock(), context.master(), context.random(), context.actor(),
                     organisation.id, domain.value_or(sender.substr(sender.rfind('@') + 1)), selector, made);
    warn_of_alignment(context, organisation, key);
    print(context, as_json, key_json(key),
          "Publish this record, then let the key sign: dosah dkim use " + key.selector + " --org " + organisation.key +
              "\n\n" + zone_line(key) + "\n\nIn a provider's form: name " + dkim_record_name(key) +
              ", type TXT, value\n" + dkim_record(key));
    return 0;
}

int dkim_use(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    const std::string selector = words.operand("SELECTOR");
    words.finish();
    const Organisation organisation = find_organisation(context.database(), org);
    const DkimKey key = use_dkim_key(context.database(), context.clock(), context.actor(), organisation.id, selector);
    warn_of_alignment(context, organisation, key);
    print(context, as_json, key_json(key),
          "mails of " + organisation.key + " are signed with " + dkim_record_name(key) + " from now on");
    return 0;
}

int dkim_list(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    words.finish();
    const Organisation organisation = find_organisation(context.database(), org);
    json::Array::Ptr list = json::array();
    for (const DkimKey& key : dkim_keys(context.database(), organisation.id)) {
        list->add(key_json(key));
        if (key.signs) warn_of_alignment(context, organisation, key);
        if (!as_json)
            context.out() << key.selector << "  " << to_string(key.kind) << "  " << (key.signs ? "signs" : "waits")
                          << "  since " << to_iso(key.created_at) << '\n'
                          << zone_line(key) << '\n';
    }
    if (as_json) context.out() << json::write(list) << '\n';
    return 0;
}

int dkim_remove(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    const bool force = words.flag("force");
    const std::string selector = words.operand("SELECTOR");
    words.finish();
    const Organisation organisation = find_organisation(context.database(), org);
    for (const DkimKey& key : dkim_keys(context.database(), organisation.id))
        if (key.selector == selector && key.signs && !force)
            throw conflict_error("dkim key " + selector +
                                 " signs; let another one of its kind sign first (\"dosah "
                                 "dkim use\"), or say --force to send without it");
    const DkimKey key =
        remove_dkim_key(context.database(), context.clock(), context.actor(), organisation.id, selector);
    print(context, as_json, key_json(key),
          "the key is gone; leave the record " + dkim_record_name(key) +
              " where it is for a week, as mails that are still under way are checked with it");
    return 0;
}

} // namespace

std::vector<Command> dkim_commands()
{
    return {
        {"dkim make", "--org KEY --selector S [--domain D] [--kind rsa|ed25519 | --key-file FILE] [--json]",
         "Makes a key to sign mails with (or takes one) and prints the DNS record to publish; it does not sign yet.",
         dkim_make},
        {"dkim use", "SELECTOR --org KEY [--json]",
         "Signs an organisation's mails with a key, in place of the other one of its kind.", dkim_use},
        {"dkim list", "--org KEY [--json]", "Lists an organisation's DKIM keys with their DNS records.", dkim_list},
        {"dkim remove", "SELECTOR --org KEY [--force] [--json]", "Removes a DKIM key for good.", dkim_remove},
    };
}

} // namespace dosah::cli
