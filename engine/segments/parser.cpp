// SPDX-License-Identifier: EUPL-1.2
#include "segments/parser.h"

#include "base/text.h"
#include "segments/lexer.h"
#include "segments/vocabulary.h"

#include <algorithm>
#include <chrono>

namespace dosah::segments {

namespace {

constexpr int deepest = 100;
constexpr int largest_amount = 36'500;

std::string lower(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string listed(const std::vector<std::string>& words)
{
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i)
        out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return out;
}

bool has_date_form(const std::string& text)
{
    constexpr std::string_view form = "dddd-dd-dd";
    return std::equal(text.begin(), text.end(), form.begin(), form.end(),
                      [](char c, char wanted) { return wanted == '-' ? c == '-' : c >= '0' && c <= '9'; });
}

bool is_real_date(const std::string& text)
{
    const std::chrono::year_month_day date{std::chrono::year{std::stoi(text.substr(0, 4))},
                                           std::chrono::month{static_cast<unsigned>(std::stoi(text.substr(5, 2)))},
                                           std::chrono::day{static_cast<unsigned>(std::stoi(text.substr(8, 2)))}};
    return date.ok();
}

class Parser
{
public:
    explicit Parser(std::string_view query) : tokens_(tokens(query)) {}

    Node run()
    {
        Node node = either(0);
        if (here().kind != TokenKind::end) throw wrong("'and', 'or' or the end of the query");
        return node;
    }

private:
    const Token& here() const { return tokens_[i_]; }
    const Token& take() { return tokens_[i_ + 1 < tokens_.size() ? i_++ : i_]; }
    bool is_word(std::string_view word) const { return here().kind == TokenKind::word && lower(here().text) == word; }
    bool is_symbol(std::string_view sign) const { return here().kind == TokenKind::symbol && here().text == sign; }

    bool take_word(std::string_view word)
    {
        if (!is_word(word)) return false;
        take();
        return true;
    }

    Error wrong(const std::string& expected, const std::string& hint = "") const
    {
        return error_at(here().at, "expected " + expected + ", found " + describe(here()) + hint);
    }

    void need_symbol(std::string_view sign, const std::string& expected)
    {
        if (!is_symbol(sign)) throw wrong(expected);
        take();
    }

    template <class Joined, class Part>
    Node joined(std::string_view word, Part part)
    {
        Node first = part();
        if (!is_word(word)) return first;
        Joined out;
        out.of.push_back(std::move(first));
        while (take_word(word))
            out.of.push_back(part());
        return Node{std::move(out)};
    }

    Node either(int depth)
    {
        return joined<Or>("or", [&] { return both(depth); });
    }

    Node both(int depth)
    {
        return joined<And>("and", [&] { return negation(depth); });
    }

    void check_depth(int depth) const
    {
        if (depth > deepest) throw error_at(here().at, "parentheses and nots go deeper than 100 levels");
    }

    Node negation(int depth)
    {
        check_depth(depth);
        if (!take_word("not")) return condition(depth);
        Not out;
        out.of.push_back(negation(depth + 1));
        return Node{std::move(out)};
    }

    Node condition(int depth)
    {
        if (is_symbol("(")) {
            const Position opened = take().at;
            Node inside = either(depth + 1);
            need_symbol(")", "'and', 'or' or ')' for the '(' of line " + std::to_string(opened.line) + ", column " +
                                 std::to_string(opened.column));
            return inside;
        }
        if (take_word("all")) return Node{Everybody{}};
        if (take_word("has")) return Node{has()};
        if (take_word("involved")) return Node{involved()};
        if (is_word("segment")) {
            const Position at = take().at;
            if (here().kind != TokenKind::text) throw wrong("the key of a saved segment in quotation marks");
            return Node{SavedQuery{take().text, at}};
        }
        return comparison();
    }

    /// A field, or an attribute by its name.
    Field field(const std::string& expected)
    {
        const Token token = here();
        const std::string word = lower(token.text);
        if (token.kind != TokenKind::word || (is_reserved(word) && word != "attribute")) throw wrong(expected);
        take();
        if (word == "attribute") {
            if (here().kind != TokenKind::text || text::fold(here().text).empty())
                throw wrong("the name of an attribute in quotation marks");
            return {FieldKind::attribute, take().text, token.at};
        }
        if (const auto kind = field_kind(word)) return {*kind, "", token.at};
        return {FieldKind::attribute, token.text, token.at};
    }

    Has has()
    {
        const std::string expected = "what a person may have (email, phone, postal_address, birth_year, legal_basis, "
                                     "an attribute ...) after has";
        if (is_word("group") || is_word("locale") || is_word("format")) throw wrong(expected);
        return {field(expected)};
    }

