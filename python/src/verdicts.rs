// SPDX-License-Identifier: MIT OR Apache-2.0
//! Verdicts of the core as members of the enumerations of `gostseal._verdicts`, and back.

use gostseal::docflow::{Fault, Over, Profile};
use gostseal::keys::SignatureOrder;
use gostseal::signed::{
    AttributeOrder, BindingVerdict, CadesForm, ContentVerdict, EvidenceVerdict, ImprintVerdict,
    JudgedAt, PathVerdict, PkiStatus, Preset, RevocationVerdict, SignatureVerdict, TimeStampKind,
};
use gostseal::trust::{Finding, RevocationPolicy, Usage};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

fn class<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    MODULE
        .get_or_try_init(py, || py.import("gostseal._verdicts").map(Bound::unbind))?
        .bind(py)
        .getattr(name)
}

/// A value of the core that is a member of an enumeration in Python.
pub(crate) trait Member {
    /// The enumeration.
    const CLASS: &'static str;

    /// The member's name.
    fn name(&self) -> &'static str;

    /// The member.
    fn member<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        class(py, Self::CLASS)?.getattr(self.name())
    }
}

/// A member that a caller gives.
pub(crate) struct Chosen<T>(pub(crate) T);

/// A value of the core that callers name by a member.
pub(crate) trait FromMember: Sized {
    /// The enumeration.
    const CLASS: &'static str;

    /// The value of the member of this name.
    fn from_name(name: &str) -> Option<Self>;
}

impl<T: FromMember> FromPyObject<'_, '_> for Chosen<T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let wrong = || PyTypeError::new_err(format!("a member of {} is needed", T::CLASS));
        if !object.is_instance(&class(object.py(), T::CLASS)?)? {
            return Err(wrong());
        }
        let name: String = object.getattr("name")?.extract()?;
        T::from_name(&name).map(Self).ok_or_else(wrong)
    }
}

macro_rules! members {
    ($($type:ty => $class:literal { $($pattern:pat => $name:literal,)* })*) => {
        $(impl Member for $type {
            const CLASS: &'static str = $class;

            fn name(&self) -> &'static str {
                match self {
                    $($pattern => $name,)*
                    // A case that the core has gained and this table has not: nothing was said that is understood here.
                    #[allow(unreachable_patterns, reason = "some of these can gain cases, some cannot")]
                    _ => "NOT_CHECKED",
                }
            }
        })*
    };
}

