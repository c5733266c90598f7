// SPDX-License-Identifier: EUPL-1.2
// The part of a session before the first message.
#include "base/encoding.h"
#include "base/text.h"
#include "connectors/smtp/session.h"

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

} // namespace

const Reply& Session::command(const std::string& line)
{
    wire_->write(line + "\r\n");
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

void Session::login()
{
    const auto broken = [](const char* code, const char* words) {
        return Refused{outcome_of(OutcomeKind::connector_broken, code, words)};
    };
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

std::optional<Outcome> Session::open()
{
    try {
        wire_ = std::make_unique<Wire>(settings_);
        if (settings_.tls == Tls::implicit) wire_->start_tls(settings_);
        expect(wire_->read_reply(settings_.timeout), 2, Stage::connect, "the server refuses service");
        greet();
        if (settings_.tls == Tls::starttls) {
            if (!can_.starttls)
                throw Untrusted("tls", "the server does not offer STARTTLS; nothing is sent in the clear (check host, "
                                       "port and tls)");
            expect(command("STARTTLS"), 2, Stage::connect, "STARTTLS refused");
            wire_->start_tls(settings_);
            greet();
        }
        if (!settings_.user.empty()) login();
        return std::nullopt;
    } catch (const Untrusted& error) {
        wire_.reset();
        return outcome_of(OutcomeKind::connector_broken, error.code, error.what());
    } catch (const Lost& error) {
        wire_.reset();
        return outcome_of(OutcomeKind::later, error.code, error.what());
    } catch (const Refused& refused) {
        wire_.reset();
        return refused.outcome;
    }
}

} // namespace dosah::connectors::smtp
