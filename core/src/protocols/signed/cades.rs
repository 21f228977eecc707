// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the attributes of a signature prove beyond it: time stamps, embedded values, countersignatures
//! ([RFC 5126, sections 5 and 6], [ETSI EN 319 122-1], [RFC 3161], [RFC 5652, section 11.4]).
//!
//! What each time stamp is over, all octets as received:
//!
//! | attribute | input of the hash |
//! |---|---|
//! | contentTimeStamp (signed) | the content |
//! | signatureTimeStampToken | the octets of the signature, without tag and length |
//! | escTimeStamp | those; then attrType and attrValues of each signatureTimeStampToken, of completeCertificateReferences and of completeRevocationReferences |
//! | certCRLTimestamp | attrType and attrValues of both references |
//! | archiveTimestampV2 | encapContentInfo, detached content, certificates, crls, the fields of SignerInfo, unsignedAttrs without the archive time stamps that are not older |
//! | archiveTimestampV3 | eContentType, the digest of the content, the fields of SignerInfo before unsignedAttrs, the ATSHashIndex |
//!
//! An entry of an ATSHashIndex that nothing in the message has makes the stamp one of another message. What the index does
//! not name (added later) is not covered. The first archiveTimestamp has another, older definition and is not checked.
//!
//! A chain of stamps is judged from outside: the newest archive time stamp at the time given, each older one at the time that
//! the next newer one proves; then those over the references, those over the signature, and the signer last. A stamp that
//! proves nothing is passed over.
//!
//! A countersignature signs the octets of the signature above it. Three levels are judged.
//!
//! [RFC 5126, sections 5 and 6]: https://www.rfc-editor.org/rfc/rfc5126#section-5
//! [ETSI EN 319 122-1]: https://www.etsi.org/deliver/etsi_en/319100_319199/31912201/
//! [RFC 3161]: https://www.rfc-editor.org/rfc/rfc3161
//! [RFC 5652, section 11.4]: https://www.rfc-editor.org/rfc/rfc5652#section-11.4

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::SignedError;
use super::attributes::{UnsignedAttribute, read_unsigned};
use super::data::{RevocationInfos, SignedData, SignerInfo};
use super::digests::FinishedDigests;
use super::embedded::{EmbeddedValues, EvidenceReader, Sources, whole_response};
use super::judge::{Judge, Subject};
use super::report::{
    BindingVerdict, CadesForm, EvidenceVerdict, ImprintVerdict, JudgedAt, SignerVerdicts,
    TimeStampKind, TimeStampVerdicts,
};
use crate::formats::ber::{Tag, Tlv};
use crate::formats::cades::{
    HashIndex, OtherHash, RevocationRefs, RevocationValues, certificate_refs, certificate_values,
};
use crate::formats::der_writer::{self, element};
use crate::formats::tsp::{MessageImprint, TstInfo};
use crate::formats::{FormatError, Oid, ParseError, oid};
use crate::protocols::trust::{RevocationPolicy, Trust, Usage};

/// Countersignatures of countersignatures that are judged.
const MAX_COUNTER_DEPTH: u32 = 3;

/// A message whose signatures are judged with all that is around them.
pub(super) struct Message<'m> {
    pub(super) judge: Judge<'m>,
    pub(super) authorities: Trust<'m>,
    pub(super) evidence: Option<&'m dyn EvidenceReader>,
    pub(super) time_stamps: Option<RevocationPolicy>,
    pub(super) given_time: JudgedAt,
    pub(super) data: &'m SignedData<'m>,
    pub(super) digests: &'m FinishedDigests,
    /// The content, where it is at hand.
    pub(super) content: Option<&'m [u8]>,
}

/// The attributes of one signature and what they carry.
struct Around<'a> {
    unsigned: Vec<UnsignedAttribute<'a>>,
    certificate_values: Vec<&'a [u8]>,
    revocation_values: RevocationValues<'a>,
}

/// A time stamp that was read and not judged.
struct Stamp<'a> {
    kind: TimeStampKind,
    token: &'a [u8],
    data: Result<SignedData<'a>, SignedError>,
    info: Result<TstInfo, SignedError>,
}

impl<'m> Message<'m> {
    /// Judges one signature of the message.
    pub(super) fn signer(&self, info: &SignerInfo<'_>) -> SignerVerdicts {
        let subject = Subject::Content {
            digests: self.digests,
            octets: self.content,
        };
        self.judge_one(info, Some(self.data.content_type), &subject, 0)
    }

