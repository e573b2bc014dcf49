use super::declare::Form;

/// The name of a block: it becomes part of physical names, so it must suit the narrowest of them (S3 buckets).
pub(super) const BLOCK_NAME: Form = Form {
    wanted: "a name of lower-case letters, digits and `-`",
    holds: |text| {
        text.len() <= 40
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && !text.ends_with('-')
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    },
    help: "it begins with a letter, has at most 40 characters and does not end with `-`; it becomes part of physical names",
};

/// The name of a value: param, secret, output.
pub(super) const VALUE_NAME: Form = Form {
    wanted: "a name of letters, digits, `-` and `_`",
    holds: |text| {
        text.len() <= 64
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    },
    help: "it begins with a letter and has at most 64 characters",
};

/// AWS region codes have this shape; whether one exists only AWS knows.
pub(super) const REGION: Form = Form {
    wanted: "an AWS region",
    holds: |text| {
        let parts: Vec<_> = text.split('-').collect();
        parts.len() >= 3
            && parts.iter().rev().skip(1).all(|part| part.len() >= 2 && part.chars().all(|c| c.is_ascii_lowercase()))
            && parts.last().is_some_and(|last| last.len() == 1 && last.chars().all(|c| c.is_ascii_digit()))
    },
    help: "regions look like `us-east-2` or `eu-central-1`",
};

/// RFC 9110, section 5.1: a field name is a token.
pub(super) const HEADER_NAME: Form = Form {
    wanted: "a header name",
    holds: |text| {
        !text.is_empty()
            && text.len() <= 256
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    },
    help: "a header name has letters, digits and `-`, without blanks or `:`",
};

/// Lambda: `[a-zA-Z]([a-zA-Z0-9_])+`, and not what the runtime reserves.
pub(super) const VARIABLE_NAME: Form = Form {
    wanted: "the name of an environment variable",
    holds: |text| {
        text.len() >= 2
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && ![
                "AWS_LAMBDA_",
                "AWS_REGION",
                "AWS_DEFAULT_REGION",
                "AWS_ACCESS_KEY",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
            ]
            .iter()
            .any(|reserved| text.starts_with(reserved))
    },
    help: "it has at least two letters, digits or `_` and begins with a letter; `AWS_REGION`, the `AWS_` names of credentials and `AWS_LAMBDA_…` are set by Lambda itself",
};

/// Lambda: `(?!^[0-9]+$)[a-zA-Z0-9-_]+`, at most 128.
pub(super) const ALIAS_NAME: Form = Form {
    wanted: "the name of an alias",
    holds: |text| {
        !text.is_empty()
            && text.len() <= 128
            && !text.chars().all(|c| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    },
    help: "it has letters, digits, `-` and `_`, and is not a number alone",
};

/// Lambda counts versions from 1 and never gives a number twice.
pub(super) const PUBLISHED: Form = Form {
    wanted: "`newest` or the number of a version",
    holds: |text| {
        text == "newest"
            || (text.len() <= 18
                && !text.starts_with('0')
                && !text.is_empty()
                && text.chars().all(|c| c.is_ascii_digit()))
    },
    help: "versions have numbers, `\"7\"`; `engine state show function.NAME/version` says the newest",
};

/// A domain name, perhaps with a leading `*.`.
pub(super) const DOMAIN: Form = Form {
    wanted: "a domain name",
    holds: |text| {
        let name = text.strip_prefix("*.").unwrap_or(text);
        name.len() <= 253
            && name.contains('.')
            && name.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            })
    },
    help: "write it as in `www.example.com`, without `https://`, `/` or a final dot",
};

/// A hosted zone that exists already.
pub(super) const ZONE: Form = Form {
    wanted: "a domain name or the id of a hosted zone",
    holds: |text| is_zone_id(text) || (DOMAIN.holds)(text),
    help: "write the domain as in `example.com`, or the id as in `Z0123456789ABCDEFGHIJ`",
};

