// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace dosah::cli {

/// A file of people's names: readable by its owner only, and under its name only when it is whole. Until then it is
/// PATH.part, which goes away when keep() is not called.
class OutputFile
{
public:
    /// Throws Error(input) naming the path when it cannot be written.
    explicit OutputFile(std::string path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(std::string_view piece); ///< throws Error(unavailable): the disk is full
    void keep();                        ///< on the disk, and under its name; replaces one that is there

private:
    std::string path_;
    std::FILE* file_ = nullptr;
};

} // namespace dosah::cli
