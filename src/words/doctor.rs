//! Why a browser got no answer of a registry.

messages! { doctor;
    host_unreachable(host) "{host} does not answer this browser: the name, the network or its certificate is wrong, or it is switched off";
    mixed_content(host) "This page came over https, so the browser does not let it ask {host} over plain http";
    no_cors(registry) "{registry} is there, but does not allow web pages of other sites to read its answers (no `Access-Control-Allow-Origin`)";
    cors_only_on_success(registry) "{registry} allows web pages to read its successful answers, but not this one: it may be a 401 or 404 that lacks `Access-Control-Allow-Origin`";
    preflight_refused(registry) "{registry} allows web pages to read it, but refuses the `OPTIONS` request that browsers send before one with `Authorization` or a long `Accept`";
    header_hidden(registry) "{registry} asks for a login, but hides from web pages what kind (`WWW-Authenticate` is not exposed)";
    login_needed(registry) "{registry} asks for a login; the image is private, or there is none of that name";
    wrong_credentials(registry) "{registry} does not accept this user name and password";
    unknown_repository(repository) "The registry knows no repository {repository}";
    unknown_tag(reference) "The registry has no {reference}";
    token_server_no_cors(realm) "The registry wants a token from {realm}, which does not allow web pages of other sites to read its answers";
    token_server_unreachable(registry, realm) "{registry} answers, and wants a token from {realm}, which does not answer this browser: the name, the network or its certificate is wrong, or it is switched off";
    below_path(registry, prefix) "{registry} has its registry below a path, at `/{prefix}/v2/`: image names cannot contain such a path, so neither docker nor this page can reach it; it has to be at `/v2/` of its own host name or port";
    no_registry(host) "{host} answers, but there is no registry: it has nothing at `/v2/`, where registries are";
    blob_storage_no_cors(registry) "{registry} redirects blobs to a storage that does not allow web pages to read them; after a redirect the browser sends `Origin: null`, so only `*` will do";
    blobs_no_cors(registry) "{registry} allows web pages to read manifests, but not configs and layers";
    known_no_cors(registry) "{registry} does not allow web pages of other sites to read images";
    unclear(registry) "{registry} did not answer this request, though it answers others; trying again may help";
    
    // Servers, each with the file that the lines for it belong to.
    distribution() "distribution (config.yml)";
    zot() "zot (config.json)";
    nginx() "nginx in front (nginx.conf)";
    s3() "S3 bucket (CORS configuration)";
    gcs() "Google Cloud Storage bucket (cors.json)";
}
