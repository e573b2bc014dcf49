use super::answers::{invalid, validation};
use super::state::{Function, State};
use crate::sandbox::{Answer, Call, World};

/// The function, and the version or alias of it, that a request is about.
pub(super) struct Target {
    pub(super) function: String,
    pub(super) qualifier: Option<String>,
}

impl Target {
    /// Reads what stands in the path (`NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME`, a whole ARN) and `Qualifier`.
    pub(super) fn read(call: &Call, text: &str) -> Result<Self, Answer> {
        let tail = text.rsplit_once(":function:").map_or(text, |(_, tail)| tail);
        let (function, suffix) = match tail.split_once(':') {
            Some((function, qualifier)) => (function, Some(qualifier.to_owned())),
            None => (tail, None),
        };
        let query = call.query("Qualifier").map(str::to_owned);
        if let (Some(suffix), Some(query)) = (&suffix, &query)
            && suffix != query
        {
            return Err(invalid(
                "The derived qualifier from the function name does not match the specified qualifier.",
            ));
        }
        check(function)?;
        Ok(Self { function: function.to_owned(), qualifier: query.or(suffix) })
    }

    /// The function, which must exist.
    pub(super) fn function<'w>(&self, call: &Call, world: &'w World) -> Result<&'w Function, Answer> {
        let state = world.lambda.get(&call.region);
        state.and_then(|state| state.functions.get(&self.function)).ok_or_else(|| self.not_found(call))
    }

    /// The same, to be changed.
    pub(super) fn function_mut<'w>(&self, call: &Call, world: &'w mut World) -> Result<&'w mut Function, Answer> {
        state(call, world).functions.get_mut(&self.function).ok_or_else(|| self.not_found(call))
    }

    /// `ResourceNotFoundException`, 404.
    pub(super) fn not_found(&self, call: &Call) -> Answer {
        let arn = self.arn(call);
        Answer::json_error(404, "ResourceNotFoundException", &format!("Function not found: {arn}"))
    }

    /// The ARN with the qualifier, if there is one.
    pub(super) fn arn(&self, call: &Call) -> String {
        let arn = arn(call, &self.function);
        self.qualifier.as_ref().map_or(arn.clone(), |qualifier| format!("{arn}:{qualifier}"))
    }
}

/// The unqualified ARN.
pub(super) fn arn(call: &Call, function: &str) -> String {
    format!("arn:aws:lambda:{}:{}:function:{function}", call.region, call.account)
}

/// Lambda's part of the world in the call's region.
pub(super) fn state<'w>(call: &Call, world: &'w mut World) -> &'w mut State {
    world.lambda.entry(call.region.clone()).or_default()
}

/// A function's name: 1 to 64 letters, digits, `-` and `_`.
pub(super) fn check(name: &str) -> Result<(), Answer> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if name.is_empty() || name.len() > 64 || !name.chars().all(allowed) {
        return Err(validation(name, "functionName", "satisfy regular expression pattern: [a-zA-Z0-9-_]{1,64}"));
    }
    Ok(())
}
