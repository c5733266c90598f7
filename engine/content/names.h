// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace dosah::content {

enum class Gender { female, male };
enum class NamePart { given, family };

/// What a language's rules cannot know of names: which there are, whose they are, and those that go their own way.
/// Read once, then read-only: any thread. Letters are small and NFC.
class Names
{
public:
    struct Known
    {
        std::u32string name;
        std::optional<std::u32string> vocative; ///< nothing: by the rules
        bool has_no_certain_form = false;
    };

    Names() = default; ///< knows none
    /// A file of lines "given f: anna eva", "given m: petr daniel=danieli mike=?", "family m: král=králi", "title: ing
    /// mgr", "particle: von de"; "=?" says that no form is certain. "#" begins a comment. Throws Error(input) naming
    /// file and line.
    explicit Names(const std::string& path);
    Names(Names&&) = default;
    Names& operator=(Names&&) = default;

    bool empty() const { return known_[0].empty(); }
    /// nullptr when the name is not listed.
    const Known* find(NamePart part, Gender gender, const std::u32string& name) const;
    /// By a name that lost its marks ("zdenek"); nullptr also when several would fit.
    const Known* find_bare(NamePart part, Gender gender, const std::u32string& name) const;
    bool is_title(const std::string& folded) const { return titles_.contains(folded); } ///< "phd", without points
    bool is_particle(const std::u32string& name) const { return particles_.contains(name); }

private:
    void read_line(const std::string& line);

    using Table = std::map<std::u32string, Known, std::less<>>;
    /// By part and gender: given f, given m, family f, family m.
    std::array<Table, 4> known_;
    std::array<std::map<std::string, const Known*, std::less<>>, 4> bare_; ///< by text::fold; null: several
    std::set<std::string> titles_;
    std::set<std::u32string> particles_;
};

} // namespace dosah::content
