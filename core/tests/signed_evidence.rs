// SPDX-License-Identifier: MIT OR Apache-2.0
//! CRLs and OCSP responses inside a message tell of its signer: in SignedData.crls and in revocation-values.

mod trust_support;

use gostseal::UnixTime;
use gostseal::signed::{
    EmbeddedEvidence, Report, RevocationVerdict, SignOptions, SignatureVerdict, Verifier, sign,
};
use gostseal::trust::{
    Certificate, Crl, CrlError, Evidence, Freshness, RevocationPolicy, Trust, TrustStore,
    UnknownStatus,
};
use trust_support::{CrlSpec, NOW, OcspSpec, Spec, entry, key, reason, tlv};

const CONTENT: &[u8] = b"document";
const REVOCATION_VALUES: &[u8] = &[
    6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 0x10, 2, 0x18,
];
const RI_OCSP_RESPONSE: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 0x10, 2];

struct House {
    root: Certificate,
    leaf: Certificate,
    store: TrustStore,
    cms: Vec<u8>,
}

fn house() -> House {
    let (root_key, leaf_key) = (key(1), key(2));
    let root = Spec::ca("root", "root").issue(&root_key, &root_key);
    let leaf = Spec::new("root", "signer")
        .serial(&[5])
        .issue(&leaf_key, &root_key);
    let cms = sign(CONTENT, &leaf_key, &leaf, &SignOptions::default()).unwrap();
    House {
        store: [root.clone()].into_iter().collect(),
        root,
        leaf,
        cms,
    }
}

fn revoking() -> Vec<u8> {
    let at = UnixTime(NOW.0 - 1000);
    CrlSpec::new("root", vec![entry(&[5], at, &[reason(1)])]).der(&key(1))
}

fn sparing() -> Vec<u8> {
    CrlSpec::new("root", Vec::new()).der(&key(1))
}

/// The elements inside one element.
fn children(der: &[u8]) -> Vec<&[u8]> {
    let header = |der: &[u8]| match der[1] {
        short @ 0..=0x7f => (2, usize::from(short)),
        long => {
            let count = usize::from(long & 0x7f);
            let length = der[2..2 + count]
                .iter()
                .fold(0, |length, &octet| length << 8 | usize::from(octet));
            (2 + count, length)
        }
    };
    let (start, length) = header(der);
    let mut rest = &der[start..start + length];
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (start, length) = header(rest);
        let (one, others) = rest.split_at(start + length);
        found.push(one);
        rest = others;
    }
    found
}

/// The message with SignedData.crls, and with unsigned attributes of its one signer.
fn with(cms: &[u8], crls: &[u8], unsigned: &[u8]) -> Vec<u8> {
    let info = children(cms);
    let body = children(info[1])[0];
    let [version, digests, content, certificates, signers] = children(body)[..] else {
        panic!("another form of SignedData")
    };
    let signer = children(children(signers)[0]).concat();
    let signers = tlv(0x31, &[&tlv(0x30, &[&signer, unsigned])]);
    let body = tlv(
        0x30,
        &[version, digests, content, certificates, crls, &signers],
    );
    tlv(0x30, &[info[0], &tlv(0xa0, &[&body])])
}

fn in_crls(house: &House, choice: &[u8]) -> Vec<u8> {
    with(&house.cms, &tlv(0xa1, &[choice]), &[])
}

fn in_values(house: &House, values: &[u8]) -> Vec<u8> {
    let values = tlv(0x31, &[&tlv(0x30, &[values])]);
    let attribute = tlv(0x30, &[REVOCATION_VALUES, &values]);
    with(&house.cms, &[], &tlv(0xa1, &[&attribute]))
}

fn report(house: &House, cms: &[u8]) -> Report {
    Verifier::new(Trust::Anchors(&house.store))
        .at(NOW)
        .report(cms)
        .unwrap()
}

fn revocation(report: &Report) -> RevocationVerdict {
    let signer = &report.signers()[0];
    assert!(matches!(signer.signature, SignatureVerdict::Good(_)));
    signer.revocation
}

fn basic(response: &[u8]) -> &[u8] {
    let bytes = children(children(children(response)[1])[0]);
    children_of_octets(bytes[1])
}

fn children_of_octets(octets: &[u8]) -> &[u8] {
    let count = usize::from(octets[1].saturating_sub(0x80) % 0x80);
    &octets[2 + count..]
}

fn ocsp(house: &House, spec: &OcspSpec) -> Vec<u8> {
    spec.der(&house.leaf, &house.root, &house.root, &key(1))
}

