use std::io::Read as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Format, Global};
use super::perimeter::{self, From, Look};
use super::session::{self, Project};
use super::{Exit, show};
use crate::reqpath::{Client, Phrase, Request};
use crate::rules;

/// Say what becomes of one request, hop by hop: through CDN, web ACL, gateway and permission to the function, and back
///
/// Works offline from the spec. Secrets stay closed: they are compared by which one they are and shown by name.
#[derive(Debug, Args)]
#[command(override_usage = "engine trace [OPTIONS] [SPEC] <REQUEST>")]
pub struct Trace {
    /// The request, 'POST https://example.com/items?q=1', behind the spec file or its folder if it is not spec.kdl here.
    /// `${gateway.NAME.invoke-url}` and the like are put in; without a verb it is GET
    #[arg(num_args = 1..=3, required = true, value_name = "REQUEST")]
    what: Vec<String>,
    /// The verb, where the request does not begin with one
    #[arg(short = 'X', long = "method", value_name = "VERB")]
    method: Option<String>,
    /// A header, 'Name: value'; `${secret.NAME}` sends the secret. May be repeated
    #[arg(short = 'H', long = "header", value_name = "HEADER")]
    headers: Vec<String>,
    /// The body, or @FILE for what is in a file, @- for what comes in on standard input
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
    if text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err("a country is two letters, `DE`".to_owned());
    }
    let code = text.to_ascii_uppercase();
    match rules::no_country(&code) {
        Some(help) => Err(format!("no country has this code; {help}")),
        None => Ok(code),
    }
}

/// Why no client can send such a header, if none can.
fn no_header(name: &str, value: &str) -> Option<String> {
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(of_name) {
        return Some(format!("`{name}` is not the name of a header"));
    }
    let steers = |letter: char| letter.is_control() && letter != '\t';
    value
        .trim()
        .chars()
        .any(steers)
        .then(|| format!("the value of `{name}` has a line break or another control character"))
}

fn usage(message: &str, help: &str) -> Exit {
    show::fail(message, Some(help));
    Exit::Usage
}

impl Trace {
    /// Runs the command; says by itself what went wrong.
    pub fn run(&self, global: &Global) -> Exit {
        session::block_on(async { self.trace(global).await.unwrap_or_else(|exit| exit) })
    }

    async fn trace(&self, global: &Global) -> Result<Exit, Exit> {
        let (spec, asked) = self.asked()?;
        let project = Project::read(global, spec)?;
        let from = if self.deployed { From::Cloud } else { From::Spec };
        let look = Look::at(global, &project, from).await?;
        let request = self.request(global, &project, &look, &asked)?;
        let trail = look.judge.decide(&request);
        let telling = show::Telling { project: &project, wish: &look.wish };
        if global.format == Format::Json {
            show::data_json(&show::trail_json(&telling, &request, &trail));
        } else {
            show::data(&show::trail_for_people(&telling, &request, &trail));
        }
        Ok(Exit::Done)
    }

    /// The spec that is named, and the request in one text: also where its verb stands in a word of its own, or in `--method`.
    fn asked(&self) -> Result<(Option<&Path>, String), Exit> {
        let words: Vec<&str> = self.what.iter().map(String::as_str).collect();
        let is_verb = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let (spec, asked) = match words.as_slice() {
            [asked] => (None, (*asked).to_owned()),
            [verb, url] if is_verb(verb) && !Path::new(verb).exists() => (None, format!("{verb} {url}")),
            [spec, asked] => (Some(Path::new(*spec)), (*asked).to_owned()),
            [spec, verb, url] if is_verb(verb) => (Some(Path::new(*spec)), format!("{verb} {url}")),
            _ => return Err(usage("these are too many words for one request", "write 'GET https://example.com/path'")),
        };
        let asked = asked.trim();
        match &self.method {
            None => Ok((spec, asked.to_owned())),
            Some(method) if !asked.contains(' ') => Ok((spec, format!("{method} {asked}"))),
            Some(method) => {
                let help = format!("leave `--method {method}` out, or the verb before the URL");
                Err(usage(&format!("`{asked}` has a verb already"), &help))
            }
        }
    }

    fn request(&self, global: &Global, project: &Project, look: &Look, asked: &str) -> Result<Request, Exit> {
        let (method, url) = match asked.split_once(' ') {
            Some((method, url)) => (method, url.trim()),
            None => ("GET", asked),
        };
        if method.contains("://") {
            return Err(usage(&format!("`{asked}` holds a blank"), "in a URL a blank is written %20"));
        }
        if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') {
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
            let name = name.trim();
            if let Some(problem) = no_header(name, value) {
                return Err(usage(&problem, "write -H 'Name: value'"));
            }
            names.push(name.to_owned());
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
        let read = match path.as_os_str() == "-" {
            true => {
                let mut bytes = Vec::new();
                std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
            }
            false => std::fs::read(&path),
        };
        read.map_err(|error| {
            show::fail(&format!("cannot read `{}`: {error}", path.display()), Some("--body takes TEXT, @FILE or @-"));
            Exit::Usage
        })
    }
}
