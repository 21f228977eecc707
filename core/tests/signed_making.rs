// SPDX-License-Identifier: MIT OR Apache-2.0
//! Making signatures: in pieces, beside others, over others, with time stamps; by signers that are not this library's.

mod signed_support;

use std::cell::{Cell, RefCell};

use gostseal::keys::{KeyAlgorithm, KeyError, PublicKey, Signature, SignatureOrder, Signer};
use gostseal::signed::{
    AttributeOrder, BindingVerdict, CadesForm, ContentVerdict, DocumentSigner, ImprintVerdict,
    JudgedAt, PathVerdict, Preset, PushVerifier, RevocationPolicy, SignOptions, SignatureNaming,
    SignatureVerdict, SignedData, SignedError, SignerNaming, SigningStep, StreamSigner,
    TimeStampAuthority, TimeStampReq, TimeStampResp, TimeStamper, Transport, TransportFailed,
    Verifier, add_time_stamp, cosign, cosign_stamped, countersign, sign,
};
use gostseal::trust::{Trust, TrustStore};
use gostseal::{ErrorCode, Oid, UnixTime};
use num_bigint::BigUint;
use signed_support::{Family, Key, read, vectors};

const CONTENT: &[u8] = b"\xd0\xb4\xd0\xbe\xd0\xb3\xd0\xbe\xd0\xb2\xd0\xbe\xd1\x80 No 7";
/// 2026-11-21T23:22:20Z: the certificates of BouncyCastle are valid then, the one called expired is not.
const NOW: UnixTime = UnixTime(1_795_303_340);
const POLICY: Oid = Oid::new("1.2.643.2.2.38.4");

fn bc() -> Family {
    Family::keys("interop/bc")
}

fn root(family: &Family) -> TrustStore {
    [family.keys["root512A"].certificate.clone()]
        .into_iter()
        .collect()
}

/// Signs with the arithmetic of a textbook: affine points, big integers, nothing of this library.
struct Textbook {
    public: PublicKey,
    p: BigUint,
    a: BigUint,
    q: BigUint,
    base: (BigUint, BigUint),
    d: BigUint,
    octets: usize,
    signed: Cell<u32>,
}

impl Textbook {
    fn new(key: &Key) -> Self {
        let text = std::fs::read_to_string(vectors().join("curves.json")).unwrap();
        let curves: serde_json::Value = serde_json::from_str(&text).unwrap();
        let oid = key.param_set().oid().to_string();
        let curve = curves["cases"]
            .as_array()
            .unwrap()
            .iter()
            .find(|curve| curve["oid"] == oid.as_str())
            .unwrap_or_else(|| panic!("no curve {oid}"));
        let number = |field: &str| {
            let text = curve[field].as_str().unwrap();
            BigUint::parse_bytes(text.as_bytes(), 16).unwrap()
        };
        Self {
            public: key.public(),
            p: number("p"),
            a: number("a"),
            q: number("q"),
            base: (number("x"), number("y")),
            d: BigUint::from_bytes_be(key.private_be()),
            octets: key.private_be().len(),
            signed: Cell::new(0),
        }
    }

    fn inverse(&self, x: &BigUint) -> BigUint {
        x.modpow(&(&self.p - 2u32), &self.p)
    }

    /// Different points that are not opposite, or a point twice: all that a ladder from the top bit meets.
    fn add(&self, a: &(BigUint, BigUint), b: &(BigUint, BigUint)) -> (BigUint, BigUint) {
        let p = &self.p;
        let slope = if a == b {
            (&a.0 * &a.0 * 3u32 + &self.a) * self.inverse(&((&a.1 * 2u32) % p)) % p
        } else {
            let dx = (&b.0 + p - &a.0) % p;
            (&b.1 + p - &a.1) * self.inverse(&dx) % p
        };
        let x = (&slope * &slope + p + p - &a.0 - &b.0) % p;
        let y = (slope * (&a.0 + p - &x) + p - &a.1) % p;
        (x, y)
    }

