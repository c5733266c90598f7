// SPDX-License-Identifier: EUPL-1.2
#include "segments/lexer.h"

#include "base/text.h"
#include "segments/vocabulary.h"

#include <algorithm>

namespace dosah::segments {

namespace {

constexpr std::size_t longest_query = 10'000;

bool is_digit(char32_t c)
{
    return c >= U'0' && c <= U'9';
}

bool is_blank(char32_t c)
{
    return c == U' ' || (c >= U'\t' && c <= U'\r') || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200D) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

/// What may close a text opened by c; empty when c opens none.
std::u32string_view closers(char32_t c)
{
    switch (c) {
    case U'"':
        return U"\"";
    case U'\'':
        return U"'";
    case U'„':
        return U"“”\"";
    case U'“':
        return U"”";
    case U'‚':
        return U"‘’";
    case U'‘':
        return U"’";
    case U'«':
        return U"»";
    default:
        return {};
    }
}

/// Above ASCII everything that is no quotation mark, dash, arrow or other general punctuation counts as a letter.
bool is_letter(char32_t c)
{
    if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_';
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
    return c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) && !is_blank(c) && c != 0xFFFD;
}

class Lexer
{
public:
    explicit Lexer(std::u32string query) : query_(std::move(query)) {}

    std::vector<Token> run()
    {
        std::vector<Token> out;
        do {
            while (is_blank(peek()) && !at_end())
                take();
            out.push_back(next());
        } while (out.back().kind != TokenKind::end);
        return out;
    }

private:
    bool at_end() const { return i_ == query_.size(); }
    char32_t peek(std::size_t ahead = 0) const { return i_ + ahead < query_.size() ? query_[i_ + ahead] : U'\0'; }

    char32_t take()
    {
        const char32_t c = query_[i_++];
        if (c == U'\n') {
            ++at_.line;
            at_.column = 1;
        } else {
            ++at_.column;
        }
        return c;
    }

    Token next()
    {
        if (at_end()) return {TokenKind::end, "", at_};
        const char32_t c = peek();
        if (!closers(c).empty()) return quoted();
        if (is_digit(c)) return number();
        if (is_letter(c)) return word();
        return symbol();
    }

    Token quoted()
    {
        const Position start = at_;
        const std::u32string_view closing = closers(take());
        std::u32string content;
        while (!at_end()) {
            const Position here = at_;
            const char32_t c = take();
            if (closing.find(c) != std::u32string_view::npos) return {TokenKind::text, text::to_utf8(content), start};
            content += c == U'\\' ? escaped(here) : c;
        }
        throw error_at(start, "the text that begins here has no closing quotation mark");
    }

    char32_t escaped(const Position& here)
    {
        const char32_t c = at_end() ? U'\0' : take();
        if (c == U'n') return U'\n';
        if (c == U't') return U'\t';
        const bool quote = c != U'\0' && std::u32string_view(U"\\\"'„“”‚‘’«»").find(c) != std::u32string_view::npos;
        if (!quote) throw error_at(here, "a backslash must be followed by a quotation mark, a backslash, n or t");
        return c;
    }

    Token number()
    {
        const Position start = at_;
        std::u32string digits;
        while (is_digit(peek()))
            digits += take();
        const bool date = digits.size() == 4 && peek() == U'-' && is_digit(peek(1)) && is_digit(peek(2)) &&
                          peek(3) == U'-' && is_digit(peek(4)) && is_digit(peek(5)) && !is_digit(peek(6));
        if (date) {
            for (int n = 0; n < 6; ++n)
                digits += take();
        }
        return {date ? TokenKind::date : TokenKind::number, text::to_utf8(digits), start};
    }

    Token word()
    {
        const Position start = at_;
        std::u32string out;
        while (is_letter(peek()) || is_digit(peek()) || (peek() == U'-' && (is_letter(peek(1)) || is_digit(peek(1)))))
            out += take();
        return {TokenKind::word, text::to_utf8(out), start};
    }

    Token symbol()
    {
        const Position start = at_;
        const char32_t c = take();
        const bool with_equals = peek() == U'=';
        if (c == U'!' && with_equals) {
            take();
            return {TokenKind::symbol, "!=", start};
        }
        if (c == U'<' || c == U'>') {
            std::string sign(1, static_cast<char>(c));
            if (with_equals) {
                take();
                sign += '=';
            }
            return {TokenKind::symbol, sign, start};
        }
        if (c == U'=' || c == U'(' || c == U')' || c == U',')
            return {TokenKind::symbol, std::string(1, static_cast<char>(c)), start};
        throw error_at(start, "expected a word, a number, a text in quotation marks or one of ( ) , = != < <= > >=, "
                              "found '" +
                                  text::to_utf8(std::u32string(1, c)) + "'");
    }

    const std::u32string query_;
    std::size_t i_ = 0;
    Position at_;
};

} // namespace

std::string describe(const Token& token)
{
    if (token.kind == TokenKind::end) return "the end of the query";
    std::u32string shown = text::to_utf32(token.text);
    if (shown.size() > 40) shown = shown.substr(0, 39) + U'…';
    if (token.kind == TokenKind::text) return "the text \"" + text::to_utf8(shown) + "\"";
    return "'" + text::to_utf8(shown) + "'";
}

std::vector<Token> tokens(std::string_view query)
{
    // A code point has at most four bytes: no need to convert what is far too long.
    if (query.size() > 4 * longest_query) throw input_error("the query is longer than 10,000 characters");
    if (!text::is_valid_utf8(query)) throw input_error("the query is not valid UTF-8");
    std::u32string points = text::to_utf32(query);
    if (points.size() > longest_query) throw input_error("the query is longer than 10,000 characters");
    if (points.find(U'\0') != std::u32string::npos) throw input_error("the query has a NUL character in it");
    return Lexer(std::move(points)).run();
}

} // namespace dosah::segments
