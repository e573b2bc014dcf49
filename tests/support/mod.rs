//! A perimeter on an embedded cloud in memory: plan, apply, drift, look. Time is virtual, ids repeat from run to run.

pub mod browser;
pub mod cable;
pub mod dev;
pub mod editor;
pub mod exchanges;
pub mod ids;
pub mod laws;
pub mod leaks;
pub mod life;
pub mod passage;
pub mod place;
pub mod rich;
pub mod served;
pub mod serving;
pub mod session;
pub mod sprinkle;
pub mod story;
pub mod twin;
pub mod walk;
pub mod watched;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::apply::{Event, Job, Report};
use engine::desired::{self, Setting};
use engine::diag::SourceMap;
use engine::names::BlockAddr;
use engine::observe::observe;
use engine::plan::{self, Action, Basis, Mode, Plan, PlanError, Reach, Situation};
use engine::providers::{Clients, Endpoint, Hands, Identity};
use engine::sandbox::Cloud;
use engine::secrets::{Plain, Vault};
use engine::state::{Holder, State, Store};
use engine::world::{Clock, Folder};
use laws::{Gateways, Laws};
use serde_json::Value;
use watched::Watched;

/// One stack in one environment of one embedded cloud.
pub struct Perimeter {
    pub cloud: Cloud,
    /// Operations under way at once.
    pub parallelism: usize,
    /// The gateways of the spec that was applied last.
    gateways: Mutex<Gateways>,
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
    /// After how many calls that change something the process dies, the first time, the second time, ...
    pub deaths: Vec<usize>,
    /// Whether gates are not widened first but at once what is wanted of them: what the laws are there to notice.
    pub hasty: bool,
    /// Why a gateway cannot serve all the time while this is performed.
    pub hole: Option<String>,
    /// Whether nobody looks at the laws on the way: their evaluator of web ACLs does not know all there is.
    pub lawless: bool,
    /// That no plan can be made of this, in these words.
    pub refused: Option<String>,
}

/// What an apply was and did.
pub struct Applied {
    pub plan: Plan,
    pub report: Report,
    /// `start VERB RESOURCE` and `done VERB RESOURCE`, in the order in which it happened.
    pub moments: Vec<String>,
    /// What [`laws`] were broken on the way.
    pub broken: Vec<String>,
}

impl Applied {
    /// When something happened, counted in moments.
    ///
    /// # Panics
    /// When it did not happen.
    pub fn moment(&self, what: &str) -> usize {
        let found = self.moments.iter().position(|moment| moment == what);
        found.unwrap_or_else(|| panic!("`{what}` never happened; this did:\n{}", self.moments.join("\n")))
    }

    /// Fails unless everything in the list came to its end before the next began.
    pub fn went(&self, operations: &[&str]) {
        for pair in operations.windows(2) {
            let (done, start) = (format!("done {}", pair[0]), format!("start {}", pair[1]));
            assert!(
                self.moment(&done) < self.moment(&start),
                "{done} comes after {start}:\n{}",
                self.moments.join("\n")
            );
        }
    }
}

