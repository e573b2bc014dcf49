use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::args::{Format, Global};
use super::beside::identities;
use super::{Exit, show};
use crate::secrets::{NewIdentity, own_identity};

/// Write a starter perimeter that runs as it is
#[derive(Debug, Args)]
pub struct New {
    /// A folder that does not exist yet or is empty; its name becomes the stack's
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

/// Every file of the starter, by path.
const FILES: &[(&str, &str)] = &[
    ("spec.kdl", include_str!("starter/spec.kdl")),
    ("function/handler.py", include_str!("starter/function/handler.py")),
    ("site/index.html", include_str!("starter/site/index.html")),
    ("site/style.css", include_str!("starter/site/style.css")),
    // Under another name here: version control would take it for its own.
    (".gitignore", include_str!("starter/gitignore")),
];
/// What stands in the starter where the stack's name belongs.
const STACK: &str = "my-stack";

impl New {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        let stack = match self.vacant().and_then(|()| stack_name(&self.dir)) {
            Ok(stack) => stack,
            Err(exit) => return exit,
        };
        for (path, text) in FILES {
            let path = self.dir.join(path);
            let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
            if let Err(error) = folder.and_then(|()| std::fs::write(&path, text.replace(STACK, &stack))) {
                show::fail(&format!("cannot write `{}`: {error}", path.display()), None);
                return Exit::Failed;
            }
        }
        // Without a home to keep it in there is no key, and nothing here needs one yet.
        let key = own_identity(&identities(global)).ok().flatten();
        self.tell(global, &stack, key.as_ref());
        Exit::Done
    }

    /// Whether nothing stands where the starter goes.
    fn vacant(&self) -> Result<(), Exit> {
        let why = match std::fs::read_dir(&self.dir) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => error.to_string(),
            Ok(mut entries) => match entries.next() {
                None => return Ok(()),
                Some(_) => "it is not empty".to_owned(),
            },
        };
        let message = format!("cannot write a starter into `{}`: {why}", self.dir.display());
        show::fail(&message, Some("nothing was written; name a folder that does not exist yet"));
        Err(Exit::Failed)
    }

    fn tell(&self, global: &Global, stack: &str, key: Option<&NewIdentity>) {
        if global.format == Format::Json {
            let files: Vec<_> = FILES.iter().map(|(path, _)| self.dir.join(path)).collect();
            show::data_json(
                &json!({ "format": 1, "stack": stack, "files": files, "identity": key.map(|key| &key.path) }),
            );
            return;
        }
        show::note(global, &format!("wrote a perimeter into {}:", self.dir.display()));
        for (path, _) in FILES {
            if let Some(about) = about(path) {
                show::note(global, &format!("  {path:20}  {about}"));
            }
        }
        if let Some(key) = key {
            show::note(global, &format!("made a key for your secrets: {}; keep a copy of it", key.path.display()));
        }
        show::note(global, "\nnext:\n");
        if self.dir != Path::new(".") {
            show::data(&format!("cd {}\n", quoted(&self.dir)));
        }
        show::data("engine apply --local\n");
    }
}

/// One line about a file, for those that say something to a newcomer.
fn about(path: &str) -> Option<&'static str> {
    Some(match path {
        "spec.kdl" => "the perimeter: function, gateway, web ACL, bucket, CDN",
        "function/handler.py" => "the function behind /api/*",
        "site/index.html" => "the page in the bucket",
        _ => return None,
    })
}

/// The folder's name, made into one a stack can have: lower-case letters, digits and dashes, at most 24.
fn stack_name(dir: &Path) -> Result<String, Exit> {
    const LONGEST: usize = 24;
    let whole = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let name = whole.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let mut stack = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            stack.push(c);
        } else if !stack.is_empty() && !stack.ends_with('-') {
            stack.push('-');
        }
    }
    let stack: String =
        stack.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').chars().take(LONGEST).collect();
    let stack = stack.trim_end_matches('-');
    if stack.is_empty() {
        show::fail(
            &format!("`{}` gives no name for the stack", dir.display()),
            Some("a folder's name needs a letter, for example `engine new my-api`"),
        );
        return Err(Exit::Failed);
    }
    Ok(stack.to_owned())
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '~'));
    if plain { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