    fn judge_one(
        &self,
        info: &SignerInfo<'_>,
        content_type: Option<Oid>,
        subject: &Subject<'_>,
        depth: u32,
    ) -> SignerVerdicts {
        let mut verdicts = self.judge.signature(info, content_type, subject);
        let mut fault: Option<SignedError> = None;
        let around = Around::read(info, &mut fault);
        let infos = match self.data.revocation_infos() {
            Ok(infos) => infos,
            Err(e) => {
                fault.get_or_insert(e.into());
                RevocationInfos::default()
            }
        };
        verdicts.form = form(info, &around, verdicts.binding);
        verdicts.evidence = evidence(self.data, &around, &infos).unwrap_or_else(|e| {
            fault.get_or_insert(e.into());
            EvidenceVerdict::NotChecked(e.into())
        });

        let mut pool = self.judge.pool.clone();
        pool.extend(&around.certificate_values);
        let values = EmbeddedValues {
            crls: [&infos.crls[..], &around.revocation_values.crls].concat(),
            ocsp: around
                .revocation_values
                .ocsp
                .iter()
                .map(|&octets| Cow::Borrowed(octets))
                .chain(infos.ocsp.iter().cloned())
                .collect(),
            certificates: &pool.certificates,
        };
        let sources = Sources::new(self.judge.revocation, self.evidence, values);
        let judge = Judge {
            pool: &pool,
            revocation: &sources,
            ..self.judge
        };

        let stamps = self.stamps(info, &around, &mut fault);
        let at = self.time_stamps(
            &judge,
            info,
            &around,
            &infos,
            stamps,
            subject,
            &mut verdicts,
        );
        judge.path(at, &mut verdicts);

        for attribute in around.of(oid::AA_COUNTERSIGNATURE) {
            for value in &attribute.values {
                if depth == MAX_COUNTER_DEPTH {
                    let e = value.error(crate::ParseErrorKind::TooDeep, "countersignature");
                    fault.get_or_insert(e.into());
                    continue;
                }
                match SignerInfo::read(*value) {
                    Ok(counter) => {
                        let over = Subject::Signature(&info.signature);
                        let judged = self.judge_one(&counter, None, &over, depth + 1);
                        verdicts.countersignatures.push(judged);
                    }
                    Err(e) => {
                        fault.get_or_insert(e.into());
                    }
                }
            }
        }
        verdicts.unsigned_fault = fault;
        verdicts
    }

