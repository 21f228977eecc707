// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates, CRLs and signed documents for the benchmarks.

use std::collections::HashMap;

use gostseal::UnixTime;
use gostseal::issue::{
    self, CrlOptions, CrlReason, Issuer, Revoked, Role, SerialNumber, Subject, Template, Validity,
};
use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey};
use gostseal::signed::{SignOptions, sign};
use gostseal::trust::Certificate;

/// 2026-12-01T00:00:00Z.
pub const NOW: UnixTime = UnixTime(1_796_083_200);

const YEAR: i64 = 365 * 86_400;

/// The certificates of `vectors/real-ca` whose issuer is among them, and where.
#[derive(Clone, Debug)]
pub struct RealCa {
    /// Each certificate.
    pub der: Vec<Vec<u8>>,
    /// The place of its issuer's certificate.
    pub issuers: Vec<usize>,
}

impl RealCa {
    /// Reads them; pairs are those of the corpus' file of expectations, found anew by name and signature.
    pub fn read() -> Self {
        let bundle = include_bytes!("../../vectors/real-ca/certificates.pem");
        let certificates = Certificate::read_bundle(bundle).expect("certificates");
        let mut by_subject: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (place, certificate) in certificates.iter().enumerate() {
            let name = certificate.subject().der().to_vec();
            by_subject.entry(name).or_default().push(place);
        }
        let issuer = |certificate: &Certificate| {
            let candidates = by_subject.get(certificate.issuer().der())?;
            candidates.iter().copied().find(|&place| {
                certificates[place]
                    .public_key()
                    .is_ok_and(|key| certificate.verify_signature(&key).is_ok())
            })
        };
        // An issuer is never left out: the roots among them sign themselves.
        let found: Vec<Option<usize>> = certificates.iter().map(issuer).collect();
        let mut places = vec![usize::MAX; certificates.len()];
        let mut kept = 0;
        for (place, issuer) in found.iter().enumerate() {
            if issuer.is_some() {
                places[place] = kept;
                kept += 1;
            }
        }
        let issuers: Vec<usize> = found.iter().flatten().map(|&place| places[place]).collect();
        assert!(issuers.iter().all(|&place| place < kept));
        let kept = certificates
            .iter()
            .zip(&found)
            .filter(|(_, issuer)| issuer.is_some());
        Self {
            der: kept
                .map(|(certificate, _)| certificate.der().to_vec())
                .collect(),
            issuers,
        }
    }
}

/// An authority, a person, and what they signed.
#[derive(Debug)]
pub struct Office {
    /// The authority.
    pub root: Certificate,
    root_key: PrivateKey,
    /// The person.
    pub person: Certificate,
    person_key: PrivateKey,
}

impl Office {
    /// Keys of 256 bits on CryptoPro-A, the same in each run.
    pub fn new() -> Self {
        let key = |octet: u8| {
            PrivateKey::from_bytes_le(
                KeyAlgorithm::Gost2012_256,
                ParamSet::CryptoProA,
                &[octet; 32],
            )
            .expect("a key")
        };
        let (root_key, person_key) = (key(0x31), key(0x32));
        let validity = Validity {
            not_before: UnixTime(NOW.0 - YEAR),
            not_after: UnixTime(NOW.0 + YEAR),
        };
        let serial = |octet: u8| SerialNumber::from_bytes_be(&[octet; 16]).expect("a number");
        let name = |text| Subject::parse(text).expect("a name");
        let authority = Template::new(Role::Authority { path_len: None });
        let root = issue::self_sign(
            &name("CN=Authority,C=RU"),
            &root_key,
            serial(1),
            validity,
            &authority,
        )
        .expect("a root");
        let template = Template::new(Role::Person);
        let request =
            issue::request(&name("CN=Person,C=RU"), &person_key, &template).expect("a request");
        let issuer = Issuer::new(&root, &root_key).expect("an issuer");
        let person = issue::issue(&issuer, &request, None, serial(2), validity, &template)
            .expect("a certificate");
        Self {
            root,
            root_key,
            person,
            person_key,
        }
    }

    /// A CRL of `octets` at least, in which the person is not listed.
    pub fn crl(&self, octets: usize) -> Vec<u8> {
        // An entry: 6 octets of headers, 8 of serial number, 13 of time, 12 of reason.
        let count = octets / 39 + 1;
        let serials: Vec<[u8; 8]> = (0..count as u64)
            .map(|number| (0x4000_0000_0000_0000 + number * 0x1_0001).to_be_bytes())
            .collect();
        let revoked: Vec<Revoked<'_>> = serials
            .iter()
            .map(|serial| Revoked {
                serial,
                at: UnixTime(NOW.0 - YEAR / 2),
                reason: CrlReason::KeyCompromise,
                invalid_since: None,
            })
            .collect();
        let options = CrlOptions {
            this_update: UnixTime(NOW.0 - 3600),
            next_update: Some(UnixTime(NOW.0 + 86_400)),
            number: 1,
            delta_of: None,
            raw: &[],
        };
        let issuer = Issuer::new(&self.root, &self.root_key).expect("an issuer");
        let crl = issue::crl(&issuer, &options, &revoked).expect("a CRL");
        assert!(crl.len() >= octets);
        crl
    }

    /// A detached CAdES-BES of the person.
    pub fn sign(&self, document: &[u8]) -> Vec<u8> {
        let options = SignOptions {
            detached: true,
            signing_time: Some(NOW),
            ..SignOptions::default()
        };
        sign(document, &self.person_key, &self.person, &options).expect("a signature")
    }
}

impl Default for Office {
    fn default() -> Self {
        Self::new()
    }
}
