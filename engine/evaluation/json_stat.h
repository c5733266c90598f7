// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// JSON-stat 2.0 datasets, as statistical offices publish tables (https://json-stat.org/full/). All variants of a
/// dataset are read: category index as array, as object or absent (one category), values as array or as object that
/// leaves out what is missing, status as one text, array or object. Row-major: the last dimension runs fastest.
namespace dosah::evaluation {

constexpr std::size_t most_json_stat_cells = 2'000'000;
constexpr std::size_t most_json_stat_dimensions = 20;

struct JsonStat
{
    struct Category
    {
        std::string code;
        std::string label; ///< the code where it has none
    };
    struct Dimension
    {
        std::string id;
        std::string label;
        std::vector<Category> categories; ///< in the order of the cells
    };

    std::string label;
    std::string source;
    std::string updated;
    std::vector<Dimension> dimensions;
    std::vector<std::optional<double>> values; ///< a cell each; nothing: null or left out
    std::vector<std::string> statuses;         ///< a cell each, "" mostly; empty when the file has none at all

    /// The cell of one category of each dimension, by their places.
    std::size_t cell(const std::vector<std::size_t>& at) const;
};

/// Throws Error(input): "NAME: dimension.Alder.category.index: ..." for anything that is not such a dataset: another
/// class or version, sizes that do not fit, categories that come twice or are missing, values of another number or that
/// are not numbers, more than the limits above.
JsonStat read_json_stat(const std::string& text, const std::string& name);

} // namespace dosah::evaluation
