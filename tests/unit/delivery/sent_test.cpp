// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "delivery/sent_store.h"
#include "store/migrations.h"
#include "tests/support/every_store.h"
#include "tests/unit/delivery/dispatcher_fixture.h"

#include <catch2/catch.hpp>

#include <random>
#include <thread>

using namespace dosah;
using namespace dosah::delivery;
using namespace dosah::tests;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> marks = {"<0>", "<1>", "<2>"};

std::shared_ptr<const SentForm> form_of(const DeliveryStore& store, const std::string& subject, const std::string& text)
{
    return std::make_shared<SentForm>(store.organisation_id, MarkedText(subject, marks), MarkedText(text, marks));
}

Sent sent_by(const std::shared_ptr<const SentForm>& form, const std::vector<std::string>& values)
{
    return {form, form->own(values)};
}

std::vector<StoredForm> write(store::Session& session, const std::vector<Sent>& all)
{
    std::vector<SentMessage> messages;
    for (std::size_t i = 0; i < all.size(); ++i)
        messages.push_back({static_cast<std::int64_t>(i + 1), &all[i]});
    return write_sent(session, messages);
}

void commit(DeliveryStore& store, const std::vector<Sent>& all)
{
    store::Transaction transaction(store.database(), store::Transaction::Access::by_key);
    const std::vector<StoredForm> forms = write(transaction.session(), all);
    transaction.commit();
    trust(forms);
}

SentText kept(DeliveryStore& store, std::int64_t message_id)
{
    store::Session session = store.database().session();
    return sent_text(session, message_id).value();
}

std::int64_t count(DeliveryStore& store, const std::string& table)
{
    return store.database().session().query("SELECT COUNT(*) FROM " + table).integer(0, 0);
}

/// Texts out of what may stand in the way: what JSON escapes, what marks look like, characters of all lengths.
std::string any_text(std::mt19937& random, bool with_marks)
{
    static const std::vector<std::string> pieces = {
        "\"", "\\",     "'",      "/",          "[",    "]", ",",    "0",  "{",   "}",
        "\n", "\r",     "\t",     "\x01",       "\x1F", " ", "\x7F", "ž",  "…",   "\\u0041",
        "語", "\uFFFC", "\u2028", "\U0001F600", "null", "<", ">",    "$1", "Jana"};
    std::string text;
    for (std::size_t i = random() % 10; i > 0; --i)
        text += with_marks && random() % 3 == 0 ? marks[random() % marks.size()] : pieces[random() % pieces.size()];
    return text;
}

} // namespace

TEST_CASE("a form and a message's values give exactly the text that was sent, whatever stands in either")
{
    DeliveryStore store(every_store());
    std::mt19937 random(15);
    for (int round = 0; round < 25; ++round) {
        std::vector<Sent> all;
        std::vector<SentText> wanted;
        for (int form_number = 0; form_number < 4; ++form_number) {
            const MarkedText subject(any_text(random, true), marks);
            const MarkedText text(any_text(random, true), marks);
            const auto form = std::make_shared<SentForm>(store.organisation_id, subject, text);
            for (int i = 0; i < 5; ++i) {
                const std::vector<std::string> values = {any_text(random, false), any_text(random, false),
                                                         any_text(random, false)};
                wanted.push_back({subject.fill(values), text.fill(values)});
                all.push_back(i == 4 ? Sent(wanted.back().subject, wanted.back().text) : sent_by(form, values));
                CHECK(all.back().text().subject == wanted.back().subject);
                CHECK(all.back().text().text == wanted.back().text);
            }
        }
        commit(store, all);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const SentText read = kept(store, static_cast<std::int64_t>(i + 1));
            INFO("round " << round << ", message " << i);
            CHECK(read.subject == wanted[i].subject);
            CHECK(read.text == wanted[i].text);
        }
    }
    CHECK(count(store, "sent_messages") == 20);
}

TEST_CASE("what is not UTF-8, which no store takes, is kept repaired")
{
    DeliveryStore store(every_store());
    const auto form = form_of(store, "<0>", "a\xFF<1>");
    commit(store, {sent_by(form, {"\xC5", std::string("x\0y", 3), ""}), Sent("\xC5", std::string("x\0y", 3))});
    CHECK(kept(store, 1).subject == "\uFFFD");
    CHECK(kept(store, 1).text == "a\uFFFDxy");
    CHECK(kept(store, 2).subject == "\uFFFD");
    CHECK(kept(store, 2).text == "xy");
}