impl Perimeter {
    /// A new, empty cloud.
    pub fn new() -> Self {
        let start = Duration::from_secs(1_700_000_000);
        let cloud = Cloud::in_memory(Clock::virtual_from(start));
        // No plan may rely on getting back what was sent to the letter.
        cloud.spell_otherwise();
        Self {
            cloud,
            parallelism: 8,
            gateways: Mutex::default(),
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
        then: impl AsyncFnOnce(Result<Plan, PlanError>, Hands, Store, State, (Gateways, Watched)) -> T,
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
        let gateways = loaded.gateways.iter().map(|(name, block)| (format!("gateway.{name}"), block.waf.is_some()));
        let gateways = gateways.chain(loaded.cdns.keys().map(|name| (format!("cdn.{name}"), true))).collect();
        let vault = Arc::new(Vault::in_memory(&stack, &env, secrets).under([7; 32]));
        let folder = Folder::new(spec.parent().expect("a spec stands in a folder"));
        let value = |name: &str| wishes.params.get(name).cloned();
        let holder = Holder::this_process("test", Duration::ZERO);
        let store = Store::locked(self.state.path(), &holder, Duration::ZERO).expect("the lock");
        let recorded = store.load(&stack, &env).expect("a state");
        let made_as = |block: &BlockAddr| recorded.state.made_as(block);
        let setting = Setting { env: &env, value: &value, made_as: &made_as, folder: &folder };
        let (wish, problems) = desired::lower(&loaded, &setting);
        assert!(!problems.has_errors(), "{}", engine::diag::short(&problems, &sources));

        let watched = Watched::new(&self.cloud);
        self.runtime.block_on(async {
            let region = loaded.stack.region.value.clone();
            let clients = Clients::load(&Endpoint::Embedded(watched.client()), &region).await;
            let nobody = Identity { account: String::new(), partition: "aws".into() };
            let clock = self.cloud.clock().clone();
            let hands = Hands::new(clients, nobody, clock, folder.path().to_owned(), Arc::clone(&vault));
            let identity = hands.who_am_i(&region).await.expect("the embedded cloud knows everybody");
            let hands = hands.of(identity);
            let mut state = recorded.state;
            let recovered = engine::apply::recover(&hands, &mut state, recorded.open, &(Arc::new(|_| {}) as _)).await;
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
            then(plan::build(&situation), hands, store, state, (gateways, watched)).await
        })
    }

    /// What apply would do.
    pub fn plan(&self, spec: &Path, wishes: &Wishes) -> Plan {
        self.with_plan(spec, wishes, async |plan, _, _, _, _| plan.unwrap_or_else(|error| panic!("{error}")))
    }

    /// Why no plan can be made, in words; nothing when one can.
    pub fn refuses(&self, spec: &Path, wishes: &Wishes) -> String {
        self.with_plan(spec, wishes, async |plan, _, _, _, _| {
            plan.err().map(|error| error.to_string()).unwrap_or_default()
        })
    }

    /// What is recorded.
    pub fn state(&self, spec: &Path) -> State {
        self.with_plan(spec, &Wishes::default(), async |_, _, _, state, _| state)
    }

    /// What stands, as the request-path model takes it, and whose account it is. Secrets are named as the spec names them.
    pub fn live(&self, spec: &Path) -> (Vec<engine::reqpath::Source>, String, engine::reqpath::Sealed) {
        self.with_plan(spec, &Wishes::default(), async |_, hands, _, state, _| {
            let observed = observe(&hands, &state).await.expect("every read is answered");
            let live = state.resources.iter().filter_map(|(address, record)| {
                let live = observed.get(address)?.as_ref()?;
                Some(engine::reqpath::Source {
                    address: address.clone(),
                    kind: record.kind.clone(),
                    input: live.input.clone(),
                    outputs: Some(live.outputs.clone()),
                })
            });
            let forms = [engine::value::SecretForm::Plain, engine::value::SecretForm::ExactRegex];
            let recorded = state.resources.values().flat_map(|record| record.inputs.secrets());
            let digests = recorded.flat_map(|secret| {
                forms.into_iter().filter_map(move |form| {
                    let digest = engine::value::SecretRef { form, ..secret.clone() };
                    Some((secret.name.clone(), form, digest.digest.filter(|_| secret.form == form)?))
                })
            });
            (live.collect(), hands.identity.account.clone(), engine::reqpath::Sealed::new(digests))
        })
    }

    /// Plans and performs, and looks at the [`laws`] all the way.
    pub fn apply(&self, spec: &Path, wishes: &Wishes) -> Applied {
        self.apply_dying(spec, wishes, &mut Vec::new())
    }

    /// Plans and performs, dies after so many calls that change something, plans and performs again, and so on, the last time to
    /// the end; the [`laws`] hold over all of it. What is returned is the last time.
    ///
    /// Deaths that did not come, because there were fewer calls, are left in `deaths`.
    pub fn apply_dying(&self, spec: &Path, wishes: &Wishes, deaths: &mut Vec<usize>) -> Applied {
        let mut laws = None;
        loop {
            let death = deaths.pop();
            if let Some(applied) = self.apply_once(spec, wishes, death, &mut laws) {
                deaths.extend(death);
                return applied;
            }
        }
    }

    /// `None` when it died. `laws` are those of the times before.
    fn apply_once(
        &self,
        spec: &Path,
        wishes: &Wishes,
        death: Option<usize>,
        laws: &mut Option<Arc<Laws>>,
    ) -> Option<Applied> {
        self.with_plan(spec, wishes, async |plan, hands, mut store, mut state, (wanted, watched)| {
            let mut plan = plan.unwrap_or_else(|error| panic!("{error}"));
            if wishes.hasty {
                make_haste(&mut plan);
            }
            state.account = hands.identity.account.clone();
            let after = if wishes.mode.destroy { Gateways::new() } else { wanted };
            let laws = laws.get_or_insert_with(|| {
                let laws = Laws::between(&self.gateways.lock().expect("one apply at a time"), &after);
                Arc::new(if wishes.hole.is_some() { laws.except_holes() } else { laws })
            });
            let laws = Arc::clone(laws);
            let moments = Arc::new(Mutex::new(Vec::new()));
            let (cloud, watching, noting) = (self.cloud.clone(), Arc::clone(&laws), Arc::clone(&moments));
            let (looking, at) = (Arc::clone(&laws), self.cloud.clone());
            let lawless = wishes.lawless;
            watched.by(move |call| {
                let now = at.clock().now();
                if !lawless {
                    at.with_world(|world| looking.look(world, now, call));
                }
            });
            let watch = move |event| {
                let moment = match event {
                    Event::Begin { .. } => "begin".to_owned(),
                    Event::Start { resource, verb, .. } => format!("start {verb} {resource}"),
                    Event::Done { resource, verb, .. } => format!("done {verb} {resource}"),
                    Event::Note { .. } | Event::Failed { .. } | Event::Skipped { .. } | Event::Recovered { .. } => {
                        return;
                    }
                };
                let now = cloud.clock().now();
                if !lawless {
                    cloud.with_world(|world| watching.look(world, now, &moment));
                }
                noting.lock().expect("nobody panics with it").push(moment);
            };
            let (_keep, stop) = tokio::sync::watch::channel(false);
            let job = Job {
                plan: &plan,
                hands: &hands,
                store: &mut store,
                state: &mut state,
                parallelism: self.parallelism,
                stop,
                watch: Arc::new(watch),
            };
            let report = watched.dying_after(death, engine::apply::run(job)).await?.expect("the state can be written");
            assert_eq!(state.broken_laws(), Vec::<String>::new());
            *self.gateways.lock().expect("one apply at a time") = after;
            let moments = moments.lock().expect("nobody panics with it").clone();
            Some(Applied { plan, report, moments, broken: laws.broken() })
        })
    }

    /// Changes the world behind everybody's back by a JSON merge patch; see [`merge`].
    pub fn drift(&self, patch: &Value) {
        self.cloud.with_world(|world| {
            let mut value = serde_json::to_value(&*world).expect("the world is JSON");
            merge(&mut value, patch);
            let blobs = std::mem::take(&mut world.blobs);
            *world = serde_json::from_value(value).expect("the patched world is a world");
            world.blobs = blobs;
        });
    }

    /// The state as it lies on the disk; null before the first apply.
    pub fn saved(&self) -> Value {
        let text = std::fs::read(self.state.path().join("state.json")).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or(Value::Null)
    }

    /// Everything engine wrote down, state and journal.
    pub fn recorded(&self) -> String {
        let mut open = vec![self.state.path().to_owned()];
        let mut text = String::new();
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
            } else {
                text += &String::from_utf8_lossy(&std::fs::read(&path).expect("a file"));
            }
        }
        text
    }

    /// Everything in the cloud, without what an empty cloud has as well and without the drawing of ids.
    pub fn left_over(&self) -> Value {
        left_over(&self.cloud)
    }
}

