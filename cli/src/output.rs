// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is written: results on standard output, files that appear whole or not at all, reports as text or JSON.
//!
//! `-o OUT` is written to a temporary file beside OUT and renamed at success; a refusal, an interrupt or a
//! termination signal removes it. What is no regular file (a device, a pipe) is written in place; what must be proved
//! before anybody sees it is held back in a file without a name then.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::Args;
use gostseal::ErrorCode;
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::exit::{ErrorMembers, Refusal, shown, write_failed};

/// The one output of a verb that writes data.
#[derive(Args)]
pub(crate) struct Output {
    /// File to write; it appears only when everything went well. None or `-` is standard output
    #[arg(id = "output", short, long = "output", value_name = "OUT")]
    file: Option<PathBuf>,
}

/// What is going to be written, which decides who may read the file and whether a terminal takes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Whatever the message held.
    Plain,
    /// Octets that a terminal cannot show.
    Binary,
    /// A private key: the file is its owner's alone.
    Secret,
}

/// An output that is being written.
pub(crate) enum Sink {
    Stdout(io::StdoutLock<'static>),
    Direct(File, String),
    Replacing {
        temporary: NamedTempFile,
        target: PathBuf,
    },
    HeldBack(File, Box<Sink>),
}

impl Output {
    /// For verbs that describe their output themselves.
    pub(crate) fn to(path: &Path) -> Self {
        Self {
            file: Some(path.into()),
        }
    }

    fn path(&self) -> Option<&Path> {
        self.file.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// Runs `work`, which writes the data. It is reported when the data goes to a file and standard output is free.
    pub(crate) fn report<R: Report>(
        &self,
        json: bool,
        schema: &str,
        work: impl FnOnce() -> Result<R, Refusal>,
    ) -> Result<(), Refusal> {
        match (self.path(), json) {
            (None, true) => Err(Refusal::new(
                ErrorCode::InvalidArgument,
                "--json needs -o OUT, a file for the data",
            )),
            (None, false) => work().map(|_| ()),
            (Some(_), _) => report(json, schema, work),
        }
    }

    /// Begins to write.
    pub(crate) fn open(&self, content: Content) -> Result<Sink, Refusal> {
        let Some(path) = self.path() else {
            if content == Content::Binary && io::stdout().is_terminal() {
                return Err(Refusal::new(
                    ErrorCode::InvalidArgument,
                    "binary output does not go to a terminal: give -o OUT",
                ));
            }
            return Ok(Sink::Stdout(io::stdout().lock()));
        };
        let failed = |error: io::Error| write_failed(&error, shown(path));
        // A link stays a link: its target is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(failed(io::ErrorKind::IsADirectory.into()));
            }
            Ok(metadata) if !metadata.is_file() => {
                let file = File::options().write(true).open(&target).map_err(failed)?;
                return Ok(Sink::Direct(file, shown(path)));
            }
            _ => {}
        }
        let folder = target
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        // Whoever interrupts waits until it is known what must go.
        let mut unfinished = unfinished();
        let temporary = temporary_in(folder, content).map_err(failed)?;
        *unfinished = Some(temporary.path().to_path_buf());
        Ok(Sink::Replacing { temporary, target })
    }
}

fn temporary_in(folder: &Path, content: Content) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gostseal-").suffix(".part");
    // The default is 0600; other files get what the umask leaves, as any program's do.
    #[cfg(unix)]
    if content != Content::Secret {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = content;
    builder.tempfile_in(folder)
}

impl Sink {
    fn name(&self) -> String {
        match self {
            Self::Stdout(_) => "standard output".into(),
            Self::Direct(_, name) => name.clone(),
            Self::Replacing { target, .. } => shown(target),
            Self::HeldBack(_, sink) => sink.name(),
        }
    }

    /// Makes nothing appear before all is written, whatever this is.
    pub(crate) fn held_back(self) -> Result<Self, Refusal> {
        if matches!(self, Self::Replacing { .. }) {
            return Ok(self);
        }
        // It has no name, so nothing is left of it however this ends.
        let file = tempfile::tempfile().map_err(|error| write_failed(&error, "temporary file"))?;
        Ok(Self::HeldBack(file, Box::new(self)))
    }

    fn inner(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(stdout) => stdout,
            Self::Direct(file, _) => file,
            Self::Replacing { temporary, .. } => temporary,
            Self::HeldBack(file, _) => file,
        }
    }

    /// Writes all of `octets`.
    pub(crate) fn put(&mut self, octets: &[u8]) -> Result<(), Refusal> {
        let done = self.inner().write_all(octets);
        done.map_err(|error| write_failed(&error, self.name()))
    }

    /// Says that all is written: now the file appears.
    pub(crate) fn finish(mut self) -> Result<(), Refusal> {
        let flushed = self.inner().flush();
        flushed.map_err(|error| write_failed(&error, self.name()))?;
        match self {
            Self::Stdout(_) | Self::Direct(..) => Ok(()),
            Self::Replacing { temporary, target } => {
                temporary
                    .persist(&target)
                    .map_err(|error| write_failed(&error.error, shown(&target)))?;
                *unfinished() = None;
                Ok(())
            }
            Self::HeldBack(mut file, mut sink) => {
                let name = sink.name();
                let copied = file
                    .rewind()
                    .and_then(|()| io::copy(&mut file, sink.inner()));
                copied.map_err(|error| write_failed(&error, name))?;
                sink.finish()
            }
        }
    }
}

