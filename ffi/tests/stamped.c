/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Time stamps over a callback, and document-workflow calls from both ends.
 *
 *   stamped VECTORS     VECTORS is the folder of that name in the project
 */

#include "scene.h"

#define POLICY "1.2.643.2.2.38.4"

/* What a transport below is to do. */
struct authority {
  gostseal_private_key *key;
  gostseal_certificate *certificate;
  int calls, fails;
};

static gostseal_result answer(void *userdata, const uint8_t *request, size_t request_len, gostseal_octets *response) {
  struct authority *authority = userdata;
  authority->calls++;
  if (authority->fails) {
    return GOSTSEAL_ERROR_READ_FAILED;
  }
  gostseal_octets *made = NULL;
  RESULT(GOSTSEAL_OK, gostseal_time_stamp_answer(authority->key, authority->certificate, POLICY, request, request_len,
                                                 (const uint8_t *)"\x01", 1, NOW - 60, &made, NULL));
  size_t len = 0;
  const uint8_t *data = octets_of(made, &len);
  /* In two parts. */
  RESULT(GOSTSEAL_OK, gostseal_octets_append(response, data, len / 2));
  RESULT(GOSTSEAL_OK, gostseal_octets_append(response, data + len / 2, len - len / 2));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_octets_append(response, NULL, 1));
  gostseal_octets_free(made);
  return GOSTSEAL_OK;
}

