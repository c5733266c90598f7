// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/web/site.h"

#include "base/encoding.h"
#include "campaigns/invitation.h"
#include "organisations/connector_account.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dosah::tests {

namespace {

const content::Catalogs& catalogs()
{
    static const content::Catalogs read("locales");
    return read;
}

const content::Templates& templates()
{
    static const content::Templates read("templates");
    return read;
}

std::string form_body(const std::map<std::string, std::string>& form)
{
    std::string body;
    for (const auto& [name, value] : form)
        body += (body.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
    return body;
}

} // namespace

std::string exchange_bytes(int port, const std::string& bytes, int limit_milliseconds)
{
    const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    std::string received;
    if (::connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const ssize_t count = ::send(handle, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) break;
            sent += static_cast<std::size_t>(count);
        }
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(limit_milliseconds);
        for (;;) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
            pollfd waiting{handle, POLLIN, 0};
            if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) break;
            char chunk[16384];
            const ssize_t count = ::recv(handle, chunk, sizeof chunk, 0);
            if (count <= 0) break;
            received.append(chunk, static_cast<std::size_t>(count));
        }
    }
    ::close(handle);
    return received;
}

Reply parse_reply(const std::string& bytes)
{
    Reply reply;
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string::npos || !bytes.starts_with("HTTP/1.1 ")) return reply;
    reply.status = std::stoi(bytes.substr(9, 3));
    reply.body = bytes.substr(end + 4);
    std::size_t at = bytes.find("\r\n") + 2;
    while (at < end) {
        const std::size_t line_end = bytes.find("\r\n", at);
        const std::string line = bytes.substr(at, line_end - at);
        const std::size_t colon = line.find(": ");
        std::string name = line.substr(0, colon);
        for (char& c : name)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        reply.headers[name] = line.substr(colon + 2);
        at = line_end + 2;
    }
    const auto cookie = reply.headers.find("set-cookie");
    if (cookie != reply.headers.end()) reply.cookie = cookie->second.substr(0, cookie->second.find(';'));
    return reply;
}

std::vector<channel::CapturedMessage> KeptMessages::captured(std::size_t offset, std::size_t limit) const
{
    std::vector<channel::CapturedMessage> result;
    for (std::size_t i = offset; i < messages.size() && result.size() < limit; ++i)
        result.push_back(messages[messages.size() - 1 - i]);
    return result;
}

channel::WebhookReply KeptMessages::handle(const channel::WebhookRequest& request, channel::InboundSink& sink)
{
    calls.push_back(request);
    sink.take(1, {channel::InboundKind::receipt, "r" + std::to_string(calls.size()), request.body, {}});
    return {202, "taken"};
}

TestSite::TestSite(StoreKind kind, const std::map<std::string, std::string>& event, int body_limit, bool start)
    : store_(kind)
{
    config.http_listen = "127.0.0.1:0";
    config.http_public_url = "http://127.0.0.1";
    config.http_body_limit = body_limit;
    config.http_threads = 8;
    config.sandbox = true;
    services.emplace(campaigns::Services{database(), clock, random, master, config, catalogs(), templates()});
    lipova.key = "lipova";
    lipova.name = "Město Lipová";
    lipova.sender_email = "mesto@lipova.test";
    lipova.contact_email = "kontakt@lipova.test";
    lipova.contact_phone = "+420 555 000 111";
    lipova.approval_required = false;
    lipova.register_start = from_iso("2020-01-01");
    lipova = organisations::add_organisation(database(), clock, "cli:test", lipova);
    nordvik.key = "nordvik";
    nordvik.name = "Nordvik kommune";
    nordvik.country = "NO";
    nordvik.locale = "nb";
    nordvik.time_zone = "Europe/Oslo";
    nordvik.brand_colour = "#1b3f7a";
    nordvik.sender_email = "post@nordvik.test";
    nordvik = organisations::add_organisation(database(), clock, "cli:test", nordvik);
    add_user(lipova, "petra@lipova.test", organisations::Role::coordinator, "cs");
    add_user(lipova, "eva@lipova.test", organisations::Role::evaluator, "cs");
    add_user(nordvik, "ola@nordvik.test", organisations::Role::coordinator, "nb");
    account = add_account(lipova, "mail", "email");
    add_account(lipova, "sms", "sms");
    foreign_account = add_account(nordvik, "mail", "email");
    for (const char* name : {"Jana", "Karel", "Žofie"})
        people.push_back(add_person(lipova.id, name, "Vzorová", "p" + std::to_string(people.size()) + "@lipova.test"));
    const auto part = [&event](const std::string& name, const std::string& fallback) {
        const auto found = event.find(name);
        return found == event.end() ? fallback : found->second;
    };
    campaign = campaigns::load_campaign(
        *services, lipova,
        R"({"key": "forum", "name": )" + part("name", R"("Fórum 2026")") + R"(, "event": {"kind": )" +
            part("kind", R"("forum")") + R"(, "title": )" +
            part("title", R"({"cs": "Jaký má být nový park?", "nb": "Hvordan skal den nye parken bli?"})") +
            R"(, "lead": )" + part("lead", R"("Tři návrhy jsou na stole a město ještě nerozhodlo.")") +
            R"(, "place": )" + part("place", R"("Sokolovna, Nádražní 12")") +
            R"(, "access": "bezbariérový vchod ze dvora", "starts": "2026-12-10T17:00", "ends": "2026-12-10T19:00"},
             "audience": "has email", "channels": ["email", "sms"]})",
        "cli:test");
    campaigns::launch_campaign(*services, campaign, "cli:test");
    clock.advance(config.campaign_cancel_window);
    campaigns::advance_campaigns(*services);
    campaign = reread();
    web::Site site{*services, taken, {}, {}, ".", [] {}, [] {}, [this] { return problems; }};
    channel::Transport own;
    own.webhook = kept;
    own.capture = kept;
    site.transports[account] = own;
    channel::Transport foreign;
    foreign.webhook = foreign_kept;
    foreign.capture = foreign_kept;
    site.transports[foreign_account] = foreign;
    site.account_organisations = {{account, lipova.id}, {foreign_account, nordvik.id}};
    server = std::make_unique<web::Server>(site);
    if (start) server->start();
}

