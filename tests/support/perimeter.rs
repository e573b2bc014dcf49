//! A perimeter on an embedded cloud in memory: plan, apply, drift, look. Time is virtual, ids repeat from run to run.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use engine::apply::{Job, Report};
use engine::desired::{self, Setting};
use engine::diag::SourceMap;
use engine::observe::observe;
use engine::plan::{self, Basis, Mode, Plan, Situation};
use engine::providers::{Clients, Endpoint, Hands, Identity};
use engine::sandbox::Cloud;
use engine::secrets::{Plain, Vault};
use engine::state::{Holder, Store};
use engine::world::{Clock, Folder};
use serde_json::Value;

/// One stack in one environment of one embedded cloud.
pub struct Perimeter {
    pub cloud: Cloud,
    state: tempfile::TempDir,
    tokens: AtomicU32,
    runtime: tokio::runtime::Runtime,
}

/// What a step asks for beyond its spec.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    pub mode: Mode,
    /// Plain config values.
    pub params: BTreeMap<String, String>,
    /// Secret values; a declared secret that is not listed has a made-up one.
    pub secrets: BTreeMap<String, String>,
}

impl Perimeter {
    /// A new, empty cloud.
    pub fn new() -> Self {
        let start = Duration::from_secs(1_700_000_000);
        Self {
            cloud: Cloud::in_memory(Clock::virtual_from(start)),
            state: tempfile::tempdir().expect("a temporary folder"),
            tokens: AtomicU32::new(0),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"),
        }
    }

    /// Plans `spec` and hands the plan, with everything needed to carry it out, to `then`.
    fn with_plan<T>(
        &self,
        spec: &Path,
        wishes: &Wishes,
        then: impl AsyncFnOnce(Plan, Hands, Store, engine::state::State) -> T,
    ) -> T {
        let mut sources = SourceMap::default();
        let (loaded, problems) = engine::spec::load(spec, &engine::world::Disk, &mut sources);
        assert!(!problems.has_errors(), "{}", engine::diag::short(&problems, &sources));
        let loaded = loaded.expect("a spec without errors");
        let env = loaded.stack.envs[0].value.clone();
        let stack = loaded.stack.name.value.clone();
        let secrets = loaded.secrets.keys().map(|name| {
            let made_up = format!("made-up-{name}-0123456789abcdef");
            (name.clone(), Plain::new(wishes.secrets.get(name).cloned().unwrap_or(made_up)))
        });
        let vault = Arc::new(Vault::in_memory(&stack, &env, secrets).under([7; 32]));
        let folder = Folder::new(spec.parent().expect("a spec stands in a folder"));
        let value = |name: &str| wishes.params.get(name).cloned();
        let (wish, problems) = desired::lower(&loaded, &Setting { env: &env, value: &value, folder: &folder });
        assert!(!problems.has_errors(), "{}", engine::diag::short(&problems, &sources));

        self.runtime.block_on(async {
            let region = loaded.stack.region.value.clone();
            let clients = Clients::load(&Endpoint::Embedded(self.cloud.http_client()), &region).await;
            let nobody = Identity { account: String::new(), partition: "aws".into() };
            let clock = self.cloud.clock().clone();
            let hands = Hands::new(clients, nobody, clock, folder.path().to_owned(), Arc::clone(&vault));
            let identity = hands.who_am_i(&region).await.expect("the embedded cloud knows everybody");
            let hands = hands.of(identity);
            let holder = Holder::this_process("test", Duration::ZERO);
            let store = Store::locked(self.state.path(), &holder, Duration::ZERO).expect("the lock");
            let loaded = store.load(&stack, &env).expect("a state");
            let mut state = loaded.state;
            let recovered = engine::apply::recover(&hands, &mut state, loaded.open, &(Arc::new(|_| {}) as _)).await;
            assert!(recovered.unresolved.is_empty(), "{:?}", recovered.unresolved);
            let observed = observe(&hands, &state).await.expect("every read is answered");
            let basis = Basis {
                spec: spec.display().to_string(),
                lineage: state.lineage.clone(),
                serial: state.serial,
                account: hands.identity.account.clone(),
                region,
                local: true,
                secrets_key: vault.commitment(),
            };
            let token = || format!("token{:011}", self.tokens.fetch_add(1, Ordering::Relaxed));
            let situation = Situation {
                wish: &wish,
                state: &state,
                observed: &observed,
                digest: &|secret| vault.digest(secret),
                sources: &sources,
                basis,
                mode: &wishes.mode,
                token: &token,
            };
            let plan = plan::build(&situation).unwrap_or_else(|error| panic!("{error}"));
            then(plan, hands, store, state).await
        })
    }

    /// What apply would do.
    pub fn plan(&self, spec: &Path, wishes: &Wishes) -> Plan {
        self.with_plan(spec, wishes, async |plan, _, _, _| plan)
    }

    /// Plans and performs. The report, and the plan it carried out.
    pub fn apply(&self, spec: &Path, wishes: &Wishes) -> (Plan, Report) {
        self.with_plan(spec, wishes, async |plan, hands, mut store, mut state| {
            state.account = hands.identity.account.clone();
            let (_keep, stop) = tokio::sync::watch::channel(false);
            let job = Job {
                plan: &plan,
                hands: &hands,
                store: &mut store,
                state: &mut state,
                parallelism: 8,
                stop,
                watch: Arc::new(|_| {}),
            };
            let report = engine::apply::run(job).await.expect("the state can be written");
            (plan, report)
        })
    }

    /// Changes the world behind everybody's back by a JSON merge patch (RFC 7386).
    pub fn drift(&self, patch: &Value) {
        self.cloud.with_world(|world| {
            let mut value = serde_json::to_value(&*world).expect("the world is JSON");
            merge(&mut value, patch);
            *world = serde_json::from_value(value).expect("the patched world is a world");
        });
    }

    /// Everything in the cloud, without what an empty cloud has as well and without the drawing of ids.
    pub fn left_over(&self) -> Value {
        let whole = self.cloud.with_world(|world| serde_json::to_value(&*world).expect("the world is JSON"));
        without(&whole, &BASELINE.with(Clone::clone)).unwrap_or(Value::Null)
    }
}

/// What the embedded cloud keeps for itself and no listing shows: how ids were drawn, tokens that were spent, DNS change ids.
const BOOKKEEPING: &[&str] = &["counter", "token", "spent", "changes"];

thread_local! {
    static BASELINE: Value =
        serde_json::to_value(engine::sandbox::World::default()).expect("the world is JSON");
}

fn merge(target: &mut Value, patch: &Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                if value.is_null() {
                    target.remove(key);
                } else {
                    merge(target.entry(key.clone()).or_insert(Value::Null), value);
                }
            }
        }
        (target, patch) => *target = patch.clone(),
    }
}

/// `value` without what is empty and without what `known` holds too.
fn without(value: &Value, known: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(map) => {
            let kept: serde_json::Map<String, Value> = map
                .iter()
                .filter(|(key, _)| !BOOKKEEPING.contains(&key.as_str()))
                .filter_map(|(key, inner)| Some((key.clone(), without(inner, known.get(key).unwrap_or(&Value::Null))?)))
                .collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(items) if items.is_empty() => None,
        other => (other != known).then(|| other.clone()),
    }
}
