use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0902",
    title: "somebody else holds the lock",
    explanation: "Only one run at a time may change what is recorded of a stack in an environment. The message \
                  says who holds the lock; the operating system lets go of it when that process ends, however it \
                  ends.",
    bad: Example::Words("`engine apply` while another `engine apply` of the same environment runs"),
    good: Example::Words("`engine apply --lock-timeout 600`, which waits for it"),
};
