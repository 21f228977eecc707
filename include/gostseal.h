/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * gostseal: opens, verifies, seals and signs what Russian e-services send in GOST cryptography.
 * Not a certified cryptographic protection tool.
 *
 * Generated from ffi/src; do not edit.
 *
 * Rules. Every fallible call returns a gostseal_result: 0 is success, any other value is a number of
 * docs/errors.md. Outputs are written on success only; the stated exceptions are *written, which holds the
 * needed size when a buffer is too small, and *error, which holds the details of a failure where a call has
 * that argument. Objects are opaque; one thread at a time may use an object, except keys, certificates and
 * trust stores once made, which any number of threads may share. Every _free function takes NULL.
 * A pair (NULL, 0) is an empty octet string. There is no global state and nothing to initialise.
 */

#ifndef GOSTSEAL_H
#define GOSTSEAL_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

// Octets of a Streebog-256 digest.
#define GOSTSEAL_STREEBOG256_SIZE 32

// Octets of a Streebog-512 digest.
#define GOSTSEAL_STREEBOG512_SIZE 64

// A file of the octets themselves.
#define GOSTSEAL_FORM_DER 0

// A PEM file with the label CMS.
#define GOSTSEAL_FORM_PEM 1

// A file of base64 with nothing around it.
#define GOSTSEAL_FORM_BASE64 2

// A mail message, smime.p7m.
#define GOSTSEAL_FORM_SMIME 3

// Major version: the ABI.
#define GOSTSEAL_VERSION_MAJOR 0

// Minor version.
#define GOSTSEAL_VERSION_MINOR 1

// Patch version.
#define GOSTSEAL_VERSION_PATCH 0

// An X.509 certificate. May be shared by threads.
typedef struct gostseal_certificate gostseal_certificate;

// Claims of a token. May be read by several threads.
typedef struct gostseal_claims gostseal_claims;

// The details of a failure: its number and one line of text without secrets.
typedef struct gostseal_error gostseal_error;

// A running Streebog digest.
typedef struct gostseal_hash gostseal_hash;

// A JWS whose signature is good and whose signer is trusted.
typedef struct gostseal_jws gostseal_jws;

// Opens messages within messages: signed, compressed, sealed, in any order. Signatures are NOT judged on the way.
typedef struct gostseal_layers gostseal_layers;

// Opens one envelope, piece by piece. The plaintext is UNAUTHENTICATED before gostseal_opener_finish, and after it unless
// gostseal_opener_authenticated says otherwise.
typedef struct gostseal_opener gostseal_opener;

// A private key. Wiped when freed. May be shared by threads.
typedef struct gostseal_private_key gostseal_private_key;

// A public key, checked and prepared for many verifications. May be shared by threads.
typedef struct gostseal_public_key gostseal_public_key;

// Makes one envelope, piece by piece. Who made the content is not proved: sign it before it is sealed.
typedef struct gostseal_sealer gostseal_sealer;

// A signed message whose signatures are all good and whose signers are all trusted.
typedef struct gostseal_signed gostseal_signed;

// Trust anchors. Once made, may be shared by threads.
typedef struct gostseal_trust_store gostseal_trust_store;

// The result of a fallible call: GOSTSEAL_OK or one of the GOSTSEAL_ERROR_ numbers.
typedef uint32_t gostseal_result;

// What a caller brings to a user-info and demands of it. Fill with gostseal_userinfo_options_init, then set fields.
// Everything is borrowed for the call; strings are NUL-terminated UTF-8.
typedef struct gostseal_userinfo_options {
  // sizeof this structure, set by gostseal_userinfo_options_init.
  size_t struct_size;
  // The recipient's key; NULL for plain JWS only.
  const struct gostseal_private_key *key;
  // The recipient's certificate; NULL tries every recipient of the key's algorithm and curve.
  const struct gostseal_certificate *certificate;
  // The bank's key, pinned; NULL with `anchors`.
  const struct gostseal_public_key *bank;
  // Trust anchors for signatures that carry certificates; NULL with `bank`.
  const struct gostseal_trust_store *anchors;
  // The audience that must be named; NULL for any.
  const char *audience;
  // The issuer that must be named; NULL for any.
  const char *issuer;
  // The nonce that must be there; NULL for any or none.
  const char *nonce;
  // Now, in seconds since 1970-01-01T00:00:00Z. Must be set.
  int64_t now;
  // Seconds that clocks may differ by.
  uint32_t leeway;
  // Whether `exp` must be there: 0 or 1.
  uint32_t require_exp;
} gostseal_userinfo_options;

