// SPDX-License-Identifier: MIT OR Apache-2.0
//! GOST R 34.11-94 by look-ups: four tables of 256 words, 4 KiB. **For public data only**, for the cache sees
//! the indices.
//!
//! The four encryptions of a step are computed side by side.

use super::super::boxes::Boxes;
use super::super::step::{self, Words};

/// The step function of RFC 5831, section 5, into `h`.
pub(super) fn compress(boxes: &Boxes, h: &mut Words, m: &Words) {
    let s = step::encrypt(h, &step::keys(h, m), |x| {
        x.map(|x| {
            let [x0, x1, x2, x3] = x.to_le_bytes().map(usize::from);
            let [t0, t1, t2, t3] = &boxes.lookup;
            t0[x0] ^ t1[x1] ^ t2[x2] ^ t3[x3]
        })
    });
    *h = step::mix(h, m, &s);
}
