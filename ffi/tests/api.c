/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The contract of gostseal.h, call by call: NULL, (NULL, 0), buffers that are too small, outputs on failure, objects that
 * have finished, numbers and texts.
 *
 *   api VECTORS     VECTORS is the folder of that name in the project
 */

#include "checks.h"

#define UNTOUCHED_SIZE ((size_t)0x5a5a)

/* 2026-02-23T14:31:30Z. */
#define TOKEN_TIME INT64_C(1771857090)

static gostseal_private_key *private_key(const char *name) {
  struct octets file = vector(name);
  gostseal_private_key *key = NULL;
  RESULT(GOSTSEAL_OK, gostseal_private_key_from_pkcs8(file.data, file.len, &key, NULL));
  free(file.data);
  return key;
}

static gostseal_public_key *public_key(const char *name) {
  struct octets file = vector(name);
  gostseal_public_key *key = NULL;
  RESULT(GOSTSEAL_OK, gostseal_public_key_from_certificate(file.data, file.len, &key, NULL));
  free(file.data);
  return key;
}

static gostseal_certificate *certificate(const char *name) {
  struct octets file = vector(name);
  gostseal_certificate *made = NULL;
  RESULT(GOSTSEAL_OK, gostseal_certificate_from_bytes(file.data, file.len, &made, NULL));
  free(file.data);
  return made;
}

static void versions(void) {
  char text[64];
  snprintf(text, sizeof text, "%d.%d.%d", GOSTSEAL_VERSION_MAJOR, GOSTSEAL_VERSION_MINOR, GOSTSEAL_VERSION_PATCH);
  CHECK(strcmp(gostseal_version(), text) == 0);
  CHECK(gostseal_version_number() ==
        GOSTSEAL_VERSION_MAJOR * 65536u + GOSTSEAL_VERSION_MINOR * 256u + GOSTSEAL_VERSION_PATCH);
}

/* Every number of the header: the test that builds this program writes the list from it. */
static const gostseal_result results[] = {
#include "results.inc"
};

static void texts_of_results(void) {
  const size_t count = sizeof results / sizeof results[0];
  const char *unknown = gostseal_result_str(999999);
  CHECK(GOSTSEAL_OK == 0);
  CHECK(strcmp(gostseal_result_str(GOSTSEAL_OK), "Success.") == 0);
  CHECK(unknown[0] != '\0');
  CHECK(strcmp(gostseal_result_str(UINT32_MAX), unknown) == 0);
  CHECK(count > 50);
  for (size_t i = 0; i < count; i++) {
    const char *text = gostseal_result_str(results[i]);
    CHECK(strlen(text) > 5);
    CHECK(text[strlen(text) - 1] == '.');
    CHECK(strcmp(text, unknown) != 0);
    CHECK(gostseal_result_str(results[i]) == text);
    for (size_t j = 0; j < i; j++) {
      CHECK(results[i] != results[j]);
      CHECK(strcmp(text, gostseal_result_str(results[j])) != 0);
    }
  }
}

static void frees_take_null(void) {
  gostseal_certificate_free(NULL);
  gostseal_claims_free(NULL);
  gostseal_error_free(NULL);
  gostseal_hash_free(NULL);
  gostseal_jws_free(NULL);
  gostseal_layers_free(NULL);
  gostseal_opener_free(NULL);
  gostseal_private_key_free(NULL);
  gostseal_public_key_free(NULL);
  gostseal_sealer_free(NULL);
  gostseal_signed_free(NULL);
  gostseal_trust_store_free(NULL);
}

static void errors(void) {
  CHECK(gostseal_error_code(NULL) == GOSTSEAL_OK);
  CHECK(strcmp(gostseal_error_message(NULL), "") == 0);

  /* A failure makes the details and leaves the output alone; a success leaves the details alone. */
  static const uint8_t rubbish[] = {0x30, 0x03, 0x02, 0x01, 0x00};
  gostseal_private_key *key = UNTOUCHED;
  gostseal_error *error = NULL;
  gostseal_result result = gostseal_private_key_from_pkcs8(rubbish, sizeof rubbish, &key, &error);
  CHECK(result / 100 == 2);
  CHECK(key == UNTOUCHED);
  CHECK(error != NULL);
  CHECK(gostseal_error_code(error) == result);
  CHECK(strlen(gostseal_error_message(error)) > 0);
  CHECK(strchr(gostseal_error_message(error), '\n') == NULL);
  gostseal_error_free(error);

  struct octets file = vector("interop/openssl/keys/gost2012_256_TCA.p8.pem");
  error = UNTOUCHED;
  key = NULL;
  RESULT(GOSTSEAL_OK, gostseal_private_key_from_pkcs8(file.data, file.len, &key, &error));
  CHECK(error == UNTOUCHED);
  CHECK(key != NULL);
  gostseal_private_key_free(key);
  free(file.data);
}

/* The five calls that read an object from octets. */
#define READER(call, type)                                                                                    \
  do {                                                                                                        \
    type *object = UNTOUCHED;                                                                                 \
    gostseal_error *error = NULL;                                                                             \
    RESULT(GOSTSEAL_ERROR_NULL_POINTER, call(NULL, 1, &object, &error));                                      \
    CHECK(object == UNTOUCHED);                                                                               \
    CHECK(gostseal_error_code(error) == GOSTSEAL_ERROR_NULL_POINTER);                                         \
    CHECK(strcmp(gostseal_error_message(error), "data is NULL") == 0);                                        \
    gostseal_error_free(error);                                                                               \
    RESULT(GOSTSEAL_ERROR_NULL_POINTER, call((const uint8_t *)"x", 1, NULL, NULL));                           \
    /* (NULL, 0) is empty, which is no object of any kind. */                                                 \
    gostseal_result empty = call(NULL, 0, &object, NULL);                                                     \
    CHECK(empty / 100 == 2);                                                                                  \
    CHECK(empty == call((const uint8_t *)"", 0, &object, NULL));                                              \
    CHECK(call((const uint8_t *)"x", SIZE_MAX, &object, NULL) == GOSTSEAL_ERROR_INVALID_ARGUMENT);            \
    CHECK(object == UNTOUCHED);                                                                               \
  } while (0)

