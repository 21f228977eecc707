// SPDX-License-Identifier: MIT OR Apache-2.0
//! How far a long work is: a bar on standard error when that is a terminal and the work lasts over a second, or lines
//! of JSON for a program that watches.

use std::io::{self, IsTerminal as _, Read, Write as _};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// What lasts less is not worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// Time between two lines of JSON.
const INTERVAL: Duration = Duration::from_millis(500);

/// The option of a verb that may work for long.
#[derive(Args)]
pub(crate) struct Progress {
    /// How progress is told on standard error: a bar when that is a terminal, JSON lines, or not at all
    #[arg(long = "progress", value_name = "HOW", default_value = "auto")]
    how: How,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum How {
    Auto,
    Json,
    None,
}

impl Progress {
    /// Watches a reader of `length` octets, where that is known.
    pub(crate) fn watch<R: Read>(&self, inner: R, length: Option<u64>) -> Watched<R> {
        let show = match self.how {
            How::Auto if io::stderr().is_terminal() => Show::Bar(None),
            How::Json => Show::Lines {
                told: Instant::now(),
            },
            How::Auto | How::None => Show::Nothing,
        };
        Watched {
            inner,
            length,
            read: 0,
            began: Instant::now(),
            ended: false,
            show,
        }
    }
}

/// A reader that shows how far it is.
pub(crate) struct Watched<R> {
    inner: R,
    length: Option<u64>,
    read: u64,
    began: Instant,
    /// The end of the input was read.
    ended: bool,
    show: Show,
}

enum Show {
    Nothing,
    Bar(Option<ProgressBar>),
    Lines { told: Instant },
}

/// One line for a program that watches.
#[derive(Serialize)]
struct Line {
    schema: &'static str,
    /// Octets of the input that were read.
    octets: u64,
    /// Octets of the input, where that is known.
    total: Option<u64>,
    seconds: f64,
    octets_per_second: f64,
    remaining_seconds: Option<f64>,
    /// Whether the input has been read to its end.
    ended: bool,
}

impl<R> Watched<R> {
    fn advance(&mut self, octets: u64) {
        self.read += octets;
        match &mut self.show {
            Show::Nothing => {}
            Show::Bar(bar) => {
                if bar.is_none() && self.began.elapsed() >= PATIENCE {
                    let begun = make_bar(self.length).with_elapsed(self.began.elapsed());
                    *bar = Some(begun);
                }
                if let Some(bar) = bar {
                    bar.set_position(self.read);
                }
            }
            Show::Lines { told } => {
                if told.elapsed() >= INTERVAL {
                    *told = Instant::now();
                    self.tell();
                }
            }
        }
    }

    fn tell(&self) {
        let line = Line::new(self.read, self.length, self.began.elapsed(), self.ended);
        // Maps with other keys than strings are what fails here, and there are none.
        let line = serde_json::to_string(&line).unwrap_or_default();
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}

impl Line {
    fn new(octets: u64, total: Option<u64>, elapsed: Duration, ended: bool) -> Self {
        let seconds = elapsed.as_secs_f64();
        let rate = if seconds > 0.0 {
            octets as f64 / seconds
        } else {
            0.0
        };
        let left = total.map(|total| total.saturating_sub(octets) as f64);
        Self {
            schema: "gostseal/progress/1",
            octets,
            total,
            seconds,
            octets_per_second: rate,
            remaining_seconds: left.filter(|_| rate > 0.0).map(|left| left / rate),
            ended,
        }
    }
}

fn make_bar(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "{bar:40} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left",
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
        self.ended |= octets == 0 && !out.is_empty();
        self.advance(octets as u64);
        Ok(octets)
    }
}

impl<R> Drop for Watched<R> {
    fn drop(&mut self) {
        match &self.show {
            Show::Nothing | Show::Bar(None) => {}
            Show::Bar(Some(bar)) => bar.finish_and_clear(),
            Show::Lines { .. } => self.tell(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remaining_time_follows_from_the_rate() {
        let line = Line::new(100, Some(400), Duration::from_secs(2), false);
        assert_eq!(line.octets_per_second, 50.0);
        assert_eq!(line.remaining_seconds, Some(6.0));
        let line = Line::new(100, None, Duration::from_secs(2), false);
        assert_eq!(line.remaining_seconds, None);
        let line = Line::new(0, Some(400), Duration::ZERO, false);
        assert_eq!(
            (line.octets_per_second, line.remaining_seconds),
            (0.0, None)
        );
        // A file that grew while it was read.
        let line = Line::new(500, Some(400), Duration::from_secs(1), true);
        assert_eq!(line.remaining_seconds, Some(0.0));
    }
}
