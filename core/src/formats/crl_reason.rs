// SPDX-License-Identifier: MIT OR Apache-2.0
//! CRLReason of CRLs and OCSP responses ([RFC 5280, section 5.3.1]).
//!
//! [RFC 5280, section 5.3.1]: https://www.rfc-editor.org/rfc/rfc5280#section-5.3.1

/// Why a certificate was revoked (RFC 5280 section 5.3.1). 7 is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum CrlReason {
    /// No reason is given; it is not written.
    Unspecified = 0,
    /// Somebody else has the key.
    KeyCompromise = 1,
    /// Somebody else has the key of the authority.
    CaCompromise = 2,
    /// The name or other facts have changed.
    AffiliationChanged = 3,
    /// There is another certificate in its place.
    Superseded = 4,
    /// It is not needed any more.
    CessationOfOperation = 5,
    /// It is suspended.
    CertificateHold = 6,
    /// It is on hold no more; in deltas only.
    RemoveFromCrl = 8,
    /// What it says of its subject holds no more.
    PrivilegeWithdrawn = 9,
    /// Somebody else has the key of the attribute authority.
    AaCompromise = 10,
}

impl CrlReason {
    const ALL: [(Self, &'static str); 10] = [
        (Self::Unspecified, "unspecified"),
        (Self::KeyCompromise, "keyCompromise"),
        (Self::CaCompromise, "cACompromise"),
        (Self::AffiliationChanged, "affiliationChanged"),
        (Self::Superseded, "superseded"),
        (Self::CessationOfOperation, "cessationOfOperation"),
        (Self::CertificateHold, "certificateHold"),
        (Self::RemoveFromCrl, "removeFromCRL"),
        (Self::PrivilegeWithdrawn, "privilegeWithdrawn"),
        (Self::AaCompromise, "aACompromise"),
    ];

    /// The standard's name.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(reason, _)| *reason == self)
            .map_or("unspecified", |(_, name)| name)
    }

    /// The reason of a number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(reason, _)| *reason as u8 == code)
            .map(|(reason, _)| *reason)
    }

    /// The reason of a name, in letters of any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(name))
            .map(|(reason, _)| *reason)
    }
}
