use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

use super::functions::{LARGEST_ANSWER, Outcome};
use super::leash::Leash;
use super::process::{self, Process};
use super::said::Speaker;
use super::{http_call, proxy_answer};
use crate::reqpath::Call;

/// How long a command may take until it listens, as long as the init phase of Lambda.
const STARTS_IN: Duration = Duration::from_secs(10);

/// A function that is a command of the spec which speaks HTTP on `$PORT`.
pub struct Served {
    command: String,
    folder: PathBuf,
    environment: Vec<(String, String)>,
    leash: Arc<Leash>,
    speaker: Speaker,
    up: Mutex<Option<Arc<Up>>>,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// The process; it ends when neither the next call needs it nor one that is under way.
struct Up {
    process: Process,
    port: u16,
}

impl Served {
    /// A command that is started when it is first called.
    pub fn new(
        command: &str,
        folder: &Path,
        environment: Vec<(String, String)>,
        leash: Arc<Leash>,
        speaker: Speaker,
    ) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(4)).build(connector);
        let (command, folder) = (command.to_owned(), folder.to_owned());
        Self { command, folder, environment, leash, speaker, up: Mutex::default(), client }
    }

    /// Hands it a request over HTTP.
    pub async fn call(&self, call: &Call, limit: Duration) -> Outcome {
        let up = match self.running().await {
            Ok(up) => up,
            Err(why) => return Outcome::Failed(why),
        };
        let request = match http_call::request(call, up.port) {
            Ok(request) => request,
            Err(why) => return Outcome::Failed(why),
        };
        let asking = async {
            let response = match self.client.request(request).await {
                Ok(response) => response,
                Err(error) => return Outcome::Failed(self.broken(&up, &error).await),
            };
            let (head, body) = response.into_parts();
            match Limited::new(body, LARGEST_ANSWER).collect().await {
                Ok(body) => Outcome::Answered(proxy_answer::of_http(&head, body.to_bytes())),
                Err(error) if error.is::<LengthLimitError>() => {
                    Outcome::Failed("its answer is larger than the 6 MB that Lambda lets through".to_owned())
                }
                Err(error) => Outcome::Failed(format!("its answer broke off: {error}")),
            }
        };
        match tokio::time::timeout(limit, asking).await {
            Ok(outcome) => outcome,
            Err(_) => Outcome::timed_out(limit),
        }
    }

    async fn broken(&self, up: &Up, error: &hyper_util::client::legacy::Error) -> String {
        // The process may be about to be seen as gone.
        tokio::time::sleep(Duration::from_millis(20)).await;
        match up.process.ended() {
            Some(how) => format!("`{}` ended ({how}) while it was asked", self.command),
            None => {
                let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
                format!("`{}` broke off the connection{cause}", self.command)
            }
        }
    }

    /// What listens; starts it when it is not running.
    async fn running(&self) -> Result<Arc<Up>, String> {
        let mut up = self.up.lock().await;
        if let Some(running) = up.as_ref() {
            match running.process.ended() {
                None => return Ok(Arc::clone(running)),
                Some(how) => self.speaker.tell(format!("`{}` ended ({how}); it is started again", self.command)),
            }
        }
        *up = None;
        let began = Instant::now();
        let port = free_port().await.map_err(|error| format!("there is no free port: {error}"))?;
        let mut command = process::command("/bin/sh");
        command.args(["-c", &self.command]).current_dir(&self.folder);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.env("PORT", port.to_string());
        let process = Process::start(command, &self.leash, &self.speaker)
            .await
            .map_err(|error| format!("`{}` cannot be started: {error}", self.command))?;
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if let Some(how) = process.ended() {
                return Err(format!("`{}` ended ({how}) before it listened on $PORT", self.command));
            }
            if began.elapsed() > STARTS_IN {
                let seconds = STARTS_IN.as_secs();
                return Err(format!("`{}` does not listen on $PORT: waited {seconds} s", self.command));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.speaker.tell(format!("started `{}` in {} ms", self.command, began.elapsed().as_millis()));
        Ok(Arc::clone(up.insert(Arc::new(Up { process, port }))))
    }

    /// Ends it once it has answered what it was asked; the next call starts it anew.
    pub async fn restart(&self) {
        if self.up.lock().await.take().is_some() {
            self.speaker.tell("its code was edited: it is started anew with the next request");
        }
    }
}

async fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port())
}
