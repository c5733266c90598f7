// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <iosfwd>
#include <string>

namespace dosah::cli {

/// True when the stream is the process's standard input and that is a terminal.
bool is_terminal(const std::istream& in);

/// Asks on `err` and reads one line without showing it; the terminal shows what is typed again afterwards.
std::string ask_hidden(const std::string& question, std::istream& in, std::ostream& err);

} // namespace dosah::cli
