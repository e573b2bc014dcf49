use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::authorizer::{self, Verdict};
use super::command::Served;
use super::leash::Leash;
use super::moment::Moment;
use super::pool::Pool;
use super::said::Speaker;
use super::{package, proxy_answer};
use crate::names::ResourceId;
use crate::reqpath::{Call, event};
use crate::sandbox::{Cloud, Runnable};
use crate::serve::reply::Reply;
use crate::serve::{Scene, Watch};

/// Bytes a function may answer with, and its event may have [Lambda quotas].
pub const LARGEST_ANSWER: usize = 6 * 1024 * 1024;
const LARGEST_EVENT: usize = LARGEST_ANSWER;
/// How long API Gateway waits for a function, in seconds.
const GATEWAY_WAITS: u64 = 29;

/// What became of a call.
pub enum Outcome {
    /// It answered.
    Answered(Reply),
    /// It did not, and why: API Gateway says 502.
    Failed(String),
    /// API Gateway stopped waiting: 504.
    TimedOut(String),
    /// The request is too large for it: 413.
    TooLarge(String),
    /// There is no way to run it here, and what to write for one.
    NoWay(String),
    /// Its authorizer lets nobody in with this request.
    Denied {
        /// Whose word it is: `function.door`.
        by: String,
        /// 401, 403 or 500.
        status: u16,
        /// The type of the gateway's answer.
        kind: &'static str,
        /// Its message.
        message: String,
    },
}

impl Outcome {
    /// A function that did not answer within `limit`: API Gateway waits 29 s; sooner, it is Lambda that ends it.
    pub fn timed_out(limit: Duration) -> Self {
        let why = format!("it did not answer within {} s", limit.as_secs_f64());
        if limit.as_secs() >= GATEWAY_WAITS { Self::TimedOut(why) } else { Self::Failed(why) }
    }
}

/// Every function that runs here.
pub struct Functions {
    cloud: Cloud,
    endpoint: String,
    watch: Watch,
    room: tempfile::TempDir,
    leash: Arc<Leash>,
    running: Mutex<BTreeMap<String, Arc<Running>>>,
    pub(super) verdicts: authorizer::Remembered,
}

/// A function that runs, and what it was started as.
struct Running {
    runnable: Arc<Runnable>,
    command: Option<String>,
    how: How,
}

impl Running {
    /// Whether it was started as this.
    fn is(&self, runnable: &Runnable, command: Option<&str>) -> bool {
        self.command.as_deref() == command
            && self.runnable.digest == runnable.digest
            && self.runnable.settings == runnable.settings
    }
}

enum How {
    Command(Box<Served>),
    Code(Box<Pool>),
    NoWay(String),
}

impl Functions {
    /// None yet. `endpoint` is where the cloud's AWS API answers.
    ///
    /// # Errors
    /// When there is no room for their files.
    pub fn new(cloud: Cloud, endpoint: &str, watch: Watch) -> io::Result<Self> {
        let room = tempfile::Builder::new().prefix("engine-functions-").tempdir()?;
        let leash = Arc::new(Leash::new(room.path()));
        let verdicts = authorizer::Remembered::default();
        Ok(Self { cloud, endpoint: endpoint.to_owned(), watch, room, leash, running: Mutex::default(), verdicts })
    }

    /// Calls a function as API Gateway does; secrets in `call` are open.
    pub async fn call(&self, scene: &Scene, call: &Call, moment: &Moment) -> Outcome {
        let gateway = scene.perimeter().gateways.iter().find(|gateway| gateway.id == call.api);
        let mut context = None;
        if call.authorized {
            match authorizer::ask(self, scene, gateway, call, moment).await {
                Verdict::LetsIn(told) => context = Some(told),
                Verdict::Denies { by, status, kind, message } => {
                    return Outcome::Denied { by, status, kind, message };
                }
                Verdict::NoWay(why) => return Outcome::NoWay(why),
            }
        }
        let Some(running) = self.running(scene, &call.function, &call.arn).await else {
            let why = format!("{} is a function of somebody else's: it is not run here", call.function.block());
            return Outcome::NoWay(why);
        };
        let limit = Duration::from_secs(running.runnable.settings.timeout.min(GATEWAY_WAITS));
        let pool = match &running.how {
            How::NoWay(why) => return Outcome::NoWay(why.clone()),
            How::Command(served) => return served.call(call, limit).await,
            How::Code(pool) => pool,
        };
        let id = scene.resource_id(&call.api, &call.resource).unwrap_or_default();
        let event = event::event(call, &moment.in_event(id, context)).to_string();
        if event.len() > LARGEST_EVENT {
            return Outcome::TooLarge("its event is larger than the 6 MB that Lambda takes".to_owned());
        }
        match pool.invoke(event.into(), moment, limit).await {
            Ok(payload) => match proxy_answer::of_event(&payload, call, gateway) {
                Ok(reply) => Outcome::Answered(reply),
                Err(why) => Outcome::Failed(why),
            },
            Err(broken) if broken.timed_out => Outcome::timed_out(limit),
            Err(broken) => Outcome::Failed(broken.why),
        }
    }

