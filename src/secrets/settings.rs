use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::complaints::{locked, plugin_off, shown};
use super::config_file::{ConfigFile, KEY_NAME_HELP, Setting, config_path, key_name_is_valid};
use super::data_key::DataKey;
use super::disk::one;
use super::edit::{Edit, Line, quote};
use super::generate::no_randomness;
use super::identity::IdentitySearch;
use super::recipient::{NotARecipient, Recipient, holds_private_key};
use super::seal::{self, Place};
use super::{Plain, Vault, codes, disk, scan};
use crate::diag::{Diagnostic, Problems, Severity, SourceMap, Spanned};
use crate::value::{SecretForm, SecretRef};

/// The config file of an environment, to be looked at and changed by the `config` and `secret` commands.
pub struct Settings {
    pub(super) path: PathBuf,
    pub(super) stack: String,
    pub(super) env: String,
    pub(super) search: IdentitySearch,
}

/// What became of a key that was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was not set before.
    Added,
    /// It had another value.
    Replaced,
    /// It had this value; the file was not touched.
    Unchanged,
    /// It stood there in clear until now and is sealed from now on: the clear value is still in the file's history.
    Sealed,
}

/// A key of the config file, without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The key, as `engine config set` and `engine secret set` take it.
    pub key: String,
    /// Whether its value is sealed.
    pub secret: bool,
}

/// The value of a key.
pub enum Value {
    /// Written in clear.
    Plain(String),
    /// Sealed in the file, opened here.
    Secret(Plain),
}

/// A change of a config file: the new text, or `None` to leave it, and what to report.
pub(super) type Changed<T> = Result<(Option<String>, T), Problems>;

impl Settings {
    /// The config of environment `env` of the stack in `spec`. Nothing is read yet.
    pub fn new(spec: &Path, stack: &str, env: &str, search: IdentitySearch) -> Self {
        Self::of_file(config_path(spec, env), stack, env, search)
    }

    /// As [`Settings::new`], with the config file itself.
    pub(super) fn of_file(path: PathBuf, stack: &str, env: &str, search: IdentitySearch) -> Self {
        Self { path, stack: stack.to_owned(), env: env.to_owned(), search }
    }

