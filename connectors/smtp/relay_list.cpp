// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "connectors/smtp/settings.h"

#include <charconv>

namespace dosah::connectors::smtp {

namespace {

[[noreturn]] void wrong(const std::string& entry, const std::string& what)
{
    throw input_error("connector smtp: setting relays, \"" + entry + "\": " + what +
                      " (such as relay.example:587;weight=2, [2001:db8::1]:25)");
}

int number(const std::string& entry, std::string_view text, int least, int most, const char* what)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        wrong(entry, std::string(what) + " is a number from " + std::to_string(least) + " to " + std::to_string(most));
    return value;
}

Relay read_relay(const std::string& entry, std::uint16_t port)
{
    Relay relay;
    relay.port = port;
    const std::vector<std::string> parts = text::split(entry, ';');
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::string option = text::trim(parts[i]);
        if (!option.starts_with("weight=")) wrong(entry, "\"" + option + "\" is not weight=N");
        relay.weight = number(entry, std::string_view(option).substr(7), 0, 100, "weight");
    }
    const std::string place = text::trim(parts.front());
    std::size_t colon = place.rfind(':');
    if (place.starts_with('[')) {
        const std::size_t bracket = place.find(']');
        if (bracket == std::string::npos) wrong(entry, "the bracket is not closed");
        relay.host = place.substr(1, bracket - 1);
        if (bracket + 1 < place.size() && place[bracket + 1] != ':') wrong(entry, "a port follows a colon");
        colon = bracket + 1 < place.size() ? bracket + 1 : std::string::npos;
    } else {
        if (place.find(':') != colon) wrong(entry, "an IPv6 address stands in brackets");
        relay.host = place.substr(0, colon);
    }
    if (relay.host.empty()) wrong(entry, "the host is missing");
    for (const char c : relay.host)
        if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '<' || c == '>')
            wrong(entry, "the host holds a space, control character or angle bracket");
    if (colon != std::string::npos)
        relay.port =
            static_cast<std::uint16_t>(number(entry, std::string_view(place).substr(colon + 1), 1, 65535, "the port"));
    return relay;
}

} // namespace

std::string Relay::name() const
{
    return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

std::vector<Relay> read_relays(const std::string& text, std::uint16_t port)
{
    std::vector<Relay> relays;
    bool carrying = false;
    for (const std::string& part : text::split(text, ',')) {
        const std::string entry = text::trim(part);
        if (entry.empty()) wrong(entry, "nothing stands between two commas");
        relays.push_back(read_relay(entry, port));
        carrying = carrying || relays.back().weight > 0;
        for (std::size_t i = 0; i + 1 < relays.size(); ++i)
            if (relays[i].name() == relays.back().name()) wrong(entry, "it is named twice");
    }
    if (!carrying) wrong(text, "one of them needs a weight above 0");
    return relays;
}

} // namespace dosah::connectors::smtp
