// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dosah {

/// A text that is written once for many, with marks in it for what each has of their own; a mark may stand in it any
/// number of times. Any thread may fill it.
class MarkedText
{
public:
    MarkedText() = default;
    /// No mark is empty or found within another one.
    MarkedText(std::string_view text, const std::vector<std::string>& marks);

    bool has_marks() const { return !places_.empty(); }
    /// Appends the text, values[i] where marks[i] stood.
    void append_to(std::string& out, const std::vector<std::string>& values) const;
    std::string fill(const std::vector<std::string>& values) const;
    /// fill(values) == text, without making it.
    bool gives(std::string_view text, const std::vector<std::string>& values) const;
    /// What stands between the marks, in order: one text more than marks.
    std::vector<std::string_view> between() const&;
    std::vector<std::string_view> between() const&& = delete; ///< they are parts of the object
    /// Which mark stands where, in order.
    std::vector<std::size_t> marks() const;

private:
    struct Place
    {
        std::string before; ///< since the mark before it
        std::size_t mark = 0;
    };
    std::vector<Place> places_;
    std::string after_;
};

} // namespace dosah
