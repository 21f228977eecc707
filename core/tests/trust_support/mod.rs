// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates, CRLs and OCSP responses made to order, right or wrong in one point.
//!
//! The DER is written here octet by octet, so that the reader is not tested by its own writer.
#![allow(dead_code, reason = "each test target uses a part of it")]

use gostseal::keys::{KeyAlgorithm, ParamSet, PrivateKey, SignatureOrder};
use gostseal::trust::Certificate;
use gostseal::{DigestAlgorithm, UnixTime};

/// 2026-01-01T00:00:00Z, the time that most tests judge at.
pub(crate) const NOW: UnixTime = UnixTime(1_767_225_600);
/// id-tc26-signwithdigest-gost3410-12-256.
pub(crate) const SIGNATURE_ALGORITHM: [u8; 12] = [0x30, 10, 6, 8, 0x2a, 0x85, 3, 7, 1, 1, 3, 2];

pub(crate) const BASIC_CONSTRAINTS: &[u8] = &[0x55, 29, 19];
pub(crate) const KEY_USAGE: &[u8] = &[0x55, 29, 15];
pub(crate) const KEY_PERIOD: &[u8] = &[0x55, 29, 16];
pub(crate) const SUBJECT_ALT_NAME: &[u8] = &[0x55, 29, 17];
pub(crate) const SUBJECT_KEY_ID: &[u8] = &[0x55, 29, 14];
pub(crate) const AUTHORITY_KEY_ID: &[u8] = &[0x55, 29, 35];
pub(crate) const NAME_CONSTRAINTS: &[u8] = &[0x55, 29, 30];
pub(crate) const CRL_POINTS: &[u8] = &[0x55, 29, 31];
pub(crate) const POLICIES: &[u8] = &[0x55, 29, 32];
pub(crate) const CRL_NUMBER: &[u8] = &[0x55, 29, 20];
pub(crate) const CRL_REASON: &[u8] = &[0x55, 29, 21];
pub(crate) const INVALIDITY_DATE: &[u8] = &[0x55, 29, 24];
pub(crate) const DELTA_CRL: &[u8] = &[0x55, 29, 27];
pub(crate) const ISSUING_POINT: &[u8] = &[0x55, 29, 28];
pub(crate) const CERTIFICATE_ISSUER: &[u8] = &[0x55, 29, 29];
pub(crate) const EXT_KEY_USAGE: &[u8] = &[0x55, 29, 37];
pub(crate) const INFO_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
pub(crate) const OCSP_NONCE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 2];
const OCSP_BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 1];
const SHA1: &[u8] = &[0x2b, 14, 3, 2, 26];

/// An element with a definite length.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match content.len() {
        n @ 0..=0x7f => out.push(n as u8),
        n => {
            let octets: Vec<u8> = n
                .to_be_bytes()
                .into_iter()
                .skip_while(|&octet| octet == 0)
                .collect();
            out.push(0x80 | octets.len() as u8);
            out.extend(octets);
        }
    }
    out.extend(content);
    out
}

/// A name of one common name; none when it is empty.
pub(crate) fn name(common_name: &str) -> Vec<u8> {
    if common_name.is_empty() {
        return tlv(0x30, &[]);
    }
    let attribute = tlv(
        0x30,
        &[&[6, 3, 0x55, 4, 3], &tlv(0x0c, &[common_name.as_bytes()])],
    );
    tlv(0x30, &[&tlv(0x31, &[&attribute])])
}

/// A GeneralizedTime.
pub(crate) fn time(at: UnixTime) -> Vec<u8> {
    let text: String = at
        .to_string()
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == 'Z')
        .collect();
    tlv(0x18, &[text.as_bytes()])
}

pub(crate) fn days(count: i64) -> UnixTime {
    UnixTime(NOW.0 + count * 86_400)
}

pub(crate) fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    tlv(0x30, &[&tlv(6, &[oid]), critical, &tlv(4, &[value])])
}

pub(crate) fn ca_extension(path_len: Option<u8>) -> Vec<u8> {
    let path_len = path_len.map_or(Vec::new(), |n| vec![2, 1, n]);
    extension(
        BASIC_CONSTRAINTS,
        true,
        &tlv(0x30, &[&[1, 1, 0xff], &path_len]),
    )
}

