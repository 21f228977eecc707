// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every SignedData of the corpus: those of the standards, of OpenSSL with gost-engine, of BouncyCastle, of
//! rudonick/crypto, the synthetic and the malformed ones, and the bank's token.
//!
//! The malformed ones are verified with the certificate inside the message and no trust, as their index asks;
//! each refusal has one expected code, listed here beside the reason that the index gives.

mod signed_support;

use gostseal::keys::PreparedKey;
use gostseal::signed::{
    AttributeFault, AttributeOrder, Examined, SignedData, SignedError, SignerReport, TrustBasis,
    Verifier,
};
use gostseal::trust::{Certificate, Trust, TrustStore};
use gostseal::{ErrorCode, Oid, UnixTime};
use signed_support::{Case, Family, certificate, dotted, hex, private_key, read, vectors};

/// What other tests cover, by the `type` of the index.
const OTHER_TYPES: &[&str] = &[
    "CRL",
    "Certificate",
    "CertificateList",
    "DigestedData",
    "EncryptedData",
    "EncryptedPrivateKeyInfo",
    "EnvelopedData",
    "GostR3410-KeyTransport (bare, as in CMS KeyTransRecipientInfo.encryptedKey)",
    "OCSPResponse",
    "PFX",
    "PrivateKeyInfo",
    "TimeStampResp",
];

/// 2026-02-23T14:31:30Z, the signingTime of the bank's token.
const TOKEN_TIME: UnixTime = UnixTime(1_771_857_090);

fn store(anchors: &[Certificate]) -> TrustStore {
    let mut store = TrustStore::new();
    for anchor in anchors {
        store.add(anchor.clone());
    }
    store
}

/// Runs `test` over the SignedData cases of a family and returns how many there were.
fn run(family: &Family, mut test: impl FnMut(&Case)) -> usize {
    let mut ran = 0;
    for case in &family.cases {
        let kind = case.text("type");
        if kind == "SignedData" {
            test(case);
            ran += 1;
        } else {
            assert!(
                OTHER_TYPES.contains(&kind),
                "{}: unknown type {kind}",
                case.id
            );
            case.skip();
        }
    }
    ran
}

/// The reports of a message whose signatures must all be good.
fn reports(id: &str, examined: &Examined<'_>) -> Vec<SignerReport> {
    let report = |signer: &Result<SignerReport, SignedError>| {
        signer.clone().unwrap_or_else(|e| panic!("{id}: {e}"))
    };
    examined.signers().iter().map(report).collect()
}

/// What the tests of one good message share.
struct Good<'a> {
    id: &'a str,
    cms: &'a [u8],
    content: &'a [u8],
    detached: bool,
    /// Certificates that the message lacks.
    supplied: &'a [Certificate],
}

impl<'a> Good<'a> {
    fn verifier(&self, trust: Trust<'a>) -> Verifier<'a> {
        let verifier = Verifier::new(trust).certificates(self.supplied);
        if self.detached {
            verifier.content(self.content)
        } else {
            verifier
        }
    }

    /// Without trust: good signatures, and the refusal that says that trust is all that is missing.
    fn without_trust(&self) -> Vec<SignerReport> {
        let id = self.id;
        let verifier = self.verifier(Trust::None);
        let reports = reports(id, &verifier.examine(self.cms).unwrap());
        for report in &reports {
            assert_eq!(report.trust, Err(SignedError::TrustNotEstablished), "{id}");
        }
        let refusal = verifier.verify(self.cms).unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::TrustNotEstablished, "{id}");
        assert_eq!(refusal.code().exit_status(), 6, "{id}");
        self.streaming();
        self.refuses_other_content();
        reports
    }

    fn with_anchors(&self, anchors: &[Certificate]) {
        let id = self.id;
        let store = store(anchors);
        let verified = Verifier::new(Trust::Anchors(&store)).certificates(self.supplied);
        let verified = if self.detached {
            verified.content(self.content)
        } else {
            verified
        };
        let verified = verified
            .verify(self.cms)
            .unwrap_or_else(|e| panic!("{id}: {e}"));
        for signer in verified.signers() {
            assert_eq!(signer.trust, Ok(TrustBasis::Anchor), "{id}");
        }
        assert_eq!(
            verified.content(),
            (!self.detached).then_some(self.content),
            "{id}"
        );
        assert_eq!(
            verified.content_type(),
            Oid::new("1.2.840.113549.1.7.1"),
            "{id}"
        );
    }

