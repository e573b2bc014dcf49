use super::super::Template;
use super::super::declare::{Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::pairs::{BODY, HEADER, Pair, pairs};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::spec::declare::Child;

/// `response "DEFAULT_4XX" status=400 { … }`: what callers get when the gateway itself says no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayResponse {
    /// Which of the gateway's own answers.
    pub kind: Spanned<ResponseType>,
    /// 400 to 599; what AWS answers with unless given.
    pub status: Option<Spanned<u32>>,
    /// Further headers.
    pub headers: Vec<Pair>,
    /// Bodies by media type; AWS's own unless one is given.
    pub bodies: Vec<Pair>,
    /// The header of the node.
    pub span: Span,
}

impl GatewayResponse {
    /// The body an answer has when none is given.
    pub const DEFAULT_BODY: (&str, &str) = ("application/json", "{\"message\":$context.error.messageString}");

    /// Whether a body is written.
    pub fn body(&self, media_type: &str) -> Option<&Template> {
        self.bodies.iter().find(|body| body.name.value == media_type).map(|body| &body.value)
    }
}

macro_rules! response_types {
    ($($variant:ident $word:literal $status:expr, $doc:literal;)*) => {
        /// An answer that a gateway makes by itself (aws-facts 18.4).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ResponseType {
            $(#[doc = $doc] $variant,)*
        }

        impl Choices for ResponseType {
            const CHOICES: &'static [Choice] = &[$(Choice::new($word, $doc),)*];
            const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }

        impl ResponseType {
            /// What AWS answers with unless told otherwise; absent for the two that stand for many.
            pub fn status(self) -> Option<u32> {
                match self {
                    $(Self::$variant => $status,)*
                }
            }
        }
    };
}

response_types! {
    AccessDenied "ACCESS_DENIED" Some(403), "an authorizer or the resource policy says no";
    ApiConfigurationError "API_CONFIGURATION_ERROR" Some(500), "the API itself is wrong";
    AuthorizerConfigurationError "AUTHORIZER_CONFIGURATION_ERROR" Some(500), "the authorizer cannot be asked";
    AuthorizerFailure "AUTHORIZER_FAILURE" Some(500), "the authorizer failed";
    BadRequestBody "BAD_REQUEST_BODY" Some(400), "the body is not as wanted";
    BadRequestParameters "BAD_REQUEST_PARAMETERS" Some(400), "a parameter is not as wanted";
    Default4xx "DEFAULT_4XX" None, "every answer 4xx without one of its own";
    Default5xx "DEFAULT_5XX" None, "every answer 5xx without one of its own";
    ExpiredToken "EXPIRED_TOKEN" Some(403), "the caller's token is too old";
    IntegrationFailure "INTEGRATION_FAILURE" Some(504), "what stands behind the route failed";
    IntegrationTimeout "INTEGRATION_TIMEOUT" Some(504), "what stands behind the route took too long";
    InvalidApiKey "INVALID_API_KEY" Some(403), "the API key is missing or wrong";
    InvalidSignature "INVALID_SIGNATURE" Some(403), "the request is signed wrongly";
    MissingAuthenticationToken "MISSING_AUTHENTICATION_TOKEN" Some(403), "no route serves the request";
    QuotaExceeded "QUOTA_EXCEEDED" Some(429), "the usage plan's quota is used up";
    RequestTooLarge "REQUEST_TOO_LARGE" Some(413), "the request is too large";
    ResourceNotFound "RESOURCE_NOT_FOUND" Some(404), "there is no such resource";
    Throttled "THROTTLED" Some(429), "too many requests";
    Unauthorized "UNAUTHORIZED" Some(401), "the caller did not say who they are";
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" Some(415), "the media type cannot be passed on";
    WafFiltered "WAF_FILTERED" Some(403), "the web ACL says no";
}

pub(super) static RESPONSE: Node = Node::new("response", "What callers get when the gateway itself says no")
    .args(&[Slot::new("type", Type::OneOf(ResponseType::CHOICES), "which of the gateway's own answers")])
    .props(&[Slot::new("status", Type::Integer { min: 400, max: 599 }, "the status").depends("what AWS answers with")])
    .children(&[Child::many(&HEADER), Child::many(&BODY)]);

/// Every response but those that repeat an earlier one.
pub(super) fn responses(fields: &Fields, cx: &mut Context) -> Vec<GatewayResponse> {
    let mut responses: Vec<GatewayResponse> = Vec::new();
    for node in fields.children("response") {
        let Some(kind) = node.choice::<ResponseType>("type") else { continue };
        let response = GatewayResponse {
            kind,
            status: node.number("status"),
            headers: pairs(node, &HEADER, cx),
            bodies: pairs(node, &BODY, cx),
            span: node.header,
        };
        let mut same = responses.iter().filter(|other| other.kind.value == kind.value);
        match same.find(|other| cx.are_sound(&[other.kind.span, kind.span])) {
            Some(earlier) => {
                let problem = Diagnostic::error("E0208", format!("`{}` is given twice", kind.value.word()))
                    .at(kind.span, "given again")
                    .at(earlier.kind.span, "given here first")
                    .help("keep one of them");
                cx.push(problem);
            }
            None => responses.push(response),
        }
    }
    responses
}
