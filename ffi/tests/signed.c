/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Signatures, certificates and revocation: every verdict that the corpus gives, and the contract of gostseal.h for each object: NULL,
 * short buffers, misuse after an error.
 *
 *   signed VECTORS     VECTORS is the folder of that name in the project
 */

#include "scene.h"

static void frees_take_null(void) {
  gostseal_certificate_report_free(NULL);
  gostseal_crl_scan_free(NULL);
  gostseal_docflow_verdict_free(NULL);
  gostseal_evidence_free(NULL);
  gostseal_known_certificates_free(NULL);
  gostseal_octets_free(NULL);
  gostseal_path_cache_free(NULL);
  gostseal_report_free(NULL);
  gostseal_signer_free(NULL);
  gostseal_time_stamp_free(NULL);
  gostseal_time_stamper_free(NULL);
  gostseal_verification_free(NULL);
  gostseal_verifier_free(NULL);
}

/* NULL has no verdict: 0 is none of the numbers. */
static void accessors_take_null(void) {
  int64_t time = 1;
  int32_t reason = 2;
  CHECK(gostseal_report_signer_count(NULL) == 0);
  CHECK(gostseal_report_signer(NULL, 0) == NULL);
  CHECK(gostseal_verdicts_signature(NULL) == 0);
  CHECK(gostseal_verdicts_attribute_order(NULL) == 0);
  CHECK(gostseal_verdicts_content(NULL) == 0);
  CHECK(gostseal_verdicts_binding(NULL) == 0);
  CHECK(gostseal_verdicts_judged_at(NULL, &time) == 0 && time == 1);
  CHECK(gostseal_verdicts_path(NULL) == 0);
  CHECK(gostseal_verdicts_path_count(NULL) == 0);
  CHECK(gostseal_verdicts_revocation(NULL) == 0);
  CHECK(gostseal_verdicts_evidence(NULL) == 0);
  CHECK(gostseal_verdicts_form(NULL) == 0);
  CHECK(gostseal_verdicts_countersignature_count(NULL) == 0);
  CHECK(gostseal_verdicts_countersignature(NULL, 0) == NULL);
  CHECK(gostseal_verdicts_time_stamp_count(NULL) == 0);
  CHECK(gostseal_verdicts_time_stamp(NULL, 0) == NULL);
  CHECK(gostseal_time_stamp_verdicts_kind(NULL) == 0);
  CHECK(gostseal_time_stamp_verdicts_imprint(NULL) == 0);
  CHECK(gostseal_time_stamp_verdicts_token(NULL) == NULL);
  CHECK(gostseal_time_stamp_get_verdicts(NULL) == NULL);
  CHECK(gostseal_certificate_report_path_count(NULL) == 0);
  CHECK(gostseal_certificate_report_need_count(NULL) == 0);
  CHECK(gostseal_certificate_report_status(NULL, 0, &time, &reason) == 0 && time == 1 && reason == 2);
  CHECK(gostseal_docflow_verdict_outcome(NULL) == 0);
  CHECK(gostseal_path_cache_len(NULL) == 0);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_report_require(NULL, GOSTSEAL_REVOCATION_NONE, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verdicts_require(NULL, GOSTSEAL_REVOCATION_NONE, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verdicts_require_signature(NULL, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verdicts_error(NULL, GOSTSEAL_QUESTION_PATH, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verdicts_signing_time(NULL, &time));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER,
         gostseal_time_stamp_verdicts_require(NULL, GOSTSEAL_REVOCATION_NONE, &time, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_certificate_report_require(NULL, NULL));
  CHECK(time == 1);
}

static void verifiers_say_what_they_lack(void) {
  struct scene scene = begin("leaf256A");
  gostseal_octets *message = signed_by(&scene, NULL);
  size_t len = 0;
  const uint8_t *cms = octets_of(message, &len);
  gostseal_verifier *verifier = NULL;
  gostseal_report *report = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verifier_new(NULL));
  RESULT(GOSTSEAL_OK, gostseal_verifier_new(&verifier));
  /* Neither a time nor that there is none. */
  gostseal_error *error = NULL;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_cms_report(verifier, cms, len, NULL, 0, &report, &error));
  CHECK(strstr(gostseal_error_message(error), "set_time") != NULL);
  gostseal_error_free(error);
  CHECK(report == UNTOUCHED);
  RESULT(GOSTSEAL_OK, gostseal_verifier_ignore_time(verifier));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verifier_set_time(NULL, NOW));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verifier_add_certificate(verifier, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_verifier_trust_time_stamps(verifier, 0));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_cms_report(NULL, cms, len, NULL, 0, &report, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_cms_report(verifier, NULL, 1, NULL, 0, &report, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_cms_report(verifier, cms, len, NULL, 1, &report, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_cms_report(verifier, cms, len, NULL, 0, NULL, NULL));
  RESULT(GOSTSEAL_ERROR_TRUNCATED, gostseal_cms_report(verifier, cms, len - 1, NULL, 0, &report, NULL));
  CHECK(report == UNTOUCHED);

  /* Nobody is trusted: the signature is good all the same. */
  RESULT(GOSTSEAL_OK, gostseal_cms_report(verifier, cms, len, NULL, 0, &report, NULL));
  const gostseal_signer_verdicts *signer = gostseal_report_signer(report, 0);
  CHECK(gostseal_verdicts_signature(signer) == GOSTSEAL_SIGNATURE_GOOD);
  CHECK(gostseal_verdicts_path(signer) == GOSTSEAL_PATH_NOT_ASKED);
  CHECK(gostseal_verdicts_judged_at(signer, NULL) == GOSTSEAL_JUDGED_WITHOUT_TIME);
  RESULT(GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED, gostseal_report_require(report, GOSTSEAL_REVOCATION_NONE, NULL));
  RESULT(GOSTSEAL_OK, gostseal_verdicts_require_signature(signer, NULL));
  const uint8_t *content = UNTOUCHED;
  size_t content_len = 77;
  RESULT(GOSTSEAL_ERROR_TRUST_NOT_ESTABLISHED,
         gostseal_report_content(report, GOSTSEAL_REVOCATION_NONE, &content, &content_len, NULL));
  CHECK(content == UNTOUCHED && content_len == 77);
  /* No policy stands for a default. */
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_report_require(report, 0, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_verdicts_require(signer, 4, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_verdicts_error(signer, 0, NULL));
  CHECK(gostseal_report_signer(report, 1) == NULL);
  gostseal_report_free(report);

  /* The pinned key, and both together. */
  struct octets own = certificate_octets("leaf256A");
  gostseal_public_key *pinned = NULL;
  RESULT(GOSTSEAL_OK, gostseal_public_key_from_certificate(own.data, own.len, &pinned, NULL));
  free(own.data);
  RESULT(GOSTSEAL_OK, gostseal_verifier_set_signer(verifier, pinned));
  RESULT(GOSTSEAL_OK, gostseal_cms_report(verifier, cms, len, NULL, 0, &report, NULL));
  CHECK(gostseal_verdicts_path(gostseal_report_signer(report, 0)) == GOSTSEAL_PATH_PINNED_KEY);
  RESULT(GOSTSEAL_OK, gostseal_report_require(report, GOSTSEAL_REVOCATION_HARD_FAIL, NULL));
  gostseal_report_free(report);
  report = UNTOUCHED;
  RESULT(GOSTSEAL_OK, gostseal_verifier_set_anchors(verifier, scene.anchors));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_cms_report(verifier, cms, len, NULL, 0, &report, NULL));
  CHECK(report == UNTOUCHED);
  gostseal_public_key_free(pinned);
  gostseal_verifier_free(verifier);
  gostseal_octets_free(message);
  end(&scene);
}

static void every_question_has_its_answer(void) {
  struct scene scene = begin("leaf256A");
  gostseal_octets *message = signed_by(&scene, NULL);
  gostseal_report *report = report_on(&scene, message, NULL, 0);
  CHECK(gostseal_report_signer_count(report) == 1);
  const gostseal_signer_verdicts *signer = gostseal_report_signer(report, 0);
  CHECK(gostseal_verdicts_signature(signer) == GOSTSEAL_SIGNATURE_GOOD);
  CHECK(gostseal_verdicts_attribute_order(signer) == GOSTSEAL_ORDER_SORTED);
  CHECK(gostseal_verdicts_content(signer) == GOSTSEAL_CONTENT_SAME);
  CHECK(gostseal_verdicts_binding(signer) == GOSTSEAL_BINDING_BOUND);
  CHECK(gostseal_verdicts_path(signer) == GOSTSEAL_PATH_ANCHOR);
  CHECK(gostseal_verdicts_revocation(signer) == GOSTSEAL_STATUS_UNKNOWN);
  CHECK(gostseal_verdicts_evidence(signer) == GOSTSEAL_EVIDENCE_ABSENT);
  CHECK(gostseal_verdicts_form(signer) == GOSTSEAL_CADES_BES);
  int64_t time = 0;
  CHECK(gostseal_verdicts_judged_at(signer, &time) == GOSTSEAL_JUDGED_AT_GIVEN && time == NOW);
  CHECK(gostseal_verdicts_countersignature_count(signer) == 0);
  CHECK(gostseal_verdicts_time_stamp_count(signer) == 0);
  RESULT(GOSTSEAL_ERROR_MISSING_FIELD, gostseal_verdicts_signing_time(signer, &time));
  for (uint32_t question = GOSTSEAL_QUESTION_SIGNATURE; question <= GOSTSEAL_QUESTION_UNSIGNED; question++) {
    gostseal_error *error = NULL;
    gostseal_result expected =
        question == GOSTSEAL_QUESTION_REVOCATION ? GOSTSEAL_ERROR_REVOCATION_STATUS_UNKNOWN : GOSTSEAL_OK;
    RESULT(expected, gostseal_verdicts_error(signer, question, &error));
    CHECK(gostseal_error_code(error) == expected);
    gostseal_error_free(error);
  }
  size_t index = 9;
  int32_t reason = 9;
  RESULT(GOSTSEAL_ERROR_MISSING_FIELD, gostseal_verdicts_revoked(signer, &index, &time, &reason));
  CHECK(index == 9 && reason == 9);

  /* The path, and the certificate. */
  gostseal_certificate *found = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_MISSING_FIELD, gostseal_verdicts_path_certificate(signer, 3, &found));
  CHECK(found == UNTOUCHED);
  const gostseal_certificate *expected[] = {scene.own, scene.intermediate, scene.root};
  CHECK(gostseal_verdicts_path_count(signer) == 3);
  for (size_t i = 0; i < 3; i++) {
    RESULT(GOSTSEAL_OK, gostseal_verdicts_path_certificate(signer, i, &found));
    CHECK(same_certificate(found, expected[i]));
    gostseal_certificate_free(found);
  }
  RESULT(GOSTSEAL_OK, gostseal_verdicts_certificate(signer, &found));
  CHECK(same_certificate(found, scene.own));
  gostseal_certificate_free(found);

  RESULT(GOSTSEAL_ERROR_MISSING_FIELD, gostseal_verdicts_path_refused(signer, &index, &found));
  RESULT(GOSTSEAL_OK, gostseal_report_require(report, GOSTSEAL_REVOCATION_SOFT_FAIL, NULL));
  RESULT(GOSTSEAL_ERROR_REVOCATION_STATUS_UNKNOWN,
         gostseal_report_require(report, GOSTSEAL_REVOCATION_HARD_FAIL, NULL));
  const uint8_t *content = NULL;
  size_t content_len = 0;
  RESULT(GOSTSEAL_OK,
         gostseal_report_content(report, GOSTSEAL_REVOCATION_SOFT_FAIL, &content, &content_len, NULL));
  CHECK(content_len == document_len && memcmp(content, document, document_len) == 0);
  gostseal_report_free(report);

  /* Later than the certificates are valid. */
  RESULT(GOSTSEAL_OK, gostseal_verifier_set_time(scene.verifier, NOW + INT64_C(60) * 366 * 86400));
  report = report_on(&scene, message, NULL, 0);
  signer = gostseal_report_signer(report, 0);
  CHECK(gostseal_verdicts_signature(signer) == GOSTSEAL_SIGNATURE_GOOD);
  CHECK(gostseal_verdicts_path(signer) == GOSTSEAL_PATH_REFUSED);
  CHECK(gostseal_verdicts_path_count(signer) == 0);
  RESULT(GOSTSEAL_OK, gostseal_verdicts_path_refused(signer, &index, &found));
  CHECK(index == 0 && same_certificate(found, scene.own));
  gostseal_certificate_free(found);
  RESULT(GOSTSEAL_ERROR_CERTIFICATE_EXPIRED, gostseal_verdicts_error(signer, GOSTSEAL_QUESTION_PATH, NULL));
  RESULT(GOSTSEAL_ERROR_CERTIFICATE_EXPIRED, gostseal_report_require(report, GOSTSEAL_REVOCATION_NONE, NULL));
  gostseal_report_free(report);

  /* One octet of the signature, which stands last. */
  size_t len = 0;
  const uint8_t *good = octets_of(message, &len);
  uint8_t *altered = malloc(len);
  CHECK(altered != NULL);
  memcpy(altered, good, len);
  altered[len - 1] ^= 1;
  RESULT(GOSTSEAL_OK, gostseal_cms_report(scene.verifier, altered, len, NULL, 0, &report, NULL));
  signer = gostseal_report_signer(report, 0);
  CHECK(gostseal_verdicts_signature(signer) == GOSTSEAL_SIGNATURE_BAD);
  CHECK(gostseal_verdicts_attribute_order(signer) == GOSTSEAL_ORDER_UNKNOWN);
  CHECK(gostseal_verdicts_content(signer) == GOSTSEAL_CONTENT_SAME);
  RESULT(GOSTSEAL_ERROR_INVALID_SIGNATURE, gostseal_report_require(report, GOSTSEAL_REVOCATION_NONE, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_SIGNATURE, gostseal_verdicts_error(signer, GOSTSEAL_QUESTION_SIGNATURE, NULL));
  gostseal_report_free(report);
  free(altered);
  gostseal_octets_free(message);
  end(&scene);
}

static void evidence_decides(void) {
  static const char *const owners[] = {"leaf256A", "revoked"};
  struct octets leaves = vector(BC "crl_int256A.crl"), roots = vector(BC "crl_root512A.crl");
  for (size_t i = 0; i < 2; i++) {
    struct scene scene = begin(owners[i]);
    gostseal_octets *message = signed_by(&scene, NULL);
    gostseal_evidence *evidence = NULL;
    RESULT(GOSTSEAL_OK, gostseal_evidence_new(&evidence));
    RESULT(GOSTSEAL_OK, gostseal_verifier_set_evidence(scene.verifier, evidence));
    RESULT(GOSTSEAL_OK, gostseal_evidence_add_crl(evidence, roots.data, roots.len, NULL));
    if (i == 0) {
      RESULT(GOSTSEAL_OK, gostseal_evidence_add_crl(evidence, leaves.data, leaves.len, NULL));
    } else {
      /* In pieces, for one certificate. */
      const gostseal_certificate *wanted[] = {scene.own};
      gostseal_crl_scan *scan = NULL;
      RESULT(GOSTSEAL_OK, gostseal_crl_scan_new(wanted, 1, &scan));
      for (size_t at = 0; at < leaves.len; at++) {
        RESULT(GOSTSEAL_OK, gostseal_crl_scan_update(scan, leaves.data + at, 1, NULL));
      }
      RESULT(GOSTSEAL_OK, gostseal_crl_scan_finish(scan, evidence, NULL));
      RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_crl_scan_update(scan, leaves.data, 1, NULL));
      RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_crl_scan_finish(scan, evidence, NULL));
      gostseal_crl_scan_free(scan);
    }
    gostseal_report *report = report_on(&scene, message, NULL, 0);
    const gostseal_signer_verdicts *signer = gostseal_report_signer(report, 0);
    size_t index = 9;
    int64_t at = 0;
    int32_t reason = 9;
    if (i == 0) {
      CHECK(gostseal_verdicts_revocation(signer) == GOSTSEAL_STATUS_GOOD);
      RESULT(GOSTSEAL_OK, gostseal_report_require(report, GOSTSEAL_REVOCATION_HARD_FAIL, NULL));
    } else {
      CHECK(gostseal_verdicts_revocation(signer) == GOSTSEAL_STATUS_REVOKED);
      RESULT(GOSTSEAL_OK, gostseal_verdicts_revoked(signer, &index, &at, &reason));
      CHECK(index == 0 && at < NOW && reason == 1);
      RESULT(GOSTSEAL_ERROR_CERTIFICATE_REVOKED,
             gostseal_report_require(report, GOSTSEAL_REVOCATION_SOFT_FAIL, NULL));
      RESULT(GOSTSEAL_ERROR_CERTIFICATE_REVOKED,
             gostseal_verdicts_error(signer, GOSTSEAL_QUESTION_REVOCATION, NULL));
      RESULT(GOSTSEAL_OK, gostseal_report_require(report, GOSTSEAL_REVOCATION_NONE, NULL));
    }
    gostseal_report_free(report);
    gostseal_evidence_free(evidence);
    gostseal_octets_free(message);
    end(&scene);
  }

  /* What cannot be read is not added, and ends a scan. */
  gostseal_evidence *evidence = NULL;
  gostseal_crl_scan *scan = NULL;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_evidence_new(NULL));
  RESULT(GOSTSEAL_OK, gostseal_evidence_new(&evidence));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_evidence_add_crl(NULL, leaves.data, leaves.len, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_evidence_add_crl(evidence, NULL, 1, NULL));
  CHECK(gostseal_evidence_add_crl(evidence, leaves.data, leaves.len - 1, NULL) / 100 == 2);
  CHECK(gostseal_evidence_add_ocsp(evidence, leaves.data, leaves.len, NULL, 0, 1, NULL) / 100 == 2);
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_crl_scan_new(NULL, 1, &scan));
  RESULT(GOSTSEAL_OK, gostseal_crl_scan_new(NULL, 0, &scan));
  CHECK(gostseal_crl_scan_update(scan, (const uint8_t *)"\x04\x01x", 3, NULL) / 100 == 2);
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_crl_scan_update(scan, leaves.data, leaves.len, NULL));
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_crl_scan_finish(scan, evidence, NULL));
  gostseal_crl_scan_free(scan);
  RESULT(GOSTSEAL_OK, gostseal_crl_scan_new(NULL, 0, &scan));
  RESULT(GOSTSEAL_OK, gostseal_crl_scan_update(scan, leaves.data, leaves.len - 1, NULL));
  RESULT(GOSTSEAL_ERROR_TRUNCATED, gostseal_crl_scan_finish(scan, evidence, NULL));
  gostseal_crl_scan_free(scan);
  gostseal_evidence_free(evidence);
  free(leaves.data);
  free(roots.data);
}

