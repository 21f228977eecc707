// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages within messages: every order, every cutting, and what must not come through.

mod signed_support;

use std::convert::Infallible;
use std::io::{Read as _, Write as _};
use std::path::Path;

use gostseal::armor::{Armor, Form};
use gostseal::envelope::{CertificateId, Recipient, SealOptions, Writer};
use gostseal::keys::{Decapsulator, PrivateKey};
use gostseal::layers::{Compressor, Content, Layer, LayerError, Layers, Limits, Reader, Unwrapped};
use gostseal::signed::{SignOptions, SignedData, SignedError, Verifier, sign};
use gostseal::trust::{Certificate, Trust};
use gostseal::{ErrorCode, FormatError};
use rand_core::{TryCryptoRng, TryRng};
use signed_support::{read, vectors};

/// A random source that repeats itself: SplitMix64.
struct TestRng(u64);

impl TryRng for TestRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.try_next_u64()? as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Ok(z ^ (z >> 31))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for octet in out {
            *octet = self.try_next_u64()? as u8;
        }
        Ok(())
    }
}

impl TryCryptoRng for TestRng {}

struct Owner {
    key: PrivateKey,
    certificate: Certificate,
}

impl Owner {
    fn load() -> Self {
        let file = |name: &str| read(&vectors().join("interop/synthetic/keys").join(name));
        Self {
            key: PrivateKey::from_pem_or_der(&file("s_r256.p8.der")).unwrap(),
            certificate: Certificate::from_der(&file("s_r256.cert.der")).unwrap(),
        }
    }

    fn seal(&self, content: &[u8], form: Form) -> Vec<u8> {
        let id = CertificateId::of(&self.certificate);
        assert!(id.subject_key_id.is_some() || !id.serial.is_empty());
        let key = self.certificate.public_key().unwrap();
        let recipients = [Recipient::from_certificate(&self.certificate, &key).unwrap()];
        let options = SealOptions::default();
        let writer = Writer::new(Vec::new(), &recipients, &options, &mut TestRng(1)).unwrap();
        let mut writer = writer.form(form);
        writer.write_all(content).unwrap();
        writer.finish().unwrap()
    }

    fn sign(&self, content: &[u8], options: &SignOptions<'_>) -> Vec<u8> {
        sign(content, &self.key, &self.certificate, options).unwrap()
    }

    /// Whether all signatures of a layer are good.
    fn judges_good(&self, layer: &Layer) -> bool {
        let Layer::Signed(signed) = layer else {
            panic!("{layer:?}");
        };
        let pinned = self.key.public_key().prepare();
        let examined = signed.examine(&Verifier::new(Trust::Pinned(&pinned)));
        examined.is_ok_and(|examined| examined.require_trust().is_ok())
    }
}

fn compress(content: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(None);
    let mut message = Vec::new();
    for piece in content.chunks(1000) {
        compressor.update(piece, &mut message);
    }
    compressor.finish(&mut message);
    message
}

fn armor(form: Form, message: &[u8]) -> Vec<u8> {
    let mut armor = Armor::new(form);
    let mut file = Vec::new();
    armor.update(message, &mut file);
    armor.finish(&mut file);
    file
}

/// What came out, and the end.
fn run<D: Decapsulator + Clone>(
    mut layers: Layers<D>,
    file: &[u8],
    chunk: usize,
) -> (Vec<u8>, Result<Unwrapped, LayerError>) {
    // More than this is never appended by one call: what is enough, and one piece.
    const MOST: usize = (64 << 10) + (32 << 10);
    let mut content = Vec::new();
    let mut out = Vec::new();
    for mut piece in file.chunks(chunk) {
        while !piece.is_empty() {
            let taken = layers.update(piece, &mut out);
            assert!(out.len() <= MOST);
            content.append(&mut out);
            match taken {
                Ok(taken) => piece = &piece[taken..],
                Err(error) => {
                    assert_eq!(
                        layers.update(b"x", &mut out),
                        Err(LayerError::AlreadyFinished)
                    );
                    return (content, Err(error));
                }
            }
        }
    }
    loop {
        let end = layers.finish(&mut out);
        assert!(out.len() <= MOST);
        content.append(&mut out);
        match end {
            Ok(None) => {}
            Ok(Some(unwrapped)) => {
                assert_eq!(unwrapped.content_len, content.len() as u64);
                assert!(layers.finish(&mut out).is_err());
                return (content, Ok(unwrapped));
            }
            Err(error) => return (content, Err(error)),
        }
    }
}

