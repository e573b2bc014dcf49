//! An editor as the language server sees one: it speaks the protocol with the built program over pipes.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use super::place::Place;

/// Long enough for a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Editor {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: i64,
    version: i64,
    /// What was said last about each document.
    pub problems: BTreeMap<String, Vec<Value>>,
}

/// The address of a file.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

impl Editor {
    /// Starts the server and says nothing to it.
    pub fn silent(place: &Place) -> Self {
        let mut command = place.command(&["lsp"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("the binary starts");
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            loop {
                let mut header = String::new();
                if stdout.read_line(&mut header).expect("UTF-8") == 0 {
                    break;
                }
                // Nothing but the protocol is on stdout.
                let length =
                    header.strip_prefix("Content-Length: ").unwrap_or_else(|| panic!("not the protocol: {header}"));
                let mut bytes = vec![0; length.trim().parse::<usize>().expect("a length") + 2];
                stdout.read_exact(&mut bytes).expect("a whole message");
                if sender.send(serde_json::from_slice(&bytes).expect("JSON")).is_err() {
                    break;
                }
            }
        });
        Self { child, stdin, messages, next: 0, version: 0, problems: BTreeMap::new() }
    }

    /// Starts the server and agrees on what both can do.
    pub fn start(place: &Place) -> Self {
        Self::with(place, &json!({})).0
    }

    /// The same, with what the editor can do; and what the server can.
    pub fn with(place: &Place, capabilities: &Value) -> (Self, Value) {
        let mut editor = Self::silent(place);
        let can = editor.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": capabilities }));
        editor.tell("initialized", json!({}));
        (editor, can["capabilities"].clone())
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("open");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the server reads");
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Tells something.
    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The next message.
    pub fn hear(&mut self) -> Value {
        let message = self.messages.recv_timeout(PATIENCE).expect("the server answers");
        if message["method"] == "textDocument/publishDiagnostics" {
            let of = message["params"]["uri"].as_str().expect("an address").to_owned();
            let problems = message["params"]["diagnostics"].as_array().expect("a list").clone();
            self.problems.insert(of, problems);
        }
        message
    }

    /// Asks, and the whole answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params }));
        loop {
            let message = self.hear();
            if message["id"] == self.next && message.get("method").is_none() {
                return message;
            }
        }
    }

    /// Asks, and the answer, which is no refusal.
    #[track_caller]
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.request(method, params);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": "kdl", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    /// Makes changes, each `{ range, text }` or `{ text }`.
    pub fn change(&mut self, uri: &str, changes: Value) {
        self.version += 1;
        let document = json!({ "uri": uri, "version": self.version + 1 });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    pub fn close(&mut self, uri: &str) {
        self.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// What is said about a document now that everything before was dealt with.
    pub fn problems_of(&mut self, uri: &str) -> Vec<Value> {
        self.actions(uri, &json!([]));
        self.problems.get(uri).cloned().unwrap_or_default()
    }

    /// The actions of some kinds, all over a document.
    pub fn actions(&mut self, uri: &str, only: &Value) -> Vec<Value> {
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 1_000_000, "character": 0 } });
        let context = json!({ "diagnostics": [], "only": only });
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        self.ask("textDocument/codeAction", params).as_array().expect("a list").clone()
    }

    /// Asks about a place: the first one behind `before` in a text.
    pub fn ask_at(&mut self, method: &str, uri: &str, text: &str, before: &str) -> Value {
        let at = text.find(before).unwrap_or_else(|| panic!("`{before}` is there")) + before.len();
        self.ask(method, json!({ "textDocument": { "uri": uri }, "position": position(text, at) }))
    }

    /// Closes the pipe, if it is open, and how the server ended.
    pub fn ended(mut self) -> Option<i32> {
        drop(self.stdin.take());
        self.child.wait().expect("the server ends").code()
    }

    /// `shutdown` and `exit`.
    pub fn leave(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert_eq!(self.ended(), Some(0));
    }
}

/// Where a byte of a text is, in UTF-16.
pub fn position(text: &str, at: usize) -> Value {
    let before = &text[..at];
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap_or(before).encode_utf16().count();
    json!({ "line": line, "character": character })
}

/// The byte at a place in UTF-16.
fn offset(text: &str, position: &Value) -> usize {
    let number = |key: &str| position[key].as_u64().expect("a number") as usize;
    let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    let mut units = 0;
    for (at, c) in text[start..].char_indices() {
        if units >= number("character") {
            return start + at;
        }
        units += c.len_utf16();
    }
    text.len()
}

/// A text with edits of the protocol made to it, as editors make them: from the last to the first.
pub fn edited(text: &str, edits: &Value) -> String {
    let mut places: Vec<(usize, usize, usize, &str)> = edits
        .as_array()
        .expect("a list of edits")
        .iter()
        .enumerate()
        .map(|(order, edit)| {
            let (start, end) = (&edit["range"]["start"], &edit["range"]["end"]);
            (offset(text, start), offset(text, end), order, edit["newText"].as_str().expect("a text"))
        })
        .collect();
    places.sort_unstable();
    for pair in places.windows(2) {
        assert!(pair[0].1 <= pair[1].0, "edits overlap: {edits}");
    }
    let mut text = text.to_owned();
    for (start, end, _, new) in places.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}
