use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use super::journal::{self, Journal};
use super::{Entry, Holder, Intent, Lock, Record, State, StateError};
use crate::names::ResourceId;
use crate::value::digest_of;
use crate::world::Durable;

/// What loading found.
#[derive(Debug)]
pub struct Loaded {
    /// The last state with the journal replayed over it.
    pub state: State,
    /// Makings whose end is not known: ask the cloud.
    pub open: Vec<Intent>,
}

/// The folder of one stack and environment: `state.json`, `journal`, `lock`.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    door: Durable,
    journal: Option<Journal>,
    _lock: Option<Lock>,
}

impl Store {
    /// Opens the folder for reading only; nothing is created.
    pub fn read_only(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), door: Durable::default(), journal: None, _lock: None }
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
        Ok(Self { folder: folder.to_owned(), door: Durable::default(), journal: None, _lock: Some(lock) })
    }

    /// The same folder, written to through `door`.
    pub fn through(self, door: Durable) -> Self {
        Self { door, ..self }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn state_path(&self) -> PathBuf {
        self.folder.join("state.json")
    }

    fn journal_path(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// Loads the state and replays the journal. A stack never applied gives an empty state of a new lineage.
    ///
    /// # Errors
    /// When a file is damaged, from the future, or cannot be read.
    pub fn load(&self, stack: &str, env: &str) -> Result<Loaded, StateError> {
        let path = self.state_path();
        let mut state = match fs::read_to_string(&path) {
            Ok(text) => parse(&path, &text)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => State::new(stack, env, fresh_lineage()),
            Err(source) => return Err(StateError::Io { path, doing: "reading", source }),
        };
        if state.stack != stack || state.env != env {
            let what = format!("it belongs to stack `{}`, environment `{}`", state.stack, state.env);
            return Err(StateError::Damaged { path, what });
        }
        let entries = journal::read(&self.journal_path())?;
        let mut open = std::mem::take(&mut state.open);
        for intent in replay(&mut state, entries) {
            open.retain(|older| older.resource != intent.resource);
            open.push(intent);
        }
        // What the journal saw made after the state was saved is not open any more.
        open.retain(|intent| state.resources.get(&intent.resource).is_none_or(|record| record.inputs != intent.inputs));
        Ok(Loaded { state, open })
    }

    /// Starts a run: makes the state durable as it is now and begins a new journal on it.
    ///
    /// # Errors
    /// When writing fails; nothing was changed in the cloud then.
    pub fn begin(&mut self, state: &mut State) -> Result<(), StateError> {
        self.save_state(state)?;
        let base = Entry::Base {
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
        self.save_state(state)?;
        self.journal = None;
        let path = self.journal_path();
        self.door.remove(&path).map_err(|source| StateError::Io { path, doing: "removing", source })
    }

    fn save_state(&self, state: &mut State) -> Result<(), StateError> {
        state.serial += 1;
        let path = self.state_path();
        let io = |doing, source| StateError::Io { path: path.clone(), doing, source };
        let mut value = serde_json::to_value(&*state).unwrap_or(Value::Null);
        let checksum = digest_of(&value);
        if let Value::Object(map) = &mut value {
            map.insert("checksum".into(), checksum.into());
        }
        let text = format!("{value:#}\n");
        match fs::read(&path) {
            Ok(previous) => self
                .door
                .replace(&path.with_extension("json.previous"), &previous)
                .map_err(|source| io("writing a copy of", source))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(io("reading", source)),
        }
        self.door.replace(&path, text.as_bytes()).map_err(|source| io("writing", source))
    }
}

fn parse(path: &Path, text: &str) -> Result<State, StateError> {
    let damaged = |what: String| StateError::Damaged { path: path.to_owned(), what };
    let mut value: Value = serde_json::from_str(text).map_err(|problem| damaged(problem.to_string()))?;
    let format = value.get("format").and_then(Value::as_u64).unwrap_or(0);
    if format > u64::from(State::FORMAT) {
        return Err(StateError::Future { path: path.to_owned(), format });
    }
    let checksum = value.as_object_mut().and_then(|map| map.remove("checksum"));
    if checksum.as_ref().and_then(Value::as_str) != Some(&digest_of(&value)) {
        return Err(damaged("its checksum does not fit its content".into()));
    }
    let state: State = serde_json::from_value(value).map_err(|problem| damaged(problem.to_string()))?;
    match state.broken_laws() {
        broken if broken.is_empty() => Ok(state),
        broken => Err(damaged(broken.join("; "))),
    }
}

/// Applies a journal to the state it was begun on; entries of another base were already saved and are skipped.
fn replay(state: &mut State, entries: Vec<Entry>) -> Vec<Intent> {
    let mut entries = entries.into_iter();
    match entries.next() {
        Some(Entry::Base { lineage, serial, account, region })
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
        let error = store.load("s", "dev").expect_err("refused");
        assert!(error.to_string().contains("checksum"), "{error}");
        fs::write(&path, text.replace("\"format\": 1", "\"format\": 99")).expect("writes");
        assert!(matches!(store.load("s", "dev"), Err(StateError::Future { format: 99, .. })));
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
