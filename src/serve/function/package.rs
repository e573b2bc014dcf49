use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use super::client::Client;
use crate::sandbox::{Cloud, Runnable};

/// How the code of a function is run.
#[derive(Debug, Clone)]
pub struct Program {
    pub words: Vec<OsString>,
    /// What people call that.
    pub by: String,
    /// Where its files are: `LAMBDA_TASK_ROOT`.
    pub root: PathBuf,
    pub environment: BTreeMap<String, String>,
}

/// Files larger than this in all are more than Lambda takes unpacked.
const LARGEST: u64 = 262_144_000;

/// Unpacks the code of a function below `room` and finds out what runs it.
///
/// # Errors
/// What there is no way for, and what to write or install.
pub async fn program(
    cloud: &Cloud,
    runnable: &Runnable,
    block: &str,
    room: &Path,
    endpoint: &str,
) -> Result<Program, String> {
    let write = "write `dev command=\"…\"` into it: a command that speaks HTTP on $PORT";
    if !runnable.is_zip {
        return Err(format!("{block} is a container image, which is not run here; {write}"));
    }
    let archive = cloud.archive(runnable).map_err(|error| error.to_string())?;
    let archive = archive.ok_or_else(|| format!("the code of {block} is gone from the embedded cloud"))?;
    let digest: String = runnable.digest.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    let root = room.join(format!("{}-{digest}", runnable.name));
    if !root.exists() {
        unpack(&archive, &root).map_err(|error| format!("the code of {block} cannot be unpacked: {error}"))?;
    }
    let runtime = runnable.settings.runtime.clone().unwrap_or_default();
    let handler = runnable.settings.handler.clone().unwrap_or_default();
    let (words, by) = if runtime.starts_with("python") {
        python(&runtime, &handler, &root, room).await
    } else if runtime.starts_with("nodejs") {
        node(&runtime, &handler, &root, room).await
    } else if runtime.starts_with("provided") {
        let bootstrap = root.join("bootstrap");
        if !bootstrap.exists() {
            return Err(format!("{block} has the runtime `{runtime}`, and there is no file `bootstrap` in its zip"));
        }
        Ok((vec![bootstrap.into_os_string()], "bootstrap".to_owned()))
    } else {
        Err(format!("the runtime `{runtime}` is not run here"))
    }
    .map_err(|why| format!("{block}: {why}; {write}"))?;
    let environment = environment_of_code(runnable, &runtime, &root, endpoint);
    Ok(Program { words, by, root, environment })
}

/// The words of a program, and what people call it.
type Words = (Vec<OsString>, String);

/// AWS's client where the function brings it or the machine has it, otherwise the one of this program.
async fn python(runtime: &str, handler: &str, root: &Path, room: &Path) -> Result<Words, String> {
    // The very version, or whichever there is.
    let version = "import sys; print('.'.join(map(str, sys.version_info[:3])))";
    let (interpreter, version) = match said(runtime, &["-c", version], root).await {
        Some(version) => (runtime, version),
        None => {
            let found = said("python3", &["-c", version], root).await;
            ("python3", found.ok_or("it takes `python3`, which is not installed")?)
        }
    };
    if said(interpreter, &["-c", "import awslambdaric"], root).await.is_some() {
        let words = [interpreter, "-m", "awslambdaric", handler].map(OsString::from).to_vec();
        return Ok((words, format!("Python {version}, awslambdaric")));
    }
    let client = Client::Python.written(room).map_err(|error| format!("its client cannot be written: {error}"))?;
    Ok((vec![interpreter.into(), client.into_os_string(), handler.into()], format!("Python {version}")))
}