static void readers(void) {
  READER(gostseal_certificate_from_bytes, gostseal_certificate);
  READER(gostseal_private_key_from_pkcs8, gostseal_private_key);
  READER(gostseal_public_key_from_certificate, gostseal_public_key);
  READER(gostseal_public_key_from_spki, gostseal_public_key);
  READER(gostseal_trust_store_from_bundle, gostseal_trust_store);
}

static void certificates(void) {
  gostseal_certificate *ca = certificate("real/sber_ift_ca_2024.cer.pem");
  uint8_t out[512];
  size_t needed = 0, written = UNTOUCHED_SIZE;
  RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE, gostseal_certificate_subject(ca, NULL, 0, &needed));
  CHECK(needed > 0 && needed < sizeof out);
  memset(out, 0xee, sizeof out);
  RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE, gostseal_certificate_subject(ca, out, needed - 1, &written));
  CHECK(written == needed);
  CHECK(out[0] == 0xee);
  RESULT(GOSTSEAL_OK, gostseal_certificate_subject(ca, out, needed, &written));
  CHECK(written == needed);
  CHECK(out[0] != 0xee && out[needed] == 0xee);
  CHECK(memchr(out, 0, needed) == NULL);

  written = UNTOUCHED_SIZE;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_certificate_subject(NULL, out, sizeof out, &written));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_certificate_subject(ca, NULL, sizeof out, &written));
  CHECK(written == UNTOUCHED_SIZE);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_certificate_subject(ca, out, sizeof out, NULL));
  gostseal_certificate_free(ca);
}

static void check_hex(const uint8_t *octets, size_t len, const char *hex) {
  CHECK(strlen(hex) == 2 * len);
  for (size_t i = 0; i < len; i++) {
    char two[3];
    snprintf(two, sizeof two, "%02x", octets[i]);
    CHECK(memcmp(two, hex + 2 * i, 2) == 0);
  }
}

/* GOST R 34.11-2012, appendix A.1: the message M1, with the octets of message and digests in wire order. */
static void hashes(void) {
  static const char m1[] = "012345678901234567890123456789012345678901234567890123456789012";
  static const struct {
    uint32_t bits;
    size_t size;
    const char *m1, *empty;
  } known[] = {
      {256, GOSTSEAL_STREEBOG256_SIZE, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500",
       "3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb"},
      {512, GOSTSEAL_STREEBOG512_SIZE,
       "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
       "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
       "8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7"
       "362f715528356ee83cda5f2aac4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a"},
  };
  uint8_t out[GOSTSEAL_STREEBOG512_SIZE];
  size_t written;
  for (size_t i = 0; i < 2; i++) {
    gostseal_hash *hash = NULL;
    RESULT(GOSTSEAL_OK, gostseal_hash_new(known[i].bits, &hash));
    RESULT(GOSTSEAL_OK, gostseal_hash_update(hash, NULL, 0));
    RESULT(GOSTSEAL_OK, gostseal_hash_digest(hash, out, sizeof out, &written));
    CHECK(written == known[i].size);
    check_hex(out, written, known[i].empty);
    for (size_t at = 0; at < sizeof m1 - 1; at += 7) {
      RESULT(GOSTSEAL_OK, gostseal_hash_update(hash, (const uint8_t *)m1 + at, 7));
    }
    /* Asking does not end it. */
    for (int twice = 0; twice < 2; twice++) {
      RESULT(GOSTSEAL_OK, gostseal_hash_digest(hash, out, known[i].size, &written));
      check_hex(out, written, known[i].m1);
    }
    memset(out, 0xee, sizeof out);
    written = 0;
    RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE, gostseal_hash_digest(hash, out, known[i].size - 1, &written));
    CHECK(written == known[i].size && out[0] == 0xee);
    written = UNTOUCHED_SIZE;
    RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_hash_digest(hash, NULL, sizeof out, &written));
    RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_hash_digest(NULL, out, sizeof out, &written));
    CHECK(written == UNTOUCHED_SIZE);
    RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_hash_digest(hash, out, sizeof out, NULL));
    RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_hash_update(hash, NULL, 1));
    gostseal_hash_free(hash);
  }
  gostseal_hash *hash = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_hash_new(0, &hash));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_hash_new(384, &hash));
  CHECK(hash == UNTOUCHED);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_hash_new(256, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_hash_update(NULL, NULL, 0));
}

/* An envelope of 3,000 octets, and its plaintext: vectors/README.md has the recipe, its index the seed. */
#define OPENER_FILE "interop/openssl/env_gost89_gost2012_256_TCC_B_3000.der"
#define OPENER_KEY "interop/openssl/keys/gost2012_256_TCC"
#define OPENER_LENGTH 3000
#define OPENER_SEED 123

static void check_plaintext(const uint8_t *plaintext, size_t len) {
  CHECK(len == OPENER_LENGTH);
  for (size_t i = 0; i < len; i++) {
    CHECK(plaintext[i] == (uint8_t)(OPENER_SEED + 31 * i + 7 * (i >> 8) + 131 * (i >> 16)));
  }
}