static void certificates_lead_to_anchors(void) {
  struct scene scene = begin("revoked");
  gostseal_evidence *evidence = NULL;
  gostseal_path_cache *cache = NULL;
  gostseal_certificate_report *report = UNTOUCHED;
  RESULT(GOSTSEAL_OK, gostseal_path_cache_new(64, 1 << 20, &cache));
  RESULT(GOSTSEAL_OK, gostseal_verifier_set_cache(scene.verifier, cache));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_certificate_verify(NULL, scene.verifier, GOSTSEAL_USAGE_ANY,
                                                                  GOSTSEAL_REVOCATION_NONE, NULL, 0, &report, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_certificate_verify(scene.own, scene.verifier, 0, GOSTSEAL_REVOCATION_NONE, NULL, 0, &report, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_certificate_verify(scene.own, scene.verifier, GOSTSEAL_USAGE_ANY, 0, NULL, 0, &report, NULL));
  CHECK(report == UNTOUCHED);
  RESULT(GOSTSEAL_OK, gostseal_certificate_verify(scene.own, scene.verifier, GOSTSEAL_USAGE_SIGNATURE,
                                                  GOSTSEAL_REVOCATION_SOFT_FAIL, NULL, 0, &report, NULL));
  CHECK(gostseal_path_cache_len(cache) == 2);
  RESULT(GOSTSEAL_OK, gostseal_certificate_report_require(report, NULL));
  CHECK(gostseal_certificate_report_path_count(report) == 3);
  CHECK(gostseal_certificate_report_status(report, 0, NULL, NULL) == GOSTSEAL_STATUS_UNKNOWN);
  CHECK(gostseal_certificate_report_status(report, 1, NULL, NULL) == GOSTSEAL_STATUS_UNKNOWN);
  CHECK(gostseal_certificate_report_status(report, 2, NULL, NULL) == 0);
  gostseal_certificate *root = NULL;
  RESULT(GOSTSEAL_OK, gostseal_certificate_report_path_certificate(report, 2, &root));
  CHECK(same_certificate(root, scene.root));
  gostseal_certificate_free(root);
  RESULT(GOSTSEAL_ERROR_MISSING_FIELD, gostseal_certificate_report_path_certificate(report, 3, &root));
  size_t index = 9;
  RESULT(GOSTSEAL_ERROR_MISSING_FIELD, gostseal_certificate_report_refused(report, &index, &root));
  CHECK(index == 9);
  gostseal_certificate_report_free(report);

  /* By an answer of the responder. */
  struct octets answer = vector(BC "ocsp_revoked.ors");
  RESULT(GOSTSEAL_OK, gostseal_evidence_new(&evidence));
  RESULT(GOSTSEAL_OK, gostseal_evidence_add_ocsp(evidence, answer.data, answer.len, NULL, 0, 0, NULL));
  free(answer.data);
  RESULT(GOSTSEAL_OK, gostseal_verifier_set_evidence(scene.verifier, evidence));
  RESULT(GOSTSEAL_OK, gostseal_certificate_verify(scene.own, scene.verifier, GOSTSEAL_USAGE_SIGNATURE,
                                                  GOSTSEAL_REVOCATION_SOFT_FAIL, NULL, 0, &report, NULL));
  int64_t at = 0;
  int32_t reason = 9;
  gostseal_error *error = NULL;
  RESULT(GOSTSEAL_ERROR_CERTIFICATE_REVOKED, gostseal_certificate_report_require(report, &error));
  CHECK(strstr(gostseal_error_message(error), "revoked") != NULL);
  gostseal_error_free(error);
  RESULT(GOSTSEAL_OK, gostseal_certificate_report_refused(report, &index, &root));
  CHECK(index == 0 && same_certificate(root, scene.own));
  gostseal_certificate_free(root);
  CHECK(gostseal_certificate_report_status(report, 0, &at, &reason) == GOSTSEAL_STATUS_REVOKED);
  CHECK(at < NOW && reason == 1);
  gostseal_certificate_report_free(report);
  /* It may not sign time stamps. */
  RESULT(GOSTSEAL_OK, gostseal_certificate_verify(scene.own, scene.verifier, GOSTSEAL_USAGE_TIME_STAMPING,
                                                  GOSTSEAL_REVOCATION_NONE, NULL, 0, &report, NULL));
  RESULT(GOSTSEAL_ERROR_KEY_USAGE_NOT_ALLOWED, gostseal_certificate_report_require(report, NULL));
  gostseal_certificate_report_free(report);

  /* Without anchors there is nothing to lead to. */
  report = UNTOUCHED;
  RESULT(GOSTSEAL_OK, gostseal_verifier_set_anchors(scene.verifier, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_certificate_verify(scene.own, scene.verifier, GOSTSEAL_USAGE_ANY, GOSTSEAL_REVOCATION_NONE, NULL, 0,
                                     &report, NULL));
  CHECK(report == UNTOUCHED);
  gostseal_path_cache_free(cache);
  gostseal_evidence_free(evidence);
  end(&scene);
}

/* The next certificate of a PEM file, at or after `*at`, which is moved behind it; NULL at the end. */
static gostseal_certificate *next_of(const struct octets *bundle, size_t *at, size_t *start) {
  static const char mark[] = "-----END CERTIFICATE-----";
  const size_t mark_len = sizeof mark - 1;
  *start = *at;
  for (size_t i = *at; i + mark_len <= bundle->len; i++) {
    if (memcmp(bundle->data + i, mark, mark_len) == 0) {
      *at = i + mark_len;
      gostseal_certificate *made = NULL;
      RESULT(GOSTSEAL_OK, gostseal_certificate_from_bytes(bundle->data + *start, *at - *start, &made, NULL));
      return made;
    }
  }
  return NULL;
}

static void certificates_tell_whose_they_are(void) {
  gostseal_certificate *own = certificate_of("leaf256A");
  uint8_t out[512];
  size_t written = 0;
  RESULT(GOSTSEAL_ERROR_INSUFFICIENT_SIZE, gostseal_certificate_thumbprint(own, out, 19, &written));
  CHECK(written == 20);
  RESULT(GOSTSEAL_OK, gostseal_certificate_thumbprint(own, out, 20, &written));
  RESULT(GOSTSEAL_OK, gostseal_certificate_fingerprint(own, out, sizeof out, &written));
  CHECK(written == GOSTSEAL_STREEBOG256_SIZE);
  const uint8_t *der = NULL;
  size_t der_len = 0;
  RESULT(GOSTSEAL_OK, gostseal_certificate_der(own, &der, &der_len));
  gostseal_hash *hash = NULL;
  uint8_t digest[GOSTSEAL_STREEBOG256_SIZE];
  RESULT(GOSTSEAL_OK, gostseal_hash_new(256, &hash));
  RESULT(GOSTSEAL_OK, gostseal_hash_update(hash, der, der_len));
  RESULT(GOSTSEAL_OK, gostseal_hash_digest(hash, digest, sizeof digest, &written));
  CHECK(memcmp(out, digest, sizeof digest) == 0);
  gostseal_hash_free(hash);
  RESULT(GOSTSEAL_OK, gostseal_certificate_serial(own, out, sizeof out, &written));
  CHECK(written > 0);
  RESULT(GOSTSEAL_OK, gostseal_certificate_issuer(own, out, sizeof out, &written));
  gostseal_certificate *issuer = certificate_of("int256A");
  uint8_t name[512];
  size_t name_len = 0;
  RESULT(GOSTSEAL_OK, gostseal_certificate_subject(issuer, name, sizeof name, &name_len));
  CHECK(written == name_len && memcmp(out, name, written) == 0);
  gostseal_certificate_free(issuer);
  int64_t not_before = 0, not_after = 0;
  RESULT(GOSTSEAL_OK, gostseal_certificate_validity(own, &not_before, &not_after));
  CHECK(not_before < NOW && NOW < not_after);
  RESULT(GOSTSEAL_ERROR_MISSING_FIELD,
         gostseal_certificate_identifier(own, GOSTSEAL_IDENTIFIER_SNILS, out, sizeof out, &written));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_certificate_identifier(own, 0, out, sizeof out, &written));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_certificate_validity(NULL, &not_before, &not_after));
  gostseal_certificate_free(own);

  /* A real authority, the first of the file. */
  struct octets bundle = vector("real-ca/certificates.pem");
  size_t at = 0, start = 0;
  own = next_of(&bundle, &at, &start);
  CHECK(own != NULL);
  RESULT(GOSTSEAL_OK, gostseal_certificate_identifier(own, GOSTSEAL_IDENTIFIER_OGRN, out, sizeof out, &written));
  CHECK(written == 13);
  RESULT(GOSTSEAL_OK, gostseal_certificate_identifier(own, GOSTSEAL_IDENTIFIER_INN, out, sizeof out, &written));
  CHECK(written == 12);
  gostseal_certificate_free(own);
  free(bundle.data);
}

