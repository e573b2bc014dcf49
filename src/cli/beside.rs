//! What the commands that look after config files share: the spec gives the stack and its environments, the config lies beside.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Global;
use super::{Exit, session, show};
use crate::diag::{Problems, SourceMap};
use crate::secrets::{IdentitySearch, Plain, Settings};
use crate::spec::{self, Spec};

/// A spec with the config file of one environment beside it. Nothing of the config is read yet, so a damaged one can be mended.
pub struct Beside {
    /// The spec file.
    pub path: PathBuf,
    pub sources: SourceMap,
    pub spec: Spec,
    pub env: String,
    pub search: IdentitySearch,
    pub settings: Settings,
}

impl Beside {
    /// Reads the spec and chooses the environment.
    ///
    /// # Errors
    /// [`Exit::Failed`] after the diagnostics were shown.
    pub fn read(global: &Global, given: Option<&Path>) -> Result<Self, Exit> {
        let path = session::spec_path(given);
        let mut sources = SourceMap::default();
        let (spec, mut problems) = spec::load(&path, &crate::world::Disk, &mut sources);
        let chosen = match spec.filter(|_| !problems.has_errors()) {
            Some(spec) => session::choose_env(global, &spec).map(|env| (spec, env)).map_err(Some),
            None => Err(None),
        };
        let (spec, env) = chosen.map_err(|problem| {
            problems.0.extend(problem);
            show::problems(global, &problems, &sources);
            Exit::Failed
        })?;
        let search = identities(global);
        let settings = Settings::new(&path, &spec.stack.name.value, &env, search.clone());
        Ok(Self { path, sources, spec, env, search, settings })
    }

    /// The stack's name.
    pub fn stack(&self) -> &str {
        &self.spec.stack.name.value
    }

    /// Every secret the spec declares with the fewest characters it may have.
    pub fn declared(&self) -> Vec<(String, usize)> {
        self.spec.secrets.iter().map(|(name, secret)| (name.clone(), secret.min_length.value as usize)).collect()
    }

    /// Shows what went wrong with the config file.
    pub fn refuse(&self, global: &Global, problems: &Problems) -> Exit {
        show::problems(global, problems, &self.sources);
        Exit::Failed
    }
}

/// Where this command looks for private keys; passphrases are asked for when there is somebody to ask.
pub fn identities(global: &Global) -> IdentitySearch {
    let search = IdentitySearch::from_environment(global.identity.clone(), &|name| std::env::var_os(name));
    if !std::io::stdin().is_terminal() {
        return search;
    }
    search.asking(Arc::new(|what| rpassword::prompt_password(format!("{what}: ")).ok().map(Plain::new)))
}
