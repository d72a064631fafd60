// Starts a worker. The page asks for `start_worker.js?<build>`; the same query
// on the other two files keeps a cache from mixing those of two builds.
const build = new URL(import.meta.url).search;
const { default: init } = await import(`./worker.js${build}`);
await init({ module_or_path: new URL(`worker_bg.wasm${build}`, import.meta.url) });
