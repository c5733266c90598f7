// SPDX-License-Identifier: EUPL-1.2
//
// fuzz TARGET SECONDS CORPUS [SEED [FOLDER]]: gives a target inputs made of the corpus until the time is over. Each
// input has ten seconds; what takes longer, throws what it must not or breaks a promise ends the program with status 1
// and leaves the input in build/fuzz/TARGET.last, as does a sanitizer. Inputs that came to something new are kept for
// further changes; a few small ones of them are written into the folder, to be added to the corpus.
#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"
#include "connectors/kannel/kannel.h"
#include "mime/parse.h"
#include "responses/bounce.h"
#include "responses/classify.h"
#include "responses/reply_text.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/intake_targets.h"
#include "tests/fuzz/mutator.h"
#include "tests/support/recording_sink.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <set>
#include <sstream>

using namespace dosah;

namespace {

namespace fs = std::filesystem;

using fuzz::demand;
using fuzz::size_class;

/// What an input came to, in a few words: inputs with a new one are kept.
using Target = std::function<std::string(const std::string&)>;

std::string fuzz_mime(const std::string& input)
{
    const auto mail = mime::parse(input);
    demand(mail.parts.size() + mail.reports.size() <= 2000, "a mail has at most 1,000 parts");
    std::string found = (mail.truncated ? "cut " : "") + size_class(mail.headers.size()) + "/" +
                        size_class(mail.parts.size()) + "/" + size_class(mail.reports.size());
    std::size_t total = 0;
    for (const mime::Part& part : mail.parts) {
        total += part.content.size();
        found += " " + part.type.substr(0, 20);
    }
    // A byte of a single-byte charset is up to three of UTF-8; a winmail.dat may hold RTF, which is unpacked up to 1
    // MiB.
    demand(total <= 4 * input.size() + 4096 + (3U << 20),
           "what is read is not larger than what came by more than its charset");
    mail.from_address();
    demand(mail.text().size() <= 16 * input.size() + 4096 + (3U << 20), "the text is bounded by the mail");
    return found;
}

const responses::Lexicons& lexicons()
{
    static const responses::Lexicons read("locales/lexicon");
    return read;
}

std::string fuzz_report(const std::string& input)
{
    const auto what = responses::classify_mail(mime::parse(input), "", lexicons());
    demand(what.reports.size() <= 500, "a notice has at most 500 reports");
    demand((what.kind == responses::Kind::answer) <= what.answer.has_value(), "an answer says which");
    responses::read_delivery_status(input);
    std::string found(responses::to_string(what.kind));
    found += what.automatic ? " auto" : "";
    for (const responses::Report& report : what.reports) {
        demand(!report.hard || report.action == "failed", "only what failed is hard");
        demand(!report.hard || !report.status.starts_with("4"), "4.x.x is never hard");
        if (found.size() < 200) found += " " + report.action + report.reason + (report.hard ? "!" : "");
    }
    return found + size_class(what.references.size());
}

std::string fuzz_reply(const std::string& input)
{
    const std::string plain = responses::new_words(input);
    demand(plain.size() <= 3 * input.size() + 16, "what is left is not more than what came");
    const std::string html = responses::without_quoted_html(input);
    demand(html.size() <= input.size(), "taking out makes it no longer");
    const std::string text = mime::html_to_text(html);
    return size_class(plain.size()) + "/" + size_class(html.size()) + "/" + size_class(text.size());
}

std::string fuzz_words(const std::string& input)
{
    std::string found;
    for (const char* locale : {"cs", "nb", "nn", "en", ""}) {
        const auto reading = lexicons().read(input, locale);
        demand((reading.kind == responses::Kind::answer) == reading.answer.has_value(), "an answer says which");
        demand(!reading.people || (*reading.people >= 1 && *reading.people <= 12), "people are counted up to twelve");
        found += std::string(responses::to_string(reading.kind)) + reading.answer.value_or("") +
                 (reading.people ? "+" : "") + " ";
    }
    return found;
}

/// First line: path; then NAME=VALUE lines up to an empty one; the rest is the body.
std::string fuzz_webhook(const std::string& input)
{
    static const channel::Transport transport = [] {
        channel::AccountSettings account;
        account.id = 1;
        account.settings = {{"url", "http://127.0.0.1:1/"}, {"user", "u"}};
        account.secrets = {{"password", "p"}};
        account.webhook_url = "http://127.0.0.1/hooks/1/t/";
        return connectors::kannel_kind().make(account);
    }();
    channel::WebhookRequest request;
    std::istringstream lines(input);
    std::getline(lines, request.path);
    request.method = request.path.size() % 2 ? "GET" : "POST";
    for (std::string line; std::getline(lines, line) && !line.empty();) {
        const std::size_t equals = line.find('=');
        if (equals != std::string::npos) request.query[line.substr(0, equals)] = line.substr(equals + 1);
    }
    std::ostringstream rest;
    rest << lines.rdbuf();
    request.body = rest.str();
    tests::RecordingInbound sink;
    try {
        const auto reply = transport.webhook->handle(request, sink);
        demand(reply.status >= 200 && reply.status < 600, "a reply has a status");
        return std::to_string(reply.status) + "/" + std::to_string(sink.items().size());
    } catch (const Error& refused) {
        return "refused " + std::to_string(static_cast<int>(refused.kind()));
    }
}

/// Holds the input that is being tried where it survives the end of the program.
class LastInput
{
public:
    explicit LastInput(const std::string& path)
    {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (file < 0 || ::ftruncate(file, room) != 0) throw unavailable_error("cannot write " + path);
        bytes_ = static_cast<char*>(::mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
        ::close(file);
        if (bytes_ == MAP_FAILED) throw unavailable_error("cannot map " + path);
    }
    ~LastInput() { ::munmap(bytes_, room); }
    LastInput(const LastInput&) = delete;

    /// Eight bytes of length, then the input.
    void write(const std::string& input)
    {
        const std::uint64_t size = std::min<std::size_t>(input.size(), room - 8);
        std::memcpy(bytes_, &size, 8);
        std::memcpy(bytes_ + 8, input.data(), size);
    }

private:
    static constexpr std::size_t room = 1U << 20;
    char* bytes_ = nullptr;
};

std::vector<std::string> read_corpus(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end()); // the same seed means the same run
    std::vector<std::string> corpus;
    for (const fs::path& file : files) {
        std::ostringstream bytes;
        bytes << std::ifstream(file, std::ios::binary).rdbuf();
        corpus.push_back(bytes.str());
    }
    return corpus;
}

const std::vector<std::string_view>& words_of_formats()
{
    static const std::vector<std::string_view> words = {"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
                                                        "Content-Type: text/html; charset=windows-1250\n",
                                                        "Content-Transfer-Encoding: base64\n",
                                                        "Content-Transfer-Encoding: quoted-printable\n",
                                                        "\n--b--\n",
                                                        "\n--b\n",
                                                        "Content-Type: message/rfc822\n\n",
                                                        "Content-Type: message/delivery-status\n\n",
                                                        "Content-Type: message/feedback-report\n\n",
                                                        "Content-Type: text/calendar; method=REPLY\n",
                                                        "Subject: ",
                                                        "=?utf-8?B?",
                                                        "=?iso-8859-2?Q?",
                                                        "?=",
                                                        "\r\n",
                                                        "\n\n",
                                                        "Final-Recipient: rfc822; a@b.test\n",
                                                        "Original-Envelope-Id: 1-ab\n",
                                                        "Action: failed\n",
                                                        "Status: 5.1.1\n",
                                                        "Diagnostic-Code: smtp; 550 ",
                                                        "Original-Rcpt-To: <a@b.test>\n",
                                                        "PARTSTAT=ACCEPTED",
                                                        "BEGIN:VEVENT\n",
                                                        "ATTENDEE;",
                                                        "user unknown",
                                                        "> ",
                                                        "On 1/2/2026 at 10:00, Town wrote:\n",
                                                        "Dne 1. 2. 2026 v 10:00 Město napsal(a):\n",
                                                        "-- \n",
                                                        "-----Original Message-----\n",
                                                        "From: a <a@b.test>\nSent: x\nTo: y\nSubject: z\n",
                                                        "<blockquote>",
                                                        "</div>",
                                                        "<div class=\"gmail_quote\">",
                                                        "<!--",
                                                        "<style>",
                                                        "&#x10FFFF;",
                                                        "&nbsp;",
                                                        "\xC5\x99",
                                                        "\xF0\x9F\x91\x8D",
                                                        "\xFF",
                                                        "ano ",
                                                        "ne ",
                                                        "stop ",
                                                        "kommer ikke ",
                                                        "?",
                                                        "1",
                                                        "text=",
                                                        "from=+420601000001\n",
                                                        "charset=UTF-8\n",
                                                        "attempt=1-ab\n",
                                                        "status=2\n",
                                                        "receipt\n",
                                                        "Content-Type: application/ms-tnef\n",
                                                        "LHLO a\r\n",
                                                        "MAIL FROM:<a@b.test>\r\n",
                                                        "RCPT TO:<a+1@b.test>\r\n",
                                                        "DATA\r\n",
                                                        "\r\n.\r\n",
                                                        " SMTPUTF8",
                                                        " SIZE=",
                                                        "RSET\r\n",
                                                        "\\u345?",
                                                        "\\par ",
                                                        "{\\*",
                                                        "\"expires_in\":",
                                                        "\"refresh_token\": \"r\"",
                                                        "reply\n"};
    return words;
}

/// A few small inputs that came to what no other did, by the words for it.
class Finds
{
public:
    void seen(const std::string& found)
    {
        for (const std::string& word : text::split(found, ' '))
            words_.insert(word);
    }
    void offer(const std::string& found, const std::string& input)
    {
        if (kept_.size() >= 20 || input.empty() || input.size() > 1024) return;
        for (const std::string& word : text::split(found, ' '))
            if (!words_.contains(word)) {
                kept_.push_back(input);
                return seen(found);
            }
    }
    void write(const fs::path& folder) const
    {
        fs::create_directories(folder);
        for (const std::string& input : kept_)
            std::ofstream(folder / ("found-" + sha256_hex(input).substr(0, 12)), std::ios::binary) << input;
    }

private:
    std::set<std::string> words_;
    std::vector<std::string> kept_;
};

void on_alarm(int)
{
    static constexpr char words[] = "fuzz: an input took longer than ten seconds\n";
    (void)!::write(2, words, sizeof words - 1);
    std::abort();
}

int run(const std::string& name, double seconds, const fs::path& folder, std::uint64_t seed, const fs::path& finds_to)
{
    static const std::map<std::string, Target> targets = {
        {"mime", fuzz_mime},       {"report", fuzz_report},   {"reply", fuzz_reply},     {"words", fuzz_words},
        {"webhook", fuzz_webhook}, {"lmtp", fuzz::fuzz_lmtp}, {"tnef", fuzz::fuzz_tnef}, {"token", fuzz::fuzz_token}};
    const auto target = targets.find(name);
    if (target == targets.end()) {
        std::cerr << "fuzz: unknown target " << name << "; known are";
        for (const auto& [known, function] : targets)
            std::cerr << " " << known;
        std::cerr << "\n";
        return 2;
    }
    fs::create_directories("build/fuzz");
    LastInput last("build/fuzz/" + name + ".last");
    std::vector<std::string> corpus = read_corpus(folder);
    std::signal(SIGALRM, on_alarm);
    const auto attempt = [&](const std::string& input) {
        last.write(input);
        ::alarm(10);
        std::string found = target->second(input);
        ::alarm(0);
        return found;
    };
    constexpr std::size_t most_known = 100000;
    std::set<std::string> known;
    Finds finds;
    for (const std::string& input : corpus) {
        const std::string found = attempt(input);
        known.insert(found);
        finds.seen(found);
    }
    fuzz::Mutator mutator(seed, std::move(corpus), words_of_formats());
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    std::size_t tried = 0;
    std::size_t kept = 0;
    while (std::chrono::steady_clock::now() < end) {
        std::string input = mutator.next();
        ++tried;
        const std::string found = attempt(input);
        if (known.size() < most_known && known.insert(found).second) {
            ++kept;
            finds.offer(found, input);
            mutator.keep(std::move(input));
        }
    }
    if (!finds_to.empty()) finds.write(finds_to);
    std::cout << name << ": " << tried << " inputs, " << kept << " kept, seed " << seed << ", nothing found\n";
    return 0;
}

} // namespace

int main(int count, char** words)
{
    if (count < 4) {
        std::cerr << "fuzz TARGET SECONDS CORPUS [SEED [FOLDER]]\n";
        return 2;
    }
    try {
        return run(words[1], std::stod(words[2]), words[3], count > 4 ? std::stoull(words[4]) : std::random_device{}(),
                   count > 5 ? words[5] : "");
    } catch (const std::exception& problem) {
        std::cerr << "fuzz: " << problem.what() << "\n";
        return 1;
    }
}
