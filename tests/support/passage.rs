//! Which requests get through: a distribution's configurations, the headers they add and the web ACL of the stage they lead to,
//! evaluated in the cloud as it is at one moment.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::sandbox::services::wafregional::Noun;
use engine::sandbox::services::{wafregional, wafv2};
use engine::sandbox::{Element, World};
use serde_json::Value;

/// What decides about requests at one moment.
#[derive(PartialEq)]
pub struct View {
    /// Per CDN block, the configurations its edge locations go by, the present one first.
    distributions: BTreeMap<String, Vec<Element>>,
    /// Per stage, as origins name it.
    stages: BTreeMap<String, Stage>,
}

#[derive(PartialEq)]
struct Stage {
    /// The block that asked for it.
    gateway: String,
    /// Whether a function can be called through it.
    callable: bool,
    /// None lets everything through.
    acl: Option<Acl>,
}

/// A request of a viewer: its path and a header it brings along.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Probe {
    path: String,
    header: Option<(String, String)>,
}

impl Probe {
    /// Whether the viewer brings no header along.
    pub fn is_bare(&self) -> bool {
        self.header.is_none()
    }

    /// The request in words, without its secrets.
    pub fn words(&self) -> String {
        let header = self.header.as_ref().map(|(name, _)| format!(" with a header {name}")).unwrap_or_default();
        format!("{}{header}", self.path)
    }

    /// Its path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The header it brings along.
    pub fn header(&self) -> Option<(&str, &str)> {
        self.header.as_ref().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn headers(&self) -> BTreeMap<String, String> {
        self.header.iter().cloned().collect()
    }
}

impl View {
    /// `callable` are the stages, by API and name, through which a function can be called.
    pub fn of(world: &World, now: Duration, callable: &BTreeSet<(&str, &str)>) -> Self {
        let tagged = world.cloudfront.distributions.values().filter_map(|known| {
            let block = known.tags.get("engine:resource")?.split('/').next()?.to_owned();
            let enabled = known.in_force(now).filter(|config| config.text_of("Enabled") == "true");
            Some((block, enabled.cloned().collect::<Vec<_>>()))
        });
        let mut distributions: BTreeMap<String, Vec<Element>> = BTreeMap::new();
        for (block, configs) in tagged.filter(|(_, configs)| !configs.is_empty()) {
            // Of two generations both answer.
            distributions.entry(block).or_default().extend(configs);
        }
        let mut stages = BTreeMap::new();
        for (region, state) in &world.apigateway {
            for (api, known) in &state.apis {
                for (name, stage) in &known.stages {
                    let resource = stage.tags.get("engine:resource").map_or("", String::as_str);
                    let gateway = resource.split('/').next().unwrap_or("").to_owned();
                    let acl = stage.web_acl_arn.as_deref().map(|arn| Acl::of(world, arn));
                    let origin = format!("{api}.execute-api.{region}.amazonaws.com/{name}");
                    let callable = callable.contains(&(api.as_str(), name.as_str()));
                    stages.insert(origin, Stage { gateway, callable, acl });
                }
            }
        }
        Self { distributions, stages }
    }

    /// Requests worth trying: every path a behaviour is for and one no behaviour is for, bare and with each header some rule
    /// looks for.
    pub fn probes<'v>(views: impl Iterator<Item = &'v Self>) -> BTreeSet<Probe> {
        let (mut paths, mut headers) = (BTreeSet::from(["/zzz".to_owned()]), BTreeSet::from([None]));
        for view in views {
            for config in view.distributions.values().flatten() {
                let patterns = config.items("CacheBehaviors").iter().map(|one| one.text_of("PathPattern"));
                paths.extend(patterns.map(|pattern| pattern.replace('*', "p").replace('?', "q")));
            }
            for acl in view.stages.values().filter_map(|stage| stage.acl.as_ref()) {
                acl.rules.iter().for_each(|(_, condition)| condition.collect(&mut headers));
            }
        }
        let probe =
            |path: &String, header: &Option<(String, String)>| Probe { path: path.clone(), header: header.clone() };
        paths.iter().flat_map(|path| headers.iter().map(move |header| probe(path, header))).collect()
    }

