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
globalThis.launchQueue?.setConsumer(async ({ files: handles }) => {
  const read = await Promise.allSettled(handles.map((handle) => handle.getFile()));
  const files = read.flatMap(({ value }) => value ?? []);
  if (files.length > 0) drop({ files });
});

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
