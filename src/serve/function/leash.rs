use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The variable by which everything that was started here is known, wherever it went.
const MARK: &str = "ENGINE_DEV_LEASH";
/// How long the watcher may take over the end.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the watcher does. It reads which process groups come (`+ 17`) and go (`- 17`); its input ends when this program does,
/// however that comes about, SIGKILL included: then it kills all groups that are left, on Linux also whoever left its group but
/// kept its environment, and removes the files of functions. `$1` is the mark, `$2` the folder.
const WATCHER: &str = r#"
trap "" HUP INT QUIT TERM PIPE
groups=" "
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="${groups%% $group *} ${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -KILL -- "-$group"; done
if [ -d /proc/self ]; then
  for environment in $(grep -alsF "$1" /proc/[0-9]*/environ); do
    process=${environment#/proc/}
    kill -KILL "${process%/environ}"
  done
fi
rm -rf -- "$2"
"#;

/// Holds the processes of functions: no way in which this program can end leaves one behind.
pub struct Leash {
    mark: String,
    room: PathBuf,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    groups: BTreeSet<u32>,
    watcher: Option<Child>,
}

impl Leash {
    /// One that holds nothing yet; at its end `room` is removed.
    pub fn new(room: &Path) -> Self {
        let mut bytes = [0u8; 12];
        // It only has to be another one than that of a second `dev`.
        let _ = getrandom::fill(&mut bytes);
        let mark = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { mark, room: room.to_owned(), held: Mutex::default() }
    }

    /// The variable that whatever is held must carry, and its value.
    pub fn mark(&self) -> (&'static str, &str) {
        (MARK, &self.mark)
    }

    /// Holds a process group from now on.
    ///
    /// # Errors
    /// When there is no watcher and none can be started: then nothing should run.
    pub fn hold(&self, group: u32) -> io::Result<()> {
        let mut held = self.lock();
        held.groups.insert(group);
        if held.tell('+', group).is_ok() {
            return Ok(());
        }
        // There is none yet, or somebody ended it.
        held.end_watcher();
        held.watcher = Some(self.watcher()?);
        let groups = held.groups.clone();
        groups.into_iter().try_for_each(|group| held.tell('+', group))
    }

    /// Lets go of a group that is gone.
    pub fn release(&self, group: u32) {
        let mut held = self.lock();
        if held.groups.remove(&group) {
            // A watcher that is gone has nothing to forget.
            let _ = held.tell('-', group);
        }
    }

    fn watcher(&self) -> io::Result<Child> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", WATCHER, "engine-dev-watcher", &format!("{MARK}={}", self.mark)]).arg(&self.room);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // What is typed at the terminal is not meant for it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn()
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Leash {
    /// The watcher ends what is left, and itself.
    fn drop(&mut self) {
        self.lock().end_watcher();
    }
}

impl Held {
    fn tell(&mut self, sign: char, group: u32) -> io::Result<()> {
        let watcher = self.watcher.as_mut().and_then(|watcher| watcher.stdin.as_mut());
        let pipe = watcher.ok_or(io::ErrorKind::NotConnected)?;
        pipe.write_all(format!("{sign} {group}\n").as_bytes())
    }

    fn end_watcher(&mut self) {
        let Some(mut watcher) = self.watcher.take() else { return };
        drop(watcher.stdin.take());
        let until = Instant::now() + PATIENCE;
        while matches!(watcher.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn sleeper(leash: &Leash) -> Child {
        let (name, value) = leash.mark();
        let mut command = Command::new("sleep");
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.arg("600").env(name, value).spawn().expect("a process")
    }

    fn is_killed(process: &mut Child) -> bool {
        use std::os::unix::process::ExitStatusExt as _;
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = process.try_wait().expect("a child of this test") {
                return status.signal() == Some(9);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    #[test]
    fn what_is_held_ends_with_the_leash_and_what_was_released_does_not() {
        let room = tempfile::tempdir().expect("a folder").keep();
        let (leash, other) = (Leash::new(&room), Leash::new(&room.join("none")));
        let (mut held, mut stray, mut released) = (sleeper(&leash), sleeper(&leash), sleeper(&other));
        for process in [&held, &released] {
            leash.hold(process.id()).expect("a watcher");
        }
        leash.release(released.id());
        drop(leash);
        assert!(is_killed(&mut held), "held, but not ended");
        assert!(is_killed(&mut stray), "it carries the mark");
        assert!(!room.exists(), "files are left");
        assert!(released.try_wait().expect("a child of this test").is_none(), "released, and ended all the same");
        released.kill().expect("it runs");
        released.wait().expect("it ended");
    }

    #[test]
    fn a_watcher_that_somebody_ended_is_replaced() {
        let room = tempfile::tempdir().expect("a folder").keep();
        let leash = Leash::new(&room);
        let (mut first, mut second) = (sleeper(&leash), sleeper(&leash));
        leash.hold(first.id()).expect("a watcher");
        {
            let mut held = leash.lock();
            let watcher = held.watcher.as_mut().expect("it was started");
            watcher.kill().expect("it runs");
            watcher.wait().expect("it ended");
        }
        leash.hold(second.id()).expect("another watcher");
        drop(leash);
        assert!(is_killed(&mut first) && is_killed(&mut second));
    }
}
