use serde_json::Value;

/// A statement of a function's resource policy, as `GetPolicy` gives it.
pub(super) struct Statement(Value);

impl Statement {
    /// The statement with this id in a policy document.
    pub(super) fn find(policy: &str, sid: &str) -> Option<Self> {
        let policy: Value = serde_json::from_str(policy).ok()?;
        let statement = policy.get("Statement")?.as_array()?.iter().find(|statement| statement["Sid"] == sid)?;
        Some(Self(statement.clone()))
    }

    /// Who may call: a service, an ARN or `*`; an account's root in the spelling that was recorded (twelve digits or ARN).
    pub(super) fn principal_as(&self, recorded: &str) -> String {
        let principal = &self.0["Principal"];
        let name =
            [principal, &principal["Service"], &principal["AWS"]].into_iter().find_map(Value::as_str).unwrap_or("");
        let account = name.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(3));
        if name.ends_with(":root") && account == Some(recorded) { recorded.to_owned() } else { name.to_owned() }
    }

    pub(super) fn action(&self) -> String {
        self.0["Action"].as_str().unwrap_or("").to_owned()
    }

    pub(super) fn source_arn(&self) -> Option<String> {
        self.condition("aws:sourcearn")
    }

    pub(super) fn source_account(&self) -> Option<String> {
        self.condition("aws:sourceaccount")
    }

    /// The value compared with a condition key, whatever the operator; AWS does not mind the key's case.
    fn condition(&self, key: &str) -> Option<String> {
        let operators = self.0["Condition"].as_object()?.values().filter_map(Value::as_object);
        let mut values = operators.flatten().filter(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
        values.next()?.as_str().map(str::to_owned)
    }
}
