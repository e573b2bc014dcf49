use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::edits::Edits;
use super::notice::{Notice, Up};
use super::picture::picture;
use super::port::Port;
use super::standing::{self, Standing};
use super::teller::Teller;
use super::told::{self, Try};
use crate::cli::args::Global;
use crate::cli::session::Project;
use crate::cli::{Exit, embedded, show};
use crate::reqpath::Perimeter;
use crate::sandbox::Cloud;
use crate::serve::page::{History, Page};
use crate::serve::{Door, Event, Plane, Scene, Setting, Watch, certificate, listen};
use crate::world::Clock;

/// How often the cloud is asked whether somebody else changed it.
const PAUSE: Duration = Duration::from_millis(300);

/// How many of the last events a page shows that is opened late, or does not keep up.
const EVENTS: usize = 500;
/// How many bytes of them.
const EVENTS_ROOM: usize = 1024 * 1024;

/// The ports of the data plane.
pub struct Ports {
    cdn: (TcpListener, u16),
    gateway: (TcpListener, u16),
    page: Option<(TcpListener, u16)>,
}

impl Ports {
    /// Takes them.
    ///
    /// # Errors
    /// [`Exit::Failed`] after saying which one is in use.
    pub async fn bind(global: &Global, cdn: Port, gateway: Port, page: Option<Port>) -> Result<Self, Exit> {
        let page = match page {
            Some(page) => Some(page.bind(global).await?),
            None => None,
        };
        Ok(Self { cdn: cdn.bind(global).await?, gateway: gateway.bind(global).await?, page })
    }
}

/// A spec at work.
pub struct Served {
    plane: Plane,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    teller: Teller,
    cdn: u16,
    gateway: u16,
    page: Option<u16>,
    certificate: PathBuf,
    urls: Vec<Try>,
    /// Up until it stops.
    notice: Option<Up>,
}

impl Served {
    /// Applies the spec and serves what stands; whoever polls the other one keeps it so.
    ///
    /// # Errors
    /// After saying why it cannot be served.
    pub async fn start(
        global: &Global,
        spec: Option<PathBuf>,
        project: Project,
        cloud: &Cloud,
        ports: Ports,
        (aws, plain_http): (u16, bool),
    ) -> Result<(Self, Follower), Exit> {
        let edits = Edits::of(&project);
        let Standing { project, scene } = standing::bring_about(global, project, cloud, false).await?;
        let (cdn, gateway) = (ports.cdn.1, ports.gateway.1);
        let urls = urls(scene.perimeter(), cdn, gateway);
        let run = Clock::real().now().as_nanos().to_string();
        let history = History::new(run, EVENTS, EVENTS_ROOM);
        let teller = Teller::new(global);
        let watch: Watch = {
            // Without a page nobody ever looks.
            let (teller, history) = (teller.clone(), ports.page.is_some().then(|| history.clone()));
            Arc::new(move |event: Event| {
                if let Some(history) = &history {
                    history.keep(&event);
                }
                teller.tell(event);
            })
        };
        let drawn = picture(scene.perimeter());
        let endpoint = format!("http://127.0.0.1:{aws}");
        let setting = Setting { plain_http, ..Setting::default() };
        let plane = Plane::with(cloud.clone(), scene, &endpoint, watch, setting).map_err(|error| {
            show::fail(&format!("cannot make room for the files of functions: {error}"), None);
            Exit::Failed
        })?;
        let (stop, stopped) = watch::channel(false);
        let names = names(plane.scene().perimeter());
        let folder = embedded::folder(&project.path);
        let certificate = folder.join("cdn.pem");
        let tls = certificate::acceptor(&names, &certificate).map_err(|error| {
            show::fail(&format!("cannot make a certificate in `{}`: {error}", show::path(&certificate)), None);
            Exit::Failed
        })?;
        let serve = |listener, tls, door| {
            let (plane, stopped) = (plane.clone(), stopped.clone());
            tokio::spawn(async move {
                let refusing = plane.clone();
                let unreadable = move |refusal: &listen::Refusal| refusing.refuse(door, refusal);
                let answer = move |from, request| {
                    let plane = plane.clone();
                    async move { plane.answer(door, from, request).await }
                };
                if let Err(error) = listen::serve(listener, tls, stopped, answer, unreadable).await {
                    show::fail(&format!("cannot go on serving: {error}"), None);
                }
            })
        };
        let mut tasks = vec![serve(ports.cdn.0, Some(tls), Door::Cdn), serve(ports.gateway.0, None, Door::Gateway)];
        let page = Page::new(plane.clone(), (cdn, gateway), drawn, history, stopped.clone());
        let page_port = ports.page.as_ref().map(|(_, port)| *port);
        if let Some((listener, _)) = ports.page {
            let page = page.clone();
            tasks.push(tokio::spawn(async move {
                let answer = move |_, request| {
                    let page = page.clone();
                    async move { page.answer(request).await }
                };
                if let Err(error) = listen::serve(listener, None, stopped, answer, listen::Refusal::plainly).await {
                    show::fail(&format!("cannot go on serving: {error}"), None);
                }
            }));
        }
        let notice = match Notice::new(cdn, gateway).put_up(&folder) {
            Ok(up) => Some(up),
            Err(error) => {
                let path = show::path(&folder);
                let why = match error.kind() {
                    std::io::ErrorKind::WouldBlock => {
                        format!("another `engine dev` serves the embedded cloud in `{path}`")
                    }
                    _ => format!("cannot say in `{path}` where this listens: {error}"),
                };
                show::warn(&why, Some("`engine test --live --local` will not find this one; give it --connect"));
                None
            }
        };
        let (global, cloud) = (global.clone(), cloud.clone());
        let follower = Follower { global, spec, project, cloud, plane: plane.clone(), page, edits, broken: false };
        Ok((Self { plane, stop, tasks, teller, cdn, gateway, page: page_port, certificate, urls, notice }, follower))
    }

