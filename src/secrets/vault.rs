use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::complaints::plugin_off;
use super::config_file::{ConfigFile, Setting, config_path};
use super::data_key::DataKey;
use super::form::in_form;
use super::identity::{Attempt, IdentitySearch};
use super::mask::Mask;
use super::seal::{self, Place};
use super::{Locked, Plain, codes, disk};
use crate::diag::{Diagnostic, Problems, SourceMap, Span, Spanned};
use crate::value::{SecretForm, SecretRef};

/// The values of one environment: plain ones by key, secrets that open when first asked for.
///
/// The data key is unwrapped at most once. Without an identity that can, everything works but opening and digests.
#[derive(Default)]
pub struct Vault {
    stack: String,
    pub(super) env: String,
    /// The file it was read from; `None` when the environment has none.
    path: Option<PathBuf>,
    plain: BTreeMap<String, Spanned<String>>,
    pub(super) secrets: BTreeMap<String, Secret>,
    pub(super) wrapped: Option<Spanned<Vec<u8>>>,
    /// How many stanzas the wrapped key must have; unknown when a plugin writes some of them.
    pub(super) readers: Option<usize>,
    former: Vec<Spanned<String>>,
    search: IdentitySearch,
    key: OnceLock<(Option<DataKey>, Vec<Attempt>)>,
    mask: Mutex<Mask>,
}

/// A secret that is set.
pub(super) enum Secret {
    /// As sealed in the file.
    Sealed(Spanned<String>),
    /// Given by a program, in memory only.
    Given(Plain),
}

impl Vault {
    /// Reads the config file of an environment beside `spec`; what is wrong with it goes to the problems, and what can be
    /// understood is in the vault. No file is an empty vault.
    ///
    /// The file is added to `sources` as it may be shown: private keys and unsealed secrets in it are starred out.
    pub fn load(
        spec: &Path,
        stack: &str,
        env: &str,
        search: &IdentitySearch,
        sources: &mut SourceMap,
    ) -> (Self, Problems) {
        Self::load_file(&config_path(spec, env), stack, env, search, sources)
    }

