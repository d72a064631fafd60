// The results as a table for people.

const number = (value, digits) => (value === null ? "" : value.toFixed(digits));

export function print({ machine, runs, rows, checks }) {
  const lines = [["work", "page s", "MB/s", "peer", "peer s", "MB/s", "ratio", "reach", "", "peak MiB"]];
  for (const row of rows) {
    const [first, ...rest] = row.peers.length > 0 ? row.peers : [null];
    const peak = `${number(row.peakMiB, 0)} ${row.peakMiB <= row.peakReach ? "≤" : ">"} ${row.peakReach}`;
    lines.push([row.work, number(row.seconds, 2), number(row.megabytesPerSecond, 0), ...peer(first), peak]);
    for (const other of rest) lines.push(["", "", "", ...peer(other), ""]);
  }
  say(`${machine.cores} cores of ${machine.processor}, ${machine.chromium}, medians of ${runs}`);
  table(lines);
  table([
    ["what", "found", "reach", ""],
    ...checks.map(({ what, value, reach, unit, good }) => [what, `${number(value, 0)} ${unit}`, reach === null ? "" : `${number(reach, 0)} ${unit}`, reach === null ? "" : mark(good)]),
  ]);
}

function peer(found) {
  if (!found) return ["", "", "", "", "", ""];
  const { peer, seconds, megabytesPerSecond, ratio, reach } = found;
  const good = reach === null ? "" : mark(ratio <= reach);
  return [peer, number(seconds, 2), number(megabytesPerSecond, 0), number(ratio, 2), number(reach, 2), good];
}

const mark = (good) => (good ? "reached" : "missed");

function table(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) say(line.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd());
  say("");
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
