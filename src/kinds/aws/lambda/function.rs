use std::collections::{BTreeMap, HashMap};

use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use aws_sdk_lambda::types::{
    Architecture, EphemeralStorage, FunctionCode, FunctionConfiguration, ImageConfig as SdkImageConfig, LogFormat,
    LoggingConfig, PackageType as SdkPackageType, Runtime,
};
use serde::{Deserialize, Serialize};

use super::code::{self, Upload};
use super::concurrency;
use super::environment;
use super::settle::{calmly, settled};
use crate::kinds::aws::absent::{or_gone, or_none};
use crate::kinds::aws::tags::{self, TagChanges};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Hands, Refusal};
use crate::value::{FileRef, Outputs, Text};

/// A Lambda function (`$LATEST`).
///
/// Outputs: `arn` (unqualified), `name`, and the volatile `code-sha256` (base64 for a zip, hex digest of the image otherwise).
/// Id: the name. Deleting it takes its versions, aliases and permissions along.
pub struct LambdaFunction;

/// What a function should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`.
    pub region: String,
    /// Unique per account and region; up to 64 characters.
    pub name: String,
    /// Must say what `package` is: a function never changes from one to the other.
    pub package_type: PackageType,
    /// Where the code comes from and, for a zip, what runs it.
    pub package: Package,
    /// How an image is started, where it is not as the image says; `None` for a zip.
    #[serde(default)]
    pub image_config: Option<ImageConfig>,
    /// ARN of the execution role.
    pub role: Text,
    /// Free text; empty for none.
    pub description: String,
    /// MB, 128 to 10240.
    pub memory_size: u32,
    /// Seconds, 1 to 900.
    pub timeout: u32,
    /// MB of `/tmp`, 512 to 10240.
    pub ephemeral_storage: u32,
    /// Environment variables by name; values may hold secrets.
    pub environment: BTreeMap<String, Text>,
    /// `x86_64` or `arm64`.
    pub architecture: String,
    /// Name of the log group that invocations write to.
    pub log_group: Text,
    /// Calls that may run at once, taken out of the account's pool; 0 stops the function, `None` shares the pool. Of the
    /// function as a whole, so no part of a version.
    pub reserved_concurrency: Option<u32>,
    /// Includes the ownership tags.
    pub tags: BTreeMap<String, String>,
}

/// How the code is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackageType {
    /// A zip file, at most 50 MB when it is uploaded in the call.
    Zip,
    /// A container image in ECR.
    Image,
}

/// What takes the place of what a container image says about how it is started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ImageConfig {
    /// The program and its first words; empty for the image's own.
    pub entry_point: Vec<String>,
    /// The words after it; empty for the image's own.
    pub command: Vec<String>,
    /// Where it runs; `None` for the image's own.
    pub working_directory: Option<String>,
}

impl ImageConfig {
    /// Whether everything is as the image says.
    pub fn is_empty(&self) -> bool {
        self.entry_point.is_empty() && self.command.is_empty() && self.working_directory.is_none()
    }
}

/// The code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Package {
    /// A container image in ECR.
    Image {
        /// `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY@sha256:…` (or `:TAG`, whose moving is not seen).
        uri: Text,
    },
    /// A finished zip beside the spec.
    Zip {
        /// Read when the function is made or its code changes; a change of its SHA-256 is a change of the code.
        file: FileRef,
        /// `python3.13`, `nodejs22.x`, `provided.al2023`, …
        runtime: String,
        /// `module.function`, or what the runtime takes for it.
        handler: String,
    },
}