// Success.
#define GOSTSEAL_OK 0

// An argument is out of its range or contradicts another one.
#define GOSTSEAL_ERROR_INVALID_ARGUMENT 101

// The output buffer is too small; the needed size is reported.
#define GOSTSEAL_ERROR_INSUFFICIENT_SIZE 102

// A pointer that must not be NULL is NULL.
#define GOSTSEAL_ERROR_NULL_POINTER 103

// The object has finished or failed and takes no more input.
#define GOSTSEAL_ERROR_ALREADY_FINISHED 104

// A raw signature carries no certificate: a signer's key must be given.
#define GOSTSEAL_ERROR_SIGNER_REQUIRED 105

// The signature is detached: the content must be given.
#define GOSTSEAL_ERROR_CONTENT_REQUIRED 106

// The user-info is encrypted: a key must be given.
#define GOSTSEAL_ERROR_KEY_REQUIRED 107

// The input ends inside a structure.
#define GOSTSEAL_ERROR_TRUNCATED 201

// Octets follow the end of a structure.
#define GOSTSEAL_ERROR_TRAILING_DATA 202

// A length octet is reserved, or a length does not fit its parent.
#define GOSTSEAL_ERROR_INVALID_LENGTH 203

// Another type stands where this one must stand.
#define GOSTSEAL_ERROR_UNEXPECTED_TAG 204

// A value has an encoding that the rules forbid.
#define GOSTSEAL_ERROR_INVALID_ENCODING 205

// The nesting is deeper than the limit.
#define GOSTSEAL_ERROR_TOO_DEEP 206

// There are more elements than the limit.
#define GOSTSEAL_ERROR_LIMIT_EXCEEDED 207

// The PEM armour is broken or its label is another one.
#define GOSTSEAL_ERROR_INVALID_PEM 208

// The text is not base64 or base64url of the kind that is allowed in this place.
#define GOSTSEAL_ERROR_INVALID_BASE64 209

// The text is not JSON, or not the JSON that must stand in this place.
#define GOSTSEAL_ERROR_INVALID_JSON 210

// The text is no compact JWS or JWE.
#define GOSTSEAL_ERROR_INVALID_COMPACT 211

// A field that must be present is absent.
#define GOSTSEAL_ERROR_MISSING_FIELD 212

// A field or member that may stand once stands twice.
#define GOSTSEAL_ERROR_DUPLICATE_FIELD 213

// A fixed-length value has another length.
#define GOSTSEAL_ERROR_INVALID_FIELD_LENGTH 214

// The input is none of the formats that are recognised here.
#define GOSTSEAL_ERROR_UNKNOWN_FORMAT 215

// A value lies outside the range that its format allows.
#define GOSTSEAL_ERROR_INVALID_VALUE 216

// A public key is no point of its curve's subgroup.
#define GOSTSEAL_ERROR_INVALID_PUBLIC_KEY 217

// A private key lies outside 1..q-1 or has a wrong length.
#define GOSTSEAL_ERROR_INVALID_PRIVATE_KEY 218

// The key parameters are absent and there is no issuer to inherit them from.
#define GOSTSEAL_ERROR_KEY_PARAMETERS_ABSENT 219

// The algorithm is not supported in this place.
#define GOSTSEAL_ERROR_UNSUPPORTED_ALGORITHM 301

// The parameter set is unknown.
#define GOSTSEAL_ERROR_UNSUPPORTED_PARAM_SET 302

