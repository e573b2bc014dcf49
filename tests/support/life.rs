//! A perimeter on a bad day, in this process and on virtual time: runs that meet faults and are killed, drift by hand, and the
//! laws looked at after every single call.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use engine::apply::{Event, Job, Report};
use engine::desired::{self, Setting};
use engine::diag::SourceMap;
use engine::observe::observe;
use engine::plan::{self, Basis, Mode, Plan, Situation};
use engine::providers::{Clients, Endpoint, Hands, Identity};
use engine::sandbox::Cloud;
use engine::sandbox::faults::{End, Faults, Rehearsal, Tally};
use engine::secrets::{Plain, Vault};
use engine::state::{Holder, Store};
use engine::world::{Clock, Folder, InMemory};
use serde_json::Value;

use super::laws::{Gateways, Laws};

/// What the secret of every spec here is.
pub const SECRET: &str = "made-up-word-0123456789abcdef";

/// One stack in one environment of one embedded cloud.
pub struct Life {
    pub cloud: Cloud,
    /// Operations under way at once.
    pub parallelism: usize,
    folder: tempfile::TempDir,
    tokens: AtomicU32,
    runtime: tokio::runtime::Runtime,
    /// The gateways of the spec that was applied completely last, and of those begun since.
    begun: Vec<Gateways>,
    /// Whether somebody else changed something since.
    pub drifted: bool,
    /// Whether a removal may have happened that nobody could write down.
    pub unsure: bool,
}

/// How a run ended.
pub enum Ended {
    /// The process was killed.
    Killed,
    /// It gave up before the plan was carried out, or while the record was written.
    Refused(String),
    /// The plan was carried out, completely or not.
    Went(Box<Plan>, Report),
}

/// A run: how it ended, what it met, and what laws it broke.
pub struct Ran {
    pub ended: Ended,
    pub tally: Tally,
    pub broken: Vec<String>,
}

/// The client of a run, with an eye on the cloud after every call.
#[derive(Clone)]
struct Looking {
    rehearsal: Rehearsal,
    cloud: Cloud,
    laws: Arc<Laws>,
}

impl std::fmt::Debug for Looking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Looking")
    }
}

impl HttpConnector for Looking {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (this, at) = (self.clone(), format!("{} {}", request.method(), request.uri()));
        let target = request.headers().get("x-amz-target").unwrap_or("").to_owned();
        HttpConnectorFuture::new(async move {
            let answer = HttpConnector::call(&this.rehearsal, request).await;
            let now = this.cloud.clock().now();
            this.cloud.with_world(|world| this.laws.look(world, now, &format!("after {at} {target}")));
            answer
        })
    }
}

impl HttpClient for Looking {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Who watches that nothing starts before what it waits for is done.
#[derive(Default)]
struct Order {
    done: BTreeSet<String>,
    broken: Vec<String>,
}

impl Order {
    fn see(&mut self, plan: &Plan, event: &Event) {
        let name = |verb: &str, resource: &dyn std::fmt::Display| format!("{verb} {resource}");
        match event {
            Event::Start { resource, verb, .. } => {
                let wanted = |one: &&plan::Operation| one.resource == *resource && one.action.verb() == *verb;
                // One resource may have several old generations to remove; any of them may be the one that starts.
                let waits = plan.operations.iter().filter(wanted).map(|one| &one.after);
                let early = waits.clone().all(|after| {
                    after.iter().any(|&one| {
                        let one = &plan.operations[one];
                        !self.done.contains(&name(one.action.verb(), &one.resource))
                    })
                });
                if early {
                    self.broken.push(format!("{} starts too early", name(verb, resource)));
                }
            }
            Event::Done { resource, verb, .. } | Event::Skipped { resource, verb, .. } => {
                self.done.insert(name(verb, resource));
            }
            Event::Begin { .. } | Event::Note { .. } | Event::Failed { .. } | Event::Recovered { .. } => {}
        }
    }
}

impl Life {
    /// A new, empty cloud, and a record that costs no disk where there is memory to be had for files.
    pub fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self {
            cloud: Cloud::in_memory(Clock::virtual_from(Duration::from_secs(1_700_000_000))),
            parallelism: 8,
            folder: folder.expect("a temporary folder"),
            tokens: AtomicU32::new(0),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"),
            begun: vec![Gateways::new()],
            drifted: false,
            unsure: false,
        }
    }

