//! Random perimeters: small specs drawn from a seed, each a step away from the one before.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use engine::plan::{Action, Operation, Plan};
use engine::state::{EdgeKind, State};
use serde_json::Value;

/// Numbers that look random and are the same for the same seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    /// One of `0..sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len() as u64) as usize]
    }
}

/// A valid spec: one or two functions, gateways with or without a web ACL of either version, maybe a site and a CDN.
pub fn spec(dice: &mut Dice) -> String {
    let mut text =
        "stack \"walk\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n\nsecret \"word\" min-length=16\n\n"
            .to_owned();
    let functions: &[&str] = if dice.roll(2) == 0 { &["a"] } else { &["a", "b"] };
    for function in functions {
        let (tag, memory) = (dice.roll(2), dice.pick(&["128MB", "256MB"]));
        let _ = writeln!(
            text,
            "function \"{function}\" {{\n    image \"111122223333.dkr.ecr.us-east-2.amazonaws.com/{function}:{tag}\"\n    \
             memory \"{memory}\"\n    env WORD=(secret)\"word\"\n}}\n"
        );
    }
    let mut wafs: BTreeMap<&str, &str> = BTreeMap::new();
    let gateways: &[&str] = if dice.roll(3) == 0 { &["g", "h"] } else { &["g"] };
    for gateway in gateways {
        let _ = writeln!(text, "gateway \"{gateway}\" {{\n    stage \"{}\"", dice.pick(&["dev", "dev", "v1"]));
        for path in ["/", "/items/{id}", "/{proxy+}"] {
            if path == "/" || dice.roll(2) == 0 {
                let _ = writeln!(
                    text,
                    "    route \"{}\" \"{path}\" function=\"{}\"",
                    dice.pick(&["GET", "ANY"]),
                    dice.pick(functions)
                );
            }
        }
        if dice.roll(4) > 0 {
            let waf = dice.pick(&["w", "x"]);
            let version = dice.pick(&["v2", "classic"]);
            wafs.entry(waf).or_insert(version);
            let _ = writeln!(text, "    waf \"{waf}\"");
        }
        text.push_str("}\n\n");
    }
    for (waf, version) in &wafs {
        let (test, priority) = (dice.pick(&["equals", "matches"]), 1 + dice.roll(2));
        let _ = writeln!(
            text,
            "waf \"{waf}\" version=\"{version}\" {{\n    default \"block\"\n    rule \"only\" priority={priority} action=\"allow\" {{\n        \
             header \"X-Word\" {test}=(secret)\"word\"\n    }}\n}}\n"
        );
    }
    if dice.roll(2) == 0 {
        let name = dice.pick(&["", " name=\"walk-files\""]);
        let _ = writeln!(text, "bucket \"files\"{name}\n");
        let _ = writeln!(
            text,
            "cdn \"site\" {{\n    origin \"files\" bucket=\"files\"\n    origin \"api\" gateway=\"g\" {{\n        \
             send-header \"X-Word\" (secret)\"word\"\n    }}\n    default-behavior origin=\"{}\"\n    \
             behavior \"/x/*\" origin=\"api\"\n}}",
            dice.pick(&["files", "api"])
        );
    }
    text
}

/// What is recorded, with everything the cloud thought of replaced by where it comes from: the same for two runs that made the
/// same, whatever ids were drawn.
pub fn without_ids(state: &State) -> BTreeMap<String, String> {
    let mut known: Vec<(String, String)> = Vec::new();
    for (resource, record) in &state.resources {
        known.extend(record.outputs.iter().map(|(output, value)| (value.clone(), format!("<{resource}#{output}>"))));
        known.push((record.id.clone(), format!("<{resource}>")));
        let token = record.inputs.field("token").and_then(Value::as_str).unwrap_or("");
        known.push((token.to_owned(), format!("<{resource} token>")));
    }
    // Short ones, version numbers say, are the same in every run.
    known.retain(|(value, _)| value.len() > 5);
    known.sort_by_key(|(value, name)| (std::cmp::Reverse(value.len()), name.clone()));
    let named = |text: String| known.iter().fold(text, |text, (value, name)| text.replace(value.as_str(), name));
    state
        .resources
        .iter()
        .map(|(resource, record)| {
            (resource.to_string(), format!("{} {}", record.kind, named(record.inputs.as_value().to_string())))
        })
        .collect()
}

