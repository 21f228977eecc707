// SPDX-License-Identifier: MIT OR Apache-2.0
//! A server on loopback that answers as a test wants it, well or badly.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// How a request is answered.
pub(super) enum Reply {
    /// 200 with this body.
    Good(Vec<u8>),
    /// This status, without a body.
    Status(u16),
    /// 302 to this URL.
    Redirect(String),
    /// Not at all: the connection stays open until the client leaves.
    Silence,
    /// 200 and octets without end.
    Flood,
}

/// What was asked.
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) media: String,
    pub(super) body: Vec<u8>,
}

pub(super) struct Server {
    url: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each request by `answer`, until the tests end.
    pub(super) fn new(answer: impl Fn(&Asked) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let log = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&log);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let Some(asked) = read(&stream) else { continue };
                seen.lock().unwrap().push(asked.path.clone());
                // A client that left early is what some tests are about.
                let _ = write(stream, answer(&asked));
            }
        });
        Self { url, log }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The paths that were asked for, in order.
    pub(super) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let (mut length, mut media) = (0, String::new());
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "content-type" => media = value.trim().to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { path, media, body })
}

fn write(mut stream: TcpStream, reply: Reply) -> std::io::Result<()> {
    let head = |status: &str, more: &str| {
        format!("HTTP/1.1 {status}\r\nConnection: close\r\n{more}\r\n").into_bytes()
    };
    match reply {
        Reply::Good(body) => {
            stream.write_all(&head(
                "200 OK",
                &format!("Content-Length: {}\r\n", body.len()),
            ))?;
            stream.write_all(&body)
        }
        Reply::Status(status) => {
            stream.write_all(&head(&format!("{status} No"), "Content-Length: 0\r\n"))
        }
        Reply::Redirect(url) => {
            let more = format!("Location: {url}\r\nContent-Length: 0\r\n");
            stream.write_all(&head("302 Found", &more))
        }
        Reply::Silence => stream.read_to_end(&mut Vec::new()).map(|_| ()),
        Reply::Flood => {
            stream.write_all(&head("200 OK", ""))?;
            // Ends when the client closes.
            loop {
                stream.write_all(&[0; 4096])?;
            }
        }
    }
}