    Node comparison()
    {
        Field about = field("a condition");
        const std::string shown =
            about.kind == FieldKind::attribute ? about.attribute : std::string(name_of(about.kind));
        if (about.kind == FieldKind::email || about.kind == FieldKind::phone || about.kind == FieldKind::postal_address)
            throw error_at(about.at, "'" + shown + "' can only be asked for as: has " + shown);
        if (is_word("in")) {
            take();
            return one_of(std::move(about), shown);
        }
        const std::string hint = about.kind == FieldKind::attribute ? did_you_mean(shown, opening_words()) : "";
        if (is_word("not"))
            throw wrong("=, !=, <, <=, >, >= or in after '" + shown + "'", " (write: not " + shown + " in (...))");
        const auto op = here().kind == TokenKind::symbol ? operator_of(here().text) : std::nullopt;
        if (!op) throw wrong("=, !=, <, <=, >, >= or in after '" + shown + "'", hint);
        const bool order = *op != Operator::equal && *op != Operator::not_equal;
        if (order && !is_number(about.kind) && about.kind != FieldKind::attribute)
            throw error_at(here().at, "'" + shown + "' can only be compared with =, != and in");
        const std::string sign = take().text;
        const Position at = here().at;
        Operand value = operand(about.kind, order, "after " + sign);
        return Node{Comparison{std::move(about), *op, std::move(value), at}};
    }

    Node one_of(Field about, const std::string& shown)
    {
        need_symbol("(", "'(' after '" + shown + " in'");
        OneOf out;
        std::string place = "after (";
        do {
            out.values_at.push_back(here().at);
            out.values.push_back(operand(about.kind, false, place));
            place = "after ,";
            if (is_symbol(")")) break;
            need_symbol(",", "',' or ')' in the list");
        } while (true);
        take();
        out.field = std::move(about);
        return Node{std::move(out)};
    }

    Operand operand(FieldKind kind, bool order, const std::string& place)
    {
        const Token token = here();
        if (is_number(kind) || order) {
            if (token.kind != TokenKind::number) throw wrong("a number " + place);
            // An attribute may be a long number; years and ages are short.
            if (token.text.size() > (is_number(kind) ? 9U : 15U)) throw error_at(token.at, "the number is too large");
            take();
            return static_cast<std::int64_t>(std::stoll(token.text));
        }
        if (token.kind == TokenKind::word && !is_reserved(lower(token.text)))
            throw wrong("a value " + place, " (write it in quotation marks: \"" + token.text + "\")");
        if (token.kind != TokenKind::text && token.kind != TokenKind::number && token.kind != TokenKind::date)
            throw wrong("a value " + place);
        if (text::fold(token.text).empty())
            throw error_at(token.at, "the value is empty (to find people of whom it is not known, write: not has ...)");
        const std::vector<std::string> allowed = values_of(kind);
        if (!allowed.empty()) {
            const std::string word = lower(token.text);
            if (std::find(allowed.begin(), allowed.end(), word) == allowed.end())
                throw wrong(listed(allowed) + " " + place, did_you_mean(word, allowed));
            take();
            return word;
        }
        take();
        return token.text;
    }

    Involved involved()
    {
        Involved out;
        const std::vector<std::string>& kinds = involvement_kinds();
        const auto ends = [this] {
            return here().kind != TokenKind::word || is_word("and") || is_word("or") || is_word("since") ||
                   is_word("before") || is_word("within");
        };
        if (!ends()) {
            const std::string word = lower(here().text);
            if (std::find(kinds.begin(), kinds.end(), word) == kinds.end()) {
                std::vector<std::string> known = kinds;
                known.insert(known.end(), {"since", "before", "within", "and", "or"});
                throw wrong("since, before, within or a kind of involvement (" + listed(kinds) + ") after involved",
                            did_you_mean(word, known));
            }
            out.kind = word;
            take();
        }
        if (take_word("since")) {
            out.when = Involved::When::since;
            out.date = date("since");
        } else if (take_word("before")) {
            out.when = Involved::When::before;
            out.date = date("before");
        } else if (take_word("within")) {
            out.when = Involved::When::within;
            amount(out);
        }
        return out;
    }

    std::string date(const std::string& after)
    {
        const Token token = here();
        const std::string expected = "a date such as 2023-01-31 after " + after;
        if (token.kind != TokenKind::date && token.kind != TokenKind::text) throw wrong(expected);
        if (!has_date_form(token.text)) throw wrong(expected);
        if (!is_real_date(token.text)) throw error_at(token.at, "there is no such day as " + token.text);
        take();
        return token.text;
    }

    void amount(Involved& out)
    {
        const Token number = here();
        if (number.kind != TokenKind::number) throw wrong("a number after within");
        if (number.text.size() > 5 || std::stoi(number.text) < 1 || std::stoi(number.text) > largest_amount)
            throw error_at(number.at, "the number must be between 1 and 36500");
        out.amount = std::stoi(take().text);
        const auto unit = here().kind == TokenKind::word ? unit_of(lower(here().text)) : std::nullopt;
        if (!unit)
            throw wrong("days, weeks, months or years after " + number.text,
                        did_you_mean(lower(here().text), {"days", "weeks", "months", "years"}));
        out.unit = *unit;
        take();
    }

    const std::vector<Token> tokens_;
    std::size_t i_ = 0;
};

} // namespace

Node parse(std::string_view query)
{
    return Parser(query).run();
}

} // namespace dosah::segments
