// SPDX-License-Identifier: MIT OR Apache-2.0
//! A content key on its way to a recipient: what the rows of key agreement open.
//!
//! gost-engine makes the GostR3410-KeyTransport of
//! [RFC 4490, section 4.2](https://www.rfc-editor.org/rfc/rfc4490#section-4.2). To open it, ours and the engine do the
//! same: check the ephemeral key, multiply it (VKO), hash the point, diversify the key, unwrap, check the MAC.

use gostseal::keys::{
    CipherParamSet, Decapsulator, Gost28147Wrap, KeyWrap, PrivateKey, RecipientId, WrappedKey,
};

use crate::curves::Case;
use crate::rivals::openssl;

/// The content key.
pub const CEK: [u8; 32] = *b"a key of 32 octets for benchmark";

/// Content octets of the OIDs of the S-boxes that the engine may have chosen for the wrap.
const SBOXES: [(&[u8], CipherParamSet); 2] = [
    (
        &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x05, 0x01, 0x01],
        CipherParamSet::Tc26Z,
    ),
    (
        &[0x2a, 0x85, 0x03, 0x02, 0x02, 0x1f, 0x01],
        CipherParamSet::CryptoProA,
    ),
];

/// A wrapped content key.
#[derive(Clone, Debug)]
pub struct Transport {
    blob: Vec<u8>,
    ephemeral: Vec<u8>,
    cipher: CipherParamSet,
    ukm: [u8; 8],
    encrypted_key: [u8; 32],
    mac: [u8; 4],
}

impl Transport {
    /// Wraps [`CEK`] for the key of the case.
    pub fn new(case: &Case) -> Self {
        let blob = openssl::seal(&case.spki, &CEK);
        // The few fields are found by their tags and lengths.
        let ephemeral = match case.key.algorithm().octets() {
            32 => after(&blob, &[0x03, 0x43, 0x00, 0x04, 0x40], 64),
            _ => after(&blob, &[0x03, 0x81, 0x84, 0x00, 0x04, 0x81, 0x80], 128),
        };
        let (_, cipher) = SBOXES
            .into_iter()
            .find(|(oid, _)| find(&blob, oid).is_some())
            .expect("S-boxes of the wrap");
        Self {
            ephemeral: ephemeral.to_vec(),
            cipher,
            ukm: *blob.last_chunk().expect("a UKM"),
            encrypted_key: after(&blob, &[0x04, 0x20], 32).try_into().expect("32"),
            mac: after(&blob, &[0x04, 0x04], 4).try_into().expect("4"),
            blob,
        }
    }

    /// GostR3410-KeyTransport, DER.
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// Whether it opens with the key.
    pub fn opens(&self, key: &PrivateKey) -> bool {
        let wrapped = WrappedKey {
            recipient: RecipientId::SubjectKeyId(&[]),
            algorithm: key.algorithm(),
            param_set: Some(key.param_set()),
            sender_algorithm: key.algorithm(),
            sender_param_set: None,
            sender: &self.ephemeral,
            wrap: KeyWrap::CryptoPro(Gost28147Wrap {
                cipher: self.cipher,
                ukm: self.ukm,
                encrypted_key: self.encrypted_key,
                mac: self.mac,
            }),
        };
        matches!(key.unwrap_cek(&wrapped), Some(Ok(_)))
    }
}

fn after<'a>(octets: &'a [u8], head: &[u8], len: usize) -> &'a [u8] {
    let start = find(octets, head).expect("the field is there") + head.len();
    &octets[start..start + len]
}

fn find(octets: &[u8], what: &[u8]) -> Option<usize> {
    octets.windows(what.len()).position(|window| window == what)
}
