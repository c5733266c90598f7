// SPDX-License-Identifier: EUPL-1.2
#include "base/encoding.h"
#include "base/text.h"
#include "contacts/erasure.h"
#include "contacts/import.h"
#include "contacts/traces.h"
#include "evaluation/erasure_steps.h"
#include "responses/held_data.h"
#include "tests/unit/responses/answered_town.h"

#include <random>

using namespace dosah;
using namespace dosah::tests;

namespace {

/// Every table there is, but for those that only the databases and migrations need.
std::vector<std::string> tables(store::Session& session)
{
    const store::Rows rows = session.query(
        session.dialect() == store::Dialect::sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            : "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename");
    std::vector<std::string> names;
    for (std::size_t i = 0; i < rows.size(); ++i)
        names.push_back(rows.text(i, 0));
    return names;
}

std::string as_text(const store::Value::Held& held)
{
    if (const auto* text = std::get_if<std::string>(&held)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&held)) return std::to_string(*number);
    return "";
}

/// All that stands in a store, what is kept in Base64 also as it was.
struct Cell
{
    std::string table;
    std::string text;
};
std::vector<Cell> all_cells(store::Session& session)
{
    std::vector<Cell> cells;
    for (const std::string& table : tables(session)) {
        const store::Rows rows = session.query_once("SELECT * FROM " + table);
        for (std::size_t row = 0; row < rows.size(); ++row)
            for (const auto& held : rows.row(row)) {
                const std::string text = as_text(held);
                if (table == "inbound_items")
                    if (const auto raw = from_base64(text)) cells.push_back({table, *raw});
                cells.push_back({table, text});
            }
    }
    return cells;
}

/// Where one of the words stands, as "table: text"; "" where none does.
std::string found_in(store::Session& session, const std::vector<std::string>& words)
{
    for (const Cell& cell : all_cells(session))
        for (const std::string& word : words)
            if (text::fold(cell.text).find(text::fold(word)) != std::string::npos) return cell.table + ": " + cell.text;
    return "";
}

/// A town in which much has been said and done about one person, Ludomila, and by her.
struct KnownPerson : AnsweredTown
{
    explicit KnownPerson(StoreKind kind, unsigned seed) : AnsweredTown(kind), random_(seed)
    {
        list("cislo;jmeno;prijmeni;email;telefon;adresa;rok narozeni;zajem\n"
             "R-4711;Ludomila;Zkušebná;ludomila@vlastni.test;+420 601 777 888;Zkušební 7, Lipová;1950;zahrada\n");
        list("cislo;jmeno;prijmeni;email;telefon;adresa;rok narozeni;zajem\n"
             "R-4711;Ludomila;Zkušebná;ludomila(zavinac)vlastni.test;601 777 888 x;;1951;\n");
        id = number("SELECT id FROM contacts WHERE external_id = 'R-4711'");
        {
            store::Session session = database().session();
            organisations::audit(session, clock.now(),
                                 {organisation.id, "user:1", "note", "campaign", 1, "said by Zkušebná Ludomila"});
        }
        campaign = run(load({{"key", "\"second\""}}));
        database().session().run("UPDATE messages SET state = 'accepted' WHERE contact_id = $1 AND state = 'queued'",
                                 {id});
        tests::follow_states(database().session());
        const auto message = number("SELECT MIN(id) FROM messages WHERE contact_id = $1", {id});
        database().session().run("INSERT INTO sent_messages (message_id, subject, text) VALUES ($1, $2, $3)",
                                 {message, "Pozvánka", "Dobrý den, paní Ludomilo Zkušebná"});
        database().session().run(
            "INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
            "outcome_text, claimed_at) VALUES ($1, 1, 'c', 'secretofattempt', 'r', 'accepted', '250', $2, 0)",
            {message, "250 ludomila@vlastni.test ok"});
        database().session().run("UPDATE message_moves SET remote_text = $1 WHERE message_id = $2",
                                 {"250 ludomila@vlastni.test ok", message});
        channel::InboundItem receipt{
            channel::InboundKind::receipt, "receipt", "to:601777888 text:Dobry den, Ludomilo", {}};
        receipt.fields = {{"attempt", "secretofattempt"}, {"status", "delivered"}, {"code", "DELIVRD"}};
        take(sms_account, receipt);
        const auto invitation_id = number("SELECT MAX(id) FROM invitations WHERE contact_id = $1", {id});
        database().session().run("INSERT INTO invitation_needs (invitation_id, need) VALUES ($1, 'step_free')",
                                 {invitation_id});
        database().session().run("INSERT INTO invitation_groups (invitation_id, group_key) VALUES ($1, 'seniors')",
                                 {invitation_id});
        database().session().run("INSERT INTO attendances (campaign_id, invitation_id, walk_in_group, at, source) "
                                 "VALUES ($1, $2, '', 1, 'list of Zkušebná')",
                                 {campaign.id, invitation_id});
        database().session().run(
            "INSERT INTO possible_duplicates (organisation_id, contact_id, other_contact_id, reason, found_at) VALUES "
            "($1, $2, $3, 'same number +420601777888', 1)",
            {organisation.id, jana, id});
        invitation_token = campaigns::make_token(master, campaigns::TokenKind::invitation, invitation_id, 1, false);
        page_token = campaigns::make_token(master, campaigns::TokenKind::unsubscribe, id, 1, false);
        say_something();
    }

