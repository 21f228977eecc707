// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is known of revoked certificates, and the certificates between signers and anchors: from files, and from the
//! network where the command line says so.
//!
//! `options` reads the command line, `crl` reads lists of any size, `sources` gathers what the paths of a report ask for.

mod crl;
mod options;
mod sources;

pub(crate) use options::EvidenceOptions;
pub(crate) use sources::{Fetched, Sources};
