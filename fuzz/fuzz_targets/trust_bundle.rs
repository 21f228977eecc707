// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files of anchors: what is read can be read again one by one, and no path reaches an anchor that is not there.
#![no_main]

use std::sync::LazyLock;

use gostseal::Certificate;
use gostseal::trust::{TrustStore, Usage, path};
use gostseal_fuzz::{NOW, file, files};
use libfuzzer_sys::fuzz_target;

/// The root of the corpus, and all that it or its intermediates signed.
struct Known {
    root: TrustStore,
    signed: Vec<Certificate>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let root = TrustStore::from_bundle(&file("interop/malformed/keys/x_root.cert.der"));
    let root = root.expect("root of the corpus");
    let signed = files("interop/malformed", "x_", &[".der"])
        .into_iter()
        .chain(files("interop/malformed/keys", "x_", &[".der"]))
        .filter_map(|octets| Certificate::from_der(&octets).ok())
        .collect();
    Known { root, signed }
});

fuzz_target!(|data: &[u8]| {
    let bundle = Certificate::read_bundle(data);
    let Ok(store) = TrustStore::from_bundle(data) else {
        assert!(bundle.is_err());
        return;
    };
    let certificates = bundle.expect("the store read them");
    assert!(!store.is_empty() && store.anchors().len() <= certificates.len());
    let mut one_by_one = TrustStore::new();
    for certificate in &certificates {
        assert!(store.contains(certificate));
        let added = one_by_one.add_bundle(certificate.der());
        assert_eq!(added, Ok(1));
    }
    assert_eq!(one_by_one.anchors(), store.anchors());

    let nobody = TrustStore::new();
    for leaf in certificates.iter().take(4) {
        for usage in [Usage::Any, Usage::Signature] {
            assert!(path::verify(leaf, &certificates, &nobody, None, usage).is_err());
            if let Ok(path) = path::verify(leaf, &certificates, &store, Some(NOW), usage) {
                let last = path.certificates().last().expect("at least the leaf");
                assert!(store.contains(last));
                assert_eq!(path.certificates().first(), Some(&leaf));
            }
            if path::verify(leaf, &certificates, &KNOWN.root, None, usage).is_ok() {
                let known = KNOWN.signed.iter().any(|known| known.tbs() == leaf.tbs());
                assert!(known, "forged: the root never vouched for this certificate");
            }
        }
    }
});
