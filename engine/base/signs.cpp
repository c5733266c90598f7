// SPDX-License-Identifier: EUPL-1.2
#include "base/signs.h"

#include "base/error.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include <memory>

namespace dosah::text {

namespace {

/// Whether a character may belong to the one before it: marks, joiners, flags, skin colours, jamo. Most texts have
/// none.
bool may_join(UChar32 c)
{
    const auto property = u_getIntPropertyValue(c, UCHAR_GRAPHEME_CLUSTER_BREAK);
    return property != U_GCB_OTHER && property != U_GCB_CR && property != U_GCB_LF && property != U_GCB_CONTROL;
}

/// The ends of the characters in a stretch; true when any may join another.
bool add_characters(std::u16string_view units, std::size_t begin, std::size_t end, std::vector<std::size_t>& ends)
{
    bool joins = false;
    while (begin < end) {
        UChar32 c = 0;
        U16_NEXT(units.data(), begin, end, c);
        joins = joins || may_join(c);
        ends.push_back(begin);
    }
    return joins;
}

std::unique_ptr<icu::BreakIterator> boundaries()
{
    static const std::unique_ptr<const icu::BreakIterator> first = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<const icu::BreakIterator> made(
            icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
        if (U_FAILURE(status)) throw Error(ErrorKind::internal, "ICU's grapheme boundaries are missing");
        return made;
    }();
    return std::unique_ptr<icu::BreakIterator>(first->clone());
}

} // namespace

std::vector<std::size_t> sign_ends(std::u16string_view units, std::size_t longest)
{
    std::vector<std::size_t> ends;
    if (!add_characters(units, 0, units.size(), ends)) return ends;
    ends.clear();
    const icu::UnicodeString text(false, units.data(), static_cast<int32_t>(units.size()));
    const std::unique_ptr<icu::BreakIterator> signs = boundaries();
    signs->setText(text);
    std::size_t begin = 0;
    for (int32_t next = signs->next(); next != icu::BreakIterator::DONE; next = signs->next()) {
        const auto end = static_cast<std::size_t>(next);
        const bool is_line_end = end - begin == 2 && units[begin] == u'\r';
        if (end - begin <= longest && !is_line_end)
            ends.push_back(end);
        else
            add_characters(units, begin, end, ends);
        begin = end;
    }
    return ends;
}

} // namespace dosah::text
