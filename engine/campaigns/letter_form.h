// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/message_form.h"

namespace dosah::campaigns {

/// A letter to one person: its content is one <article> (content/letter.h). Nothing of it is shared between people,
/// since each has a QR code of their own. Private to campaigns/.
delivery::Composed compose_letter(const Services& services, const Occasion& occasion, const Addressee& addressee,
                                  Instant now);

/// Whether the person's format asks for it.
bool wants_large_print(const Services& services, std::int64_t organisation_id, std::int64_t contact_id);

/// The lines of a postal address: as it is broken into lines, else after each comma.
std::vector<std::string> address_lines(const std::string& postal_address);

} // namespace dosah::campaigns