// The CMS content type is not one that is opened here.
#define GOSTSEAL_ERROR_UNSUPPORTED_CONTENT_TYPE 303

// The private key is encrypted, and encrypted keys are not opened yet.
#define GOSTSEAL_ERROR_ENCRYPTED_KEY_UNSUPPORTED 304

// The algorithm that the token names is not in the caller's policy.
#define GOSTSEAL_ERROR_ALGORITHM_NOT_ALLOWED 305

// The algorithm or parameter set does not fit the key.
#define GOSTSEAL_ERROR_ALGORITHM_MISMATCH 306

// No recipient structure is for the key.
#define GOSTSEAL_ERROR_NO_RECIPIENT 311

// The wrapped content key does not open with the key.
#define GOSTSEAL_ERROR_WRONG_KEY 312

// The signer's certificate is neither in the message nor given by the caller.
#define GOSTSEAL_ERROR_SIGNER_CERTIFICATE_NOT_FOUND 313

// The originator's certificate of a key agreement is neither in the message nor given by the caller.
#define GOSTSEAL_ERROR_ORIGINATOR_CERTIFICATE_NOT_FOUND 314

// EncryptedData has no recipients: its content key must be given.
#define GOSTSEAL_ERROR_CONTENT_KEY_REQUIRED 315

// The signature does not verify.
#define GOSTSEAL_ERROR_INVALID_SIGNATURE 321

// The messageDigest attribute is not the digest of the content.
#define GOSTSEAL_ERROR_DIGEST_MISMATCH 322

// A signed attribute is absent, stands twice, or contradicts the content.
#define GOSTSEAL_ERROR_INVALID_SIGNED_ATTRIBUTES 323

// The message holds no signature at all.
#define GOSTSEAL_ERROR_NO_SIGNERS 324

// The signing-certificate attribute names another certificate.
#define GOSTSEAL_ERROR_SIGNING_CERTIFICATE_MISMATCH 325

// The MAC of the content does not agree: what was deciphered is worthless.
#define GOSTSEAL_ERROR_INVALID_MAC 326

// The signature is good, but nothing was given to trust its signer by.
#define GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED 401

// No trusted certificate issued the signer's certificate.
#define GOSTSEAL_ERROR_ISSUER_NOT_FOUND 402

// A certificate is past its validity period.
#define GOSTSEAL_ERROR_CERTIFICATE_EXPIRED 403

// A certificate is before its validity period.
#define GOSTSEAL_ERROR_CERTIFICATE_NOT_YET_VALID 404

// The issuer's certificate is not one of a certification authority.
#define GOSTSEAL_ERROR_NOT_CERTIFICATE_AUTHORITY 405

// The signature of a certificate does not verify.
#define GOSTSEAL_ERROR_INVALID_CERTIFICATE_SIGNATURE 406

// A certificate has a critical extension that is not understood.
#define GOSTSEAL_ERROR_UNKNOWN_CRITICAL_EXTENSION 407

// The path is longer than a CA certificate allows.
#define GOSTSEAL_ERROR_PATH_LENGTH_EXCEEDED 408

// The key usage of a certificate does not allow its use here.
#define GOSTSEAL_ERROR_KEY_USAGE_NOT_ALLOWED 409

// The search for a path was given up at its limit.
#define GOSTSEAL_ERROR_PATH_BUDGET_EXCEEDED 410

// A certificate contradicts itself or its profile.
#define GOSTSEAL_ERROR_INVALID_CERTIFICATE 411

// A certificate was revoked.
#define GOSTSEAL_ERROR_CERTIFICATE_REVOKED 412

// The audience is another one.
#define GOSTSEAL_ERROR_AUDIENCE_MISMATCH 501

// The issuer is another one.
#define GOSTSEAL_ERROR_ISSUER_MISMATCH 502

// The token has expired.
#define GOSTSEAL_ERROR_TOKEN_EXPIRED 503

// The token is not valid yet.
#define GOSTSEAL_ERROR_TOKEN_NOT_YET_VALID 504

