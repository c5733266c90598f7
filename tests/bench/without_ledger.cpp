// SPDX-License-Identifier: EUPL-1.2
// without_ledger [--KEY=VALUE ...]: composes and sends the planned messages of a store's only campaign as the daemon
// does, with as many threads, but records nothing: every message may go at once and its outcome is only counted. Prints
// how many a second were accepted.
#include "base/error.h"
#include "campaigns/invitation_composer.h"
#include "cli/command.h"
#include "connectors/all.h"
#include "delivery/claim_store.h"
#include "organisations/connector_account.h"

#include <atomic>
#include <iostream>
#include <thread>
#include <utility>

using namespace dosah;

namespace {

/// What a dispatcher would have claimed, read beforehand.
std::vector<delivery::Claim> claims(store::Session session)
{
    const store::Rows rows = session.query("SELECT " + delivery::claim_columns("messages") +
                                           " FROM messages WHERE state IN ('planned', 'queued') ORDER BY id");
    std::vector<delivery::Claim> result(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        result[i] = delivery::claim_of(rows, i);
        result[i].attempt_id = result[i].message_id;
        result[i].attempt_reference = result[i].reference;
    }
    return result;
}

channel::OutgoingMessage outgoing(const delivery::Claim& claim, delivery::Composed composed)
{
    channel::OutgoingMessage message;
    message.attempt_id = claim.attempt_id;
    message.attempt_reference = claim.attempt_reference;
    message.recipient = claim.address;
    message.sender = std::move(composed.sender);
    message.content = std::move(composed.content);
    message.unicode = composed.unicode;
    message.parts = composed.parts;
    return message;
}

/// What all threads share.
struct Work
{
    campaigns::InvitationComposer& composer;
    const std::vector<delivery::Claim> claims;
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> accepted = 0;
    std::atomic<std::size_t> other = 0;
};

/// One thread's sink: says yes, counts, and composes what there is more of.
class Counter final : public channel::OutcomeSink
{
public:
    explicit Counter(Work& work) : work_(work) {}

    std::vector<bool> hand(std::span<const channel::OutgoingMessage> messages) override
    {
        return std::vector<bool>(messages.size(), true);
    }
    void begin_hand(std::span<const channel::OutgoingMessage>) override {}
    void outcome(const channel::OutgoingMessage&, const channel::Outcome& outcome) override
    {
        ++(outcome.kind == channel::OutcomeKind::accepted ? work_.accepted : work_.other);
    }
    std::span<const channel::OutgoingMessage> more() override
    {
        constexpr std::size_t at_once = 16; // as the daemon composes
        const std::size_t begin = work_.next.fetch_add(at_once);
        if (begin >= work_.claims.size()) return {};
        const std::span<const delivery::Claim> some(&work_.claims[begin],
                                                    std::min(at_once, work_.claims.size() - begin));
        std::vector<delivery::Composition> composed = work_.composer.compose(some);
        // The last one of the batch before may still be under way.
        before_ = std::exchange(messages_, {});
        for (std::size_t i = 0; i < some.size(); ++i)
            messages_.push_back(outgoing(some[i], std::get<delivery::Composed>(std::move(composed[i]))));
        return messages_;
    }

private:
    Work& work_;
    std::vector<channel::OutgoingMessage> messages_;
    std::vector<channel::OutgoingMessage> before_;
};

int run(cli::Context& context)
{
    const auto accounts = organisations::active_connector_accounts(context.database(), context.master());
    if (accounts.size() != 1) throw input_error("the store must have one connector account");
    const channel::Transport transport = organisations::make_transport(
        context.kinds(), context.master(), context.config().http_public_url, accounts.front());
    campaigns::InvitationComposer composer(context.services());
    Work work{composer, claims(context.database().session())};
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (int i = 0; i < context.config().dispatch_connections; ++i)
        threads.emplace_back([&work, &transport] {
            Counter counter(work);
            for (auto some = counter.more(); !some.empty(); some = counter.more())
                transport.connector->send(some, counter);
        });
    for (std::thread& thread : threads)
        thread.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (work.other > 0) throw unavailable_error(std::to_string(work.other) + " messages were not accepted");
    context.out() << static_cast<double>(work.accepted) / took.count() << '\n';
    return 0;
}

} // namespace

int main(int count, char** words)
{
    std::vector<std::string> all(words + 1, words + count);
    all.push_back("send");
    const std::vector<cli::Command> commands{{"send", "", "Composes and sends without a ledger.",
                                              [](cli::Context& context, cli::Words&) { return run(context); }}};
    return cli::run(all, commands, connectors::all_kinds(), std::cin, std::cout, std::cerr);
}
