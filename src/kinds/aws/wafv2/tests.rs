use std::collections::BTreeMap;

use super::statement::{
    Action, ByteMatch, DefaultAction, FieldToMatch, Position, RegexMatch, RegexSetMatch, Rule, Statement,
};
use super::{Scope, Wafv2Association, Wafv2RegexSet, Wafv2WebAcl, association, capacity_of_rules, regex_set, web_acl};
use crate::kinds::Kind;
use crate::kinds::bench::{Bench, REGION, SECRET, STAGE, secret, tags_in};
use crate::providers::{Class, Hands};
use crate::value::{SecretForm, Text, Tree, diff};

fn header() -> FieldToMatch {
    FieldToMatch::Header("X-Origin-Verify".into())
}

fn equals(search: Text) -> Statement {
    Statement::ByteMatch(ByteMatch { field: header(), search, position: Position::Exactly, transforms: vec![] })
}

fn rule(priority: i32, action: Action, statement: Statement) -> Rule {
    Rule { metric: Some("hits".into()), sampled: true, ..Rule::new(priority, action, statement) }
}

fn acl(rules: BTreeMap<String, Rule>) -> web_acl::Input {
    web_acl::Input {
        description: Some("only through the CDN".into()),
        rules,
        tags: tags_in("shop", "waf.edge/acl"),
        ..web_acl::Input::new(REGION.into(), Scope::Regional, "dev-shop-edge".into(), DefaultAction::Block)
    }
}

fn one_rule() -> BTreeMap<String, Rule> {
    [("from-cdn".to_owned(), rule(1, Action::Allow, equals("not-a-secret".into())))].into()
}

fn set(name: &str, patterns: &[&str]) -> regex_set::Input {
    regex_set::Input {
        region: REGION.into(),
        scope: Scope::Regional,
        name: name.into(),
        description: None,
        patterns: patterns.iter().map(|pattern| Text::from(*pattern)).collect(),
        tags: tags_in("shop", "waf.edge/acl"),
    }
}

async fn reads(hands: &Hands, id: &str, was: &web_acl::Input) -> web_acl::Input {
    Wafv2WebAcl::read(hands, id, was).await.expect("read").expect("is there").input
}

#[tokio::test]
async fn every_statement_reads_back_as_it_was_written() {
    let hands = Bench::with_stage().await.hands;
    let made = Wafv2RegexSet::create(&hands, &set("paths", &["^/admin", "^/root"])).await.expect("set");
    let both = Statement::And(vec![
        equals("a".into()),
        Statement::Not(Box::new(Statement::Or(vec![
            Statement::RegexMatch(RegexMatch {
                field: FieldToMatch::Header("user-agent".into()),
                pattern: "^curl".into(),
                transforms: vec!["url-decode".into(), "lowercase".into()],
            }),
            Statement::ByteMatch(ByteMatch {
                field: header(),
                search: "b".into(),
                position: Position::ContainsWord,
                transforms: vec!["base64-decode-ext".into()],
            }),
        ]))),
    ]);
    let in_set = Statement::RegexSet(RegexSetMatch {
        field: header(),
        set: made.outputs["arn"].as_str().into(),
        transforms: vec![],
    });
    let mut rules = one_rule();
    rules.insert("both".into(), rule(0, Action::Count, both));
    rules.insert("in-set".into(), Rule { metric: None, ..rule(7, Action::Block, in_set) });
    let want = acl(rules);
    let made = Wafv2WebAcl::create(&hands, &want).await.expect("create");
    assert_eq!(reads(&hands, &made.id, &want).await, want);

    let live = hands.clients.wafv2(REGION).get_web_acl().name(&want.name).scope(Scope::Regional.lower()).id(&made.id);
    let live = live.send().await.expect("get").web_acl.expect("acl");
    assert_eq!(live.capacity, i64::from(capacity_of_rules(want.rules.values())));
    assert_eq!(live.capacity, 2 + 2 + 23 + 20 + 25);
}

/// A setting this kind does not manage.
fn body_limit() -> serde_json::Value {
    serde_json::json!({ "RequestBody": { "API_GATEWAY": { "DefaultSizeInspectionLimit": "KB_32" } } })
}

