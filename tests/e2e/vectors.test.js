// The public vectors of those who sign, through the page as it is shipped: each as a
// signature in an archive, beside the bytes that it is of. Skipped, saying so, where they
// are not beside the project.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, openFiles, report, session, visit } from "./lib/browser.js";
import { temporary } from "./lib/images.js";
import { sha256 } from "./lib/signing.js";
import { tar } from "./lib/tar.js";

const FOLDER = process.env.ASSAY_SIGNATURES ?? fileURLToPath(new URL("../../../shared/vectors/signatures/", import.meta.url));
const skip = existsSync(FOLDER) ? false : `no vectors at ${FOLDER}`;
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const STATEMENT = "application/vnd.in-toto+json";
const EMPTY = "application/vnd.oci.empty.v1+json";

let browser;
let folder;
before(async () => {
  browser = await launch();
  folder = temporary();
});
after(async () => {
  await browser?.close();
  folder?.remove();
});

/// An archive in which `bundle` is attached to `artifact`; with none, of the artifact alone.
function archive(artifact, bundle) {
  const blobs = {};
  const keep = (mediaType, bytes) => {
    const digest = sha256(bytes);
    blobs[`blobs/${digest.replace(":", "/")}`] = bytes;
    return { mediaType, digest, size: bytes.length };
  };
  const config = keep(EMPTY, Buffer.from("{}"));
  const manifest = (more) => keep(MANIFEST, Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, ...more })));
  // Its bytes come with it as those of a statement do, whatever they are.
  const about = keep(STATEMENT, artifact);
  const manifests = [manifest({ artifactType: STATEMENT, layers: [about] })];
  if (bundle) manifests.push(manifest({ artifactType: BUNDLE, layers: [keep(BUNDLE, bundle)], subject: about }));
  const path = join(folder.path, "vector.tar");
  writeFileSync(path, tar({ "oci-layout": '{"imageLayoutVersion":"1.0.0"}', "index.json": JSON.stringify({ schemaVersion: 2, manifests }), ...blobs }));
  return path;
}

/// Opens the view of signatures of a file.
async function trust(page, path) {
  await openFiles(page, [path]);
  await page.waitForFunction((name) => document.documentElement.dataset.session === "showing" && document.title.includes(name), "vector.tar");
  await page.locator("#tab-trust").click();
  await page.getByRole("heading", { name: "What is trusted" }).waitFor();
}

/// What the page says of the first signature, once `given` is given.
async function said(t, open, given) {
  const { page } = await visit(t, browser, {});
  await open(page);
  assert.equal(await session(page, ["showing"]), "showing");
  await page.locator("#tab-trust").click();
  await page.locator(".signature").first().waitFor();
  if (given) {
    await page.locator("#given-files").setInputFiles(given);
    await page.getByRole("button", { name: "Forget all that I gave" }).waitFor();
    await page.locator("p[role=status].hint").waitFor({ state: "detached" });
  }
  return page.locator(".signature h3");
}

const CLASSIC = [
  ["dir-img-cosign-valid", "cosign.pub", /^Signed with a key that you gave/],
  ["dir-img-cosign-valid-with-tag", "cosign.pub", /^Signed with a key that you gave/],
  ["dir-img-cosign-valid", "cosign2.pub", /^Does not hold: Signature: /],
  ["dir-img-cosign-modified-manifest", "cosign.pub", /^A signature of something else: it names sha256:634a8f35/],
  ["dir-img-cosign-key-rekor-valid", "cosign2.pub", /^Signed with a key that you gave, on Jan 20, 2023, 21:57:39 UTC, recorded in rekor.sigstore.dev/],
  ["dir-img-cosign-fulcio-rekor-valid", null, /^Signed by mitr@redhat.com, as .* says, on Jan 20, 2023, 20:51:33 UTC, recorded in rekor.sigstore.dev/],
  ["dir-img-cosign-pki-valid", "pki_root_crts.pem", /^Signed with a certificate of /],
];

for (const [name, given, expected] of CLASSIC) {
  test(`${name} with ${given ?? "nothing given"} says what it is`, { skip }, async (t) => {
    const at = (file) => join(FOLDER, "cosign-classic", file);
    const heading = await said(t, (page) => page.getByLabel("Open a folder").setInputFiles(at(name)), given && at(given));
    await heading.filter({ hasText: expected }).first().waitFor();
  });
}

