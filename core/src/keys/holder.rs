// SPDX-License-Identifier: MIT OR Apache-2.0
//! The joint for whatever holds a decryption key: software, a token, a cloud service.
//!
//! A holder gets the fields of one recipient as plain values and gives the content key, or says that the recipient is
//! not its own. The software holder is [`PrivateKey`]: it agrees by VKO or KEG and unwraps. A holder that has only a
//! content key, for EncryptedData, is [`ContentKey`].
//!
//! ASN.1 is not here: `protocols::envelope` fills [`WrappedKey`]. Matching a certificate to a `RecipientId` is not here
//! either.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::vko::{vko_2001, vko_2012_256, vko_transport_batch};
use super::{Agreement, KeyAlgorithm, KeyError, PrivateKey, PublicKey, WrappedKey, keg};
use crate::ct::Zeroizing;

/// A content encryption key of 32 octets, wiped when dropped.
pub struct Cek(pub(crate) Zeroizing<[u8; 32]>);

impl Cek {
    /// Takes the octets of a content key: for holders that unwrap by themselves.
    pub fn new(octets: Zeroizing<[u8; 32]>) -> Self {
        Self(octets)
    }
}

impl fmt::Debug for Cek {
    /// Prints the name only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cek { .. }")
    }
}

/// Why a wrapped key that is meant for this holder does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnwrapError {
    /// The holder or its key cannot agree in the way that the wrap asks for: KEG under a 2001 key.
    Agreement,
    /// The sender's key names another algorithm or parameter set than the recipient's key has.
    EphemeralMismatch,
    /// The sender's key is no key of its curve.
    EphemeralKey(KeyError),
    /// The holder (token, service) failed.
    Holder,
    /// The MAC of the wrap does not agree: another key, or altered octets. Nothing more is said.
    WrongKey,
}

impl fmt::Display for UnwrapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agreement => f.write_str("the key does not do this key agreement"),
            Self::EphemeralMismatch => {
                f.write_str("the sender's key and the recipient's have different parameters")
            }
            Self::EphemeralKey(e) => write!(f, "the sender's key: {e}"),
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

    /// The content key itself, where the holder has it: what EncryptedData is opened with, which has no recipients.
    fn content_key(&self) -> Option<Cek> {
        None
    }
}

/// A content key known beforehand: opens EncryptedData, and takes no recipient.
///
/// Without OMAC a wrong key cannot be told: it gives noise.
pub struct ContentKey(Zeroizing<[u8; 32]>);

impl ContentKey {
    /// Takes the 32 octets of the key.
    pub fn new(octets: Zeroizing<[u8; 32]>) -> Self {
        Self(octets)
    }
}

impl fmt::Debug for ContentKey {
    /// Prints the name only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey { .. }")
    }
}

impl Decapsulator for ContentKey {
    fn unwrap_cek(&self, _: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        None
    }

    fn content_key(&self) -> Option<Cek> {
        Some(Cek(self.0.clone()))
    }
}

/// A bare key takes every recipient of its algorithm and curve; an absent curve counts as its own.
///
/// It does not look at [`WrappedKey::recipient`]: a key has no name. Curves are compared by their numbers, so
/// CryptoPro-A and XchA are one.
///
/// For wraps of GOST 28147-89 the KEK is VKO GOST R 34.10-2001 for 2001 keys and VKO_GOSTR3410_2012_256 for 2012 keys of
/// either size; for KExp15 it is KEG. It is wiped, and so is a CEK whose MAC does not agree.
impl Decapsulator for PrivateKey {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        is_for(self, wrapped).then(|| unwrap(self, wrapped))
    }

    /// On processors with AVX-512 IFMA the key agreements of eight are computed at once.
    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        let mut out: Vec<Option<Result<Cek, UnwrapError>>> = Vec::with_capacity(wrapped.len());
        let mut senders = Vec::with_capacity(wrapped.len());
        for (i, wrapped) in wrapped.iter().enumerate() {
            out.push(None);
            if !is_for(self, wrapped) {
                continue;
            }
            match (wrapped.wrap.agreement(), sender_key(self, wrapped)) {
                (Agreement::Vko(ukm), Ok(sender)) => senders.push((i, sender, ukm)),
                (Agreement::Keg(_), Ok(_)) => out[i] = Some(unwrap(self, wrapped)),
                (_, Err(error)) => out[i] = Some(Err(error)),
            }
        }
        let peers: Vec<_> = senders
            .iter()
            .map(|(_, sender, ukm)| (sender, &ukm[..]))
            .collect();
        let keks = vko_transport_batch(self, &peers);
        for ((i, ..), kek) in senders.iter().zip(keks) {
            out[*i] = Some(match kek {
                Ok(kek) => wrapped[*i].unwrap_with_vko(&kek),
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

fn sender_key(key: &PrivateKey, wrapped: &WrappedKey<'_>) -> Result<PublicKey, UnwrapError> {
    let set = wrapped.sender_param_set.unwrap_or(key.param_set());
    if wrapped.sender_algorithm != key.algorithm() || !set.same_curve(key.param_set()) {
        return Err(UnwrapError::EphemeralMismatch);
    }
    PublicKey::from_bytes_le(key.algorithm(), set, wrapped.sender)
        .map_err(UnwrapError::EphemeralKey)
}

fn unwrap(key: &PrivateKey, wrapped: &WrappedKey<'_>) -> Result<Cek, UnwrapError> {
    let sender = sender_key(key, wrapped)?;
    match (wrapped.wrap.agreement(), key.algorithm()) {
        (Agreement::Vko(ukm), KeyAlgorithm::Gost2001) => {
            let kek = vko_2001(key, &sender, &ukm).map_err(UnwrapError::EphemeralKey)?;
            wrapped.unwrap_with_vko(&kek)
        }
        (Agreement::Vko(ukm), KeyAlgorithm::Gost2012_256 | KeyAlgorithm::Gost2012_512) => {
            let kek = vko_2012_256(key, &sender, &ukm).map_err(UnwrapError::EphemeralKey)?;
            wrapped.unwrap_with_vko(&kek)
        }
        (Agreement::Keg(_), KeyAlgorithm::Gost2001) => Err(UnwrapError::Agreement),
        (Agreement::Keg(ukm), KeyAlgorithm::Gost2012_256 | KeyAlgorithm::Gost2012_512) => {
            let keys = keg(key, &sender, &ukm).map_err(UnwrapError::EphemeralKey)?;
            wrapped.unwrap_with_keg(&keys)
        }
    }
}

impl<D: Decapsulator + ?Sized> Decapsulator for &D {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        (**self).unwrap_cek(wrapped)
    }

    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        (**self).unwrap_ceks(wrapped)
    }

    fn content_key(&self) -> Option<Cek> {
        (**self).content_key()
    }
}

impl<D: Decapsulator + ?Sized> Decapsulator for Box<D> {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        (**self).unwrap_cek(wrapped)
    }

    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        (**self).unwrap_ceks(wrapped)
    }

    fn content_key(&self) -> Option<Cek> {
        (**self).content_key()
    }
}

