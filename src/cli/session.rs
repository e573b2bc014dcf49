//! What commands share on their way: the spec with its environment, then the cloud with the record of what stands there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::args::{Format, Global};
use super::beside::identities;
use super::demands::demands;
use super::{Exit, embedded, recorded, rehearsal, show};
use crate::apply::{Event, recover};
use crate::desired::{self, Wish};
use crate::diag::{Diagnostic, Problems, SourceMap};
use crate::kinds;
use crate::names::{BlockAddr, ResourceId};
use crate::observe::{Observed, observe};
use crate::plan::{self, Basis, ChangeKind, Kept, Mode, Plan, PlanError, Situation};
use crate::providers::{Class, Clients, Endpoint, Hands, Identity};
use crate::rules;

use crate::sandbox::faults::{End, Rehearsal};
use crate::secrets::{IdentitySearch, Vault};

use crate::spec::{Arn, Spec};
use crate::state::{Holder, State, StateError, Store};
use crate::value::SecretRef;
use crate::world::{Clock, Disk, Folder};

/// A spec that was read, in one environment.
pub struct Project {
    /// As given on the command line.
    pub path: PathBuf,
    pub sources: SourceMap,
    pub spec: Spec,
    pub env: String,
    pub folder: Folder,
    pub vault: Arc<Vault>,
}

/// `spec.kdl` here, the one in a folder, or the file itself.
pub fn spec_path(given: Option<&Path>) -> PathBuf {
    match given {
        None => PathBuf::from("spec.kdl"),
        Some(path) if path.is_dir() => path.join("spec.kdl"),
        Some(path) => path.to_owned(),
    }
}

/// The folder a spec stands in.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

impl Project {
    /// Reads the spec and the config of its environment, and says what is wrong with them; of warnings, how many there are.
    ///
    /// # Errors
    /// [`Exit::Failed`] after the diagnostics were shown.
    pub fn read(global: &Global, given: Option<&Path>) -> Result<Self, Exit> {
        let (project, problems) = Self::read_silently(global, given)?;
        if global.verbose > 0 {
            show::problems(global, &problems, &project.sources);
        } else {
            show::warnings(global, &problems, &project.path);
        }
        Ok(project)
    }

    /// The same with every warning in full, for commands people read before they decide.
    ///
    /// # Errors
    /// [`Exit::Failed`] after the diagnostics were shown.
    pub fn review(global: &Global, given: Option<&Path>) -> Result<Self, Exit> {
        let (project, problems) = Self::read_silently(global, given)?;
        if !global.quiet {
            show::problems(global, &problems, &project.sources);
        }
        Ok(project)
    }

    fn read_silently(global: &Global, given: Option<&Path>) -> Result<(Self, Problems), Exit> {
        let path = spec_path(given);
        let mut sources = SourceMap::default();
        let (spec, mut problems) = rules::load(&path, &Disk, &mut sources);
        let Some(spec) = spec.filter(|_| !problems.has_errors()) else {
            show::problems(global, &problems, &sources);
            return Err(Exit::Failed);
        };
        let env = match choose_env(global, &spec) {
            Ok(env) => env,
            Err(problem) => {
                problems.push(problem);
                show::problems(global, &problems, &sources);
                return Err(Exit::Failed);
            }
        };
        let folder = Folder::new(folder_of(&path));
        let search = identities(global);
        let (vault, of_vault) = open_vault(global, &path, &spec, &env, &search, &mut sources);
        problems.0.extend(of_vault.0);
        if problems.has_errors() {
            show::problems(global, &problems, &sources);
            return Err(Exit::Failed);
        }
        Ok((Self { path, sources, spec, env, folder, vault: Arc::new(vault) }, problems))
    }

    /// What the spec asks for in this environment, to be looked at.
    ///
    /// # Errors
    /// [`Exit::Failed`] after the diagnostics were shown.
    pub fn wish(&self, global: &Global) -> Result<Wish, Exit> {
        let recorded = Store::read_only(&self.state_folder(global.local)).load(self.stack(), &self.env);
        let (wish, problems) = self.lowered(recorded.ok().as_ref().map(|loaded| &loaded.state));
        if problems.has_errors() {
            show::problems(global, &problems, &self.sources);
            return Err(Exit::Failed);
        }
        Ok(wish)
    }

