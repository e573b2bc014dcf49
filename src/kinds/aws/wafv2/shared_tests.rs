use std::collections::{BTreeMap, BTreeSet};

use super::group_settings::{Accounts, AntiDdos, GroupSettings, Logins, Payload, RequestInspection, Suspicion};
use super::logging::{Behavior, Condition, Filter, OneFilter, Redacted, Requirement};
use super::statement::{
    Action, AddressPosition, AsnMatch, ByteMatch, Comparison, DefaultAction, Fallback, FieldToMatch, Forwarded,
    GeoMatch, InvalidJson, IpSetMatch, JsonBody, LabelMatch, LabelScope, ManagedGroup, MatchScope, NamedKey, Oversize,
    Position, RateBased, RateKey, RateKeys, Response, ResponseBody, Rule, RuleGroupMatch, Sensitivity, Several,
    SizeConstraint, SqliMatch, Statement, Which, XssMatch,
};
use super::{
    Scope, Wafv2IpSet, Wafv2Logging, Wafv2RuleGroup, Wafv2WebAcl, capacity_of_rules, ip_set, logging, rule_group,
    web_acl,
};
use crate::kinds::Kind;
use crate::kinds::bench::{Bench, REGION, tags_in};
use crate::providers::Hands;

fn addresses(all: &[&str]) -> ip_set::Input {
    ip_set::Input {
        region: REGION.into(),
        scope: Scope::Regional,
        name: "dev-shop-office".into(),
        description: Some("the office".into()),
        version: ip_set::Version::Ipv4,
        addresses: all.iter().map(|&one| one.to_owned()).collect(),
        tags: tags_in("shop", "ip-set.office/ipv4"),
    }
}

fn bytes(field: FieldToMatch, search: &str) -> Statement {
    let transforms = vec!["url-decode".to_owned(), "normalize-path-win".to_owned()];
    Statement::ByteMatch(ByteMatch { field, search: search.into(), position: Position::EndsWith, transforms })
}

fn group(capacity: u32, rules: BTreeMap<String, Rule>) -> rule_group::Input {
    rule_group::Input {
        region: REGION.into(),
        scope: Scope::Regional,
        name: "dev-shop-checks".into(),
        description: None,
        capacity,
        rules,
        response_bodies: BTreeMap::new(),
        metric: Some("checks".into()),
        sampled: true,
        tags: tags_in("shop", "rule-group.checks/rule-group"),
    }
}

fn acl(rules: BTreeMap<String, Rule>) -> web_acl::Input {
    web_acl::Input {
        rules,
        tags: tags_in("shop", "waf.edge/acl"),
        ..web_acl::Input::new(REGION.into(), Scope::Regional, "dev-shop-edge".into(), DefaultAction::Allow)
    }
}

fn forwarded() -> Option<Forwarded> {
    Some(Forwarded { header: "X-Forwarded-For".into(), fallback: Fallback::Match })
}

fn parts() -> Vec<FieldToMatch> {
    let several = |which, scope| Several { which, scope, oversize: Oversize::NoMatch };
    vec![
        FieldToMatch::Header("user-agent".into()),
        FieldToMatch::QueryArgument("q".into()),
        FieldToMatch::AllQueryArguments,
        FieldToMatch::Path,
        FieldToMatch::QueryString,
        FieldToMatch::UriFragment(Some(Fallback::NoMatch)),
        FieldToMatch::UriFragment(None),
        FieldToMatch::Method,
        FieldToMatch::Body(Oversize::Match),
        FieldToMatch::JsonBody(JsonBody {
            paths: vec!["/a".into(), "/b/0".into()],
            scope: MatchScope::Key,
            invalid: Some(InvalidJson::EvaluateAsString),
            oversize: Oversize::Continue,
        }),
        FieldToMatch::JsonBody(JsonBody {
            paths: vec![],
            scope: MatchScope::All,
            invalid: None,
            oversize: Oversize::Match,
        }),
        FieldToMatch::Headers(several(Which::Excluded(vec!["a".into(), "b".into()]), MatchScope::Value)),
        FieldToMatch::Headers(several(Which::All, MatchScope::All)),
        FieldToMatch::Cookies(several(Which::Included(vec!["Session".into()]), MatchScope::Value)),
        FieldToMatch::HeaderOrder(Oversize::Continue),
        FieldToMatch::Ja3(Fallback::Match),
        FieldToMatch::Ja4(Fallback::NoMatch),
    ]
}

