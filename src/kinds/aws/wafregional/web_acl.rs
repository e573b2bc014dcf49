use std::collections::BTreeMap;

use aws_sdk_wafregional::types;
use serde::{Deserialize, Serialize};

use super::change::{self, incomplete};
use super::object::{self, Page};
use super::physical_name;
use super::request_part::unknown;
use crate::kinds::aws::absent::or_none;
use crate::kinds::aws::condition::{Condition, free_name, text_name};
use crate::kinds::aws::spread::spread;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Identity, Refusal};
use crate::value::{Outputs, Text};

/// How many rules an ACL holds.
const MOST: usize = 10;

/// A WAF Classic web ACL. Outputs: `id`, `arn`.
///
/// AWS has refused to make new ones since May 2025; existing ones can be read, changed and removed.
pub struct ClassicWebAcl;

/// A web ACL as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`: that of its rules and of the stages it guards.
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// Letters and digits, at most 128.
    pub metric_name: String,
    /// For requests that no rule with `allow` or `block` matched.
    pub default_action: DefaultAction,
    /// At most ten, by a name of the caller's choice; AWS knows them by rule id only.
    pub rules: BTreeMap<String, ActivatedRule>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

/// A rule at its place in the ACL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ActivatedRule {
    /// Evaluated in ascending order; unique within the ACL.
    pub priority: i32,
    /// What happens to a request the rule matches.
    pub action: Action,
    /// Id of the rule.
    pub rule_id: Text,
    /// What sort of rule `rule_id` is the id of.
    pub rule_type: RuleType,
}

/// What happens to a request that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The request goes through; later rules are not looked at.
    Allow,
    /// The request is answered 403; later rules are not looked at.
    Block,
    /// The request is counted and the next rule looked at.
    Count,
    /// For rule groups only: what the group's own rules say.
    Group,
}

/// What happens to a request that no rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefaultAction {
    /// The request goes through.
    Allow,
    /// The request is answered 403.
    Block,
}

/// What kind of rule an ACL refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleType {
    /// Predicates that must all match, see [`super::ClassicRule`].
    Regular,
    /// The same, beyond a number of requests of one address in five minutes; made elsewhere.
    RateBased,
    /// A rule group; its action is `count` or `group`.
    Group,
}

