// SPDX-License-Identifier: MIT OR Apache-2.0
//! Makes SignedData with one signature ([RFC 5652, section 5], [RFC 4490, section 3], R 1323565.1.025-2019).
//!
//! The default is a CAdES-BES in DER: contentType, signingTime (when the caller gives a time), messageDigest and
//! signingCertificateV2, sorted; the certificate inside; the signer named by issuer and serial number;
//! signatureAlgorithm the identifier of the key; identifiers without parameters. The digest is the one that
//! the key's standard asks for. The value is s | r, each big-endian.
//!
//! With [`SignOptions::ber_indefinite`] the outer structure has indefinite lengths, as the bank's tokens and
//! BouncyCastle's messages have; what is signed stays DER.
//!
//! [`SignOptions::preset`] has the forms that services take. [`StreamSigner`] signs content that is read piece by piece.
//!
//! Not here: signatures added to a message (`amend`), time stamps (`timestamp`).
//!
//! [RFC 5652, section 5]: https://www.rfc-editor.org/rfc/rfc5652#section-5
//! [RFC 4490, section 3]: https://www.rfc-editor.org/rfc/rfc4490#section-3

use alloc::vec;
use alloc::vec::Vec;
use core::convert::Infallible;

use super::digests::ContentDigests;
use super::judge::same_point;
use super::timestamp::TimeStamper;
use super::{Certificate, DocumentSigner, SignedError, SigningStep};
use crate::formats::algorithm::DigestAlgorithm;
use crate::formats::ber::{Tag, write};
use crate::formats::der_writer::{self, element, indefinite, set_of};
use crate::formats::{Oid, UnixTime, ess, oid};
use crate::keys::{KeyAlgorithm, SignatureOrder, Signer};

/// How a message is made.
#[derive(Clone, Copy, Debug)]
pub struct SignOptions<'a> {
    /// Leave the content out. Default: false.
    pub detached: bool,
    /// Sign attributes, among them the digest of the content, instead of the content itself. Default: true.
    pub signed_attrs: bool,
    /// The signingTime attribute: when the signer says that it signs. Default: none.
    pub signing_time: Option<UnixTime>,
    /// Sign the name of the certificate too, which makes a CAdES-BES. Needs `signed_attrs`. Default: true.
    pub signing_certificate_v2: bool,
    /// Certificates to put beside the signer's own, for instance its issuer's. Default: none.
    pub include_certs: &'a [Certificate],
    /// Put the signer's own certificate into the message. Default: true.
    pub include_signer: bool,
    /// Write the outer structure with indefinite lengths (BER). Default: false.
    pub ber_indefinite: bool,
    /// How the signer's certificate is named. Default: by issuer and serial number.
    pub signer_id: SignerNaming,
    /// Which identifier signatureAlgorithm has. Default: that of the key.
    pub signature_algorithm: SignatureNaming,
}

/// How a signature names the certificate of its signer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignerNaming {
    /// By issuer and serial number.
    #[default]
    IssuerSerial,
    /// By subject key identifier.
    SubjectKeyId,
}

/// Which of two identifiers signatureAlgorithm has. Both habits are found, and the verifier reads both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureNaming {
    /// That of the key (RFC 4490 section 3.2, R 1323565.1.025-2019).
    #[default]
    Key,
    /// That of digest and key together, as in certificates.
    WithDigest,
}

/// A kind of service, and the form of signature that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preset {
    /// What CryptoPro CSP and CryptoARM make and take: CAdES-BES in DER with the content inside.
    CryptoPro,
    /// Document exchange (Diadoc and its like): CAdES-BES in DER beside the document, the signer's certificate inside.
    Diadoc,
    /// Reports to authorities over an operator: CAdES-BES in DER beside the file, the signer's certificate inside.
    Tax,
    /// Bank tokens and payment documents: CAdES-BES beside the text, with indefinite lengths; give the chain in
    /// [`SignOptions::include_certs`].
    Bank,
}

impl SignOptions<'_> {
    /// The form that a kind of service takes. `signing_time` is what the signer says; all four show it.
    pub fn preset(preset: Preset, signing_time: UnixTime) -> Self {
        let options = Self {
            signing_time: Some(signing_time),
            ..Self::default()
        };
        match preset {
            Preset::CryptoPro => options,
            Preset::Diadoc | Preset::Tax => Self {
                detached: true,
                ..options
            },
            Preset::Bank => Self {
                detached: true,
                ber_indefinite: true,
                ..options
            },
        }
    }
}

impl Default for SignOptions<'_> {
    fn default() -> Self {
        Self {
            detached: false,
            signed_attrs: true,
            signing_time: None,
            signing_certificate_v2: true,
            include_certs: &[],
            include_signer: true,
            ber_indefinite: false,
            signer_id: SignerNaming::IssuerSerial,
            signature_algorithm: SignatureNaming::Key,
        }
    }
}

