// SPDX-License-Identifier: MIT OR Apache-2.0
//
// libcrypto and gost-engine for the benchmarks, behind functions without OpenSSL's types.
//
// Each function does what a program that is careful of its speed would do: algorithms are fetched once, contexts are
// kept and set anew for each input. All return 1 for success and 0 for failure, makers NULL for failure.

#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static ENGINE *gost;

// Loads gost-engine and makes it the default for all that it can do. To be called once, before all else.
int bench_openssl_start(void) {
    ENGINE_load_builtin_engines();
    gost = ENGINE_by_id("gost");
    // Without the parameter the engine takes id-tc26-gost-28147-param-Z.
    return gost != NULL && ENGINE_init(gost) && ENGINE_set_default(gost, ENGINE_METHOD_ALL)
        && ENGINE_ctrl_cmd_string(gost, "CRYPT_PARAMS", "id-Gost28147-89-CryptoPro-A-ParamSet", 0);
}

const char *bench_openssl_version(void) {
    return OpenSSL_version(OPENSSL_VERSION);
}

// Ciphers, in place.

struct cipher {
    EVP_CIPHER_CTX *ctx;
    const EVP_CIPHER *cipher;
    int encrypt;
};

struct cipher *bench_openssl_cipher_new(const char *name, int encrypt) {
    struct cipher *c = OPENSSL_zalloc(sizeof *c);
    if (c == NULL) {
        return NULL;
    }
    c->ctx = EVP_CIPHER_CTX_new();
    c->cipher = EVP_get_cipherbyname(name);
    c->encrypt = encrypt;
    if (c->ctx == NULL || c->cipher == NULL) {
        EVP_CIPHER_CTX_free(c->ctx);
        OPENSSL_free(c);
        return NULL;
    }
    return c;
}

// The context is emptied for each message: gost-engine starts its count to the next key meshing anew only then.
int bench_openssl_cipher_apply(struct cipher *c, const uint8_t *key, const uint8_t *iv, uint8_t *data, size_t len) {
    int written = 0;
    return EVP_CIPHER_CTX_reset(c->ctx) && EVP_CipherInit_ex(c->ctx, c->cipher, NULL, key, iv, c->encrypt)
        && EVP_CipherUpdate(c->ctx, data, &written, data, (int)len) && (size_t)written == len;
}

void bench_openssl_cipher_free(struct cipher *c) {
    EVP_CIPHER_CTX_free(c->ctx);
    OPENSSL_free(c);
}

// Digests.

struct digest {
    EVP_MD_CTX *ctx;
    const EVP_MD *md;
};

struct digest *bench_openssl_digest_new(const char *name) {
    struct digest *d = OPENSSL_zalloc(sizeof *d);
    if (d == NULL) {
        return NULL;
    }
    d->ctx = EVP_MD_CTX_new();
    d->md = EVP_get_digestbyname(name);
    if (d->ctx == NULL || d->md == NULL) {
        EVP_MD_CTX_free(d->ctx);
        OPENSSL_free(d);
        return NULL;
    }
    return d;
}

// `out` has room for 64 octets.
int bench_openssl_digest(struct digest *d, const uint8_t *data, size_t len, uint8_t *out) {
    return EVP_DigestInit_ex(d->ctx, d->md, NULL) && EVP_DigestUpdate(d->ctx, data, len)
        && EVP_DigestFinal_ex(d->ctx, out, NULL);
}

void bench_openssl_digest_free(struct digest *d) {
    EVP_MD_CTX_free(d->ctx);
    OPENSSL_free(d);
}

// The MAC of GOST 28147-89, which the engine offers as a digest under a key.

struct mac {
    EVP_MD_CTX *ctx;
    const EVP_MD *md;
    EVP_PKEY *key;
};

void bench_openssl_mac_free(struct mac *m) {
    EVP_MD_CTX_free(m->ctx);
    EVP_PKEY_free(m->key);
    OPENSSL_free(m);
}

