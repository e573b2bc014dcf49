use std::collections::BTreeMap;

use super::byte_match_set::{self, ByteMatchTuple};
use super::regex_match_set::{self, RegexMatchTuple};
use super::rule::{self, Predicate, PredicateType};
use super::web_acl::{self, Action, ActivatedRule, DefaultAction, RuleType};
use super::{
    ClassicAssociation, ClassicByteMatchSet, ClassicRegexMatchSet, ClassicRegexPatternSet, ClassicRule, ClassicWebAcl,
    FieldToMatch, Position, Transform, association, regex_pattern_set,
};
use crate::kinds::bench::{Bench, REGION, SECRET, STAGE, secret};
use crate::kinds::{Kind, Made};
use crate::providers::{Class, Hands};
use crate::sandbox::Cloud;
use crate::value::{SecretForm, Text, Tree, diff};

const TOKEN: &str = "0123456789abcdef";

fn tuple(target: Text) -> ByteMatchTuple {
    let field = FieldToMatch::Header("x-origin-verify".into());
    ByteMatchTuple { field, position: Position::Exactly, target, transform: Transform::None }
}

fn tuples<const N: usize>(tuples: [(&str, Text); N]) -> byte_match_set::Input {
    byte_match_set::Input {
        region: REGION.into(),
        name: "dev-shop-origin".into(),
        tuples: tuples.map(|(name, target)| (name.to_owned(), tuple(target))).into(),
        token: TOKEN.into(),
    }
}

fn patterns(patterns: Vec<Text>) -> regex_pattern_set::Input {
    regex_pattern_set::Input { region: REGION.into(), name: "dev-shop-origin".into(), patterns, token: TOKEN.into() }
}

fn predicate(data: &str, kind: PredicateType) -> Predicate {
    Predicate { data: data.into(), kind, negated: false }
}

fn rule_with(predicates: BTreeMap<String, Predicate>) -> rule::Input {
    rule::Input {
        region: REGION.into(),
        name: "dev-shop-from-cdn".into(),
        metric_name: "devshopfromcdn".into(),
        predicates,
        token: TOKEN.into(),
    }
}

fn acl_with(rules: BTreeMap<String, ActivatedRule>) -> web_acl::Input {
    web_acl::Input {
        region: REGION.into(),
        name: "dev-shop-edge".into(),
        metric_name: "devshopedge".into(),
        default_action: DefaultAction::Block,
        rules,
        token: TOKEN.into(),
    }
}

fn activated(priority: i32, rule: &str) -> ActivatedRule {
    ActivatedRule { priority, action: Action::Allow, rule_id: rule.into(), rule_type: RuleType::Regular }
}

/// Reads, and checks that nothing differs from `want` and that no secret is in it.
async fn settled<K: Kind>(hands: &Hands, made: &Made, want: &K::Input) {
    let live = K::read(hands, &made.id, want).await.expect("read").expect("is there");
    let tree = Tree::of(&live.input);
    assert_eq!(diff(&Tree::of(want), &tree), []);
    assert!(!tree.as_value().to_string().contains(SECRET));
    assert_eq!(live.outputs, made.outputs);
    assert_eq!(K::find(hands, want).await.expect("find").as_ref(), Some(made));
}

async fn gone<K: Kind>(hands: &Hands, id: &str, was: &K::Input) {
    K::delete(hands, id, was).await.expect("delete");
    K::delete(hands, id, was).await.expect("delete of what is gone");
    assert!(K::read(hands, id, was).await.expect("read").is_none());
    assert_eq!(K::find(hands, was).await.expect("find"), None);
}

fn spent(cloud: &Cloud) -> usize {
    cloud.with_world(|world| world.wafregional[REGION].tokens.len())
}