    /// Where it answers.
    pub fn listening(&self) -> told::Plane<'_> {
        told::Plane {
            cdn: self.cdn,
            gateway: self.gateway,
            page: self.page,
            certificate: &self.certificate,
            urls: &self.urls,
        }
    }

    /// Finishes the requests under way and ends every function.
    pub async fn stop(self) {
        drop(self.notice);
        self.stop.send_replace(true);
        // Functions first: requests that wait for them are over then.
        self.plane.stop().await;
        for task in self.tasks {
            let _ = task.await;
        }
        self.teller.end();
    }
}

/// The names that distributions are viewed under, here and where they stand.
fn names(perimeter: &Perimeter) -> Vec<String> {
    let own = ["localhost", "*.localhost"].map(str::to_owned);
    let theirs = perimeter.distributions.iter().flat_map(|one| one.aliases.iter().chain([&one.domain]));
    own.into_iter().chain(theirs.cloned()).collect()
}

/// What to try first: every distribution, every stage directly, and every name of an API's own.
fn urls(perimeter: &Perimeter, cdn: u16, gateway: u16) -> Vec<Try> {
    let plain = |name: String, url: String| Try { name, url, host: None, viewed: false };
    let several = perimeter.distributions.len() > 1;
    let distributions = perimeter.distributions.iter().map(|one| {
        let block = one.at.block();
        let host = if several { format!("{}.localhost", block.name()) } else { "localhost".to_owned() };
        Try { viewed: true, ..plain(format!("through {block}"), format!("http://{host}:{cdn}/")) }
    });
    let several = perimeter.gateways.len() > 1;
    let stages = perimeter.gateways.iter().flat_map(|one| {
        let block = one.at.block();
        let host = if several { format!("{}.localhost", block.name()) } else { "localhost".to_owned() };
        let url = move |stage: &crate::reqpath::model::Stage| format!("http://{host}:{gateway}/{}/", stage.name);
        one.stages.iter().map(move |stage| plain(format!("{block} directly"), url(stage)))
    });
    let domains = perimeter.domains.iter().map(|one| Try {
        host: Some(one.host.clone()),
        ..plain(format!("{} by its domain", one.at.block()), format!("http://localhost:{gateway}/"))
    });
    distributions.chain(stages).chain(domains).collect()
}

/// Keeps what is served as the spec, its code and the cloud are.
pub struct Follower {
    global: Global,
    spec: Option<PathBuf>,
    project: Project,
    cloud: Cloud,
    plane: Plane,
    page: Page,
    edits: Edits,
    /// Whether the last edit left a spec that cannot be read.
    broken: bool,
}

impl Follower {
    /// Follows them for ever.
    pub async fn follow(mut self) -> Infallible {
        let mut edition = self.cloud.edition().unwrap_or_default();
        loop {
            let edited = tokio::select! {
                edited = self.edits.next() => edited,
                () = changed(&self.cloud, edition) => {
                    edition = self.cloud.edition().unwrap_or_default();
                    // What is wrong with the cloud was said; the old goes on being served.
                    if let Ok(scene) = standing::look_again(&self.global, &self.project, &self.cloud).await {
                        self.serve(scene, "somebody changed the embedded cloud: serving what stands there now");
                    }
                    continue;
                }
            };
            if edited.iter().any(|path| self.is_code(path)) {
                self.plane.restart_commands().await;
            }
            self.apply().await;
            edition = self.cloud.edition().unwrap_or_default();
        }
    }

    /// Whether a function may be made of it: neither the spec and its values, nor what is only put into a bucket.
    fn is_code(&self, path: &std::path::Path) -> bool {
        let uploaded = self.project.spec.buckets.values().filter_map(|bucket| bucket.files.as_ref());
        let folder = self.project.folder.path();
        path.extension().is_none_or(|extension| extension != "kdl")
            && !uploaded.map(|files| folder.join(&files.value)).any(|files| path.starts_with(files))
    }

    async fn apply(&mut self) {
        let read = Project::read(&self.global, self.spec.as_deref());
        let Ok(project) = read else {
            self.tell("the spec is broken: what stood before goes on being served");
            self.broken = true;
            return;
        };
        let was_broken = std::mem::take(&mut self.broken);
        self.edits.follow(&project);
        let before = self.cloud.edition().ok();
        match standing::bring_about(&self.global, project, &self.cloud, true).await {
            Ok(Standing { project, scene }) => {
                self.project = project;
                if self.cloud.edition().ok() == before {
                    // Commands of functions are of the spec alone.
                    self.plane.change(scene);
                    if was_broken {
                        self.tell("the spec is whole again, and stands already");
                    }
                } else {
                    self.serve(scene, "serving what stands there now");
                }
            }
            Err(_) => self.tell("what stood before goes on being served"),
        }
    }

    /// Says what an edit came to.
    fn tell(&self, what: &str) {
        self.plane.tell(Event::Spec { what: what.to_owned() });
    }

    fn serve(&self, scene: Scene, what: &str) {
        self.page.draw(picture(scene.perimeter()));
        self.plane.change(scene);
        self.plane.tell(Event::Changed { what: what.to_owned() });
    }
}

/// Ready when the cloud is not as it was in `edition`.
async fn changed(cloud: &Cloud, edition: u64) {
    loop {
        tokio::time::sleep(PAUSE).await;
        if cloud.edition().is_ok_and(|now| now != edition) {
            return;
        }
    }
}
