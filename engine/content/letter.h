// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/message_writer.h"

#include <string>
#include <vector>

namespace dosah::content {

/// What a letter has besides the words that an email of its kind would say.
struct LetterParts
{
    std::vector<std::string> recipient; ///< the lines in the envelope's window
    std::string sender;                 ///< return address, one line
    bool window_right = false;          ///< the window is on the right; else on the left
    bool large_print = false;
    std::string code;      ///< the short code as it is typed; "" with kinds that ask for nothing
    std::string code_url;  ///< what the QR code says
    std::string code_page; ///< where the code is typed, as people read it: "lipova.example/k"
    std::string date;      ///< of the letter, as people read it
};

struct LetterTexts
{
    std::string subject;
    std::string body; ///< as the person reads it, without what the layout adds
    std::string html; ///< one <article>; goes between letter_top() and letter_bottom()
};

/// One person's letter: A4 with the address where DL and C5 window envelopes have it (85 x 45 mm, 45 mm from the top
/// and 20 mm from the window's side; DIN 5008 form B on the left, likewise on the right), body, when and where, QR code
/// and short code, and at the foot a slip to be cut off. It begins a page of its own; large print may need a second
/// one. Throws like write_email. Any thread.
LetterTexts write_letter(const Templates& templates, const Catalogs& catalogs, MessageKind kind,
                         const InvitationTexts& texts, const LetterParts& parts);

/// The HTML document around letters. `notice` is shown on the screen only, never on paper.
std::string letter_top(const Templates& templates, const std::string& locale, const std::string& title,
                       const std::string& notice);
std::string letter_bottom(const Templates& templates);

} // namespace dosah::content
