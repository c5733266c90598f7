// SPDX-License-Identifier: EUPL-1.2
#include "contacts/row_file.h"

#include "contacts/person_pack.h"

#include <algorithm>
#include <deque>
#include <future>
#include <thread>

namespace dosah::contacts {

namespace {

constexpr std::size_t batch = 1000; // rows a thread takes at once

struct Understood
{
    std::vector<std::string> rows; ///< packed
    ImportReport report;           ///< the warnings
};

} // namespace

void RowFile::read(Table& table, const ImportOptions& options, const std::string& source, Instant now,
                   ImportReport& report)
{
    std::deque<std::future<Understood>> under_way;
    const auto understand = [&](const std::vector<CsvRecord>& records) {
        Understood out;
        out.report.encoding = report.encoding;
        RowReader reader(table, options, source, now, out.report);
        out.rows.reserve(records.size());
        for (const CsvRecord& record : records)
            pack(reader.read(record), out.rows.emplace_back());
        return out;
    };
    const auto take_oldest = [&] {
        const Understood done = under_way.front().get();
        under_way.pop_front();
        for (const std::string& row : done.rows)
            spool_.append(row);
        report.take_warnings(done.report);
    };
    const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
    for (bool more = true; more;) {
        std::vector<CsvRecord> records;
        CsvRecord record;
        while (records.size() < batch && (more = table.next(record)))
            records.push_back(std::move(record));
        if (records.empty()) break;
        if (under_way.size() >= threads) take_oldest();
        under_way.push_back(std::async(std::launch::async, understand, std::move(records)));
    }
    while (!under_way.empty())
        take_oldest();
    end_ = spool_.end();
}

bool RowFile::Walk::next()
{
    const std::uint64_t place = reader_.next();
    if (place >= rows_.end_) return false;
    place_ = place;
    record_ = reader_.at(place);
    return true;
}

PersonRow RowFile::Walk::row() const
{
    return unpack_row(record_);
}

Person RowFile::Walk::person() const
{
    return unpack_person(record_);
}

} // namespace dosah::contacts