    /// Blocks that were renamed keep the names of what `recorded` says they made.
    fn lowered(&self, recorded: Option<&State>) -> (Wish, Problems) {
        let value = |name: &str| self.vault.plain(name).map(|value| value.value.clone());
        let made_as = |block: &BlockAddr| recorded.and_then(|state| state.made_as(block));
        let setting = desired::Setting { env: &self.env, value: &value, made_as: &made_as, folder: &self.folder };
        desired::lower(&self.spec, &setting)
    }

    /// What the spec asks for in this environment, to be made: every secret has a value.
    ///
    /// # Errors
    /// [`Exit::Failed`] after the diagnostics were shown.
    pub fn complete_wish(&self, global: &Global) -> Result<Wish, Exit> {
        let (wish, mut problems) = self.lowered(None);
        for (name, secret) in &self.spec.secrets {
            if !self.vault.has_secret(name) {
                let help = format!("set it: `engine config set {name} --secret --generate --env {}`", self.env);
                problems.push(
                    Diagnostic::error("E0806", format!("`secret.{name}` has no value in environment `{}`", self.env))
                        .at(secret.span, "declared here")
                        .help(help),
                );
            }
        }
        if problems.has_errors() {
            show::problems(global, &problems, &self.sources);
            return Err(Exit::Failed);
        }
        Ok(wish)
    }

    /// The same `wish`, with the names that blocks have kept from before they were renamed.
    ///
    /// # Errors
    /// [`Exit::Failed`] after the diagnostics were shown.
    pub fn named_as_recorded(&self, global: &Global, wish: Wish, state: &State) -> Result<Wish, Exit> {
        let renamed = self.spec.keepings.values().any(|keeping| !keeping.rename_from.is_empty());
        if !renamed && state.blocks.values().all(|marks| marks.made_as.is_none()) {
            return Ok(wish);
        }
        let (wish, problems) = self.lowered(Some(state));
        if problems.has_errors() {
            show::problems(global, &problems, &self.sources);
            return Err(Exit::Failed);
        }
        Ok(wish)
    }

    /// The fields the spec leaves alone, by resource.
    pub fn left_alone(&self, state: &State) -> BTreeMap<ResourceId, Vec<String>> {
        if self.spec.keepings.values().all(|keeping| keeping.ignore_changes.is_empty()) {
            return BTreeMap::new();
        }
        let (wish, _) = self.lowered(Some(state));
        wish.resources.into_iter().map(|desired| (desired.id, desired.left_alone)).collect()
    }

    /// Whether every one of these secrets opens here and fits where it goes, so that an apply does not end half-way for it.
    ///
    /// # Errors
    /// [`Exit::Failed`] after saying which do not, and what was tried.
    pub fn require<'a>(&self, global: &Global, secrets: impl IntoIterator<Item = &'a SecretRef>) -> Result<(), Exit> {
        let names: BTreeSet<&str> = secrets.into_iter().map(|secret| secret.name.as_str()).collect();
        let demands: Vec<_> =
            demands(&self.spec).into_iter().filter(|demand| names.contains(demand.name.as_str())).collect();
        let problems = self.vault.require(&demands);
        if problems.is_empty() {
            return Ok(());
        }
        show::problems(global, &problems, &self.sources);
        Err(Exit::Failed)
    }

    /// As [`Project::require`], for a look: a machine that opens no secret is told what it cannot see, and goes on.
    ///
    /// # Errors
    /// [`Exit::Failed`] after saying what is wrong with a value.
    pub fn consider(&self, global: &Global, wish: &Wish) -> Result<(), Exit> {
        let secrets = secrets_of(wish);
        if secrets.is_empty() || self.vault.commitment().is_some() {
            return self.require(global, &secrets);
        }
        if !global.quiet {
            let names: BTreeSet<String> = secrets.iter().map(|secret| format!("`{}`", secret.name)).collect();
            let names: Vec<String> = names.into_iter().collect();
            let tried: Vec<String> = self.vault.attempts().iter().map(ToString::to_string).collect();
            show::warn(
                &format!("{} cannot be opened here, so a change of it does not show", names.join(", ")),
                Some(&format!("apply needs it; tried {}", tried.join("; "))),
            );
        }
        Ok(())
    }

    /// The stack's name.
    pub fn stack(&self) -> &str {
        &self.spec.stack.name.value
    }

    /// Where the record of this stack and environment is kept.
    pub fn state_folder(&self, local: bool) -> PathBuf {
        let base = if local { embedded::folder(&self.path) } else { folder_of(&self.path).join(".engine") };
        base.join(self.stack()).join(&self.env)
    }
}

