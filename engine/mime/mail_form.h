// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/marked_text.h"
#include "mime/compose.h"

#include <string>
#include <string_view>
#include <vector>

namespace dosah::mime {

/// A mail to many people, most of which is equal for all: what is equal is encoded when the form is made, what is not
/// when a mail is written. Any thread may write.
class MailForm
{
public:
    /// `mail` as compose() takes it, its date left out, with marks where each person has something of their own: in
    /// names, addresses, the subject, ids, values of headers and the contents of the parts. No mark is empty, holds a
    /// line break or is found within another one. Throws as compose() does.
    MailForm(const Mail& mail, const std::vector<std::string>& marks);

    /// The same bytes (but for the boundaries of its parts) as compose() makes of the mail with values[i] in place of
    /// marks[i], and the same errors. Values may be any UTF-8.
    std::string write(const std::vector<std::string>& values, Instant date) const;

private:
    enum class Kind { mailbox, header, message_id, date, body, flowed };
    /// Something of a person's own and what stands before it.
    struct Field
    {
        std::string before;
        Kind kind = Kind::date;
        std::string name; ///< of the header
        MarkedText text;
        MarkedText address; ///< of a mailbox
    };
    class Maker;

    std::size_t marks_ = 0;
    std::vector<Field> fields_;
    std::string after_;
    std::size_t usual_size_ = 0;
};

} // namespace dosah::mime
