use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::journal::{self, Journal};
use super::versions::Versions;
use super::{Entry, Holder, Intent, Lock, Record, State, StateError, Version, Written, file};
use crate::names::ResourceId;
use crate::world::Durable;

/// What loading found.
#[derive(Debug)]
pub struct Loaded {
    /// The last state with the journal replayed over it.
    pub state: State,
    /// Makings whose end is not known: ask the cloud.
    pub open: Vec<Intent>,
    /// Why the state was taken from its kept version, when it could not be taken from its file.
    pub restored: Option<StateError>,
}

/// The folder of one stack and environment: `state.json`, `journal`, `lock`, and `versions` of the state.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    door: Durable,
    journal: Option<Journal>,
    lock: Option<(Lock, Holder)>,
}

impl Store {
    /// Opens the folder for reading only; nothing is created.
    pub fn read_only(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), door: Durable::default(), journal: None, lock: None }
    }

    /// Opens the folder for writing and takes its lock.
    ///
    /// # Errors
    /// [`StateError::Locked`] when somebody else has it, [`StateError::Io`] when the folder cannot be made.
    pub fn locked(folder: &Path, holder: &Holder, timeout: Duration) -> Result<Self, StateError> {
        fs::create_dir_all(folder).map_err(|source| StateError::Io {
            path: folder.to_owned(),
            doing: "making",
            source,
        })?;
        let lock = Lock::take(folder, holder, timeout)?;
        Ok(Self {
            folder: folder.to_owned(),
            door: Durable::default(),
            journal: None,
            lock: Some((lock, holder.clone())),
        })
    }

    /// The same folder, written to through `door`.
    pub fn through(self, door: Durable) -> Self {
        Self { door, ..self }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Who is changing what is recorded here at the moment, if anybody is.
    pub fn holder(&self) -> Option<Holder> {
        Lock::holder(&self.folder)
    }

    fn state_path(&self) -> PathBuf {
        self.folder.join("state.json")
    }

    fn journal_path(&self) -> PathBuf {
        self.folder.join("journal")
    }

    fn versions(&self) -> Versions {
        Versions::beside(&self.state_path())
    }

    /// Loads the state and replays the journal. A stack never applied gives an empty state of a new lineage. A state that is
    /// damaged or missing is taken from its kept version: the two are always the same.
    ///
    /// # Errors
    /// When a file is from the future or cannot be read, or when neither the state nor its kept version can be trusted.
    pub fn load(&self, stack: &str, env: &str) -> Result<Loaded, StateError> {
        let path = self.state_path();
        let (mut state, restored) = match file::read(&path) {
            Ok(Some(state)) => (state, None),
            Ok(None) => match self.versions().newest()? {
                Some(version) => {
                    let missing = StateError::Damaged { path: path.clone(), what: "it is gone".into() };
                    (version.state?, Some(missing))
                }
                None => (State::new(stack, env, fresh_lineage()), None),
            },
            Err(damage @ StateError::Damaged { .. }) => match self.versions().newest()?.map(|version| version.state) {
                Some(Ok(state)) => (state, Some(damage)),
                Some(Err(_)) | None => return Err(damage),
            },
            Err(error) => return Err(error),
        };
        if state.stack != stack || state.env != env {
            let what = format!("it belongs to stack `{}`, environment `{}`", state.stack, state.env);
            return Err(StateError::Damaged { path, what });
        }
        let entries = journal::read(&self.journal_path())?;
        if let (Some(damage), Some(Entry::Base { serial, .. })) = (&restored, entries.first())
            && *serial > state.serial
        {
            let what = format!(
                "{damage}, and the newest version kept is {}, before what the journal goes on from",
                state.serial
            );
            return Err(StateError::Damaged { path, what });
        }
        let mut open = std::mem::take(&mut state.open);
        for intent in replay(&mut state, entries) {
            open.retain(|older| older.resource != intent.resource);
            open.push(intent);
        }
        // What the journal saw made after the state was saved is not open any more.
        open.retain(|intent| state.resources.get(&intent.resource).is_none_or(|record| record.inputs != intent.inputs));
        Ok(Loaded { state, open, restored })
    }

    /// The states kept, newest first.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn kept(&self) -> Result<Vec<Version>, StateError> {
        self.versions().all()
    }

    /// What a journal that is damaged still tells, put onto `state`. Returns the numbers of the lines that tell nothing.
    ///
    /// # Errors
    /// When it cannot be read, or is from the future.
    pub fn salvage_journal(&self, state: &mut State) -> Result<Vec<usize>, StateError> {
        let (entries, bad) = journal::read_leniently(&self.journal_path())?;
        for intent in replay(state, entries) {
            state.open.retain(|older| older.resource != intent.resource);
            state.open.push(intent);
        }
        Ok(bad)
    }

    /// Makes `state` the recorded one, whatever stands in the files: what is there is set aside under another name, never
    /// removed. Returns the files set aside.
    ///
    /// # Errors
    /// When writing fails.
    pub fn restore(&mut self, state: &mut State) -> Result<Vec<PathBuf>, StateError> {
        let newest = self.versions().newest()?.map_or(0, |version| version.serial);
        state.serial = state.serial.max(newest);
        let mut aside = Vec::new();
        for path in [self.state_path(), self.journal_path()] {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let to = path.with_file_name(format!("{name}.before-{}", state.serial + 1));
            match fs::rename(&path, &to) {
                Ok(()) => aside.push(to),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => return Err(StateError::Io { path, doing: "setting aside", source }),
            }
        }
        self.save_state(state)?;
        Ok(aside)
    }

    /// Starts a run: makes the state durable as it is now and begins a new journal on it.
    ///
    /// # Errors
    /// When writing fails; nothing was changed in the cloud then.
    pub fn begin(&mut self, state: &mut State) -> Result<(), StateError> {
        self.save_state(state)?;
        let base = Entry::Base {
            format: State::FORMAT,
            lineage: state.lineage.clone(),
            serial: state.serial,
            account: state.account.clone(),
            region: state.region.clone(),
        };
        self.journal = Some(Journal::start(&self.door, self.journal_path(), &base)?);
        Ok(())
    }

    /// Writes an entry ahead of, or after, a call. Durable when it returns.
    ///
    /// # Errors
    /// When writing fails: the call must then not be made.
    pub fn note(&mut self, entry: &Entry) -> Result<(), StateError> {
        match &mut self.journal {
            Some(journal) => journal.append(entry),
            None => Err(StateError::Damaged { path: self.journal_path(), what: "no run was begun".into() }),
        }
    }

    /// Ends a run: the state is durable, the journal empty.
    ///
    /// # Errors
    /// When writing fails; the journal still holds what happened.
    pub fn finish(&mut self, state: &mut State) -> Result<(), StateError> {
        state.forget_blocks();
        self.save_state(state)?;
        self.journal = None;
        let path = self.journal_path();
        self.door.remove(&path).map_err(|source| StateError::Io { path, doing: "removing", source })
    }

    /// Saves the state if it is another one than was saved last: to change nothing leaves nothing new, and a plan made
    /// before stays good.
    fn save_state(&self, state: &mut State) -> Result<(), StateError> {
        let path = self.state_path();
        if let Ok(Some(saved)) = file::read(&path)
            && file::content(&saved) == file::content(state)
        {
            state.serial = saved.serial;
            return Ok(());
        }
        state.serial += 1;
        state.written = self.lock.as_ref().map(|(_, holder)| Written::by(holder));
        let text = file::encode(state);
        // First the copy: whoever finds the state damaged then finds this very one.
        self.versions().keep(&self.door, state.serial, &text)?;
        file::replace(&self.door, &path, &text)
    }
}

