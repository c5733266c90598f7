// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/greet_commands.h"
#include "content/sms_text.h"

#include <ostream>

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

int sms(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const bool strip = words.flag("strip");
    const std::string operand = words.operand("TEXT");
    words.finish();
    const std::string text = read_text(context, operand);
    if (!text::is_valid_utf8(text))
        throw input_error("the text is not UTF-8; convert it first, for example with iconv");

    const content::SmsText measured = content::measure_sms(text, strip);
    if (as_json) {
        json::Object::Ptr result = json::object();
        result->set("encoding", std::string(content::to_string(measured.encoding)));
        result->set("parts", measured.parts);
        result->set("units", measured.units);
        result->set("text", measured.text);
        context.out() << json::write(result) << "\n";
    } else {
        context.out() << content::to_string(measured.encoding) << ", " << measured.units << " units, " << measured.parts
                      << (measured.parts == 1 ? " part" : " parts") << "\n"
                      << measured.text << "\n";
    }
    return 0;
}

} // namespace

std::vector<Command> content_commands()
{
    return {{"sms", "TEXT|- [--strip] [--json]",
             "Counts an SMS: its encoding, parts and units; --strip replaces what GSM-7 lacks.", sms},
            {"greet", "--locale cs [--gender f|m|x] [--given NAME] [--family NAME] [--formal|--informal] [--json]",
             "Shows how a person would be greeted; neutral where the form of a name is not certain.", greet}};
}

} // namespace dosah::cli
