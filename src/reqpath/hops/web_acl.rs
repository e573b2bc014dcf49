use std::collections::BTreeMap;

use super::super::request::Request;
use super::super::trail::{Answer, Decision, Fork, Note, Part, Step};
use super::super::truth::{Given, Truth};
use super::gateway::{self, Asked};
use super::host::cloudfront_error;
use super::statement::{self, Labels, View};
use super::walk::{End, Walk, hop};
use crate::names::ResourceId;
use crate::reqpath::model::{AclAction, BlockAnswer, Condition, Group, Product, Rule, RuleAction, RuleBody, WebAcl};

/// What a web ACL makes of a request.
pub(super) enum Verdict {
    /// It goes on, with these headers put in; it may have ended in these ways.
    Passes(Vec<Fork>, BTreeMap<String, String>),
    /// It ends here.
    Ends(End),
}

/// A request at the web ACL of a distribution.
pub(super) fn pass(walk: &mut Walk<'_>, at: &ResourceId, name: &str, request: &Request) -> Verdict {
    let paths = [request.url.path.as_str()];
    enter(walk, at, name, (request, &paths), cloudfront_error(403, "Request blocked."))
}

/// A request at the web ACL in front of a stage. Whether it sees the stage's segment in the path was never measured
/// (aws-facts 17.1): on the API's own host both readings are looked at.
pub(super) fn at_stage(walk: &mut Walk<'_>, at: &ResourceId, name: &str, asked: Asked<'_>) -> Verdict {
    let paths = [asked.request.url.path.as_str(), asked.path];
    let paths = if paths[0] == paths[1] { &paths[..1] } else { &paths[..] };
    let blocked = gateway::answer(asked.gateway, "WAF_FILTERED", 403, "Forbidden", asked.request);
    enter(walk, at, name, (asked.request, paths), blocked)
}

fn enter(
    walk: &mut Walk<'_>,
    at: &ResourceId,
    name: &str,
    (request, paths): (&Request, &[&str]),
    blocked: Answer,
) -> Verdict {
    let Some(acl) = walk.perimeter().web_acl(name) else {
        let why = format!("web ACL {name} stands in front of it, and its rules are not known here");
        walk.hop(hop(Step::WebAcl, at, Decision::Uncertain, why.clone()).status(403));
        return Verdict::Passes(vec![Fork { status: 403, by: Some(at.clone()), why }], BTreeMap::new());
    };
    // What each product looks at of a body in front of a stage or a distribution (aws-facts 17.2, 17.3).
    let body_limit = match acl.product {
        Product::V2 => 16 * 1024,
        Product::Classic => 8 * 1024,
    };
    let outcome = evaluate(walk, acl, &View { request, paths, body_limit, acl: &acl.at, live: walk.live });
    tell(walk, acl, outcome, blocked)
}

/// What the rules of an ACL come to.
pub(super) struct Outcome {
    /// What decided, and how, as long as everything unsure does not match.
    pub(super) decided: (Part, Effect),
    /// What it rests on.
    pub(super) given: Given,
    /// Rules before it that may have decided, with what they would have done.
    pub(super) unsure: Vec<(Part, Effect, String)>,
    /// Rules that counted.
    pub(super) notes: Vec<Note>,
    /// Headers put into the request if it goes on.
    pub(super) inserts: BTreeMap<String, String>,
}

/// What becomes of a request by one rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Effect {
    /// It goes on to what the ACL guards.
    Pass,
    /// It is answered.
    Block(BlockAnswer),
    /// Nobody can tell, and why.
    Unknown(String),
}

impl Effect {
    fn status(&self) -> Option<u16> {
        match self {
            Self::Pass => None,
            Self::Block(answer) => Some(answer.status.unwrap_or(403)),
            Self::Unknown(_) => Some(403),
        }
    }
}

/// Rules by ascending priority; the first that matches with a terminating action decides (aws-facts 17.1).
pub(super) fn evaluate(walk: &Walk<'_>, acl: &WebAcl, view: &View<'_>) -> Outcome {
    let mut run = Run {
        walk,
        view,
        labels: Labels::default(),
        given: Given::new(),
        unsure: Vec::new(),
        notes: Vec::new(),
        inserts: BTreeMap::new(),
    };
    let decided = run.rules(&acl.rules, None).unwrap_or_else(|| {
        run.inserts.extend(acl.inserts.clone());
        let effect = match &acl.default {
            AclAction::Allow => Effect::Pass,
            AclAction::Block(answer) => Effect::Block(answer.clone()),
            AclAction::Other(what) => Effect::Unknown(format!("the default action {what} is not understood here")),
        };
        (Part::Default, effect)
    });
    Outcome { decided, given: run.given, unsure: run.unsure, notes: run.notes, inserts: run.inserts }
}

struct Run<'r> {
    walk: &'r Walk<'r>,
    view: &'r View<'r>,
    labels: Labels,
    given: Given,
    unsure: Vec<(Part, Effect, String)>,
    notes: Vec<Note>,
    inserts: BTreeMap<String, String>,
}