pub(crate) fn authority(key_id: u8) -> Vec<u8> {
    extension(AUTHORITY_KEY_ID, false, &tlv(0x30, &[&[0x80, 1, key_id]]))
}

pub(crate) fn subject_key_id(key_id: u8) -> Vec<u8> {
    extension(SUBJECT_KEY_ID, false, &[4, 1, key_id])
}

/// A key of 256 bits that a number makes.
pub(crate) fn key(number: u16) -> PrivateKey {
    let mut d = [0x5a; 32];
    d[..2].copy_from_slice(&number.to_le_bytes());
    d[31] = 0;
    PrivateKey::from_bytes_le(KeyAlgorithm::Gost2012_256, ParamSet::CryptoProA, &d).unwrap()
}

/// Signs what is to be signed in the manner of X.509.
pub(crate) fn sign(tbs: &[u8], key: &PrivateKey) -> Vec<u8> {
    let digest = DigestAlgorithm::Streebog256.digest(tbs);
    let signature = key.sign_digest(&digest, None).unwrap();
    let bits = tlv(3, &[&[0], &signature.to_bytes(SignatureOrder::SrBe)]);
    tlv(0x30, &[tbs, &SIGNATURE_ALGORITHM, &bits])
}

/// What a certificate says.
#[derive(Clone)]
pub(crate) struct Spec {
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) not_before: UnixTime,
    pub(crate) not_after: UnixTime,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Spec {
    pub(crate) fn new(issuer: &str, subject: &str) -> Self {
        Self {
            serial: vec![1],
            issuer: name(issuer),
            subject: name(subject),
            not_before: days(-100),
            not_after: days(100),
            extensions: Vec::new(),
        }
    }

    pub(crate) fn ca(issuer: &str, subject: &str) -> Self {
        Self::new(issuer, subject).with(ca_extension(None))
    }

    pub(crate) fn serial(mut self, serial: &[u8]) -> Self {
        self.serial = serial.into();
        self
    }

    pub(crate) fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    fn tbs(&self, key: &PrivateKey) -> Vec<u8> {
        let extensions = match self.extensions.as_slice() {
            [] => Vec::new(),
            list => tlv(0xa3, &[&tlv(0x30, &[&list.concat()])]),
        };
        tlv(
            0x30,
            &[
                &[0xa0, 3, 2, 1, 2],
                &tlv(2, &[&self.serial]),
                &SIGNATURE_ALGORITHM,
                &self.issuer,
                &tlv(0x30, &[&time(self.not_before), &time(self.not_after)]),
                &self.subject,
                &key.public_key().to_spki_der(),
                &extensions,
            ],
        )
    }

    pub(crate) fn der(&self, key: &PrivateKey, issuer: &PrivateKey) -> Vec<u8> {
        sign(&self.tbs(key), issuer)
    }

    /// With a signature that was made for something else.
    pub(crate) fn der_with_signature(&self, key: &PrivateKey, signature: &[u8]) -> Vec<u8> {
        let bits = tlv(3, &[&[0], signature]);
        tlv(0x30, &[&self.tbs(key), &SIGNATURE_ALGORITHM, &bits])
    }

    /// The certificate of `key`, signed by `issuer`.
    pub(crate) fn issue(&self, key: &PrivateKey, issuer: &PrivateKey) -> Certificate {
        Certificate::from_der(&self.der(key, issuer)).unwrap()
    }
}

/// What a CRL says.
pub(crate) struct CrlSpec {
    pub(crate) issuer: Vec<u8>,
    pub(crate) this_update: UnixTime,
    pub(crate) next_update: Option<UnixTime>,
    /// Whole entries.
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

pub(crate) fn entry(serial: &[u8], at: UnixTime, extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = match extensions {
        [] => Vec::new(),
        list => tlv(0x30, &[&list.concat()]),
    };
    tlv(0x30, &[&tlv(2, &[serial]), &time(at), &extensions])
}

pub(crate) fn reason(code: u8) -> Vec<u8> {
    extension(CRL_REASON, false, &[0x0a, 1, code])
}

impl CrlSpec {
    pub(crate) fn new(issuer: &str, entries: Vec<Vec<u8>>) -> Self {
        Self {
            issuer: name(issuer),
            this_update: days(-1),
            next_update: Some(days(6)),
            entries,
            extensions: Vec::new(),
        }
    }