// The nonce is another one.
#define GOSTSEAL_ERROR_NONCE_MISMATCH 505

// The subject is another one.
#define GOSTSEAL_ERROR_SUBJECT_MISMATCH 506

// A claim has a type or value that its definition forbids.
#define GOSTSEAL_ERROR_INVALID_CLAIM 507

// A claim that the caller requires is absent.
#define GOSTSEAL_ERROR_MISSING_CLAIM 508

// Reading failed.
#define GOSTSEAL_ERROR_READ_FAILED 601

// Writing failed.
#define GOSTSEAL_ERROR_WRITE_FAILED 602

// The random source failed.
#define GOSTSEAL_ERROR_ENTROPY_FAILED 701

// The key holder failed.
#define GOSTSEAL_ERROR_KEY_HOLDER_FAILED 702

// A defect of the library was caught at its boundary.
#define GOSTSEAL_ERROR_INTERNAL_PANIC 901

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Reads a certificate, DER or PEM. Returns a new object, free with gostseal_certificate_free.
gostseal_result gostseal_certificate_from_bytes(const uint8_t *data,
                                                size_t data_len,
                                                struct gostseal_certificate **certificate,
                                                struct gostseal_error **error);

// Copies the subject's name, UTF-8 without a terminator, into `out`.
gostseal_result gostseal_certificate_subject(const struct gostseal_certificate *certificate,
                                             uint8_t *out,
                                             size_t out_len,
                                             size_t *written);

// Frees a certificate. NULL is fine.
void gostseal_certificate_free(struct gostseal_certificate *certificate);

// The claims as one JSON object, UTF-8 without a terminator. Borrows; valid until the claims are freed.
gostseal_result gostseal_claims_json(const struct gostseal_claims *claims,
                                     const char **json,
                                     size_t *json_len);

// Copies one claim: the text of a string, the JSON of anything else; UTF-8 without a terminator.
//
// GOSTSEAL_ERROR_MISSING_CLAIM when there is none of this name.
gostseal_result gostseal_claims_get(const struct gostseal_claims *claims,
                                    const char *name,
                                    uint8_t *out,
                                    size_t out_len,
                                    size_t *written);

// Frees claims. NULL is fine.
void gostseal_claims_free(struct gostseal_claims *claims);

// Verifies CMS SignedData: every signature must be good and every signer trusted.
// Returns a new object, free with gostseal_signed_free.
//
// `cms` is DER or BER. `content` is the content of a detached signature, or (NULL, 0) when the message carries it; an
// empty detached content is a pointer that is not NULL, and 0. Give `signer` to pin the signer's key, or `anchors`; the
// other is NULL. With neither, a good signature gives GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED. `now`, in seconds since
// 1970-01-01T00:00:00Z, is when certificates must be valid.
gostseal_result gostseal_cms_verify(const uint8_t *cms,
                                    size_t cms_len,
                                    const uint8_t *content,
                                    size_t content_len,
                                    const struct gostseal_public_key *signer,
                                    const struct gostseal_trust_store *anchors,
                                    int64_t now,
                                    struct gostseal_signed **signed_data,
                                    struct gostseal_error **error);

// The content that the message carries. Borrows; valid until the message is freed. NULL and 0 when it is detached.
gostseal_result gostseal_signed_content(const struct gostseal_signed *signed_data,
                                        const uint8_t **content,
                                        size_t *content_len);

// How many signers there are; at least 1. 0 when `signed_data` is NULL.
size_t gostseal_signed_signer_count(const struct gostseal_signed *signed_data);

// Copies the name of a signer's certificate, UTF-8 without a terminator; empty when its key was pinned without one.
gostseal_result gostseal_signed_signer_name(const struct gostseal_signed *signed_data,
                                            size_t index,
                                            uint8_t *out,
                                            size_t out_len,
                                            size_t *written);

// Frees a signed message. NULL is fine.
void gostseal_signed_free(struct gostseal_signed *signed_data);