impl Run<'_> {
    /// The first terminating effect; `group` is the group the rules are of, and the rule of the ACL that asks it.
    fn rules(&mut self, rules: &[Rule], group: Option<(&str, &Group)>) -> Option<(Part, Effect)> {
        for rule in rules {
            let name = match group {
                Some((outer, _)) => format!("{outer}/{}", rule.name),
                None => rule.name.clone(),
            };
            let decided = match &rule.body {
                RuleBody::When(condition, action) => {
                    let holds = statement::holds(self.walk.judge, self.view, &self.labels, &name, condition);
                    self.label_country(condition);
                    let instead = group.and_then(|(_, group)| group.instead.get(&rule.name));
                    let counts = group.is_some_and(|(_, group)| group.only_counts);
                    self.matched(holds, &name, rule, instead.unwrap_or(action), counts)
                }
                RuleBody::Group(inner) => self.group(inner, rule),
            };
            if decided.is_some() {
                return decided;
            }
        }
        None
    }

    fn group(&mut self, group: &Group, rule: &Rule) -> Option<(Part, Effect)> {
        let shown = match &group.narrowed {
            Some(condition) => statement::holds(self.walk.judge, self.view, &self.labels, &rule.name, condition),
            None => Truth::YES,
        };
        if let Truth::No(given) = shown {
            self.given.extend(given);
            return None;
        }
        let part = Part::Rule(rule.name.clone());
        if group.rules.is_none() {
            self.labels.unknown.push(("awswaf:managed:".to_owned(), group.name.clone()));
        }
        match &group.rules {
            Some(rules) if matches!(shown, Truth::Yes(_)) => {
                if let Truth::Yes(given) = shown {
                    self.given.extend(given);
                }
                self.rules(rules, Some((&rule.name, group)))
            }
            _ if group.only_counts => {
                self.note(part, format!("{} only counts, whatever it finds", group.name));
                None
            }
            _ => {
                let why = match group.intent.as_str() {
                    "" => format!("the rules of {} are not known here", group.name),
                    intent => format!("the rules of {}, which {intent}, are AWS's and not known here", group.name),
                };
                self.unsure.push((part, Effect::Block(BlockAnswer::default()), why));
                None
            }
        }
    }

    /// What a rule does that matches, may match or does not.
    fn matched(
        &mut self,
        holds: Truth,
        name: &str,
        rule: &Rule,
        action: &RuleAction,
        counts: bool,
    ) -> Option<(Part, Effect)> {
        let part = Part::Rule(name.to_owned());
        let effect = match action {
            RuleAction::Count => None,
            _ if counts => None,
            RuleAction::Allow => Some(Effect::Pass),
            RuleAction::Block(answer) => Some(Effect::Block(answer.clone())),
            RuleAction::Captcha => Some(puzzle(405, "a CAPTCHA, unless the client solved one before")),
            RuleAction::Challenge => Some(puzzle(202, "a challenge, unless the client passed one before")),
            RuleAction::Other(what) => Some(Effect::Unknown(format!("action {what} is not understood here"))),
        };
        if let Truth::No(given) = holds {
            self.given.extend(given);
            return None;
        }
        for label in &rule.labels {
            let sure = match &holds {
                Truth::Unsure(why) => Truth::Unsure(why.clone()),
                Truth::Yes(_) | Truth::No(_) => Truth::YES,
            };
            self.labels.known.insert(label.clone(), sure);
        }
        match (holds, effect) {
            (Truth::Unsure(why), Some(effect)) => {
                self.unsure.push((part, effect, why));
                None
            }
            (Truth::Unsure(why), None) => {
                self.note(part, format!("may count: {why}"));
                None
            }
            (Truth::Yes(given), None) => {
                self.given.extend(given);
                self.inserts.extend(rule.inserts.clone());
                self.note(part, "matches and counts".to_owned());
                None
            }
            // A client with a good token goes on to the next rule.
            (Truth::Yes(_), Some(Effect::Unknown(why)))
                if matches!(action, RuleAction::Captcha | RuleAction::Challenge) =>
            {
                self.unsure.push((
                    part,
                    Effect::Block(BlockAnswer { status: puzzle_status(action), ..BlockAnswer::default() }),
                    why,
                ));
                None
            }
            (Truth::Yes(given), Some(effect)) => {
                self.given.extend(given);
                self.inserts.extend(rule.inserts.clone());
                Some((part, effect))
            }
            (Truth::No(_), _) => None,
        }
    }

    /// A look at the country of the connection's address leaves a label, whatever comes of it (aws-facts 17.3).
    fn label_country(&mut self, condition: &Condition) {
        match (condition, &self.view.request.country) {
            (Condition::Country { forwarded: None, .. }, Some(country)) => {
                self.labels.known.insert(format!("awswaf:clientip:geo:country:{country}"), Truth::YES);
            }
            (Condition::Country { forwarded, .. }, _) => {
                let whose = if forwarded.is_some() { "awswaf:forwardedip:geo:" } else { "awswaf:clientip:geo:" };
                self.labels.unknown.push((whose.to_owned(), "the look at a country that is not known here".to_owned()));
            }
            (Condition::All(inner) | Condition::Any(inner), _) => inner.iter().for_each(|one| self.label_country(one)),
            (Condition::Not(inner), _) => self.label_country(inner),
            (Condition::Rate(rate), _) => rate.narrowed.iter().for_each(|one| self.label_country(one)),
            (
                Condition::Part(_)
                | Condition::Address { .. }
                | Condition::System { .. }
                | Condition::Label { .. }
                | Condition::Opaque(_),
                _,
            ) => {}
        }
    }

    fn note(&mut self, part: Part, text: String) {
        self.notes.push(Note { part: Some(part), text });
    }
}

