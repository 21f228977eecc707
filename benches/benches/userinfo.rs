// SPDX-License-Identifier: MIT OR Apache-2.0
//! The main job: a sealed user-info of 2 KiB of claims, from text to claims that a signature proves.
//!
//! One key agreement, one signature and the envelope each time; several user-infos take turns. Groups are named by the
//! form of the signature and the curve of both keys: `raw` is verified with the signer's prepared key, `cms` with the
//! certificate inside, for which a path to the anchors is built; `batch` opens them all in one call. Nobody else does
//! the whole.

use std::hint::black_box;

use criterion::{Throughput, criterion_group, criterion_main};
use gostseal::jose::Profile;
use gostseal::keys::PrivateKey;
use gostseal::signed::SignOptions;
use gostseal::trust::{Trust, TrustStore};
use gostseal::userinfo::{Open, Seal};
use gostseal::{Certificate, UnixTime};
use gostseal_benches::backend::Family;
use gostseal_benches::clock::{Bench, bench};

const CLAIMS: usize = 2048;

/// How many user-infos take turns.
const MESSAGES: usize = 16;

/// 2026-12-01T00:00:00Z, within the validity of the certificates.
const NOW: UnixTime = UnixTime(1_796_083_200);

struct Party {
    key: PrivateKey,
    certificate: Certificate,
}

/// Throw-away keys of the corpus.
macro_rules! party {
    ($name:literal) => {
        Party {
            key: PrivateKey::from_pem_or_der(include_bytes!(concat!(
                "../../vectors/interop/openssl/keys/",
                $name,
                ".p8.pem"
            )))
            .expect("a key"),
            certificate: Certificate::from_pem_or_der(include_bytes!(concat!(
                "../../vectors/interop/openssl/keys/",
                $name,
                ".cert.pem"
            )))
            .expect("a certificate"),
        }
    };
}

fn claims() -> String {
    let frame = r#"{"sub":"74","aud":"2233","iss":"http://bank/","name":""}"#;
    let filling = "x".repeat(CLAIMS - frame.len());
    frame.replace(r#""""#, &format!(r#""{filling}""#))
}

fn open(c: &mut Bench) {
    let claims = claims();
    let row = Family::Whole.row();
    for (curve, party) in [
        ("CryptoPro-A", party!("gost2012_256_XA")),
        ("CryptoPro-B", party!("gost2012_256_TCC")),
        ("256A", party!("gost2012_256_TCA")),
        ("512A", party!("gost2012_512_A")),
    ] {
        let signer = party.key.public_key().prepare();
        let store = TrustStore::from_iter([party.certificate.clone()]);
        let raw = Seal::new(&Profile::SBER, &party.key).to(&party.certificate);
        let cms = raw.clone().cms(&party.certificate, SignOptions::default());
        for (form, seal, trust) in [
            ("raw", raw, Trust::Pinned(&signer)),
            ("cms", cms, Trust::Anchors(&store)),
        ] {
            let mut texts = Vec::new();
            for _ in 0..MESSAGES {
                texts.push(seal.seal(claims.as_bytes()).expect("a user-info"));
            }
            let open = Open::new(trust).key(&party.key).at(NOW);
            let mut turn = texts.iter().cycle();
            let mut group = c.benchmark_group(format!("userinfo-{form}-{curve}"));
            group.throughput(Throughput::Elements(1));
            group.bench_function(&row, |b| {
                b.iter(|| {
                    let text = black_box(turn.next().expect("a cycle has no end"));
                    open.open(text).expect("the user-info opens")
                });
            });
            group.throughput(Throughput::Elements(MESSAGES as u64));
            group.bench_function(format!("{row}-batch"), |b| {
                b.iter(|| open.open_batch(black_box(&texts)));
            });
            group.finish();
        }
    }
}

criterion_group! {
    name = benches;
    config = bench();
    targets = open
}
criterion_main!(benches);
