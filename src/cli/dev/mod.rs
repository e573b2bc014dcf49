//! `engine dev`: the embedded cloud on this machine, its AWS API and what stands in it.

mod edits;
mod notice;
mod picture;
mod port;
mod served;
mod standing;
mod teller;
mod told;

use std::path::PathBuf;

use clap::Args;

use super::args::Global;
use super::session::{self, Project};
use super::{Exit, embedded, show};
use crate::sandbox::front;
use crate::world::Clock;
pub use notice::Notice;
use port::Port;
use served::{Ports, Served};
use told::Listening;

/// Serve the whole perimeter on this machine: CDN, gateway, functions and the AWS API of the embedded cloud
///
/// Applies the spec to the embedded cloud, the one of `apply --local`, and answers as what then stands there would: requests go
/// through web ACLs, routes and permissions, and functions run for real. Edits are followed while it runs. Without a spec the
/// AWS API alone is served, of the cloud in ./.engine/local.
///
/// On the CDN's port TLS is HTTPS, and plain HTTP counts as HTTPS, too, so that curl needs no certificate, unless --plain-http is
/// given. Distributions keep answers as their cache policies say, and everything is thrown away when an edit is applied; throttles,
/// quotas and rate rules count. One request can say otherwise of itself by headers that nothing behind the port sees:
/// `X-Engine-Scheme: http`, `X-Engine-From: 203.0.113.7`, `X-Engine-Country: DE`. `engine test --live --local` finds where this
/// listens by itself.
#[derive(Debug, Args)]
pub struct Dev {
    /// The spec file or its folder; spec.kdl here, if there is one, unless given
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// Only the AWS API: nothing is applied, and no other port is opened
    #[arg(long, conflicts_with_all = ["cdn_port", "gateway_port", "plain_http", "open", "page_port"])]
    aws_only: bool,
    /// The port of the AWS API on 127.0.0.1, 4566 or, where that is in use, 4576 and so on; 0 takes any free one
    #[arg(long, value_name = "N")]
    aws_port: Option<u16>,
    /// The port of the CDN, for its aliases and for localhost, 4568 unless given; 0 takes any free one
    #[arg(long, value_name = "N")]
    cdn_port: Option<u16>,
    /// The port of gateways, for execute-api host names and for /STAGE/… of localhost, 4567 unless given; 0 takes any free one
    #[arg(long, value_name = "N")]
    gateway_port: Option<u16>,
    /// Take plain HTTP on the CDN's port for what it is: redirected, refused or answered as each behavior says
    #[arg(long)]
    plain_http: bool,
    /// Show a page with the perimeter, its requests as they come, and a box to send one and see its trace
    #[arg(long)]
    open: bool,
    /// The port of that page, 4569 unless given; 0 takes any free one. With it --open goes without saying
    #[arg(long, value_name = "N")]
    page_port: Option<u16>,
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
        // Its own cloud is served, so its secrets are those of that cloud.
        let global = &Global { local: true, ..global.clone() };
        let here = session::spec_path(None);
        let project = match &self.spec {
            None if !here.exists() => None,
            given => Some(Project::read(global, given.as_deref())?),
        };
        let (folder, region) = match &project {
            None => (embedded::folder(&here), REGION.to_owned()),
            Some(project) => (embedded::folder(&project.path), project.spec.stack.region.value.clone()),
        };
        let port = |option, what, usual, asked| Port { option, what, usual, asked };
        let (listener, aws) = port("--aws-port", "the AWS API", 4566, self.aws_port).bind(global).await?;
        let ports = match project.is_some() && !self.aws_only {
            true => {
                let cdn = port("--cdn-port", "the CDN", 4568, self.cdn_port);
                let gateway = port("--gateway-port", "the gateway", 4567, self.gateway_port);
                let page = port("--page-port", "the page", 4569, self.page_port);
                Some(Ports::bind(global, cdn, gateway, (self.open || self.page_port.is_some()).then_some(page)).await?)
            }
            false => None,
        };
        if project.is_none() && !self.aws_only && (self.open || self.page_port.is_some()) {
            show::warn("there is no page without a spec", Some("begin with `engine new DIR`, or name the spec"));
        }
        let cloud = embedded::open(&folder, Clock::scaled(Clock::real().now(), SPEED))?;
        if let Some(project) = &project {
            embedded::register_domains(&cloud, &project.spec)?;
        }
        let interrupted = interrupted()?;
        let (served, follower) = match (ports, project) {
            (Some(ports), Some(project)) => {
                let started =
                    Served::start(global, self.spec.clone(), project, &cloud, ports, (aws, self.plain_http)).await?;
                (Some(started.0), Some(started.1))
            }
            _ => (None, None),
        };
        let plane = served.as_ref().map(Served::listening);
        told::listening(global, &Listening { folder: &folder, region: &region, aws, plane });
        let following = async {
            match follower {
                Some(follower) => follower.follow().await,
                None => std::future::pending().await,
            }
        };
        let done = tokio::select! {
            done = front::serve(cloud, listener, interrupted) => done,
            never = following => match never {},
        };
        if let Some(served) = served {
            served.stop().await;
        }
        done.map_err(|error| {
            show::fail(&format!("cannot go on serving: {error}"), None);
            Exit::Failed
        })?;
        show::note(global, "stopped; what stands there is kept");
        Ok(Exit::Done)
    }
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
