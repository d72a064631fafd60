// Tar archives as a test wants them, without a tool in between.

/// The header of a file.
export function header(name, size) {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write("0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\0" + "00", 257);
  const sum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/// A file with its padding.
export const member = (name, content) =>
  Buffer.concat([header(name, content.length), content, Buffer.alloc(-content.length & 511)]);

export const END = Buffer.alloc(1024);

/// An archive of `files` ({name: text or bytes}).
export const tar = (files) =>
  Buffer.concat([...Object.entries(files).map(([name, content]) => member(name, Buffer.from(content))), END]);
