// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "evaluation/disclosure_register.h"
#include "organisations/organisation.h"

#include <array>

namespace dosah::evaluation {

namespace {

constexpr std::array kinds = {"outcome", "sensitive", "denominator"};

json::Array::Ptr texts(const std::vector<std::string>& values)
{
    json::Array::Ptr out = json::array();
    for (const std::string& value : values)
        out->add(value);
    return out;
}

/// "0110": one digit a cell.
std::string digits(const std::vector<bool>& pattern)
{
    std::string out;
    for (const bool cell : pattern)
        out += cell ? '1' : '0';
    return out;
}

std::vector<bool> pattern(const std::string& digits)
{
    std::vector<bool> out;
    for (const char digit : digits)
        out.push_back(digit == '1');
    return out;
}

std::string write_content(const Release& release)
{
    const CountTable& table = release.layers.front().table;
    json::Object::Ptr out = json::object();
    out->set("rows_by", release.rows_by);
    out->set("columns_by", release.columns_by);
    json::Array::Ptr filters = json::array();
    for (const auto& [dimension, values] : release.filters) {
        json::Object::Ptr filter = json::object();
        filter->set("dimension", dimension);
        filter->set("values", texts({values.begin(), values.end()}));
        filters->add(filter);
    }
    out->set("filters", filters);
    out->set("interim", release.interim);
    out->set("rows", texts(table.rows));
    out->set("columns", texts(table.columns));
    json::Array::Ptr layers = json::array();
    for (const Layer& layer : release.layers) {
        json::Object::Ptr item = json::object();
        item->set("name", layer.name);
        item->set("kind", kinds[static_cast<std::size_t>(layer.kind)]);
        json::Array::Ptr counts = json::array();
        for (std::size_t cell = 0; cell < table.cells(); ++cell)
            if (!table.is_total(cell)) counts->add(layer.table.counts[cell]);
        item->set("counts", counts);
        layers->add(item);
    }
    out->set("layers", layers);
    out->set("needed", digits(release.needed));
    out->set("hidden", digits(release.hidden));
    return json::write(out);
}

Release read_content(const std::string& text)
{
    const json::Object::Ptr value = json::parse_object(text, "releases");
    json::Reader reader(value, "releases");
    Release out;
    out.rows_by = reader.text("rows_by");
    out.columns_by = reader.text("columns_by");
    for (json::Reader& filter : reader.objects("filters")) {
        const std::vector<std::string> values = filter.texts("values");
        out.filters[filter.text("dimension")] = {values.begin(), values.end()};
    }
    out.interim = reader.boolean("interim", false);
    const std::vector<std::string> rows = reader.texts("rows");
    const std::vector<std::string> columns = reader.texts("columns");
    const json::Array::Ptr layers = value->getArray("layers");
    for (std::size_t i = 0; i < layers->size(); ++i) {
        const json::Object::Ptr item = layers->getObject(static_cast<unsigned>(i));
        const auto kind = std::find(kinds.begin(), kinds.end(), item->getValue<std::string>("kind"));
        std::vector<std::int64_t> inner;
        for (const Poco::Dynamic::Var& count : *item->getArray("counts"))
            inner.push_back(count.convert<std::int64_t>());
        out.layers.push_back({item->getValue<std::string>("name"), make_table(rows, columns, inner),
                              static_cast<LayerKind>(kind - kinds.begin())});
    }
    out.needed = pattern(reader.text("needed"));
    out.hidden = pattern(reader.text("hidden"));
    return out;
}

void check_complete(const Release& next, const std::string& sha256)
{
    if (next.table.empty() || next.table.size() > 200)
        throw input_error("the key of the table: expected 1 to 200 bytes");
    if (next.layers.empty()) throw input_error("there is no table to release");
    const std::size_t cells = next.layers[0].table.cells();
    if (next.needed.size() != cells || next.hidden.size() != cells)
        throw input_error("the pattern is not of the table");
    if (sha256.size() != 64) throw input_error("the SHA-256 of what is shown is missing");
    for (const auto& [dimension, values] : next.filters)
        if (dimension.empty() || values.empty()) throw input_error("a filter wants a dimension and values");
}

} // namespace

std::vector<ReleaseEntry> list_releases(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query("SELECT number, table_key, as_of, sha256, released_by, released_at "
                                           "FROM releases WHERE organisation_id = $1 ORDER BY number",
                                           {organisation_id});
    std::vector<ReleaseEntry> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.integer(i, 0), rows.text(i, 1), from_micros(rows.integer(i, 2)), rows.text(i, 3),
                       rows.text(i, 4), from_micros(rows.integer(i, 5))});
    return out;
}

std::vector<Release> released(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query(
        "SELECT number, table_key, as_of, content FROM releases WHERE organisation_id = $1 ORDER BY number",
        {organisation_id});
    std::vector<Release> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Release release = read_content(rows.text(i, 3));
        release.number = rows.integer(i, 0);
        release.table = rows.text(i, 1);
        release.as_of = from_micros(rows.integer(i, 2));
        out.push_back(std::move(release));
    }
    return out;
}

std::optional<std::int64_t> same_release(const Release& next, const std::vector<Release>& earlier)
{
    for (const Release& before : earlier) {
        if (before.table != next.table || before.as_of != next.as_of) continue;
        Release again = next;
        again.needed = before.needed; // what is hidden is what others see
        if (write_content(again) == write_content(before)) return before.number;
    }
    return std::nullopt;
}

std::int64_t register_release(store::Database& database, const Clock& clock, const std::string& actor,
                              std::int64_t organisation_id, const Release& next, const std::string& sha256,
                              const DisclosureRule& rule)
{
    check_complete(next, sha256);
    store::Transaction transaction(database);
    const std::vector<Release> earlier = released(transaction.session(), organisation_id);
    const std::vector<std::string> why = refusals(next, earlier, rule);
    if (!why.empty()) {
        std::string text = "not released: ";
        for (std::size_t i = 0; i < std::min<std::size_t>(why.size(), 5); ++i)
            text += (i == 0 ? "" : "; ") + why[i];
        if (why.size() > 5) text += "; and " + std::to_string(why.size() - 5) + " more reasons";
        throw conflict_error(text);
    }
    const std::int64_t number = earlier.empty() ? 1 : earlier.back().number + 1;
    const Instant now = clock.now();
    // Of two at the same moment the second meets UNIQUE (organisation_id, number).
    transaction->run("INSERT INTO releases (organisation_id, number, table_key, as_of, content, sha256, released_by, "
                     "released_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                     {organisation_id, number, next.table, to_micros(next.as_of), write_content(next), sha256, actor,
                      to_micros(now)});
    json::Object::Ptr detail = json::object();
    detail->set("table", next.table);
    detail->set("sha256", sha256);
    organisations::audit(transaction.session(), now,
                         {organisation_id, actor, "release.register", "release", number, json::write(detail)});
    transaction.commit();
    return number;
}

} // namespace dosah::evaluation
