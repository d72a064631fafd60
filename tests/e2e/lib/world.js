// All the registries of the tests, over the same images.
import { Closing } from "./daemon.js";
import { temporary } from "./images.js";
import { pushAll } from "./pushed.js";
import {
  CORS,
  distribution,
  door,
  EXPOSED,
  htpasswd,
  nginx,
  ON_SUCCESS_ONLY,
  PREFLIGHTS_ANSWERED,
  redirectBlobs,
} from "./registry.js";
import { signer, tokenAnswer, tokenServer } from "./token.js";

/// Starts everything and pushes the images. What is given back holds a door
/// for each registry, the plain `direct` one for the tools, and `close`.
export async function world() {
  const closing = new Closing();
  const folder = closing.keep(temporary(), function () {
    return folder.remove();
  });
  try {
    return { ...(await start(folder.path, closing)), folder: folder.path, close: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function start(folder, closing) {
  const keep = async (starting) => closing.keep(await starting);
  const registry = (options) => keep(distribution(folder, options));
  const behind = async (starting, options) => keep(door((await starting).upstream, options));
  const direct = await registry({ headers: EXPOSED });
  const images = pushAll(folder, direct);
  const withPassword = { auth: htpasswd(folder) };
  const closed = await registry({});
  const basic = await registry({ ...withPassword, headers: EXPOSED });
  const plainBasic = await registry(withPassword);
  const hidden = await registry({ headers: CORS });
  const storage = await behind(direct);
  const storageClosed = await behind(closed);
  return {
    open: await behind(direct),
    hidden: await behind(hidden),
    closed: await behind(closed),
    basic: await behind(basic),
    basicHidden: await behind(registry({ ...withPassword, headers: CORS })),
    nginx: await behind(keep(nginx(folder, plainBasic.upstream, PREFLIGHTS_ANSWERED))),
    onSuccess: await behind(keep(nginx(folder, closed.upstream, ON_SUCCESS_ONLY))),
    onSuccessLogin: await behind(keep(nginx(folder, plainBasic.upstream, ON_SUCCESS_ONLY))),
    storage,
    storageClosed,
    redirected: await behind(direct, redirectBlobs(storage)),
    redirectedClosed: await behind(direct, redirectBlobs(storageClosed)),
    ...(await tokens(folder, registry, keep)),
    direct,
    images,
  };
}

/// Three registries that want tokens: from their own origin, from another, and
/// from another that no page may read.
async function tokens(folder, registry, keep) {
  const made = signer(folder);
  const asking = async (realm) => {
    const { upstream } = await registry({ auth: made.auth(realm) });
    return (await keep(nginx(folder, upstream, PREFLIGHTS_ANSWERED))).upstream;
  };
  // The realm is its own door's address, which is known once that is open.
  const later = {};
  const token = await keep(door(later, { answer: (request) => tokenAnswer(made, request) }));
  Object.assign(later, await asking(`${token.origin}/token`));
  const server = await keep(tokenServer(made));
  const serverClosed = await keep(tokenServer(made, { cors: false }));
  return {
    token,
    tokenServer: server,
    tokenServerClosed: serverClosed,
    tokenElsewhere: await keep(door(await asking(`${server.origin}/token`))),
    tokenClosed: await keep(door(await asking(`${serverClosed.origin}/token`))),
  };
}