static void time_stamps_prove_the_time(void) {
  struct scene scene = begin("leaf256A");
  struct authority authority = {key_of("tsa"), certificate_of("tsa"), 0, 0};
  gostseal_time_stamper *stamper = NULL;
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_time_stamper_new(NULL, NULL, &stamper));
  RESULT(GOSTSEAL_OK, gostseal_time_stamper_new(answer, &authority, &stamper));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_time_stamper_set_verifier(stamper, scene.verifier, 0));
  RESULT(GOSTSEAL_OK,
         gostseal_time_stamper_set_verifier(stamper, scene.verifier, GOSTSEAL_REVOCATION_SOFT_FAIL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_time_stamper_set_policy(stamper, "nothing"));
  RESULT(GOSTSEAL_OK, gostseal_time_stamper_set_policy(stamper, POLICY));

  gostseal_sign_options options;
  RESULT(GOSTSEAL_OK, gostseal_sign_options_init(&options));
  gostseal_octets *bare = signed_by(&scene, &options), *added = NULL;
  options.time_stamper = stamper;
  gostseal_octets *stamped = signed_by(&scene, &options);
  CHECK(authority.calls == 1);
  size_t len = 0;
  const uint8_t *cms = octets_of(bare, &len);
  RESULT(GOSTSEAL_OK, gostseal_cms_add_time_stamp(cms, len, 0, stamper, &added, NULL));
  RESULT(GOSTSEAL_OK, gostseal_verifier_trust_time_stamps(scene.verifier, GOSTSEAL_REVOCATION_SOFT_FAIL));
  gostseal_octets *const messages[] = {stamped, added};
  for (size_t i = 0; i < 2; i++) {
    gostseal_report *report = report_on(&scene, messages[i], NULL, 0);
    RESULT(GOSTSEAL_OK, gostseal_report_require(report, GOSTSEAL_REVOCATION_SOFT_FAIL, NULL));
    const gostseal_signer_verdicts *signer = gostseal_report_signer(report, 0);
    int64_t time = 0;
    CHECK(gostseal_verdicts_form(signer) == GOSTSEAL_CADES_T);
    CHECK(gostseal_verdicts_judged_at(signer, &time) == GOSTSEAL_JUDGED_AT_TIME_STAMP && time == NOW - 60);
    CHECK(gostseal_verdicts_time_stamp_count(signer) == 1);
    CHECK(gostseal_verdicts_time_stamp(signer, 1) == NULL);
    const gostseal_time_stamp_verdicts *stamp = gostseal_verdicts_time_stamp(signer, 0);
    CHECK(gostseal_time_stamp_verdicts_kind(stamp) == GOSTSEAL_TIME_STAMP_SIGNATURE);
    CHECK(gostseal_time_stamp_verdicts_imprint(stamp) == GOSTSEAL_IMPRINT_SAME);
    const gostseal_signer_verdicts *token = gostseal_time_stamp_verdicts_token(stamp);
    CHECK(gostseal_verdicts_signature(token) == GOSTSEAL_SIGNATURE_GOOD);
    CHECK(gostseal_verdicts_path(token) == GOSTSEAL_PATH_ANCHOR);
    time = 0;
    RESULT(GOSTSEAL_ERROR_REVOCATION_STATUS_UNKNOWN,
           gostseal_time_stamp_verdicts_require(stamp, GOSTSEAL_REVOCATION_HARD_FAIL, &time, NULL));
    CHECK(time == 0);
    RESULT(GOSTSEAL_OK, gostseal_time_stamp_verdicts_require(stamp, GOSTSEAL_REVOCATION_NONE, &time, NULL));
    CHECK(time == NOW - 60);
    RESULT(GOSTSEAL_OK, gostseal_time_stamp_verdicts_require_signature(stamp, &time, NULL));
    gostseal_report_free(report);
    gostseal_octets_free(messages[i]);
  }

  /* In pieces too; and a signer that failed does nothing more. */
  uint8_t out[16384];
  size_t written = 0;
  gostseal_signer *signer = NULL;
  RESULT(GOSTSEAL_OK, gostseal_signer_new(scene.key, scene.own, &options, &signer, NULL));
  RESULT(GOSTSEAL_OK, gostseal_signer_finish(signer, out, sizeof out, &written, NULL));
  CHECK(written > 0 && authority.calls == 3);
  gostseal_signer_free(signer);
  authority.fails = 1;
  RESULT(GOSTSEAL_OK, gostseal_signer_new(scene.key, scene.own, &options, &signer, NULL));
  RESULT(GOSTSEAL_ERROR_TRANSPORT_FAILED, gostseal_signer_finish(signer, out, sizeof out, &written, NULL));
  RESULT(GOSTSEAL_ERROR_ALREADY_FINISHED, gostseal_signer_finish(signer, out, sizeof out, &written, NULL));
  gostseal_signer_free(signer);
  gostseal_octets *none = UNTOUCHED;
  gostseal_error *error = NULL;
  RESULT(GOSTSEAL_ERROR_TRANSPORT_FAILED,
         gostseal_cms_sign(document, document_len, scene.key, scene.own, &options, &none, &error));
  CHECK(gostseal_error_code(error) == GOSTSEAL_ERROR_TRANSPORT_FAILED);
  gostseal_error_free(error);
  authority.fails = 0;
  RESULT(GOSTSEAL_OK, gostseal_time_stamper_set_policy(stamper, "1.2.3"));
  cms = octets_of(bare, &len);
  RESULT(GOSTSEAL_ERROR_TIME_STAMP_REFUSED, gostseal_cms_add_time_stamp(cms, len, 0, stamper, &none, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_cms_countersign(cms, len, 0, scene.key, scene.own, &options, &none, NULL));
  CHECK(none == UNTOUCHED);
  gostseal_octets_free(bare);
  gostseal_time_stamper_free(stamper);
  gostseal_certificate_free(authority.certificate);
  gostseal_private_key_free(authority.key);
  end(&scene);
}

static void answers_of_authorities_are_checked(void) {
  struct scene scene = begin("leaf256A");
  /* BouncyCastle's. */
  struct octets request = vector(BC "tsp_request.tsq"), response = vector(BC "tsp_response.tsr");
  struct octets token = vector(BC "tsp_token.p7s");
  gostseal_time_stamp *stamp = UNTOUCHED;
  RESULT(GOSTSEAL_OK, gostseal_time_stamp_check(scene.verifier, request.data, request.len, response.data, response.len,
                                                &stamp, NULL));
  const gostseal_time_stamp_verdicts *verdicts = gostseal_time_stamp_get_verdicts(stamp);
  int64_t time = 0;
  CHECK(gostseal_time_stamp_verdicts_kind(verdicts) == GOSTSEAL_TIME_STAMP_ALONE);
  RESULT(GOSTSEAL_OK, gostseal_time_stamp_verdicts_require(verdicts, GOSTSEAL_REVOCATION_SOFT_FAIL, &time, NULL));
  CHECK(time > 0);
  const uint8_t *octets = NULL;
  size_t len = 0;
  RESULT(GOSTSEAL_OK, gostseal_time_stamp_token(stamp, &octets, &len));
  CHECK(len == token.len && memcmp(octets, token.data, len) == 0);
  gostseal_time_stamp_free(stamp);
  RESULT(GOSTSEAL_OK, gostseal_time_stamp_from_token(scene.verifier, token.data, token.len, document, document_len,
                                                     GOSTSEAL_DIGEST_STREEBOG256, &stamp, NULL));
  verdicts = gostseal_time_stamp_get_verdicts(stamp);
  CHECK(gostseal_time_stamp_verdicts_imprint(verdicts) == GOSTSEAL_IMPRINT_DIFFERS);
  RESULT(GOSTSEAL_ERROR_INVALID_TIME_STAMP,
         gostseal_time_stamp_verdicts_require(verdicts, GOSTSEAL_REVOCATION_SOFT_FAIL, &time, NULL));
  gostseal_time_stamp_free(stamp);

  /* The answer to another question. */
  gostseal_octets *other = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_time_stamp_request(document, document_len, 0, NULL, NULL, 0, 1, &other, NULL));
  static const uint8_t nonce[33] = {1};
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_time_stamp_request(document, document_len, GOSTSEAL_DIGEST_STREEBOG512, NULL, nonce, 33, 1, &other,
                                     NULL));
  CHECK(other == UNTOUCHED);
  RESULT(GOSTSEAL_OK, gostseal_time_stamp_request(document, document_len, GOSTSEAL_DIGEST_STREEBOG512, POLICY, nonce,
                                                  32, 1, &other, NULL));
  const uint8_t *asked = octets_of(other, &len);
  stamp = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_INVALID_TIME_STAMP,
         gostseal_time_stamp_check(scene.verifier, asked, len, response.data, response.len, &stamp, NULL));
  CHECK(gostseal_time_stamp_check(scene.verifier, asked, len, asked, len, &stamp, NULL) / 100 == 2);
  CHECK(stamp == UNTOUCHED);
  gostseal_octets_free(other);
  free(request.data);
  free(response.data);
  free(token.data);
  end(&scene);
}

