// SPDX-License-Identifier: EUPL-1.2
#include "delivery/sent.h"

#include "base/crypto.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

#include <Poco/JSONString.h>

#include <algorithm>

namespace dosah::delivery {

namespace {

std::string as_json(std::string_view text)
{
    return Poco::toJSON(text::repair_utf8(text), Poco::JSON_WRAP_STRINGS);
}

/// As it is stored; marks get the numbers under which they come to stand in `used`.
std::string stored(const MarkedText& text, std::vector<std::size_t>& used)
{
    const std::vector<std::string_view> between = text.between();
    const std::vector<std::size_t> marks = text.marks();
    std::string out = "[" + as_json(between.front());
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const auto known = std::find(used.begin(), used.end(), marks[i]);
        out += "," + std::to_string(known - used.begin()) + "," + as_json(between[i + 1]);
        if (known == used.end()) used.push_back(marks[i]);
    }
    return out + "]";
}

std::string fill(const std::string& text, const json::Array& own)
{
    const json::Array::Ptr pieces = json::parse_array(text, "sent_forms");
    std::string out;
    for (const Poco::Dynamic::Var& piece : *pieces) {
        if (piece.isString()) {
            out += piece.extract<std::string>();
            continue;
        }
        const auto number = piece.convert<unsigned>();
        if (number >= own.size())
            throw Error(ErrorKind::internal, "sent_messages: no value " + std::to_string(number) + " of " +
                                                 std::to_string(own.size()) + " for the form");
        out += own.get(number).convert<std::string>();
    }
    return out;
}

} // namespace

SentForm::SentForm(std::int64_t organisation_id, const MarkedText& subject, const MarkedText& text)
    : organisation_id_(organisation_id), subject_(stored(subject, used_)), text_(stored(text, used_)),
      hash_(sha256_hex(std::to_string(organisation_id) + subject_ + text_))
{
}

std::string SentForm::own(const std::vector<std::string>& values) const
{
    std::string out = "[";
    for (const std::size_t mark : used_)
        out.append(out.size() == 1 ? "" : ",").append(as_json(values.at(mark)));
    return out + "]";
}

Sent::Sent(std::string_view subject, std::string_view text) : whole{text::repair_utf8(subject), text::repair_utf8(text)}
{
}

SentText Sent::text() const
{
    return form ? fill_sent(form->subject(), form->text(), own) : whole;
}

SentText fill_sent(const std::string& subject, const std::string& text, const std::string& own)
{
    const json::Array::Ptr values = json::parse_array(own, "sent_messages");
    return {fill(subject, *values), fill(text, *values)};
}

} // namespace dosah::delivery