/// How many things there are in a value.
pub fn size(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// For each operation, whether another one is done before it starts.
struct Before(Vec<Vec<bool>>);

impl Before {
    /// `None` when operations wait for each other.
    fn of(operations: &[Operation]) -> Option<Self> {
        let mut before = vec![vec![false; operations.len()]; operations.len()];
        let mut settled = vec![false; operations.len()];
        while settled.contains(&false) {
            let ready = |one: &&Operation| !settled[one.id] && one.after.iter().all(|&earlier| settled[earlier]);
            let next = operations.iter().find(ready)?;
            for &earlier in &next.after {
                let further = before[earlier].clone();
                before[next.id].iter_mut().zip(further).for_each(|(one, more)| *one |= more);
                before[next.id][earlier] = true;
            }
            settled[next.id] = true;
        }
        Some(Self(before))
    }

    fn is(&self, earlier: usize, later: usize) -> bool {
        self.0[later][earlier]
    }
}

/// What is wrong with the order of a plan made from `state`, in words:
///
/// - operations never wait for each other in a circle;
/// - what holds on to something lets go before that is removed: it is removed itself, or updated. Two exceptions: what must
///   make way for its own successor cannot wait for a holder that moves to that successor, and a function or alias takes
///   what stands on it along.
pub fn disorder(plan: &Plan, state: &State) -> Vec<String> {
    let Some(before) = Before::of(&plan.operations) else { return vec!["operations wait for each other".to_owned()] };
    let of = |resource, verbs: &[&str]| -> Vec<&Operation> {
        let wanted = |one: &&Operation| one.resource == resource && verbs.contains(&one.action.verb());
        plan.operations.iter().filter(wanted).collect()
    };
    let mut wrong = Vec::new();
    for (holder, record) in &state.resources {
        for edge in record.edges.iter().filter(|edge| matches!(edge.kind, EdgeKind::Needs | EdgeKind::Exists)) {
            for removal in of(edge.to.clone(), &["delete"]) {
                let Action::Delete { .. } = removal.action else { continue };
                let takes_along = engine::kinds::by_name(&removal.kind).is_some_and(|kind| kind.takes_along());
                let makes_way = of(edge.to.clone(), &["create"]).iter().any(|create| before.is(removal.id, create.id));
                let lets_go: &[&str] = if makes_way { &["delete"] } else { &["delete", "update"] };
                for letting_go in of(holder.clone(), lets_go) {
                    if !takes_along && !before.is(letting_go.id, removal.id) {
                        let (verb, to) = (letting_go.action.verb(), &edge.to);
                        wrong.push(format!("delete {to} does not wait for {verb} {holder}"));
                    }
                }
            }
        }
    }
    wrong
}

/// A valid spec of a few blocks, so that thousands can be lived through: what [`spec`] has, less of it.
pub fn small(dice: &mut Dice) -> String {
    if dice.roll(60) == 0 {
        return spec(dice);
    }
    let mut text =
        "stack \"walk\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n\nsecret \"word\" min-length=16\n\n"
            .to_owned();
    let bucket = dice.roll(3) == 0;
    let function = !bucket || dice.roll(3) == 0;
    if function {
        let (name, tag) = (dice.pick(&["a", "a", "a", "b"]), dice.roll(2));
        let (memory, word) = (dice.pick(&["128MB", "256MB"]), dice.pick(&["", "    env WORD=(secret)\"word\"\n"]));
        let _ = writeln!(
            text,
            "function \"{name}\" {{\n    image \"111122223333.dkr.ecr.us-east-2.amazonaws.com/f:{tag}\"\n    memory \"{memory}\"\n{word}}}\n"
        );
        if dice.roll(4) == 0 {
            let (stage, verb, path) =
                (dice.pick(&["dev", "dev", "v1"]), dice.pick(&["GET", "ANY"]), dice.pick(&["/", "/{proxy+}"]));
            let guarded = dice.roll(3) > 0;
            let waf = if guarded { "    waf \"w\"\n" } else { "" };
            let _ = writeln!(
                text,
                "gateway \"g\" {{\n    stage \"{stage}\"\n    route \"{verb}\" \"{path}\" function=\"{name}\"\n{waf}}}\n"
            );
            if guarded {
                let (version, test) = (dice.pick(&["v2", "v2", "classic"]), dice.pick(&["equals", "matches"]));
                let _ = writeln!(
                    text,
                    "waf \"w\" version=\"{version}\" {{\n    default \"block\"\n    rule \"only\" priority={} action=\"allow\" {{\n        \
                     header \"X-Word\" {test}=(secret)\"word\"\n    }}\n}}\n",
                    1 + dice.roll(2)
                );
            }
        }
    }
    if bucket {
        let _ = writeln!(text, "bucket \"files\"{}\n", dice.pick(&["", " name=\"walk-files\""]));
    }
    text
}