/// Opens at several chunk sizes, which must agree.
fn open(owner: &Owner, file: &[u8]) -> (Vec<u8>, Result<Unwrapped, LayerError>) {
    let (content, end) = run(Layers::new(&owner.key), file, usize::MAX);
    for chunk in [1, 7, 1023, 1024, 1025, 20_000] {
        let (other, other_end) = run(Layers::new(&owner.key), file, chunk);
        assert_eq!(other, content, "chunk {chunk}");
        match (&end, &other_end) {
            (Ok(one), Ok(other)) => assert_eq!(names(one), names(other)),
            (Err(one), Err(other)) => assert_eq!(one, other, "chunk {chunk}"),
            _ => panic!("chunk {chunk}: {end:?} {other_end:?}"),
        }
    }
    (content, end)
}

fn names(unwrapped: &Unwrapped) -> Vec<(&'static str, Form)> {
    unwrapped
        .layers
        .iter()
        .map(|layer| (layer.name(), layer.form()))
        .collect()
}

fn document(len: usize) -> Vec<u8> {
    let mut octets: Vec<u8> = (0..len).map(|i| ((i * i) >> 7) as u8).collect();
    octets[..4].copy_from_slice(b"PK\x03\x04");
    octets
}

#[test]
fn layers_in_every_order_open_one_through_the_other() {
    let owner = Owner::load();
    let document = document(100_000);
    let plain = SignOptions::default();
    let streamed = SignOptions {
        ber_indefinite: true,
        ..SignOptions::default()
    };
    // Signed in an envelope, compressed on the way, as RFC 8551 advises.
    let file = owner.seal(&compress(&owner.sign(&document, &plain)), Form::Binary);
    let (content, end) = open(&owner, &file);
    let unwrapped = end.unwrap();
    assert_eq!(content, document);
    assert_eq!(
        names(&unwrapped),
        [
            ("EnvelopedData", Form::Binary),
            ("CompressedData", Form::Binary),
            ("SignedData", Form::Binary)
        ]
    );
    assert_eq!(unwrapped.content, Content::Zip);
    assert!(owner.judges_good(&unwrapped.layers[2]));

    // An envelope in a signature in an envelope, each in another form.
    let inner = owner.seal(&document, Form::Smime);
    let signed = armor(Form::Base64, &owner.sign(&inner, &streamed));
    let file = owner.seal(&signed, Form::Pem);
    let (content, end) = open(&owner, &file);
    let unwrapped = end.unwrap();
    assert_eq!(content, document);
    assert_eq!(
        names(&unwrapped),
        [
            ("EnvelopedData", Form::Pem),
            ("SignedData", Form::Base64),
            ("EnvelopedData", Form::Smime)
        ]
    );
    assert!(owner.judges_good(&unwrapped.layers[1]));

    // Two signatures, one around the other.
    let file = owner.sign(&owner.sign(&document, &streamed), &plain);
    let (content, end) = open(&owner, &file);
    let unwrapped = end.unwrap();
    assert_eq!(content, document);
    assert!(
        unwrapped
            .layers
            .iter()
            .all(|layer| owner.judges_good(layer))
    );
}

#[test]
fn a_signature_over_altered_content_is_bad_at_the_end() {
    let owner = Owner::load();
    let document = document(5000);
    let mut file = owner.sign(&document, &SignOptions::default());
    let at = file
        .windows(4)
        .position(|octets| octets == b"PK\x03\x04")
        .unwrap();
    file[at + 2000] ^= 1;
    let (content, end) = open(&owner, &file);
    assert_ne!(content, document);
    let unwrapped = end.unwrap();
    assert!(!owner.judges_good(&unwrapped.layers[0]));
}

