/** An entry of a tar archive, whole or spoilt on purpose. */
export interface TarPart {
  readonly name: string;
  readonly data?: Uint8Array;
  /** `0` a file, `1` a hard link, `2` a link, `3` a device, `5` a folder … */
  readonly type?: string;
  readonly link?: string;
  /** What the header says of the size. */
  readonly size?: number;
  /** Added to the checksum of the header. */
  readonly wrongBy?: number;
}

/** A tar archive (POSIX ustar), for tests. */
export function tarOf(parts: readonly TarPart[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { name, data = new Uint8Array(), type = "0", link = "", size, wrongBy = 0 } of parts) {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write("0000644\0", 100);
    header.write("0000000\0", 108);
    header.write("0000000\0", 116);
    header.write(`${(size ?? data.length).toString(8).padStart(11, "0")}\0`, 124);
    header.write("00000000000\0", 136);
    header.write(" ".repeat(8), 148);
    header.write(type, 156);
    header.write(link, 157, 100);
    header.write("ustar\0", 257);
    header.write("00", 263);
    const sum = header.reduce((total, byte) => total + byte, 0) + wrongBy;
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    blocks.push(header, Buffer.from(data), Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