    /// The time stamps of a signature, in the order of the message: the signed one first.
    fn stamps<'a>(
        &self,
        info: &SignerInfo<'a>,
        around: &Around<'a>,
        fault: &mut Option<SignedError>,
    ) -> Vec<Stamp<'a>> {
        let mut stamps = Vec::new();
        if let Some(attributes) = &info.attributes {
            for value in attributes.values_of(oid::AA_CONTENT_TIME_STAMP) {
                stamps.push(Stamp::read(TimeStampKind::Content, &value));
            }
        }
        for attribute in &around.unsigned {
            let kind = match attribute.oid {
                oid::AA_SIGNATURE_TIME_STAMP => TimeStampKind::Signature,
                oid::AA_ESC_TIME_STAMP => TimeStampKind::Esc,
                oid::AA_CERT_CRL_TIME_STAMP => TimeStampKind::CertsCrls,
                oid::AA_ARCHIVE_TIME_STAMP_V2 => TimeStampKind::Archive,
                oid::AA_ARCHIVE_TIME_STAMP_V3 => TimeStampKind::ArchiveV3,
                oid::AA_ARCHIVE_TIME_STAMP => {
                    let e = FormatError::UnsupportedAlgorithm(attribute.oid);
                    fault.get_or_insert(e.into());
                    continue;
                }
                _ => continue,
            };
            for value in &attribute.values {
                stamps.push(Stamp::read(kind, value));
            }
        }
        stamps
    }

    /// Judges the time stamps, newest cover first, and says at which time the signer is to be judged.
    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one signature, each borrowed from its owner"
    )]
    fn time_stamps(
        &self,
        judge: &Judge<'_>,
        info: &SignerInfo<'_>,
        around: &Around<'_>,
        infos: &RevocationInfos<'_>,
        stamps: Vec<Stamp<'_>>,
        subject: &Subject<'_>,
        verdicts: &mut SignerVerdicts,
    ) -> JudgedAt {
        let mut order: Vec<usize> = (0..stamps.len()).collect();
        // Archive stamps from the newest to the oldest, then those over references, over the signature, over the content.
        order.sort_by_key(|&i| {
            let rank = match stamps[i].kind {
                TimeStampKind::Archive | TimeStampKind::ArchiveV3 => 0,
                TimeStampKind::Esc | TimeStampKind::CertsCrls => 1,
                TimeStampKind::Signature => 2,
                TimeStampKind::Content | TimeStampKind::Alone => 3,
            };
            let time = stamps[i].info.as_ref().map_or(i64::MIN, |info| info.time.0);
            (rank, core::cmp::Reverse(if rank == 0 { time } else { 0 }))
        });
        let mut results: Vec<Option<TimeStampVerdicts>> = stamps.iter().map(|_| None).collect();
        let mut at = self.given_time;
        let mut next = at;
        let mut rank_kind = None;
        for i in order {
            let stamp = &stamps[i];
            let archive = matches!(
                stamp.kind,
                TimeStampKind::Archive | TimeStampKind::ArchiveV3
            );
            // Stamps of one kind do not cover one another, archive stamps do.
            if archive || rank_kind != Some(stamp.kind) {
                at = next;
            }
            rank_kind = Some(stamp.kind);
            let imprint = match &stamp.info {
                Ok(stated) => {
                    let earlier = |token: &[u8]| {
                        stamps
                            .iter()
                            .find(|other| other.token == token)
                            .and_then(|other| other.info.as_ref().ok())
                            .is_some_and(|other| {
                                (other.time, other.nanos) < (stated.time, stated.nanos)
                            })
                    };
                    self.imprint(info, around, infos, stamp, stated, subject, &earlier)
                }
                Err(e) => ImprintVerdict::NotChecked(*e),
            };
            let verdict = TimeStampVerdicts {
                kind: stamp.kind,
                info: stamp.info.as_ref().ok().cloned(),
                imprint,
                token: self.token(judge, stamp, at),
            };
            if let Some(policy) = self.time_stamps
                && stamp.kind != TimeStampKind::Content
                && stamp.kind != TimeStampKind::CertsCrls
                && let Ok(time) = verdict.require(policy)
            {
                next = match next {
                    JudgedAt::TimeStamp(known) => JudgedAt::TimeStamp(known.min(time)),
                    _ => JudgedAt::TimeStamp(time),
                };
            }
            results[i] = Some(verdict);
        }
        verdicts.time_stamps = results.into_iter().flatten().collect();
        next
    }

    /// Judges the signature of a token.
    fn token(
        &self,
        judge: &Judge<'_>,
        stamp: &Stamp<'_>,
        at: JudgedAt,
    ) -> Result<Box<SignerVerdicts>, SignedError> {
        let data = stamp.data.as_ref().map_err(|e| *e)?;
        let mut pool = judge.pool.clone();
        pool.extend(&data.certificates);
        let judge = Judge {
            trust: self.authorities,
            at: match at {
                JudgedAt::NoTime => None,
                JudgedAt::Given(time) | JudgedAt::TimeStamp(time) => Some(time),
            },
            usage: Usage::TimeStamping,
            pool: &pool,
            ..*judge
        };
        judge_token(&judge, data, at).map(Box::new)
    }

    /// Whether a time stamp is over what its attribute says.
    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of one signature, each borrowed from its owner"
    )]
    fn imprint(
        &self,
        info: &SignerInfo<'_>,
        around: &Around<'_>,
        infos: &RevocationInfos<'_>,
        stamp: &Stamp<'_>,
        stated: &TstInfo,
        subject: &Subject<'_>,
        earlier: &dyn Fn(&[u8]) -> bool,
    ) -> ImprintVerdict {
        let hash = stated.imprint.hash();
        let mut parts: Vec<Cow<'_, [u8]>> = Vec::new();
        match stamp.kind {
            // A token that stands alone is compared by who gives it.
            TimeStampKind::Alone => {
                return ImprintVerdict::NotChecked(SignedError::ContentRequired);
            }
            TimeStampKind::Content => {
                return match subject.digest(hash) {
                    Some(digest) => compare(&stated.imprint, &digest),
                    None => ImprintVerdict::NotChecked(SignedError::ContentRequired),
                };
            }
            TimeStampKind::Signature => parts.push(Cow::Borrowed(&info.signature)),
            TimeStampKind::Esc => {
                parts.push(Cow::Borrowed(&info.signature));
                parts.extend(around.contents(oid::AA_SIGNATURE_TIME_STAMP));
                parts.extend(around.references());
            }
            TimeStampKind::CertsCrls => parts.extend(around.references()),
            TimeStampKind::Archive => {
                parts.push(Cow::Borrowed(self.data.encapsulated));
                match (&self.data.content, self.content) {
                    (Some(_), _) => {}
                    (None, Some(content)) => parts.push(Cow::Borrowed(content)),
                    (None, None) => {
                        return ImprintVerdict::NotChecked(SignedError::ContentRequired);
                    }
                }
                for set in [&self.data.certificate_set, &self.data.crl_set] {
                    parts.extend(set.iter().map(|tlv| Cow::Borrowed(tlv.raw)));
                }
                parts.push(Cow::Borrowed(info.fields));
                let covered: Vec<&[u8]> = around
                    .unsigned
                    .iter()
                    .filter(|attribute| {
                        !is_archive(attribute.oid)
                            || attribute.values.iter().all(|value| earlier(value.raw))
                    })
                    .map(|attribute| attribute.raw)
                    .collect();
                if !covered.is_empty() {
                    parts.push(Cow::Owned(element(Tag::context(1), &covered)));
                }
            }
            TimeStampKind::ArchiveV3 => {
                let index = match stamp.index() {
                    Ok(index) => index,
                    Err(e) => return ImprintVerdict::NotChecked(e),
                };
                if !index.is_covered(self.data, infos, around) {
                    return ImprintVerdict::Differs;
                }
                let Some(digest) = subject.digest(hash) else {
                    return ImprintVerdict::NotChecked(SignedError::ContentRequired);
                };
                parts.push(Cow::Owned(der_writer::oid(&self.data.content_type)));
                parts.push(digest);
                parts.push(Cow::Borrowed(info.fields));
                parts.push(Cow::Borrowed(index.index.raw));
            }
        }
        let parts: Vec<&[u8]> = parts.iter().map(|part| &**part).collect();
        compare(&stated.imprint, &hash.digest_parts(&parts))
    }
}

