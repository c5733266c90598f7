// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dosah::contacts {

/// Records too many for memory: a temporary file without a name, which nobody else can open and which is gone with the
/// process, however that ends. What fits the first megabyte never leaves memory. One thread.
class Spool
{
public:
    Spool() = default;
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    /// Returns where it is. Throws Error(unavailable) when the folder for temporary files is full.
    std::uint64_t append(std::string_view record);
    /// Where the next record will be.
    std::uint64_t end() const { return written_ + pending_.size(); }

    /// Reads through a spool or at any place of it. What it gives is valid until its next read.
    class Reader
    {
    public:
        /// `window` bytes are read at once.
        Reader(const Spool& spool, std::size_t window) : spool_(spool), window_(window) {}
        std::string_view at(std::uint64_t place);
        std::uint64_t next() const { return next_; } ///< where the record behind the last one read is

    private:
        std::string_view bytes(std::uint64_t place, std::size_t size);

        const Spool& spool_;
        std::size_t window_;
        std::string buffer_;
        std::uint64_t begin_ = 0; ///< where the buffer's first byte is
        std::uint64_t next_ = 0;
    };

private:
    void flush();

    int file_ = -1;
    std::uint64_t written_ = 0; ///< bytes in the file
    std::string pending_;       ///< those behind them
};

} // namespace dosah::contacts
