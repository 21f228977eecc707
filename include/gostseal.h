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
 * that argument. Objects are opaque; one thread at a time may use an object, except keys, certificates,
 * trust stores and path caches once made, which any number of threads may share. Every _free function takes NULL.
 * Verdicts are numbers from 1 on and no truth values: compare them.
 * A pair (NULL, 0) is an empty octet string. There is no global state and nothing to initialise.
 */

#ifndef GOSTSEAL_H
#define GOSTSEAL_H

#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

// ИНН of a natural person, 12 digits; older certificates of organisations have 00 and their 10 digits.
#define GOSTSEAL_IDENTIFIER_INN 1

// ИНН of an organisation, 10 digits.
#define GOSTSEAL_IDENTIFIER_INN_LE 2

// ОГРН, 13 digits.
#define GOSTSEAL_IDENTIFIER_OGRN 3

// ОГРНИП, 15 digits.
#define GOSTSEAL_IDENTIFIER_OGRNIP 4

// СНИЛС, 11 digits.
#define GOSTSEAL_IDENTIFIER_SNILS 5

// The call docflow/sign: its errorCode is a number.
#define GOSTSEAL_DOCFLOW_SIGN_DOCUMENT 1

// The call workflow/finish_process: its errorCode is a string.
#define GOSTSEAL_DOCFLOW_FINISH_PROCESS 2

// signdata is CMS SignedData, attached or detached; what is made is attached.
#define GOSTSEAL_DOCFLOW_CMS 1

// signdata is CMS SignedData that holds the data.
#define GOSTSEAL_DOCFLOW_CMS_ATTACHED 2

// signdata is CMS SignedData without the data.
#define GOSTSEAL_DOCFLOW_CMS_DETACHED 3

// signdata is s, then r, each big-endian.
#define GOSTSEAL_DOCFLOW_RAW_SR_BE 4

// signdata is r, then s, each big-endian.
#define GOSTSEAL_DOCFLOW_RAW_RS_BE 5

// signdata is r, then s, each little-endian.
#define GOSTSEAL_DOCFLOW_RAW_RS_LE 6

// signdata is s, then r, each little-endian.
#define GOSTSEAL_DOCFLOW_RAW_SR_LE 7

// signdata is over the octets that rawdata stands for.
#define GOSTSEAL_DOCFLOW_OVER_OCTETS 1

// signdata is over the text of rawdata: base64, as it was passed.
#define GOSTSEAL_DOCFLOW_OVER_TEXT 2

// The signature is good and its signer is trusted.
#define GOSTSEAL_DOCFLOW_SIGNED 1

// No signature was asked for and none was judged.
#define GOSTSEAL_DOCFLOW_UNSIGNED 2

// The call is refused.
#define GOSTSEAL_DOCFLOW_REFUSED 3

// A path is refused when the status of one of its certificates is not known.
#define GOSTSEAL_REVOCATION_HARD_FAIL 1

// A path is good when the status of one of its certificates is not known, and reports say so.
#define GOSTSEAL_REVOCATION_SOFT_FAIL 2

// Nothing is asked: a certificate may be revoked and the path good.
#define GOSTSEAL_REVOCATION_NONE 3

// Octets of a Streebog-256 digest.
#define GOSTSEAL_STREEBOG256_SIZE 32

// Octets of a Streebog-512 digest.
#define GOSTSEAL_STREEBOG512_SIZE 64

// Whatever a certificate is for: key usage is not considered.
#define GOSTSEAL_USAGE_ANY 1

// The certificate's key is to receive keys.
#define GOSTSEAL_USAGE_KEY_TRANSPORT 2

// It is to answer for the status of certificates.
#define GOSTSEAL_USAGE_OCSP_SIGNING 3

// It is to sign documents.
#define GOSTSEAL_USAGE_SIGNATURE 4

// It is to sign time stamps.
#define GOSTSEAL_USAGE_TIME_STAMPING 5

// A CRL would tell of a certificate.
#define GOSTSEAL_NEED_CRL 1

// A delta CRL would, on top of a CRL.
#define GOSTSEAL_NEED_DELTA_CRL 2

// An answer of an OCSP responder would.
#define GOSTSEAL_NEED_OCSP 3

// A file of the octets themselves.
#define GOSTSEAL_FORM_DER 0

// A PEM file with the label CMS.
#define GOSTSEAL_FORM_PEM 1

// A file of base64 with nothing around it.
#define GOSTSEAL_FORM_BASE64 2

// A mail message, smime.p7m.
#define GOSTSEAL_FORM_SMIME 3

// What CryptoPro CSP and CryptoARM make and take: CAdES-BES in DER with the content inside.
#define GOSTSEAL_PRESET_CRYPTOPRO 1

// Document exchange (Diadoc and its like): CAdES-BES in DER beside the document.
#define GOSTSEAL_PRESET_DIADOC 2

// Reports to authorities over an operator: CAdES-BES in DER beside the file.
#define GOSTSEAL_PRESET_TAX 3

// Bank tokens and payment documents: CAdES-BES beside the text, with indefinite lengths; give the chain in `certificates`.
#define GOSTSEAL_PRESET_BANK 4

// What signing_time is when nothing is to be said.
#define GOSTSEAL_NO_TIME INT64_MIN

// GOST R 34.11-94.
#define GOSTSEAL_DIGEST_GOST94 1

// Streebog-256.
#define GOSTSEAL_DIGEST_STREEBOG256 2

// Streebog-512.
#define GOSTSEAL_DIGEST_STREEBOG512 3

// The signature is one of the certificate's key over the octets received.
#define GOSTSEAL_SIGNATURE_GOOD 1

// It is not. Nothing more is said.
#define GOSTSEAL_SIGNATURE_BAD 2

// It could not be checked.
#define GOSTSEAL_SIGNATURE_NOT_CHECKED 3

// There are no signed attributes: the signature is over the content.
#define GOSTSEAL_ORDER_ABSENT 1

// The signed attributes are sorted, as DER asks for.
#define GOSTSEAL_ORDER_SORTED 2

// They are not sorted; the signature is over the octets as transmitted.
#define GOSTSEAL_ORDER_UNSORTED 3

// They are not sorted; the signature is over the sorted octets. Only on request.
#define GOSTSEAL_ORDER_RESORTED 4

// The signature is not good, so that nothing is known of the order.
#define GOSTSEAL_ORDER_UNKNOWN 5

// messageDigest is the digest of the content.
#define GOSTSEAL_CONTENT_SAME 1

// There are no signed attributes: the signature itself covers the content.
#define GOSTSEAL_CONTENT_SIGNED 2

// messageDigest is the digest of something else.
#define GOSTSEAL_CONTENT_DIFFERS 3

// It could not be checked.
#define GOSTSEAL_CONTENT_NOT_CHECKED 4

// The signer signed the name of this certificate.
#define GOSTSEAL_BINDING_BOUND 1

// There is no signing-certificate attribute: another certificate with the same key would do as well.
#define GOSTSEAL_BINDING_ABSENT 2

// The attribute names another certificate.
#define GOSTSEAL_BINDING_MISMATCH 3

