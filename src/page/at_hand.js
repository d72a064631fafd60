// What makes an app of the page, where the browser can: it is kept for when there is no
// network (offline.js), and takes what the system hands to it. Comes once the page has
// started, so that nothing waits for it.

const container = navigator.serviceWorker;

// Files and texts go the way of a drop.
function drop({ files = [], text = null }) {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  if (text) dataTransfer.setData("text/plain", text);
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}

// Those that are opened with the app in a file manager. One that is gone keeps none of
// the others.
globalThis.launchQueue?.setConsumer(async ({ files: given }) => {
  const read = await Promise.allSettled(given.map((handle) => handle.getFile()));
  const files = read.flatMap(({ value }) => value ?? []);
  for (const handle of given) remember(handle).catch(() => {});
  if (files.length > 0) drop({ files });
});

// Handles of files, by their names, as long as a person wants what they open in a list
// (`ui::recent`). Where a browser has no handles, a file has to be given again.
const RECENT = "assay-recent";
const wanted = () => localStorage.getItem(RECENT);
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
async function handles(mode) {
  const open = indexedDB.open("assay", 1);
  open.onupgradeneeded = () => open.result.createObjectStore("files");
  return (await done(open)).transaction("files", mode).objectStore("files");
}
async function remember(handle) {
  if (handle?.kind !== "file" || wanted() === null) return;
  const store = await handles("readwrite");
  const list = wanted();
  for (const name of await done(store.getAllKeys())) if (!list.includes(JSON.stringify(name))) store.delete(name);
  store.put(handle, handle.name);
}
addEventListener(
  "drop",
  ({ dataTransfer }) => {
    if (wanted() === null) return;
    for (const item of dataTransfer?.items ?? []) item.getAsFileSystemHandle?.().then(remember).catch(() => {});
  },
  { capture: true },
);
addEventListener("assay-reopen", async () => {
  const name = document.documentElement.dataset.told;
  try {
    const handle = await done((await handles("readonly")).get(name));
    if ((await handle.requestPermission({ mode: "read" })) === "granted") return drop({ files: [await handle.getFile()] });
  } catch {
    // It is not there any more, or was never kept.
  }
  dispatchEvent(new Event("assay-not-reopened"));
});
addEventListener("assay-forget", () => indexedDB.deleteDatabase("assay"));

// What another app shares: the worker has it, and forgets it now.
function receive() {
  // Else a page that is loaded anew asks again.
  history.replaceState(history.state, "", location.pathname + location.hash);
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => drop(data);
  container?.controller?.postMessage("shared", [port2]);
}
if (location.search === "?shared=1") receive();

// Says that another version of the app is whole. Who says it to a person may not have
// come yet.
function announce() {
  const unheard = dispatchEvent(new Event("assay-new-version", { cancelable: true }));
  if (unheard) setTimeout(announce, 1000);
}

// The first version of all is no news, nor is any to a page that the network brought.
function look(registration) {
  if (!container.controller) return;
  if (registration.waiting) announce();
  const { installing } = registration;
  installing?.addEventListener("statechange", () => installing.state === "installed" && announce());
}

// Loads the page in the version that waits; another tab may have taken it already. Where
// something is open that would be lost the browser asks, and a page that stays goes on
// with what it has.
function take({ waiting }) {
  if (!waiting) return location.reload();
  container.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take");
}

// A browser that needs room takes away what nobody has asked it to keep.
addEventListener("appinstalled", () => navigator.storage?.persist?.());

async function keep() {
  const registration = await container.register("./offline.js");
  registration.addEventListener("updatefound", () => look(registration));
  addEventListener("assay-take-version", () => take(registration));
  look(registration);
  const { active } = await container.ready;
  // Without a worker what is shared with the installed app would go to the host.
  document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: "./app.webmanifest", crossOrigin: "use-credentials" }));
  document.documentElement.dataset.offline = "ready";
  active.postMessage("clean");
}
// By plain http, in some private windows and without room the browser keeps nothing, and
// the page is what it is without.
if (container) keep().catch(() => {});