    fn with_pinned(&self, key: &PreparedKey) {
        let id = self.id;
        let verifier = Verifier::new(Trust::Pinned(key)).certificates(self.supplied);
        let verifier = if self.detached {
            verifier.content(self.content)
        } else {
            verifier
        };
        let verified = verifier
            .verify(self.cms)
            .unwrap_or_else(|e| panic!("{id}: {e}"));
        assert_eq!(
            verified.signers()[0].trust,
            Ok(TrustBasis::PinnedKey),
            "{id}"
        );
        assert_eq!(
            verified.content(),
            (!self.detached).then_some(self.content),
            "{id}"
        );
    }

    /// Content that comes in pieces gives the same judgement.
    fn streaming(&self) {
        for chunk in [1, 1023, self.content.len() + 1] {
            if chunk == 1 && self.content.len() > 5000 {
                continue;
            }
            let data = SignedData::parse(self.cms).unwrap();
            assert_eq!(data.is_detached(), self.detached, "{}", self.id);
            let mut digests = data.content_digests();
            self.content
                .chunks(chunk)
                .for_each(|part| digests.update(part));
            let verifier = self.verifier(Trust::None);
            let examined = verifier.examine_digests(data, &digests.finish()).unwrap();
            reports(self.id, &examined);
        }
    }

    fn refuses_other_content(&self) {
        let id = self.id;
        let mut other = self.content.to_vec();
        other.push(b'x');
        let verifier = self.verifier(Trust::None).content(&other);
        match verifier.examine(self.cms) {
            Err(e) => {
                assert!(!self.detached, "{id}");
                assert_eq!(e, SignedError::DigestMismatch, "{id}");
            }
            Ok(examined) => {
                assert!(self.detached, "{id}");
                for signer in examined.signers() {
                    let e = signer.as_ref().unwrap_err();
                    assert!(
                        matches!(
                            e,
                            SignedError::DigestMismatch | SignedError::InvalidSignature
                        ),
                        "{id}: {e}"
                    );
                }
            }
        }
        if self.detached {
            let verifier = Verifier::new(Trust::None).certificates(self.supplied);
            assert_eq!(
                verifier.verify(self.cms).unwrap_err(),
                SignedError::ContentRequired
            );
        }
    }
}

