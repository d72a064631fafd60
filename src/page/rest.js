// Put before the script that loads the rest of the page.

// The style of the rest is asked for with it, and is there before it.
let style;
function styled() {
  return style ??= new Promise((done) => {
    const link = document.getElementById("rest-style");
    link.onload = link.onerror = done;
    link.disabled = false;
  });
}

// A host may serve wasm under another type, which the browser does not compile
// as it comes.
async function asWasm(fetched) {
  const [response] = await Promise.all([fetched, styled()]);
  if (!response.ok || response.headers.get("content-type") === "application/wasm") return response;
  return new Response(response.body, { headers: { "content-type": "application/wasm" } });
}
