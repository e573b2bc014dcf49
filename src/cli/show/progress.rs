use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::{BAD, DIM, GOOD, HEAD, data, say};
use crate::apply::{Event, Report, Watch};
use crate::cli::args::{Format, Global};
use crate::kinds;
use crate::names::ResourceId;
use crate::providers::{Class, Note};

/// Shows apply as it goes: live lines on a terminal (what runs, since when, why it waits, how much is left), plain lines off
/// one, JSON lines for programs.
pub struct Progress {
    out: Out,
}

enum Out {
    Live(Live),
    /// With what was told already: a call that is sent again and again is told once.
    Lines(Mutex<BTreeSet<String>>),
    Json,
    Quiet,
}

struct Live {
    bars: MultiProgress,
    total: ProgressBar,
    running: Mutex<BTreeMap<ResourceId, ProgressBar>>,
}

impl Progress {
    /// What fits the terminal and the command line.
    pub fn new(global: &Global) -> Arc<Self> {
        let out = if global.format == Format::Json {
            Out::Json
        } else if global.quiet {
            Out::Quiet
        } else if std::io::stderr().is_terminal() && global.verbose == 0 {
            let bars = MultiProgress::new();
            let total = bars.add(ProgressBar::new(0));
            let style = ProgressStyle::with_template("{bar:30.green/dim} {pos}/{len} {elapsed} {msg}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            total.set_style(style);
            total.enable_steady_tick(Duration::from_secs(1));
            Out::Live(Live { bars, total, running: Mutex::default() })
        } else {
            Out::Lines(Mutex::default())
        };
        Arc::new(Self { out })
    }

    /// What apply is given to tell events to.
    pub fn watch(self: &Arc<Self>) -> Watch {
        let progress = Arc::clone(self);
        Arc::new(move |event| progress.tell(&event))
    }

    /// Removes the live lines.
    pub fn finish(&self) {
        if let Out::Live(live) = &self.out {
            live.total.finish_and_clear();
        }
    }

    fn tell(&self, event: &Event) {
        match &self.out {
            Out::Json => {
                if let Some(line) = json_line(event) {
                    data(&format!("{line}\n"));
                }
            }
            Out::Live(live) => live.tell(event),
            Out::Lines(told) => {
                let Some(line) = plain_line(event) else { return };
                let mut told = told.lock().unwrap_or_else(|broken| broken.into_inner());
                if !matches!(event, Event::Note { .. }) || told.insert(line.clone()) {
                    say(&line);
                }
            }
            Out::Quiet => {}
        }
    }
}

impl Live {
    fn tell(&self, event: &Event) {
        let mut running = self.running.lock().unwrap_or_else(|broken| broken.into_inner());
        match event {
            Event::Begin { operations } => self.total.set_length(*operations as u64),
            Event::Start { resource, verb, .. } => {
                let bar = self.bars.add(ProgressBar::new_spinner());
                let style = ProgressStyle::with_template("  {spinner} {msg} {elapsed:.dim}")
                    .unwrap_or_else(|_| ProgressStyle::default_spinner());
                bar.set_style(style);
                bar.enable_steady_tick(Duration::from_millis(120));
                bar.set_message(format!("{verb} {resource}"));
                running.insert(resource.clone(), bar);
            }
            Event::Note { resource, note } => {
                if let Some(bar) = running.get(resource) {
                    let again = match note {
                        Note::Retry { pause, .. } => format!(", again in {:.1} s", pause.as_secs_f64()),
                        Note::Wait { .. } => String::new(),
                    };
                    bar.set_message(format!("{resource}: {}{again}", why(note)));
                }
            }
            Event::Done { .. } | Event::Failed { .. } | Event::Skipped { .. } | Event::Recovered { .. } => {
                let (Event::Done { resource, .. }
                | Event::Failed { resource, .. }
                | Event::Skipped { resource, .. }
                | Event::Recovered { resource, .. }) = event
                else {
                    return;
                };
                if let Some(bar) = running.remove(resource) {
                    bar.finish_and_clear();
                }
                if let Some(line) = plain_line(event) {
                    let _ = self.bars.println(line);
                }
                self.total.inc(1);
            }
        }
    }
}

/// What holds it up, in words that say whether to worry; AWS's own code behind them.
fn why(note: &Note) -> String {
    let (service, operation, code, class) = match note {
        Note::Retry { service, operation, code, class, .. } => (service, operation, code, class),
        Note::Wait { what } => return format!("waiting for {what}"),
    };
    let call = format!("{service} {operation}");
    match class {
        Class::NotYet => format!("{call} waits until AWS sees what was just made ({code})"),
        Class::Throttled => format!("{call} is asked for more slowly ({code})"),
        Class::Busy => format!("{call} waits for another change to end ({code})"),
        Class::InUse => format!("{call} waits until nothing uses it any more ({code})"),
        Class::Lost | Class::NotSent | Class::Transient | Class::NotFound | Class::Exists | Class::Permanent => {
            format!("{call} answered {code}, asking again")
        }
    }
}

/// What was done, in one word; of what is not ours, nothing is made or removed.
fn past(kind: &str, verb: &str) -> &'static str {
    let passive = kinds::by_name(kind).and_then(|kind| kind.passive());
    match (verb, passive) {
        ("create", Some(word)) => return word,
        ("delete", Some(_)) => return "let go of",
        _ => {}
    }
    match verb {
        "create" => "created",
        "update" => "updated",
        "widen" => "widened",
        "narrow" => "narrowed",
        "settle" => "in force everywhere:",
        "delete" => "deleted",
        "record" => "recorded",
        _ => "forgotten",
    }
}