#[tokio::test]
async fn an_update_converges_over_drift_and_keeps_what_shield_put_there() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let was = acl(one_rule());
    let id = Wafv2WebAcl::create(&hands, &was).await.expect("create").id;
    cloud.with_world(|world| {
        let state = world.wafv2.get_mut(REGION).expect("region");
        let acl = state.web_acls.values_mut().next().expect("acl");
        let mut shield = acl.content.rules[0].clone();
        shield["Name"] = "ShieldMitigationRuleGroup_1".into();
        shield["Priority"] = 10_000_000.into();
        acl.content.rules[0]["Action"] = serde_json::json!({ "Count": {} });
        acl.content.rules.push(shield);
        acl.content.settings.insert("AssociationConfig".into(), body_limit());
        acl.lock_token = "somebody-else".into();
    });
    let live = reads(&hands, &id, &was).await;
    assert_eq!(live.rules["from-cdn"].action, Action::Count);
    assert_eq!(live.rules.len(), 1);

    let mut want = acl(one_rule());
    want.default_action = DefaultAction::Allow;
    want.tags.insert("team".into(), "edge".into());
    want.metric = Some("edge".into());
    let outputs = Wafv2WebAcl::update(&hands, &id, &was, &want).await.expect("update");
    assert_eq!(outputs["id"], id);
    assert_eq!(reads(&hands, &id, &want).await, want);
    cloud.with_world(|world| {
        let acl = world.wafv2[REGION].web_acls.values().next().expect("acl");
        assert_eq!(acl.content.rules.len(), 2);
        assert_eq!(acl.content.settings["AssociationConfig"], body_limit());
    });
    Wafv2WebAcl::delete(&hands, &id, &want).await.expect("delete");
    Wafv2WebAcl::delete(&hands, &id, &want).await.expect("delete of what is gone");
    assert!(Wafv2WebAcl::read(&hands, &id, &want).await.expect("read").is_none());
}

#[tokio::test]
async fn only_our_own_is_found_again() {
    let hands = Bench::with_stage().await.hands;
    let want = acl(one_rule());
    assert_eq!(Wafv2WebAcl::find(&hands, &want).await.expect("find"), None);
    let made = Wafv2WebAcl::create(&hands, &want).await.expect("create");
    assert_eq!(Wafv2WebAcl::find(&hands, &want).await.expect("find"), Some(made));
    assert_eq!(Wafv2WebAcl::create(&hands, &want).await.expect_err("duplicate").class, Class::Exists);
    let other = web_acl::Input { tags: tags_in("another", "waf.edge/acl"), ..want };
    assert_eq!(Wafv2WebAcl::find(&hands, &other).await.expect_err("foreign").code, "Foreign");
}

#[tokio::test]
async fn a_secret_is_sealed_where_it_was_and_wherever_it_went() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let mut rules = one_rule();
    rules.insert("plain".into(), rule(2, Action::Count, equals("plain".into())));
    rules.insert("from-cdn".into(), rule(1, Action::Allow, equals(secret(&hands, SecretForm::Plain))));
    let pattern = RegexMatch { field: header(), pattern: secret(&hands, SecretForm::ExactRegex), transforms: vec![] };
    rules.insert("regex".into(), rule(3, Action::Count, Statement::RegexMatch(pattern)));
    let was = acl(rules);
    let id = Wafv2WebAcl::create(&hands, &was).await.expect("create").id;
    cloud.with_world(|world| {
        let wire = serde_json::to_string(&world.wafv2[REGION].web_acls).expect("JSON");
        assert!(wire.contains(r"^s3cr3t\\.with\\+meta$"), "{wire}");
    });
    let sealed = |input: &web_acl::Input, name: &str| input.rules[name].statement.texts()[0].is_secret();
    let live = reads(&hands, &id, &was).await;
    assert!(sealed(&live, "from-cdn"));
    assert!(!sealed(&live, "plain"));
    assert_eq!(diff(&Tree::of(&was), &Tree::of(&live)), []);
    assert!(!Tree::of(&live).as_value().to_string().contains(SECRET));

    cloud.with_world(|world| {
        let acl = world.wafv2.get_mut(REGION).and_then(|state| state.web_acls.values_mut().next()).expect("acl");
        acl.content.rules[0]["Name"] = "renamed".into();
    });
    assert!(sealed(&reads(&hands, &id, &was).await, "renamed"));
}

#[tokio::test]
async fn what_the_vocabulary_lacks_is_read_as_drift() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let was = acl(one_rule());
    let id = Wafv2WebAcl::create(&hands, &was).await.expect("create").id;
    cloud.with_world(|world| {
        let acl = world.wafv2.get_mut(REGION).and_then(|state| state.web_acls.values_mut().next()).expect("acl");
        acl.content.rules[0]["Statement"] =
            serde_json::json!({ "LabelMatchStatement": { "Scope": "NEW", "Key": "a" } });
        acl.content.rules[0]["Action"] = serde_json::json!({ "Monetize": {} });
    });
    let live = reads(&hands, &id, &was).await;
    assert_eq!(live.rules["from-cdn"].statement, Statement::Other("label-match".into()));
    assert_eq!(live.rules["from-cdn"].action, Action::Other("monetize".into()));
    let refused = Wafv2WebAcl::update(&hands, &id, &was, &live).await.expect_err("cannot be written");
    assert_eq!(refused.code, "Unsupported");
}

