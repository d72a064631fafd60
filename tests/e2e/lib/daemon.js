// Programs that run beside the tests and end with them, whatever happens.
import { spawn } from "node:child_process";

const START = 20_000;
const STOP = 3_000;

/// Starts a program and waits until `ready(its output so far)` gives something
/// that is not null, which is handed on beside `stop` and `output`, what it has said
/// since. The kernel ends the program if the tests are killed before they can.
export async function daemon(program, words, ready, env = process.env) {
  const child = spawn("setpriv", ["--pdeathsig", "KILL", program, ...words], { stdio: ["ignore", "pipe", "pipe"], env });
  const ended = new Promise((end) => child.once("close", end));
  let output = "";
  const started = new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${program} ${why}:\n${output}`));
    const look = async () => {
      const found = await ready(output);
      if (found !== null) resolve(found);
      return found !== null;
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        // Enough to say why it did not start.
        output = (output + text).slice(0, 100_000);
      });
    }
    child.once("error", ({ message }) => fail(message));
    child.once("close", (status) => fail(`ended with ${status}`));
    const deadline = Date.now() + START;
    (async () => {
      while (child.exitCode === null && !(await look())) {
        if (Date.now() > deadline) return fail(`did not start within ${START} ms`);
        await new Promise((next) => setTimeout(next, 20));
      }
    })().catch(reject);
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), STOP);
    await ended;
    clearTimeout(hard);
  };
  try {
    return { found: await started, stop, output: () => output };
  } catch (error) {
    await stop();
    throw error;
  }
}

/// Things that have to be closed, last first.
export class Closing {
  #all = [];

  /// Remembers how to close `thing`, and gives it back.
  keep(thing, close = thing.close) {
    this.#all.push(close);
    return thing;
  }

  async close() {
    for (const close of this.#all.reverse()) await close();
    this.#all = [];
  }
}