static void opens_at_any_chunking(const gostseal_private_key *key, const gostseal_certificate *own,
                                  struct octets envelope) {
  const size_t chunks[] = {1, 7, 1023, 1024, 1025, envelope.len};
  uint8_t *plaintext = malloc(envelope.len);
  CHECK(plaintext != NULL);
  for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
    gostseal_opener *opener = NULL;
    RESULT(GOSTSEAL_OK, gostseal_opener_new(key, i % 2 == 0 ? own : NULL, &opener));
    size_t total = 0, written = 0;
    for (size_t at = 0; at < envelope.len; at += chunks[i]) {
      size_t len = envelope.len - at < chunks[i] ? envelope.len - at : chunks[i];
      /* Exactly as much room as there is input; what is beyond `written` stays as it was. */
      uint8_t *out = malloc(len);
      CHECK(out != NULL);
      memset(out, 0xee, len);
      written = UNTOUCHED_SIZE;
      gostseal_error *error = UNTOUCHED;
      RESULT(GOSTSEAL_OK, gostseal_opener_update(opener, envelope.data + at, len, out, len, &written, &error));
      CHECK(error == UNTOUCHED);
      CHECK(written <= len);
      for (size_t rest = written; rest < len; rest++) {
        CHECK(out[rest] == 0xee);
      }
      memcpy(plaintext + total, out, written);
      total += written;
      free(out);
      RESULT(GOSTSEAL_OK, gostseal_opener_update(opener, NULL, 0, NULL, 0, &written, NULL));
      CHECK(written == 0);
    }
    RESULT(GOSTSEAL_OK, gostseal_opener_finish(opener, NULL));
    check_plaintext(plaintext, total);

    written = UNTOUCHED_SIZE;
    gostseal_error *error = NULL;
    RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED,
           gostseal_opener_update(opener, envelope.data, 1, plaintext, 1, &written, &error));
    CHECK(gostseal_error_code(error) == GOSTSEAL_ERROR_ALREADY_FINISHED);
    gostseal_error_free(error);
    RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_opener_finish(opener, NULL));
    CHECK(written == UNTOUCHED_SIZE);
    gostseal_opener_free(opener);
  }
  free(plaintext);
}

static void opener_refuses(const gostseal_private_key *key, const gostseal_certificate *own, struct octets envelope) {
  gostseal_opener *opener = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_opener_new(NULL, own, &opener));
  CHECK(opener == UNTOUCHED);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_opener_new(key, own, NULL));

  uint8_t *out = malloc(envelope.len);
  CHECK(out != NULL);
  size_t written = UNTOUCHED_SIZE;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER,
         gostseal_opener_update(NULL, envelope.data, envelope.len, out, envelope.len, &written, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_opener_finish(NULL, NULL));

  /* What is wrong with the arguments takes nothing in: the opener goes on. */
  RESULT(GOSTSEAL_OK, gostseal_opener_new(key, NULL, &opener));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_opener_update(opener, NULL, 1, out, 1, &written, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER,
         gostseal_opener_update(opener, envelope.data, envelope.len, NULL, envelope.len, &written, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER,
         gostseal_opener_update(opener, envelope.data, envelope.len, out, envelope.len, NULL, NULL));
  CHECK(written == UNTOUCHED_SIZE);
  RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE,
         gostseal_opener_update(opener, envelope.data, envelope.len, out, envelope.len - 1, &written, NULL));
  CHECK(written == envelope.len);
  RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE,
         gostseal_opener_update(opener, envelope.data, envelope.len, NULL, 0, &written, NULL));
  RESULT(GOSTSEAL_OK,
         gostseal_opener_update(opener, envelope.data, envelope.len, out, envelope.len, &written, NULL));
  check_plaintext(out, written);
  RESULT(GOSTSEAL_OK, gostseal_opener_finish(opener, NULL));
  gostseal_opener_free(opener);

  /* Cut short. */
  gostseal_error *error = NULL;
  RESULT(GOSTSEAL_OK, gostseal_opener_new(key, NULL, &opener));
  RESULT(GOSTSEAL_OK,
         gostseal_opener_update(opener, envelope.data, envelope.len - 1, out, envelope.len, &written, NULL));
  RESULT(GOSTSEAL_ERROR_TRUNCATED, gostseal_opener_finish(opener, &error));
  CHECK(gostseal_error_code(error) == GOSTSEAL_ERROR_TRUNCATED);
  gostseal_error_free(error);
  gostseal_opener_free(opener);

  /* Followed by something. */
  written = UNTOUCHED_SIZE;
  RESULT(GOSTSEAL_OK, gostseal_opener_new(key, NULL, &opener));
  RESULT(GOSTSEAL_OK,
         gostseal_opener_update(opener, envelope.data, envelope.len, out, envelope.len, &written, NULL));
  written = UNTOUCHED_SIZE;
  RESULT(GOSTSEAL_ERROR_TRAILING_DATA, gostseal_opener_update(opener, envelope.data, 1, out, 1, &written, NULL));
  CHECK(written == UNTOUCHED_SIZE);
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_opener_finish(opener, NULL));
  gostseal_opener_free(opener);

  /* Another key, of the same curve. */
  gostseal_private_key *other = private_key("interop/malformed/keys/m_r256.p8.der");
  memset(out, 0xee, envelope.len);
  RESULT(GOSTSEAL_OK, gostseal_opener_new(other, NULL, &opener));
  RESULT(GOSTSEAL_ERROR_WRONG_KEY,
         gostseal_opener_update(opener, envelope.data, envelope.len, out, envelope.len, &written, NULL));
  CHECK(written == UNTOUCHED_SIZE);
  for (size_t i = 0; i < envelope.len; i++) {
    CHECK(out[i] == 0xee);
  }
  gostseal_opener_free(opener);
  gostseal_private_key_free(other);

  /* An opener that was never used. */
  RESULT(GOSTSEAL_OK, gostseal_opener_new(key, own, &opener));
  RESULT(GOSTSEAL_ERROR_TRUNCATED, gostseal_opener_finish(opener, NULL));
  gostseal_opener_free(opener);
  free(out);
}