/// Signs `content` and gives the ContentInfo.
///
/// `certificate` must be that of `signer`'s key.
///
/// # Errors
/// [`SignedError::CertificateMismatch`] when it is not, [`SignedError::TimeOutOfRange`] for a time that no
/// encoding holds, [`SignedError::Signing`] when the signer fails.
pub fn sign(
    content: &[u8],
    signer: &dyn Signer,
    certificate: &Certificate,
    options: &SignOptions<'_>,
) -> Result<Vec<u8>, SignedError> {
    let identity = Identity::new(signer, certificate)?;
    let info = identity.sign(
        Some(oid::CT_DATA),
        &identity.digest.digest(content),
        options,
    )?;
    let content = (!options.detached).then_some(content);
    Ok(identity.message(oid::CT_DATA, content, &info, options))
}

/// A software key, or a token's, as a [`DocumentSigner`]: it needs no confirmation.
#[derive(Clone, Copy)]
pub struct KeySigner<'a> {
    key: &'a dyn Signer,
    certificate: &'a Certificate,
    options: SignOptions<'a>,
}

impl<'a> KeySigner<'a> {
    /// Signs with `key`, whose certificate is `certificate`, in the form that `options` ask for.
    pub fn new(
        key: &'a dyn Signer,
        certificate: &'a Certificate,
        options: SignOptions<'a>,
    ) -> Self {
        Self {
            key,
            certificate,
            options,
        }
    }
}

impl DocumentSigner for KeySigner<'_> {
    type Pending = Infallible;
    type Error = SignedError;

    fn begin(&self, document: &[u8]) -> Result<SigningStep<Infallible>, SignedError> {
        sign(document, self.key, self.certificate, &self.options).map(SigningStep::Signed)
    }

    fn resume(&self, pending: Infallible) -> Result<SigningStep<Infallible>, SignedError> {
        match pending {}
    }
}

/// A key with its certificate.
#[derive(Clone, Copy)]
pub(super) struct Identity<'a> {
    signer: &'a dyn Signer,
    certificate: &'a Certificate,
    pub(super) key: KeyAlgorithm,
    /// The digest that the key's standard asks for.
    pub(super) digest: DigestAlgorithm,
}

/// A SignerInfo that was made.
pub(super) struct NewSigner {
    version: u8,
    pub(super) digest: DigestAlgorithm,
    before: Vec<u8>,
    /// The octets of the signature.
    pub(super) signature: Vec<u8>,
    /// Whole unsigned attributes.
    pub(super) unsigned: Vec<Vec<u8>>,
}

impl NewSigner {
    /// The version of the SignedData around it: 3 where a subject key identifier is used.
    pub(super) fn message_version(&self, content_type: Oid) -> u8 {
        if self.version == 3 || content_type != oid::CT_DATA {
            3
        } else {
            1
        }
    }

    /// The whole SignerInfo.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let unsigned = if self.unsigned.is_empty() {
            Vec::new()
        } else {
            set_of(Tag::context(1), self.unsigned.clone())
        };
        element(
            Tag::SEQUENCE,
            &[
                &self.before,
                &element(Tag::OCTET_STRING, &[&self.signature]),
                &unsigned,
            ],
        )
    }
}

impl<'a> Identity<'a> {
    /// # Errors
    /// [`SignedError::CertificateMismatch`] when the certificate is not that of the signer's key.
    pub(super) fn new(
        signer: &'a dyn Signer,
        certificate: &'a Certificate,
    ) -> Result<Self, SignedError> {
        let certified = certificate.public_key()?;
        if !same_point(signer.public_key(), &certified) {
            return Err(SignedError::CertificateMismatch);
        }
        Ok(Self {
            signer,
            certificate,
            key: certified.algorithm(),
            digest: DigestAlgorithm::of_key(certified.algorithm()),
        })
    }

    /// Signs content of this type and digest; `None` for a countersignature, which has no content type.
    pub(super) fn sign(
        &self,
        content_type: Option<Oid>,
        digest: &[u8],
        options: &SignOptions<'_>,
    ) -> Result<NewSigner, SignedError> {
        let attributes = if options.signed_attrs {
            Some(self.attributes(content_type, digest, options)?)
        } else {
            None
        };
        let digest = match &attributes {
            Some(list) => self.digest.digest(&set_of(Tag::SET, list.clone())),
            None => digest.to_vec(),
        };
        let (version, id) = match options.signer_id {
            SignerNaming::IssuerSerial => (1, issuer_and_serial(self.certificate)),
            SignerNaming::SubjectKeyId => {
                let id = self
                    .certificate
                    .subject_key_id()
                    .ok_or(SignedError::SubjectKeyIdAbsent)?;
                (3, element(Tag::context_primitive(0), &[id]))
            }
        };
        let named = match options.signature_algorithm {
            SignatureNaming::Key => self.key.oid(),
            SignatureNaming::WithDigest => self.key.signature_oid(),
        };
        let before = [
            der_writer::small_integer(version),
            id,
            der_writer::algorithm(&self.digest.oid()),
            attributes.map_or_else(Vec::new, |list| set_of(Tag::context(0), list)),
            der_writer::algorithm(&named),
        ]
        .concat();
        let signature = self
            .signer
            .sign_digest(&digest)
            .map_err(SignedError::Signing)?
            .to_bytes(SignatureOrder::SrBe);
        Ok(NewSigner {
            version,
            digest: self.digest,
            before,
            signature,
            unsigned: Vec::new(),
        })
    }