fn plain_line(event: &Event) -> Option<String> {
    Some(match event {
        Event::Begin { .. } | Event::Start { .. } => return None,
        Event::Note { resource, note } => format!("  {DIM}{resource}: {}{DIM:#}", why(note)),
        Event::Done { verb: "record" | "forget", .. } => return None,
        Event::Done { resource, kind, verb, id, .. } => {
            format!("  {GOOD}✓{GOOD:#} {} {HEAD}{resource}{HEAD:#} {DIM}{id}{DIM:#}", past(kind, verb))
        }
        Event::Failed { resource, verb, refusal, .. } => {
            format!("  {BAD}✗{BAD:#} could not {verb} {HEAD}{resource}{HEAD:#}: {}", refusal.code)
        }
        Event::Skipped { resource, verb, id, .. } => {
            format!("  {DIM}- no need to {verb} {resource}: {id} is the one just made{DIM:#}")
        }
        Event::Recovered { resource, id } => {
            format!("  {GOOD}✓{GOOD:#} took over {HEAD}{resource}{HEAD:#} {DIM}{id}, made by an interrupted run{DIM:#}")
        }
    })
}

fn json_line(event: &Event) -> Option<Value> {
    Some(match event {
        Event::Begin { .. } => return None,
        Event::Start { resource, kind, verb } => {
            json!({ "event": "start", "address": resource, "kind": kind, "action": verb })
        }
        Event::Note { resource, note: Note::Retry { service, operation, code, pause, .. } } => json!({
            "event": "retry", "address": resource, "service": service, "operation": operation, "code": code,
            "seconds": pause.as_secs_f64(),
        }),
        Event::Note { resource, note: Note::Wait { what } } => {
            json!({ "event": "wait", "address": resource, "for": what })
        }
        Event::Done { resource, kind, verb, id, took } => json!({
            "event": "done", "address": resource, "kind": kind, "action": verb, "id": id, "seconds": took.as_secs_f64(),
        }),
        Event::Failed { resource, kind, verb, refusal } => json!({
            "event": "failed", "address": resource, "kind": kind, "action": verb, "service": refusal.service,
            "operation": refusal.operation, "code": refusal.code, "message": refusal.message,
            "request-id": refusal.request_id,
        }),
        Event::Skipped { resource, kind, verb, id } => {
            json!({ "event": "skip", "address": resource, "kind": kind, "action": verb, "id": id })
        }
        Event::Recovered { resource, id } => json!({ "event": "recovered", "address": resource, "id": id }),
    })
}

/// The last line of JSON progress.
///
/// `again` is the command that continues, if there is something to continue; `diagnostics` say what failed.
pub fn summary_json(
    report: &Report,
    outputs: &BTreeMap<String, String>,
    began: Instant,
    again: Option<&str>,
    diagnostics: Vec<Value>,
) -> Value {
    json!({
        "event": "summary", "format": 1, "done": report.done, "failed": report.failed.len(),
        "not-started": report.not_started, "outputs": outputs, "seconds": began.elapsed().as_secs_f64(),
        "continue": again, "diagnostics": diagnostics,
    })
}
