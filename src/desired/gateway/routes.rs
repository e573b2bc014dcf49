use std::collections::BTreeMap;

use super::super::function;
use super::super::lower::Lowering;
use super::{access, cors};
use crate::kinds::aws::apigateway::{Answer, Integration, Route};
use crate::names::BlockAddr;
use crate::spec::{Answer as SpecAnswer, Gateway, Pair, Route as SpecRoute, Target};
use crate::value::Text;

/// Milliseconds a gateway waits for itself.
const MOCK_TIMEOUT: u32 = 29_000;

/// Every route of a gateway, those that answer browsers' `OPTIONS` among them, by `VERB /path`.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Gateway) -> BTreeMap<String, Route> {
    let mut routes = BTreeMap::new();
    for (path, answer) in cors::preflights(at, block) {
        routes.insert(format!("OPTIONS {path}"), mock(answer));
    }
    for route in &block.routes {
        routes.insert(format!("{} {}", route.method.value.as_str(), route.path.value), one(at, block, route));
    }
    routes
}

fn one(at: &mut Lowering<'_>, block: &Gateway, route: &SpecRoute) -> Route {
    let timeout = route.timeout.value;
    let open = match &route.target {
        Target::Function(called) => {
            let gateway = BlockAddr::new("gateway", &block.name.value);
            Route::to_function(invocation(&at.region(), &gateway, &called.value), timeout)
        }
        Target::Url(url) => Route {
            integration: Integration::HttpProxy,
            uri: at.text(url),
            timeout_ms: timeout,
            answer: None,
            authorization: None,
            api_key: false,
        },
        Target::Mock(written) => {
            let mut answer = answer(at, written);
            if let Some(cors) = cors::of(block, route) {
                cors::let_read(at, cors, &mut answer);
            }
            mock(answer)
        }
    };
    Route {
        authorization: route.auth.as_ref().map(|auth| access::authorization(&auth.value)),
        api_key: route.key.value,
        ..open
    }
}

/// Where API Gateway calls the alias of a function.
pub(super) fn invocation(region: &str, gateway: &BlockAddr, called: &BlockAddr) -> Text {
    Text::Join(vec![
        Text::Known(format!("arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/")),
        function::callable(gateway, called),
        Text::from("/invocations"),
    ])
}

fn mock(answer: Answer) -> Route {
    Route {
        integration: Integration::Mock,
        uri: Text::from(""),
        timeout_ms: MOCK_TIMEOUT,
        answer: Some(answer),
        authorization: None,
        api_key: false,
    }
}

fn answer(at: &mut Lowering<'_>, written: &SpecAnswer) -> Answer {
    Answer {
        // The language lets 200 to 599 in.
        status: u16::try_from(written.status.value).unwrap_or(200),
        headers: pairs(at, &written.headers),
        bodies: pairs(at, &written.bodies),
    }
}

pub(super) fn pairs(at: &mut Lowering<'_>, pairs: &[Pair]) -> BTreeMap<String, String> {
    pairs.iter().map(|pair| (pair.name.value.clone(), at.plain(&pair.value))).collect()
}
