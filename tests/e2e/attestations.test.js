// What the attestations of an image in a registry say of its base.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertClean, launch, session, visit } from "./lib/browser.js";
import { putBlob, putManifest } from "./lib/pushed.js";
import { asked } from "./lib/registry.js";
import { world } from "./lib/world.js";

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const REPOSITORY = "demo/multi";
const IN_TOTO = "application/vnd.in-toto+json";

let all;
let browser;
before(async () => ([all, browser] = [await world(), await launch()]));
after(async () => {
  await browser?.close();
  await all?.close();
});

/// An index like `demo/multi:1` with an attestation of its first image; gives the digest.
async function attested() {
  const answer = await fetch(`http://${all.direct.host}/v2/demo/multi/manifests/1`, { headers: { accept: INDEX } });
  const index = await answer.json();
  const about = index.manifests[0].digest;
  const predicateType = "https://slsa.dev/provenance/v1";
  const base = { uri: `pkg:docker/debian@12?platform=linux%2Famd64`, digest: { sha256: "b".repeat(64) } };
  const statement = await putBlob(all.direct, REPOSITORY, IN_TOTO, {
    _type: "https://in-toto.io/Statement/v1",
    predicateType,
    subject: [{ name: "_", digest: { sha256: about.slice("sha256:".length) } }],
    predicate: { buildDefinition: { resolvedDependencies: [base] } },
  });
  const config = await putBlob(all.direct, REPOSITORY, CONFIG, { os: "unknown", architecture: "unknown", rootfs: { type: "layers", diff_ids: [statement.digest] } });
  const layers = [{ ...statement, annotations: { "in-toto.io/predicate-type": predicateType } }];
  const attestation = await putManifest(all.direct, REPOSITORY, MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, config, layers });
  const annotations = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": about };
  const entry = { ...attestation, annotations, platform: { os: "unknown", architecture: "unknown" } };
  return { digest: (await putManifest(all.direct, REPOSITORY, INDEX, { ...index, manifests: [...index.manifests, entry] })).digest, statement: statement.digest };
}

test("attestations of a registry are read when a person wants to know of the base", async (t) => {
  const { digest, statement } = await attested();
  const fragment = `#image=${all.open.host}/demo/multi@${digest}&platform=linux/amd64`;
  const seen = await visit(t, browser, { fragment, allowed: [all.open.origin] });
  const { page } = seen;
  await session(page, ["showing"]);
  await page.getByRole("button", { name: /all platforms/i }).click();
  await page.getByRole("tab", { name: "Compare" }).click();
  const bases = page.getByRole("region", { name: "Base images" });
  const read = bases.getByRole("button", { name: "Read what the attestations say" });
  await read.waitFor();
  assert.ok(!asked(all.open).some((line) => line.includes(statement)));
  await read.click();
  await bases.getByText(/debian:12/).waitFor();
  await read.waitFor({ state: "detached" });
  assert.ok(asked(all.open).some((line) => line.includes(statement)));
  assertClean(seen);
});