// It could not be checked.
#define GOSTSEAL_BINDING_NOT_CHECKED 4

// Certificates were judged without dates.
#define GOSTSEAL_JUDGED_WITHOUT_TIME 1

// Certificates were judged at the time that was given.
#define GOSTSEAL_JUDGED_AT_GIVEN 2

// Certificates were judged at the time that a trusted time stamp proves.
#define GOSTSEAL_JUDGED_AT_TIME_STAMP 3

// The certificate leads to an anchor.
#define GOSTSEAL_PATH_ANCHOR 1

// The key is the one that was pinned.
#define GOSTSEAL_PATH_PINNED_KEY 2

// The certificate does not lead to an anchor.
#define GOSTSEAL_PATH_REFUSED 3

// Nothing was given to trust signers by.
#define GOSTSEAL_PATH_NOT_ASKED 4

// There is no certificate to begin with.
#define GOSTSEAL_PATH_NOT_CHECKED 5

// All certificates of the path below the anchor are known to be good at the time judged.
#define GOSTSEAL_STATUS_GOOD 1

// One was revoked.
#define GOSTSEAL_STATUS_REVOKED 2

// None is known to be revoked, and of one nothing is known.
#define GOSTSEAL_STATUS_UNKNOWN 3

// There is no path whose certificates could be asked about, or nothing was to be asked.
#define GOSTSEAL_STATUS_NOT_ASKED 4

// There are neither references nor values.
#define GOSTSEAL_EVIDENCE_ABSENT 1

// There are references and no values: they must be fetched.
#define GOSTSEAL_EVIDENCE_REFERENCES_ONLY 2

// Every reference has its value; or there are values without references.
#define GOSTSEAL_EVIDENCE_COMPLETE 3

// A certificate that is referred to is not among the values.
#define GOSTSEAL_EVIDENCE_CERTIFICATE_MISSING 4

// A CRL or OCSP response that is referred to is not among the values.
#define GOSTSEAL_EVIDENCE_REVOCATION_MISSING 5

// They could not be read.
#define GOSTSEAL_EVIDENCE_NOT_CHECKED 6

// No signing-certificate attribute: plain CMS.
#define GOSTSEAL_CADES_CMS 1

// CAdES-BES: a signing-certificate attribute.
#define GOSTSEAL_CADES_BES 2

// CAdES-EPES: a signature policy beside it.
#define GOSTSEAL_CADES_EPES 3

// CAdES-T: a time stamp over the signature.
#define GOSTSEAL_CADES_T 4

// CAdES-C: references to certificates and revocation values.
#define GOSTSEAL_CADES_C 5

// CAdES-X Long: the values too.
#define GOSTSEAL_CADES_X_LONG 6

// CAdES-X Long Type 1: a time stamp over signature, time stamp and references.
#define GOSTSEAL_CADES_X_LONG_TYPE_1 7

// CAdES-X Long Type 2: a time stamp over the references alone.
#define GOSTSEAL_CADES_X_LONG_TYPE_2 8

// CAdES-A: an archive time stamp.
#define GOSTSEAL_CADES_A 9

// A time-stamp token that stands alone.
#define GOSTSEAL_TIME_STAMP_ALONE 1

// A time stamp over the content, before it was signed.
#define GOSTSEAL_TIME_STAMP_CONTENT 2

// A time stamp over the signature.
#define GOSTSEAL_TIME_STAMP_SIGNATURE 3

// A time stamp over signature, its time stamps and the references.
#define GOSTSEAL_TIME_STAMP_ESC 4

// A time stamp over the references.
#define GOSTSEAL_TIME_STAMP_CERTS_CRLS 5

// A time stamp over the whole message.
#define GOSTSEAL_TIME_STAMP_ARCHIVE 6

// A time stamp over the whole message by an index of hashes.
#define GOSTSEAL_TIME_STAMP_ARCHIVE_V3 7

// The time stamp is over what it should be over.
#define GOSTSEAL_IMPRINT_SAME 1

// It is over something else.
#define GOSTSEAL_IMPRINT_DIFFERS 2

// It could not be checked.
#define GOSTSEAL_IMPRINT_NOT_CHECKED 3

// The question whether the signature is good.
#define GOSTSEAL_QUESTION_SIGNATURE 1

// The question whether the content is the one that was signed.
#define GOSTSEAL_QUESTION_CONTENT 2

// The question whether the signer signed the name of its certificate.
#define GOSTSEAL_QUESTION_BINDING 3

// The question whether the certificate leads to an anchor.
#define GOSTSEAL_QUESTION_PATH 4

// The question what is known of revocation.
#define GOSTSEAL_QUESTION_REVOCATION 5

// The question whether the references of the longer forms are kept.
#define GOSTSEAL_QUESTION_EVIDENCE 6

// The question whether all unsigned attributes could be read.
#define GOSTSEAL_QUESTION_UNSIGNED 7

// Major version: the ABI.
#define GOSTSEAL_VERSION_MAJOR 0

// Minor version.
#define GOSTSEAL_VERSION_MINOR 1

// Patch version.
#define GOSTSEAL_VERSION_PATCH 0

// An X.509 certificate. May be shared by threads.
typedef struct gostseal_certificate gostseal_certificate;

// What was found about a certificate.
typedef struct gostseal_certificate_report gostseal_certificate_report;

// Claims of a token. May be read by several threads.
typedef struct gostseal_claims gostseal_claims;

// Takes a CRL of any size in pieces, and keeps what it says of certain certificates.
typedef struct gostseal_crl_scan gostseal_crl_scan;

// The judgement on a call, and the answer to it.
typedef struct gostseal_docflow_verdict gostseal_docflow_verdict;

// The details of a failure: its number and one line of text without secrets.
typedef struct gostseal_error gostseal_error;

// CRLs and OCSP responses. Nothing is fetched. It must not be added to while another call works with it.
typedef struct gostseal_evidence gostseal_evidence;

// A running Streebog digest.
typedef struct gostseal_hash gostseal_hash;

// A JWS whose signature is good and whose signer is trusted.
typedef struct gostseal_jws gostseal_jws;

// Certificates by what a service calls them. They must be those of the calling user only, or anybody's good signature passes for the
// user's.
typedef struct gostseal_known_certificates gostseal_known_certificates;

// Opens messages within messages: signed, compressed, sealed, in any order. Signatures are NOT judged on the way.
typedef struct gostseal_layers gostseal_layers;

// Octets that the library made, or that a callback gives to it.
typedef struct gostseal_octets gostseal_octets;

// Opens one envelope, piece by piece. The plaintext is UNAUTHENTICATED before gostseal_opener_finish, and after it unless
// gostseal_opener_authenticated says otherwise.
typedef struct gostseal_opener gostseal_opener;

// Remembers keys and signatures of certificates, so that the next document of a signer costs one signature. May be shared by
// threads.
typedef struct gostseal_path_cache gostseal_path_cache;

// A private key. Wiped when freed. May be shared by threads.
typedef struct gostseal_private_key gostseal_private_key;

// A public key, checked and prepared for many verifications. May be shared by threads.
typedef struct gostseal_public_key gostseal_public_key;