    /// The attributes that `options` ask for, each whole, in no order yet.
    fn attributes(
        &self,
        content_type: Option<Oid>,
        digest: &[u8],
        options: &SignOptions<'_>,
    ) -> Result<Vec<Vec<u8>>, SignedError> {
        let mut list = vec![attribute(
            &oid::AA_MESSAGE_DIGEST,
            &element(Tag::OCTET_STRING, &[digest]),
        )];
        if let Some(content_type) = content_type {
            list.push(attribute(
                &oid::AA_CONTENT_TYPE,
                &der_writer::oid(&content_type),
            ));
        }
        if let Some(instant) = options.signing_time {
            let time = der_writer::time(instant).ok_or(SignedError::TimeOutOfRange)?;
            list.push(attribute(&oid::AA_SIGNING_TIME, &time));
        }
        if options.signing_certificate_v2 {
            let reference = ess::signing_certificate_v2(self.certificate, self.digest);
            list.push(attribute(&oid::AA_SIGNING_CERTIFICATE_V2, &reference));
        }
        Ok(list)
    }

    /// The certificates that `options` ask for, each once, the signer's first.
    pub(super) fn certificates(&self, options: &SignOptions<'_>) -> Vec<Vec<u8>> {
        let own = options.include_signer.then_some(self.certificate);
        let mut list: Vec<Vec<u8>> = Vec::new();
        for certificate in own.into_iter().chain(options.include_certs) {
            let der = certificate.der();
            if !list.iter().any(|known| known == der) {
                list.push(der.to_vec());
            }
        }
        list
    }

    /// The ContentInfo around one SignerInfo.
    pub(super) fn message(
        &self,
        content_type: Oid,
        content: Option<&[u8]>,
        signer: &NewSigner,
        options: &SignOptions<'_>,
    ) -> Vec<u8> {
        let outer = if options.ber_indefinite {
            indefinite
        } else {
            element
        };
        let octets = content.map(|content| {
            let segment = element(Tag::OCTET_STRING, &[content]);
            if options.ber_indefinite {
                // One segment in a constructed string: the shape of writers that do not know the length ahead.
                indefinite(Tag(Tag::OCTET_STRING.0 | 0x20), &[&segment])
            } else {
                segment
            }
        });
        let content_info = match &octets {
            Some(octets) => outer(
                Tag::SEQUENCE,
                &[
                    &der_writer::oid(&content_type),
                    &outer(Tag::context(0), &[octets]),
                ],
            ),
            None => element(Tag::SEQUENCE, &[&der_writer::oid(&content_type)]),
        };
        let tail = self.tail(signer, options);
        let signed_data = outer(
            Tag::SEQUENCE,
            &[
                &der_writer::small_integer(signer.message_version(content_type)),
                &element(Tag::SET, &[&der_writer::algorithm(&self.digest.oid())]),
                &content_info,
                &tail,
            ],
        );
        outer(
            Tag::SEQUENCE,
            &[
                &der_writer::oid(&oid::CT_SIGNED_DATA),
                &outer(Tag::context(0), &[&signed_data]),
            ],
        )
    }

    /// What follows encapContentInfo: certificates and signerInfos.
    fn tail(&self, signer: &NewSigner, options: &SignOptions<'_>) -> Vec<u8> {
        let certificates = self.certificates(options);
        let certificates = if certificates.is_empty() {
            Vec::new()
        } else if options.ber_indefinite {
            // BER keeps the order: the signer's certificate comes first, as in the bank's tokens.
            let parts: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
            indefinite(Tag::context(0), &parts)
        } else {
            set_of(Tag::context(0), certificates)
        };
        [certificates, element(Tag::SET, &[&signer.to_der()])].concat()
    }
}

