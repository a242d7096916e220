import { invalidImage } from "./image-errors.js";
import { createBitReader, type HuffmanTable, huffmanTable } from "./jpeg-bits.js";
import { blockDecoder, type JpegScan, type ScannedComponent } from "./jpeg-blocks.js";

/** The quantised DCT coefficients of one component of a JPEG, as they are stored. */
export interface JpegComponent {
  readonly id: number;
  /** Sampling factors, 1 to 4. */
  readonly across: number;
  readonly down: number;
  /** Samples of the component. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Blocks in a row of `coefficients`, some of them beyond the picture. */
  readonly blocksPerRow: number;
  /** 64 a block in zigzag order, blocks row by row. */
  readonly coefficients: Int16Array;
  /** The 64 quantisation steps in zigzag order. */
  readonly steps: Uint16Array;
}

interface Component extends JpegComponent, ScannedComponent {
  readonly coefficients: Int16Array;
  readonly table: number;
  readonly blocksDown: number;
}

type Scan = JpegScan<Component>;

/**
 * Undoes the entropy coding of a baseline, extended or progressive 8-bit JPEG with Huffman codes,
 * and nothing else: no dequantisation, no transform. The file's header has been read before
 * (`readJpegHeader`), and says whether a scan is missing at the end (`hasAllScans`).
 * Source: ITU-T T.81 (1992), Annexes B, F and G.
 * @throws HomegroundError `image/truncated`, `image/invalid`
 */
export function readCoefficients(bytes: Uint8Array): readonly JpegComponent[] {
  const tables = { dc: new Map<number, HuffmanTable>(), ac: new Map<number, HuffmanTable>() };
  const steps = new Map<number, Uint16Array>();
  let components: Component[] = [];
  let isProgressive = false;
  let restartInterval = 0;
  let at = 2;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    const code = at < 0 ? undefined : bytes[at + 1];
    if (code === undefined || code === 0xd9) break;
    if (code === 0 || code === 0xff || (code >= 0xd0 && code <= 0xd8)) {
      at += code === 0xff ? 1 : 2;
      continue;
    }
    // A segment that is cut ends the file; whether scans are missing then is the caller's to see.
    if (at + 4 > bytes.length) break;
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    const segment = bytes.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    if (at > bytes.length) break;
    if (code === 0xdb) readSteps(segment, steps);
    else if (code === 0xc4) readTables(segment, tables);
    else if (code === 0xdd) restartInterval = segment[0]! * 256 + segment[1]!;
    else if (code >= 0xc0 && code <= 0xc2) {
      isProgressive = code === 0xc2;
      components = readFrame(segment);
    } else if (code === 0xda) {
      const scan = readScan(segment, components, tables, isProgressive);
      at = decodeScan(bytes, at, scan, components, restartInterval);
    }
  }
  return components.map((component) => {
    const own = steps.get(component.table);
    if (own === undefined) throw invalidImage("a missing quantisation table", "JPEG");
    return { ...component, steps: own };
  });
}

function readSteps(segment: Uint8Array, steps: Map<number, Uint16Array>): void {
  for (let at = 0; at < segment.length; ) {
    const head = segment[at++]!;
    const size = head >> 4 === 0 ? 1 : 2;
    const values = Uint16Array.from({ length: 64 }, (_, i) => {
      const place = at + i * size;
      return size === 1 ? segment[place]! : segment[place]! * 256 + segment[place + 1]!;
    });
    steps.set(head & 15, values);
    at += 64 * size;
  }
}

function readTables(
  segment: Uint8Array,
  tables: Readonly<Record<"dc" | "ac", Map<number, HuffmanTable>>>,
): void {
  for (let at = 0; at + 17 <= segment.length; ) {
    const head = segment[at]!;
    const counts = segment.subarray(at + 1, at + 17);
    const n = counts.reduce((sum, count) => sum + count, 0);
    const symbols = segment.subarray(at + 17, at + 17 + n);
    if (symbols.length < n) throw invalidImage("a Huffman table that is too short", "JPEG");
    tables[head >> 4 === 0 ? "dc" : "ac"].set(head & 15, huffmanTable(counts, symbols));
    at += 17 + n;
  }
}