static void openers(void) {
  gostseal_private_key *key = private_key(OPENER_KEY ".p8.pem");
  gostseal_certificate *own = certificate(OPENER_KEY ".cert.pem");
  struct octets envelope = vector(OPENER_FILE);
  opens_at_any_chunking(key, own, envelope);
  opener_refuses(key, own, envelope);
  free(envelope.data);
  gostseal_certificate_free(own);
  gostseal_private_key_free(key);
}

/* Seals a text in a form, with so much room for each call. */
static struct octets seal(const gostseal_certificate *own, const char *cipher, uint32_t form, struct octets text,
                          size_t room) {
  const gostseal_certificate *owners[] = {own, own};
  gostseal_sealer *sealer = NULL;
  RESULT(GOSTSEAL_OK, gostseal_sealer_new(owners, 2, cipher, form, &sealer, NULL));
  struct octets sealed = {malloc(4 * text.len + 8192), 0};
  CHECK(sealed.data != NULL);
  size_t written = 0;
  for (size_t at = 0; at < text.len; at += 1000) {
    size_t len = text.len - at < 1000 ? text.len - at : 1000;
    RESULT(GOSTSEAL_OK,
           gostseal_sealer_update(sealer, text.data + at, len, sealed.data + sealed.len, room, &written, NULL));
    CHECK(written <= room);
    sealed.len += written;
    while (written == room) {
      RESULT(GOSTSEAL_OK, gostseal_sealer_update(sealer, NULL, 0, sealed.data + sealed.len, room, &written, NULL));
      sealed.len += written;
    }
  }
  size_t needed = UNTOUCHED_SIZE;
  gostseal_error *error = NULL;
  RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE, gostseal_sealer_finish(sealer, NULL, 0, &needed, &error));
  CHECK(gostseal_error_code(error) == GOSTSEAL_ERROR_INSUFFICIENT_SIZE);
  gostseal_error_free(error);
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_sealer_update(sealer, text.data, 1, NULL, 0, &written, NULL));
  RESULT(GOSTSEAL_OK, gostseal_sealer_finish(sealer, sealed.data + sealed.len, needed, &written, NULL));
  CHECK(written == needed);
  sealed.len += written;
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_sealer_finish(sealer, sealed.data, 1, &written, NULL));
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_sealer_update(sealer, NULL, 0, sealed.data, 1, &written, NULL));
  gostseal_sealer_free(sealer);
  return sealed;
}

