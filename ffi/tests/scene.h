/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the programs about signatures share beside the checks: a signer with its chain. */

#ifndef SCENE_H
#define SCENE_H

#include "checks.h"

#define BC "interop/bc/"

static const uint8_t document[] = "document";
static const size_t document_len = sizeof document - 1;

static gostseal_private_key *key_of(const char *owner) {
  char name[256];
  snprintf(name, sizeof name, BC "keys/%s.p8.der", owner);
  struct octets file = vector(name);
  gostseal_private_key *key = NULL;
  RESULT(GOSTSEAL_OK, gostseal_private_key_from_pkcs8(file.data, file.len, &key, NULL));
  free(file.data);
  return key;
}

static struct octets certificate_octets(const char *owner) {
  char name[256];
  snprintf(name, sizeof name, BC "keys/%s.cert.der", owner);
  return vector(name);
}

static gostseal_certificate *certificate_of(const char *owner) {
  struct octets file = certificate_octets(owner);
  gostseal_certificate *made = NULL;
  RESULT(GOSTSEAL_OK, gostseal_certificate_from_bytes(file.data, file.len, &made, NULL));
  free(file.data);
  return made;
}

/* What most of the checks below need. */
struct scene {
  gostseal_private_key *key;
  gostseal_certificate *own, *intermediate, *root;
  gostseal_trust_store *anchors;
  gostseal_verifier *verifier;
};

static struct scene begin(const char *owner) {
  struct scene scene = {0};
  scene.key = key_of(owner);
  scene.own = certificate_of(owner);
  scene.intermediate = certificate_of("int256A");
  scene.root = certificate_of("root512A");
  struct octets root = certificate_octets("root512A");
  RESULT(GOSTSEAL_OK, gostseal_trust_store_from_bundle(root.data, root.len, &scene.anchors, NULL));
  free(root.data);
  RESULT(GOSTSEAL_OK, gostseal_verifier_new(&scene.verifier));
  RESULT(GOSTSEAL_OK, gostseal_verifier_set_anchors(scene.verifier, scene.anchors));
  RESULT(GOSTSEAL_OK, gostseal_verifier_add_certificate(scene.verifier, scene.intermediate));
  RESULT(GOSTSEAL_OK, gostseal_verifier_set_time(scene.verifier, NOW));
  return scene;
}

static void end(struct scene *scene) {
  gostseal_verifier_free(scene->verifier);
  gostseal_trust_store_free(scene->anchors);
  gostseal_certificate_free(scene->root);
  gostseal_certificate_free(scene->intermediate);
  gostseal_certificate_free(scene->own);
  gostseal_private_key_free(scene->key);
}

static const uint8_t *octets_of(const gostseal_octets *octets, size_t *len) {
  const uint8_t *data = NULL;
  RESULT(GOSTSEAL_OK, gostseal_octets_data(octets, &data, len));
  CHECK(data != NULL && *len > 0);
  return data;
}

static gostseal_octets *signed_by(const struct scene *scene, const gostseal_sign_options *options) {
  gostseal_octets *message = NULL;
  RESULT(GOSTSEAL_OK,
         gostseal_cms_sign(document, document_len, scene->key, scene->own, options, &message, NULL));
  return message;
}

static gostseal_report *report_on(const struct scene *scene, const gostseal_octets *message, const uint8_t *content,
                                  size_t content_len) {
  size_t len = 0;
  const uint8_t *cms = octets_of(message, &len);
  gostseal_report *report = NULL;
  RESULT(GOSTSEAL_OK, gostseal_cms_report(scene->verifier, cms, len, content, content_len, &report, NULL));
  return report;
}

static int same_certificate(const gostseal_certificate *a, const gostseal_certificate *b) {
  const uint8_t *x = NULL, *y = NULL;
  size_t x_len = 0, y_len = 0;
  RESULT(GOSTSEAL_OK, gostseal_certificate_der(a, &x, &x_len));
  RESULT(GOSTSEAL_OK, gostseal_certificate_der(b, &y, &y_len));
  return x_len == y_len && memcmp(x, y, x_len) == 0;
}

#endif