    /// The CDNs there are.
    pub fn cdns(&self) -> impl Iterator<Item = &String> {
        self.distributions.keys()
    }

    /// Whether the request gets through a CDN, whichever edge location it comes to.
    pub fn passes(&self, cdn: &str, probe: &Probe) -> bool {
        let configs = self.distributions.get(cdn);
        configs.is_some_and(|configs| configs.iter().all(|config| self.through(config, probe)))
    }

    /// Whether it gets through the present configuration of a CDN.
    pub fn will_pass(&self, cdn: &str, probe: &Probe) -> bool {
        let config = self.distributions.get(cdn).and_then(|configs| configs.first());
        config.is_some_and(|config| self.through(config, probe))
    }

    fn through(&self, config: &Element, probe: &Probe) -> bool {
        let matching = config.items("CacheBehaviors").iter();
        let behavior = matching
            .into_iter()
            .find(|one| like(one.text_of("PathPattern").as_bytes(), probe.path.as_bytes()))
            .or(config.child("DefaultCacheBehavior"));
        let target = behavior.map_or("", |behavior| behavior.text_of("TargetOriginId"));
        let Some(origin) = config.items("Origins").iter().find(|origin| origin.text_of("Id") == target) else {
            return false;
        };
        if origin.child("CustomOriginConfig").is_none() {
            return true;
        }
        let mut headers = probe.headers();
        for header in origin.items("CustomHeaders") {
            headers.insert(header.text_of("HeaderName").to_ascii_lowercase(), header.text_of("HeaderValue").to_owned());
        }
        let stage = self.stages.get(&format!("{}{}", origin.text_of("DomainName"), origin.text_of("OriginPath")));
        stage.is_some_and(|stage| stage.lets(&headers))
    }

    /// Whether this request reaches a function of the gateway when it comes past every CDN.
    pub fn reaches(&self, gateway: &str, probe: &Probe) -> bool {
        let headers = probe.headers();
        let mut stages = self.stages.values().filter(|stage| stage.gateway == gateway);
        stages.any(|stage| stage.callable && stage.lets(&headers))
    }

    /// Whether what is in front of a gateway only ever changes as a whole: nothing, or an ACL without parts beside it.
    pub fn is_whole(&self, gateway: &str) -> bool {
        let mut stages = self.stages.values().filter(|stage| stage.gateway == gateway);
        stages.all(|stage| stage.acl.as_ref().is_none_or(|acl| acl.whole))
    }

    /// The gateways there are.
    pub fn gateways(&self) -> BTreeSet<&str> {
        self.stages.values().map(|stage| stage.gateway.as_str()).collect()
    }
}

impl Stage {
    fn lets(&self, headers: &BTreeMap<String, String>) -> bool {
        self.acl.as_ref().is_none_or(|acl| acl.lets(headers))
    }
}

/// Whether a path matches a pattern of a behaviour.
fn like(pattern: &[u8], path: &[u8]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((b'*', rest)) => (0..=path.len()).any(|skip| like(rest, &path[skip..])),
        Some((b'?', rest)) => path.split_first().is_some_and(|(_, path)| like(rest, path)),
        Some((first, rest)) => path.split_first().is_some_and(|(next, path)| next == first && like(rest, path)),
    }
}

/// A web ACL of either product.
#[derive(PartialEq)]
struct Acl {
    /// Whether there are no sets or rules beside it, which change one after the other.
    whole: bool,
    lets_by_default: bool,
    /// In the order they are asked; whether what matches is let through. Those that count are left out.
    rules: Vec<(bool, Condition)>,
}

#[derive(PartialEq)]
enum Condition {
    /// A header against texts, one of which is enough.
    Header {
        name: String,
        lowercase: bool,
        tests: Vec<Test>,
    },
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

#[derive(PartialEq)]
struct Test {
    position: String,
    text: String,
}

impl Acl {
    fn of(world: &World, arn: &str) -> Self {
        match wafv2::web_acl(world, arn) {
            Some(acl) => Self::v2(world, &acl.content),
            None => {
                Self::classic(world, arn).unwrap_or(Self { whole: false, lets_by_default: true, rules: Vec::new() })
            }
        }
    }

