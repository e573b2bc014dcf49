use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Format, Global};
use super::perimeter::{self, From, Look};
use super::session::{self, Project};
use super::{Exit, show};
use crate::reqpath::{Client, Phrase, Request};

/// Say what becomes of one request, hop by hop: through CDN, web ACL, gateway and permission to the function, and back
///
/// Works offline from the spec. Secrets stay closed: they are compared by which one they are and shown by name.
#[derive(Debug, Args)]
pub struct Trace {
    /// The request, 'POST https://example.com/items?q=1', behind the spec file or its folder if it is not spec.kdl here.
    /// `${gateway.NAME.invoke-url}` and the like are put in; without a verb it is GET
    #[arg(num_args = 1..=2, required = true, value_names = ["SPEC", "REQUEST"])]
    what: Vec<String>,
    /// A header, 'Name: value'; `${secret.NAME}` sends the secret. May be repeated
    #[arg(short = 'H', long = "header", value_name = "HEADER")]
    headers: Vec<String>,
    /// The body, or @FILE for what is in a file
    #[arg(long, value_name = "TEXT")]
    body: Option<String>,
    /// The client's address; an ordinary one unless given
    #[arg(long, value_name = "IP")]
    from: Option<IpAddr>,
    /// The client's country, ISO 3166-1 alpha-2; one that is served unless given
    #[arg(long, value_name = "CC", value_parser = country)]
    country: Option<String>,
    /// Read what really stands, on AWS or with --local in the embedded cloud, instead of what the spec says
    #[arg(long)]
    deployed: bool,
}

/// A URL without a scheme is meant to be `https`, which is what browsers ask for.
fn with_scheme(url: &str) -> String {
    let host = url.split(['/', '?']).next().unwrap_or_default();
    // What only might be a host is told to be no URL.
    let named = host.contains('.') || host == "localhost" || host.starts_with('[');
    match url.contains("://") || url.starts_with("${") || !named {
        true => url.to_owned(),
        false => format!("https://{url}"),
    }
}

fn country(text: &str) -> Result<String, String> {
    match text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        true => Ok(text.to_ascii_uppercase()),
        false => Err("a country is two letters, `DE`".to_owned()),
    }
}

impl Trace {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        session::block_on(async { self.trace(global).await.unwrap_or_else(|exit| exit) })
    }

    async fn trace(&self, global: &Global) -> Result<Exit, Exit> {
        let (spec, asked) = match self.what.as_slice() {
            [spec, asked] => (Some(Path::new(spec)), asked),
            [asked] => (None, asked),
            _ => return Err(Exit::Usage),
        };
        let project = Project::read(global, spec)?;
        let from = if self.deployed { From::Cloud } else { From::Spec };
        let look = Look::at(global, &project, from).await?;
        let request = self.request(global, &project, &look, asked)?;
        let trail = look.judge.decide(&request);
        let telling = show::Telling { project: &project, wish: &look.wish };
        if global.format == Format::Json {
            show::data_json(&show::trail_json(&telling, &request, &trail));
        } else {
            show::data(&show::trail_for_people(&telling, &request, &trail));
        }
        Ok(Exit::Done)
    }

    fn request(&self, global: &Global, project: &Project, look: &Look, asked: &str) -> Result<Request, Exit> {
        let usage = |message: &str, help: &str| {
            show::fail(message, Some(help));
            Exit::Usage
        };
        let (method, url) = match asked.trim().split_once(' ') {
            Some((method, url)) => (method, url.trim()),
            None => ("GET", asked.trim()),
        };
        if method.contains("://") {
            return Err(usage(&format!("`{}` holds a blank", asked.trim()), "in a URL a blank is written %20"));
        }
        if !method.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') {
            return Err(usage(&format!("`{method}` is no verb"), "write 'GET https://example.com/path'"));
        }
        let template = |text: &str| {
            perimeter::written(text, &project.spec)
                .map_err(|problem| usage(&problem, "`engine show spec` lists the blocks and their names"))
        };
        let schemed = with_scheme(url);
        let bare = schemed != url;
        let mut names = Vec::new();
        let mut templates = vec![template(&schemed)?];
        for header in &self.headers {
            let Some((name, value)) = header.split_once(':') else {
                return Err(usage(&format!("`{header}` is no header"), "write -H 'Name: value'"));
            };
            names.push(name.trim().to_owned());
            templates.push(template(value.trim())?);
        }
        let templates: Vec<_> = templates.iter().collect();
        let mut phrases = look.phrases(global, project, &templates)?.into_iter();
        let url = phrases.next().unwrap_or_default();
        let mut request =
            perimeter::request(&method.to_ascii_uppercase(), &url, names.into_iter().zip(phrases).collect())
                .map_err(|problem| usage(&problem, "write 'GET https://example.com/path'"))?;
        request.body = Phrase::plain(self.body()?);
        if bare {
            show::note(global, &format!("no scheme is given: taken as {}", request.url));
        }
        request.client = self.from.map_or(Client::Somewhere, Client::Address);
        request.country.clone_from(&self.country);
        Ok(request)
    }

    fn body(&self) -> Result<Vec<u8>, Exit> {
        let Some(given) = &self.body else { return Ok(Vec::new()) };
        let Some(path) = given.strip_prefix('@').map(PathBuf::from) else { return Ok(given.clone().into_bytes()) };
        std::fs::read(&path).map_err(|error| {
            show::fail(&format!("cannot read `{}`: {error}", path.display()), Some("--body takes TEXT or @FILE"));
            Exit::Usage
        })
    }
}
