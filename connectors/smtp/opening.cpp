// SPDX-License-Identifier: EUPL-1.2
// The part of a session before the first message.
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "connectors/smtp/session.h"

#include <fstream>

namespace dosah::connectors::smtp {

using channel::Outcome;
using channel::OutcomeKind;

namespace {

/// A refusal while the connection is being opened.
struct Refused
{
    Outcome outcome;
};

Outcome outcome_of(OutcomeKind kind, std::string code, std::string words)
{
    Outcome outcome;
    outcome.kind = kind;
    outcome.code = std::move(code);
    outcome.text = text::repair_utf8(words);
    return outcome;
}

/// The token as a program left it there; renewed by writing another file and renaming it.
std::string token_in(const std::string& path)
{
    constexpr std::streamsize longest = 16 * 1024;
    std::string token(longest + 1, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(token.data(), longest + 1);
    token.resize(static_cast<std::size_t>(file.gcount()));
    token = text::trim(token);
    const bool printable = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (token.empty() || !printable || token.size() > static_cast<std::size_t>(longest))
        throw Refused{outcome_of(OutcomeKind::connector_broken, "auth",
                                 "there is no token in the file of setting token_file, \"" + path +
                                     "\"; check that it can be read and holds one line")};
    return token;
}

} // namespace

const Reply& Session::command(const std::string& line)
{
    wire_->write(line + "\r\n", settings_.timeout);
    return wire_->read_reply(settings_.timeout);
}

void Session::expect(const Reply& reply, int hundreds, Stage stage, const std::string& what)
{
    if (reply.code / 100 == hundreds) return;
    Outcome outcome = refusal(reply, stage);
    outcome.text = what + ": " + outcome.text;
    throw Refused{outcome};
}

void Session::greet()
{
    const Reply& reply = command("EHLO " + settings_.helo);
    if (reply.code / 100 == 5) {
        can_ = {};
        expect(command("HELO " + settings_.helo), 2, Stage::connect, "HELO refused");
        return;
    }
    expect(reply, 2, Stage::connect, "EHLO refused");
    can_ = capabilities_from(reply);
}

void Session::start_tls()
{
    wire_->start_tls(relay_.relay(), settings_, relay_.tls_session());
}

void Session::login()
{
    const auto broken = [](const char* code, const char* words) {
        return Refused{outcome_of(OutcomeKind::connector_broken, code, words)};
    };
    if (settings_.tokens || !settings_.token.empty() || !settings_.token_file.empty()) {
        if (!can_.xoauth2) throw broken("auth", "the server offers no login by XOAUTH2; check host, port and tls");
        login_by_token();
        return;
    }
    if (can_.plain) {
        const std::string zero(1, '\0');
        const std::string proof = to_base64(zero + settings_.user + zero + settings_.password);
        const Reply* reply = &command("AUTH PLAIN " + proof);
        // A server may not take the proof with the command and ask for it (RFC 4954 4).
        if (reply->code == 334) reply = &command(proof);
        expect(*reply, 2, Stage::login, "login refused; check user and password");
        return;
    }
    if (!can_.login) throw broken("auth", "the server offers no login by PLAIN or LOGIN; check host, port and tls");
    expect(command("AUTH LOGIN"), 3, Stage::login, "login refused");
    expect(command(to_base64(settings_.user)), 3, Stage::login, "login refused; check user");
    expect(command(to_base64(settings_.password)), 2, Stage::login, "login refused; check user and password");
}

const Reply& Session::offer_token(const std::string& token, std::string& why)
{
    const std::string proof = to_base64("user=" + settings_.user + "\1auth=Bearer " + token + "\1\1");
    const Reply* reply = &command("AUTH XOAUTH2 " + proof);
    if (reply->code == 334 && reply->text.empty()) reply = &command(proof);
    why.clear();
    if (reply->code != 334) return *reply;
    // The error comes as a challenge; only after an empty answer does the server refuse.
    why = from_base64(reply->text).value_or(reply->text) + " ";
    return command("");
}

void Session::login_by_token()
{
    std::string why;
    if (!settings_.tokens) {
        const std::string token = settings_.token_file.empty() ? settings_.token : token_in(settings_.token_file);
        const Reply& reply = offer_token(token, why);
        return expect(reply, 2, Stage::login, "login refused: " + why + "check user and token (it may have run out)");
    }
    try {
        const std::string token = settings_.tokens->token();
        const Reply* reply = &offer_token(token, why);
        if (reply->code / 100 == 5) { // taken back before its time, perhaps
            settings_.tokens->refused(token);
            reply = &offer_token(settings_.tokens->token(), why);
        }
        expect(*reply, 2, Stage::login,
               "login refused, also with a new access token: " + why +
                   "check user, oauth_scope and that the application may send for this user");
    } catch (const Error& problem) {
        throw Refused{outcome_of(OutcomeKind::connector_broken, "oauth", problem.what())};
    }
}

std::optional<Outcome> Session::open()
{
    try {
        wire_ = std::make_unique<Wire>(relay_.relay(), settings_);
        if (settings_.tls == Tls::implicit) start_tls();
        expect(wire_->read_reply(settings_.timeout), 2, Stage::connect, "the server refuses service");
        greet();
        if (settings_.tls == Tls::starttls) {
            if (!can_.starttls)
                throw Untrusted("tls", "the server does not offer STARTTLS; nothing is sent in the clear (check host, "
                                       "port and tls)");
            expect(command("STARTTLS"), 2, Stage::connect, "STARTTLS refused");
            start_tls();
            greet();
        }
        relay_.keep(wire_->tls_session());
        if (!settings_.user.empty()) login();
        return std::nullopt;
    } catch (const Untrusted& error) {
        relay_.keep({}); // in case it was the earlier session that the server could not stand
        wire_.reset();
        return outcome_of(OutcomeKind::connector_broken, error.code, error.what());
    } catch (const Lost& error) {
        relay_.keep({});
        wire_.reset();
        return outcome_of(OutcomeKind::later, error.code, error.what());
    } catch (const Refused& refused) {
        wire_.reset();
        return refused.outcome;
    }
}

} // namespace dosah::connectors::smtp
