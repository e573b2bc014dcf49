use super::super::declare::{Choice, Slot, Type};
use super::super::{ForeignArn, Template};
use super::fields::{Datum, Held};
use super::template::{self, secret_is_out_of_place};
use super::{Context, did_you_mean, near, respelt};
use crate::diag::{Diagnostic, Edit, Span};
use crate::names::BlockAddr;
use crate::syntax::{Entry, Node, Value};

/// Reads a value as its slot says; complains and gives a stand-in when it does not fit. `subject` is what complaints call the slot.
pub fn value(entry: &Entry, slot: &Slot, subject: &str, cx: &mut Context) -> Held {
    let held = if strange_quotes(entry, cx) { None } else { fitting(entry, slot, subject, cx) };
    held.unwrap_or_else(|| {
        let written = match &entry.value.value {
            Value::String(text) => Some(text.as_str()),
            Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Null => None,
        };
        stand_in(slot, written, entry.value.span, cx)
    })
}

/// What stands in a slot for a value that is wrong or missing. A name keeps its letters, so that complaints can say it.
pub fn stand_in(slot: &Slot, written: Option<&str>, span: Span, cx: &mut Context) -> Held {
    let text = || written.unwrap_or("…").to_owned();
    let datum = match slot.holds {
        Type::Text | Type::Path => Datum::Text(text()),
        Type::Template => Datum::Template(Template { parts: Vec::new(), span }),
        Type::Integer { min, .. } | Type::Megabytes { min, .. } | Type::Duration { min, .. } => Datum::Integer(min),
        Type::Bool => Datum::Bool(false),
        Type::OneOf(_) => Datum::Choice(0),
        Type::Block(kinds) | Type::Address(kinds) => {
            for kind in kinds {
                cx.gaps.add_dangling(kind);
            }
            Datum::Block(BlockAddr::new(kinds.first().copied().unwrap_or_default(), &text()))
        }
    };
    cx.gaps.add_value(span);
    Held { datum, span }
}

fn fitting(entry: &Entry, slot: &Slot, subject: &str, cx: &mut Context) -> Option<Held> {
    let span = entry.value.span;
    if let Some(word) = word_with_comma(entry) {
        let comma = Span { start: span.end - 1, ..span };
        let problem = Diagnostic::error("E0222", format!("the comma belongs to `{}`", entry_text(entry)))
            .at(comma, "a letter like any other")
            .help(format!("values are separated by blanks: write `{word}`, or `\"{word},\"` if the comma is meant"))
            .fix("remove the comma", vec![Edit::new(comma, "")]);
        cx.push(problem);
        return None;
    }
    if let Some(ty) = &entry.ty {
        return annotated(entry, &ty.value, slot, subject, cx);
    }
    let datum = match (slot.holds, &entry.value.value) {
        (Type::Text, Value::String(text)) => plain_text(text, entry, slot, subject, cx)?,
        (Type::Path, Value::String(text)) => path(text, entry, slot, subject, cx)?,
        (Type::Template, Value::String(text)) => {
            let template = template::parse(text, entry, slot, subject, cx);
            if !cx.gaps.value(template.span) {
                check_template(&template, slot, cx)?;
                cx.foreign.extend(slot.foreign.map(|of| ForeignArn { arn: template.clone(), of }));
            }
            Datum::Template(template)
        }
        (Type::Integer { min, max }, Value::Integer(number)) => {
            Datum::Integer(in_range(*number, min, max, number.to_string(), &|number| number.to_string(), span, cx)?)
        }
        (Type::Bool, Value::Bool(flag)) => Datum::Bool(*flag),
        (Type::Megabytes { min, max }, Value::String(text)) => megabytes(text, min, max, span, cx)?,
        (Type::Duration { min, max, step }, Value::String(text)) => duration(text, min, max, step, span, cx)?,
        (Type::OneOf(choices), Value::String(word)) => one_of(word, choices, subject, span, cx)?,
        (Type::Block(kinds), Value::String(arn)) if arn.starts_with("arn:") && slot.foreign.is_some() => {
            cx.foreign.extend(slot.foreign.map(|of| ForeignArn { arn: Template::literal(arn, span), of }));
            Datum::Block(BlockAddr::new(kinds.first().copied().unwrap_or_default(), arn))
        }
        (Type::Block(kinds), Value::String(name)) => {
            let meant = || BlockAddr::new(kinds.first().copied().unwrap_or_default(), name);
            Datum::Block(cx.block_named(kinds, name, span).unwrap_or_else(meant))
        }
        (Type::Address(kinds), Value::String(text)) => Datum::Block(address(text, kinds, span, cx)?),
        (holds, found) => {
            mismatch(holds, found, slot, subject, span, cx);
            return None;
        }
    };
    Some(Held { datum, span })
}

