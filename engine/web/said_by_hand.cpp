// SPDX-License-Identifier: EUPL-1.2
#include "web/said_by_hand.h"

#include "base/error.h"
#include "base/text.h"
#include "web/console_page.h"

#include <charconv>

namespace dosah::web {

namespace {

content::View choice(const Exchange& exchange, const std::string& value, const std::string& key)
{
    content::View one;
    one.set("value", value);
    one.set("text", exchange.text(key));
    return one;
}

} // namespace

responses::ByHand read_said(const Exchange& exchange, const std::string& channel)
{
    responses::ByHand said;
    said.channel = channel;
    if (const std::string answer = exchange.field("answer"); !answer.empty() && answer != "none") said.answer = answer;
    said.opt_out = exchange.field("no_more") == "yes";
    said.words = text::trim(exchange.field("words"));
    if (const std::string number = text::trim(exchange.field("companions")); !number.empty()) {
        int companions = 0;
        const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), companions);
        if (problem != std::errc() || end != number.data() + number.size())
            throw input_error("companions: write a number, for example 2");
        said.details.companions = companions;
    }
    for (const std::string_view need : campaigns::known_needs())
        if (exchange.field("need_" + std::string(need)) == "yes") said.details.needs.emplace(need);
    return said;
}

Response said_response(const Exchange& exchange, const std::string& name, content::View& view)
{
    content::ViewList answers;
    for (const char* answer : {"yes", "maybe", "no"})
        answers.push_back(choice(exchange, answer, std::string("console.answers.") + answer));
    view.set("said_answers", std::move(answers));
    content::ViewList needs;
    for (const std::string_view need : campaigns::known_needs())
        needs.push_back(choice(exchange, std::string(need), "letter." + std::string(need)));
    view.set("said_needs", std::move(needs));
    view.set("most_companions", std::to_string(campaigns::most_companions));
    return console_response(exchange, name, view);
}

} // namespace dosah::web
