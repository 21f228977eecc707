/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Judges messages and prints what came of each.
 *
 *   vectors [MANIFEST]      standard input when no file is given
 *
 * One message a line, ten fields between tabs, `-` where there is none:
 *
 *   kind     envelope, cms, jws or userinfo
 *   file     the message
 *   length   how many of its octets are read, from the beginning
 *   chunk    how many octets an envelope's opener is given at a time
 *   key      the recipient's private key
 *   cert     the recipient's certificate
 *   content  the content of a detached signature
 *   signer   whose key must have signed: a certificate, or a SubjectPublicKeyInfo in a file *.spki
 *   anchors  trusted certificates
 *   now      seconds since 1970-01-01T00:00:00Z
 *
 * One line comes out for each: the number of the result and, on success, the Streebog-256 of plaintext, content, payload
 * or claims; `-` where nothing was released.
 */

#include <gostseal.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KIND, FILE_NAME, LENGTH, CHUNK, KEY, CERT, CONTENT, SIGNER, ANCHORS, NOW, FIELDS };

struct octets {
  uint8_t *data;
  size_t len;
};

/* What a line names, read. */
struct message {
  struct octets text, content;
  gostseal_private_key *key;
  gostseal_certificate *certificate;
  gostseal_public_key *signer;
  gostseal_trust_store *anchors;
  size_t chunk;
  int64_t now;
};

static void die(const char *what) {
  fprintf(stderr, "vectors: %s: %s\n", what, errno == 0 ? "bad manifest" : strerror(errno));
  exit(2);
}

/* An allocation of at least one octet, so that it is never NULL. */
static uint8_t *room(size_t len) {
  uint8_t *data = malloc(len == 0 ? 1 : len);
  if (data == NULL) {
    die("memory");
  }
  return data;
}

static struct octets read_file(const char *name) {
  FILE *file = fopen(name, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
    die(name);
  }
  long len = ftell(file);
  if (len < 0) {
    die(name);
  }
  rewind(file);
  struct octets out = {room((size_t)len), (size_t)len};
  if (fread(out.data, 1, out.len, file) != out.len) {
    die(name);
  }
  fclose(file);
  return out;
}

static int64_t number(const char *text) {
  char *end;
  errno = 0;
  long long value = strtoll(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0') {
    die(text);
  }
  return value;
}

static int absent(const char *field) {
  return strcmp(field, "-") == 0;
}

/* Reads what a line names. A key or certificate that is refused is the line's result. */
static gostseal_result load(char **fields, struct message *message) {
  gostseal_result result = GOSTSEAL_OK;
  struct octets file;
  memset(message, 0, sizeof *message);
  message->text = read_file(fields[FILE_NAME]);
  if (!absent(fields[LENGTH])) {
    int64_t len = number(fields[LENGTH]);
    if (len < 0 || (uint64_t)len > message->text.len) {
      die(fields[LENGTH]);
    }
    /* Cut to size, for a tool that watches every octet beyond the end. */
    uint8_t *cut = room((size_t)len);
    memcpy(cut, message->text.data, (size_t)len);
    free(message->text.data);
    message->text.data = cut;
    message->text.len = (size_t)len;
  }
  message->chunk = absent(fields[CHUNK]) ? SIZE_MAX : (size_t)number(fields[CHUNK]);
  message->now = number(fields[NOW]);
  if (!absent(fields[CONTENT])) {
    message->content = read_file(fields[CONTENT]);
  }
  if (!absent(fields[KEY])) {
    file = read_file(fields[KEY]);
    result = gostseal_private_key_from_pkcs8(file.data, file.len, &message->key, NULL);
    free(file.data);
  }
  if (result == GOSTSEAL_OK && !absent(fields[CERT])) {
    file = read_file(fields[CERT]);
    result = gostseal_certificate_from_bytes(file.data, file.len, &message->certificate, NULL);
    free(file.data);
  }
  if (result == GOSTSEAL_OK && !absent(fields[SIGNER])) {
    const char *dot = strrchr(fields[SIGNER], '.');
    file = read_file(fields[SIGNER]);
    result = dot != NULL && strcmp(dot, ".spki") == 0
                 ? gostseal_public_key_from_spki(file.data, file.len, &message->signer, NULL)
                 : gostseal_public_key_from_certificate(file.data, file.len, &message->signer, NULL);
    free(file.data);
  }
  if (result == GOSTSEAL_OK && !absent(fields[ANCHORS])) {
    file = read_file(fields[ANCHORS]);
    result = gostseal_trust_store_from_bundle(file.data, file.len, &message->anchors, NULL);
    free(file.data);
  }
  return result;
}

