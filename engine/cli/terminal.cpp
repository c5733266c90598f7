// SPDX-License-Identifier: EUPL-1.2
#include "cli/terminal.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

namespace dosah::cli {

namespace {

/// Typed text is not shown while it lives.
class Hidden
{
public:
    Hidden()
    {
        known_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (known_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~Hidden()
    {
        if (known_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Hidden(const Hidden&) = delete;
    Hidden& operator=(const Hidden&) = delete;

private:
    termios before_ = {};
    bool known_ = false;
};

} // namespace

bool is_terminal(const std::istream& in)
{
    return &in == &std::cin && ::isatty(STDIN_FILENO) == 1;
}

std::string ask_hidden(const std::string& question, std::istream& in, std::ostream& err)
{
    err << question << std::flush;
    std::string line;
    {
        const Hidden hidden;
        std::getline(in, line);
    }
    err << '\n';
    return line;
}

} // namespace dosah::cli
