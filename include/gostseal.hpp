// SPDX-License-Identifier: MIT OR Apache-2.0
//
// gostseal for C++17, header only: objects that free themselves, failures as exceptions.
//
// Everything is a thin layer over gostseal.h; link the same library. A failure throws gostseal::error, whose code() is a
// number of docs/errors.md. Objects move and do not copy. Keys, certificates and trust stores may be shared by threads.
//
//   const auto key = gostseal::private_key::from_pkcs8(pem);
//   const auto bank = gostseal::public_key::from_certificate(cer);
//   const auto claims = gostseal::open_userinfo(text, key, bank, std::time(nullptr));

#ifndef GOSTSEAL_HPP
#define GOSTSEAL_HPP

#include "gostseal.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gostseal {

// A failure: its number and one line of UTF-8 without secrets.
class error : public std::runtime_error {
public:
  error(gostseal_result code, const char *message) : std::runtime_error(message), code_(code) {}

  gostseal_result code() const noexcept { return code_; }

private:
  gostseal_result code_;
};

// Borrowed octets: a string, a vector, or a pointer and a length.
class octets {
public:
  octets(const void *data, std::size_t size) noexcept
      : data_(static_cast<const std::uint8_t *>(data)), size_(size) {}
  octets(std::string_view text) noexcept : octets(text.data(), text.size()) {}
  octets(const std::string &text) noexcept : octets(text.data(), text.size()) {}
  octets(const char *text) noexcept : octets(std::string_view(text)) {}
  octets(const std::vector<std::uint8_t> &bytes) noexcept : octets(bytes.data(), bytes.size()) {}

  const std::uint8_t *data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }

private:
  const std::uint8_t *data_;
  std::size_t size_;
};

namespace detail {

template <typename T, void (*Free)(T *)> struct deleter {
  void operator()(T *object) const noexcept { Free(object); }
};

template <typename T, void (*Free)(T *)> using owner = std::unique_ptr<T, deleter<T, Free>>;

using error_owner = owner<gostseal_error, gostseal_error_free>;

inline void check(gostseal_result result, error_owner details = nullptr) {
  if (result != GOSTSEAL_OK) {
    throw error(result, details ? gostseal_error_message(details.get()) : gostseal_result_str(result));
  }
}

// Runs a call with a last argument for the details of its failure.
template <typename Call> void run(Call call) {
  gostseal_error *details = nullptr;
  const gostseal_result result = call(&details);
  check(result, error_owner(details));
}

// Runs a call that makes an object.
template <typename Owner, typename Call> Owner make(Call call) {
  typename Owner::pointer object = nullptr;
  run([&](gostseal_error **details) { return call(&object, details); });
  return Owner(object);
}

// Runs a call that fills a buffer: once for the size, once for the octets.
template <typename Call> std::string text(Call call) {
  std::size_t size = 0;
  const gostseal_result asked = call(nullptr, 0, &size);
  if (asked != GOSTSEAL_ERROR_INSUFFICIENT_SIZE) {
    check(asked);
    return {};
  }
  std::string out(size, '\0');
  check(call(reinterpret_cast<std::uint8_t *>(&out[0]), out.size(), &size));
  out.resize(size);
  return out;
}

} // namespace detail

class private_key {
public:
  // PKCS#8, DER or PEM.
  static private_key from_pkcs8(octets data) {
    return private_key(detail::make<owner>([&](auto **key, auto **details) {
      return gostseal_private_key_from_pkcs8(data.data(), data.size(), key, details);
    }));
  }

  const gostseal_private_key *get() const noexcept { return key_.get(); }

private:
  using owner = detail::owner<gostseal_private_key, gostseal_private_key_free>;
  explicit private_key(owner key) noexcept : key_(std::move(key)) {}
  owner key_;
};

class certificate {
public:
  // DER or PEM.
  static certificate from_bytes(octets data) {
    return certificate(detail::make<owner>([&](auto **out, auto **details) {
      return gostseal_certificate_from_bytes(data.data(), data.size(), out, details);
    }));
  }

