// SPDX-License-Identifier: MIT OR Apache-2.0
//! A private key that is read, in whatever form, is written and read back as the same key.
#![no_main]

use gostseal::keys::PrivateKey;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(key) = PrivateKey::from_pem_or_der(data) else {
        // What is no file of any kind is no DER either.
        assert!(PrivateKey::from_pkcs8_der(data).is_err());
        return;
    };
    let (der, pem) = (key.to_pkcs8_der(), key.to_pkcs8_pem());
    let from_der = PrivateKey::from_pkcs8_der(&der).expect("what is written is DER");
    let from_pem = PrivateKey::from_pkcs8_pem(pem.as_bytes()).expect("what is written is PEM");
    for again in [from_der, from_pem] {
        assert_eq!(again.algorithm(), key.algorithm());
        assert_eq!(again.param_set(), key.param_set());
        assert_eq!(*again.to_bytes_le(), *key.to_bytes_le());
        assert_eq!(again.public_key(), key.public_key());
        assert_eq!(*again.to_pkcs8_der(), *der);
    }
});
