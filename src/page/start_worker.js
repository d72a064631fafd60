// Starts a worker. The page asks for `start_worker.js?<build>`; the same query
// on the other two files keeps a cache from mixing those of two builds. A worker
// of the name "given" is sent what another one has compiled: neither bytes nor
// code are made twice. One of the name "files" runs another program.

// Held as long as this worker lives: who gets it next knows that it has ended,
// which no event says where memory runs out. And as long as one of a build lives, its
// files are kept: see offline.js. A page by plain http has no locks.
const build = new URL(import.meta.url).search;
const life = `assay ${build.slice(1)} ${performance.timeOrigin} ${Math.random()}`;
// Calls come once the wasm is there: a worker that ended before it had the lock
// would be missed by nobody.
const held = new Promise((held) => {
  const request = navigator.locks?.request(life, () => {
    postMessage({ alive: life });
    held();
    return new Promise(() => {});
  });
  if (request) request.catch(held);
  else held();
});
// Code that stopped within a promise is no error to the browser.
addEventListener("unhandledrejection", ({ reason }) => {
  if (reason instanceof WebAssembly.RuntimeError) postMessage({ panic: `${reason}` });
});

const module = self.name === "given" && new Promise((sent) => {
  addEventListener("message", ({ data }) => sent(data.module), { once: true });
});
const program = self.name === "files" ? "files" : "worker";
const { default: init } = await import(`./${program}.js${build}`);
await held;
await init({ module_or_path: (await module) || new URL(`${program}_bg.wasm${build}`, import.meta.url) });