// Starts a Streebog digest of `bits` 256 or 512 (GOST R 34.11-2012). Returns a new object, free with gostseal_hash_free.
gostseal_result gostseal_hash_new(uint32_t bits,
                                  struct gostseal_hash **hash);

// Hashes the next octets.
gostseal_result gostseal_hash_update(struct gostseal_hash *hash, const uint8_t *data, size_t data_len);

// Copies the digest of what was hashed so far, 32 or 64 octets; the object can go on.
gostseal_result gostseal_hash_digest(const struct gostseal_hash *hash,
                                     uint8_t *out,
                                     size_t out_len,
                                     size_t *written);

// Frees a digest. NULL is fine.
void gostseal_hash_free(struct gostseal_hash *hash);

// Verifies a compact JWS under every registered profile. Claims are not judged: expiry and audience are the caller's matter.
// Returns a new object, free with gostseal_jws_free.
//
// Give `signer` to pin the signer's key, or `anchors` for signatures that carry certificates; the other is NULL.
// `now`, in seconds since 1970-01-01T00:00:00Z, is when certificates must be valid.
gostseal_result gostseal_jws_verify(const uint8_t *text,
                                    size_t text_len,
                                    const struct gostseal_public_key *signer,
                                    const struct gostseal_trust_store *anchors,
                                    int64_t now,
                                    struct gostseal_jws **jws,
                                    struct gostseal_error **error);

// The payload's octets. Borrows; valid until the JWS is freed.
gostseal_result gostseal_jws_payload(const struct gostseal_jws *jws,
                                     const uint8_t **payload,
                                     size_t *payload_len);

// The payload as claims, not judged. Returns a new object, free with gostseal_claims_free.
gostseal_result gostseal_jws_claims(const struct gostseal_jws *jws,
                                    struct gostseal_claims **claims,
                                    struct gostseal_error **error);

// Frees a JWS. NULL is fine.
void gostseal_jws_free(struct gostseal_jws *jws);

// Reads a private key from PKCS#8, DER or PEM. Returns a new object, free with gostseal_private_key_free.
//
// The octets are copied; wipe yours when you no longer need them.
gostseal_result gostseal_private_key_from_pkcs8(const uint8_t *data,
                                                size_t data_len,
                                                struct gostseal_private_key **key,
                                                struct gostseal_error **error);

// Frees a private key and wipes it. NULL is fine.
void gostseal_private_key_free(struct gostseal_private_key *key);

// Reads the public key of a certificate, DER or PEM. Returns a new object, free with gostseal_public_key_free.
//
// The certificate itself is not judged: whoever pins a key vouches for it.
gostseal_result gostseal_public_key_from_certificate(const uint8_t *data,
                                                     size_t data_len,
                                                     struct gostseal_public_key **key,
                                                     struct gostseal_error **error);

// Reads a public key from SubjectPublicKeyInfo, DER or PEM. Returns a new object, free with gostseal_public_key_free.
gostseal_result gostseal_public_key_from_spki(const uint8_t *data,
                                              size_t data_len,
                                              struct gostseal_public_key **key,
                                              struct gostseal_error **error);

// Frees a public key. NULL is fine.
void gostseal_public_key_free(struct gostseal_public_key *key);

// Makes an opener of layers. Returns a new object, free with gostseal_layers_free.
//
// `key` may be NULL: a sealed layer within another is content then, and an outermost one is refused. `certificate` is as in
// gostseal_opener_new. `depth` is how many layers are opened at most; 0 is 8. Key and certificate are borrowed and must outlive
// the object.
gostseal_result gostseal_layers_new(const struct gostseal_private_key *key,
                                    const struct gostseal_certificate *certificate,
                                    uint32_t depth,
                                    struct gostseal_layers **layers);

// Takes octets of the outermost layer and writes the innermost content, at most `out_len` octets.
//
// *taken is how many octets of `data` were taken; the rest is to be given again. None are taken while content waits, of which
// a few octets can make much: go on until all are taken. An error waits for the content before it: it is the result of a later
// call.
gostseal_result gostseal_layers_update(struct gostseal_layers *layers,
                                       const uint8_t *data,
                                       size_t data_len,
                                       size_t *taken,
                                       uint8_t *out,
                                       size_t out_len,
                                       size_t *written,
                                       struct gostseal_error **error);

