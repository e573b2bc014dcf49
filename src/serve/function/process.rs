use std::ffi::OsStr;
use std::io;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::sync::watch;

use super::leash::Leash;
use super::said::Speaker;

/// Waits for a word on its input before it becomes the program: who dies without saying it leaves nothing running.
const GATE: &str = r#"read -r go && exec "$0" "$@" </dev/null"#;

/// A process with everything it starts; ended when dropped, and when this program ends, however that may be.
pub struct Process {
    group: Arc<Group>,
    ended: watch::Receiver<Option<String>>,
}

/// A process group that is killed once.
struct Group {
    id: u32,
    leash: Arc<Leash>,
    alive: Mutex<bool>,
}

/// A program that [`Process::start`] can start.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", GATE]).arg(program);
    command
}

impl Process {
    /// Starts it in a group of its own, held by `leash`; what it prints goes to `speaker`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn start(mut command: Command, leash: &Arc<Leash>, speaker: &Speaker) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let (name, value) = leash.mark();
        command.env(name, value);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn()?;
        let id = child.id().unwrap_or_default();
        leash.hold(id)?;
        let group = Arc::new(Group { id, leash: Arc::clone(leash), alive: Mutex::new(true) });
        if let Some(mut gate) = child.stdin.take() {
            gate.write_all(b"go\n").await?;
        }
        if let Some(out) = child.stdout.take() {
            tokio::spawn(speaker.clone().pass_on(out));
        }
        if let Some(err) = child.stderr.take() {
            tokio::spawn(speaker.clone().pass_on(err));
        }
        let (tell, ended) = watch::channel(None);
        let its = Arc::clone(&group);
        tokio::spawn(async move {
            let how = match child.wait().await {
                Ok(status) => status.to_string(),
                Err(error) => error.to_string(),
            };
            // As when Lambda takes an environment away: what it started goes with it.
            its.kill();
            tell.send_replace(Some(how));
        });
        Ok(Self { group, ended })
    }

    /// How it ended, if it has.
    pub fn ended(&self) -> Option<String> {
        self.ended.borrow().clone()
    }

    /// Waits until it ends and says how.
    pub async fn end(&self) -> String {
        let mut ended = self.ended.clone();
        let how = ended.wait_for(Option::is_some).await.map(|how| how.clone());
        how.ok().flatten().unwrap_or_else(|| "it is gone".to_owned())
    }
}

impl Group {
    fn kill(&self) {
        let mut alive = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::take(&mut *alive) {
            // Its number may be somebody else's by now.
            return;
        }
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.id).ok().and_then(rustix::process::Pid::from_raw) {
            // What it started may outlive it; a group that is gone already is what is wanted.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        self.leash.release(self.id);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.group.kill();
    }
}
