// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/log.h"
#include "base/worker.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>

using namespace dosah;

TEST_CASE("addresses are masked wherever they stand in a log value")
{
    CHECK(mask_addresses("jana.novakova@obec.test") == "j***@obec.test");
    CHECK(mask_addresses("to <jana@obec.test>, petr@x.cz") == "to <j***@obec.test>, p***@x.cz");
    CHECK(mask_addresses("550 <žaneta@obec.test>: unknown").find("aneta") == std::string::npos);
    CHECK(mask_addresses("+420601123456") == "+420***56");
    CHECK(mask_addresses("number 601123456 dead") == "number 60***56 dead");
    CHECK(mask_addresses("tel:+4791234567.").find("91234567") == std::string::npos);
    CHECK(mask_addresses("error 5.1.1 after 1234 ms") == "error 5.1.1 after 1234 ms");
    CHECK(mask_addresses("") == "");
    // As links, quoted names and people write them.
    CHECK(mask_addresses("to=jana.novakova%40obec.test&x=1") == "t***%40obec.test&x=1");
    CHECK(mask_addresses("to=%2B420601000111&from=1234") == "to=%2B420***11&from=1234");
    CHECK(mask_addresses("\"jana novakova\"@obec.test") == "***@obec.test");
    CHECK(mask_addresses("<bounce+1=jana=obec.test@relay.test>") == "<b***@relay.test>");
    CHECK(mask_addresses("j'ana!x@obec.test") == "j***@obec.test");
    CHECK(mask_addresses("tel. +420 601 123 456, 601 123 457; 40 61 23 45") == "tel. +420***56, 60***57; 40***45");
    CHECK(mask_addresses("+47-40-61-23-45 +420/601/123/456") == "+47-***45 +420***56");
    // Not everything with digits is a number of somebody.
    CHECK(mask_addresses("2026-11-22 19:16:00 code 450 4.2.1 in 120 ms, 12 of 300 people") ==
          "2026-11-22 19:16:00 code 450 4.2.1 in 120 ms, 12 of 300 people");
    CHECK(mask_addresses("id:00000001 sub:001") == "id:00***01 sub:001");
    CHECK(mask_addresses("100 200 300 400 500 600 700") == "100 200 300 400 500 600 700");
    CHECK(mask_addresses("\"unended@") == "\"u***@");
    CHECK(mask_addresses("@") == "@");
}

TEST_CASE("the nearest name is found, and none when nothing is near")
{
    const std::vector<std::string> names = {"contacts import", "campaign load", "segments count"};
    CHECK(nearest_name("contact import", names) == "contacts import");
    CHECK(nearest_name("xyz", names) == "");
    CHECK(nearest_name("", names) == "");
}

TEST_CASE("a worker runs when woken, goes on after a failure and stops at once")
{
    std::atomic<int> runs{0};
    std::promise<void> third;
    Worker worker(
        "test",
        [&]() -> std::chrono::milliseconds {
            const int run = ++runs;
            if (run == 1) throw input_error("first run fails");
            if (run == 3) third.set_value();
            return std::chrono::hours(1);
        },
        std::chrono::milliseconds(1));
    worker.start();
    while (runs < 2)
        std::this_thread::yield();
    worker.wake();
    CHECK(third.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    worker.stop();
    worker.stop();
    CHECK(runs == 3);
}
