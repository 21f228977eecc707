// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why a signature that does not verify may not: the accidents that makers and carriers of signatures usually have.
//!
//! A signature is tried again with its integers in another order, over attributes in another order or with the tag that
//! they have in the message, over a reversed digest, with the other certificates at hand; the content in the forms that
//! text gets on its way, and under the other hash functions. What then fits is told ([`Accident`]). **Nothing of it makes
//! a bad signature good**: it is for people who look for the fault, and no verdict depends on it.
//!
//! Work is bounded: each form of the content is hashed at most three times for all signatures together, each signature
//! costs some hundred verifications at most.
//!
//! Not here: verdicts (`judge`).

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::fmt;

use base64ct::{Base64, Encoding};

use super::data::{SignedData, SignerInfo};
use super::judge::Pool;
use super::verifier::Verifier;
use super::{Certificate, SignedError};
use crate::formats::ber::Tag;
use crate::formats::{DigestAlgorithm, Oid, base64, oid};
use crate::keys::{KeyAlgorithm, PublicKey, Signature, SignatureOrder};
use crate::protocols::trust::Trust;

/// Certificates that a signature is tried with beside its own.
const MAX_OTHERS: usize = 16;
/// The orders other than the right one, and that one.
const ORDERS: [SignatureOrder; 4] = [
    SignatureOrder::SrBe,
    SignatureOrder::RsBe,
    SignatureOrder::RsLe,
    SignatureOrder::SrLe,
];

/// Something that went wrong where a signature was made or carried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Accident {
    /// The signature covers the content itself although there are signed attributes.
    AttributesNotSigned,
    /// The signature covers the attributes in sorted order, and they stand in another one.
    AttributesSorted,
    /// The signature covers the attributes with the tag `[0]`, which they have in the message, in place of SET.
    AttributesTagged,
    /// The integers of the signature stand in this order.
    ByteOrder(SignatureOrder),
    /// What was signed is the content in this form.
    Content(ContentForm),
    /// The content was hashed with another function than the one named.
    Digest {
        /// The function named.
        named: DigestAlgorithm,
        /// The function used.
        used: DigestAlgorithm,
    },
    /// digestAlgorithm names another function than the one that the signer's key is for.
    DigestIdentifier {
        /// What it names.
        named: Oid,
        /// The key of the signer.
        key: KeyAlgorithm,
    },
    /// The octets of a digest were taken in reverse order.
    DigestReversed,
    /// signatureAlgorithm names another algorithm than the signer's key has.
    KeyIdentifier {
        /// What it names.
        named: Oid,
        /// The key of the signer.
        key: KeyAlgorithm,
    },
    /// The signature is one of this certificate's key, not of the certificate that is named.
    OtherCertificate(Certificate),
}

/// A form that content gets on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentForm {
    /// Its base64.
    Base64,
    /// What its base64 stands for.
    Base64Decoded,
    /// Line ends LF in place of CR LF.
    CrLfToLf,
    /// Nothing at all.
    Empty,
    /// Its hexadecimal digits, small letters.
    Hex,
    /// What its hexadecimal digits stand for.
    HexDecoded,
    /// Line ends CR LF in place of LF.
    LfToCrLf,
    /// UTF-16LE in place of UTF-8.
    Utf16Le,
    /// UTF-8 in place of UTF-16LE.
    Utf8,
    /// With an LF at the end.
    WithLineEnd,
    /// With the byte order mark of UTF-8.
    WithMark,
    /// Without the LF or CR LF at its end.
    WithoutLineEnd,
    /// Without its byte order mark.
    WithoutMark,
}

impl ContentForm {
    /// Every form.
    pub const ALL: [Self; 13] = [
        Self::CrLfToLf,
        Self::LfToCrLf,
        Self::WithoutLineEnd,
        Self::WithLineEnd,
        Self::WithoutMark,
        Self::WithMark,
        Self::Utf16Le,
        Self::Utf8,
        Self::Base64,
        Self::Base64Decoded,
        Self::Hex,
        Self::HexDecoded,
        Self::Empty,
    ];