static void sealers(void) {
  gostseal_private_key *key = private_key(OPENER_KEY ".p8.pem");
  gostseal_certificate *own = certificate(OPENER_KEY ".cert.pem");
  struct octets text = {malloc(20000), 20000};
  CHECK(text.data != NULL);
  for (size_t i = 0; i < text.len; i++) {
    text.data[i] = (uint8_t)(i * i >> 4);
  }
  const uint32_t forms[] = {GOSTSEAL_FORM_DER, GOSTSEAL_FORM_PEM, GOSTSEAL_FORM_BASE64, GOSTSEAL_FORM_SMIME};
  const size_t rooms[] = {7, 100, 4096};
  const char *ciphers[] = {NULL, "kuznyechik-ctr-acpkm-omac", "gost28147", "magma-ctr-acpkm"};
  for (size_t form = 0; form < 4; form++) {
    struct octets sealed = seal(own, ciphers[form], forms[form], text, rooms[form % 3]);
    /* One octet at a time, with room for one. */
    gostseal_opener *opener = NULL;
    RESULT(GOSTSEAL_OK, gostseal_opener_new(key, NULL, &opener));
    uint8_t *out = malloc(sealed.len + 1);
    CHECK(out != NULL);
    size_t total = 0, written = 0;
    for (size_t at = 0; at < sealed.len; at++) {
      RESULT(GOSTSEAL_OK, gostseal_opener_update(opener, sealed.data + at, 1, out + total, 1, &written, NULL));
      total += written;
    }
    while (gostseal_opener_waiting(opener) != 0) {
      RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE, gostseal_opener_finish(opener, NULL));
      RESULT(GOSTSEAL_OK, gostseal_opener_update(opener, NULL, 0, out + total, 1, &written, NULL));
      CHECK(written == 1);
      total++;
    }
    CHECK(gostseal_opener_authenticated(opener) == 0);
    RESULT(GOSTSEAL_OK, gostseal_opener_finish(opener, NULL));
    CHECK(gostseal_opener_authenticated(opener) == (form == 1));
    CHECK(total == text.len && memcmp(out, text.data, total) == 0);
    gostseal_opener_free(opener);

    /* A broken end: the plaintext before it first, then the error. */
    sealed.data[sealed.len - 1] = sealed.data[sealed.len - 2] = sealed.data[sealed.len - 3] = 0xee;
    RESULT(GOSTSEAL_OK, gostseal_opener_new(key, NULL, &opener));
    RESULT(GOSTSEAL_OK, gostseal_opener_update(opener, sealed.data, sealed.len, out, sealed.len, &written, NULL));
    CHECK(written > text.len / 2 && memcmp(out, text.data, written) == 0);
    gostseal_result last = gostseal_opener_finish(opener, NULL);
    CHECK(forms[form] == GOSTSEAL_FORM_PEM ? last == GOSTSEAL_OK || last / 100 == 2 : last / 100 == 2);
    gostseal_opener_free(opener);
    free(out);
    free(sealed.data);
  }
  gostseal_sealer *sealer = UNTOUCHED;
  const gostseal_certificate *none[] = {NULL};
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_sealer_new(NULL, 0, NULL, GOSTSEAL_FORM_DER, &sealer, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_sealer_new(NULL, 1, NULL, GOSTSEAL_FORM_DER, &sealer, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_sealer_new(none, 1, NULL, GOSTSEAL_FORM_DER, &sealer, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_sealer_new((const gostseal_certificate *const *)&own, 1, NULL, 4, &sealer, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_sealer_new((const gostseal_certificate *const *)&own, 1, "aes", GOSTSEAL_FORM_DER, &sealer, NULL));
  CHECK(sealer == UNTOUCHED);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER,
         gostseal_sealer_new((const gostseal_certificate *const *)&own, 1, NULL, GOSTSEAL_FORM_DER, NULL, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_sealer_update(NULL, NULL, 0, NULL, 0, NULL, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_sealer_finish(NULL, NULL, 0, NULL, NULL));
  CHECK(gostseal_opener_waiting(NULL) == 0 && gostseal_opener_authenticated(NULL) == 0);
  free(text.data);
  gostseal_certificate_free(own);
  gostseal_private_key_free(key);
}

/* A signed document of 77 octets, sealed here. */
#define SIGNED_FILE "interop/openssl/sig_256_cades_attached.der"
#define SIGNER_CERTIFICATE "interop/openssl/keys/gost2012_256_TCA.cert.pem"

static void layers_within_layers(void) {
  gostseal_private_key *key = private_key(OPENER_KEY ".p8.pem");
  gostseal_certificate *own = certificate(OPENER_KEY ".cert.pem");
  gostseal_public_key *signer = public_key(SIGNER_CERTIFICATE);
  gostseal_public_key *other = public_key(OPENER_KEY ".cert.pem");
  struct octets document = vector(SIGNED_FILE);
  struct octets sealed = seal(own, "magma-ctr-acpkm-omac", GOSTSEAL_FORM_SMIME, document, 500);
  gostseal_signed *expected = NULL;
  RESULT(GOSTSEAL_OK,
         gostseal_cms_verify(document.data, document.len, NULL, 0, signer, NULL, NOW, &expected, NULL));
  const uint8_t *content = NULL;
  size_t content_len = 0;
  RESULT(GOSTSEAL_OK, gostseal_signed_content(expected, &content, &content_len));

  const size_t chunks[] = {1, 7, 1024, sealed.len};
  for (size_t i = 0; i < 4; i++) {
    gostseal_layers *layers = NULL;
    RESULT(GOSTSEAL_OK, gostseal_layers_new(key, i % 2 == 0 ? own : NULL, 0, &layers));
    uint8_t out[1000];
    size_t total = 0, written = 0, taken = 0, at = 0;
    uint32_t done = 0;
    while (at < sealed.len) {
      size_t len = sealed.len - at < chunks[i] ? sealed.len - at : chunks[i];
      /* Room for three octets at a time. */
      RESULT(GOSTSEAL_OK, gostseal_layers_update(layers, sealed.data + at, len, &taken, out + total, 3, &written, NULL));
      CHECK(taken <= len && written <= 3);
      at += taken;
      total += written;
    }
    CHECK(gostseal_layers_count(layers) == 0 && gostseal_layers_content_type(layers) == NULL);
    while (done == 0) {
      RESULT(GOSTSEAL_OK, gostseal_layers_finish(layers, out + total, 3, &written, &done, NULL));
      total += written;
    }
    CHECK(total == content_len && memcmp(out, content, total) == 0);
    CHECK(gostseal_layers_count(layers) == 2);
    CHECK(strcmp(gostseal_layers_type(layers, 0), "EnvelopedData") == 0);
    CHECK(strcmp(gostseal_layers_type(layers, 1), "SignedData") == 0);
    CHECK(gostseal_layers_type(layers, 2) == NULL);
    CHECK(strcmp(gostseal_layers_content_type(layers), "octets") == 0);
    RESULT(GOSTSEAL_OK, gostseal_layers_verify(layers, 1, signer, NULL, NOW, NULL));
    RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_layers_verify(layers, 0, signer, NULL, NOW, NULL));
    gostseal_error *error = NULL;
    CHECK(gostseal_layers_verify(layers, 1, other, NULL, NOW, &error) != GOSTSEAL_OK);
    CHECK(error != NULL);
    gostseal_error_free(error);
    RESULT(GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED, gostseal_layers_verify(layers, 1, NULL, NULL, NOW, NULL));
    RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_layers_update(layers, out, 1, &taken, out, 1, &written, NULL));
    gostseal_layers_free(layers);
  }

  gostseal_layers *layers = UNTOUCHED;
  size_t taken = UNTOUCHED_SIZE, written = UNTOUCHED_SIZE;
  uint32_t done = 0;
  uint8_t out[1000];
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_layers_new(key, NULL, 0, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_layers_new(NULL, own, 0, &layers));
  CHECK(layers == UNTOUCHED);
  /* One layer only; and none without a key. */
  RESULT(GOSTSEAL_OK, gostseal_layers_new(NULL, NULL, 1, &layers));
  RESULT(GOSTSEAL_OK, gostseal_layers_update(layers, document.data, document.len, &taken, out, sizeof out, &written, NULL));
  CHECK(taken == document.len && written == content_len);
  RESULT(GOSTSEAL_OK, gostseal_layers_finish(layers, out, sizeof out, &written, &done, NULL));
  CHECK(done == 1 && written == 0);
  gostseal_layers_free(layers);
  RESULT(GOSTSEAL_OK, gostseal_layers_new(NULL, NULL, 0, &layers));
  RESULT(GOSTSEAL_ERROR_UNSUPPORTED_CONTENT_TYPE,
         gostseal_layers_update(layers, sealed.data, sealed.len, &taken, out, sizeof out, &written, NULL));
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_layers_finish(layers, out, 1, &written, &done, NULL));
  gostseal_layers_free(layers);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_layers_update(NULL, NULL, 0, &taken, NULL, 0, &written, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_layers_finish(NULL, NULL, 0, &written, &done, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_layers_verify(NULL, 0, signer, NULL, NOW, NULL));
  CHECK(gostseal_layers_count(NULL) == 0 && gostseal_layers_type(NULL, 0) == NULL);
  CHECK(gostseal_layers_content_type(NULL) == NULL);

  gostseal_signed_free(expected);
  free(sealed.data);
  free(document.data);
  gostseal_public_key_free(other);
  gostseal_public_key_free(signer);
  gostseal_certificate_free(own);
  gostseal_private_key_free(key);
}

static void claims_of_a_jws(void) {
  struct octets text = vector("interop/jws/ok_0.jwt");
  gostseal_public_key *signer = public_key("interop/jws/keys/j1.cert.der");
  gostseal_jws *jws = UNTOUCHED;
  gostseal_error *error = NULL;

  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_jws_verify(NULL, 1, signer, NULL, NOW, &jws, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_jws_verify(text.data, text.len, signer, NULL, NOW, NULL, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_COMPACT, gostseal_jws_verify(NULL, 0, signer, NULL, NOW, &jws, NULL));
  /* A raw signature carries no certificate: nobody but a pinned key can answer for it. */
  RESULT(GOSTSEAL_ERROR_SIGNER_REQUIRED, gostseal_jws_verify(text.data, text.len, NULL, NULL, NOW, &jws, &error));
  CHECK(gostseal_error_code(error) == GOSTSEAL_ERROR_SIGNER_REQUIRED);
  gostseal_error_free(error);
  text.data[text.len / 2] ^= 1;
  gostseal_result result = gostseal_jws_verify(text.data, text.len, signer, NULL, NOW, &jws, NULL);
  CHECK(result != GOSTSEAL_OK);
  text.data[text.len / 2] ^= 1;
  CHECK(jws == UNTOUCHED);
  RESULT(GOSTSEAL_OK, gostseal_jws_verify(text.data, text.len, signer, NULL, NOW, &jws, NULL));
  /* The object borrows nothing. */
  memset(text.data, 0, text.len);
  free(text.data);
  gostseal_public_key_free(signer);

  const uint8_t *payload = UNTOUCHED;
  size_t len = UNTOUCHED_SIZE;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_jws_payload(NULL, &payload, &len));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_jws_payload(jws, NULL, &len));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_jws_payload(jws, &payload, NULL));
  CHECK(payload == UNTOUCHED && len == UNTOUCHED_SIZE);
  RESULT(GOSTSEAL_OK, gostseal_jws_payload(jws, &payload, &len));
  CHECK(len > 2 && payload[0] == '{' && payload[len - 1] == '}');

  gostseal_claims *claims = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_jws_claims(NULL, &claims, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_jws_claims(jws, NULL, NULL));
  CHECK(claims == UNTOUCHED);
  RESULT(GOSTSEAL_OK, gostseal_jws_claims(jws, &claims, NULL));
  gostseal_jws_free(jws);

  const char *json = UNTOUCHED;
  len = UNTOUCHED_SIZE;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_claims_json(NULL, &json, &len));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_claims_json(claims, NULL, &len));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_claims_json(claims, &json, NULL));
  CHECK((const void *)json == UNTOUCHED && len == UNTOUCHED_SIZE);
  RESULT(GOSTSEAL_OK, gostseal_claims_json(claims, &json, &len));
  CHECK(len > 2 && json[0] == '{' && json[len - 1] == '}');

  uint8_t out[256];
  size_t needed = UNTOUCHED_SIZE, written = UNTOUCHED_SIZE;
  memset(out, 0xee, sizeof out);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_claims_get(NULL, "iss", out, sizeof out, &needed));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_claims_get(claims, NULL, out, sizeof out, &needed));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_claims_get(claims, "iss", NULL, sizeof out, &needed));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_claims_get(claims, "iss", out, sizeof out, NULL));
  RESULT(GOSTSEAL_ERROR_MISSING_CLAIM, gostseal_claims_get(claims, "absent", out, sizeof out, &needed));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_claims_get(claims, "\xff", out, sizeof out, &needed));
  CHECK(needed == UNTOUCHED_SIZE);
  RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE, gostseal_claims_get(claims, "iss", NULL, 0, &needed));
  CHECK(needed > 1 && needed < sizeof out);
  RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE, gostseal_claims_get(claims, "iss", out, needed - 1, &written));
  CHECK(written == needed && out[0] == 0xee);
  RESULT(GOSTSEAL_OK, gostseal_claims_get(claims, "iss", out, needed, &written));
  CHECK(written == needed && out[needed] == 0xee && out[0] != '"');
  /* A number gives its JSON. */
  RESULT(GOSTSEAL_OK, gostseal_claims_get(claims, "exp", out, sizeof out, &written));
  CHECK(written > 0 && out[0] >= '1' && out[0] <= '9');
  gostseal_claims_free(claims);
}

