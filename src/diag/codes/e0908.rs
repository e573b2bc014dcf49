use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0908",
    title: "secrets under another key",
    explanation: "The config file of the environment is sealed under another key than at the last apply. If the \
                  file was swapped by mistake, going on would replace every secret that stands.",
    bad: Example::Words("`spec.prod.kdl` copied over `spec.dev.kdl`"),
    good: Example::Words("the former file, or --accept-new-key when the new one is meant"),
};
