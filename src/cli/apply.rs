use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use super::args::{Format, Global};
use super::session::{self, Connection, Known, Project};
use super::{Again, Exit, rehearsal, show};
use crate::apply::{Job, Report, run, settle};
use crate::plan::{Mode, Plan};

/// Make it so: perform what plan shows
#[derive(Debug, Args)]
#[command(after_help = rehearsal::HELP)]
pub struct Apply {
    /// The spec file or its folder, or a plan saved by `plan --out`; spec.kdl here unless given
    #[arg(value_name = "SPEC|PLAN")]
    what: Option<PathBuf>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Operations under way at once
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    parallelism: u16,
    /// Wait until everything counts everywhere: a distribution at every edge location, which takes minutes on AWS
    #[arg(long)]
    wait: bool,
    /// Only this block or resource and what it depends on; may be repeated
    #[arg(long, value_name = "ADDR")]
    target: Vec<String>,
    /// Make this block or resource anew; may be repeated
    #[arg(long, value_name = "ADDR")]
    replace: Vec<String>,
    /// Go on although the secrets are sealed under another key than at the last apply
    #[arg(long)]
    accept_new_key: bool,
    /// How long to wait, in seconds, for somebody else who holds the lock
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    lock_timeout: u64,
}

impl Apply {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        session::block_on(async { self.apply(global).await.unwrap_or_else(|exit| exit) })
    }

    async fn apply(&self, global: &Global) -> Result<Exit, Exit> {
        match self.what.as_deref() {
            Some(path) if path.extension().is_some_and(|extension| extension == "json") => {
                self.apply_saved(global, path).await
            }
            what => {
                let project = Project::read(global, what)?;
                let wish = project.complete_wish(global)?;
                if self.target.is_empty() {
                    project.require(global, &session::secrets_of(&wish))?;
                }
                let at = Connection::open(global, &project).await?;
                let known = session::know(global, &project, &at, "apply", Some(self.patience())).await?;
                let wish = project.named_as_recorded(global, wish, &known.state)?;
                session::same_key(global, &project, &known, self.accept_new_key)?;
                let mode = Mode { destroy: false, targets: self.target.clone(), replace: self.replace.clone() };
                let plan = session::make_plan(global, &project, &at, &known, &wish, &mode).await?;
                carry_out(global, &project, &at, known, &plan, self.question(), self.how(what)).await
            }
        }
    }

    fn question(&self) -> Option<Question> {
        (!self.yes).then(|| Question { text: "make it so?".to_owned(), expected: "yes".to_owned() })
    }

    fn how<'a>(&'a self, spec: Option<&'a Path>) -> How<'a> {
        let again = Again { verb: "apply", spec, targets: &self.target, wait: self.wait, yes: self.yes };
        How { parallelism: self.parallelism, wait: self.wait, again }
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(self.lock_timeout)
    }

    /// What was decided when the plan was saved cannot be asked for again.
    fn fits_saved(&self, global: &Global, plan: &Plan) -> Result<(), Exit> {
        let other_env = global.env.as_ref().is_some_and(|env| *env != plan.env);
        if !self.target.is_empty() || !self.replace.is_empty() || other_env {
            let help = format!(
                "it is of environment `{}`; leave out --target, --replace and --env, or plan again with them",
                plan.env
            );
            show::fail("a saved plan is performed as it is", Some(&help));
            return Err(Exit::Usage);
        }
        if !Path::new(&plan.basis.spec).exists() {
            show::fail(
                &format!("the spec `{}` of this plan is not here", plan.basis.spec),
                Some("run this in the folder the plan was made in, or pass that folder with -C"),
            );
            return Err(Exit::Failed);
        }
        Ok(())
    }

    /// A saved plan is performed as it is or not at all.
    async fn apply_saved(&self, global: &Global, path: &Path) -> Result<Exit, Exit> {
        let plan = read_plan(path)?;
        self.fits_saved(global, &plan)?;
        let global = &Global { env: Some(plan.env.clone()), local: plan.basis.local, ..global.clone() };
        let spec = spec_of(&plan, path);
        let project = Project::read(global, Some(&spec))?;
        project.require(global, &plan.secrets())?;
        let at = Connection::open(global, &project).await?;
        let known = session::know(global, &project, &at, "apply", Some(self.patience())).await?;
        still_true(&plan, &project, &at, &known)?;
        carry_out(global, &project, &at, known, &plan, self.question(), self.how(Some(&spec))).await
    }
}