static void unload(struct message *message) {
  gostseal_trust_store_free(message->anchors);
  gostseal_public_key_free(message->signer);
  gostseal_certificate_free(message->certificate);
  gostseal_private_key_free(message->key);
  free(message->content.data);
  free(message->text.data);
}

static void put(gostseal_hash *released, const void *data, size_t len) {
  if (gostseal_hash_update(released, data, len) != GOSTSEAL_OK) {
    die("hash");
  }
}

static gostseal_result open_envelope(const struct message *message, gostseal_hash *released, gostseal_error **error) {
  gostseal_opener *opener = NULL;
  gostseal_result result = gostseal_opener_new(message->key, message->certificate, &opener);
  size_t total = 0;
  for (size_t at = 0; result == GOSTSEAL_OK && at < message->text.len;) {
    size_t len = message->text.len - at < message->chunk ? message->text.len - at : message->chunk;
    size_t written = 0;
    uint8_t *out = room(len);
    result = gostseal_opener_update(opener, message->text.data + at, len, out, len, &written, error);
    if (result == GOSTSEAL_OK) {
      put(released, out, written);
    }
    free(out);
    total += written;
    at += len;
  }
  if (result == GOSTSEAL_OK) {
    result = gostseal_opener_finish(opener, error);
  }
  if (result == GOSTSEAL_ERROR_WRONG_KEY && total != 0) {
    die("plaintext before a wrong key");
  }
  gostseal_opener_free(opener);
  return result;
}

/* What reports on a message demand, in one piece and in small ones: they must agree with `result`, and give the content of `verified`. */
static void reports_agree(const struct message *message, gostseal_result result, const gostseal_signed *verified) {
  gostseal_verifier *verifier = NULL;
  gostseal_report *report = NULL;
  const uint8_t *content = NULL, *expected = NULL;
  size_t content_len = 0, expected_len = 0;
  if (gostseal_verifier_new(&verifier) != GOSTSEAL_OK ||
      gostseal_verifier_set_signer(verifier, message->signer) != GOSTSEAL_OK ||
      gostseal_verifier_set_anchors(verifier, message->anchors) != GOSTSEAL_OK ||
      gostseal_verifier_set_time(verifier, message->now) != GOSTSEAL_OK) {
    die("verifier");
  }
  if (result == GOSTSEAL_OK && gostseal_signed_content(verified, &expected, &expected_len) != GOSTSEAL_OK) {
    die("content");
  }
  gostseal_result reported = gostseal_cms_report(verifier, message->text.data, message->text.len, message->content.data,
                                                 message->content.len, &report, NULL);
  if (reported == GOSTSEAL_OK) {
    reported = gostseal_report_content(report, GOSTSEAL_REVOCATION_SOFT_FAIL, &content, &content_len, NULL);
  }
  if ((reported == GOSTSEAL_OK) != (result == GOSTSEAL_OK) || content_len != expected_len ||
      (content_len != 0 && memcmp(content, expected, content_len) != 0)) {
    die("a report that disagrees");
  }
  gostseal_report_free(report);

  /* In pieces; the content of a detached signature may come with a message that carries its own, too. */
  gostseal_verification *verification = NULL;
  const int detached = message->content.data != NULL;
  gostseal_result pushed =
      detached ? gostseal_verification_new_detached(message->text.data, message->text.len, &verification, NULL)
               : gostseal_verification_new_attached(&verification);
  const struct octets input = detached ? message->content : message->text;
  uint8_t out[31], *whole = room(input.len);
  size_t got = 0, written = 0;
  report = NULL;
  for (size_t at = 0; pushed == GOSTSEAL_OK && at < input.len; at += sizeof out) {
    size_t len = input.len - at < sizeof out ? input.len - at : sizeof out;
    pushed = gostseal_verification_update(verification, input.data + at, len, out, sizeof out, &written, NULL);
    if (pushed == GOSTSEAL_OK) {
      memcpy(whole + got, out, written);
      got += written;
    }
  }
  if (pushed == GOSTSEAL_OK) {
    pushed = gostseal_verification_finish(verification, verifier, &report, NULL);
  }
  if (pushed == GOSTSEAL_OK) {
    pushed = gostseal_report_require(report, GOSTSEAL_REVOCATION_SOFT_FAIL, NULL);
  }
  if ((pushed == GOSTSEAL_OK) != (result == GOSTSEAL_OK) ||
      (pushed == GOSTSEAL_OK && !detached && (got != expected_len || (got != 0 && memcmp(whole, expected, got) != 0)))) {
    die("a report in pieces that disagrees");
  }
  free(whole);
  gostseal_report_free(report);
  gostseal_verification_free(verification);
  gostseal_verifier_free(verifier);
}

