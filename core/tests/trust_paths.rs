// SPDX-License-Identifier: MIT OR Apache-2.0
//! Paths through certificates made to order: each wrong in one point, or too many.
#![cfg(feature = "std")]

mod trust_support;

use gostseal::keys::PrivateKey;
use gostseal::trust::path::{self, Options};
use gostseal::trust::{Certificate, KeyPeriod, PathCache, PathError, TrustStore, Usage};
use gostseal::{ParseErrorKind, UnixTime};
use trust_support::*;

fn store(anchor: &Certificate) -> TrustStore {
    [anchor.clone()].into_iter().collect()
}

/// root (key 1) -> "ca" (key 2) -> leaf (key 3), the middle and the leaf as given.
struct Chain {
    store: TrustStore,
    extra: Vec<Certificate>,
    leaf: Certificate,
}

fn chain(ca: Spec, leaf: Spec) -> Chain {
    let (root, middle, end) = (key(1), key(2), key(3));
    Chain {
        store: store(&Spec::ca("root", "root").issue(&root, &root)),
        extra: vec![ca.issue(&middle, &root)],
        leaf: leaf.issue(&end, &middle),
    }
}

impl Chain {
    /// The error and which certificate it is about.
    fn judge(&self, options: &Options<'_>) -> Result<usize, (PathError, usize)> {
        path::judge(&self.leaf, &self.extra, &self.store, options)
            .into_result()
            .map(|path| path.certificates().len())
            .map_err(|failure| (failure.error, failure.index))
    }

    fn now(&self) -> Result<usize, (PathError, usize)> {
        self.judge(&Options::new(Some(NOW), Usage::Signature))
    }
}

fn good_ca() -> Spec {
    Spec::ca("root", "ca")
}

fn good_leaf() -> Spec {
    Spec::new("ca", "leaf")
}

#[test]
fn a_good_chain_is_good() {
    assert_eq!(chain(good_ca(), good_leaf()).now(), Ok(3));
}

#[test]
fn a_failure_says_at_which_certificate() {
    let mut old_ca = good_ca();
    old_ca.not_after = days(-1);
    let expired = PathError::CertExpired {
        time: NOW,
        not_after: days(-1),
    };
    assert_eq!(chain(old_ca, good_leaf()).now(), Err((expired, 1)));
    let mut old_leaf = good_leaf();
    old_leaf.not_after = days(-1);
    assert_eq!(chain(good_ca(), old_leaf).now(), Err((expired, 0)));
    let no_ca = Spec::new("root", "ca");
    assert_eq!(
        chain(no_ca, good_leaf()).now(),
        Err((PathError::NotCertificateAuthority, 1))
    );
    let stranger = Spec::new("stranger", "leaf");
    assert_eq!(
        chain(good_ca(), stranger).now(),
        Err((PathError::IssuerNotFound, 0))
    );
    let critical = good_leaf().with(extension(&[0x55, 29, 99], true, &[5, 0]));
    assert!(matches!(
        chain(good_ca(), critical).now(),
        Err((PathError::UnknownCriticalExtension(_), 0))
    ));
}

/// `[0]` permitted or `[1]` excluded with one DNS name.
fn constraint(form: u8, dns: &str) -> Vec<u8> {
    let subtree = tlv(0x30, &[&tlv(0x82, &[dns.as_bytes()])]);
    extension(
        NAME_CONSTRAINTS,
        true,
        &tlv(0x30, &[&tlv(form, &[&subtree])]),
    )
}

fn dns_leaf(dns: &str) -> Spec {
    let names = tlv(0x30, &[&tlv(0x82, &[dns.as_bytes()])]);
    good_leaf().with(extension(SUBJECT_ALT_NAME, false, &names))
}

#[test]
fn name_constraints_hold_for_all_below() {
    let permitted = || good_ca().with(constraint(0xa0, "bank.ru"));
    let excluded = || good_ca().with(constraint(0xa1, "bank.ru"));
    let refused = Err((PathError::NameNotPermitted { form: 2 }, 0));
    assert_eq!(chain(permitted(), dns_leaf("www.bank.ru")).now(), Ok(3));
    assert_eq!(chain(permitted(), good_leaf()).now(), Ok(3));
    assert_eq!(chain(permitted(), dns_leaf("bank.org")).now(), refused);
    assert_eq!(
        chain(permitted(), dns_leaf("evil.org\0.bank.ru")).now(),
        refused
    );
    assert_eq!(chain(excluded(), dns_leaf("www.bank.ru")).now(), refused);
    assert_eq!(chain(excluded(), dns_leaf("bank.org")).now(), Ok(3));
}