static void jws_with_anchors(void) {
  struct octets text = vector("real/sber_ift_idtoken_2026.jwt"), ca = vector("real/sber_ift_ca_2024.cer.pem");
  while (text.len > 0 && text.data[text.len - 1] == '\n') {
    text.len--;
  }
  gostseal_trust_store *anchors = NULL;
  RESULT(GOSTSEAL_OK, gostseal_trust_store_from_bundle(ca.data, ca.len, &anchors, NULL));
  gostseal_public_key *pinned = public_key("real/sber_ift_ca_2024.cer.pem");
  gostseal_jws *jws = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED,
         gostseal_jws_verify(text.data, text.len, NULL, NULL, TOKEN_TIME, &jws, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_jws_verify(text.data, text.len, pinned, anchors, TOKEN_TIME, &jws, NULL));
  RESULT(GOSTSEAL_ERROR_CERTIFICATE_NOT_YET_VALID,
         gostseal_jws_verify(text.data, text.len, NULL, anchors, 0, &jws, NULL));
  RESULT(GOSTSEAL_ERROR_CERTIFICATE_EXPIRED,
         gostseal_jws_verify(text.data, text.len, NULL, anchors, INT64_MAX, &jws, NULL));
  RESULT(GOSTSEAL_ERROR_CERTIFICATE_NOT_YET_VALID,
         gostseal_jws_verify(text.data, text.len, NULL, anchors, INT64_MIN, &jws, NULL));
  CHECK(jws == UNTOUCHED);
  RESULT(GOSTSEAL_OK, gostseal_jws_verify(text.data, text.len, NULL, anchors, TOKEN_TIME, &jws, NULL));
  gostseal_jws_free(jws);
  gostseal_public_key_free(pinned);
  gostseal_trust_store_free(anchors);
  free(ca.data);
  free(text.data);
}

