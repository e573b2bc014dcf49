use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{self, WebAclSummary};
use serde::{Deserialize, Serialize};

use super::capacity::{CAPACITY, bill};
use super::lowering::Opener;
use super::reading::Reader;
use super::statement::{DefaultAction, Response, ResponseBody, Rule};
use super::{Scope, letting, lowering, reading, rule_group, tags};
use crate::kinds::aws::live_text::LiveTexts;
use crate::kinds::aws::spread::spread;
use crate::kinds::aws::tags::are_ours;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
use crate::value::Outputs;

/// How long a lock held by somebody else, or an association that is on its way out, is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// A WAFv2 web ACL. Outputs: `arn`, `id`, `name`, `label-namespace` (what AWS puts before the labels of its rules).
pub struct Wafv2WebAcl;

/// A web ACL as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// us-east-1 when the scope is CLOUDFRONT.
    pub region: String,
    /// What it may guard; its regex sets are of the same scope.
    pub scope: Scope,
    /// `[A-Za-z0-9_-]{1,128}`, unique within scope and region.
    pub name: String,
    /// Shown in the console, 1-256 characters; absent for none.
    pub description: Option<String>,
    /// For requests that no rule with `allow` or `block` matched.
    pub default_action: DefaultAction,
    /// By rule name.
    pub rules: BTreeMap<String, Rule>,
    /// CloudWatch metric name of the default action; none switches the metric off.
    pub metric: Option<String>,
    /// Whether AWS keeps samples of requests that no rule decided.
    pub sampled: bool,
    /// Headers the default `allow` puts into the request, by name without the `x-amzn-waf-` AWS puts before it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub insert_headers: BTreeMap<String, String>,
    /// What the default `block` answers, when not a plain 403.
    #[serde(default)]
    pub response: Option<Response>,
    /// The bodies of custom responses, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub response_bodies: BTreeMap<String, ResponseBody>,
    /// For how long a solved puzzle holds, seconds; none for AWS's 300.
    #[serde(default)]
    pub captcha_immunity: Option<i64>,
    /// For how long a passed challenge holds, seconds; none for AWS's 300.
    #[serde(default)]
    pub challenge_immunity: Option<i64>,
    /// Further domains whose tokens of solved puzzles and challenges count.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub token_domains: BTreeSet<String>,
    /// With the ownership tags in them.
    pub tags: BTreeMap<String, String>,
}

impl Input {
    /// An ACL without rules, custom responses and the like.
    pub fn new(region: String, scope: Scope, name: String, default_action: DefaultAction) -> Self {
        Self {
            region,
            scope,
            name,
            description: None,
            default_action,
            rules: BTreeMap::new(),
            metric: None,
            sampled: false,
            insert_headers: BTreeMap::new(),
            response: None,
            response_bodies: BTreeMap::new(),
            captcha_immunity: None,
            challenge_immunity: None,
            token_domains: BTreeSet::new(),
            tags: BTreeMap::new(),
        }
    }
}

