// SPDX-License-Identifier: MIT OR Apache-2.0
//! Envelopes in an asynchronous program: the openers and sealers do no input or output and wait for nothing, so whoever
//! awaits the octets drives them.
//!
//! Two tasks on one thread, a sealer and an opener, with a pipe of 1 KiB between them: if either blocked, the other
//! would never run, and the program would not end. Run by `cargo run --example open_async`.

use std::error::Error;

use getrandom::SysRng;
use gostseal::armor::{Armor, Form};
use gostseal::envelope::{FileOpener, Recipient, SealOptions, Sealer, Summary};
use gostseal::keys::{Decapsulator, KeyAlgorithm, ParamSet, PrivateKey, PublicKey, RecipientId};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Octets of the document: 16 MiB.
const SIZE: usize = 16 << 20;

type Failure = Box<dyn Error + Send + Sync>;

/// Opens what comes from `sealed` and writes the plaintext to `plain`, in flat memory.
///
/// **What is written before this returns is only a beginning of the document**, and nothing proves who made it.
async fn open<D: Decapsulator>(
    mut sealed: impl AsyncRead + Unpin,
    mut plain: impl AsyncWrite + Unpin,
    key: D,
) -> Result<Summary, Failure> {
    let mut opener = FileOpener::new(key);
    let mut chunk = vec![0; 64 << 10];
    let mut out = Vec::new();
    loop {
        let count = sealed.read(&mut chunk).await?;
        let summary = match chunk.get(..count) {
            Some([]) | None => Some(opener.finish(&mut out)?),
            Some(octets) => {
                opener.update(octets, &mut out)?;
                None
            }
        };
        plain.write_all(&out).await?;
        out.clear();
        if let Some(summary) = summary {
            plain.flush().await?;
            return Ok(summary);
        }
    }
}

/// Seals what comes from `plain` for the owner of `key`, as PEM.
async fn seal(
    mut plain: impl AsyncRead + Unpin,
    mut sealed: impl AsyncWrite + Unpin,
    key: PublicKey,
) -> Result<(), Failure> {
    let recipient = Recipient::new(&key, RecipientId::SubjectKeyId(b"the recipient's"));
    let mut sealer = Sealer::new(&[recipient], &SealOptions::default(), &mut SysRng)?;
    let mut armor = Armor::new(Form::Pem);
    let mut chunk = vec![0; 64 << 10];
    let (mut message, mut out) = (Vec::new(), Vec::new());
    loop {
        let count = plain.read(&mut chunk).await?;
        match chunk.get(..count) {
            Some([]) | None => break,
            Some(octets) => sealer.update(octets, &mut message)?,
        }
        armor.update(&message, &mut out);
        message.clear();
        sealed.write_all(&out).await?;
        out.clear();
    }
    sealer.finish(&mut message)?;
    armor.update(&message, &mut out);
    armor.finish(&mut out);
    sealed.write_all(&out).await?;
    sealed.shutdown().await?;
    Ok(())
}

async fn both() -> Result<(), Failure> {
    let key = PrivateKey::generate(
        KeyAlgorithm::Gost2012_256,
        ParamSet::Tc26Gost3410_2012_256A,
        &mut SysRng,
    )?;
    let public = key.public_key().clone();
    let (sealed, opened) = tokio::io::duplex(1024);
    let (plain, mut result) = tokio::io::duplex(4096);
    let sealing = tokio::spawn(seal(
        tokio::io::repeat(0x5a).take(SIZE as u64),
        sealed,
        public,
    ));
    let opening = tokio::spawn(async move { open(opened, plain, &key).await });
    let mut octets = 0;
    let mut chunk = vec![0; 10_000];
    loop {
        let count = result.read(&mut chunk).await?;
        if count == 0 {
            break;
        }
        assert!(chunk.iter().take(count).all(|&octet| octet == 0x5a));
        octets += count;
    }
    sealing.await??;
    let summary = opening.await??;
    assert_eq!((octets, summary.content_len), (SIZE, SIZE as u64));
    println!("{octets} octets sealed and opened by two tasks on one thread");
    Ok(())
}

fn main() -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread()
        .build()?
        .block_on(both())
}