/// The secrets that what is asked for holds.
pub fn secrets_of(wish: &Wish) -> Vec<SecretRef> {
    wish.resources.iter().flat_map(|desired| desired.inputs.secrets()).collect()
}

/// The environment asked for, or the first one of the stack.
///
/// # Errors
/// When the stack has none, or not this one.
pub fn choose_env(global: &Global, spec: &Spec) -> Result<String, Diagnostic> {
    let declared: Vec<&str> = spec.stack.envs.iter().map(|env| env.value.as_str()).collect();
    let Some(first) = declared.first() else {
        return Err(Diagnostic::error("E0807", "the stack names no environment")
            .at(spec.stack.span, "add `env \"dev\"` here")
            .help("every apply happens in an environment"));
    };
    match &global.env {
        None => Ok((*first).to_owned()),
        Some(wanted) if declared.contains(&wanted.as_str()) => Ok(wanted.clone()),
        Some(wanted) => Err(Diagnostic::error("E0807", format!("there is no environment `{wanted}`"))
            .at(spec.stack.span, format!("this stack has {}", declared.join(", ")))
            .help("pass one of these with --env, or add it to the stack")),
    }
}

/// The values of the environment; a `--local` run without a config file makes up its secrets and keeps them beside the cloud.
fn open_vault(
    global: &Global,
    path: &Path,
    spec: &Spec,
    env: &str,
    search: &IdentitySearch,
    sources: &mut SourceMap,
) -> (Vault, Problems) {
    let stack = &spec.stack.name.value;
    let (vault, problems) = Vault::load(path, stack, env, search, sources);
    if !global.local || vault.has_config() || spec.secrets.is_empty() {
        return (vault, problems);
    }
    let declared: Vec<(String, usize)> =
        spec.secrets.iter().map(|(name, secret)| (name.clone(), secret.min_length.value as usize)).collect();
    let make_up = || Vault::for_local(stack, env, &declared, &folder_of(path));
    let mut made = make_up();
    // Of two first runs at once one makes up the secrets; the other one then finds them.
    for _ in 0..3 {
        if made.as_ref().is_err_and(|trouble| trouble.0.iter().any(|problem| problem.code == "E0716")) {
            made = make_up();
        }
    }
    match made {
        Ok(vault) => (vault, problems),
        Err(trouble) => (vault, trouble),
    }
}

/// A cloud that answers, and whose it is.
pub struct Connection {
    pub hands: Hands,
    /// What goes wrong on purpose, if anything.
    pub rehearsal: Option<Rehearsal>,
    pub local: bool,
    /// Whether new WAF Classic web ACLs can be made: only where it is not AWS that answers.
    pub classic: bool,
    pub region: String,
}

impl Connection {
    /// Connects to AWS, or opens the embedded cloud.
    ///
    /// # Errors
    /// [`Exit::Refused`] when nobody answers or the credentials are not accepted.
    pub async fn open(global: &Global, project: &Project) -> Result<Self, Exit> {
        let region = project.spec.stack.region.value.clone();
        let faults = rehearsal::faults(global)?;
        let mut rehearsal = None;
        let (endpoint, clock) = if global.local {
            let cloud = embedded::open(&embedded::folder(&project.path), Clock::virtual_from(Duration::ZERO))?;
            embedded::register_domains(&cloud, &project.spec)?;
            rehearsal = faults.map(|faults| Rehearsal::new(&cloud, faults, End::Process));
            let client = rehearsal.as_ref().map_or_else(|| cloud.http_client(), Rehearsal::http_client);
            (Endpoint::Embedded(client), cloud.clock().clone())
        } else {
            (Endpoint::Aws { profile: None }, Clock::real())
        };
        let clients = Clients::load(&endpoint, &region).await;
        let classic = clients.classic_is_elsewhere();
        let unknown = Identity { account: String::new(), partition: "aws".into() };
        let folder = project.folder.path().to_owned();
        let mut hands = Hands::new(clients, unknown, clock, folder, Arc::clone(&project.vault));
        if global.verbose > 0 && !global.quiet {
            let refusals = global.verbose > 1;
            hands = hands.logging(move |called| show::called(called, refusals));
        }
        match hands.who_am_i(&region).await {
            Ok(identity) => Ok(Self { hands: hands.of(identity), rehearsal, local: global.local, classic, region }),
            Err(refusal) => {
                let (message, help) = match refusal.class {
                    Class::Lost | Class::Transient | Class::Throttled => (
                        "AWS does not answer",
                        "check the network and AWS_ENDPOINT_URL, or try `--local`, which needs neither",
                    ),
                    Class::NotSent
                    | Class::Busy
                    | Class::NotYet
                    | Class::InUse
                    | Class::NotFound
                    | Class::Exists
                    | Class::Permanent => (
                        "AWS does not know who is asking",
                        "set credentials (AWS_PROFILE, `aws sso login`, AWS_ACCESS_KEY_ID), or try `--local`, which needs none",
                    ),
                };
                show::fail_as("E0907", &format!("{message}: {refusal}"), Some(help));
                Err(Exit::Refused)
            }
        }
    }
}