/// CloudFront: policies are known by UUIDs.
pub(super) const POLICY_ID: Form = Form {
    wanted: "the id of a policy",
    holds: |text| {
        text.len() == 36
            && text.char_indices().all(|(at, c)| match at {
                8 | 13 | 18 | 23 => c == '-',
                _ => c.is_ascii_digit() || ('a'..='f').contains(&c),
            })
    },
    help: "ids look like `658327ea-f89d-4fab-a63d-7e88639e58f6`",
};

/// Route 53: ids of hosted zones begin with `Z`.
pub(super) fn is_zone_id(text: &str) -> bool {
    (8..=32).contains(&text.len())
        && text.starts_with('Z')
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// The host name of a web server: a domain name that is no pattern.
pub(super) const HOST: Form = Form {
    wanted: "a host name",
    holds: |text| !text.starts_with('*') && (DOMAIN.holds)(text),
    help: "write it as in `api.example.com`, without `https://`, port or path",
};

/// CloudFront: what is put before the path of every request to an origin.
pub(super) const ORIGIN_PATH: Form = Form {
    wanted: "the path of an origin",
    holds: |text| {
        text.len() > 1
            && text.len() <= 255
            && text.starts_with('/')
            && !text.ends_with('/')
            && !text.contains(['?', '#', ' '])
    },
    help: "it begins with `/`, does not end with one, and has at most 255 characters",
};

/// CORS: a site by scheme and host, whose host may begin with `*.`, or all of them.
pub(super) const CORS_ORIGIN: Form = Form {
    wanted: "a site",
    holds: |text| {
        let rest = text.strip_prefix("https://").or(text.strip_prefix("http://")).unwrap_or(text);
        text == "*" || (!rest.is_empty() && !rest.contains(['/', ' ', '?', '#', ',']))
    },
    help: "sites look like `https://www.example.com`, without a path; `*` is all of them",
};

/// CORS: the verbs CloudFront knows.
pub(super) const CORS_METHOD: Form = Form {
    wanted: "a verb",
    holds: |text| ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE", "ALL"].contains(&text),
    help: "GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE, or ALL",
};

/// CloudFront: what the names of log files begin with.
pub(super) const LOG_PREFIX: Form = Form {
    wanted: "the beginning of file names",
    holds: |text| text.len() <= 256 && !text.starts_with('/'),
    help: "it does not begin with `/` and has at most 256 characters, as in `cdn/`",
};

/// The path of a page, as viewers ask for it.
pub(super) const PAGE_PATH: Form = Form {
    wanted: "the path of a page",
    holds: |text| {
        text.len() > 1 && text.starts_with('/') && !text.contains(['?', '#', ' ', '*']) && !text.ends_with('/')
    },
    help: "it begins with `/`, as in `/errors/404.html`",
};

/// What the names of a distribution's functions and policies begin with.
pub(super) const EDGE_NAME: Form = Form {
    wanted: "a name of letters, digits, `-` and `_`",
    holds: |text| {
        !text.is_empty() && text.len() <= 36 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    },
    help: "it has at most 36 characters, because more is put behind it",
};

/// IAM: `service:Action`, perhaps with `*`.
pub(super) const IAM_ACTION: Form = Form {
    wanted: "an IAM action",
    holds: |text| {
        let word =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-*?".contains(c));
        text == "*" || text.split_once(':').is_some_and(|(service, action)| word(service) && word(action))
    },
    help: "actions look like `s3:GetObject` or `dynamodb:*`",
};

/// A folder in a container image.
pub(super) const ABSOLUTE_PATH: Form = Form {
    wanted: "a folder of the image",
    holds: |text| text.starts_with('/') && text.len() <= 1_000,
    help: "it begins with `/`, as in `/app`",
};

/// The ARN of a function with what is called of it.
pub(super) const FUNCTION_ARN: Form = Form {
    wanted: "the ARN of an alias or version of a function",
    holds: |text| {
        let parts: Vec<&str> = text.split(':').collect();
        matches!(parts[..], ["arn", _, "lambda", region, account, "function", name, qualifier]
            if !region.is_empty()
                && account.len() == 12
                && account.chars().all(|c| c.is_ascii_digit())
                && !name.is_empty()
                && !qualifier.is_empty()
                && qualifier != "$LATEST")
    },
    help: "it looks like `arn:aws:lambda:us-east-2:111122223333:function:orders:live`; AWS grants nobody `$LATEST`",
};

/// A media type, `image/png` or `*/*`.
pub(super) const MEDIA_TYPE: Form = Form {
    wanted: "a media type",
    holds: |text| {
        let part = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-*".contains(c))
        };
        text.split_once('/').is_some_and(|(kind, rest)| part(kind) && part(rest))
    },
    help: "media types look like `image/png`, `font/*` or `*/*`",
};

