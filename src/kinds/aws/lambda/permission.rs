use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::settle::calmly;
use super::statement::Statement;
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};

/// One statement of the resource policy of a function, or of one of its aliases or versions.
///
/// Outputs: `statement-id`. Id: `FUNCTION[:QUALIFIER]/STATEMENT`.
pub struct LambdaPermission;

/// What a permission should be. Every change replaces it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The function's region, `us-east-2`.
    pub region: String,
    /// Name of the function; a reference to its `name` output.
    pub function: Text,
    /// Alias or version the grant is for; without it, only unqualified calls are allowed.
    pub qualifier: Option<Text>,
    /// Begins the id of the statement; letters, digits, `-` and `_`, at most 80 of them.
    pub statement_id: String,
    /// Ends it: a successor then stands beside the one it replaces. Empty for a statement made before there were tokens, which is
    /// named by `statement-id` alone.
    #[serde(default)]
    pub token: String,
    /// `apigateway.amazonaws.com`, an account id, an ARN, or `*`.
    pub principal: String,
    /// `lambda:InvokeFunction`.
    pub action: String,
    /// Pattern over ARNs (`ArnLike`) the call must come from.
    pub source_arn: Text,
    /// Twelve digits: the account the source must belong to.
    pub source_account: Option<String>,
}

impl Kind for LambdaPermission {
    const NAME: &'static str = "lambda-permission";
    const TITLE: &'static str = "Lambda permission";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("function", "name of the function"),
        Field::replace("qualifier", "alias or version the grant is for"),
        Field::replace("statement-id", "beginning of the statement's id"),
        Field::update("token", "tells this generation from others of the same statement id"),
        Field::replace("principal", "who may call"),
        Field::replace("action", "what they may do"),
        Field::replace("source-arn", "pattern of ARNs the call must come from"),
        Field::replace("source-account", "account the source must belong to"),
    ];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &["lambda:AddPermission", "lambda:RemovePermission", "lambda:GetPolicy"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        let qualifier = want.qualifier.as_ref().map(Text::label);
        NaturalKey::Unique(id(&want.function.label(), qualifier.as_deref(), &want.statement()))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let id = want.id(hands)?;
        let place = Place::of(&id)?;
        let request = hands
            .clients
            .lambda(&want.region)
            .add_permission()
            .function_name(place.function)
            .set_qualifier(place.qualifier.map(str::to_owned))
            .statement_id(place.statement)
            .principal(&want.principal)
            .action(&want.action)
            .source_arn(hands.known("source-arn", &want.source_arn)?)
            .set_source_account(want.source_account.clone());
        let _lane = place.lane(hands, &want.region).await;
        // A new function or alias is not visible to every endpoint at once.
        hands
            .patiently(&[Class::Busy, Class::NotFound], PROPAGATES, || async {
                hands.create(("lambda", "AddPermission"), || request.clone().send()).await
            })
            .await?;
        Ok(Made { outputs: outputs(place.statement), id: id.clone() })
    }

    /// A statement says of itself what it is for: one that says the same is ours.
    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let id = want.id(hands)?;
        let Some(live) = Self::read(hands, &id, want).await? else { return Ok(None) };
        if live.input != *want {
            return Err(Refusal::foreign(format!("statement `{id}` exists and grants something else")));
        }
        Ok(Some(Made { id, outputs: live.outputs }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let place = Place::of(id)?;
        let request = hands
            .clients
            .lambda(&was.region)
            .get_policy()
            .function_name(place.function)
            .set_qualifier(place.qualifier.map(str::to_owned));
        let ask = || async {
            let answer = or_none(hands.read(("lambda", "GetPolicy"), || request.clone().send()).await)?;
            Ok(answer.and_then(|answer| answer.policy).unwrap_or_default())
        };
        // All statements of a function or alias stand in one document.
        let question = format!("lambda-policy/{}/{}", was.region, place.policy());
        let policy = match hands.shared(&question, 0, ask).await? {
            Some(policy) => policy,
            None => Arc::new(ask().await?),
        };
        let Some(statement) = Statement::find(&policy, place.statement) else { return Ok(None) };
        let input = Input {
            region: was.region.clone(),
            function: Text::from(place.function),
            qualifier: place.qualifier.map(Text::from),
            statement_id: was.unsigned(place.statement).to_owned(),
            token: was.token.clone(),
            principal: statement.principal_as(&was.principal),
            action: statement.action(),
            source_arn: Text::from(statement.source_arn().unwrap_or_default()),
            source_account: statement.source_account(),
        };
        Ok(Some(Live { input, outputs: outputs(place.statement) }))
    }

    async fn update(_: &Hands, _: &str, _: &Input, want: &Input) -> Result<Outputs, Refusal> {
        Ok(outputs(&want.statement()))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let place = Place::of(id)?;
        let request = hands
            .clients
            .lambda(&was.region)
            .remove_permission()
            .function_name(place.function)
            .set_qualifier(place.qualifier.map(str::to_owned))
            .statement_id(place.statement);
        let _lane = place.lane(hands, &was.region).await;
        or_gone(
            calmly(hands, || async { hands.write(("lambda", "RemovePermission"), || request.clone().send()).await })
                .await,
        )
    }
}

/// How long Lambda is given to see a new function or alias everywhere.
const PROPAGATES: Duration = Duration::from_secs(60);

impl Input {
    fn id(&self, hands: &Hands) -> Result<String, Refusal> {
        let function = hands.known("function", &self.function)?;
        let qualifier = self.qualifier.as_ref().map(|text| hands.known("qualifier", text)).transpose()?;
        Ok(id(function, qualifier, &self.statement()))
    }

    /// The whole id of the statement.
    fn statement(&self) -> String {
        format!("{}{}", self.statement_id, self.ending())
    }

    /// The id without what the token added to it.
    fn unsigned<'s>(&self, statement: &'s str) -> &'s str {
        statement.strip_suffix(&self.ending()).unwrap_or(statement)
    }

    fn ending(&self) -> String {
        if self.token.is_empty() { String::new() } else { format!("-{}", self.token) }
    }
}

/// `FUNCTION[:QUALIFIER]/STATEMENT`, as Terraform imports it.
fn id(function: &str, qualifier: Option<&str>, statement: &str) -> String {
    match qualifier {
        Some(qualifier) => format!("{function}:{qualifier}/{statement}"),
        None => format!("{function}/{statement}"),
    }
}

/// Where a statement stands.
struct Place<'i> {
    function: &'i str,
    qualifier: Option<&'i str>,
    statement: &'i str,
}

impl<'i> Place<'i> {
    fn of(id: &'i str) -> Result<Self, Refusal> {
        let (policy, statement) = id
            .split_once('/')
            .ok_or_else(|| Refusal::local("InvalidId", format!("`{id}` is not `FUNCTION[:QUALIFIER]/STATEMENT`")))?;
        let (function, qualifier) = match policy.split_once(':') {
            Some((function, qualifier)) => (function, Some(qualifier)),
            None => (policy, None),
        };
        Ok(Self { function, qualifier, statement })
    }

    /// The function or alias whose policy it is in.
    fn policy(&self) -> String {
        [Some(self.function), self.qualifier].into_iter().flatten().collect::<Vec<_>>().join(":")
    }

    /// Concurrent writers of one function's policies can lose statements.
    async fn lane(&self, hands: &Hands, region: &str) -> tokio::sync::OwnedMutexGuard<()> {
        hands.lane(&format!("lambda-policy/{region}/{}", self.function)).await
    }
}

fn outputs(statement: &str) -> Outputs {
    Outputs::from([("statement-id".into(), statement.to_owned())])
}
