// The service worker: keeps the files of the app, so that it opens without a network,
// and nothing else: no answer of a registry or a relay, nothing that a person opens.
// And receives what is shared with it, which goes to the page at once.
//
// Which files those are stands above, written by offline.py. They are one version: a
// page and its parts come from the same one, or from the network. A browser that finds
// another list fetches those files beside what it has; pages go on with what they have
// until none is left, or a person asks for the new version.

const SCOPE = new URL("./", location.href);

// Other pages of this host have caches of their own.
const PREFIX = `assay ${SCOPE.pathname} `;
const OWN = `${PREFIX}${BUILD} ${VERSION}`;

// At once, so that what a person does meanwhile has the line, too.
const AT_ONCE = 4;

// What other versions call files of theirs: by a digest, or with the build behind it.
const OF_OTHERS = /^([a-z_]+-[0-9a-f]{16}(_[a-z0-9_]+)?\.(css|js|wasm)|[a-z_-]+\.(js|wasm|txt)\?[0-9a-z.]+)$/i;

const address = (name) => new URL(name, SCOPE).href;
const others = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN);
const kept = (name, cacheName) => caches.match(address(name), { cacheName, ignoreVary: true });

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What another version has, what the browser has from the page, what the host has.
async function* sources(name) {
  for (const version of await others()) {
    const response = await kept(name, version);
    if (response) yield response;
  }
  for (const cache of ["default", "reload"]) yield fetch(address(name), { cache, priority: "low" });
}

// Keeps a file, where it is the one that this version has: a host may be in the midst
// of putting another one there.
async function keep(name, digest) {
  // An attempt that broke off has left it.
  if (await kept(name, OWN)) return;
  for await (const response of sources(name)) {
    const bytes = await response.arrayBuffer();
    if (!response.ok || (await sha256(bytes)) !== digest) continue;
    // As it came to here, not as it came to this machine.
    const headers = new Headers(response.headers);
    for (const header of ["content-encoding", "content-length", "vary"]) headers.delete(header);
    const cache = await caches.open(OWN);
    return cache.put(address(name), new Response(bytes, { headers }));
  }
  throw new Error(`the host has another file than ${name || "the page"} of version ${VERSION}`);
}

async function keepAll() {
  const left = [...FILES].filter(([name]) => name !== "");
  const next = async () => {
    for (let file; (file = left.shift()); ) await keep(...file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  // Another version that began meanwhile may have taken some away.
  for (const [name, digest] of FILES) if (name !== "") await keep(name, digest);
  // Last: what has its page is whole.
  await keep("", FILES.get(""));
}

const isWhole = (version) => kept("", version);

async function begin() {
  // Attempts at versions that never became whole; but not the one that is under way.
  if (!registration.installing) for (const version of await others()) if (!(await isWhole(version))) await caches.delete(version);
  // Pages that were there before hear of no network either.
  await clients.claim();
}

// Forgets the versions of which no page is open: the workers of each hold a lock with
// its build in its name. Of another version of the same build (other styles, samples)
// nothing is asked for once its page has begun. What came of a version that is not whole
// is there for the next attempt.
async function clean() {
  // What is on its way is not open yet.
  if (registration.installing || registration.waiting) return;
  const { held } = await navigator.locks.query();
  const isOpen = (build) => build !== BUILD && held.some(({ name }) => name.startsWith(`assay ${build} `));
  for (const name of await others()) {
    const [build] = name.slice(PREFIX.length).split(" ");
    if (!isOpen(build) && (await isWhole(name))) await caches.delete(name);
  }
}

// An unoptimised page is never kept, and takes away what the release page of the same
// address has left.
async function leave() {
  for (const name of await others()) await caches.delete(name);
  await registration.unregister();
}

// What is asked for of this app, by its name beside the page; else `null`.
function nameOf({ method, mode, url }) {
  if (method !== "GET" || !url.startsWith(SCOPE.href)) return null;
  const { pathname, search } = new URL(url);
  const path = pathname.slice(SCOPE.pathname.length);
  // What a link asks for is the page's to read.
  if (mode === "navigate") return ["", "index.html"].includes(path) ? "" : null;
  const name = path + search;
  return name !== "" && (FILES.has(name) || OF_OTHERS.test(name)) ? name : null;
}

async function answer(name, request) {
  const own = await kept(name, OWN);
  if (own) return own;
  // Of a page that was open before this version.
  for (const version of name === "" ? [] : await others()) {
    const response = await kept(name, version);
    if (response) return response;
  }
  return fetch(request);
}

// What was shared, until the page that is opened for it asks, or a minute has gone. It
// is in no store: a worker that ends has forgotten it.
let shared = null;
const KEPT_SHARED = 60_000;

const isShared = ({ method, mode, url }) => method === "POST" && mode === "navigate" && url === address("shared");

function hold(form) {
  // A form in which no file was chosen has one without a name.
  const files = form.getAll("files").filter((file) => file instanceof File && file.name !== "");
  const text = ["url", "text", "title"].map((field) => form.get(field)).find((text) => typeof text === "string" && text.trim());
  return new Promise((forgotten) => {
    const forget = () => {
      if (shared?.forget === forget) shared = null;
      forgotten();
    };
    shared = { given: { files, text: text ?? null }, forget };
    setTimeout(forget, KEPT_SHARED);
  });
}

function receive(event) {
  const form = event.request.formData();
  // As long as it is held, this worker is needed.
  event.waitUntil(form.then(hold));
  return form.then(() => Response.redirect(address("?shared=1"), 303));
}

function give([port]) {
  port.postMessage(shared?.given ?? { files: [], text: null });
  shared?.forget();
}

const isKept = FILES.size > 0;
addEventListener("install", (event) => event.waitUntil(isKept ? keepAll() : skipWaiting()));
addEventListener("activate", (event) => event.waitUntil(isKept ? begin() : leave()));
addEventListener("fetch", (event) => {
  if (isKept && isShared(event.request)) return event.respondWith(receive(event));
  const name = isKept ? nameOf(event.request) : null;
  if (name !== null) event.respondWith(answer(name, event.request));
});
addEventListener("message", (event) => {
  if (event.data === "take") event.waitUntil(skipWaiting());
  if (event.data === "clean") event.waitUntil(clean());
  if (event.data === "shared") give(event.ports);
});
