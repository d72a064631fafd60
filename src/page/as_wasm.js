// Put before the script that loads the rest of the page: a host may serve wasm
// under another type, which the browser does not compile as it comes.
async function asWasm(fetched) {
  const response = await fetched;
  if (!response.ok || response.headers.get("content-type") === "application/wasm") return response;
  return new Response(response.body, { headers: { "content-type": "application/wasm" } });
}