    void list(const std::string& csv)
    {
        contacts::ImportOptions options;
        options.organisation = organisation;
        options.legal_basis = "public_task";
        options.group = "Seniorky";
        contacts::import_file(database(), clock, csv, "seznam.csv", options);
    }

    /// In an order and choice of its own for each seed.
    void say_something()
    {
        for (int i = 0; i < 12; ++i)
            switch (random_() % 7) {
            case 0:
                sms("+420601777888", "ANO, tady Zkušebná");
                break;
            case 1:
                mail("ludomila@vlastni.test", "posta@lipova.test", "Přijdu. Ludomila Zkušebná, 601777888");
                break;
            case 2:
                mail("ludomila@vlastni.test", reply_to(id), "Bude tam výtah?");
                break;
            case 3:
                mail("jina@jinde.test", campaigns::reply_address(master, "posta@lipova.test", invitation(id)), "Ne");
                break;
            case 4:
                mail("MAILER-DAEMON@jinde.test", "posta@lipova.test",
                     "ludomila@vlastni.test: host mx.vlastni.test said: 550 5.1.1 unknown user");
                break;
            case 5:
                database().session().run("UPDATE contacts SET phone = NULL WHERE id = $1", {id});
                sms("+420601777888", "Kdo jste?");
                database().session().run("UPDATE contacts SET phone = '+420601777888' WHERE id = $1", {id});
                break;
            default:
                responses::answer_on_page(*services, invitation(id), "maybe");
            }
    }

    void erase(bool never_write_again = false)
    {
        contacts::erase_contact(database(), clock, evaluation::erasure_steps(),
                                {organisation.id, id, never_write_again, "cli:test"});
    }

    std::vector<std::string> marks() const
    {
        return {"Ludomil",        "Zkušebn",     "ludomila@vlastni.test",
                "601777888",      "601 777 888", "secretofattempt",
                invitation_token, page_token,    "zahrada"};
    }

    std::int64_t id = 0;
    std::string invitation_token;
    std::string page_token;

private:
    std::mt19937 random_;
};

} // namespace