static gostseal_result verify_cms(const struct message *message, gostseal_hash *released, int *any,
                                  gostseal_error **error) {
  gostseal_signed *verified = NULL;
  gostseal_result result =
      gostseal_cms_verify(message->text.data, message->text.len, message->content.data, message->content.len,
                          message->signer, message->anchors, message->now, &verified, error);
  if (result == GOSTSEAL_OK) {
    const uint8_t *content = NULL;
    size_t len = 0;
    result = gostseal_signed_content(verified, &content, &len);
    *any = content != NULL;
    put(released, content, len);
    if (gostseal_signed_signer_count(verified) == 0) {
      die("verified without a signer");
    }
  }
  reports_agree(message, result, verified);
  gostseal_signed_free(verified);
  return result;
}

static gostseal_result verify_jws(const struct message *message, gostseal_hash *released, gostseal_error **error) {
  gostseal_jws *verified = NULL;
  gostseal_result result = gostseal_jws_verify(message->text.data, message->text.len, message->signer,
                                               message->anchors, message->now, &verified, error);
  if (result == GOSTSEAL_OK) {
    const uint8_t *payload = NULL;
    size_t len = 0;
    result = gostseal_jws_payload(verified, &payload, &len);
    put(released, payload, len);
  }
  gostseal_jws_free(verified);
  return result;
}

static gostseal_result open_userinfo(const struct message *message, gostseal_hash *released, gostseal_error **error) {
  gostseal_userinfo_options options;
  gostseal_claims *claims = NULL;
  gostseal_userinfo_options_init(&options);
  options.key = message->key;
  options.certificate = message->certificate;
  options.bank = message->signer;
  options.anchors = message->anchors;
  options.now = message->now;
  gostseal_result result =
      gostseal_userinfo_open(&options, message->text.data, message->text.len, &claims, error);
  if (result == GOSTSEAL_OK) {
    const char *json = NULL;
    size_t len = 0;
    result = gostseal_claims_json(claims, &json, &len);
    put(released, json, len);
  }
  gostseal_claims_free(claims);
  return result;
}

static void judge(char **fields) {
  struct message message;
  gostseal_error *error = NULL;
  gostseal_hash *released = NULL;
  int any = 1;
  if (gostseal_hash_new(256, &released) != GOSTSEAL_OK) {
    die("hash");
  }
  gostseal_result result = load(fields, &message);
  if (result == GOSTSEAL_OK) {
    if (strcmp(fields[KIND], "envelope") == 0) {
      result = open_envelope(&message, released, &error);
    } else if (strcmp(fields[KIND], "cms") == 0) {
      result = verify_cms(&message, released, &any, &error);
    } else if (strcmp(fields[KIND], "jws") == 0) {
      result = verify_jws(&message, released, &error);
    } else if (strcmp(fields[KIND], "userinfo") == 0) {
      result = open_userinfo(&message, released, &error);
    } else {
      die(fields[KIND]);
    }
    if (gostseal_error_code(error) != result || (result != GOSTSEAL_OK && *gostseal_error_message(error) == '\0')) {
      die("details that are not those of the result");
    }
  }
  printf("%u\t", (unsigned)result);
  if (result == GOSTSEAL_OK && any) {
    uint8_t digest[GOSTSEAL_STREEBOG256_SIZE];
    size_t written = 0;
    if (gostseal_hash_digest(released, digest, sizeof digest, &written) != GOSTSEAL_OK) {
      die("hash");
    }
    for (size_t i = 0; i < written; i++) {
      printf("%02x", digest[i]);
    }
    putchar('\n');
  } else {
    puts("-");
  }
  gostseal_error_free(error);
  gostseal_hash_free(released);
  unload(&message);
}

int main(int argc, char **argv) {
  static char line[1 << 14];
  FILE *manifest = argc == 2 ? fopen(argv[1], "r") : stdin;
  if (argc > 2 || manifest == NULL) {
    fprintf(stderr, "usage: vectors [MANIFEST]\n");
    return 2;
  }
  while (fgets(line, sizeof line, manifest) != NULL) {
    char *fields[FIELDS];
    char *rest = line;
    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < FIELDS; i++) {
      fields[i] = rest;
      rest += strcspn(rest, "\t");
      if ((*rest == '\t') != (i < FIELDS - 1)) {
        errno = 0;
        die(line);
      }
      *rest++ = '\0';
    }
    judge(fields);
  }
  if (ferror(manifest)) {
    die("manifest");
  }
  if (manifest != stdin) {
    fclose(manifest);
  }
  return fflush(stdout) == 0 ? 0 : 2;
}
