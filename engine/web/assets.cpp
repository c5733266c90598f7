// SPDX-License-Identifier: EUPL-1.2
#include "web/assets.h"

#include "base/crypto.h"
#include "base/error.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace dosah::web {

namespace {

std::string type_of(const std::string& extension)
{
    static const std::map<std::string, std::string> types = {{".css", "text/css; charset=utf-8"},
                                                             {".js", "text/javascript; charset=utf-8"},
                                                             {".svg", "image/svg+xml"},
                                                             {".woff2", "font/woff2"},
                                                             {".png", "image/png"},
                                                             {".LICENSE", "text/plain; charset=utf-8"}};
    const auto known = types.find(extension);
    return known == types.end() ? "application/octet-stream" : known->second;
}

} // namespace

Assets::Assets(const std::string& folder)
{
    namespace fs = std::filesystem;
    if (!fs::is_directory(folder))
        throw missing_error("no folder " + folder + "; set share.folder to where templates/ and locales/ lie");
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        std::ostringstream content;
        content << file.rdbuf();
        const std::string name = entry.path().lexically_relative(folder).generic_string();
        files_[name] = {content.str(), type_of(entry.path().extension().string()),
                        sha256_hex(content.str()).substr(0, 16)};
    }
}

Response Assets::serve(const Request& request, const std::string& name) const
{
    const auto file = files_.find(name);
    if (file == files_.end()) throw missing_error("no such file");
    return cacheable(request, file->second.content, file->second.type, file->second.hash);
}

std::string Assets::url(const std::string& name) const
{
    const auto file = files_.find(name);
    if (file == files_.end()) throw Error(ErrorKind::internal, "no asset " + name);
    return "/assets/" + name + "?v=" + file->second.hash;
}

Response cacheable(const Request& request, std::string content, const std::string& type, const std::string& hash)
{
    const std::string tag = '"' + hash + '"';
    const auto version = request.query.find("v");
    Response response;
    response.cache =
        version != request.query.end() && version->second == hash ? "public, max-age=31536000, immutable" : "no-cache";
    response.type = type;
    response.headers.emplace_back("ETag", tag);
    if (request.header("if-none-match").find(tag) != std::string::npos)
        response.status = 304;
    else
        response.body = std::move(content);
    return response;
}

} // namespace dosah::web
