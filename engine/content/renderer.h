// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace dosah::content {

class View;
using ViewList = std::vector<View>;

/// What a template is filled with: a tree of texts, flags, lists and nested views. Every name a template uses must be
/// in the view it stands in or one around it; a name that is not is an error, not a blank.
class View
{
public:
    View& set(const std::string& name, std::string text);
    View& set(const std::string& name, const char* text) { return set(name, std::string(text)); }
    View& set(const std::string& name, bool flag);
    View& set(const std::string& name, View nested);
    View& set(const std::string& name, ViewList list);

    struct Entry;
    const std::map<std::string, std::shared_ptr<const Entry>>& entries() const { return entries_; }

private:
    std::map<std::string, std::shared_ptr<const Entry>> entries_;
};

struct View::Entry
{
    std::variant<std::string, bool, View, ViewList> value;
};

enum class Escape { html, none };

/// The Mustache templates under one folder ("email/invitation.html", "public/invitation.html" ...), parsed once; any
/// thread may render. Partials are named by their path in the same folder: {{> public/top}}.
/// Throws Error(input) naming template, line, column and, for an unknown name, the nearest known one.
class Templates
{
public:
    /// Reads and parses every *.mustache below the folder.
    explicit Templates(const std::string& folder);
    ~Templates();

    /// name without ".mustache". Files whose name ends in .html are escaped for HTML, others are not.
    std::string render(const std::string& name, const View& view) const;
    /// A template given as text (a campaign's own subject or body); `where` names it in errors.
    std::string render_text(const std::string& text, const View& view, Escape escape, const std::string& where) const;
    /// The names a text uses that the view does not know; throws Error(input) when it does not parse.
    std::vector<std::string> unknown_names(const std::string& text, const View& view, const std::string& where) const;
    bool has(const std::string& name) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace dosah::content