  std::string subject() const {
    return detail::text([&](std::uint8_t *out, std::size_t out_len, std::size_t *written) {
      return gostseal_certificate_subject(get(), out, out_len, written);
    });
  }

  const gostseal_certificate *get() const noexcept { return certificate_.get(); }

private:
  using owner = detail::owner<gostseal_certificate, gostseal_certificate_free>;
  explicit certificate(owner certificate) noexcept : certificate_(std::move(certificate)) {}
  owner certificate_;
};

class public_key {
public:
  // The certificate itself is not judged: whoever pins a key vouches for it.
  static public_key from_certificate(octets data) {
    return public_key(detail::make<owner>([&](auto **key, auto **details) {
      return gostseal_public_key_from_certificate(data.data(), data.size(), key, details);
    }));
  }

  // SubjectPublicKeyInfo, DER or PEM.
  static public_key from_spki(octets data) {
    return public_key(detail::make<owner>([&](auto **key, auto **details) {
      return gostseal_public_key_from_spki(data.data(), data.size(), key, details);
    }));
  }

  const gostseal_public_key *get() const noexcept { return key_.get(); }

private:
  using owner = detail::owner<gostseal_public_key, gostseal_public_key_free>;
  explicit public_key(owner key) noexcept : key_(std::move(key)) {}
  owner key_;
};

class trust_store {
public:
  // Whatever certificate is given is an anchor: DER, PEM with one or many, PKCS#7.
  static trust_store from_bundle(octets data) {
    return trust_store(detail::make<owner>([&](auto **store, auto **details) {
      return gostseal_trust_store_from_bundle(data.data(), data.size(), store, details);
    }));
  }

  const gostseal_trust_store *get() const noexcept { return store_.get(); }

private:
  using owner = detail::owner<gostseal_trust_store, gostseal_trust_store_free>;
  explicit trust_store(owner store) noexcept : store_(std::move(store)) {}
  owner store_;
};

// Whom to trust: a pinned key or a store of anchors, borrowed for the call it is given to.
class trust {
public:
  trust(const public_key &pinned) noexcept : pinned_(pinned.get()) {}
  trust(const trust_store &anchors) noexcept : anchors_(anchors.get()) {}

  const gostseal_public_key *pinned() const noexcept { return pinned_; }
  const gostseal_trust_store *anchors() const noexcept { return anchors_; }

private:
  const gostseal_public_key *pinned_ = nullptr;
  const gostseal_trust_store *anchors_ = nullptr;
};

class claims {
public:
  using owner = detail::owner<gostseal_claims, gostseal_claims_free>;
  explicit claims(owner claims) noexcept : claims_(std::move(claims)) {}

  // One JSON object; valid while this object lives.
  std::string_view json() const {
    const char *json = nullptr;
    std::size_t size = 0;
    detail::check(gostseal_claims_json(get(), &json, &size));
    return {json, size};
  }

  // The text of a string, the JSON of anything else; GOSTSEAL_ERROR_MISSING_CLAIM when there is none.
  std::string get(const std::string &name) const {
    return detail::text([&](std::uint8_t *out, std::size_t out_len, std::size_t *written) {
      return gostseal_claims_get(get(), name.c_str(), out, out_len, written);
    });
  }

  const gostseal_claims *get() const noexcept { return claims_.get(); }

private:
  owner claims_;
};

// What a caller demands of a user-info beyond the signature. What is not set is not demanded.
struct demands {
  std::optional<std::string> audience;
  std::optional<std::string> issuer;
  std::optional<std::string> nonce;
  std::uint32_t leeway = 0;
  bool require_exp = false;
};