TEST_CASE("after an erasure no column of any table tells of the person, and everybody else is as before")
{
    const StoreKind kind = every_store();
    for (unsigned seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        KnownPerson town(kind, seed);
        store::Session session = town.database().session();
        REQUIRE_FALSE(found_in(session, town.marks()).empty());
        const auto messages = town.number("SELECT COUNT(*) FROM messages WHERE contact_id = $1", {town.id});
        const auto jana = town.number("SELECT COUNT(*) FROM messages WHERE contact_id = $1", {town.jana});
        town.erase();
        CHECK(found_in(session, town.marks()) == "");
        CHECK(found_in(session, {"R-4711"}).empty());
        // What hangs on the emptied row is what was sent, for the counts, and nothing else.
        for (const std::string& table : tables(session)) {
            const store::Rows one = session.query_once("SELECT * FROM " + table + " WHERE 1 = 0");
            for (const char* column : {"contact_id", "other_contact_id"}) {
                try {
                    const auto rows = session.query_once("SELECT COUNT(*) FROM " + table + " WHERE " + table + "." +
                                                         column + " = " + std::to_string(town.id));
                    INFO(table);
                    CHECK((rows.integer(0, 0) == 0 || table == "messages"));
                } catch (const Error&) { // it has no such column
                }
            }
        }
        CHECK(town.number("SELECT COUNT(*) FROM messages WHERE contact_id = $1", {town.id}) == messages);
        CHECK(town.number("SELECT COUNT(*) FROM messages WHERE contact_id = $1", {town.jana}) == jana);
        CHECK(town.number("SELECT COUNT(*) FROM contacts WHERE id = $1 AND erased_at IS NOT NULL", {town.id}) == 1);
        CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'contact.erase' AND subject_id = $1",
                          {town.id}) == 1);
        CHECK(contacts::find_contact(session, town.organisation.id, town.jana)->family_name == "Vzorová");
        CHECK_FALSE(contacts::find_contact(session, town.organisation.id, town.id));
    }
}

TEST_CASE("an erased person comes back with a later list, unless they asked never to be written to again")
{
    const bool never = GENERATE(false, true);
    KnownPerson town(every_store(), 3);
    town.erase(never);
    CHECK(town.suppressed(Channel::email, "ludomila@vlastni.test") == never);
    CHECK(town.suppressed(Channel::sms, "+420601777888") == never);
    town.list("cislo;jmeno;prijmeni;email\nR-4711;Ludomila;Zkušebná;ludomila@vlastni.test\n");
    CHECK(town.number("SELECT COUNT(*) FROM contacts WHERE email = 'ludomila@vlastni.test'") == (never ? 0 : 1));
    CHECK(town.number("SELECT COUNT(*) FROM contacts WHERE id = $1 AND erased_at IS NULL", {town.id}) == 0);
}

TEST_CASE("what is said of an address that others have too stays theirs")
{
    KnownPerson town(every_store(), 2);
    const auto partner = town.add({"Bohumil", "Zkušební", "ludomila@vlastni.test", ""});
    {
        store::Session session = town.database().session();
        contacts::suppress(session, town.organisation.id, Channel::email, "ludomila@vlastni.test",
                           contacts::SuppressionReason::opt_out, "email", town.clock.now());
    }
    town.mail("ludomila@vlastni.test", "posta@lipova.test", "Kdy začínáte?");
    const auto items = town.number("SELECT COUNT(*) FROM inbound_items i WHERE NOT EXISTS (SELECT 1 FROM responses r "
                                   "WHERE r.inbound_id = i.id AND r.contact_id IS NOT NULL)");
    REQUIRE(items > 0);
    town.erase();
    CHECK(town.suppressed(Channel::email, "ludomila@vlastni.test"));
    CHECK(town.number("SELECT COUNT(*) FROM inbound_items WHERE id IN (SELECT inbound_id FROM responses WHERE "
                      "contact_id IS NULL)") > 0);
    CHECK(town.text("SELECT email FROM contacts WHERE id = $1", {partner}) == "ludomila@vlastni.test");
}

