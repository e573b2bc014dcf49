use crate::kinds::aws::absent::or_none;
pub use crate::kinds::aws::association::Input;
use crate::kinds::aws::association::{Association, Product};
use crate::providers::{Hands, Refusal};

/// The WAFv2 web ACL that guards a resource. Output: `resource`.
pub type Wafv2Association = Association<Wafv2>;

/// The calls of WAFv2, which knows web ACLs by ARN.
pub struct Wafv2;

impl Product for Wafv2 {
    const NAME: &'static str = "wafv2-association";
    const TITLE: &'static str = "WAFv2 association";
    const WEB_ACL: &'static str = "ARN of the web ACL";
    const ACTIONS: &'static [&'static str] = &[
        "wafv2:AssociateWebACL",
        "wafv2:DisassociateWebACL",
        "wafv2:GetWebACLForResource",
        "wafv2:GetWebACL",
        "apigateway:SetWebACL",
    ];

    async fn associate(hands: &Hands, region: &str, web_acl: &str, resource: &str) -> Result<(), Refusal> {
        let client = hands.clients.wafv2(region);
        let call = || client.associate_web_acl().web_acl_arn(web_acl).resource_arn(resource).send();
        let _alone = hands.lane(&super::web_acl::lane(region, web_acl)).await;
        hands.write(("wafv2", "AssociateWebACL", region), call).await.map(|_| ())
    }

    async fn disassociate(hands: &Hands, region: &str, resource: &str) -> Result<(), Refusal> {
        let client = hands.clients.wafv2(region);
        let call = || client.disassociate_web_acl().resource_arn(resource).send();
        hands.write(("wafv2", "DisassociateWebACL", region), call).await.map(|_| ())
    }

    async fn web_acl(hands: &Hands, region: &str, resource: &str) -> Result<Option<String>, Refusal> {
        let client = hands.clients.wafv2(region);
        let call = || client.get_web_acl_for_resource().resource_arn(resource).send();
        let answer = or_none(hands.read(("wafv2", "GetWebACLForResource", region), call).await)?;
        Ok(answer.and_then(|answer| answer.web_acl).map(|acl| acl.arn))
    }
}
