// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>

/// Private to store/: files of backups.
namespace dosah::store {

/// A new file beside the one it is to become, readable by its owner alone; removed unless it became it.
class PartFile
{
public:
    /// Throws Error(input) when it cannot be made.
    explicit PartFile(const std::string& beside);
    PartFile(const PartFile&) = delete;
    ~PartFile();

    const std::string& path() const { return path_; }
    void fill_from(const std::string& file);
    /// Syncs it and gives it its name, at once and for good. Throws Error(conflict) when that is taken and `replace` is
    /// false.
    void become(const std::string& file, bool replace);

private:
    std::string path_;
    bool there_ = true;
};

/// Looks through a whole SQLite file without changing it: structure, foreign keys, and that its migrations are ours.
/// Returns what backup_info says. Throws Error(input) naming the file.
std::map<std::string, std::string> check_file(const std::string& file);

/// Removes what SQLite keeps beside a store that is about to be replaced.
void remove_log(const std::string& store);

} // namespace dosah::store
