use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::serve::secrets::Keys;
use crate::serve::{Event, Watch};

/// Lines a function may print in a second; what is more is counted and left out.
const LINES: u32 = 500;
/// After how much silence it is told what was left out.
const SILENCE: Duration = Duration::from_secs(1);
/// Bytes of a line; a longer one is several.
const LINE: usize = 16 * 1024;

/// Passes on what a function says.
#[derive(Clone)]
pub struct Speaker {
    /// `function.api`.
    pub function: String,
    pub keys: Arc<Keys>,
    pub watch: Watch,
    /// Where its code is unpacked: what it says of files there is told from there.
    pub root: Option<String>,
}

impl Speaker {
    /// The same of a function whose code is in `root`.
    pub fn rooted(self, root: &Path) -> Self {
        Self { root: root.to_str().map(|root| format!("{root}/")), ..self }
    }

    /// Says something about the function.
    pub fn tell(&self, what: impl Into<String>) {
        (self.watch)(Event::Function { function: self.function.clone(), what: self.keys.masked(&what.into()) });
    }

    /// Passes on every line of `from` until it ends.
    pub async fn pass_on(self, mut from: impl AsyncRead + Unpin) {
        let (mut line, mut returned, mut buffer) = (Vec::new(), false, vec![0; 8192]);
        let mut measure = Measure { since: Instant::now(), lines: 0, left_out: 0 };
        loop {
            // What was left out is told even when nothing more is said.
            let read = match tokio::time::timeout(SILENCE, from.read(&mut buffer)).await {
                Ok(Ok(read @ 1..)) => read,
                Ok(_) => break,
                Err(_) => {
                    self.own_up(&mut measure);
                    continue;
                }
            };
            for byte in &buffer[..read] {
                // AWS's Python client parts the lines of one message with a carriage return alone.
                let ends = matches!(byte, b'\n' | b'\r');
                let of_one_end = *byte == b'\n' && std::mem::take(&mut returned);
                returned = *byte == b'\r';
                if !ends {
                    line.push(*byte);
                }
                if ends && !of_one_end || line.len() >= LINE {
                    self.say(&mut measure, &line);
                    line.clear();
                }
            }
        }
        if !line.is_empty() {
            self.say(&mut measure, &line);
        }
        self.own_up(&mut measure);
    }

    fn say(&self, measure: &mut Measure, line: &[u8]) {
        if measure.since.elapsed() >= Duration::from_secs(1) {
            self.own_up(measure);
            *measure = Measure { since: Instant::now(), lines: 0, left_out: 0 };
        }
        if measure.lines >= LINES {
            measure.left_out += 1;
            return;
        }
        measure.lines += 1;
        let text = String::from_utf8_lossy(line);
        // And indents them with a blank that terminals may show as something else.
        let text = text.replace('\u{a0}', " ");
        let text = match &self.root {
            Some(root) => text.replace(root.as_str(), ""),
            None => text,
        };
        let text = self.keys.masked(&text);
        (self.watch)(Event::Said { function: self.function.clone(), text });
    }

    fn own_up(&self, measure: &mut Measure) {
        if measure.left_out > 0 {
            let what = format!("printed more than {LINES} lines in a second: {} are left out", measure.left_out);
            measure.left_out = 0;
            self.tell(what);
        }
    }
}

struct Measure {
    since: Instant,
    lines: u32,
    left_out: u64,
}
