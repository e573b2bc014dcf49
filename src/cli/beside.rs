//! What the commands that look after config files share: the spec gives the stack and its environments, the config lies beside.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

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

    /// Shows what went wrong with the config file.
    pub fn refuse(&self, global: &Global, problems: &Problems) -> Exit {
        show::problems(global, problems, &self.sources);
        Exit::Failed
    }
}

/// The variable that holds a private key itself.
const KEY: &str = "ENGINE_AGE_KEY";
static TAKEN: OnceLock<Option<OsString>> = OnceLock::new();

/// Takes the private key out of the environment, so that no program started from here inherits it: age plugins, credential
/// helpers of AWS, functions that run on this machine. To be called before any thread starts.
pub fn take_key() {
    TAKEN.get_or_init(|| {
        let key = std::env::var_os(KEY);
        // SAFETY: this is the start of the program, no other thread reads the environment.
        unsafe { std::env::remove_var(KEY) };
        key
    });
}

/// Where this command looks for private keys; passphrases are asked for when there is somebody to ask.
pub fn identities(global: &Global) -> IdentitySearch {
    let variable = |name: &str| match name {
        KEY => TAKEN.get().cloned().flatten().or_else(|| std::env::var_os(KEY)),
        other => std::env::var_os(other),
    };
    let search = IdentitySearch::from_environment(global.identity.clone(), &variable);
    if !std::io::stdin().is_terminal() {
        return search;
    }
    search.asking(Arc::new(|what| rpassword::prompt_password(format!("{what}: ")).ok().map(Plain::new)))
}