/// The record, with what an interrupted run left open resolved.
pub struct Known {
    pub store: Store,
    pub state: State,
    pub observed: Observed,
}

/// Loads the record, asks the cloud about what was left open, and reads everything recorded. To change anything the lock is
/// needed: `lock` says how long to wait for whoever has it.
///
/// # Errors
/// [`Exit::Locked`], [`Exit::Refused`] or [`Exit::Failed`] after saying why.
pub async fn know(
    global: &Global,
    project: &Project,
    at: &Connection,
    operation: &str,
    lock: Option<Duration>,
) -> Result<Known, Exit> {
    let folder = project.state_folder(at.local);
    let store = match lock {
        Some(timeout) => {
            let holder = Holder::this_process(operation, Clock::real().now());
            Store::locked(&folder, &holder, timeout)
        }
        None => Ok(Store::read_only(&folder)),
    };
    let store = store.map_err(|error| state_trouble(&error))?;
    let store = match &at.rehearsal {
        Some(rehearsal) => store.through(rehearsal.door()),
        None => store,
    };
    let loaded = recorded::from(project, &store)?;
    let mut state = loaded.state;
    same_cloud(&state, at)?;
    let quiet = global.quiet || global.format == Format::Json;
    let watch: crate::apply::Watch = Arc::new(move |event| {
        if let (Event::Recovered { resource, id }, false) = (&event, quiet) {
            show::say(&format!("took over {resource} {id}, made by an interrupted run"));
        }
    });
    let recovered = recover(&at.hands, &mut state, loaded.open, &watch).await;
    if !recovered.unresolved.is_empty() {
        for (intent, refusal) in &recovered.unresolved {
            show::fail_as(
                "E0909",
                &format!(
                    "an interrupted run was making {}, and what became of it cannot be told: {refusal}",
                    intent.resource
                ),
                Some("if something of that name stands there that is not ours, give ours another name or remove it"),
            );
        }
        return Err(Exit::Refused);
    }
    let observed = observe(&at.hands, &state).await.map_err(|refused| {
        for (resource, refusal) in &refused {
            show::refusal(resource, refusal);
        }
        Exit::Refused
    })?;
    Ok(Known { store, state, observed })
}

/// Says what is wrong with the state.
pub fn state_trouble(error: &StateError) -> Exit {
    let (code, exit) = match error {
        StateError::Locked { .. } => ("E0902", Exit::Locked),
        StateError::Io { .. } | StateError::Damaged { .. } | StateError::Future { .. } => ("E0903", Exit::Refused),
    };
    show::fail_as(code, &error.to_string(), Some(&error.help()));
    exit
}

/// A state made in one account or region must not be compared with another: everything in it would look removed.
fn same_cloud(state: &State, at: &Connection) -> Result<(), Exit> {
    let account = &at.hands.identity.account;
    if !state.account.is_empty() && state.account != *account {
        show::fail_as(
            "E0904",
            &format!("this stack stands in account {}, these credentials are of account {account}", state.account),
            Some("use credentials of that account, or another environment"),
        );
        return Err(Exit::Refused);
    }
    if !state.region.is_empty() && state.region != at.region && !state.is_empty() {
        show::fail_as(
            "E0904",
            &format!("this stack stands in region {}, the spec now says {}", state.region, at.region),
            Some("destroy it there first, or use another environment for the new region"),
        );
        return Err(Exit::Failed);
    }
    Ok(())
}