/// Checks the fields of a peer's case that speak about the message as a whole.
fn check_peer_case(family: &Family, case: &Case) {
    let id = &case.id;
    let verdict = case.text("verdict");
    let cms = read(&family.folder.join(case.text("file")));
    let content = case.plaintext().unwrap();
    let hash = <sha2::Sha256 as sha2::Digest>::digest(&content);
    assert_eq!(
        case.opt_text("plaintext_sha256").map_or(hash.to_vec(), hex),
        &hash[..]
    );
    let hash = <streebog::Streebog256 as digest::Digest>::digest(&content);
    assert_eq!(
        case.opt_text("plaintext_streebog256")
            .map_or(hash.to_vec(), hex),
        &hash[..]
    );
    let form = case.opt_text("format");
    assert_eq!(
        form == Some("PEM"),
        case.text("file").ends_with(".pem"),
        "{id}"
    );
    if let Some(indefinite) = case.flag("indefinite_length") {
        assert_eq!(cms[1] == 0x80, indefinite, "{id}");
    }
    let detached = case.flag("detached").unwrap_or(false);
    let streamed = case.flag("stream").unwrap_or(false);

    let names: Vec<String> = case
        .list("signers")
        .iter()
        .map(|name| name.as_str().unwrap().to_string())
        .collect();
    let keys: Vec<_> = names.iter().map(|name| &family.keys[name]).collect();
    let data = SignedData::parse(&cms).unwrap();
    assert_eq!(data.signer_count(), keys.len(), "{id}");
    let included = !data.unverified_certificates().is_empty();
    if let Some(expected) = case.flag("certificates_included") {
        assert_eq!(included, expected, "{id}");
    }
    assert!(!streamed || data.unverified_content().is_some(), "{id}");

    let mut supplied: Vec<Certificate> = Vec::new();
    if !included {
        supplied.extend(keys.iter().map(|key| key.certificate.clone()));
    }
    let good = Good {
        id,
        cms: &cms,
        content: &content,
        detached,
        supplied: &supplied,
    };

    if verdict == "either" {
        // rudonick/crypto transmits the attributes unsorted and signs them sorted.
        assert_eq!(case.number("signer_info_version"), Some(0), "{id}");
        assert_eq!(case.flag("signed_attributes"), Some(true), "{id}");
        let verifier = good.verifier(Trust::None);
        for signer in verifier.examine(&cms).unwrap().signers() {
            assert_eq!(
                signer.as_ref().unwrap_err(),
                &SignedError::InvalidSignature,
                "{id}"
            );
        }
        let lenient = verifier.allow_unsorted_attributes(true);
        for report in reports(id, &lenient.examine(&cms).unwrap()) {
            assert_eq!(report.attributes, AttributeOrder::Resorted, "{id}");
        }
        return;
    }
    assert_eq!(verdict, "ok", "{id}");
    if let Some(version) = case.number("signer_info_version") {
        assert_eq!(version, 0, "{id}");
    }
    if let Some(form) = case.opt_text("signer_id") {
        assert!(
            matches!(form, "issuerAndSerialNumber" | "subjectKeyIdentifier"),
            "{id}: {form}"
        );
    }
    let mode = case.opt_text("mode").unwrap_or("");
    let attributes = case.flag("signed_attributes").unwrap_or(mode != "noattr");
    let cades = case.flag("cades_bes").unwrap_or(mode == "cades");
    let cades_known = case.id != "sig_detached";
    for (report, key) in good.without_trust().iter().zip(&keys) {
        let absent = report.attributes == AttributeOrder::Absent;
        assert_eq!(!absent, attributes, "{id}");
        assert!(matches!(
            report.attributes,
            AttributeOrder::Absent | AttributeOrder::Sorted
        ));
        assert!(report.cades_bes == cades || !cades_known, "{id}: CAdES-BES");
        assert!(
            absent
                || report
                    .signing_time
                    .is_some_and(|t| t > UnixTime(1_700_000_000)),
            "{id}"
        );
        let certificate = report.certificate.as_ref().unwrap();
        assert_eq!(certificate.der(), key.certificate.der(), "{id}");
    }

    // Whatever certificate is given as trusted is an anchor: the signers' own, then the root of their chain.
    let own: Vec<Certificate> = keys.iter().map(|key| key.certificate.clone()).collect();
    good.with_anchors(&own);
    if let Some((root, between)) = keys[0].chain.split_last() {
        let mut supplied = supplied.clone();
        supplied.extend(
            between
                .iter()
                .map(|name| family.keys[name].certificate.clone()),
        );
        let good = Good {
            supplied: &supplied,
            ..good
        };
        good.with_anchors(&[family.keys[root].certificate.clone()]);
    }
    let pinned = keys[0].public().prepare();
    if keys.len() == 1 {
        good.with_pinned(&pinned);
    } else {
        // One pinned key does not vouch for two signers.
        let refusal = good
            .verifier(Trust::Pinned(&pinned))
            .verify(&cms)
            .unwrap_err();
        assert_eq!(refusal, SignedError::AlgorithmMismatch, "{id}");
    }
    // Another key than the signer's is refused, and so is another anchor.
    let strangers = family.keys.values().filter(|key| !names.contains(&key.id));
    for other in strangers {
        let key = other.public().prepare();
        let refusal = good.verifier(Trust::Pinned(&key)).verify(&cms).unwrap_err();
        assert!(
            matches!(
                refusal,
                SignedError::InvalidSignature | SignedError::AlgorithmMismatch
            ),
            "{id}: {refusal}"
        );
        if !keys.iter().any(|key| key.chain.contains(&other.id)) {
            let store = store(std::slice::from_ref(&other.certificate));
            let refusal = good
                .verifier(Trust::Anchors(&store))
                .verify(&cms)
                .unwrap_err();
            assert!(matches!(refusal, SignedError::Path(_)), "{id}: {refusal}");
            assert_eq!(refusal.code().exit_status(), 6, "{id}");
        }
    }
}

#[test]
fn verifies_messages_of_openssl() {
    let family = Family::load("interop/openssl");
    assert_eq!(run(&family, |case| check_peer_case(&family, case)), 10);
}

#[test]
fn verifies_messages_of_bouncycastle() {
    let family = Family::load("interop/bc");
    assert_eq!(run(&family, |case| check_peer_case(&family, case)), 7);
}

#[test]
fn verifies_messages_of_rudonick_and_unsorted_attributes_on_request_only() {
    let family = Family::load("interop/rudonick");
    assert_eq!(run(&family, |case| check_peer_case(&family, case)), 4);
}

