use std::future::Future;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use tokio::net::TcpListener;

use super::args::{Format, Global};
use super::session::{self, Project};
use super::{Exit, show};
use crate::sandbox::front;
use crate::world::Clock;

/// Serve the embedded cloud on this machine, for the AWS CLI and any SDK
///
/// It is the cloud of `apply --local`: look at what stands there, or change it and see what `drift` says. Works without a
/// spec too; the cloud is then kept in ./.engine/local.
#[derive(Debug, Args)]
pub struct Dev {
    /// The spec file or its folder; spec.kdl here, if there is one, unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// The port of the AWS API on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 4566)]
    aws_port: u16,
}

/// How much faster time passes in there: a distribution takes six seconds instead of three minutes.
const SPEED: u32 = 30;
/// Where a cloud without a spec answers from, unless asked otherwise; it knows every region.
const REGION: &str = "us-east-1";

impl Dev {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        session::block_on(async { self.dev(global).await.unwrap_or_else(|exit| exit) })
    }

    async fn dev(&self, global: &Global) -> Result<Exit, Exit> {
        let here = session::spec_path(None);
        let project = match &self.spec {
            None if !here.exists() => None,
            given => Some(of_spec(global, given.as_deref())?),
        };
        let (folder, region) = match &project {
            None => (session::local_folder(&here), REGION),
            Some(project) => (session::local_folder(&project.path), project.spec.stack.region.value.as_str()),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.aws_port)).await.map_err(|error| {
            let message = format!("cannot listen on 127.0.0.1:{}: {error}", self.aws_port);
            show::fail(&message, Some("pass `--aws-port 0` to take any free port"));
            Exit::Failed
        })?;
        let port = listener.local_addr().map_or(self.aws_port, |address| address.port());
        let cloud = session::open_cloud(&folder, Clock::scaled(Clock::real().now(), SPEED))?;
        if let Some(project) = &project {
            session::register_domains(&cloud, &project.spec)?;
        }
        let stop = interrupted()?;
        announce(global, &folder, region, port);
        front::serve(cloud, listener, stop).await.map_err(|error| {
            show::fail(&format!("cannot go on serving: {error}"), None);
            Exit::Failed
        })?;
        show::note(global, "stopped; what stands there is kept");
        Ok(Exit::Done)
    }
}

fn of_spec(global: &Global, given: Option<&Path>) -> Result<Project, Exit> {
    // Its own cloud is served, so its secrets are those of that cloud.
    let global = Global { local: true, ..global.clone() };
    Project::read(&global, given)
}

/// What a person pastes into another terminal, on stdout; the rest on stderr.
fn announce(global: &Global, folder: &Path, region: &str, port: u16) {
    let url = format!("http://127.0.0.1:{port}");
    let variables = [
        ("AWS_ENDPOINT_URL", url.as_str()),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_REGION", region),
    ];
    if global.format == Format::Json {
        let env: serde_json::Map<_, _> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        show::data(&format!("{}\n", json!({ "format": 1, "event": "listening", "aws": url, "env": env })));
        return;
    }
    show::note(global, &format!("the embedded cloud in {} answers on {url}", show::path(folder)));
    show::note(global, "paste this into another terminal:\n");
    for (name, value) in variables {
        show::data(&format!("export {name}={value}\n"));
    }
    show::note(global, "\nand try:\n");
    show::note(global, "  aws cloudfront list-distributions");
    show::note(global, &format!("  aws --endpoint-url {url} lambda list-functions\n"));
    show::note(global, "Ctrl-C stops it");
}

/// Ready when the process is asked to end. Listens from now on, so that nothing is missed.
#[cfg(unix)]
fn interrupted() -> Result<impl Future<Output = ()>, Exit> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| {
        signal(kind).map_err(|error| {
            show::fail(&format!("cannot listen for the end: {error}"), None);
            Exit::Bug
        })
    };
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interrupted() -> Result<impl Future<Output = ()>, Exit> {
    Ok(async {
        // Without a way to be told, it serves until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
