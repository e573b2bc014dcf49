use std::fmt;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// What a failure means for whoever made the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Too many requests; the call did not happen.
    Throttled,
    /// The service failed (5xx); whether the call happened is unknown for creates.
    Transient,
    /// Somebody else is writing the same thing; read again, then retry.
    Busy,
    /// What is referred to is not visible yet; wait and retry.
    NotYet,
    /// Something still depends on it; wait for it to let go.
    InUse,
    /// It is not there.
    NotFound,
    /// Something of that name is there.
    Exists,
    /// The call never left this machine.
    NotSent,
    /// It was sent, no answer came: it may or may not have happened.
    Lost,
    /// Repeating it does not help.
    Permanent,
}

/// A call that did not do what it was asked to, with what the service said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `lambda`, `apigateway`, …; `engine` when no call was made.
    pub service: &'static str,
    /// `CreateFunction`.
    pub operation: &'static str,
    /// The service's error code, `ResourceConflictException`.
    pub code: String,
    /// The service's words, with every opened secret masked.
    pub message: String,
    /// The service's id of the call, for AWS support; absent when no answer carried one.
    pub request_id: Option<String>,
    /// What may be done about it.
    pub class: Class,
}

impl Refusal {
    /// A refusal that no service spoke: a precondition that does not hold.
    pub fn local(code: &str, message: impl Into<String>) -> Self {
        Self {
            service: "engine",
            operation: "",
            code: code.into(),
            message: message.into(),
            request_id: None,
            class: Class::Permanent,
        }
    }

    /// A recorded or planned input that is not of the kind's shape.
    pub fn unreadable(kind: &str, problem: &serde_json::Error) -> Self {
        Self::local("UnreadableInput", format!("the recorded input of this {kind} cannot be read: {problem}"))
    }

    /// Something stands where ours should be and does not carry our marker.
    pub fn foreign(what: impl Into<String>) -> Self {
        Self::local("Foreign", what)
    }

    /// A field was still waiting for another resource when it was needed.
    pub fn unresolved(field: &str) -> Self {
        Self::local("Unresolved", format!("`{field}` is not known although everything it depends on is done"))
    }

    /// How long the service asked to be left alone: the `Retry-After` header in seconds, or `retryAfterSeconds` in a JSON body
    /// (API Gateway). Five minutes at most.
    pub(super) fn pause_asked<E>(error: &SdkError<E, HttpResponse>) -> Option<Duration> {
        let SdkError::ServiceError(context) = error else { return None };
        let raw = context.raw();
        let of_header = || raw.headers().get("retry-after")?.trim().parse::<f64>().ok();
        let of_body = || {
            let body: serde_json::Value = serde_json::from_slice(raw.body().bytes()?).ok()?;
            let seconds = body.get("retryAfterSeconds")?;
            seconds.as_f64().or_else(|| seconds.as_str()?.parse().ok())
        };
        let seconds = of_header().or_else(of_body).filter(|seconds| *seconds > 0.0)?;
        Some(Duration::from_secs_f64(seconds.min(300.0)))
    }

    pub(super) fn from_sdk<E>(service: &'static str, operation: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let refusal = |code: &str, message: String, class| Self {
            service,
            operation,
            code: code.into(),
            message,
            request_id: None,
            class,
        };
        match error {
            SdkError::ServiceError(context) => {
                let status = context.raw().status().as_u16();
                let code = context.err().code().unwrap_or("Unknown").to_owned();
                let message = context.err().message().unwrap_or("").to_owned();
                let class = classify(service, &code, &message, status);
                let headers = context.raw().headers();
                let request_id = ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"]
                    .iter()
                    .find_map(|name| headers.get(*name))
                    .map(str::to_owned);
                Self { request_id, ..refusal(&code, message, class) }
            }
            SdkError::ConstructionFailure(_) => refusal("InvalidRequest", innermost(error), Class::Permanent),
            SdkError::DispatchFailure(failure) if failure.is_io() || failure.is_timeout() => {
                refusal("NoAnswer", innermost(error), Class::Lost)
            }
            SdkError::DispatchFailure(_) => refusal("NotSent", innermost(error), Class::NotSent),
            SdkError::TimeoutError(_) => refusal("Timeout", innermost(error), Class::Lost),
            SdkError::ResponseError(_) => refusal("UnreadableAnswer", innermost(error), Class::Lost),
            _ => refusal("Unknown", innermost(error), Class::Lost),
        }
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut parts = vec![error.to_string()];
    let mut next = error.source();
    while let Some(inner) = next {
        let text = inner.to_string();
        if parts.last() != Some(&text) {
            parts.push(text);
        }
        next = inner.source();
    }
    parts.join(": ")
}