impl<D: Decapsulator + ?Sized> Decapsulator for Arc<D> {
    fn unwrap_cek(&self, wrapped: &WrappedKey<'_>) -> Option<Result<Cek, UnwrapError>> {
        (**self).unwrap_cek(wrapped)
    }

    fn unwrap_ceks(&self, wrapped: &[WrappedKey<'_>]) -> Vec<Option<Result<Cek, UnwrapError>>> {
        (**self).unwrap_ceks(wrapped)
    }

    fn content_key(&self) -> Option<Cek> {
        (**self).content_key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{CipherParamSet, Gost28147Wrap, KeyWrap, ParamSet, RecipientId};
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
                sender_algorithm: self.key.algorithm(),
                sender_param_set: Some(self.ephemeral_set),
                sender: &self.ephemeral,
                wrap: KeyWrap::CryptoPro(self.wrap()),
            }
        }

        fn wrap(&self) -> Gost28147Wrap {
            Gost28147Wrap {
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
            let off_curve = vec![1; good.sender.len()];
            let wrap = |wrap: Gost28147Wrap| WrappedKey {
                wrap: KeyWrap::CryptoPro(wrap),
                ..good
            };
            let all = [
                good,
                wrap(Gost28147Wrap {
                    mac: [0; 4],
                    ..message.wrap()
                }),
                wrap(Gost28147Wrap {
                    ukm: [0; 8],
                    ..message.wrap()
                }),
                good,
                WrappedKey {
                    sender: &off_curve,
                    ..good
                },
                WrappedKey {
                    sender: &[],
                    ..good
                },
                WrappedKey {
                    param_set: Some(CryptoProB),
                    ..good
                },
                WrappedKey {
                    sender_param_set: None,
                    ..good
                },
                WrappedKey {
                    sender_param_set: Some(CryptoProB),
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
                sender_param_set: None,
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
            sender_algorithm: KeyAlgorithm::Gost2001,
            ..wrapped
        };
        assert_eq!(message.refusal(&other), UnwrapError::EphemeralMismatch);
        let other = WrappedKey {
            sender_param_set: Some(ParamSet::CryptoProC),
            ..wrapped
        };
        assert_eq!(message.refusal(&other), UnwrapError::EphemeralMismatch);
        let off_curve = [1; 64];
        let other = WrappedKey {
            sender: &off_curve,
            ..wrapped
        };
        assert_eq!(
            message.refusal(&other),
            UnwrapError::EphemeralKey(KeyError::NotOnCurve)
        );
        let other = WrappedKey {
            sender: &message.ephemeral[..63],
            ..wrapped
        };
        assert_eq!(
            message.refusal(&other),
            UnwrapError::EphemeralKey(KeyError::Length)
        );
        let other = WrappedKey {
            wrap: KeyWrap::CryptoPro(Gost28147Wrap {
                ukm: [0; 8],
                ..message.wrap()
            }),
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
        let [mut ukm, mut encrypted_key, mut mac] = [message.wrap(); 3];
        ukm.ukm[7] ^= 0x80;
        encrypted_key.encrypted_key[0] ^= 1;
        mac.mac[3] ^= 1;
        let sbox = Gost28147Wrap {
            cipher: CipherParamSet::CryptoProA,
            ..message.wrap()
        };
        let mut changed = [ukm, encrypted_key, mac, sbox]
            .map(KeyWrap::CryptoPro)
            .to_vec();
        // The other wrap of the same fields.
        changed.push(KeyWrap::Plain(message.wrap()));
        for wrap in changed {
            let changed = WrappedKey { wrap, ..wrapped };
            assert_eq!(message.refusal(&changed), UnwrapError::WrongKey);
        }
    }
}