    /// The content in this form; `None` where that is the same, or where it has no such form.
    pub fn of(self, content: &[u8]) -> Option<Vec<u8>> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        let text = || core::str::from_utf8(content).ok();
        let changed = match self {
            Self::Base64 => Base64::encode_string(content).into_bytes(),
            Self::Base64Decoded => base64::decode(content, "content").ok()?.to_vec(),
            Self::CrLfToLf => replace_line_ends(content, b"\n"),
            Self::LfToCrLf => replace_line_ends(content, b"\r\n"),
            Self::Empty => Vec::new(),
            Self::Hex => {
                let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
                let digits = content.iter().flat_map(|octet| [octet >> 4, octet & 15]);
                digits.map(digit).collect::<String>().into_bytes()
            }
            Self::HexDecoded => unhex(content)?,
            Self::Utf16Le => text()?.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Utf8 => utf8_of(content)?,
            Self::WithLineEnd => [content, b"\n"].concat(),
            Self::WithMark => {
                text()?;
                [MARK, content].concat()
            }
            Self::WithoutLineEnd => {
                let less = content.strip_suffix(b"\n")?;
                less.strip_suffix(b"\r").unwrap_or(less).to_vec()
            }
            Self::WithoutMark => content
                .strip_prefix(MARK)
                .or_else(|| content.strip_prefix(b"\xff\xfe"))?
                .to_vec(),
        };
        (changed != content).then_some(changed)
    }
}

fn replace_line_ends(content: &[u8], end: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    for line in content.split_inclusive(|&octet| octet == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(text) => {
                out.extend_from_slice(text.strip_suffix(b"\r").unwrap_or(text));
                out.extend_from_slice(end);
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}

fn unhex(content: &[u8]) -> Option<Vec<u8>> {
    let digits = content
        .iter()
        .filter(|octet| !octet.is_ascii_whitespace())
        .map(|&octet| char::from(octet).to_digit(16).map(|value| value as u8))
        .collect::<Option<Vec<u8>>>()?;
    let whole = !digits.is_empty() && digits.len().is_multiple_of(2);
    whole.then(|| {
        digits
            .chunks_exact(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect()
    })
}

fn utf8_of(content: &[u8]) -> Option<Vec<u8>> {
    if !content.len().is_multiple_of(2) {
        return None;
    }
    let units = content
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    Some(text.ok()?.into_bytes())
}

impl Verifier<'_> {
    /// Looks for accidents behind the signatures of a message, as [`content`](Self::content) and
    /// [`certificates`](Self::certificates) say: a list for each signature, empty where nothing fits or the signature and
    /// its content are in order. Trust is not looked at; a pinned key is the signer's.
    ///
    /// # Errors
    /// When the message cannot be read, holds no signature, or comes without content.
    pub fn explain(&self, cms: &[u8]) -> Result<Vec<Vec<Accident>>, SignedError> {
        let data = SignedData::parse(cms)?;
        if data.signers.is_empty() {
            return Err(SignedError::NoSigners);
        }
        // Content that was given counts even where the message carries other.
        let content = match (self.content, &data.content) {
            (Some(given), _) => given,
            (None, Some(inside)) => inside,
            (None, None) => return Err(SignedError::ContentRequired),
        };
        let digests = FormDigests::new(content);
        let pool = Pool::new(self.certificates, &data.certificates);
        let explain = |info: &SignerInfo<'_>| {
            let key = match (self.trust, pool.find(&info.id)) {
                (Trust::Pinned(pinned), _) => Some(pinned.public_key().clone()),
                (_, Ok(certificate)) => certificate.public_key().ok(),
                (_, Err(_)) => None,
            };
            Explained::new(info, &digests, key.as_ref(), &pool.certificates).accidents
        };
        Ok(data.signers.iter().map(explain).collect())
    }
}

/// Looks for accidents behind a signature without any message around: r and s, read in `order`, over `content`.
///
/// Empty where nothing fits or the signature is good.
pub fn explain_raw(
    content: &[u8],
    signature: &[u8],
    order: SignatureOrder,
    key: &PublicKey,
) -> Vec<Accident> {
    let mut accidents = Vec::new();
    let named = DigestAlgorithm::of_key(key.algorithm());
    let directly = Directly {
        digests: &FormDigests::new(content),
        named,
        order,
    };
    if !directly.is_good(signature, key) {
        directly.explain(signature, key, &mut accidents);
    }
    accidents
}

/// Form and function, and the digest where there is such a form.
type KnownDigest = ((Option<ContentForm>, DigestAlgorithm), Option<Vec<u8>>);

/// The digests of the content in each form, each computed once.
struct FormDigests<'c> {
    content: &'c [u8],
    known: RefCell<Vec<KnownDigest>>,
}