/// Judges the one signature of a token, its path at `at`. Attributes that are not signed are not looked at.
pub(super) fn judge_token(
    judge: &Judge<'_>,
    data: &SignedData<'_>,
    at: JudgedAt,
) -> Result<SignerVerdicts, SignedError> {
    let content = data
        .content
        .as_deref()
        .ok_or(SignedError::ContentRequired)?;
    let [info] = &data.signers[..] else {
        // RFC 3161 section 2.4.2: the token holds the signature of the authority and no other.
        return Err(if data.signers.is_empty() {
            SignedError::NoSigners
        } else {
            SignedError::TimeStampMismatch
        });
    };
    let mut digests = data.content_digests();
    digests.update(content);
    let digests = digests.finish();
    let subject = Subject::Content {
        digests: &digests,
        octets: Some(content),
    };
    let mut verdicts = judge.signature(info, Some(data.content_type), &subject);
    verdicts.form = match verdicts.binding {
        BindingVerdict::Absent => CadesForm::Cms,
        _ => CadesForm::Bes,
    };
    judge.path(at, &mut verdicts);
    Ok(verdicts)
}

/// Reads what a token states.
pub(super) fn token_info(data: &SignedData<'_>) -> Result<TstInfo, SignedError> {
    if data.content_type != oid::CT_TST_INFO {
        return Err(SignedError::UnsupportedContentType(data.content_type));
    }
    let content = data
        .content
        .as_deref()
        .ok_or(SignedError::ContentRequired)?;
    Ok(TstInfo::from_der(content)?)
}

fn compare(imprint: &MessageImprint, digest: &[u8]) -> ImprintVerdict {
    if imprint.digest() == digest {
        ImprintVerdict::Same
    } else {
        ImprintVerdict::Differs
    }
}

fn is_archive(name: Oid) -> bool {
    matches!(
        name,
        oid::AA_ARCHIVE_TIME_STAMP | oid::AA_ARCHIVE_TIME_STAMP_V2 | oid::AA_ARCHIVE_TIME_STAMP_V3
    )
}

