// SPDX-License-Identifier: EUPL-1.2
#include "responses/arrival.h"

#include <catch2/catch.hpp>

using namespace dosah;
using responses::read_mail_date;

TEST_CASE("dates of mails and of IMAP are read, and what is none is not", "[arrival]")
{
    const auto iso = [](const char* text) {
        const auto read = read_mail_date(text);
        return read ? to_iso(*read) : std::string("none");
    };
    CHECK(iso("Wed, 17 Jul 1996 02:44:25 -0700 (PDT)") == "1996-07-17T09:44:25Z");
    CHECK(iso("17-Jul-1996 02:44:25 +0200") == "1996-07-17T00:44:25Z");
    CHECK(iso(" 7-Jul-2026 02:44:25 +0000") == "2026-07-07T02:44:25Z");
    CHECK(iso("1 Feb 26 10:00 GMT") == "2026-02-01T10:00:00Z");
    CHECK(iso("1 Feb 99 10:00 EST") == "1999-02-01T15:00:00Z");
    CHECK(iso("Sun,  1 Feb 2026 23:59:60 +0000") == "2026-02-02T00:00:00Z");
    for (const char* wrong : {"", "yesterday", "30 Feb 2026 10:00:00 +0000", "1 Foo 2026 10:00:00 +0000", "1 Feb 2026",
                              "1 Feb 2026 25:00:00 +0000", "1 Feb 2026 10 +0000", "-- -- -- --"})
        CHECK(iso(wrong) == "none");
}

TEST_CASE("a mail arrived when the mailbox says, else when the last server says, never after it was taken in",
          "[arrival]")
{
    const Instant taken = from_iso("2026-11-20T12:00:00Z");
    const auto arrival = [&](const std::string& headers, const std::string& internal) {
        channel::InboundItem item;
        if (!internal.empty()) item.fields["internaldate"] = internal;
        return to_iso(responses::arrival_of(item, mime::parse(headers + "From: a@b.test\n\nx"), taken));
    };
    const std::string received = "Received: from a by mx.test with ESMTP; Fri, 20 Nov 2026 10:00:00 +0000\n"
                                 "Received: from forged by a; Fri, 20 Nov 2026 01:00:00 +0000\n";
    CHECK(arrival(received, "") == "2026-11-20T10:00:00Z");
    CHECK(arrival(received, "20-Nov-2026 11:30:00 +0100") == "2026-11-20T10:30:00Z");
    CHECK(arrival("", "") == "2026-11-20T12:00:00Z");
    CHECK(arrival("Received: from a; Sat, 21 Nov 2026 10:00:00 +0000\n", "") == "2026-11-20T12:00:00Z");
    CHECK(arrival("Received: nonsense\n", "nonsense") == "2026-11-20T12:00:00Z");
}