impl<'c> FormDigests<'c> {
    fn new(content: &'c [u8]) -> Self {
        Self {
            content,
            known: RefCell::new(Vec::new()),
        }
    }

    /// The digest of the content in a form, `None`: as it is; nothing where it has no such form.
    fn of(&self, form: Option<ContentForm>, algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        let wanted = (form, algorithm);
        let known = self.known.borrow();
        if let Some((_, digest)) = known.iter().find(|(key, _)| *key == wanted) {
            return digest.clone();
        }
        drop(known);
        let digest = match form {
            None => Some(algorithm.digest(self.content)),
            Some(form) => form
                .of(self.content)
                .map(|octets| algorithm.digest(&octets)),
        };
        self.known.borrow_mut().push((wanted, digest.clone()));
        digest
    }

    /// The digest of the content as it is.
    fn plain(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        self.of(None, algorithm).unwrap_or_default()
    }
}

/// The accidents of one signature.
#[derive(Default)]
struct Explained {
    accidents: Vec<Accident>,
}

impl Explained {
    fn new(
        info: &SignerInfo<'_>,
        digests: &FormDigests<'_>,
        key: Option<&PublicKey>,
        certificates: &[Certificate],
    ) -> Self {
        let mut explained = Self::default();
        let named_digest = info.digest_algorithm.oid;
        let named_key = info.signature_algorithm.oid;
        if let Some(key) = key.map(PublicKey::algorithm) {
            if DigestAlgorithm::from_oid(named_digest) != Some(DigestAlgorithm::of_key(key)) {
                let named = named_digest;
                explained.note(Accident::DigestIdentifier { named, key });
            }
            let algorithm =
                KeyAlgorithm::from_oid(named_key).or(oid::signature_algorithm(named_key));
            if algorithm != Some(key) {
                let named = named_key;
                explained.note(Accident::KeyIdentifier { named, key });
            }
        }
        let digest = key.map(|key| DigestAlgorithm::of_key(key.algorithm()));
        let named = DigestAlgorithm::from_oid(named_digest).or(digest);
        let Some(named) = named else { return explained };
        if let Some(attributes) = &info.attributes {
            let mut values = attributes.values_of(oid::AA_MESSAGE_DIGEST);
            let stated = values
                .next()
                .and_then(|value| value.octets(Tag::OCTET_STRING, "messageDigest").ok());
            if let Some(stated) = stated {
                explained.content(digests, named, &stated);
            }
        }
        if let Some(key) = key {
            explained.signature(info, digests, (key, certificates));
        }
        explained
    }

    fn note(&mut self, accident: Accident) {
        if !self.accidents.contains(&accident) {
            self.accidents.push(accident);
        }
    }

