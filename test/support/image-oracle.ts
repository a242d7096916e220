import { join } from "node:path";
import { readJson } from "../../scripts/read-json.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";
import type { ResizeBox } from "../../src/images/resize-pillow.js";

/** A picture in images.json: base64 of its 8-bit values. */
export interface OraclePicture {
  readonly w: number;
  readonly h: number;
  readonly c: 1 | 3;
  readonly data: string;
}

/** test/oracle/images.json, as images_oracle.py writes it. */
export interface ImageOracle {
  readonly files: readonly {
    readonly name: string;
    readonly file: string;
    readonly widthPx: number;
    readonly heightPx: number;
    readonly channels: number;
    readonly bitDepth: number;
    readonly sha256: string;
    readonly orientation: number;
    readonly notes: readonly string[];
  }[];
  readonly sources: { readonly rgb: OraclePicture; readonly grey: OraclePicture };
  readonly luma: OraclePicture;
  readonly resizes: readonly {
    readonly filter: "nearest" | "box" | "bilinear" | "hamming" | "bicubic" | "lanczos";
    readonly box: ResizeBox | null;
    readonly source: "rgb" | "grey";
    readonly expected: OraclePicture;
  }[];
  readonly turns: readonly { readonly orientation: number; readonly expected: OraclePicture }[];
  readonly measures: readonly {
    readonly image: OraclePicture;
    readonly expected: {
      readonly brightness: number;
      readonly contrast: number;
      readonly sharpness: number;
      readonly colourfulness: number;
      readonly isGreyscale: boolean;
    };
  }[];
}

export const IMAGE_ORACLE = readJson(
  join(import.meta.dirname, "../oracle/images.json"),
) as ImageOracle;

export function pixelsOf({ w, h, c, data }: OraclePicture): Pixels {
  const bytes = new Uint8Array(Buffer.from(data, "base64"));
  return { widthPx: w, heightPx: h, channels: c, bitDepth: 8, data: bytes };
}

/** The file of images.json with this name. */
export function oracleFile(name: string): Uint8Array<ArrayBuffer> {
  const found = IMAGE_ORACLE.files.find((file) => file.name === name);
  if (found === undefined) throw new Error(`images.json has no file ${name}`);
  return new Uint8Array(Buffer.from(found.file, "base64"));
}
