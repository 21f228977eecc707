// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Botan 2 for the benchmarks, behind functions without its types.
//
// Its C interface names no GOST curve but one; its classes take any, by the numbers. Objects are kept and set anew for
// each input. All functions return true for success, makers NULL for failure; no exception leaves.

#define BOTAN_NO_DEPRECATED_WARNINGS

#include <botan/auto_rng.h>
#include <botan/cipher_mode.h>
#include <botan/ec_group.h>
#include <botan/gost_3410.h>
#include <botan/hash.h>
#include <botan/pubkey.h>
#include <botan/version.h>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

using namespace Botan;

namespace {

template <typename F> bool guarded(F f) {
    try {
        return f();
    } catch (...) {
        return false;
    }
}

template <typename F> auto made(F f) -> decltype(f()) {
    try {
        return f();
    } catch (...) {
        return nullptr;
    }
}

struct Cipher {
    std::unique_ptr<Cipher_Mode> mode;
};

struct Digest {
    std::unique_ptr<HashFunction> hash;
};

struct Key {
    AutoSeeded_RNG rng;
    std::unique_ptr<GOST_3410_PrivateKey> own;
    std::unique_ptr<PK_Verifier> verifier;
    std::unique_ptr<PK_Signer> signer;
};

} // namespace

extern "C" {

const char *bench_botan_version() {
    static const std::string version = version_string();
    return version.c_str();
}

Cipher *bench_botan_cipher_new(const char *name, bool encrypt) {
    return made([&] { return new Cipher{Cipher_Mode::create_or_throw(name, encrypt ? ENCRYPTION : DECRYPTION)}; });
}

// In place, whole blocks.
bool bench_botan_cipher_apply(Cipher *c, const uint8_t *key, const uint8_t *iv, uint8_t *data, size_t len) {
    return guarded([&] {
        c->mode->set_key(key, 32);
        c->mode->start(iv, 8);
        return c->mode->process(data, len) == len;
    });
}

void bench_botan_cipher_free(Cipher *c) {
    delete c;
}

Digest *bench_botan_digest_new(const char *name) {
    return made([&] { return new Digest{HashFunction::create_or_throw(name)}; });
}

// `out` has room for 64 octets.
bool bench_botan_digest(Digest *d, const uint8_t *data, size_t len, uint8_t *out) {
    return guarded([&] {
        d->hash->update(data, len);
        d->hash->final(out);
        return true;
    });
}

void bench_botan_digest_free(Digest *d) {
    delete d;
}

// A private key on the curve of these numbers: p, a, b, x, y, q, cofactor and d, in hexadecimal.
Key *bench_botan_key_new(const char *const *numbers) {
    return made([&] {
        auto n = [&](size_t i) { return BigInt(std::string("0x") + numbers[i]); };
        EC_Group group(n(0), n(1), n(2), n(3), n(4), n(5), n(6));
        auto key = std::make_unique<Key>();
        key->own = std::make_unique<GOST_3410_PrivateKey>(key->rng, group, n(7));
        key->verifier = std::make_unique<PK_Verifier>(*key->own, "Raw");
        key->signer = std::make_unique<PK_Signer>(*key->own, key->rng, "Raw");
        return key.release();
    });
}

bool bench_botan_verify(Key *k, const uint8_t *digest, size_t len, const uint8_t *signature, size_t signature_len) {
    return guarded([&] { return k->verifier->verify_message(digest, len, signature, signature_len); });
}

// `signature` has room for `*signature_len` octets, which becomes its length.
bool bench_botan_sign(Key *k, const uint8_t *digest, size_t len, uint8_t *signature, size_t *signature_len) {
    return guarded([&] {
        auto octets = k->signer->sign_message(digest, len, k->rng);
        if (octets.size() > *signature_len) {
            return false;
        }
        std::memcpy(signature, octets.data(), octets.size());
        *signature_len = octets.size();
        return true;
    });
}

void bench_botan_key_free(Key *k) {
    delete k;
}

} // extern "C"
