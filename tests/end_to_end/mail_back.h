// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/end_to_end/installation.h"
#include "tests/support/child_process.h"
#include "tests/support/dovecot_server.h"
#include "tests/support/postfix_server.h"
#include "tests/support/temporary_folder.h"

#include <regex>
#include <stdexcept>
#include <string>

namespace dosah::tests {

/// The town sends by Postfix and reads what comes back in its mailbox posta@obec.test.
inline void connect_mail(Installation& town, const PostfixServer& postfix, const DovecotServer& dovecot)
{
    town.done({"connector", "add", "smtp", "relay", "--org", "lipova", "--set", "host=127.0.0.1", "--set",
               "port=" + std::to_string(postfix.port()), "--set", "tls=none"});
    town.done({"connector", "check", "relay", "--org", "lipova"});
    town.done({"connector", "add", "mailbox", "post", "--org", "lipova", "--set",
               "url=imaps://localhost:" + std::to_string(dovecot.imaps_port()), "--set",
               "verify=" + dovecot.certificate(), "--set", "user=posta@obec.test", "--set", "address=posta@obec.test",
               "--set", "processed_folder=Zpracovano", "--secret-file",
               "password=" + town.folder().write("password", DovecotServer::password() + "\n")});
}

/// Hands a mail to Postfix as a person's mail program would.
inline void mail_back(const PostfixServer& postfix, const TemporaryFolder& folder, const std::string& from,
                      const std::string& to, const std::string& mail)
{
    const std::string file = folder.write("reply.eml", mail);
    const Finished sent = run(
        {{"curl", "--silent", "--show-error", "--url", "smtp://127.0.0.1:" + std::to_string(postfix.port()) + "/test",
          "--mail-from", from, "--mail-rcpt", to, "--upload-file", file},
         {},
         "",
         "",
         ""});
    if (sent.status != 0) throw std::runtime_error("curl: " + sent.errors);
}

/// The first place in a text that fits; throws when there is none.
inline std::string found_in(const std::string& text, const std::string& pattern)
{
    std::smatch found;
    if (!std::regex_search(text, found, std::regex(pattern))) throw std::runtime_error("nothing fits in: " + text);
    return found[0];
}

} // namespace dosah::tests