/// What stands before the comma of a bare word that ends with one.
fn word_with_comma(entry: &Entry) -> Option<&str> {
    let text = entry_text(entry);
    let span = entry.value.span;
    // Without quotes the content begins where the value does.
    let bare = entry.content == Some(span.start);
    text.strip_suffix(',').filter(|word| bare && !word.is_empty())
}

fn entry_text(entry: &Entry) -> &str {
    match &entry.value.value {
        Value::String(text) => text,
        Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Null => "",
    }
}

/// Quotation marks of other languages and of print, which are letters like all others in KDL: what begins with, what ends with.
const QUOTES: &[(char, char)] = &[
    ('\'', '\''),
    ('`', '`'),
    ('\u{201c}', '\u{201d}'),
    ('\u{201d}', '\u{201d}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{2019}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
];

/// Whether a value stands between such quotation marks and no others; complains then.
fn strange_quotes(entry: &Entry, cx: &mut Context) -> bool {
    let span = entry.value.span;
    let Value::String(text) = &entry.value.value else { return false };
    let mut letters = text.chars();
    let Some((open, close)) = letters.next().and_then(|first| QUOTES.iter().find(|(open, _)| *open == first)) else {
        return false;
    };
    // Between quotes of KDL they are meant as they stand.
    if entry.content != Some(span.start) {
        return false;
    }
    let inner = text.strip_prefix(*open).unwrap_or(text);
    let closed = inner.strip_suffix(*close);
    let problem = Diagnostic::error("E0115", format!("`{open}` begins no text"))
        .at(span, "these are not the quotation marks of KDL");
    let problem = match closed.filter(|inner| !inner.contains(['"', '\\'])) {
        Some(inner) => problem
            .help(format!("write `\"{inner}\"`"))
            .fix(format!("write `\"{inner}\"`"), vec![Edit::new(span, format!("\"{inner}\""))]),
        None => problem.help("text stands between `\"` and `\"`"),
    };
    cx.push(problem);
    true
}

/// Whether a text of several words stands between such marks on the line of a node: its further words are not values of their own.
pub fn opens_strangely(node: &Node) -> bool {
    let entries = node.args.iter().chain(node.props.iter().map(|prop| &prop.entry));
    entries.filter(|entry| entry.content == Some(entry.value.span.start)).any(|entry| {
        let Value::String(text) = &entry.value.value else { return false };
        let close = text.chars().next().and_then(|first| QUOTES.iter().find(|(open, _)| *open == first));
        close.is_some_and(|(open, close)| !text[open.len_utf8()..].ends_with(*close))
    })
}

/// The value of a slot nothing is written for.
pub fn default_value(text: &str, slot: &Slot, header: Span, cx: &mut Context) -> Option<Held> {
    let value = match slot.holds {
        Type::Integer { .. } => Value::Integer(text.parse().ok()?),
        Type::Bool => Value::Bool(text == "#true"),
        _ => Value::String(text.to_owned()),
    };
    let entry = Entry { ty: None, value: crate::diag::Spanned::new(value, header), content: None };
    fitting(&entry, slot, slot.name, cx)
}

fn annotated(entry: &Entry, ty: &str, slot: &Slot, subject: &str, cx: &mut Context) -> Option<Held> {
    let span = entry.span();
    let Value::String(text) = &entry.value.value else {
        let problem = Diagnostic::error("E0215", format!("`({ty})` stands before a string"))
            .at(span, format!("before {} here", entry.value.value.describe()))
            .help(format!("write `({ty})\"…\"`"));
        cx.push(problem);
        return None;
    };
    let datum = match (ty, slot.holds) {
        ("secret", Type::Template) => {
            if !slot.secret {
                secret_is_out_of_place(text, subject, span, cx);
                return None;
            }
            Datum::Template(template::secret(text, entry.value.span, span, cx))
        }
        ("secret", _) => {
            secret_is_out_of_place(text, subject, span, cx);
            return None;
        }
        ("ref", Type::Template) => Datum::Template(template::reference(text, entry, slot, subject, cx)?),
        ("file", Type::Path) => path(text, entry, slot, subject, cx)?,
        ("ref" | "file", _) => {
            let problem = Diagnostic::error("E0215", format!("`({ty})` may not stand in `{subject}`"))
                .at(span, format!("expected {}", wanted(slot.holds)))
                .help(format!("`{subject}`: {}", slot.doc));
            cx.push(problem);
            return None;
        }
        _ => {
            let place = entry.ty.as_ref().map_or(span, |ty| ty.span);
            let problem = Diagnostic::error("E0215", format!("there is no annotation `({ty})`"))
                .at(place, "not known")
                .help(did_you_mean(ty, &["secret", "ref", "file"]))
                .maybe_fix(respelt(ty, &["secret", "ref", "file"], place, false));
            cx.push(problem);
            return None;
        }
    };
    Some(Held { datum, span })
}

fn plain_text(text: &str, entry: &Entry, slot: &Slot, subject: &str, cx: &mut Context) -> Option<Datum> {
    let span = entry.value.span;
    if let Some(at) = text.find("${") {
        let place = match entry.content {
            Some(start) => Span { start: start + at as u32, end: start + at as u32 + 2, ..span },
            None => span,
        };
        let problem = Diagnostic::error("E0216", format!("`{subject}` must be plain text"))
            .at(place, "a reference may not stand here")
            .help(format!("it must be known without config and without the cloud ({})", slot.doc));
        cx.push(problem);
        return None;
    }
    formed(text, slot, span, cx)?;
    Some(Datum::Text(text.to_owned()))
}

fn path(text: &str, entry: &Entry, slot: &Slot, subject: &str, cx: &mut Context) -> Option<Datum> {
    let bare = Slot { form: Some(super::super::forms::RELATIVE_PATH), ..*slot };
    plain_text(text, entry, &bare, subject, cx)
}

fn check_template(template: &Template, slot: &Slot, cx: &mut Context) -> Option<()> {
    match template.as_literal() {
        Some(text) => formed(text, slot, template.span, cx),
        None => Some(()),
    }
}

fn formed(text: &str, slot: &Slot, span: Span, cx: &mut Context) -> Option<()> {
    let Some(form) = slot.form.filter(|form| !(form.holds)(text)) else { return Some(()) };
    let said = if text.is_empty() { "this is empty".to_owned() } else { format!("`{text}` is not {}", form.wanted) };
    let problem = Diagnostic::error("E0213", said).at(span, format!("expected {}", form.wanted));
    // `fr` for `FR`, `Shop` for `shop`: nothing else can be meant.
    let otherwise =
        [text.to_ascii_uppercase(), text.to_ascii_lowercase()].into_iter().find(|other| (form.holds)(other));
    let problem = match otherwise.filter(|other| other != text) {
        Some(other) => problem
            .help(format!("write `\"{other}\"`: {}", form.help))
            .fix(format!("write `\"{other}\"`"), vec![Edit::new(span, format!("\"{other}\""))]),
        None => problem.help(form.help),
    };
    cx.push(problem);
    None
}

fn one_of(word: &str, choices: &'static [Choice], subject: &str, span: Span, cx: &mut Context) -> Option<Datum> {
    if let Some(at) = choices.iter().position(|choice| choice.word == word) {
        return Some(Datum::Choice(at));
    }
    let words: Vec<&str> = choices.iter().map(|choice| choice.word).collect();
    let several = || word.split([',', '|', ' ', '/']).filter(|part| !part.is_empty());
    let is_word = |part: &str| words.iter().any(|word| word.eq_ignore_ascii_case(part));
    let help = if several().nth(1).is_some() && several().all(is_word) {
        "only one of them can stand here: write a line for each".to_owned()
    } else if let Some(ours) = other_words(word, &words) {
        format!("here it is called `{ours}`")
    } else {
        did_you_mean(word, &words)
    };
    let problem = Diagnostic::error("E0207", format!("`{subject}` cannot be `{word}`"))
        .at(span, "not one of the words it takes")
        .help(help)
        .maybe_fix(respelt(word, &words, span, true));
    cx.push(problem);
    None
}

/// Words of other tools, with ours.
const OTHER_WORDS: &[(&str, &[&str])] = &[
    ("deny", &["block"]),
    ("reject", &["block"]),
    ("drop", &["block"]),
    ("forbid", &["block"]),
    ("permit", &["allow"]),
    ("accept", &["allow"]),
    ("pass", &["allow"]),
    ("log", &["count"]),
    ("monitor", &["count"]),
    ("none", &["disabled"]),
    ("off", &["disabled"]),
    ("no", &["disabled"]),
    ("*", &["ANY", "all"]),
    ("everything", &["all"]),
    ("get", &["read"]),
    ("get-only", &["read"]),
    ("read-only", &["read"]),
    ("post", &["all"]),
];

fn other_words<'w>(word: &str, ours: &[&'w str]) -> Option<&'w str> {
    let word = word.to_lowercase();
    if !near(&word, ours).is_empty() {
        return None;
    }
    let (_, meant) = OTHER_WORDS.iter().find(|(other, _)| *other == word)?;
    ours.iter().find(|our| meant.contains(our)).copied()
}