#[tokio::test]
async fn a_perimeter_of_classic_objects_lives_and_dies_in_order() {
    let hands = Bench::with_stage().await.hands;
    let set = tuples([("current", secret(&hands, SecretForm::Plain))]);
    let made_set = ClassicByteMatchSet::create(&hands, &set).await.expect("set");
    settled::<ClassicByteMatchSet>(&hands, &made_set, &set).await;

    let pattern_set = patterns(vec![secret(&hands, SecretForm::ExactRegex)]);
    let made_patterns = ClassicRegexPatternSet::create(&hands, &pattern_set).await.expect("patterns");
    settled::<ClassicRegexPatternSet>(&hands, &made_patterns, &pattern_set).await;

    let field = FieldToMatch::Header("X-Origin-Verify".into());
    let regex = regex_match_set::Input {
        region: REGION.into(),
        name: "dev-shop-origin".into(),
        tuple: Some(RegexMatchTuple {
            field,
            transform: Transform::Lowercase,
            pattern_set: made_patterns.id.as_str().into(),
        }),
        token: TOKEN.into(),
    };
    let made_regex = ClassicRegexMatchSet::create(&hands, &regex).await.expect("regex");
    settled::<ClassicRegexMatchSet>(&hands, &made_regex, &regex).await;

    let both = [
        ("bytes".to_owned(), predicate(&made_set.id, PredicateType::ByteMatch)),
        ("regex".to_owned(), Predicate { negated: true, ..predicate(&made_regex.id, PredicateType::RegexMatch) }),
    ];
    let rule = rule_with(both.into());
    let made_rule = ClassicRule::create(&hands, &rule).await.expect("rule");
    settled::<ClassicRule>(&hands, &made_rule, &rule).await;

    let acl = acl_with([("from-cdn".to_owned(), activated(1, &made_rule.id))].into());
    let made_acl = ClassicWebAcl::create(&hands, &acl).await.expect("acl");
    settled::<ClassicWebAcl>(&hands, &made_acl, &acl).await;
    let arn = format!("arn:aws:waf-regional:us-east-2:000000000000:webacl/{}", made_acl.id);
    assert_eq!(made_acl.outputs["arn"], arn);

    let link =
        association::Input { region: REGION.into(), web_acl: made_acl.id.as_str().into(), resource: STAGE.into() };
    let made_link = ClassicAssociation::create(&hands, &link).await.expect("link");
    settled::<ClassicAssociation>(&hands, &made_link, &link).await;

    let code = |refused: Result<(), crate::providers::Refusal>| refused.expect_err("in use").code;
    let in_use = "WAFReferencedItemException";
    assert_eq!(code(ClassicWebAcl::delete(&hands, &made_acl.id, &acl).await), in_use);
    settled::<ClassicWebAcl>(&hands, &made_acl, &acl).await;
    gone::<ClassicAssociation>(&hands, &made_link.id, &link).await;
    gone::<ClassicWebAcl>(&hands, &made_acl.id, &acl).await;
    assert_eq!(code(ClassicByteMatchSet::delete(&hands, &made_set.id, &set).await), in_use);
    gone::<ClassicRule>(&hands, &made_rule.id, &rule).await;
    gone::<ClassicByteMatchSet>(&hands, &made_set.id, &set).await;
    assert_eq!(code(ClassicRegexPatternSet::delete(&hands, &made_patterns.id, &pattern_set).await), in_use);
    gone::<ClassicRegexMatchSet>(&hands, &made_regex.id, &regex).await;
    gone::<ClassicRegexPatternSet>(&hands, &made_patterns.id, &pattern_set).await;
}

#[tokio::test]
async fn updates_are_the_difference_from_what_is_really_there() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let was = tuples([("current", secret(&hands, SecretForm::Plain)), ("previous", "old".into())]);
    let made = ClassicByteMatchSet::create(&hands, &was).await.expect("create");
    settled::<ClassicByteMatchSet>(&hands, &made, &was).await;

    cloud.with_world(|world| {
        let sets = world.wafregional.get_mut(REGION).and_then(|state| state.objects.values_mut().next()).expect("sets");
        let set = sets.values_mut().next().expect("a set");
        set.items.retain(|item| item["TargetString"] != "b2xk");
        let mut foreign = set.items[0].clone();
        foreign["PositionalConstraint"] = "CONTAINS".into();
        set.items.push(foreign);
    });
    let live = ClassicByteMatchSet::read(&hands, &made.id, &was).await.expect("read").expect("is there");
    let changes: Vec<_> = diff(&Tree::of(&was), &Tree::of(&live.input)).into_iter().map(|one| one.path).collect();
    assert_eq!(changes, ["tuples.previous", "tuples.unrecorded-1"]);
    assert!(!Tree::of(&live.input).as_value().to_string().contains(SECRET));

    let want = tuples([("current", secret(&hands, SecretForm::Plain)), ("next", "new".into())]);
    let before = spent(&cloud);
    ClassicByteMatchSet::update(&hands, &made.id, &was, &want).await.expect("update");
    assert_eq!(spent(&cloud), before + 1);
    settled::<ClassicByteMatchSet>(&hands, &made, &want).await;
    ClassicByteMatchSet::update(&hands, &made.id, &was, &want).await.expect("replay");
    assert_eq!(spent(&cloud), before + 1);
}

