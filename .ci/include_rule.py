#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Proves the include rule of docs/architecture.md. Run with --self-test it proves that it finds breaches."""
import re
import subprocess
import sys

# A folder may include the folders of lower rank, and itself. channel, mime and store share a rank.
RANK = {name: rank for rank, names in enumerate([
    ["base"], ["channel", "mime", "store"], ["organisations"], ["contacts"], ["segments"], ["content"], ["delivery"],
    ["campaigns"], ["responses"], ["evaluation"], ["web", "cli"]]) for name in names}

# header prefix -> where it may be included
ROOMS = [
    (r"unicode/", r"^engine/(base|content)/"),
    (r"gmime/", r"^engine/mime/"),
    (r"(kainjow/)?mustache\.hpp", r"^engine/content/"),
    (r"phonenumbers/", r"^engine/contacts/"),
    (r"curl/", r"^connectors/mailbox/"),
    (r"libical/", r"^engine/content/"),
    (r"qrcodegen", r"^engine/content/qr_code\.cpp"),
    (r"xlsxwriter", r"^engine/evaluation/paper_xlsx\.cpp"),
    (r"boost/", r"^engine/evaluation/distributions\.cpp"),
    (r"sodium\.h", r"^engine/base/"),
    (r"openssl/", r"^engine/base/"),
    (r"Poco/Data/", r"^engine/store/"),
    (r"Poco/Net/", r"^(engine/web|connectors)/"),
]

SQL = re.compile(r'"[^"]*\b(SELECT\b.*\bFROM|INSERT INTO|DELETE FROM|UPDATE [a-z_]+ SET)\b')
LIMIT = 450


def breaches(path, text):
    """The sentences that tell what is wrong with one file."""
    found = []
    engine = re.match(r"engine/([a-z]+)/", path)
    connector = re.match(r"connectors/([a-z]+)/", path)
    for number, line in enumerate(text.splitlines(), 1):
        include = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if include:
            style, header = include.groups()
            for room, allowed in ROOMS:
                if re.match(room, header) and not re.match(allowed, path):
                    found.append(f"{path}:{number}: {header} belongs to {allowed}")
            folder = header.split("/")[0]
            if style == '"' and engine:
                if folder in ("connectors", "tests"):
                    found.append(f"{path}:{number}: engine/{engine[1]} must not include {header}")
                elif folder in RANK and folder != engine[1] and RANK[folder] >= RANK[engine[1]]:
                    found.append(f"{path}:{number}: {engine[1]} must not include {folder}")
            if style == '"' and connector:
                own = header.startswith(f"connectors/{connector[1]}/")
                if not own and folder not in ("base", "channel"):
                    found.append(f"{path}:{number}: a connector includes base and channel only, not {header}")
        if SQL.search(line) and (engine or connector) and not re.match(r"engine/store/", path) \
                and not path.endswith("_store.cpp"):
            found.append(f"{path}:{number}: SQL stands in store/ and *_store.cpp only")
    lines = text.count("\n")
    if lines > LIMIT and (engine or connector):
        found.append(f"{path}: {lines} lines, at most {LIMIT}")
    return found


def self_test():
    bad = [("engine/base/x.cpp", '#include "store/database.h"\n'),
           ("engine/mime/x.cpp", '#include "channel/message.h"\n'),
           ("engine/web/x.cpp", '#include "cli/command.h"\n'),
           ("engine/web/x.cpp", '#include "connectors/all.h"\n'),
           ("connectors/smtp/x.cpp", '#include "connectors/kannel/kannel.h"\n'),
           ("connectors/smtp/x.cpp", '#include "delivery/outbox.h"\n'),
           ("engine/delivery/x.cpp", '#include <Poco/Net/Socket.h>\n'),
           ("engine/web/x.cpp", '#include <unicode/unistr.h>\n'),
           ("engine/web/x.cpp", 'run("SELECT id FROM users");\n'),
           ("engine/web/x.cpp", "\n" * (LIMIT + 1))]
    good = [("engine/store/x.cpp", '#include "base/error.h"\n#include <Poco/Data/Session.h>\n'),
            ("engine/web/x.cpp", '#include "evaluation/reach.h"\n#include <Poco/Net/HTTPServer.h>\n'),
            ("engine/main.cpp", '#include "connectors/all.h"\n#include "web/server.h"\n'),
            ("engine/delivery/outbox_store.cpp", 'run("UPDATE messages SET state = $1");\n')]
    wrong = [path for path, text in bad if not breaches(path, text)]
    wrong += [path for path, text in good if breaches(path, text)]
    for path in wrong:
        print(f"include_rule: self-test failed on {path}")
    return not wrong


def main():
    if not self_test():
        return 1
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", "engine", "connectors"],
                            check=True, capture_output=True, text=True).stdout.split()
    found = []
    for path in listed:
        if path.endswith((".h", ".cpp")):
            with open(path, encoding="utf-8") as file:
                found += breaches(path, file.read())
    for sentence in found:
        print(f"check: {sentence}")
    return 1 if found else 0


sys.exit(main())
