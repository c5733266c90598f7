// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/token_post.h"

#include "base/error.h"
#include "connectors/smtp/settings.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/URI.h>

namespace dosah::connectors::smtp {

channel::TokenReply post_form(const channel::OAuth& settings, const std::string& form)
{
    constexpr std::size_t longest = 64 * 1024;
    const Poco::Timespan patience(30, 0);
    try {
        const Poco::URI url(settings.token_url);
        std::unique_ptr<Poco::Net::HTTPClientSession> session;
        if (url.getScheme() == "https")
            session = std::make_unique<Poco::Net::HTTPSClientSession>(
                url.getHost(), url.getPort(),
                trusted_context(settings.ca_file.empty() ? "true" : settings.ca_file, "oauth_verify"));
        else
            session = std::make_unique<Poco::Net::HTTPClientSession>(url.getHost(), url.getPort());
        session->setTimeout(patience);
        Poco::Net::HTTPRequest request("POST", url.getPathAndQuery().empty() ? "/" : url.getPathAndQuery(), "HTTP/1.1");
        request.setContentType("application/x-www-form-urlencoded");
        request.setContentLength64(static_cast<Poco::Int64>(form.size()));
        session->sendRequest(request) << form;
        Poco::Net::HTTPResponse response;
        std::istream& body = session->receiveResponse(response);
        channel::TokenReply reply;
        reply.status = response.getStatus();
        reply.body.resize(longest);
        body.read(reply.body.data(), static_cast<std::streamsize>(longest));
        reply.body.resize(static_cast<std::size_t>(body.gcount()));
        return reply;
    } catch (const Poco::Exception& problem) {
        throw unavailable_error("the token endpoint cannot be asked: " + problem.displayText() +
                                "; check oauth_token_url and oauth_verify");
    }
}

} // namespace dosah::connectors::smtp