#[test]
fn directory_constraints_hold_for_the_subject() {
    let subtree = tlv(0x30, &[&tlv(0xa4, &[&name("leaf")])]);
    let constrained = |form| {
        good_ca().with(extension(
            NAME_CONSTRAINTS,
            true,
            &tlv(0x30, &[&tlv(form, &[&subtree])]),
        ))
    };
    assert_eq!(chain(constrained(0xa0), good_leaf()).now(), Ok(3));
    assert_eq!(
        chain(constrained(0xa1), good_leaf()).now(),
        Err((PathError::NameNotPermitted { form: 4 }, 0))
    );
    assert_eq!(
        chain(constrained(0xa0), Spec::new("ca", "other")).now(),
        Err((PathError::NameNotPermitted { form: 4 }, 0))
    );
}

#[test]
fn the_key_period_is_enforced_on_request() {
    let text = |at: UnixTime| time(at)[2..].to_vec();
    let period = tlv(
        0x30,
        &[
            &tlv(0x80, &[&text(days(-50))]),
            &tlv(0x81, &[&text(days(-10))]),
        ],
    );
    let chain = chain(
        good_ca(),
        good_leaf().with(extension(KEY_PERIOD, false, &period)),
    );
    assert_eq!(chain.now(), Ok(3));
    let at = |at| {
        let mut options = Options::new(Some(at), Usage::Signature);
        options.key_period = KeyPeriod::Enforce;
        chain.judge(&options)
    };
    assert_eq!(at(days(-20)), Ok(3));
    assert_eq!(
        at(NOW),
        Err((
            PathError::KeyPeriodEnded {
                time: NOW,
                not_after: days(-10)
            },
            0
        ))
    );
    assert_eq!(
        at(days(-60)),
        Err((
            PathError::KeyPeriodNotBegun {
                time: days(-60),
                not_before: days(-50)
            },
            0
        ))
    );
}

#[test]
fn a_service_is_known_by_its_purpose() {
    let purpose = |oid: u8| tlv(0x30, &[&tlv(6, &[&[0x2b, 6, 1, 5, 5, 7, 3, oid]])]);
    let judge = |leaf: Spec, usage| {
        chain(good_ca(), leaf)
            .judge(&Options::new(Some(NOW), usage))
            .is_ok()
    };
    let stamps = |critical| good_leaf().with(extension(EXT_KEY_USAGE, critical, &purpose(8)));
    let status = || good_leaf().with(extension(EXT_KEY_USAGE, true, &purpose(9)));
    assert!(judge(stamps(true), Usage::TimeStamping));
    assert!(!judge(stamps(false), Usage::TimeStamping));
    assert!(!judge(good_leaf(), Usage::TimeStamping));
    assert!(!judge(status(), Usage::TimeStamping));
    assert!(judge(status(), Usage::OcspSigning));
    assert!(!judge(good_leaf(), Usage::OcspSigning));
    assert!(!judge(status(), Usage::Signature));
}

#[test]
fn policies_are_told() {
    let policies = |list: &[&[u8]]| {
        let items: Vec<u8> = list
            .iter()
            .flat_map(|oid| tlv(0x30, &[&tlv(6, &[oid])]))
            .collect();
        extension(POLICIES, false, &tlv(0x30, &[&items]))
    };
    let told = |ca: &[&[u8]]| {
        let chain = chain(
            good_ca().with(policies(ca)),
            good_leaf().with(policies(&[&[0x2a, 3], &[0x2a, 4]])),
        );
        let path = path::verify(
            &chain.leaf,
            &chain.extra,
            &chain.store,
            Some(NOW),
            Usage::Any,
        );
        path.unwrap().policies().len()
    };
    assert_eq!(told(&[&[0x2a, 4], &[0x2a, 5]]), 1);
    assert_eq!(told(&[&[0x55, 29, 32, 0]]), 2);
    assert_eq!(told(&[&[0x2a, 5]]), 0);
}

#[test]
fn loops_of_cross_certificates_end() {
    // a and b vouch for each other; no anchor is anywhere near.
    let (a, b) = (key(1), key(2));
    let extra: Vec<Certificate> = (0..20)
        .flat_map(|n| {
            [
                Spec::ca("b", "a").serial(&[n + 1]).issue(&a, &b),
                Spec::ca("a", "b").serial(&[n + 1]).issue(&b, &a),
            ]
        })
        .collect();
    let leaf = Spec::new("a", "leaf").issue(&key(3), &a);
    let root = Spec::ca("root", "root").issue(&key(4), &key(4));
    let judge = |store: &TrustStore| {
        path::verify(&leaf, &extra, store, Some(NOW), Usage::Any)
            .map(|path| path.certificates().len())
    };
    assert!(matches!(
        judge(&store(&root)),
        Err(PathError::IssuerNotFound | PathError::BudgetExceeded)
    ));
    // With an anchor behind one of them the way out of the loop is found.
    let anchor = Spec::ca("b", "b").issue(&b, &b);
    assert_eq!(judge(&store(&anchor)), Ok(3));
}