#[test]
fn what_a_message_carries_tells_of_its_signer() {
    let house = house();
    let at = UnixTime(NOW.0 - 1000);
    let revoked = |reason| RevocationVerdict::Revoked {
        index: 0,
        at,
        reason,
    };
    let good = ocsp(&house, &OcspSpec::good());
    let bad = ocsp(&house, &OcspSpec::revoked(at));
    let other = |response: &[u8]| tlv(0xa1, &[RI_OCSP_RESPONSE, response]);
    let crls = |crl: &[u8]| tlv(0xa0, &[&tlv(0x30, &[crl])]);
    let responses = |response: &[u8]| tlv(0xa1, &[&tlv(0x30, &[basic(response)])]);
    for (name, cms, expected) in [
        (
            "crls, good",
            in_crls(&house, &sparing()),
            RevocationVerdict::Good,
        ),
        (
            "crls, revoked",
            in_crls(&house, &revoking()),
            revoked(Some(1)),
        ),
        (
            "crls, OCSP good",
            in_crls(&house, &other(&good)),
            RevocationVerdict::Good,
        ),
        (
            "crls, OCSP revoked",
            in_crls(&house, &other(&bad)),
            revoked(None),
        ),
        (
            "values, good",
            in_values(&house, &crls(&sparing())),
            RevocationVerdict::Good,
        ),
        (
            "values, revoked",
            in_values(&house, &crls(&revoking())),
            revoked(Some(1)),
        ),
        (
            "values, OCSP good",
            in_values(&house, &responses(&good)),
            RevocationVerdict::Good,
        ),
        (
            "values, OCSP revoked",
            in_values(&house, &responses(&bad)),
            revoked(None),
        ),
    ] {
        let report = report(&house, &cms);
        assert_eq!(revocation(&report), expected, "{name}");
        let accepted = report.require(RevocationPolicy::HardFail).is_ok();
        assert_eq!(accepted, expected == RevocationVerdict::Good, "{name}");
        assert!(report.require(RevocationPolicy::None).is_ok(), "{name}");
    }
}

#[test]
fn what_nobody_vouches_for_says_nothing() {
    let house = house();
    let unknown = |error| RevocationVerdict::Unknown {
        index: 0,
        why: UnknownStatus::Crl(error),
    };
    // Another key's signature under the authority's name.
    let forged = CrlSpec::new("root", Vec::new()).der(&key(9));
    let found = revocation(&report(&house, &in_crls(&house, &forged)));
    assert_eq!(found, unknown(CrlError::InvalidSignature));
    let mut stale = CrlSpec::new("root", Vec::new());
    stale.next_update = Some(UnixTime(NOW.0 - 60));
    let stale = in_crls(&house, &stale.der(&key(1)));
    let found = revocation(&report(&house, &stale));
    let error = CrlError::Stale {
        time: NOW,
        until: UnixTime(NOW.0 - 60),
    };
    assert_eq!(found, unknown(error));
    // As old as that is fresh enough for a caller who says so.
    let lax = EmbeddedEvidence {
        freshness: Freshness {
            skew: 120,
            ..Freshness::DEFAULT
        },
    };
    let verifier = Verifier::new(Trust::Anchors(&house.store)).at(NOW);
    let found = verifier.evidence(Some(&lax)).report(&stale).unwrap();
    assert_eq!(revocation(&found), RevocationVerdict::Good);
    // What is no CRL at all is no evidence, and no fault of the signature.
    let garbage = in_crls(&house, &tlv(0x30, &[b"\x02\x01\x00"]));
    let found = revocation(&report(&house, &garbage));
    assert!(matches!(found, RevocationVerdict::Unknown { .. }));
}

#[test]
fn what_the_caller_knows_comes_first() {
    let house = house();
    let mut evidence = Evidence::new();
    evidence.add_crl(Crl::from_der(&revoking()).unwrap());
    let verifier = Verifier::new(Trust::Anchors(&house.store)).at(NOW);
    let carried = in_crls(&house, &sparing());
    let found = verifier.revocation(&evidence).report(&carried).unwrap();
    assert!(matches!(
        revocation(&found),
        RevocationVerdict::Revoked { index: 0, .. }
    ));
    // Evidence inside is not asked when the caller leaves it out.
    let found = verifier.evidence(None).report(&carried).unwrap();
    let unknown = RevocationVerdict::Unknown {
        index: 0,
        why: UnknownStatus::NoEvidence,
    };
    assert_eq!(revocation(&found), unknown);
}
