// `make bench`: the page beside the native tools. See README.md.
//
//   ONLY=docker,gzip   some of the rows      BENCH_RUNS=5   how often each
//   LARGE=1            the 10 GiB archives too (makes 24 GiB of data)

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import { DIST } from "../tests/e2e/lib/server.js";
import * as data from "./data.mjs";
import { files as ofFiles } from "./files.mjs";
import { firstLoad, open } from "./page.mjs";
import * as peers from "./peers.mjs";
import { throughput } from "./registry.mjs";
import { print } from "./table.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const DATA = process.env.BENCH_DATA ?? path.join(HERE, "data");
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const ONLY = (process.env.ONLY ?? "").split(",").filter(Boolean);
const GIB = 2 ** 30;

const wanted = (name) => ONLY.length === 0 || ONLY.includes(name);
const megabytes = (file) => fs.statSync(file).size / 1e6;

/** What is opened, and who else does that work. */
function works(files) {
  const { docker, gzip, zstd, single } = files;
  const layout = (file) => peers.blobs(file);
  return [
    {
      name: "docker", work: "docker-archive, plain layers", file: docker,
      peers: [
        ["openssl dgst of the file", peers.openssl(docker), 1.8],
        ["sha256sum of the file", peers.sha256sum(docker), 0.5],
        ["skopeo copy to dir:", peers.skopeo(`docker-archive:${docker}`, "dir"), 0.45],
      ],
    },
    {
      name: "gzip", work: "OCI archive, gzip layers", file: gzip,
      peers: [
        ["skopeo copy to docker-archive:", peers.skopeo(`oci-archive:${gzip}`, "docker-archive"), 0.5],
        ["openssl, pigz -dc | openssl", peers.both(layout(gzip), "openssl dgst -sha256", "pigz -dc"), 0.7],
        ["sha256sum, gzip -dc | sha256sum", peers.both(layout(gzip), "sha256sum", "gzip -dc"), null],
      ],
    },
    {
      name: "zstd", work: "OCI archive, zstd layers", file: zstd,
      peers: [["sha256sum, zstd -dc | sha256sum", peers.both(layout(zstd), "sha256sum", "zstd -dcq"), 0.7]],
    },
    {
      name: "single", work: "OCI archive, one gzip layer", file: single,
      peers: [["openssl, pigz -dc | openssl", single && peers.both(layout(single), "openssl dgst -sha256", "pigz -dc"), null]],
    },
  ].filter(({ name }) => wanted(name));
}

async function compare(work) {
  const { file } = work;
  const found = { page: [], peers: work.peers.map(() => []) };
  for (let round = 0; round < RUNS; round += 1) {
    found.page.push(await open(file));
    for (const [index, [, command]] of work.peers.entries()) found.peers[index].push(peers.time(command));
    note(`${work.work}: round ${round + 1} of ${RUNS}`);
  }
  const ms = median(found.page.map((run) => run.ms));
  const row = {
    work: work.work,
    seconds: ms / 1000,
    megabytesPerSecond: megabytes(file) / (ms / 1000),
    peakMiB: Math.max(...found.page.map((run) => run.peak)),
    peakReach: 400,
    treeMs: median(found.page.map((run) => run.tree)),
    verdict: found.page[0].verdict,
    runs: found.page,
  };
  return {
    ...row,
    peers: work.peers.map(([peer, , reach], index) => {
      const seconds = median(found.peers[index]) / 1000;
      return {
        peer, seconds, reach, ratio: row.seconds / seconds,
        megabytesPerSecond: megabytes(file) / seconds, runs: found.peers[index],
      };
    }),
  };
}

/** The same bytes a second, and the same memory, whatever the size: of ten times
 * the layers, with ten times the entries, and of a file that is ten times as
 * large. */
async function large(docker) {
  const times = Math.ceil((10 * GIB) / fs.statSync(docker).size);
  return {
    "ten times the layers": [await data.repeated(DATA, "1-gib", 1, docker), await data.repeated(DATA, "10-gib", times, docker)],
    "a file ten times as large": [await data.oneEntry(DATA, GIB), await data.oneEntry(DATA, 10 * GIB)],
  };
}