/// Puts what is wanted of a gate in place of what it is to be meanwhile.
fn make_haste(plan: &mut Plan) {
    let wanted = plan.operations.iter().filter_map(|operation| match &operation.action {
        Action::Update { reach: Reach::Narrow, inputs, .. } => Some((operation.resource.clone(), inputs.clone())),
        _ => None,
    });
    let wanted: BTreeMap<_, _> = wanted.collect();
    for operation in &mut plan.operations {
        if let Action::Update { reach: Reach::Widen, inputs, .. } = &mut operation.action {
            inputs.clone_from(&wanted[&operation.resource]);
        }
    }
}

/// Everything in a cloud, without what an empty one has as well and without the drawing of ids.
pub fn left_over(cloud: &Cloud) -> Value {
    let whole = cloud.with_world(|world| serde_json::to_value(&*world).expect("the world is JSON"));
    without(&whole, &BASELINE.with(Clone::clone)).unwrap_or(Value::Null)
}

/// What the embedded cloud keeps for itself and no listing shows: how ids were drawn, change tokens, DNS change ids. And what
/// all stacks of an account share, so that none of them removes it: the role API Gateway logs with.
pub const BOOKKEEPING: &[&str] =
    &["counter", "token", "tokens", "changes", "cloudwatch_role_arn", "engine-apigateway-logs"];

thread_local! {
    static BASELINE: Value =
        serde_json::to_value(engine::sandbox::World::default()).expect("the world is JSON");
}

/// A JSON merge patch (RFC 7386) with two words more, because ids are the cloud's own: the key `*` stands for every member,
/// and an object put on a list changes those of its items that are called as the key says: `*`, their `name`, `name kind`, or
/// `* kind`.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if let Value::Array(items) = target {
        for (key, value) in patch {
            let called = |item: &Value| {
                let text = |member: &str| item[member].as_str().unwrap_or("").to_owned();
                let (name, kind) = (text("name") + &text("Name"), text("kind"));
                [name.clone(), format!("{name} {kind}"), format!("* {kind}"), "*".to_owned()].contains(key)
            };
            assert!(items.iter().any(called), "nothing in the list is called `{key}`");
            match value {
                Value::Null => items.retain(|item| !called(item)),
                value => items.iter_mut().filter(|item| called(item)).for_each(|item| merge(item, value)),
            }
        }
        return;
    }
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(members) = target else { return };
    for (key, value) in patch {
        match value {
            Value::Null if key == "*" => members.clear(),
            Value::Null => {
                assert!(members.remove(key).is_some(), "there is no `{key}` to remove");
            }
            value if key == "*" => members.values_mut().for_each(|member| merge(member, value)),
            value => merge(members.entry(key.clone()).or_insert(Value::Null), value),
        }
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