// What was found about each signature of a message. Some may be bad, none need be trusted.
typedef struct gostseal_report gostseal_report;

// Makes one envelope, piece by piece. Who made the content is not proved: sign it before it is sealed.
typedef struct gostseal_sealer gostseal_sealer;

// A signed message whose signatures are all good and whose signers are all trusted.
typedef struct gostseal_signed gostseal_signed;

// Signs content that is given piece by piece, in flat memory.
typedef struct gostseal_signer gostseal_signer;

// Everything that was found about one signature. Part of what it came from.
typedef struct gostseal_signer_verdicts gostseal_signer_verdicts;

// A time-stamp token, and what was found about it.
typedef struct gostseal_time_stamp gostseal_time_stamp;

// Everything that was found about one time stamp. Part of what it came from.
typedef struct gostseal_time_stamp_verdicts gostseal_time_stamp_verdicts;

// Asks an authority for time stamps and checks what it answers.
typedef struct gostseal_time_stamper gostseal_time_stamper;

// Trust anchors. Once made, may be shared by threads.
typedef struct gostseal_trust_store gostseal_trust_store;

// Reads a signed message, or the content of a detached one, piece by piece, in flat memory.
typedef struct gostseal_verification gostseal_verification;

// What is brought to verifications: whom to trust, when, by which evidence.
typedef struct gostseal_verifier gostseal_verifier;

// The result of a fallible call: GOSTSEAL_OK or one of the GOSTSEAL_ERROR_ numbers.
typedef uint32_t gostseal_result;

// What a service asks of a call. Fill with gostseal_docflow_requirements_init, then set fields.
typedef struct gostseal_docflow_requirements {
  // sizeof this structure, set by gostseal_docflow_requirements_init.
  size_t struct_size;
  // The setting "require a signature" of the process type: 1 or 0. Signing a document is a signature always.
  uint32_t signature;
  // The setting "require key and certificate": 1 or 0.
  uint32_t key_and_certificate;
  // The form of signdata: GOSTSEAL_DOCFLOW_CMS or another of the profiles.
  uint32_t profile;
  // What signdata is over: one of the GOSTSEAL_DOCFLOW_OVER_ numbers.
  uint32_t over;
  // What must be known of revocation: one of the GOSTSEAL_REVOCATION_ numbers.
  uint32_t revocation;
  // Reserved; 0.
  uint32_t reserved;
  // What rawdata was before changes: a call with it is told that the data was changed. NULL with 0.
  const uint8_t *const *superseded;
  // The lengths of these.
  const size_t *superseded_lens;
  // How many.
  size_t superseded_count;
} gostseal_docflow_requirements;

// How a message is made. Fill with gostseal_sign_options_init or gostseal_sign_options_preset, then set fields. Everything is borrowed for
// the call; of a gostseal_signer until it is freed.
typedef struct gostseal_sign_options {
  // sizeof this structure, set by gostseal_sign_options_init.
  size_t struct_size;
  // When the signer says that it signs, in seconds since 1970-01-01T00:00:00Z; GOSTSEAL_NO_TIME for nothing.
  int64_t signing_time;
  // Whether the content is left out: 0 or 1.
  uint32_t detached;
  // Whether attributes are signed, among them the digest of the content, instead of the content itself: 1 or 0.
  uint32_t signed_attributes;
  // Whether the name of the certificate is signed too, which makes a CAdES-BES: 1 or 0. Needs `signed_attributes`.
  uint32_t signing_certificate;
  // Whether the signer's own certificate is put into the message: 1 or 0.
  uint32_t include_signer;
  // Whether the outer structure has indefinite lengths: 0 or 1.
  uint32_t indefinite_length;
  // Whether the certificate is named by its subject key identifier instead of issuer and serial number: 0 or 1.
  uint32_t by_key_identifier;
  // Whether signatureAlgorithm names digest and key together, as in certificates: 0 or 1.
  uint32_t with_digest;
  // Reserved; 0.
  uint32_t reserved;
  // Certificates to put beside the signer's own; NULL with 0.
  const struct gostseal_certificate *const *certificates;
  // How many.
  size_t certificate_count;
  // What adds a time stamp over the signature, which makes a CAdES-T; NULL for none.
  const struct gostseal_time_stamper *time_stamper;
} gostseal_sign_options;

// Carries a request to a time-stamp authority (application/timestamp-query) and gives what came back (application/timestamp-reply) to
// gostseal_octets_append on `response`. Any result but GOSTSEAL_OK says that it failed. Neither pointer may be kept.
typedef gostseal_result (*gostseal_transport)(void *userdata,
                                              const uint8_t *request,
                                              size_t request_len,
                                              struct gostseal_octets *response);

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

// A time stamp is over something else than it should be, or answers another request.
#define GOSTSEAL_ERROR_INVALID_TIME_STAMP 327

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

// A certificate has a name that a CA above it may not give.
#define GOSTSEAL_ERROR_NAME_NOT_PERMITTED 413

// The private key was not to sign at that time by its usage period.
#define GOSTSEAL_ERROR_KEY_PERIOD_VIOLATED 414

// The revocation status of a certificate is not known, and the policy asks for it.
#define GOSTSEAL_ERROR_REVOCATION_STATUS_UNKNOWN 415

// A CRL cannot be used for the certificate: signature, scope or kind.
#define GOSTSEAL_ERROR_UNUSABLE_CRL 416

// An OCSP response cannot be used for the certificate: signer, signature, nonce or content.
#define GOSTSEAL_ERROR_UNUSABLE_OCSP_RESPONSE 417

// A CRL or an OCSP response is too old for the time that is judged at.
#define GOSTSEAL_ERROR_STALE_REVOCATION_DATA 418

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

// The time-stamp authority refused.
#define GOSTSEAL_ERROR_TIME_STAMP_REFUSED 703

// The time-stamp authority could not be reached.
#define GOSTSEAL_ERROR_TRANSPORT_FAILED 704

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

// Copies the issuer's name, UTF-8 without a terminator, into `out`.
gostseal_result gostseal_certificate_issuer(const struct gostseal_certificate *certificate,
                                            uint8_t *out,
                                            size_t out_len,
                                            size_t *written);

// Copies the serial number, content octets of the INTEGER, big-endian, into `out`.
gostseal_result gostseal_certificate_serial(const struct gostseal_certificate *certificate,
                                            uint8_t *out,
                                            size_t out_len,
                                            size_t *written);

// The octets of the certificate in DER. Borrows; valid until the certificate is freed.
gostseal_result gostseal_certificate_der(const struct gostseal_certificate *certificate,
                                         const uint8_t **data,
                                         size_t *data_len);

// The first and the last second of the certificate's validity, since 1970-01-01T00:00:00Z.
gostseal_result gostseal_certificate_validity(const struct gostseal_certificate *certificate,
                                              int64_t *not_before,
                                              int64_t *not_after);

// Copies the thumbprint, SHA-1 of the certificate, as Windows and CryptoPro name it: 20 octets.
gostseal_result gostseal_certificate_thumbprint(const struct gostseal_certificate *certificate,
                                                uint8_t *out,
                                                size_t out_len,
                                                size_t *written);