    fn lets(&self, headers: &BTreeMap<String, String>) -> bool {
        let decided = self.rules.iter().find(|(_, condition)| condition.holds(headers));
        decided.map_or(self.lets_by_default, |(lets, _)| *lets)
    }

    fn v2(world: &World, acl: &wafv2::WebAcl) -> Self {
        let rules = acl.rules.iter().filter_map(|rule| {
            let lets = rule["Action"].get("Allow").is_some();
            let decides = lets || rule["Action"].get("Block").is_some();
            decides.then(|| (lets, Condition::v2(world, &rule["Statement"])))
        });
        Self {
            whole: !Value::from(acl.rules.clone()).to_string().contains("RegexPatternSetReferenceStatement"),
            lets_by_default: acl.default_action.get("Allow").is_some(),
            rules: rules.collect(),
        }
    }

    fn classic(world: &World, arn: &str) -> Option<Self> {
        let (place, id) = arn.split_once(":webacl/")?;
        let state = world.wafregional.get(place.split(':').nth(3)?)?;
        let acl = state.object(Noun::WebAcl, id)?;
        let mut items: Vec<&Value> = acl.items.iter().collect();
        items.sort_by_key(|item| item["Priority"].as_i64());
        let rules = items.into_iter().filter_map(|item| {
            let lets = item["Action"]["Type"] == "ALLOW";
            let decides = lets || item["Action"]["Type"] == "BLOCK";
            let rule = state.object(Noun::Rule, item["RuleId"].as_str()?)?;
            decides.then(|| (lets, Condition::classic_rule(state, rule)))
        });
        let default = acl.default_action.as_ref().map_or("", |action| action["Type"].as_str().unwrap_or(""));
        Some(Self { whole: false, lets_by_default: default == "ALLOW", rules: rules.collect() })
    }
}

impl Condition {
    fn holds(&self, headers: &BTreeMap<String, String>) -> bool {
        match self {
            Self::Header { name, lowercase, tests } => headers.get(name).is_some_and(|value| {
                let value = if *lowercase { value.to_ascii_lowercase() } else { value.clone() };
                tests.iter().any(|test| test.holds(&value))
            }),
            Self::Not(inner) => !inner.holds(headers),
            Self::All(inner) => inner.iter().all(|inner| inner.holds(headers)),
            Self::Any(inner) => inner.iter().any(|inner| inner.holds(headers)),
        }
    }

    /// Headers that match.
    fn collect(&self, headers: &mut BTreeSet<Option<(String, String)>>) {
        match self {
            Self::Header { name, tests, .. } => {
                headers.extend(tests.iter().map(|test| Some((name.clone(), test.example()))));
            }
            Self::Not(inner) => inner.collect(headers),
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|inner| inner.collect(headers)),
        }
    }

    fn v2(world: &World, statement: &Value) -> Self {
        let inner = |of: &Value| {
            let inner = of["Statements"].as_array().into_iter().flatten();
            inner.map(|inner| Self::v2(world, inner)).collect::<Vec<_>>()
        };
        let (kind, content) = statement.as_object().and_then(|one| one.iter().next()).expect("a statement");
        let header = |tests| {
            let name = content["FieldToMatch"]["SingleHeader"]["Name"].as_str().unwrap_or("").to_owned();
            let transforms = content["TextTransformations"].as_array().into_iter().flatten();
            let transforms: Vec<&str> = transforms.filter_map(|one| one["Type"].as_str()).collect();
            Self::Header { name, lowercase: lowercase(&transforms), tests }
        };
        match kind.as_str() {
            "AndStatement" => Self::All(inner(content)),
            "OrStatement" => Self::Any(inner(content)),
            "NotStatement" => Self::Not(Box::new(Self::v2(world, &content["Statement"]))),
            "ByteMatchStatement" => header(vec![Test::bytes(content, "SearchString")]),
            "RegexMatchStatement" => header(vec![Test::regex(content["RegexString"].as_str().unwrap_or(""))]),
            "RegexPatternSetReferenceStatement" => {
                let arn = content["ARN"].as_str().unwrap_or("");
                let set = world.wafv2.values().find_map(|state| state.regex_sets.get(arn));
                header(set.into_iter().flat_map(|set| &set.content.patterns).map(|one| Test::regex(one)).collect())
            }
            // What somebody put there by hand in a story matches nobody here.
            _ => Self::Any(Vec::new()),
        }
    }

