// What is done with the files of an image, beside the native tools: the rows of what is
// found of the tree, of searches, of opened files, and of two images.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { openFiles } from "../tests/e2e/lib/browser.js";
import { dockerArchive } from "../tests/e2e/lib/docker_archive.js";
import { END, member, tar } from "../tests/e2e/lib/tar.js";
import { ended, inPage, peak } from "./page.mjs";
import { time } from "./peers.mjs";

/** Bytes that gzip makes a third smaller, the same each time. */
function noise(length, seed) {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = seed; at < length; at += 3) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const room = Math.min(3, length - at);
    bytes.writeUIntLE((state >>> 8) & 0x3f3f3f & (2 ** (8 * room) - 1), at, room);
  }
  return bytes;
}

function made(folder, name, make) {
  const file = path.join(folder, name);
  if (!fs.existsSync(file)) fs.writeFileSync(file, make());
  return file;
}

/** An image of `count` small files in two layers. */
const many = (folder, count) =>
  made(folder, `files-${count}.tar`, () => {
    const layer = (from, to) => {
      const files = [];
      for (let at = from; at < to; at += 1) {
        files.push(member(`usr/share/p${at % 997}/d${at % 37}/file-${at}.${["txt", "so", "py", "h"][at % 4]}`, Buffer.from(`${at}`)));
      }
      return Buffer.concat([...files, END]);
    };
    return dockerArchive([["ADD one /", layer(0, count / 2)], ["ADD two /", layer(count / 2, count)]]);
  });

/** A layer of 200 MB whose last files have 100 kB, and an image of it. */
function packed(folder) {
  const layer = made(folder, "packed-layer.tar.gz", () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`d/f${at}`, noise(1 << 20, at + 1)]));
    const text = (line) => Buffer.from(line.repeat(100_000 / line.length));
    return zlib.gzipSync(tar({ ...files, "z/first.txt": text("a line of text 1\n"), "z/next.txt": text("another line 2!\n") }));
  });
  return { layer, image: made(folder, "packed.tar", () => dockerArchive([["ADD z /", fs.readFileSync(layer)]])) };
}

/** Two images that share all but one layer of 100 MB, of which one file differs. */
const twins = (folder, base) =>
  [1, 2].map((which) =>
    made(folder, `twin-${which}.tar`, () => {
      const files = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`app/f${at}`, noise(1 << 20, 1000 + at)]));
      const own = tar({ ...files, "app/f50": noise(1 << 20, which) });
      return dockerArchive([["ADD base /", fs.readFileSync(base)], ["COPY app /", own]]);
    }),
  );

/** Opens an archive and waits for its verdict. */
async function opened(page, file) {
  await openFiles(page, [file]);
  await ended(page);
  await page.locator(".work progress").first().waitFor({ state: "detached" });
}

const rows = (page) => page.locator(".tree-grid .rows [role=row]");

/** Milliseconds from a click to what `selector` finds, painted. */
const after = (page, button, selector) =>
  page.evaluate(
    ([button, selector]) =>
      new Promise((resolve) => {
        const began = performance.now();
        const painted = () => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
        const seen = () => document.querySelector(selector) !== null;
        new MutationObserver((_, observer) => {
          if (!seen()) return;
          observer.disconnect();
          painted();
        }).observe(document, { childList: true, subtree: true, attributes: true });
        document.querySelector(button).click();
      }),
    [button, selector],
  );

/** The tree after the verdict, and a search. */
export const tree = (file, expression) =>
  inPage(async (page) => {
    await opened(page, file);
    const shown = await after(page, "#tab-files", ".tree-grid .rows [role=row]");
    await page.getByRole("tab", { name: "Overview" }).click();
    const again = await after(page, "#tab-files", ".tree-grid .rows [role=row]");
    const search = await page.evaluate(
      (expression) =>
        new Promise((resolve) => {
          const box = document.getElementById("files-search");
          const began = performance.now();
          new MutationObserver((_, observer) => {
            if (!document.querySelector(".hidden-table:not(.content-hits) tbody tr")) return;
            observer.disconnect();
            resolve(performance.now() - began);
          }).observe(document, { childList: true, subtree: true });
          box.value = expression;
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }),
      expression,
    );
    return { shown, again, search, peak: peak() };
  });

/** The first file of a compressed layer, and the next one. */
const open = (file) =>
  inPage(async (page) => {
    await opened(page, file);
    await page.getByRole("tab", { name: "Files" }).click();
    await rows(page).first().waitFor();
    const times = [];
    for (const name of ["first.txt", "next.txt"]) {
      await page.getByLabel("Search all layers").fill(name);
      await page.locator(".hidden-table tbody").getByRole("button", { name: `/z/${name}` }).click();
      await page.locator(".file-history .versions button").first().waitFor();
      times.push(await after(page, ".file-history .versions button", ".file-viewer .file-lines .line"));
      await page.locator(".file-viewer").getByRole("button", { name: "Close" }).click();
    }
    return { first: times[0], next: times[1], peak: peak() };
  }, { profile: fs.mkdtempSync(path.join(os.tmpdir(), "assay-profile-")) });