namespace detail {

inline claims open_userinfo(octets text, const private_key *key, const certificate *own, trust bank,
                            std::int64_t now, const demands &demanded) {
  const auto c_str = [](const std::optional<std::string> &text) { return text ? text->c_str() : nullptr; };
  gostseal_userinfo_options options;
  check(gostseal_userinfo_options_init(&options));
  options.key = key ? key->get() : nullptr;
  options.certificate = own ? own->get() : nullptr;
  options.bank = bank.pinned();
  options.anchors = bank.anchors();
  options.audience = c_str(demanded.audience);
  options.issuer = c_str(demanded.issuer);
  options.nonce = c_str(demanded.nonce);
  options.now = now;
  options.leeway = demanded.leeway;
  options.require_exp = demanded.require_exp ? 1 : 0;
  return claims(make<claims::owner>([&](auto **opened, auto **details) {
    return gostseal_userinfo_open(&options, text.data(), text.size(), opened, details);
  }));
}

} // namespace detail

// Opens a user-info, sealed or plain, and gives the claims that the bank's signature proves. The recipient is found by
// trying the key; `now` is in seconds since 1970-01-01T00:00:00Z.
inline claims open_userinfo(octets text, const private_key &key, trust bank, std::int64_t now,
                            const demands &demanded = {}) {
  return detail::open_userinfo(text, &key, nullptr, bank, now, demanded);
}

// The same, with the recipient matched by the key's certificate.
inline claims open_userinfo(octets text, const private_key &key, const certificate &own, trust bank,
                            std::int64_t now, const demands &demanded = {}) {
  return detail::open_userinfo(text, &key, &own, bank, now, demanded);
}

// The same for a user-info that is signed and not sealed.
inline claims verify_userinfo(octets text, trust bank, std::int64_t now, const demands &demanded = {}) {
  return detail::open_userinfo(text, nullptr, nullptr, bank, now, demanded);
}

// A JWS whose signature is good and whose signer is trusted. Its claims are not judged.
class jws {
public:
  static jws verify(octets text, trust signer, std::int64_t now) {
    return jws(detail::make<owner>([&](auto **out, auto **details) {
      return gostseal_jws_verify(text.data(), text.size(), signer.pinned(), signer.anchors(), now, out, details);
    }));
  }

  // Valid while this object lives.
  std::string_view payload() const {
    const std::uint8_t *payload = nullptr;
    std::size_t size = 0;
    detail::check(gostseal_jws_payload(get(), &payload, &size));
    return {reinterpret_cast<const char *>(payload), size};
  }

  gostseal::claims claims() const {
    return gostseal::claims(detail::make<gostseal::claims::owner>(
        [&](auto **claims, auto **details) { return gostseal_jws_claims(get(), claims, details); }));
  }

  const gostseal_jws *get() const noexcept { return jws_.get(); }

private:
  using owner = detail::owner<gostseal_jws, gostseal_jws_free>;
  explicit jws(owner jws) noexcept : jws_(std::move(jws)) {}
  owner jws_;
};

// A CMS SignedData whose signatures are all good and whose signers are all trusted.
class signed_data {
public:
  // The content is in the message.
  static signed_data verify(octets cms, trust signer, std::int64_t now) {
    return verify(cms, octets(nullptr, 0), signer, now);
  }

  // The content is elsewhere.
  static signed_data verify_detached(octets cms, octets content, trust signer, std::int64_t now) {
    // An empty content is told from none by its pointer.
    static const std::uint8_t empty = 0;
    return verify(cms, content.data() ? content : octets(&empty, 0), signer, now);
  }

  // None when it is detached; valid while this object lives.
  std::optional<std::string_view> content() const {
    const std::uint8_t *content = nullptr;
    std::size_t size = 0;
    detail::check(gostseal_signed_content(get(), &content, &size));
    if (!content) {
      return std::nullopt;
    }
    return std::string_view(reinterpret_cast<const char *>(content), size);
  }

  // The names of the signers' certificates; empty where a key was pinned without one.
  std::vector<std::string> signers() const {
    std::vector<std::string> names(gostseal_signed_signer_count(get()));
    for (std::size_t i = 0; i < names.size(); i++) {
      names[i] = detail::text([&](std::uint8_t *out, std::size_t out_len, std::size_t *written) {
        return gostseal_signed_signer_name(get(), i, out, out_len, written);
      });
    }
    return names;
  }

