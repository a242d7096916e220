import { HomegroundError } from "../../core/errors.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { type MaskValues, NO_ID } from "./mask-values.js";

/** Letters of the types of NumPy that ids can have, with their bytes. */
const TYPE = /^[<>|=]?([bu?if])(\d*)$/;

/**
 * A mask as NumPy saves an array: two sides, whole numbers or truth values, ids from 0.
 * Source: NumPy Enhancement Proposal 1, format versions 1 to 3.
 *
 * @throws HomegroundError `input/invalid`, `input/truncated`, `input/unsupported`, `image/too-large`
 */
export function readNpy(bytes: Uint8Array, source: string): MaskValues {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) throw truncated(source);
  const isLong = bytes[6]! > 1;
  const from = isLong ? 12 : 10;
  const end = from + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > bytes.length) throw truncated(source);
  let header = "";
  for (let i = from; i < end; i++) header += String.fromCharCode(bytes[i]!);
  const [, descr = ""] = /'descr'\s*:\s*'([^']*)'/.exec(header) ?? [];
  const isFortran = /'fortran_order'\s*:\s*True/.test(header);
  const [, sides = ""] = /'shape'\s*:\s*\(([^)]*)\)/.exec(header) ?? [];
  const shape = sides
    .split(",")
    .map((side) => side.trim())
    .filter((side) => side !== "")
    .map(Number)
    .filter((side, i, all) => all.length === 2 || side !== 1 || i === 1);
  const [heightPx = 0, widthPx = 0] = shape;
  const [, letter = "", digits = ""] = TYPE.exec(descr) ?? [];
  const size = letter === "?" || letter === "b" ? 1 : Number(digits);
  if (shape.length !== 2 || letter === "" || ![1, 2, 4, 8].includes(size) || letter === "f") {
    throw new HomegroundError("input/unsupported", {
      what: `an array of type ${descr || "unknown"} and shape (${sides}): a mask has two sides and whole numbers`,
      where: source,
      fix: "Save it as an array of height × width with an id a pixel, such as uint8",
    });
  }
  const count = heightPx * widthPx;
  if (!(count >= 1)) {
    throw new HomegroundError("input/invalid", {
      what: `an array of ${heightPx} × ${widthPx} holds no pixel`,
      where: source,
      fix: "Save the mask again, or leave it out",
    });
  }
  if (count > DEFAULT_MAX_PIXELS) {
    throw new HomegroundError("image/too-large", {
      what: `the mask is ${widthPx} × ${heightPx} pixels, more than ${DEFAULT_MAX_PIXELS}`,
      where: source,
      fix: "Cut or shrink it beforehand",
    });
  }
  if (end + count * size > bytes.length) throw truncated(source);
  const isLittle = !descr.startsWith(">");
  const isSigned = letter === "i";
  const values = size === 1 && !isSigned ? new Uint8Array(count) : new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const stored = read(view, end + i * size, size, isSigned, isLittle);
    const value = stored === -1 ? NO_ID : stored;
    if (!(value >= 0 && value <= 0xffffffff)) {
      throw new HomegroundError("input/invalid", {
        what: `pixel ${i} is ${value}, which is no id`,
        where: source,
        fix: "Save ids from 0; 255 where nothing is known",
      });
    }
    const at = isFortran ? (i % heightPx) * widthPx + Math.floor(i / heightPx) : i;
    values[at] = value;
  }
  return { widthPx, heightPx, values, areColours: false, bits: size * 8, palette: null };
}

function read(
  view: DataView,
  at: number,
  size: number,
  isSigned: boolean,
  isLittle: boolean,
): number {
  switch (size) {
    case 1:
      return isSigned ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return isSigned ? view.getInt16(at, isLittle) : view.getUint16(at, isLittle);
    case 4:
      return isSigned ? view.getInt32(at, isLittle) : view.getUint32(at, isLittle);
    default:
      return Number(isSigned ? view.getBigInt64(at, isLittle) : view.getBigUint64(at, isLittle));
  }
}

function truncated(where: string): HomegroundError {
  return new HomegroundError("input/truncated", {
    what: "the array ends before its numbers do",
    where,
    fix: "Copy the file again from where it came; the copy is not whole",
  });
}