fn address(text: &str, kinds: &'static [&'static str], span: Span, cx: &mut Context) -> Option<BlockAddr> {
    let shape = |cx: &mut Context, help: String| {
        let problem = Diagnostic::error("E0303", format!("`{text}` is not the address of a block"))
            .at(span, "expected `kind.name`")
            .help(help);
        cx.push(problem);
    };
    let example = format!("write it as `{}.NAME`", kinds.first().copied().unwrap_or("kind"));
    let Some((kind, name)) = text.split_once('.') else {
        shape(cx, example);
        return None;
    };
    if let Some(kind) = kinds.iter().find(|known| **known == kind) {
        return cx.block_named(&[kind], name, span);
    }
    let addr = BlockAddr::new(kind, name);
    if let Some(place) = cx.index.blocks.get(&addr).copied() {
        // Not one of the same name that would do: whoever writes the kind means it.
        for kind in kinds {
            cx.gaps.add_dangling(kind);
        }
        cx.wrong_kind(kinds, &addr, place, span);
        return None;
    }
    shape(cx, did_you_mean(kind, kinds));
    None
}

/// A number within its bounds. `written` is what stands in the spec, `shown` how a bound is written there.
fn in_range(
    number: i128,
    min: i64,
    max: i64,
    written: String,
    shown: &dyn Fn(i64) -> String,
    span: Span,
    cx: &mut Context,
) -> Option<i64> {
    if let Some(number) = i64::try_from(number).ok().filter(|number| (min..=max).contains(number)) {
        return Some(number);
    }
    let (min, max) = (shown(min), shown(max));
    let problem = Diagnostic::error("E0211", format!("`{written}` is out of range"))
        .at(span, format!("must be {min} to {max}"))
        .help(format!("choose a value from `{min}` to `{max}`"));
    cx.push(problem);
    None
}