TEST_CASE("a form is stored once, by whoever writes it; a message keeps only the values that its texts show")
{
    DeliveryStore store(every_store());
    const auto form = form_of(store, "<1>", "<1>, <0>!");
    const auto same = form_of(store, "<1>", "<1>, <0>!");
    const auto other = form_of(store, "", "<1>, <0>!");
    const std::vector<std::string> values = {"Jana", "Ahoj", "secret"};
    commit(store, {sent_by(form, values), sent_by(same, values), sent_by(other, values), Sent("a", "b")});
    CHECK(count(store, "sent_forms") == 2);
    CHECK(form->id() != 0);
    CHECK(form->id() == same->id());
    CHECK(form->id() != other->id());
    commit(store, {sent_by(form, values), sent_by(form_of(store, "<1>", "<1>, <0>!"), values)});
    CHECK(count(store, "sent_forms") == 2);
    const store::Rows rows =
        store.database().session().query("SELECT own, form_id, subject, text FROM sent_messages ORDER BY message_id");
    REQUIRE(rows.size() == 4);
    CHECK(rows.text(0, 0) == R"(["Ahoj","Jana"])");
    CHECK(rows.integer(1, 1) == form->id());
    CHECK(rows.is_null(1, 2));
    CHECK(rows.is_null(1, 3));
    CHECK(rows.is_null(3, 0));
    CHECK(rows.is_null(3, 1));
}

TEST_CASE("a form of another organisation is its own, though it says the same")
{
    DeliveryStore store(every_store());
    store.database().session().run(
        "INSERT INTO organisations (id, key, name, country, locale, time_zone, brand_colour, sender_email, "
        "contact_email, contact_phone, approval_required, look_back_months, created_at) SELECT 77, 'druha', name, "
        "country, locale, time_zone, brand_colour, sender_email, contact_email, contact_phone, approval_required, "
        "look_back_months, created_at FROM organisations");
    const MarkedText text("<0>", marks);
    const auto one = std::make_shared<SentForm>(store.organisation_id, text, text);
    const auto two = std::make_shared<SentForm>(77, text, text);
    commit(store, {sent_by(one, {"a", "", ""}), sent_by(two, {"b", "", ""})});
    CHECK(one->id() != two->id());
    CHECK(kept(store, 2).text == "b");
}

TEST_CASE("a form whose transaction is rolled back is stored by the next one")
{
    DeliveryStore store(every_store());
    const auto form = form_of(store, "s", "<0>");
    {
        store::Transaction transaction(store.database());
        REQUIRE(write(transaction.session(), {sent_by(form, {"a", "", ""})}).size() == 1);
        // Nor does a second writing in the transaction take it for stored.
        REQUIRE(write(transaction.session(), {sent_by(form, {"a", "", ""})}).size() == 1);
    }
    CHECK(form->id() == 0);
    CHECK(count(store, "sent_forms") == 0);
    // Another takes the number that was given back.
    commit(store, {sent_by(form_of(store, "other", "<0>"), {"x", "", ""})});
    commit(store, {sent_by(form, {"b", "", ""})});
    CHECK(form->id() != 0);
    CHECK(kept(store, 1).subject == "s");
    CHECK(kept(store, 1).text == "b");
}