    fn multiply(&self, k: &BigUint) -> (BigUint, BigUint) {
        let mut sum = self.base.clone();
        for bit in (0..k.bits() - 1).rev() {
            sum = self.add(&sum, &sum);
            if k.bit(bit) {
                sum = self.add(&sum, &self.base);
            }
        }
        sum
    }
}

impl Signer for Textbook {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign_digest(&self, digest: &[u8]) -> Result<Signature, KeyError> {
        self.signed.set(self.signed.get() + 1);
        let mut e = BigUint::from_bytes_le(digest) % &self.q;
        if e == BigUint::ZERO {
            e = BigUint::from(1u32);
        }
        // Good enough for a test, and for nothing else.
        let k = (&e * &self.d + 12_345u32) % &self.q;
        let r = self.multiply(&k).0 % &self.q;
        let s = (&r * &self.d + k * e) % &self.q;
        let mut octets = Vec::new();
        for number in [s, r] {
            let digits = number.to_bytes_be();
            octets.resize(octets.len() + self.octets - digits.len(), 0);
            octets.extend(digits);
        }
        Signature::from_bytes(SignatureOrder::SrBe, &octets)
    }
}

#[test]
fn a_signer_of_its_own_arithmetic_makes_every_kind_of_message() {
    let family = Family::keys("interop/openssl");
    for name in ["gost2001_XA", "gost2012_256_TCA", "gost2012_512_A"] {
        let key = &family.keys[name];
        let device = Textbook::new(key);
        let pinned = key.public().prepare();
        let verifier = Verifier::new(Trust::Pinned(&pinned));
        let options = SignOptions::preset(Preset::CryptoPro, NOW);
        let one = sign(CONTENT, &device, &key.certificate, &options).unwrap();
        let two = cosign(&one, None, &device, &key.certificate, &options).unwrap();
        let three = countersign(&two, 0, &device, &key.certificate, &options).unwrap();
        let mut four = Vec::new();
        let mut stream = StreamSigner::new(&device, &key.certificate, options).unwrap();
        CONTENT
            .chunks(3)
            .for_each(|piece| stream.update(piece, &mut four));
        stream.finish(&mut four).unwrap();
        assert_eq!(device.signed.get(), 4);
        for cms in [&one, &two, &three, &four] {
            let verified = verifier.verify(cms).unwrap();
            assert_eq!(verified.content(), Some(CONTENT), "{name}");
        }
        let report = verifier.report(&three).unwrap();
        let over: Vec<_> = report
            .signers()
            .iter()
            .flat_map(|signer| &signer.countersignatures)
            .collect();
        assert_eq!(over.len(), 1);
        assert_eq!(over[0].require_signature(), Ok(()));
    }
}

/// A cloud service that wants a code before it signs, and signs by other means than [`gostseal::signed::KeySigner`].
struct Cloud<'a> {
    device: Textbook,
    key: &'a Key,
    asked: RefCell<Vec<u8>>,
}

impl DocumentSigner for Cloud<'_> {
    type Pending = (u32, Vec<u8>);
    type Error = SignedError;

    fn begin(&self, document: &[u8]) -> Result<SigningStep<Self::Pending>, SignedError> {
        self.asked.borrow_mut().extend_from_slice(document);
        Ok(SigningStep::ConfirmationRequired((1, document.to_vec())))
    }

    fn resume(
        &self,
        (tries, document): Self::Pending,
    ) -> Result<SigningStep<Self::Pending>, SignedError> {
        if tries < 2 {
            return Ok(SigningStep::ConfirmationRequired((tries + 1, document)));
        }
        let options = SignOptions::preset(Preset::Bank, NOW);
        sign(&document, &self.device, &self.key.certificate, &options).map(SigningStep::Signed)
    }
}

