use std::io;
use std::process::Stdio;

use tokio::process::Command;
use tokio::sync::watch;

use super::said::Speaker;

/// A process with everything it starts; ended when dropped.
pub struct Process {
    id: u32,
    ended: watch::Receiver<Option<String>>,
}

impl Process {
    /// Starts it in a group of its own; what it prints goes to `speaker`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(mut command: Command, speaker: &Speaker) -> io::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn()?;
        let id = child.id().unwrap_or_default();
        if let Some(out) = child.stdout.take() {
            tokio::spawn(speaker.clone().pass_on(out));
        }
        if let Some(err) = child.stderr.take() {
            tokio::spawn(speaker.clone().pass_on(err));
        }
        let (tell, ended) = watch::channel(None);
        tokio::spawn(async move {
            let how = match child.wait().await {
                Ok(status) => status.to_string(),
                Err(error) => error.to_string(),
            };
            tell.send_replace(Some(how));
        });
        Ok(Self { id, ended })
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

impl Drop for Process {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.id).ok().and_then(rustix::process::Pid::from_raw) {
            // What it started may outlive it; a group that is gone already is what is wanted.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}
