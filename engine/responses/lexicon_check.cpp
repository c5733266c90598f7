// SPDX-License-Identifier: EUPL-1.2
#include "responses/lexicon.h"
#include "responses/lexicon_file.h"

namespace dosah::responses {

namespace {

/// How a reading is written in findings: "answer yes", "opt_out" ...
std::string written(const Reading& reading)
{
    std::string out(to_string(reading.kind));
    if (reading.answer) out += " " + *reading.answer;
    return out;
}

std::string expected_of(const std::string& sense)
{
    if (sense.starts_with("opt_out")) return "opt_out";
    if (sense == "unclear") return "text";
    if (sense == "start" || sense == "help") return sense;
    if (sense.find("yes") != std::string::npos) return "answer yes";
    return sense.find("maybe") != std::string::npos ? "answer maybe" : "answer no";
}

} // namespace

std::vector<std::string> check_lexicons(const std::string& folder)
{
    std::vector<std::string> findings;
    const Lexicons lexicons(folder);
    for (const LexiconFile& file : read_lexicon_files(folder)) {
        const std::vector<std::string> locales =
            file.locale == "any" ? std::vector<std::string>{"cs", "nb", "nn", "en"} : std::vector{file.locale};
        for (const LexiconRule& rule : file.rules) {
            const std::string expected = expected_of(rule.sense);
            for (const std::string& locale : locales) {
                const auto look = [&](const std::string& words, bool must) {
                    const std::string found = written(lexicons.read(words, locale));
                    if ((found == expected) == must) return;
                    findings.push_back(file.path + ": " + rule.id + ": \"" + words + "\" is read as " + found +
                                       (must ? ", not as " + expected : "") +
                                       (file.locale == "any" ? " (" + locale + ")" : ""));
                };
                for (const std::string& phrase : rule.phrases)
                    look(phrase, true);
                for (const std::string& example : rule.matches)
                    look(example, true);
                for (const std::string& example : rule.differs)
                    look(example, false);
            }
        }
    }
    return findings;
}

} // namespace dosah::responses
