// Signatures, verified in the page: made by openssl as cosign makes them, pushed to a real
// registry, and opened from there.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, test } from "node:test";
import { accessibility, assertClean, assertQuiet, dropFiles, launch, open, openFiles, report, session, visit } from "./lib/browser.js";
import { temporary } from "./lib/images.js";
import { rawDigest } from "./lib/pushed.js";
import { authorities, key, payload, pushSignature, sha256, sign, signedArchive } from "./lib/signing.js";
import { serve } from "./lib/server.js";
import { tar } from "./lib/tar.js";
import { world } from "./lib/world.js";

let all;
let browser;
let folder;
let digest;
const repository = "demo/one";

before(async () => {
  [all, browser] = [await world(), await launch()];
  folder = temporary();
  digest = rawDigest(`${all.direct.host}/${repository}:1`);
});
after(async () => {
  await browser?.close();
  await all?.close();
  folder?.remove();
});

const push = (bytes, signature, annotations) => pushSignature(all.direct, repository, digest, bytes, signature, annotations);

/// The view of signatures, once all of them are verified.
async function trust(t, fragment = "") {
  const seen = await visit(t, browser, { fragment: `#image=${all.open.host}/${repository}:1&view=trust${fragment}`, allowed: [all.open.origin] });
  assert.equal(await session(seen.page, ["showing"]), "showing");
  await seen.page.locator(".signature h3").first().waitFor();
  return seen;
}

const sentence = (page) => page.locator(".signature h3").first();
const give = (page, path) => page.getByLabel("Add a key, a certificate or a trusted root").first().setInputFiles(path);
const failing = (page) => page.locator(".proof-steps .step.bad").evaluateAll((steps) => steps.map((step) => step.dataset.step));

test("a signature by a key shows as such, once the key is given, and says so in the report", async (t) => {
  const { secret, open: own } = key(folder.path);
  const bytes = payload(digest);
  await push(bytes, sign(folder.path, secret, bytes));
  const { page, ...seen } = await trust(t);
  assert.equal(await sentence(page).innerText(), "Signed with a key that nobody gave here");
  await give(page, own);
  await page.getByRole("heading", { name: "Signed with a key that you gave" }).waitFor();
  assert.match(await page.locator(".trust-summary").innerText(), /^1 signature, and every step of it holds/);
  // Every place was asked.
  const looked = await page.locator(".looked tbody tr").allInnerTexts();
  assert.deepEqual(looked.map((row) => row.split("\t")[0]), ["referrers API", "tag that stands in for the referrers API", "cosign's tag for signatures, .sig", "cosign's tag for attestations, .att", "cosign's tag for SBOMs, .sbom"]);
  await page.getByLabel("Expect a key that I give").check();
  await page.getByText("by whom you expect").first().waitFor();
  const { signatures } = await report(page);
  assert.deepEqual(signatures.map(({ subject, kind, conclusion, expected }) => [subject, kind, conclusion, expected]), [[digest, "cosign", "holds", "as-expected"]]);
  assert.deepEqual(await accessibility(page), []);
  assertQuiet(seen);
});

test("a signature of another digest, and a payload that was changed, say what is wrong", async (t) => {
  const { secret, open: own } = key(folder.path);
  const other = payload(`sha256:${"0".repeat(64)}`);
  await push(other, sign(folder.path, secret, other));
  const { page } = await trust(t);
  assert.equal(await sentence(page).innerText(), `A signature of something else: it names sha256:${"0".repeat(64)}`);
  await give(page, own);
  await page.locator(".signature details.proof summary").first().click();
  assert.deepEqual(await failing(page), ["subject"]);
  const right = payload(digest);
  await push(payload(digest, "registry.example/other"), sign(folder.path, secret, right));
  const { page: second } = await trust(t);
  await give(second, own);
  await second.getByRole("heading", { name: /^Does not hold: Signature: / }).waitFor();
  await second.locator(".signature details.proof summary").first().click();
  assert.deepEqual(await failing(second), ["signature"]);
  await second.getByRole("tab", { name: /Findings/ }).click();
  await second.getByText("signature-wrong").waitFor();
});