#[test]
fn signed_files_of_the_corpus_give_their_content_and_stay_verifiable() {
    let mut opened = 0;
    for folder in [
        "interop/openssl",
        "interop/bc",
        "interop/synthetic",
        "interop/rudonick",
    ] {
        for entry in std::fs::read_dir(vectors().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_file() || path.extension().is_some_and(|ext| ext == "json") {
                continue;
            }
            opened += u32::from(same_as_whole(&path));
        }
    }
    assert!(opened >= 15, "{opened}");
}

/// Compares with the reader that holds the whole message; whether the file is a SignedData.
fn same_as_whole(path: &Path) -> bool {
    let message = read(path);
    let Ok(data) = SignedData::parse(&message) else {
        return false;
    };
    let Ok(mut layers) = whole_layers(&message) else {
        panic!("{}", path.display());
    };
    let label = path.display();
    let (content, unwrapped) = layers.remove(0);
    let Some(Layer::Signed(signed)) = unwrapped.layers.first() else {
        panic!("{label}: {unwrapped:?}");
    };
    assert_eq!(signed.content_type(), data.content_type(), "{label}");
    assert_eq!(
        signed.content_len().is_none(),
        data.is_detached(),
        "{label}"
    );
    if unwrapped.layers.len() == 1 {
        assert_eq!(
            content,
            data.unverified_content().unwrap_or_default(),
            "{label}"
        );
    }
    let verifier = Verifier::new(Trust::None);
    match (verifier.examine(&message), signed.examine(&verifier)) {
        (Ok(whole), Ok(layer)) => {
            let verdicts = |examined: &gostseal::signed::Examined<'_>| {
                let signers = examined.signers().iter();
                signers
                    .map(|signer| signer.as_ref().map(|_| ()).map_err(SignedError::code))
                    .collect::<Vec<_>>()
            };
            assert_eq!(verdicts(&whole), verdicts(&layer), "{label}");
        }
        (Err(whole), Err(layer)) => assert_eq!(whole.code(), layer.code(), "{label}"),
        other => panic!("{label}: {other:?}"),
    }
    true
}

fn whole_layers(message: &[u8]) -> Result<Vec<(Vec<u8>, Unwrapped)>, LayerError> {
    let (content, end) = run(Layers::without_key(Limits::default()), message, 999);
    end.map(|unwrapped| vec![(content, unwrapped)])
}

/// `hello hello hello hello`, by Python's zlib at level 9, in DER by hand.
const HELLO: &[u8] = &[
    0x30, 0x46, 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x09, 0xa0,
    0x37, 0x30, 0x35, 0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
    0x01, 0x09, 0x10, 0x03, 0x08, 0x30, 0x21, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
    0x07, 0x01, 0xa0, 0x14, 0x04, 0x12, 0x78, 0xda, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40,
    0x27, 0x01, 0x68, 0x03, 0x08, 0xb1, 0x00, 0x00,
];

/// The sample, whose lengths leave room for two octets after the stream.
fn hello() -> Vec<u8> {
    let mut message = HELLO[..HELLO.len() - 2].to_vec();
    for at in [1, 16, 18, 38, 51, 53] {
        message[at] -= 2;
    }
    message
}

#[test]
fn compressed_data_of_another_maker_opens() {
    let owner = Owner::load();
    let (content, end) = open(&owner, &hello());
    assert_eq!(names(&end.unwrap()), [("CompressedData", Form::Binary)]);
    assert_eq!(content, b"hello hello hello hello");
    let code = |message: &[u8]| open(&owner, message).1.unwrap_err().code();
    assert_eq!(code(HELLO), ErrorCode::TrailingData);
    let mut other = hello();
    other[36] = 9;
    assert_eq!(code(&other), ErrorCode::UnsupportedAlgorithm);
    let mut damaged = hello();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(code(&damaged), ErrorCode::InvalidEncoding);
}

