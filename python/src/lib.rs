// SPDX-License-Identifier: MIT OR Apache-2.0
//! `gostseal._native`: the core library as Python objects. Conversions and ownership, no algorithm and no decision.
//!
//! The public package is `python/pysrc/gostseal`; its `_native.pyi` describes what is here. Rules that hold throughout:
//!
//! - `bytes` are read in place; every other buffer is copied first, for its owner may write to it meanwhile.
//! - The GIL is let go for inputs above 2 KiB and for whatever computes with points; nothing waits for it
//!   while it holds a lock.
//! - Objects that compute are immutable or hold their state behind a lock, so threads may share all of them.
//! - A refusal is an exception of `gostseal._errors`, chosen by its number.
#![forbid(unsafe_code)]

mod certificate;
mod cms;
mod docflow;
mod envelope;
mod errors;
mod evidence;
mod hash;
mod jws;
mod keys;
mod octets;
mod path;
mod report;
mod sign;
mod source;
mod time;
mod trust;
mod tsp;
mod userinfo;
mod verdicts;
mod verify;

use pyo3::pymodule;

#[pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::certificate::Certificate;
    #[pymodule_export]
    use crate::cms::{CmsSigner, VerifiedCms, verify_cms};
    #[pymodule_export]
    use crate::docflow::{
        DocflowSigned, DocflowVerdict, docflow_check, docflow_read_answer, docflow_sign_rawdata,
    };
    #[pymodule_export]
    use crate::envelope::{Layer, Layers, Opener, Sealer};
    #[pymodule_export]
    use crate::evidence::{Evidence, PathCache, PyNeed};
    #[pymodule_export]
    use crate::hash::{Hash, streebog256, streebog512};
    #[pymodule_export]
    use crate::jws::{VerifiedJws, verify_jws};
    #[pymodule_export]
    use crate::keys::{PrivateKey, PublicKey};
    #[pymodule_export]
    use crate::path::{CertificateReport, RevocationFinding};
    #[pymodule_export]
    use crate::report::{PyTimeStampVerdicts, SignerVerdicts, VerifyReport};
    #[pymodule_export]
    use crate::sign::Signer;
    #[pymodule_export]
    use crate::trust::TrustStore;
    #[pymodule_export]
    use crate::tsp::{TimeStampAuthority, TimeStampRequest, TimeStampResponse, TimeStamper};
    #[pymodule_export]
    use crate::userinfo::open_userinfo;
    #[pymodule_export]
    use crate::verify::Verifier;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
