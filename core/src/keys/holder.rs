// SPDX-License-Identifier: MIT OR Apache-2.0
//! The joint for whatever holds a decryption key: software, a token, a cloud service.
//!
//! A holder gets the fields of one recipient as plain values and gives the content key, or says that the recipient is
//! not its own. The software holder is [`PrivateKey`]: key transport of
//! [RFC 4490, section 4.2](https://www.rfc-editor.org/rfc/rfc4490#section-4.2), by VKO and the CryptoPro key wrap of
//! [RFC 4357, section 6](https://www.rfc-editor.org/rfc/rfc4357#section-6). ASN.1 is not here: `protocols::envelope` fills
//! [`WrappedKey`]. Matching a certificate to [`RecipientId`] is not here either.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::vko::{vko_2001, vko_2012_256, vko_transport_batch};
use super::{CipherParamSet, KeyAlgorithm, KeyError, ParamSet, PrivateKey, PublicKey};
use crate::ct::Zeroizing;
use crate::primitives::gost28147::unwrap_cryptopro;

/// Whom a recipient structure names (RFC 5652 section 6.2.1). DER octets, compared octet by octet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecipientId<'a> {
    /// Issuer name (DER of the Name) and serial number (content octets of the INTEGER).
    IssuerSerial {
        /// DER of the issuer's Name.
        issuer: &'a [u8],
        /// Content octets of the serial number.
        serial: &'a [u8],
    },
    /// Subject key identifier.
    SubjectKeyId(&'a [u8]),
}

/// A content key wrapped for one recipient by GostR3410-KeyTransport (RFC 4490 section 4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrappedKey<'a> {
    /// Whom it is for.
    pub recipient: RecipientId<'a>,
    /// The recipient's algorithm, from keyEncryptionAlgorithm.
    pub algorithm: KeyAlgorithm,
    /// The recipient's parameter set, where keyEncryptionAlgorithm names one.
    pub param_set: Option<ParamSet>,
    /// The ephemeral key's algorithm.
    pub ephemeral_algorithm: KeyAlgorithm,
    /// The ephemeral key's parameter set; `None` when absent: the recipient's then.
    pub ephemeral_param_set: Option<ParamSet>,
    /// The ephemeral point x | y, each little-endian; not checked yet.
    pub ephemeral: &'a [u8],
    /// The parameter set of the wrap.
    pub cipher: CipherParamSet,
    /// User keying material.
    pub ukm: [u8; 8],
    /// CEK_ENC.
    pub encrypted_key: [u8; 32],
    /// CEK_MAC.
    pub mac: [u8; 4],
}

/// A content encryption key of 32 octets, wiped when dropped.
pub struct Cek(pub(crate) Zeroizing<[u8; 32]>);

/// Why a wrapped key that is meant for this holder does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnwrapError {
    /// The ephemeral key names another algorithm or parameter set than the recipient's key has.
    EphemeralMismatch,
    /// The ephemeral key is no key of its curve.
    EphemeralKey(KeyError),
    /// The holder (token, service) failed.
    Holder,
    /// CEK_MAC does not agree: another key, or altered octets. Nothing more is said.
    WrongKey,
}

impl fmt::Display for UnwrapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EphemeralMismatch => {
                f.write_str("ephemeral key and recipient key have different parameters")
            }
            Self::EphemeralKey(e) => write!(f, "ephemeral key: {e}"),
            Self::Holder => f.write_str("the key holder failed"),
            Self::WrongKey => f.write_str("wrong key"),
        }
    }
}

impl core::error::Error for UnwrapError {}

/// Something that can open wrapped content keys.
pub trait Decapsulator {
    /// Opens `wrapped`. `None` = not for this holder; `Some(Err)` = for this holder, but it does not open.
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>>;

    /// As [`Self::unwrap_cek`] for each of `wrapped`, in their order: for holders that do many at once faster.
    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        wrapped
            .iter()
            .map(|wrapped| self.unwrap_cek(wrapped))
            .collect()
    }
}