/// Applies a journal to the state it was begun on; entries of another base were already saved and are skipped.
fn replay(state: &mut State, entries: Vec<Entry>) -> Vec<Intent> {
    let mut entries = entries.into_iter();
    match entries.next() {
        Some(Entry::Base { format: _, lineage, serial, account, region })
            if lineage == state.lineage && serial == state.serial =>
        {
            state.account = account;
            state.region = region;
        }
        _ => return Vec::new(),
    }
    let mut open: BTreeMap<ResourceId, Intent> = BTreeMap::new();
    for entry in entries {
        match entry {
            Entry::Base { .. } => {}
            Entry::Intent(intent) => {
                open.insert(intent.resource.clone(), intent);
            }
            Entry::Changing { resource, .. } => {
                state.unfinished.insert(resource);
            }
            Entry::Done { resource, record } => {
                open.remove(&resource);
                state.put(&resource, record);
            }
            Entry::Gone { resource, kind, id } => state.take(&resource, &kind, &id),
            Entry::Dropped { resource } => {
                open.remove(&resource);
            }
        }
    }
    open.into_values().collect()
}

/// Sixteen random hex digits.
fn fresh_lineage() -> String {
    let mut bytes = [0u8; 8];
    // Only told apart from other lineages of the same folder: the address of a stack variable would do.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Intent {
    /// The record this intent becomes once it is made.
    pub fn into_record(self, id: String, outputs: crate::value::Outputs) -> Record {
        Record { kind: self.kind, id, inputs: self.inputs, outputs, edges: self.edges }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::Tree;

    fn record(id: &str) -> Record {
        Record {
            kind: "iam-role".into(),
            id: id.into(),
            inputs: Tree::new(json!({ "name": id })),
            outputs: [("arn".to_owned(), format!("arn:{id}"))].into(),
            edges: vec![],
        }
    }

    fn intent(name: &str) -> Intent {
        Intent {
            resource: ResourceId::new(name),
            kind: "iam-role".into(),
            inputs: Tree::new(json!({ "name": name })),
            edges: vec![],
        }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let holder = Holder::this_process("test", Duration::ZERO);
        let store = Store::locked(folder.path(), &holder, Duration::ZERO).expect("the lock");
        (folder, store)
    }

    #[test]
    fn what_the_journal_holds_survives_a_kill() {
        let (folder, mut store) = store();
        let mut state = store.load("s", "dev").expect("loads").state;
        store.begin(&mut state).expect("begins");
        store.note(&Entry::Intent(intent("function.a/role"))).expect("notes");
        store.note(&Entry::Done { resource: ResourceId::new("function.a/role"), record: record("a") }).expect("notes");
        store.note(&Entry::Intent(intent("function.b/role"))).expect("notes");
        drop(store);

        let loaded = Store::read_only(folder.path()).load("s", "dev").expect("loads");
        assert_eq!(loaded.state.resources.len(), 1);
        assert_eq!(loaded.open, [intent("function.b/role")]);
    }

    #[test]
    fn a_torn_last_line_is_left_out_and_damage_before_it_is_told() {
        let (folder, mut store) = store();
        let mut state = store.load("s", "dev").expect("loads").state;
        store.begin(&mut state).expect("begins");
        store.note(&Entry::Done { resource: ResourceId::new("function.a/role"), record: record("a") }).expect("notes");
        drop(store);
        let path = folder.path().join("journal");
        let whole = fs::read_to_string(&path).expect("reads");
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).expect("writes");
            let loaded = Store::read_only(folder.path()).load("s", "dev").expect("a cut journal loads");
            assert_eq!(loaded.state.resources.len(), usize::from(cut + 1 >= whole.len()), "cut at {cut}");
        }
        fs::write(&path, whole.replacen("\"seq\":1", "\"seq\":7", 1)).expect("writes");
        assert!(matches!(Store::read_only(folder.path()).load("s", "dev"), Err(StateError::Damaged { .. })));
    }

    #[test]
    fn an_edited_state_is_not_trusted() {
        let (folder, mut store) = store();
        let mut state = store.load("s", "dev").expect("loads").state;
        state.put(&ResourceId::new("function.a/role"), record("a"));
        store.begin(&mut state).expect("begins");
        store.finish(&mut state).expect("finishes");
        let path = folder.path().join("state.json");
        let text = fs::read_to_string(&path).expect("reads");
        fs::write(&path, text.replace("arn:a", "arn:b")).expect("writes");
        let restored = store.load("s", "dev").expect("its copy loads").restored.expect("and says so");
        assert!(restored.to_string().contains("checksum"), "{restored}");
        fs::remove_dir_all(folder.path().join("versions")).expect("removes");
        let error = store.load("s", "dev").expect_err("refused");
        assert!(error.to_string().contains("checksum"), "{error}");
        fs::write(&path, text.replace("\"format\": 2", "\"format\": 99")).expect("writes");
        assert!(matches!(store.load("s", "dev"), Err(StateError::Future { format: 99, .. })));
    }

    #[test]
    fn a_state_cut_anywhere_loses_nothing() {
        let (folder, mut store) = store();
        let mut state = store.load("s", "dev").expect("loads").state;
        for name in ["a", "b"] {
            store.begin(&mut state).expect("begins");
            state.put(&ResourceId::new(format!("function.{name}/role")), record(name));
            store.finish(&mut state).expect("finishes");
        }
        let path = folder.path().join("state.json");
        let whole = fs::read(&path).expect("reads");
        for cut in 0..whole.len() - 1 {
            fs::write(&path, &whole[..cut]).expect("writes");
            let loaded = store.load("s", "dev").expect("loads");
            assert_eq!((loaded.state, loaded.restored.is_some()), (state.clone(), true), "cut at {cut}");
        }
        fs::remove_file(&path).expect("removes");
        assert_eq!(store.load("s", "dev").expect("loads").state, state);
    }

    #[test]
    fn a_journal_that_goes_on_from_a_state_nobody_kept_is_not_replayed() {
        let (folder, mut store) = store();
        let mut state = store.load("s", "dev").expect("loads").state;
        for name in ["a", "b"] {
            state.put(&ResourceId::new(format!("function.{name}/role")), record(name));
            store.begin(&mut state).expect("begins");
        }
        fs::remove_file(folder.path().join("state.json")).expect("removes");
        fs::remove_file(folder.path().join("versions/0000000002.json")).expect("removes");
        let error = store.load("s", "dev").expect_err("refused");
        assert!(error.to_string().contains("the newest version kept is 1"), "{error}");
    }

    #[test]
    fn a_change_saves_a_version_and_only_the_newest_are_kept() {
        let (_folder, mut store) = store();
        let mut state = store.load("s", "dev").expect("loads").state;
        for number in 0..30 {
            state.region = format!("region-{number}");
            store.begin(&mut state).expect("begins");
            store.finish(&mut state).expect("finishes");
        }
        let serials: Vec<u64> = store.kept().expect("kept").iter().map(|version| version.serial).collect();
        assert_eq!(serials, (11..=30).rev().collect::<Vec<_>>());
    }

    #[test]
    fn a_second_holder_is_told_who_the_first_is() {
        let (folder, _store) = store();
        let holder = Holder::this_process("apply", Duration::ZERO);
        match Store::locked(folder.path(), &holder, Duration::ZERO) {
            Err(StateError::Locked { holder: Some(other), .. }) => assert_eq!(other.operation, "test"),
            other => panic!("expected a lock error, got {other:?}"),
        }
    }

    #[test]
    fn a_replaced_generation_retires_until_it_is_gone() {
        let mut state = State::new("s", "dev", "l".into());
        let resource = ResourceId::new("function.a/role");
        state.put(&resource, record("old"));
        state.put(&resource, record("new"));
        assert_eq!(state.retired.len(), 1);
        state.take(&resource, "iam-role", "old");
        assert!(state.retired.is_empty());
        assert_eq!(state.resources[&resource].id, "new");
    }
}