#[test]
fn verifies_synthetic_messages() {
    let family = Family::load("interop/synthetic");
    assert_eq!(run(&family, |case| check_peer_case(&family, case)), 5);
}

#[test]
fn verifies_the_examples_of_the_standards() {
    let family = Family::load("formats/cms");
    let ran = run(&family, |case| {
        let id = &case.id;
        assert_eq!(case.text("verdict"), "ok", "{id}");
        let cms = read(&family.folder.join(case.text("file")));
        let content = case.plaintext().unwrap();
        let signer = case.opt_text("signer_cert_file");
        let supplied: Vec<Certificate> = signer
            .iter()
            .map(|file| certificate(&family.folder.join(file)))
            .collect();
        let good = Good {
            id,
            cms: &cms,
            content: &content,
            detached: false,
            supplied: &supplied,
        };
        if let [certificate] = &supplied[..] {
            let reports = good.without_trust();
            let attributes = reports[0].attributes != AttributeOrder::Absent;
            assert_eq!(attributes, id == "tc26_signed_a111", "{id}");
            good.with_anchors(&supplied);
            good.with_pinned(&certificate.public_key().unwrap().prepare());
        } else {
            // Only the signer's private key is known; there is no certificate to be found.
            let curve = gostseal::keys::ParamSet::from_oid(dotted(case.text("curve_oid"))).unwrap();
            let private = hex(case.text("signer_private_key"));
            let examined = good.verifier(Trust::None).examine(&cms).unwrap();
            let algorithm = match private.len() {
                64 => gostseal::keys::KeyAlgorithm::Gost2012_512,
                _ => gostseal::keys::KeyAlgorithm::Gost2012_256,
            };
            for signer in examined.signers() {
                let e = signer.as_ref().unwrap_err();
                assert_eq!(e, &SignedError::SignerCertificateNotFound, "{id}");
            }
            let key = private_key(algorithm, curve, &private);
            good.with_pinned(&key.public_key().prepare());
        }
    });
    assert_eq!(ran, 5);
}

/// The code of each refusal, beside the `reason` of the index.
const REFUSALS: &[(&str, ErrorCode)] = &[
    ("sig_r0", ErrorCode::InvalidSignature),
    ("sig_s0", ErrorCode::InvalidSignature),
    ("sig_r0s0", ErrorCode::InvalidSignature),
    ("sig_r_q", ErrorCode::InvalidSignature),
    ("sig_s_q", ErrorCode::InvalidSignature),
    ("sig_r_plus_q", ErrorCode::InvalidSignature),
    ("sig_s_plus_q", ErrorCode::InvalidSignature),
    ("sig_ff", ErrorCode::InvalidSignature),
    // 63 octets, 65 octets, none, an ECDSA structure: no value of the length that the key asks for.
    ("sig_len_minus", ErrorCode::InvalidSignature),
    ("sig_len_plus_lead", ErrorCode::InvalidSignature),
    ("sig_empty", ErrorCode::InvalidSignature),
    ("sig_der_ecdsa", ErrorCode::InvalidSignature),
    ("sig_rs_order", ErrorCode::InvalidSignature),
    ("sig_reversed", ErrorCode::InvalidSignature),
    ("sig_negated_s", ErrorCode::InvalidSignature),
    ("sig_digest_be", ErrorCode::InvalidSignature),
    // messageDigest of other content, truncated, of no octets.
    ("sig_md_wrong", ErrorCode::DigestMismatch),
    ("sig_md_short", ErrorCode::DigestMismatch),
    ("sig_md_empty", ErrorCode::DigestMismatch),
    ("sig_md_missing", ErrorCode::InvalidSignedAttributes),
    ("sig_md_dup", ErrorCode::InvalidSignedAttributes),
    ("sig_md_dup_same", ErrorCode::InvalidSignedAttributes),
    ("sig_md_two_values", ErrorCode::InvalidSignedAttributes),
    ("sig_ct_missing", ErrorCode::InvalidSignedAttributes),
    ("sig_ct_mismatch", ErrorCode::InvalidSignedAttributes),
    ("sig_ct_dup", ErrorCode::InvalidSignedAttributes),
    ("sig_attrs_empty", ErrorCode::InvalidSignedAttributes),
    // Signed over the [0] encoding.
    ("sig_over_implicit", ErrorCode::InvalidSignature),
    // The attribute that was removed is messageDigest.
    ("sig_attr_dropped", ErrorCode::InvalidSignedAttributes),
    ("sig_digalg_mismatch", ErrorCode::AlgorithmMismatch),
    ("sig_digalg_unknown", ErrorCode::UnsupportedAlgorithm),
    ("sig_sigalg_unknown", ErrorCode::UnsupportedAlgorithm),
    ("sig_sigalg_otherlen", ErrorCode::AlgorithmMismatch),
    ("sig_sid_unknown", ErrorCode::SignerCertificateNotFound),
    ("sig_nocerts", ErrorCode::SignerCertificateNotFound),
    // sid and certificate of somebody else, whose key does not verify.
    ("sig_wrongcert", ErrorCode::InvalidSignature),
    ("sig_no_signers", ErrorCode::NoSigners),
    ("sig_content_changed", ErrorCode::DigestMismatch),
    ("sig_detached_nocontent", ErrorCode::ContentRequired),
    ("sig_content_notoctet", ErrorCode::UnexpectedTag),
    ("sig_two_signers_one_bad", ErrorCode::InvalidSignature),
    // Keys off the curve or of order 2 and 4.
    ("sig_certkey_offcurve", ErrorCode::InvalidPublicKey),
    ("sig_certkey_small_256A", ErrorCode::InvalidPublicKey),
    ("sig_certkey_small_512C", ErrorCode::InvalidPublicKey),
    ("sig_forged_smallorder_256A", ErrorCode::InvalidPublicKey),
    ("sig_forged_smallorder_512C", ErrorCode::InvalidPublicKey),
    (
        "cades_certhash_wrong",
        ErrorCode::SigningCertificateMismatch,
    ),
    (
        "cades_issuerserial_wrong",
        ErrorCode::SigningCertificateMismatch,
    ),
];

