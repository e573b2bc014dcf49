use serde::{Deserialize, Serialize};

use crate::kinds::aws::absent::or_none;
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// A function, or a version or alias of one, that somebody else keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The function's region, `us-east-2`.
    pub region: String,
    /// Name of the function.
    pub function: Text,
    /// Alias or version; `None` for the function itself.
    pub qualifier: Option<String>,
}

/// A function that exists already, found by its name; never changed or deleted.
///
/// Outputs: `arn` (ends in the qualifier, if there is one), `name` (the qualifier's, or the function's).
pub struct LambdaLookup;

impl Kind for LambdaLookup {
    const NAME: &'static str = "lambda-lookup";
    const TITLE: &'static str = "Lambda function (looked up)";
    const PASSIVE: Option<&'static str> = Some("found");
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("function", "name of the function"),
        Field::replace("qualifier", "alias or version"),
    ];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &["lambda:GetFunctionConfiguration"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(id(&want.function.label(), want.qualifier.as_deref()))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let name = hands.known("function", &want.function)?;
        match look(hands, want, name).await? {
            Some(outputs) => Ok(Made { id: id(name, want.qualifier.as_deref()), outputs }),
            None => {
                let what = id(name, want.qualifier.as_deref());
                Err(Refusal::local("FunctionLookup", format!("there is no function {what} in {}", want.region)))
            }
        }
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        // Looking up is repeatable: whatever `create` would find is it.
        Self::create(hands, want).await.map(Some)
    }

    async fn read(hands: &Hands, _id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let name = hands.known("function", &was.function)?;
        let found = look(hands, was, name).await?;
        Ok(found.map(|outputs| Live { input: was.clone(), outputs }))
    }

    async fn update(hands: &Hands, _id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        Ok(Self::create(hands, want).await?.outputs)
    }

    async fn delete(_hands: &Hands, _id: &str, _was: &Input) -> Result<(), Refusal> {
        Ok(())
    }
}

/// `NAME` or `NAME:QUALIFIER`.
fn id(function: &str, qualifier: Option<&str>) -> String {
    qualifier.map_or_else(|| function.to_owned(), |qualifier| format!("{function}:{qualifier}"))
}

async fn look(hands: &Hands, of: &Input, name: &str) -> Result<Option<Outputs>, Refusal> {
    let client = hands.clients.lambda(&of.region);
    let request = client.get_function_configuration().function_name(name).set_qualifier(of.qualifier.clone());
    let found = or_none(hands.read(("lambda", "GetFunctionConfiguration"), || request.clone().send()).await)?;
    Ok(found.map(|found| {
        let shown = of.qualifier.clone().unwrap_or_else(|| name.to_owned());
        let arn = found.function_arn().unwrap_or_default().to_owned();
        Outputs::from([("arn".into(), arn), ("name".into(), shown)])
    }))
}
