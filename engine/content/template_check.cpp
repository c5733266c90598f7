// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "content/template_tree.h"

#include <set>

namespace dosah::content {

namespace {

/// What a section has brought in: a view, or a text that {{.}} names.
struct Scope
{
    const View* view = nullptr;
    bool is_text = false;
};

using Value = decltype(View::Entry::value);

const Value* find_in(const View* view, const std::vector<std::string>& path)
{
    const Value* value = nullptr;
    for (const std::string& name : path) {
        if (value) view = std::get_if<View>(value);
        if (!view) return nullptr;
        const auto found = view->entries().find(name);
        if (found == view->entries().end()) return nullptr;
        value = &found->second->value;
    }
    return value;
}

void add_names(std::set<std::string>& names, const View& view, const std::string& before)
{
    for (const auto& [name, entry] : view.entries()) {
        names.insert(before + name);
        if (const auto* nested = std::get_if<View>(&entry->value)) add_names(names, *nested, before + name + ".");
    }
}

class Checker
{
public:
    Checker(const View& view, const WrongName& wrong) : wrong_(wrong) { scopes_.push_back({&view, false}); }

    void check(const std::vector<Node>& nodes, const std::string& where)
    {
        for (const Node& node : nodes) {
            switch (node.kind) {
            case Node::Kind::text:
                break;
            case Node::Kind::partial:
                check(node.children, node.name);
                break;
            case Node::Kind::variable:
            case Node::Kind::unescaped:
                check_variable(node, where);
                break;
            case Node::Kind::inverted:
                if (find(node, where)) check(node.children, where);
                break;
            case Node::Kind::section:
                check_section(node, where);
                break;
            }
        }
    }

private:
    void check_variable(const Node& node, const std::string& where)
    {
        if (node.name == ".") {
            if (!scopes_.back().is_text) wrong_(where, node, "stands in no section of a text", "");
            return;
        }
        const Value* value = find(node, where);
        if (value && !std::holds_alternative<std::string>(*value))
            wrong_(where, node, "is no text; use it as a section", "");
    }

    void check_section(const Node& node, const std::string& where)
    {
        const Value* value = find(node, where);
        if (!value) return;
        if (std::holds_alternative<std::string>(*value)) {
            check_within({nullptr, true}, node, where);
        } else if (const bool* flag = std::get_if<bool>(value)) {
            if (*flag) check_within({nullptr, false}, node, where);
        } else if (const View* view = std::get_if<View>(value)) {
            check_within({view, false}, node, where);
        } else {
            for (const View& item : std::get<ViewList>(*value))
                check_within({&item, false}, node, where);
        }
    }

    void check_within(Scope scope, const Node& node, const std::string& where)
    {
        scopes_.push_back(scope);
        check(node.children, where);
        scopes_.pop_back();
    }

    const Value* find(const Node& node, const std::string& where)
    {
        const auto path = text::split(node.name, '.');
        // The first scope that has the first name decides: "a.b" is not looked for in another "a" further out.
        for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
            if (!find_in(scope->view, {path.front()})) continue;
            if (const Value* value = find_in(scope->view, path)) return value;
            break;
        }
        std::set<std::string> names;
        for (const Scope& scope : scopes_)
            if (scope.view) add_names(names, *scope.view, "");
        wrong_(where, node, "is not known here", nearest_name(node.name, {names.begin(), names.end()}));
        return nullptr;
    }

    const WrongName& wrong_;
    std::vector<Scope> scopes_;
};

} // namespace

void check_names(const std::vector<Node>& nodes, const View& view, const std::string& where, const WrongName& wrong)
{
    Checker(view, wrong).check(nodes, where);
}

} // namespace dosah::content
