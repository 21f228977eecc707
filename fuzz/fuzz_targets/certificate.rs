// SPDX-License-Identifier: MIT OR Apache-2.0
//! A certificate keeps its octets: all that it gives out lies in them, and reading them again gives the same certificate.
#![no_main]

use gostseal::Certificate;
use gostseal_fuzz::{commands_terminal, lies_within};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(certificate) = Certificate::from_pem_or_der(data) else {
        assert!(Certificate::from_der(data).is_err());
        return;
    };
    let der = certificate.der();
    let again = Certificate::from_der(der).expect("the octets of a certificate");
    assert_eq!(again, certificate);
    assert_eq!(again.der(), der);

    let (issuer, subject) = (certificate.issuer(), certificate.subject());
    for part in [
        certificate.tbs(),
        certificate.serial(),
        certificate.spki_der(),
        certificate.signature(),
        issuer.der(),
        subject.der(),
    ] {
        assert!(lies_within(der, part));
    }
    for part in [certificate.spki_der(), issuer.der(), subject.der()] {
        assert!(lies_within(certificate.tbs(), part));
    }
    assert!(certificate.not_before() <= certificate.not_after());
    assert!(!commands_terminal(&issuer.to_string()));
    assert!(!commands_terminal(&subject.to_string()));
    assert!(subject.matches(&subject) && issuer.matches(&issuer));
    assert!(issuer.der() != subject.der() || certificate.is_self_issued());

    let mut seen = Vec::new();
    for extension in certificate.extensions() {
        assert!(lies_within(certificate.tbs(), extension.value));
        assert!(!seen.contains(&extension.oid), "an extension stands twice");
        assert_eq!(certificate.extension(extension.oid), Some(extension));
        seen.push(extension.oid);
    }
    assert!(certificate.version() == 3 || seen.is_empty());

    match certificate.public_key() {
        Ok(key) => {
            assert_eq!(
                certificate.verify_signature(&key),
                again.verify_signature(&key)
            );
            assert_eq!(certificate.public_key_with_issuer(&key).as_ref(), Ok(&key));
        }
        Err(error) => assert_eq!(again.public_key(), Err(error)),
    }
});
