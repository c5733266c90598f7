// SPDX-License-Identifier: EUPL-1.2
#include "responses/replay.h"

#include "base/error.h"
#include "responses/inbound_store.h"
#include "responses/response_store.h"
#include "responses/understand.h"

namespace dosah::responses {

namespace {

constexpr std::size_t batch = 200;

std::string words_for(const std::string& kind, const std::string& answer)
{
    return answer.empty() ? kind : kind + " " + answer;
}

class Replay
{
public:
    Replay(campaigns::Services& services, const Lexicons& lexicons, const ReplayChoice& choice,
           const std::string& actor, const std::function<void(const Replayed&)>& report)
        : services_(services), lexicons_(lexicons), choice_(choice), actor_(actor), report_(report)
    {
    }

    ReplayCount run()
    {
        if (!choice_.items.empty()) {
            for (const std::int64_t id : choice_.items)
                look(id);
            return count_;
        }
        std::int64_t after = 0;
        while (true) {
            const std::vector<std::int64_t> ids = next(after);
            if (ids.empty()) return count_;
            for (const std::int64_t id : ids)
                look(id);
            after = ids.back();
        }
    }

private:
    std::vector<std::int64_t> next(std::int64_t after)
    {
        store::Session session = services_.database.session();
        if (!choice_.aside) return find_done_items(session, choice_.organisation_id, choice_.since, after, batch);
        std::vector<std::int64_t> ids;
        for (const AsideItem& item : find_aside_items(session, choice_.organisation_id, after, batch))
            ids.push_back(item.id);
        return ids;
    }

    void look(std::int64_t id)
    {
        std::optional<StoredItem> stored;
        RecordedReading recorded;
        std::string state;
        {
            store::Session session = services_.database.session();
            stored = read_item(session, id);
            state = item_state(session, id);
            recorded = read_recorded(session, id);
        }
        if (!stored || (choice_.organisation_id && stored->organisation_id != *choice_.organisation_id))
            throw missing_error("there is no inbound item " + std::to_string(id) +
                                (choice_.organisation_id ? " in this organisation" : ""));
        ++count_.read;
        if (state == "new") return unchanged(); // the daemon has it before it
        if (state == "aside") return again(*stored, "set aside");
        if (!stored->unreadable.empty() || stored->item.kind == channel::InboundKind::receipt) return unchanged();
        std::string after;
        const bool same = reads_as(*stored, recorded, after);
        if (same) return unchanged();
        const std::string before =
            recorded.kinds.empty() ? "nothing" : words_for(recorded.kinds[0], recorded.answers[0]);
        if (recorded.handled) {
            ++count_.handled;
            return report_({id, before, after, false});
        }
        if (choice_.dry_run) {
            ++count_.changed;
            return report_({id, before, after, false});
        }
        again(*stored, before);
    }

    void unchanged() { ++count_.unchanged; }

    /// `after` is what it is read as now.
    bool reads_as(const StoredItem& stored, const RecordedReading& recorded, std::string& after)
    {
        const Understood understood = understand(services_, lexicons_, stored);
        std::string kind;
        {
            store::Session session = services_.database.session();
            kind = to_string(kind_of(match_item(services_, session, understood), understood.what));
        }
        const Classified& what = understood.what;
        after = words_for(kind, what.answer.value_or(""));
        if (recorded.kinds.empty() || recorded.kinds[0] != kind || recorded.answers[0] != what.answer.value_or(""))
            return false;
        if (what.reports.empty() || kind == to_string(Kind::complaint)) return true;
        if (recorded.texts.size() != what.reports.size()) return false;
        for (std::size_t i = 0; i < recorded.texts.size(); ++i) {
            if (recorded.texts[i] == text_of(what.reports[i])) continue;
            after += " (" + what.reports[i].status + " " + what.reports[i].reason + ")";
            return false;
        }
        return true;
    }

    void again(const StoredItem& stored, const std::string& before)
    {
        if (choice_.dry_run) {
            ++count_.changed;
            return report_({stored.id, before, "read again", false});
        }
        {
            store::Transaction transaction(services_.database);
            if (!reopen_item(transaction.session(), stored.id)) return unchanged();
            organisations::audit(
                transaction.session(), services_.clock.now(),
                {stored.organisation_id, actor_, "response.replay", "inbound_item", stored.id, "was " + before});
            transaction.commit();
        }
        const bool read = interpret_item(services_, lexicons_, stored.id);
        store::Session session = services_.database.session();
        if (!read) {
            ++count_.aside;
            return report_({stored.id, before, "set aside: " + item_problem(session, stored.id), false});
        }
        const RecordedReading now = read_recorded(session, stored.id);
        ++count_.changed;
        report_({stored.id, before, now.kinds.empty() ? "receipt" : words_for(now.kinds[0], now.answers[0]), true});
    }

    campaigns::Services& services_;
    const Lexicons& lexicons_;
    const ReplayChoice& choice_;
    const std::string& actor_;
    const std::function<void(const Replayed&)>& report_;
    ReplayCount count_;
};

} // namespace

ReplayCount replay(campaigns::Services& services, const Lexicons& lexicons, const ReplayChoice& choice,
                   const std::string& actor, const std::function<void(const Replayed&)>& report)
{
    return Replay(services, lexicons, choice, actor, report).run();
}

} // namespace dosah::responses