/// Stops when the secrets are not those of the last apply: a config file that was swapped for one under another key would
/// otherwise put its values into what stands there.
///
/// # Errors
/// [`Exit::Failed`] after saying what to do.
pub fn same_key(global: &Global, project: &Project, known: &Known, accept_new_key: bool) -> Result<(), Exit> {
    let vault = &project.vault;
    let Some(recorded) = known.state.secrets_key.as_deref().filter(|_| !accept_new_key) else { return Ok(()) };
    if vault.succeeds(recorded) != Some(false) || thrown_away(global, project, recorded) {
        return Ok(());
    }
    let file = vault.path().map_or_else(|| "the config file".to_owned(), |path| format!("`{}`", show::path(path)));
    show::fail_as(
        "E0908",
        &format!("{file} is sealed under another key than at the last apply"),
        Some(
            "bring the former file back from version control; if its key is lost for good, or the new one is meant, pass \
             --accept-new-key",
        ),
    );
    Err(Exit::Failed)
}

/// The secrets that `--local` makes up may be replaced by real ones, and the other way round.
fn thrown_away(global: &Global, project: &Project, recorded: &str) -> bool {
    let made_up = || Vault::local_commitment(project.stack(), &project.env, project.folder.path());
    let of_local = project.vault.path().is_some_and(|path| path.starts_with(embedded::folder(&project.path)));
    global.local && (of_local || made_up().is_some_and(|made_up| made_up == recorded))
}

/// Makes the plan, or says why there is none.
///
/// # Errors
/// [`Exit::Failed`] for what the user can mend, [`Exit::Bug`] for what is ours to mend.
pub async fn make_plan(
    global: &Global,
    project: &Project,
    at: &Connection,
    known: &Known,
    wish: &Wish,
    mode: &Mode,
) -> Result<Plan, Exit> {
    let basis = Basis {
        spec: project.path.display().to_string(),
        lineage: known.state.lineage.clone(),
        serial: known.state.serial,
        account: at.hands.identity.account.clone(),
        region: at.region.clone(),
        local: at.local,
        secrets_key: project.vault.commitment(),
    };
    let situation = Situation {
        wish,
        state: &known.state,
        observed: &known.observed,
        digest: &|secret| project.vault.digest(secret),
        sources: &project.sources,
        basis,
        mode,
        token: &fresh_token,
    };
    let plan = plan::build(&situation).map_err(|error| match &error {
        PlanError::UnknownTarget { given, known } => {
            let blocks = known.iter().filter_map(|name| name.split_once('/').map(|(block, _)| block));
            let near = show::nearest(given, known.iter().map(String::as_str).chain(blocks));
            show::fail(&error.to_string(), near.as_deref().or(Some("`engine show desired` lists what can be named")));
            Exit::Failed
        }
        PlanError::Protected(kept) => {
            show::problems(global, &protected(kept, wish), &project.sources);
            Exit::Failed
        }
        PlanError::Circle(_) | PlanError::Dangling { .. } | PlanError::UnknownKind(_) | PlanError::Shape(_) => {
            show::fail(&format!("this is a bug in engine: {error}"), Some("please report it with the spec"));
            Exit::Bug
        }
    })?;
    let mut refused = refused_by_policy(&plan, wish, at);
    refused.extend(of_another_account(wish, at));
    if !refused.has_errors() {
        refused = not_found(&plan, wish, at).await?;
    }
    if refused.has_errors() {
        show::problems(global, &refused, &project.sources);
        return Err(Exit::Failed);
    }
    Ok(plan)
}