function readFrame(segment: Uint8Array): Component[] {
  const height = segment[1]! * 256 + segment[2]!;
  const width = segment[3]! * 256 + segment[4]!;
  const parts = Array.from({ length: segment[5]! }, (_, i) => {
    const [id = 0, sampling = 0, table = 0] = segment.subarray(6 + 3 * i, 9 + 3 * i);
    return { id, table, across: sampling >> 4, down: sampling & 15 };
  });
  if (parts.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) {
    throw invalidImage("a sampling factor outside 1 to 4", "JPEG");
  }
  const maxAcross = Math.max(...parts.map(({ across }) => across));
  const maxDown = Math.max(...parts.map(({ down }) => down));
  return parts.map((part) => {
    // Interleaved scans fill whole units of all components, so the blocks reach beyond the picture.
    const blocksPerRow = Math.ceil(width / (8 * maxAcross)) * part.across;
    const blocksDown = Math.ceil(height / (8 * maxDown)) * part.down;
    return {
      ...part,
      widthPx: Math.ceil((width * part.across) / maxAcross),
      heightPx: Math.ceil((height * part.down) / maxDown),
      blocksPerRow,
      blocksDown,
      coefficients: new Int16Array(64 * blocksPerRow * blocksDown),
      steps: new Uint16Array(64),
      predictor: 0,
    };
  });
}

function readScan(
  segment: Uint8Array,
  components: readonly Component[],
  tables: Readonly<Record<"dc" | "ac", ReadonlyMap<number, HuffmanTable>>>,
  isProgressive: boolean,
): Scan {
  const n = segment[0] ?? 0;
  const [first = 0, last = 63, bits = 0] = segment.subarray(1 + 2 * n, 4 + 2 * n);
  const chosen = Array.from({ length: n }, (_, i) => {
    const component = components.find(({ id }) => id === segment[1 + 2 * i]);
    const use = segment[2 + 2 * i] ?? 0;
    if (component === undefined) throw invalidImage("a scan of an unknown component", "JPEG");
    return { component, dc: tables.dc.get(use >> 4), ac: tables.ac.get(use & 15) };
  });
  const isValid = first <= last && last < 64 && n > 0 && (first === 0 || n === 1);
  if (!isValid) throw invalidImage("a scan of impossible coefficients", "JPEG");
  const range = isProgressive ? { first, last, high: bits >> 4, low: bits & 15 } : WHOLE;
  return { components: chosen, isProgressive, ...range };
}

const WHOLE = { first: 0, last: 63, high: 0, low: 0 } as const;

/** Decodes one scan into the components; returns the place after it. */
function decodeScan(
  bytes: Uint8Array,
  start: number,
  scan: Scan,
  all: readonly Component[],
  restartInterval: number,
): number {
  const units = scan.components.length === 1 ? unitsOfOne(scan) : unitsOfAll(scan, all);
  let reader = createBitReader(bytes, start);
  let decode = blockDecoder(scan, reader);
  let sinceRestart = 0;
  for (const unit of units) {
    if (restartInterval > 0 && sinceRestart === restartInterval) {
      let at = reader.end();
      if (bytes[at] === 0xff && bytes[at + 1]! >= 0xd0 && bytes[at + 1]! <= 0xd7) at += 2;
      reader = createBitReader(bytes, at);
      decode = blockDecoder(scan, reader);
      for (const { component } of scan.components) component.predictor = 0;
      sinceRestart = 0;
    }
    for (const { index, block } of unit) decode(index, block);
    reader.check();
    sinceRestart++;
  }
  for (const { component } of scan.components) component.predictor = 0;
  return reader.end();
}

/** A block of a scan: which of its components, and the place of its first coefficient. */
interface Block {
  readonly index: number;
  readonly block: number;
}

function* unitsOfOne({ components }: Scan): Generator<readonly Block[]> {
  const { component } = components[0]!;
  const across = Math.ceil(component.widthPx / 8);
  const down = Math.ceil(component.heightPx / 8);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      yield [{ index: 0, block: 64 * (y * component.blocksPerRow + x) }];
    }
  }
}

function* unitsOfAll({ components }: Scan, all: readonly Component[]): Generator<readonly Block[]> {
  const [any] = all;
  if (any === undefined) return;
  const unitsAcross = any.blocksPerRow / any.across;
  const unitsDown = any.blocksDown / any.down;
  for (let unitY = 0; unitY < unitsDown; unitY++) {
    for (let unitX = 0; unitX < unitsAcross; unitX++) {
      const unit: Block[] = [];
      for (const [index, { component }] of components.entries()) {
        for (let y = 0; y < component.down; y++) {
          const row = (unitY * component.down + y) * component.blocksPerRow;
          for (let x = 0; x < component.across; x++) {
            unit.push({ index, block: 64 * (row + unitX * component.across + x) });
          }
        }
      }
      yield unit;
    }
  }
}
