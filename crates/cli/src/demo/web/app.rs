//! The routes, and what every answer must carry.

use super::{config_json, content, tools, Local};
use axum::{
    extract::{Request, State},
    http::{header, HeaderName, HeaderValue, Method, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{get, post},
    Router,
};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tower_http::{
    compression::CompressionLayer,
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// Scripts and styles are the app's own. It may connect anywhere, as users name their RPC.
const POLICY: &str = "default-src 'self'; connect-src *; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

pub fn router(local: Arc<Local>, address: SocketAddr, app: &Path, minilm: Option<PathBuf>) -> Router {
    let local_routes = Router::new()
        .route("/local/config.json", get(config_json))
        .route("/local/faucet", post(tools::faucet))
        .route("/local/cheat", get(tools::cheats).post(tools::cheat))
        .route("/local/clock", post(tools::clock))
        .route("/local/jobs/{id}/{file}", get(content::get).put(content::put))
        .route("/local/{*rest}", get(nothing))
        .layer(set(header::CACHE_CONTROL, "no-store"))
        .with_state(local);
    // Their names change with their content.
    let assets = Router::new()
        .fallback_service(ServeDir::new(app.join("assets")))
        .layer(middleware::from_fn(keep_what_is_found));
    let mut router = local_routes
        .nest_service("/assets", assets)
        .nest_service("/models", ServeDir::new(app.join("models")));
    if let Some(folder) = minilm {
        router = router.nest_service("/models/minilm", ServeDir::new(folder));
    }
    let index = ServeFile::new(app.join("index.html"));
    router
        .fallback_service(
            Router::new()
                .fallback_service(ServeDir::new(app).fallback(index))
                .layer(set(header::CACHE_CONTROL, "no-cache")),
        )
        .layer(middleware::from_fn_with_state(address, guard))
        .layer(CompressionLayer::new())
        .layer(set(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "no-referrer"))
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn nothing() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "there is nothing here\n")
}

async fn keep_what_is_found(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let policy = match response.status().is_success() {
        true => "public, max-age=31536000, immutable",
        false => "no-store",
    };
    let policy = HeaderValue::from_static(policy);
    response.headers_mut().insert(header::CACHE_CONTROL, policy);
    response
}

/// Only a browser that was sent to this machine by its own name is answered, so that no page of the internet reaches us
/// under a name it made point here; and what changes anything must come from the app's own pages. A browser names the
/// origin of every such request; what names none is a program of this machine.
async fn guard(State(address): State<SocketAddr>, request: Request, next: Next) -> Response {
    match refusal(&request, address.port()) {
        Some((status, sentence)) => (status, sentence).into_response(),
        None => next.run(request).await,
    }
}

fn refusal(request: &Request, port: u16) -> Option<(StatusCode, String)> {
    let text = |name| request.headers().get(name)?.to_str().ok();
    let host = text(header::HOST);
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    if !host.is_some_and(|host| hosts.iter().any(|known| known == host)) {
        let sentence =
            format!("this server answers only to http://127.0.0.1:{port} and http://localhost:{port}\n");
        return Some((StatusCode::MISDIRECTED_REQUEST, sentence));
    }
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    let own = |origin: &HeaderValue| {
        let origin = origin.to_str().ok();
        origin.and_then(|origin| origin.strip_prefix("http://")) == host
    };
    let foreign = request
        .headers()
        .get(header::ORIGIN)
        .is_some_and(|origin| !own(origin));
    if !reads && foreign {
        let sentence = "another site's page asked for this; open the app itself\n";
        return Some((StatusCode::FORBIDDEN, sentence.to_owned()));
    }
    None
}
