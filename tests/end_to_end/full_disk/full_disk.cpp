// SPDX-License-Identifier: EUPL-1.2
// Preloaded into a daemon: while the file named by FULL_DISK exists, writes at a place of a file (SQLite's) fail
// as on a full disk. So a test can fill a disk and make room again without mounting one.
#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace {

bool full()
{
    static const char* const flag = std::getenv("FULL_DISK");
    return flag != nullptr && ::access(flag, F_OK) == 0;
}

} // namespace

extern "C" ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t place)
{
    using Function = ssize_t (*)(int, const void*, size_t, off64_t);
    static const auto real = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "pwrite64"));
    const int before = errno;
    if (full()) {
        errno = ENOSPC;
        return -1;
    }
    errno = before;
    return real(file, bytes, count, place);
}