  const gostseal_signed *get() const noexcept { return signed_.get(); }

private:
  using owner = detail::owner<gostseal_signed, gostseal_signed_free>;
  explicit signed_data(owner data) noexcept : signed_(std::move(data)) {}

  static signed_data verify(octets cms, octets content, trust signer, std::int64_t now) {
    return signed_data(detail::make<owner>([&](auto **out, auto **details) {
      return gostseal_cms_verify(cms.data(), cms.size(), content.data(), content.size(), signer.pinned(),
                                 signer.anchors(), now, out, details);
    }));
  }

  owner signed_;
};

// Opens one CMS EnvelopedData, piece by piece: DER, BER, PEM, base64 or S/MIME. Key and certificate must outlive it.
// The plaintext is UNAUTHENTICATED before finish, and after it unless authenticated() says otherwise.
class opener {
public:
  explicit opener(const private_key &key) : opener(key.get(), nullptr) {}
  opener(const private_key &key, const certificate &own) : opener(key.get(), own.get()) {}

  // Takes the next octets and appends the plaintext that they give. An error after plaintext is thrown by the next call.
  void update(octets data, std::vector<std::uint8_t> &plaintext) {
    take(data, data.size(), plaintext);
    drain(plaintext);
  }

  // Says that the input has ended, and appends the last plaintext. When this throws, the plaintext is only a beginning.
  void finish(std::vector<std::uint8_t> &plaintext) {
    for (;;) {
      gostseal_error *details = nullptr;
      const gostseal_result result = gostseal_opener_finish(opener_.get(), &details);
      detail::error_owner owned(details);
      if (result != GOSTSEAL_ERROR_INSUFFICIENT_SIZE) {
        detail::check(result, std::move(owned));
        return;
      }
      drain(plaintext);
    }
  }

  // Whether the content has a MAC that agrees; known after finish.
  bool authenticated() const noexcept { return gostseal_opener_authenticated(opener_.get()) != 0; }

private:
  static constexpr std::size_t room = 4096;

  opener(const gostseal_private_key *key, const gostseal_certificate *own) {
    gostseal_opener *made = nullptr;
    detail::check(gostseal_opener_new(key, own, &made));
    opener_.reset(made);
  }

  // One call; how many octets came.
  std::size_t take(octets data, std::size_t space, std::vector<std::uint8_t> &plaintext) {
    const std::size_t before = plaintext.size();
    plaintext.resize(before + space);
    std::size_t written = 0;
    try {
      detail::run([&](gostseal_error **details) {
        return gostseal_opener_update(opener_.get(), data.data(), data.size(), plaintext.data() + before, space, &written,
                                      details);
      });
    } catch (...) {
      plaintext.resize(before);
      throw;
    }
    plaintext.resize(before + written);
    return written;
  }

  // Takes what waits. An error behind it is left for the next call.
  void drain(std::vector<std::uint8_t> &plaintext) {
    while (gostseal_opener_waiting(opener_.get()) != 0) {
      take(octets(nullptr, 0), room, plaintext);
    }
  }

  detail::owner<gostseal_opener, gostseal_opener_free> opener_;
};

// What a file is written in.
enum class form : std::uint32_t {
  der = GOSTSEAL_FORM_DER,
  pem = GOSTSEAL_FORM_PEM,
  base64 = GOSTSEAL_FORM_BASE64,
  smime = GOSTSEAL_FORM_SMIME,
};

// Makes one CMS EnvelopedData, piece by piece. Who made the content is not proved: sign it before it is sealed.
class sealer {
public:
  explicit sealer(const std::vector<const certificate *> &owners, form written_in = form::der,
                  const char *cipher = nullptr) {
    std::vector<const gostseal_certificate *> certificates;
    for (const certificate *owner : owners) {
      certificates.push_back(owner->get());
    }
    sealer_ = detail::make<owner>([&](auto **made, auto **details) {
      return gostseal_sealer_new(certificates.data(), certificates.size(), cipher,
                                 static_cast<std::uint32_t>(written_in), made, details);
    });
  }

