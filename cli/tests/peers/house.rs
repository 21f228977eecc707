// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whom the tests of signed documents are about: signers with the keys of BouncyCastle, a time-stamp authority and an OCSP
//! responder, all certified by one authority of ours.
//!
//! BouncyCastle asks for the signers' certificates (PKCS #10), since it reads keys in its own manner only (`chains`).

use std::fs;

use gostseal::issue::{
    CertificationRequest, Issuer, Role, SerialNumber, Subject, Template, Validity, certificate_pem,
    issue, request, self_sign,
};
use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey};
use gostseal::trust::TrustStore;
use gostseal::{Certificate, UnixTime};

use super::chain::now;
use super::{Scratch, bc_key, bouncy_castle};

/// Somebody with a key and its certificate, and their files.
pub(crate) struct Person {
    pub(crate) key: PrivateKey,
    pub(crate) certificate: Certificate,
    pub(crate) key_der: String,
    pub(crate) key_pem: String,
    pub(crate) cert_der: String,
    pub(crate) cert_pem: String,
}

pub(crate) struct House {
    pub(crate) scratch: Scratch,
    pub(crate) root: Person,
    /// By the names of `BC_KEYS`, in their order.
    pub(crate) signers: Vec<(&'static str, Person)>,
    /// Who signs after others.
    pub(crate) second: Person,
    pub(crate) authority: Person,
    pub(crate) responder: Person,
}

fn name(common: &str) -> Subject {
    Subject::parse(&format!("CN={common},C=RU")).expect("a name")
}

fn serial(number: u8) -> SerialNumber {
    SerialNumber::from_bytes_be(&[number]).expect("a serial number")
}

fn validity() -> Validity {
    let day = 86_400;
    Validity {
        not_before: UnixTime(now().0 - day),
        not_after: UnixTime(now().0 + day),
    }
}

fn key(number: u8) -> PrivateKey {
    let mut d = [0x1b; 32];
    d[0] = number;
    PrivateKey::from_bytes_le(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, &d).expect("a key")
}

fn person(scratch: &Scratch, name: &str, key: PrivateKey, certificate: Certificate) -> Person {
    let file = |kind: &str, octets: &[u8]| scratch.write(&format!("{name}.{kind}"), octets);
    Person {
        key_der: file("key.der", &key.to_pkcs8_der()),
        key_pem: file("key.pem", key.to_pkcs8_pem().as_bytes()),
        cert_der: file("cer.der", certificate.der()),
        cert_pem: file("cer.pem", certificate_pem(&certificate).as_bytes()),
        key,
        certificate,
    }
}

impl House {
    pub(crate) fn new() -> Self {
        let scratch = Scratch::new();
        let root_key = key(1);
        let template = Template::new(Role::Authority { path_len: Some(0) });
        let root = self_sign(&name("House"), &root_key, serial(1), validity(), &template)
            .expect("self-signed");
        let issuer = Issuer::new(&root, &root_key).expect("an issuer");
        let issued = |asked: &CertificationRequest, number, role| {
            let template = Template::new(role);
            issue(&issuer, asked, None, serial(number), validity(), &template).expect("issued")
        };
        let own = |common: &str, number, role| {
            let key = key(number);
            let asked = request(&name(common), &key, &Template::new(Role::Bare)).expect("asked");
            person(&scratch, common, key, issued(&asked, number, role))
        };
        let second = own("Second", 2, Role::Person);
        let authority = own("Clock", 3, Role::TimeStamping);
        let responder = own("Status", 4, Role::OcspResponder);
        let signers = super::BC_KEYS.iter().zip(10..).map(|(&id, number)| {
            let (key, certificate) = bc_key(id);
            let out = scratch.path("request");
            bouncy_castle(&["request", &key, &certificate, "CN=Signer, C=RU", &out]);
            let asked = fs::read(&out).expect("a request");
            let asked = CertificationRequest::from_der(&asked).expect("a request");
            let key = PrivateKey::from_pem_or_der(&fs::read(&key).expect("a key")).expect("a key");
            (
                id,
                person(&scratch, id, key, issued(&asked, number, Role::Person)),
            )
        });
        let signers = signers.collect();
        Self {
            root: person(&scratch, "House", root_key, root),
            scratch,
            signers,
            second,
            authority,
            responder,
        }
    }

    /// Who is trusted.
    pub(crate) fn store(&self) -> TrustStore {
        [self.root.certificate.clone()].into_iter().collect()
    }
}