/// A time as one would write it.
fn time(millis: i64) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")];
    if millis == 0 {
        return "0s".to_owned();
    }
    let fitting = units.into_iter().find(|(length, _)| millis % length == 0);
    fitting.map_or_else(String::new, |(length, unit)| format!("{}{unit}", millis / length))
}

/// Splits `256MB` into number and unit.
fn measure(text: &str) -> Option<(i128, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number = text.get(..digits.min(18))?.parse().ok()?;
    Some((number, text[digits..].trim_start()))
}

fn unit_problem(text: &str, what: &str, example: &str, units: Units, span: Span, cx: &mut Context) {
    let problem = Diagnostic::error("E0212", format!("`{text}` is not {what}"))
        .at(span, "expected a whole number and a unit")
        .help(format!("write it as {example}"))
        .maybe_fix(in_our_units(text, units, span));
    cx.push(problem);
}

/// A unit with the other words people have for it, in lower case. `m` and `M` alone are left out: there are too many.
type Units = &'static [(&'static str, &'static [&'static str])];

const MEMORY: Units = &[
    ("MB", &["mb", "mib", "mbyte", "mbytes", "megabyte", "megabytes", "mebibytes"]),
    ("GB", &["gb", "gib", "gbyte", "gbytes", "gigabyte", "gigabytes", "gibibytes"]),
];
const TIME: Units = &[
    ("ms", &["ms", "msec", "msecs", "millis", "millisecond", "milliseconds"]),
    ("s", &["s", "sec", "secs", "second", "seconds"]),
    ("m", &["min", "mins", "minute", "minutes"]),
    ("h", &["h", "hr", "hrs", "hour", "hours"]),
    ("d", &["d", "day", "days"]),
];

fn in_our_units(text: &str, units: Units, span: Span) -> Option<(String, Edit)> {
    let (number, unit) = measure(text)?;
    let unit = unit.to_lowercase();
    let (ours, _) = units.iter().find(|(_, others)| others.contains(&unit.as_str()))?;
    let written = format!("{number}{ours}");
    (written != text).then(|| (format!("write `{written}`"), Edit::new(span, format!("\"{written}\""))))
}

