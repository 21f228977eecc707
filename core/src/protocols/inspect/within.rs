// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is within a message: its content looked at in turn, layer by layer.
//!
//! Signed, compressed and digested contents are open to anyone; sealed ones are opened where a key is given. No
//! signature is judged, and what CFB deciphers nobody has authenticated.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::packing;
use super::report::{Kind, Node, Report};
use crate::keys::Decapsulator;
use crate::protocols::layers::{Layers, Limits};

/// Octets of one content that are looked at; a longer one is not.
const MAX_CONTENT: usize = 64 << 20;

/// Looks at a blob as [`inspect`](super::inspect) does, and into it: `depth` layers in all, of which 1 is the blob itself.
///
/// `holder` opens sealed layers; without it, and without a recipient for it, the report says that they are sealed. What is
/// within a layer is the last node of the layer's own, `within`.
pub fn inspect_within(input: &[u8], depth: u32, holder: Option<&dyn Decapsulator>) -> Report {
    let mut report = super::inspect(input);
    if depth > 1
        && let Some(node) = within(input, report.kind, depth, holder)
    {
        report.nodes.push(node);
    }
    report
}

fn within(input: &[u8], kind: Kind, depth: u32, holder: Option<&dyn Decapsulator>) -> Option<Node> {
    let ciphertext;
    let message = match kind {
        Kind::CmsCompressedData
        | Kind::CmsData
        | Kind::CmsDigestedData
        | Kind::CmsEncryptedData
        | Kind::CmsEnvelopedData
        | Kind::CmsSignedData => input,
        Kind::Jwe => {
            let text = core::str::from_utf8(input).ok()?;
            (ciphertext, _) = packing::base64(text.split('.').nth(3)?)?;
            &ciphertext
        }
        _ => return None,
    };
    let sealed = matches!(
        kind,
        Kind::CmsEncryptedData | Kind::CmsEnvelopedData | Kind::Jwe
    );
    if sealed && holder.is_none() {
        return Some(Node::new("within").remarked("sealed: a key is needed"));
    }
    let content = match open(message, holder) {
        Ok(content) => content,
        Err(why) => return Some(Node::new("within").remarked(why)),
    };
    let inner = inspect_within(&content, depth - 1, holder);
    let mut title = String::from(inner.kind.title());
    for packing in &inner.packing {
        title.push_str(", in ");
        title.push_str(packing);
    }
    let node = Node::text("within", title).containing(inner.nodes);
    Some(if sealed {
        node.remarked("deciphered; by whom it was made is not known")
    } else {
        node
    })
}

/// The content of one layer.
fn open(message: &[u8], holder: Option<&dyn Decapsulator>) -> Result<Vec<u8>, String> {
    let limits = Limits {
        depth: 1,
        ..Limits::default()
    };
    match holder {
        Some(holder) => run(Layers::with_limits(holder, limits), message),
        None => run(Layers::without_key(limits), message),
    }
}

fn run<D: Decapsulator + Clone>(mut layers: Layers<D>, message: &[u8]) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let mut rest = message;
    loop {
        let ended = if rest.is_empty() {
            layers.finish(&mut content).map(|done| done.is_some())
        } else {
            layers.update(rest, &mut content).map(|taken| {
                rest = rest.get(taken..).unwrap_or_default();
                false
            })
        };
        if content.len() > MAX_CONTENT {
            return Err(format!("longer than {MAX_CONTENT} octets, not looked at"));
        }
        match ended {
            Ok(true) => return Ok(content),
            Ok(false) => {}
            Err(error) => return Err(format!("not opened: {error}")),
        }
    }
}