fn keys() -> RateKeys {
    let named = |name: &str| NamedKey { name: name.into(), transforms: vec!["lowercase".into()] };
    RateKeys::Custom(vec![
        RateKey::Header(named("x-api-key")),
        RateKey::Cookie(named("Session")),
        RateKey::QueryArgument(named("q")),
        RateKey::Path(vec![]),
        RateKey::ForwardedIp,
    ])
}

fn limit(per: RateKeys, scope_down: Option<Statement>) -> Statement {
    let (forwarded, scope_down) = (forwarded(), scope_down.map(Box::new));
    Statement::RateBased(RateBased { limit: 100, window: 60, per, forwarded, scope_down })
}

#[tokio::test]
async fn every_statement_action_and_answer_reads_back_as_it_was_written() {
    let hands = Bench::with_stage().await.hands;
    let office = Wafv2IpSet::create(&hands, &addresses(&["203.0.113.0/24"])).await.expect("set");
    let office = office.outputs["arn"].clone();
    let own = group(10, [("a".to_owned(), Rule::new(1, Action::Block, bytes_plain()))].into());
    let own = Wafv2RuleGroup::create(&hands, &own).await.expect("group");
    let set = |forwarded: Option<Forwarded>| {
        let position = forwarded.is_some().then_some(AddressPosition::Any);
        Statement::IpSet(IpSetMatch { set: office.as_str().into(), forwarded, position })
    };
    let field = FieldToMatch::Path;
    let mut any: Vec<Statement> = parts().into_iter().map(|part| bytes(part, "x")).collect();
    any.extend([
        Statement::SizeConstraint(SizeConstraint {
            field: field.clone(),
            comparison: Comparison::Ge,
            size: 8_192,
            transforms: vec![],
        }),
        Statement::SqliMatch(SqliMatch { field: field.clone(), sensitivity: Sensitivity::High, transforms: vec![] }),
        Statement::SqliMatch(SqliMatch { field: field.clone(), sensitivity: Sensitivity::Low, transforms: vec![] }),
        Statement::XssMatch(XssMatch { field, transforms: vec!["html-entity-decode".into()] }),
        Statement::GeoMatch(GeoMatch { countries: vec!["AT".into(), "DE".into()], forwarded: forwarded() }),
        Statement::AsnMatch(AsnMatch { asns: vec![64_496], forwarded: None }),
        set(None),
        set(forwarded()),
        Statement::LabelMatch(LabelMatch { scope: LabelScope::Namespace, key: "awswaf:managed:aws:".into() }),
    ]);
    let managed = |scope_down: Option<Statement>, inspection: Option<&str>, name: &str| {
        Statement::ManagedGroup(ManagedGroup {
            vendor: "AWS".into(),
            name: name.into(),
            version: Some("Version_1.4".into()),
            overrides: [("NoUserAgent_HEADER".to_owned(), Action::Captcha)].into(),
            inspection: inspection.map(str::to_owned),
            settings: None,
            scope_down: scope_down.map(Box::new),
        })
    };
    let told = |name: &str, settings: GroupSettings| {
        Statement::ManagedGroup(ManagedGroup {
            vendor: "AWS".into(),
            name: name.into(),
            version: None,
            overrides: BTreeMap::new(),
            inspection: None,
            settings: Some(Box::new(settings)),
            scope_down: None,
        })
    };
    let fields = |payload, email: Option<&str>, several: &[&str]| RequestInspection {
        payload,
        username: Some("/user".into()),
        password: Some("/password".into()),
        email: email.map(str::to_owned),
        phone_number: several.iter().map(|&field| field.to_owned()).collect(),
        address: several.iter().map(|&field| field.to_owned()).collect(),
    };
    let logins = GroupSettings::Logins(Logins {
        login_path: "/login".into(),
        regex_in_path: true,
        request_inspection: Some(fields(Payload::Json, None, &[])),
        response_inspection: None,
    });
    let accounts = GroupSettings::Accounts(Accounts {
        creation_path: "/accounts".into(),
        registration_page_path: "/signup".into(),
        regex_in_path: false,
        request_inspection: Some(fields(Payload::FormEncoded, Some("mail"), &["b", "a"])),
        response_inspection: None,
    });
    let attacks = GroupSettings::AntiDdos(AntiDdos {
        sensitivity_to_block: Suspicion::Medium,
        challenge: true,
        challenge_sensitivity: Suspicion::Low,
        exempt_uris: ["/api/".to_owned()].into(),
    });
    let own = Statement::RuleGroup(RuleGroupMatch {
        group: own.outputs["arn"].as_str().into(),
        capacity: 10,
        overrides: [("a".to_owned(), Action::Count)].into(),
    });
    let response = Response {
        status: 429,
        headers: [("Retry-After".to_owned(), "60".to_owned())].into(),
        body: Some("slow".into()),
    };
    let headers: BTreeMap<String, String> = [("seen".to_owned(), "yes".to_owned())].into();
    let bare = |priority, statement| Rule::new(priority, Action::Count, statement);
    let rules = [
        (
            "any",
            Rule { labels: ["a:b".to_owned()].into(), insert_headers: headers.clone(), ..bare(1, Statement::Or(any)) },
        ),
        ("keys", Rule { response: Some(response.clone()), ..Rule::new(2, Action::Block, limit(keys(), None)) }),
        (
            "all",
            Rule {
                captcha_immunity: Some(60),
                ..Rule::new(3, Action::Captcha, limit(RateKeys::Constant, Some(set(None))))
            },
        ),
        (
            "one",
            Rule {
                challenge_immunity: Some(300),
                ..Rule::new(4, Action::Challenge, limit(RateKeys::ForwardedIp, None))
            },
        ),
        ("common", Rule::new(5, Action::Group, managed(Some(set(None)), None, "AWSManagedRulesCommonRuleSet"))),
        ("bots", Rule::new(6, Action::Count, managed(None, Some("TARGETED"), "AWSManagedRulesBotControlRuleSet"))),
        ("own", Rule::new(7, Action::Group, own)),
        ("logins", Rule::new(8, Action::Group, told("AWSManagedRulesATPRuleSet", logins))),
        ("accounts", Rule::new(9, Action::Group, told("AWSManagedRulesACFPRuleSet", accounts))),
        ("attacks", Rule::new(10, Action::Count, told("AWSManagedRulesAntiDDoSRuleSet", attacks))),
    ];
    let body = ResponseBody { content_type: "APPLICATION_JSON".into(), content: "{}".into() };
    let want = web_acl::Input {
        insert_headers: headers,
        response_bodies: [("slow".to_owned(), body)].into(),
        captcha_immunity: Some(600),
        challenge_immunity: Some(900),
        token_domains: ["shop.example".to_owned()].into(),
        ..acl(rules.map(|(name, rule)| (name.to_owned(), rule)).into())
    };
    let made = Wafv2WebAcl::create(&hands, &want).await.expect("create");
    assert_eq!(read_acl(&hands, &made.id, &want).await, want);

    let live = hands.clients.wafv2(REGION).get_web_acl().name(&want.name).scope(Scope::Regional.lower()).id(&made.id);
    let live = live.send().await.expect("get").web_acl.expect("acl");
    assert_eq!(live.capacity, i64::from(capacity_of_rules(want.rules.values())));

    let mut blocks = acl(BTreeMap::new());
    blocks.default_action = DefaultAction::Block;
    blocks.response = Some(Response { body: None, ..response });
    Wafv2WebAcl::update(&hands, &made.id, &want, &blocks).await.expect("update");
    assert_eq!(read_acl(&hands, &made.id, &want).await, blocks);
}