/// Certificates of one name and different keys.
fn crowd(count: u16, number: impl Fn(u16) -> Vec<Vec<u8>>) -> Vec<Certificate> {
    // Signing is what takes time: the signatures of all but the right one are never good anyway.
    let template = key(7);
    let root = key(1);
    let base = Spec::ca("root", "ca").issue(&template, &root);
    let signature = base.signature().to_vec();
    (0..count)
        .map(|n| {
            let mut spec = Spec::ca("root", "ca").serial(&[1, (n >> 8) as u8, n as u8]);
            spec.extensions.extend(number(n));
            let der = spec.der_with_signature(&template, &signature);
            Certificate::from_der(&der).unwrap()
        })
        .collect()
}

#[test]
fn ten_thousand_issuers_of_one_name_are_bounded_work() {
    let (root, middle, end) = (key(1), key(2), key(3));
    let store = store(&Spec::ca("root", "root").issue(&root, &root));
    // Told apart by the key identifier, the right one is found though it stands last.
    let mut extra = crowd(10_000, |_| vec![subject_key_id(9)]);
    extra.push(
        Spec::ca("root", "ca")
            .with(subject_key_id(5))
            .issue(&middle, &root),
    );
    let named = Spec::new("ca", "leaf").with(authority(5));
    let judge = |leaf: &Certificate, extra: &[Certificate]| {
        path::verify(leaf, extra, &store, Some(NOW), Usage::Any)
            .map(|path| path.certificates().len())
    };
    let leaf = named.issue(&end, &middle);
    assert_eq!(judge(&leaf, &extra), Ok(3));
    // No other candidate's signature was verified.
    let mut options = Options::new(Some(NOW), Usage::Any);
    options.budget.signatures = 2;
    let judged = path::judge(&leaf, &extra, &store, &options);
    assert_eq!(judged.into_result().unwrap().certificates().len(), 3);
    // Without it the search ends at its budget.
    let unnamed = good_leaf().issue(&end, &middle);
    assert_eq!(judge(&unnamed, &extra), Err(PathError::BudgetExceeded));
}

#[test]
fn names_without_attributes_lead_nowhere() {
    let root = key(1);
    let anchor = Spec::ca("", "").issue(&root, &root);
    let leaf = Spec::new("", "leaf").issue(&key(2), &root);
    let result = path::verify(&leaf, &[], &store(&anchor), Some(NOW), Usage::Any).map(|_| ());
    assert_eq!(result, Err(PathError::IssuerNotFound));
}

#[test]
fn a_name_ends_where_its_length_says() {
    // What C reads as "ca" is another name.
    let signed_by_ca = |issuer: &str| chain(good_ca(), Spec::new(issuer, "leaf")).now();
    assert_eq!(signed_by_ca("ca"), Ok(3));
    for issuer in ["ca\0", "ca\0x", "\0ca", "c\0a"] {
        assert_eq!(
            signed_by_ca(issuer),
            Err((PathError::IssuerNotFound, 0)),
            "{issuer:?}"
        );
    }
    let own = chain(Spec::ca("root", "ca\0x"), Spec::new("ca\0x", "leaf"));
    assert_eq!(own.now(), Ok(3));
}

#[test]
fn times_are_read_in_one_form_only() {
    let (root, end) = (key(1), key(3));
    let mut spec = Spec::new("root", "leaf");
    spec.not_before = "2025-09-23T00:00:00Z".parse().unwrap();
    let der = spec.der(&end, &root);
    let written = b"20250923000000Z";
    let at = der
        .windows(15)
        .position(|octets| octets == written)
        .unwrap();
    let read = |time: &[u8; 15]| {
        let mut changed = der.clone();
        changed[at..at + 15].copy_from_slice(time);
        Certificate::from_der(&changed)
    };
    assert_eq!(read(written).unwrap().not_before(), spec.not_before);
    for odd in [
        // No such instant.
        b"20250230000000Z",
        b"20250023000000Z",
        b"20251323000000Z",
        b"20250900000000Z",
        b"20250923240000Z",
        b"20250923006000Z",
        b"20250923000060Z",
        // A fraction, a zone, minutes alone, another case, spaces, signs, nothing.
        b"20250923000.00Z",
        b"20250923000,00Z",
        b"202509230000+03",
        b"2025092300+0300",
        b"20250923000000z",
        b"202509230000000",
        b" 0250923000000Z",
        b"2025092300000 Z",
        b"-0250923000000Z",
        b"+0250923000000Z",
        b"2025092300000\0Z",
        b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    ] {
        let error = read(odd).unwrap_err();
        assert_eq!(error.kind, ParseErrorKind::Encoding, "{odd:?}: {error}");
    }
    // The end of time is a time: certificates that never end have it (RFC 5280 section 4.1.2.5).
    spec.not_after = "9999-12-31T23:59:59Z".parse().unwrap();
    let eternal = spec.issue(&end, &root);
    let anchor = Spec::ca("root", "root").issue(&root, &root);
    let far = Some(days(90));
    assert!(path::verify(&eternal, &[], &store(&anchor), far, Usage::Any).is_ok());
}

