// The test registries are what they say they are: what a browser meets there,
// seen without one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect, rawDigest, tagMany } from "./lib/pushed.js";
import { assertHarmless, asked, PASSWORD, USER } from "./lib/registry.js";
import { world } from "./lib/world.js";

let all;
before(async () => (all = await world()));
after(() => all?.close());

const basic = { authorization: `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}` };
const get = (door, path, options = {}) => fetch(`${door.origin}/v2/${path}`, { headers: { origin: "http://page.example" }, ...options });
const preflight = (door, path) =>
  get(door, path, {
    method: "OPTIONS",
    headers: {
      origin: "http://page.example",
      "access-control-request-method": "GET",
      "access-control-request-headers": "authorization",
    },
  });

async function facts(door, path, options) {
  const { status, headers } = await get(door, path, options);
  return [status, headers.get("access-control-allow-origin"), headers.has("access-control-expose-headers")];
}

const OCI = { accept: "application/vnd.oci.image.manifest.v1+json", origin: "http://page.example" };
const one = "demo/one/manifests/1";

test("a registry allows to be read, or hides headers, or allows nothing", async () => {
  assert.deepEqual(await facts(all.open, one, { headers: OCI }), [200, "*", true]);
  assert.deepEqual(await facts(all.hidden, one, { headers: OCI }), [200, "*", false]);
  assert.deepEqual(await facts(all.closed, one, { headers: OCI }), [200, null, false]);
  assert.equal((await preflight(all.open, one)).status, 200);
});

test("distribution with a password refuses preflights, and nginx before it answers them", async () => {
  assert.deepEqual(await facts(all.basic, one), [401, "*", true]);
  assert.equal((await preflight(all.basic, one)).status, 401);
  assert.deepEqual(await facts(all.basicHidden, one), [401, "*", false]);
  assert.deepEqual(await facts(all.nginx, one), [401, "http://page.example", true]);
  assert.equal((await preflight(all.nginx, one)).status, 204);
  assert.equal((await get(all.nginx, one, { headers: { ...OCI, ...basic } })).status, 200);
});

test("nginx without `always` lets a page read successes only", async () => {
  assert.deepEqual(await facts(all.onSuccess, one, { headers: OCI }), [200, "*", false]);
  assert.deepEqual(await facts(all.onSuccess, "demo/one/manifests/none", { headers: OCI }), [404, null, false]);
});

for (const [name, door] of [["its own origin", "token"], ["another", "tokenElsewhere"]]) {
  test(`a token of ${name} opens the registry that asks for it`, async () => {
    const refused = await get(all[door], one);
    assert.equal(refused.status, 401);
    const [, realm, service, scope] = /realm="([^"]+)",service="([^"]+)",scope="([^"]+)"/.exec(refused.headers.get("www-authenticate"));
    const wanted = await fetch(`${realm}?service=${service}&scope=${scope}`);
    const { access_token: token } = await wanted.json();
    const authorization = `Bearer ${token}`;
    assert.equal((await get(all[door], one, { headers: { ...OCI, authorization } })).status, 200);
    assert.equal((await get(all[door], "private/one/manifests/1", { headers: { ...OCI, authorization } })).status, 401);
  });
}

test("blobs are redirected, to a storage that may be read and to one that may not", async () => {
  const { config } = await (await get(all.open, one, { headers: OCI })).json();
  for (const [door, allowed] of [["redirected", "*"], ["redirectedClosed", null]]) {
    const response = await get(all[door], `demo/one/blobs/${config.digest}`);
    assert.equal(response.redirected, true);
    assert.deepEqual([response.status, response.headers.get("access-control-allow-origin")], [200, allowed]);
  }
});

test("the doors write down who asked for what", () => {
  const bearer = [all.token, all.tokenElsewhere];
  assert.ok(asked(all.nginx).includes(`GET /v2/${one}`));
  assert.throws(() => assertHarmless({ bearer }), /Basic/);
  assertHarmless({ basic: [all.nginx], bearer });
});

test("the repository with many tags holds three images, and a referrer of one", async () => {
  const { small, large, both } = await tagMany(all.direct);
  assert.equal(new Set([small, large, both]).size, 3);
  const { tags } = await (await get(all.open, "demo/many/tags/list")).json();
  assert.deepEqual([tags.length, tags.includes(small.replace(":", "-"))], [34, true]);
  assert.equal(inspect(`docker://${all.direct.host}/demo/many:v03`).Digest, small);
  assert.equal(rawDigest(`${all.direct.host}/demo/many:v02`), both);
});