fn bytes_plain() -> Statement {
    Statement::ByteMatch(ByteMatch {
        field: FieldToMatch::Method,
        search: "PUT".into(),
        position: Position::Exactly,
        transforms: vec![],
    })
}

async fn read_acl(hands: &Hands, id: &str, was: &web_acl::Input) -> web_acl::Input {
    Wafv2WebAcl::read(hands, id, was).await.expect("read").expect("is there").input
}

#[tokio::test]
async fn a_set_of_addresses_lives_and_is_held_by_who_refers_to_it() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let was = addresses(&["203.0.113.0/24", "198.51.100.7/32"]);
    let made = Wafv2IpSet::create(&hands, &was).await.expect("create");
    assert_eq!(Wafv2IpSet::find(&hands, &was).await.expect("find"), Some(made.clone()));
    let read = async || Wafv2IpSet::read(&hands, &made.id, &was).await.expect("read").map(|live| live.input);
    assert_eq!(read().await, Some(was.clone()));

    let stranger = ip_set::Input { tags: tags_in("other", "ip-set.office/ipv4"), ..was.clone() };
    assert_eq!(Wafv2IpSet::find(&hands, &stranger).await.expect_err("foreign").code, "Foreign");

    cloud.with_world(|world| {
        let sets = &mut world.wafv2.get_mut(REGION).expect("region").ip_sets;
        let set = sets.values_mut().next().expect("set");
        set.content.addresses = vec!["0.0.0.0/1".into()];
        set.lock_token = "somebody-else".into();
    });
    assert_eq!(read().await.expect("there").addresses, BTreeSet::from(["0.0.0.0/1".to_owned()]));
    let want = ip_set::Input { description: None, ..addresses(&["192.0.2.0/24"]) };
    Wafv2IpSet::update(&hands, &made.id, &was, &want).await.expect("update");
    assert_eq!(read().await, Some(want.clone()));

    let set = made.outputs["arn"].as_str().into();
    let in_set = Statement::IpSet(IpSetMatch { set, forwarded: None, position: None });
    let holds = acl([("office".to_owned(), Rule::new(1, Action::Block, in_set))].into());
    let id = Wafv2WebAcl::create(&hands, &holds).await.expect("acl").id;
    let held = hands.clients.wafv2(REGION);
    let lock = held.get_ip_set().name(&was.name).scope(Scope::Regional.lower()).id(&made.id).send().await.expect("get");
    let delete = held.delete_ip_set().name(&was.name).scope(Scope::Regional.lower()).id(&made.id);
    let refused = delete.lock_token(lock.lock_token.unwrap_or_default()).send().await.expect_err("held");
    assert!(refused.into_service_error().is_waf_associated_item_exception());
    Wafv2WebAcl::delete(&hands, &id, &holds).await.expect("delete");
    Wafv2IpSet::delete(&hands, &made.id, &want).await.expect("delete");
    Wafv2IpSet::delete(&hands, &made.id, &want).await.expect("again");
    assert_eq!(read().await, None);
}