TEST_CASE("a person is not erased halfway: a message that is being handed over, or a step that fails, undoes it all")
{
    KnownPerson town(every_store(), 1);
    town.database().session().run("UPDATE messages SET state = 'handed' WHERE contact_id = $1", {town.id});
    CHECK_THROWS_WITH(town.erase(), Catch::Contains("handed over just now"));
    store::Session session = town.database().session();
    CHECK(contacts::find_contact(session, town.organisation.id, town.id)->family_name == "Zkušebná");
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id = $1", {town.id}) > 0);
    session.run("UPDATE messages SET state = 'accepted' WHERE contact_id = $1", {town.id});
    CHECK_NOTHROW(town.erase());
    CHECK_THROWS_WITH(town.erase(), Catch::Contains("there is no contact"));
}

TEST_CASE("what comes back for an erased person's message finds no message")
{
    KnownPerson town(every_store(), 4);
    const auto attempt = town.number("SELECT id FROM attempts WHERE reference = 'secretofattempt'");
    const auto message = town.number("SELECT message_id FROM attempts WHERE id = $1", {attempt});
    town.erase();
    for (const std::string& named :
         {std::to_string(attempt) + "-", "erased " + std::to_string(message), std::string("erased")}) {
        CAPTURE(named);
        channel::InboundItem receipt{channel::InboundKind::receipt, "r" + named, "", {}};
        receipt.fields = {{"attempt", named}, {"status", "failed"}};
        town.take(town.sms_account, receipt);
        town.mail("kdosi@jinde.test", "posta@lipova.test", "Ano", "In-Reply-To: <" + named + "@lipova.test>\r\n");
    }
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE message_id = $1 OR contact_id = $2", {message, town.id}) ==
          0);
    CHECK(town.text("SELECT state FROM messages WHERE id = $1", {message}) == "accepted");
}

TEST_CASE("what is held of a person is told whole, as sections and as a file")
{
    KnownPerson town(every_store(), 5);
    store::Session session = town.database().session();
    const auto held = responses::held_data(session, town.organisation.id, town.id);
    const auto file = responses::held_file(held, "Město Lipová", town.clock.now());
    const std::string text = json::write(file);
    for (const char* word : {"Ludomila", "Zkušebná", "ludomila@vlastni.test", "+420601777888", "Zkušební 7", "R-4711",
                             "zahrada", "Seniorky", "seznam.csv", "step_free", "paní Ludomilo", "list of Zkušebná"})
        CHECK_THAT(text, Catch::Contains(word));
    CHECK(file->getArray("person")->getObject(0)->getValue<int>("birth_year") == 1951);
    CHECK(file->getArray("messages")->size() >= 1);
    CHECK(file->getArray("answers")->size() >= 1);
    CHECK_THAT(text, !Catch::Contains("Petr"));
    CHECK_THROWS_WITH(responses::held_data(session, town.organisation.id + 1, town.id), Catch::Contains("no contact"));
}

TEST_CASE("texts that name a person are told by address, number, name, place and number in the register")
{
    contacts::Contact person;
    person.given_name = "Ludomila";
    person.family_name = "Zkušebná";
    person.email = "ludomila@vlastni.test";
    person.phone = "+420601777888";
    person.postal_address = "Zkušební 7, Lipová";
    person.external_id = "R-4711";
    const contacts::Traces traces(person);
    for (const char* naming : {"zkusebna ludomila", "ZKUŠEBNÁ", "Ludomila@Vlastni.test", "tel. 601 777 888",
                               "601-777-888", "+420601777888", "bydlí Zkušební 7, Lipová", "viz R-4711", "Zkušebná."})
        CHECK(traces.in(naming));
    for (const char* other : {"Ludomila", "Zkušebnám", "601 777 887", "R-47110", "", "6017 77 a 7888"})
        CHECK_FALSE(traces.in(other));
    CHECK_FALSE(contacts::Traces(contacts::Contact()).in("cokoli 12345678"));
}