#[test]
fn a_service_signs_after_a_confirmation() {
    fn drive<S: DocumentSigner<Error = SignedError>>(service: &S) -> (Vec<u8>, u32) {
        let mut step = service.begin(CONTENT).unwrap();
        let mut confirmations = 0;
        loop {
            match step {
                SigningStep::Signed(cms) => return (cms, confirmations),
                SigningStep::ConfirmationRequired(pending) => {
                    confirmations += 1;
                    step = service.resume(pending).unwrap();
                }
            }
        }
    }
    let family = Family::keys("interop/openssl");
    let key = &family.keys["gost2012_256_TCA"];
    let service = Cloud {
        device: Textbook::new(key),
        key,
        asked: RefCell::default(),
    };
    let (cms, confirmations) = drive(&service);
    assert_eq!(confirmations, 2);
    assert_eq!(*service.asked.borrow(), CONTENT);
    let pinned = key.public().prepare();
    let _ = Verifier::new(Trust::Pinned(&pinned))
        .content(CONTENT)
        .verify(&cms)
        .unwrap();
}

#[test]
fn any_division_of_the_content_gives_a_good_message() {
    let family = bc();
    let key = &family.keys["leaf512C"];
    let pinned = key.public().prepare();
    let private = key.private();
    let content = vec![0x5a; 5000];
    for detached in [false, true] {
        for chunk in [1, 7, 1023, 1024, 1025, 5000] {
            let options = SignOptions {
                detached,
                signing_time: Some(NOW),
                ..SignOptions::default()
            };
            let mut stream = StreamSigner::new(&private, &key.certificate, options).unwrap();
            let mut cms = Vec::new();
            for piece in content.chunks(chunk) {
                stream.update(piece, &mut cms);
                assert_eq!(cms.is_empty(), detached);
            }
            stream.finish(&mut cms).unwrap();
            let verifier = Verifier::new(Trust::Pinned(&pinned)).content(&content);
            let verified = verifier.verify(&cms).unwrap();
            assert_eq!(verified.content().is_none(), detached);
            assert_eq!(verified.signers()[0].attributes, AttributeOrder::Sorted);
            // What is written in pieces is read in pieces.
            if !detached {
                let mut push = PushVerifier::attached();
                let mut out = Vec::new();
                cms.iter()
                    .for_each(|octet| push.update(&[*octet], &mut out).unwrap());
                assert_eq!(out, content);
                let report = push.finish().unwrap().report(&verifier).unwrap();
                assert_eq!(report.require(RevocationPolicy::None), Ok(()));
            }
        }
    }
    // Nothing is content too.
    let stream = StreamSigner::new(&private, &key.certificate, SignOptions::default()).unwrap();
    let mut cms = Vec::new();
    stream.finish(&mut cms).unwrap();
    let verified = Verifier::new(Trust::Pinned(&pinned)).verify(&cms).unwrap();
    assert_eq!(verified.content(), Some(&b""[..]));
}

#[test]
fn presets_differ_in_form_and_hold_alike() {
    let family = bc();
    let key = &family.keys["leaf256CPA"];
    let pinned = key.public().prepare();
    for (preset, detached, indefinite) in [
        (Preset::CryptoPro, false, false),
        (Preset::Diadoc, true, false),
        (Preset::Tax, true, false),
        (Preset::Bank, true, true),
    ] {
        let options = SignOptions::preset(preset, NOW);
        let cms = sign(CONTENT, &key.private(), &key.certificate, &options).unwrap();
        assert_eq!(cms[1] == 0x80, indefinite, "{preset:?}");
        let data = SignedData::parse(&cms).unwrap();
        assert_eq!(data.is_detached(), detached, "{preset:?}");
        let report = Verifier::new(Trust::Pinned(&pinned))
            .content(CONTENT)
            .report(&cms)
            .unwrap();
        let signer = &report.signers()[0];
        assert_eq!(signer.form, CadesForm::Bes, "{preset:?}");
        assert_eq!(signer.binding, BindingVerdict::Bound, "{preset:?}");
        assert_eq!(signer.signing_time, Some(NOW), "{preset:?}");
        assert_eq!(signer.path, PathVerdict::PinnedKey, "{preset:?}");
    }
}

