// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "responses/bounce.h"
#include "responses/bounce_phrases.h"

#include <algorithm>
#include <span>

namespace dosah::responses {

namespace {

constexpr std::size_t max_lines = 400;

bool has_any(std::string_view folded, std::span<const std::string_view> phrases)
{
    return std::any_of(phrases.begin(), phrases.end(),
                       [&](std::string_view p) { return folded.find(p) != std::string_view::npos; });
}

bool address_char(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("._-+=#&'/!$%*~{}|^").find(c) != std::string_view::npos ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// An address in a line and where it stands.
struct Found
{
    std::string address;
    std::size_t start = 0;
    std::size_t end = 0;
};

std::vector<Found> addresses_in(std::string_view line)
{
    std::vector<Found> found;
    for (std::size_t at = line.find('@'); at != std::string_view::npos; at = line.find('@', at + 1)) {
        std::size_t start = at;
        while (start > 0 && address_char(line[start - 1]))
            --start;
        // "dda:SMTP=kari@example.test", "rfc822;kari@..."
        const std::size_t equals = line.substr(start, at - start).find("SMTP=");
        if (equals != std::string_view::npos) start += equals + 5;
        while (start < at && std::string_view(".'=/*#").find(line[start]) != std::string_view::npos)
            ++start;
        std::size_t end = at + 1;
        while (end < line.size() && (std::isalnum(static_cast<unsigned char>(line[end])) || line[end] == '.' ||
                                     line[end] == '-' || static_cast<unsigned char>(line[end]) >= 0x80))
            ++end;
        while (end > at + 1 && (line[end - 1] == '.' || line[end - 1] == '-'))
            --end;
        if (start == at || end <= at + 1 || end - start > 254) continue;
        const bool message_id = start > 0 && line[start - 1] == '<' && end < line.size() && line[end] == '>' &&
                                line.substr(0, start).find("essage") != std::string_view::npos &&
                                line.substr(0, start).find("-I") != std::string_view::npos;
        if (!message_id) found.push_back({text::to_lower(line.substr(start, end - start)), start, end});
    }
    return found;
}

struct Candidate
{
    std::string address;
    std::size_t line = 0;
};

class Reader
{
public:
    explicit Reader(const mime::ParsedMail& mail) : mail_(mail)
    {
        own_.push_back(mail.from_address());
        for (const char* name : {"To", "Delivered-To", "X-Original-To", "Envelope-To"}) {
            for (const std::string& value : mail.all_headers(name)) {
                for (const Found& found : addresses_in(value))
                    own_.push_back(found.address);
            }
        }
        std::size_t count = 0;
        for (const std::string& whole : text::lines(mail.text().substr(0, 200000))) {
            if (++count > max_lines) break;
            const std::string line = text::repair_utf8(std::string_view(whole).substr(0, 2000));
            const std::string folded = text::fold(line);
            const bool header = folded.starts_with("received: ") || folded.starts_with("return-path: ") ||
                                folded.starts_with(">received: ") || folded.starts_with(">return-path: ");
            // "A transcript of the attempts to send the message follows."
            const bool mark =
                phrases::original_marks().found_in(folded) && folded.find("transcript") == std::string::npos;
            if (!lines_.empty() && (header || mark)) break;
            lines_.push_back(line);
            folded_.push_back(folded);
        }
    }

    std::string words() const
    {
        std::string all;
        for (std::size_t i = 0; i < lines_.size(); ++i)
            all += lines_[i] + "\n";
        return all;
    }

    std::string folded_words() const
    {
        std::string all;
        for (const std::string& line : folded_) {
            if (!line.starts_with(">")) all += line + " ";
        }
        return all;
    }

    /// qmail and its kin: "<kari@example.test>:" on a line of its own.
    bool has_qmail_lines() const
    {
        return std::any_of(folded_.begin(), folded_.end(), [](const std::string& line) {
            return line.starts_with("<") && (line.ends_with(">:") || line.find(">: ") != std::string::npos) &&
                   line.find('@') != std::string::npos;
        });
    }

    std::vector<Candidate> recipients() const
    {
        // "did not reach the following recipient(s):": what stands above is the message's own head.
        for (std::size_t i = 0; i + 1 < lines_.size(); ++i) {
            if (!announces_recipients(folded_[i])) continue;
            auto found = recipients_from(i);
            if (!found.empty()) return found;
        }
        return recipients_from(0);
    }

    /// AOL names people of its own without their domain: a bare word on a line of its own.
    std::string bare_recipient(const std::string& domain) const
    {
        for (std::size_t i = 0; i + 1 < lines_.size(); ++i) {
            if (!announces_recipients(folded_[i])) continue;
            for (std::size_t j = i + 1; j < lines_.size(); ++j) {
                const std::string word = text::trim(folded_[j]);
                if (word.empty()) continue;
                const bool name =
                    word.size() >= 3 && word.size() <= 64 &&
                    word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos;
                return name ? word + "@" + domain : "";
            }
        }
        return {};
    }

    /// The lines from one candidate up to the next one.
    std::string block(const std::vector<Candidate>& all, std::size_t which) const
    {
        const std::size_t from = all[which].line;
        std::size_t to = std::min(from + 10, lines_.size());
        for (const Candidate& other : all) {
            if (other.line > from) to = std::min(to, other.line);
        }
        std::string out;
        for (std::size_t i = from; i < to; ++i)
            out += lines_[i] + "\n";
        return out;
    }

private:
    static bool announces_recipients(const std::string& folded)
    {
        static constexpr std::string_view marks[] = {
            "following recipient",      "following address",   "these recipients",   "some or all of the",
            "was not delivered to",     "following e-mail",    "following email",    "tyto adresaty",
            "techto prijemcum",         "temto prijemcum",     "nasledujicim adres", "nasledujicim prijemc",
            "nasledujici adres",        "disse mottakerne",    "folgende mottakere", "felgende adresse",
            "folgende adresse",         "folgenden empfanger", "diese empfanger",    "not delivered to the following",
            "could not be delivered to"};
        return has_any(folded, marks);
    }

    std::vector<Candidate> recipients_from(std::size_t first) const
    {
        std::vector<Candidate> strong;
        std::vector<Candidate> weak;
        for (std::size_t i = first; i < lines_.size(); ++i) {
            const bool excluded = phrases::not_recipients().found_in(folded_[i]);
            for (const Found& found : addresses_in(lines_[i])) {
                if (is_daemon(found.address)) continue;
                const bool own = std::find(own_.begin(), own_.end(), found.address) != own_.end();
                const bool names = names_recipient(i, found);
                if (names && own && !at_start(i, found)) continue;
                if (names && (!excluded || at_start(i, found)))
                    add(own ? weak : strong, found.address, i);
                else if (!excluded && !own && first == 0)
                    add(weak, found.address, i);
                else if (folded_[i].find("generated from") != std::string::npos ||
                         folded_[i].find("expanded from") != std::string::npos)
                    add(weak, found.address, i);
            }
        }
        if (!strong.empty()) {
            for (const Candidate& c : weak) {
                // sendmail's "(expanded from: <...>)" is the address we know.
                if (folded_[c.line].find("expanded from") != std::string::npos) add(strong, c.address, c.line);
            }
            return strong;
        }
        if (!weak.empty()) weak.resize(1);
        return weak;
    }

    static void add(std::vector<Candidate>& to, const std::string& address, std::size_t line)
    {
        const bool known = std::any_of(to.begin(), to.end(), [&](const Candidate& c) { return c.address == address; });
        if (!known && to.size() < 100) to.push_back({address, line});
    }

    static bool is_daemon(const std::string& address)
    {
        const std::string local = address.substr(0, address.find('@'));
        return local == "mailer-daemon" || local == "postmaster" || local == "mailerdaemon" || local == "abuse";
    }

    bool at_start(std::size_t i, const Found& found) const
    {
        return lines_[i].find_first_not_of(" \t<>*-\"'[(") >= found.start;
    }

    /// A line that is the address, begins with it, or says what went wrong with it.
    bool names_recipient(std::size_t i, const Found& found) const
    {
        if (at_start(i, found)) return true;
        static constexpr std::string_view labels[] = {"recipient",
                                                      "undeliverable address",
                                                      "error-for",
                                                      "unknown user",
                                                      "user unknown",
                                                      "rcpt to",
                                                      "to:",
                                                      "userid",
                                                      "attempts:",
                                                      "deliver",
                                                      "your message to",
                                                      "smtp=",
                                                      "message to <",
                                                      "your mail to",
                                                      "your email to",
                                                      "addressed to",
                                                      "address",
                                                      "rejected",
                                                      "failed",
                                                      "mailbox",
                                                      "no such user",
                                                      "quota",
                                                      "over ",
                                                      "prijemc",
                                                      "prijemce",
                                                      "dorucit",
                                                      "dorucen",
                                                      "adresa",
                                                      "adresu",
                                                      "mottaker",
                                                      "levere",
                                                      "levert",
                                                      "adressen",
                                                      "empfanger",
                                                      "zugestellt"};
        return has_any(folded_[i], labels);
    }

    const mime::ParsedMail& mail_;
    std::vector<std::string> own_;
    std::vector<std::string> lines_;
    std::vector<std::string> folded_;
};

bool subject_of_a_bounce(const std::string& folded)
{
    return std::any_of(phrases::bounce_subjects().begin(), phrases::bounce_subjects().end(),
                       [&](std::string_view p) { return folded.starts_with(p); });
}

bool is_reply(const std::string& folded_subject)
{
    return folded_subject.starts_with("re:") || folded_subject.starts_with("fw") || folded_subject.starts_with("sv:") ||
           folded_subject.starts_with("vs:") || folded_subject.starts_with("odp:") ||
           folded_subject.starts_with("aw:") || folded_subject.starts_with("vb:");
}

} // namespace

std::optional<DeliveryNotice> read_free_form_bounce(const mime::ParsedMail& mail)
{
    const std::string from = text::fold(mail.header("From"));
    const std::string subject = text::fold(mail.header("Subject"));
    const std::string return_path = text::fold(mail.header("Return-Path"));
    const std::string submitted = text::fold(mail.header("Auto-Submitted"));
    const std::string content_type = text::fold(mail.header("Content-Type"));
    const std::vector<std::string> failed = mail.all_headers("X-Failed-Recipients");
    const bool daemon =
        has_any(from, phrases::daemon_names()) || return_path.find("mailer-daemon") != std::string::npos;
    const bool reply = is_reply(subject);
    const bool subject_says =
        !reply && (subject_of_a_bounce(subject) || subject.find("user unknown") != std::string::npos);
    const bool system = return_path == "<>" || (!submitted.empty() && !submitted.starts_with("no"));
    const bool is_report = content_type.starts_with("multipart/report");
    // Without any of these the words alone could not make it one: people's mail is not looked through.
    if (!daemon && !subject_says && failed.empty() && !system && !is_report) return std::nullopt;
    const Reader reader(mail);
    const std::string words = reader.folded_words();

    int points = 0;
    const bool body_says = phrases::failures().found_in(words);
    const bool late = phrases::delays().found_in(words) || (!reply && phrases::delays().found_in(subject));
    if (daemon) points += 2;
    if (subject_says) points += 2;
    if (body_says || late) points += 2;
    if (reader.has_qmail_lines() && daemon) points += 2;
    if (!failed.empty()) points += 2;
    if (system) points += 1;
    if (is_report) points += 1;
    const bool arrived = (daemon || subject.find("delivery") != std::string::npos) && !body_says &&
                         (phrases::deliveries().found_in(subject) || phrases::deliveries().found_in(words));
    if (arrived && !subject_says) points += 2;
    if (points < 3 || (reply && points < 4)) return std::nullopt;
    // A daemon may also say other things (lists, notices to its users): something must be told to have gone wrong.
    if (!subject_says && !body_says && !late && failed.empty() && !arrived && !reader.has_qmail_lines())
        return std::nullopt;

    DeliveryNotice notice;
    const bool told_failed = words.find("failed permanently") != std::string::npos ||
                             words.find("permanent fatal") != std::string::npos ||
                             words.find("permanent error") != std::string::npos;
    notice.kind = late && !told_failed ? Kind::delayed : arrived ? Kind::delivered : Kind::bounce;
    const std::string action = notice.kind == Kind::delayed ? "delayed" : arrived ? "delivered" : "failed";

    std::vector<Candidate> recipients;
    for (const std::string& header : failed) {
        for (const Found& found : addresses_in(header))
            recipients.push_back({found.address, 0});
    }
    const bool by_header = !recipients.empty();
    if (!by_header) recipients = reader.recipients();
    if (recipients.empty() && daemon) {
        const std::string sender = mail.from_address();
        const std::size_t at = sender.find('@');
        const std::string bare = at == std::string::npos ? "" : reader.bare_recipient(sender.substr(at + 1));
        if (!bare.empty()) recipients.push_back({bare, 0});
    }
    if (recipients.empty()) {
        if (const auto original = returned_original(mail)) {
            const std::string to = original->to_address();
            if (!to.empty()) recipients.push_back({to, 0});
        }
    }
    const std::string all_words = reader.words();
    if (recipients.empty()) recipients.push_back({"", 0});
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        Report report;
        report.recipient = recipients[i].address;
        report.action = action;
        const bool several = recipients.size() > 1 && !by_header;
        const std::string block = by_header ? std::string() : reader.block(recipients, i);
        report.diagnostic = text::trim(text::repair_utf8((block.empty() ? all_words : block).substr(0, 600)));
        if (several) judge_by(report, {block});
        if (!several || report.reason == "other") judge_by(report, {block, all_words, subject});
        if (action == "delivered") report.reason.clear();
        notice.reports.push_back(std::move(report));
    }
    return notice;
}

} // namespace dosah::responses