    /// What the digest of the attributes is one of.
    fn content(&mut self, digests: &FormDigests<'_>, named: DigestAlgorithm, stated: &[u8]) {
        let reversed: Vec<u8> = stated.iter().rev().copied().collect();
        let others = [
            DigestAlgorithm::Streebog256,
            DigestAlgorithm::Streebog512,
            DigestAlgorithm::Gost94,
        ];
        let functions =
            || core::iter::once(named).chain(others.into_iter().filter(|f| *f != named));
        for form in core::iter::once(None).chain(ContentForm::ALL.into_iter().map(Some)) {
            for used in functions().filter(|used| used.octets() == stated.len()) {
                let Some(digest) = digests.of(form, used) else {
                    break;
                };
                let is_reversed = digest == reversed;
                if digest != stated && !is_reversed {
                    continue;
                }
                if let Some(form) = form {
                    self.note(Accident::Content(form));
                }
                if used != named {
                    self.note(Accident::Digest { named, used });
                }
                if is_reversed {
                    self.note(Accident::DigestReversed);
                }
                return;
            }
        }
    }

    /// What the signature is one over.
    fn signature(
        &mut self,
        info: &SignerInfo<'_>,
        digests: &FormDigests<'_>,
        (key, certificates): (&PublicKey, &[Certificate]),
    ) {
        // Whatever is named: keys sign no other.
        let named = DigestAlgorithm::of_key(key.algorithm());
        let order = SignatureOrder::SrBe;
        let directly = Directly {
            digests,
            named,
            order,
        };
        let Some(attributes) = &info.attributes else {
            if !directly.is_good(&info.signature, key) {
                directly.explain(&info.signature, key, &mut self.accidents);
                if self.accidents.is_empty() {
                    let digest = digests.plain(named);
                    self.other_certificate(&info.signature, &digest, (key, certificates));
                }
            }
            return;
        };
        let transmitted = attributes.as_transmitted();
        let mut tagged = transmitted.clone();
        if let Some(tag) = tagged.first_mut() {
            *tag = Tag::context(0).0;
        }
        let forms = [
            (None, transmitted),
            (Some(Accident::AttributesSorted), attributes.sorted()),
            (Some(Accident::AttributesTagged), tagged),
        ];
        for (accident, octets) in &forms {
            let digest = named.digest(octets);
            if let Some(found) = fits(&info.signature, &digest, order, key) {
                accident
                    .iter()
                    .cloned()
                    .chain(found)
                    .for_each(|a| self.note(a));
                return;
            }
        }
        if directly.is_good(&info.signature, key) {
            self.note(Accident::AttributesNotSigned);
            return;
        }
        let digest = forms.first().map(|(_, octets)| named.digest(octets));
        self.other_certificate(
            &info.signature,
            &digest.unwrap_or_default(),
            (key, certificates),
        );
    }

    /// Whose signature it is, when it is not the named signer's.
    fn other_certificate(
        &mut self,
        signature: &[u8],
        digest: &[u8],
        (own, certificates): (&PublicKey, &[Certificate]),
    ) {
        let Ok(signature) = Signature::from_bytes(SignatureOrder::SrBe, signature) else {
            return;
        };
        let found = certificates.iter().take(MAX_OTHERS).find(|certificate| {
            certificate.public_key().is_ok_and(|key| {
                key.algorithm() == own.algorithm() && key.verify_digest(digest, &signature).is_ok()
            })
        });
        if let Some(certificate) = found {
            self.note(Accident::OtherCertificate(certificate.clone()));
        }
    }
}

/// A signature over content without attributes.
struct Directly<'d> {
    digests: &'d FormDigests<'d>,
    named: DigestAlgorithm,
    order: SignatureOrder,
}

impl Directly<'_> {
    fn is_good(&self, signature: &[u8], key: &PublicKey) -> bool {
        Signature::from_bytes(self.order, signature).is_ok_and(|signature| {
            let digest = self.digests.plain(self.named);
            key.verify_digest(&digest, &signature).is_ok()
        })
    }

    fn explain(&self, signature: &[u8], key: &PublicKey, accidents: &mut Vec<Accident>) {
        let plain = self.digests.plain(self.named);
        if let Some(found) = fits(signature, &plain, self.order, key) {
            accidents.extend(found);
            return;
        }
        for form in ContentForm::ALL {
            let Some(digest) = self.digests.of(Some(form), self.named) else {
                continue;
            };
            if let Some(found) = fits(signature, &digest, self.order, key) {
                accidents.push(Accident::Content(form));
                accidents.extend(found);
                return;
            }
        }
    }
}

