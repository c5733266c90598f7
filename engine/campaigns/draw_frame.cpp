// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "campaigns/draw.h"
#include "contacts/csv_reader.h"

#include <algorithm>
#include <unordered_set>

namespace dosah::campaigns {

namespace {

constexpr std::size_t longest_name = 200;

class Builder
{
public:
    explicit Builder(std::string name) : name_(std::move(name)) {}

    void add(const std::string& place, std::string stratum, std::string token)
    {
        check(place, "stratum", stratum);
        check(place, "token", token);
        if (seen_.size() >= most_in_frame)
            throw input_error(name_ + ": more than " + std::to_string(most_in_frame) +
                              " people; draw from parts of them, each a frame and a draw of its own");
        if (!seen_.insert(token).second)
            throw input_error(place + ": the token \"" + token + "\" comes twice; everybody has one chance");
        frame_.strata[std::move(stratum)].push_back(std::move(token));
    }

    Frame finish()
    {
        if (seen_.empty()) throw input_error(name_ + ": the frame is empty");
        for (auto& [stratum, tokens] : frame_.strata)
            std::sort(tokens.begin(), tokens.end());
        return std::move(frame_);
    }

private:
    static void check(const std::string& place, const char* what, const std::string& text)
    {
        if (text.empty()) throw input_error(place + ": the " + what + " is missing");
        if (text.size() > longest_name)
            throw input_error(place + ": the " + what + " is longer than " + std::to_string(longest_name) + " bytes");
        const bool printable = std::none_of(text.begin(), text.end(),
                                            [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
        if (!printable || !text::is_valid_utf8(text))
            throw input_error(place + ": the " + what + " has characters that cannot be printed");
    }

    std::string name_;
    std::unordered_set<std::string> seen_;
    Frame frame_;
};

Frame read_canonical(std::string_view text, const std::string& name)
{
    Builder builder(name);
    std::size_t line = 0;
    while (!text.empty()) {
        ++line;
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view one = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (one.ends_with('\r')) one.remove_suffix(1);
        if (one.empty()) continue;
        const std::string place = name + ": line " + std::to_string(line);
        const std::size_t tab = one.find('\t');
        if (tab == std::string_view::npos || one.find('\t', tab + 1) != std::string_view::npos)
            throw input_error(place + ": expected stratum, one tab, token");
        builder.add(place, std::string(one.substr(0, tab)), std::string(one.substr(tab + 1)));
    }
    return builder.finish();
}

Frame read_csv(std::string_view text, char separator, const std::string& name)
{
    contacts::CsvReader reader(text, separator);
    contacts::CsvRecord record;
    Builder builder(name);
    std::size_t stratum = SIZE_MAX;
    std::size_t token = SIZE_MAX;
    bool header = true;
    while (reader.next(record)) {
        const std::string place = name + ": line " + std::to_string(record.line);
        if (!record.problem.empty()) throw input_error(place + ": " + record.problem);
        if (record.blank()) continue;
        if (header) {
            for (std::size_t i = 0; i < record.fields.size(); ++i) {
                const std::string label = text::fold(record.fields[i]);
                if (label == "stratum" && stratum == SIZE_MAX)
                    stratum = i;
                else if (label == "token" && token == SIZE_MAX)
                    token = i;
                else
                    throw input_error(place + ", column " + std::to_string(i + 1) + ": \"" + record.fields[i] +
                                      "\" does not belong into a frame, which is published; leave stratum and token");
            }
            if (stratum == SIZE_MAX || token == SIZE_MAX)
                throw input_error(place + ": expected the columns stratum and token");
            header = false;
            continue;
        }
        if (record.fields.size() != 2) throw input_error(place + ": expected stratum and token");
        builder.add(place, text::trim(record.fields[stratum]), text::trim(record.fields[token]));
    }
    return builder.finish();
}

Frame read_json(const std::string& text, const std::string& name)
{
    Builder builder(name);
    const json::Array::Ptr list = json::parse_array(text, name);
    for (unsigned i = 0; i < list->size(); ++i) {
        const std::string place = name + "[" + std::to_string(i) + "]";
        const json::Object::Ptr item = list->getObject(i);
        if (item.isNull()) throw input_error(place + ": expected {\"stratum\",\"token\"}");
        json::Reader reader(item, place);
        const std::string stratum = reader.text("stratum");
        builder.add(place, stratum, reader.text("token"));
        reader.finish();
    }
    return builder.finish();
}

} // namespace

Frame read_frame(std::string_view bytes, const std::string& name)
{
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) throw input_error(name + ": the frame is empty");
    if (bytes[first] == '[' && bytes.substr(0, bytes.find('\n')).find('\t') == std::string_view::npos)
        return read_json(std::string(bytes), name);
    const std::string_view line = bytes.substr(first, bytes.find_first_of("\r\n", first) - first);
    const std::string head = text::fold(line); // white space becomes one space
    const bool has_header = head == "stratum token" || head == "token stratum";
    if (std::count(line.begin(), line.end(), '\t') == 1 && !has_header) return read_canonical(bytes, name);
    char separator = ',';
    for (const char candidate : {';', '\t'})
        if (line.find(candidate) != std::string_view::npos) separator = candidate;
    return read_csv(bytes, separator, name);
}

} // namespace dosah::campaigns
