//! Requests that try every way into a perimeter: what somebody who knows the spec, but no secret, would try.

use std::collections::BTreeSet;

use crate::reqpath::model::{Condition, Field, Matcher, Perimeter, Rule, RuleBody, WebAcl};
use crate::reqpath::{Client, Phrase, Request, Url};

/// A way in.
pub struct Entry {
    /// Its address, without a trailing `/`.
    pub base: String,
    /// The distribution it is of, if it is one's.
    pub distribution: Option<crate::names::ResourceId>,
}

/// Every host that leads in.
pub fn entries(perimeter: &Perimeter) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |base: String, distribution| entries.push(Entry { base, distribution });
    for one in &perimeter.distributions {
        for host in std::iter::once(&one.domain).chain(&one.aliases) {
            add(format!("https://{}", host.replace('*', "x")), Some(one.at.clone()));
        }
    }
    for gateway in &perimeter.gateways {
        for stage in &gateway.stages {
            add(format!("https://{}/{}", gateway.host, stage.name), None);
        }
    }
    for domain in &perimeter.domains {
        add(format!("https://{}", domain.host), None);
    }
    for bucket in &perimeter.buckets {
        let (name, region) = (&bucket.name, &bucket.region);
        add(format!("https://{name}.s3.{region}.amazonaws.com"), None);
        add(format!("https://s3.{region}.amazonaws.com/{name}"), None);
        add(format!("http://{name}.s3-website-{region}.amazonaws.com"), None);
    }
    entries
}

/// What is tried at every entry: paths, verbs and what a request carries.
pub struct Family {
    paths: Vec<String>,
    verbs: Vec<&'static str>,
    loads: Vec<Vec<(String, Phrase)>>,
    clients: Vec<(Client, Option<String>)>,
}

impl Family {
    /// What follows from the routes, behaviors, files and rules of a perimeter.
    pub fn of(perimeter: &Perimeter) -> Self {
        let (mut paths, mut odd) = (vec!["/".to_owned()], Vec::new());
        let routes = perimeter.gateways.iter().flat_map(|gateway| &gateway.routes);
        let mut verbs: BTreeSet<&'static str> = BTreeSet::from(["GET", "HEAD", "OPTIONS", "POST"]);
        for route in routes {
            let sample: Vec<&str> = route
                .path
                .split('/')
                .map(|segment| match (segment.starts_with('{'), segment.ends_with("+}")) {
                    (true, true) => "x/y",
                    (true, false) => "x",
                    (false, _) => segment,
                })
                .collect();
            let sample = sample.join("/");
            odd.extend([format!("{sample}/"), format!("/{sample}"), format!("/x/..{sample}")]);
            paths.push(sample);
            verbs.extend(["DELETE", "PATCH", "PUT"].into_iter().filter(|verb| route.verb == *verb));
        }
        for behavior in perimeter.distributions.iter().flat_map(|one| &one.behaviors) {
            let sample = behavior.pattern.replace(['*', '?'], "x");
            paths.push(format!("/{}", sample.trim_start_matches('/')));
        }
        for bucket in &perimeter.buckets {
            paths.extend(bucket.objects.keys().take(3).map(|key| format!("/{key}")));
        }
        let mut found = Found::default();
        for acl in &perimeter.web_acls {
            found.acl(acl);
        }
        paths.extend(found.paths.iter().filter(|path| path.starts_with('/')).cloned());
        // The plain ones first: what is found is shown.
        paths.append(&mut odd);
        let mut seen = BTreeSet::new();
        paths.retain(|path| seen.insert(path.clone()));
        Self { paths, verbs: verbs.into_iter().collect(), loads: found.loads(), clients: found.clients() }
    }

    /// Every request at an entry.
    pub fn at<'f>(&'f self, entry: &'f Entry) -> impl Iterator<Item = Request> + 'f {
        self.paths.iter().flat_map(move |path| {
            let url = Url::parse(&format!("{}{path}", entry.base)).ok();
            url.into_iter().flat_map(move |url| {
                self.verbs.iter().flat_map(move |verb| {
                    let url = url.clone();
                    self.loads.iter().flat_map(move |load| {
                        let url = url.clone();
                        self.clients.iter().map(move |(client, country)| {
                            let request = Request {
                                client: *client,
                                country: country.clone(),
                                ..Request::new(verb, url.clone())
                            };
                            load.iter().fold(request, |request, (name, value)| request.with(name, value.clone()))
                        })
                    })
                })
            })
        })
    }
}

