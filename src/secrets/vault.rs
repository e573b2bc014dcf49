use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::config_file::{ConfigFile, Setting, config_path};
use super::data_key::DataKey;
use super::form::in_form;
use super::identity::{Attempt, IdentitySearch, wrapped_for};
use super::mask::Mask;
use super::seal::{self, Place, Unsealable};
use super::{Locked, Plain, codes, disk};
use crate::diag::{Diagnostic, Problems, SourceMap, Span, Spanned};
use crate::value::{SecretForm, SecretRef};

/// The values of one environment: plain ones by key, secrets that open when first asked for.
///
/// The data key is unwrapped at most once. Without an identity that can, everything works but opening and digests.
#[derive(Default)]
pub struct Vault {
    stack: String,
    env: String,
    /// The file it was read from; `None` when the environment has none.
    path: Option<PathBuf>,
    plain: BTreeMap<String, Spanned<String>>,
    secrets: BTreeMap<String, Secret>,
    wrapped: Option<Spanned<Vec<u8>>>,
    /// How many readers the file lists, and where they begin.
    readers: usize,
    former: Vec<Spanned<String>>,
    search: IdentitySearch,
    key: OnceLock<(Option<DataKey>, Vec<Attempt>)>,
    mask: Mutex<Mask>,
}

/// A secret that is set.
enum Secret {
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
        self.readers = config.recipients.len();
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

    /// Whether `commitment` is of the data key or of one that a reader replaced by it (`rekey`): then digests recorded under it
    /// cannot be compared, but nobody swapped the key. `None` when this machine cannot decrypt.
    pub fn succeeds(&self, commitment: &str) -> Option<bool> {
        let key = self.data_key()?;
        let former = self.former.iter().filter_map(|sealed| {
            let bytes = seal::open_bytes(key, self.place(FORMER), &sealed.value).ok()?;
            DataKey::from_bytes(&bytes)
        });
        Some(key.commitment() == commitment || former.map(|key| key.commitment()).any(|known| known == commitment))
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

    /// Opens everything and says what does not open, what is shorter than the spec asks for (`declared`: name and least length
    /// in characters), and whether the data key is wrapped for as many readers as are listed.
    pub fn check(&self, declared: &[(String, usize)]) -> Problems {
        let mut problems = Problems::default();
        if let Some(wrapped) = &self.wrapped {
            let stanzas = wrapped_for(&wrapped.value);
            if stanzas != self.readers {
                let message = format!("the data key is wrapped for {stanzas} readers, but {} are listed", self.readers);
                problems.push(
                    Diagnostic::warning(codes::STALE_WRAP, message)
                        .at(wrapped.span, "wrapped before the list was edited")
                        .help("run `engine secret rekey`: it makes a new data key for exactly the readers listed"),
                );
            }
        }
        if self.secrets.is_empty() {
            return problems;
        }
        if let Err(problem) = self.unlock() {
            problems.push(problem);
            return problems;
        }
        for (name, secret) in &self.secrets {
            match (self.value(name), secret) {
                (Ok(plain), _) => {
                    let least = declared.iter().find(|(other, _)| other == name).map_or(0, |(_, least)| *least);
                    let length = plain.expose().chars().count();
                    if length < least {
                        problems.push(self.too_short(name, length, least));
                    }
                }
                (Err(_), Secret::Sealed(sealed)) => problems.push(self.tampered(name, sealed)),
                (Err(_), Secret::Given(_)) => {}
            }
        }
        problems
    }

    fn too_short(&self, name: &str, length: usize, least: usize) -> Diagnostic {
        let message = format!("the secret `{name}` has {length} characters, the spec asks for {least}");
        let problem = Diagnostic::error(codes::TOO_SHORT, message)
            .help(format!("set a longer one, for example with `engine config set {name} --secret --generate`"));
        match self.secret_span(name) {
            Some(span) => problem.at(span, "too short"),
            None => problem,
        }
    }

    /// The diagnostic of a sealed value that does not open although the data key does.
    fn tampered(&self, name: &str, sealed: &Spanned<String>) -> Diagnostic {
        let Some(key) = self.data_key() else { return self.locked() };
        let why = seal::open(key, self.place(name), &sealed.value).err().unwrap_or(Unsealable::Damaged);
        let problem = why.diagnostic(name, sealed.span);
        let belongs = self
            .secrets
            .iter()
            .find(|(other, _)| other.as_str() != name && seal::open(key, self.place(other), &sealed.value).is_ok());
        match belongs {
            Some((other, Secret::Sealed(there))) => {
                problem.at(there.span, format!("it was sealed for `{other}`, here"))
            }
            _ => problem,
        }
    }

    /// The diagnostic of secrets that cannot be opened here.
    fn locked(&self) -> Diagnostic {
        let _ = self.data_key();
        match &self.wrapped {
            Some(wrapped) => locked(wrapped.span, self.attempts()),
            None => Diagnostic::error(codes::DATA_KEY, format!("environment `{}` has no data key", self.env))
                .help("set a secret with `engine config set KEY --secret`; that makes one"),
        }
    }

    /// Whether a secret is set, opens and has at least `least` characters.
    pub(super) fn has_fitting(&self, name: &str, least: usize) -> bool {
        self.value(name).is_ok_and(|plain| plain.expose().chars().count() >= least)
    }

    fn data_key(&self) -> Option<&DataKey> {
        let (key, _) = self.key.get_or_init(|| match &self.wrapped {
            Some(wrapped) => self.search.unwrap(&wrapped.value),
            None => (None, Vec::new()),
        });
        key.as_ref()
    }

    /// The value as it was set; from now on it is masked.
    fn value(&self, name: &str) -> Result<Plain, Locked> {
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

    fn place<'a>(&'a self, key: &'a str) -> Place<'a> {
        Place { stack: &self.stack, env: &self.env, key }
    }
}

/// The key name that former data keys are sealed for; no config key can have it.
pub(super) const FORMER: &str = "\u{0}former data key";

/// The diagnostic of a data key that no identity here opens, with everything that was tried.
pub(super) fn locked(wrapped: Span, attempts: &[Attempt]) -> Diagnostic {
    let mut help = match attempts {
        [] => "there is no place to look for an identity".to_owned(),
        _ => "tried, in this order:".to_owned(),
    };
    for attempt in attempts {
        help.push_str(&format!("\n  {attempt}"));
    }
    help.push_str(
        "\nask a reader to run `engine secret recipients add` with your public key (`engine secret keygen` makes one), \
         or name the right identity file with `--identity`",
    );
    Diagnostic::error(codes::LOCKED, "no identity on this machine opens the data key")
        .at(wrapped, "wrapped for other readers")
        .help(help)
}

/// The diagnostic of a recipient that needs a plugin while plugins are off.
pub(super) fn plugin_off(name: &str, at: Option<Span>) -> Diagnostic {
    let problem = Diagnostic::error(codes::PLUGIN, format!("this recipient needs the program `age-plugin-{name}`"))
        .help("a plugin is a program that a file asks to run: set ENGINE_AGE_PLUGINS=1 if you trust it");
    match at {
        Some(at) => problem.at(at, "needs a plugin"),
        None => problem,
    }
}
