// SPDX-License-Identifier: MIT OR Apache-2.0
//! Decides on a call, in the order in which its description lists the refusals.
//!
//! 1. the object: documentID is passed and correct; for a process procInstID and signal are passed;
//! 2. a process that asks for a signature is to get one;
//! 3. rawdata, signdata, certificate and certID are passed, where they must be;
//! 4. rawdata is the current data, octet by octet;
//! 5. signdata is a good signature over it, by the certificate that was passed;
//! 6. certificate is a certificate;
//! 7. certID names this certificate;
//! 8. the certificate is good now: the path to an anchor, validity periods, revocation.
//!
//! The first that fails is the answer. A signature that was passed is judged whether the service demands one or not, so
//! that none is stored that nobody looked at. Where it is not demanded, certificate and certID may be absent: the
//! certificate is then looked for in the message and under certID.

use alloc::string::String;
use alloc::vec::Vec;

use super::request::{Call, Name, Parameter, Request};
use super::signature::{self, Judged};
use super::verdict::{Accepted, Cause, Fault, Rejection, Signed, Verdict};
use crate::formats::base64;
use crate::formats::x509::Certificate;
use crate::formats::{FormatError, UnixTime};
use crate::keys::SignatureOrder;
#[cfg(feature = "std")]
use crate::protocols::trust::PathCache;
use crate::protocols::trust::{NoRevocation, Revocation, RevocationPolicy, TrustStore};

/// What the service asks of a call.
#[derive(Clone, Copy, Debug)]
pub struct Requirements<'a> {
    /// The setting "require a signature" of the process type. Signing a document is a signature always.
    pub signature: bool,
    /// The setting "require key and certificate".
    pub key_and_certificate: bool,
    /// The form of signdata.
    pub profile: Profile,
    /// What signdata is over.
    pub over: Over,
    /// What must be known of the revocation of the certificates below the anchor.
    pub revocation: RevocationPolicy,
    /// What rawdata was before changes: a call with it is told that the data was changed. Empty: it is incorrect.
    pub superseded: &'a [&'a [u8]],
}

/// Signature, key and certificate are demanded, CMS of either form, over the decoded octets; revocation need not be known.
impl Default for Requirements<'_> {
    fn default() -> Self {
        Self {
            signature: true,
            key_and_certificate: true,
            profile: Profile::Cms,
            over: Over::Octets,
            revocation: RevocationPolicy::SoftFail,
            superseded: &[],
        }
    }
}

/// The form of signdata.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// CMS SignedData, attached or detached.
    #[default]
    Cms,
    /// CMS SignedData that holds the data.
    CmsAttached,
    /// CMS SignedData without the data.
    CmsDetached,
    /// r and s alone, 64 or 128 octets.
    Raw(SignatureOrder),
}

/// What signdata is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// The octets that rawdata stands for.
    #[default]
    Octets,
    /// The text of rawdata: base64, as it was passed.
    Text,
}

/// What the service knows of certificates, and the time that they are judged at.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Registry<'a> {
    /// The certificates that certID names.
    pub lookup: &'a dyn CertificateLookup,
    /// Whom the service trusts.
    pub anchors: &'a TrustStore,
    /// Certificates that lead from signers to anchors. None is trusted for it.
    pub intermediates: &'a [Certificate],
    /// What knows of revoked certificates.
    pub revocation: &'a dyn Revocation,
    /// What remembers keys and signatures of certificates that came before.
    #[cfg(feature = "std")]
    pub cache: Option<&'a PathCache>,
    /// The time.
    pub at: UnixTime,
}

impl<'a> Registry<'a> {
    /// Nothing is known of revocation, no certificate leads to the anchors, nothing is remembered.
    pub fn new(lookup: &'a dyn CertificateLookup, anchors: &'a TrustStore, at: UnixTime) -> Self {
        Self {
            lookup,
            anchors,
            intermediates: &[],
            revocation: &NoRevocation,
            #[cfg(feature = "std")]
            cache: None,
            at,
        }
    }
}

/// The joint for whatever knows which certificate a certID names.
///
/// Who calls is not known here: a lookup must know the certificates of the calling user only, or else anybody's good
/// signature passes for the user's.
pub trait CertificateLookup {
    /// What is known under `cert_id`.
    fn find(&self, cert_id: &str) -> Registered;
}