static void signed_messages(void) {
  struct octets cms = vector("interop/openssl/sig_256_cades_attached.der");
  gostseal_public_key *signer = public_key("interop/openssl/keys/gost2012_256_TCA.cert.pem");
  gostseal_signed *message = UNTOUCHED;
  gostseal_error *error = NULL;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_cms_verify(NULL, 1, NULL, 0, signer, NULL, NOW, &message, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER,
         gostseal_cms_verify(cms.data, cms.len, NULL, 1, signer, NULL, NOW, &message, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_cms_verify(cms.data, cms.len, NULL, 0, signer, NULL, NOW, NULL, NULL));
  RESULT(GOSTSEAL_ERROR_MISSING_FIELD, gostseal_cms_verify(NULL, 0, NULL, 0, signer, NULL, NOW, &message, NULL));
  RESULT(GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED,
         gostseal_cms_verify(cms.data, cms.len, NULL, 0, NULL, NULL, NOW, &message, &error));
  CHECK(gostseal_error_code(error) == GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED);
  gostseal_error_free(error);
  /* Content beside that of the message is held against it, an empty one too. */
  RESULT(GOSTSEAL_ERROR_DIGEST_MISMATCH,
         gostseal_cms_verify(cms.data, cms.len, cms.data, 1, signer, NULL, NOW, &message, NULL));
  RESULT(GOSTSEAL_ERROR_DIGEST_MISMATCH,
         gostseal_cms_verify(cms.data, cms.len, cms.data, 0, signer, NULL, NOW, &message, NULL));
  CHECK(message == UNTOUCHED);
  RESULT(GOSTSEAL_OK, gostseal_cms_verify(cms.data, cms.len, NULL, 0, signer, NULL, NOW, &message, NULL));
  free(cms.data);

  const uint8_t *content = UNTOUCHED;
  size_t len = UNTOUCHED_SIZE;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_signed_content(NULL, &content, &len));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_signed_content(message, NULL, &len));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_signed_content(message, &content, NULL));
  CHECK(content == UNTOUCHED && len == UNTOUCHED_SIZE);
  RESULT(GOSTSEAL_OK, gostseal_signed_content(message, &content, &len));
  CHECK(len == 77 && content[0] == 182);

  uint8_t name[256];
  size_t needed = 0, written = UNTOUCHED_SIZE;
  CHECK(gostseal_signed_signer_count(NULL) == 0);
  CHECK(gostseal_signed_signer_count(message) == 1);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_signed_signer_name(NULL, 0, name, sizeof name, &written));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_signed_signer_name(message, 1, name, sizeof name, &written));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_signed_signer_name(message, SIZE_MAX, name, sizeof name, &written));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_signed_signer_name(message, 0, name, sizeof name, NULL));
  CHECK(written == UNTOUCHED_SIZE);
  RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE, gostseal_signed_signer_name(message, 0, NULL, 0, &needed));
  RESULT(GOSTSEAL_OK, gostseal_signed_signer_name(message, 0, name, sizeof name, &written));
  CHECK(needed > 0 && written == needed);
  gostseal_signed_free(message);
  gostseal_public_key_free(signer);

  /* A content of no octets is one; a detached content is none. */
  cms = vector("interop/openssl/sig_256_empty_content.der");
  signer = public_key("interop/openssl/keys/gost2012_256_TCA.cert.pem");
  RESULT(GOSTSEAL_OK, gostseal_cms_verify(cms.data, cms.len, NULL, 0, signer, NULL, NOW, &message, NULL));
  RESULT(GOSTSEAL_OK, gostseal_signed_content(message, &content, &len));
  CHECK(content != NULL && len == 0);
  gostseal_signed_free(message);
  gostseal_public_key_free(signer);
  free(cms.data);

  struct octets input = vector("real/sber_ift_idtoken_2026.signing_input"), ca = vector("real/sber_ift_ca_2024.cer.pem");
  cms = vector("real/sber_ift_idtoken_2026.sig.cms.ber");
  gostseal_trust_store *anchors = NULL;
  RESULT(GOSTSEAL_OK, gostseal_trust_store_from_bundle(ca.data, ca.len, &anchors, NULL));
  message = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_CONTENT_REQUIRED,
         gostseal_cms_verify(cms.data, cms.len, NULL, 0, NULL, anchors, TOKEN_TIME, &message, NULL));
  CHECK(message == UNTOUCHED);
  RESULT(GOSTSEAL_OK, gostseal_cms_verify(cms.data, cms.len, input.data, input.len, NULL, anchors, TOKEN_TIME,
                                          &message, NULL));
  content = UNTOUCHED;
  len = UNTOUCHED_SIZE;
  RESULT(GOSTSEAL_OK, gostseal_signed_content(message, &content, &len));
  CHECK(content == NULL && len == 0);
  gostseal_signed_free(message);
  gostseal_trust_store_free(anchors);
  free(ca.data);
  free(input.data);
  free(cms.data);
}

