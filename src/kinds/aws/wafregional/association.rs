use crate::kinds::aws::absent::or_none;
pub use crate::kinds::aws::association::Input;
use crate::kinds::aws::association::{Association, Product};
use crate::providers::{Hands, Refusal};

/// The Classic web ACL that guards a resource. Output: `resource`.
pub type ClassicAssociation = Association<Classic>;

/// The calls of WAF Classic Regional, which knows web ACLs by id.
pub struct Classic;

impl Product for Classic {
    const NAME: &'static str = "classic-association";
    const TITLE: &'static str = "WAF Classic association";
    const WEB_ACL: &'static str = "Id of the web ACL";
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:AssociateWebACL",
        "waf-regional:DisassociateWebACL",
        "waf-regional:GetWebACLForResource",
        "waf-regional:GetWebACL",
        "apigateway:SetWebACL",
    ];

    async fn associate(hands: &Hands, region: &str, web_acl: &str, resource: &str) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = || client.associate_web_acl().web_acl_id(web_acl).resource_arn(resource).send();
        hands.write(("waf-regional", "AssociateWebACL"), call).await.map(|_| ())
    }

    async fn disassociate(hands: &Hands, region: &str, resource: &str) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(region);
        let call = || client.disassociate_web_acl().resource_arn(resource).send();
        hands.write(("waf-regional", "DisassociateWebACL"), call).await.map(|_| ())
    }

    async fn web_acl(hands: &Hands, region: &str, resource: &str) -> Result<Option<String>, Refusal> {
        let client = hands.clients.wafregional(region);
        let call = || client.get_web_acl_for_resource().resource_arn(resource).send();
        let answer = or_none(hands.read(("waf-regional", "GetWebACLForResource"), call).await)?;
        Ok(answer.and_then(|answer| answer.web_acl_summary).map(|acl| acl.web_acl_id))
    }
}
