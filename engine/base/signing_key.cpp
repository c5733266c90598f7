// SPDX-License-Identifier: EUPL-1.2
#include "base/signing_key.h"

#include "base/crypto.h"
#include "base/encoding.h"
#include "base/error.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace dosah {

namespace {

constexpr int made_bits = 2048;
constexpr int least_bits = 2048;
constexpr int most_bits = 4096;
constexpr std::size_t most_pem = 16384;

struct FreeBio
{
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

struct FreeContext
{
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

std::shared_ptr<EVP_PKEY> own(EVP_PKEY* key)
{
    return {key, EVP_PKEY_free};
}

/// What OpenSSL noted of it stays ours: its next user would take it for its own.
Error failure(const char* what)
{
    ERR_clear_error();
    return {ErrorKind::internal, std::string("OpenSSL could not ") + what};
}

/// Never asks on the terminal.
int no_passphrase(char*, int, int, void*)
{
    return -1;
}

const unsigned char* octets(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

std::string_view to_string(SigningKey::Kind kind)
{
    return kind == SigningKey::Kind::rsa ? "rsa" : "ed25519";
}

SigningKey SigningKey::make(Kind kind)
{
    EVP_PKEY* made = kind == Kind::rsa ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(made_bits))
                                       : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    if (made == nullptr) throw failure("make a key");
    return {kind, own(made)};
}

SigningKey SigningKey::from_pem(std::string_view pem)
{
    if (pem.size() > most_pem) throw input_error("the signing key is larger than any such key; give a PEM file");
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const auto key = own(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr) : nullptr);
    if (!key) {
        ERR_clear_error();
        throw input_error("this is no private key in PEM without a passphrase (it begins with -----BEGIN PRIVATE KEY)");
    }
    if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_ED25519) return {Kind::ed25519, key};
    if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
        throw input_error("the signing key is neither RSA nor Ed25519; DKIM knows no other");
    const int bits = EVP_PKEY_get_bits(key.get());
    if (bits < least_bits || bits > most_bits)
        throw input_error("the RSA key has " + std::to_string(bits) + " bits; it needs 2048 to 4096 (RFC 8301)");
    return {Kind::rsa, key};
}

std::string SigningKey::pem() const
{
    const Bio bio(BIO_new(BIO_s_secmem()));
    if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        throw failure("write a key");
    char* text = nullptr;
    const auto length = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

std::string SigningKey::public_key() const
{
    if (kind_ == Kind::ed25519) {
        std::string raw(32, '\0');
        std::size_t length = raw.size();
        if (EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()), &length) != 1)
            throw failure("tell a public key");
        return to_base64(raw);
    }
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(key_.get(), &der);
    if (length <= 0) throw failure("tell a public key");
    const std::string info(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return to_base64(info);
}

std::string SigningKey::sign(std::string_view text) const
{
    const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    const bool rsa = kind_ == Kind::rsa;
    const std::string hash = rsa ? std::string() : from_hex(sha256_hex(text)).value();
    const std::string_view what = rsa ? text : std::string_view(hash);
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    std::size_t length = signature.size();
    if (!context ||
        EVP_DigestSignInit(context.get(), nullptr, rsa ? EVP_sha256() : nullptr, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, octets(what),
                       what.size()) != 1)
        throw failure("sign");
    signature.resize(length);
    return signature;
}

} // namespace dosah