const NOTATION = [
  ["jws_signature.sig", /^Names itself .*, and no root that is trusted vouches for that/],
  ["cose_signature.sig", /^Names itself .*, and no root that is trusted vouches for that/],
  ["ca_invalid_sig_env.json", /^Does not hold: Signature: /],
  ["ca_expired_sig_env.json", /^Does not hold: Expiry: /],
  ["ca_plugin_sig_env.json", /^Does not hold: Headers: /],
];

for (const [name, expected] of NOTATION) {
  test(`the Notary Project's ${name} says what it is`, { skip }, async (t) => {
    const bytes = readFileSync(join(FOLDER, "notation", name));
    const layout = readFileSync(join(FOLDER, "notation/oci-layout/blobs/sha256/19dbd2e48e921426ee8ace4dc892edfb2ecdc1d1a72d5416c83670c30acecef0"));
    const type = name.startsWith("cose") ? "application/cose" : "application/jose+json";
    const about = name.includes("_signature")
      ? { mediaType: MANIFEST, digest: sha256(layout), size: layout.length }
      : { mediaType: "application/vnd.docker.distribution.manifest.v2+json", digest: "sha256:60043cf45eaebc4c0867fea485a039b598f52fd09fd5b07b0b2d2f88fad9d74e", size: 528 };
    const blobs = {};
    const keep = (mediaType, content) => {
      blobs[`blobs/${sha256(content).replace(":", "/")}`] = content;
      return { mediaType, digest: sha256(content), size: content.length };
    };
    const config = keep(EMPTY, Buffer.from("{}"));
    const signature = { schemaVersion: 2, mediaType: MANIFEST, artifactType: "application/vnd.cncf.notary.signature", config, layers: [keep(type, bytes)], subject: about };
    const manifests = [keep(MANIFEST, layout), keep(MANIFEST, Buffer.from(JSON.stringify(signature)))];
    const path = join(folder.path, "notary.tar");
    writeFileSync(path, tar({ "oci-layout": '{"imageLayoutVersion":"1.0.0"}', "index.json": JSON.stringify({ schemaVersion: 2, manifests }), ...blobs }));
    const heading = await said(t, (page) => openFiles(page, [path]), null);
    await heading.filter({ hasText: expected }).first().waitFor();
  });
}

test("every vector ends in the page as it must", { skip, timeout: 170_000 }, async (t) => {
  const { page } = await visit(t, browser, {});
  const all = join(FOLDER, "sigstore-conformance");
  const plain = readFileSync(join(all, "a.txt"));
  const wrong = [];
  let count = 0;
  for (const name of readdirSync(all).filter((name) => existsSync(join(all, name, "bundle.sigstore.json")))) {
    const file = (kind) => (existsSync(join(all, name, kind)) ? join(all, name, kind) : null);
    const artifact = file("artifact") ? readFileSync(file("artifact")) : plain;
    await trust(page, archive(artifact, null));
    const forget = page.getByRole("button", { name: "Forget all that I gave" });
    if (await forget.count()) await forget.click();
    const given = ["trusted_root.json", "key.pub"].map(file).filter(Boolean);
    // Where a vector has a root of its own, no other one counts.
    await page.getByLabel("Trust Sigstore's public root").setChecked(!file("trusted_root.json"));
    if (given.length > 0) {
      await page.locator("#given-files").setInputFiles(given);
      const said = page.locator("section[aria-labelledby=giving-heading] > ul > li, section[aria-labelledby=giving-heading] .wrong");
      await page.waitForFunction((wanted) => document.querySelectorAll("section[aria-labelledby=giving-heading] > ul > li, section[aria-labelledby=giving-heading] .wrong").length >= wanted, given.length);
      assert.ok(await said.count());
    }
    await trust(page, archive(artifact, readFileSync(file("bundle.sigstore.json"))));
    await page.locator(".signature").first().waitFor();
    const { signatures } = await report(page);
    const [found] = signatures.filter(({ conclusion }) => conclusion !== "of-nothing");
    count += 1;
    if ((found?.conclusion === "holds") === name.endsWith("_fail")) wrong.push(`${name}: ${JSON.stringify(found)}`);
    // It is of no image that is shown.
    assert.equal(await page.locator(".signature.good").count(), 0);
  }
  assert.deepEqual(wrong, []);
  assert.ok(count >= 55, String(count));
  await session(page, ["showing"]);
});