/// The temporary file that must go when the process is interrupted.
fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes interrupt and termination remove the file that is being written.
pub(crate) fn remove_unfinished_on_interrupt() {
    // 128 + SIGINT, as shells have it.
    const INTERRUPTED: i32 = 130;
    // Without a handler the default action holds, which only leaves the temporary file behind.
    let _ = ctrlc::set_handler(|| {
        if let Some(path) = unfinished().as_ref() {
            let _ = fs::remove_file(path);
        }
        std::process::exit(INTERRUPTED);
    });
}

/// What a verb reports: members of a JSON object, or lines of text.
pub(crate) trait Report: Serialize {
    /// The lines for people; none by default.
    fn text(&self) -> String {
        String::new()
    }
}

#[derive(Serialize)]
struct Framed<'a, R> {
    schema: &'a str,
    ok: bool,
    #[serde(flatten)]
    members: &'a R,
}

#[derive(Serialize)]
struct FramedRefusal<'a, R> {
    schema: &'a str,
    ok: bool,
    error: ErrorMembers,
    #[serde(flatten)]
    members: &'a R,
}

/// A report that is made whatever its outcome, and the refusal where it is one.
pub(crate) struct Judgement<R> {
    pub(crate) report: R,
    pub(crate) refusal: Option<Refusal>,
}

/// As [`report`], for work that has something to report when it refuses, too.
pub(crate) fn report_judgement<R: Report>(
    json: bool,
    schema: &str,
    work: impl FnOnce() -> Result<Judgement<R>, Refusal>,
) -> Result<(), Refusal> {
    let Judgement { report, refusal } = match work() {
        Ok(judgement) => judgement,
        // `report` alone knows how a refusal without a report is told.
        Err(refusal) => return tell::<R>(json, schema, Err(refusal)),
    };
    let Some(refusal) = refusal else {
        return tell(json, schema, Ok(report));
    };
    if json {
        print_json(&FramedRefusal {
            schema,
            ok: false,
            error: refusal.error(),
            members: &report,
        })?;
    } else {
        print(&report.text())?;
    }
    Err(refusal)
}

/// Runs `work` and prints what it reports; with `json` a refusal is reported, too.
pub(crate) fn report<R: Report>(
    json: bool,
    schema: &str,
    work: impl FnOnce() -> Result<R, Refusal>,
) -> Result<(), Refusal> {
    tell(json, schema, work())
}

fn tell<R: Report>(json: bool, schema: &str, outcome: Result<R, Refusal>) -> Result<(), Refusal> {
    match outcome {
        Ok(report) if json => print_json(&Framed {
            schema,
            ok: true,
            members: &report,
        }),
        Ok(report) => print(&report.text()),
        Err(refusal) => {
            if json {
                print_json(&Framed {
                    schema,
                    ok: false,
                    members: &refusal.members(),
                })?;
            }
            Err(refusal)
        }
    }
}

fn print_json(value: &impl Serialize) -> Result<(), Refusal> {
    // Maps with other keys than strings are what fails here, and there are none.
    let line = serde_json::to_string(value).unwrap_or_default();
    print(&(line + "\n"))
}

/// Prints to standard output.
pub(crate) fn print(text: &str) -> Result<(), Refusal> {
    let mut stdout = io::stdout().lock();
    let done = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    done.map_err(|error| write_failed(&error, "standard output"))
}

/// Text from the input, safe for a terminal.
pub(crate) fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if !text.contains(hidden) {
        return text.into();
    }
    text.chars()
        .map(|c| {
            if hidden(c) {
                c.escape_unicode().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}

/// Octets as upper-case hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_would_command_a_terminal() {
        assert_eq!(visible("Иван"), "Иван");
        assert_eq!(visible("a\u{1b}[2Jb\u{202e}"), "a\\u{1b}[2Jb\\u{202e}");
    }

    #[test]
    fn drops_the_temporary_file_of_a_sink_that_is_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let output = Output {
            file: Some(folder.path().join("out")),
        };
        let mut sink = output.open(Content::Plain).unwrap();
        sink.put(b"half").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(sink);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let mut sink = output.open(Content::Secret).unwrap();
        sink.put(b"whole").unwrap();
        assert!(!folder.path().join("out").exists());
        sink.finish().unwrap();
        assert_eq!(fs::read(folder.path().join("out")).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
