use std::path::{Path, PathBuf};

use super::codes;
use super::edit::Line;
use super::recipient::Recipient;
use crate::diag::{Diagnostic, Problems, Span, Spanned};

/// A config file as written: every value with its place.
pub(super) struct ConfigFile {
    pub(super) stack: Option<Spanned<String>>,
    pub(super) env: Option<Spanned<String>>,
    pub(super) recipients: Vec<RecipientLine>,
    /// The binary age file that holds the data key.
    pub(super) data_key: Option<Spanned<Vec<u8>>>,
    /// The whole node of the data key.
    pub(super) data_key_node: Option<Span>,
    pub(super) entries: Vec<Entry>,
    /// The digest key of an earlier data key that is still in use, sealed under the data key.
    pub(super) digest_key: Option<SealedKey>,
    /// Sealed former data keys, oldest first.
    pub(super) former: Vec<SealedKey>,
    /// The whole `config` node.
    pub(super) node: Option<Span>,
    /// Where the properties of `config` end, in bytes.
    pub(super) head_end: usize,
}

/// One reader.
pub(super) struct RecipientLine {
    pub(super) recipient: Recipient,
    pub(super) name: Option<String>,
    /// The whole node.
    pub(super) node: Span,
    /// The key in it.
    pub(super) key: Span,
}

/// A key sealed under the data key: a data key that was replaced, or a digest key.
pub(super) struct SealedKey {
    pub(super) sealed: Spanned<String>,
    /// The whole node.
    pub(super) node: Span,
}

/// One key with its value.
pub(super) struct Entry {
    /// `value` or `secret`.
    pub(super) word: Span,
    pub(super) key: Spanned<String>,
    pub(super) value: Setting,
    /// The literal with its type annotation.
    pub(super) written: Span,
    /// The whole node.
    pub(super) node: Span,
}

/// What a key is set to.
pub(super) enum Setting {
    Plain(String),
    /// `v1:…`
    Sealed(String),
    /// A secret whose value cannot be a sealed one; it was complained about.
    Broken,
}

const LONGEST_KEY: usize = 128;

/// The config file of an environment: `spec.dev.kdl` beside `spec.kdl`.
pub fn config_path(spec: &Path, env: &str) -> PathBuf {
    let stem = spec.file_stem().unwrap_or_else(|| "spec".as_ref()).to_string_lossy();
    spec.with_file_name(format!("{stem}.{env}.kdl"))
}

/// Whether a `param` or `secret` can have this name: it starts with a letter or digit, goes on with those and `.`, `_`, `/`, `-`,
/// and has at most 128 characters.
pub fn key_name_is_valid(name: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/' | '-');
    name.len() <= LONGEST_KEY && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(good)
}

impl ConfigFile {
    /// An empty file, before anything is written.
    pub(super) fn empty() -> Self {
        Self {
            stack: None,
            env: None,
            recipients: Vec::new(),
            data_key: None,
            data_key_node: None,
            entries: Vec::new(),
            digest_key: None,
            former: Vec::new(),
            node: None,
            head_end: 0,
        }
    }

    /// The entry of a key.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.value == key)
    }

    /// Every node of the block with its sort, in the order of the file.
    pub(super) fn nodes(&self) -> Vec<(Line, Span)> {
        let recipients = self.recipients.iter().map(|line| (Line::Recipient, line.node));
        let data_key = self.data_key_node.iter().map(|node| (Line::DataKey, *node));
        let digest_key = self.digest_key.iter().map(|line| (Line::DigestKey, line.node));
        let former = self.former.iter().map(|line| (Line::FormerKey, line.node));
        let entries = self.entries.iter().map(|entry| match entry.value {
            Setting::Plain(_) => (Line::Value, entry.node),
            Setting::Sealed(_) | Setting::Broken => (Line::Secret, entry.node),
        });
        let mut nodes: Vec<_> = recipients.chain(data_key).chain(digest_key).chain(former).chain(entries).collect();
        nodes.sort_by_key(|(_, node)| node.start);
        nodes
    }

    /// Complains when the file belongs to another stack or environment.
    pub(super) fn check_owner(&self, stack: &str, env: &str, problems: &mut Problems) {
        let owners = [("stack", &self.stack, stack), ("env", &self.env, env)];
        for (what, written, expected) in owners {
            if let Some(written) = written
                && written.value != expected
            {
                let message = format!("this is the config of {what} `{}`, not of `{expected}`", written.value);
                let help = "sealed values open only in the stack and environment they were sealed for; \
                            set them again with `engine config set`";
                problems.push(
                    Diagnostic::error(codes::FOREIGN, message)
                        .at(written.span, format!("expected `{expected}`"))
                        .help(help),
                );
            }
        }
    }
}

/// What a key name may look like, as help.
pub(super) const KEY_NAME_HELP: &str =
    "a key starts with a letter or digit and goes on with letters, digits, `.`, `_`, `/` and `-`; at most 128";
