// SPDX-License-Identifier: MIT OR Apache-2.0
//! A progress bar on standard error, when that is a terminal and the work lasts over a second.

use std::io::{self, IsTerminal as _, Read};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

const PATIENCE: Duration = Duration::from_secs(1);

/// A reader that shows how far it is.
pub(crate) struct Watched<R> {
    inner: R,
    length: Option<u64>,
    read: u64,
    /// When reading began; `None` when nobody looks.
    began: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl<R: Read> Watched<R> {
    pub(crate) fn new(inner: R, length: Option<u64>) -> Self {
        let began = io::stderr().is_terminal().then(Instant::now);
        Self {
            inner,
            length,
            read: 0,
            began,
            bar: None,
        }
    }

    fn advance(&mut self, octets: u64) {
        self.read += octets;
        let Some(began) = self.began else { return };
        if self.bar.is_none() && began.elapsed() >= PATIENCE {
            self.bar = Some(bar(self.length));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.read);
        }
    }
}

fn bar(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
        ),
        None => (
            ProgressBar::no_length(),
            "{spinner} {bytes} {bytes_per_sec}",
        ),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let octets = self.inner.read(out)?;
        self.advance(octets as u64);
        Ok(octets)
    }
}

impl<R> Drop for Watched<R> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
