// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace dosah {

/// A private key that signs mails: RSA (RSASSA-PKCS1-v1_5 with SHA-256) or Ed25519 over the SHA-256 of the text
/// (RFC 8463 section 3), through OpenSSL. Copies share the key; any thread, many at once.
class SigningKey
{
public:
    enum class Kind { rsa, ed25519 };

    /// A new one; RSA of 2048 bits (RFC 8301 section 3.2).
    static SigningKey make(Kind kind);
    /// Reads PEM without a passphrase (PKCS #8, or PKCS #1 for RSA). Throws Error(input), which says what is wrong but
    /// nothing of the key: not such a key, or RSA of less than 2048 or more than 4096 bits.
    static SigningKey from_pem(std::string_view pem);

    Kind kind() const { return kind_; }
    std::string pem() const; ///< PKCS #8; secret
    /// In base64 what the DNS record publishes as p=: RSA's SubjectPublicKeyInfo, Ed25519's 32 octets.
    std::string public_key() const;
    /// The signature's octets.
    std::string sign(std::string_view text) const;

private:
    SigningKey(Kind kind, std::shared_ptr<evp_pkey_st> key) : kind_(kind), key_(std::move(key)) {}

    Kind kind_;
    std::shared_ptr<evp_pkey_st> key_;
};

std::string_view to_string(SigningKey::Kind kind); ///< "rsa", "ed25519": also what k= of the DNS record says

} // namespace dosah