static size_t name_of(const gostseal_certificate *certificate, int issuer, uint8_t *out, size_t out_len) {
  size_t written = 0;
  RESULT(GOSTSEAL_OK, issuer ? gostseal_certificate_issuer(certificate, out, out_len, &written)
                             : gostseal_certificate_subject(certificate, out, out_len, &written));
  return written;
}

/* A real authority under its issuer: nothing is known of its revocation, and it says where its CRLs are. */
static void what_is_needed_is_told(void) {
  struct octets bundle = vector("real-ca/certificates.pem");
  size_t at = 0, start = 0, told = 0;
  gostseal_certificate *own = next_of(&bundle, &at, &start);
  CHECK(own != NULL);
  uint8_t wanted[2048], name[2048];
  const size_t wanted_len = name_of(own, 1, wanted, sizeof wanted);
  gostseal_verifier *verifier = NULL;
  RESULT(GOSTSEAL_OK, gostseal_verifier_new(&verifier));
  RESULT(GOSTSEAL_OK, gostseal_verifier_ignore_time(verifier));
  for (gostseal_certificate *other; told == 0 && (other = next_of(&bundle, &at, &start)) != NULL;
       gostseal_certificate_free(other)) {
    if (name_of(other, 0, name, sizeof name) != wanted_len || memcmp(name, wanted, wanted_len) != 0) {
      continue;
    }
    gostseal_trust_store *anchors = NULL;
    gostseal_certificate_report *report = NULL;
    RESULT(GOSTSEAL_OK, gostseal_trust_store_from_bundle(bundle.data + start, at - start, &anchors, NULL));
    RESULT(GOSTSEAL_OK, gostseal_verifier_set_anchors(verifier, anchors));
    RESULT(GOSTSEAL_OK, gostseal_certificate_verify(own, verifier, GOSTSEAL_USAGE_ANY, GOSTSEAL_REVOCATION_HARD_FAIL,
                                                    (const uint8_t *)"12345678", 8, &report, NULL));
    if (gostseal_certificate_report_path_count(report) == 2) {
      RESULT(GOSTSEAL_ERROR_REVOCATION_STATUS_UNKNOWN, gostseal_certificate_report_require(report, NULL));
      told = gostseal_certificate_report_need_count(report);
      CHECK(told > 0);
      uint32_t kind = 0;
      size_t place = 9, url_len = 0, request_len = 9;
      const uint8_t *url = NULL, *request = UNTOUCHED;
      for (size_t i = 0; i < told; i++) {
        RESULT(GOSTSEAL_OK,
               gostseal_certificate_report_need(report, i, &kind, &place, &url, &url_len, &request, &request_len));
        CHECK(place == 0 && url_len > 7 && memcmp(url, "http://", 7) == 0);
        CHECK((kind == GOSTSEAL_NEED_OCSP) == (request != NULL) && (request != NULL) == (request_len != 0));
      }
      url = UNTOUCHED;
      RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
             gostseal_certificate_report_need(report, told, &kind, &place, &url, &url_len, &request, &request_len));
      RESULT(GOSTSEAL_ERROR_NULL_POINTER,
             gostseal_certificate_report_need(report, 0, NULL, &place, &url, &url_len, &request, &request_len));
      CHECK(url == UNTOUCHED);
    }
    gostseal_certificate_report_free(report);
    gostseal_trust_store_free(anchors);
  }
  CHECK(told > 0);
  gostseal_verifier_free(verifier);
  gostseal_certificate_free(own);
  free(bundle.data);
}

