// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the signer makes, the verifier takes; what anyone changes afterwards, it refuses.

mod signed_support;

use std::ops::Range;

use gostseal::keys::{KeyAlgorithm, PreparedKey};
use gostseal::signed::{
    AttributeOrder, DocumentSigner, KeySigner, SignOptions, SignedData, SignedError, SigningStep,
    TrustBasis, Verifier, sign,
};
use gostseal::trust::{Certificate, Trust, TrustStore};
use gostseal::{ErrorCode, UnixTime};
use signed_support::{Family, Key, certificate, read, vectors};

/// 2026-02-23T14:31:30Z.
const NOW: UnixTime = UnixTime(1_771_857_090);

/// Keys of every algorithm on every curve that the corpus has certificates for.
fn keys() -> Vec<Key> {
    ["openssl", "synthetic", "malformed"]
        .into_iter()
        .flat_map(|name| Family::keys(&format!("interop/{name}")).keys.into_values())
        .collect()
}

fn store(anchor: &Certificate) -> TrustStore {
    let mut store = TrustStore::new();
    store.add(anchor.clone());
    store
}

#[test]
fn verifies_what_it_signs_with_every_kind_of_key() {
    let content =
        b"\x31\x00 a document, \xd0\xb4\xd0\xbe\xd0\xba\xd1\x83\xd0\xbc\xd0\xb5\xd0\xbd\xd1\x82";
    let keys = keys();
    let algorithms = [
        KeyAlgorithm::Gost2001,
        KeyAlgorithm::Gost2012_256,
        KeyAlgorithm::Gost2012_512,
    ];
    for algorithm in algorithms {
        assert!(keys.iter().any(|key| key.public().algorithm() == algorithm));
    }
    for key in &keys {
        let private = key.private();
        let pinned = key.public().prepare();
        let anchors = store(&key.certificate);
        for form in 0..16 {
            let options = SignOptions {
                detached: form & 1 != 0,
                signed_attrs: form & 2 == 0,
                ber_indefinite: form & 4 != 0,
                signing_certificate_v2: form & 8 == 0,
                signing_time: Some(NOW),
                ..SignOptions::default()
            };
            let label = format!("{} {options:?}", key.id);
            let cms = sign(content, &private, &key.certificate, &options).unwrap();
            assert_eq!(cms[1] == 0x80, options.ber_indefinite, "{label}");
            for trust in [Trust::Pinned(&pinned), Trust::Anchors(&anchors)] {
                let mut verifier = Verifier::new(trust);
                if options.detached {
                    assert_eq!(
                        verifier.verify(&cms).unwrap_err(),
                        SignedError::ContentRequired,
                        "{label}"
                    );
                    verifier = verifier.content(content);
                }
                let verified = verifier
                    .verify(&cms)
                    .unwrap_or_else(|e| panic!("{label}: {e}"));
                assert_eq!(
                    verified.content(),
                    (!options.detached).then_some(&content[..]),
                    "{label}"
                );
                let [signer] = verified.signers() else {
                    panic!("{label}: one signer")
                };
                assert_eq!(
                    signer.certificate.as_ref(),
                    Some(&key.certificate),
                    "{label}"
                );
                let cades = options.signed_attrs && options.signing_certificate_v2;
                assert_eq!(signer.cades_bes, cades, "{label}");
                if options.signed_attrs {
                    assert_eq!(signer.attributes, AttributeOrder::Sorted, "{label}");
                    assert_eq!(signer.signing_time, Some(NOW), "{label}");
                } else {
                    assert_eq!(signer.attributes, AttributeOrder::Absent, "{label}");
                    assert_eq!(signer.signing_time, None, "{label}");
                }
                let basis = match trust {
                    Trust::Pinned(_) => TrustBasis::PinnedKey,
                    _ => TrustBasis::Anchor,
                };
                assert_eq!(signer.trust, Ok(basis), "{label}");
            }
        }
    }
}

