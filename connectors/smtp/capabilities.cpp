// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/capabilities.h"

#include "base/text.h"

#include <charconv>

namespace dosah::connectors::smtp {

namespace {

struct Keyword
{
    std::string_view name;
    bool Capabilities::*known;
};

constexpr Keyword keywords[] = {
    {"PIPELINING", &Capabilities::pipelining},
    {"CHUNKING", &Capabilities::chunking},
    {"8BITMIME", &Capabilities::eight_bit},
    {"SMTPUTF8", &Capabilities::utf8},
    {"DSN", &Capabilities::dsn},
    {"STARTTLS", &Capabilities::starttls},
    {"SIZE", &Capabilities::size},
};

constexpr Keyword mechanisms[] = {
    {"PLAIN", &Capabilities::plain},
    {"LOGIN", &Capabilities::login},
    {"XOAUTH2", &Capabilities::xoauth2},
};

} // namespace

Capabilities capabilities_from(const Reply& reply)
{
    Capabilities can;
    bool first = true;
    for (const std::string& line : text::lines(reply.text)) {
        if (std::exchange(first, false)) continue; // the server's name
        std::string upper = line;
        for (char& c : upper)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        // Some old servers write AUTH=PLAIN.
        if (upper.starts_with("AUTH=")) upper[4] = ' ';
        const std::vector<std::string> words = text::split(upper, ' ');
        const std::string& name = words.front();
        for (const Keyword& keyword : keywords)
            if (name == keyword.name) can.*keyword.known = true;
        if (name == "SIZE" && words.size() > 1)
            std::from_chars(words[1].data(), words[1].data() + words[1].size(), can.size_limit);
        if (name == "AUTH")
            for (const std::string& word : words)
                for (const Keyword& mechanism : mechanisms)
                    if (word == mechanism.name) can.*mechanism.known = true;
    }
    return can;
}

} // namespace dosah::connectors::smtp
