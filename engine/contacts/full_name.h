// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace dosah::contacts {

struct FullName
{
    std::string given;
    std::string family;
};

/// Parts a whole name without its academic titles ("Ing. Jana Testová, Ph.D.", "Mgr. et Mgr. Jana Testová, MBA"). The
/// family name is the last word, with `family_first` the first one; "Testová, Jana" has it in front in any case. A
/// single word is what the person is called by: the given name, with `family_first` the family name.
FullName full_name_from(const std::string& value, bool family_first);

} // namespace dosah::contacts