static void presets_and_options_are_kept(void) {
  struct scene scene = begin("leaf512A");
  gostseal_sign_options options;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_sign_options_init(NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_sign_options_preset(&options, 0, NOW));
  for (uint32_t preset = GOSTSEAL_PRESET_CRYPTOPRO; preset <= GOSTSEAL_PRESET_BANK; preset++) {
    RESULT(GOSTSEAL_OK, gostseal_sign_options_preset(&options, preset, NOW));
    const gostseal_certificate *chain[] = {scene.intermediate};
    options.certificates = chain;
    options.certificate_count = 1;
    gostseal_octets *message = signed_by(&scene, &options);
    size_t len = 0;
    const uint8_t *cms = octets_of(message, &len);
    CHECK((cms[1] == 0x80) == (preset == GOSTSEAL_PRESET_BANK));
    const int detached = preset != GOSTSEAL_PRESET_CRYPTOPRO;
    gostseal_report *report = UNTOUCHED;
    if (detached) {
      RESULT(GOSTSEAL_ERROR_CONTENT_REQUIRED,
             gostseal_cms_report(scene.verifier, cms, len, NULL, 0, &report, NULL));
      CHECK(report == UNTOUCHED);
      report = report_on(&scene, message, (const uint8_t *)"other", 5);
      CHECK(gostseal_verdicts_content(gostseal_report_signer(report, 0)) == GOSTSEAL_CONTENT_DIFFERS);
      RESULT(GOSTSEAL_ERROR_DIGEST_MISMATCH, gostseal_report_require(report, GOSTSEAL_REVOCATION_NONE, NULL));
      gostseal_report_free(report);
    }
    report = report_on(&scene, message, detached ? document : NULL, detached ? document_len : 0);
    RESULT(GOSTSEAL_OK, gostseal_report_require(report, GOSTSEAL_REVOCATION_SOFT_FAIL, NULL));
    int64_t time = 0;
    RESULT(GOSTSEAL_OK, gostseal_verdicts_signing_time(gostseal_report_signer(report, 0), &time));
    CHECK(time == NOW);
    const uint8_t *content = UNTOUCHED;
    size_t content_len = 1;
    RESULT(GOSTSEAL_OK, gostseal_report_content(report, GOSTSEAL_REVOCATION_NONE, &content, &content_len, NULL));
    CHECK((content == NULL) == detached && content_len == (detached ? 0 : document_len));
    gostseal_report_free(report);
    gostseal_octets_free(message);
  }

  /* The content itself is signed. */
  RESULT(GOSTSEAL_OK, gostseal_sign_options_init(&options));
  options.signed_attributes = 0;
  gostseal_octets *message = signed_by(&scene, &options);
  gostseal_report *report = report_on(&scene, message, NULL, 0);
  const gostseal_signer_verdicts *signer = gostseal_report_signer(report, 0);
  CHECK(gostseal_verdicts_content(signer) == GOSTSEAL_CONTENT_SIGNED);
  CHECK(gostseal_verdicts_attribute_order(signer) == GOSTSEAL_ORDER_ABSENT);
  CHECK(gostseal_verdicts_binding(signer) == GOSTSEAL_BINDING_ABSENT);
  CHECK(gostseal_verdicts_form(signer) == GOSTSEAL_CADES_CMS);
  gostseal_report_free(report);
  gostseal_octets_free(message);

  /* A structure of another version, a key of another certificate, NULL. */
  message = UNTOUCHED;
  options.struct_size--;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_cms_sign(document, document_len, scene.key, scene.own, &options, &message, NULL));
  RESULT(GOSTSEAL_OK, gostseal_sign_options_init(&options));
  options.reserved = 1;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_cms_sign(document, document_len, scene.key, scene.own, &options, &message, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_cms_sign(document, document_len, scene.key, scene.root, NULL, &message, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER,
         gostseal_cms_sign(document, document_len, NULL, scene.own, NULL, &message, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER,
         gostseal_cms_sign(document, document_len, scene.key, scene.own, NULL, NULL, NULL));
  CHECK(message == UNTOUCHED);
  end(&scene);
}

static void signatures_stand_beside_and_over_others(void) {
  struct scene scene = begin("leaf256A"), other = begin("leaf512A");
  gostseal_octets *first = signed_by(&scene, NULL), *both = NULL, *over = NULL;
  size_t len = 0;
  const uint8_t *cms = octets_of(first, &len);
  RESULT(GOSTSEAL_OK, gostseal_cms_cosign(cms, len, NULL, 0, other.key, other.own, NULL, &both, NULL));
  gostseal_report *report = report_on(&scene, both, NULL, 0);
  CHECK(gostseal_report_signer_count(report) == 2);
  RESULT(GOSTSEAL_OK, gostseal_report_require(report, GOSTSEAL_REVOCATION_SOFT_FAIL, NULL));
  gostseal_report_free(report);
  cms = octets_of(both, &len);
  RESULT(GOSTSEAL_OK, gostseal_cms_countersign(cms, len, 1, other.key, other.own, NULL, &over, NULL));
  report = report_on(&scene, over, NULL, 0);
  RESULT(GOSTSEAL_OK, gostseal_report_require(report, GOSTSEAL_REVOCATION_SOFT_FAIL, NULL));
  CHECK(gostseal_verdicts_countersignature_count(gostseal_report_signer(report, 0)) == 0);
  const gostseal_signer_verdicts *signer = gostseal_report_signer(report, 1);
  CHECK(gostseal_verdicts_countersignature_count(signer) == 1);
  CHECK(gostseal_verdicts_countersignature(signer, 1) == NULL);
  const gostseal_signer_verdicts *countersigner = gostseal_verdicts_countersignature(signer, 0);
  RESULT(GOSTSEAL_OK, gostseal_verdicts_require(countersigner, GOSTSEAL_REVOCATION_SOFT_FAIL, NULL));
  gostseal_certificate *found = NULL;
  RESULT(GOSTSEAL_OK, gostseal_verdicts_certificate(countersigner, &found));
  CHECK(same_certificate(found, other.own));
  gostseal_certificate_free(found);
  gostseal_report_free(report);
  gostseal_octets *none = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_cms_countersign(cms, len, 2, other.key, other.own, NULL, &none, NULL));
  RESULT(GOSTSEAL_ERROR_DIGEST_MISMATCH, gostseal_cms_cosign(cms, len, (const uint8_t *)"other", 5, other.key,
                                                             other.own, NULL, &none, NULL));
  CHECK(none == UNTOUCHED);
  gostseal_octets_free(over);
  gostseal_octets_free(both);
  gostseal_octets_free(first);
  end(&other);
  end(&scene);
}

