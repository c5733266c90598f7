// SPDX-License-Identifier: EUPL-1.2
#include "base/marked_text.h"

namespace dosah {

MarkedText::MarkedText(std::string_view text, const std::vector<std::string>& marks)
{
    std::vector<std::size_t> next(marks.size()); // where each mark comes next, so that nothing is searched twice
    for (std::size_t i = 0; i < marks.size(); ++i)
        next[i] = text.find(marks[i]);
    for (std::size_t from = 0;;) {
        std::size_t first = marks.size();
        for (std::size_t i = 0; i < marks.size(); ++i)
            if (next[i] != text.npos && (first == marks.size() || next[i] < next[first])) first = i;
        if (first == marks.size()) {
            after_ = text.substr(from);
            return;
        }
        places_.push_back({std::string(text.substr(from, next[first] - from)), first});
        from = next[first] + marks[first].size();
        next[first] = text.find(marks[first], from);
    }
}

void MarkedText::append_to(std::string& out, const std::vector<std::string>& values) const
{
    for (const Place& place : places_) {
        out += place.before;
        out += values.at(place.mark);
    }
    out += after_;
}

std::string MarkedText::fill(const std::vector<std::string>& values) const
{
    std::string out;
    append_to(out, values);
    return out;
}

bool MarkedText::gives(std::string_view text, const std::vector<std::string>& values) const
{
    const auto take = [&text](std::string_view piece) {
        if (!text.starts_with(piece)) return false;
        text.remove_prefix(piece.size());
        return true;
    };
    for (const Place& place : places_)
        if (!take(place.before) || !take(values.at(place.mark))) return false;
    return text == after_;
}

std::vector<std::string_view> MarkedText::between() const&
{
    std::vector<std::string_view> texts;
    texts.reserve(places_.size() + 1);
    for (const Place& place : places_)
        texts.emplace_back(place.before);
    texts.emplace_back(after_);
    return texts;
}

std::vector<std::size_t> MarkedText::marks() const
{
    std::vector<std::size_t> all;
    all.reserve(places_.size());
    for (const Place& place : places_)
        all.push_back(place.mark);
    return all;
}

} // namespace dosah
