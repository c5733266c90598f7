// SPDX-License-Identifier: EUPL-1.2
#include "connectors/capture/kept_messages.h"

#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace dosah::connectors::capture {

using channel::CapturedMessage;

namespace {

std::string line_of(const CapturedMessage& message)
{
    json::Object::Ptr object = json::object();
    object->set("attempt_id", message.attempt_id);
    object->set("channel", std::string(channel::to_string(message.channel)));
    object->set("recipient", text::repair_utf8(message.recipient));
    object->set("sender", text::repair_utf8(message.sender));
    object->set("content", text::repair_utf8(message.content));
    object->set("unicode", message.unicode);
    object->set("parts", message.parts);
    return json::write(object) + "\n";
}

CapturedMessage message_of(const std::string& line)
{
    json::Reader reader(json::parse_object(line, "captured message"), "captured message");
    CapturedMessage message;
    message.attempt_id = reader.integer("attempt_id");
    message.channel = channel::channel_from(reader.text("channel"));
    message.recipient = reader.text("recipient", "");
    message.sender = reader.text("sender", "");
    message.content = reader.text("content", "");
    message.unicode = reader.boolean("unicode", false);
    message.parts = static_cast<int>(reader.integer("parts", 1));
    return message;
}

/// All of it on the disk, or an error number.
int write_through(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fdatasync(file) == 0 ? 0 : errno;
}

} // namespace

KeptMessages::KeptMessages(std::string path, std::size_t keep) : path_(std::move(path)), keep_(keep)
{
    if (path_.empty()) return;
    read();
    open();
}

KeptMessages::~KeptMessages()
{
    if (file_ >= 0) ::close(file_);
}

void KeptMessages::read()
{
    std::ifstream file(path_, std::ios::binary);
    std::streamoff whole = 0;
    for (std::string line; std::getline(file, line);) {
        if (file.eof()) {
            log_warning("captured_line_cut_short", {{"file", path_}});
            break; // no line end: it was never acknowledged
        }
        whole += static_cast<std::streamoff>(line.size()) + 1;
        ++lines_;
        messages_.push_back(message_of(line));
        if (messages_.size() > keep_) messages_.pop_front();
    }
    file.close();
    if (lines_ > 0 || std::filesystem::exists(path_))
        if (::truncate(path_.c_str(), whole) != 0)
            throw input_error("connector capture: cannot write " + path_ + ": " + std::strerror(errno));
}

void KeptMessages::open()
{
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0)
        throw input_error("connector capture: cannot write " + path_ + " (setting folder): " + std::strerror(errno));
}

void KeptMessages::append(const std::string& lines)
{
    struct stat before = {};
    ::fstat(file_, &before);
    if (const int error = write_through(file_, lines); error != 0) {
        // What was written in part must not stand before the next line.
        if (::ftruncate(file_, before.st_size) != 0)
            log_error("captured_file_damaged", {{"file", path_}, {"error", std::string(std::strerror(errno))}});
        throw unavailable_error("cannot write " + path_ + ": " + std::strerror(error));
    }
}

void KeptMessages::compact()
{
    const std::string fresh = path_ + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    std::string lines;
    for (const CapturedMessage& message : messages_)
        lines += line_of(message);
    if (file < 0 || write_through(file, lines) != 0 || ::rename(fresh.c_str(), path_.c_str()) != 0) {
        log_error("captured_file_not_compacted", {{"file", path_}, {"error", std::string(std::strerror(errno))}});
        if (file >= 0) ::close(file);
        return;
    }
    ::close(file_);
    file_ = file;
    lines_ = messages_.size();
}

void KeptMessages::add(const std::vector<CapturedMessage>& messages)
{
    const std::lock_guard lock(mutex_);
    if (file_ >= 0) {
        std::string lines;
        for (const CapturedMessage& message : messages)
            lines += line_of(message);
        append(lines);
        lines_ += messages.size();
    }
    for (const CapturedMessage& message : messages) {
        messages_.push_back(message);
        if (messages_.size() > keep_) messages_.pop_front();
    }
    if (file_ >= 0 && lines_ >= keep_ * 2 && lines_ > messages_.size()) compact();
}

std::vector<CapturedMessage> KeptMessages::captured(std::size_t offset, std::size_t limit) const
{
    const std::lock_guard lock(mutex_);
    if (offset >= messages_.size()) return {};
    const auto begin = messages_.rbegin() + static_cast<std::ptrdiff_t>(offset);
    const auto left = static_cast<std::size_t>(messages_.rend() - begin);
    return {begin, begin + static_cast<std::ptrdiff_t>(std::min(limit, left))};
}

std::size_t KeptMessages::count() const
{
    const std::lock_guard lock(mutex_);
    return messages_.size();
}

} // namespace dosah::connectors::capture