#[tokio::test]
async fn a_rule_group_lives_within_its_capacity() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let one = |statement| BTreeMap::from([("a".to_owned(), Rule::new(1, Action::Block, statement))]);
    let was = group(30, one(bytes_plain()));
    let made = Wafv2RuleGroup::create(&hands, &was).await.expect("create");
    assert_eq!(Wafv2RuleGroup::find(&hands, &was).await.expect("find"), Some(made.clone()));
    assert!(made.outputs["label-namespace"].ends_with(":rulegroup:dev-shop-checks:"));
    let read = async || Wafv2RuleGroup::read(&hands, &made.id, &was).await.expect("read").map(|live| live.input);
    assert_eq!(read().await, Some(was.clone()));

    let dear = group(30, one(bytes(FieldToMatch::Path, "x")));
    let refused = Wafv2RuleGroup::update(&hands, &made.id, &was, &group(30, dear_rules())).await.expect_err("too dear");
    assert_eq!(refused.code, "WAFInvalidParameterException");
    Wafv2RuleGroup::update(&hands, &made.id, &was, &dear).await.expect("update");
    assert_eq!(read().await, Some(dear.clone()));

    cloud.with_world(|world| {
        let groups = &mut world.wafv2.get_mut(REGION).expect("region").rule_groups;
        groups.values_mut().next().expect("group").content.rules[0]["Action"] = serde_json::json!({ "Count": {} });
    });
    assert_eq!(read().await.expect("there").rules["a"].action, Action::Count);
    Wafv2RuleGroup::delete(&hands, &made.id, &dear).await.expect("delete");
    assert_eq!(read().await, None);
}