/// What a plan would have done to protected blocks, one complaint a block.
fn protected(kept: &[Kept], wish: &Wish) -> Problems {
    let mut problems = Problems::default();
    let blocks: BTreeSet<_> = kept.iter().map(|kept| &kept.block).collect();
    for block in blocks {
        let parts: Vec<String> = kept
            .iter()
            .filter(|kept| kept.block == *block)
            .map(|kept| match (kept.action, kept.fields.as_slice()) {
                (ChangeKind::Replace, []) => format!("make `{}` anew", kept.resource),
                (ChangeKind::Replace, fields) => {
                    format!("make `{}` anew, because `{}` cannot change in place", kept.resource, fields.join("`, `"))
                }
                _ => format!("remove `{}`", kept.resource),
            })
            .collect();
        let what = format!("the plan would {}", parts.join("; "));
        let problem = Diagnostic::error("E0813", format!("`{block}` is protected"));
        problems.push(match wish.blocks.get(block) {
            Some(wished) => problem
                .at(wished.protect.unwrap_or(wished.span), what)
                .help("undo what asks for it; or, when it may go, remove `protect` from the block"),
            None => Diagnostic { message: format!("`{block}` is protected: {what}"), ..problem }.help(format!(
                "put the block back; when it may go, apply it without `protect` first. `engine state rm {block}` lets go of it \
                 and removes nothing"
            )),
        });
    }
    problems
}

/// What exists already and is used must be of the account; the embedded cloud has only one.
fn of_another_account(wish: &Wish, at: &Connection) -> Problems {
    let mut problems = Problems::default();
    let account = &at.hands.identity.account;
    for foreign in wish.foreign.iter().filter(|_| !at.local) {
        let Some(arn) = Arn::parse(&foreign.arn).filter(|arn| !arn.account.is_empty() && arn.account != account) else {
            continue;
        };
        let problem = Diagnostic::error("E0816", format!("this is {} of account {}", foreign.what, arn.account))
            .at(foreign.span, format!("these credentials are of account {account}"))
            .help(
                "use one of the same account, or other credentials; where it differs by environment, write a parameter",
            );
        problems.push(problem);
    }
    problems
}

/// AWS makes no new WAF Classic web ACLs; better said before anything else is made.
fn refused_by_policy(plan: &Plan, wish: &Wish, at: &Connection) -> Problems {
    let mut problems = Problems::default();
    if at.classic {
        return problems;
    }
    for operation in &plan.operations {
        if operation.kind != "classic-web-acl" || !matches!(operation.action, plan::Action::Create { .. }) {
            continue;
        }
        let span = wish.resources.iter().find(|wanted| wanted.id == operation.resource).map(|wanted| wanted.span);
        let problem = Diagnostic::error("E0808", "AWS no longer makes WAF Classic web ACLs")
            .help("remove `version=\"classic\"`: the same rules then make a WAFv2 web ACL");
        problems.push(match span {
            Some(span) => problem.at(span, "since 2025-05-01 CreateWebACL of WAF Classic is refused for every account"),
            None => problem,
        });
    }
    problems
}

/// What is only looked up must be there already; better said before anything else is made.
async fn not_found(plan: &Plan, wish: &Wish, at: &Connection) -> Result<Problems, Exit> {
    let mut problems = Problems::default();
    for operation in &plan.operations {
        let plan::Action::Create { inputs, .. } = &operation.action else { continue };
        let Some(kind) = kinds::by_name(&operation.kind).filter(|kind| kind.name() == "route53-zone-lookup") else {
            continue;
        };
        let Err(refusal) = kind.find(&at.hands, inputs).await else { continue };
        if refusal.code != "ZoneLookup" {
            show::refusal(&operation.resource, &refusal);
            return Err(Exit::Refused);
        }
        let problem = Diagnostic::error("E0809", refusal.message)
            .help("there must be exactly one: make it in Route 53, or let engine do it with a block `zone \"DOMAIN\"`");
        let span = wish.resources.iter().find(|wanted| wanted.id == operation.resource).map(|wanted| wanted.span);
        problems.push(match span {
            Some(span) => problem.at(span, "its records go there"),
            None => problem,
        });
    }
    Ok(problems)
}

/// Sixteen characters of `[a-z0-9]`.
fn fresh_token() -> String {
    const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut bytes = [0u8; 16];
    // A token need not be secret, only not used before.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
}

/// Runs a command that talks to a cloud.
pub fn block_on<F: Future<Output = Exit>>(command: F) -> Exit {
    match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime.block_on(command),
        Err(error) => {
            show::fail(&format!("cannot start: {error}"), None);
            Exit::Bug
        }
    }
}

/// Prints outputs, one a line, aligned.
pub fn print_outputs(outputs: &BTreeMap<String, String>) {
    let width = outputs.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    for (name, value) in outputs {
        show::data(&format!("{name:width$}  {value}\n"));
    }
}