#[test]
fn both_ways_to_name_signer_and_algorithm_are_read() {
    let family = bc();
    for name in ["leaf256A", "leaf2001XA", "leaf512A"] {
        let key = &family.keys[name];
        let pinned = key.public().prepare();
        for signer_id in [SignerNaming::IssuerSerial, SignerNaming::SubjectKeyId] {
            for signature_algorithm in [SignatureNaming::Key, SignatureNaming::WithDigest] {
                let options = SignOptions {
                    signer_id,
                    signature_algorithm,
                    ..SignOptions::default()
                };
                let cms = sign(CONTENT, &key.private(), &key.certificate, &options).unwrap();
                let _ = Verifier::new(Trust::Pinned(&pinned)).verify(&cms).unwrap();
            }
        }
    }
}

/// Whether `part` stands in `whole`.
fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

/// The last `length` octets but `tail`: where the one SignerInfo of a message in DER stands.
fn signer_info(cms: &[u8]) -> Vec<u8> {
    // Longest suffix that is one SEQUENCE reaching to the end: found from the version and name of the signer.
    let at = (0..cms.len())
        .rev()
        .find(|&at| {
            cms[at..].starts_with(&[0x30, 0x82])
                && usize::from(cms[at + 2]) << 8 | usize::from(cms[at + 3]) == cms.len() - at - 4
                && cms[at + 4..].starts_with(&[2, 1])
        })
        .unwrap();
    cms[at..].to_vec()
}

#[test]
fn a_second_signature_disturbs_no_octet_of_the_first() {
    let family = bc();
    let (first, second) = (&family.keys["leaf256A"], &family.keys["leaf512A"]);
    let store = root(&family);
    let extra = [family.keys["int256A"].certificate.clone()];
    for detached in [false, true] {
        for ber_indefinite in [false, true] {
            let options = SignOptions {
                detached,
                ber_indefinite,
                signing_time: Some(NOW),
                ..SignOptions::default()
            };
            let one = sign(CONTENT, &first.private(), &first.certificate, &options).unwrap();
            let private = second.private();
            let add = |content| cosign(&one, content, &private, &second.certificate, &options);
            if detached {
                assert_eq!(add(None).unwrap_err(), SignedError::ContentRequired);
            }
            assert_eq!(
                add(Some(b"other")).unwrap_err(),
                SignedError::DigestMismatch
            );
            let two = add(detached.then_some(CONTENT)).unwrap();
            assert_eq!(two[1] == 0x80, ber_indefinite);
            let data = SignedData::parse(&two).unwrap();
            assert_eq!(data.signer_count(), 2);
            assert_eq!(data.unverified_certificates().len(), 2);
            if !ber_indefinite {
                assert!(contains(&two, &signer_info(&one)));
            }
            let verifier = Verifier::new(Trust::Anchors(&store))
                .certificates(&extra)
                .content(CONTENT)
                .at(NOW);
            let verified = verifier.verify(&two).unwrap();
            let signers: Vec<_> = verified
                .signers()
                .iter()
                .filter_map(|signer| signer.certificate.as_ref())
                .collect();
            assert!(signers.contains(&&first.certificate));
            assert!(signers.contains(&&second.certificate));
        }
    }
}

#[test]
fn foreign_messages_are_signed_beside() {
    let folder = vectors().join("interop");
    let family = bc();
    let key = &family.keys["leaf256CPA"];
    for (name, content) in [
        ("openssl/sig_512_stream.ber", None),
        ("bc/bc_sig_two.p7s", None),
        ("bc/bc_sig_2001XA_stream.p7s", None),
        ("bc/bc_sig_512C_ski.p7s", Some(10)),
    ] {
        let cms = read(&folder.join(name));
        let before = SignedData::parse(&cms).unwrap().signer_count();
        let given: Option<Vec<u8>> = content.map(|_| {
            let family = Family::load("interop/bc");
            let case = family
                .cases
                .iter()
                .find(|case| case.id == "bc_sig_512C_ski");
            let octets = signed_support::hex(case.unwrap().text("plaintext"));
            family.cases.iter().for_each(signed_support::Case::skip);
            octets
        });
        let options = SignOptions::preset(Preset::CryptoPro, NOW);
        let more = cosign(
            &cms,
            given.as_deref(),
            &key.private(),
            &key.certificate,
            &options,
        )
        .unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut verifier = Verifier::new(Trust::None);
        if let Some(given) = &given {
            verifier = verifier.content(given);
        }
        let report = verifier.report(&more).unwrap();
        assert_eq!(report.signers().len(), before + 1, "{name}");
        for signer in report.signers() {
            assert_eq!(signer.require_signature(), Ok(()), "{name}");
        }
    }
}

