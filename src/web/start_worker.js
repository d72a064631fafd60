// Starts a worker. The page asks for `start_worker.js?<build>`; the same query
// on the other two files keeps a cache from mixing those of two builds. A worker
// of the name "given" is sent what another one has compiled: neither bytes nor
// code are made twice.
const module = self.name === "given" && new Promise((sent) => {
  addEventListener("message", ({ data }) => sent(data.module), { once: true });
});
const build = new URL(import.meta.url).search;
const { default: init } = await import(`./worker.js${build}`);
await init({ module_or_path: (await module) || new URL(`worker_bg.wasm${build}`, import.meta.url) });