/// What the rules of web ACLs look for.
#[derive(Default)]
struct Found {
    /// Headers with a text that is no secret, or a guess.
    headers: BTreeSet<(String, Vec<u8>)>,
    paths: BTreeSet<String>,
    addresses: BTreeSet<std::net::IpAddr>,
    countries: BTreeSet<String>,
}

impl Found {
    fn acl(&mut self, acl: &WebAcl) {
        self.rules(&acl.rules);
    }

    fn rules(&mut self, rules: &[Rule]) {
        for rule in rules {
            match &rule.body {
                RuleBody::When(condition, _) => self.condition(condition),
                RuleBody::Group(group) => {
                    group.narrowed.iter().for_each(|condition| self.condition(condition));
                    self.rules(group.rules.as_deref().unwrap_or_default());
                }
            }
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(inner) | Condition::Any(inner) => inner.iter().for_each(|one| self.condition(one)),
            Condition::Not(inner) => self.condition(inner),
            Condition::Rate(rate) => rate.narrowed.iter().for_each(|one| self.condition(one)),
            Condition::Country { countries, .. } => self.countries.extend(countries.iter().take(1).cloned()),
            Condition::Address { set, .. } => {
                let first = |range: &String| range.split('/').next()?.parse::<std::net::IpAddr>().ok();
                self.addresses.extend(set.ranges.iter().flatten().filter_map(first).take(1));
            }
            Condition::Part(test) => {
                let text = match &test.matcher {
                    Matcher::Text(_, text) => text.as_plain().map(<[u8]>::to_vec),
                    Matcher::Patterns(_) | Matcher::Size(..) | Matcher::Sql | Matcher::Script => None,
                };
                match &test.field {
                    Field::Header(name) => {
                        for value in [Some(b"guess".to_vec()), Some(Vec::new()), text].into_iter().flatten() {
                            self.headers.insert((name.clone(), value));
                        }
                    }
                    Field::UriPath => self.paths.extend(text.and_then(|text| String::from_utf8(text).ok())),
                    Field::QueryArgument(_)
                    | Field::QueryArguments
                    | Field::QueryString
                    | Field::Method
                    | Field::Body(_)
                    | Field::WholeBody
                    | Field::Json(..)
                    | Field::Headers(..)
                    | Field::Cookies(..)
                    | Field::HeaderOrder(_)
                    | Field::Other(_) => {}
                }
            }
            Condition::System { .. } | Condition::Label { .. } | Condition::Opaque(_) => {}
        }
    }

    /// Nothing, each header alone, all that are no secret at once, and what lets people in elsewhere.
    fn loads(&self) -> Vec<Vec<(String, Phrase)>> {
        let phrase = |(name, value): &(String, Vec<u8>)| (name.clone(), Phrase::plain(value.clone()));
        let mut loads = vec![Vec::new()];
        loads.extend(self.headers.iter().map(|header| vec![phrase(header)]));
        let mut names = BTreeSet::new();
        let known: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, value)| !value.is_empty() && value != b"guess" && names.insert(name.clone()))
            .map(phrase)
            .collect();
        if known.len() > 1 {
            loads.push(known);
        }
        let plain = |name: &str, value: &str| (name.to_owned(), Phrase::plain(value));
        loads.push(vec![plain("Authorization", "Bearer guess"), plain("x-api-key", "guess")]);
        loads.push(vec![plain("X-Forwarded-For", "127.0.0.1"), plain("X-HTTP-Method-Override", "GET")]);
        loads
    }

    /// An ordinary client, one of each set of addresses, and one of each country that is named.
    fn clients(&self) -> Vec<(Client, Option<String>)> {
        let mut clients = vec![(Client::Somewhere, None)];
        clients.extend(self.addresses.iter().map(|address| (Client::Address(*address), None)));
        clients.extend(self.countries.iter().map(|country| (Client::Somewhere, Some(country.clone()))));
        clients
    }
}
