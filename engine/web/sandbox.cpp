// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "mime/parse.h"
#include "web/console_page.h"
#include "web/pages.h"

#include <charconv>

namespace dosah::web {

namespace {

constexpr std::size_t page_size = 20;

/// The capture views of the user's organisation, by account.
std::map<std::int64_t, std::shared_ptr<channel::CaptureView>> captures_of(const Exchange& exchange)
{
    const Site& site = exchange.shared.site;
    if (!site.services.config.sandbox) throw missing_error("the sandbox is not switched on");
    std::map<std::int64_t, std::shared_ptr<channel::CaptureView>> captures;
    for (const auto& [account, transport] : site.transports) {
        const auto owner = site.account_organisations.find(account);
        if (transport.capture && owner != site.account_organisations.end() &&
            owner->second == exchange.organisation->id)
            captures.emplace(account, transport.capture);
    }
    return captures;
}

bool has_html(const mime::ParsedMail& mail)
{
    return std::ranges::any_of(mail.parts, [](const mime::Part& part) { return part.type == "text/html"; });
}

content::View message_view(std::int64_t account, std::size_t number, const channel::CapturedMessage& message)
{
    content::View view;
    const bool email = message.channel == channel::Channel::email;
    view.set("email", email);
    view.set("recipient", message.recipient);
    view.set("sender", message.sender);
    view.set("parts", std::to_string(message.parts));
    view.set("encoding", message.unicode ? "UCS-2" : "GSM-7");
    if (email) {
        const mime::ParsedMail mail = mime::parse(message.content);
        content::ViewList headers;
        for (const auto& [name, value] : mail.headers) {
            content::View header;
            header.set("name", name);
            header.set("value", value);
            headers.push_back(header);
        }
        view.set("headers", std::move(headers));
        view.set("subject", mail.header("Subject"));
        view.set("text", mail.text());
        view.set("has_html", has_html(mail));
    } else {
        view.set("headers", content::ViewList{});
        view.set("subject", std::string());
        view.set("text", message.content);
        view.set("has_html", false);
    }
    view.set("html_url", "/sandbox/" + std::to_string(account) + "/" + std::to_string(number) + ".html");
    return view;
}

} // namespace

/// One account at a time (?account=), so that "newest first" is the account's own order.
Response show_sandbox(Exchange& exchange)
{
    const auto captures = captures_of(exchange);
    content::View view = console_view(exchange, exchange.text("console.nav.sandbox"), "sandbox");
    std::size_t page = 1;
    std::int64_t chosen = captures.empty() ? 0 : captures.begin()->first;
    const std::string page_text = exchange.query("page");
    std::from_chars(page_text.data(), page_text.data() + page_text.size(), page);
    page = std::clamp<std::size_t>(page, 1, 1000000);
    const std::string account_text = exchange.query("account");
    std::from_chars(account_text.data(), account_text.data() + account_text.size(), chosen);
    content::ViewList tabs;
    for (const auto& [account, capture] : captures) {
        content::View tab;
        tab.set("url", "/sandbox?account=" + std::to_string(account));
        const auto& connector = exchange.shared.site.transports.at(account).connector;
        tab.set("label", (connector ? exchange.text("console.channel." + std::string(to_string(connector->channel())))
                                    : std::string("#") + std::to_string(account)) +
                             " (" + number_text(exchange, static_cast<std::int64_t>(capture->count())) + ")");
        tab.set("here", account == chosen);
        tabs.push_back(tab);
    }
    content::ViewList messages;
    std::size_t count = 0;
    const auto capture = captures.find(chosen);
    if (capture != captures.end()) {
        count = capture->second->count();
        const std::size_t offset = (page - 1) * page_size;
        std::size_t number = count > offset ? count - offset : 0;
        for (const auto& message : capture->second->captured(offset, page_size))
            messages.push_back(message_view(chosen, number > 0 ? number-- : 0, message));
    }
    const std::string base = "/sandbox?account=" + std::to_string(chosen) + "&page=";
    view.set("tabs", std::move(tabs));
    view.set("empty", messages.empty());
    view.set("messages", std::move(messages));
    view.set("has_newer", page > 1);
    view.set("newer_url", base + std::to_string(page - 1));
    view.set("has_older", page * page_size < count);
    view.set("older_url", base + std::to_string(page + 1));
    return console_response(exchange, "console/sandbox.html", view);
}

/// N counts from the oldest, which is 1: the address stays the same while new messages come.
Response sandbox_mail(Exchange& exchange)
{
    const auto captures = captures_of(exchange);
    const std::string& file = exchange.parameter("file");
    const auto capture = captures.find(exchange.number("account"));
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(file.data(), file.data() + file.size(), number);
    const std::size_t count = capture == captures.end() ? 0 : capture->second->count();
    if (error != std::errc() || std::string_view(end) != ".html" || number < 1 || number > count)
        throw missing_error("there is no such message");
    const auto found = capture->second->captured(count - number, 1);
    if (found.empty()) throw missing_error("there is no such message");
    for (const mime::Part& part : mime::parse(found.front().content).parts)
        if (part.type == "text/html") return html_response(part.content, Policy::mail);
    throw missing_error("the message has no HTML part");
}

} // namespace dosah::web