// Says that the input has ended and writes the last content, at most `out_len` octets. Go on until *done is 1: then every
// layer is complete, and what they were can be asked.
gostseal_result gostseal_layers_finish(struct gostseal_layers *layers,
                                       uint8_t *out,
                                       size_t out_len,
                                       size_t *written,
                                       uint32_t *done,
                                       struct gostseal_error **error);

// How many layers were opened. 0 before gostseal_layers_finish was done, and when `layers` is NULL.
size_t gostseal_layers_count(const struct gostseal_layers *layers);

// The type of a layer, counted from the outermost, 0: "EnvelopedData", "SignedData", "CompressedData", "DigestedData" or "Data". A
// static string; NULL when there is no such layer.
const char *gostseal_layers_type(const struct gostseal_layers *layers,
                                 size_t index);

// What the innermost content begins as: "ZIP", "PDF", "XML", "text", "octets", "message" (one that was not opened) or "empty". A
// guess by its first octets. A static string; NULL before gostseal_layers_finish was done.
const char *gostseal_layers_content_type(const struct gostseal_layers *layers);

// Verifies the signatures of a layer of the type SignedData over the content that came out: every one must be good and every
// signer trusted. `signer`, `anchors` and `now` are as in gostseal_cms_verify.
gostseal_result gostseal_layers_verify(const struct gostseal_layers *layers,
                                       size_t index,
                                       const struct gostseal_public_key *signer,
                                       const struct gostseal_trust_store *anchors,
                                       int64_t now,
                                       struct gostseal_error **error);

// Frees an opener of layers. NULL is fine.
void gostseal_layers_free(struct gostseal_layers *layers);

// Makes an opener. Returns a new object, free with gostseal_opener_free.
//
// With a certificate, recipients are matched by issuer and serial number or by SubjectKeyIdentifier; without (NULL), every
// recipient of the key's algorithm and curve is tried. Key and certificate are borrowed and must outlive the opener.
gostseal_result gostseal_opener_new(const struct gostseal_private_key *key,
                                    const struct gostseal_certificate *certificate,
                                    struct gostseal_opener **opener);

// Takes the next octets of the envelope (DER, BER, PEM, base64 or S/MIME, recognised by content) and writes plaintext.
//
// `out_len` must be at least `data_len`; else GOSTSEAL_ERROR_INSUFFICIENT_SIZE, nothing is taken and *written holds the needed size.
// `data` and `out` must not overlap. Now and then a few octets more come out than went in: what does not fit waits for the next
// call, and a call without data (NULL, 0) gives it. A wrong key is an error before the first octet of plaintext. An error
// waits for the plaintext before it: it is the result of the call after. After any error but these of its arguments the
// opener takes no more input.
gostseal_result gostseal_opener_update(struct gostseal_opener *opener,
                                       const uint8_t *data,
                                       size_t data_len,
                                       uint8_t *out,
                                       size_t out_len,
                                       size_t *written,
                                       struct gostseal_error **error);

// Octets of plaintext that wait: what a call without data (NULL, 0) would give. 0 when `opener` is NULL.
size_t gostseal_opener_waiting(const struct gostseal_opener *opener);

// Whether the content has a MAC that agrees: 1 after a good gostseal_opener_finish of such an envelope, else 0. It says nothing of
// who sealed. 0 when `opener` is NULL.
uint32_t gostseal_opener_authenticated(const struct gostseal_opener *opener);

// Says that the input has ended. GOSTSEAL_ERROR_TRUNCATED when the envelope is not complete: what was given out is only its beginning.
// GOSTSEAL_ERROR_INVALID_MAC when the content has a MAC that does not agree: what was given out is worthless.
//
// GOSTSEAL_ERROR_INSUFFICIENT_SIZE when plaintext still waits: take it by gostseal_opener_update without data until nothing more
// comes, then ask again.
gostseal_result gostseal_opener_finish(struct gostseal_opener *opener,
                                       struct gostseal_error **error);

