import { crc32, deflateRawSync } from "node:zlib";

/** An entry of a ZIP archive, whole or spoilt on purpose. */
export interface ZipPart {
  readonly name: string | Uint8Array;
  readonly data?: Uint8Array;
  /** 0 stored, 8 deflate; any other number is only written down. Default 8. */
  readonly method?: number;
  /** Packed bytes that are written as they are. */
  readonly raw?: Uint8Array;
  /** What the directory says of the unpacked size. */
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  /** Unix mode, such as 0o120777 of a link. */
  readonly mode?: number;
  /** Name in front of the data, where it differs from the directory's. */
  readonly localName?: string;
  /** Place of the data of another entry, by its number, instead of data of its own. */
  readonly dataOf?: number;
}

/** A ZIP archive (APPNOTE 6.3: local headers, directory, end), for tests. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const part of parts) {
    const { method = 8, flags = 0, mode = 0o100644 } = part;
    const name = Buffer.from(part.name);
    const data = part.data ?? new Uint8Array();
    const packed = Buffer.from(part.raw ?? (method === 8 ? deflateRawSync(data) : data));
    const { size = data.length, crc = crc32(data) } = part;
    const own = part.dataOf === undefined;
    const offset = own ? at : offsets[part.dataOf]!;
    offsets.push(offset);
    const localName = Buffer.from(part.localName ?? name);
    const fields = Buffer.alloc(22);
    fields.writeUInt16LE(flags, 0);
    fields.writeUInt16LE(method, 2);
    fields.writeUInt32LE(0x21, 4); // 1980-01-01
    fields.writeUInt32LE(crc, 8);
    fields.writeUInt32LE(packed.length, 12);
    fields.writeUInt32LE(size, 16);
    fields.writeUInt16LE(name.length, 20);
    if (own) {
      const local = Buffer.concat([bytes(0x04034b50, 4), bytes(20, 2), fields, bytes(0, 2)]);
      local.writeUInt16LE(localName.length, 26);
      body.push(local, localName, packed);
      at += local.length + localName.length + packed.length;
    }
    directory.push(
      bytes(0x02014b50, 4),
      bytes(0x0314, 2),
      bytes(20, 2),
      fields,
      bytes(0, 8),
      bytes(mode * 2 ** 16, 4),
      bytes(offset, 4),
      name,
    );
  }
  const list = Buffer.concat(directory);
  const end = Buffer.concat([
    bytes(0x06054b50, 4),
    bytes(0, 4),
    bytes(parts.length, 2),
    bytes(parts.length, 2),
    bytes(list.length, 4),
    bytes(at, 4),
    bytes(0, 2),
  ]);
  return Buffer.concat([...body, list, end]);
}

/** A number in so many bytes, little-endian. */
function bytes(value: number, length: number): Buffer {
  const out = Buffer.alloc(length);
  for (let i = 0, rest = value; i < length; i++, rest = Math.floor(rest / 256)) out[i] = rest % 256;
  return out;
}
