// SPDX-License-Identifier: EUPL-1.2
#include "responses/spool.h"

#include "base/crypto.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "responses/item_fields.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dosah::responses {

namespace fs = std::filesystem;

namespace {

std::string write_item(std::int64_t account, const channel::InboundItem& item, Instant received)
{
    json::Object::Ptr object = json::object();
    object->set("account", account);
    object->set("kind", std::string(to_string(item.kind)));
    object->set("provider_key", item.provider_key);
    object->set("raw", to_base64(item.raw));
    object->set("fields", write_fields(item.fields));
    object->set("received", to_micros(received));
    return json::write(object);
}

void write_durably(const std::string& path, const std::string& content)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = file >= 0;
    std::size_t written = 0;
    while (good && written < content.size()) {
        const ssize_t step = ::write(file, content.data() + written, content.size() - written);
        good = step > 0;
        written += good ? static_cast<std::size_t>(step) : 0;
    }
    good = good && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!good) throw unavailable_error("the spool folder cannot be written");
}

void put_aside(const fs::path& file, const Error& why)
{
    log_error("spool.unreadable", {{"file", file.filename().string()}, {"problem", why.what()}});
    std::error_code problem;
    fs::rename(file, fs::path(file).replace_extension(".bad"), problem);
}

void sync_folder(const std::string& folder)
{
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    ::fsync(file);
    ::close(file);
}

} // namespace

void Spool::put(std::int64_t connector_account_id, const channel::InboundItem& item, Instant received) const
{
    std::error_code problem;
    fs::create_directories(folder_, problem);
    fs::permissions(folder_, fs::perms::owner_all, problem);
    char time[32];
    std::snprintf(time, sizeof time, "%020lld", static_cast<long long>(to_micros(received)));
    const std::string path = folder_ + "/" + time + "-" + to_hex(SystemRandom().bytes(8));
    write_durably(path + ".new", write_item(connector_account_id, item, received));
    fs::rename(path + ".new", path + ".item", problem);
    if (problem) throw unavailable_error("the spool folder cannot be written");
    sync_folder(folder_);
}

std::size_t Spool::drain(const Taker& take) const
{
    std::error_code problem;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_, problem))
        if (entry.path().extension() == ".item") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::size_t taken = 0;
    for (const fs::path& file : files) {
        channel::InboundItem item;
        std::int64_t account = 0;
        Instant received;
        try {
            std::ostringstream text;
            text << std::ifstream(file).rdbuf();
            json::Reader reader(json::parse_object(text.str(), "spooled item"), "item");
            account = reader.integer("account");
            item.kind = channel::inbound_kind_from(reader.text("kind"));
            item.provider_key = reader.text("provider_key");
            item.raw = raw_of(reader.text("raw"));
            item.fields = read_fields(reader.text("fields"));
            received = from_micros(reader.integer("received"));
        } catch (const Error& wrong) {
            put_aside(file, wrong);
            continue;
        }
        try {
            take(account, item, received);
        } catch (const Error& refused) {
            if (refused.kind() == ErrorKind::unavailable) throw;
            put_aside(file, refused); // trying again would not help, and must not hold up the others
            continue;
        }
        fs::remove(file, problem);
        ++taken;
    }
    return taken;
}

} // namespace dosah::responses
