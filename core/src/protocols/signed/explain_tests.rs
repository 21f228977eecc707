// SPDX-License-Identifier: MIT OR Apache-2.0
//! Accidents that are made here on purpose, one by one and together.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::data::SignedData;
use super::*;
use crate::formats::{DigestAlgorithm, oid};
use crate::keys::{
    KeyAlgorithm, KeyError, PrivateKey, PublicKey, Signature, SignatureOrder, Signer,
};
use crate::protocols::trust::Trust;
use crate::testutil::vector_bytes;

const TEXT: &[u8] = "строка\r\nline\r\n".as_bytes();

fn identity(name: &str) -> (PrivateKey, Certificate) {
    let file = |end| vector_bytes(&format!("interop/synthetic/keys/{name}.{end}.der"));
    (
        PrivateKey::from_pkcs8_der(&file("p8")).expect("key"),
        Certificate::from_der(&file("cert")).expect("certificate"),
    )
}

fn detached(
    content: &[u8],
    signer: &dyn Signer,
    certificate: &Certificate,
    attributes: bool,
) -> Vec<u8> {
    let options = SignOptions {
        detached: true,
        signed_attrs: attributes,
        ..SignOptions::default()
    };
    sign(content, signer, certificate, &options).expect("signature")
}

fn explain(cms: &[u8], content: &[u8]) -> Vec<Accident> {
    let verifier = Verifier::new(Trust::None).content(content);
    let mut found = verifier.explain(cms).expect("accidents");
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// Signs the digest that it is given with its octets reversed.
struct Reversing(PrivateKey);

impl Signer for Reversing {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign_digest(&self, digest: &[u8]) -> Result<Signature, KeyError> {
        let reversed: Vec<u8> = digest.iter().rev().copied().collect();
        Signer::sign_digest(&self.0, &reversed)
    }
}

/// Puts other octets in the place of a message's signature.
fn replace_signature(cms: &[u8], change: impl Fn(&SignedData<'_>, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let data = SignedData::parse(cms).expect("message");
    let old = data.signers[0].signature.to_vec();
    let new = change(&data, &old);
    assert_eq!(new.len(), old.len());
    let at = cms.windows(old.len()).rposition(|window| window == old);
    let mut changed = cms.to_vec();
    changed[at.expect("signature")..][..old.len()].copy_from_slice(&new);
    changed
}

#[test]
fn finds_nothing_where_nothing_is_wrong_and_where_nothing_fits() {
    let (key, certificate) = identity("s_r256");
    for attributes in [true, false] {
        let cms = detached(TEXT, &key, &certificate, attributes);
        assert_eq!(explain(&cms, TEXT), []);
        assert_eq!(explain(&cms, b"quite another text"), []);
        let forged = replace_signature(&cms, |_, old| old.iter().map(|octet| octet ^ 1).collect());
        assert_eq!(explain(&forged, TEXT), []);
    }
}

#[test]
fn finds_the_order_of_the_integers() {
    for name in ["s_r256", "s_r512", "s_r2001"] {
        let (key, certificate) = identity(name);
        for attributes in [true, false] {
            let cms = detached(TEXT, &key, &certificate, attributes);
            for order in [
                SignatureOrder::RsBe,
                SignatureOrder::RsLe,
                SignatureOrder::SrLe,
            ] {
                let changed = replace_signature(&cms, |_, old| {
                    let signature = Signature::from_bytes(SignatureOrder::SrBe, old).unwrap();
                    signature.to_bytes(order)
                });
                assert_eq!(
                    explain(&changed, TEXT),
                    [Accident::ByteOrder(order)],
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn finds_the_form_of_the_content() {
    let (key, certificate) = identity("s_r256");
    let utf16 = ContentForm::Utf16Le.of(TEXT).unwrap();
    let marked = [b"\xef\xbb\xbf", TEXT].concat();
    let lf = ContentForm::CrLfToLf.of(TEXT).unwrap();
    assert_eq!(lf, "строка\nline\n".as_bytes());
    let cases: [(ContentForm, &[u8]); 13] = [
        (ContentForm::CrLfToLf, TEXT),
        (ContentForm::LfToCrLf, &lf),
        (ContentForm::Utf16Le, TEXT),
        (ContentForm::Utf8, &utf16),
        (ContentForm::WithMark, TEXT),
        (ContentForm::WithoutMark, &marked),
        (ContentForm::Base64, TEXT),
        (ContentForm::Base64Decoded, b"AAECAwQFBgc="),
        (ContentForm::Hex, TEXT),
        (ContentForm::HexDecoded, b"00010203 0405FF"),
        (ContentForm::WithLineEnd, b"line"),
        (ContentForm::WithoutLineEnd, TEXT),
        (ContentForm::Empty, TEXT),
    ];
    assert_eq!(cases.len(), ContentForm::ALL.len());
    for (form, content) in cases {
        let signed = form.of(content).unwrap();
        for attributes in [true, false] {
            let cms = detached(&signed, &key, &certificate, attributes);
            assert_eq!(explain(&cms, content), [Accident::Content(form)], "{form}");
        }
    }
}

#[test]
fn finds_what_was_signed_in_the_place_of_the_attributes() {
    let (key, certificate) = identity("s_r256");
    let algorithm = DigestAlgorithm::Streebog256;
    let cms = detached(TEXT, &key, &certificate, true);
    let resigned = |octets: &dyn Fn(&SignedData<'_>) -> Vec<u8>| {
        replace_signature(&cms, |data, _| {
            let digest = algorithm.digest(&octets(data));
            let signature = Signer::sign_digest(&key, &digest).unwrap();
            signature.to_bytes(SignatureOrder::SrBe)
        })
    };
    let tagged = resigned(&|data| {
        let mut octets = data.signers[0]
            .attributes
            .as_ref()
            .unwrap()
            .as_transmitted();
        octets[0] = 0xa0;
        octets
    });
    assert_eq!(explain(&tagged, TEXT), [Accident::AttributesTagged]);
    let content = resigned(&|_| TEXT.to_vec());
    assert_eq!(explain(&content, TEXT), [Accident::AttributesNotSigned]);
}

#[test]
fn finds_reversed_digests_also_beside_another_accident() {
    let (key, certificate) = identity("s_r256");
    let reversing = Reversing(key);
    let cms = detached(TEXT, &reversing, &certificate, true);
    assert_eq!(explain(&cms, TEXT), [Accident::DigestReversed]);
    let lf = ContentForm::CrLfToLf.of(TEXT).unwrap();
    let both = [
        Accident::Content(ContentForm::CrLfToLf),
        Accident::DigestReversed,
    ];
    for attributes in [true, false] {
        let cms = detached(&lf, &reversing, &certificate, attributes);
        assert_eq!(explain(&cms, TEXT), both);
    }
}

#[test]
fn finds_identifiers_that_are_not_those_of_the_key() {
    let (key, certificate) = identity("s_r256");
    // No other attribute names a digest then.
    let options = SignOptions {
        detached: true,
        signing_certificate_v2: false,
        ..SignOptions::default()
    };
    let cms = sign(TEXT, &key, &certificate, &options).unwrap();
    let swap = |cms: &[u8], from: &[u8], to: &[u8]| -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let at = cms.windows(from.len()).rposition(|window| window == from);
        let mut changed = cms.to_vec();
        changed[at.expect("identifier")..][..to.len()].copy_from_slice(to);
        changed
    };
    let named = oid::TC26_GOST3410_12_512;
    let changed = swap(&cms, &oid::TC26_GOST3410_12_256.to_der(), &named.to_der());
    let key = KeyAlgorithm::Gost2012_256;
    assert_eq!(
        explain(&changed, TEXT),
        [Accident::KeyIdentifier { named, key }]
    );
    let named = oid::TC26_GOST3411_12_512;
    let changed = swap(&cms, &oid::TC26_GOST3411_12_256.to_der(), &named.to_der());
    let found = explain(&changed, TEXT);
    assert!(
        found.contains(&Accident::DigestIdentifier { named, key }),
        "{found:?}"
    );
}

#[test]
fn finds_whose_signature_it_is() {
    let (key, certificate) = identity("s_r256");
    let (other, other_certificate) = identity("s_cp");
    assert_eq!(other.public_key().algorithm(), key.public_key().algorithm());
    for attributes in [true, false] {
        let cms = detached(TEXT, &key, &certificate, attributes);
        let theirs = replace_signature(&cms, |data, _| {
            let octets = match &data.signers[0].attributes {
                Some(attributes) => attributes.as_transmitted(),
                None => TEXT.to_vec(),
            };
            let digest = DigestAlgorithm::Streebog256.digest(&octets);
            let signature = Signer::sign_digest(&other, &digest).unwrap();
            signature.to_bytes(SignatureOrder::SrBe)
        });
        let given = [other_certificate.clone()];
        let verifier = Verifier::new(Trust::None)
            .content(TEXT)
            .certificates(&given);
        let found = verifier.explain(&theirs).unwrap();
        assert_eq!(
            found,
            vec![vec![Accident::OtherCertificate(other_certificate.clone())]]
        );
    }
}

#[test]
fn raw_signatures_are_explained_without_a_message() {
    let (key, _) = identity("s_r512");
    let public = key.public_key();
    let digest = DigestAlgorithm::Streebog512.digest(TEXT);
    let signature = Signer::sign_digest(&key, &digest).unwrap();
    let octets = signature.to_bytes(SignatureOrder::RsLe);
    let explain = |order, content: &[u8]| explain_raw(content, &octets, order, public);
    assert_eq!(explain(SignatureOrder::RsLe, TEXT), []);
    assert_eq!(
        explain(SignatureOrder::SrBe, TEXT),
        [Accident::ByteOrder(SignatureOrder::RsLe)]
    );
    let lf = ContentForm::CrLfToLf.of(TEXT).unwrap();
    assert_eq!(
        explain(SignatureOrder::SrBe, &lf),
        [
            Accident::Content(ContentForm::LfToCrLf),
            Accident::ByteOrder(SignatureOrder::RsLe)
        ]
    );
    assert_eq!(
        explain_raw(TEXT, &octets[1..], SignatureOrder::RsLe, public),
        []
    );
}