/** Two images, both verified, with the contents of what differs. */
const compared = ([one, other]) =>
  inPage(async (page) => {
    await opened(page, one);
    await page.getByRole("tab", { name: "Compare" }).click();
    await page.getByLabel("Open a second image").setInputFiles([other]);
    await page.locator(".compare h2 [role=status]").waitFor();
    await page.locator(".work progress").first().waitFor({ state: "detached" });
    await page.getByRole("tab", { name: "Overview" }).click();
    const settled = "[aria-labelledby=compared-files] tbody tr";
    const ms = await after(page, "#tab-compare", settled);
    return { ms, peak: peak() };
  });

/** Verdict and tree complete. */
const complete = (file) =>
  inPage(async (page) => {
    await openFiles(page, [file]);
    await ended(page);
    const verdict = await page.evaluate(() => window.__bench.showing - window.__bench.drop);
    return { ms: verdict + (await after(page, "#tab-files", ".tree-grid .rows [role=row]")), peak: peak() };
  });

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

/** The rows, each with what is to be reached. */
export async function files(folder, { gzip, layout, base, runs, note }) {
  const found = [];
  let highest = 0;
  const add = (what, value, reach, unit) => found.push({ what, value, reach, unit, good: value <= reach });
  const rounds = async (what, measure) => {
    const all = [];
    for (let round = 0; round < runs; round += 1) {
      all.push(await measure());
      highest = Math.max(highest, all.at(-1).peak);
      note(`${what}: round ${round + 1} of ${runs}: ${JSON.stringify(all.at(-1), (_, value) => (typeof value === "number" ? Math.round(value * 100) / 100 : value))}`);
    }
    return (key) => median(all.map((one) => one[key]));
  };
  const merged = await rounds("verdict and tree", async () => {
    const page = await complete(gzip);
    return { ...page, ratio: page.ms / time(`umoci unpack --rootless --image ${layout}:bench:latest "$(mktemp -d /dev/shm/umoci-XXXX)/b"; rm -rf /dev/shm/umoci-*`) };
  });
  add("verdict and merged tree, as a part of umoci unpack", merged("ratio") * 100, 35, "%");
  for (const [count, reach] of [[32_000, 100], [200_000, 400]]) {
    const file = many(folder, count);
    const seen = await rounds(`${count} entries`, () => tree(file, "/p1[0-9]+.*file-[0-9]*7\\.so$/"));
    add(`tree of ${count} entries shown, the first time`, seen("shown"), reach, "ms");
    add(`the same again`, seen("again"), reach, "ms");
    if (count === 200_000) add("regular expression over 200,000 paths", seen("search"), 150, "ms");
  }
  const { layer, image } = packed(folder);
  const file = await rounds("a file of a packed layer", async () => {
    const page = await open(image);
    const tar = time(`tar -xzOf ${layer} z/first.txt`);
    return { ...page, firstRatio: page.first / tar, nextRatio: page.next / tar };
  });
  add("first file of a gzip layer of 200 MB, as a part of tar -xzOf", file("firstRatio") * 100, 100, "%");
  add("the next one", file("nextRatio") * 100, 10, "%");
  const pair = twins(folder, base);
  const unpacked = pair.map((_, at) => path.join(folder, `twin-${at + 1}.root`));
  for (const [at, root] of unpacked.entries()) {
    if (fs.existsSync(root)) continue;
    fs.mkdirSync(root);
    const layers = JSON.parse(execFileSync("tar", ["-xOf", pair[at], "manifest.json"], { encoding: "utf8" }))[0].Layers;
    // Tar tells by a file's first bytes whether it is compressed.
    const layer = path.join(folder, "twin-layer");
    const unpack = (one) => `tar -xOf ${pair[at]} ${one} >${layer}; tar -xf ${layer} -C ${root} --no-same-owner --exclude dev || true`;
    for (const one of layers) execFileSync("bash", ["-c", unpack(one)]);
    fs.rmSync(layer);
  }
  const both = await rounds("two images", async () => {
    const page = await compared(pair);
    const diff = time(`diff -r --no-dereference ${unpacked[0]} ${unpacked[1]} || true`);
    return { ...page, ratio: page.ms / diff };
  });
  add("two images that differ in a layer of 100 MB, as a part of diff -r", both("ratio") * 100, 20, "%");
  add("memory of the renderer in all of these", highest, 500, "MiB");
  return found;
}
