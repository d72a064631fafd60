test("a page is served with its policy, its types and how long to keep each file", async () => {
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(readFileSync(join(ROOT, "index.html"), "utf8"));
  for (const host of [site, alone]) {
    for (const at of ["/", "/tools/assay/"]) {
      const found = {};
      for (const name of ["", HASHED, "worker.js", "zh-Hans.txt", "none.js", "none-0123456789abcdef.js"]) {
        const { status, headers } = await host.ask(at + name);
        assert.equal(headers["content-security-policy"], `${policy}; frame-ancestors 'none'`, name);
        assert.deepEqual([headers["x-content-type-options"], headers["referrer-policy"]], ["nosniff", "no-referrer"]);
        found[name] = [status, headers["content-type"], headers["cache-control"]];
      }
      assert.deepEqual(found, {
        "": [200, "text/html; charset=utf-8", "no-cache"],
        [HASHED]: [200, "application/wasm", IMMUTABLE],
        "worker.js": [200, "text/javascript; charset=utf-8", "no-cache"],
        "zh-Hans.txt": [200, "text/plain; charset=utf-8", "no-cache"],
        "none.js": [404, "text/html; charset=utf-8", undefined],
        "none-0123456789abcdef.js": [404, "text/html; charset=utf-8", undefined],
      });
    }
  }
});

test("a file that has not changed is not sent again", async () => {
  const { headers } = await site.ask("/worker.js");
  const again = await site.ask("/worker.js", { headers: { "if-none-match": headers.etag } });
  assert.deepEqual([again.status, again.headers["cache-control"], again.text], [304, "no-cache", ""]);
});

test("a folder without its slash is found behind any port", async () => {
  const { status, headers } = await site.ask("/tools/assay");
  assert.deepEqual([status, headers.location], [301, "/tools/assay/"]);
});

test("files are sent compressed: those of deploy/compress as they are", async () => {
  const gzip = { headers: { "accept-encoding": "gzip" } };
  const now = await site.ask(`/tools/assay/${HASHED}`, gzip);
  assert.deepEqual([now.headers["content-encoding"], now.headers.vary], ["gzip", "Accept-Encoding"]);
  const before = readFileSync(join(page, HASHED));
  run(join(DEPLOY, "compress"), page);
  for (const [name, type] of [[HASHED, "application/wasm"], ["worker.js", "text/javascript; charset=utf-8"]]) {
    const found = await site.ask(`/${name}`, gzip);
    assert.deepEqual([found.headers["content-encoding"], found.headers["content-type"], found.headers.vary], ["gzip", type, "Accept-Encoding"]);
    assert.deepEqual(found.bytes, readFileSync(join(page, `${name}.gz`)));
    assert.deepEqual(gunzipSync(found.bytes), readFileSync(join(page, name)));
  }
  const plain = await site.ask(`/${HASHED}`);
  assert.deepEqual([plain.headers["content-encoding"], plain.bytes], [undefined, before]);
});

test("relay.json is there with the relay only, beside the page wherever that is", async () => {
  for (const path of ["/relay.json", "/tools/assay/relay.json"]) {
    const { status, headers, text } = await site.ask(path);
    assert.deepEqual([status, headers["content-type"], headers["cache-control"]], [200, "application/json", "no-cache"]);
    assert.deepEqual(JSON.parse(text), { prefix: "/relay/", hosts: ["registry.test", "auth.test"] });
    assert.equal((await alone.ask(path)).status, 404);
  }
  assert.equal((await alone.ask("/relay/registry.test/v2/")).status, 404);
  assertNobodyAsked();
});