test("a certificate counts at the time that somebody else stands for", async (t) => {
  const made = authorities(folder.path);
  const hours = (count) => new Date(Date.now() + count * 3_600_000);
  const bytes = payload(digest);
  const soon = new Date(Date.now() + 4_000);
  const brief = made.signer("brief", hours(-1), soon);
  const signature = sign(folder.path, brief.secret, bytes);
  const stamped = made.stamp(signature);
  await push(bytes, signature, { ...made.certified(brief.pem), ...stamped });
  await sleep(Math.max(0, soon.getTime() + 1_500 - Date.now()));
  const { page } = await trust(t);
  // Sigstore's own root knows nothing of it.
  await page.getByRole("heading", { name: /^Does not hold/ }).waitFor();
  await give(page, made.file);
  await page.getByRole("heading", { name: /^Signed by release@example.org, as https:\/\/issuer.example says, on .*, time by CN=tests' clock/ }).waitFor();
  // The same without the timestamp: nobody knows when it was.
  await push(bytes, signature, made.certified(brief.pem));
  const { page: without } = await trust(t);
  await give(without, made.file);
  await without.getByRole("heading", { name: "Does not hold: Time: nobody else stands for a time at which it was signed" }).waitFor();
  // And by one that had expired when it was signed.
  const past = made.signer("past", hours(-3), hours(-2));
  const late = sign(folder.path, past.secret, bytes);
  await push(bytes, late, { ...made.certified(past.pem), ...made.stamp(late) });
  const { page: expired } = await trust(t);
  await give(expired, made.file);
  await expired.getByRole("heading", { name: /^Does not hold: Certificates: / }).waitFor();
  await expired.locator(".signature details.proof summary").first().click();
  assert.deepEqual(await failing(expired), ["certificates"]);
  // And with the certificate of somebody else.
  const valid = made.signer("other", hours(-1), hours(1));
  await push(bytes, late, { ...made.certified(valid.pem), ...made.stamp(late) });
  const { page: exchanged } = await trust(t, "&signer=release%40example.org&issuer=https%3A%2F%2Fissuer.example");
  await give(exchanged, made.file);
  await exchanged.getByRole("heading", { name: /^Does not hold: Signature: / }).waitFor();
  await exchanged.getByText("by whom you expect, as it says, but it does not hold").waitFor();
});


/// An archive of an index with one image, and what BuildKit states of it, or of `about`.
function attested(path, about = null) {
  const blobs = {};
  const keep = (mediaType, value, more = {}) => {
    const bytes = Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
    const named = sha256(bytes);
    blobs[`blobs/${named.replace(":", "/")}`] = bytes;
    return { mediaType, digest: named, size: bytes.length, ...more };
  };
  const [manifest, index, statement] = ["application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json", "application/vnd.in-toto+json"];
  const config = keep("application/vnd.oci.image.config.v1+json", { architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [] } });
  const image = keep(manifest, { schemaVersion: 2, mediaType: manifest, config, layers: [] }, { platform: { os: "linux", architecture: "amd64" } });
  const type = "https://slsa.dev/provenance/v1";
  const provenance = keep(
    statement,
    {
      _type: "https://in-toto.io/Statement/v1",
      predicateType: type,
      subject: [{ name: "pkg:docker/demo", digest: { sha256: (about ?? image.digest).slice("sha256:".length) } }],
      predicate: {
        buildDefinition: { buildType: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md", externalParameters: { configSource: { uri: "https://github.com/example/demo.git#refs/heads/main", digest: { sha1: "0".repeat(40) }, path: "Dockerfile" } } },
        runDetails: { builder: { id: "https://github.com/example/demo/actions/runs/1" } },
      },
    },
    { annotations: { "in-toto.io/predicate-type": type } },
  );
  const stated = keep(manifest, { schemaVersion: 2, mediaType: manifest, artifactType: "application/vnd.docker.attestation.manifest.v1+json", config: keep("application/vnd.oci.empty.v1+json", "{}"), layers: [provenance], subject: { mediaType: manifest, digest: image.digest, size: image.size } }, { platform: { os: "unknown", architecture: "unknown" }, annotations: { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest } });
  const root = keep(index, { schemaVersion: 2, mediaType: index, manifests: [image, stated] });
  writeFileSync(path, tar({ "oci-layout": '{"imageLayoutVersion":"1.0.0"}', "index.json": JSON.stringify({ schemaVersion: 2, manifests: [{ ...root, annotations: { "org.opencontainers.image.ref.name": "latest" } }] }), ...blobs }));
  return path;
}

async function trustOf(t, path) {
  const seen = await visit(t, browser, {});
  await openFiles(seen.page, [path]);
  assert.equal(await session(seen.page, ["showing"]), "showing");
  await seen.page.locator("#tab-trust").click();
  await seen.page.locator(".signature").first().waitFor();
  return seen;
}

test("what BuildKit states is read, and said to be signed by nobody; of another image it is a finding", async (t) => {
  const { page, ...seen } = await trustOf(t, attested(join(folder.path, "attested.tar")));
  assert.equal(await sentence(page).innerText(), "States https://slsa.dev/provenance/v1, and nobody signed it");
  assert.equal(await page.locator(".signature .verdict.bad").count(), 0);
  await page.locator("details.states summary").first().click();
  const link = page.locator(".attestation a[href^='https://github.com/example/demo']").first();
  await link.waitFor();
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer nofollow");
  assert.deepEqual(await accessibility(page), []);
  assertClean(seen);
  const { page: other } = await trustOf(t, attested(join(folder.path, "other.tar"), `sha256:${"1".repeat(64)}`));
  await other.getByRole("tab", { name: /Findings/ }).click();
  await other.getByText("statement-for-other-digest").waitFor();
});

test("a key and a root that are dropped on the view are trusted, and a private key is refused", async (t) => {
  const { secret, open: own } = key(folder.path, "dropped");
  const bytes = payload(digest);
  await push(bytes, sign(folder.path, secret, bytes));
  const { page } = await trust(t);
  await dropFiles(page, [own]);
  await page.getByRole("heading", { name: "Signed with a key that you gave" }).waitFor();
  await give(page, secret);
  await page.getByText("it is a private key").waitFor();
  await page.getByRole("button", { name: "Forget all that I gave" }).click();
  await page.getByRole("heading", { name: "Signed with a key that nobody gave here" }).waitFor();
});

test("a link that expects a signer is not met by an image that nobody signed", async (t) => {
  const link = "&signer=release%40example.org&issuer=https%3A%2F%2Fissuer.example";
  const { page } = await visit(t, browser, { fragment: `#image=${all.open.host}/demo/multi:1${link}`, allowed: [all.open.origin] });
  assert.equal(await session(page, ["showing"]), "showing");
  await page.getByRole("tab", { name: /Findings/ }).click();
  await page.getByText("signer-unexpected").first().waitFor();
  await page.locator("#tab-trust").click();
  await page.getByText("You expect release@example.org").waitFor();
});

test("a hundred signatures are verified in less than two seconds, on plain http and without a network", async (t) => {
  const place = temporary();
  t.after(place.remove);
  const made = authorities(place.path);
  const path = signedArchive(place.path, made, 100);
  const own = await launch({ words: ["--host-resolver-rules=MAP lan.test 127.0.0.1"] });
  t.after(() => own.close());
  const server = await serve({});
  t.after(server.close);
  const { page, context, ...seen } = await open(own, server.url.replace("127.0.0.1", "lan.test"), { allowed: [] });
  assert.equal(await page.evaluate(() => window.isSecureContext), false);
  await openFiles(page, [path]);
  assert.equal(await session(page, ["showing"]), "showing");
  await page.locator("#tab-trust").click();
  await page.locator(".signature").nth(99).waitFor();
  await context.setOffline(true);
  const took = page.evaluate(
    () =>
      new Promise((done) => {
        const look = (began) => (document.querySelectorAll(".signature.good").length === 100 ? done(performance.now() - began) : requestAnimationFrame(() => look(began)));
        document.querySelector("#given-files").addEventListener("change", () => look(performance.now()), { once: true, capture: true });
      }),
  );
  await give(page, made.file);
  t.diagnostic(`100 signatures: ${Math.round(await took)} ms`);
  assert.ok((await took) <= 2_000, String(await took));
  assertClean(seen);
});
