// SPDX-License-Identifier: MIT OR Apache-2.0
//! What paths were proved by: signatures of certificates that were good, and keys that were read from certificates.
//!
//! A service sees the same signers and the same authorities all day. With the cache the path of a certificate that
//! came before costs no signature: every rule is judged anew, at the time that is asked for, and only the
//! arithmetic is remembered. A signature that is not good is not remembered.
//!
//! An entry is found by SHA-256 of what it depends on in full: the certificate's octets and the issuer's key. What was not
//! asked for within the last half of the cache's size goes.

use alloc::boxed::Box;
use core::fmt;
use core::hash::Hash;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use digest::Digest;
use sha2::Sha256;

use super::KeyCache;
use crate::formats::FormatError;
use crate::formats::x509::{Certificate, SignatureError};
use crate::keys::PublicKey;

type Proof = [u8; 32];

/// A cache of proved signatures and of keys. Threads may share it.
pub struct PathCache {
    entries: usize,
    proofs: Mutex<Halves<Proof, ()>>,
    keys: Mutex<Halves<Box<[u8]>, PublicKey>>,
    prepared: KeyCache,
}

/// A map that forgets its older half when the younger one is full.
struct Halves<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash, V: Clone> Halves<K, V> {
    fn new() -> Self {
        Self {
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }

    fn get<Q>(&mut self, key: &Q, size: usize) -> Option<V>
    where
        K: core::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if let Some(value) = self.young.get(key) {
            return Some(value.clone());
        }
        let (key, value) = self.old.remove_entry(key)?;
        self.insert(key, value.clone(), size);
        Some(value)
    }

    fn insert(&mut self, key: K, value: V, size: usize) {
        if self.young.len() >= (size / 2).max(1) {
            self.old = core::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

impl PathCache {
    /// An empty cache of so many certificates at most, with so many octets for the keys of authorities (see [`KeyCache`]).
    ///
    /// Beside them it takes some 700 octets for each certificate.
    pub fn new(certificates: usize, key_octets: usize) -> Self {
        Self {
            entries: certificates.max(2),
            proofs: Mutex::new(Halves::new()),
            keys: Mutex::new(Halves::new()),
            prepared: KeyCache::new(key_octets),
        }
    }

    /// Signatures that are remembered as good.
    pub fn len(&self) -> usize {
        lock(&self.proofs).len()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets everything but the tables of keys.
    pub fn clear(&self) {
        *lock(&self.proofs) = Halves::new();
        *lock(&self.keys) = Halves::new();
    }

    /// The keys of authorities, with tables as large as their use has earned.
    pub fn keys(&self) -> &KeyCache {
        &self.prepared
    }

    /// The key of a certificate, checked once.
    pub(super) fn public_key(&self, certificate: &Certificate) -> Result<PublicKey, FormatError> {
        let spki = certificate.spki_der();
        if let Some(key) = lock(&self.keys).get(spki, self.entries) {
            return Ok(key);
        }
        let key = certificate.public_key()?;
        lock(&self.keys).insert(spki.into(), key.clone(), self.entries);
        Ok(key)
    }

    /// Whether the certificate's signature is known to be good under the key.
    pub(super) fn knows(&self, certificate: &Certificate, key: &PublicKey) -> bool {
        lock(&self.proofs)
            .get(&proof(certificate, key), self.entries)
            .is_some()
    }

    /// Verifies the certificate's signature, and remembers it if it is good.
    pub(super) fn verify(
        &self,
        certificate: &Certificate,
        key: &PublicKey,
    ) -> Result<(), SignatureError> {
        certificate.verify_signature_prepared(&self.prepared.get(key))?;
        lock(&self.proofs).insert(proof(certificate, key), (), self.entries);
        Ok(())
    }
}

fn proof(certificate: &Certificate, key: &PublicKey) -> Proof {
    let mut hasher = Sha256::new();
    hasher.update((certificate.der().len() as u64).to_be_bytes());
    hasher.update(certificate.der());
    hasher.update([key.algorithm() as u8, key.param_set() as u8]);
    hasher.update(key.to_bytes_le());
    hasher.finalize().into()
}

/// A panic in another thread leaves the maps whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for PathCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathCache")
            .field("entries", &self.entries)
            .field("signatures", &self.len())
            .field("keys", &self.prepared)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_cache_never_holds_more_than_its_size() {
        let mut halves: Halves<u32, ()> = Halves::new();
        for number in 0..1000 {
            halves.insert(number, (), 8);
            assert!(halves.len() <= 8);
            // What is asked for all the time stays.
            assert!(halves.get(&0, 8).is_some(), "{number}");
        }
        let seen: HashSet<u32> = halves
            .young
            .keys()
            .chain(halves.old.keys())
            .copied()
            .collect();
        assert_eq!(seen.len(), halves.len());
    }
}