/// The same for Node.
async fn node(runtime: &str, handler: &str, root: &Path, room: &Path) -> Result<Words, String> {
    let version = said("node", &["--version"], root).await;
    let version = version.ok_or_else(|| format!("`{runtime}` takes `node`, which is not installed"))?;
    let version = format!("Node {}", version.trim_start_matches('v'));
    let own = root.join("node_modules/.bin/aws-lambda-ric");
    let aws = if own.exists() {
        Some(own.into_os_string())
    } else {
        said("sh", &["-c", "command -v aws-lambda-ric"], root).await.map(|_| "aws-lambda-ric".into())
    };
    if let Some(aws) = aws {
        return Ok((vec![aws, handler.into()], format!("{version}, aws-lambda-ric")));
    }
    let client = Client::Node.written(room).map_err(|error| format!("its client cannot be written: {error}"))?;
    Ok((vec!["node".into(), client.into_os_string(), handler.into()], version))
}

/// What a program that ends well prints, without the blanks around it.
async fn said(program: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn unpack(archive: &[u8], root: &Path) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).map_err(io::Error::other)?;
    // Complete or not there: a run that ends half-way leaves nothing that looks like code.
    let half = root.with_extension("half");
    let _ = std::fs::remove_dir_all(&half);
    std::fs::create_dir_all(&half)?;
    let mut written = 0u64;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(io::Error::other)?;
        let Some(name) = entry.enclosed_name() else { continue };
        let path = half.join(name);
        if entry.is_dir() {
            std::fs::create_dir_all(&path)?;
            continue;
        }
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut bytes = Vec::new();
        written += (&mut entry).take(LARGEST).read_to_end(&mut bytes)? as u64;
        if written > LARGEST {
            return Err(io::Error::other("unpacked it is larger than Lambda takes"));
        }
        std::fs::write(&path, bytes)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // Lambda starts `bootstrap` whoever packed it, and however.
            let is_bootstrap = path == half.join("bootstrap");
            let mode = entry.unix_mode().unwrap_or(0o644) & 0o755 | if is_bootstrap { 0o755 } else { 0o600 };
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode))?;
        }
    }
    std::fs::rename(&half, root)
}

/// What a command of the spec gets besides the environment `dev` was started in: the function's own variables, and the embedded
/// cloud where AWS would be.
pub fn environment_of_command(runnable: &Runnable, endpoint: &str) -> Vec<(String, String)> {
    let mut environment = of_aws(runnable, endpoint);
    environment.extend(runnable.settings.environment.clone());
    environment.into_iter().collect()
}

fn of_aws(runnable: &Runnable, endpoint: &str) -> BTreeMap<String, String> {
    let pairs = [
        ("AWS_REGION", runnable.region.as_str()),
        ("AWS_DEFAULT_REGION", runnable.region.as_str()),
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What Lambda puts into the environment of a runtime [Lambda: defined runtime environment variables], and of this machine only
/// what finding programs and their libraries takes.
fn environment_of_code(runnable: &Runnable, runtime: &str, root: &Path, endpoint: &str) -> BTreeMap<String, String> {
    let mut environment = BTreeMap::new();
    for name in ["PATH", "HOME", "PYTHONPATH", "NODE_PATH", "VIRTUAL_ENV", "PYENV_ROOT", "LD_LIBRARY_PATH"] {
        if let Ok(value) = std::env::var(name) {
            environment.insert(name.to_owned(), value);
        }
    }
    environment.extend(runnable.settings.environment.clone());
    environment.extend(of_aws(runnable, endpoint));
    let settings = &runnable.settings;
    let own = [
        ("_HANDLER", settings.handler.clone().unwrap_or_default()),
        ("AWS_EXECUTION_ENV", format!("AWS_Lambda_{runtime}")),
        ("AWS_LAMBDA_FUNCTION_NAME", runnable.name.clone()),
        ("AWS_LAMBDA_FUNCTION_VERSION", runnable.version.clone()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", settings.memory.to_string()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", settings.log_group.clone()),
        ("AWS_LAMBDA_LOG_STREAM_NAME", format!("dev/[{}]", runnable.version)),
        ("LAMBDA_TASK_ROOT", root.display().to_string()),
        ("LANG", "en_US.UTF-8".to_owned()),
        ("TZ", ":UTC".to_owned()),
    ];
    environment.extend(own.map(|(name, value)| (name.to_owned(), value)));
    environment
}