/// ISO 3166-1 alpha-2.
pub(super) const COUNTRY: Form = Form {
    wanted: "a country code",
    holds: |text| text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase()),
    help: "country codes have two upper-case letters (ISO 3166-1), such as `FR`",
};

/// A path beside the spec: relative and not upwards.
pub(super) const RELATIVE_PATH: Form = Form {
    wanted: "a path beside the spec",
    holds: |text| {
        !text.is_empty()
            && !text.starts_with(['/', '\\', '~'])
            && !text.contains(['\0', ':'])
            && !text.split(['/', '\\']).any(|part| part == "..")
    },
    help: "paths are relative to the folder of the spec and do not leave it",
};

/// CloudFront: at most 255 of these characters (aws-facts 16.1).
pub(super) const PATH_PATTERN: Form = Form {
    wanted: "a path pattern",
    holds: |text| {
        !text.is_empty()
            && text.len() <= 255
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.*$/~\"'@:+&?".contains(c))
    },
    help: "a pattern has letters, digits, `/`, `*` (any run of characters) and `?` (one character), at most 255",
};

/// WAF: names of rules.
pub(super) const RULE_NAME: Form = Form {
    wanted: "the name of a rule",
    holds: |text| {
        !text.is_empty() && text.len() <= 128 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    },
    help: "it has letters, digits, `-` and `_`, at most 128 characters",
};

/// An object key without a leading slash.
pub(super) const OBJECT_KEY: Form = Form {
    wanted: "the name of a file in the bucket",
    holds: |text| !text.is_empty() && text.len() <= 255 && !text.starts_with('/'),
    help: "write it without a leading `/`, as in `index.html`",
};

/// The code of a diagnostic.
pub(super) const CODE: Form = Form {
    wanted: "the code of a finding",
    holds: |text| text.len() == 5 && text.starts_with(['E', 'W']) && text.chars().skip(1).all(|c| c.is_ascii_digit()),
    help: "codes look like `W0508`; it stands in brackets behind `warning`",
};

/// What may not be empty.
pub(super) const NOT_EMPTY: Form =
    Form { wanted: "some text", holds: |text| !text.trim().is_empty(), help: "it may not be empty" };

/// A value API Gateway puts into an answer as it stands: it goes between single quotes there.
pub(super) const STATIC_VALUE: Form = Form {
    wanted: "a value without `'`",
    holds: |text| !text.is_empty() && text.chars().all(|c| c != '\'' && !c.is_control()),
    help: "API Gateway writes fixed values between single quotes, so they hold none, and no line break",
};

/// An origin as browsers send it (RFC 6454), or `*`.
pub(super) const ORIGIN: Form = Form {
    wanted: "an origin",
    holds: |text| {
        let host = |host: &str| {
            let (name, port) = host.split_once(':').unwrap_or((host, "0"));
            !name.is_empty()
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c))
                && port.parse::<u16>().is_ok()
        };
        text == "*" || text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).is_some_and(host)
    },
    help: "browsers send scheme and host in lower case, without a path: `https://app.example.com`; or write `*`",
};

/// Where an HTTP integration sends requests.
pub(super) const WEB_URL: Form = Form {
    wanted: "the address of an HTTP server",
    holds: |text| {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        rest.is_some_and(|rest| {
            rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '$')
                && rest.chars().all(|c| c.is_ascii_graphic() && !"\"'<>\\^`|".contains(c))
        })
    },
    help: "write it as in `https://legacy.example.com/items/{id}`",
};