    pub(crate) fn number(self, number: u8) -> Self {
        self.with(extension(CRL_NUMBER, false, &[2, 1, number]))
    }

    pub(crate) fn delta_to(self, base: u8) -> Self {
        self.with(extension(DELTA_CRL, true, &[2, 1, base]))
    }

    pub(crate) fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(crate) fn der(&self, issuer: &PrivateKey) -> Vec<u8> {
        let entries = match self.entries.as_slice() {
            [] => Vec::new(),
            list => tlv(0x30, &[&list.concat()]),
        };
        let extensions = match self.extensions.as_slice() {
            [] => Vec::new(),
            list => tlv(0xa0, &[&tlv(0x30, &[&list.concat()])]),
        };
        let tbs = tlv(
            0x30,
            &[
                &[2, 1, 1],
                &SIGNATURE_ALGORITHM,
                &self.issuer,
                &time(self.this_update),
                &self.next_update.map_or(Vec::new(), time),
                &entries,
                &extensions,
            ],
        );
        sign(&tbs, issuer)
    }
}

/// What an OCSP response says of one certificate.
pub(crate) struct OcspSpec {
    /// DER of certStatus.
    pub(crate) status: Vec<u8>,
    pub(crate) this_update: UnixTime,
    pub(crate) next_update: Option<UnixTime>,
    pub(crate) nonce: Option<Vec<u8>>,
    /// DER of certificates that go along.
    pub(crate) certificates: Vec<Vec<u8>>,
}

impl OcspSpec {
    pub(crate) fn good() -> Self {
        Self {
            status: vec![0x80, 0],
            this_update: days(-1),
            next_update: Some(days(1)),
            nonce: None,
            certificates: Vec::new(),
        }
    }

    pub(crate) fn revoked(at: UnixTime) -> Self {
        Self {
            status: tlv(0xa1, &[&time(at)]),
            ..Self::good()
        }
    }

    /// The answer about `certificate` of `issuer`, signed by `key` in the name of `responder`.
    pub(crate) fn der(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        responder: &Certificate,
        key: &PrivateKey,
    ) -> Vec<u8> {
        use sha1::Digest;
        let spki = issuer.spki_der();
        // The key is what stands last in the SPKI: 64 octets in an OCTET STRING.
        let key_octets = &spki[spki.len() - 66..];
        let hash = |octets: &[u8]| sha1::Sha1::digest(octets).to_vec();
        let id = tlv(
            0x30,
            &[
                &tlv(0x30, &[&tlv(6, &[SHA1]), &[5, 0]]),
                &tlv(4, &[&hash(certificate.issuer().der())]),
                &tlv(4, &[&hash(key_octets)]),
                &tlv(2, &[certificate.serial()]),
            ],
        );
        let next = self
            .next_update
            .map_or(Vec::new(), |at| tlv(0xa0, &[&time(at)]));
        let single = tlv(0x30, &[&id, &self.status, &time(self.this_update), &next]);
        let extensions = self.nonce.as_ref().map_or(Vec::new(), |nonce| {
            let extension = extension(OCSP_NONCE, false, &tlv(4, &[nonce]));
            tlv(0xa1, &[&tlv(0x30, &[&extension])])
        });
        let data = tlv(
            0x30,
            &[
                &tlv(0xa1, &[responder.subject().der()]),
                &time(self.this_update),
                &tlv(0x30, &[&single]),
                &extensions,
            ],
        );
        let signed = sign(&data, key);
        // BasicOCSPResponse is the signed shell with certificates behind it.
        let content = &signed[2 + usize::from(signed[1].saturating_sub(0x80) % 0x80)..];
        let certs = match self.certificates.as_slice() {
            [] => Vec::new(),
            list => tlv(0xa0, &[&tlv(0x30, &[&list.concat()])]),
        };
        let basic = tlv(0x30, &[content, &certs]);
        let bytes = tlv(0x30, &[&tlv(6, &[OCSP_BASIC]), &tlv(4, &[&basic])]);
        tlv(0x30, &[&[0x0a, 1, 0], &tlv(0xa0, &[&bytes])])
    }
}
