// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/age_bands.h"

#include "base/error.h"
#include "base/text.h"

#include <charconv>

namespace dosah::evaluation {

namespace {

constexpr int oldest = 120;
constexpr std::size_t most_bands = 30;

Error wrong(const std::string& part)
{
    return input_error("\"" + part + "\" is not an age band; write them rising and apart, for example 15-24,25-64,65+");
}

int age(std::string_view digits, const std::string& part)
{
    int value = -1;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (problem != std::errc() || end != digits.data() + digits.size() || value < 0 || value > oldest)
        throw wrong(part);
    return value;
}

} // namespace

std::string AgeBand::name() const
{
    if (!to) return std::to_string(from) + "+";
    return *to == from ? std::to_string(from) : std::to_string(from) + "-" + std::to_string(*to);
}

const std::vector<AgeBand>& usual_age_bands()
{
    static const std::vector<AgeBand> bands = {{15, 24}, {25, 44}, {45, 64}, {65, std::nullopt}};
    return bands;
}

std::vector<AgeBand> read_age_bands(std::string_view text)
{
    std::vector<AgeBand> out;
    for (const std::string& raw : text::split(text, ',')) {
        const std::string part = text::trim(raw);
        AgeBand band;
        const std::size_t hyphen = part.find('-');
        if (!part.empty() && part.back() == '+') {
            band.from = age(std::string_view(part).substr(0, part.size() - 1), part);
        } else if (hyphen != std::string::npos) {
            band.from = age(std::string_view(part).substr(0, hyphen), part);
            band.to = age(std::string_view(part).substr(hyphen + 1), part);
        } else {
            band.from = age(part, part);
            band.to = band.from;
        }
        const bool rises = out.empty() || (out.back().to && *out.back().to < band.from);
        if (!rises || (band.to && *band.to < band.from)) throw wrong(part);
        if (out.size() == most_bands) throw input_error("there are more than 30 age bands");
        out.push_back(band);
    }
    return out;
}

} // namespace dosah::evaluation
