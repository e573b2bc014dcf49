//! Requests a second through a web ACL of 500 rules: half of them compare texts, a quarter search for patterns, a quarter nest.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use engine::names::ResourceId;
use engine::reqpath::model::{
    AclAction, Auth, BlockAnswer, Condition, EndpointType, Field, Gateway, Integration, Matcher, MockAnswer, Perimeter,
    Product, Route, Rule, RuleAction, RuleBody, Stage, Test, Transform, WebAcl,
};
use engine::reqpath::{Judge, Phrase, Position, Request, Url};

use super::told;

const RULES: usize = 500;

pub fn run() -> bool {
    let began = Instant::now();
    let judge = Judge::new(perimeter());
    told("made ready (patterns compiled)", format!("{:.1} ms", began.elapsed().as_secs_f64() * 1e3));
    let url =
        Url::parse("https://api.execute-api.us-east-2.amazonaws.com/dev/items/1?q=1&r=some+words").expect("a URL");
    let request = Request::new("GET", url)
        .with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36")
        .with("X-Key", "none of these")
        .with("Cookie", "session=0123456789abcdef");
    let (began, mut traces) = (Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(3) {
        let trail = judge.decide(&request);
        assert_eq!(trail.status, Some(200), "the last rule allows");
        traces += 1;
    }
    told("traces a second, 500 rules, one core", format!("{:.0}", f64::from(traces) / began.elapsed().as_secs_f64()));
    true
}

fn rule(number: usize) -> Rule {
    let part = |field, transforms, matcher| Condition::Part(Test { field, transforms, matcher });
    let text = |text: String| Matcher::Text(Position::Exactly, Phrase::plain(text));
    let condition = match number % 4 {
        0 => part(Field::Header("x-key".into()), Vec::new(), text(format!("key-{number}"))),
        1 => part(Field::QueryString, vec![Transform::UrlDecode, Transform::Lowercase], text(format!("q={number}"))),
        2 => {
            let pattern = Phrase::plain(format!(r"(?i)bot/{number}\.[0-9]+|crawler-{number}$"));
            part(Field::Header("user-agent".into()), Vec::new(), Matcher::Patterns(vec![pattern]))
        }
        _ => Condition::All(vec![
            part(Field::Method, Vec::new(), text("GET".into())),
            Condition::Not(Box::new(part(
                Field::Header("cookie".into()),
                Vec::new(),
                Matcher::Text(Position::Contains, Phrase::plain("session=")),
            ))),
        ]),
    };
    let action = if number.is_multiple_of(10) { RuleAction::Count } else { RuleAction::Block(BlockAnswer::default()) };
    Rule {
        name: format!("rule-{number}"),
        priority: number as i64,
        body: RuleBody::When(condition, action),
        labels: Vec::new(),
        inserts: BTreeMap::new(),
    }
}

fn perimeter() -> Perimeter {
    let at = ResourceId::new("waf.w/web-acl");
    let acl = WebAcl {
        at: at.clone(),
        arn: "acl".into(),
        id: "acl".into(),
        name: "w".into(),
        product: Product::V2,
        rules: (0..RULES).map(rule).collect(),
        default: AclAction::Allow,
        inserts: BTreeMap::new(),
    };
    let stage = Stage {
        at: ResourceId::new("gateway.api/stage"),
        name: "dev".into(),
        arn: String::new(),
        deployment: String::new(),
        variables: BTreeMap::new(),
        throttles: BTreeMap::new(),
        web_acls: vec![(at, "acl".into())],
        plans: Vec::new(),
    };
    let answer = MockAnswer { status: 200, headers: BTreeMap::new(), bodies: BTreeMap::new() };
    let gateway = Gateway {
        at: ResourceId::new("gateway.api/rest-api"),
        id: "api".into(),
        region: "us-east-2".into(),
        host: "api.execute-api.us-east-2.amazonaws.com".into(),
        endpoint: EndpointType::Regional,
        host_disabled: false,
        routes: vec![Route {
            verb: "ANY".into(),
            path: "/{proxy+}".into(),
            integration: Integration::Mock(answer),
            auth: Auth::Open,
            key: false,
        }],
        authorizers: BTreeMap::new(),
        responses: BTreeMap::new(),
        policy: None,
        binary_types: Default::default(),
        stages: vec![stage],
    };
    Perimeter { web_acls: vec![acl], gateways: vec![gateway], ..Perimeter::default() }
}