#[tokio::test]
async fn an_association_waits_for_its_acl_and_leaves_a_foreign_one_alone() {
    let hands = Bench::with_stage().await.hands;
    let made = Wafv2WebAcl::create(&hands, &acl(one_rule())).await.expect("create");
    let want = association::Input {
        region: REGION.into(),
        web_acl: made.outputs["arn"].clone().into(),
        resource: STAGE.into(),
    };
    assert_eq!(Wafv2Association::find(&hands, &want).await.expect("find"), None);
    let link = Wafv2Association::create(&hands, &want).await.expect("associate");
    assert_eq!(Wafv2Association::find(&hands, &want).await.expect("find"), Some(link.clone()));
    let live = Wafv2Association::read(&hands, &link.id, &want).await.expect("read").expect("is there");
    assert_eq!((live.input, live.outputs), (want.clone(), link.outputs.clone()));

    let client = hands.clients.wafv2(REGION);
    let got = client.get_web_acl().arn(&made.outputs["arn"]).send().await.expect("get");
    let delete = client.delete_web_acl().name("dev-shop-edge").scope(Scope::Regional.lower()).id(&made.id);
    let in_use = delete.lock_token(got.lock_token().expect("token")).send().await.expect_err("in use");
    assert!(in_use.into_service_error().is_waf_associated_item_exception());

    let second = web_acl::Input { name: "dev-shop-other".into(), ..acl(one_rule()) };
    let second = Wafv2WebAcl::create(&hands, &second).await.expect("create");
    let moved = association::Input { web_acl: second.outputs["arn"].clone().into(), ..want.clone() };
    Wafv2Association::update(&hands, &link.id, &want, &moved).await.expect("update");
    Wafv2Association::delete(&hands, &link.id, &want).await.expect("not ours any more");
    let live = Wafv2Association::read(&hands, &link.id, &want).await.expect("read").expect("still there");
    assert_eq!(live.input, moved);
    Wafv2Association::delete(&hands, &link.id, &moved).await.expect("delete");
    assert!(Wafv2Association::read(&hands, &link.id, &moved).await.expect("read").is_none());
    Wafv2Association::delete(&hands, &link.id, &moved).await.expect("delete of what is gone");
}

#[tokio::test]
async fn a_regex_set_has_no_order_and_stays_while_a_rule_needs_it() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let want = set("paths", &["^/b", "^/a"]);
    let made = Wafv2RegexSet::create(&hands, &want).await.expect("create");
    cloud.with_world(|world| {
        let set = world.wafv2.get_mut(REGION).and_then(|state| state.regex_sets.values_mut().next()).expect("set");
        set.content.patterns.reverse();
    });
    let live = Wafv2RegexSet::read(&hands, &made.id, &want).await.expect("read").expect("is there");
    assert_eq!((live.input, live.outputs), (want.clone(), made.outputs.clone()));
    assert_eq!(Wafv2RegexSet::find(&hands, &want).await.expect("find"), Some(made.clone()));

    let next = regex_set::Input { description: Some("paths".into()), ..set("paths", &["^/b", "^/c", "^/d"]) };
    Wafv2RegexSet::update(&hands, &made.id, &want, &next).await.expect("update");
    let live = Wafv2RegexSet::read(&hands, &made.id, &next).await.expect("read").expect("is there");
    assert_eq!(live.input, next);

    let in_set = RegexSetMatch { field: header(), set: made.outputs["arn"].clone().into(), transforms: vec![] };
    let rules = [("in-set".to_owned(), rule(1, Action::Block, Statement::RegexSet(in_set)))];
    let acl = acl(rules.into());
    let guard = Wafv2WebAcl::create(&hands, &acl).await.expect("create");
    let refused = Wafv2RegexSet::delete(&hands, &made.id, &next).await.expect_err("in use");
    assert_eq!((refused.class, refused.code.as_str()), (Class::InUse, "WAFAssociatedItemException"));
    Wafv2WebAcl::delete(&hands, &guard.id, &acl).await.expect("delete");
    Wafv2RegexSet::delete(&hands, &made.id, &next).await.expect("delete");
    assert!(Wafv2RegexSet::read(&hands, &made.id, &next).await.expect("read").is_none());
}