static void user_infos(void) {
  gostseal_userinfo_options options;
  memset(&options, 0xee, sizeof options);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_userinfo_options_init(NULL));
  RESULT(GOSTSEAL_OK, gostseal_userinfo_options_init(&options));
  CHECK(options.struct_size == sizeof options);
  CHECK(options.key == NULL && options.certificate == NULL && options.bank == NULL && options.anchors == NULL);
  CHECK(options.audience == NULL && options.issuer == NULL && options.nonce == NULL);
  CHECK(options.leeway == 0 && options.require_exp == 0);

  struct octets text = vector("interop/jws/ok_0.jwt");
  gostseal_public_key *bank = public_key("interop/jws/keys/j1.cert.der");
  gostseal_claims *claims = UNTOUCHED;
  gostseal_error *error = NULL;
  options.bank = bank;
  /* Now must be said. */
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_userinfo_open(&options, text.data, text.len, &claims, &error));
  CHECK(strstr(gostseal_error_message(error), "options.now") != NULL);
  gostseal_error_free(error);
  /* 2026-01-01T00:00:00Z, for which the sample's claims were made. */
  options.now = INT64_C(1767225600);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_userinfo_open(NULL, text.data, text.len, &claims, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_userinfo_open(&options, NULL, 1, &claims, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_userinfo_open(&options, text.data, text.len, NULL, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_COMPACT, gostseal_userinfo_open(&options, NULL, 0, &claims, NULL));
  /* Structures of other versions: nothing beyond the size is read. */
  size_t *only_size = malloc(sizeof *only_size);
  CHECK(only_size != NULL);
  const size_t sizes[] = {0, sizeof *only_size, sizeof options - 1, sizeof options + 8};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    *only_size = sizes[i];
    RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
           gostseal_userinfo_open((const gostseal_userinfo_options *)(const void *)only_size, text.data, text.len,
                                  &claims, NULL));
  }
  free(only_size);
  options.audience = "\xff";
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_userinfo_open(&options, text.data, text.len, &claims, NULL));
  options.audience = "somebody else";
  RESULT(GOSTSEAL_ERROR_MISSING_CLAIM, gostseal_userinfo_open(&options, text.data, text.len, &claims, NULL));
  options.audience = NULL;
  options.issuer = "somebody else";
  RESULT(GOSTSEAL_ERROR_ISSUER_MISMATCH, gostseal_userinfo_open(&options, text.data, text.len, &claims, NULL));
  options.issuer = NULL;
  options.nonce = "other";
  gostseal_result result = gostseal_userinfo_open(&options, text.data, text.len, &claims, NULL);
  CHECK(result == GOSTSEAL_ERROR_NONCE_MISMATCH || result == GOSTSEAL_ERROR_MISSING_CLAIM);
  options.nonce = NULL;
  const int64_t now = options.now;
  options.now = INT64_MAX;
  options.leeway = UINT32_MAX;
  RESULT(GOSTSEAL_ERROR_TOKEN_EXPIRED, gostseal_userinfo_open(&options, text.data, text.len, &claims, NULL));
  options.leeway = 0;
  options.now = now;
  CHECK(claims == UNTOUCHED);
  options.require_exp = 1;
  RESULT(GOSTSEAL_OK, gostseal_userinfo_open(&options, text.data, text.len, &claims, NULL));
  gostseal_claims_free(claims);

  /* A sealed one asks for a key. */
  struct octets sealed = vector("real/sber_userinfo_2019.jwe");
  claims = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_KEY_REQUIRED, gostseal_userinfo_open(&options, sealed.data, sealed.len, &claims, NULL));
  gostseal_private_key *key = private_key(OPENER_KEY ".p8.pem");
  options.key = key;
  RESULT(GOSTSEAL_ERROR_NO_RECIPIENT, gostseal_userinfo_open(&options, sealed.data, sealed.len, &claims, NULL));
  gostseal_certificate *own = certificate(OPENER_KEY ".cert.pem");
  options.certificate = own;
  RESULT(GOSTSEAL_ERROR_NO_RECIPIENT, gostseal_userinfo_open(&options, sealed.data, sealed.len, &claims, NULL));
  CHECK(claims == UNTOUCHED);
  gostseal_certificate_free(own);
  gostseal_private_key_free(key);
  gostseal_public_key_free(bank);
  free(sealed.data);
  free(text.data);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: api VECTORS\n");
    return 2;
  }
  vectors = argv[1];
  versions();
  texts_of_results();
  frees_take_null();
  errors();
  readers();
  certificates();
  hashes();
  openers();
  sealers();
  layers_within_layers();
  claims_of_a_jws();
  jws_with_anchors();
  signed_messages();
  user_infos();
  printf("%lu checks\n", checks);
  return 0;
}