    fn classic_rule(state: &wafregional::State, rule: &wafregional::Object) -> Self {
        let predicates = rule.items.iter().map(|predicate| {
            let id = predicate["DataId"].as_str().unwrap_or("");
            let noun = if predicate["Type"] == "RegexMatch" { Noun::RegexMatchSet } else { Noun::ByteMatchSet };
            let tuples = state.object(noun, id).into_iter().flat_map(|set| &set.items);
            let any = Self::Any(tuples.map(|tuple| Self::classic_tuple(state, tuple)).collect());
            if predicate["Negated"] == true { Self::Not(Box::new(any)) } else { any }
        });
        // A rule that looks for nothing matches nobody.
        if rule.items.is_empty() { Self::Any(Vec::new()) } else { Self::All(predicates.collect()) }
    }

    fn classic_tuple(state: &wafregional::State, tuple: &Value) -> Self {
        let name = tuple["FieldToMatch"]["Data"].as_str().unwrap_or("").to_owned();
        let lowercase = lowercase(&[tuple["TextTransformation"].as_str().unwrap_or("")]);
        let tests = match tuple["RegexPatternSetId"].as_str() {
            Some(id) => {
                let patterns = state.object(Noun::RegexPatternSet, id).into_iter().flat_map(|set| &set.items);
                patterns.filter_map(Value::as_str).map(Test::regex).collect()
            }
            None => vec![Test::bytes(tuple, "TargetString")],
        };
        Self::Header { name, lowercase, tests }
    }
}

fn lowercase(transforms: &[&str]) -> bool {
    let known = ["NONE", "LOWERCASE", "COMPRESS_WHITE_SPACE", "URL_DECODE"];
    assert!(transforms.iter().all(|one| known.contains(one)), "not evaluated here: {transforms:?}");
    transforms.contains(&"LOWERCASE")
}

impl Test {
    fn bytes(content: &Value, member: &str) -> Self {
        let text = STANDARD.decode(content[member].as_str().unwrap_or("")).expect("base64");
        let position = content["PositionalConstraint"].as_str().unwrap_or("").to_owned();
        Self { position, text: String::from_utf8_lossy(&text).into_owned() }
    }

    fn regex(pattern: &str) -> Self {
        Self { position: "REGEX".to_owned(), text: pattern.to_owned() }
    }

    fn holds(&self, value: &str) -> bool {
        match self.position.as_str() {
            "EXACTLY" => value == self.text,
            "STARTS_WITH" => value.starts_with(&self.text),
            "ENDS_WITH" => value.ends_with(&self.text),
            "REGEX" => regex::Regex::new(&self.text).is_ok_and(|pattern| pattern.is_match(value)),
            _ => value.contains(&self.text),
        }
    }

    /// A text that holds, at least for patterns that are mostly plain.
    fn example(&self) -> String {
        match self.position.as_str() {
            "REGEX" => self.text.chars().filter(|c| !"^$\\()".contains(*c)).collect(),
            _ => self.text.clone(),
        }
    }
}

#[test]
fn a_request_passes_when_all_that_decide_let_it() {
    let headers = |value: &str| BTreeMap::from([("x".to_owned(), value.to_owned())]);
    let equals = |text: &str| {
        let tests = vec![Test { position: "EXACTLY".to_owned(), text: text.to_owned() }];
        Condition::Header { name: "x".to_owned(), lowercase: false, tests }
    };
    let acl = Acl {
        whole: true,
        lets_by_default: false,
        rules: vec![(false, equals("b")), (true, Condition::Not(Box::new(equals("c")))), (true, equals("b"))],
    };
    assert_eq!(["a", "b", "c"].map(|value| acl.lets(&headers(value))), [true, false, false]);
    assert!(like(b"/x/*", b"/x/y/z") && like(b"/?", b"/a") && !like(b"/?", b"/ab"));
}
