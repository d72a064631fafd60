// Starts the page. A file of its own, because the Content-Security-Policy
// forbids inline scripts; Trunk writes the hashed names beside it.
const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
const { default: init } = await import(new URL(js, document.baseURI));
await init({ module_or_path: new URL(wasm, document.baseURI) });
