use crate::diag::{Diagnostic, Problems};
use crate::spec::{Expectation, ExpectedBody, Spec};

/// Bytes of an event that Lambda takes (aws-facts 20: 6 MB each way).
const LAMBDA: u64 = 6 * 1024 * 1024;

/// W0568: a body is expected to reach a function that Lambda does not take.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for expectation in &spec.expectations {
        let Expectation::Request(request) = expectation else { continue };
        let reaches = request.reaches.as_ref().filter(|block| block.value.kind() == "function");
        // A text is never that long: no line of a spec is.
        let (Some(reaches), Some(ExpectedBody::Size(size))) = (reaches, &request.body) else { continue };
        if size.value <= LAMBDA {
            continue;
        }
        let problem = Diagnostic::warning("W0568", "no function gets a body of more than 6 MB")
            .at(size.span, "more than Lambda takes in one event")
            .at(reaches.span, "is expected to get it")
            .help(
                "the gateway takes 10 MB and Lambda 6, about 4.5 where the media type is one of `binary-types`: expect `status=413`, \
                 or let clients put large things into a bucket",
            );
        problems.push(problem);
    }
}
