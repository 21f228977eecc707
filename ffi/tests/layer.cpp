// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Every part of gostseal.hpp once: what it gives, what it throws, what it frees.
//
//   layer VECTORS     VECTORS is the folder of that name in the project

#include <gostseal.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#define CHECK(condition)                                                                                      \
  do {                                                                                                        \
    if (!(condition)) {                                                                                       \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                    \
      std::exit(1);                                                                                           \
    }                                                                                                         \
  } while (0)

// The number that a call throws; 0 when it throws nothing.
template <typename Call> static gostseal_result thrown(Call call) {
  try {
    call();
  } catch (const gostseal::error &error) {
    CHECK(*error.what() != '\0');
    return error.code();
  }
  return GOSTSEAL_OK;
}

static std::string folder;

static std::string vector(const std::string &name) {
  std::ifstream file(folder + "/" + name, std::ios::binary);
  std::string octets((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  CHECK(!octets.empty());
  return octets;
}

static const std::int64_t now = 1796083200;
static const std::int64_t token_time = 1771857090;
static const std::int64_t claims_time = 1767225600;

static void envelopes() {
  const std::string keys = "interop/openssl/keys/gost2012_256_TCC";
  const auto key = gostseal::private_key::from_pkcs8(vector(keys + ".p8.pem"));
  const auto own = gostseal::certificate::from_bytes(vector(keys + ".cert.pem"));
  CHECK(!own.subject().empty());
  const std::string envelope = vector("interop/openssl/env_gost89_gost2012_256_TCC_B_3000.der");

  gostseal::opener opener(key, own);
  std::vector<std::uint8_t> plaintext;
  for (std::size_t at = 0; at < envelope.size(); at += 100) {
    opener.update(std::string_view(envelope).substr(at, 100), plaintext);
  }
  opener.finish(plaintext);
  CHECK(plaintext.size() == 3000 && plaintext[0] == 123 && plaintext[1] == 123 + 31);
  CHECK(thrown([&] { opener.update("x", plaintext); }) == GOSTSEAL_ERROR_ALREADY_FINISHED);
  CHECK(plaintext.size() == 3000);

  gostseal::opener cut(key);
  gostseal::opener moved = std::move(cut);
  moved.update(envelope.substr(0, envelope.size() - 1), plaintext);
  CHECK(thrown([&] { moved.finish(plaintext); }) == GOSTSEAL_ERROR_TRUNCATED);

  const std::string document(100000, 'x');
  for (const auto written_in :
       {gostseal::form::der, gostseal::form::pem, gostseal::form::base64, gostseal::form::smime}) {
    gostseal::sealer sealer({&own, &own}, written_in);
    std::vector<std::uint8_t> sealed;
    for (std::size_t at = 0; at < document.size(); at += 30000) {
      sealer.update(std::string_view(document).substr(at, 30000), sealed);
    }
    sealer.finish(sealed);
    CHECK(thrown([&] { sealer.update("x", sealed); }) == GOSTSEAL_ERROR_ALREADY_FINISHED);
    gostseal::opener again(key);
    std::vector<std::uint8_t> opened;
    again.update(sealed, opened);
    again.finish(opened);
    CHECK(std::string(opened.begin(), opened.end()) == document && !again.authenticated());
  }
  CHECK(thrown([&] { gostseal::sealer nobody({}); }) == GOSTSEAL_ERROR_INVALID_ARGUMENT);
  CHECK(thrown([&] { gostseal::private_key::from_pkcs8("nothing"); }) != GOSTSEAL_OK);
}

static void tokens() {
  const auto signer = gostseal::public_key::from_certificate(vector("interop/jws/keys/j1.cert.der"));
  const auto other = gostseal::public_key::from_certificate(vector("interop/jws/keys/j2.cert.der"));
  const std::string text = vector("interop/jws/ok_0.jwt");
  const auto jws = gostseal::jws::verify(text, signer, now);
  CHECK(jws.payload().front() == '{');
  const gostseal::claims claims = jws.claims();
  CHECK(claims.json().front() == '{');
  CHECK(!claims.get("iss").empty());
  CHECK(thrown([&] { claims.get("absent"); }) == GOSTSEAL_ERROR_MISSING_CLAIM);
  CHECK(thrown([&] { gostseal::jws::verify(text, other, now); }) != GOSTSEAL_OK);

  CHECK(gostseal::verify_userinfo(text, signer, claims_time).json() == claims.json());
  gostseal::demands demanded;
  demanded.issuer = "somebody else";
  CHECK(thrown([&] { gostseal::verify_userinfo(text, signer, claims_time, demanded); }) ==
        GOSTSEAL_ERROR_ISSUER_MISMATCH);
  // An empty demand is a demand.
  demanded.issuer = "";
  CHECK(thrown([&] { gostseal::verify_userinfo(text, signer, claims_time, demanded); }) ==
        GOSTSEAL_ERROR_ISSUER_MISMATCH);

  const std::string keys = "interop/openssl/keys/gost2012_256_TCC";
  const auto key = gostseal::private_key::from_pkcs8(vector(keys + ".p8.pem"));
  const auto own = gostseal::certificate::from_bytes(vector(keys + ".cert.pem"));
  const std::string sealed = vector("real/sber_userinfo_2019.jwe");
  CHECK(thrown([&] { gostseal::open_userinfo(sealed, key, signer, now); }) == GOSTSEAL_ERROR_NO_RECIPIENT);
  CHECK(thrown([&] { gostseal::open_userinfo(sealed, key, own, signer, now); }) == GOSTSEAL_ERROR_NO_RECIPIENT);
}

static void signed_messages() {
  const auto anchors = gostseal::trust_store::from_bundle(vector("real/sber_ift_ca_2024.cer.pem"));
  const std::string input = vector("real/sber_ift_idtoken_2026.signing_input");
  const std::string cms = vector("real/sber_ift_idtoken_2026.sig.cms.ber");
  const auto detached = gostseal::signed_data::verify_detached(cms, input, anchors, token_time);
  CHECK(!detached.content());
  CHECK(detached.signers().size() == 1 && !detached.signers()[0].empty());
  CHECK(thrown([&] { gostseal::signed_data::verify(cms, anchors, token_time); }) == GOSTSEAL_ERROR_CONTENT_REQUIRED);
  // A content of no octets is given, and is another one.
  CHECK(thrown([&] {
          gostseal::signed_data::verify_detached(cms, std::vector<std::uint8_t>(), anchors, token_time);
        }) == GOSTSEAL_ERROR_DIGEST_MISMATCH);

  const auto signer = gostseal::public_key::from_certificate(vector("interop/openssl/keys/gost2012_256_TCA.cert.pem"));
  const auto attached = gostseal::signed_data::verify(vector("interop/openssl/sig_256_cades_attached.der"), signer, now);
  CHECK(attached.content() && attached.content()->size() == 77);
  const auto empty = gostseal::signed_data::verify(vector("interop/openssl/sig_256_empty_content.der"), signer, now);
  CHECK(empty.content() && empty.content()->empty());
}

static void reports() {
  const std::string keys = "interop/bc/keys/";
  const auto key = gostseal::private_key::from_pkcs8(vector(keys + "revoked.p8.der"));
  const auto own = gostseal::certificate::from_bytes(vector(keys + "revoked.cert.der"));
  const auto anchors = gostseal::trust_store::from_bundle(vector(keys + "root512A.cert.der"));
  const auto intermediate = gostseal::certificate::from_bytes(vector(keys + "int256A.cert.der"));
  const std::vector<std::uint8_t> message = gostseal::sign("document", key, own);
  gostseal::verifier verifier(anchors, now);
  verifier.add(intermediate);
  const auto report = verifier.report(message);
  CHECK(report.content(gostseal::revocation::soft_fail) == "document");
  CHECK(thrown([&] { report.require(gostseal::revocation::hard_fail); }) ==
        GOSTSEAL_ERROR_REVOCATION_STATUS_UNKNOWN);
  CHECK(report.signers().size() == 1);
  CHECK(gostseal_verdicts_signature(report.signers()[0]) == GOSTSEAL_SIGNATURE_GOOD);

  gostseal::evidence evidence;
  evidence.add_crl(vector("interop/bc/crl_int256A.crl"));
  evidence.add_ocsp(vector("interop/bc/ocsp_revoked.ors"));
  CHECK(thrown([&] { evidence.add_ocsp("nothing"); }) != GOSTSEAL_OK);
  verifier.use(evidence);
  const auto revoked = verifier.report(message);
  CHECK(thrown([&] { revoked.content(gostseal::revocation::soft_fail); }) == GOSTSEAL_ERROR_CERTIFICATE_REVOKED);

  gostseal_sign_options options;
  CHECK(gostseal_sign_options_preset(&options, GOSTSEAL_PRESET_DIADOC, now) == GOSTSEAL_OK);
  const auto beside = gostseal::sign("document", key, own, &options);
  auto timeless = gostseal::verifier::without_time(anchors);
  timeless.add(intermediate);
  const auto detached = timeless.report_detached(beside, "document");
  detached.require(gostseal::revocation::none);
  CHECK(!detached.content(gostseal::revocation::none));
  CHECK(thrown([&] { timeless.report_detached(beside, "").require(gostseal::revocation::none); }) ==
        GOSTSEAL_ERROR_DIGEST_MISMATCH);
  CHECK(thrown([&] { timeless.report(beside); }) == GOSTSEAL_ERROR_CONTENT_REQUIRED);
}

static void hashes() {
  gostseal::streebog hash(512);
  hash.update("");
  CHECK(hash.digest().size() == GOSTSEAL_STREEBOG512_SIZE && hash.digest()[0] == 0x8e);
  CHECK(gostseal::streebog(256).digest()[0] == 0x3f);
  CHECK(thrown([] { gostseal::streebog(384); }) == GOSTSEAL_ERROR_INVALID_ARGUMENT);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: layer VECTORS\n");
    return 2;
  }
  folder = argv[1];
  envelopes();
  tokens();
  signed_messages();
  reports();
  hashes();
  std::puts("done");
  return 0;
}