impl<'a> Stamp<'a> {
    fn read(kind: TimeStampKind, value: &Tlv<'a>) -> Self {
        let data = SignedData::parse(value.raw);
        let info = match &data {
            Ok(data) => token_info(data),
            Err(e) => Err(*e),
        };
        Self {
            kind,
            token: value.raw,
            data,
            info,
        }
    }

    /// The index among the unsigned attributes of the token.
    fn index(&self) -> Result<Index<'_>, SignedError> {
        let data = self.data.as_ref().map_err(|e| *e)?;
        let unsigned = match data.signers.first().and_then(|info| info.unsigned.as_ref()) {
            Some(set) => read_unsigned(set)?,
            None => Vec::new(),
        };
        for attribute in unsigned {
            let by_value = match attribute.oid {
                oid::AA_ATS_HASH_INDEX => false,
                oid::AA_ATS_HASH_INDEX_V3 => true,
                _ => continue,
            };
            let [value] = &attribute.values[..] else {
                return Err(SignedError::TimeStampMismatch);
            };
            return Ok(Index {
                index: HashIndex::read(value)?,
                by_value,
            });
        }
        Err(SignedError::TimeStampMismatch)
    }
}

/// An index of hashes, and whether it hashes the values of attributes one by one (version 3) or whole attributes.
struct Index<'a> {
    index: HashIndex<'a>,
    by_value: bool,
}

impl Index<'_> {
    /// Whether all that the index names is there.
    fn is_covered(
        &self,
        data: &SignedData<'_>,
        infos: &RevocationInfos<'_>,
        around: &Around<'_>,
    ) -> bool {
        let hash = self.index.algorithm;
        let all_found = |wanted: &[Cow<'_, [u8]>], there: Vec<Vec<u8>>| {
            wanted
                .iter()
                .all(|wanted| there.iter().any(|known| **wanted == **known))
        };
        let digests = |list: &[&[u8]]| list.iter().map(|octets| hash.digest(octets)).collect();
        let attributes = around
            .unsigned
            .iter()
            .flat_map(|attribute| {
                if self.by_value {
                    attribute
                        .values
                        .iter()
                        .map(|value| hash.digest_parts(&[attribute.name, value.raw]))
                        .collect()
                } else {
                    vec![hash.digest(attribute.raw)]
                }
            })
            .collect();
        all_found(
            &self.index.certificates,
            digests(&data.certificate_choices()),
        ) && all_found(&self.index.crls, digests(&infos.all))
            && all_found(&self.index.attributes, attributes)
    }
}

impl<'a> Around<'a> {
    /// Reads the unsigned attributes. What cannot be read is left out, and the first fault noted.
    fn read(info: &SignerInfo<'a>, fault: &mut Option<SignedError>) -> Self {
        let mut around = Self {
            unsigned: Vec::new(),
            certificate_values: Vec::new(),
            revocation_values: RevocationValues::default(),
        };
        match info.unsigned.as_ref().map(read_unsigned) {
            Some(Ok(list)) => around.unsigned = list,
            Some(Err(e)) => {
                fault.get_or_insert(e.into());
            }
            None => {}
        }
        for attribute in &around.unsigned {
            for value in &attribute.values {
                let outcome = match attribute.oid {
                    oid::AA_CERTIFICATE_VALUES => {
                        certificate_values(value).map(|list| around.certificate_values.extend(list))
                    }
                    oid::AA_REVOCATION_VALUES => RevocationValues::read(value).map(|values| {
                        around.revocation_values.crls.extend(values.crls);
                        around.revocation_values.ocsp.extend(values.ocsp);
                    }),
                    _ => Ok(()),
                };
                if let Err(e) = outcome {
                    fault.get_or_insert(e.into());
                }
            }
        }
        around
    }

    fn of(&self, name: Oid) -> impl Iterator<Item = &UnsignedAttribute<'a>> {
        self.unsigned
            .iter()
            .filter(move |attribute| attribute.oid == name)
    }

    fn has(&self, name: Oid) -> bool {
        self.of(name).next().is_some()
    }

    /// attrType and attrValues of the attributes of a type.
    fn contents(&self, name: Oid) -> impl Iterator<Item = Cow<'a, [u8]>> {
        self.unsigned
            .iter()
            .filter(move |attribute| attribute.oid == name)
            .map(|attribute| Cow::Borrowed(attribute.content))
    }

    /// attrType and attrValues of both references.
    fn references(&self) -> impl Iterator<Item = Cow<'a, [u8]>> {
        self.contents(oid::AA_CERTIFICATE_REFS)
            .chain(self.contents(oid::AA_REVOCATION_REFS))
    }
}