/// What is chosen where the index allows both.
const CHOICES: &[(&str, Result<AttributeOrder, SignedError>)] = &[
    ("sig_unsorted_asis", Ok(AttributeOrder::Unsorted)),
    ("sig_unsorted_sorted", Err(SignedError::InvalidSignature)),
    (
        "sig_attr_as_content",
        Err(SignedError::InvalidSignedAttributes(
            AttributeFault::ContentReadsAsAttributes,
        )),
    ),
    ("cades_hashalg_default", Ok(AttributeOrder::Sorted)),
];

#[test]
fn refuses_each_malformed_message_for_its_reason() {
    let family = Family::load("interop/malformed");
    let mut refused = 0;
    let mut chosen = 0;
    let ran = run(&family, |case| {
        let id = case.id.as_str();
        let cms = read(&family.folder.join(case.text("file")));
        let signer = case.text("signer");
        let pinned = family.keys.get(signer).map(|key| key.public().prepare());
        assert!(pinned.is_some() || signer == "in message", "{id}");
        let verifier = Verifier::new(Trust::None);
        let lengths = case.list("truncate_to");
        match case.text("verdict") {
            "ok" => {
                let reports = reports(id, &verifier.examine(&cms).unwrap());
                assert_eq!(reports[0].cades_bes, id == "cades_ok", "{id}");
                let pinned = pinned.unwrap();
                let _ = Verifier::new(Trust::Pinned(&pinned)).verify(&cms).unwrap();
            }
            "reject" if !lengths.is_empty() => {
                for length in lengths {
                    let prefix = &cms[..length.as_u64().unwrap() as usize];
                    let code = verifier.examine(prefix).unwrap_err().code();
                    assert_eq!(code as u32 / 100, 2, "{id} cut to {length}: {code:?}");
                }
                let _ = verifier.examine(&cms).unwrap();
            }
            "reject" => {
                let (_, code) = REFUSALS
                    .iter()
                    .find(|(name, _)| *name == id)
                    .unwrap_or_else(|| {
                        panic!("{id}: not in the table");
                    });
                let refusal = verifier.verify(&cms).unwrap_err();
                assert_eq!(refusal.code(), *code, "{id}: {refusal}");
                assert_ne!(refusal.code(), ErrorCode::TrustNotEstablished, "{id}");
                refused += 1;
                // With the key pinned a message may come without certificates.
                if let Some(key) = pinned {
                    let verified = Verifier::new(Trust::Pinned(&key)).verify(&cms);
                    let free_of_certificate = id == "sig_nocerts";
                    assert_eq!(verified.is_ok(), free_of_certificate, "{id}");
                }
            }
            "either" if id == "sig_nonminimal_attr" => {
                let refusal = verifier.verify(&cms).unwrap_err();
                assert_eq!(refusal.code(), ErrorCode::InvalidLength, "{id}: {refusal}");
                chosen += 1;
            }
            "either" => {
                let (_, choice) =
                    CHOICES
                        .iter()
                        .find(|(name, _)| *name == id)
                        .unwrap_or_else(|| {
                            panic!("{id}: not in the table");
                        });
                let examined = verifier.examine(&cms).unwrap();
                let order = |signer: &Result<SignerReport, SignedError>| {
                    signer
                        .as_ref()
                        .map(|report| report.attributes)
                        .map_err(|e| *e)
                };
                assert_eq!(order(&examined.signers()[0]), *choice, "{id}");
                let lenient = verifier.allow_unsorted_attributes(true);
                let examined = lenient.examine(&cms).unwrap();
                match id {
                    "sig_unsorted_sorted" => {
                        assert_eq!(order(&examined.signers()[0]), Ok(AttributeOrder::Resorted));
                    }
                    _ => assert_eq!(order(&examined.signers()[0]), *choice, "{id}"),
                }
                chosen += 1;
            }
            other => panic!("{id}: verdict {other}"),
        }
    });
    assert_eq!(ran, 56);
    assert_eq!(refused, REFUSALS.len());
    assert_eq!(chosen, CHOICES.len() + 1);
}

