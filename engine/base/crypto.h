// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dosah {

/// Where unpredictable bytes come from; passed in by constructor, any thread.
class Random
{
public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;
};

/// The operating system's generator, through libsodium.
class SystemRandom final : public Random
{
public:
    std::string bytes(std::size_t count) override;
};

/// HMAC-SHA-256 (RFC 2104), 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view text);
/// SHA-256 as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
/// Takes the same time wherever the two differ.
bool constant_time_equal(std::string_view a, std::string_view b);

/// Argon2id with libsodium's interactive limits, in its self-describing text form.
std::string hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);

/// The installation's key: 32 bytes in a file only the daemon's user can read. Everything secret hangs on it:
/// stored secrets are sealed with it, tokens and session ids are derived from it.
class MasterKey
{
public:
    /// Reads the file (64 hexadecimal digits). Throws Error(missing) when there is none, with the command that makes
    /// it; Error(input) when it is not a key or others can read it.
    static MasterKey read(const std::string& path);
    /// Makes the file with mode 0600 when it is not there yet, then reads it.
    static MasterKey read_or_create(const std::string& path, Random& random);
    explicit MasterKey(std::string bytes);

    /// A key for one purpose ("token", "secret", "webhook" ...), so that no two uses share one.
    std::string derive(std::string_view purpose) const;
    /// derive("token"), made once: each message takes several.
    const std::string& token_key() const { return token_key_; }
    /// Authenticated encryption (XChaCha20-Poly1305), as base64; the context is bound in, so a sealed text cannot be
    /// moved to another row.
    std::string seal(std::string_view text, std::string_view context, Random& random) const;
    /// Nothing when it was sealed under another key or context, or was altered.
    std::optional<std::string> open(std::string_view sealed, std::string_view context) const;

private:
    std::string bytes_;
    std::string token_key_;
};

} // namespace dosah
