// SPDX-License-Identifier: MIT OR Apache-2.0
//! Making CompressedData ([RFC 3274]) piece by piece.
//!
//! [RFC 3274]: https://www.rfc-editor.org/rfc/rfc3274

use alloc::vec::Vec;

use crate::formats::ber::{Tag, write};
use crate::formats::zlib::Deflate;
use crate::formats::{Oid, oid};

/// Octets of one segment.
const SEGMENT: usize = 16 << 10;

/// Makes CompressedData of any size in flat memory: content in, BER of indefinite length out.
pub struct Compressor {
    deflate: Deflate,
    /// What stands before the content, until it has been given out.
    head: Vec<u8>,
    /// Compressed octets that fill no segment yet.
    octets: Vec<u8>,
}

impl Compressor {
    /// Begins a message. The type of the content is id-data when `None`.
    pub fn new(content_type: Option<Oid>) -> Self {
        let indefinite = |tag: Tag| [tag.0, 0x80];
        let mut algorithm = Vec::new();
        write::element(&mut algorithm, Tag::SEQUENCE, &oid::ZLIB_COMPRESS.to_der());
        let head = [
            &indefinite(Tag::SEQUENCE)[..],
            &oid::CT_COMPRESSED_DATA.to_der(),
            &indefinite(Tag::context(0)),
            &indefinite(Tag::SEQUENCE),
            // The version is always 0.
            &[Tag::INTEGER.0, 1, 0],
            &algorithm,
            &indefinite(Tag::SEQUENCE),
            &content_type.unwrap_or(oid::CT_DATA).to_der(),
            &indefinite(Tag::context(0)),
            &[0x24, 0x80],
        ]
        .concat();
        Self {
            deflate: Deflate::new(),
            head,
            octets: Vec::new(),
        }
    }

    /// Takes content, all of it, and appends what is finished of the message to `out`.
    pub fn update(&mut self, content: &[u8], out: &mut Vec<u8>) {
        out.append(&mut self.head);
        for piece in content.chunks(SEGMENT) {
            self.deflate.update(piece, &mut self.octets);
            self.write(SEGMENT, out);
        }
    }

    /// Appends the rest of the message to `out`. Nothing may follow.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.update(&[], out);
        self.deflate.finish(&mut self.octets);
        self.write(1, out);
        // The string, [0], encapContentInfo, CompressedData, [0], ContentInfo.
        out.extend_from_slice(&[0; 2 * 6]);
    }

    /// Writes segments while there are `least` octets for one.
    fn write(&mut self, least: usize, out: &mut Vec<u8>) {
        let mut written = 0;
        while self.octets.len() - written >= least {
            let rest = self.octets.get(written..).unwrap_or_default();
            let segment = rest.get(..SEGMENT).unwrap_or(rest);
            write::element(out, Tag::OCTET_STRING, segment);
            written += segment.len();
        }
        self.octets.drain(..written);
    }
}
