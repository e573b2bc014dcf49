use std::collections::{BTreeMap, HashMap};

use aws_sdk_lambda::types::Environment;

use crate::providers::{Hands, Refusal};
use crate::value::Text;

/// The variables for a call, secrets opened.
pub(super) fn opened(hands: &Hands, wanted: &BTreeMap<String, Text>) -> Result<Environment, Refusal> {
    let mut variables = HashMap::with_capacity(wanted.len());
    for (name, text) in wanted {
        variables.insert(name.clone(), hands.open(text)?.expose().to_owned());
    }
    Ok(Environment::builder().set_variables(Some(variables)).build())
}

/// Whether the function has exactly the wanted variables.
pub(super) fn is_deployed(
    hands: &Hands,
    live: &HashMap<String, String>,
    wanted: &BTreeMap<String, Text>,
) -> Result<bool, Refusal> {
    if live.len() != wanted.len() {
        return Ok(false);
    }
    for (name, text) in wanted {
        let plain = hands.open(text)?;
        if live.get(name).map(String::as_str) != Some(plain.expose()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The variables as they would be wanted, given how they are recorded. One that nobody recorded may be a secret that somebody
/// put there by hand, so it is sealed.
pub(super) fn recorded(
    hands: &Hands,
    live: &HashMap<String, String>,
    was: &BTreeMap<String, Text>,
) -> BTreeMap<String, Text> {
    live.iter()
        .map(|(name, value)| {
            let text = match was.get(name) {
                Some(text) if !text.is_secret() => Text::Known(value.clone()),
                // A secret inside a longer text has no digest of its own to compare the whole with.
                Some(text @ Text::Join(_)) => match hands.open(text) {
                    Ok(plain) if plain.expose() != value => hands.seal(value),
                    Ok(_) | Err(_) => text.clone(),
                },
                Some(_) | None => hands.seal(value),
            };
            (name.clone(), text)
        })
        .collect()
}