/// What is known under a certID.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Registered {
    /// This certificate.
    Certificate(Certificate),
    /// Whoever knows cannot be asked now.
    Unavailable,
    /// Nothing.
    Unknown,
}

/// Certificates under their identifiers, in memory.
#[derive(Clone, Debug, Default)]
pub struct KnownCertificates(Vec<(String, Certificate)>);

impl KnownCertificates {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a certificate under an identifier, in the place of what was there.
    pub fn insert(&mut self, cert_id: &str, certificate: Certificate) {
        self.0.retain(|(id, _)| !id.eq_ignore_ascii_case(cert_id));
        self.0.push((cert_id.into(), certificate));
    }
}

/// Identifiers are UUIDs, whose letters have no case.
impl CertificateLookup for KnownCertificates {
    fn find(&self, cert_id: &str) -> Registered {
        self.0
            .iter()
            .find(|(id, _)| id.eq_ignore_ascii_case(cert_id))
            .map_or(Registered::Unknown, |(_, certificate)| {
                Registered::Certificate(certificate.clone())
            })
    }
}

/// Judges a call.
///
/// `current_rawdata` is what the object's data is now, decoded; `None` when there is no such object.
pub fn check(
    request: &Request,
    requirements: &Requirements<'_>,
    current_rawdata: Option<&[u8]>,
    registry: &Registry<'_>,
) -> Verdict {
    let checker = Checker {
        request,
        requirements,
        registry,
    };
    Verdict {
        call: request.call(),
        locale: request.locale(),
        outcome: checker.run(current_rawdata),
    }
}

struct Checker<'a> {
    request: &'a Request,
    requirements: &'a Requirements<'a>,
    registry: &'a Registry<'a>,
}

