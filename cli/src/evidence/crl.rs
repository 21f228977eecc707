// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reads CRLs of any size. Small files are read whole and may hold several lists; of large ones, one list each, only what
//! is said of the certificates that are asked about is kept.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _};

use base64ct::{Base64, Encoding as _};
use gostseal::ErrorCode;
use gostseal::trust::{Certificate, Crl, CrlScan};

use crate::exit::{At as _, Refusal, read_failed};

/// Octets of a file that is read whole.
const SMALL: u64 = 4 << 20;
/// Octets that are read at once.
const CHUNK: usize = 256 << 10;
/// Octets of a line of PEM at most.
const MAX_LINE: u64 = 64 << 10;

/// What a file of CRLs gave.
pub(super) enum Lists {
    /// All that it holds.
    Whole(Vec<Crl>),
    /// What it says of the certificates that were asked about.
    Scanned(Box<Crl>),
}

/// Reads the CRLs of a file, for these certificates where it is large.
pub(super) fn read(
    mut file: File,
    name: &str,
    certificates: &[Certificate],
) -> Result<Lists, Refusal> {
    let failed = |error: io::Error| read_failed(&error, name);
    let mut head = Vec::new();
    file.by_ref()
        .take(SMALL + 1)
        .read_to_end(&mut head)
        .map_err(failed)?;
    if head.len() as u64 <= SMALL {
        return Crl::read_bundle(&head).map(Lists::Whole).at(name);
    }
    let binary = head.first() == Some(&0x30);
    drop(head);
    file.rewind().map_err(failed)?;
    let scanned = if binary {
        Crl::scan(file, certificates).map_err(failed)?.at(name)?
    } else {
        scan_pem(BufReader::with_capacity(CHUNK, file), certificates, name)?
    };
    Ok(Lists::Scanned(Box::new(scanned)))
}

/// Scans the first block of a PEM file.
fn scan_pem(
    mut text: impl BufRead,
    certificates: &[Certificate],
    name: &str,
) -> Result<Crl, Refusal> {
    let broken = || Refusal::new(ErrorCode::InvalidPem, "CRL: broken PEM").at(name);
    let mut scan = CrlScan::of(certificates);
    let (mut line, mut digits, mut inside) = (Vec::new(), Vec::new(), false);
    loop {
        line.clear();
        let read = text.by_ref().take(MAX_LINE).read_until(b'\n', &mut line);
        if read.map_err(|error| read_failed(&error, name))? == 0 {
            return Err(broken());
        }
        let content = line.trim_ascii();
        match content.strip_prefix(b"-----") {
            Some(b"BEGIN X509 CRL-----") if !inside => inside = true,
            Some(b"END X509 CRL-----") if inside => break,
            Some(_) if inside => return Err(broken()),
            None if inside => {
                digits.extend_from_slice(content);
                let whole = digits.len() - digits.len() % 4;
                take(&mut scan, &digits.drain(..whole).collect::<Vec<u8>>(), name)?;
            }
            _ => {}
        }
    }
    if !digits.is_empty() {
        return Err(broken());
    }
    scan.finish().at(name)
}

fn take(scan: &mut CrlScan, digits: &[u8], name: &str) -> Result<(), Refusal> {
    let wrong = || Refusal::new(ErrorCode::InvalidBase64, "CRL is not base64").at(name);
    let text = str::from_utf8(digits).map_err(|_| wrong())?;
    let octets = Base64::decode_vec(text).map_err(|_| wrong())?;
    scan.update(&octets).at(name)
}
