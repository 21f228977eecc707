/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the programs about the contract share: checks, and files of the corpus. */

#ifndef CHECKS_H
#define CHECKS_H

#include <gostseal.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                      \
  do {                                                                                                        \
    checks++;                                                                                                 \
    if (!(condition)) {                                                                                       \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                         \
      exit(1);                                                                                                \
    }                                                                                                         \
  } while (0)

/* The result of a call, with the call in the message when it is another one. */
#define RESULT(expected, call)                                                                                \
  do {                                                                                                        \
    gostseal_result result_ = (call);                                                                         \
    checks++;                                                                                                 \
    if (result_ != (gostseal_result)(expected)) {                                                             \
      fprintf(stderr, "%s:%d: %s gave %u, not %s\n", __FILE__, __LINE__, #call, (unsigned)result_, #expected); \
      exit(1);                                                                                                \
    }                                                                                                         \
  } while (0)

/* What outputs hold before a call that must not touch them. */
static char mark;
#define UNTOUCHED ((void *)&mark)

/* 2026-12-01T00:00:00Z, within the validity of the peers' certificates. */
#define NOW INT64_C(1796083200)

static unsigned long checks;
static const char *vectors;

struct octets {
  uint8_t *data;
  size_t len;
};

static struct octets vector(const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", vectors, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  CHECK(fseek(file, 0, SEEK_END) == 0);
  long len = ftell(file);
  CHECK(len > 0);
  rewind(file);
  struct octets out = {malloc((size_t)len), (size_t)len};
  CHECK(out.data != NULL);
  CHECK(fread(out.data, 1, out.len, file) == out.len);
  fclose(file);
  return out;
}

#endif
