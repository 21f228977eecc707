// SPDX-License-Identifier: MIT OR Apache-2.0
//! The digests of the content that the signatures of a message need, taken in one pass.
//!
//! The content is hashed as octets: for attached content the octets of the OCTET STRING with all segments
//! joined, never their headers ([RFC 5652, section 5.4]). Text is not canonicalised.
//!
//! Beside the digests one more thing is noted: whether the content reads as a set of signed attributes. A
//! signature without signedAttrs over such content may have been cut out of another message, whose signedAttrs
//! it really covers; `verifier` refuses it.
//!
//! [RFC 5652, section 5.4]: https://www.rfc-editor.org/rfc/rfc5652#section-5.4

use digest::Digest;

use crate::formats::algorithm::DigestAlgorithm;
use crate::formats::{Oid, oid};
use crate::primitives::gost94::Gost94CryptoPro;
use crate::primitives::streebog::{Streebog256, Streebog512};

/// Leading octets of the content that are kept. A SET header, a SEQUENCE header, an OID of 39 octets and
/// a tag need 10 + 10 + 41 + 1.
const PREFIX: usize = 64;

/// Takes content piece by piece. Made by [`SignedData::content_digests`](super::SignedData::content_digests).
#[derive(Clone, Debug)]
pub struct ContentDigests {
    gost94: Option<Gost94CryptoPro>,
    streebog256: Option<Streebog256>,
    streebog512: Option<Streebog512>,
    prefix: [u8; PREFIX],
    length: u64,
}

/// The digests of a whole content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinishedDigests {
    gost94: Option<[u8; 32]>,
    streebog256: Option<[u8; 32]>,
    streebog512: Option<[u8; 64]>,
    reads_as_attributes: bool,
}

impl ContentDigests {
    /// Digests for the algorithms among `oids` that are known.
    pub(super) fn new(oids: impl Iterator<Item = Oid>) -> Self {
        let mut digests = Self {
            gost94: None,
            streebog256: None,
            streebog512: None,
            prefix: [0; PREFIX],
            length: 0,
        };
        for algorithm in oids.filter_map(DigestAlgorithm::from_oid) {
            match algorithm {
                DigestAlgorithm::Gost94 => digests.gost94 = Some(Gost94CryptoPro::new()),
                DigestAlgorithm::Streebog256 => digests.streebog256 = Some(Streebog256::new()),
                DigestAlgorithm::Streebog512 => digests.streebog512 = Some(Streebog512::new()),
            }
        }
        digests
    }

    /// Digests by the algorithms that a message lists before its content; by all that are known when it lists none of
    /// them, since its signatures may still be by one.
    pub(crate) fn for_algorithms(listed: &[Oid]) -> Self {
        let known = |oid: &&Oid| DigestAlgorithm::from_oid(**oid).is_some();
        if listed.iter().any(|oid| known(&oid)) {
            Self::new(listed.iter().copied())
        } else {
            let all = [
                oid::GOST_R3411_94,
                oid::TC26_GOST3411_12_256,
                oid::TC26_GOST3411_12_512,
            ];
            Self::new(all.into_iter())
        }
    }

    /// Takes the next octets of the content; any division gives the same result.
    pub fn update(&mut self, octets: &[u8]) {
        let held = usize::try_from(self.length).unwrap_or(PREFIX).min(PREFIX);
        if let Some(free) = self.prefix.get_mut(held..) {
            for (to, from) in free.iter_mut().zip(octets) {
                *to = *from;
            }
        }
        self.length = self.length.saturating_add(octets.len() as u64);
        if let Some(hasher) = &mut self.gost94 {
            Digest::update(hasher, octets);
        }
        if let Some(hasher) = &mut self.streebog256 {
            Digest::update(hasher, octets);
        }
        if let Some(hasher) = &mut self.streebog512 {
            Digest::update(hasher, octets);
        }
    }

    /// Ends the content.
    pub fn finish(self) -> FinishedDigests {
        let held = usize::try_from(self.length).unwrap_or(PREFIX).min(PREFIX);
        let prefix = self.prefix.get(..held).unwrap_or_default();
        FinishedDigests {
            reads_as_attributes: reads_as_attributes(prefix, self.length),
            gost94: self.gost94.map(|hasher| hasher.finalize().into()),
            streebog256: self.streebog256.map(|hasher| hasher.finalize().into()),
            streebog512: self.streebog512.map(|hasher| hasher.finalize().into()),
        }
    }
}