/// A bare key takes every recipient of its algorithm and curve; an absent curve counts as its own.
///
/// It does not look at [`WrappedKey::recipient`]: a key has no name. Curves are compared by their numbers, so
/// CryptoPro-A and XchA are one.
///
/// The KEK is VKO GOST R 34.10-2001 for 2001 keys and VKO_GOSTR3410_2012_256 for 2012 keys of either size;
/// the wrap is the CryptoPro key wrap. It is wiped, and so is a CEK whose MAC does not agree.
impl Decapsulator for PrivateKey {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        is_for(self, wrapped).then(|| unwrap(self, wrapped))
    }

    /// On processors with AVX-512 IFMA the key agreements of eight are computed at once.
    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        let mut out: Vec<Option<Result<Cek, UnwrapError>>> = Vec::with_capacity(wrapped.len());
        let mut ephemeral_keys = Vec::with_capacity(wrapped.len());
        for (i, wrapped) in wrapped.iter().enumerate() {
            out.push(None);
            if is_for(self, wrapped) {
                match ephemeral_key(self, wrapped) {
                    Ok(ephemeral) => ephemeral_keys.push((i, ephemeral)),
                    Err(error) => out[i] = Some(Err(error)),
                }
            }
        }
        let peers: Vec<_> = ephemeral_keys
            .iter()
            .map(|(i, ephemeral)| (ephemeral, &wrapped[*i].ukm[..]))
            .collect();
        let keks = vko_transport_batch(self, &peers);
        for ((i, _), kek) in ephemeral_keys.iter().zip(keks) {
            out[*i] = Some(match kek {
                Ok(kek) => unwrap_by(&kek, &wrapped[*i]),
                Err(error) => Err(UnwrapError::EphemeralKey(error)),
            });
        }
        out
    }
}

/// Whether a content key is wrapped for a key of this algorithm and curve.
fn is_for(key: &PrivateKey, wrapped: &WrappedKey<'_>) -> bool {
    wrapped.algorithm == key.algorithm()
        && wrapped
            .param_set
            .is_none_or(|set| set.same_curve(key.param_set()))
}

fn ephemeral_key(key: &PrivateKey, wrapped: &WrappedKey<'_>) -> Result<PublicKey, UnwrapError> {
    let set = wrapped.ephemeral_param_set.unwrap_or(key.param_set());
    if wrapped.ephemeral_algorithm != key.algorithm() || !set.same_curve(key.param_set()) {
        return Err(UnwrapError::EphemeralMismatch);
    }
    PublicKey::from_bytes_le(key.algorithm(), set, wrapped.ephemeral)
        .map_err(UnwrapError::EphemeralKey)
}

fn unwrap(key: &PrivateKey, wrapped: &WrappedKey<'_>) -> Result<Cek, UnwrapError> {
    let ephemeral = ephemeral_key(key, wrapped)?;
    let kek = match key.algorithm() {
        KeyAlgorithm::Gost2001 => vko_2001(key, &ephemeral, &wrapped.ukm),
        KeyAlgorithm::Gost2012_256 | KeyAlgorithm::Gost2012_512 => {
            vko_2012_256(key, &ephemeral, &wrapped.ukm)
        }
    }
    .map_err(UnwrapError::EphemeralKey)?;
    unwrap_by(&kek, wrapped)
}

fn unwrap_by(kek: &[u8; 32], wrapped: &WrappedKey<'_>) -> Result<Cek, UnwrapError> {
    let sbox = wrapped.cipher.sbox();
    unwrap_cryptopro(
        kek,
        &wrapped.ukm,
        &wrapped.encrypted_key,
        &wrapped.mac,
        sbox,
    )
    .map(Cek)
    .ok_or(UnwrapError::WrongKey)
}

impl<D: Decapsulator + ?Sized> Decapsulator for &D {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        (**self).unwrap_cek(wrapped)
    }

    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        (**self).unwrap_ceks(wrapped)
    }
}

impl<D: Decapsulator + ?Sized> Decapsulator for Box<D> {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        (**self).unwrap_cek(wrapped)
    }

    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        (**self).unwrap_ceks(wrapped)
    }
}

