use super::read::Reading;
use crate::kinds::aws::lambda::{
    LambdaAliasInput, LambdaFunctionInput, LambdaLookupInput, LambdaPermissionInput, LambdaVersionInput,
};
use crate::names::ResourceId;
use crate::reqpath::model::{Function, Grant};

pub(super) fn functions(reading: &mut Reading<'_>) -> Vec<Function> {
    let own = reading.all::<LambdaFunctionInput>("lambda-function");
    let stopped: Vec<(String, Option<u32>)> =
        own.iter().map(|(_, input)| (input.name.clone(), input.reserved_concurrency)).collect();
    let concurrency = |name: &str| stopped.iter().find(|(one, _)| one == name).and_then(|(_, calls)| *calls);
    let grants: Vec<(String, Option<String>, Grant)> = reading
        .all::<LambdaPermissionInput>("lambda-permission")
        .into_iter()
        .map(|(at, input)| {
            let grant = Grant {
                at,
                principal: input.principal,
                action: input.action,
                source_arn: reading.texts.plain(&input.source_arn),
                source_account: input.source_account,
            };
            (reading.texts.plain(&input.function), input.qualifier.map(|name| reading.texts.plain(&name)), grant)
        })
        .collect();
    let granted = |function: &str, qualifier: Option<&str>| -> Vec<Grant> {
        let of = |one: &&(String, Option<String>, Grant)| one.0 == function && one.1.as_deref() == qualifier;
        grants.iter().filter(of).map(|(_, _, grant)| grant.clone()).collect()
    };
    let mut found = Vec::new();
    let mut add = |at: &ResourceId, arn: String, function: &str, qualifier: Option<&str>, grants_known| {
        let grants = granted(function, qualifier);
        // Of somebody else's, what we granted ourselves is known to be there.
        let grants_known = grants_known || !grants.is_empty();
        found.push(Function { at: at.clone(), arn, grants, grants_known, concurrency: concurrency(function) });
    };
    for (at, input) in &own {
        add(at, reading.output(at, "arn"), &input.name, None, true);
    }
    for (at, input) in reading.all::<LambdaAliasInput>("lambda-alias") {
        let function = reading.texts.plain(&input.function);
        add(&at, reading.output(&at, "arn"), &function, Some(&input.name), true);
    }
    for (at, input) in reading.all::<LambdaVersionInput>("lambda-version") {
        let function = reading.texts.plain(&input.function);
        let number = reading.output(&at, "version");
        add(&at, reading.output(&at, "arn"), &function, Some(&number), true);
    }
    for (at, input) in reading.all::<LambdaLookupInput>("lambda-lookup") {
        let function = reading.texts.plain(&input.function);
        add(&at, reading.output(&at, "arn"), &function, input.qualifier.as_deref(), false);
    }
    found
}
