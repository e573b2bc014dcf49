use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::leash::Leash;
use super::moment::Moment;
use super::package::Program;
use super::process::{self, Process};
use super::runtime_api::{Invocation, RuntimeApi};
use super::said::Speaker;
use crate::sandbox::Runnable;
use crate::serve::listen;
use crate::world::Clock;

/// How long a runtime may take until it asks for its first event [Lambda: init phase].
const INIT: Duration = Duration::from_secs(10);

/// Why a call got no answer.
#[derive(Debug)]
pub struct Broken {
    pub why: String,
    pub timed_out: bool,
    /// Whether the function never saw the event: another instance may.
    pub unseen: bool,
}

impl Broken {
    fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), timed_out: false, unseen: false }
    }
}

/// A process with a Runtime API of its own; both end when it is dropped.
pub struct Instance {
    process: Process,
    api: RuntimeApi,
    arn: String,
    well: bool,
    _stop: watch::Sender<bool>,
}

impl Instance {
    /// Starts one and waits until it asks for work.
    ///
    /// # Errors
    /// When it does not: it ends, says that it cannot start, or takes too long.
    pub async fn start(
        runnable: &Runnable,
        program: &Program,
        leash: &Arc<Leash>,
        speaker: &Speaker,
    ) -> Result<Self, Broken> {
        let no_port = |error: std::io::Error| Broken::new(format!("there is no free port: {error}"));
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(no_port)?;
        let address = listener.local_addr().map_err(no_port)?;
        let (stop, stopped) = watch::channel(false);
        let api = RuntimeApi::new();
        let answering = api.clone();
        let answer = move |_, request| {
            let answering = answering.clone();
            async move { answering.answer(request).await }
        };
        // A runtime that cannot speak HTTP sees so by itself.
        tokio::spawn(listen::serve(listener, None, stopped, answer, listen::Refusal::plainly));
        let Some((first, rest)) = program.words.split_first() else {
            return Err(Broken::new("there is no program to run"));
        };
        let mut command = process::command(first);
        command.args(rest).current_dir(program.root()).env_clear().envs(&program.environment);
        command.env("AWS_LAMBDA_RUNTIME_API", address.to_string());
        let process = Process::start(command, leash, speaker)
            .await
            .map_err(|error| Broken::new(format!("`{}` cannot be started: {error}", first.display())))?;
        let instance = Self { process, api, arn: runnable.arn.clone(), well: true, _stop: stop };
        tokio::select! {
            ready = instance.api.ready() => match ready {
                Ok(()) => Ok(instance),
                Err(why) => Err(Broken::new(format!("it cannot start: {why}"))),
            },
            how = instance.process.end() => Err(Broken::new(format!("it ended ({how}) before it asked for work"))),
            () = tokio::time::sleep(INIT) => {
                Err(Broken::new(format!("it did not ask for work within {} s", INIT.as_secs())))
            }
        }
    }

    /// Whether it can take another call.
    pub fn is_well(&self) -> bool {
        self.well && self.process.ended().is_none()
    }

    /// Hands it an event and waits for the answer.
    ///
    /// # Errors
    /// What the function says went wrong, or how it ended; it is to be dropped when [`Instance::is_well`] says no.
    pub async fn invoke(&mut self, event: Bytes, moment: &Moment, limit: Duration) -> Result<Bytes, Broken> {
        let deadline_ms = (Clock::real().now() + limit).as_millis();
        let (invocation, answer) = Invocation::new(moment, event, deadline_ms, &self.arn);
        // Until it has answered nobody knows how it is: a call that is given up leaves it busy.
        self.well = false;
        if !self.api.hand(invocation).await {
            return Err(Broken::new("its Runtime API is gone"));
        }
        tokio::select! {
            answer = answer => {
                self.well = true;
                answer.unwrap_or_else(|_| Err("its Runtime API is gone".to_owned())).map_err(Broken::new)
            }
            how = self.process.end() => {
                let unseen = !self.api.took(&moment.request_id);
                Err(Broken { unseen, ..Broken::new(format!("it ended ({how}) while it was called")) })
            }
            () = tokio::time::sleep(limit) => {
                let why = format!("it was ended after {} s", limit.as_secs_f64());
                Err(Broken { timed_out: true, ..Broken::new(why) })
            }
        }
    }
}