fn megabytes(text: &str, min: i64, max: i64, span: Span, cx: &mut Context) -> Option<Datum> {
    let factor = match measure(text) {
        Some((_, "MB" | "MiB")) => Some(1),
        Some((_, "GB" | "GiB")) => Some(1024),
        _ => None,
    };
    let (Some(factor), Some((number, _))) = (factor, measure(text)) else {
        unit_problem(text, "an amount of memory", "`\"256MB\"` or `\"1GB\"`", MEMORY, span, cx);
        return None;
    };
    let shown = |number: i64| format!("\"{number}MB\"");
    in_range(number.saturating_mul(factor), min, max, format!("\"{text}\""), &shown, span, cx).map(Datum::Integer)
}

fn duration(text: &str, min: i64, max: i64, step: i64, span: Span, cx: &mut Context) -> Option<Datum> {
    let factor = match measure(text) {
        Some((_, "ms")) => Some(1),
        Some((_, "s")) => Some(1_000),
        Some((_, "m" | "min")) => Some(60_000),
        Some((_, "h")) => Some(3_600_000),
        Some((_, "d")) => Some(86_400_000),
        _ => None,
    };
    let (Some(factor), Some((number, _))) = (factor, measure(text)) else {
        unit_problem(text, "a time", "`\"29s\"`, `\"500ms\"` or `\"5m\"`", TIME, span, cx);
        return None;
    };
    let millis = number.saturating_mul(factor);
    if millis % i128::from(step) != 0 {
        unit_problem(text, "a whole number of seconds", "`\"29s\"`", &[], span, cx);
        return None;
    }
    let shown = |millis: i64| format!("\"{}\"", time(millis));
    in_range(millis, min, max, format!("\"{text}\""), &shown, span, cx).map(Datum::Integer)
}

fn mismatch(holds: Type, found: &Value, slot: &Slot, subject: &str, span: Span, cx: &mut Context) {
    let wants_string = !matches!(holds, Type::Integer { .. } | Type::Bool);
    let help = match found {
        Value::Integer(number) if wants_string => match holds {
            Type::Megabytes { .. } => format!("say the unit: `\"{number}MB\"`"),
            Type::Duration { .. } => format!("say the unit: `\"{number}s\"`"),
            _ => format!("put it between quotes: `\"{number}\"`"),
        },
        Value::Float(number) if wants_string => format!("put it between quotes: `\"{number}\"`"),
        Value::Bool(flag) if wants_string => format!("put it between quotes: `\"{flag}\"`"),
        Value::String(text) if matches!(holds, Type::Integer { .. }) && text.parse::<i64>().is_ok() => {
            format!("write it without quotes: `{text}`")
        }
        Value::String(_) if matches!(holds, Type::Bool) => "write `#true` or `#false`".into(),
        _ => format!("`{subject}`: {}", slot.doc),
    };
    let problem = Diagnostic::error("E0206", format!("`{subject}` wants {}", wanted(holds)))
        .at(span, format!("{} stands here", found.describe()))
        .help(help)
        .maybe_fix(requoted(holds, found, span));
    cx.push(problem);
}

/// The same value with the quotes it lacks, or without those it must not have.
fn requoted(holds: Type, found: &Value, span: Span) -> Option<(String, Edit)> {
    let takes_words = matches!(holds, Type::Text | Type::Template | Type::OneOf(_));
    let written = match found {
        Value::Integer(number) if takes_words => number.to_string(),
        Value::Float(number) if takes_words => number.to_string(),
        Value::String(text) => {
            let bare = match holds {
                Type::Bool if text == "true" || text == "false" => format!("#{text}"),
                Type::Integer { .. } => text.parse::<i64>().ok()?.to_string(),
                _ => return None,
            };
            return Some((format!("write `{bare}`"), Edit::new(span, bare)));
        }
        _ => return None,
    };
    // `0x1F` and `1_000` are spelt otherwise than they are worth.
    let plain = written.len() == (span.end - span.start) as usize;
    plain.then(|| (format!("write `\"{written}\"`"), Edit::new(span, format!("\"{written}\""))))
}

fn wanted(holds: Type) -> &'static str {
    match holds {
        Type::Text | Type::Template => "a string",
        Type::Integer { .. } => "a whole number",
        Type::Bool => "`#true` or `#false`",
        Type::Megabytes { .. } => "an amount of memory, such as `\"256MB\"`",
        Type::Duration { .. } => "a time, such as `\"29s\"`",
        Type::OneOf(_) => "one of its words",
        Type::Block(_) => "the name of a block",
        Type::Address(_) => "the address of a block, `\"kind.name\"`",
        Type::Path => "a path",
    }
}