  // Takes plaintext and appends what is finished of the envelope.
  void update(octets data, std::vector<std::uint8_t> &envelope) {
    for (octets rest = data;; rest = octets(nullptr, 0)) {
      const std::size_t before = envelope.size();
      const std::size_t room = 2 * rest.size() + 4096;
      envelope.resize(before + room);
      std::size_t written = 0;
      try {
        detail::run([&](gostseal_error **details) {
          return gostseal_sealer_update(sealer_.get(), rest.data(), rest.size(), envelope.data() + before, room, &written,
                                        details);
        });
      } catch (...) {
        envelope.resize(before);
        throw;
      }
      envelope.resize(before + written);
      if (written < room) {
        return;
      }
    }
  }

  // Appends the rest of the envelope.
  void finish(std::vector<std::uint8_t> &envelope) {
    const std::size_t before = envelope.size();
    std::size_t needed = 0;
    const gostseal_result asked = gostseal_sealer_finish(sealer_.get(), nullptr, 0, &needed, nullptr);
    if (asked != GOSTSEAL_ERROR_INSUFFICIENT_SIZE) {
      detail::check(asked);
      return;
    }
    envelope.resize(before + needed);
    detail::run([&](gostseal_error **details) {
      return gostseal_sealer_finish(sealer_.get(), envelope.data() + before, needed, &needed, details);
    });
  }

private:
  using owner = detail::owner<gostseal_sealer, gostseal_sealer_free>;

  owner sealer_;
};

// What becomes of a path when the status of one of its certificates is not known.
enum class revocation : std::uint32_t {
  hard_fail = GOSTSEAL_REVOCATION_HARD_FAIL,
  soft_fail = GOSTSEAL_REVOCATION_SOFT_FAIL,
  none = GOSTSEAL_REVOCATION_NONE,
};

// CRLs and OCSP responses. Nothing is fetched.
class evidence {
public:
  evidence() {
    gostseal_evidence *made = nullptr;
    detail::check(gostseal_evidence_new(&made));
    evidence_.reset(made);
  }

  // Every CRL of a file: DER, PEM or base64.
  void add_crl(octets data) {
    detail::run([&](gostseal_error **details) {
      return gostseal_evidence_add_crl(evidence_.get(), data.data(), data.size(), details);
    });
  }

  // A DER response to a question without a nonce, or with this one.
  void add_ocsp(octets data, octets nonce = octets(nullptr, 0)) {
    detail::run([&](gostseal_error **details) {
      return gostseal_evidence_add_ocsp(evidence_.get(), data.data(), data.size(), nonce.data(), nonce.size(), 1,
                                        details);
    });
  }

  const gostseal_evidence *get() const noexcept { return evidence_.get(); }

private:
  detail::owner<gostseal_evidence, gostseal_evidence_free> evidence_;
};

// What was found about each signature of a message. There is no conversion to bool, here or in its verdicts.
class report {
public:
  using owner = detail::owner<gostseal_report, gostseal_report_free>;
  explicit report(owner made) noexcept : report_(std::move(made)) {}

  // Throws the first refusal.
  void require(revocation policy) const {
    detail::run([&](gostseal_error **details) {
      return gostseal_report_require(get(), static_cast<std::uint32_t>(policy), details);
    });
  }

  // The content that the message carries, after require; none when it is detached. Valid while this object lives.
  std::optional<std::string_view> content(revocation policy) const {
    const std::uint8_t *content = nullptr;
    std::size_t size = 0;
    detail::run([&](gostseal_error **details) {
      return gostseal_report_content(get(), static_cast<std::uint32_t>(policy), &content, &size, details);
    });
    if (!content) {
      return std::nullopt;
    }
    return std::string_view(reinterpret_cast<const char *>(content), size);
  }

