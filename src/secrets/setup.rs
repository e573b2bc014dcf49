use std::path::{Path, PathBuf};

use super::disk::one;
use super::edit::Edit;
use super::generate::generate;
use super::identity::IdentitySearch;
use super::keygen::{NewIdentity, keygen};
use super::settings::Settings;
use super::{Vault, codes, disk};
use crate::diag::{Diagnostic, Problems, SourceMap};

/// What [`set_up`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// The config file; it may have been there before.
    pub config: PathBuf,
    /// Whether the config file is new.
    pub created: bool,
    /// The identity that was made, when the user had none.
    pub identity: Option<NewIdentity>,
}

/// Makes an identity in the user's config folder when the user has none that could read and write secrets.
///
/// # Errors
/// When there is no home to put it in, or it cannot be written.
pub fn own_identity(search: &IdentitySearch) -> Result<Option<NewIdentity>, Diagnostic> {
    if search.own_recipient().is_some() {
        return Ok(None);
    }
    let path = search.user_identity().ok_or_else(|| {
        Diagnostic::error(codes::UNWRITABLE, "there is no home folder to keep an identity in")
            .help("set HOME, or make an identity with `engine secret keygen --out FILE`")
    })?;
    keygen(&path).map(Some)
}

/// Makes an environment ready for secrets: a config file with a data key for the user's own identity, which is made in the
/// user's config folder when there is none. What exists is left as it is.
///
/// # Errors
/// When there is no home to put an identity in, or something cannot be read or written.
pub fn set_up(
    spec: &Path,
    stack: &str,
    env: &str,
    search: &IdentitySearch,
    sources: &mut SourceMap,
) -> Result<SetUp, Problems> {
    let settings = Settings::new(spec, stack, env, search.clone());
    let config = settings.path().to_owned();
    if disk::read(&config).map_err(one)?.is_some() {
        return Ok(SetUp { config, created: false, identity: None });
    }
    let identity = own_identity(search).map_err(one)?;
    settings.change(sources, |text, file| {
        let mut edit = Edit::of(text, file);
        settings.data_key(file, &mut edit)?;
        Ok((Some(edit.finish()), ()))
    })?;
    Ok(SetUp { config, created: true, identity })
}

impl Vault {
    /// The throwaway secrets of this checkout, for `--local` in an environment that has no config file: they are generated once,
    /// sealed in `<folder>/.engine/local/secrets/` under a key that lies beside them, and never leave the embedded cloud.
    ///
    /// `declared` is the name and least length of every secret of the spec; `folder` is the spec's. Plain values it has none.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn for_local(stack: &str, env: &str, declared: &[(String, usize)], folder: &Path) -> Result<Self, Problems> {
        const LENGTH: usize = 40;
        let key = local_home(folder).join("key");
        let search = IdentitySearch::only(&key);
        let mut sources = SourceMap::default();
        let file = local_file(folder, stack, env);
        if !declared.is_empty() {
            match keygen(&key) {
                Ok(_) => {}
                // Made by an earlier run, or by one that runs at this moment.
                Err(problem) if problem.code == codes::EXISTS => {}
                Err(problem) => return Err(one(problem)),
            }
        }
        let settings = Settings::of_file(file, stack, env, search);
        let (mut before, _) = settings.vault(&mut sources);
        if before.has_config() && before.unlock().is_err() {
            // The key beside it was deleted: what it sealed is lost, and was made to be thrown away.
            disk::remove(settings.path()).map_err(one)?;
            before = Self::default();
        }
        for (name, least) in declared {
            if !before.has_fitting(name, *least) {
                settings.set_secret(name, &generate(LENGTH.max(*least)).map_err(one)?, &mut sources)?;
            }
        }
        let (vault, problems) = settings.vault(&mut sources);
        if problems.has_errors() { Err(problems) } else { Ok(vault) }
    }

    /// The fingerprint of the data key of [`Vault::for_local`], if it was ever made; makes nothing.
    pub fn local_commitment(stack: &str, env: &str, folder: &Path) -> Option<String> {
        let search = IdentitySearch::only(local_home(folder).join("key"));
        let file = local_file(folder, stack, env);
        let (vault, _) = Self::load_file(&file, stack, env, &search, &mut SourceMap::default());
        vault.commitment()
    }
}

fn local_home(folder: &Path) -> PathBuf {
    folder.join(".engine").join("local").join("secrets")
}

fn local_file(folder: &Path, stack: &str, env: &str) -> PathBuf {
    local_home(folder).join(format!("{}.{}.kdl", file_name(stack), file_name(env)))
}

/// A stack or environment as part of a file name.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' }).collect()
}
