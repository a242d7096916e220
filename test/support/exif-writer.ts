/** A tag for {@link exifBytes}: text, whole numbers of 16 or 32 bits, or fractions. */
export type ExifValue =
  | { readonly text: string }
  | { readonly shorts: readonly number[] }
  | { readonly longs: readonly number[] }
  | { readonly rationals: readonly (readonly [number, number])[] };

export interface ExifParts {
  /** Of the first directory, by tag. */
  readonly first?: Readonly<Record<number, ExifValue>>;
  readonly exif?: Readonly<Record<number, ExifValue>>;
  readonly gps?: Readonly<Record<number, ExifValue>>;
}

/** A block of EXIF data in the order of bytes that is asked for: TIFF 6.0, by hand. */
export function exifBytes({ first = {}, exif, gps }: ExifParts, isLittle = true): Uint8Array {
  const out: number[] = isLittle ? [0x49, 0x49] : [0x4d, 0x4d];
  const put16 = (at: number, value: number): void => {
    out[at + (isLittle ? 0 : 1)] = value & 255;
    out[at + (isLittle ? 1 : 0)] = (value >> 8) & 255;
  };
  const put32 = (at: number, value: number): void => {
    put16(at + (isLittle ? 0 : 2), value & 0xffff);
    put16(at + (isLittle ? 2 : 0), value >>> 16);
  };
  put16(2, 42);
  put32(4, 8);
  const pointers: Record<number, ExifValue> = { ...first };
  if (exif !== undefined) pointers[0x8769] = { longs: [0] };
  if (gps !== undefined) pointers[0x8825] = { longs: [0] };
  const entryOf = writeDirectory(8, pointers);
  for (const [tag, part] of [
    [0x8769, exif],
    [0x8825, gps],
  ] as const) {
    if (part === undefined) continue;
    put32(entryOf.get(tag)! + 8, out.length);
    writeDirectory(out.length, part);
  }
  return Uint8Array.from(out);

  function writeDirectory(
    at: number,
    tags: Readonly<Record<number, ExifValue>>,
  ): Map<number, number> {
    const entries = Object.entries(tags).map(([tag, value]) => [Number(tag), value] as const);
    const places = new Map<number, number>();
    put16(at, entries.length);
    let free = at + 2 + 12 * entries.length + 4;
    put32(free - 4, 0);
    for (const [i, [tag, value]] of entries.entries()) {
      const entry = at + 2 + 12 * i;
      places.set(tag, entry);
      put16(entry, tag);
      const [type, count, bytes] = encoded(value);
      put16(entry + 2, type);
      put32(entry + 4, count);
      put32(entry + 8, 0);
      const isInside = bytes.length <= 4;
      if (!isInside) put32(entry + 8, free);
      for (const [k, byte] of bytes.entries()) out[(isInside ? entry + 8 : free) + k] = byte;
      if (!isInside) free += bytes.length;
    }
    while (out.length < free) out.push(0);
    return places;
  }

  function encoded(value: ExifValue): [type: number, count: number, bytes: number[]] {
    const number = (n: number, size: number): number[] => {
      const bytes = Array.from({ length: size }, (_, i) => (n >>> (8 * i)) & 255);
      return isLittle ? bytes : bytes.reverse();
    };
    if ("text" in value) {
      const bytes = [...new TextEncoder().encode(value.text), 0];
      return [2, bytes.length, bytes];
    }
    if ("shorts" in value) {
      return [3, value.shorts.length, value.shorts.flatMap((n) => number(n, 2))];
    }
    if ("longs" in value) {
      return [4, value.longs.length, value.longs.flatMap((n) => number(n, 4))];
    }
    const flat = value.rationals.flatMap(([a, b]) => [...number(a, 4), ...number(b, 4)]);
    return [5, value.rationals.length, flat];
  }
}

/** A JPEG with this block in an APP1 segment behind its start. */
export function jpegWithExif(jpeg: Uint8Array, block: Uint8Array): Uint8Array {
  const length = 2 + 6 + block.length;
  const head = [0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 255, 0x45, 0x78, 0x69, 0x66, 0, 0];
  return Uint8Array.from([...head, ...block, ...jpeg.subarray(2)]);
}

/** Eight by eight pixels of one colour (200, 100, 50), written by Pillow 11.1. */
export const SMALL_JPEG = Uint8Array.from(
  Buffer.from(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIAAgDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAHCP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ACA9SD//2Q==",
    "base64",
  ),
);