  // For the accessors gostseal_verdicts_...; valid while this object lives.
  std::vector<const gostseal_signer_verdicts *> signers() const {
    std::vector<const gostseal_signer_verdicts *> out(gostseal_report_signer_count(get()));
    for (std::size_t i = 0; i < out.size(); i++) {
      out[i] = gostseal_report_signer(get(), i);
    }
    return out;
  }

  const gostseal_report *get() const noexcept { return report_.get(); }

private:
  owner report_;
};

// What is brought to verifications, once for many of them. Whom it trusts and its evidence are borrowed and must outlive it.
class verifier {
public:
  verifier(trust signer, std::int64_t now) : verifier(signer) {
    detail::check(gostseal_verifier_set_time(verifier_.get(), now));
  }

  // Judges without dates.
  static verifier without_time(trust signer) {
    verifier made(signer);
    detail::check(gostseal_verifier_ignore_time(made.verifier_.get()));
    return made;
  }

  // To look for signers and issuers in; not trusted for it.
  verifier &add(const certificate &extra) {
    detail::check(gostseal_verifier_add_certificate(verifier_.get(), extra.get()));
    return *this;
  }

  verifier &use(const evidence &known) {
    detail::check(gostseal_verifier_set_evidence(verifier_.get(), known.get()));
    return *this;
  }

  // The content is in the message.
  gostseal::report report(octets cms) const { return report(cms, octets(nullptr, 0)); }

  // The content is elsewhere.
  gostseal::report report_detached(octets cms, octets content) const {
    // An empty content is told from none by its pointer.
    static const std::uint8_t empty = 0;
    return report(cms, content.data() ? content : octets(&empty, 0));
  }

  const gostseal_verifier *get() const noexcept { return verifier_.get(); }

private:
  explicit verifier(trust signer) {
    gostseal_verifier *made = nullptr;
    detail::check(gostseal_verifier_new(&made));
    verifier_.reset(made);
    detail::check(gostseal_verifier_set_signer(made, signer.pinned()));
    detail::check(gostseal_verifier_set_anchors(made, signer.anchors()));
  }

  gostseal::report report(octets cms, octets content) const {
    return gostseal::report(detail::make<gostseal::report::owner>([&](auto **out, auto **details) {
      return gostseal_cms_report(get(), cms.data(), cms.size(), content.data(), content.size(), out, details);
    }));
  }

  detail::owner<gostseal_verifier, gostseal_verifier_free> verifier_;
};

// Signs content and gives CMS SignedData. Without options it is a CAdES-BES in DER with the content inside.
inline std::vector<std::uint8_t> sign(octets content, const private_key &key, const certificate &own,
                                      const gostseal_sign_options *options = nullptr) {
  const auto made =
      detail::make<detail::owner<gostseal_octets, gostseal_octets_free>>([&](auto **out, auto **details) {
        return gostseal_cms_sign(content.data(), content.size(), key.get(), own.get(), options, out, details);
      });
  const std::uint8_t *data = nullptr;
  std::size_t size = 0;
  detail::check(gostseal_octets_data(made.get(), &data, &size));
  return std::vector<std::uint8_t>(data, data + size);
}

// A running Streebog digest of 256 or 512 bits.
class streebog {
public:
  explicit streebog(std::uint32_t bits) {
    gostseal_hash *made = nullptr;
    detail::check(gostseal_hash_new(bits, &made));
    hash_.reset(made);
  }

  void update(octets data) { detail::check(gostseal_hash_update(hash_.get(), data.data(), data.size())); }

  // The digest of what was hashed so far; the object can go on.
  std::vector<std::uint8_t> digest() const {
    std::vector<std::uint8_t> out(GOSTSEAL_STREEBOG512_SIZE);
    std::size_t written = 0;
    detail::check(gostseal_hash_digest(hash_.get(), out.data(), out.size(), &written));
    out.resize(written);
    return out;
  }

private:
  detail::owner<gostseal_hash, gostseal_hash_free> hash_;
};

} // namespace gostseal

#endif // GOSTSEAL_HPP