#[test]
fn the_default_is_a_cades_bes_in_der_with_the_content_inside() {
    let key = &Family::keys("interop/openssl").keys["gost2012_256_TCA"];
    let cms = sign(
        b"data",
        &key.private(),
        &key.certificate,
        &SignOptions::default(),
    )
    .unwrap();
    let data = SignedData::parse(&cms).unwrap();
    assert_eq!(data.unverified_content(), Some(&b"data"[..]));
    assert_eq!(data.unverified_certificates(), [key.certificate.der()]);
    let pinned = key.public().prepare();
    let verified = Verifier::new(Trust::Pinned(&pinned)).verify(&cms).unwrap();
    assert!(verified.signers()[0].cades_bes);
    assert_eq!(verified.signers()[0].signing_time, None);
    assert_eq!(verified.into_content().as_deref(), Some(&b"data"[..]));
}

#[test]
fn puts_further_certificates_in_once() {
    let family = Family::keys("interop/bc");
    let leaf = &family.keys["leaf256A"];
    let issuer = family.keys["int256A"].certificate.clone();
    let root = store(&family.keys["root512A"].certificate);
    let certificates = [issuer.clone(), leaf.certificate.clone(), issuer];
    for ber_indefinite in [false, true] {
        let options = SignOptions {
            include_certs: &certificates,
            ber_indefinite,
            ..SignOptions::default()
        };
        let cms = sign(b"data", &leaf.private(), &leaf.certificate, &options).unwrap();
        assert_eq!(
            SignedData::parse(&cms)
                .unwrap()
                .unverified_certificates()
                .len(),
            2
        );
        // The chain inside leads to the root.
        let _ = Verifier::new(Trust::Anchors(&root)).verify(&cms).unwrap();
    }
}

#[test]
fn a_key_is_a_document_signer_that_needs_no_confirmation() {
    let key = &Family::keys("interop/openssl").keys["gost2012_512_A"];
    let private = key.private();
    let signer = KeySigner::new(&private, &key.certificate, SignOptions::default());
    // ConfirmationRequired holds a value that cannot exist.
    let SigningStep::Signed(cms) = signer.begin(b"document").unwrap();
    let pinned = key.public().prepare();
    let verified = Verifier::new(Trust::Pinned(&pinned)).verify(&cms).unwrap();
    assert_eq!(verified.content(), Some(&b"document"[..]));
}

#[test]
fn refuses_to_sign_under_the_certificate_of_another_key() {
    let family = Family::keys("interop/openssl");
    let key = family.keys["gost2012_256_TCA"].private();
    for other in ["gost2012_256_TCC", "gost2001_XA", "gost2012_512_A"] {
        let certificate = &family.keys[other].certificate;
        let refusal = sign(b"data", &key, certificate, &SignOptions::default()).unwrap_err();
        assert_eq!(refusal, SignedError::CertificateMismatch);
        assert_eq!(refusal.code(), ErrorCode::InvalidArgument);
    }
}

#[test]
fn refuses_a_time_that_no_encoding_holds() {
    let key = &Family::keys("interop/openssl").keys["gost2012_256_TCA"];
    let options = SignOptions {
        signing_time: Some(UnixTime(i64::MAX)),
        ..SignOptions::default()
    };
    let refusal = sign(b"data", &key.private(), &key.certificate, &options).unwrap_err();
    assert_eq!(refusal, SignedError::TimeOutOfRange);
}

/// Where the parts of a message stand whose first signer has signed attributes.
struct Parts {
    /// The content octets of signedAttrs and its header.
    attributes: Range<usize>,
    signature: Range<usize>,
    /// tbsCertificate of the first certificate.
    tbs: Range<usize>,
}

fn parts(cms: &[u8]) -> Parts {
    let find = |needle: &[u8], from: usize| {
        let at = cms[from..]
            .windows(needle.len())
            .position(|window| window == needle);
        from + at.unwrap()
    };
    let data = SignedData::parse(cms).unwrap();
    let certificate = data.unverified_certificates()[0];
    let start = find(certificate, 0);
    // SEQUENCE { SEQUENCE …, both with two length octets.
    assert_eq!(
        (certificate[1], certificate[4], certificate[5]),
        (0x82, 0x30, 0x82)
    );
    let tbs_length = usize::from(certificate[6]) << 8 | usize::from(certificate[7]);
    let tbs = start + 4..start + 8 + tbs_length;

    // Attribute contentType, the first in DER order; before it the header of signedAttrs.
    let first = find(
        b"\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03",
        tbs.end,
    );
    let (header, length) = match cms[first - 4..first] {
        [0xa0, 0x82, high, low] => (4, usize::from(high) << 8 | usize::from(low)),
        [_, 0xa0, 0x81, length] => (3, usize::from(length)),
        [_, _, 0xa0, length] => (2, usize::from(length)),
        _ => panic!("header of signedAttrs"),
    };
    let attributes = first - header..first + length;
    let header = find(b"\x04\x40", attributes.end);
    Parts {
        signature: header + 2..header + 66,
        attributes,
        tbs,
    }
}

