// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whom an envelope is for, and how the content key comes to them.

use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::x509::Certificate;
use crate::keys::{CipherParamSet, KeyAlgorithm, PrivateKey, PublicKey, RecipientId};
use crate::protocols::envelope::content::ContentCipher;
use crate::protocols::envelope::error::SealError;
use crate::protocols::envelope::recipient::CertificateId;

/// Whom an envelope is for.
#[derive(Clone, Copy, Debug)]
pub struct Recipient<'a> {
    pub(super) key: &'a PublicKey,
    pub(super) id: RecipientId<'a>,
    pub(super) algorithm: Option<&'a [u8]>,
    pub(super) param_set: CipherParamSet,
    pub(super) management: KeyManagement<'a>,
    pub(super) wrap: Option<WrapAlgorithm>,
}

/// How the content key comes to a recipient.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub enum KeyManagement<'a> {
    /// KeyTransRecipientInfo, an ephemeral key beside the wrapped one.
    #[default]
    Transport,
    /// KeyAgreeRecipientInfo with an ephemeral key of the originator's.
    Agreement,
    /// KeyAgreeRecipientInfo with the originator's own key, which the message names but does not hold: the recipient
    /// needs the certificate. It is of the recipient's algorithm and curve.
    StaticAgreement {
        /// The originator's key.
        key: &'a PrivateKey,
        /// The name that the originator's certificate gives it.
        id: RecipientId<'a>,
    },
}

/// How the content key is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WrapAlgorithm {
    /// `id-Gost28147-89-CryptoPro-KeyWrap` under VKO: for GOST 28147-89.
    CryptoPro,
    /// KExp15 of Kuznyechik under KEG: for Magma and Kuznyechik, 2012 keys only.
    KuznyechikKExp15,
    /// KExp15 of Magma under KEG: for Magma and Kuznyechik, 2012 keys only.
    MagmaKExp15,
    /// `id-Gost28147-89-None-KeyWrap` under VKO: for GOST 28147-89 by key agreement.
    Plain,
}

impl WrapAlgorithm {
    /// The wrap that goes with a content: of the same cipher.
    pub const fn of_content(cipher: ContentCipher) -> Self {
        match cipher {
            ContentCipher::Gost28147 => Self::CryptoPro,
            ContentCipher::KuznyechikCtrAcpkm | ContentCipher::KuznyechikCtrAcpkmOmac => {
                Self::KuznyechikKExp15
            }
            ContentCipher::MagmaCtrAcpkm | ContentCipher::MagmaCtrAcpkmOmac => Self::MagmaKExp15,
        }
    }
}

impl<'a> Recipient<'a> {
    /// A recipient by its public key and the name that its certificate gives it.
    pub fn new(key: &'a PublicKey, id: RecipientId<'a>) -> Self {
        let param_set = match key.algorithm() {
            KeyAlgorithm::Gost2001 => CipherParamSet::CryptoProA,
            KeyAlgorithm::Gost2012_256 | KeyAlgorithm::Gost2012_512 => CipherParamSet::Tc26Z,
        };
        Self {
            key,
            id,
            algorithm: None,
            param_set,
            management: KeyManagement::Transport,
            wrap: None,
        }
    }

    /// A recipient as its certificate describes it: named by issuer and serial number, the key's AlgorithmIdentifier
    /// as it stands there.
    ///
    /// `key` is the certificate's public key, which may have to inherit its parameters from the issuer's.
    ///
    /// # Errors
    /// [`SealError::InvalidArgument`] when the certificate's SubjectPublicKeyInfo cannot be read.
    pub fn from_certificate(
        certificate: &'a Certificate,
        key: &'a PublicKey,
    ) -> Result<Self, SealError> {
        let what = "SubjectPublicKeyInfo";
        let algorithm = Cursor::single(certificate.spki_der(), Rules::Der, what)
            .and_then(|spki| spki.children(what)?.expect(Tag::SEQUENCE, what))
            .map_err(|_| SealError::InvalidArgument)?;
        let id = CertificateId::of(certificate);
        let id = RecipientId::IssuerSerial {
            issuer: id.issuer,
            serial: id.serial,
        };
        Ok(Self::new(key, id).algorithm_der(algorithm.raw))
    }

    /// Writes the key's AlgorithmIdentifier as the certificate has it (DER) instead of as RFC 9215 describes it.
    #[must_use]
    pub fn algorithm_der(mut self, der: &'a [u8]) -> Self {
        self.algorithm = Some(der);
        self
    }

    /// Chooses key transport, which it is without, or key agreement.
    #[must_use]
    pub fn management(mut self, management: KeyManagement<'a>) -> Self {
        self.management = management;
        self
    }

    /// Chooses the wrap; without, it is that of the content's cipher.
    #[must_use]
    pub fn wrap(mut self, wrap: WrapAlgorithm) -> Self {
        self.wrap = Some(wrap);
        self
    }

    /// Chooses the parameter set of a key wrap with GOST 28147-89.
    #[must_use]
    pub fn param_set(mut self, param_set: CipherParamSet) -> Self {
        self.param_set = param_set;
        self
    }
}
