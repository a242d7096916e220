import { checkRange } from "./arguments.js";
import { philoxStream, shuffledOrder } from "./philox-stream.js";

/** Halvings of the sample that a bias is estimated from. */
const SPLITS = 20;

/**
 * Halvings of units, or clusters: shuffled by stream 2³² − 2 of the seed, the first ⌊U/2⌋ in half A
 * (METHODS-2 A2 step 2). Each begins from the units' own order and goes on in the one stream.
 *
 * @param units whole, ≥ 0
 * @returns for each halving 1 for a unit of half A, 0 for one of half B
 * @throws HomegroundError `argument/out-of-range`
 */
export function splitHalves(units: number, seed: number, splits = SPLITS): readonly Uint8Array[] {
  checkRange(Number.isInteger(units) && units >= 0, "units", units, "that is whole, 0 or more");
  const stream = philoxStream(seed, 0xffff_fffe);
  return Array.from({ length: splits }, () => {
    const first = new Uint8Array(units);
    const order = shuffledOrder(units, stream);
    for (let place = 0; place < Math.floor(units / 2); place++) first[order[place]!] = 1;
    return first;
  });
}

/** What one label contributes to the bias of a mean over labels. */
export interface HalvedLabel {
  /** AP_k of the whole sample. */
  readonly whole: number;
  /** Sum of ½(AP_k(A) + AP_k(B)) over the halvings with an object of the label in both halves. */
  readonly halves: number;
  /** How many these halvings are. */
  readonly splits: number;
  /** m_k = √(objects × units that hold one). */
  readonly evidence: number;
}

/**
 * B, by how much a mean AP over labels is too high on a sample of this size: the mean over labels of
 * f_k(h_k − AP_k), h_k the mean AP of halves. Taking the best precision at or beyond each recall reads
 * too high by about c·m^(−½) to c·m^(−⅔), so that the step from halves to the whole is 1/f of what is
 * left, f from 3 to 1.6.
 *
 * Source: METHODS-2 A2 step 3, the project's own; measured there.
 *
 * @returns null where no label has objects in both halves of a halving
 */
export function splitBias(labels: Iterable<HalvedLabel>): number | null {
  let sum = 0;
  let count = 0;
  for (const { whole, halves, splits, evidence } of labels) {
    if (splits === 0) continue;
    sum += biasFactor(evidence) * (halves / splits - whole);
    count++;
  }
  return count === 0 ? null : sum / count;
}

function biasFactor(evidence: number): number {
  if (evidence < 8) return 3;
  if (evidence < 32) return 2.4;
  return evidence < 128 ? 2 : 1.6;
}
