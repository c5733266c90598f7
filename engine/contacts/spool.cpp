// SPDX-License-Identifier: EUPL-1.2
#include "contacts/spool.h"

#include "base/error.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace dosah::contacts {

namespace {

constexpr std::size_t most_pending = 1U << 20;
constexpr std::size_t head = sizeof(std::uint32_t); // a record's length stands before it

[[noreturn]] void fail(const char* what)
{
    throw unavailable_error(std::string("the temporary file of an import cannot be ") + what + " in " +
                            std::filesystem::temp_directory_path().string() + ": " + std::strerror(errno) +
                            "; make room there or set TMPDIR to another folder");
}

} // namespace

Spool::~Spool()
{
    if (file_ >= 0) ::close(file_);
}

std::uint64_t Spool::append(std::string_view record)
{
    const std::uint64_t place = end();
    const auto size = static_cast<std::uint32_t>(record.size());
    pending_.append(reinterpret_cast<const char*>(&size), head);
    pending_.append(record);
    if (pending_.size() > most_pending) flush();
    return place;
}

void Spool::flush()
{
    if (file_ < 0) {
        std::string path = (std::filesystem::temp_directory_path() / "dosah-import-XXXXXX").string();
        file_ = ::mkstemp(path.data()); // for its owner alone
        if (file_ < 0) fail("made");
        ::unlink(path.c_str());
    }
    for (std::size_t done = 0; done < pending_.size();) {
        const ssize_t more = ::write(file_, pending_.data() + done, pending_.size() - done);
        if (more < 0 && errno != EINTR) fail("written");
        if (more > 0) done += static_cast<std::size_t>(more);
    }
    written_ += pending_.size();
    pending_.clear();
}

std::string_view Spool::Reader::bytes(std::uint64_t place, std::size_t size)
{
    if (place >= spool_.written_)
        return std::string_view(spool_.pending_).substr(static_cast<std::size_t>(place - spool_.written_), size);
    if (place < begin_ || place + size > begin_ + buffer_.size()) {
        buffer_.resize(std::max(window_, size));
        begin_ = place;
        std::size_t done = 0;
        while (done < size) {
            const ssize_t more =
                ::pread(spool_.file_, buffer_.data() + done, buffer_.size() - done, static_cast<off_t>(place + done));
            if (more == 0 || (more < 0 && errno != EINTR)) fail("read");
            if (more > 0) done += static_cast<std::size_t>(more);
        }
        buffer_.resize(done);
    }
    return std::string_view(buffer_).substr(static_cast<std::size_t>(place - begin_), size);
}

std::string_view Spool::Reader::at(std::uint64_t place)
{
    std::uint32_t size = 0;
    std::memcpy(&size, bytes(place, head).data(), head);
    next_ = place + head + size;
    return bytes(place + head, size);
}

} // namespace dosah::contacts
