// Signatures of images as cosign makes them, by keys of the tests' own: openssl makes the
// keys, the certificates, the timestamps and the signatures.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./images.js";
import { putBlob, putManifest } from "./pushed.js";
import { tar } from "./tar.js";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
export const SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
const SIGNATURE = "dev.cosignproject.cosign/signature";

/// A key, as `cosign generate-key-pair` makes one.
export function key(folder, name = "cosign") {
  const [secret, open] = [join(folder, `${name}.key`), join(folder, `${name}.pub`)];
  run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", secret);
  run("openssl", "ec", "-in", secret, "-pubout", "-out", open);
  return { secret, open };
}

/// What cosign signs for an image.
export const payload = (digest, name = "registry.example/demo") =>
  Buffer.from(
    JSON.stringify({
      critical: {
        identity: { "docker-reference": name },
        image: { "docker-manifest-digest": digest },
        type: "cosign container image signature",
      },
      optional: null,
    }),
  );

/// The signature of bytes, as DER.
export function sign(folder, secret, bytes) {
  const [file, made] = [join(folder, "to-sign"), join(folder, "signature")];
  writeFileSync(file, bytes);
  run("openssl", "dgst", "-sha256", "-sign", secret, "-out", made, file);
  return readFileSync(made);
}

/// Pushes one signature of `digest` under its tag, with more annotations.
export async function pushSignature(registry, repository, digest, bytes, signature, annotations = {}) {
  const config = await putBlob(registry, repository, CONFIG, { architecture: "", os: "", config: {}, rootfs: { type: "layers", diff_ids: [] } });
  const layer = await putBlob(registry, repository, SIMPLE_SIGNING, bytes);
  const signed = { ...layer, annotations: { [SIGNATURE]: signature.toString("base64"), ...annotations } };
  const manifest = { schemaVersion: 2, mediaType: MANIFEST, config, layers: [signed] };
  return putManifest(registry, repository, MANIFEST, manifest, `${digest.replace(":", "-")}.sig`);
}

/// A day and a time as `openssl ca` takes them.
const moment = (at) => at.toISOString().replace(/[-:T]|\.\d+/g, "").replace(/Z?$/, "Z");

/// An authority for certificates and one for timestamps, and the `trusted_root.json` that
/// names them.
export function authorities(folder) {
  const made = join(folder, "authority");
  mkdirSync(made);
  const at = (name) => join(made, name);
  writeFileSync(at("index.txt"), "");
  writeFileSync(at("serial"), "1000\n");
  writeFileSync(at("tsa-serial"), "01\n");
  writeFileSync(
    at("openssl.cnf"),
    `[req]
distinguished_name = name
[name]
[ca]
default_ca = authority
[authority]
database = ${at("index.txt")}
serial = ${at("serial")}
new_certs_dir = ${made}
default_md = sha256
policy = anything
unique_subject = no
[anything]
organizationName = optional
commonName = optional
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = codeSigning
subjectAltName = critical, email:release@example.org
1.3.6.1.4.1.57264.1.1 = DER:${Buffer.from("https://issuer.example").toString("hex").match(/../g).join(":")}
[stamper]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = stamps
[stamps]
serial = ${at("tsa-serial")}
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
`,
  );
  const openssl = (...words) => run("openssl", ...words);
  const config = ["-config", at("openssl.cnf")];
  const root = (name, title) => {
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", at(`${name}.key`));
    openssl("req", "-new", "-x509", ...config, "-key", at(`${name}.key`), "-subj", `/O=example/CN=${title}`, "-days", "3650", "-extensions", "root", "-out", at(`${name}.pem`));
  };
  root("root", "tests' root");
  root("tsa-root", "tests' time root");
  const issue = (name, title, kind, by, from, until) => {
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", at(`${name}.key`));
    openssl("req", "-new", ...config, "-key", at(`${name}.key`), "-subj", `/CN=${title}`, "-out", at(`${name}.csr`));
    openssl("ca", "-batch", "-notext", ...config, "-cert", at(`${by}.pem`), "-keyfile", at(`${by}.key`), "-in", at(`${name}.csr`), "-extensions", kind, "-startdate", moment(from), "-enddate", moment(until), "-out", at(`${name}.pem`));
    return { secret: at(`${name}.key`), pem: readFileSync(at(`${name}.pem`), "utf8") };
  };
  const hours = (count) => new Date(Date.now() + count * 3_600_000);
  issue("stamper", "tests' clock", "stamper", "tsa-root", hours(-24), hours(24));
  const raw = (name) => ({ rawBytes: readFileSync(at(`${name}.pem`), "utf8").replace(/-----[^-]+-----|\s/g, "") });
  const validFor = { start: hours(-48).toISOString() };
  const trusted = {
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [],
    ctlogs: [],
    certificateAuthorities: [{ certChain: { certificates: [raw("root")] }, validFor }],
    timestampAuthorities: [{ certChain: { certificates: [raw("stamper"), raw("tsa-root")] }, validFor }],
  };
  const file = join(folder, "trusted_root.json");
  writeFileSync(file, JSON.stringify(trusted));
  return {
    file,
    signer: (name, from, until) => issue(name, name, "signer", "root", from, until),
    /// The annotation of a timestamp over a signature.
    stamp: (signature) => {
      writeFileSync(at("stamped"), signature);
      openssl("ts", "-query", "-data", at("stamped"), "-sha256", "-cert", "-out", at("query.tsq"));
      openssl("ts", "-reply", ...config, "-section", "stamps", "-queryfile", at("query.tsq"), "-signer", at("stamper.pem"), "-inkey", at("stamper.key"), "-out", at("reply.tsr"));
      const token = readFileSync(at("reply.tsr")).toString("base64");
      return { "dev.sigstore.cosign/rfc3161timestamp": JSON.stringify({ SignedRFC3161Timestamp: token }) };
    },
    certified: (pem) => ({ "dev.sigstore.cosign/certificate": pem }),
  };
}

/// An archive of one image with `count` signatures, each by a certificate of its own and
/// with a timestamp.
export function signedArchive(folder, made, count) {
  const blobs = {};
  const keep = (mediaType, bytes) => {
    const digest = sha256(bytes);
    blobs[`blobs/${digest.replace(":", "/")}`] = bytes;
    return { mediaType, digest, size: bytes.length };
  };
  const json = (value) => Buffer.from(JSON.stringify(value));
  const config = keep(CONFIG, json({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [] } }));
  const image = keep(MANIFEST, json({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [] }));
  const hour = 3_600_000;
  const layers = Array.from({ length: count }, (_, place) => {
    const bytes = payload(image.digest, `registry.example/demo${place}`);
    const signer = made.signer(`signer-${place}`, new Date(Date.now() - hour), new Date(Date.now() + hour));
    const signature = sign(folder, signer.secret, bytes);
    const annotations = { [SIGNATURE]: signature.toString("base64"), ...made.certified(signer.pem), ...made.stamp(signature) };
    return { ...keep(SIMPLE_SIGNING, bytes), annotations };
  });
  const signatures = keep(MANIFEST, json({ schemaVersion: 2, mediaType: MANIFEST, config, layers }));
  const named = (entry, name) => ({ ...entry, annotations: { "org.opencontainers.image.ref.name": name } });
  const manifests = [named(image, "latest"), named(signatures, `${image.digest.replace(":", "-")}.sig`)];
  const path = join(folder, "signed.tar");
  writeFileSync(path, tar({ "oci-layout": '{"imageLayoutVersion":"1.0.0"}', "index.json": JSON.stringify({ schemaVersion: 2, manifests }), ...blobs }));
  return path;
}

export const sha256 = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
