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
