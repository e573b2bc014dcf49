use super::family::{Family, entries};
use crate::cli::perimeter::Look;
use crate::cli::show::Checked;
use crate::names::BlockAddr;
use crate::reqpath::{Reached, Step, Trail};
use crate::spec::OnlyThrough;

/// As many requests are tried at one entry at most.
const MOST: usize = 20_000;

/// Tries every way in. This is a check with many requests, not a proof about all.
pub fn check(look: &Look, expected: &OnlyThrough) -> Checked {
    let (through, to) = (&expected.through.value, &expected.to.value);
    let name = format!("only-through {through} to {to}");
    let perimeter = look.judge.perimeter();
    let family = Family::of(perimeter);
    let entries = entries(perimeter);
    let (mut tried, mut leads, mut left_out) = (0, false, false);
    for entry in &entries {
        let is_through = entry.distribution.as_ref().is_some_and(|at| at.block() == *through);
        for (number, request) in family.at(entry).enumerate() {
            if number == MOST {
                left_out = true;
                break;
            }
            tried += 1;
            let trail = look.judge.decide(&request);
            if !reaches(&trail, to) {
                continue;
            }
            if passes(&trail, through) {
                leads = true;
                if is_through {
                    // One that gets there is enough.
                    break;
                }
                continue;
            }
            let may = if trail.uncertain.is_some() { "may reach" } else { "reaches" };
            let problem = format!("{} {} {may} {to} without {through}", request.method, request.url);
            return Checked { trail: Some((request, trail)), ..Checked::failed(name, expected.span, vec![problem]) };
        }
    }
    let problems = match leads {
        true => Vec::new(),
        false => vec![format!("no request through {through} reaches {to}, of {tried} that were tried")],
    };
    let all = if left_out { format!(", of each the first {MOST}") } else { String::new() };
    let note = format!("tried {tried} requests at {} ways in{all}: a check, not a proof", entries.len());
    Checked { notes: vec![note], ..Checked::failed(name, expected.span, problems) }
}

/// Whether a trail leads, or may lead, to a block: a gateway is reached by what its web ACL lets through.
fn reaches(trail: &Trail, to: &BlockAddr) -> bool {
    let of_block = |at: Option<&crate::names::ResourceId>| at.is_some_and(|at| at.block() == *to);
    match to.kind() {
        "gateway" => trail.hops.iter().any(|hop| hop.step == Step::Route && of_block(hop.at.as_ref())),
        _ => trail.reaches.as_ref().is_some_and(|reached| match reached {
            Reached::Function(_) | Reached::Object { .. } => of_block(reached.at()),
            Reached::Server { .. } => false,
        }),
    }
}

/// Whether a trail begins at a distribution.
fn passes(trail: &Trail, through: &BlockAddr) -> bool {
    let first = trail.hops.iter().find(|hop| hop.step == Step::Host);
    first.and_then(|hop| hop.at.as_ref()).is_some_and(|at| at.block() == *through)
}