impl<D: Decapsulator + ?Sized> Decapsulator for Arc<D> {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        (**self).unwrap_cek(wrapped)
    }

    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        (**self).unwrap_ceks(wrapped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primitives::gost28147::wrap_cryptopro;

    const UKM: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 8];
    const CEK: [u8; 32] = [0xc3; 32];

    /// A recipient's key, an ephemeral public key under another name of the curve, and what is wrapped for them.
    struct Message {
        key: PrivateKey,
        ephemeral: Vec<u8>,
        ephemeral_set: ParamSet,
        enc: [u8; 32],
        mac: [u8; 4],
    }

    impl Message {
        fn new(algorithm: KeyAlgorithm, set: ParamSet, ephemeral_set: ParamSet) -> Self {
            let private = |octet, set| {
                let mut d = [octet; 64];
                d[algorithm.octets() - 1] = 1;
                PrivateKey::from_bytes_le(algorithm, set, &d[..algorithm.octets()]).unwrap()
            };
            let (key, sender) = (private(0x11, set), private(0x27, ephemeral_set));
            let kek = match algorithm {
                KeyAlgorithm::Gost2001 => vko_2001(&sender, key.public_key(), &UKM),
                _ => vko_2012_256(&sender, key.public_key(), &UKM),
            }
            .unwrap();
            let (enc, mac) = wrap_cryptopro(&kek, &UKM, &CEK, CipherParamSet::Tc26Z.sbox());
            let ephemeral = sender.public_key().to_bytes_le();
            Self {
                key,
                ephemeral,
                ephemeral_set,
                enc,
                mac,
            }
        }

        fn wrapped(&self) -> WrappedKey<'_> {
            WrappedKey {
                recipient: RecipientId::SubjectKeyId(&[1]),
                algorithm: self.key.algorithm(),
                param_set: Some(self.key.param_set()),
                ephemeral_algorithm: self.key.algorithm(),
                ephemeral_param_set: Some(self.ephemeral_set),
                ephemeral: &self.ephemeral,
                cipher: CipherParamSet::Tc26Z,
                ukm: UKM,
                encrypted_key: self.enc,
                mac: self.mac,
            }
        }

        fn refusal(&self, wrapped: &WrappedKey<'_>) -> UnwrapError {
            self.key.unwrap_cek(wrapped).unwrap().err().unwrap()
        }
    }

    #[test]
    fn many_open_as_each_alone() {
        use ParamSet::*;
        for (algorithm, set) in [
            (KeyAlgorithm::Gost2001, CryptoProA),
            (KeyAlgorithm::Gost2012_256, Tc26Gost3410_2012_256A),
            (KeyAlgorithm::Gost2012_256, CryptoProC),
            (KeyAlgorithm::Gost2012_512, Tc26Gost3410_2012_512C),
        ] {
            let message = Message::new(algorithm, set, set);
            let good = message.wrapped();
            let off_curve = vec![1; good.ephemeral.len()];
            let all = [
                good,
                WrappedKey {
                    mac: [0; 4],
                    ..good
                },
                WrappedKey {
                    ukm: [0; 8],
                    ..good
                },
                good,
                WrappedKey {
                    ephemeral: &off_curve,
                    ..good
                },
                WrappedKey {
                    ephemeral: &[],
                    ..good
                },
                WrappedKey {
                    param_set: Some(CryptoProB),
                    ..good
                },
                WrappedKey {
                    ephemeral_param_set: None,
                    ..good
                },
                WrappedKey {
                    ephemeral_param_set: Some(CryptoProB),
                    ..good
                },
                good,
                good,
            ];
            let opened = |result: &Option<Result<Cek, UnwrapError>>| {
                result
                    .as_ref()
                    .map(|result| result.as_ref().map(|cek| *cek.0).map_err(|e| *e))
            };
            for count in 0..=all.len() {
                let many = message.key.unwrap_ceks(&all[..count]);
                assert_eq!(many.len(), count);
                for (many, wrapped) in many.iter().zip(&all) {
                    assert_eq!(opened(many), opened(&message.key.unwrap_cek(wrapped)));
                }
            }
            assert_eq!(opened(&message.key.unwrap_ceks(&all)[3]), Some(Ok(CEK)));
        }
    }

    fn message() -> Message {
        let a = ParamSet::CryptoProA;
        Message::new(KeyAlgorithm::Gost2012_256, a, a)
    }

    #[test]
    fn opens_what_was_wrapped_for_it_under_every_algorithm() {
        use ParamSet::*;
        for (algorithm, set, ephemeral_set) in [
            (KeyAlgorithm::Gost2001, CryptoProA, CryptoProXchA),
            (KeyAlgorithm::Gost2001, CryptoProXchB, CryptoProC),
            (
                KeyAlgorithm::Gost2012_256,
                CryptoProB,
                Tc26Gost3410_2012_256C,
            ),
            (
                KeyAlgorithm::Gost2012_256,
                CryptoProXchA,
                Tc26Gost3410_2012_256B,
            ),
            (
                KeyAlgorithm::Gost2012_256,
                Tc26Gost3410_2012_256A,
                Tc26Gost3410_2012_256A,
            ),
            (
                KeyAlgorithm::Gost2012_512,
                Tc26Gost3410_2012_512A,
                Tc26Gost3410_2012_512A,
            ),
            (
                KeyAlgorithm::Gost2012_512,
                Tc26Gost3410_2012_512C,
                Tc26Gost3410_2012_512C,
            ),
        ] {
            let message = Message::new(algorithm, set, ephemeral_set);
            let opened = message.key.unwrap_cek(&message.wrapped()).unwrap();
            assert_eq!(*opened.unwrap().0, CEK);
            // Names that are absent are the recipient's.
            let bare = WrappedKey {
                param_set: None,
                ephemeral_param_set: None,
                ..message.wrapped()
            };
            // Through the blanket implementations too.
            let holder: Box<dyn Decapsulator + Send + Sync + '_> = Box::new(&message.key);
            assert_eq!(*Arc::new(holder).unwrap_cek(&bare).unwrap().unwrap().0, CEK);
        }
    }

    #[test]
    fn leaves_other_algorithms_and_curves_alone() {
        let message = message();
        let wrapped = message.wrapped();
        let other = WrappedKey {
            algorithm: KeyAlgorithm::Gost2001,
            ..wrapped
        };
        assert!(message.key.unwrap_cek(&other).is_none());
        let other = WrappedKey {
            param_set: Some(ParamSet::CryptoProB),
            ..wrapped
        };
        assert!(message.key.unwrap_cek(&other).is_none());
    }

    #[test]
    fn refuses_an_ephemeral_key_of_another_kind() {
        let message = message();
        let wrapped = message.wrapped();
        let other = WrappedKey {
            ephemeral_algorithm: KeyAlgorithm::Gost2001,
            ..wrapped
        };
        assert_eq!(message.refusal(&other), UnwrapError::EphemeralMismatch);
        let other = WrappedKey {
            ephemeral_param_set: Some(ParamSet::CryptoProC),
            ..wrapped
        };
        assert_eq!(message.refusal(&other), UnwrapError::EphemeralMismatch);
        let off_curve = [1; 64];
        let other = WrappedKey {
            ephemeral: &off_curve,
            ..wrapped
        };
        assert_eq!(
            message.refusal(&other),
            UnwrapError::EphemeralKey(KeyError::NotOnCurve)
        );
        let other = WrappedKey {
            ephemeral: &message.ephemeral[..63],
            ..wrapped
        };
        assert_eq!(
            message.refusal(&other),
            UnwrapError::EphemeralKey(KeyError::Length)
        );
        let other = WrappedKey {
            ukm: [0; 8],
            ..wrapped
        };
        assert_eq!(
            message.refusal(&other),
            UnwrapError::EphemeralKey(KeyError::Ukm)
        );
    }

    #[test]
    fn a_changed_field_is_a_wrong_key() {
        let message = message();
        let wrapped = message.wrapped();
        let [mut ukm, mut encrypted_key, mut mac] = [wrapped; 3];
        ukm.ukm[7] ^= 0x80;
        encrypted_key.encrypted_key[0] ^= 1;
        mac.mac[3] ^= 1;
        let sbox = WrappedKey {
            cipher: CipherParamSet::CryptoProA,
            ..wrapped
        };
        for changed in [ukm, encrypted_key, mac, sbox] {
            assert_eq!(message.refusal(&changed), UnwrapError::WrongKey);
        }
    }
}
