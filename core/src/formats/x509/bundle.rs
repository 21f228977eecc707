// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files that hold several certificates: PEM with many blocks, and certs-only CMS (`.p7b`).
//!
//! Source of the latter: [RFC 5652, section 5.1], [RFC 5751, section 3.7]. BER is read; the certificates inside must
//! be DER. Blocks that hold no certificate (CRLs, keys, requests) are passed over. Signatures inside the CMS are not
//! looked at: a certs-only message has none.
//!
//! [RFC 5652, section 5.1]: https://www.rfc-editor.org/rfc/rfc5652#section-5.1
//! [RFC 5751, section 3.7]: https://www.rfc-editor.org/rfc/rfc5751#section-3.7

use alloc::vec::Vec;

use super::Certificate;
use crate::formats::ber::{Cursor, Rules, Tag};
use crate::formats::pem::{Label, MAX_BLOCKS};
use crate::formats::text::decode_any;
use crate::formats::{ParseError, ParseErrorKind, oid};

impl Certificate {
    /// Reads every certificate of a file: PEM blocks, one DER certificate, or the certificates of a CMS SignedData.
    ///
    /// # Errors
    /// One certificate that cannot be read fails the whole; so does a file without any.
    pub fn read_bundle(input: &[u8]) -> Result<Vec<Self>, ParseError> {
        const WHAT: &str = "certificates";
        let mut certificates = Vec::new();
        for encoded in decode_any(input, WHAT)? {
            match encoded.label() {
                Some(Label::Certificate) => certificates.push(Self::from_der(&encoded)?),
                Some(Label::Cms) => read_cms(&encoded, &mut certificates)?,
                None if is_content_info(&encoded) => read_cms(&encoded, &mut certificates)?,
                None => certificates.push(Self::from_der(&encoded)?),
                Some(_) => {}
            }
        }
        if certificates.is_empty() {
            return Err(ParseError::new(ParseErrorKind::MissingField, 0, WHAT));
        }
        Ok(certificates)
    }
}

/// Whether a structure begins with an OBJECT IDENTIFIER, as ContentInfo does and a certificate does not.
fn is_content_info(der: &[u8]) -> bool {
    const WHAT: &str = "ContentInfo";
    let probe = || {
        Cursor::new(der, Rules::Ber)
            .required(WHAT)?
            .children(WHAT)?
            .required(WHAT)?
            .oid(WHAT)
    };
    probe().is_ok()
}

/// ```text
/// ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }
/// SignedData ::= SEQUENCE { version INTEGER, digestAlgorithms SET, encapContentInfo SEQUENCE,
///     certificates [0] IMPLICIT SET OF CHOICE OPTIONAL, crls [1] IMPLICIT SET OPTIONAL, signerInfos SET }
/// ```
fn read_cms(ber: &[u8], certificates: &mut Vec<Certificate>) -> Result<(), ParseError> {
    const WHAT: &str = "SignedData";
    let mut content_info = Cursor::single(ber, Rules::Ber, WHAT)?.children(WHAT)?;
    let content_type = content_info.required("contentType")?;
    if content_type.oid("contentType")? != oid::CT_SIGNED_DATA {
        return Err(content_type.error(ParseErrorKind::Value, "contentType"));
    }
    let mut explicit = content_info.expect(Tag::context(0), WHAT)?.children(WHAT)?;
    content_info.end(WHAT)?;
    let mut fields = explicit.expect(Tag::SEQUENCE, WHAT)?.children(WHAT)?;
    explicit.end(WHAT)?;
    fields.expect(Tag::INTEGER, "SignedData.version")?;
    fields.expect(Tag::SET, "digestAlgorithms")?;
    fields.expect(Tag::SEQUENCE, "encapContentInfo")?;
    let Some(set) = fields.optional(Tag::context(0), "certificates")? else {
        return Ok(());
    };
    let mut items = set.children("certificates")?;
    while let Some(item) = items.next("certificates")? {
        // Attribute certificates and other formats have context tags.
        if item.tag != Tag::SEQUENCE {
            continue;
        }
        if certificates.len() == MAX_BLOCKS {
            return Err(item.error(ParseErrorKind::LimitExceeded, "certificates"));
        }
        certificates.push(Certificate::from_der(item.raw)?);
    }
    Ok(())
}
