use std::collections::BTreeMap;

use super::super::lower::Lowering;
use super::routes;
use crate::diag::Diagnostic;
use crate::kinds::aws::apigateway::{Authorization, Authorizer, AuthorizerKind};
use crate::names::BlockAddr;
use crate::spec::{Auth, AuthorizerType, Gateway};
use crate::value::Tree;

/// Who may call a route.
pub(super) fn authorization(auth: &Auth) -> Authorization {
    match auth {
        Auth::Iam => Authorization::Iam,
        Auth::Authorizer(name) => Authorization::Authorizer(name.clone()),
    }
}

/// The functions that decide who may call, by name.
pub(super) fn authorizers(at: &Lowering<'_>, block: &Gateway) -> BTreeMap<String, Authorizer> {
    let region = at.region();
    let gateway = BlockAddr::new("gateway", &block.name.value);
    let one = |written: &crate::spec::Authorizer| {
        let headers = written.identity_headers().into_iter().map(|name| format!("method.request.header.{name}"));
        let queries = written.queries.iter().map(|query| format!("method.request.querystring.{}", query.value));
        let authorizer = Authorizer {
            kind: match written.kind.value {
                AuthorizerType::Token => AuthorizerKind::Token,
                AuthorizerType::Request => AuthorizerKind::Request,
            },
            uri: routes::invocation(&region, &gateway, &written.function.value),
            identity_sources: headers.chain(queries).collect(),
            validation: written.validation.as_ref().map(|validation| validation.value.clone()),
            ttl: written.ttl.value / 1_000,
        };
        (written.name.value.clone(), authorizer)
    };
    block.authorizers.iter().map(one).collect()
}

/// The resource policy in the file beside the spec.
pub(super) fn policy(at: &mut Lowering<'_>, block: &Gateway) -> Option<Tree> {
    let path = block.policy.as_ref()?;
    let text = match at.setting.folder.text(&path.value) {
        Ok(text) => text,
        Err(error) => {
            at.unreadable(&path.value, path.span, &error);
            return None;
        }
    };
    match serde_json::from_str(&text) {
        Ok(policy @ serde_json::Value::Object(_)) => Some(Tree::new(policy)),
        other => {
            let why = other.err().map_or_else(|| "it is no object".to_owned(), |problem| problem.to_string());
            at.problems.push(
                Diagnostic::error("E0805", format!("`{}` is not a policy in JSON", path.value))
                    .at(path.span, why)
                    .help("a resource policy is a JSON object with `Version` and `Statement`"),
            );
            None
        }
    }
}
