// SPDX-License-Identifier: EUPL-1.2
// ./dev chaos [--seed S] [--kills N] [--people N] [--store sqlite|postgresql|both]
//
// A long campaign by real SMTP, and `kill -9` of the daemon at points drawn from the seed: after so many messages that
// the server took, and then somewhat later; some while the daemon is still starting. At the end the ledger is held
// against the server's record message by message. Status 0: nobody has two, nobody is missing, and no daemon left more
// in doubt than it may have in flight (connections x 2). The points repeat with the seed; what the machine is doing at
// each of them does not.
#include "tests/end_to_end/mailing.h"

#include <charconv>
#include <iostream>
#include <random>
#include <thread>

using namespace dosah;
using namespace dosah::tests;

namespace {

struct Options
{
    unsigned seed = 20261122;
    int kills = 200;
    int people = 0; ///< 0: as many as keep the campaign going for so many kills
    std::vector<StoreKind> stores{StoreKind::sqlite, StoreKind::postgresql};
};

int usage(const std::string& problem)
{
    std::cerr << "chaos: " << problem
              << "\nusage: ./dev chaos [--seed S] [--kills N] [--people N] [--store sqlite|postgresql|both]\n";
    return 2;
}

template <class Number>
bool read(const std::string& word, Number& number, Number least)
{
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
    return problem == std::errc() && end == word.data() + word.size() && number >= least;
}

/// When the next daemon dies.
struct Point
{
    std::size_t recorded = 0;             ///< the server has so many messages
    std::chrono::microseconds later{0};   ///< and then this much later
    std::chrono::milliseconds starting{}; ///< not 0: so long after its start instead, ready or not
};

std::vector<Point> draw(const Options& options, int people)
{
    std::mt19937 random(options.seed);
    const auto number = [&](int least, int most) { return std::uniform_int_distribution(least, most)(random); };
    std::vector<std::size_t> when(static_cast<std::size_t>(options.kills));
    // What is in doubt may not have reached the server, so the last point must leave room for it.
    for (std::size_t& one : when)
        one = static_cast<std::size_t>(number(0, people * 8 / 10));
    std::sort(when.begin(), when.end());
    std::vector<Point> points;
    for (const std::size_t recorded : when) {
        Point point{recorded, std::chrono::microseconds(number(0, 20000)), {}};
        if (number(1, 10) == 1) point.starting = std::chrono::milliseconds(number(1, 400));
        points.push_back(point);
    }
    return points;
}

bool run(const Options& options, StoreKind kind)
{
    const std::string store = kind == StoreKind::sqlite ? "SQLite" : "PostgreSQL";
    const int people = options.people != 0 ? options.people : std::max(2000, options.kills * 60);
    Mailing mailing(kind, people, {{"log.level", "warning"}});
    mailing.town().serve();
    mailing.launch();
    int kills = 0;
    for (const Point& point : draw(options, people)) {
        if (point.starting.count() > 0) {
            mailing.kill();
            mailing.town().begin_to_serve();
            std::this_thread::sleep_for(point.starting);
        } else {
            mailing.wait_for(std::to_string(point.recorded) + " messages",
                             [&] { return mailing.server().count() >= point.recorded || mailing.finished(); });
            std::this_thread::sleep_for(point.later);
        }
        mailing.kill();
        ++kills;
        mailing.town().serve();
        if (kills % 20 == 0)
            std::cerr << store << ": " << kills << " kills, " << mailing.server().count() << " of " << people
                      << " recorded\n";
    }
    mailing.wait_until_finished();
    mailing.town().stop();
    const Comparison compared = mailing.compare();
    std::cout << store << ": seed " << options.seed << ", " << kills << " kills, " << people
              << " recipients\n  server: " << compared.accepted_once << " have one message, " << compared.doubled
              << " have more\n  ledger:";
    for (const auto& [state, count] : compared.states)
        std::cout << ' ' << state << ' ' << count;
    const int limit = 2 * Mailing::connections;
    std::cout << "\n  doubled " << compared.doubled << ", lost " << compared.lost << ", in doubt " << compared.in_doubt
              << " (at most " << compared.left_most << " by one kill; limit " << limit << ")\n";
    for (std::size_t i = 0; i < std::min<std::size_t>(compared.faults.size(), 20); ++i)
        std::cout << "  " << compared.faults[i] << '\n';
    std::cout.flush();
    return compared.clean() && compared.doubled == 0 && compared.lost == 0 && compared.left_most <= limit;
}

} // namespace

int main(int count, char** words)
{
    Options options;
    for (int i = 1; i < count; i += 2) {
        const std::string name = words[i];
        const std::string value = i + 1 < count ? words[i + 1] : "";
        bool good = false;
        if (name == "--seed") good = read(value, options.seed, 0U);
        if (name == "--kills") good = read(value, options.kills, 1);
        if (name == "--people") good = read(value, options.people, 100);
        if (name == "--store") {
            if (value == "sqlite") options.stores = {StoreKind::sqlite};
            if (value == "postgresql") options.stores = {StoreKind::postgresql};
            good = value == "sqlite" || value == "postgresql" || value == "both";
        }
        if (!good) return usage(name + " " + value + " is not understood");
    }
    try {
        bool clean = true;
        for (const StoreKind kind : options.stores)
            clean = run(options, kind) && clean;
        return clean ? 0 : 1;
    } catch (const std::exception& problem) {
        std::cerr << "chaos: seed " << options.seed << ": " << problem.what() << '\n';
        return 1;
    }
}