#[test]
fn a_countersignature_is_over_the_signature_and_disturbs_nothing() {
    let family = bc();
    let (author, notary) = (&family.keys["leaf256A"], &family.keys["leaf512C"]);
    let options = SignOptions::preset(Preset::CryptoPro, NOW);
    let one = sign(CONTENT, &author.private(), &author.certificate, &options).unwrap();
    let over = |cms: &[u8], index| {
        countersign(cms, index, &notary.private(), &notary.certificate, &options)
    };
    assert_eq!(over(&one, 1).unwrap_err(), SignedError::NoSuchSigner);
    let two = over(&one, 0).unwrap();
    let verifier = Verifier::new(Trust::None);
    let report = verifier.report(&two).unwrap();
    let [signer] = report.signers() else {
        panic!("one signer")
    };
    assert_eq!(signer.require_signature(), Ok(()));
    assert_eq!(signer.unsigned_fault, None);
    let [counter] = &signer.countersignatures[..] else {
        panic!("one countersignature")
    };
    assert_eq!(counter.require_signature(), Ok(()));
    assert_eq!(counter.content, ContentVerdict::Same);
    assert_eq!(counter.binding, BindingVerdict::Bound);
    assert_eq!(counter.certificate.as_ref(), Some(&notary.certificate));
    // A second one beside it.
    let three = over(&two, 0).unwrap();
    let report = verifier.report(&three).unwrap();
    assert_eq!(report.signers()[0].countersignatures.len(), 2);

    let mut forged = two.clone();
    // The last octet is the end of the countersignature's signature value.
    *forged.last_mut().unwrap() ^= 1;
    let report = verifier.report(&forged).unwrap();
    assert_eq!(report.signers()[0].require_signature(), Ok(()));
    assert_eq!(
        report.signers()[0].countersignatures[0].signature,
        SignatureVerdict::Bad
    );
}

/// An authority in the next room.
struct Room<'a> {
    authority: TimeStampAuthority<'a>,
    time: UnixTime,
    serial: Cell<u8>,
    spoil: fn(&mut Vec<u8>),
}

impl Transport for Room<'_> {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportFailed> {
        self.serial.set(self.serial.get() + 1);
        let response = self
            .authority
            .answer(request, &[self.serial.get()], self.time)
            .map_err(|_| TransportFailed)?;
        let mut octets = response.to_der();
        (self.spoil)(&mut octets);
        Ok(octets)
    }
}