struct mac *bench_openssl_mac_new(const uint8_t *key) {
    struct mac *m = OPENSSL_zalloc(sizeof *m);
    if (m == NULL) {
        return NULL;
    }
    m->ctx = EVP_MD_CTX_new();
    m->md = EVP_get_digestbyname("gost-mac");
    m->key = EVP_PKEY_new_mac_key(NID_id_Gost28147_89_MAC, NULL, key, 32);
    if (m->ctx == NULL || m->md == NULL || m->key == NULL) {
        bench_openssl_mac_free(m);
        return NULL;
    }
    return m;
}

// `out` has 4 octets.
int bench_openssl_mac(struct mac *m, const uint8_t *data, size_t len, uint8_t *out) {
    size_t out_len = 4;
    return EVP_MD_CTX_reset(m->ctx) && EVP_DigestSignInit(m->ctx, NULL, m->md, NULL, m->key) > 0
        && EVP_DigestSignUpdate(m->ctx, data, len) > 0 && EVP_DigestSignFinal(m->ctx, out, &out_len) > 0;
}

// Keys. A context is made once for a key and an operation.

struct key {
    EVP_PKEY *key;
    EVP_PKEY_CTX *verify;
    EVP_PKEY_CTX *sign;
    EVP_PKEY_CTX *open;
};

void bench_openssl_key_free(struct key *k) {
    EVP_PKEY_CTX_free(k->verify);
    EVP_PKEY_CTX_free(k->sign);
    EVP_PKEY_CTX_free(k->open);
    EVP_PKEY_free(k->key);
    OPENSSL_free(k);
}

// Takes the key; `operations` are as many of v(erify), s(ign), o(pen) as the key can do.
static struct key *key_of(EVP_PKEY *pkey, const char *operations) {
    struct key *k = OPENSSL_zalloc(sizeof *k);
    if (k == NULL || pkey == NULL) {
        EVP_PKEY_free(pkey);
        OPENSSL_free(k);
        return NULL;
    }
    k->key = pkey;
    int good = 1;
    for (const char *o = operations; *o != '\0' && good; o++) {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
        good = ctx != NULL;
        switch (*o) {
        case 'v':
            k->verify = ctx;
            good = good && EVP_PKEY_verify_init(ctx) > 0;
            break;
        case 's':
            k->sign = ctx;
            good = good && EVP_PKEY_sign_init(ctx) > 0;
            break;
        default:
            k->open = ctx;
            good = good && EVP_PKEY_decrypt_init(ctx) > 0;
        }
    }
    if (!good) {
        bench_openssl_key_free(k);
        return NULL;
    }
    return k;
}

// SubjectPublicKeyInfo, DER.
struct key *bench_openssl_public(const uint8_t *spki, size_t len) {
    return key_of(d2i_PUBKEY(NULL, &spki, (long)len), "v");
}

// PKCS#8, DER.
struct key *bench_openssl_private(const uint8_t *pkcs8, size_t len) {
    return key_of(d2i_AutoPrivateKey(NULL, &pkcs8, (long)len), "so");
}