// Frees an opener. NULL is fine.
void gostseal_opener_free(struct gostseal_opener *opener);

// What a result means, in one sentence. Never NULL; static, not to be freed.
const char *gostseal_result_str(gostseal_result result);

// The number of a failure. 0 when `error` is NULL.
gostseal_result gostseal_error_code(const struct gostseal_error *error);

// What failed and where, in one line of UTF-8 without secrets. Borrows; valid until the error is freed.
const char *gostseal_error_message(const struct gostseal_error *error);

// Frees the details of a failure. NULL is fine.
void gostseal_error_free(struct gostseal_error *error);

// Makes a sealer for the owners of `count` certificates. Returns a new object, free with gostseal_sealer_free.
//
// `cipher` is the cipher of the content: "gost28147", which NULL is, too, "magma-ctr-acpkm", "magma-ctr-acpkm-omac",
// "kuznyechik-ctr-acpkm" or "kuznyechik-ctr-acpkm-omac"; those in -omac notice whatever is altered. `form` is one of the
// GOSTSEAL_FORM_ numbers. The certificates are not needed afterwards.
gostseal_result gostseal_sealer_new(const struct gostseal_certificate *const *certificates,
                                    size_t count,
                                    const char *cipher,
                                    uint32_t form,
                                    struct gostseal_sealer **sealer,
                                    struct gostseal_error **error);

// Takes plaintext, all of it, and writes what is finished of the envelope, at most `out_len` octets.
//
// What does not fit waits for the next call; a call without data (NULL, 0) gives it. With twice `data_len` and 64 KiB more of room
// nothing waits but what many recipients make.
gostseal_result gostseal_sealer_update(struct gostseal_sealer *sealer,
                                       const uint8_t *data,
                                       size_t data_len,
                                       uint8_t *out,
                                       size_t out_len,
                                       size_t *written,
                                       struct gostseal_error **error);

// Says that the plaintext has ended and writes the rest of the envelope.
//
// When the rest is longer than `out_len`, GOSTSEAL_ERROR_INSUFFICIENT_SIZE and *written holds the needed size: call again with
// such a buffer, or take a part by gostseal_sealer_update without data first.
gostseal_result gostseal_sealer_finish(struct gostseal_sealer *sealer,
                                       uint8_t *out,
                                       size_t out_len,
                                       size_t *written,
                                       struct gostseal_error **error);

// Frees a sealer. NULL is fine.
void gostseal_sealer_free(struct gostseal_sealer *sealer);

// Makes a store from a bundle of certificates (DER, PEM with one or many, PKCS#7). Whatever is given is an anchor,
// self-signed or not. Returns a new object, free with gostseal_trust_store_free.
gostseal_result gostseal_trust_store_from_bundle(const uint8_t *data,
                                                 size_t data_len,
                                                 struct gostseal_trust_store **store,
                                                 struct gostseal_error **error);

// Frees a store. NULL is fine.
void gostseal_trust_store_free(struct gostseal_trust_store *store);

// Sets every field to its default: nothing given, nothing demanded, `now` not set.
gostseal_result gostseal_userinfo_options_init(struct gostseal_userinfo_options *options);

// Opens a user-info, a compact JWE or JWS, and gives the claims that the bank's signature proves.
// Returns a new object, free with gostseal_claims_free.
gostseal_result gostseal_userinfo_open(const struct gostseal_userinfo_options *options,
                                       const uint8_t *text,
                                       size_t text_len,
                                       struct gostseal_claims **claims,
                                       struct gostseal_error **error);

// The version of the library, for instance "0.1.0". Static, not to be freed.
const char *gostseal_version(void);

// The version of the library as a number: major * 65536 + minor * 256 + patch.
uint32_t gostseal_version_number(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* GOSTSEAL_H */