/// Runs `test` with the authority of the corpus, whose clock shows `time`.
fn with_room<T>(family: &Family, time: UnixTime, test: impl FnOnce(&Room<'_>) -> T) -> T {
    let key = &family.keys["tsa"];
    let private = key.private();
    let authority = TimeStampAuthority::new(&private, &key.certificate, POLICY).unwrap();
    test(&Room {
        authority,
        time,
        serial: Cell::new(0),
        spoil: |_| {},
    })
}

#[test]
fn a_time_stamp_makes_a_cades_t_and_its_time_counts() {
    let family = bc();
    let key = &family.keys["leaf256A"];
    let store = root(&family);
    let extra = [family.keys["int256A"].certificate.clone()];
    let options = SignOptions::preset(Preset::Diadoc, NOW);
    with_room(&family, NOW, |room| {
        let trusting = Verifier::new(Trust::Anchors(&store))
            .certificates(&extra)
            .at(NOW);
        let stamper = TimeStamper::new(room)
            .policy(POLICY)
            .verifier(trusting, RevocationPolicy::SoftFail);
        let private = key.private();
        let mut streamed = Vec::new();
        let mut stream = StreamSigner::new(&private, &key.certificate, options).unwrap();
        stream.update(CONTENT, &mut streamed);
        stream.finish_stamped(&stamper, &mut streamed).unwrap();
        let plain = sign(CONTENT, &private, &key.certificate, &options).unwrap();
        let later = add_time_stamp(&plain, 0, &stamper).unwrap();
        let second = cosign_stamped(
            &plain,
            Some(CONTENT),
            &private,
            &key.certificate,
            &options,
            &stamper,
        )
        .unwrap();
        assert_eq!(room.serial.get(), 3);
        let report = trusting.content(CONTENT).report(&second).unwrap();
        let forms: Vec<_> = report.signers().iter().map(|signer| signer.form).collect();
        assert!(forms.contains(&CadesForm::T) && forms.contains(&CadesForm::Bes));
        for cms in [&streamed, &later] {
            let verifier = trusting.content(CONTENT);
            let report = verifier.report(cms).unwrap();
            let signer = &report.signers()[0];
            assert_eq!(signer.form, CadesForm::T);
            let [stamp] = &signer.time_stamps[..] else {
                panic!("one stamp")
            };
            assert_eq!(stamp.imprint, ImprintVerdict::Same);
            assert_eq!(stamp.require(RevocationPolicy::SoftFail), Ok(NOW));
            assert_eq!(signer.proved_time(RevocationPolicy::SoftFail), Some(NOW));
            // The stamp counts only when asked.
            let at = UnixTime(NOW.0 + 60);
            let by_clock = verifier.at(at).report(cms).unwrap();
            assert_eq!(by_clock.signers()[0].judged_at, JudgedAt::Given(at));
            let by_stamp = verifier
                .at(at)
                .trust_time_stamps(RevocationPolicy::SoftFail);
            let report = by_stamp.report(cms).unwrap();
            assert_eq!(report.signers()[0].judged_at, JudgedAt::TimeStamp(NOW));
            assert_eq!(report.require(RevocationPolicy::SoftFail), Ok(()));
            // An authority whose certificate is out of time proves nothing.
            let late = UnixTime(4_000_000_000);
            let report = by_stamp.at(late).report(cms).unwrap();
            assert_eq!(report.signers()[0].judged_at, JudgedAt::Given(late));
            assert!(report.require(RevocationPolicy::SoftFail).is_err());
        }
    });
}

#[test]
fn a_stamp_of_another_signature_proves_nothing() {
    let family = bc();
    let key = &family.keys["leaf256A"];
    let private = key.private();
    let options = SignOptions::preset(Preset::CryptoPro, NOW);
    let store = root(&family);
    let extra = [family.keys["int256A"].certificate.clone()];
    // A transport that answers every request with the first response: only the nonce tells.
    struct Replay<'a>(&'a Room<'a>, RefCell<Option<Vec<u8>>>);
    impl Transport for Replay<'_> {
        fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportFailed> {
            let mut first = self.1.borrow_mut();
            if first.is_none() {
                *first = Some(self.0.exchange(request)?);
            }
            first.clone().ok_or(TransportFailed)
        }
    }
    with_room(&family, NOW, |room| {
        let replay = Replay(room, RefCell::new(None));
        let trusting = Verifier::new(Trust::Anchors(&store))
            .certificates(&extra)
            .at(NOW);
        let stamper = TimeStamper::new(&replay).verifier(trusting, RevocationPolicy::None);
        let one = sign(CONTENT, &private, &key.certificate, &options).unwrap();
        assert!(add_time_stamp(&one, 0, &stamper).is_ok());
        assert_eq!(
            add_time_stamp(&one, 0, &stamper).unwrap_err(),
            SignedError::TimeStampMismatch
        );
        let other = sign(b"other", &private, &key.certificate, &options).unwrap();
        assert_eq!(
            add_time_stamp(&other, 0, &stamper).unwrap_err(),
            SignedError::TimeStampMismatch
        );
    });
}