#[tokio::test]
async fn the_cloud_refuses_what_aws_refuses() {
    let hands = Bench::with_stage().await.hands;
    let code = async |input: web_acl::Input| Wafv2WebAcl::create(&hands, &input).await.expect_err("refused").code;
    let statement = |statement| acl([("r".to_owned(), rule(1, Action::Block, statement))].into());
    let invalid = "WAFInvalidParameterException";

    assert_eq!(code(web_acl::Input { scope: Scope::Cloudfront, ..acl(one_rule()) }).await, invalid);
    assert_eq!(code(web_acl::Input { name: "a.b".into(), ..acl(one_rule()) }).await, invalid);
    assert_eq!(code(statement(equals("x".repeat(201).into()))).await, invalid);
    assert_eq!(code(statement(Statement::And(vec![equals("x".into())]))).await, invalid);
    let regex = |pattern: &str| RegexMatch { field: header(), pattern: pattern.into(), transforms: vec![] };
    assert_eq!(code(statement(Statement::RegexMatch(regex(r"(a)\1")))).await, invalid);
    let set = RegexSetMatch { field: header(), set: "arn:aws:wafv2:us-east-2:0:regional/x".into(), transforms: vec![] };
    assert_eq!(code(statement(Statement::RegexSet(set))).await, "WAFNonexistentItemException");
    let mut twice = one_rule();
    twice.insert("same-priority".into(), rule(1, Action::Block, equals("x".into())));
    assert_eq!(code(acl(twice)).await, invalid);
    let heavy = ByteMatch {
        field: header(),
        search: "x".into(),
        position: Position::Contains,
        transforms: [
            "md5",
            "sha256",
            "trim",
            "hex-decode",
            "lowercase",
            "uppercase",
            "css-decode",
            "js-decode",
            "cmd-line",
        ]
        .map(str::to_owned)
        .into(),
    };
    let heavy = (0..51).map(|at| (format!("r{at}"), rule(at, Action::Count, Statement::ByteMatch(heavy.clone()))));
    assert_eq!(code(acl(heavy.collect())).await, "WAFLimitsExceededException");

    let edge = web_acl::Input { scope: Scope::Cloudfront, region: "us-east-1".into(), ..acl(one_rule()) };
    let made = Wafv2WebAcl::create(&hands, &edge).await.expect("us-east-1 has the scope");
    assert!(made.outputs["arn"].starts_with("arn:aws:wafv2:us-east-1:000000000000:global/webacl/"));
}

#[tokio::test]
async fn a_lost_answer_neither_doubles_nor_stops_anything() {
    let hands = Bench::losing("CreateWebACL").await.hands;
    let want = acl(one_rule());
    assert_eq!(Wafv2WebAcl::create(&hands, &want).await.expect_err("lost").class, Class::Lost);
    let found = Wafv2WebAcl::find(&hands, &want).await.expect("find").expect("it was made");
    assert_eq!(reads(&hands, &found.id, &want).await, want);

    // The repeated update shows a lock token that the lost one used up.
    let hands = Bench::losing("UpdateWebACL").await.hands;
    let made = Wafv2WebAcl::create(&hands, &want).await.expect("create");
    let next = web_acl::Input { default_action: DefaultAction::Allow, ..want.clone() };
    Wafv2WebAcl::update(&hands, &made.id, &want, &next).await.expect("update");
    assert_eq!(reads(&hands, &made.id, &next).await, next);

    let hands = Bench::losing("DeleteWebACL").await.hands;
    let made = Wafv2WebAcl::create(&hands, &want).await.expect("create");
    Wafv2WebAcl::delete(&hands, &made.id, &want).await.expect("delete");
}

#[tokio::test]
async fn an_acl_stays_while_a_distribution_names_it() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let edge = web_acl::Input { scope: Scope::Cloudfront, region: "us-east-1".into(), ..acl(one_rule()) };
    let made = Wafv2WebAcl::create(&hands, &edge).await.expect("create");
    let distribution = serde_json::json!({
        "arn": "arn:aws:cloudfront::000000000000:distribution/E1", "domain": "d1.cloudfront.net", "etag": "E",
        "modified": { "secs": 0, "nanos": 0 }, "tags": {}, "invalidations": [],
        "config": { "name": "DistributionConfig", "text": "", "children": [
            { "name": "WebACLId", "text": made.outputs["arn"], "children": [] },
        ] },
    });
    cloud.with_world(|world| {
        let distribution = serde_json::from_value(distribution).expect("a distribution");
        world.cloudfront.distributions.insert("E1".into(), distribution);
    });
    let refused = Wafv2WebAcl::delete(&hands, &made.id, &edge).await.expect_err("in use");
    assert_eq!(refused.code, "WAFAssociatedItemException");
}