/// Flips each bit of `range` and checks that `verifier` refuses the message; returns how many it flipped.
fn refuses_flips(verifier: &Verifier<'_>, cms: &[u8], range: Range<usize>) -> usize {
    let mut copy = cms.to_vec();
    let mut flips = 0;
    for at in range {
        for bit in 0..8 {
            copy[at] ^= 1 << bit;
            match verifier.verify(&copy) {
                Ok(_) => panic!("bit {bit} of octet {at} may be flipped"),
                Err(e) => assert_ne!(e, SignedError::TrustNotEstablished, "{at}.{bit}"),
            }
            copy[at] ^= 1 << bit;
            flips += 1;
        }
    }
    let _ = verifier.verify(&copy).unwrap();
    flips
}

#[test]
fn refuses_every_flipped_bit_of_the_banks_token() {
    let folder = vectors().join("real");
    let cms = read(&folder.join("sber_ift_idtoken_2026.sig.cms.ber"));
    let input = read(&folder.join("sber_ift_idtoken_2026.signing_input"));
    let anchors = store(&certificate(&folder.join("sber_ift_ca_2024.cer.pem")));
    let verifier = Verifier::new(Trust::Anchors(&anchors))
        .content(&input)
        .at(NOW)
        .allow_unsorted_attributes(true);
    let parts = parts(&cms);
    assert_eq!(refuses_flips(&verifier, &cms, parts.attributes), 546 * 8);
    assert_eq!(refuses_flips(&verifier, &cms, parts.signature), 64 * 8);
    assert_eq!(refuses_flips(&verifier, &cms, parts.tbs), 1159 * 8);
}

#[test]
fn refuses_every_flipped_bit_of_a_certificate_that_no_attribute_names() {
    let family = Family::keys("interop/bc");
    let cms = read(&family.folder.join("bc_sig_256A.p7s"));
    let anchors = store(&family.keys["root512A"].certificate);
    let issuer = [family.keys["int256A"].certificate.clone()];
    let verifier = Verifier::new(Trust::Anchors(&anchors)).certificates(&issuer);
    let parts = parts(&cms);
    assert!(refuses_flips(&verifier, &cms, parts.tbs) > 300 * 8);
}

#[test]
fn no_flipped_bit_changes_what_is_verified() {
    let family = Family::keys("interop/synthetic");
    let cms = read(&family.folder.join("sig_0.der"));
    let pinned = family.keys["s_r256"].public().prepare();
    let verifier = Verifier::new(Trust::Pinned(&pinned));
    let verified = verifier.verify(&cms).unwrap();
    let mut copy = cms.clone();
    let mut accepted = 0;
    for at in 0..cms.len() {
        for bit in 0..8 {
            copy[at] ^= 1 << bit;
            if let Ok(other) = verifier.verify(&copy) {
                accepted += 1;
                assert_eq!(other.content(), verified.content(), "{at}.{bit}");
                assert_eq!(other.content_type(), verified.content_type(), "{at}.{bit}");
                let (other, signer) = (&other.signers()[0], &verified.signers()[0]);
                assert_eq!(other.signing_time, signer.signing_time, "{at}.{bit}");
                assert_eq!(other.attributes, signer.attributes, "{at}.{bit}");
            }
            copy[at] ^= 1 << bit;
        }
    }
    // Of the rest only the versions and the list of digest algorithms are not signed, and nothing hangs on them.
    assert!(
        (1..100).contains(&accepted),
        "{accepted} flips are harmless"
    );
}

/// A definite element.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag, 0x84];
    out.extend_from_slice(&(content.len() as u32).to_be_bytes());
    out.extend_from_slice(&content);
    out
}