    /// Calls the code of a function with a payload and gives what it answers.
    ///
    /// # Errors
    /// Why it did not; `Err(Ok(…))` when there is no way to run it.
    pub(super) async fn invoke(
        &self,
        scene: &Scene,
        function: &ResourceId,
        arn: &str,
        payload: &Value,
        moment: &Moment,
    ) -> Result<Bytes, Result<String, String>> {
        let Some(running) = self.running(scene, function, arn).await else {
            return Err(Ok(format!("{arn} is a function of somebody else's: it is not run here")));
        };
        let limit = Duration::from_secs(running.runnable.settings.timeout.min(GATEWAY_WAITS));
        match &running.how {
            How::NoWay(why) => Err(Ok(why.clone())),
            How::Command(_) => {
                let why = "it has a `dev command`, which speaks HTTP: an authorizer is called by its handler";
                Err(Ok(format!("{}: {why}", function.block())))
            }
            How::Code(pool) => {
                pool.invoke(payload.to_string().into(), moment, limit).await.map_err(|broken| Err(broken.why))
            }
        }
    }

    /// The function as it is now: started anew when its code or its settings have changed.
    async fn running(&self, scene: &Scene, function: &ResourceId, arn: &str) -> Option<Arc<Running>> {
        let runnable = scene.runnable(arn)?;
        let command = scene.command(function);
        let same = |running: &&Arc<Running>| running.is(runnable, command);
        if let Some(running) = self.lock().get(arn).filter(same) {
            return Some(Arc::clone(running));
        }
        let speaker = Speaker {
            function: function.block().to_string(),
            keys: Arc::clone(&scene.keys),
            watch: Arc::clone(&self.watch),
            root: None,
        };
        let leash = Arc::clone(&self.leash);
        let how = match command {
            Some(command) => {
                let environment = package::environment_of_command(runnable, &self.endpoint);
                How::Command(Box::new(Served::new(command, &scene.folder, environment, leash, speaker)))
            }
            None => {
                let block = function.block();
                match package::program(&self.cloud, runnable, block.as_str(), self.room.path(), &self.endpoint).await {
                    Ok(program) => {
                        let speaker = speaker.rooted(program.root());
                        How::Code(Box::new(Pool::new(Arc::clone(runnable), program, leash, speaker)))
                    }
                    Err(why) => How::NoWay(why),
                }
            }
        };
        let found = Arc::new(Running { runnable: Arc::clone(runnable), command: command.map(str::to_owned), how });
        let mut running = self.lock();
        // Somebody else may have been quicker; what runs already stays.
        match running.get(arn).filter(same) {
            Some(quicker) => Some(Arc::clone(quicker)),
            // Without a way to run it the next request looks again: something may have been installed meanwhile.
            None if matches!(found.how, How::NoWay(_)) => Some(found),
            None => {
                running.insert(arn.to_owned(), Arc::clone(&found));
                Some(found)
            }
        }
    }

    /// Ends what runs by a command of the spec, once it has answered what it was asked; the next call starts it anew.
    pub async fn restart_commands(&self) {
        let running: Vec<_> = self.lock().values().cloned().collect();
        for running in running {
            if let How::Command(served) = &running.how {
                served.restart().await;
            }
        }
    }

    /// Ends what `scene` does not have any more, or has otherwise, once it has answered what it was asked.
    pub fn keep(&self, scene: &Scene) {
        let is_there = |arn: &String, running: &Arc<Running>| {
            let command = scene.perimeter().function(arn).and_then(|function| scene.command(&function.at));
            scene.runnable(arn).is_some_and(|runnable| running.is(runnable, command))
        };
        let mut running = self.lock();
        let gone: Vec<String> =
            running.iter().filter(|(arn, one)| !is_there(arn, one)).map(|(arn, _)| arn.clone()).collect();
        let ended: Vec<_> = gone.iter().filter_map(|arn| running.remove(arn)).collect();
        drop(running);
        // Their files are removed now, which nobody waits for.
        drop(ended);
        // What an authorizer said before it was edited is not what it would say.
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Ends everything.
    pub async fn stop(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Running>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
