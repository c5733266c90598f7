// SPDX-License-Identifier: EUPL-1.2
#include "content/renderer.h"

#include "base/error.h"
#include "base/markup.h"
#include "content/pool.h"
#include "content/template_tree.h"

#include <mustache.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace dosah::content {

namespace {

namespace mustache = kainjow::mustache;

/// An empty text becomes false: for kainjow it would be true in a section, and both show as nothing.
mustache::data to_data(const View& view)
{
    mustache::data data;
    for (const auto& [name, entry] : view.entries()) {
        if (const auto* text = std::get_if<std::string>(&entry->value)) {
            data[name] = text->empty() ? mustache::data(false) : mustache::data(*text);
        } else if (const auto* flag = std::get_if<bool>(&entry->value)) {
            data[name] = mustache::data(*flag);
        } else if (const auto* nested = std::get_if<View>(&entry->value)) {
            data[name] = to_data(*nested);
        } else {
            mustache::list list;
            for (const View& item : std::get<ViewList>(entry->value))
                list.push_back(to_data(item));
            data[name] = mustache::data(list);
        }
    }
    return data;
}

std::unique_ptr<mustache::mustache> compile(const std::vector<Node>& nodes, Escape escape, const std::string& where)
{
    auto compiled = std::make_unique<mustache::mustache>(write_template(nodes, where));
    if (!compiled->is_valid()) throw Error(ErrorKind::internal, where + ": " + compiled->error_message());
    if (escape == Escape::html)
        compiled->set_custom_escape(escape_markup);
    else
        compiled->set_custom_escape([](const std::string& text) { return text; });
    return compiled;
}

std::string render(mustache::mustache& compiled, const mustache::data& data)
{
    std::string text = compiled.render(data);
    std::erase(text, guard);
    return text;
}

std::string name_error(const std::string& where, const Node& node, const std::string& why, const std::string& nearest)
{
    std::string text = place_text(where, node.at) + ": \"" + node.name + "\" " + why;
    if (!nearest.empty()) text += "; did you mean \"" + nearest + "\"?";
    return text;
}

void require_names(const std::vector<Node>& nodes, const View& view, const std::string& where)
{
    check_names(nodes, view, where,
                [](const std::string& place, const Node& node, const std::string& why, const std::string& nearest) {
                    throw input_error(name_error(place, node, why, nearest));
                });
}

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (!in) throw input_error(path.string() + ": cannot be read");
    return text;
}

} // namespace

View& View::set(const std::string& name, std::string text)
{
    entries_[name] = std::make_shared<const Entry>(Entry{std::move(text)});
    return *this;
}

View& View::set(const std::string& name, bool flag)
{
    entries_[name] = std::make_shared<const Entry>(Entry{flag});
    return *this;
}

View& View::set(const std::string& name, View nested)
{
    entries_[name] = std::make_shared<const Entry>(Entry{std::move(nested)});
    return *this;
}

View& View::set(const std::string& name, ViewList list)
{
    entries_[name] = std::make_shared<const Entry>(Entry{std::move(list)});
    return *this;
}

struct Templates::Impl
{
    struct Compiled
    {
        Compiled(std::vector<Node> tree, Escape escape, std::string name)
            : nodes(std::move(tree)), first(compile(nodes, escape, name)),
              pool([this] { return std::make_unique<mustache::mustache>(*first); })
        {
        }
        std::vector<Node> nodes;
        std::unique_ptr<const mustache::mustache> first;
        Pool<mustache::mustache> pool;
    };

    /// Puts the partials' nodes in place; `open` are the templates that are being resolved.
    void resolve(std::vector<Node>& nodes, const std::string& where, std::vector<std::string>& open) const
    {
        for (Node& node : nodes) {
            if (node.kind == Node::Kind::partial) {
                const auto found = sources.find(node.name);
                if (found == sources.end()) {
                    std::vector<std::string> names;
                    for (const auto& entry : sources)
                        names.push_back(entry.first);
                    throw input_error(
                        name_error(where, node, "is no template in this folder", nearest_name(node.name, names)));
                }
                if (std::find(open.begin(), open.end(), node.name) != open.end())
                    throw input_error(name_error(where, node, "is a template that takes in itself", ""));
                open.push_back(node.name);
                node.children = parse_indented(found->second, node.indent, node.name);
                resolve(node.children, node.name, open);
                open.pop_back();
            } else {
                resolve(node.children, where, open);
            }
        }
    }

    std::vector<Node> parse(const std::string& text, const std::string& where) const
    {
        auto nodes = parse_template(text, where);
        std::vector<std::string> open;
        resolve(nodes, where, open);
        return nodes;
    }

    std::map<std::string, std::string> sources;
    std::map<std::string, std::unique_ptr<Compiled>> compiled;
};

Templates::Templates(const std::string& folder) : impl_(std::make_unique<Impl>())
{
    namespace fs = std::filesystem;
    if (!fs::is_directory(folder))
        throw input_error(folder + ": there is no such folder of templates; set share.folder to where they are");
    const std::string extension = ".mustache";
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
        if (!file.is_regular_file() || file.path().extension() != extension) continue;
        std::string name = fs::relative(file.path(), folder).generic_string();
        name.resize(name.size() - extension.size());
        impl_->sources.emplace(name, read_file(file.path()));
    }
    for (const auto& [name, source] : impl_->sources) {
        auto resolved = parse_template(source, name);
        std::vector<std::string> open{name};
        impl_->resolve(resolved, name, open);
        const Escape escape = name.ends_with(".html") ? Escape::html : Escape::none;
        impl_->compiled.emplace(name, std::make_unique<Impl::Compiled>(std::move(resolved), escape, name));
    }
}

Templates::~Templates() = default;

std::string Templates::render(const std::string& name, const View& view) const
{
    const auto found = impl_->compiled.find(name);
    if (found == impl_->compiled.end()) throw Error(ErrorKind::internal, "there is no template " + name);
    Impl::Compiled& compiled = *found->second;
    require_names(compiled.nodes, view, name);
    const mustache::data data = to_data(view);
    return compiled.pool.with([&](mustache::mustache& one) { return dosah::content::render(one, data); });
}

std::string Templates::render_text(const std::string& text, const View& view, Escape escape,
                                   const std::string& where) const
{
    const auto nodes = impl_->parse(text, where);
    require_names(nodes, view, where);
    return dosah::content::render(*compile(nodes, escape, where), to_data(view));
}

std::vector<std::string> Templates::unknown_names(const std::string& text, const View& view,
                                                  const std::string& where) const
{
    const auto nodes = impl_->parse(text, where);
    (void)write_template(nodes, where);
    std::vector<std::string> names;
    check_names(nodes, view, where, [&](const std::string&, const Node& node, const std::string&, const std::string&) {
        if (std::find(names.begin(), names.end(), node.name) == names.end()) names.push_back(node.name);
    });
    return names;
}

bool Templates::has(const std::string& name) const
{
    return impl_->compiled.count(name) > 0;
}

} // namespace dosah::content