#[tokio::test]
async fn rules_and_acls_change_in_place_under_the_names_they_were_recorded_by() {
    let hands = Bench::with_stage().await.hands;
    let set = tuples([("current", "x".into())]);
    let set = ClassicByteMatchSet::create(&hands, &set).await.expect("set");
    let was = rule_with([("bytes".to_owned(), predicate(&set.id, PredicateType::ByteMatch))].into());
    let rule = ClassicRule::create(&hands, &was).await.expect("rule");
    let mut want = was.clone();
    want.predicates.insert("bytes".into(), Predicate { negated: true, ..predicate(&set.id, PredicateType::ByteMatch) });
    let live = ClassicRule::read(&hands, &rule.id, &want).await.expect("read").expect("is there");
    let changes: Vec<_> = diff(&Tree::of(&want), &Tree::of(&live.input)).into_iter().map(|one| one.path).collect();
    assert_eq!(changes, ["predicates.bytes.negated"]);
    ClassicRule::update(&hands, &rule.id, &was, &want).await.expect("update");
    settled::<ClassicRule>(&hands, &rule, &want).await;

    let was = acl_with([("from-cdn".to_owned(), activated(1, &rule.id))].into());
    let acl = ClassicWebAcl::create(&hands, &was).await.expect("acl");
    let mut want = was.clone();
    want.default_action = DefaultAction::Allow;
    want.rules.insert("from-cdn".into(), ActivatedRule { action: Action::Count, ..activated(7, &rule.id) });
    ClassicWebAcl::update(&hands, &acl.id, &was, &want).await.expect("update");
    settled::<ClassicWebAcl>(&hands, &acl, &want).await;
}

#[tokio::test]
async fn a_shell_left_by_a_killed_create_is_found_and_filled() {
    let hands = Bench::with_stage().await.hands;
    let want = tuples([("current", secret(&hands, SecretForm::Plain))]);
    let client = hands.clients.wafregional(REGION);
    let token = client.get_change_token().send().await.expect("token").change_token.expect("token");
    let shell = client.create_byte_match_set().name("dev-shop-origin-01234567").change_token(token);
    shell.send().await.expect("shell");
    let found = ClassicByteMatchSet::find(&hands, &want).await.expect("find").expect("is there");
    let live = ClassicByteMatchSet::read(&hands, &found.id, &want).await.expect("read").expect("is there");
    assert!(live.input.tuples.is_empty());
    ClassicByteMatchSet::update(&hands, &found.id, &want, &want).await.expect("update");
    settled::<ClassicByteMatchSet>(&hands, &found, &want).await;

    let other = byte_match_set::Input { token: "fedcba9876543210".into(), ..want };
    assert_eq!(ClassicByteMatchSet::find(&hands, &other).await.expect("find"), None);
}

#[tokio::test]
async fn a_change_token_is_the_same_until_it_is_spent() {
    let hands = Bench::with_stage().await.hands;
    let client = hands.clients.wafregional(REGION);
    let token = async || client.get_change_token().send().await.expect("token").change_token.expect("token");
    let status = async |token: &str| {
        let answer = client.get_change_token_status().change_token(token).send().await.expect("status");
        answer.change_token_status.expect("status").as_str().to_owned()
    };
    let first = token().await;
    assert_eq!(token().await, first);
    assert_eq!(status(&first).await, "PROVISIONED");
    client.create_byte_match_set().name("a").change_token(&first).send().await.expect("create");
    assert_eq!(status(&first).await, "PENDING");
    let stale = client.create_byte_match_set().name("a").change_token(&first).send().await.expect_err("stale");
    assert!(stale.into_service_error().is_waf_stale_data_exception());
    assert_ne!(token().await, first);
    hands.clock.sleep(std::time::Duration::from_secs(10)).await;
    assert_eq!(status(&first).await, "INSYNC");
}

