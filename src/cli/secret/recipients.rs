use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::beside::Beside;
use crate::cli::{Exit, show};
use crate::secrets::Reader;

/// List, add or remove the readers of an environment's secrets
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Recipients {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    of: SpecOption,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the readers
    List {
        #[command(flatten)]
        of: SpecOption,
    },
    /// Let somebody read the secrets
    Add {
        /// A public key: `age1…`, or the line of an ssh key's .pub file in quotes
        #[arg(value_name = "PUBLIC-KEY")]
        key: String,
        /// Whose it is
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        of: SpecOption,
    },
    /// Take a reader out and seal every secret anew behind them
    Rm {
        /// The name or the public key
        #[arg(value_name = "WHO")]
        who: String,
        #[command(flatten)]
        of: SpecOption,
    },
}

impl Recipients {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        match &self.what {
            None => list(global, &self.of),
            Some(What::List { of }) => list(global, of),
            Some(What::Add { key, name, of }) => add(global, of, key, name.as_deref()),
            Some(What::Rm { who, of }) => remove(global, of, who),
        }
    }
}

fn list(global: &Global, of: &SpecOption) -> Result<Exit, Exit> {
    let mut beside = Beside::read(global, of.spec.as_deref())?;
    let readers = beside.settings.readers(&mut beside.sources);
    let readers = readers.map_err(|problems| beside.refuse(global, &problems))?;
    if global.format == Format::Json {
        let readers: Vec<_> = readers.iter().map(|reader| json!({ "key": reader.key, "name": reader.name })).collect();
        show::data_json(
            &json!({ "format": 1, "env": beside.env, "file": beside.settings.path(), "recipients": readers }),
        );
    } else if readers.is_empty() {
        let message = format!("nobody can read secrets of environment `{}`: there are none yet", beside.env);
        show::note(global, &format!("{message}; `engine config set KEY --secret` makes the first"));
    } else {
        show::data(&show::table(readers.iter().map(|reader| [named(reader).to_owned(), reader.key.clone()])));
    }
    Ok(Exit::Done)
}

fn add(global: &Global, of: &SpecOption, key: &str, name: Option<&str>) -> Result<Exit, Exit> {
    let mut beside = Beside::read(global, of.spec.as_deref())?;
    let added = beside.settings.add_reader(key, name, &mut beside.sources);
    let reader = added.map_err(|problems| beside.refuse(global, &problems))?;
    let file = beside.settings.path();
    if global.format == Format::Json {
        let added = json!({ "key": reader.key, "name": reader.name });
        show::data_json(&json!({ "format": 1, "env": beside.env, "file": file, "added": added }));
    } else {
        let who = reader.name.as_deref().unwrap_or(&reader.key);
        show::note(
            global,
            &format!("{who} can now read the secrets in {}; commit it and they can start", file.display()),
        );
    }
    Ok(Exit::Done)
}

fn remove(global: &Global, of: &SpecOption, who: &str) -> Result<Exit, Exit> {
    let mut beside = Beside::read(global, of.spec.as_deref())?;
    let seen = beside.settings.remove_reader(who, &mut beside.sources);
    let seen = seen.map_err(|problems| beside.refuse(global, &problems))?;
    let file = beside.settings.path();
    if global.format == Format::Json {
        show::data_json(&json!({ "format": 1, "env": beside.env, "file": file, "removed": who, "seen": seen }));
        return Ok(Exit::Done);
    }
    show::note(global, &format!("{who} is no longer a reader of {}", file.display()));
    if !seen.is_empty() {
        show::warn(
            &format!("{who} could read {} and may have kept them", seen.join(", ")),
            Some("draw new ones with `engine config set KEY --secret --generate`, then apply"),
        );
    }
    Ok(Exit::Done)
}

fn named(reader: &Reader) -> &str {
    reader.name.as_deref().unwrap_or("(no name)")
}
