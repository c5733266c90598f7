// SPDX-License-Identifier: EUPL-1.2
#include "cli/output_file.h"

#include "base/error.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace dosah::cli {

namespace {

std::string part_of(const std::string& path)
{
    return path + ".part";
}

} // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path))
{
    const int descriptor = ::open(part_of(path_).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor >= 0) file_ = ::fdopen(descriptor, "wb");
    if (file_ == nullptr) throw input_error("--out: cannot write " + part_of(path_) + ": " + std::strerror(errno));
}

OutputFile::~OutputFile()
{
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::remove(part_of(path_).c_str());
}

void OutputFile::write(std::string_view piece)
{
    if (std::fwrite(piece.data(), 1, piece.size(), file_) != piece.size())
        throw unavailable_error("cannot write " + part_of(path_) + ": " + std::strerror(errno));
}

void OutputFile::keep()
{
    const bool whole = std::fflush(file_) == 0 && ::fsync(::fileno(file_)) == 0;
    const std::string why = std::strerror(errno);
    if (!whole) throw unavailable_error("cannot write " + part_of(path_) + ": " + why);
    std::fclose(file_);
    file_ = nullptr;
    if (std::rename(part_of(path_).c_str(), path_.c_str()) != 0)
        throw unavailable_error("cannot rename " + part_of(path_) + " to " + path_ + ": " + std::strerror(errno));
}

} // namespace dosah::cli
