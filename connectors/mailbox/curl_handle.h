// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/error.h"

#include <curl/curl.h>

#include <mutex>
#include <string>

namespace dosah::connectors::mailbox {

/// libcurl's handle with TLS as we want it: at least 1.2, the server's certificate checked.
class CurlHandle
{
public:
    CurlHandle(const std::string& protocols, const std::string& ca_file)
    {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        curl_ = curl_easy_init();
        if (curl_ == nullptr) throw Error(ErrorKind::internal, "libcurl gives no handle");
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_PROTOCOLS_STR, protocols.c_str());
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        if (!ca_file.empty()) set(CURLOPT_CAINFO, ca_file.c_str());
        set(CURLOPT_ERRORBUFFER, error_);
        set(CURLOPT_WRITEFUNCTION, &CurlHandle::take_bytes);
    }
    ~CurlHandle() { curl_easy_cleanup(curl_); }
    CurlHandle(const CurlHandle&) = delete;

    template <class Value>
    void set(CURLoption option, Value value)
    {
        if (curl_easy_setopt(curl_, option, value) != CURLE_OK)
            throw Error(ErrorKind::internal, "libcurl refuses option " + std::to_string(option));
    }

    /// The body of what is asked is put into `body`; more than `limit` bytes end the transfer.
    CURLcode perform(std::string& body, std::size_t limit)
    {
        Target target{&body, limit};
        error_[0] = '\0';
        set(CURLOPT_WRITEDATA, static_cast<void*>(&target));
        return curl_easy_perform(curl_);
    }

    long information(CURLINFO what) const
    {
        long value = 0;
        curl_easy_getinfo(curl_, what, &value);
        return value;
    }
    const char* error() const { return error_; } ///< of the last transfer, in libcurl's words

private:
    struct Target
    {
        std::string* text;
        std::size_t limit;
    };

    /// Taking fewer bytes than are given ends the transfer.
    static std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* user)
    {
        auto* target = static_cast<Target*>(user);
        if (target->text->size() + size * count > target->limit) return 0;
        target->text->append(bytes, size * count);
        return size * count;
    }

    CURL* curl_ = nullptr;
    char error_[CURL_ERROR_SIZE] = {};
};

} // namespace dosah::connectors::mailbox
