/// What AWS publishes of the intent of its managed rule groups (AWS WAF documentation, "AWS Managed Rules rule groups list");
/// their rules are not published. Empty for groups that are not known here.
pub(super) fn intent(vendor: &str, name: &str) -> &'static str {
    if vendor != "AWS" {
        return "";
    }
    match name.strip_prefix("AWSManagedRules").unwrap_or(name) {
        "CommonRuleSet" => {
            "blocks commonly known exploits, requests without `User-Agent`, bodies over 8 KB, queries over 2 KB, paths over 1 KB"
        }
        "AdminProtectionRuleSet" => "blocks access to administrative pages that are exposed by mistake",
        "KnownBadInputsRuleSet" => {
            "blocks patterns that are known to look for or exploit vulnerabilities, Log4j's among them"
        }
        "SQLiRuleSet" => "blocks SQL injection",
        "LinuxRuleSet" => "blocks what exploits Linux, local file inclusion among it",
        "UnixRuleSet" => "blocks what exploits POSIX systems, command injection among it",
        "WindowsRuleSet" => "blocks what exploits Windows, PowerShell commands among it",
        "PHPRuleSet" => "blocks what exploits PHP, injection of unsafe functions among it",
        "WordPressRuleSet" => "blocks what exploits WordPress sites",
        "AmazonIpReputationList" => "blocks addresses that Amazon's threat intelligence knows as bots and attackers",
        "AnonymousIpList" => {
            "blocks addresses of services that hide who asks: VPNs, proxies, Tor nodes, hosting providers"
        }
        "BotControlRuleSet" => "finds requests of bots",
        "ATPRuleSet" => "finds attempts to log in with stolen credentials",
        "ACFPRuleSet" => "finds attempts to make accounts by fraud",
        "AntiDDoSRuleSet" => "finds requests that take part in denial-of-service attacks",
        _ => "",
    }
}
