// SPDX-License-Identifier: MIT OR Apache-2.0
//! The main job: a sealed user-info of 2 KiB of claims, from text to claims that a signature proves.
//!
//! One key agreement, one signature and the envelope each time. `pinned` verifies a raw signature with the signer's key,
//! `anchored` a CMS signature with the certificate inside, for which a path is built. Nobody else does the whole.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gostseal::jose::Profile;
use gostseal::keys::PrivateKey;
use gostseal::signed::SignOptions;
use gostseal::trust::{Trust, TrustStore};
use gostseal::userinfo::{Open, Seal};
use gostseal::{Certificate, UnixTime};

const CLAIMS: usize = 2048;

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

fn open(c: &mut Criterion) {
    let claims = claims();
    let mut group = c.benchmark_group("userinfo-open");
    group.throughput(Throughput::Bytes(CLAIMS as u64));
    for (curve, party) in [
        ("256A", party!("gost2012_256_TCA")),
        ("256-XchA", party!("gost2012_256_XA")),
        ("512A", party!("gost2012_512_A")),
    ] {
        let signer = party.key.public_key().prepare();
        let store = TrustStore::from_iter([party.certificate.clone()]);
        let raw = Seal::new(&Profile::SBER, &party.key).to(&party.certificate);
        let cms = raw.clone().cms(&party.certificate, SignOptions::default());
        for (form, seal, trust) in [
            ("pinned", raw, Trust::Pinned(&signer)),
            ("anchored", cms, Trust::Anchors(&store)),
        ] {
            let text = seal.seal(claims.as_bytes()).expect("a user-info");
            let open = Open::new(trust).key(&party.key).at(NOW);
            assert!(open.open(&text).is_ok(), "{curve} {form}");
            let id = BenchmarkId::new(format!("gostseal-portable-{form}-{curve}"), "2KiB");
            group.bench_function(id, |b| b.iter(|| open.open(black_box(&text))));
        }
    }
    group.finish();
}

criterion_group!(benches, open);
criterion_main!(benches);