async function checks(files, rows) {
  const found = [];
  const add = (what, value, reach, unit, good = value <= reach) => found.push({ what, value, reach, unit, good });
  if (rows[0]?.treeMs) add("tree visible after the drop", rows[0].treeMs, 150, "ms");
  if (wanted("load")) {
    const loads = [];
    for (let round = 0; round < RUNS; round += 1) loads.push(await firstLoad());
    add("first load to interactive", median(loads), 500, "ms");
  }
  if (wanted("registry")) {
    for (const [what, reach, options] of [["layers of a registry, MB a second", 500, {}], ["one layer of a registry", 300, { alone: true }]]) {
      const rates = [];
      for (let round = 0; round < RUNS; round += 1) rates.push(await throughput(files.docker, path.join(DATA, "registry"), options));
      add(what, median(rates), reach, "MB/s", median(rates) >= reach);
    }
  }
  if (wanted("size")) {
    add("wasm of the page's first part and the worker, gzip", wasmBytes((name) => /^(page-.*|worker)_bg\.wasm$/.test(name)) / 1000, 350, "KB");
    add("all wasm, gzip", wasmBytes(() => true) / 1000, null, "KB");
  }
  if (wanted("entries")) {
    const many = await data.manyEntries(DATA, 200_000);
    const one = await data.oneEntry(DATA, fs.statSync(many).size);
    const listed = await compare({ work: "200,000 entries", file: many, peers: [] });
    const read = await compare({ work: "as many bytes in one entry", file: one, peers: [] });
    add("200,000 entries listed, beside reading them", (listed.seconds - read.seconds) * 1000, 1000, "ms");
  }
  if (wanted("files")) {
    const { layers } = peers.blobs(files.gzip);
    const layout = files.gzip.replace(/\.tar$/, ".layout");
    found.push(...(await ofFiles(DATA, { gzip: files.gzip, layout, base: layers[0], runs: RUNS, note })));
  }
  if (process.env.LARGE) {
    for (const [what, pair] of Object.entries(await large(files.docker))) {
      const found = [];
      for (const file of pair) found.push(await compare({ work: path.basename(file), file, peers: [] }));
      const [one, ten] = found;
      add(`10 GiB slower than 1 GiB by (${what})`, (1 - ten.megabytesPerSecond / one.megabytesPerSecond) * 100, 15, "%");
      add(`10 GiB peak above 1 GiB by (${what})`, ten.peakMiB - one.peakMiB, 50, "MiB");
    }
  }
  return found;
}

function wasmBytes(counts) {
  return fs.readdirSync(DIST)
    .filter((name) => name.endsWith(".wasm") && counts(name))
    .map((name) => zlib.gzipSync(fs.readFileSync(path.join(DIST, name)), { level: 9 }).length)
    .reduce((sum, length) => sum + length, 0);
}

function machine() {
  const first = (command, ...args) => {
    try {
      return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).split("\n")[0];
    } catch {
      return "not here";
    }
  };
  return {
    processor: os.cpus()[0]?.model, cores: os.cpus().length, memoryGiB: Math.round(os.totalmem() / GIB),
    load: os.loadavg(), chromium: first("chromium", "--version"), openssl: first("openssl", "version"),
    sha256sum: first("sha256sum", "--version"), skopeo: first("skopeo", "--version"),
    pigz: first("pigz", "--version"), zstd: first("zstd", "--version"), commit: first("git", "rev-parse", "HEAD"),
  };
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

function note(text) {
  process.stderr.write(`bench: ${text}\n`);
}

fs.mkdirSync(DATA, { recursive: true });
const files = { ...data.image(DATA), single: wanted("single") && data.single(DATA) };
const rows = [];
for (const work of works(files)) rows.push(await compare(work));
const results = { machine: machine(), runs: RUNS, rows, checks: await checks(files, rows) };
fs.writeFileSync(path.join(HERE, "results.json"), `${JSON.stringify(results, null, 1)}\n`);
print(results);
