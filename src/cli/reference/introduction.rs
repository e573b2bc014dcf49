/// What declarations cannot tell: why somebody wants a block, and how one looks.
pub struct Introduction {
    /// The kind of block.
    pub block: &'static str,
    /// A paragraph or two, in Markdown.
    pub text: &'static str,
    /// Blocks without anything to complain about; those without a `stack` are meant to stand beside one.
    pub example: &'static str,
}

/// One for every kind of block.
pub fn introductions() -> &'static [Introduction] {
    ALL
}

/// That of one kind.
pub(super) fn of(block: &str) -> Option<&'static Introduction> {
    ALL.iter().find(|introduction| introduction.block == block)
}

macro_rules! introductions {
    ($($block:literal: $text:literal;)*) => {
        const ALL: &[Introduction] = &[$(Introduction {
            block: $block,
            text: $text,
            example: include_str!(concat!("examples/", $block, ".kdl")),
        },)*];
    };
}

introductions! {
    "stack": "Every spec has one. Its name and the environment are part of every name in AWS and of the folder the state lies in, so \
              stacks and environments never touch each other's resources. `--env` picks an environment; without it, the \
              first one is meant.";
    "include": "Keeps a large spec readable. The blocks of the other file count as if they stood here; complaints name the file they are \
                about. Files stay inside of the spec's folder.";
    "param": "What differs by environment and is no secret stands in the config file of the environment, `spec.<env>.kdl`. \
              `engine config set NAME VALUE` writes it.";
    "secret": "A secret is sealed in the config file of the environment and opened only for the call that needs it: it is in no plan, \
               no state and no log. `engine config set NAME --secret` asks for its value, `--generate` draws one.";
    "function": "A function answers for a gateway or decides who may call it. With it come its role, its log group, a published version \
                 for every change, and an alias that callers use, so that a change is never half there. `arn=` names one that exists \
                 already: it is called and never changed.";
    "gateway": "A gateway is a REST API with everything it serves in one deployment: a change of anything served is one new \
                deployment, and nothing is ever half there. Routes lead to functions, to HTTP servers, or answer by themselves; for every \
                function exactly the routes that lead to it may call it.";
    "waf": "A web ACL decides which requests get through to what it is on: the stages of gateways, or a distribution. Which of the two \
            it is for follows from who names it. The usual one lets through only what comes by the CDN, which proves it by a \
            secret header.";
    "rule-group": "Rules that several web ACLs share, with a capacity set aside for them that never changes. A web ACL uses it by a \
                   rule with `rule-group \"NAME\"` inside, and may let single rules of it do something else.";
    "ip-set": "Addresses with a name: rules refer to it, so that a list stands once. IPv4 and IPv6 may stand side by side; what AWS \
               wants apart is made apart, for every scope the set is used in.";
    "regex-set": "Regular expressions with a name, one of which is enough.";
    "bucket": "A bucket is private and encrypted. What lies in `files` is uploaded with its media type, and caches at the edge forget \
               what changed. A `cdn` that names it may read it, nobody else.";
    "zone": "A hosted zone the stack owns. Point the registrar at its name servers (`${zone.NAME.name-servers}`) once. A zone that \
             exists already needs no block: `zone=\"example.com\"` finds it.";
    "cdn": "A distribution in front of buckets, gateways and other web servers: behaviors choose the origin by path. Certificate and DNS \
            records follow from its aliases. Single-page applications and error pages are served within one behavior, so \
            that they never hide what an API answers.";
    "output": "What somebody wants to know after an apply: an address, an id. `engine output NAME` prints it for scripts.";
    "expect": "What must hold of the perimeter as a whole: which requests get through, who answers, who refuses. With \
               `--live` the requests are sent, and the status, who decided and the headers that the perimeter decides on are compared.";
}