/// Signs content that is given piece by piece, in flat memory.
///
/// With the content inside, the message has indefinite lengths whatever the options say, since the length is not known
/// ahead; a detached message has the form that they ask for and is the same as that of [`sign`].
///
/// ```text
/// let mut signer = StreamSigner::new(&key, &certificate, options)?;
/// while read(&mut piece) { signer.update(&piece, &mut out); }
/// signer.finish(&mut out)?;
/// ```
#[must_use]
pub struct StreamSigner<'a> {
    identity: Identity<'a>,
    options: SignOptions<'a>,
    digests: ContentDigests,
    begun: Begun,
}

/// Whether the beginning of an attached message was written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begun {
    No,
    Yes,
}

impl<'a> StreamSigner<'a> {
    /// Signs with `signer`, whose certificate is `certificate`, in the form that `options` ask for.
    ///
    /// # Errors
    /// [`SignedError::CertificateMismatch`] when the certificate is not that of the signer's key.
    pub fn new(
        signer: &'a dyn Signer,
        certificate: &'a Certificate,
        options: SignOptions<'a>,
    ) -> Result<Self, SignedError> {
        let identity = Identity::new(signer, certificate)?;
        Ok(Self {
            identity,
            options,
            digests: ContentDigests::new(core::iter::once(identity.digest.oid())),
            begun: Begun::No,
        })
    }

    /// Takes the next octets of the content and appends what can be written of the message to `out`.
    pub fn update(&mut self, content: &[u8], out: &mut Vec<u8>) {
        self.digests.update(content);
        if self.options.detached {
            return;
        }
        self.begin(out);
        if !content.is_empty() {
            write::element(out, Tag::OCTET_STRING, content);
        }
    }

    /// Signs, and appends the rest of the message to `out`.
    ///
    /// # Errors
    /// [`SignedError::TimeOutOfRange`], [`SignedError::SubjectKeyIdAbsent`], [`SignedError::Signing`].
    pub fn finish(self, out: &mut Vec<u8>) -> Result<(), SignedError> {
        self.finish_with(out, |_| Ok(()))
    }

    /// As [`finish`](Self::finish), with a time stamp over the signature: CAdES-T.
    ///
    /// # Errors
    /// Those of [`TimeStamper::stamp`] too.
    pub fn finish_stamped(
        self,
        stamper: &TimeStamper<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), SignedError> {
        self.finish_with(out, |signer| stamper.attach(signer))
    }

    fn finish_with(
        mut self,
        out: &mut Vec<u8>,
        amend: impl FnOnce(&mut NewSigner) -> Result<(), SignedError>,
    ) -> Result<(), SignedError> {
        let digests = self.digests.clone().finish();
        let digest = digests
            .get(self.identity.digest)
            .ok_or(SignedError::ContentRequired)?;
        let mut signer = self
            .identity
            .sign(Some(oid::CT_DATA), digest, &self.options)?;
        amend(&mut signer)?;
        if self.options.detached {
            let message = self
                .identity
                .message(oid::CT_DATA, None, &signer, &self.options);
            out.extend_from_slice(&message);
            return Ok(());
        }
        self.begin(out);
        // The string, [0], encapContentInfo.
        out.extend_from_slice(&[0; 6]);
        self.options.ber_indefinite = true;
        out.extend_from_slice(&self.identity.tail(&signer, &self.options));
        // SignedData, [0], ContentInfo.
        out.extend_from_slice(&[0; 6]);
        Ok(())
    }

    /// Writes all that stands before the content, once.
    fn begin(&mut self, out: &mut Vec<u8>) {
        if self.begun == Begun::Yes {
            return;
        }
        self.begun = Begun::Yes;
        let version = match self.options.signer_id {
            SignerNaming::IssuerSerial => 1,
            SignerNaming::SubjectKeyId => 3,
        };
        let algorithm = der_writer::algorithm(&self.identity.digest.oid());
        for part in [
            &[Tag::SEQUENCE.0, 0x80][..],
            &der_writer::oid(&oid::CT_SIGNED_DATA),
            &[Tag::context(0).0, 0x80, Tag::SEQUENCE.0, 0x80],
            &der_writer::small_integer(version),
            &element(Tag::SET, &[&algorithm]),
            &[Tag::SEQUENCE.0, 0x80],
            &der_writer::oid(&oid::CT_DATA),
            &[Tag::context(0).0, 0x80, Tag::OCTET_STRING.0 | 0x20, 0x80],
        ] {
            out.extend_from_slice(part);
        }
    }
}

/// An Attribute with one value.
pub(super) fn attribute(name: &Oid, value: &[u8]) -> Vec<u8> {
    let values = element(Tag::SET, &[value]);
    element(Tag::SEQUENCE, &[&der_writer::oid(name), &values])
}

/// The IssuerAndSerialNumber of a certificate.
fn issuer_and_serial(certificate: &Certificate) -> Vec<u8> {
    let serial = element(Tag::INTEGER, &[certificate.serial()]);
    element(Tag::SEQUENCE, &[certificate.issuer().der(), &serial])
}
