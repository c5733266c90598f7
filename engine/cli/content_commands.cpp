// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/greet_commands.h"
#include "cli/printable.h"
#include "content/sms_text.h"

#include <charconv>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace dosah::cli {

namespace {

/// Standard input as it is, but for what editors add: the newline at the end and the byte order mark (a sign of the
/// encoding, and no letter of GSM-7).
std::string read_text(Context& context, const std::string& operand)
{
    if (operand != "-") return operand;
    std::string text = read_utf8_input(context, "-");
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

/// JavaScript and Windows let half a surrogate pair stand in a text; it takes one unit, and so does what shows for it.
std::string without_halves(std::string text)
{
    for (std::size_t at = text.find('\xED'); at != text.npos && at + 2 < text.size(); at = text.find('\xED', at + 1)) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
        if (byte(1) >= 0xA0 && byte(1) <= 0xBF && byte(2) >= 0x80 && byte(2) <= 0xBF) text.replace(at, 3, "\uFFFD");
    }
    return text;
}

content::SmsReference read_reference(Words& words)
{
    const std::string bits = words.option("reference").value_or("8");
    if (bits == "8") return content::SmsReference::bits8;
    if (bits == "16") return content::SmsReference::bits16;
    throw input_error("--reference: write 8 or 16, the bits of the number that joins the parts");
}

std::optional<double> read_price(Words& words)
{
    const auto text = words.option("price");
    if (!text) return std::nullopt;
    double price = 0;
    const char* end = text->data() + text->size();
    const auto [at, problem] = std::from_chars(text->data(), end, price);
    if (problem != std::errc() || at != end || !(price >= 0 && price <= 1000))
        throw input_error("--price: write what one part costs, 0 to 1000, for example 1.20");
    return price;
}

/// "š, ž, U+00A0": what cannot be seen is named.
std::string listed(const std::vector<std::string>& characters)
{
    std::string out;
    for (const std::string& one : characters) {
        const char32_t c = text::to_utf32(one).front();
        std::ostringstream code;
        code << "U+" << std::uppercase << std::hex << std::setw(4) << std::setfill('0') << static_cast<unsigned>(c);
        const bool is_seen = c > 0x20 && text::trim(one) == one && printable(one) == one;
        out += (out.empty() ? "" : ", ") + (is_seen ? one : code.str());
    }
    return out;
}

int sms(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const bool strip = words.flag("strip");
    const content::SmsReference reference = read_reference(words);
    const std::optional<double> price = read_price(words);
    const std::string operand = words.operand("TEXT");
    words.finish();
    const std::string text = without_halves(read_text(context, operand));
    if (!text::is_valid_utf8(text))
        throw input_error("the text is not UTF-8; convert it first, for example with iconv");

    const content::SmsText measured = content::measure_sms(text, strip, reference);
    const auto forcing = content::unicode_characters(measured.text);
    if (as_json) {
        json::Object::Ptr result = json::object();
        result->set("encoding", std::string(content::to_string(measured.encoding)));
        result->set("parts", measured.parts);
        result->set("units", measured.units);
        result->set("text", measured.text);
        json::Array::Ptr characters = json::array();
        for (const std::string& one : forcing)
            characters->add(one);
        result->set("forces_unicode", characters);
        if (price) result->set("cost", std::round(*price * measured.parts * 10000) / 10000);
        context.out() << json::write(result) << "\n";
    } else {
        context.out() << content::to_string(measured.encoding) << ", " << measured.units << " units, " << measured.parts
                      << (measured.parts == 1 ? " part" : " parts");
        if (price) context.out() << ", costs " << std::round(*price * measured.parts * 10000) / 10000;
        context.out() << "\n" << measured.text << "\n";
        if (!forcing.empty()) context.out() << "GSM-7 lacks: " << listed(forcing) << "\n";
    }
    return 0;
}

} // namespace

std::vector<Command> content_commands()
{
    return {{"sms", "TEXT|- [--strip] [--price AMOUNT] [--reference 8|16] [--json]",
             "Counts an SMS: encoding, parts, units, cost, what makes it Unicode; --strip replaces what GSM-7 lacks.",
             sms},
            {"greet", "--locale cs [--gender f|m|x] [--given NAME] [--family NAME] [--formal|--informal] [--json]",
             "Shows how a person would be greeted; neutral where the form of a name is not certain.", greet}};
}

} // namespace dosah::cli
