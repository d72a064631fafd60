// A token server as distribution's specification has it (spec/auth/token.md),
// with tokens that a real docker-registry accepts: RS256, signed by a
// certificate of openssl's that it was given.
import { createSign, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { door, PASSWORD, USER } from "./registry.js";
import { run } from "./images.js";

const ISSUER = "assay tests";
export const SERVICE = "registry.test";

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/// The paths of a new key and of a certificate that it has signed for itself.
export function selfSigned(folder, name) {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  run(
    ...["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", "2"],
    ...["-subj", "/CN=assay tests", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
  );
  return { key, certificate };
}

/// A key and what is made with it: `auth` of a registry that asks for tokens
/// at `realm`, and `token(scope)`.
export function signer(folder) {
  const { key, certificate } = selfSigned(folder, "token");
  const pem = readFileSync(certificate, "utf8");
  const chain = [pem.replace(/-----[^-]+-----|\s/g, "")];
  const auth = (realm) => ({ token: { realm, service: SERVICE, issuer: ISSUER, rootcertbundle: certificate } });
  const token = (scope) => {
    const now = Math.floor(Date.now() / 1000);
    const [type, name, actions] = scope.split(":");
    const access = type === "repository" ? [{ type, name, actions: actions.split(",") }] : [];
    const times = { iat: now, nbf: now - 10, exp: now + 300 };
    const claims = { iss: ISSUER, sub: USER, aud: SERVICE, jti: randomUUID(), access, ...times };
    const signed = `${encoded({ typ: "JWT", alg: "RS256", x5c: chain })}.${encoded(claims)}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(readFileSync(key), "base64url")}`;
  };
  return { auth, token };
}

/// The answer of a token server to a request, `null` where it asks for
/// something else. Repositories below `private/` want the password.
export function tokenAnswer({ token }, { method, url, headers }, cors = true) {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  if (pathname !== "/token") return null;
  const shown = cors ? { "access-control-allow-origin": "*", "access-control-allow-headers": "Authorization" } : {};
  if (method === "OPTIONS") return { status: 204, headers: shown };
  const scope = searchParams.get("scope") ?? "";
  const basic = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`;
  const refused = headers.authorization !== undefined && headers.authorization !== basic;
  if (searchParams.get("service") !== SERVICE) return { status: 400, headers: shown, body: "another service" };
  if (refused || (scope.startsWith("repository:private/") && headers.authorization === undefined)) {
    return { status: 401, headers: shown, body: JSON.stringify({ details: "incorrect username or password" }) };
  }
  const body = JSON.stringify({ access_token: token(scope), expires_in: 300 });
  return { status: 200, headers: { ...shown, "content-type": "application/json", "cache-control": "no-store" }, body };
}

/// A token server on a port of its own.
export const tokenServer = (signer, { cors = true } = {}) =>
  door(null, { answer: (request) => tokenAnswer(signer, request, cors) });
