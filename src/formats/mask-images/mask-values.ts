import { extensionOf } from "../file-access.js";

/** A number for each pixel of a mask as its file has it, before it is a label. */
export interface MaskValues {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Numbers that are ids, or colours as R·65,536 + G·256 + B. */
  readonly values: Uint8Array | Uint16Array | Uint32Array;
  readonly areColours: boolean;
  /** Bits of an id; 24 of a colour. */
  readonly bits: number;
  /** Colour of each id, where it is a place in a palette. */
  readonly palette: Uint8Array | null;
}

/** What −1 is read as: nothing is said of the pixel. */
export const NO_ID = 0xffffffff;

/** Whether a file can be a mask, by its name. */
export function isMaskName(path: string): boolean {
  return /^(png|npy)$/.test(extensionOf(path));
}