/// The form that the attributes have.
fn form(info: &SignerInfo<'_>, around: &Around<'_>, binding: BindingVerdict) -> CadesForm {
    let signed = |name| {
        info.attributes
            .as_ref()
            .is_some_and(|attributes| attributes.contains(name))
    };
    let named = signed(oid::AA_SIGNING_CERTIFICATE) || signed(oid::AA_SIGNING_CERTIFICATE_V2);
    if !named || binding == BindingVerdict::Absent {
        return CadesForm::Cms;
    }
    let archive = around
        .unsigned
        .iter()
        .any(|attribute| is_archive(attribute.oid));
    let references = around.has(oid::AA_CERTIFICATE_REFS) && around.has(oid::AA_REVOCATION_REFS);
    let values = around.has(oid::AA_CERTIFICATE_VALUES) && around.has(oid::AA_REVOCATION_VALUES);
    match () {
        () if archive => CadesForm::A,
        () if !around.has(oid::AA_SIGNATURE_TIME_STAMP) => {
            if signed(oid::AA_SIGNATURE_POLICY) {
                CadesForm::Epes
            } else {
                CadesForm::Bes
            }
        }
        () if !references => CadesForm::T,
        () if !values => CadesForm::C,
        () if around.has(oid::AA_ESC_TIME_STAMP) => CadesForm::XLongType1,
        () if around.has(oid::AA_CERT_CRL_TIME_STAMP) => CadesForm::XLongType2,
        () => CadesForm::XLong,
    }
}

/// Whether every reference has its value in the attributes or in the message.
fn evidence(
    data: &SignedData<'_>,
    around: &Around<'_>,
    infos: &RevocationInfos<'_>,
) -> Result<EvidenceVerdict, ParseError> {
    let mut certificates: Vec<OtherHash<'_>> = Vec::new();
    for value in around.of(oid::AA_CERTIFICATE_REFS).flat_map(|a| &a.values) {
        certificates.extend(certificate_refs(value)?);
    }
    let mut revocation = RevocationRefs::default();
    for value in around.of(oid::AA_REVOCATION_REFS).flat_map(|a| &a.values) {
        let refs = RevocationRefs::read(value)?;
        revocation.crls.extend(refs.crls);
        revocation.ocsp.extend(refs.ocsp);
    }
    let has_references =
        around.has(oid::AA_CERTIFICATE_REFS) || around.has(oid::AA_REVOCATION_REFS);
    let has_values =
        around.has(oid::AA_CERTIFICATE_VALUES) || around.has(oid::AA_REVOCATION_VALUES);
    if !has_values {
        return Ok(if has_references {
            EvidenceVerdict::ReferencesOnly
        } else {
            EvidenceVerdict::Absent
        });
    }
    let known = around.certificate_values.iter().chain(&data.certificates);
    let known: Vec<&[u8]> = known.copied().collect();
    if !certificates
        .iter()
        .all(|wanted| known.iter().any(|octets| wanted.is_of(octets)))
    {
        return Ok(EvidenceVerdict::CertificateMissing);
    }
    let crls: Vec<&[u8]> = [&around.revocation_values.crls[..], &infos.crls].concat();
    // Some hash the BasicOCSPResponse that the values hold, some the OCSPResponse around it.
    let basic = around.revocation_values.ocsp.iter().copied();
    let basic = basic.chain(infos.ocsp.iter().map(|octets| &**octets));
    let ocsp: Vec<[Vec<u8>; 2]> = basic
        .map(|octets| [octets.to_vec(), whole_response(octets)])
        .collect();
    let crls_found = revocation
        .crls
        .iter()
        .all(|wanted| crls.iter().any(|octets| wanted.is_of(octets)));
    let ocsp_found = revocation
        .ocsp
        .iter()
        .all(|wanted| ocsp.iter().flatten().any(|octets| wanted.is_of(octets)));
    Ok(if crls_found && ocsp_found {
        EvidenceVerdict::Complete
    } else {
        EvidenceVerdict::RevocationMissing
    })
}