members! {
    SignatureVerdict => "SignatureVerdict" {
        Self::Good(_) => "GOOD",
        Self::Bad => "BAD",
        Self::NotChecked(_) => "NOT_CHECKED",
    }
    AttributeOrder => "AttributeOrder" {
        Self::Absent => "ABSENT",
        Self::Sorted => "SORTED",
        Self::Unsorted => "UNSORTED",
        Self::Resorted => "RESORTED",
    }
    ContentVerdict => "ContentVerdict" {
        Self::Same => "SAME",
        Self::Signed => "SIGNED",
        Self::Differs => "DIFFERS",
        Self::NotChecked(_) => "NOT_CHECKED",
    }
    BindingVerdict => "BindingVerdict" {
        Self::Bound => "BOUND",
        Self::Absent => "ABSENT",
        Self::Mismatch => "MISMATCH",
        Self::NotChecked(_) => "NOT_CHECKED",
    }
    JudgedAt => "JudgedAt" {
        Self::NoTime => "NO_TIME",
        Self::Given(_) => "GIVEN",
        Self::TimeStamp(_) => "TIME_STAMP",
    }
    PathVerdict => "PathVerdict" {
        Self::Anchor(_) => "ANCHOR",
        Self::PinnedKey => "PINNED_KEY",
        Self::Refused { .. } => "REFUSED",
        Self::NotAsked => "NOT_ASKED",
        Self::NotChecked(_) => "NOT_CHECKED",
    }
    RevocationVerdict => "RevocationVerdict" {
        Self::Good => "GOOD",
        Self::Revoked { .. } => "REVOKED",
        Self::Unknown { .. } => "UNKNOWN",
        Self::NotAsked => "NOT_ASKED",
    }
    Finding => "RevocationVerdict" {
        Self::Good { .. } => "GOOD",
        Self::Revoked { .. } => "REVOKED",
        Self::Unknown(_) => "UNKNOWN",
        Self::NotAsked => "NOT_ASKED",
    }
    EvidenceVerdict => "EvidenceVerdict" {
        Self::Absent => "ABSENT",
        Self::ReferencesOnly => "REFERENCES_ONLY",
        Self::Complete => "COMPLETE",
        Self::CertificateMissing => "CERTIFICATE_MISSING",
        Self::RevocationMissing => "REVOCATION_MISSING",
        Self::NotChecked(_) => "NOT_CHECKED",
    }
    ImprintVerdict => "ImprintVerdict" {
        Self::Same => "SAME",
        Self::Differs => "DIFFERS",
        Self::NotChecked(_) => "NOT_CHECKED",
    }
    TimeStampKind => "TimeStampKind" {
        Self::Alone => "ALONE",
        Self::Content => "CONTENT",
        Self::Signature => "SIGNATURE",
        Self::Esc => "ESC",
        Self::CertsCrls => "CERTS_CRLS",
        Self::Archive => "ARCHIVE",
        Self::ArchiveV3 => "ARCHIVE_V3",
    }
    CadesForm => "CadesForm" {
        Self::Cms => "CMS",
        Self::Bes => "BES",
        Self::Epes => "EPES",
        Self::T => "T",
        Self::C => "C",
        Self::XLong => "X_LONG",
        Self::XLongType1 => "X_LONG_TYPE_1",
        Self::XLongType2 => "X_LONG_TYPE_2",
        Self::A => "A",
    }
    PkiStatus => "TimeStampStatus" {
        Self::Granted => "GRANTED",
        Self::GrantedWithMods => "GRANTED_WITH_MODS",
        Self::Rejection => "REJECTION",
        Self::Waiting => "WAITING",
        Self::RevocationWarning => "REVOCATION_WARNING",
        Self::RevocationNotification => "REVOCATION_NOTIFICATION",
    }
    Fault => "DocflowFault" {
        Self::AuthorityUnavailable => "AUTHORITY_UNAVAILABLE",
        Self::CertificateExpired => "CERTIFICATE_EXPIRED",
        Self::CertificateNotYetValid => "CERTIFICATE_NOT_YET_VALID",
        Self::CertificateRevoked => "CERTIFICATE_REVOKED",
        Self::CertificateUnverifiable => "CERTIFICATE_UNVERIFIABLE",
        Self::DataChanged => "DATA_CHANGED",
        Self::Incorrect(_) => "INCORRECT",
        Self::Missing(_) => "MISSING",
        Self::NoRootChain => "NO_ROOT_CHAIN",
        Self::SignatureRequired => "SIGNATURE_REQUIRED",
    }
}

/// A member by the names alone, for what the core has no type for.
pub(crate) fn named<'py>(py: Python<'py>, of: &str, name: &str) -> PyResult<Bound<'py, PyAny>> {
    class(py, of)?.getattr(name)
}

macro_rules! choices {
    ($($type:ty => $class:literal { $($name:literal => $value:expr,)* })*) => {
        $(impl FromMember for $type {
            const CLASS: &'static str = $class;

            fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some($value),)*
                    _ => None,
                }
            }
        })*
    };
}

choices! {
    RevocationPolicy => "RevocationPolicy" {
        "HARD_FAIL" => Self::HardFail,
        "SOFT_FAIL" => Self::SoftFail,
        "NONE" => Self::None,
    }
    Usage => "Usage" {
        "ANY" => Self::Any,
        "KEY_TRANSPORT" => Self::KeyTransport,
        "OCSP_SIGNING" => Self::OcspSigning,
        "SIGNATURE" => Self::Signature,
        "TIME_STAMPING" => Self::TimeStamping,
    }
    Preset => "Preset" {
        "CRYPTOPRO" => Self::CryptoPro,
        "DIADOC" => Self::Diadoc,
        "TAX" => Self::Tax,
        "BANK" => Self::Bank,
    }
    Profile => "DocflowProfile" {
        "CMS" => Self::Cms,
        "CMS_ATTACHED" => Self::CmsAttached,
        "CMS_DETACHED" => Self::CmsDetached,
        "RAW_SR_BE" => Self::Raw(SignatureOrder::SrBe),
        "RAW_RS_BE" => Self::Raw(SignatureOrder::RsBe),
        "RAW_RS_LE" => Self::Raw(SignatureOrder::RsLe),
        "RAW_SR_LE" => Self::Raw(SignatureOrder::SrLe),
    }
    Over => "DocflowOver" {
        "OCTETS" => Self::Octets,
        "TEXT" => Self::Text,
    }
}