// Copies the fingerprint, Streebog-256 of the certificate: 32 octets.
gostseal_result gostseal_certificate_fingerprint(const struct gostseal_certificate *certificate,
                                                 uint8_t *out,
                                                 size_t out_len,
                                                 size_t *written);

// Copies a state identifier of the subject, one of the GOSTSEAL_IDENTIFIER_ numbers, UTF-8 without a terminator.
// GOSTSEAL_ERROR_MISSING_FIELD when it has none.
gostseal_result gostseal_certificate_identifier(const struct gostseal_certificate *certificate,
                                                uint32_t identifier,
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

// Makes an empty list. Returns a new object, free with gostseal_known_certificates_free.
gostseal_result gostseal_known_certificates_new(struct gostseal_known_certificates **known);

// Puts a certificate under an identifier, in the place of what was there. Letters have no case.
gostseal_result gostseal_known_certificates_insert(struct gostseal_known_certificates *known,
                                                   const char *cert_id,
                                                   const struct gostseal_certificate *certificate);

// Frees a list. NULL is fine.
void gostseal_known_certificates_free(struct gostseal_known_certificates *known);

// Sets every field to its default: signature, key and certificate are demanded, CMS of either form over the decoded octets, and
// revocation need not be known.
gostseal_result gostseal_docflow_requirements_init(struct gostseal_docflow_requirements *requirements);

// Judges a call, GOSTSEAL_DOCFLOW_SIGN_DOCUMENT or GOSTSEAL_DOCFLOW_FINISH_PROCESS, by the body of its form, in the order in which the
// description lists the refusals. Returns a new object, free with gostseal_docflow_verdict_free. GOSTSEAL_OK SAYS NOTHING OF THE CALL:
// ask gostseal_docflow_verdict_outcome.
//
// `current` is what the object's data is now, decoded, or (NULL, 0) when there is no such object; empty data is a pointer that is not
// NULL, and 0. Anchors, further certificates, evidence, cache and time, which must be set, are those of `verifier`. `requirements` is NULL
// for the default.
gostseal_result gostseal_docflow_check(uint32_t call,
                                       const uint8_t *body,
                                       size_t body_len,
                                       const uint8_t *current,
                                       size_t current_len,
                                       const struct gostseal_known_certificates *known,
                                       const struct gostseal_verifier *verifier,
                                       const struct gostseal_docflow_requirements *requirements,
                                       struct gostseal_docflow_verdict **verdict,
                                       struct gostseal_error **error);

// What was decided: GOSTSEAL_DOCFLOW_SIGNED, GOSTSEAL_DOCFLOW_UNSIGNED or GOSTSEAL_DOCFLOW_REFUSED. 0 when `verdict` is NULL.
uint32_t gostseal_docflow_verdict_outcome(const struct gostseal_docflow_verdict *verdict);

// The whole answer, as the service sends it: JSON in UTF-8 without a terminator. Borrows; valid until the verdict is freed.
gostseal_result gostseal_docflow_verdict_json(const struct gostseal_docflow_verdict *verdict,
                                              const char **json,
                                              size_t *json_len);

// Copies why the call is refused, for the log of the service, UTF-8 without a terminator; empty when it is not. It is not part of the
// answer.
gostseal_result gostseal_docflow_verdict_cause(const struct gostseal_docflow_verdict *verdict,
                                               uint8_t *out,
                                               size_t out_len,
                                               size_t *written);

// The signer's certificate of a call that is signed. Returns a new object, free with gostseal_certificate_free.
// GOSTSEAL_ERROR_MISSING_FIELD when it is not.
gostseal_result gostseal_docflow_verdict_certificate(const struct gostseal_docflow_verdict *verdict,
                                                     struct gostseal_certificate **certificate);

// Frees a verdict. NULL is fine.
void gostseal_docflow_verdict_free(struct gostseal_docflow_verdict *verdict);

// Signs rawdata and makes the body of a call, percent-encoded once: the client's half. `object` is documentID or procInstID; `signal` is
// for GOSTSEAL_DOCFLOW_FINISH_PROCESS alone, else NULL. `signing_time` is GOSTSEAL_NO_TIME for none. Returns new octets, free with
// gostseal_octets_free.
gostseal_result gostseal_docflow_sign(uint32_t call,
                                      const char *rawdata,
                                      uint32_t profile_number,
                                      uint32_t over_number,
                                      const struct gostseal_private_key *key,
                                      const struct gostseal_certificate *certificate,
                                      const char *cert_id,
                                      int64_t signing_time,
                                      const char *object,
                                      const char *signal,
                                      struct gostseal_octets **body,
                                      struct gostseal_error **error);

// Makes evidence without anything in it. Returns a new object, free with gostseal_evidence_free.
gostseal_result gostseal_evidence_new(struct gostseal_evidence **evidence);

// Says how old evidence may be: `without_next_update` seconds after thisUpdate where there is no nextUpdate (86400 unless
// told), `max_age` seconds after thisUpdate at the most (UINT32_MAX for until nextUpdate, as unless told), and by how many
// seconds the caller's clock may be ahead.
gostseal_result gostseal_evidence_set_freshness(struct gostseal_evidence *evidence,
                                                uint32_t without_next_update,
                                                uint32_t max_age,
                                                uint32_t skew);

// Adds every CRL of a file: DER, PEM or base64.
gostseal_result gostseal_evidence_add_crl(struct gostseal_evidence *evidence,
                                          const uint8_t *data,
                                          size_t data_len,
                                          struct gostseal_error **error);

// Adds an OCSP response in DER. `nonce` is the one of the request, or (NULL, 0); unless `nonce_required` is 0 a response without
// it tells nothing.
gostseal_result gostseal_evidence_add_ocsp(struct gostseal_evidence *evidence,
                                           const uint8_t *data,
                                           size_t data_len,
                                           const uint8_t *nonce,
                                           size_t nonce_len,
                                           uint32_t nonce_required,
                                           struct gostseal_error **error);

// Frees evidence. NULL is fine.
void gostseal_evidence_free(struct gostseal_evidence *evidence);

// Begins to read a CRL in DER for what it says of `count` certificates: memory does not grow with the list. Returns a new
// object, free with gostseal_crl_scan_free.
gostseal_result gostseal_crl_scan_new(const struct gostseal_certificate *const *certificates,
                                      size_t count,
                                      struct gostseal_crl_scan **scan);

// Takes the next octets of the CRL. After an error nothing more is taken.
gostseal_result gostseal_crl_scan_update(struct gostseal_crl_scan *scan,
                                         const uint8_t *data,
                                         size_t data_len,
                                         struct gostseal_error **error);

// Says that the CRL has ended, and adds what it says to `evidence`.
gostseal_result gostseal_crl_scan_finish(struct gostseal_crl_scan *scan,
                                         struct gostseal_evidence *evidence,
                                         struct gostseal_error **error);

// Frees a scan. NULL is fine.
void gostseal_crl_scan_free(struct gostseal_crl_scan *scan);

// Makes a cache of so many certificates at most (some 700 octets each), with so many octets for the keys of authorities. Returns a
// new object, free with gostseal_path_cache_free.
gostseal_result gostseal_path_cache_new(size_t certificates,
                                        size_t key_octets,
                                        struct gostseal_path_cache **cache);

// How many signatures are remembered. 0 when `cache` is NULL.
size_t gostseal_path_cache_len(const struct gostseal_path_cache *cache);

// Frees a cache. NULL is fine.
void gostseal_path_cache_free(struct gostseal_path_cache *cache);

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

// The octets. Borrows; valid until they are freed or added to.
gostseal_result gostseal_octets_data(const struct gostseal_octets *octets,
                                     const uint8_t **data,
                                     size_t *data_len);

// Adds octets: what a callback that is given an object for its answer calls, as often as it likes. At most 64 MiB, then
// GOSTSEAL_ERROR_LIMIT_EXCEEDED.
gostseal_result gostseal_octets_append(struct gostseal_octets *octets,
                                       const uint8_t *data,
                                       size_t data_len);

// Frees octets. NULL is fine.
void gostseal_octets_free(struct gostseal_octets *octets);

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

// Looks for a path from a certificate to an anchor of `verifier`, through its certificates, at its time, by its evidence. Returns a new
// object, free with gostseal_certificate_report_free.
//
// GOSTSEAL_OK SAYS NOTHING OF THE CERTIFICATE: ask gostseal_certificate_report_require. `usage` is one of the GOSTSEAL_USAGE_ numbers,
// `revocation` one of the GOSTSEAL_REVOCATION_ numbers. `nonce`, up to 32 octets of the caller's random choice or (NULL, 0), goes into
// OCSP requests.
gostseal_result gostseal_certificate_verify(const struct gostseal_certificate *certificate,
                                            const struct gostseal_verifier *verifier,
                                            uint32_t usage,
                                            uint32_t revocation,
                                            const uint8_t *nonce,
                                            size_t nonce_len,
                                            struct gostseal_certificate_report **report,
                                            struct gostseal_error **error);

// Demands that a path was found that nothing speaks against: GOSTSEAL_OK, or the number of the most telling reason.
gostseal_result gostseal_certificate_report_require(const struct gostseal_certificate_report *report,
                                                    struct gostseal_error **error);

// The certificate that the refusal is about: `index` gets its place, counted from the one that was asked about, 0, and `certificate` a new
// object, free with gostseal_certificate_free. GOSTSEAL_ERROR_MISSING_FIELD when nothing is refused.
gostseal_result gostseal_certificate_report_refused(const struct gostseal_certificate_report *report,
                                                    size_t *index,
                                                    struct gostseal_certificate **certificate);

// How many certificates the path has that was found: also when one of them is revoked or not known. 0 when there is none or `report` is
// NULL.
size_t gostseal_certificate_report_path_count(const struct gostseal_certificate_report *report);

// A certificate of the path, counted from the one that was asked about: 0. Returns a new object, free with gostseal_certificate_free.
gostseal_result gostseal_certificate_report_path_certificate(const struct gostseal_certificate_report *report,
                                                             size_t index,
                                                             struct gostseal_certificate **certificate);

// What is known of the revocation of a certificate of the path, counted as above: one of the GOSTSEAL_STATUS_ numbers. 0 for the anchor, for
// what is beyond it, and when `report` is NULL. Of a revoked one `at` gets when and `reason` the CRLReason, or -1; either may be NULL.
uint32_t gostseal_certificate_report_status(const struct gostseal_certificate_report *report,
                                            size_t index,
                                            int64_t *at,
                                            int32_t *reason);

// How many things would tell of certificates that nothing is known of. 0 when `report` is NULL.
size_t gostseal_certificate_report_need_count(const struct gostseal_certificate_report *report);

// One of them: `kind` gets one of the GOSTSEAL_NEED_ numbers, `certificate` which certificate of the path it is for, `url` where that
// certificate says that it is (UTF-8 without a terminator: foreign text, to be fetched with care or not at all), `request` what is to be
// sent to an OCSP responder (application/ocsp-request), or NULL and 0. All borrow; valid until the report is freed.
gostseal_result gostseal_certificate_report_need(const struct gostseal_certificate_report *report,
                                                 size_t index,
                                                 uint32_t *kind,
                                                 size_t *certificate,
                                                 const uint8_t **url,
                                                 size_t *url_len,
                                                 const uint8_t **request,
                                                 size_t *request_len);

// Frees a report. NULL is fine.
void gostseal_certificate_report_free(struct gostseal_certificate_report *report);

// Answers each question about each signature of CMS SignedData, DER or BER. Returns a new object, free with gostseal_report_free.
//
// GOSTSEAL_OK SAYS NOTHING OF THE SIGNATURES: ask gostseal_report_require, or the verdicts. `content` is the content of a detached
// signature, or (NULL, 0) when the message carries it; an empty detached content is a pointer that is not NULL, and 0.
gostseal_result gostseal_cms_report(const struct gostseal_verifier *verifier,
                                    const uint8_t *cms,
                                    size_t cms_len,
                                    const uint8_t *content,
                                    size_t content_len,
                                    struct gostseal_report **report,
                                    struct gostseal_error **error);

// Demands of every signature that it is good, over this content, and of a signer who is trusted. GOSTSEAL_OK, or the number of the
// first refusal. `revocation` is one of the GOSTSEAL_REVOCATION_ numbers.
gostseal_result gostseal_report_require(const struct gostseal_report *report,
                                        uint32_t revocation,
                                        struct gostseal_error **error);

// The content that the message carries, if gostseal_report_require refuses nothing, else its refusal. Borrows; valid until the report
// is freed. NULL and 0 for a detached signature, and for a message that was read piece by piece.
gostseal_result gostseal_report_content(const struct gostseal_report *report,
                                        uint32_t revocation,
                                        const uint8_t **content,
                                        size_t *content_len,
                                        struct gostseal_error **error);

// How many signers there are; at least 1. 0 when `report` is NULL.
size_t gostseal_report_signer_count(const struct gostseal_report *report);

// The verdicts on a signature, in the order of the message. Borrows; valid until the report is freed. NULL when there is no such
// signer.
const struct gostseal_signer_verdicts *gostseal_report_signer(const struct gostseal_report *report,
                                                              size_t index);

// Frees a report and all verdicts in it. NULL is fine.
void gostseal_report_free(struct gostseal_report *report);

// Begins to read a message that carries its content, in DER or BER. Returns a new object, free with gostseal_verification_free.
gostseal_result gostseal_verification_new_attached(struct gostseal_verification **verification);

// Begins to read the content of a detached signature `cms`, which is copied. Returns a new object, free with
// gostseal_verification_free.
gostseal_result gostseal_verification_new_detached(const uint8_t *cms,
                                                   size_t cms_len,
                                                   struct gostseal_verification **verification,
                                                   struct gostseal_error **error);

// Takes the next octets of the message or of the content, all of them, and writes content of an attached message, UNVERIFIED, at
// most `out_len` octets. What does not fit waits for the next call; a call without data (NULL, 0) gives it.
//
// With as much room as there is data nothing waits. After an error but those of its arguments nothing more is taken.
gostseal_result gostseal_verification_update(struct gostseal_verification *verification,
                                             const uint8_t *data,
                                             size_t data_len,
                                             uint8_t *out,
                                             size_t out_len,
                                             size_t *written,
                                             struct gostseal_error **error);

// Says that the input has ended, and answers each question about each signature. Returns a new object, free with gostseal_report_free.
// GOSTSEAL_OK SAYS NOTHING OF THE SIGNATURES, as with gostseal_cms_report.
//
// GOSTSEAL_ERROR_INSUFFICIENT_SIZE when content still waits: take it first. Archive time stamps of versions 1 and 2 cover the content
// itself and cannot be checked here.
gostseal_result gostseal_verification_finish(struct gostseal_verification *verification,
                                             const struct gostseal_verifier *verifier,
                                             struct gostseal_report **report,
                                             struct gostseal_error **error);

// Frees a verification. NULL is fine.
void gostseal_verification_free(struct gostseal_verification *verification);

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

// Sets every field to its default: CAdES-BES in DER with the content inside, and no signing time.
gostseal_result gostseal_sign_options_init(struct gostseal_sign_options *options);

// Sets every field to what a kind of service takes: one of the GOSTSEAL_PRESET_ numbers.
gostseal_result gostseal_sign_options_preset(struct gostseal_sign_options *options,
                                             uint32_t preset,
                                             int64_t signing_time);

// Signs content with a key and its certificate. `options` is NULL for the default. Returns new octets, free with gostseal_octets_free.
gostseal_result gostseal_cms_sign(const uint8_t *content,
                                  size_t content_len,
                                  const struct gostseal_private_key *key,
                                  const struct gostseal_certificate *certificate,
                                  const struct gostseal_sign_options *options,
                                  struct gostseal_octets **message,
                                  struct gostseal_error **error);

// Adds a signature over the same content to a message, in whose octets nothing else changes. `content` is needed for a detached one, else
// (NULL, 0); `detached` and `indefinite_length` of the options play no part. Returns new octets, free with gostseal_octets_free.
gostseal_result gostseal_cms_cosign(const uint8_t *cms,
                                    size_t cms_len,
                                    const uint8_t *content,
                                    size_t content_len,
                                    const struct gostseal_private_key *key,
                                    const struct gostseal_certificate *certificate,
                                    const struct gostseal_sign_options *options,
                                    struct gostseal_octets **message,
                                    struct gostseal_error **error);

// Signs the signature number `index` of a message, in whose octets nothing else changes. It gets no time stamp. Returns new octets, free
// with gostseal_octets_free.
gostseal_result gostseal_cms_countersign(const uint8_t *cms,
                                         size_t cms_len,
                                         size_t index,
                                         const struct gostseal_private_key *key,
                                         const struct gostseal_certificate *certificate,
                                         const struct gostseal_sign_options *options,
                                         struct gostseal_octets **message,
                                         struct gostseal_error **error);

// Begins to sign content that comes piece by piece. With the content inside, the message has indefinite lengths whatever the options say.
// Key, certificate and time stamper are borrowed and must outlive the signer. Returns a new object, free with gostseal_signer_free.
gostseal_result gostseal_signer_new(const struct gostseal_private_key *key,
                                    const struct gostseal_certificate *certificate,
                                    const struct gostseal_sign_options *options,
                                    struct gostseal_signer **signer,
                                    struct gostseal_error **error);

// Takes content, all of it, and writes what is finished of the message, at most `out_len` octets. What does not fit waits for the next
// call; a call without data (NULL, 0) gives it.
gostseal_result gostseal_signer_update(struct gostseal_signer *signer,
                                       const uint8_t *data,
                                       size_t data_len,
                                       uint8_t *out,
                                       size_t out_len,
                                       size_t *written,
                                       struct gostseal_error **error);

// Signs, and writes the rest of the message.
//
// When the rest is longer than `out_len`, GOSTSEAL_ERROR_INSUFFICIENT_SIZE and *written holds the needed size: call again with such a
// buffer, or take a part by gostseal_signer_update without data first. It is signed, and stamped, once.
gostseal_result gostseal_signer_finish(struct gostseal_signer *signer,
                                       uint8_t *out,
                                       size_t out_len,
                                       size_t *written,
                                       struct gostseal_error **error);

// Frees a signer. NULL is fine.
void gostseal_signer_free(struct gostseal_signer *signer);

// Makes a store from a bundle of certificates (DER, PEM with one or many, PKCS#7). Whatever is given is an anchor,
// self-signed or not. Returns a new object, free with gostseal_trust_store_free.
gostseal_result gostseal_trust_store_from_bundle(const uint8_t *data,
                                                 size_t data_len,
                                                 struct gostseal_trust_store **store,
                                                 struct gostseal_error **error);

// Frees a store. NULL is fine.
void gostseal_trust_store_free(struct gostseal_trust_store *store);

// Makes a time stamper that asks by `transport`, which is called with `userdata` within the calls that need a time stamp. Its tokens are
// checked, their signers trusted by nothing yet. Returns a new object, free with gostseal_time_stamper_free.
gostseal_result gostseal_time_stamper_new(gostseal_transport transport,
                                          void *userdata,
                                          struct gostseal_time_stamper **stamper);

// Demands that the authority is trusted as `verifier` says, which must outlive the stamper. `revocation` is one of the
// GOSTSEAL_REVOCATION_ numbers.
gostseal_result gostseal_time_stamper_set_verifier(struct gostseal_time_stamper *stamper,
                                                   const struct gostseal_verifier *verifier,
                                                   uint32_t revocation);

// Asks for a policy of the authority, a dotted identifier, and takes no other. NULL: any.
gostseal_result gostseal_time_stamper_set_policy(struct gostseal_time_stamper *stamper, const char *policy);

// Frees a time stamper. NULL is fine.
void gostseal_time_stamper_free(struct gostseal_time_stamper *stamper);

// Adds a time stamp over the signature number `index` of a message: CAdES-BES becomes CAdES-T. Returns new octets, free with
// gostseal_octets_free. GOSTSEAL_ERROR_TRANSPORT_FAILED when the transport did, GOSTSEAL_ERROR_TIME_STAMP_REFUSED when the authority
// refused.
gostseal_result gostseal_cms_add_time_stamp(const uint8_t *cms,
                                            size_t cms_len,
                                            size_t index,
                                            const struct gostseal_time_stamper *stamper,
                                            struct gostseal_octets **message,
                                            struct gostseal_error **error);

// Writes a request for a time stamp over data, by one of the GOSTSEAL_DIGEST_ numbers. `policy` is a dotted identifier or NULL; `nonce`
// has up to 32 octets, and (NULL, 0) draws eight; `certificate` says whether the authority is to put its certificate into the token.
// Returns new octets, free with gostseal_octets_free.
gostseal_result gostseal_time_stamp_request(const uint8_t *data,
                                            size_t data_len,
                                            uint32_t digest_number,
                                            const char *policy,
                                            const uint8_t *nonce,
                                            size_t nonce_len,
                                            uint32_t certificate,
                                            struct gostseal_octets **request,
                                            struct gostseal_error **error);

// Judges the answer to a request: it must be over the same digest, and have the nonce and policy that were asked for. Returns a new
// object, free with gostseal_time_stamp_free.
//
// GOSTSEAL_OK SAYS NOTHING OF WHO ANSWERED: ask gostseal_time_stamp_verdicts_require of its verdicts.
gostseal_result gostseal_time_stamp_check(const struct gostseal_verifier *verifier,
                                          const uint8_t *request,
                                          size_t request_len,
                                          const uint8_t *response,
                                          size_t response_len,
                                          struct gostseal_time_stamp **stamp,
                                          struct gostseal_error **error);

// Judges a token that should be over data, by one of the GOSTSEAL_DIGEST_ numbers. As gostseal_time_stamp_check.
gostseal_result gostseal_time_stamp_from_token(const struct gostseal_verifier *verifier,
                                               const uint8_t *token,
                                               size_t token_len,
                                               const uint8_t *data,
                                               size_t data_len,
                                               uint32_t digest_number,
                                               struct gostseal_time_stamp **stamp,
                                               struct gostseal_error **error);

// The verdicts on a time stamp. Borrows; valid until it is freed. NULL when `stamp` is.
const struct gostseal_time_stamp_verdicts *gostseal_time_stamp_get_verdicts(const struct gostseal_time_stamp *stamp);

// The token, a whole ContentInfo. Borrows; valid until the time stamp is freed.
gostseal_result gostseal_time_stamp_token(const struct gostseal_time_stamp *stamp,
                                          const uint8_t **token,
                                          size_t *token_len);

// Frees a time stamp and its verdicts. NULL is fine.
void gostseal_time_stamp_free(struct gostseal_time_stamp *stamp);

// Answers a request as an authority, for tests and closed systems. The certificate must be that of `key`, and for time stamps alone, or
// nobody believes it. `policy` is a dotted identifier, `serial` a big-endian number that is never used twice, `now` the time stamped. A
// request that cannot be read or asks for another policy is refused in the response. Returns new octets, free with gostseal_octets_free.
gostseal_result gostseal_time_stamp_answer(const struct gostseal_private_key *key,
                                           const struct gostseal_certificate *certificate,
                                           const char *policy,
                                           const uint8_t *request,
                                           size_t request_len,
                                           const uint8_t *serial,
                                           size_t serial_len,
                                           int64_t now,
                                           struct gostseal_octets **response,
                                           struct gostseal_error **error);

// Sets every field to its default: nothing given, nothing demanded, `now` not set.
gostseal_result gostseal_userinfo_options_init(struct gostseal_userinfo_options *options);

// Opens a user-info, a compact JWE or JWS, and gives the claims that the bank's signature proves.
// Returns a new object, free with gostseal_claims_free.
gostseal_result gostseal_userinfo_open(const struct gostseal_userinfo_options *options,
                                       const uint8_t *text,
                                       size_t text_len,
                                       struct gostseal_claims **claims,
                                       struct gostseal_error **error);

// Whether the signature is good: one of the GOSTSEAL_SIGNATURE_ numbers. 0 when `verdicts` is NULL.
uint32_t gostseal_verdicts_signature(const struct gostseal_signer_verdicts *verdicts);

// In which order the signed attributes stand: one of the GOSTSEAL_ORDER_ numbers. 0 when `verdicts` is NULL.
uint32_t gostseal_verdicts_attribute_order(const struct gostseal_signer_verdicts *verdicts);

// Whether the content is the one that was signed: one of the GOSTSEAL_CONTENT_ numbers. 0 when `verdicts` is NULL.
uint32_t gostseal_verdicts_content(const struct gostseal_signer_verdicts *verdicts);

// Whether the signer signed the name of its certificate: one of the GOSTSEAL_BINDING_ numbers. 0 when `verdicts` is NULL.
uint32_t gostseal_verdicts_binding(const struct gostseal_signer_verdicts *verdicts);

// By what the time was chosen that certificates were judged at: one of the GOSTSEAL_JUDGED_ numbers. 0 when `verdicts` is NULL.
// `time` is NULL or gets that time, in seconds since 1970-01-01T00:00:00Z; it is left alone where there is none.
uint32_t gostseal_verdicts_judged_at(const struct gostseal_signer_verdicts *verdicts,
                                     int64_t *time);

// Whether the certificate leads to an anchor: one of the GOSTSEAL_PATH_ numbers. 0 when `verdicts` is NULL.
uint32_t gostseal_verdicts_path(const struct gostseal_signer_verdicts *verdicts);

// How many certificates the path has, signer's and anchor's included. 0 when there is none or `verdicts` is NULL.
size_t gostseal_verdicts_path_count(const struct gostseal_signer_verdicts *verdicts);

// A certificate of the path, counted from the signer's: 0. Returns a new object, free with gostseal_certificate_free.
gostseal_result gostseal_verdicts_path_certificate(const struct gostseal_signer_verdicts *verdicts,
                                                   size_t index,
                                                   struct gostseal_certificate **certificate);

// The certificate that the refusal of a path is about: `index` gets its place, counted from the signer's, 0, and `certificate` a new object,
// free with gostseal_certificate_free. GOSTSEAL_ERROR_MISSING_FIELD when no path is refused.
gostseal_result gostseal_verdicts_path_refused(const struct gostseal_signer_verdicts *verdicts,
                                               size_t *index,
                                               struct gostseal_certificate **certificate);

// What is known of revocation: one of the GOSTSEAL_STATUS_ numbers. 0 when `verdicts` is NULL.
uint32_t gostseal_verdicts_revocation(const struct gostseal_signer_verdicts *verdicts);

// Which certificate of the path was revoked, when, and why: `reason` gets the CRLReason of RFC 5280 section 5.3.1, or -1.
// GOSTSEAL_ERROR_MISSING_FIELD when none was.
gostseal_result gostseal_verdicts_revoked(const struct gostseal_signer_verdicts *verdicts,
                                          size_t *index,
                                          int64_t *at,
                                          int32_t *reason);

// Whether the references of the longer forms are kept: one of the GOSTSEAL_EVIDENCE_ numbers. 0 when `verdicts` is NULL.
uint32_t gostseal_verdicts_evidence(const struct gostseal_signer_verdicts *verdicts);

// Which form of CAdES the attributes have: one of the GOSTSEAL_CADES_ numbers. It says what is there, not that it is good. 0 when
// `verdicts` is NULL.
uint32_t gostseal_verdicts_form(const struct gostseal_signer_verdicts *verdicts);

// Why a question, one of the GOSTSEAL_QUESTION_ numbers, has no good answer: GOSTSEAL_OK when it has one, else the number of what stands
// against it.
gostseal_result gostseal_verdicts_error(const struct gostseal_signer_verdicts *verdicts,
                                        uint32_t question,
                                        struct gostseal_error **error);

// Demands a good signature over this content by a signer who is trusted at the time that was judged: GOSTSEAL_OK, or the number of the
// first refusal. `revocation` is one of the GOSTSEAL_REVOCATION_ numbers. Time stamps and countersignatures are not demanded.
gostseal_result gostseal_verdicts_require(const struct gostseal_signer_verdicts *verdicts,
                                          uint32_t revocation,
                                          struct gostseal_error **error);

// As gostseal_verdicts_require, without path and revocation.
gostseal_result gostseal_verdicts_require_signature(const struct gostseal_signer_verdicts *verdicts,
                                                    struct gostseal_error **error);

// The signer's certificate. Returns a new object, free with gostseal_certificate_free. GOSTSEAL_ERROR_MISSING_FIELD when none was found.
gostseal_result gostseal_verdicts_certificate(const struct gostseal_signer_verdicts *verdicts,
                                              struct gostseal_certificate **certificate);

// When the signer says that it signed, in seconds since 1970-01-01T00:00:00Z. It proves nothing. GOSTSEAL_ERROR_MISSING_FIELD when it
// does not say.
gostseal_result gostseal_verdicts_signing_time(const struct gostseal_signer_verdicts *verdicts,
                                               int64_t *time);

// How many countersignatures there are. 0 when `verdicts` is NULL.
size_t gostseal_verdicts_countersignature_count(const struct gostseal_signer_verdicts *verdicts);

// The verdicts on a countersignature. Borrows, as `verdicts` does. NULL when there is no such one.
const struct gostseal_signer_verdicts *gostseal_verdicts_countersignature(const struct gostseal_signer_verdicts *verdicts,
                                                                          size_t index);

// How many time stamps there are. 0 when `verdicts` is NULL.
size_t gostseal_verdicts_time_stamp_count(const struct gostseal_signer_verdicts *verdicts);

// The verdicts on a time stamp. Borrows, as `verdicts` does. NULL when there is no such one.
const struct gostseal_time_stamp_verdicts *gostseal_verdicts_time_stamp(const struct gostseal_signer_verdicts *verdicts,
                                                                        size_t index);

// What a time stamp covers: one of the GOSTSEAL_TIME_STAMP_ numbers. 0 when `verdicts` is NULL.
uint32_t gostseal_time_stamp_verdicts_kind(const struct gostseal_time_stamp_verdicts *verdicts);

// Whether a time stamp is over what it should be over: one of the GOSTSEAL_IMPRINT_ numbers. 0 when `verdicts` is NULL.
uint32_t gostseal_time_stamp_verdicts_imprint(const struct gostseal_time_stamp_verdicts *verdicts);

// The verdicts on the authority's signature. Borrows, as `verdicts` does. NULL when the token cannot be read.
const struct gostseal_signer_verdicts *gostseal_time_stamp_verdicts_token(const struct gostseal_time_stamp_verdicts *verdicts);

// The time that a time stamp proves, in seconds since 1970-01-01T00:00:00Z, or the number of the first refusal: token, imprint, path,
// and revocation as `revocation`, one of the GOSTSEAL_REVOCATION_ numbers, demands.
gostseal_result gostseal_time_stamp_verdicts_require(const struct gostseal_time_stamp_verdicts *verdicts,
                                                     uint32_t revocation,
                                                     int64_t *time,
                                                     struct gostseal_error **error);

// As gostseal_time_stamp_verdicts_require, under a good signature of whom nobody need trust.
gostseal_result gostseal_time_stamp_verdicts_require_signature(const struct gostseal_time_stamp_verdicts *verdicts,
                                                               int64_t *time,
                                                               struct gostseal_error **error);

// Makes a verifier that trusts nobody. Returns a new object, free with gostseal_verifier_free.
//
// Whom to trust is set with gostseal_verifier_set_signer or gostseal_verifier_set_anchors, when certificates must be valid with
// gostseal_verifier_set_time or gostseal_verifier_ignore_time: one of the two must be called. What is set is borrowed and must
// outlive the verifier, certificates excepted, which are copied.
gostseal_result gostseal_verifier_new(struct gostseal_verifier **verifier);

// Pins the signer's key: nobody else is believed, and certificates are not looked at. NULL takes it back. With anchors too, calls give
// GOSTSEAL_ERROR_INVALID_ARGUMENT.
gostseal_result gostseal_verifier_set_signer(struct gostseal_verifier *verifier,
                                             const struct gostseal_public_key *signer);

// Sets the anchors that signers' certificates must lead to. NULL takes them back.
gostseal_result gostseal_verifier_set_anchors(struct gostseal_verifier *verifier,
                                              const struct gostseal_trust_store *anchors);

// Sets the anchors of time-stamp authorities. NULL: those of signers, as unless told.
gostseal_result gostseal_verifier_set_authorities(struct gostseal_verifier *verifier,
                                                  const struct gostseal_trust_store *anchors);

// Adds a certificate to look for signers and issuers in. It is not trusted for it.
gostseal_result gostseal_verifier_add_certificate(struct gostseal_verifier *verifier,
                                                  const struct gostseal_certificate *certificate);

// Sets when certificates must be valid, in seconds since 1970-01-01T00:00:00Z.
gostseal_result gostseal_verifier_set_time(struct gostseal_verifier *verifier, int64_t now);

// Judges without dates: an expired certificate is as good as any, and whatever was ever revoked is revoked.
gostseal_result gostseal_verifier_ignore_time(struct gostseal_verifier *verifier);

// Sets what knows of revoked certificates. NULL: nothing does but what messages carry.
gostseal_result gostseal_verifier_set_evidence(struct gostseal_verifier *verifier,
                                               const struct gostseal_evidence *evidence);

// Whether the CRLs and OCSP responses that messages carry are asked where the evidence knows nothing: 1, as unless told, or 0.
gostseal_result gostseal_verifier_set_embedded_evidence(struct gostseal_verifier *verifier,
                                                        uint32_t used);

// Judges a signer's certificates at the earliest time that a good time stamp over its signature proves, where there is one.
// `revocation`, one of the GOSTSEAL_REVOCATION_ numbers, is what must be known of the authority's certificates.
gostseal_result gostseal_verifier_trust_time_stamps(struct gostseal_verifier *verifier,
                                                    uint32_t revocation);

// Whether a signature over unsorted attributes that is not good as transmitted is verified over the sorted ones too: 1 or 0, as
// unless told. GOSTSEAL_ORDER_RESORTED tells of one that needed it.
gostseal_result gostseal_verifier_allow_unsorted_attributes(struct gostseal_verifier *verifier,
                                                            uint32_t allow);

// Sets what remembers keys and signatures of certificates. NULL: nothing does.
gostseal_result gostseal_verifier_set_cache(struct gostseal_verifier *verifier,
                                            const struct gostseal_path_cache *cache);

// Frees a verifier, and nothing that was set. NULL is fine.
void gostseal_verifier_free(struct gostseal_verifier *verifier);

// The version of the library, for instance "0.1.0". Static, not to be freed.
const char *gostseal_version(void);

// The version of the library as a number: major * 65536 + minor * 256 + patch.
uint32_t gostseal_version_number(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* GOSTSEAL_H */