/// The spec a plan was made from: where it was named from this folder, else beside the plan.
fn spec_of(plan: &Plan, saved: &Path) -> PathBuf {
    let named = Path::new(&plan.basis.spec);
    let beside = saved.parent().unwrap_or(Path::new("")).join(named.file_name().unwrap_or(named.as_os_str()));
    if !named.exists() && beside.exists() { beside } else { named.to_owned() }
}

/// A plan saved by `plan --out`.
///
/// # Errors
/// [`Exit::Failed`] after saying why it is none.
pub fn read_plan(path: &Path) -> Result<Plan, Exit> {
    let refuse = |why: String| {
        show::fail_as(
            "E0905",
            &format!("`{}` is not a plan: {why}", path.display()),
            Some("make one with `engine plan --out FILE`"),
        );
        Exit::Failed
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read the plan `{}`: {error}", path.display());
        show::fail_as("E0905", &message, Some("make one with `engine plan --out FILE`"));
        Exit::Failed
    })?;
    let plan: Plan = serde_json::from_str(&text).map_err(|error| refuse(error.to_string()))?;
    if plan.format != 1 {
        return Err(refuse(format!("it has format {}, this engine knows 1", plan.format)));
    }
    Ok(plan)
}

/// Refuses a plan whose ground has moved since it was made.
fn still_true(plan: &Plan, project: &Project, at: &Connection, known: &Known) -> Result<(), Exit> {
    let basis = &plan.basis;
    // Before the first apply there is no record, so no lineage either: every look at it makes up another one.
    let first = basis.serial == 0 && known.state.serial == 0;
    let moved = if basis.serial != known.state.serial {
        Some(format!("it was made on state {}, the state is now {}", basis.serial, known.state.serial))
    } else if basis.lineage != known.state.lineage && !first {
        Some("the stack was destroyed and made again since".to_owned())
    } else if basis.account != at.hands.identity.account {
        Some(format!("it was made for account {}", basis.account))
    } else if basis.secrets_key != project.vault.commitment() && !plan.secrets().is_empty() {
        Some("the secrets were sealed with another key since".to_owned())
    } else {
        plan.secrets()
            .iter()
            .find(|secret| secret.digest.is_some() && project.vault.digest(secret) != secret.digest)
            .map(|secret| format!("the secret `{}` has another value now", secret.name))
    };
    match moved {
        None => Ok(()),
        Some(why) => {
            let message = format!("this plan no longer fits: {why}");
            show::fail_as("E0906", &message, Some("plan again and review what it shows"));
            Err(Exit::Failed)
        }
    }
}

/// What is asked before a plan is performed, and the answer that lets it go on.
pub struct Question {
    pub text: String,
    pub expected: String,
}

/// How a plan is performed.
pub struct How<'a> {
    /// Operations under way at once.
    pub parallelism: u16,
    /// Whether to wait until everything counts everywhere.
    pub wait: bool,
    /// What to run should it stop part-way.
    pub again: Again<'a>,
}

