// SPDX-License-Identifier: MIT OR Apache-2.0
//! Digests by which people and services name a certificate. None of them is a signature.

use sha1::{Digest as _, Sha1};

use super::x509::Certificate;
use crate::primitives::streebog::Streebog256;

impl Certificate {
    /// SHA-1 of the DER: the thumbprint of Windows, CryptoPro and Kontur. 20 octets, shown in hexadecimal digits.
    pub fn thumbprint_sha1(&self) -> [u8; 20] {
        Sha1::digest(self.der()).into()
    }

    /// Streebog-256 of the DER, in the order that RFC 6986 outputs octets: ESIA's client_certificate_hash. 32 octets.
    pub fn fingerprint_streebog256(&self) -> [u8; 32] {
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(&Streebog256::digest(self.der()));
        fingerprint
    }
}