impl Kind for Wafv2WebAcl {
    const NAME: &'static str = "wafv2-web-acl";
    const TITLE: &'static str = "WAFv2 web ACL";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("scope", "REGIONAL or CLOUDFRONT"),
        Field::replace("name", "Unique within scope and region"),
        Field::update("description", "For people"),
        Field::update("default-action", "What happens to requests that no rule decided"),
        Field::update("rules", "Rules by name, evaluated by ascending priority").secret(),
        Field::update("metric", "CloudWatch metric name of the default action"),
        Field::update("sampled", "Whether undecided requests are sampled"),
        Field::update("insert-headers", "Headers the default `allow` puts into requests"),
        Field::update("response", "What the default `block` answers"),
        Field::update("response-bodies", "Bodies of custom responses, by key"),
        Field::update("captcha-immunity", "Seconds for which a solved puzzle holds"),
        Field::update("challenge-immunity", "Seconds for which a passed challenge holds"),
        Field::update("token-domains", "Further domains whose tokens count"),
        Field::update("tags", "Tags"),
    ];
    const HELD: bool = true;
    // Its sets and groups may not be visible yet; it stays in use for a while after the last association went.
    const TAKES: Takes = Takes::seconds(2).made_in(5).removed_in(10);
    const ACTIONS: &'static [&'static str] = &[
        "wafv2:CreateWebACL",
        "wafv2:GetWebACL",
        "wafv2:ListWebACLs",
        "wafv2:UpdateWebACL",
        "wafv2:DeleteWebACL",
        "wafv2:GetRegexPatternSet",
        "wafv2:GetIPSet",
        "wafv2:GetRuleGroup",
        "wafv2:ListTagsForResource",
        "wafv2:TagResource",
        "wafv2:UntagResource",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let wish = Wish::of(&Opener::new(hands), want)?;
        let tags = tags::lower(&want.tags)?;
        let made = hands
            .create(("wafv2", "CreateWebACL", want.region.as_str()), || {
                client
                    .create_web_acl()
                    .name(&want.name)
                    .scope(want.scope.lower())
                    .set_description(want.description.clone())
                    .default_action(wish.default_action.clone())
                    .set_rules(Some(wish.rules.clone()))
                    .visibility_config(wish.visibility.clone())
                    .set_custom_response_bodies(wish.bodies.clone())
                    .set_captcha_config(wish.captcha.clone())
                    .set_challenge_config(wish.challenge.clone())
                    .set_token_domains(wish.token_domains.clone())
                    .set_tags(tags.clone())
                    .send()
            })
            .await?;
        let summary = made.summary.unwrap_or_else(|| WebAclSummary::builder().build());
        Ok(made_of(summary.id(), summary.arn(), &want.name))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let mut marker: Option<String> = None;
        loop {
            let page = hands
                .read(("wafv2", "ListWebACLs", want.region.as_str()), || {
                    client.list_web_acls().scope(want.scope.lower()).limit(100).set_next_marker(marker.clone()).send()
                })
                .await?;
            if let Some(found) = page.web_acls().iter().find(|acl| acl.name() == Some(want.name.as_str())) {
                let live = tags::read(hands, &client, found.arn().unwrap_or_default()).await?;
                if !are_ours(&live, &want.tags) {
                    return Err(Refusal::foreign(format!("a web ACL `{}` that is not ours stands there", want.name)));
                }
                return Ok(Some(made_of(found.id(), found.arn(), &want.name)));
            }
            marker = page.next_marker.filter(|marker| !marker.is_empty());
            if marker.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let client = hands.clients.wafv2(&was.region);
        let live = match get(hands, &client, id, was).await {
            Ok((live, _)) => live,
            Err(refusal) if refusal.class == Class::NotFound => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let tags = match tags::read(hands, &client, &live.arn).await {
            Ok(tags) => tags,
            Err(refusal) if refusal.class == Class::NotFound => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let texts = LiveTexts::new(hands, was.rules.values().flat_map(|rule| rule.statement.texts()));
        let groups = rule_group::capacities(hands, &client, reading::groups(live.rules())).await?;
        let (metric, sampled) = reading::visibility(live.visibility_config.as_ref());
        let (default_action, insert_headers, response) = reading::default_action(live.default_action.as_ref());
        let captcha = live.captcha_config.as_ref().and_then(|config| config.immunity_time_property.as_ref());
        let challenge = live.challenge_config.as_ref().and_then(|config| config.immunity_time_property.as_ref());
        let input = Input {
            description: live.description.clone().filter(|text| !text.is_empty()),
            rules: reading::rules(&Reader { texts, groups }, live.rules(), &was.rules),
            metric,
            sampled,
            insert_headers,
            response,
            response_bodies: reading::bodies(live.custom_response_bodies.as_ref()),
            captcha_immunity: reading::immunity(captcha),
            challenge_immunity: reading::immunity(challenge),
            token_domains: live.token_domains().iter().cloned().collect(),
            tags,
            ..Input::new(was.region.clone(), was.scope, live.name.clone(), default_action)
        };
        Ok(Some(Live { input, outputs: outputs(&live.id, &live.arn, &live.name) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let _alone = hands.lane(&lane(&want.region, id)).await;
        let arn = hands.patiently(&[Class::Busy], PATIENCE, || replace(hands, &client, id, want)).await?;
        tags::converge(hands, &client, &arn, &want.tags).await?;
        Ok(outputs(id, &arn, &want.name))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafv2(&was.region);
        let gone = hands.patiently(&[Class::Busy, Class::InUse], PATIENCE, async || {
            let _alone = hands.lane(&lane(&was.region, id)).await;
            let (_, lock) = get(hands, &client, id, was).await?;
            hands
                .write(("wafv2", "DeleteWebACL", was.region.as_str()), || {
                    client.delete_web_acl().name(&was.name).scope(was.scope.lower()).id(id).lock_token(&lock).send()
                })
                .await
        });
        match gone.await {
            Err(refusal) if refusal.class != Class::NotFound => Err(refusal),
            _ => Ok(()),
        }
    }

    fn lets(was: &Input, want: &Input) -> Lets<Input> {
        letting::lets(was, want)
    }

    fn remarks(want: &Input) -> Vec<(String, String)> {
        vec![("capacity".to_owned(), bill(&want.rules, CAPACITY))]
    }

    async fn settle(hands: &Hands, _: &str) -> Result<(), Refusal> {
        spread(hands).await
    }
}

/// The parts of an ACL that create and update send alike, with secrets opened.
struct Wish {
    default_action: types::DefaultAction,
    rules: Vec<types::Rule>,
    visibility: types::VisibilityConfig,
    bodies: Option<HashMap<String, types::CustomResponseBody>>,
    captcha: Option<types::CaptchaConfig>,
    challenge: Option<types::ChallengeConfig>,
    token_domains: Option<Vec<String>>,
}

impl Wish {
    fn of(opener: &Opener<'_>, want: &Input) -> Result<Self, Refusal> {
        let token_domains: Vec<String> = want.token_domains.iter().cloned().collect();
        Ok(Self {
            default_action: lowering::default_action(
                &want.default_action,
                &want.insert_headers,
                want.response.as_ref(),
            )?,
            rules: lowering::rules(opener, &want.rules)?,
            visibility: lowering::visibility(&want.name, want.metric.as_deref(), want.sampled)?,
            bodies: lowering::bodies(&want.response_bodies)?,
            captcha: lowering::captcha(want.captcha_immunity)?,
            challenge: lowering::challenge(want.challenge_immunity)?,
            token_domains: Some(token_domains).filter(|domains| !domains.is_empty()),
        })
    }
}

/// One writer at a time for a web ACL, by its id or ARN, which ends with the id.
pub(super) fn lane(region: &str, acl: &str) -> String {
    format!("wafv2/{region}/{}", acl.rsplit('/').next().unwrap_or(acl))
}

/// The ACL and the token that an update or delete must show to prove it saw the latest state.
async fn get(hands: &Hands, client: &Client, id: &str, was: &Input) -> Result<(types::WebAcl, String), Refusal> {
    let answer = hands
        .read(("wafv2", "GetWebACL", was.region.as_str()), || {
            client.get_web_acl().name(&was.name).scope(was.scope.lower()).id(id).send()
        })
        .await?;
    match (answer.web_acl, answer.lock_token) {
        (Some(acl), Some(lock)) => Ok((acl, lock)),
        _ => Err(Refusal::local("UnreadableAnswer", "GetWebACL answered without the ACL or its lock token")),
    }
}

/// One attempt at an update, from what is there now. An update replaces everything, so what this kind does not manage (Shield's
/// rule, data protection, body limits, ...) is sent back as it was read.
async fn replace(hands: &Hands, client: &Client, id: &str, want: &Input) -> Result<String, Refusal> {
    let (live, lock) = get(hands, client, id, want).await?;
    let wish = Wish::of(&Opener::beside(hands, live.rules()), want)?;
    let injected = live.rules().iter().filter(|rule| reading::injected(rule)).cloned();
    let rules: Vec<types::Rule> = wish.rules.iter().cloned().chain(injected).collect();
    hands
        .write(("wafv2", "UpdateWebACL", want.region.as_str()), || {
            client
                .update_web_acl()
                .name(&want.name)
                .scope(want.scope.lower())
                .id(id)
                .lock_token(&lock)
                .set_description(want.description.clone())
                .default_action(wish.default_action.clone())
                .set_rules(Some(rules.clone()))
                .visibility_config(wish.visibility.clone())
                .set_data_protection_config(live.data_protection_config.clone())
                .set_custom_response_bodies(wish.bodies.clone())
                .set_captcha_config(wish.captcha.clone())
                .set_challenge_config(wish.challenge.clone())
                .set_token_domains(wish.token_domains.clone())
                .set_association_config(live.association_config.clone())
                .set_on_source_d_do_s_protection_config(live.on_source_d_do_s_protection_config.clone())
                .set_application_config(live.application_config.clone())
                .set_monetization_config(live.monetization_config.clone())
                .send()
        })
        .await?;
    Ok(live.arn)
}

fn made_of(id: Option<&str>, arn: Option<&str>, name: &str) -> Made {
    let id = id.unwrap_or_default();
    Made { id: id.to_owned(), outputs: outputs(id, arn.unwrap_or_default(), name) }
}

fn outputs(id: &str, arn: &str, name: &str) -> Outputs {
    let account = arn.split(':').nth(4).unwrap_or_default();
    let namespace = format!("awswaf:{account}:webacl:{name}:");
    let outputs = [("arn", arn), ("id", id), ("name", name), ("label-namespace", &namespace)];
    outputs.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