impl FinishedDigests {
    /// The digest by `algorithm`, if it was asked for.
    pub(super) fn get(&self, algorithm: DigestAlgorithm) -> Option<&[u8]> {
        match algorithm {
            DigestAlgorithm::Gost94 => self.gost94.as_ref().map(|digest| &digest[..]),
            DigestAlgorithm::Streebog256 => self.streebog256.as_ref().map(|digest| &digest[..]),
            DigestAlgorithm::Streebog512 => self.streebog512.as_ref().map(|digest| &digest[..]),
        }
    }

    /// Whether the content could be the DER of signed attributes.
    pub(super) fn reads_as_attributes(&self) -> bool {
        self.reads_as_attributes
    }
}

/// Whether `length` octets that begin with `prefix` are a DER SET whose first element begins as an Attribute does.
fn reads_as_attributes(prefix: &[u8], length: u64) -> bool {
    let Some((set_length, rest)) = header(prefix, 0x31) else {
        return false;
    };
    let set_header = (prefix.len() - rest.len()) as u64;
    if set_header.checked_add(set_length) != Some(length) {
        return false;
    }
    let Some((_, attribute)) = header(rest, 0x30) else {
        return false;
    };
    let Some((oid_length, oid)) = header(attribute, 0x06) else {
        return false;
    };
    let after = usize::try_from(oid_length).ok().and_then(|n| oid.get(n));
    after == Some(&0x31)
}

/// Length and following octets of an element with this tag and a definite length.
fn header(octets: &[u8], tag: u8) -> Option<(u64, &[u8])> {
    let (&[found, first], rest) = octets.split_first_chunk::<2>()?;
    if found != tag {
        return None;
    }
    match first {
        0..=0x7f => Some((u64::from(first), rest)),
        0x81..=0x88 => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let value = length.iter().fold(0, |n, &octet| n << 8 | u64::from(octet));
            Some((value, rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn digests(content: &[u8], chunk: usize) -> FinishedDigests {
        let oids = [
            oid::GOST_R3411_94,
            oid::TC26_GOST3411_12_256,
            oid::TC26_GOST3411_12_512,
        ];
        let mut digests = ContentDigests::new(oids.into_iter());
        content.chunks(chunk).for_each(|part| digests.update(part));
        digests.finish()
    }

    #[test]
    fn any_division_gives_the_digests_of_the_whole() {
        let content: Vec<u8> = (0..300u32).map(|i| i as u8).collect();
        let whole = digests(&content, 300);
        for algorithm in [
            DigestAlgorithm::Gost94,
            DigestAlgorithm::Streebog256,
            DigestAlgorithm::Streebog512,
        ] {
            assert_eq!(whole.get(algorithm), Some(&algorithm.digest(&content)[..]));
        }
        for chunk in [1, 7, 63, 64, 65] {
            assert_eq!(digests(&content, chunk), whole);
        }
    }

    #[test]
    fn computes_no_digest_that_no_signature_needs() {
        let digests =
            ContentDigests::new([oid::TC26_GOST3411_12_256, oid::SHA256].into_iter()).finish();
        assert!(digests.get(DigestAlgorithm::Streebog256).is_some());
        assert_eq!(digests.get(DigestAlgorithm::Streebog512), None);
        assert_eq!(digests.get(DigestAlgorithm::Gost94), None);
    }

    #[test]
    fn notices_content_that_reads_as_attributes() {
        let attribute = [
            &[
                0x30, 0x18, 0x06, 9, 42, 134, 72, 134, 247, 13, 1, 9, 3, 0x31, 11,
            ][..],
            &[6; 11],
        ]
        .concat();
        let set = [&[0x31, attribute.len() as u8][..], &attribute].concat();
        for chunk in [1, 5, 1000] {
            assert!(digests(&set, chunk).reads_as_attributes());
            // One octet more or less, and it is no whole SET.
            assert!(!digests(&[&set[..], &[0]].concat(), chunk).reads_as_attributes());
            assert!(!digests(&set[..set.len() - 1], chunk).reads_as_attributes());
        }
        for other in [
            &b""[..],
            b"1",
            b"1i0",
            b"1\x00",
            b"1\x02\x30\x00",
            b"plain text",
            &attribute,
        ] {
            assert!(!digests(other, 1).reads_as_attributes());
        }
    }
}