    /// As [`Vault::load`], from the config file itself.
    pub(super) fn load_file(
        path: &Path,
        stack: &str,
        env: &str,
        search: &IdentitySearch,
        sources: &mut SourceMap,
    ) -> (Self, Problems) {
        let mut problems = Problems::default();
        let mut vault =
            Self { stack: stack.to_owned(), env: env.to_owned(), search: search.clone(), ..Self::default() };
        match disk::read(path) {
            Ok(Some(text)) => {
                vault.path = Some(path.to_owned());
                let file = sources.add(path, super::scan::presentable(&text));
                let config = ConfigFile::parse(&text, file, &mut problems);
                config.check_owner(stack, env, &mut problems);
                vault.fill(config, &mut problems);
            }
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
        (vault, problems)
    }

    /// A vault of values a program already has, under a data key of its own.
    ///
    /// Without random bytes from the system it is locked.
    pub fn in_memory(stack: &str, env: &str, secrets: impl IntoIterator<Item = (String, Plain)>) -> Self {
        Self {
            stack: stack.to_owned(),
            env: env.to_owned(),
            secrets: secrets.into_iter().map(|(name, plain)| (name, Secret::Given(plain))).collect(),
            key: OnceLock::from((DataKey::generate().ok(), Vec::new())),
            ..Self::default()
        }
    }

    /// The same vault under a given data key, so that digests of an earlier run can be compared.
    pub fn under(self, key: [u8; 32]) -> Self {
        Self { key: OnceLock::from((DataKey::from_bytes(&key), Vec::new())), ..self }
    }

    fn fill(&mut self, config: ConfigFile, problems: &mut Problems) {
        for entry in config.entries {
            let key = entry.key.value;
            match entry.value {
                Setting::Plain(text) => {
                    self.plain.insert(key, Spanned::new(text, entry.written));
                }
                Setting::Sealed(text) => {
                    self.secrets.insert(key, Secret::Sealed(Spanned::new(text, entry.written)));
                }
                Setting::Broken => {}
            }
        }
        let sealed = self.secrets.values().find_map(|secret| match secret {
            Secret::Sealed(text) => Some(text.span),
            Secret::Given(_) => None,
        });
        if let Some(span) = sealed
            && config.data_key.is_none()
            && !problems.0.iter().any(|problem| matches!(problem.code, codes::DATA_KEY))
        {
            problems.push(
                Diagnostic::error(codes::DATA_KEY, "there are sealed values but no data key to open them")
                    .at(span, "sealed under a key that is not in this file")
                    .help("bring the `data-key` line back from version control; without it the sealed values are lost"),
            );
        }
        for line in &config.recipients {
            if let Some(name) = line.recipient.plugin()
                && !self.search.plugins()
            {
                problems.push(plugin_off(name, Some(line.key)));
            }
        }
        let countable = config.recipients.iter().all(|line| line.recipient.plugin().is_none());
        self.readers = countable.then_some(config.recipients.len());
        self.wrapped = config.data_key;
        self.former = config.former.into_iter().map(|line| line.sealed).collect();
    }

    /// Whether the environment has a config file.
    pub fn has_config(&self) -> bool {
        self.path.is_some()
    }

    /// The config file it was read from.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// A plain value by key, with its place in the config file.
    pub fn plain(&self, key: &str) -> Option<&Spanned<String>> {
        self.plain.get(key)
    }

    /// Every plain value, by key.
    pub fn plain_values(&self) -> impl Iterator<Item = (&str, &Spanned<String>)> {
        self.plain.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether a secret of this name is set. Needs no identity.
    pub fn has_secret(&self, name: &str) -> bool {
        self.secrets.contains_key(name)
    }

    /// The names of every secret that is set. Needs no identity.
    pub fn secret_names(&self) -> impl Iterator<Item = &str> {
        self.secrets.keys().map(String::as_str)
    }

    /// Where a secret stands in the config file.
    pub fn secret_span(&self, name: &str) -> Option<Span> {
        match self.secrets.get(name)? {
            Secret::Sealed(text) => Some(text.span),
            Secret::Given(_) => None,
        }
    }

    /// Opens a secret for a call, in the form it is wanted in.
    ///
    /// # Errors
    /// When it does not exist, no identity on this machine can decrypt it, or it was tampered with.
    pub fn open(&self, secret: &SecretRef) -> Result<Plain, Locked> {
        let plain = self.value(&secret.name)?;
        Ok(in_form(plain.expose(), secret.form))
    }

    /// Keyed digest of a secret's value in its form; `None` when this machine cannot decrypt.
    pub fn digest(&self, secret: &SecretRef) -> Option<String> {
        let plain = self.open(secret).ok()?;
        Some(self.data_key()?.digest(plain.expose()))
    }

    /// Keyed digest of plain text read from a cloud, comparable with [`Vault::digest`]; empty, which equals every digest, when
    /// this machine cannot decrypt.
    pub fn digest_of_live(&self, plain: &str) -> String {
        self.data_key().map(|key| key.digest(plain)).unwrap_or_default()
    }

    /// `text` with every secret opened so far replaced by `(secret NAME)`, in whatever spelling it comes: as it is, escaped for
    /// JSON, URLs or XML, in base64.
    pub fn mask(&self, text: &str) -> String {
        self.mask.lock().unwrap_or_else(PoisonError::into_inner).apply(text)
    }

    /// A fingerprint of the data key, for the state to notice another one; `None` when this machine cannot decrypt or there is
    /// no data key.
    pub fn commitment(&self) -> Option<String> {
        self.data_key().map(DataKey::commitment)
    }

    /// Whether `commitment` is of the data key or of one that a reader replaced by it (`rekey`); otherwise the file was swapped
    /// for one under another key. `None` when this machine cannot decrypt.
    pub fn succeeds(&self, commitment: &str) -> Option<bool> {
        let key = self.data_key()?;
        Some(key.commitment() == commitment || self.former_key(commitment).is_some())
    }

    /// The digest as it was when the data key had this commitment, to be compared with a digest recorded then: so that a new
    /// data key alone is no change of a secret, and a new value under it is. `None` when this machine cannot decrypt or the key
    /// is none of the last few; then a recorded digest says nothing, and the secret has to be written again.
    pub fn digest_under(&self, commitment: &str, secret: &SecretRef) -> Option<String> {
        if self.data_key()?.commitment() == commitment {
            return self.digest(secret);
        }
        let key = self.former_key(commitment)?;
        Some(key.digest(self.open(secret).ok()?.expose()))
    }

    fn former_key(&self, commitment: &str) -> Option<DataKey> {
        let key = self.data_key()?;
        self.former.iter().find_map(|sealed| {
            let bytes = seal::open_bytes(key, self.place(FORMER), &sealed.value).ok()?;
            DataKey::from_bytes(&bytes).filter(|former| former.commitment() == commitment)
        })
    }

    /// Opens the data key now, so that a passphrase is asked for before work begins.
    ///
    /// # Errors
    /// The problem at the place of the data key, with everything that was tried.
    pub fn unlock(&self) -> Result<(), Diagnostic> {
        match self.data_key() {
            Some(_) => Ok(()),
            None => Err(self.locked()),
        }
    }

    /// What was tried to open the data key, in order; empty until something needed it.
    pub fn attempts(&self) -> &[Attempt] {
        self.key.get().map_or(&[], |(_, attempts)| attempts)
    }

    /// Whether a secret is set, opens and has at least `least` characters.
    pub(super) fn has_fitting(&self, name: &str, least: usize) -> bool {
        self.value(name).is_ok_and(|plain| plain.expose().chars().count() >= least)
    }

    pub(super) fn data_key(&self) -> Option<&DataKey> {
        let (key, _) = self.key.get_or_init(|| match &self.wrapped {
            Some(wrapped) => self.search.unwrap(&wrapped.value),
            None => (None, Vec::new()),
        });
        key.as_ref()
    }

    /// Whether a text read from the cloud has a secret of the environment in it, as far as this machine can decrypt them.
    pub fn is_in(&self, text: &str) -> bool {
        // Opening them is what lets the mask know them.
        self.secrets.keys().for_each(|name| drop(self.value(name)));
        self.mask(text) != text
    }

    /// The one of `live`, texts read from the cloud, whose keyed digest is `digest`; from now on it is masked.
    pub fn unseal(&self, digest: &str, live: &[String]) -> Option<Plain> {
        let key = self.data_key()?;
        let found = live.iter().find(|plain| key.digest(plain) == digest)?;
        self.mask.lock().unwrap_or_else(PoisonError::into_inner).add("replaced", found);
        Some(Plain::new(found.clone()))
    }

    /// The value as it was set; from now on it is masked.
    pub(super) fn value(&self, name: &str) -> Result<Plain, Locked> {
        let secret = self
            .secrets
            .get(name)
            .ok_or_else(|| Locked(format!("the secret `{name}` is not set in environment `{}`", self.env)))?;
        let plain = match secret {
            Secret::Given(plain) => Plain::new(plain.expose().to_owned()),
            Secret::Sealed(sealed) => {
                let key = self.data_key().ok_or_else(|| self.locked_out(name))?;
                seal::open(key, self.place(name), &sealed.value)
                    .map_err(|why| Locked(why.diagnostic(name, sealed.span).message))?
            }
        };
        let mut mask = self.mask.lock().unwrap_or_else(PoisonError::into_inner);
        mask.add(name, plain.expose());
        mask.add(name, in_form(plain.expose(), SecretForm::ExactRegex).expose());
        drop(mask);
        Ok(plain)
    }

    fn locked_out(&self, name: &str) -> Locked {
        if self.wrapped.is_none() {
            return Locked(format!("the secret `{name}` cannot be opened: the config file has no usable data key"));
        }
        let tried = self.attempts().iter().map(Attempt::to_string).collect::<Vec<_>>().join("; ");
        Locked(format!("the secret `{name}` cannot be opened: no identity here opens the data key ({tried})"))
    }

    pub(super) fn place<'a>(&'a self, key: &'a str) -> Place<'a> {
        Place { stack: &self.stack, env: &self.env, key }
    }
}

/// The key name that former data keys are sealed for; no config key can have it.
pub(super) const FORMER: &str = "\u{0}former data key";