TestSite::~TestSite() = default;

void TestSite::add_user(const organisations::Organisation& organisation, const std::string& email,
                        organisations::Role role, const std::string& locale)
{
    organisations::User user;
    user.organisation_id = organisation.id;
    user.email = email;
    user.name = email.substr(0, email.find('@'));
    user.role = role;
    user.locale = locale;
    organisations::add_user(database(), clock, "cli:test", user, password);
}

std::int64_t TestSite::add_account(const organisations::Organisation& organisation, const std::string& key,
                                   const std::string& channel)
{
    organisations::ConnectorAccount added;
    added.organisation_id = organisation.id;
    added.key = key;
    added.connector = "capture";
    added.settings = {{"channel", channel}};
    const channel::ConnectorKind kind{"capture",
                                      {{"channel", "", "", true, false}},
                                      [](const channel::AccountSettings&) { return channel::Transport(); }};
    return organisations::add_connector_account(database(), clock, master, random, "cli:test", {kind}, added).id;
}

std::int64_t TestSite::add_person(std::int64_t organisation_id, const std::string& given_name,
                                  const std::string& family_name, const std::string& email)
{
    return database().session().insert(
        "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
        "folded_place, email, postal_address, legal_basis, legal_basis_source, token_version, created_at, updated_at) "
        "VALUES ($1, $2, $3, '', '', '', 'Lipová', 'lipova', $4, '', 'public_task', '', 1, 0, 0) RETURNING id",
        {organisation_id, given_name, family_name, email});
}

Reply TestSite::get(const std::string& path, const std::string& cookie, const std::string& language)
{
    return parse_reply(exchange_bytes(port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                                                  (cookie.empty() ? "" : "Cookie: " + cookie + "\r\n") +
                                                  (language.empty() ? "" : "Accept-Language: " + language + "\r\n") +
                                                  "\r\n"));
}

Reply TestSite::post(const std::string& path, const std::map<std::string, std::string>& form, const std::string& cookie)
{
    const std::string body = form_body(form);
    return parse_reply(exchange_bytes(port(), "POST " + path +
                                                  " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                                                  "application/x-www-form-urlencoded\r\nContent-Length: " +
                                                  std::to_string(body.size()) + "\r\n" +
                                                  (cookie.empty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n" +
                                                  body));
}

std::string TestSite::sign_in(const std::string& email)
{
    const Reply form = get("/login");
    const std::size_t at = form.body.find("name=\"csrf\" value=\"") + 19;
    const std::string token = form.body.substr(at, form.body.find('"', at) - at);
    return post("/login", {{"email", email}, {"password", password}, {"csrf", token}}, form.cookie).cookie;
}

std::string TestSite::csrf(const std::string& cookie)
{
    return organisations::csrf_token(master, cookie.substr(cookie.find('=') + 1));
}

std::int64_t TestSite::number(const std::string& sql, const std::vector<store::Value>& values)
{
    return database().session().query(sql, values).integer(0, 0);
}

std::string TestSite::invitation_path(std::size_t person)
{
    const std::int64_t id =
        number("SELECT id FROM invitations WHERE campaign_id = $1 AND contact_id = $2", {campaign.id, people[person]});
    store::Session session = database().session();
    const std::string url = campaigns::invitation_url(master, "", *campaigns::find_invitation(session, id), false);
    return url.substr(url.find("/i/"));
}

std::string TestSite::unsubscribe_path(std::size_t person)
{
    store::Session session = database().session();
    const std::string url =
        campaigns::unsubscribe_url(master, "", *contacts::find_contact(session, lipova.id, people[person]), false);
    return url.substr(url.find("/u/"));
}

std::string TestSite::preferences_path(std::size_t person)
{
    store::Session session = database().session();
    const std::string url =
        campaigns::preferences_url(master, "", *contacts::find_contact(session, lipova.id, people[person]));
    return url.substr(url.find("/p/"));
}

campaigns::Campaign TestSite::reread()
{
    store::Session session = database().session();
    return campaigns::find_campaign(session, lipova.id, campaign.id);
}

} // namespace dosah::tests