TEST_CASE("daemons that store the same forms at once share them")
{
    DeliveryStore store(every_store());
    constexpr int daemons = 4;
    constexpr int rounds = 25;
    std::vector<std::thread> threads;
    for (int daemon = 0; daemon < daemons; ++daemon)
        threads.emplace_back([&store, daemon] {
            for (int round = 0; round < rounds; ++round) {
                std::vector<Sent> all;
                for (int i = 0; i < 6; ++i) { // each in an order of its own
                    const std::string name = std::to_string(round) + "." + std::to_string((i * (daemon + 1)) % 7);
                    all.push_back(sent_by(form_of(store, name, "<0>"), {name, "", ""}));
                }
                std::vector<SentMessage> messages;
                for (std::size_t i = 0; i < all.size(); ++i)
                    messages.push_back({(daemon * rounds + round) * 10 + static_cast<std::int64_t>(i), &all[i]});
                store::Transaction transaction(store.database(), store::Transaction::Access::by_key);
                const auto forms = write_sent(transaction.session(), messages);
                transaction.commit();
                trust(forms);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(count(store, "sent_forms") <= rounds * 7);
    store::Session session = store.database().session();
    const store::Rows rows = session.query("SELECT message_id FROM sent_messages");
    CHECK(rows.size() == daemons * rounds * 6);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto read = sent_text(session, rows.integer(i, 0));
        CHECK((read && read->subject == read->text));
    }
}

TEST_CASE("a dispatcher keeps a form once for all its messages, and knows its number when that is committed")
{
    DispatchStore store(every_store());
    const auto form = form_of(store, "Pozvánka", "Přijďte, <0>.");
    store.composer.script = [&](const Claim& claim) {
        Composed composed = TwinComposer::text_for(claim);
        composed.sent = sent_by(form, {claim.address, "", ""});
        return composed;
    };
    store.queue_many(30);
    store.start();
    REQUIRE(store.comes_to("accepted", 30));
    store.dispatcher->stop();
    CHECK(form->id() != 0);
    CHECK(count(store, "sent_forms") == 1);
    store::Session session = store.database().session();
    const store::Rows rows = session.query("SELECT id, address FROM messages");
    for (std::size_t i = 0; i < rows.size(); ++i)
        CHECK(sent_text(session, rows.integer(i, 0)).value().text == "Přijďte, " + rows.text(i, 1) + ".");
}

TEST_CASE("a second try of a message replaces what was kept of the first, form or not")
{
    DeliveryStore store(every_store());
    const auto form = form_of(store, "s", "<0>");
    commit(store, {sent_by(form, {"a", "", ""}), Sent("c", "d")});
    commit(store, {Sent("e", "f"), sent_by(form, {"g", "", ""})});
    CHECK(kept(store, 1).subject == "e");
    CHECK(kept(store, 1).text == "f");
    CHECK(kept(store, 2).subject == "s");
    CHECK(kept(store, 2).text == "g");
    store::Session session = store.database().session();
    CHECK_FALSE(sent_text(session, 3));
}

TEST_CASE("what does not fit together is said and not guessed")
{
    DeliveryStore store(every_store());
    commit(store, {sent_by(form_of(store, "", "<0>"), {"a", "", ""})});
    store::Session session = store.database().session();
    session.run("UPDATE sent_messages SET own = '[]'");
    CHECK_THROWS_WITH(sent_text(session, 1), Contains("no value 0"));
    session.run("DELETE FROM sent_forms");
    CHECK_THROWS_WITH(sent_text(session, 1), Contains("sent_messages 1: its form is gone"));
}

TEST_CASE("texts that were kept before there were forms are read as before")
{
    DeliveryStore store(every_store());
    {
        store::Transaction transaction(store.database());
        transaction->run_script("DROP TABLE sent_messages;\nDROP TABLE sent_forms;\n"
                                "CREATE TABLE sent_texts (message_id BIGINT PRIMARY KEY, subject TEXT NOT NULL, "
                                "text TEXT NOT NULL);\n"
                                "DELETE FROM schema_migrations WHERE name = '0015_sent_forms.sql'");
        transaction->run("INSERT INTO sent_texts (message_id, subject, text) VALUES (7, $1, $2), (8, '', '')",
                         {"Pozvánka \"[0]\"", "Dobrý den,\nJana '…'\n"});
        transaction.commit();
    }
    const auto ran = store::migrate(store.database(), store.clock);
    REQUIRE(ran.size() == 1);
    CHECK(ran[0].number == 15);
    CHECK(kept(store, 7).subject == "Pozvánka \"[0]\"");
    CHECK(kept(store, 7).text == "Dobrý den,\nJana '…'\n");
    CHECK(kept(store, 8).text.empty());
    CHECK_THROWS_AS(count(store, "sent_texts"), Error);
    commit(store, {sent_by(form_of(store, "s", "<0>"), {"a", "", ""})});
    CHECK(kept(store, 1).text == "a");
}