/// Error classes by code, and by message only where AWS gives one code two meanings.
fn classify(service: &str, code: &str, message: &str, status: u16) -> Class {
    match code {
        "Throttling" | "ThrottlingException" | "TooManyRequestsException" | "RequestLimitExceeded" | "SlowDown" => {
            return Class::Throttled;
        }
        "LimitExceededException" if status == 429 => return Class::Throttled,
        "WAFOptimisticLockException"
        | "WAFStaleDataException"
        | "ConcurrentModification"
        | "ConcurrentModificationException"
        | "PriorRequestNotComplete"
        | "OperationAborted"
        | "OperationAbortedException"
        | "PreconditionFailed"
        | "InvalidIfMatchVersion" => return Class::Busy,
        // API Gateway and Lambda use one code for "already exists" and for "somebody else is writing"; only the words differ.
        "ConflictException" if service == "apigateway" => {
            return if message.to_ascii_lowercase().contains("try again later") { Class::Busy } else { Class::Exists };
        }
        "BadRequestException" if service == "apigateway" && message.contains("try again later") => return Class::Busy,
        "BadRequestException" if service == "apigateway" && message.contains("Active stages") => return Class::InUse,
        // "…: An update is in progress for resource …", "…: The resource … is currently in the following state: 'Pending'".
        "ResourceConflictException"
            if service == "lambda" && message.contains("operation cannot be performed at this time") =>
        {
            return Class::Busy;
        }
        "ResourceConflictException" if service == "lambda" && message.contains("aliases reference it") => {
            return Class::InUse;
        }
        "ResourceConflictException" if service == "lambda" => return Class::Exists,
        "InvalidParameterValueException" if service == "lambda" && message.contains("cannot be assumed") => {
            return Class::NotYet;
        }
        "InvalidParameterValueException"
            if service == "lambda"
                && ["role does not have permissions", "throttled by EC2", "invalid for CreateGrant"]
                    .iter()
                    .any(|words| message.contains(words)) =>
        {
            return Class::NotYet;
        }
        "WAFUnavailableEntityException" | "InvalidViewerCertificate" => return Class::NotYet,
        "MalformedPolicyDocument" | "MalformedPolicy" if message.contains("nvalid principal") => return Class::NotYet,
        "ResourceInUseException"
        | "OriginAccessControlInUse"
        | "FunctionInUse"
        | "CachePolicyInUse"
        | "OriginRequestPolicyInUse"
        | "ResponseHeadersPolicyInUse"
        | "DistributionNotDisabled"
        | "WAFAssociatedItemException"
        | "WAFReferencedItemException"
        | "WAFNonEmptyEntityException"
        | "DeleteConflict"
        | "BucketNotEmpty"
        | "HostedZoneNotEmpty"
        | "ResourceInUse" => return Class::InUse,
        "EntityAlreadyExists"
        | "DistributionAlreadyExists"
        | "OriginAccessControlAlreadyExists"
        | "FunctionAlreadyExists"
        | "CachePolicyAlreadyExists"
        | "OriginRequestPolicyAlreadyExists"
        | "ResponseHeadersPolicyAlreadyExists"
        | "BucketAlreadyOwnedByYou"
        | "BucketAlreadyExists"
        | "HostedZoneAlreadyExists"
        | "WAFDuplicateItemException"
        | "ResourceAlreadyExistsException" => return Class::Exists,
        _ => {}
    }
    let absent = code.starts_with("NoSuch")
        || code.contains("NotFound")
        || matches!(code, "WAFNonexistentItemException" | "NotFound");
    match status {
        _ if absent => Class::NotFound,
        404 => Class::NotFound,
        429 => Class::Throttled,
        500..=599 => Class::Transient,
        _ => Class::Permanent,
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.operation.is_empty() {
            write!(f, "{} {}: ", self.service, self.operation)?;
        }
        write!(f, "{}", self.code)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " (request {id})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_with_two_meanings_is_split_by_its_words() {
        let busy = "Unable to complete operation due to concurrent modification. Please try again later.";
        assert_eq!(classify("apigateway", "ConflictException", busy, 409), Class::Busy);
        assert_eq!(
            classify("apigateway", "ConflictException", "Another resource with the same parent", 409),
            Class::Exists
        );
        let updating = "The operation cannot be performed at this time. An update is in progress for resource";
        assert_eq!(classify("lambda", "ResourceConflictException", updating, 409), Class::Busy);
        assert_eq!(classify("lambda", "ResourceConflictException", "Function already exist: x", 409), Class::Exists);
        let pending = "The operation cannot be performed at this time. The resource x is currently in the following state: 'Pending'.";
        assert_eq!(classify("lambda", "ResourceConflictException", pending, 409), Class::Busy);
        let aliased = "Unable to delete version because the following aliases reference it: [live]";
        assert_eq!(classify("lambda", "ResourceConflictException", aliased, 409), Class::InUse);
    }

    #[test]
    fn a_server_error_is_transient_and_an_unknown_refusal_is_final() {
        assert_eq!(classify("lambda", "ServiceException", "", 500), Class::Transient);
        assert_eq!(classify("iam", "AccessDenied", "", 403), Class::Permanent);
        assert_eq!(classify("iam", "NoSuchEntity", "", 404), Class::NotFound);
    }
}