/// With which accidents a signature is one over `digest`: none where it is so without any.
fn fits(
    signature: &[u8],
    digest: &[u8],
    expected: SignatureOrder,
    key: &PublicKey,
) -> Option<Vec<Accident>> {
    let reversed: Vec<u8> = digest.iter().rev().copied().collect();
    let orders = core::iter::once(expected).chain(ORDERS.into_iter().filter(|o| *o != expected));
    for order in orders {
        let Ok(read) = Signature::from_bytes(order, signature) else {
            continue;
        };
        let ordered = if order == expected {
            Vec::new()
        } else {
            vec![Accident::ByteOrder(order)]
        };
        if key.verify_digest(digest, &read).is_ok() {
            return Some(ordered);
        }
        if key.verify_digest(&reversed, &read).is_ok() {
            return Some([ordered, vec![Accident::DigestReversed]].concat());
        }
    }
    None
}

impl fmt::Display for Accident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |oid: &Oid| {
            oid.name()
                .map_or_else(|| alloc::format!("{oid}"), String::from)
        };
        match self {
            Self::AttributesNotSigned => {
                f.write_str("the signature covers the content and not the signed attributes")
            }
            Self::AttributesSorted => {
                f.write_str("the signature covers the signed attributes in sorted order")
            }
            Self::AttributesTagged => f.write_str(
                "the signature covers the signed attributes with their tag [0] in place of SET",
            ),
            Self::ByteOrder(order) => {
                let order = match order {
                    SignatureOrder::SrBe => "s | r, big-endian",
                    SignatureOrder::RsBe => "r | s, big-endian",
                    SignatureOrder::RsLe => "r | s, little-endian",
                    SignatureOrder::SrLe => "s | r, little-endian",
                };
                write!(
                    f,
                    "the integers of the signature stand in the order {order}"
                )
            }
            Self::Content(form) => write!(f, "what was signed is {form}"),
            Self::Digest { named, used } => {
                let (named, used) = (name(&named.oid()), name(&used.oid()));
                write!(
                    f,
                    "the content was hashed with {used}, and {named} is named"
                )
            }
            Self::DigestIdentifier { named, key } => {
                let (named, key) = (name(named), name(&key.oid()));
                write!(
                    f,
                    "digestAlgorithm is {named}, which is not for the signer's key, {key}"
                )
            }
            Self::DigestReversed => f.write_str("a digest was taken with its octets reversed"),
            Self::KeyIdentifier { named, key } => {
                let (named, key) = (name(named), name(&key.oid()));
                write!(
                    f,
                    "signatureAlgorithm is {named}, and the signer's key is {key}"
                )
            }
            Self::OtherCertificate(certificate) => {
                let subject = certificate.subject();
                write!(
                    f,
                    "the signature is one of another certificate's key ({subject})"
                )
            }
        }
    }
}

impl fmt::Display for ContentForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base64 => "the base64 of the content",
            Self::Base64Decoded => "what the base64 of the content stands for",
            Self::CrLfToLf => "the content with line ends LF in place of CR LF",
            Self::Empty => "nothing: the digest of no octets",
            Self::Hex => "the hexadecimal digits of the content",
            Self::HexDecoded => "what the hexadecimal digits of the content stand for",
            Self::LfToCrLf => "the content with line ends CR LF in place of LF",
            Self::Utf16Le => "the content in UTF-16LE in place of UTF-8",
            Self::Utf8 => "the content in UTF-8 in place of UTF-16LE",
            Self::WithLineEnd => "the content with a line end after it",
            Self::WithMark => "the content with a byte order mark before it",
            Self::WithoutLineEnd => "the content without the line end after it",
            Self::WithoutMark => "the content without its byte order mark",
        })
    }
}
