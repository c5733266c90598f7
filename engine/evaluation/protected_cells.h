// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/protected_report.h"
#include "evaluation/share_forest.h"

#include <array>
#include <optional>
#include <string>

/// What is hidden, as every protected report writes it.
namespace dosah::evaluation {

/// By GroupMeasure.
inline constexpr std::array measure_names = {"audience", "reached", "participated", "reached_none", "reached_prior"};

/// Of who is new: not to be told while the register does not cover the window.
bool is_about_new(GroupMeasure measure);

struct ProtectedShare
{
    const char* name; ///< as a fact's measure
    std::optional<Share> (ProtectedRow::*value)() const;
    bool is_new;
};
inline constexpr std::array protected_shares = {
    ProtectedShare{"reach_share", &ProtectedRow::reach_share, false},
    ProtectedShare{"participation_share", &ProtectedRow::participation_share, false},
    ProtectedShare{"new_share", &ProtectedRow::new_share, true},
};

/// A share as a fact; its estimate and interval only where they may be told.
Fact protected_share_fact(const std::string& group, const char* measure, const std::optional<Share>& value, bool told,
                          std::string status);

PaperCell protected_count_cell(const std::optional<std::int64_t>& count, const ReportWriter& writer);
PaperCell protected_share_cell(const std::optional<Share>& share, const ReportWriter& writer);

/// Rule and thresholds, for the metadata: "linear-suppression/1, ...: t=5, t_den=10".
std::string protection_rule();

} // namespace dosah::evaluation