#[test]
fn judges_each_signer_of_a_message_with_one_forged_signature() {
    let cms = read(&vectors().join("interop/malformed/sig_two_signers_one_bad.der"));
    let examined = Verifier::new(Trust::None).examine(&cms).unwrap();
    let good = examined
        .signers()
        .iter()
        .filter(|signer| signer.is_ok())
        .count();
    assert_eq!((good, examined.signers().len()), (1, 2));
}

fn token() -> (Vec<u8>, Vec<u8>, Certificate) {
    let folder = vectors().join("real");
    (
        read(&folder.join("sber_ift_idtoken_2026.sig.cms.ber")),
        read(&folder.join("sber_ift_idtoken_2026.signing_input")),
        certificate(&folder.join("sber_ift_ca_2024.cer.pem")),
    )
}

#[test]
fn verifies_the_token_of_the_bank_against_its_ca() {
    let (cms, input, ca) = token();
    let store = store(&[ca]);
    let verifier = Verifier::new(Trust::Anchors(&store)).content(&input);
    let verified = verifier.at(TOKEN_TIME).verify(&cms).unwrap();
    let [signer] = verified.signers() else {
        panic!("{} signers", verified.signers().len())
    };
    assert!(signer.cades_bes);
    assert_eq!(signer.attributes, AttributeOrder::Sorted);
    assert_eq!(signer.signing_time, Some(TOKEN_TIME));
    assert_eq!(signer.trust, Ok(TrustBasis::Anchor));
    assert_eq!(verified.content(), None);

    // Before and after its validity the certificate is refused, and the signature stays good.
    for (at, code) in [
        (1_747_052_000, ErrorCode::CertificateNotYetValid),
        (1_786_537_974, ErrorCode::CertificateExpired),
    ] {
        let refusal = verifier.at(UnixTime(at)).verify(&cms).unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal}");
    }
}

#[test]
fn the_token_without_an_anchor_is_good_and_not_trusted() {
    let (cms, input, _) = token();
    let verifier = Verifier::new(Trust::None).content(&input).at(TOKEN_TIME);
    assert_eq!(
        verifier.verify(&cms).unwrap_err(),
        SignedError::TrustNotEstablished
    );
    let examined = verifier.examine(&cms).unwrap();
    assert!(examined.signers()[0].is_ok());
}

#[test]
fn no_prefix_of_the_token_passes() {
    let (cms, input, ca) = token();
    let store = store(&[ca]);
    let verifier = Verifier::new(Trust::Anchors(&store))
        .content(&input)
        .at(TOKEN_TIME);
    for length in 0..cms.len() {
        let code = verifier.verify(&cms[..length]).unwrap_err().code();
        assert_eq!(code as u32 / 100, 2, "{length}: {code:?}");
    }
    let mut longer = cms.clone();
    longer.push(0);
    assert_eq!(
        verifier.verify(&longer).unwrap_err().code(),
        ErrorCode::TrailingData
    );
}
