// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "cli/command.h"
#include "store/migrations.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>
#include <sstream>

namespace dosah::cli {

namespace {

constexpr std::size_t input_limit = std::size_t{256} << 20;

std::string find_share_folder(const std::string& configured)
{
    namespace fs = std::filesystem;
    if (!configured.empty()) return configured;
    const fs::path program = fs::read_symlink("/proc/self/exe").parent_path();
    // beside the build tree, where it is installed, where one stands
    const std::vector<fs::path> places = {program / "../..", program / "../../..", program / "../share/dosah", "."};
    for (const fs::path& place : places)
        if (fs::exists(place / "locales/en.json") && fs::exists(place / "templates"))
            return fs::weakly_canonical(place).string();
    throw missing_error("templates/ and locales/ were not found; set share.folder");
}

} // namespace

Context::Context(Config config, std::vector<channel::ConnectorKind> kinds, std::istream& in, std::ostream& out,
                 std::ostream& err)
    : config_(std::move(config)), kinds_(std::move(kinds)), in_(in), out_(out), err_(err)
{
}

Context::~Context() = default;

store::Database& Context::unmigrated_database()
{
    if (!database_)
        database_ = std::make_unique<store::Database>(config_.store_url, config_.store_connections,
                                                      config_.store_synchronous == "normal" ? store::Durability::normal
                                                                                            : store::Durability::full);
    return *database_;
}

store::Database& Context::database()
{
    const bool known = database_ != nullptr;
    // Opening would make an empty one in whatever folder one stands in.
    const std::string file = config_.store_url.starts_with("sqlite:") ? config_.store_url.substr(7) : "";
    if (!known && !file.empty() && !std::filesystem::exists(file))
        throw missing_error("there is no store at " + file + "; set store.url, or make it by: dosah migrate");
    store::Database& opened = unmigrated_database();
    if (!known) store::require_migrated(opened);
    add_locales();
    return opened;
}

const MasterKey& Context::master()
{
    if (!master_) master_ = MasterKey::read(config_.key_file);
    return *master_;
}

const std::string& Context::share_folder()
{
    if (share_folder_.empty()) share_folder_ = find_share_folder(config_.share_folder);
    return share_folder_;
}

void Context::add_locales()
{
    if (added_locales_) return;
    try {
        added_locales_ = std::make_unique<AddedLocales>(share_folder() + "/locales");
    } catch (const Error&) {
        // no templates either: whoever needs them says so
    }
}

const content::Catalogs& Context::catalogs()
{
    if (!catalogs_) catalogs_ = std::make_unique<content::Catalogs>(share_folder() + "/locales");
    return *catalogs_;
}

const content::Templates& Context::templates()
{
    if (!templates_) templates_ = std::make_unique<content::Templates>(share_folder() + "/templates");
    return *templates_;
}

campaigns::Services& Context::services()
{
    if (!services_)
        services_ = std::make_unique<campaigns::Services>(
            campaigns::Services{database(), clock_, random_, master(), config_, catalogs(), templates()});
    return *services_;
}

const std::string& Context::actor()
{
    if (actor_.empty()) {
        const passwd* user = ::getpwuid(::getuid());
        actor_ = std::string("cli:") + (user != nullptr ? user->pw_name : std::to_string(::getuid()));
    }
    return actor_;
}

std::string read_input(Context& context, const std::string& path)
{
    const std::string name = path == "-" ? "standard input" : path;
    std::ifstream file;
    if (path != "-") {
        if (std::filesystem::is_directory(path)) throw input_error(path + " is a folder, not a file");
        file.open(path, std::ios::binary);
        if (!file) throw input_error("cannot read " + path);
    }
    std::istream& in = path == "-" ? context.in() : file;
    std::string bytes;
    char buffer[65536];
    while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
        bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
        if (bytes.size() > input_limit) throw input_error(name + " is larger than 256 MiB");
    }
    if (in.bad()) throw input_error("cannot read " + name + " to its end");
    return bytes;
}

std::string read_utf8_input(Context& context, const std::string& path)
{
    std::string text = read_input(context, path);
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return text;
}

void print(Context& context, bool as_json, const json::Object::Ptr& reply, const std::string& text)
{
    context.out() << (as_json ? json::write(reply) : text) << '\n';
}

} // namespace dosah::cli
