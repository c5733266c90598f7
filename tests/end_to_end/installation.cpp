// SPDX-License-Identifier: EUPL-1.2
#include "tests/end_to_end/installation.h"

#include "base/clock.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace dosah::tests {

namespace {

std::string program()
{
    const char* path = std::getenv("DOSAH_BINARY");
    return std::filesystem::absolute(path != nullptr ? path : "build/dev/dosah").string();
}

} // namespace

Installation::Installation(StoreKind kind, const std::map<std::string, std::string>& config)
{
    const std::string base = folder_.path().string();
    const int port = free_port();
    url_ = "http://127.0.0.1:" + std::to_string(port);
    store_url_ = config.contains("store.url") ? config.at("store.url")
                 : kind == StoreKind::sqlite  ? "sqlite:" + base + "/dosah.sqlite"
                                              : new_postgresql_database();
    std::map<std::string, std::string> all{{"store.url", store_url_},
                                           {"key_file", base + "/key"},
                                           {"spool.folder", base + "/spool"},
                                           {"http.listen", "127.0.0.1:" + std::to_string(port)},
                                           {"http.public_url", url_},
                                           {"http.port_file", base + "/port"},
                                           {"campaign.cancel_window_seconds", "0"},
                                           {"mailbox.interval_seconds", "1"},
                                           {"retry.first_seconds", "1"},
                                           {"log.level", "info"}};
    for (const auto& [key, value] : config)
        all[key] = value;
    std::string text;
    for (const auto& [key, value] : all)
        text += key + " = " + value + "\n";
    config_ = folder_.write("dosah.properties", text);
    done({"migrate"});
}

Installation::~Installation() = default;

Finished Installation::dosah(const std::vector<std::string>& words, const std::string& input) const
{
    std::vector<std::string> all{program(), "--config", config_};
    all.insert(all.end(), words.begin(), words.end());
    return run({all, {}, input, "", ""});
}

std::string Installation::done(const std::vector<std::string>& words, const std::string& input) const
{
    const Finished finished = dosah(words, input);
    if (finished.status == 0) return finished.output;
    std::string line;
    for (const std::string& word : words)
        line += " " + word;
    throw std::runtime_error("dosah" + line + " ended with " + std::to_string(finished.status) + ": " +
                             finished.errors);
}

json::Object::Ptr Installation::done_json(const std::vector<std::string>& words, const std::string& input) const
{
    return json::parse_object(done(words, input), "output");
}

void Installation::add_town(const std::vector<std::string>& more)
{
    std::vector<std::string> words{"org",
                                   "add",
                                   "lipova",
                                   "--name",
                                   "Město Lipová",
                                   "--sender-email",
                                   "mesto@obec.test",
                                   "--contact-phone",
                                   "+420 300 000 000",
                                   "--no-approval",
                                   "--register-start",
                                   "2020-01-01"};
    words.insert(words.end(), more.begin(), more.end());
    done(words);
    done({"org", "hours", "lipova", "--sms", "always"}); // tests run at any hour of any day
}

json::Object::Ptr Installation::import_contacts(const std::string& csv) const
{
    return done_json({"contacts", "import", folder_.write("contacts.csv", csv), "--org", "lipova", "--legal-basis",
                      "public_task", "--legal-basis-source", "test", "--json"});
}

void Installation::load_campaign(const std::map<std::string, std::string>& members) const
{
    const std::string day = to_iso(SystemClock().now() + std::chrono::days(21)).substr(0, 10);
    std::map<std::string, std::string> all{
        {"key", R"("forum")"},
        {"name", R"("Fórum 2026")"},
        {"event",
         R"({"kind": "forum", "title": {"cs": "Jaký má být nový park?"}, "lead": {"cs": "Tři návrhy jsou na stole."},
                      "place": "Sokolovna, Nádražní 12", "starts": ")" +
             day + R"( 17:00", "ends": ")" + day + R"( 19:00"})"},
        {"audience", R"("all")"},
        {"channels", R"(["email", "sms"])"},
    };
    for (const auto& [name, value] : members)
        all[name] = value;
    std::string text;
    for (const auto& [name, value] : all)
        text += (text.empty() ? "{\"" : ", \"") + name + "\": " + value;
    done({"campaign", "load", folder_.write("campaign.json", text + "}"), "--org", "lipova"});
}

json::Object::Ptr Installation::status() const
{
    return done_json({"campaign", "status", "forum", "--org", "lipova", "--json"});
}

std::string Installation::port_file(int number) const
{
    return (folder_.path() / ("port" + (number == 0 ? "" : std::to_string(number)))).string();
}

void Installation::begin_to_serve(int number)
{
    std::filesystem::remove(port_file(number));
    std::vector<std::string> words{program(), "--config", config_};
    if (number != 0) words.insert(words.end(), {"--http.listen=127.0.0.1:0", "--http.port_file=" + port_file(number)});
    words.push_back("serve");
    daemons_[number] = std::make_unique<ChildProcess>(
        Command{words, environment_, "", (folder_.path() / ("log" + std::to_string(number))).string(), ""});
}

void Installation::serve(int number)
{
    begin_to_serve(number);
    const bool come = wait_until([&] { return std::filesystem::exists(port_file(number)) || !serving(number); },
                                 std::chrono::seconds(60));
    if (!come || !serving(number)) throw std::runtime_error("the daemon did not start: " + log());
}

std::optional<int> Installation::stop(std::chrono::milliseconds limit, int number)
{
    daemons_.at(number)->signal(SIGTERM);
    return daemons_.at(number)->wait(limit);
}

void Installation::kill(int number)
{
    daemons_.at(number)->signal(SIGKILL);
    daemons_.at(number)->wait(std::chrono::seconds(15));
}

std::int64_t Installation::peak_memory(int number) const
{
    const std::string status = read_file("/proc/" + std::to_string(daemons_.at(number)->pid()) + "/status");
    const std::string mark = "VmHWM:";
    return std::stoll(status.substr(status.find(mark) + mark.size()));
}

std::string Installation::log() const
{
    std::string text;
    for (const auto& [number, daemon] : daemons_) {
        const auto path = folder_.path() / ("log" + std::to_string(number));
        if (std::filesystem::exists(path)) text += read_file(path);
    }
    return text;
}

int http(const std::string& method, const std::string& url, std::string& body, const std::string& form)
{
    const Poco::URI uri(url);
    Poco::Net::HTTPClientSession session(uri.getHost(), uri.getPort());
    Poco::Net::HTTPRequest request(method, uri.getPathAndQuery(), "HTTP/1.1");
    if (method == "POST") {
        request.setContentType("application/x-www-form-urlencoded");
        request.setContentLength(static_cast<int>(form.size()));
    }
    session.sendRequest(request) << form;
    Poco::Net::HTTPResponse response;
    body.clear();
    Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
    return response.getStatus();
}

} // namespace dosah::tests