#[test]
fn truncation_at_every_octet_is_refused_in_the_layer_that_lacks_it() {
    let owner = Owner::load();
    let document = document(300);
    let file = owner.seal(
        &compress(&owner.sign(&document, &SignOptions::default())),
        Form::Binary,
    );
    for len in 0..file.len() {
        let (content, end) = run(Layers::new(&owner.key), &file[..len], usize::MAX);
        assert!(document.starts_with(&content), "{len}");
        let error = end.expect_err("truncated");
        let (other, other_end) = run(Layers::new(&owner.key), &file[..len], 13);
        assert_eq!((other, other_end.unwrap_err()), (content, error), "{len}");
    }
    for len in 0..hello().len() {
        let end = open(&owner, &hello()[..len]).1;
        assert_eq!(end.unwrap_err().code(), ErrorCode::Truncated, "{len}");
    }
}

#[test]
fn a_bomb_is_given_up_and_never_held() {
    let owner = Owner::load();
    let mut compressor = Compressor::new(None);
    let mut bomb = Vec::new();
    for _ in 0..300 {
        compressor.update(&[0; 1 << 20], &mut bomb);
    }
    compressor.finish(&mut bomb);
    assert!(bomb.len() < 1 << 20);
    for file in [
        bomb.clone(),
        compress(&bomb),
        owner.sign(&bomb, &SignOptions::default()),
    ] {
        let (content, end) = run(Layers::new(&owner.key), &file, usize::MAX);
        let error = end.unwrap_err();
        assert!(matches!(error, LayerError::Expansion { .. }), "{error:?}");
        assert_eq!(error.code(), ErrorCode::LimitExceeded);
        assert!(content.len() < 150 << 20);
    }
    let mut limits = Limits::default();
    limits.expansion = 2000;
    let (content, end) = run(Layers::with_limits(&owner.key, limits), &bomb, 5000);
    assert_eq!((content.len(), end.is_ok()), (300 << 20, true));
}

#[test]
fn layers_beyond_the_depth_are_content() {
    let owner = Owner::load();
    let mut message = hello();
    for _ in 0..9 {
        message = compress(&message);
    }
    let (content, end) = open(&owner, &message);
    let unwrapped = end.unwrap();
    assert_eq!(unwrapped.layers.len(), 8);
    assert!(content.starts_with(&[0x30, 0x80]));
    let mut limits = Limits::default();
    limits.depth = 1;
    let (content, _) = run(
        Layers::with_limits(&owner.key, limits),
        &compress(&hello()),
        9,
    );
    assert_eq!(content, hello());
}

#[test]
fn what_is_sealed_is_content_without_a_key() {
    let owner = Owner::load();
    let sealed = owner.seal(b"secret", Form::Pem);
    let (content, end) = run(
        Layers::without_key(Limits::default()),
        &compress(&sealed),
        100,
    );
    let unwrapped = end.unwrap();
    assert_eq!(content, sealed);
    assert_eq!(unwrapped.content, Content::Message);
    assert_eq!(names(&unwrapped), [("CompressedData", Form::Binary)]);
    let (_, end) = run(Layers::without_key(Limits::default()), &sealed, 100);
    assert_eq!(end.unwrap_err().code(), ErrorCode::UnsupportedContentType);
    // And another's key opens no layer.
    let other = PrivateKey::from_pem_or_der(&read(
        &vectors().join("interop/malformed/keys/m_r256.p8.der"),
    ))
    .unwrap();
    let (_, end) = run(Layers::new(&other), &compress(&sealed), 100);
    let error = end.unwrap_err();
    assert_eq!(error.layer(), 1);
    assert!(error.to_string().ends_with(", in layer 2"), "{error}");
}