fn dear_rules() -> BTreeMap<String, Rule> {
    let xss = Statement::XssMatch(XssMatch { field: FieldToMatch::Path, transforms: vec![] });
    [("a".to_owned(), Rule::new(1, Action::Block, xss))].into()
}

#[tokio::test]
async fn logs_go_where_their_name_allows_and_come_back_as_written() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let was = acl(BTreeMap::new());
    let acl = Wafv2WebAcl::create(&hands, &was).await.expect("acl");
    let stream = |name: &str| format!("arn:aws:firehose:{REGION}:111122223333:deliverystream/{name}");
    let filter = OneFilter {
        behavior: Behavior::Drop,
        requirement: Requirement::MeetsAny,
        conditions: vec![Condition::Action("ALLOW".into()), Condition::Label("awswaf:managed:aws:a:b".into())],
    };
    let want = |name: &str| logging::Input {
        region: REGION.into(),
        web_acl: acl.outputs["arn"].as_str().into(),
        destination: stream(name).into(),
        redacted: [Redacted::Header("x-word".into()), Redacted::Path, Redacted::QueryString].into(),
        filter: Some(Filter { default: Behavior::Keep, filters: vec![filter.clone()] }),
    };
    let refused = Wafv2Logging::create(&hands, &want("mine")).await.expect_err("its name");
    assert_eq!(refused.code, "WAFInvalidParameterException");
    let good = want("aws-waf-logs-mine");
    assert_eq!(Wafv2Logging::find(&hands, &good).await.expect("find"), None);
    let made = Wafv2Logging::create(&hands, &good).await.expect("create");
    assert_eq!(Wafv2Logging::find(&hands, &good).await.expect("find"), Some(made.clone()));
    let read = async || Wafv2Logging::read(&hands, &made.id, &good).await.expect("read").map(|live| live.input);
    assert_eq!(read().await, Some(good.clone()));

    cloud.with_world(|world| {
        let logging = &mut world.wafv2.get_mut(REGION).expect("region").logging;
        logging.values_mut().for_each(|config| config["RedactedFields"] = serde_json::json!([]));
    });
    assert_eq!(read().await.expect("there").redacted, BTreeSet::new());
    let plain = logging::Input { filter: None, ..good.clone() };
    Wafv2Logging::update(&hands, &made.id, &good, &plain).await.expect("update");
    assert_eq!(read().await, Some(plain.clone()));
    Wafv2Logging::delete(&hands, &made.id, &plain).await.expect("delete");
    Wafv2Logging::delete(&hands, &made.id, &plain).await.expect("again");
    assert_eq!(read().await, None);
}
