import { invalidImage } from "./image-errors.js";
import type { BitReader, HuffmanTable } from "./jpeg-bits.js";

/** A component while its scans are read. */
export interface ScannedComponent {
  /** 64 a block in zigzag order, blocks row by row. */
  readonly coefficients: Int16Array;
  /** Last DC value of the running scan. */
  predictor: number;
}

/** What a scan header says. */
export interface JpegScan<Component extends ScannedComponent = ScannedComponent> {
  readonly components: readonly {
    readonly component: Component;
    readonly dc: HuffmanTable | undefined;
    readonly ac: HuffmanTable | undefined;
  }[];
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
  readonly isProgressive: boolean;
}

/** Decodes one block of one component of the scan, `block` being its first coefficient. */
export type DecodeBlock = (index: number, block: number) => void;

/**
 * The decoder for the blocks of one restart interval: sequential, or one of the four of a
 * progressive file. Source: ITU-T T.81 (1992), Annexes F.2 and G.
 */
export function blockDecoder(scan: JpegScan, reader: BitReader): DecodeBlock {
  const { components, first, last, low } = scan;
  const refine = 1 << low;
  let endOfBand = 0;

  function tableOf(index: number, kind: "dc" | "ac"): HuffmanTable {
    const table = components[index]![kind];
    if (table === undefined) throw invalidImage("a missing Huffman table", "JPEG");
    return table;
  }
  function decodeDc(index: number): number {
    const { component } = components[index]!;
    component.predictor += reader.signed(reader.symbol(tableOf(index, "dc")));
    return component.predictor;
  }
  /** Sequential: all coefficients of the block at once. */
  function whole(index: number, block: number): void {
    const { coefficients } = components[index]!.component;
    coefficients[block] = decodeDc(index);
    const table = tableOf(index, "ac");
    for (let k = 1; k < 64; k++) {
      const symbol = reader.symbol(table);
      const size = symbol & 15;
      if (size === 0 && symbol !== 0xf0) return;
      k += symbol >> 4;
      if (size > 0 && k < 64) coefficients[block + k] = reader.signed(size);
    }
  }
  function firstDc(index: number, block: number): void {
    components[index]!.component.coefficients[block] = decodeDc(index) << low;
  }
  function nextDc(index: number, block: number): void {
    const { coefficients } = components[index]!.component;
    if (reader.bits(1) === 1) coefficients[block] = coefficients[block]! | refine;
  }
  function firstAc(index: number, block: number): void {
    if (endOfBand > 0) {
      endOfBand--;
      return;
    }
    const { coefficients } = components[index]!.component;
    const table = tableOf(index, "ac");
    for (let k = first; k <= last; k++) {
      const symbol = reader.symbol(table);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0 && run < 15) {
        endOfBand = (1 << run) - 1 + reader.bits(run);
        return;
      }
      k += run;
      if (size > 0 && k <= last) coefficients[block + k] = reader.signed(size) << low;
    }
  }
  /** One bit more of coefficients that are there, and new ones among the zeros between them. */
  function nextAc(index: number, block: number): void {
    const { coefficients } = components[index]!.component;
    const table = tableOf(index, "ac");
    let k = first;
    while (endOfBand === 0 && k <= last) {
      const symbol = reader.symbol(table);
      let zeros = symbol >> 4;
      let fresh = 0;
      if ((symbol & 15) > 0) {
        fresh = reader.bits(1) === 1 ? refine : -refine;
      } else if (zeros < 15) {
        endOfBand = (1 << zeros) + reader.bits(zeros);
        break;
      }
      for (; k <= last; k++) {
        if (coefficients[block + k] !== 0) refineOne(coefficients, block + k);
        else if (zeros-- === 0) break;
      }
      if (fresh !== 0 && k <= last) coefficients[block + k] = fresh;
      k++;
    }
    if (endOfBand === 0) return;
    for (; k <= last; k++) {
      if (coefficients[block + k] !== 0) refineOne(coefficients, block + k);
    }
    endOfBand--;
  }
  function refineOne(coefficients: Int16Array, at: number): void {
    const value = coefficients[at]!;
    if (reader.bits(1) === 1 && (value & refine) === 0) {
      coefficients[at] = value + (value > 0 ? refine : -refine);
    }
  }

  if (!scan.isProgressive) return whole;
  if (first === 0) return scan.high === 0 ? firstDc : nextDc;
  return scan.high === 0 ? firstAc : nextAc;
}
