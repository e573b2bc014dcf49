use crate::spec::declare::{Need, Slot, Type};

/// Up to so many words are told one by one, with what they mean.
const FEW: usize = 12;

/// What may be written in a slot, with links to the pages of blocks.
pub(super) fn holds(slot: &Slot) -> String {
    holds_as(slot, "<br>", |kind| format!("[`{kind}`]({kind}.md)"))
}

/// The same, with `between` the words of a short list, and kinds of blocks as `kind` names them.
pub(in crate::cli) fn holds_as(slot: &Slot, between: &str, kind: fn(&str) -> String) -> String {
    let blocks = |kinds: &[&str]| kinds.iter().map(|name| kind(name)).collect::<Vec<_>>().join(" or ");
    let mut text = match slot.holds {
        Type::Text => "text".to_owned(),
        Type::Template => "text with references".to_owned(),
        Type::Integer { min, max } => format!("`{min}` to `{max}`"),
        Type::Bool => "`#true` or `#false`".to_owned(),
        Type::Megabytes { min, max } => format!("`\"{}\"` to `\"{}\"`", memory(min), memory(max)),
        Type::Duration { min, max, .. } => format!("`\"{}\"` to `\"{}\"`", time(min), time(max)),
        Type::OneOf(choices) if choices.len() > FEW => {
            choices.iter().map(|choice| format!("`\"{}\"`", choice.word)).collect::<Vec<_>>().join(", ")
        }
        Type::OneOf(choices) => {
            let words = choices.iter().map(|choice| format!("`\"{}\"`: {}", choice.word, choice.doc));
            words.collect::<Vec<_>>().join(between)
        }
        Type::Block(kinds) => format!("the name of a {}", blocks(kinds)),
        Type::Address(kinds) => {
            let like: Vec<String> = kinds.iter().map(|kind| format!("`\"{kind}.NAME\"`")).collect();
            format!("the address of a {}: {}", blocks(kinds), like.join(", "))
        }
        Type::Path => "a path beside the spec, relative to its folder".to_owned(),
    };
    match &slot.form {
        // What an ARN is of says more.
        Some(_) if slot.foreign.is_some() && !matches!(slot.holds, Type::Block(_)) => {}
        Some(form) if form.wanted == "some text" => text += ", not empty",
        Some(form) => text += &format!(": {}", form.wanted),
        None => {}
    }
    if let Some(foreign) = slot.foreign {
        let beside = if matches!(slot.holds, Type::Block(_)) { "; or " } else { ": " };
        text += &format!("{beside}the ARN of {}, `{}`", foreign.what, foreign.like);
    }
    if slot.secret {
        text += "; a secret may stand here";
    }
    text
}

/// What holds when nothing is written.
pub(in crate::cli) fn default(slot: &Slot) -> String {
    match slot.need {
        Need::Required => "must be given".to_owned(),
        Need::Optional => String::new(),
        Need::Default(text) => match slot.holds {
            Type::Integer { .. } | Type::Bool => format!("`{text}`"),
            _ => format!("`\"{}\"`", text.replace('"', "\\\"")),
        },
        Need::Depends(words) => words.to_owned(),
    }
}

/// MB as people write them.
pub(in crate::cli) fn memory(megabytes: i64) -> String {
    if megabytes % 1024 == 0 { format!("{}GB", megabytes / 1024) } else { format!("{megabytes}MB") }
}

/// Milliseconds as people write them.
pub(in crate::cli) fn time(millis: i64) -> String {
    const UNITS: [(i64, &str); 4] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    let unit = UNITS.iter().find(|(length, _)| millis > 0 && millis % length == 0);
    unit.map_or_else(|| format!("{millis}ms"), |(length, unit)| format!("{}{unit}", millis / length))
}
