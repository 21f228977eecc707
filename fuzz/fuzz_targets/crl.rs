// SPDX-License-Identifier: MIT OR Apache-2.0
//! `trust::Crl`: any division gives what the whole gives, and no list says what its authority never signed.
#![no_main]

use std::sync::LazyLock;

use gostseal::Certificate;
use gostseal::trust::{Crl, CrlScan, Evidence, Finding, Query, Revocation};
use gostseal_fuzz::{NOW, file, files};
use libfuzzer_sys::fuzz_target;

/// The authority of the corpus, what it issued, and the findings that its own lists give.
struct Known {
    root: Certificate,
    leaves: Vec<Certificate>,
    findings: Vec<Vec<Finding>>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let root = Certificate::from_der(&file("interop/malformed/keys/x_root.cert.der"));
    let root = root.expect("root of the corpus");
    let leaves: Vec<Certificate> = files("interop/malformed", "x_", &[".der"])
        .iter()
        .filter_map(|der| Certificate::from_der(der).ok())
        .filter(|leaf| leaf.issuer().matches(&root.subject()))
        .take(4)
        .collect();
    assert!(!leaves.is_empty());
    let lists = files("interop/malformed", "crl_", &[".der"]);
    let ask = |leaf| {
        lists
            .iter()
            .filter_map(|list| find(list, leaf, &root))
            .collect()
    };
    let findings = leaves.iter().map(ask).collect();
    Known {
        root,
        leaves,
        findings,
    }
});

fuzz_target!(|data: &[u8]| {
    let whole = Crl::from_der(data);
    for size in [1, 7, 4096] {
        let mut scan = CrlScan::all();
        let fed = data.chunks(size).try_for_each(|piece| scan.update(piece));
        match (&whole, fed.and_then(|()| scan.finish())) {
            (Ok(whole), Ok(scanned)) => {
                assert_eq!(whole.entry_count(), scanned.entry_count());
                assert_eq!(whole.this_update(), scanned.this_update());
                assert_eq!(whole.next_update(), scanned.next_update());
                assert_eq!(whole.number(), scanned.number());
                assert_eq!(whole.issuer().der(), scanned.issuer().der());
            }
            (Err(one), Err(other)) => assert_eq!(*one, other),
            (whole, scanned) => {
                panic!("whole {:?}, in pieces {:?}", whole.is_ok(), scanned.is_ok())
            }
        }
    }
    if whole.is_err() {
        return;
    }
    for (leaf, known) in KNOWN.leaves.iter().zip(&KNOWN.findings) {
        // What was scanned for one certificate says of it what the whole list says.
        let mut scan = CrlScan::of([leaf]);
        scan.update(data).expect("it was read before");
        let mut evidence = Evidence::new();
        evidence.add_crl(scan.finish().expect("it was read before"));
        let scanned = judge(&evidence, leaf, &KNOWN.root);
        let found = find(data, leaf, &KNOWN.root).expect("it was read before");
        assert_eq!(found, scanned);
        if !matches!(found, Finding::Unknown(_)) {
            assert!(known.contains(&found), "forged: {found:?}");
        }
    }
});

fn find(list: &[u8], leaf: &Certificate, root: &Certificate) -> Option<Finding> {
    let mut evidence = Evidence::new();
    evidence.add_crl(Crl::from_der(list).ok()?);
    Some(judge(&evidence, leaf, root))
}

fn judge(evidence: &Evidence, leaf: &Certificate, root: &Certificate) -> Finding {
    let issuer_key = root.public_key().expect("the root's key");
    evidence.find(&Query {
        certificate: leaf,
        issuer: root,
        issuer_key: &issuer_key,
        at: Some(NOW),
    })
}
