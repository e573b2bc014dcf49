use crate::diag::{Diagnostic, Problems};
use crate::spec::{Effect, Spec};

/// W0547: a function that may do everything.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for statement in spec.functions.values().flat_map(|function| &function.statements) {
        if statement.effect != Effect::Allow || statement.resource.as_literal() != Some("*") {
            continue;
        }
        let wide = |action: &str| match action.split_once(':') {
            None => action == "*",
            // Whoever may do everything there can give itself the rest.
            Some((service, does)) => {
                does == "*"
                    && ["iam", "sts", "lambda", "s3", "dynamodb", "kms", "secretsmanager", "ec2"].contains(&service)
            }
        };
        for action in statement.actions.iter().filter(|action| wide(&action.value)) {
            let of = action.value.split_once(':').map_or("everything", |(service, _)| service);
            let said = match of {
                "everything" => "this function may do everything in the account".to_owned(),
                service => format!("this function may do everything with all there is of `{service}`"),
            };
            let problem = Diagnostic::warning("W0547", said)
                .at(action.span, "all actions")
                .at(statement.resource.span, "on everything")
                .help("name the actions it needs, and the ARN of what it needs them on");
            problems.push(problem);
        }
    }
}