    /// Plans `text` and carries it out, meeting `faults`.
    pub fn run(&mut self, text: &str, faults: Faults, destroy: bool) -> Ran {
        let mut sources = SourceMap::default();
        let files = InMemory::of("spec.kdl", text);
        let (loaded, problems) = engine::spec::load(Path::new("spec.kdl"), &files, &mut sources);
        assert!(!problems.has_errors(), "{}\n{text}", engine::diag::short(&problems, &sources));
        let loaded = loaded.expect("a spec without errors");
        let secrets = loaded.secrets.keys().map(|name| (name.clone(), Plain::new(SECRET.to_owned())));
        let vault = Arc::new(Vault::in_memory("walk", "dev", secrets).under([7; 32]));
        let folder = Folder::new(self.folder.path());
        let (wish, problems) =
            desired::lower(&loaded, &Setting { env: "dev", value: &|_| None, made_as: &|_| None, folder: &folder });
        assert!(!problems.has_errors(), "{}\n{text}", engine::diag::short(&problems, &sources));

        let gateways = loaded.gateways.iter().map(|(name, block)| (format!("gateway.{name}"), block.waf.is_some()));
        let gateways = gateways.chain(loaded.cdns.keys().map(|name| (format!("cdn.{name}"), true)));
        self.begun.push(if destroy { Gateways::new() } else { gateways.collect() });
        let laws = Laws::through(&self.begun);
        let laws = Arc::new(if self.drifted { laws.except_holes() } else { laws });
        let order = Arc::new(Mutex::new(Order::default()));

        let end = End::silence();
        let rehearsal = Rehearsal::new(&self.cloud, faults, end.clone());
        let looking = Looking { rehearsal: rehearsal.clone(), cloud: self.cloud.clone(), laws: Arc::clone(&laws) };
        let mode = Mode { destroy, ..Mode::default() };
        let life = async {
            let region = loaded.stack.region.value.clone();
            let clients = Clients::load(&Endpoint::Embedded(SharedHttpClient::new(looking)), &region).await;
            let nobody = Identity { account: String::new(), partition: "aws".into() };
            let clock = self.cloud.clock().clone();
            let hands = Hands::new(clients, nobody, clock, folder.path().to_owned(), Arc::clone(&vault));
            let identity = hands.who_am_i(&region).await.map_err(|refusal| refusal.to_string())?;
            let hands = hands.of(identity);
            let holder = Holder::this_process("test", Duration::ZERO);
            let store = Store::locked(&self.folder.path().join("record"), &holder, Duration::ZERO);
            let mut store = store.map_err(|error| error.to_string())?.through(rehearsal.door());
            let recorded = store.load("walk", "dev").map_err(|error| format!("the record is not whole: {error}"))?;
            let mut state = recorded.state;
            let recovered = engine::apply::recover(&hands, &mut state, recorded.open, &(Arc::new(|_| {}) as _)).await;
            if !recovered.unresolved.is_empty() {
                return Err(format!("unresolved: {:?}", recovered.unresolved));
            }
            let observed = observe(&hands, &state).await.map_err(|refused| format!("{refused:?}"))?;
            let basis = Basis {
                spec: "spec.kdl".into(),
                lineage: state.lineage.clone(),
                serial: state.serial,
                account: hands.identity.account.clone(),
                region,
                local: true,
                secrets_key: vault.commitment(),
            };
            let situation = Situation {
                wish: &wish,
                state: &state,
                observed: &observed,
                digest: &|secret| vault.digest(secret),
                sources: &sources,
                basis,
                mode: &mode,
                token: &|| format!("token{:011}", self.tokens.fetch_add(1, Ordering::Relaxed)),
            };
            let plan = plan::build(&situation).map_err(|error| format!("no plan: {error}"))?;
            state.account = hands.identity.account.clone();
            let (_keep, stop) = tokio::sync::watch::channel(false);
            let (seen, watching) = (plan.clone(), Arc::clone(&order));
            let job = Job {
                plan: &plan,
                hands: &hands,
                store: &mut store,
                state: &mut state,
                parallelism: self.parallelism,
                stop,
                watch: Arc::new(move |event| watching.lock().expect("nobody panics with it").see(&seen, &event)),
            };
            let report = engine::apply::run(job).await.map_err(|error| error.to_string())?;
            let laws = state.broken_laws();
            if laws.is_empty() { Ok((plan, report)) } else { Err(format!("the record breaks its laws: {laws:?}")) }
        };
        let ended = self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = end.told() => None,
                ended = life => Some(ended),
            }
        });
        let ended = match ended {
            _ if end.has_come() => Ended::Killed,
            None => Ended::Killed,
            Some(Err(why)) => Ended::Refused(why),
            Some(Ok((plan, report))) => {
                if report.is_complete() {
                    self.begun.drain(..self.begun.len() - 1);
                    self.drifted = false;
                }
                Ended::Went(Box::new(plan), report)
            }
        };
        self.unsure = match &ended {
            Ended::Went(_, report) => {
                self.unsure && !report.is_complete() || report.failed.iter().any(|failure| failure.verb == "delete")
            }
            Ended::Killed | Ended::Refused(_) => true,
        };
        let mut broken = laws.broken();
        broken.append(&mut order.lock().expect("nobody panics with it").broken);
        Ran { ended, tally: rehearsal.tally(), broken }
    }

    /// Everything engine wrote down.
    pub fn written(&self) -> Vec<u8> {
        super::place::files(self.folder.path()).into_values().flatten().collect()
    }

    /// Everything in the cloud.
    pub fn world(&self) -> Value {
        self.cloud.with_world(|world| serde_json::to_value(&*world).expect("the world is JSON"))
    }

    /// Puts another world in the place of this one; the blobs stay.
    pub fn set_world(&mut self, value: Value) {
        self.drifted = true;
        self.cloud.with_world(|world| {
            let blobs = std::mem::take(&mut world.blobs);
            *world = serde_json::from_value(value).expect("it is a world");
            world.blobs = blobs;
        });
    }
}