#[test]
fn huge_serial_numbers_are_read() {
    let mut serial = vec![0x7f; 5000];
    serial[0] = 1;
    let chain = chain(good_ca(), good_leaf().serial(&serial));
    assert_eq!(chain.now(), Ok(3));
    assert_eq!(chain.leaf.serial(), serial);
}

#[test]
fn with_the_cache_a_path_costs_no_signature_the_second_time() {
    let chain = chain(good_ca(), good_leaf());
    let cache = PathCache::new(100, 1 << 20);
    let mut options = Options::new(Some(NOW), Usage::Signature);
    options.cache = Some(&cache);
    assert_eq!(chain.judge(&options), Ok(3));
    assert_eq!(cache.len(), 2);
    // One signature would not do for two that were not remembered.
    options.budget.signatures = 1;
    assert_eq!(chain.judge(&options), Ok(3));
    // The rules are judged anew.
    options.at = Some(days(101));
    assert!(matches!(
        chain.judge(&options),
        Err((PathError::CertExpired { .. }, 0))
    ));
    options.at = Some(NOW);
    cache.clear();
    assert!(chain.judge(&options).is_err());
}

#[test]
fn the_cache_does_not_take_a_forgery_for_what_it_knows() {
    let good = chain(good_ca(), good_leaf());
    let cache = PathCache::new(100, 1 << 20);
    let mut options = Options::new(Some(NOW), Usage::Signature);
    options.cache = Some(&cache);
    assert_eq!(good.judge(&options), Ok(3));
    let forger: PrivateKey = key(66);
    let forged = Chain {
        leaf: good_leaf().issue(&key(3), &forger),
        ..chain(good_ca(), good_leaf())
    };
    for _ in 0..2 {
        assert_eq!(
            forged.judge(&options),
            Err((PathError::InvalidCertificateSignature, 0))
        );
    }
}

#[test]
fn a_folder_of_certificates_is_a_store() {
    let folder = std::env::temp_dir().join(format!("gostseal-anchors-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let root = Spec::ca("root", "root").issue(&key(1), &key(1));
    std::fs::write(folder.join("a.cer"), root.der()).unwrap();
    std::fs::write(folder.join("b.crt"), root.der()).unwrap();
    std::fs::write(folder.join("readme.txt"), "no certificate").unwrap();
    std::fs::write(folder.join(".hidden"), root.der()).unwrap();
    let mut store = TrustStore::new();
    let report = store.add_folder(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((report.certificates, report.skipped.len()), (2, 1));
    assert_eq!(store.anchors(), [root]);
    assert!(store.add_folder(&folder).is_err());
}

#[test]
fn identifiers_of_every_arc_are_read() {
    // 2.999.5, and 2.25 with a UUID in one arc (X.667).
    let uuid = [
        &[0x69, 0x83, 0xf8, 0x9e, 0xc8][..],
        &[
            0xb4, 0xcd, 0x89, 0xd9, 0xb2, 0xa6, 0xe9, 0xbc, 0xb1, 0xf0, 0xaf, 0x81, 0xc4, 0x4e,
        ],
    ]
    .concat();
    for oid in [&[0x88, 0x37, 5][..], &uuid] {
        let leaf = good_leaf().with(extension(oid, false, &[5, 0]));
        assert_eq!(chain(good_ca(), leaf).now(), Ok(3), "{oid:02x?}");
        let leaf = good_leaf().with(extension(oid, true, &[5, 0]));
        let result = chain(good_ca(), leaf).now();
        assert!(
            matches!(result, Err((PathError::UnknownCriticalExtension(_), 0))),
            "{oid:02x?}: {result:?}"
        );
    }
}
