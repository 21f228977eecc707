/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Opens a sealed user-info and prints its claims.
 *
 *   userinfo JWE KEY BANK_CERT [AUDIENCE]
 *
 * JWE is the text that the bank sent, KEY the recipient's private key (PKCS#8, PEM or DER), BANK_CERT the bank's
 * certificate, whose key must have signed. A refusal is one line, `E312: ...`, with a number of docs/errors.md.
 *
 *   cc -std=c11 userinfo.c $(pkg-config --cflags --libs gostseal) -o userinfo
 */

#include <gostseal.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct octets {
  uint8_t *data;
  size_t len;
};

/* Reads a whole file. Returns 0 and says why when that fails. */
static int read_file(const char *name, struct octets *out) {
  FILE *file = fopen(name, "rb");
  if (file == NULL) {
    perror(name);
    return 0;
  }
  struct octets read = {NULL, 0};
  size_t room = 0;
  for (;;) {
    if (read.len == room) {
      room = room == 0 ? 4096 : 2 * room;
      uint8_t *grown = realloc(read.data, room);
      if (grown == NULL) {
        break;
      }
      read.data = grown;
    }
    size_t got = fread(read.data + read.len, 1, room - read.len, file);
    read.len += got;
    if (got == 0) {
      break;
    }
  }
  int whole = feof(file) && !ferror(file);
  fclose(file);
  if (!whole) {
    fprintf(stderr, "%s: cannot be read\n", name);
    free(read.data);
    return 0;
  }
  *out = read;
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 4 && argc != 5) {
    fprintf(stderr, "usage: userinfo JWE KEY BANK_CERT [AUDIENCE]\n");
    return 2;
  }

  int status = EXIT_FAILURE;
  struct octets jwe = {NULL, 0}, key_file = {NULL, 0}, bank_file = {NULL, 0};
  gostseal_private_key *key = NULL;
  gostseal_public_key *bank = NULL;
  gostseal_claims *claims = NULL;
  gostseal_error *error = NULL;

  if (!read_file(argv[1], &jwe) || !read_file(argv[2], &key_file) || !read_file(argv[3], &bank_file)) {
    goto cleanup;
  }
  /* A text file ends with a line feed, which is not the token's. */
  while (jwe.len > 0 && (jwe.data[jwe.len - 1] == '\n' || jwe.data[jwe.len - 1] == '\r')) {
    jwe.len--;
  }
  if (gostseal_private_key_from_pkcs8(key_file.data, key_file.len, &key, &error) != GOSTSEAL_OK ||
      gostseal_public_key_from_certificate(bank_file.data, bank_file.len, &bank, &error) != GOSTSEAL_OK) {
    goto failed;
  }

  gostseal_userinfo_options options;
  gostseal_userinfo_options_init(&options);
  options.key = key;
  options.bank = bank;
  options.audience = argc == 5 ? argv[4] : NULL;
  options.now = (int64_t)time(NULL);
  if (gostseal_userinfo_open(&options, jwe.data, jwe.len, &claims, &error) != GOSTSEAL_OK) {
    goto failed;
  }

  const char *json = NULL;
  size_t json_len = 0;
  gostseal_claims_json(claims, &json, &json_len);
  if (fwrite(json, 1, json_len, stdout) == json_len && putchar('\n') != EOF && fflush(stdout) == 0) {
    status = EXIT_SUCCESS;
  } else {
    perror("stdout");
  }
  goto cleanup;

failed:
  fprintf(stderr, "E%u: %s\n", (unsigned)gostseal_error_code(error), gostseal_error_message(error));
cleanup:
  gostseal_error_free(error);
  gostseal_claims_free(claims);
  gostseal_public_key_free(bank);
  gostseal_private_key_free(key);
  free(bank_file.data);
  free(key_file.data);
  free(jwe.data);
  return status;
}
