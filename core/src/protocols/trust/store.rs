// SPDX-License-Identifier: MIT OR Apache-2.0
//! The certificates that the caller trusts.
//!
//! Whatever is given is an anchor, self-signed or not, a root, an intermediate or a signer's own certificate. What an
//! anchor is still asked for is said in `path`.

use alloc::vec::Vec;

use crate::formats::ParseError;
use crate::formats::x509::Certificate;

/// Trusted certificates.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    anchors: Vec<Certificate>,
}

impl TrustStore {
    /// An empty store, which trusts nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts a certificate. One that is there already is not added twice.
    pub fn add(&mut self, certificate: Certificate) {
        if !self.contains(&certificate) {
            self.anchors.push(certificate);
        }
    }

    /// Trusts every certificate of a file (PEM with any number of blocks, DER, base64, certs-only CMS) and says how
    /// many it had.
    ///
    /// # Errors
    /// A file without certificates, or with one that cannot be read; nothing of it is added then.
    pub fn add_bundle(&mut self, input: &[u8]) -> Result<usize, ParseError> {
        let certificates = Certificate::read_bundle(input)?;
        let count = certificates.len();
        certificates
            .into_iter()
            .for_each(|certificate| self.add(certificate));
        Ok(count)
    }

    /// A store of the certificates of one file; see [`Self::add_bundle`].
    pub fn from_bundle(input: &[u8]) -> Result<Self, ParseError> {
        let mut store = Self::new();
        store.add_bundle(input)?;
        Ok(store)
    }

    /// The trusted certificates, in the order they were added.
    pub fn anchors(&self) -> &[Certificate] {
        &self.anchors
    }

    /// Whether this very certificate is trusted.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.anchors.contains(certificate)
    }

    /// Whether there are no anchors.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }
}

impl Extend<Certificate> for TrustStore {
    fn extend<T: IntoIterator<Item = Certificate>>(&mut self, certificates: T) {
        certificates
            .into_iter()
            .for_each(|certificate| self.add(certificate));
    }
}

impl FromIterator<Certificate> for TrustStore {
    fn from_iter<T: IntoIterator<Item = Certificate>>(certificates: T) -> Self {
        let mut store = Self::new();
        store.extend(certificates);
        store
    }
}