/// API Gateway: names of stages.
pub(super) const STAGE_NAME: Form = Form {
    wanted: "the name of a stage",
    holds: |text| {
        !text.is_empty() && text.len() <= 128 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    },
    help: "it has letters, digits, `-` and `_`, at most 128 characters",
};

/// API Gateway: names of stage variables.
pub(super) const STAGE_VARIABLE: Form = Form {
    wanted: "the name of a stage variable",
    holds: |text| !text.is_empty() && text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
    help: "it has letters, digits and `_`, at most 64 characters",
};

/// API Gateway: values of stage variables.
pub(super) const STAGE_VALUE: Form = Form {
    wanted: "the value of a stage variable",
    holds: |text| text.len() <= 512 && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#&=,".contains(c)),
    help: "it has letters, digits and `-._~:/?#&=,`, at most 512 characters",
};

/// API Gateway: a line of an access log names the request it is about.
pub(super) const LOG_LINE: Form = Form {
    wanted: "a line that says which request it is about",
    holds: |text| {
        !text.contains(['\n', '\r'])
            && (text.contains("$context.requestId") || text.contains("$context.extendedRequestId"))
    },
    help: "it is one line and has `$context.requestId` or `$context.extendedRequestId` in it",
};

/// An amount in bytes: `8192`, `"8KB"`, `"7MB"`.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let factor = match text[digits..].trim() {
        "" | "B" => 1,
        "KB" | "KiB" => 1_024,
        "MB" | "MiB" => 1_048_576,
        _ => return None,
    };
    text[..digits].parse::<u64>().ok()?.checked_mul(factor)
}

/// WAF: how long something is.
pub(super) const SIZE_TEST: Form = Form {
    wanted: "a comparison of a size",
    holds: |text| super::waf::is_size_test(text),
    help: "it is `>`, `>=`, `<`, `<=`, `=` or `!=` and an amount, as in `\"> 8192\"` or `\"<= 8KB\"`",
};

/// WAF: the path of a page for accounts, or an expression of it.
pub(super) const ACCOUNT_PATH: Form = Form {
    wanted: "the path of a page",
    holds: |text| (1..=256).contains(&text.chars().count()) && !text.contains(char::is_whitespace),
    help: "it begins with `/`, as in `/web/login`, and has at most 256 characters",
};

/// RFC 6901.
pub(super) const JSON_POINTER: Form = Form {
    wanted: "a JSON pointer",
    holds: |text| text.len() <= 512 && text.starts_with('/'),
    help: "it begins with `/`, as in `/user/name` or `/items/0/price`",
};

fn is_label(text: &str) -> bool {
    (1..=1_024).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-:".contains(c))
}

/// WAF: a label, or a namespace of labels.
pub(super) const LABEL: Form = Form {
    wanted: "a label",
    holds: is_label,
    help: "it has letters, digits, `-`, `_` and `:` between its parts, at most 1,024 characters",
};

/// WAF: a label one puts on requests oneself.
pub(super) const NEW_LABEL: Form = Form {
    wanted: "a label of one's own",
    holds: |text| is_label(text) && !text.starts_with("awswaf:") && !text.ends_with(':'),
    help: "it has letters, digits, `-`, `_` and `:` between its parts; AWS puts `awswaf:…:` before it by itself",
};

/// WAF: a label in a filter of logs, which knows no namespaces.
pub(super) const LOG_LABEL: Form = Form {
    wanted: "a label",
    holds: |text| is_label(text) && !text.ends_with(':'),
    help: "filters of logs want all of it: `partner`, or `awswaf:managed:aws:core-rule-set:NoUserAgent_Header`",
};

/// WAF: headers it adds to requests and answers.
pub(super) const WAF_HEADER: Form = Form {
    wanted: "a header name",
    holds: |text| {
        (1..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "._$-".contains(c))
    },
    help: "it has letters, digits, `-`, `_`, `.` and `$`, at most 64 characters",
};
