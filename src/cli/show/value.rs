use serde_json::Value;

use crate::value::{Text, Tree};

/// A value as a plan shows it: secrets as `(secret)`, what waits for another resource as `(after apply)`, long texts cut.
pub fn value(value: &Value) -> String {
    const LONGEST: usize = 100;
    let text = match marker(value) {
        Some(text) => text,
        None => match value {
            // A digest is compared by machines; people see that it is another one.
            Value::String(text) if is_digest(text) => format!("{}…", &text[..12]),
            Value::String(text) => format!("{text:?}"),
            Value::Object(map) if map.is_empty() => "{}".to_owned(),
            Value::Object(map) => {
                let inner: Vec<_> = map.iter().map(|(key, inner)| format!("{key}: {}", self::value(inner))).collect();
                format!("{{ {} }}", inner.join(", "))
            }
            Value::Array(items) => {
                let inner: Vec<_> = items.iter().map(self::value).collect();
                format!("[{}]", inner.join(", "))
            }
            scalar => scalar.to_string(),
        },
    };
    if text.chars().count() > LONGEST { text.chars().take(LONGEST - 1).chain(['…']).collect() } else { text }
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn marker(value: &Value) -> Option<String> {
    if !value.as_object()?.keys().any(|key| key.starts_with('$')) {
        return None;
    }
    Some(match Tree::new(value.clone()).to::<Text>().ok()? {
        Text::Known(text) => format!("{text:?}"),
        Text::Ref(reference) => format!("({} of {})", reference.output, reference.to),
        Text::Join(parts) => {
            let parts = parts.iter().map(|part| match part {
                Text::Known(text) => text.clone(),
                other => marker(Tree::of(other).as_value()).unwrap_or_default(),
            });
            format!("\"{}\"", parts.collect::<String>())
        }
        Text::Secret(secret) => format!("(secret {})", secret.name),
        Text::Sealed(_) => "(secret)".to_owned(),
        Text::Digest(_) => "(digest, known after apply)".to_owned(),
    })
}