impl Kind for ClassicWebAcl {
    const NAME: &'static str = "classic-web-acl";
    const TITLE: &'static str = "WAF Classic web ACL";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::replace("metric-name", "CloudWatch metric name"),
        Field::update("default-action", "What happens to requests that no rule decided"),
        Field::update("rules", "Rules by name, evaluated by ascending priority"),
        Field::update("token", "Tells this generation from others of the same name"),
    ];
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateWebACL",
        "waf-regional:GetWebACL",
        "waf-regional:ListWebACLs",
        "waf-regional:UpdateWebACL",
        "waf-regional:DeleteWebACL",
        "waf-regional:GetChangeToken",
        "waf-regional:ListResourcesForWebACL",
        "waf-regional:GetRule",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(physical_name::physical(&want.name, &want.token))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let default_action = want.default_action.lower()?;
        let made = change::spend(hands, &want.region, "CreateWebACL", |token| {
            client
                .create_web_acl()
                .name(&name)
                .metric_name(&want.metric_name)
                .default_action(default_action.clone())
                .change_token(token)
                .send()
        })
        .await
        .map_err(way_out)?;
        let id = made.web_acl.map(|made| made.web_acl_id).unwrap_or_default();
        fill(hands, &id, want).await?;
        Ok(Made { outputs: outputs(hands, &want.region, &id), id })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let send = |marker| client.list_web_acls().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListWebACLs", &name, send, |page| {
            Page::new(page.web_acls, |entry| (entry.web_acl_id, entry.name), page.next_marker)
        });
        Ok(found.await?.map(|id| Made { outputs: outputs(hands, &want.region, &id), id }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = or_none(get(hands, id, &was.region).await)? else { return Ok(None) };
        let name = physical_name::logical(live.name.as_deref(), &was.name, &was.token);
        let metric_name = live.metric_name.clone().unwrap_or_else(|| was.metric_name.clone());
        let default_action = DefaultAction::read(live.default_action.as_ref())?;
        let rules = rules(&live.rules, &was.rules)?;
        let (region, token) = (was.region.clone(), was.token.clone());
        let input = Input { region, name, metric_name, default_action, rules, token };
        Ok(Some(Live { input, outputs: outputs(hands, &was.region, id) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        fill(hands, id, want).await?;
        Ok(outputs(hands, &want.region, id))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(&was.region);
        change::remove(hands, async || {
            // An ACL that still guards something keeps its rules: without them its default action would decide.
            guards_nothing(hands, id, &was.region).await?;
            write(hands, id, &was.region, &was.default_action.lower()?, &[]).await?;
            change::spend(hands, &was.region, "DeleteWebACL", |token| {
                client.delete_web_acl().web_acl_id(id).change_token(token).send()
            })
            .await
        })
        .await
    }

    fn lets(was: &Input, want: &Input) -> Lets<Input> {
        match (admission(was), admission(want)) {
            (Some(before), Some(after)) => after.since(&before, || both(was, want)),
            _ if was.rules == want.rules && was.default_action == want.default_action => Lets::Same,
            _ => Lets::Otherwise(Err("it holds a rule group or a rate-based rule".to_owned())),
        }
    }

    async fn settle(hands: &Hands, _: &str) -> Result<(), Refusal> {
        spread(hands).await
    }
}

/// The rules in the order they are asked.
fn in_order(acl: &Input) -> Vec<(&String, &ActivatedRule)> {
    let mut rules: Vec<_> = acl.rules.iter().collect();
    rules.sort_by_key(|(_, rule)| rule.priority);
    rules
}

/// Which requests an ACL lets through; `None` with rules that are more than a condition.
fn admission(acl: &Input) -> Option<Condition> {
    let mut passes = Condition::Constant(acl.default_action == DefaultAction::Allow);
    for (_, rule) in in_order(acl).into_iter().rev() {
        let matches = match rule.rule_type {
            RuleType::Regular => Condition::Test(text_name(&rule.rule_id)),
            RuleType::RateBased | RuleType::Group => return None,
        };
        passes = match rule.action {
            Action::Allow => Condition::Any(vec![matches, passes]),
            Action::Block => Condition::All(vec![Condition::Not(Box::new(matches)), passes]),
            Action::Count => passes,
            Action::Group => return None,
        };
    }
    Some(passes)
}

/// The rules of an ACL that lets through what one of them matches and nothing else.
fn only_allows(acl: &Input) -> Option<Vec<(&String, &ActivatedRule)>> {
    let blocks = acl.rules.values().any(|rule| rule.action == Action::Block);
    let allows = || in_order(acl).into_iter().filter(|(_, rule)| rule.action == Action::Allow).collect();
    (acl.default_action == DefaultAction::Block && !blocks).then(allows)
}

/// One of the two ACLs with the rules of the other one in front of its own, if those do nothing but let through.
fn both(was: &Input, want: &Input) -> Result<Input, String> {
    let (kept, first) = match (only_allows(was), only_allows(want)) {
        (Some(old), _) => (want, old),
        (None, Some(new)) => (was, new),
        (None, None) => return Err("an ACL of WAF Classic cannot hold the old and the new rules at once".to_owned()),
    };
    let mut both = Input { rules: BTreeMap::new(), default_action: kept.default_action, ..want.clone() };
    // What a rule in front lets through, the same rule further back is never asked about.
    let rest = in_order(kept).into_iter().filter(|(_, rule)| first.iter().all(|(_, one)| one.rule_id != rule.rule_id));
    for ((name, rule), priority) in first.iter().copied().chain(rest).zip(1..) {
        let name = free_name(name, |name| both.rules.contains_key(name));
        both.rules.insert(name, ActivatedRule { priority, ..rule.clone() });
    }
    match both.rules.len() {
        0..=MOST => Ok(both),
        more => Err(format!("an ACL holds {MOST} rules and the old and the new ones are {more}")),
    }
}

async fn get(hands: &Hands, id: &str, region: &str) -> Result<types::WebAcl, Refusal> {
    let client = hands.clients.wafregional(region);
    let answer = hands.read(("waf-regional", "GetWebACL"), || client.get_web_acl().web_acl_id(id).send()).await?;
    object::answered("GetWebACL", answer.web_acl)
}

async fn fill(hands: &Hands, id: &str, want: &Input) -> Result<(), Refusal> {
    let rules: Vec<_> = want.rules.values().map(|rule| lower(hands, rule)).collect::<Result<_, _>>()?;
    let default_action = want.default_action.lower()?;
    change::converge(hands, || write(hands, id, &want.region, &default_action, &rules)).await
}

/// Makes the ACL's default action and rules those wanted, by one call with the difference.
async fn write(
    hands: &Hands,
    id: &str,
    region: &str,
    default_action: &types::WafAction,
    want: &[types::ActivatedRule],
) -> Result<(), Refusal> {
    let live = get(hands, id, region).await?;
    let updates = change::updates(&live.rules, want, |action, rule| {
        types::WebAclUpdate::builder().action(action).activated_rule(rule).build()
    })?;
    if updates.is_empty() && live.default_action.as_ref() == Some(default_action) {
        return Ok(());
    }
    let client = hands.clients.wafregional(region);
    change::spend(hands, region, "UpdateWebACL", |token| {
        let call = client.update_web_acl().web_acl_id(id).change_token(token).default_action(default_action.clone());
        call.set_updates(Some(updates.clone())).send()
    })
    .await
    .map(|_| ())
}

/// # Errors
/// `InUse` while the ACL stands in front of something.
async fn guards_nothing(hands: &Hands, id: &str, region: &str) -> Result<(), Refusal> {
    let client = hands.clients.wafregional(region);
    for kind in [types::ResourceType::ApiGateway, types::ResourceType::ApplicationLoadBalancer] {
        let answer = hands
            .read(("waf-regional", "ListResourcesForWebACL"), || {
                client.list_resources_for_web_acl().web_acl_id(id).resource_type(kind.clone()).send()
            })
            .await?;
        if let Some(resource) = answer.resource_arns().first() {
            let message = format!("the web ACL still guards {resource}");
            return Err(Refusal { class: Class::InUse, ..Refusal::local("WAFReferencedItemException", message) });
        }
    }
    Ok(())
}

/// AWS refuses new Classic ACLs in words that name no way out.
fn way_out(refusal: Refusal) -> Refusal {
    if refusal.code != "WAFBadRequestException" {
        return refusal;
    }
    let message = format!(
        "{} AWS makes no new WAF Classic ACLs: use WAFv2 (version=\"v2\", the default), which takes the same rules",
        refusal.message
    );
    Refusal { message, ..refusal }
}

fn waf_action(kind: types::WafActionType) -> Result<types::WafAction, Refusal> {
    types::WafAction::builder().r#type(kind).build().map_err(incomplete)
}

fn lower(hands: &Hands, rule: &ActivatedRule) -> Result<types::ActivatedRule, Refusal> {
    let builder = types::ActivatedRule::builder()
        .priority(rule.priority)
        .rule_id(hands.known("rules.rule-id", &rule.rule_id)?)
        .r#type(rule.rule_type.lower());
    let group = |kind| types::WafOverrideAction::builder().r#type(kind).build().map_err(incomplete);
    let mismatch = || Refusal::local("InvalidRequest", "a rule group counts or follows its own rules, a rule does not");
    let builder = match (rule.rule_type, rule.action) {
        (RuleType::Group, Action::Count) => builder.override_action(group(types::WafOverrideActionType::Count)?),
        (RuleType::Group, Action::Group) => builder.override_action(group(types::WafOverrideActionType::None)?),
        (RuleType::Group, Action::Allow | Action::Block) => return Err(mismatch()),
        (RuleType::Regular | RuleType::RateBased, Action::Allow) => {
            builder.action(waf_action(types::WafActionType::Allow)?)
        }
        (RuleType::Regular | RuleType::RateBased, Action::Block) => {
            builder.action(waf_action(types::WafActionType::Block)?)
        }
        (RuleType::Regular | RuleType::RateBased, Action::Count) => {
            builder.action(waf_action(types::WafActionType::Count)?)
        }
        (RuleType::Regular | RuleType::RateBased, Action::Group) => return Err(mismatch()),
    };
    builder.build().map_err(incomplete)
}

/// AWS keeps no names for the rules of an ACL: each gets the name it was recorded under, by rule id, else that id.
fn rules(
    live: &[types::ActivatedRule],
    recorded: &BTreeMap<String, ActivatedRule>,
) -> Result<BTreeMap<String, ActivatedRule>, Refusal> {
    let mut named = BTreeMap::new();
    for rule in live {
        let name = recorded.iter().find(|(_, known)| known.rule_id.known() == Some(rule.rule_id.as_str()));
        let name = name.map_or(&rule.rule_id, |(name, _)| name);
        let read = ActivatedRule {
            priority: rule.priority,
            action: Action::read(rule)?,
            rule_id: rule.rule_id.as_str().into(),
            rule_type: RuleType::read(rule.r#type.as_ref())?,
        };
        named.insert(name.clone(), read);
    }
    Ok(named)
}

impl DefaultAction {
    fn lower(self) -> Result<types::WafAction, Refusal> {
        waf_action(match self {
            Self::Allow => types::WafActionType::Allow,
            Self::Block => types::WafActionType::Block,
        })
    }

    fn read(live: Option<&types::WafAction>) -> Result<Self, Refusal> {
        match live.map(|action| &action.r#type) {
            Some(types::WafActionType::Allow) => Ok(Self::Allow),
            Some(types::WafActionType::Block) => Ok(Self::Block),
            other => Err(unknown("default action", other.map_or("none", types::WafActionType::as_str))),
        }
    }
}

impl Action {
    fn read(live: &types::ActivatedRule) -> Result<Self, Refusal> {
        if let Some(action) = &live.override_action {
            return match action.r#type {
                types::WafOverrideActionType::Count => Ok(Self::Count),
                types::WafOverrideActionType::None => Ok(Self::Group),
                ref other => Err(unknown("override action", other.as_str())),
            };
        }
        match live.action.as_ref().map(|action| &action.r#type) {
            Some(types::WafActionType::Allow) => Ok(Self::Allow),
            Some(types::WafActionType::Block) => Ok(Self::Block),
            Some(types::WafActionType::Count) => Ok(Self::Count),
            other => Err(unknown("action", other.map_or("none", types::WafActionType::as_str))),
        }
    }
}

impl RuleType {
    fn lower(self) -> types::WafRuleType {
        match self {
            Self::Regular => types::WafRuleType::Regular,
            Self::RateBased => types::WafRuleType::RateBased,
            Self::Group => types::WafRuleType::Group,
        }
    }

    /// A rule without a type is a regular one.
    fn read(live: Option<&types::WafRuleType>) -> Result<Self, Refusal> {
        match live {
            Some(types::WafRuleType::Regular) | None => Ok(Self::Regular),
            Some(types::WafRuleType::RateBased) => Ok(Self::RateBased),
            Some(types::WafRuleType::Group) => Ok(Self::Group),
            Some(other) => Err(unknown("rule type", other.as_str())),
        }
    }
}

fn outputs(hands: &Hands, region: &str, id: &str) -> Outputs {
    let Identity { account, partition } = &hands.identity;
    let arn = format!("arn:{partition}:waf-regional:{region}:{account}:webacl/{id}");
    [("id".to_owned(), id.to_owned()), ("arn".to_owned(), arn)].into()
}