    /// The config file, whether it exists or not.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The names of every key in the order of the file; never a value.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn list(&self, sources: &mut SourceMap) -> Result<Vec<Listed>, Problems> {
        let config = self.read(sources)?;
        let listed = config
            .entries
            .iter()
            .map(|entry| Listed { key: entry.key.value.clone(), secret: !matches!(entry.value, Setting::Plain(_)) });
        Ok(listed.collect())
    }

    /// The value of one key; a secret is opened.
    ///
    /// # Errors
    /// When it is not set, cannot be opened, or the file is wrong.
    pub fn get(&self, key: &str, sources: &mut SourceMap) -> Result<Value, Problems> {
        let (vault, problems) = self.vault(sources);
        if problems.0.iter().any(hinders) {
            return Err(problems);
        }
        if let Some(plain) = vault.plain(key) {
            return Ok(Value::Plain(plain.value.clone()));
        }
        if !vault.has_secret(key) && problems.has_errors() {
            // It may be one of the damaged ones.
            return Err(problems);
        }
        if !vault.has_secret(key) {
            return Err(one(self.not_set(key, vault.plain_values().map(|(key, _)| key).chain(vault.secret_names()))));
        }
        vault.unlock().map_err(one)?;
        let secret = SecretRef { name: key.to_owned(), form: SecretForm::Plain, digest: None };
        match vault.open(&secret) {
            Ok(plain) => Ok(Value::Secret(plain)),
            Err(_) => Err(vault.check(&[])),
        }
    }

    /// Sets a plain value; makes the file when there is none.
    ///
    /// # Errors
    /// When the key is a secret (remove it first), its name is not one, or the file is wrong or cannot be written.
    pub fn set_plain(&self, key: &str, value: &str, sources: &mut SourceMap) -> Result<Change, Problems> {
        check_key_name(key)?;
        if holds_private_key(value) {
            return Err(one(NotARecipient::PrivateKey.diagnostic(None)));
        }
        self.change(sources, |text, config| {
            let mut edit = Edit::of(text, config);
            let change = match config.entry(key) {
                None => {
                    edit.insert(Line::Value, &format!("value {} {}", quote(key), quote(value)));
                    Change::Added
                }
                Some(entry) => match &entry.value {
                    Setting::Plain(old) if old == value => return Ok((None, Change::Unchanged)),
                    Setting::Plain(_) => {
                        edit.replace(entry.written, quote(value));
                        Change::Replaced
                    }
                    Setting::Sealed(_) | Setting::Broken => {
                        let message = format!("`{key}` is a secret and would be written in clear");
                        let help = format!(
                            "set it with `--secret`, or run `engine config rm {key}` first if it is no secret any more"
                        );
                        let problem = Diagnostic::error(codes::DOWNGRADE, message);
                        return Err(one(problem.at(entry.key.span, "sealed here").help(help)));
                    }
                },
            };
            Ok((Some(edit.finish()), change))
        })
    }

    /// Seals a secret for every reader listed; makes the file and the data key when there is none, for the caller's own
    /// identity. A value that is set already is not sealed again.
    ///
    /// # Errors
    /// When no identity opens the data key, there is none to make one for, or the file is wrong or cannot be written.
    pub fn set_secret(&self, key: &str, value: &Plain, sources: &mut SourceMap) -> Result<Change, Problems> {
        check_key_name(key)?;
        self.change(sources, |text, config| {
            let mut edit = Edit::of(text, config);
            let data_key = self.data_key(config, &mut edit)?;
            if let Some(Setting::Sealed(sealed)) = config.entry(key).map(|entry| &entry.value)
                && seal::open(&data_key, self.place(key), sealed).is_ok_and(|old| old.expose() == value.expose())
            {
                return Ok((None, Change::Unchanged));
            }
            let sealed = seal::seal(&data_key, self.place(key), value).map_err(|_| one(no_randomness()))?;
            let written = format!("(sealed){}", quote(&sealed));
            let change = match config.entry(key) {
                None => {
                    edit.insert(Line::Secret, &format!("secret {} {written}", quote(key)));
                    Change::Added
                }
                Some(entry) => {
                    edit.replace(entry.written, written);
                    match entry.value {
                        Setting::Plain(_) => {
                            edit.replace(entry.word, "secret");
                            Change::Sealed
                        }
                        Setting::Sealed(_) | Setting::Broken => Change::Replaced,
                    }
                }
            };
            Ok((Some(edit.finish()), change))
        })
    }

    /// Removes a key with its line.
    ///
    /// # Errors
    /// When it is not set, or the file is wrong or cannot be written.
    pub fn remove(&self, key: &str, sources: &mut SourceMap) -> Result<(), Problems> {
        self.change(sources, |text, config| {
            let Some(entry) = config.entry(key) else {
                return Err(one(self.not_set(key, config.entries.iter().map(|entry| entry.key.value.as_str()))));
            };
            let mut edit = Edit::of(text, config);
            edit.remove(entry.node);
            Ok((Some(edit.finish()), ()))
        })
    }

    /// Reads the file as a run would.
    pub fn vault(&self, sources: &mut SourceMap) -> (Vault, Problems) {
        Vault::load_file(&self.path, &self.stack, &self.env, &self.search, sources)
    }

    /// Everything that is wrong with the file, sealed values included; see [`Vault::check`] for `declared`.
    pub fn check(&self, declared: &[(String, usize)], sources: &mut SourceMap) -> Problems {
        let (vault, mut problems) = self.vault(sources);
        for problem in vault.check(declared).0 {
            problems.push(problem);
        }
        problems
    }

    /// The data key of the file; when it has none, a new one that is put into `edit`.
    pub(super) fn data_key(&self, config: &ConfigFile, edit: &mut Edit<'_>) -> Result<DataKey, Problems> {
        if let Some(wrapped) = &config.data_key {
            return self.unwrap(wrapped);
        }
        if let Some(sealed) = config.entries.iter().find(|entry| matches!(entry.value, Setting::Sealed(_))) {
            let message = "there are sealed values but no data key to open them";
            return Err(one(Diagnostic::error(codes::DATA_KEY, message)
                .at(sealed.written, "sealed under a key that is not in this file")
                .help(
                    "bring the `data-key` line back from version control, or remove what cannot be opened any more",
                )));
        }
        let mut readers: Vec<_> = config.recipients.iter().map(|line| line.recipient.clone()).collect();
        if readers.is_empty() {
            let Some((own, _)) = self.search.own_recipient() else {
                return Err(one(Diagnostic::error(codes::LOCKED, "there is no identity to seal secrets for")
                    .help("make one with `engine secret keygen`")));
            };
            edit.insert(Line::Recipient, &format!("recipient {}", quote(&own.to_string())));
            readers.push(own);
        }
        let key = DataKey::generate().map_err(|_| one(no_randomness()))?;
        edit.insert(Line::DataKey, &format!("data-key {}", self.wrap(&key, &readers)?));
        Ok(key)
    }

    /// Opens the data key with this machine's identities.
    pub(super) fn unwrap(&self, wrapped: &Spanned<Vec<u8>>) -> Result<DataKey, Problems> {
        match self.search.unwrap(&wrapped.value) {
            (Some(key), _) => Ok(key),
            (None, attempts) => Err(one(locked(wrapped.span, &attempts))),
        }
    }

    /// The data key wrapped for readers, as it is written in the file.
    pub(super) fn wrap(&self, key: &DataKey, readers: &[Recipient]) -> Result<String, Problems> {
        let mut wrappers = Vec::new();
        for reader in readers {
            if let Some(name) = reader.plugin()
                && !self.search.plugins()
            {
                return Err(one(plugin_off(name, None)));
            }
            wrappers.push(reader.to_age().map_err(|why| one(cannot_wrap(&why)))?);
        }
        let wrapped = key.wrap(&wrappers).map_err(|why| one(cannot_wrap(&why)))?;
        Ok(format!("(age){}", quote(&BASE64_STANDARD.encode(wrapped))))
    }

    pub(super) fn place<'a>(&'a self, key: &'a str) -> Place<'a> {
        Place { stack: &self.stack, env: &self.env, key }
    }

    /// Changes the file under its lock: `change` gets its text (of a new file when there is none) as it is right now.
    pub(super) fn change<T>(
        &self,
        sources: &mut SourceMap,
        change: impl FnOnce(&str, &ConfigFile) -> Changed<T>,
    ) -> Result<T, Problems> {
        disk::update(&self.path, |before| {
            let text = before.map_or_else(|| self.new_text(), str::to_owned);
            let config = self.parse(&text, sources)?;
            let (after, result) = change(&text, &config)?;
            if let Some(after) = &after {
                self.still_reads(after)?;
            }
            Ok((after, result))
        })
    }

    /// The file as it is now; without one, an empty config.
    pub(super) fn read(&self, sources: &mut SourceMap) -> Result<ConfigFile, Problems> {
        match disk::read(&self.path).map_err(one)? {
            Some(text) => self.parse(&text, sources),
            None => Ok(ConfigFile::empty()),
        }
    }

    /// The file as far as it makes sense; damaged values do not count, or nobody could set them again.
    fn parse(&self, text: &str, sources: &mut SourceMap) -> Result<ConfigFile, Problems> {
        let file = sources.add(&self.path, scan::presentable(text));
        let mut problems = Problems::default();
        let config = ConfigFile::parse(text, file, &mut problems);
        config.check_owner(&self.stack, &self.env, &mut problems);
        match problems.0.iter().any(hinders) {
            true => Err(problems),
            false => Ok(config),
        }
    }

    /// An edit that would not read back is a fault of ours or a file at its size limit; either way it is not written.
    fn still_reads(&self, text: &str) -> Result<(), Problems> {
        let mut own = SourceMap::default();
        self.parse(text, &mut own).map(drop).map_err(|problems| {
            let why = problems.0.first().map_or(String::new(), |problem| format!(": {}", problem.message));
            one(Diagnostic::error(
                codes::UNWRITABLE,
                format!("the change does not fit into `{}`{why}", self.path.display()),
            )
            .help("nothing was written; make the change by hand"))
        })
    }

    pub(super) fn new_text(&self) -> String {
        format!(
            "// Values of environment {}. Safe to commit: secrets are sealed, and only the recipients can open them.\n\
             config format=1 stack={} env={} {{\n}}\n",
            quote(&self.env),
            quote(&self.stack),
            quote(&self.env)
        )
    }

    fn not_set<'a>(&self, key: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
        let mut near: Vec<_> = known.filter(|other| strsim::jaro_winkler(other, key) > 0.8).collect();
        near.truncate(3);
        let help = match near.as_slice() {
            [] => "`engine config list` shows every key that is set".to_owned(),
            near => format!("did you mean `{}`?", near.join("`, `")),
        };
        let message = format!("`{}` is not set in environment `{}`", shown(key), self.env);
        Diagnostic::error(codes::NOT_SET, message).help(help)
    }
}

fn hinders(problem: &Diagnostic) -> bool {
    problem.severity == Severity::Error && !matches!(problem.code, codes::TAMPERED | codes::IN_CLEAR)
}

fn check_key_name(key: &str) -> Result<(), Problems> {
    if key_name_is_valid(key) {
        return Ok(());
    }
    let message = format!("`{}` cannot be a key", shown(key));
    Err(one(Diagnostic::error(codes::KEY_NAME, message).help(KEY_NAME_HELP)))
}

fn cannot_wrap(why: &str) -> Diagnostic {
    Diagnostic::error(codes::RECIPIENT, "the data key cannot be wrapped for every recipient")
        .help(format!("age says: {why}"))
}
