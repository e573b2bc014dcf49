use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::beside::Beside;
use crate::cli::demands::demands;
use crate::cli::{Exit, show};
use crate::secrets::{Change, Demand, Plain, SetUp, generate, set_up};

/// Set a value, or a secret with --secret
///
/// Without VALUE it is asked for on the terminal (a secret is not echoed) or read from standard input; one line end at its
/// end is left out. The first secret of an environment makes a key for you and says where it is.
#[derive(Debug, Args)]
pub struct Set {
    /// Its name, as in `param "KEY"` or `secret "KEY"`
    #[arg(value_name = "KEY")]
    key: String,
    /// The value; better left out for a secret: what is typed here stays in the shell's history
    #[arg(value_name = "VALUE", conflicts_with_all = ["file", "generate"])]
    value: Option<String>,
    /// Seal it for the readers of the environment
    #[arg(long)]
    secret: bool,
    /// Read the value from a file
    #[arg(long, value_name = "FILE", conflicts_with = "generate")]
    file: Option<PathBuf>,
    /// Draw a random secret of letters and digits; nobody gets to see it
    #[arg(long)]
    generate: bool,
    /// How many characters to draw; 40, or what the spec asks for if that is more
    #[arg(long, value_name = "N", requires = "generate", value_parser = clap::value_parser!(u16).range(1..=4096))]
    length: Option<u16>,
    #[command(flatten)]
    of: SpecOption,
}

impl Set {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let mut beside = Beside::read(global, self.of.spec.as_deref())?;
        let secret = self.is_secret(&beside)?;
        let value = self.value(&beside, secret)?;
        let change = if secret {
            self.fits(global, &beside, &value)?;
            let Beside { path, sources, spec, env, search, .. } = &mut beside;
            let made = set_up(path, &spec.stack.name.value, env, search, sources);
            let made = made.map_err(|problems| beside.refuse(global, &problems))?;
            tell_set_up(global, &made);
            beside.settings.set_secret(&self.key, &value, &mut beside.sources)
        } else {
            beside.settings.set_plain(&self.key, value.expose(), &mut beside.sources)
        };
        let change = change.map_err(|problems| beside.refuse(global, &problems))?;
        self.tell(global, &beside, secret, change);
        Ok(Exit::Done)
    }

    /// What the spec declares wins over what is forgotten on the command line; it must not contradict it.
    fn is_secret(&self, beside: &Beside) -> Result<bool, Exit> {
        let asked = self.secret || self.generate;
        if asked && beside.spec.params.contains_key(&self.key) {
            show::fail(
                &format!("`{}` is a param, and a param is not sealed", self.key),
                Some(&format!("declare it `secret \"{}\"` in the spec, or leave --secret out", self.key)),
            );
            return Err(Exit::Failed);
        }
        Ok(asked || beside.spec.secrets.contains_key(&self.key))
    }

    fn value(&self, beside: &Beside, secret: bool) -> Result<Plain, Exit> {
        const LENGTH: usize = 40;
        if self.generate {
            let least = least_length(beside, &self.key).max(LENGTH);
            let length = self.length.map_or(least, usize::from);
            return generate(length).map_err(|problem| {
                show::fail(&problem.message, problem.help.as_deref());
                Exit::Refused
            });
        }
        if let Some(value) = &self.value {
            if secret {
                show::warn(
                    "this secret is now in the history of your shell",
                    Some("leave VALUE out next time: it is then asked for, or read from standard input"),
                );
            }
            return Ok(Plain::new(value.clone()));
        }
        let value = match &self.file {
            Some(path) => read_file(path)?,
            None if std::io::stdin().is_terminal() => ask(&self.key, secret)?,
            None => read_stdin()?,
        };
        if value.expose().is_empty() {
            show::fail(&format!("there is no value for `{}`", self.key), Some("nothing was read; nothing was changed"));
            return Err(Exit::Failed);
        }
        Ok(value)
    }

    /// Better refused here than by AWS in the middle of an apply.
    fn fits(&self, global: &Global, beside: &Beside, value: &Plain) -> Result<(), Exit> {
        let demand = demands(&beside.spec).into_iter().find(|demand| demand.name == self.key);
        let problems = demand.unwrap_or_else(|| Demand::least(&self.key, 1)).judge(value, None);
        if problems.is_empty() { Ok(()) } else { Err(beside.refuse(global, &problems)) }
    }

    fn tell(&self, global: &Global, beside: &Beside, secret: bool, change: Change) {
        let file = beside.settings.path();
        let name = match change {
            Change::Added => "added",
            Change::Replaced => "replaced",
            Change::Unchanged => "unchanged",
            Change::Sealed => "sealed",
        };
        if global.format == Format::Json {
            show::data_json(&json!({
                "format": 1, "key": self.key, "secret": secret, "env": beside.env, "change": name, "file": file,
            }));
        }
        if change == Change::Sealed {
            show::warn(
                &format!("`{}` stood in {} in the clear until now", self.key, file.display()),
                Some("it is still in the history of the file: change it where it is used, too"),
            );
        }
        if global.format != Format::Json {
            let what = if secret { "the secret " } else { "" };
            let text = match change {
                Change::Unchanged => format!("{what}`{}` has this value already", self.key),
                Change::Added | Change::Replaced | Change::Sealed => {
                    format!("{name} {what}`{}` in {}", self.key, file.display())
                }
            };
            show::note(global, &text);
        }
        let spec = &beside.spec;
        if !spec.params.contains_key(&self.key) && !spec.secrets.contains_key(&self.key) {
            let known = if secret { spec.secrets.keys().collect::<Vec<_>>() } else { spec.params.keys().collect() };
            let near = show::nearest(&self.key, known.into_iter().map(String::as_str));
            let kind = if secret { "secret" } else { "param" };
            let help = near.unwrap_or_else(|| format!("declare it in the spec: {kind} \"{}\"", self.key));
            show::warn(&format!("the spec has no {kind} `{}`", self.key), Some(&help));
        }
    }
}

fn least_length(beside: &Beside, key: &str) -> usize {
    beside.spec.secrets.get(key).map_or(0, |secret| secret.min_length.value as usize)
}

fn tell_set_up(global: &Global, made: &SetUp) {
    if let Some(identity) = &made.identity {
        show::note(global, &format!("made a key for you: {}", identity.path.display()));
        show::note(global, "  keep a copy of it: without it, your secrets cannot be read");
    }
    if made.created {
        show::note(
            global,
            &format!("made {}: safe to commit, only its readers can open the secrets", made.config.display()),
        );
    }
}

fn ask(key: &str, secret: bool) -> Result<Plain, Exit> {
    let typed = if secret {
        rpassword::prompt_password(format!("value of `{key}` (not shown): "))
    } else {
        show::aside(&format!("value of `{key}`: "));
        let _ = std::io::stderr().flush();
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    };
    typed.map(trimmed).map_err(|error| {
        show::fail(&format!("cannot read the value: {error}"), None);
        Exit::Failed
    })
}

fn read_file(path: &Path) -> Result<Plain, Exit> {
    std::fs::read_to_string(path).map(trimmed).map_err(|error| {
        show::fail(&format!("cannot read `{}`: {error}", path.display()), None);
        Exit::Failed
    })
}

fn read_stdin() -> Result<Plain, Exit> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map(|_| trimmed(text)).map_err(|error| {
        show::fail(&format!("cannot read the value from standard input: {error}"), None);
        Exit::Failed
    })
}

/// Without the line end that editors and `echo` put at the end.
fn trimmed(mut text: String) -> Plain {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Plain::new(text)
}
