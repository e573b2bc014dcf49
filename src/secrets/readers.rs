use zeroize::Zeroizing;

use super::complaints::plugin_off;
use super::config_file::{ConfigFile, RecipientLine, Setting};
use super::data_key::{DataKey, DigestKey};
use super::disk::one;
use super::edit::{Edit, Line, quote};
use super::generate::no_randomness;
use super::identity::wrapped_for;
use super::recipient::Recipient;
use super::settings::Settings;
use super::vault::{DIGEST, FORMER, open_digest_key, unusable_digest_key};
use super::{codes, seal};
use crate::diag::{Diagnostic, Problems, SourceMap};

/// Somebody who can open the secrets of an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The public key.
    pub key: String,
    /// Whose it is, as the file says.
    pub name: Option<String>,
}

/// What [`Settings::rekey`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rekeyed {
    /// The names of what was sealed.
    pub sealed: Vec<String>,
    /// Whether the old data key was wrapped for more readers than are listed: somebody was taken off the list by hand, and has
    /// seen all of it.
    pub fewer_readers: bool,
}

/// Which key digests are made with from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Digests {
    /// The one of before: the readers know every value under it anyway.
    Keep,
    /// A new one: somebody who has the old one could try guesses of later values on a state file.
    Renew,
}

/// How many former data keys a file keeps: what is older than so many changes of readers compares as changed.
const MOST_FORMER: usize = 4;

