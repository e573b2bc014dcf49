use kdl::{KdlDocument, KdlEntry, KdlNode, KdlValue};

use super::codes;
use super::complaints::shown;
use super::config_file::{ConfigFile, Entry, KEY_NAME_HELP, RecipientLine, SealedKey, Setting, key_name_is_valid};
use super::recipient::Recipient;
use super::scan::{self, Danger};
use super::seal;
use crate::diag::{Diagnostic, FileId, Problems, Span, Spanned};

/// The version of the format this program reads and writes.
const FORMAT: i128 = 1;
/// In bytes; the parser holds about 35 times as much.
const LARGEST: usize = 1 << 20;

impl ConfigFile {
    /// Reads as much of a config file as makes sense; everything wrong with it goes to `problems`.
    pub(super) fn parse(text: &str, file: FileId, problems: &mut Problems) -> Self {
        let mut reader = Reader { file, problems, found: Self::empty() };
        reader.document(text);
        reader.found
    }
}

struct Reader<'a> {
    file: FileId,
    problems: &'a mut Problems,
    found: ConfigFile,
}

impl Reader<'_> {
    fn document(&mut self, text: &str) {
        let whole = self.span(0, text.len().min(1));
        if text.len() > LARGEST {
            return self.say(codes::UNREADABLE, "the config file is larger than 1 MB", whole, "here", "split it up");
        }
        match scan::tokens(text) {
            Ok(_) => {}
            Err(Danger::Deep(at)) => {
                let span = self.span(at, at + 1);
                let help = "a config file has one block";
                return self.say(codes::UNREADABLE, "nested too deep", span, "too many levels", help);
            }
            Err(Danger::Unfinished(at)) => {
                let span = self.span(at, at + 1);
                return self.say(codes::NOT_KDL, "a raw string never ends", span, "starts here", "close it with `\"#`");
            }
        }
        let document = match KdlDocument::parse_v2(text) {
            Ok(document) => document,
            Err(error) => return self.syntax(text, &error),
        };
        let mut seen = false;
        for node in document.nodes() {
            if node.name().value() != "config" {
                let message = format!("unknown block `{}` in a config file", shown(node.name().value()));
                let help = "everything in a config file stands in one `config` block";
                self.say(codes::SHAPE, message, self.name_span(node), "not known here", help);
            } else if seen {
                let help = "keep one and move its lines there";
                self.say(codes::SHAPE, "a second `config` block", self.name_span(node), "again", help);
            } else {
                seen = true;
                self.config(node);
            }
        }
        if !seen && !self.problems.has_errors() {
            let help = "start it with `config format=1 stack=\"…\" env=\"…\" { … }`";
            self.say(codes::SHAPE, "no `config` block", whole, "expected here", help);
        }
    }

    fn syntax(&mut self, text: &str, error: &kdl::KdlError) {
        const MOST: usize = 10;
        for problem in error.diagnostics.iter().take(MOST) {
            let start = problem.span.offset().min(text.len());
            let mut end = (start + problem.span.len().max(1)).min(text.len());
            // The parser may label everything from the start of the file; what matters is where it gave up.
            let start = if end - start > 200 { text[..end].rfind('\n').map_or(start, |at| at + 1) } else { start };
            end = end.max(start);
            let message = problem.message.clone().unwrap_or_else(|| "this is not KDL".to_owned());
            let label = problem.label.clone().unwrap_or_else(|| "here".to_owned());
            let help = problem.help.clone().unwrap_or_else(|| "see https://kdl.dev for the language".to_owned());
            let span = self.span(start, end);
            self.say(codes::NOT_KDL, headline(&message), span, label, help);
        }
    }

    fn config(&mut self, node: &KdlNode) {
        let span = self.node_span(node);
        self.found.node = Some(span);
        self.found.head_end = self.name_span(node).end as usize;
        let mut format = None;
        for entry in node.entries() {
            let at = self.entry_span(entry);
            self.found.head_end = self.found.head_end.max(at.end as usize);
            match entry.name().map(|name| name.value()) {
                Some("format") => format = Some((entry.value().as_integer(), at)),
                Some("stack") => self.found.stack = self.text(entry, "stack"),
                Some("env") => self.found.env = self.text(entry, "env"),
                Some(other) => self.unknown("property", other, &["format", "stack", "env"], at),
                None => {
                    let help = "write `config format=1 stack=\"…\" env=\"…\"`";
                    self.say(codes::SHAPE, "`config` has no arguments", at, "not expected", help);
                }
            }
        }
        match format {
            Some((Some(FORMAT), _)) => {}
            Some((written, at)) => {
                let message = match written {
                    Some(version) => format!("config format {version} is not known to this version of engine"),
                    None => "the config format is not a number".to_owned(),
                };
                let help = "this version reads and writes format 1; a newer engine may read this file";
                self.say(codes::FORMAT, message, at, "expected 1", help);
                // What an unknown version means by these lines is anybody's guess.
                return;
            }
            None => {
                let help = "write `config format=1 …`";
                self.say(codes::FORMAT, "`config` does not say its format", self.name_span(node), "no `format`", help);
            }
        }
        for (what, missing) in [("stack", self.found.stack.is_none()), ("env", self.found.env.is_none())] {
            if missing && node.entry(what).is_none() {
                let message = format!("`config` does not say its {what}");
                let help = format!("add `{what}=\"…\"`");
                self.say(codes::SHAPE, message, self.name_span(node), format!("no `{what}`"), help);
            }
        }
        for child in node.iter_children() {
            self.line(child);
        }
    }

    fn line(&mut self, node: &KdlNode) {
        const KNOWN: [&str; 6] = ["recipient", "data-key", "value", "secret", "digest-key", "former-key"];
        if let Some(children) = node.children()
            && !children.nodes().is_empty()
        {
            let message = format!("`{}` has no block", shown(node.name().value()));
            return self.say(codes::SHAPE, message, self.name_span(node), "has a block", "one value a line");
        }
        match node.name().value() {
            "recipient" => self.recipient(node),
            "data-key" => self.data_key(node),
            "value" => self.entry(node, false),
            "secret" => self.entry(node, true),
            "digest-key" => {
                let Some(line) = self.sealed_key(node, "one sealed digest key") else { return };
                if self.found.digest_key.is_some() {
                    let help = "two edits met, probably in a merge: keep the line that belongs to the data key";
                    return self.say(codes::TWICE, "a second digest key", line.node, "again", help);
                }
                self.found.digest_key = Some(line);
            }
            "former-key" => {
                let line = self.sealed_key(node, "one sealed former data key");
                self.found.former.extend(line);
            }
            other => self.unknown("line", other, &KNOWN, self.name_span(node)),
        }
    }

    fn sealed_key(&mut self, node: &KdlNode, expected: &str) -> Option<SealedKey> {
        let [sealed] = self.arguments(node, expected)?;
        let sealed = self.text(sealed, node.name().value())?;
        Some(SealedKey { sealed, node: self.node_span(node) })
    }

    fn recipient(&mut self, node: &KdlNode) {
        let Some([key]) = self.arguments(node, "one public key") else { return };
        let Some(text) = self.text(key, "recipient") else { return };
        let name = node.entry("name").and_then(|entry| entry.value().as_string()).map(str::to_owned);
        match Recipient::parse(&text.value) {
            Ok(recipient) => {
                if let Some(first) =
                    self.found.recipients.iter().find(|line| line.recipient.to_string() == recipient.to_string())
                {
                    let (first, help) = (first.key, "remove one of the two lines");
                    self.problems.push(
                        Diagnostic::error(codes::TWICE, "the same recipient twice")
                            .at(text.span, "again")
                            .at(first, "first here")
                            .help(help),
                    );
                    return;
                }
                let node = self.node_span(node);
                self.found.recipients.push(RecipientLine { recipient, name, node, key: text.span });
            }
            Err(why) => self.problems.push(why.diagnostic(Some(text.span))),
        }
    }

    fn data_key(&mut self, node: &KdlNode) {
        use base64::Engine as _;
        let Some([entry]) = self.arguments(node, "the data key, wrapped by age, in base64") else { return };
        let Some(text) = self.text(entry, "data-key") else { return };
        if self.found.data_key.is_some() {
            let help = "two edits met, probably in a merge: keep the line the sealed values were written with";
            return self.say(codes::TWICE, "a second data key", text.span, "again", help);
        }
        match base64::prelude::BASE64_STANDARD.decode(&text.value) {
            Ok(bytes) if bytes.starts_with(b"age-encryption.org/v1\n") => {
                self.found.data_key = Some(Spanned::new(bytes, text.span));
                self.found.data_key_node = Some(self.node_span(node));
            }
            _ => {
                let help = "bring the line back from version control; without it the sealed values are lost";
                self.say(codes::DATA_KEY, "the data key is damaged", text.span, "not an age file in base64", help);
            }
        }
    }

    fn entry(&mut self, node: &KdlNode, secret: bool) {
        let expected = if secret { "a key and a sealed value" } else { "a key and a value" };
        let Some([key, value]) = self.arguments(node, expected) else { return };
        let Some(key) = self.text(key, "a key") else { return };
        if !key_name_is_valid(&key.value) {
            let message = format!("`{}` cannot be a key", shown(&key.value));
            return self.say(codes::KEY_NAME, message, key.span, "this name", KEY_NAME_HELP);
        }
        let written = self.entry_span(value);
        let setting = if secret {
            let Some(text) = self.text(value, "a secret") else { return };
            match seal::well_formed(&text.value) {
                Ok(()) => Setting::Sealed(text.value),
                Err(why) => {
                    self.problems.push(why.diagnostic(&key.value, written));
                    Setting::Broken
                }
            }
        } else {
            match plain_text(value.value()) {
                Some(text) => Setting::Plain(text),
                None => {
                    let help = "write a string; to leave a key unset, remove its line";
                    return self.say(codes::SHAPE, "`#null` is not a value", written, "no value", help);
                }
            }
        };
        if let Some(first) = self.found.entry(&key.value) {
            let message = format!("`{}` is set twice", key.value);
            let first = first.key.span;
            self.problems.push(
                Diagnostic::error(codes::TWICE, message)
                    .at(key.span, "again")
                    .at(first, "first here")
                    .help("remove one of the two lines"),
            );
            return;
        }
        let (word, node) = (self.name_span(node), self.node_span(node));
        self.found.entries.push(Entry { word, key, value: setting, written, node });
    }

    /// Exactly `N` arguments, and no properties but `name` of a recipient.
    fn arguments<'n, const N: usize>(&mut self, node: &'n KdlNode, expected: &str) -> Option<[&'n KdlEntry; N]> {
        let mut arguments = Vec::new();
        for entry in node.entries() {
            match entry.name() {
                None => arguments.push(entry),
                Some(name) if node.name().value() == "recipient" && name.value() == "name" => {}
                Some(name) => {
                    let known: &[&str] = if node.name().value() == "recipient" { &["name"] } else { &[] };
                    let (name, at) = (name.value().to_owned(), self.entry_span(entry));
                    self.unknown("property", &name, known, at);
                }
            }
        }
        let count = arguments.len();
        match arguments.try_into() {
            Ok(arguments) => Some(arguments),
            Err(_) => {
                let message = format!("`{}` takes {expected}", node.name().value());
                let label = format!("{count} given");
                self.say(codes::SHAPE, message, self.name_span(node), label, "one value a line, both in quotes");
                None
            }
        }
    }

    fn text(&mut self, entry: &KdlEntry, what: &str) -> Option<Spanned<String>> {
        let span = self.entry_span(entry);
        match entry.value().as_string() {
            Some(text) => Some(Spanned::new(text.to_owned(), span)),
            None => {
                self.say(codes::SHAPE, format!("{what} is a string"), span, "not a string", "put it in quotes");
                None
            }
        }
    }

    fn unknown(&mut self, what: &str, written: &str, known: &[&str], at: Span) {
        let near = known.iter().filter(|name| strsim::jaro_winkler(name, written) > 0.8).copied().collect::<Vec<_>>();
        let help = match (near.as_slice(), known) {
            ([], []) => "remove it".to_owned(),
            ([], known) => format!("known: {}", quoted(known)),
            (near, _) => format!("did you mean {}?", quoted(near)),
        };
        self.say(codes::SHAPE, format!("unknown {what} `{}`", shown(written)), at, "not known here", help);
    }

    fn say(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        at: Span,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Diagnostic::error(code, message).at(at, label).help(help));
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn node_span(&self, node: &KdlNode) -> Span {
        self.span(node.span().offset(), node.span().offset() + node.span().len())
    }

    fn name_span(&self, node: &KdlNode) -> Span {
        let span = node.name().span();
        self.span(span.offset(), span.offset() + span.len())
    }

    fn entry_span(&self, entry: &KdlEntry) -> Span {
        self.span(entry.span().offset(), entry.span().offset() + entry.span().len())
    }
}

/// A plain value as text: a string as it is, a number or truth value as the language prints it.
fn plain_text(value: &KdlValue) -> Option<String> {
    match value {
        KdlValue::String(text) => Some(text.clone()),
        KdlValue::Integer(number) => Some(number.to_string()),
        KdlValue::Float(number) => Some(number.to_string()),
        KdlValue::Bool(truth) => Some(truth.to_string()),
        KdlValue::Null => None,
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The parser's sentence as a headline: lower case, no period.
fn headline(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "this is not KDL".to_owned(),
    }
}