#define CERT_ID "6f1f0b52-3f3c-4a59-9a9f-0d6c9c1de001"
#define DOCUMENT_ID "0f7c6f0e-2c44-4a6a-8a0f-0d6c9c1de002"

/* Judges a call, and holds outcome and answer against what they must be. */
static void judged(const struct scene *scene, uint32_t call, const gostseal_octets *body, const uint8_t *current,
                   size_t current_len, const gostseal_known_certificates *known,
                   const gostseal_docflow_requirements *requirements, uint32_t outcome, const char *answer_json) {
  gostseal_docflow_verdict *verdict = NULL;
  size_t len = 0;
  const uint8_t *form = octets_of(body, &len);
  RESULT(GOSTSEAL_OK, gostseal_docflow_check(call, form, len, current, current_len, known, scene->verifier,
                                             requirements, &verdict, NULL));
  CHECK(gostseal_docflow_verdict_outcome(verdict) == outcome);
  const char *json = NULL;
  RESULT(GOSTSEAL_OK, gostseal_docflow_verdict_json(verdict, &json, &len));
  CHECK(len == strlen(answer_json) && memcmp(json, answer_json, len) == 0);
  uint8_t cause[256];
  RESULT(GOSTSEAL_OK, gostseal_docflow_verdict_cause(verdict, cause, sizeof cause, &len));
  CHECK((len == 0) == (outcome != GOSTSEAL_DOCFLOW_REFUSED));
  gostseal_certificate *found = UNTOUCHED;
  if (outcome == GOSTSEAL_DOCFLOW_SIGNED) {
    RESULT(GOSTSEAL_OK, gostseal_docflow_verdict_certificate(verdict, &found));
    CHECK(same_certificate(found, scene->own));
    gostseal_certificate_free(found);
  } else {
    RESULT(GOSTSEAL_ERROR_MISSING_FIELD, gostseal_docflow_verdict_certificate(verdict, &found));
    CHECK(found == UNTOUCHED);
  }
  gostseal_docflow_verdict_free(verdict);
}

