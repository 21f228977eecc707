// SPDX-License-Identifier: MIT OR Apache-2.0
//! A public key that is read is written and read back as the same key, and its point passes as a point again.
//!
//! A certificate stands for the key in it: the corpus has no keys outside of certificates.
#![no_main]

use gostseal::Certificate;
use gostseal::keys::PublicKey;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let certificate = Certificate::from_pem_or_der(data).ok();
    let data = certificate.as_ref().map_or(data, Certificate::spki_der);
    let Ok(key) = PublicKey::from_spki_pem(data) else {
        assert!(PublicKey::from_spki_der(data).is_err());
        return;
    };
    let (der, pem) = (key.to_spki_der(), key.to_spki_pem());
    assert_eq!(PublicKey::from_spki_der(&der).as_ref(), Ok(&key));
    assert_eq!(PublicKey::from_spki_pem(pem.as_bytes()).as_ref(), Ok(&key));
    let point = key.to_bytes_le();
    assert_eq!(point.len(), 2 * key.algorithm().octets());
    let again = PublicKey::from_bytes_le(key.algorithm(), key.param_set(), &point);
    assert_eq!(again.as_ref(), Ok(&key));
    // Parameters that are there are never replaced by an issuer's.
    assert_eq!(
        PublicKey::from_spki_der_with_issuer(&der, &key).as_ref(),
        Ok(&key)
    );
});
