use crate::sandbox::Element;

/// Fills a `DistributionConfig` up with what CloudFront says about everything that was left out, and puts its unordered lists
/// into the order CloudFront likes, which is never the one they were sent in.
pub(super) fn fill(config: &mut Element) {
    for name in ["Aliases", "OriginGroups", "CacheBehaviors", "CustomErrorResponses"] {
        config.default_child(quantity(name, 0));
    }
    config.default_child(Element::leaf("DefaultRootObject", ""));
    config.default_child(Element::node(
        "Logging",
        [
            Element::leaf("Enabled", "false"),
            Element::leaf("IncludeCookies", "false"),
            Element::leaf("Bucket", ""),
            Element::leaf("Prefix", ""),
        ],
    ));
    config.default_child(Element::leaf("PriceClass", "PriceClass_All"));
    config.default_child(Element::node("ViewerCertificate", [Element::leaf("CloudFrontDefaultCertificate", "true")]));
    config.default_child(Element::node("Restrictions", []));
    for (name, value) in [
        ("WebACLId", ""),
        ("HttpVersion", "http2"),
        ("IsIPV6Enabled", "true"),
        ("ContinuousDeploymentPolicyId", ""),
        ("Staging", "false"),
    ] {
        config.default_child(Element::leaf(name, value));
    }
    if let Some(restrictions) = config.child_mut("Restrictions") {
        restrictions.default_child(Element::node(
            "GeoRestriction",
            [Element::leaf("RestrictionType", "none"), Element::leaf("Quantity", "0")],
        ));
        if let Some(geo) = restrictions.child_mut("GeoRestriction") {
            reorder_items(geo, |country| std::cmp::Reverse(country.to_owned()));
        }
    }
    if let Some(certificate) = config.child_mut("ViewerCertificate") {
        fill_certificate(certificate);
    }
    if let Some(aliases) = config.child_mut("Aliases") {
        reorder_items(aliases, |alias| (alias.len(), alias.to_owned()));
    }
    each_item(config, "Origins", fill_origin);
    each_item(config, "CacheBehaviors", fill_behavior);
    each_item(config, "CustomErrorResponses", |response| {
        response.default_child(Element::leaf("ResponsePagePath", ""));
        response.default_child(Element::leaf("ResponseCode", ""));
        response.default_child(Element::leaf("ErrorCachingMinTTL", "10"));
    });
    if let Some(default) = config.child_mut("DefaultCacheBehavior") {
        fill_behavior(default);
    }
}

fn quantity(name: &str, count: usize) -> Element {
    Element::node(name, [Element::leaf("Quantity", count.to_string())])
}

fn each_item(config: &mut Element, list: &str, change: impl Fn(&mut Element)) {
    if let Some(items) = config.child_mut(list).and_then(|list| list.child_mut("Items")) {
        items.children.iter_mut().for_each(change);
    }
}

fn reorder_items<K: Ord>(list: &mut Element, key: impl Fn(&str) -> K) {
    if let Some(items) = list.child_mut("Items") {
        items.children.sort_by_key(|item| key(&item.text));
    }
}

fn fill_certificate(certificate: &mut Element) {
    if certificate.text_of("CloudFrontDefaultCertificate") == "true" {
        // Whatever minimum is asked for, the default certificate is served with TLSv1.
        *certificate = Element::node(
            "ViewerCertificate",
            [
                Element::leaf("CloudFrontDefaultCertificate", "true"),
                Element::leaf("SSLSupportMethod", "vip"),
                Element::leaf("MinimumProtocolVersion", "TLSv1"),
                Element::leaf("CertificateSource", "cloudfront"),
            ],
        );
        return;
    }
    certificate.default_child(Element::leaf("CloudFrontDefaultCertificate", "false"));
    certificate.default_child(Element::leaf("MinimumProtocolVersion", "TLSv1"));
    if let Some(arn) = certificate.child("ACMCertificateArn").map(|arn| arn.text.clone()) {
        certificate.set(Element::leaf("Certificate", arn));
        certificate.set(Element::leaf("CertificateSource", "acm"));
    }
}

fn fill_origin(origin: &mut Element) {
    origin.default_child(Element::leaf("OriginPath", ""));
    origin.default_child(quantity("CustomHeaders", 0));
    origin.default_child(Element::leaf("ConnectionAttempts", "3"));
    origin.default_child(Element::leaf("ConnectionTimeout", "10"));
    origin.default_child(Element::node("OriginShield", [Element::leaf("Enabled", "false")]));
    origin.default_child(Element::leaf("OriginAccessControlId", ""));
    if let Some(custom) = origin.child_mut("CustomOriginConfig") {
        custom.default_child(Element::leaf("OriginReadTimeout", "30"));
        custom.default_child(Element::leaf("OriginKeepaliveTimeout", "5"));
        custom.default_child(Element::leaf("IpAddressType", "ipv4"));
        let protocols = ["TLSv1.2", "TLSv1.1", "TLSv1"];
        custom.default_child(Element::node(
            "OriginSslProtocols",
            [
                Element::leaf("Quantity", "3"),
                Element::node("Items", protocols.map(|protocol| Element::leaf("SslProtocol", protocol))),
            ],
        ));
    }
}

/// The order CloudFront gives methods back in.
const METHODS: [&str; 7] = ["HEAD", "DELETE", "POST", "GET", "OPTIONS", "PUT", "PATCH"];

fn fill_behavior(behavior: &mut Element) {
    for name in ["TrustedSigners", "TrustedKeyGroups"] {
        behavior
            .default_child(Element::node(name, [Element::leaf("Enabled", "false"), Element::leaf("Quantity", "0")]));
    }
    let read_only = || {
        [
            Element::leaf("Quantity", "2"),
            Element::node("Items", [Element::leaf("Method", "HEAD"), Element::leaf("Method", "GET")]),
        ]
    };
    behavior.default_child(Element::node("AllowedMethods", read_only()));
    if let Some(allowed) = behavior.child_mut("AllowedMethods") {
        let place = |method: &str| METHODS.iter().position(|known| *known == method);
        allowed.default_child(Element::node("CachedMethods", read_only()));
        reorder_items(allowed, place);
        if let Some(cached) = allowed.child_mut("CachedMethods") {
            reorder_items(cached, place);
        }
    }
    behavior.default_child(Element::leaf("SmoothStreaming", "false"));
    behavior.default_child(Element::leaf("Compress", "false"));
    behavior.default_child(quantity("LambdaFunctionAssociations", 0));
    behavior.default_child(quantity("FunctionAssociations", 0));
    behavior.default_child(Element::leaf("FieldLevelEncryptionId", ""));
    behavior.default_child(Element::node("GrpcConfig", [Element::leaf("Enabled", "false")]));
}