#[test]
fn content_that_only_looks_like_text_passes() {
    let owner = Owner::load();
    for (content, kind) in [
        (&b""[..], Content::Empty),
        (b"x", Content::Text),
        (b"Content-Type: text/plain\r\n\r\nhello", Content::Text),
        (
            b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n",
            Content::Text,
        ),
        (b"MIIB", Content::Text),
        (
            b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
            Content::Text,
        ),
        (b"\xef\xbb\xbf<?xml version=\"1.0\"?><a/>", Content::Xml),
        (b"%PDF-1.7\n%\xff\xff", Content::Pdf),
        (b"PK\x05\x06", Content::Zip),
        (b"0\x03\x02\x01\x07", Content::Octets),
        (b"0\x80", Content::Octets),
        (b"\x00", Content::Octets),
    ] {
        let (out, end) = open(&owner, &compress(content));
        let unwrapped = end.unwrap_or_else(|error| panic!("{content:?}: {error}"));
        assert_eq!((&out[..], unwrapped.content), (content, kind));
        assert_eq!(unwrapped.layers.len(), 1);
    }
    // Long enough for every step of the decision.
    let text = b"A line of text.\n".repeat(1000);
    let (out, end) = open(&owner, &compress(&text));
    assert_eq!((out, end.unwrap().content), (text, Content::Text));
}

#[test]
fn what_is_no_message_is_refused() {
    let owner = Owner::load();
    for (file, code) in [
        (&b""[..], ErrorCode::Truncated),
        (b"\x30", ErrorCode::Truncated),
        (b"hello", ErrorCode::UnknownFormat),
        (b"\x30\x03\x02\x01\x07", ErrorCode::UnknownFormat),
        (b"\x04\x01\x07", ErrorCode::UnexpectedTag),
        (
            b"\x30\x88\x7f\xff\xff\xff\xff\xff\xff\xff\x06\x88\x7f\xff\xff\xff\xff\xff\xff\xff",
            ErrorCode::UnknownFormat,
        ),
        // AuthenticatedData, which nobody opens here.
        (
            b"\x30\x0f\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x02\xa0\x00",
            ErrorCode::UnsupportedContentType,
        ),
    ] {
        let error = open(&owner, file).1.unwrap_err();
        assert_eq!(error.code(), code, "{file:02x?}");
    }
    let declared = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x88\x7f\xff\xff\xff\xff\xff\xff\xff";
    let error = open(&owner, declared).1.unwrap_err();
    assert_eq!(error.code(), ErrorCode::LimitExceeded);
    assert!(matches!(
        error,
        LayerError::Format {
            error: FormatError::Parse(_),
            ..
        }
    ));
}

#[test]
fn a_detached_signature_ends_the_layers() {
    let owner = Owner::load();
    let options = SignOptions {
        detached: true,
        ..SignOptions::default()
    };
    let (content, end) = open(&owner, &compress(&owner.sign(b"elsewhere", &options)));
    let unwrapped = end.unwrap();
    assert!(content.is_empty());
    let Some(Layer::Signed(signed)) = unwrapped.layers.last() else {
        panic!("{unwrapped:?}");
    };
    assert_eq!(
        signed.examine(&Verifier::new(Trust::None)).unwrap_err(),
        SignedError::ContentRequired
    );
    // What is kept is the detached signature that it was.
    let verifier = Verifier::new(Trust::None).content(b"elsewhere");
    assert!(verifier.examine(signed.detached()).unwrap().signers()[0].is_ok());
}

/// Gives one octet at a time, and is interrupted before each.
struct Trickle<'a>(&'a [u8], bool);

impl std::io::Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        let len = self.0.len().min(1).min(out.len());
        out[..len].copy_from_slice(&self.0[..len]);
        self.0 = &self.0[len..];
        Ok(len)
    }
}

#[test]
fn a_reader_gives_the_content_and_then_the_layers() {
    let owner = Owner::load();
    let document = document(40_000);
    let file = owner.seal(&compress(&document), Form::Smime);
    let mut reader = Reader::new(Trickle(&file, false), Layers::new(&owner.key));
    let mut content = Vec::new();
    reader.read_to_end(&mut content).unwrap();
    assert_eq!(content, document);
    assert_eq!(reader.unwrapped().unwrap().layers.len(), 2);
    assert_eq!(reader.into_unwrapped().unwrap().content, Content::Zip);

    let mut reader = Reader::new(&file[..file.len() - 900], Layers::new(&owner.key));
    let mut content = Vec::new();
    let error = reader.read_to_end(&mut content).unwrap_err();
    assert!(document.starts_with(&content));
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<LayerError>());
    assert!(inner.is_some(), "{error:?}");
    assert!(reader.read(&mut [0; 10]).is_err());
}