// A new key on P-256.
struct key *bench_openssl_p256(void) {
    return key_of(EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"), "vs");
}

int bench_openssl_verify(struct key *k, const uint8_t *digest, size_t len, const uint8_t *signature, size_t signature_len) {
    return EVP_PKEY_verify(k->verify, signature, signature_len, digest, len) == 1;
}

// `signature` has room for `*signature_len` octets, which becomes its length.
int bench_openssl_sign(struct key *k, const uint8_t *digest, size_t len, uint8_t *signature, size_t *signature_len) {
    return EVP_PKEY_sign(k->sign, signature, signature_len, digest, len) > 0;
}

// Wraps a content key of 32 octets for a public key: GostR3410-KeyTransport, DER, of `*out_len` octets at most.
int bench_openssl_seal(const uint8_t *spki, size_t len, const uint8_t *cek, uint8_t *out, size_t *out_len) {
    EVP_PKEY *pkey = d2i_PUBKEY(NULL, &spki, (long)len);
    EVP_PKEY_CTX *ctx = pkey == NULL ? NULL : EVP_PKEY_CTX_new(pkey, NULL);
    int good = ctx != NULL && EVP_PKEY_encrypt_init(ctx) > 0 && EVP_PKEY_encrypt(ctx, out, out_len, cek, 32) > 0;
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return good;
}

// The content key of a GostR3410-KeyTransport.
int bench_openssl_open(struct key *k, const uint8_t *blob, size_t len, uint8_t *cek) {
    size_t cek_len = 32;
    return EVP_PKEY_decrypt(k->open, cek, &cek_len, blob, len) > 0 && cek_len == 32;
}

// Certificates and what they sign.

// Reads `count` certificates, DER, and verifies each by the key of the one at `issuers[i]`. How many signatures are good;
// -1 when a certificate cannot be read.
long bench_openssl_certificates(const uint8_t *const *der, const size_t *len, const size_t *issuers, size_t count) {
    X509 **certificates = OPENSSL_zalloc(count * sizeof *certificates);
    long good = certificates == NULL ? -1 : 0;
    for (size_t i = 0; good >= 0 && i < count; i++) {
        const uint8_t *at = der[i];
        certificates[i] = d2i_X509(NULL, &at, (long)len[i]);
        if (certificates[i] == NULL) {
            good = -1;
        }
    }
    for (size_t i = 0; good >= 0 && i < count; i++) {
        good += X509_verify(certificates[i], X509_get0_pubkey(certificates[issuers[i]])) == 1;
    }
    for (size_t i = 0; certificates != NULL && i < count; i++) {
        X509_free(certificates[i]);
    }
    OPENSSL_free(certificates);
    return good;
}

// Reads a CRL, DER, verifies it by the issuer's key, and looks up the certificate. 1: good and not listed, 2: listed,
// 0: bad.
int bench_openssl_crl(const uint8_t *crl, size_t len, const uint8_t *issuer, size_t issuer_len, const uint8_t *cert, size_t cert_len) {
    X509_CRL *list = d2i_X509_CRL(NULL, &crl, (long)len);
    X509 *authority = d2i_X509(NULL, &issuer, (long)issuer_len);
    X509 *certificate = d2i_X509(NULL, &cert, (long)cert_len);
    int found = 0;
    if (list != NULL && authority != NULL && certificate != NULL && X509_CRL_verify(list, X509_get0_pubkey(authority)) == 1) {
        X509_REVOKED *entry = NULL;
        found = X509_CRL_get0_by_cert(list, &entry, certificate) == 1 ? 2 : 1;
    }
    X509_CRL_free(list);
    X509_free(authority);
    X509_free(certificate);
    return found;
}

// Verifies a detached CMS SignedData, DER: its signature, and the path of its signer to the anchor. Dates are not judged.
int bench_openssl_cms(const uint8_t *cms, size_t len, const uint8_t *content, size_t content_len, const uint8_t *anchor, size_t anchor_len) {
    CMS_ContentInfo *info = d2i_CMS_ContentInfo(NULL, &cms, (long)len);
    BIO *data = BIO_new_mem_buf(content, (int)content_len);
    X509 *root = d2i_X509(NULL, &anchor, (long)anchor_len);
    X509_STORE *store = X509_STORE_new();
    int good = info != NULL && data != NULL && root != NULL && store != NULL && X509_STORE_add_cert(store, root) == 1
        && X509_STORE_set_flags(store, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN) == 1
        && X509_STORE_set_purpose(store, X509_PURPOSE_ANY) == 1
        && CMS_verify(info, NULL, store, data, NULL, CMS_BINARY | CMS_DETACHED) == 1;
    CMS_ContentInfo_free(info);
    BIO_free(data);
    X509_free(root);
    X509_STORE_free(store);
    return good;
}