#[tokio::test]
async fn many_writers_of_a_region_take_turns() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let inputs: Vec<_> =
        (0..8).map(|at| byte_match_set::Input { name: format!("set-{at}"), ..tuples([("one", "x".into())]) }).collect();
    let made = inputs.iter().map(|input| ClassicByteMatchSet::create(&hands, input));
    for made in futures::future::join_all(made).await {
        made.expect("create");
    }
    assert_eq!(spent(&cloud), 16);
}

#[tokio::test]
async fn the_cloud_refuses_what_aws_refuses() {
    let hands = Bench::with_stage().await.hands;
    let code =
        async |input: byte_match_set::Input| ClassicByteMatchSet::create(&hands, &input).await.expect_err("no").code;
    assert_eq!(code(tuples([("long", "x".repeat(51).into())])).await, "WAFInvalidParameterException");
    let regex = async |pattern: &str| {
        let refused = ClassicRegexPatternSet::create(&hands, &patterns(vec![pattern.into()])).await;
        refused.expect_err("refused").code
    };
    assert_eq!(regex(&"x".repeat(71)).await, "WAFInvalidRegexPatternException");
    assert_eq!(regex("(a|b)").await, "WAFInvalidRegexPatternException");
    let nowhere = rule_with([("bytes".to_owned(), predicate("nowhere", PredicateType::ByteMatch))].into());
    let refused = ClassicRule::create(&hands, &nowhere).await.expect_err("dangling");
    assert_eq!((refused.class, refused.code.as_str()), (Class::NotFound, "WAFNonexistentItemException"));
    for _ in 0..3 {
        ClassicRegexPatternSet::create(&hands, &patterns(vec!["x".into()])).await.expect("five in all");
    }
    let refused = ClassicRegexPatternSet::create(&hands, &patterns(vec![])).await.expect_err("a sixth");
    assert_eq!(refused.code, "WAFLimitsExceededException");
}

#[tokio::test]
async fn an_acl_of_one_waf_takes_the_place_of_the_other() {
    let hands = Bench::with_stage().await.hands;
    let acl = ClassicWebAcl::create(&hands, &acl_with(BTreeMap::new())).await.expect("acl");
    let link = association::Input { region: REGION.into(), web_acl: acl.id.as_str().into(), resource: STAGE.into() };
    let made = ClassicAssociation::create(&hands, &link).await.expect("link");
    let v2 = hands.clients.wafv2(REGION);
    assert!(v2.get_web_acl_for_resource().resource_arn(STAGE).send().await.expect("v2").web_acl.is_none());
    v2.disassociate_web_acl().resource_arn(STAGE).send().await.expect("not its own");
    settled::<ClassicAssociation>(&hands, &made, &link).await;
    let nowhere = association::Input { resource: format!("{STAGE}-2").into(), ..link };
    assert_eq!(ClassicAssociation::create(&hands, &nowhere).await.expect_err("no stage").class, Class::NotFound);
}

#[tokio::test]
async fn a_lost_answer_neither_doubles_nor_stops_anything() {
    let Bench { cloud, hands, .. } = Bench::losing("CreateByteMatchSet").await;
    let want = tuples([("current", "x".into())]);
    assert_eq!(ClassicByteMatchSet::create(&hands, &want).await.expect_err("lost").class, Class::Lost);
    let found = ClassicByteMatchSet::find(&hands, &want).await.expect("find").expect("it was made");
    ClassicByteMatchSet::update(&hands, &found.id, &want, &want).await.expect("update");
    settled::<ClassicByteMatchSet>(&hands, &found, &want).await;
    assert_eq!(spent(&cloud), 2);

    let Bench { cloud, hands, .. } = Bench::losing("UpdateByteMatchSet").await;
    let made = ClassicByteMatchSet::create(&hands, &want).await.expect("create");
    settled::<ClassicByteMatchSet>(&hands, &made, &want).await;
    assert_eq!(spent(&cloud), 2);

    let hands = Bench::losing("DeleteByteMatchSet").await.hands;
    let made = ClassicByteMatchSet::create(&hands, &want).await.expect("create");
    gone::<ClassicByteMatchSet>(&hands, &made.id, &want).await;
}
