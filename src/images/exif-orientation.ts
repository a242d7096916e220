const ORIENTATION = 0x0112;
const SHORT = 3;

/**
 * EXIF orientation, 1 to 8, of a block of EXIF data: a TIFF header and its first directory, as in
 * JPEG's APP1 after `Exif\0\0`, PNG's `eXIf` and WebP's `EXIF`. 1 where the tag is absent, of
 * another type, outside 1..8, or the block is damaged: a picture is not lost over its metadata.
 * Only the first directory is read, so that pointers in a circle lead nowhere.
 */
export function readExifOrientation(exif: Uint8Array): number {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  if (exif.length < 8) return 1;
  const mark = view.getUint16(0);
  if (mark !== 0x4949 && mark !== 0x4d4d) return 1;
  const isLittle = mark === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > exif.length) return 1;
  const entries = view.getUint16(directory, isLittle);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > exif.length) return 1;
    if (view.getUint16(entry, isLittle) !== ORIENTATION) continue;
    if (view.getUint16(entry + 2, isLittle) !== SHORT) return 1;
    return validOrientation(view.getUint16(entry + 8, isLittle));
  }
  return 1;
}

/** The value itself where it is 1 to 8, else 1. */
export function validOrientation(value: number): number {
  return value >= 1 && value <= 8 ? value : 1;
}
