// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"

#include "base/encoding.h"
#include "base/error.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace dosah {

namespace {

const unsigned char* data(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* data(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

/// libsodium wants to be initialised once before use.
const bool ready = sodium_init() >= 0;

constexpr std::size_t key_bytes = 32;

} // namespace

std::string SystemRandom::bytes(std::size_t count)
{
    std::string out(count, '\0');
    randombytes_buf(out.data(), out.size());
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view text)
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, data(key), key.size());
    crypto_auth_hmacsha256_update(&state, data(text), text.size());
    std::string out(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, data(out));
    return out;
}

std::string sha256_hex(std::string_view bytes)
{
    // libsodium knows no processor's own instructions for it: a signed mail would spend most of its time here.
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), data(out), &length, EVP_sha256(), nullptr) != 1)
        throw Error(ErrorKind::internal, "OpenSSL could not compute SHA-256");
    out.resize(length);
    return to_hex(out);
}

bool constant_time_equal(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hash_password(std::string_view password)
{
    char out[crypto_pwhash_STRBYTES];
    if (!ready || crypto_pwhash_str_alg(out, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                        crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw unavailable_error("not enough memory to hash a password");
    return out;
}

bool verify_password(std::string_view hash, std::string_view password)
{
    return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

MasterKey MasterKey::read(const std::string& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        throw missing_error("key file " + path + ": " + std::strerror(errno) + " (\"dosah migrate\" makes one)");
    struct stat about = {};
    ::fstat(file, &about);
    char text[200];
    const ssize_t length = ::read(file, text, sizeof text);
    ::close(file);
    if ((about.st_mode & 077) != 0)
        throw input_error("key file " + path + " can be read by others; run: chmod 600 " + path);
    std::string_view digits(text, length > 0 ? static_cast<std::size_t>(length) : 0);
    while (!digits.empty() && (digits.back() == '\n' || digits.back() == '\r'))
        digits.remove_suffix(1);
    const auto bytes = from_hex(digits);
    if (!bytes || bytes->size() != key_bytes)
        throw input_error("key file " + path + " does not hold 64 hexadecimal digits");
    return MasterKey(*bytes);
}

MasterKey MasterKey::read_or_create(const std::string& path, Random& random)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
        const std::string text = to_hex(random.bytes(key_bytes)) + "\n";
        const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
        const bool synced = ::fsync(file) == 0;
        ::close(file);
        if (!written || !synced) throw unavailable_error("key file " + path + " could not be written");
    } else if (errno != EEXIST) {
        throw unavailable_error("key file " + path + ": " + std::strerror(errno));
    }
    return read(path);
}

MasterKey::MasterKey(std::string bytes) : bytes_(std::move(bytes)), token_key_(derive("token")) {}

std::string MasterKey::derive(std::string_view purpose) const
{
    return hmac_sha256(bytes_, purpose);
}

std::string MasterKey::seal(std::string_view text, std::string_view context, Random& random) const
{
    const std::string nonce = random.bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    std::string box(text.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(data(box), nullptr, data(text), text.size(), data(context),
                                               context.size(), nullptr, data(std::string_view(nonce)),
                                               data(std::string_view(derive("secret"))));
    return to_base64(nonce + box);
}

std::optional<std::string> MasterKey::open(std::string_view sealed, std::string_view context) const
{
    const auto bytes = from_base64(sealed);
    constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    if (!bytes || bytes->size() < nonce_bytes + tag_bytes) return std::nullopt;
    const std::string_view nonce = std::string_view(*bytes).substr(0, nonce_bytes);
    const std::string_view box = std::string_view(*bytes).substr(nonce_bytes);
    const std::string key = derive("secret");
    std::string text(box.size() - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(data(text), nullptr, nullptr, data(box), box.size(), data(context),
                                                   context.size(), data(nonce), data(std::string_view(key))) != 0)
        return std::nullopt;
    return text;
}

} // namespace dosah
