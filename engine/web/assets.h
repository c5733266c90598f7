// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "web/request.h"
#include "web/response.h"

#include <map>
#include <string>

namespace dosah::web {

/// The files below templates/assets, read once into memory: a name that is not among them does not exist, so no path
/// can lead out of the folder. Read-only afterwards: any thread.
class Assets
{
public:
    /// Throws Error(missing) naming the folder.
    explicit Assets(const std::string& folder);

    /// The file, or 304 when the client has it; 404 for an unknown name. With ?v= of its own hash it may be kept a
    /// year.
    Response serve(const Request& request, const std::string& name) const;
    /// "/assets/console.css?v=3f2a..." for templates; Error(internal) for an unknown name.
    std::string url(const std::string& name) const;

private:
    struct File
    {
        std::string content;
        std::string type;
        std::string hash;
    };
    std::map<std::string, File> files_;
};

/// The answer for something that is known by the hash of its content: 304, or 200 with ETag and Cache-Control.
Response cacheable(const Request& request, std::string content, const std::string& type, const std::string& hash);

} // namespace dosah::web