/* Signs in pieces with a buffer of `room` octets, and reads the message back in pieces with another. */
static void in_pieces(size_t piece, size_t room, uint32_t detached) {
  struct scene scene = begin("leaf256A");
  gostseal_sign_options options;
  RESULT(GOSTSEAL_OK, gostseal_sign_options_init(&options));
  options.detached = detached;
  const gostseal_certificate *chain[] = {scene.intermediate};
  options.certificates = chain;
  options.certificate_count = 1;
  static uint8_t content[5000], message[32768], back[sizeof content];
  for (size_t i = 0; i < sizeof content; i++) {
    content[i] = (uint8_t)(i * 7 + (i >> 8));
  }
  uint8_t *out = malloc(room);
  CHECK(out != NULL);
  gostseal_signer *signer = NULL;
  RESULT(GOSTSEAL_OK, gostseal_signer_new(scene.key, scene.own, &options, &signer, NULL));
  /* What the options name is not needed any more. */
  options.certificates = NULL;
  size_t len = 0, written = 0;
  for (size_t at = 0; at < sizeof content; at += piece) {
    size_t take = sizeof content - at < piece ? sizeof content - at : piece;
    RESULT(GOSTSEAL_OK, gostseal_signer_update(signer, content + at, take, out, room, &written, NULL));
    memcpy(message + len, out, written);
    len += written;
  }
  for (;;) {
    gostseal_result result = gostseal_signer_finish(signer, out, room, &written, NULL);
    if (result == GOSTSEAL_OK) {
      memcpy(message + len, out, written);
      len += written;
      break;
    }
    CHECK(result == GOSTSEAL_ERROR_INSUFFICIENT_SIZE && written > room);
    RESULT(GOSTSEAL_OK, gostseal_signer_update(signer, NULL, 0, out, room, &written, NULL));
    memcpy(message + len, out, written);
    len += written;
  }
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_signer_update(signer, content, 1, out, room, &written, NULL));
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_signer_finish(signer, out, room, &written, NULL));
  gostseal_signer_free(signer);

  gostseal_verification *verification = NULL;
  if (detached) {
    RESULT(GOSTSEAL_OK, gostseal_verification_new_detached(message, len, &verification, NULL));
  } else {
    RESULT(GOSTSEAL_OK, gostseal_verification_new_attached(&verification));
  }
  const uint8_t *input = detached ? content : message;
  size_t input_len = detached ? sizeof content : len, got = 0;
  for (size_t at = 0; at < input_len; at += piece) {
    size_t take = input_len - at < piece ? input_len - at : piece;
    RESULT(GOSTSEAL_OK, gostseal_verification_update(verification, input + at, take, out, room, &written, NULL));
    CHECK(got + written <= sizeof back);
    memcpy(back + got, out, written);
    got += written;
  }
  gostseal_report *report = UNTOUCHED;
  while (gostseal_verification_finish(verification, scene.verifier, &report, NULL) ==
         GOSTSEAL_ERROR_INSUFFICIENT_SIZE) {
    CHECK(report == UNTOUCHED);
    RESULT(GOSTSEAL_OK, gostseal_verification_update(verification, NULL, 0, out, room, &written, NULL));
    CHECK(written > 0 && got + written <= sizeof back);
    memcpy(back + got, out, written);
    got += written;
  }
  CHECK(report != UNTOUCHED);
  CHECK(got == (detached ? 0 : sizeof content) && memcmp(back, content, got) == 0);
  RESULT(GOSTSEAL_OK, gostseal_report_require(report, GOSTSEAL_REVOCATION_SOFT_FAIL, NULL));
  gostseal_report_free(report);
  report = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED,
         gostseal_verification_finish(verification, scene.verifier, &report, NULL));
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED,
         gostseal_verification_update(verification, content, 1, out, room, &written, NULL));
  CHECK(report == UNTOUCHED);
  gostseal_verification_free(verification);
  free(out);
  end(&scene);
}