impl Checker<'_> {
    fn run(&self, current: Option<&[u8]>) -> Result<Accepted, Rejection> {
        let object = match self.request.call() {
            Call::SignDocument => Name::DocumentId,
            Call::FinishProcess => Name::ProcInstId,
        };
        self.demand(object)?;
        if object == Name::DocumentId {
            self.identifier(object)?;
        } else {
            self.demand(Name::Signal)?;
            self.value(object)?;
            self.value(Name::Signal)?;
            if !self.add_signature()? {
                return if self.requirements.signature {
                    Err(Rejection::bare(Fault::SignatureRequired))
                } else {
                    Ok(Accepted::Unsigned)
                };
            }
        }
        let current = current.ok_or(Rejection::incorrect(object, Cause::Unknown))?;

        self.demand(Name::RawData)?;
        if self.requirements.key_and_certificate {
            self.demand(Name::SignData)?;
            self.demand(Name::Certificate)?;
            self.demand(Name::CertId)?;
        }
        self.compare(current)?;
        let rawdata = self.value(Name::RawData)?;
        let signed = match self.requirements.over {
            Over::Octets => current,
            Over::Text => rawdata.as_bytes(),
        };
        self.judge(signed)
    }

    /// Steps 5 to 8.
    fn judge(&self, signed: &[u8]) -> Result<Accepted, Rejection> {
        // What is wrong with the certificate is told after what is wrong with the signature.
        let passed = self
            .is_passed(Name::Certificate)
            .then(|| self.certificate());
        let registered = if self.is_passed(Name::CertId) {
            Some(self.registered())
        } else {
            None
        };
        let known = match (&passed, &registered) {
            (Some(passed), _) => Some(passed.as_ref().map_err(|&rejection| rejection)),
            (None, Some(Ok(registered))) => Some(Ok(registered)),
            (None, _) => None,
        };
        let judged = if self.is_passed(Name::SignData) {
            let octets = self.octets(Name::SignData)?;
            Some(signature::judge(
                &octets,
                signed,
                known,
                self.requirements,
                self.registry,
            )?)
        } else {
            None
        };
        let passed = passed.transpose()?;
        let registered = registered.transpose()?;
        if let (Some(passed), Some(registered)) = (&passed, &registered)
            && passed != registered
        {
            return Err(Rejection::incorrect(Name::CertId, Cause::OtherCertificate));
        }
        let Some(Judged {
            certificate,
            path,
            signing_time,
        }) = judged
        else {
            return Ok(Accepted::Unsigned);
        };
        if registered.is_some_and(|registered| registered != certificate) {
            return Err(Rejection::incorrect(Name::CertId, Cause::OtherCertificate));
        }
        Ok(Accepted::Signed(Signed {
            certificate,
            path: path?,
            signing_time,
        }))
    }

    fn is_passed(&self, name: Name) -> bool {
        *self.request.parameter(name) != Parameter::Absent
    }

    fn demand(&self, name: Name) -> Result<(), Rejection> {
        if self.is_passed(name) {
            Ok(())
        } else {
            Err(Rejection::bare(Fault::Missing(name)))
        }
    }

    fn value(&self, name: Name) -> Result<&str, Rejection> {
        match self.request.parameter(name) {
            Parameter::Value(value) => Ok(value),
            Parameter::Malformed(fault) => Err(Rejection::incorrect(name, Cause::Form(*fault))),
            Parameter::Absent => Err(Rejection::bare(Fault::Missing(name))),
        }
    }

    fn identifier(&self, name: Name) -> Result<&str, Rejection> {
        let text = self.value(name)?;
        if is_uuid(text) {
            Ok(text)
        } else {
            Err(Rejection::incorrect(name, Cause::Syntax))
        }
    }

    fn add_signature(&self) -> Result<bool, Rejection> {
        let name = Name::AddSignature;
        if !self.is_passed(name) {
            return Ok(false);
        }
        match self.value(name)? {
            text if text.eq_ignore_ascii_case("true") => Ok(true),
            text if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(Rejection::incorrect(name, Cause::Syntax)),
        }
    }

    /// Octets of a parameter in base64. Line breaks are allowed, as tools write them; spaces are not: they were `+`.
    fn octets(&self, name: Name) -> Result<Vec<u8>, Rejection> {
        let text = self.value(name)?;
        let cause = if text.contains(' ') {
            Cause::PlusLost
        } else {
            match base64::decode(text.as_bytes(), name.as_str()) {
                Ok(octets) => return Ok(octets.to_vec()),
                Err(_) if text.contains('%') => Cause::EncodedTwice,
                Err(_) => Cause::Base64,
            }
        };
        Err(Rejection::incorrect(name, cause))
    }

    /// Step 4. Text that stands for the same octets in another way is not the same text: there is one canonical form, and
    /// nothing else is decoded.
    fn compare(&self, current: &[u8]) -> Result<(), Rejection> {
        let text = self.value(Name::RawData)?;
        let octets = self.octets(Name::RawData)?;
        let broken = text.contains(|c: char| c.is_ascii_whitespace());
        if octets == current && !broken {
            return Ok(());
        }
        if self.requirements.superseded.contains(&octets.as_slice()) {
            return Err(Rejection {
                fault: Fault::DataChanged,
                cause: Cause::OtherData,
            });
        }
        Err(Rejection::incorrect(Name::RawData, Cause::OtherData))
    }

    /// The certificate that was passed: base64 of DER or of a PEM file.
    fn certificate(&self) -> Result<Certificate, Rejection> {
        let octets = self.octets(Name::Certificate)?;
        Certificate::from_pem_or_der(&octets).map_err(|error| {
            let cause = Cause::Certificate(FormatError::Parse(error));
            Rejection::incorrect(Name::Certificate, cause)
        })
    }

    fn registered(&self) -> Result<Certificate, Rejection> {
        let name = Name::CertId;
        match self.registry.lookup.find(self.value(name)?) {
            Registered::Certificate(certificate) => Ok(certificate),
            Registered::Unknown => Err(Rejection::incorrect(name, Cause::Unknown)),
            Registered::Unavailable => Err(Rejection {
                fault: Fault::CertificateUnverifiable,
                cause: Cause::Unknown,
            }),
        }
    }
}

/// `8-4-4-4-12` hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, octet)| {
            if matches!(at, 8 | 13 | 18 | 23) {
                octet == b'-'
            } else {
                octet.is_ascii_hexdigit()
            }
        })
}