#[test]
fn an_authority_that_nobody_trusts_or_that_refuses_is_told_apart() {
    let family = bc();
    let key = &family.keys["leaf256A"];
    let private = key.private();
    let options = SignOptions::default();
    let cms = sign(CONTENT, &private, &key.certificate, &options).unwrap();
    let nobody = TrustStore::new();
    let refusal = |transport: &dyn Transport, policy: Oid| {
        let verifier = Verifier::new(Trust::Anchors(&nobody)).at(NOW);
        let stamper = TimeStamper::new(transport)
            .policy(policy)
            .verifier(verifier, RevocationPolicy::None);
        add_time_stamp(&cms, 0, &stamper).unwrap_err().code()
    };
    struct Dead;
    impl Transport for Dead {
        fn exchange(&self, _: &[u8]) -> Result<Vec<u8>, TransportFailed> {
            Err(TransportFailed)
        }
    }
    assert_eq!(refusal(&Dead, POLICY), ErrorCode::TransportFailed);
    with_room(&family, NOW, |room| {
        assert_eq!(
            refusal(room, Oid::new("1.2.3")),
            ErrorCode::TimeStampRefused
        );
        assert_eq!(refusal(room, POLICY), ErrorCode::IssuerNotFound);
    });
    // A key that is not for time stamps.
    let authority = TimeStampAuthority::new(&private, &key.certificate, POLICY).unwrap();
    let room = Room {
        authority,
        time: NOW,
        serial: Cell::new(0),
        spoil: |_| {},
    };
    assert_eq!(refusal(&room, POLICY), ErrorCode::KeyUsageNotAllowed);
}

#[test]
fn no_flipped_octet_of_a_response_is_taken() {
    let family = bc();
    with_room(&family, NOW, |room| {
        let streebog = gostseal::signed::NamedHash::Gost(gostseal::DigestAlgorithm::Streebog256);
        let imprint = gostseal::signed::MessageImprint::of(streebog, CONTENT);
        let request = TimeStampReq::new(imprint).nonce(&[1, 2, 3, 4]);
        let store = root(&family);
        let extra = [family.keys["int256A"].certificate.clone()];
        let verifier = Verifier::new(Trust::Anchors(&store))
            .certificates(&extra)
            .at(NOW);
        let good = room.exchange(&request.to_der()).unwrap();
        assert!(TimeStampResp::from_der(&good).is_ok());
        let time = |octets: &[u8]| {
            let (_, verdicts) = verifier.time_stamp_response(&request, octets)?;
            verdicts.require(RevocationPolicy::None)
        };
        assert_eq!(time(&good), Ok(NOW));
        let mut taken = 0;
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            // Octets that nothing signs: the status, versions, algorithms listed ahead of their use.
            if let Ok(proved) = time(&bad) {
                assert_eq!(proved, NOW);
                taken += 1;
            }
        }
        assert!(taken < 16, "{taken}");
    });
}

#[test]
fn the_algorithm_of_the_key_chooses_the_digest() {
    let family = Family::keys("interop/openssl");
    for key in family.keys.values() {
        let cms = sign(
            CONTENT,
            &key.private(),
            &key.certificate,
            &SignOptions::default(),
        )
        .unwrap();
        let pinned = key.public().prepare();
        let verified = Verifier::new(Trust::Pinned(&pinned)).verify(&cms).unwrap();
        let expected = match key.public().algorithm() {
            KeyAlgorithm::Gost2001 => gostseal::DigestAlgorithm::Gost94,
            KeyAlgorithm::Gost2012_256 => gostseal::DigestAlgorithm::Streebog256,
            KeyAlgorithm::Gost2012_512 => gostseal::DigestAlgorithm::Streebog512,
        };
        assert_eq!(
            verified.signers()[0].digest_algorithm,
            expected,
            "{}",
            key.id
        );
    }
}
