// SPDX-License-Identifier: EUPL-1.2
#include "web/request.h"

#include "base/encoding.h"
#include "base/text.h"
#include "content/locale.h"

#include <algorithm>
#include <charconv>

namespace dosah::web {

namespace {

constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";

bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_token(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_alnum(c) || token_marks.find(c) != std::string_view::npos;
    });
}

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string_view trim_blanks(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

bool is_host(std::string_view text)
{
    return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
        return is_alnum(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_';
    });
}

std::optional<Refusal> read_request_line(std::string_view line, Request& request)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return Refusal{400, "malformed request line"};
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method)) return Refusal{400, "malformed method"};
    if (target.size() > target_limit) return Refusal{414, "address too long"};
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return Refusal{505, "only HTTP/1.1 and HTTP/1.0"};
    if (method != "GET" && method != "HEAD" && method != "POST") return Refusal{501, "only GET, HEAD and POST"};
    if (target.empty() || target.front() != '/') return Refusal{400, "the address must begin with /"};
    for (const char c : target)
        if (is_control(c) || c == ' ' || static_cast<unsigned char>(c) >= 0x80)
            return Refusal{400, "the address has a character that must be percent-encoded"};
    request.method = method;
    request.target = target;
    const std::size_t mark = target.find('?');
    const auto path = percent_decode(target.substr(0, mark), false);
    if (!path || !text::is_valid_utf8(*path) || std::ranges::any_of(*path, is_control))
        return Refusal{400, "malformed percent-encoding in the address"};
    request.path = *path;
    if (mark != std::string_view::npos) request.query = parse_form(target.substr(mark + 1));
    request.keep_alive = version == "HTTP/1.1";
    return std::nullopt;
}

std::optional<Refusal> read_header(std::string_view line, Request& request)
{
    if (line.front() == ' ' || line.front() == '\t') return Refusal{400, "folded header"};
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return Refusal{400, "malformed header"};
    const std::string_view value = trim_blanks(line.substr(colon + 1));
    if (std::ranges::any_of(value, [](char c) { return is_control(c) && c != '\t'; }))
        return Refusal{400, "control character in a header"};
    if (request.headers.size() >= header_count_limit) return Refusal{431, "too many headers"};
    request.headers.emplace_back(lower(line.substr(0, colon)), value);
    return std::nullopt;
}

std::optional<Refusal> check_headers(Head& head, std::size_t body_limit)
{
    std::size_t hosts = 0;
    std::size_t lengths = 0;
    std::string length;
    for (const auto& [name, value] : head.request.headers) {
        if (name == "host") {
            ++hosts;
            if (!is_host(value)) return Refusal{400, "malformed Host"};
        } else if (name == "content-length") {
            ++lengths;
            length = value;
        } else if (name == "transfer-encoding") {
            return Refusal{411, "send Content-Length, not Transfer-Encoding"};
        } else if (name == "expect") {
            if (lower(value) != "100-continue") return Refusal{417, "unknown expectation"};
            head.expects_continue = true;
        } else if (name == "connection") {
            if (lower(value).find("close") != std::string::npos) head.request.keep_alive = false;
        }
    }
    if (hosts != 1) return Refusal{400, "exactly one Host is needed"};
    if (lengths > 1) return Refusal{400, "more than one Content-Length"};
    if (lengths == 1) {
        if (length.empty() || !std::ranges::all_of(length, [](char c) { return c >= '0' && c <= '9'; }))
            return Refusal{400, "Content-Length is not a number"};
        const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), head.length);
        if (error != std::errc() || head.length > body_limit) return Refusal{413, "the body is too large"};
    } else if (head.request.method == "POST") {
        return Refusal{411, "Content-Length is missing"};
    }
    return std::nullopt;
}

} // namespace

std::string Request::header(std::string_view name) const
{
    for (const auto& [known, value] : headers)
        if (known == name) return value;
    return "";
}

std::map<std::string, std::string> Request::form() const
{
    const std::string type = lower(header("content-type"));
    if (trim_blanks(std::string_view(type).substr(0, type.find(';'))) != "application/x-www-form-urlencoded") return {};
    return parse_form(body);
}

std::string Request::cookie(std::string_view name) const
{
    for (const auto& [header_name, value] : headers) {
        if (header_name != "cookie") continue;
        for (const std::string& part : text::split(value, ';')) {
            const std::string_view pair = trim_blanks(part);
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return std::string(pair.substr(equals + 1));
        }
    }
    return "";
}

std::variant<Head, Refusal> parse_head(std::string_view head, std::size_t body_limit)
{
    if (head.find('\0') != std::string_view::npos) return Refusal{400, "NUL in the head"};
    Head result;
    bool first = true;
    for (;;) {
        const std::size_t end = head.find('\n');
        if (end == std::string_view::npos) return Refusal{400, "the head is cut off"};
        if (end == 0 || head[end - 1] != '\r') return Refusal{400, "lines must end with CR LF"};
        const std::string_view line = head.substr(0, end - 1);
        if (line.find('\r') != std::string_view::npos) return Refusal{400, "CR within a line"};
        head.remove_prefix(end + 1);
        if (first) {
            if (auto refusal = read_request_line(line, result.request)) return *refusal;
            first = false;
        } else if (line.empty()) {
            break;
        } else if (auto refusal = read_header(line, result.request)) {
            return *refusal;
        }
    }
    if (!head.empty()) return Refusal{400, "something follows the head"};
    if (auto refusal = check_headers(result, body_limit)) return *refusal;
    return result;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const auto byte = i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
            if (!byte) return std::nullopt;
            result += *byte;
            i += 2;
        } else {
            result += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

std::map<std::string, std::string> parse_form(std::string_view form)
{
    std::map<std::string, std::string> result;
    std::size_t fields = 0;
    while (!form.empty() && ++fields <= 1000) {
        const std::size_t end = std::min(form.find('&'), form.size());
        const std::string_view pair = form.substr(0, end);
        form.remove_prefix(std::min(end + 1, form.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const auto name = percent_decode(pair.substr(0, equals), true);
        const auto value = percent_decode(equals < pair.size() ? pair.substr(equals + 1) : std::string_view(), true);
        if (name && value && !name->empty()) result.emplace(text::repair_utf8(*name), text::repair_utf8(*value));
    }
    return result;
}

std::optional<std::string> accepted_locale(std::string_view accept_language)
{
    std::optional<std::string> best;
    double best_weight = 0;
    if (accept_language.size() > 500) accept_language = accept_language.substr(0, 500);
    for (const std::string& item : text::split(accept_language, ',')) {
        const std::vector<std::string> parts = text::split(item, ';');
        std::string tag = lower(trim_blanks(parts.front()));
        tag = tag.substr(0, tag.find('-'));
        if (tag == "no") tag = "nb";
        double weight = 1;
        for (std::size_t i = 1; i < parts.size(); ++i) {
            const std::string_view parameter = trim_blanks(parts[i]);
            if (!parameter.starts_with("q=")) continue;
            weight = 0;
            std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), weight);
        }
        if (content::is_locale(tag) && weight > best_weight) {
            best = tag;
            best_weight = weight;
        }
    }
    return best;
}

} // namespace dosah::web