static void pieces_that_are_no_message_are_refused_once(void) {
  struct scene scene = begin("leaf256A");
  uint8_t out[64];
  size_t written = 77;
  gostseal_verification *verification = NULL;
  gostseal_report *report = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verification_new_attached(NULL));
  RESULT(GOSTSEAL_OK, gostseal_verification_new_attached(&verification));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verification_update(verification, NULL, 1, out, 64, &written, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verification_update(verification, out, 0, NULL, 1, &written, NULL));
  CHECK(gostseal_verification_update(verification, (const uint8_t *)"\x04\x01x", 3, out, 64, &written, NULL) / 100 == 2);
  CHECK(written == 77);
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_verification_update(verification, out, 1, out, 0, &written, NULL));
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED,
         gostseal_verification_finish(verification, scene.verifier, &report, NULL));
  gostseal_verification_free(verification);
  RESULT(GOSTSEAL_OK, gostseal_verification_new_attached(&verification));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_verification_finish(verification, NULL, &report, NULL));
  RESULT(GOSTSEAL_ERROR_TRUNCATED, gostseal_verification_finish(verification, scene.verifier, &report, NULL));
  CHECK(report == UNTOUCHED);
  gostseal_verification_free(verification);
  verification = UNTOUCHED;
  CHECK(gostseal_verification_new_detached((const uint8_t *)"x", 1, &verification, NULL) / 100 == 2);
  CHECK(verification == UNTOUCHED);
  gostseal_signer *signer = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_signer_new(scene.key, scene.root, NULL, &signer, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_signer_new(NULL, scene.root, NULL, &signer, NULL));
  CHECK(signer == UNTOUCHED);
  end(&scene);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: signed VECTORS\n");
    return 2;
  }
  vectors = argv[1];
  frees_take_null();
  accessors_take_null();
  verifiers_say_what_they_lack();
  every_question_has_its_answer();
  evidence_decides();
  certificates_lead_to_anchors();
  certificates_tell_whose_they_are();
  what_is_needed_is_told();
  presets_and_options_are_kept();
  signatures_stand_beside_and_over_others();
  for (uint32_t detached = 0; detached < 2; detached++) {
    in_pieces(1, 64, detached);
    in_pieces(977, 16384, detached);
    in_pieces(5000, 100, detached);
  }
  pieces_that_are_no_message_are_refused_once();
  printf("%lu checks\n", checks);
  return 0;
}
