#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Verifies a mail's DKIM signatures by dkimpy, which shares no code with Dosah. The mail comes from standard input, DNS
records from the words NAME=RECORD (there is no network). Its lines may end in LF alone, as they do in a mailbox. Prints
one line a signature, top to bottom: pass or fail."""
import re
import sys

import dkim

records = dict(word.split("=", 1) for word in sys.argv[1:])
message = re.sub(rb"\r?\n", b"\r\n", sys.stdin.buffer.read())


def look_up(name, timeout=5):
    return records.get(name.decode().rstrip("."), "").encode()


count = sum(1 for line in message.split(b"\r\n\r\n", 1)[0].split(b"\r\n") if line.lower().startswith(b"dkim-signature:"))
for index in range(count):
    try:
        good = dkim.DKIM(message).verify(idx=index, dnsfunc=look_up)
    except dkim.DKIMException as problem:
        print(f"signature {index}: {problem}", file=sys.stderr)
        good = False
    print("pass" if good else "fail")
