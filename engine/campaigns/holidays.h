// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

namespace dosah::campaigns {

/// Easter Sunday of a year of the Gregorian calendar (1583 and later) by its computus: the method of J. Meeus, after
/// the one printed anonymously in Nature 13 (1876), p. 487.
std::chrono::sys_days easter_sunday(int year);

/// The public holidays of a country (ISO 3166: CZ, NO) in a year, in order, each once; none for another country.
/// CZ: Act 245/2000 on public holidays, other holidays and days of rest (Good Friday from 2016 on). NO: the
/// holidays of the church by Act 1995-02-24 no. 12, with 1 and 17 May by Act 1947-04-26 no. 1. The acts as they stand
/// now are taken for all years but for Good Friday.
std::vector<std::chrono::sys_days> public_holidays(std::string_view country, int year);

bool is_public_holiday(std::string_view country, std::chrono::sys_days day);

} // namespace dosah::campaigns
