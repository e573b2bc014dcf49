use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How a kill is carried out.
#[derive(Clone)]
pub enum End {
    /// This process gets SIGKILL: nothing of it runs any more.
    Process,
    /// Nothing gets out any more, neither calls nor writes: for a test that goes on in the same process. It waits on
    /// [`End::told`] and forgets everything the killed run held.
    Silence(Arc<Silence>),
}

/// Whether it is silent, and whom to tell.
#[derive(Debug, Default)]
pub struct Silence {
    fallen: AtomicBool,
    told: tokio::sync::Notify,
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Process => "Process",
            Self::Silence(_) => "Silence",
        })
    }
}

impl End {
    /// A kill that leaves this process alive.
    pub fn silence() -> Self {
        Self::Silence(Arc::default())
    }

    /// Whether it has come.
    pub fn has_come(&self) -> bool {
        match self {
            Self::Process => false,
            Self::Silence(silence) => silence.fallen.load(Ordering::SeqCst),
        }
    }

    /// Returns when it has come.
    pub async fn told(&self) {
        match self {
            Self::Process => std::future::pending().await,
            Self::Silence(silence) => {
                let told = silence.told.notified();
                if !self.has_come() {
                    told.await;
                }
            }
        }
    }

    /// Brings it about.
    pub(super) fn come(&self) {
        match self {
            Self::Process => kill_this_process(),
            Self::Silence(silence) => {
                silence.fallen.store(true, Ordering::SeqCst);
                silence.told.notify_one();
            }
        }
    }
}

#[cfg(unix)]
fn kill_this_process() {
    // A process can always send itself a signal; if not, the next line ends it as abruptly.
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort();
}

#[cfg(not(unix))]
fn kill_this_process() {
    std::process::abort();
}
