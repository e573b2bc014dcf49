//! The embedded cloud with somebody who looks at it after every call, and may let the process die there.

use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use engine::sandbox::Cloud;

use super::exchanges;

type Look = Arc<dyn Fn(&str) + Send + Sync>;

/// What to put under the SDK in place of the cloud's own client.
#[derive(Clone)]
pub struct Watched {
    cloud: Cloud,
    look: Arc<Mutex<Option<Look>>>,
    /// How many more calls that change something are answered; then nobody is left to hear of it.
    left: Arc<Mutex<Option<usize>>>,
    died: Arc<tokio::sync::Notify>,
}

impl std::fmt::Debug for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watched")
    }
}

impl Watched {
    pub fn new(cloud: &Cloud) -> Self {
        Self { cloud: cloud.clone(), look: Arc::default(), left: Arc::default(), died: Arc::default() }
    }

    pub fn client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// From now on `look` is told every call once it is answered.
    pub fn by(&self, look: impl Fn(&str) + Send + Sync + 'static) {
        *self.look.lock().expect("nobody panics with it") = Some(Arc::new(look));
    }

    /// Runs `work` until it is done or the process dies: `calls` calls that change something happen, the answer to the last of
    /// them is never heard.
    pub async fn dying_after<T>(&self, calls: Option<usize>, work: impl Future<Output = T>) -> Option<T> {
        *self.left.lock().expect("nobody panics with it") = calls;
        tokio::select! {
            biased;
            () = self.died.notified() => None,
            done = work => Some(done),
        }
    }

    /// Whether the process dies with this call.
    fn is_last(&self, call: &str) -> bool {
        let operation = call.rsplit('.').next().unwrap_or(call);
        let reads =
            call.starts_with("GET ") || ["Get", "List", "Describe"].iter().any(|verb| operation.starts_with(verb));
        let mut left = self.left.lock().expect("nobody panics with it");
        match left.as_mut().filter(|_| !reads) {
            Some(left) => {
                // Calls that were under way when it died are not heard of either.
                *left = left.saturating_sub(1);
                *left == 0
            }
            None => false,
        }
    }
}

impl HttpConnector for Watched {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").map(str::to_owned);
        let place = request.uri().split_once("://").map_or("", |(_, rest)| rest).to_owned();
        let call = format!("{} {}", request.method(), target.unwrap_or(place));
        let said = exchanges::request(&request);
        let (answer, watched) = (self.cloud.call(request), self.clone());
        HttpConnectorFuture::new(async move {
            let answer = answer.await;
            if let Ok(answer) = &answer {
                exchanges::answered(said, answer);
            }
            let look = watched.look.lock().expect("nobody panics with it").clone();
            if let Some(look) = look {
                look(&call);
            }
            if watched.is_last(&call) {
                watched.died.notify_one();
                std::future::pending::<()>().await;
            }
            answer
        })
    }
}

impl HttpClient for Watched {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