impl Settings {
    /// Every reader the file lists.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn readers(&self, sources: &mut SourceMap) -> Result<Vec<Reader>, Problems> {
        let config = self.read(sources)?;
        let readers = config.recipients.iter();
        Ok(readers.map(|line| Reader { key: line.recipient.to_string(), name: line.name.clone() }).collect())
    }

    /// Adds a reader by public key (`age1…`, or a line of an ssh `.pub` file, whose comment becomes the name when none is given).
    /// The same data key is wrapped once more; no value changes.
    ///
    /// # Errors
    /// When the key is not a public key or listed already, or no identity here opens the data key.
    pub fn add_reader(&self, key: &str, name: Option<&str>, sources: &mut SourceMap) -> Result<Reader, Problems> {
        let recipient = Recipient::parse(key).map_err(|why| one(why.diagnostic(None)))?;
        if let Some(plugin) = recipient.plugin()
            && !self.search.plugins()
        {
            return Err(one(plugin_off(plugin, None)));
        }
        let text = recipient.to_string();
        let comment = key.trim().strip_prefix(text.as_str()).map(str::trim).filter(|comment| !comment.is_empty());
        let name = name.or(comment).map(str::to_owned);
        self.change(sources, |file, config| {
            if let Some(line) = config.recipients.iter().find(|line| line.recipient.to_string() == text) {
                let problem = Diagnostic::error(codes::READERS, "this reader is listed already");
                return Err(one(problem.at(line.key, "here").help("nothing was changed")));
            }
            let mut edit = Edit::of(file, config);
            let named = name.as_ref().map_or(String::new(), |name| format!(" name={}", quote(name)));
            edit.insert(Line::Recipient, &format!("recipient {}{named}", quote(&text)));
            if let Some(wrapped) = &config.data_key {
                let data_key = self.unwrap(wrapped)?;
                let readers: Vec<_> = recipients(config).chain([recipient.clone()]).collect();
                edit.replace(wrapped.span, self.wrap(&data_key, &readers)?);
            }
            Ok((Some(edit.finish()), Reader { key: text.clone(), name: name.clone() }))
        })
    }

    /// Removes a reader by name or public key: a new data key is made and every value sealed under it, because the old one stays
    /// readable for them in the file's history.
    ///
    /// Gives the names of the secrets the reader has seen: those have to be changed where they are used, too.
    ///
    /// # Errors
    /// When there is no such reader, it is the last one while secrets are set, or something does not open.
    pub fn remove_reader(&self, which: &str, sources: &mut SourceMap) -> Result<Vec<String>, Problems> {
        self.change(sources, |file, config| {
            let gone = self.find(config, which)?;
            let secrets = config.entries.iter().filter(|entry| !matches!(entry.value, Setting::Plain(_))).count();
            if config.recipients.len() == 1 && secrets > 0 {
                let problem =
                    Diagnostic::error(codes::READERS, "the last reader cannot be removed while secrets are set");
                let help = "add another reader first: nobody could open the secrets any more";
                return Err(one(problem.at(gone.key, "the only reader").help(help)));
            }
            let mut edit = Edit::of(file, config);
            edit.remove(gone.node);
            let rest: Vec<_> = config
                .recipients
                .iter()
                .filter(|line| line.key != gone.key)
                .map(|line| line.recipient.clone())
                .collect();
            let seen = self.reseal(config, &rest, Digests::Renew, &mut edit)?;
            Ok((Some(edit.finish()), seen))
        })
    }

    /// Makes a new data key for exactly the readers listed and seals every value under it. Digests stay comparable, unless the old
    /// key was wrapped for more readers than are listed.
    ///
    /// # Errors
    /// When something does not open; then nothing changes.
    pub fn rekey(&self, sources: &mut SourceMap) -> Result<Rekeyed, Problems> {
        self.change(sources, |file, config| {
            let mut edit = Edit::of(file, config);
            let readers: Vec<_> = recipients(config).collect();
            // A plugin may write any number of stanzas.
            let countable = readers.iter().all(|reader| reader.plugin().is_none());
            let wrapped = config.data_key.as_ref().map_or(0, |wrapped| wrapped_for(&wrapped.value));
            let fewer_readers = countable && wrapped > readers.len();
            let digests = if fewer_readers { Digests::Renew } else { Digests::Keep };
            let sealed = self.reseal(config, &readers, digests, &mut edit)?;
            Ok((Some(edit.finish()), Rekeyed { sealed, fewer_readers }))
        })
    }

    fn find<'a>(&self, config: &'a ConfigFile, which: &str) -> Result<&'a RecipientLine, Problems> {
        let wanted = Recipient::parse(which).map(|recipient| recipient.to_string());
        let mut found = config.recipients.iter().filter(|line| match &wanted {
            Ok(key) => line.recipient.to_string() == *key,
            Err(_) => line.name.as_deref() == Some(which),
        });
        match (found.next(), found.next()) {
            (Some(line), None) => Ok(line),
            (Some(first), Some(second)) => {
                let problem = Diagnostic::error(codes::READERS, "two readers have this name");
                let help = "name the reader by public key";
                Err(one(problem.at(first.key, "one").at(second.key, "another").help(help)))
            }
            (None, _) => {
                let listed = config
                    .recipients
                    .iter()
                    .map(|line| line.name.clone().unwrap_or_else(|| line.recipient.to_string()))
                    .collect::<Vec<_>>();
                let help = match listed.is_empty() {
                    true => "no reader is listed".to_owned(),
                    false => format!("listed: {}", listed.join(", ")),
                };
                Err(one(Diagnostic::error(codes::READERS, "there is no such reader").help(help)))
            }
        }
    }

    /// Puts a new data key for `readers` into the edit and every value sealed under it; gives the names of the values.
    fn reseal(
        &self,
        config: &ConfigFile,
        readers: &[Recipient],
        digests: Digests,
        edit: &mut Edit<'_>,
    ) -> Result<Vec<String>, Problems> {
        let Some(wrapped) = &config.data_key else { return Ok(Vec::new()) };
        let old = self.unwrap(wrapped)?;
        let lacking = |_| one(no_randomness());
        let new = DataKey::generate().map_err(lacking)?;
        let mut names = Vec::new();
        let mut problems = Problems::default();
        for entry in &config.entries {
            let name = &entry.key.value;
            match &entry.value {
                Setting::Plain(_) => {}
                Setting::Sealed(sealed) => match seal::open(&old, self.place(name), sealed) {
                    Ok(plain) => {
                        let sealed = seal::seal(&new, self.place(name), &plain).map_err(lacking)?;
                        edit.replace(entry.written, format!("(sealed){}", quote(&sealed)));
                        names.push(name.clone());
                    }
                    Err(why) => problems.push(why.diagnostic(name, entry.written)),
                },
                Setting::Broken => problems.push(seal::Unsealable::Damaged.diagnostic(name, entry.written)),
            }
        }
        if problems.has_errors() {
            return Err(problems);
        }
        if readers.is_empty() {
            // The last reader of a file without secrets: the key goes with them.
            for (line, node) in config.nodes() {
                if matches!(line, Line::DataKey | Line::DigestKey | Line::FormerKey) {
                    edit.remove(node);
                }
            }
            return Ok(names);
        }
        edit.replace(wrapped.span, self.wrap(&new, readers)?);
        let digest = match &config.digest_key {
            None => old.digest_key(),
            Some(line) => open_digest_key(&old, self.place(DIGEST), &line.sealed.value)
                .ok_or_else(|| one(unusable_digest_key(line.sealed.span)))?,
        };
        self.pass_on_digests(config, &digest, &new, digests, edit)?;
        self.keep_former(config, (&old, &digest), &new, edit)?;
        Ok(names)
    }

    /// Puts the digest key of the old data key under the new one, or leaves it behind.
    fn pass_on_digests(
        &self,
        config: &ConfigFile,
        digest: &DigestKey,
        new: &DataKey,
        digests: Digests,
        edit: &mut Edit<'_>,
    ) -> Result<(), Problems> {
        let sealed = || {
            let sealed =
                seal::seal_bytes(new, self.place(DIGEST), digest.expose()).map_err(|_| one(no_randomness()))?;
            Ok::<_, Problems>(format!("(sealed){}", quote(&sealed)))
        };
        match (digests, &config.digest_key) {
            (Digests::Keep, Some(line)) => edit.replace(line.sealed.span, sealed()?),
            (Digests::Keep, None) => edit.insert(Line::DigestKey, &format!("digest-key {}", sealed()?)),
            (Digests::Renew, Some(line)) => edit.remove(line.node),
            (Digests::Renew, None) => {}
        }
        Ok(())
    }

    /// The chain of data keys, so that a state recorded under an older one can be told from a swapped file.
    fn keep_former(
        &self,
        config: &ConfigFile,
        (old, digest): (&DataKey, &DigestKey),
        new: &DataKey,
        edit: &mut Edit<'_>,
    ) -> Result<(), Problems> {
        let place = self.place(FORMER);
        let lacking = |_| one(no_randomness());
        let surplus = (config.former.len() + 1).saturating_sub(MOST_FORMER);
        for (index, former) in config.former.iter().enumerate() {
            // One that does not open proves nothing any more.
            match seal::open_bytes(old, place, &former.sealed.value) {
                Ok(bytes) if index >= surplus => {
                    let sealed = seal::seal_bytes(new, place, &bytes).map_err(lacking)?;
                    edit.replace(former.sealed.span, format!("(sealed){}", quote(&sealed)));
                }
                _ => edit.remove(former.node),
            }
        }
        let both = Zeroizing::new([old.expose().as_slice(), digest.expose()].concat());
        let sealed = seal::seal_bytes(new, place, &both).map_err(lacking)?;
        edit.insert(Line::FormerKey, &format!("former-key (sealed){}", quote(&sealed)));
        Ok(())
    }
}

fn recipients(config: &ConfigFile) -> impl Iterator<Item = Recipient> {
    config.recipients.iter().map(|line| line.recipient.clone())
}