/// A ContentInfo with these certificates and SignerInfos, over no content.
fn message(certificates: &[u8], infos: &[u8]) -> Vec<u8> {
    message_over(&element(0x04, &[]), certificates, infos)
}

/// A ContentInfo whose content is the element `content`.
fn message_over(content: &[u8], certificates: &[u8], infos: &[u8]) -> Vec<u8> {
    const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
    const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    let content = element(0x30, &[DATA, &element(0xa0, &[content])]);
    let fields = [
        b"\x02\x01\x01\x31\x00".to_vec(),
        content,
        element(0xa0, &[certificates]),
        element(0x31, &[infos]),
    ];
    let signed_data = element(0x30, &[&fields.concat()]);
    element(0x30, &[SIGNED_DATA, &element(0xa0, &[&signed_data])])
}

#[test]
fn work_is_bounded() {
    let verifier = Verifier::new(Trust::None);
    let code = |cms: &[u8]| verifier.examine(cms).unwrap_err().code();

    // As many signatures as are taken, each without a certificate, and one more.
    let info = element(
        0x30,
        &[
            b"\x02\x01\x03\x80\x01\x00",
            b"\x30\x0a\x06\x08\x2a\x85\x03\x07\x01\x01\x02\x02",
            b"\x30\x0a\x06\x08\x2a\x85\x03\x07\x01\x01\x01\x01",
            b"\x04\x00",
        ],
    );
    let examined = message(b"", &info.repeat(64));
    assert_eq!(verifier.examine(&examined).unwrap().signers().len(), 64);
    assert_eq!(
        code(&message(b"", &info.repeat(65))),
        ErrorCode::LimitExceeded
    );
    assert_eq!(code(&message(b"", b"")), ErrorCode::NoSigners);

    // Certificates, whatever they hold.
    let empty = b"\x30\x00";
    assert!(
        verifier
            .examine(&message(&empty.repeat(128), &info))
            .is_ok()
    );
    assert_eq!(
        code(&message(&empty.repeat(129), &info)),
        ErrorCode::LimitExceeded
    );

    // Open elements without end, and a string in strings.
    assert_eq!(code(&b"\x30\x80".repeat(100_000)), ErrorCode::TooDeep);
    let deep = (0..40).fold(element(0x04, &[]), |inner, _| element(0x24, &[&inner]));
    assert_eq!(code(&message_over(&deep, b"", &info)), ErrorCode::TooDeep);
    let segments = element(0x24, &[&b"\x04\x00".repeat(100_000)]);
    assert!(
        verifier
            .examine(&message_over(&segments, b"", &info))
            .is_ok()
    );

    // A declared length is believed only as far as there are octets.
    assert_eq!(
        code(b"\x30\x84\xff\xff\xff\xff\x06\x00"),
        ErrorCode::Truncated
    );
}

#[test]
fn refuses_other_kinds_of_message() {
    let envelope = vectors().join("interop/openssl/env_gost89_2001_0.der");
    let refusal = Verifier::new(Trust::None)
        .examine(&read(&envelope))
        .unwrap_err();
    assert_eq!(
        refusal.code(),
        ErrorCode::UnsupportedContentType,
        "{refusal}"
    );
}

#[test]
fn attached_content_must_be_the_content_that_is_given() {
    let key = &Family::keys("interop/openssl").keys["gost2012_256_TCA"];
    let pinned: PreparedKey = key.public().prepare();
    let verifier = Verifier::new(Trust::Pinned(&pinned));
    for ber_indefinite in [false, true] {
        let options = SignOptions {
            ber_indefinite,
            ..SignOptions::default()
        };
        let cms = sign(b"data", &key.private(), &key.certificate, &options).unwrap();
        let _ = verifier.content(b"data").verify(&cms).unwrap();
        assert_eq!(
            verifier.content(b"Data").verify(&cms).unwrap_err(),
            SignedError::DigestMismatch
        );
        let data = SignedData::parse(&cms).unwrap();
        let mut digests = data.content_digests();
        digests.update(b"Data");
        let refusal = verifier
            .examine_digests(data, &digests.finish())
            .unwrap_err();
        assert_eq!(refusal, SignedError::DigestMismatch);
    }
}
