// SPDX-License-Identifier: EUPL-1.2
#include "delivery/daemon_lock.h"

#include "base/error.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace dosah::delivery {

DaemonLock::DaemonLock(const std::string& store_url)
{
    const std::string prefix = "sqlite:";
    if (!store_url.starts_with(prefix) || store_url == "sqlite::memory:") return;
    // Beside the file itself, by whatever name it is called here.
    std::error_code unknown;
    const std::filesystem::path named = store_url.substr(prefix.size());
    const std::filesystem::path file = std::filesystem::weakly_canonical(named, unknown);
    const std::string path = (unknown ? named : file).string() + ".daemon";
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) throw unavailable_error(path + ": cannot be made: " + std::strerror(errno));
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(descriptor_);
    throw conflict_error(store_url + " is served by another daemon; stop it first, or use PostgreSQL for several");
}

DaemonLock::~DaemonLock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

} // namespace dosah::delivery