/// Shows the plan, asks if there is a question, performs it, reports.
pub async fn carry_out(
    global: &Global,
    project: &Project,
    at: &Connection,
    known: Known,
    plan: &Plan,
    question: Option<Question>,
    how: How<'_>,
) -> Result<Exit, Exit> {
    let Known { mut store, mut state, .. } = known;
    let json = global.format == Format::Json;
    if !json && !global.quiet {
        show::aside(&show::plan_for_people(plan, false));
    }
    project.require(global, &plan.secrets())?;
    if let Some(question) = question.filter(|_| !plan.is_empty()) {
        confirm(&question)?;
    }
    state.account = at.hands.identity.account.clone();
    state.region = at.region.clone();
    state.secrets_key = project.vault.commitment();
    let began = Instant::now();
    let progress = show::Progress::new(global);
    let job = Job {
        plan,
        hands: &at.hands,
        store: &mut store,
        state: &mut state,
        parallelism: usize::from(how.parallelism),
        stop: stop_on_interrupt(),
        watch: progress.watch(),
    };
    let report = run(job).await;
    let unsettled = match &report {
        Ok(report) if how.wait && report.is_complete() => settle(&at.hands, plan, &state, &progress.watch()).await,
        Ok(_) | Err(_) => Vec::new(),
    };
    progress.finish();
    if let Some(rehearsal) = &at.rehearsal {
        show::note(global, &format!("rehearsed with {}: {}", rehearsal::VARIABLE, rehearsal.tally()));
    }
    let report = report.map_err(|error| session::state_trouble(&error))?;
    for (resource, refusal) in &unsettled {
        show::refusal(resource, refusal);
    }
    let again = (!report.is_complete()).then(|| how.again.command(global, plan, &report));
    tell(global, &report, began, again.as_deref());
    if json {
        let summary = show::summary_json(&report, &state.outputs, began, again.as_deref(), show::taken());
        show::data(&format!("{summary}\n"));
    } else if report.is_complete() && !global.quiet {
        session::print_outputs(&state.outputs);
        if at.local && !plan.is_empty() && !state.resources.is_empty() {
            let serve = how.again.serve(global);
            show::note(
                global,
                &format!("this stands in the embedded cloud, not on the internet; `{serve}` serves it here"),
            );
        }
    }
    Ok(match (report.is_complete() && unsettled.is_empty(), report.stopped) {
        (true, _) => Exit::Done,
        (false, true) if report.failed.is_empty() && unsettled.is_empty() => Exit::Interrupted,
        (false, _) => Exit::Refused,
    })
}

fn tell(global: &Global, report: &Report, began: Instant, again: Option<&str>) {
    for failure in &report.failed {
        show::failure(failure);
    }
    if !report.not_started.is_empty() {
        let names: Vec<_> = report.not_started.iter().map(ToString::to_string).collect();
        show::say(&format!("not started: {}", names.join(", ")));
    }
    if let Some(again) = again {
        show::say(&format!("what is done is recorded; this continues:\n  {again}"));
        return;
    }
    let parts: Vec<String> = [("create", "created"), ("update", "updated"), ("delete", "deleted")]
        .iter()
        .filter_map(|(verb, past)| report.done.get(verb).map(|count| format!("{count} {past}")))
        .collect();
    if !parts.is_empty() && global.format != Format::Json {
        show::note(global, &format!("{} in {:.1} s", parts.join(", "), began.elapsed().as_secs_f64()));
    }
}

/// Asks on the terminal; off a terminal nobody can answer.
///
/// # Errors
/// [`Exit::Failed`] when the answer is not `expected`, [`Exit::Usage`] when nobody can be asked.
pub fn confirm(question: &Question) -> Result<(), Exit> {
    let Question { text, expected } = question;
    if !std::io::stdin().is_terminal() {
        show::fail("there is nobody to ask", Some("pass --yes to go ahead without asking"));
        return Err(Exit::Usage);
    }
    show::aside(&format!("{text} Type `{expected}`: "));
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    if read.is_ok() && answer.trim() == *expected {
        Ok(())
    } else {
        show::fail("nothing was changed", None);
        Err(Exit::Failed)
    }
}

/// Turns true at the first interrupt; the second ends the process at once, which costs nothing but running again.
fn stop_on_interrupt() -> tokio::sync::watch::Receiver<bool> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            show::say("finishing what is under way; interrupt again to stop at once");
            let _ = stop.send(true);
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
        }
        // Keeps the channel open for as long as the process lives.
        std::future::pending::<()>().await;
    });
    stopped
}