static void calls_are_answered(void) {
  struct scene scene = begin("leaf256A");
  gostseal_known_certificates *known = NULL, *nobody = NULL;
  RESULT(GOSTSEAL_OK, gostseal_known_certificates_new(&nobody));
  RESULT(GOSTSEAL_OK, gostseal_known_certificates_new(&known));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER, gostseal_known_certificates_insert(known, NULL, scene.own));
  RESULT(GOSTSEAL_OK, gostseal_known_certificates_insert(known, CERT_ID, scene.own));
  gostseal_docflow_requirements requirements;
  RESULT(GOSTSEAL_OK, gostseal_docflow_requirements_init(&requirements));
  static const char rawdata[] = "ZG9jdW1lbnQ="; /* document */
  gostseal_octets *body = NULL;
  for (uint32_t profile = GOSTSEAL_DOCFLOW_CMS; profile <= GOSTSEAL_DOCFLOW_RAW_SR_LE; profile++) {
    requirements.profile = profile;
    RESULT(GOSTSEAL_OK,
           gostseal_docflow_sign(GOSTSEAL_DOCFLOW_SIGN_DOCUMENT, rawdata, profile, GOSTSEAL_DOCFLOW_OVER_OCTETS,
                                 scene.key, scene.own, CERT_ID, NOW, DOCUMENT_ID, NULL, &body, NULL));
    judged(&scene, GOSTSEAL_DOCFLOW_SIGN_DOCUMENT, body, document, document_len, known, &requirements,
           GOSTSEAL_DOCFLOW_SIGNED, "{\"errorCode\":0,\"errorMessage\":\"Данные сохранены\"}");
    gostseal_octets_free(body);
    RESULT(GOSTSEAL_OK,
           gostseal_docflow_sign(GOSTSEAL_DOCFLOW_FINISH_PROCESS, rawdata, profile, GOSTSEAL_DOCFLOW_OVER_OCTETS,
                                 scene.key, scene.own, CERT_ID, GOSTSEAL_NO_TIME, "process", "got_agree", &body, NULL));
    judged(&scene, GOSTSEAL_DOCFLOW_FINISH_PROCESS, body, document, document_len, known, &requirements,
           GOSTSEAL_DOCFLOW_SIGNED, "{\"errorCode\":\"0\",\"errorMessage\":\"Данные сохранены\"}");
    gostseal_octets_free(body);
  }
  RESULT(GOSTSEAL_OK, gostseal_docflow_sign(GOSTSEAL_DOCFLOW_SIGN_DOCUMENT, rawdata, GOSTSEAL_DOCFLOW_CMS,
                                            GOSTSEAL_DOCFLOW_OVER_OCTETS, scene.key, scene.own, CERT_ID, NOW,
                                            DOCUMENT_ID, NULL, &body, NULL));
  const uint32_t call = GOSTSEAL_DOCFLOW_SIGN_DOCUMENT, refused = GOSTSEAL_DOCFLOW_REFUSED;
  judged(&scene, call, body, (const uint8_t *)"other", 5, known, NULL, refused,
         "{\"errorCode\":13,\"errorMessage\":\"Передан некорректный параметр rawdata\"}");
  judged(&scene, call, body, NULL, 0, known, NULL, refused,
         "{\"errorCode\":13,\"errorMessage\":\"Передан некорректный параметр documentID\"}");
  judged(&scene, call, body, document, document_len, nobody, NULL, refused,
         "{\"errorCode\":13,\"errorMessage\":\"Передан некорректный параметр certID\"}");
  const uint8_t *const before[] = {(const uint8_t *)"older", document};
  const size_t before_lens[] = {5, document_len};
  RESULT(GOSTSEAL_OK, gostseal_docflow_requirements_init(&requirements));
  requirements.superseded = before;
  requirements.superseded_lens = before_lens;
  requirements.superseded_count = 2;
  judged(&scene, call, body, (const uint8_t *)"other", 5, known, &requirements, refused,
         "{\"errorCode\":13,\"errorMessage\":\"Подписываемые данные были изменены\"}");
  RESULT(GOSTSEAL_OK, gostseal_docflow_requirements_init(&requirements));
  requirements.revocation = GOSTSEAL_REVOCATION_HARD_FAIL;
  judged(&scene, call, body, document, document_len, known, &requirements, refused,
         "{\"errorCode\":13,\"errorMessage\":\"Центр сертификации недоступен\"}");
  RESULT(GOSTSEAL_OK, gostseal_verifier_set_time(scene.verifier, NOW + INT64_C(60) * 366 * 86400));
  judged(&scene, call, body, document, document_len, known, NULL, refused,
         "{\"errorCode\":13,\"errorMessage\":\"Срок действия сертификата истёк\"}");

  /* Misuse. */
  gostseal_docflow_verdict *verdict = UNTOUCHED;
  size_t len = 0;
  const uint8_t *form = octets_of(body, &len);
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_docflow_check(0, form, len, document, document_len, known, scene.verifier, NULL, &verdict, NULL));
  requirements.revocation = 0;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_docflow_check(call, form, len, document, document_len, known,
                                                                 scene.verifier, &requirements, &verdict, NULL));
  requirements.struct_size = 1;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT, gostseal_docflow_check(call, form, len, document, document_len, known,
                                                                 scene.verifier, &requirements, &verdict, NULL));
  RESULT(GOSTSEAL_ERROR_NULL_POINTER,
         gostseal_docflow_check(call, form, len, document, document_len, NULL, scene.verifier, NULL, &verdict, NULL));
  RESULT(GOSTSEAL_OK, gostseal_verifier_ignore_time(scene.verifier));
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_docflow_check(call, form, len, document, document_len, known, scene.verifier, NULL, &verdict, NULL));
  CHECK(verdict == UNTOUCHED);
  gostseal_octets *none = UNTOUCHED;
  RESULT(GOSTSEAL_ERROR_INVALID_ARGUMENT,
         gostseal_docflow_sign(call, rawdata, GOSTSEAL_DOCFLOW_CMS, GOSTSEAL_DOCFLOW_OVER_OCTETS, scene.key, scene.own,
                               CERT_ID, NOW, DOCUMENT_ID, "signal", &none, NULL));
  RESULT(GOSTSEAL_ERROR_INVALID_BASE64,
         gostseal_docflow_sign(call, "?", GOSTSEAL_DOCFLOW_CMS, GOSTSEAL_DOCFLOW_OVER_OCTETS, scene.key, scene.own,
                               CERT_ID, NOW, DOCUMENT_ID, NULL, &none, NULL));
  CHECK(none == UNTOUCHED);
  gostseal_octets_free(body);
  gostseal_known_certificates_free(nobody);
  gostseal_known_certificates_free(known);
  end(&scene);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: stamped VECTORS\n");
    return 2;
  }
  vectors = argv[1];
  time_stamps_prove_the_time();
  answers_of_authorities_are_checked();
  calls_are_answered();
  printf("%lu checks\n", checks);
  return 0;
}