impl Kind for LambdaFunction {
    const NAME: &'static str = "lambda-function";
    const TITLE: &'static str = "Lambda function";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "region"),
        Field::replace("name", "name, unique per region"),
        Field::replace("package-type", "`Zip` or `Image`"),
        Field::update("package", "the code: a zip or a container image"),
        Field::update("image-config", "how a container image is started"),
        Field::update("role", "ARN of the execution role"),
        Field::update("description", "free text"),
        Field::update("memory-size", "memory in MB"),
        Field::update("timeout", "seconds an invocation may take"),
        Field::update("ephemeral-storage", "room in `/tmp` in MB"),
        Field::update("environment", "environment variables by name").secret(),
        Field::update("architecture", "`x86_64` or `arm64`"),
        Field::update("log-group", "log group invocations write to"),
        Field::update("reserved-concurrency", "calls that may run at once"),
        Field::update("tags", "tags"),
    ];
    const VOLATILE: &'static [&'static str] = &["code-sha256"];
    const TAKES_ALONG: bool = true;
    // A new role can be assumed after 5 to 15 s, and the function is pending for some more.
    const TAKES: Takes = Takes::seconds(5).made_in(15);
    const ACTIONS: &'static [&'static str] = &[
        "lambda:CreateFunction",
        "lambda:GetFunction",
        "lambda:GetFunctionConfiguration",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
        "lambda:DeleteFunction",
        "lambda:PutFunctionConcurrency",
        "lambda:DeleteFunctionConcurrency",
        "lambda:TagResource",
        "lambda:UntagResource",
        "iam:PassRole",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        want.check()?;
        let mut request = hands
            .clients
            .lambda(&want.region)
            .create_function()
            .function_name(&want.name)
            .role(hands.known("role", &want.role)?)
            .description(&want.description)
            .memory_size(number("memory-size", want.memory_size)?)
            .timeout(number("timeout", want.timeout)?)
            .ephemeral_storage(storage(want)?)
            .environment(environment::opened(hands, &want.environment)?)
            .architectures(Architecture::from(want.architecture.as_str()))
            .logging_config(logging(hands, want)?)
            .set_image_config(want.image_config.as_ref().map(|config| image_config(Some(config))))
            .set_tags(Some(want.tags.clone().into_iter().collect()));
        let code = FunctionCode::builder();
        request = match (Upload::of(hands, &want.package).await?, &want.package) {
            (Upload::Image(uri), _) => request.package_type(SdkPackageType::Image).code(code.image_uri(uri).build()),
            (Upload::Zip(bytes), package) => request
                .package_type(SdkPackageType::Zip)
                .code(code.zip_file(bytes).build())
                .set_runtime(package.runtime().map(Runtime::from))
                .set_handler(package.handler().map(str::to_owned)),
        };
        hands.create(("lambda", "CreateFunction"), || request.clone().send()).await?;
        let live = settled(hands, &want.region, &want.name, None).await?;
        concurrency::reserve(hands, &want.region, &want.name, None, want.reserved_concurrency).await?;
        let arn = live.function_arn().unwrap_or_default();
        Ok(Made { id: want.name.clone(), outputs: outputs(arn, &want.name, live.code_sha256()) })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let Some(live) = get(hands, &want.region, &want.name).await? else { return Ok(None) };
        if !tags::are_ours(&tags_of(&live), &want.tags) {
            return Err(Refusal::foreign(format!("function `{}` exists and is not this resource", want.name)));
        }
        // Whoever goes on from here relies on it as on a created one.
        settled(hands, &want.region, &want.name, None).await?;
        Ok(Some(Made { id: want.name.clone(), outputs: live_outputs(&live, &want.name) }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = get(hands, &was.region, id).await? else { return Ok(None) };
        let Some(configuration) = live.configuration() else { return Ok(None) };
        let package = code::live_package(&live, &was.package);
        let input = Input {
            region: was.region.clone(),
            name: id.to_owned(),
            package_type: package.package_type(),
            package,
            image_config: live_image_config(configuration),
            role: Text::from(configuration.role().unwrap_or("")),
            description: configuration.description().unwrap_or("").to_owned(),
            memory_size: unsigned(configuration.memory_size()),
            timeout: unsigned(configuration.timeout()),
            ephemeral_storage: ephemeral_storage(configuration),
            environment: environment::recorded(hands, &variables(configuration), &was.environment),
            architecture: architecture(configuration).to_owned(),
            log_group: Text::from(log_group(configuration)),
            reserved_concurrency: concurrency::reserved(&live),
            tags: tags_of(&live),
        };
        Ok(Some(Live { input, outputs: live_outputs(&live, id) }))
    }

    async fn update(hands: &Hands, id: &str, _: &Input, want: &Input) -> Result<Outputs, Refusal> {
        want.check()?;
        // A change that was under way when an earlier run stopped must end first.
        settled(hands, &want.region, id, None).await?;
        let Some(live) = get(hands, &want.region, id).await? else {
            return Err(Refusal::local("Gone", format!("function `{id}` is gone")));
        };
        update_code(hands, id, &live, want).await?;
        update_configuration(hands, id, &live, want).await?;
        let reserved = concurrency::reserved(&live);
        concurrency::reserve(hands, &want.region, id, reserved, want.reserved_concurrency).await?;
        update_tags(hands, &live, want).await?;
        let live = settled(hands, &want.region, id, None).await?;
        Ok(outputs(live.function_arn().unwrap_or_default(), id, live.code_sha256()))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let request = hands.clients.lambda(&was.region).delete_function().function_name(id);
        or_gone(
            calmly(hands, || async { hands.write(("lambda", "DeleteFunction"), || request.clone().send()).await })
                .await,
        )
    }
}

impl Input {
    fn check(&self) -> Result<(), Refusal> {
        if self.package.package_type() == self.package_type {
            return Ok(());
        }
        Err(Refusal::local("InvalidInput", format!("`package-type` of `{}` is not what `package` is", self.name)))
    }
}

impl Package {
    /// What `package-type` must say.
    pub fn package_type(&self) -> PackageType {
        match self {
            Self::Image { .. } => PackageType::Image,
            Self::Zip { .. } => PackageType::Zip,
        }
    }

    fn runtime(&self) -> Option<&str> {
        match self {
            Self::Image { .. } => None,
            Self::Zip { runtime, .. } => Some(runtime),
        }
    }

    fn handler(&self) -> Option<&str> {
        match self {
            Self::Image { .. } => None,
            Self::Zip { handler, .. } => Some(handler),
        }
    }
}

/// Sends new code, if it is other code, and waits: the configuration may not be changed meanwhile.
async fn update_code(hands: &Hands, id: &str, live: &GetFunctionOutput, want: &Input) -> Result<(), Refusal> {
    let same_architecture = live.configuration().map(architecture) == Some(want.architecture.as_str());
    if same_architecture && code::is_deployed(hands, live, &want.package)? {
        return Ok(());
    }
    let request = hands
        .clients
        .lambda(&want.region)
        .update_function_code()
        .function_name(id)
        .architectures(Architecture::from(want.architecture.as_str()));
    let request = match Upload::of(hands, &want.package).await? {
        Upload::Image(uri) => request.image_uri(uri),
        Upload::Zip(bytes) => request.zip_file(bytes),
    };
    calmly(hands, || async { hands.write(("lambda", "UpdateFunctionCode"), || request.clone().send()).await }).await?;
    settled(hands, &want.region, id, None).await.map(|_| ())
}

/// Sends the configuration, if anything in it differs, and waits.
async fn update_configuration(hands: &Hands, id: &str, live: &GetFunctionOutput, want: &Input) -> Result<(), Refusal> {
    let role = hands.known("role", &want.role)?;
    let same = match live.configuration() {
        None => false,
        Some(live) => {
            live.role() == Some(role)
                && live.description().unwrap_or("") == want.description
                && unsigned(live.memory_size()) == want.memory_size
                && unsigned(live.timeout()) == want.timeout
                && ephemeral_storage(live) == want.ephemeral_storage
                && live.runtime().map(|runtime| runtime.as_str()) == want.package.runtime()
                && live.handler() == want.package.handler()
                && live_image_config(live) == want.image_config
                && log_group(live) == hands.known("log-group", &want.log_group)?
                && environment::is_deployed(hands, &variables(live), &want.environment)?
        }
    };
    if same {
        return Ok(());
    }
    let request = hands
        .clients
        .lambda(&want.region)
        .update_function_configuration()
        .function_name(id)
        .role(role)
        .description(&want.description)
        .memory_size(number("memory-size", want.memory_size)?)
        .timeout(number("timeout", want.timeout)?)
        .ephemeral_storage(storage(want)?)
        .environment(environment::opened(hands, &want.environment)?)
        .logging_config(logging(hands, want)?)
        .set_runtime(want.package.runtime().map(Runtime::from))
        .set_handler(want.package.handler().map(str::to_owned))
        // An empty one takes back what an earlier one said.
        .set_image_config(match want.package_type {
            PackageType::Image => Some(image_config(want.image_config.as_ref())),
            PackageType::Zip => None,
        });
    calmly(hands, || async { hands.write(("lambda", "UpdateFunctionConfiguration"), || request.clone().send()).await })
        .await?;
    settled(hands, &want.region, id, None).await.map(|_| ())
}

async fn update_tags(hands: &Hands, live: &GetFunctionOutput, want: &Input) -> Result<(), Refusal> {
    let arn = live.configuration().and_then(|live| live.function_arn()).unwrap_or_default();
    let client = hands.clients.lambda(&want.region);
    let changes = TagChanges::between(&tags_of(live), &want.tags);
    if !changes.remove.is_empty() {
        let request = client.untag_resource().resource(arn).set_tag_keys(Some(changes.remove));
        hands.write(("lambda", "UntagResource"), || request.clone().send()).await?;
    }
    if !changes.set.is_empty() {
        let request = client.tag_resource().resource(arn).set_tags(Some(changes.set.into_iter().collect()));
        hands.write(("lambda", "TagResource"), || request.clone().send()).await?;
    }
    Ok(())
}

async fn get(hands: &Hands, region: &str, name: &str) -> Result<Option<GetFunctionOutput>, Refusal> {
    let request = hands.clients.lambda(region).get_function().function_name(name);
    or_none(hands.read(("lambda", "GetFunction"), || request.clone().send()).await)
}

fn logging(hands: &Hands, want: &Input) -> Result<LoggingConfig, Refusal> {
    let group = hands.known("log-group", &want.log_group)?;
    Ok(LoggingConfig::builder().log_format(LogFormat::Text).log_group(group).build())
}

fn image_config(want: Option<&ImageConfig>) -> SdkImageConfig {
    let config = SdkImageConfig::builder();
    match want {
        None => config.set_entry_point(Some(Vec::new())).set_command(Some(Vec::new())).working_directory(""),
        Some(want) => config
            .set_entry_point(Some(want.entry_point.clone()))
            .set_command(Some(want.command.clone()))
            .working_directory(want.working_directory.clone().unwrap_or_default()),
    }
    .build()
}

fn live_image_config(live: &FunctionConfiguration) -> Option<ImageConfig> {
    let config = live.image_config_response().and_then(|response| response.image_config())?;
    let config = ImageConfig {
        entry_point: config.entry_point().to_vec(),
        command: config.command().to_vec(),
        working_directory: config.working_directory().filter(|path| !path.is_empty()).map(str::to_owned),
    };
    (!config.is_empty()).then_some(config)
}

fn storage(want: &Input) -> Result<EphemeralStorage, Refusal> {
    let size = number("ephemeral-storage", want.ephemeral_storage)?;
    EphemeralStorage::builder().size(size).build().map_err(|error| Refusal::local("InvalidInput", error.to_string()))
}

fn ephemeral_storage(live: &FunctionConfiguration) -> u32 {
    unsigned(live.ephemeral_storage().map(EphemeralStorage::size))
}

fn log_group(live: &FunctionConfiguration) -> &str {
    live.logging_config().and_then(|logging| logging.log_group()).unwrap_or("")
}

fn architecture(live: &FunctionConfiguration) -> &str {
    live.architectures().first().map_or("x86_64", |architecture| architecture.as_str())
}

fn variables(live: &FunctionConfiguration) -> HashMap<String, String> {
    live.environment().and_then(|environment| environment.variables()).cloned().unwrap_or_default()
}

fn tags_of(live: &GetFunctionOutput) -> BTreeMap<String, String> {
    tags::without_aws(live.tags().cloned().unwrap_or_default())
}

/// The SDK counts with signs.
pub(super) fn number(field: &str, value: u32) -> Result<i32, Refusal> {
    i32::try_from(value).map_err(|_| Refusal::local("InvalidInput", format!("`{field}` is too large")))
}

fn unsigned(value: Option<i32>) -> u32 {
    value.and_then(|value| u32::try_from(value).ok()).unwrap_or(0)
}

fn live_outputs(live: &GetFunctionOutput, name: &str) -> Outputs {
    let arn = live.configuration().and_then(|live| live.function_arn()).unwrap_or_default();
    outputs(arn, name, live.configuration().and_then(|live| live.code_sha256()))
}

fn outputs(arn: &str, name: &str, code_sha256: Option<&str>) -> Outputs {
    Outputs::from([
        ("arn".into(), arn.to_owned()),
        ("name".into(), name.to_owned()),
        ("code-sha256".into(), code_sha256.unwrap_or_default().to_owned()),
    ])
}