fn puzzle(status: u16, what: &str) -> Effect {
    Effect::Unknown(format!("the client gets {status}, {what}"))
}

fn puzzle_status(action: &RuleAction) -> Option<u16> {
    match action {
        RuleAction::Captcha => Some(405),
        RuleAction::Challenge => Some(202),
        RuleAction::Allow | RuleAction::Block(_) | RuleAction::Count | RuleAction::Other(_) => None,
    }
}

/// The outcome as a hop and a verdict. What is unsure but would come to the same is told and settles nothing.
fn tell(walk: &mut Walk<'_>, acl: &WebAcl, outcome: Outcome, blocked: Answer) -> Verdict {
    let Outcome { decided: (part, effect), given, unsure, notes, inserts } = outcome;
    walk.given(given);
    let named = match &part {
        Part::Rule(name) => format!("rule `{name}`"),
        _ => "no rule decides: the default".to_owned(),
    };
    let own_status = |effect: &Effect| match effect {
        Effect::Block(BlockAnswer { status: None, .. }) | Effect::Unknown(_) => Some(blocked.status),
        other => other.status(),
    };
    let status = own_status(&effect);
    let mut forks: Vec<Fork> = Vec::new();
    let mut notes = notes;
    let mut same = true;
    for (part, other, why) in &unsure {
        let text = format!("may {}: {why}", word(other));
        notes.push(Note { part: Some(part.clone()), text });
        same &= own_status(other) == status;
        if let Some(status) = own_status(other) {
            forks.push(Fork { status, by: Some(acl.at.clone()), why: why.clone() });
        }
    }
    let (decision, why, doubt) = match &effect {
        _ if !same => {
            let (part, _, why) = unsure.iter().find(|(_, other, _)| own_status(other) != status).unwrap_or(&unsure[0]);
            let rule = match part {
                Part::Rule(name) => name.as_str(),
                _ => "",
            };
            (Decision::Uncertain, format!("rule `{rule}`: {why}"), Some(why.clone()))
        }
        Effect::Pass => (Decision::Pass, format!("{named} allows it"), None),
        Effect::Block(_) => (Decision::Refuse, format!("{named} blocks it"), None),
        Effect::Unknown(why) => (Decision::Uncertain, format!("{named}: {why}"), Some(why.clone())),
    };
    let mut told = hop(Step::WebAcl, &acl.at, decision, why).part(part).notes(notes);
    if !matches!(effect, Effect::Pass) || decision == Decision::Uncertain {
        told.status = status;
    }
    walk.hop(told);
    match effect {
        Effect::Pass => Verdict::Passes(if same { Vec::new() } else { forks }, inserts),
        Effect::Unknown(why) => {
            forks.push(Fork { status: blocked.status, by: Some(acl.at.clone()), why });
            Verdict::Passes(forks, inserts)
        }
        // Blocked unless an unsure rule before lets it pass: nobody can tell, and what follows is if it does.
        Effect::Block(answer) if unsure.iter().any(|(_, other, _)| matches!(other, Effect::Pass)) => {
            let why = doubt.unwrap_or_default();
            forks.push(Fork { status: answer.status.unwrap_or(blocked.status), by: Some(acl.at.clone()), why });
            Verdict::Passes(forks, inserts)
        }
        Effect::Block(answer) => {
            let of_rule = answer.status.is_some();
            let end = End { of_rule, ..End::answer(&acl.at, own(answer, blocked)) };
            Verdict::Ends(end.or(if same { Vec::new() } else { forks }))
        }
    }
}

fn word(effect: &Effect) -> &'static str {
    match effect {
        Effect::Pass => "allow it",
        Effect::Block(_) => "block it",
        Effect::Unknown(_) => "decide",
    }
}

/// The rule's own answer, or that of what it guards.
fn own(answer: BlockAnswer, blocked: Answer) -> Answer {
    let Some(status) = answer.status else { return blocked };
    let (media_type, body) = answer.body.unwrap_or_default();
    let mut own = Answer { status, headers: answer.headers.into_iter().collect(), body };
    if !media_type.is_empty() {
        own.headers.push(("Content-Type".to_owned(), media_type));
    }
    own
}
