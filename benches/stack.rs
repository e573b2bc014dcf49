use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::apply::{Event, Job, Report};
use engine::desired::{self, Setting, Wish};
use engine::diag::SourceMap;
use engine::observe::observe;
use engine::plan::{self, Basis, Mode, Plan, Situation};
use engine::providers::{Clients, Endpoint, Hands, Identity};
use engine::sandbox::Cloud;
use engine::secrets::{Plain, Vault};
use engine::state::{Holder, State, Store};
use engine::world::{Clock, Disk, Folder};

use super::wire::Wire;

/// A stack on an embedded cloud in memory, on virtual time.
pub struct Stack {
    pub cloud: Cloud,
    pub state: State,
    folder: tempfile::TempDir,
    home: PathBuf,
    vault: Arc<Vault>,
    region: String,
}

/// How an apply went.
pub struct Applied {
    pub report: Report,
    /// By operation, `VERB RESOURCE`: how long it took.
    pub took: BTreeMap<String, Duration>,
    /// From the first to the last.
    pub makespan: Duration,
}

impl Stack {
    /// Nothing yet, in us-east-2; files are looked for in `home`.
    pub fn new(home: &Path) -> Self {
        Self {
            cloud: Cloud::in_memory(Clock::virtual_from(Duration::from_secs(1_700_000_000))),
            state: State::new("bench", "dev", "0123456789abcdef".into()),
            folder: tempfile::tempdir().expect("a folder"),
            home: home.to_owned(),
            vault: Arc::new(Vault::default()),
            region: "us-east-2".into(),
        }
    }

    /// What a spec wants in its first environment; its secrets are made up.
    pub fn wish(&mut self, spec: &Path) -> (Wish, SourceMap) {
        let mut sources = SourceMap::default();
        let (loaded, problems) = engine::spec::load(spec, &Disk, &mut sources);
        assert!(!problems.has_errors(), "{}", engine::diag::short(&problems, &sources));
        let spec = loaded.expect("a spec without errors");
        let (stack, env) = (spec.stack.name.value.clone(), spec.stack.envs[0].value.clone());
        let secrets =
            spec.secrets.keys().map(|name| (name.clone(), Plain::new(format!("made-up-{name}-0123456789abcdef"))));
        self.vault = Arc::new(Vault::in_memory(&stack, &env, secrets));
        self.region = spec.stack.region.value.clone();
        let folder = Folder::new(&self.home);
        let (wish, problems) =
            desired::lower(&spec, &Setting { env: &env, value: &|_| None, made_as: &|_| None, folder: &folder });
        assert!(!problems.has_errors(), "{}", engine::diag::short(&problems, &sources));
        (wish, sources)
    }

    /// Hands on the wire.
    pub async fn hands(&self, wire: &Wire) -> Hands {
        let clients = Clients::load(&Endpoint::Embedded(wire.client()), &self.region).await;
        let identity = Identity { account: "000000000000".into(), partition: "aws".into() };
        Hands::new(clients, identity, self.cloud.clock().clone(), self.home.clone(), Arc::clone(&self.vault))
    }

    /// Reads everything recorded and plans.
    pub async fn plan(&self, hands: &Hands, wish: &Wish, sources: &SourceMap) -> Plan {
        let observed = observe(hands, &self.state).await.expect("every read is answered");
        let situation = Situation {
            wish,
            state: &self.state,
            observed: &observed,
            digest: &|secret| self.vault.digest(secret),
            sources,
            basis: basis(),
            mode: &Mode::default(),
            token: &|| "token00000000000".to_owned(),
        };
        plan::build(&situation).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Carries a plan out.
    pub async fn apply(&mut self, hands: &Hands, plan: &Plan, parallelism: usize) -> Applied {
        let holder = Holder::this_process("bench", Duration::ZERO);
        let mut store = Store::locked(self.folder.path(), &holder, Duration::ZERO).expect("the lock");
        let told = Arc::new(Mutex::new(BTreeMap::new()));
        let watch = {
            let told = Arc::clone(&told);
            move |event| {
                if let Event::Done { resource, verb, took, .. } = event {
                    told.lock().expect("whole").insert(format!("{verb} {resource}"), took);
                }
            }
        };
        let (_keep, stop) = tokio::sync::watch::channel(false);
        let began = hands.clock.now();
        let watch = Arc::new(watch);
        let job = Job { plan, hands, store: &mut store, state: &mut self.state, parallelism, stop, watch };
        let report = engine::apply::run(job).await.expect("the state can be written");
        let makespan = hands.clock.now() - began;
        let took = told.lock().expect("whole").clone();
        Applied { report, took, makespan }
    }
}

/// What a plan of a bench was made from: nothing anybody checks.
pub fn basis() -> Basis {
    Basis {
        spec: "spec.kdl".into(),
        lineage: "0123456789abcdef".into(),
        serial: 0,
        account: "000000000000".into(),
        region: "us-east-2".into(),
        local: true,
        secrets_key: None,
    }
}

/// Runs a bench on one thread: virtual time is the same at every run.
pub fn block_on<T>(bench: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(bench)
}
