// SPDX-License-Identifier: EUPL-1.2
#include "mime/compose.h"

#include "mime/mail_form.h"

namespace dosah::mime {

std::string compose(const Mail& mail)
{
    return MailForm(mail, {}).write({}, mail.date);
}

} // namespace dosah::mime
