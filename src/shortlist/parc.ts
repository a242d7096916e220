import { ascendingOrder } from "../statistics/order.js";
import type { Points } from "../statistics/set-distances.js";
import type { LabelledFeatures, PreparedMeasure } from "./labelled-features.js";

/** Distances that differ by less are one, so that rounding makes no order. */
const SAME = 1e-12;

/**
 * PARC (Bolya and others 2021): 100 times Spearman's correlation, over pairs of images, of how far apart
 * their features and how far apart their classes are. Features are standardised by column (over all
 * images, also where some are looked at); their distance is 1 − Pearson's correlation, that of classes is
 * 0 or another value that ranks do not see.
 *
 * Undefined where all pairs are of one class, or of different ones, and where the features of an image do
 * not vary.
 */
export function parc({ features, classes }: LabelledFeatures): PreparedMeasure {
  const { count } = features;
  const rows = unitRows(standardised(features));
  if (rows === null) return () => null;
  const distances = pairDistances(rows);
  const pairs = distances.length;
  const order = ascendingOrder(distances);
  const first = new Uint16Array(pairs);
  const second = new Uint16Array(pairs);
  const tie = new Uint32Array(pairs);
  const [a, b] = pairIndices(count);
  for (let at = 0; at < pairs; at++) {
    const p = order[at]!;
    first[at] = a[p]!;
    second[at] = b[p]!;
    const isSame = at > 0 && distances[p]! - distances[order[at - 1]!]! <= SAME;
    tie[at] = isSame ? tie[at - 1]! : at;
  }
  const isIn = new Uint8Array(count);
  return (images) => {
    isIn.fill(0);
    for (const image of images) isIn[image] = 1;
    const n = (images.length * (images.length - 1)) / 2;
    let apart = 0;
    let ofApart = 0;
    let squares = 0;
    let before = 0;
    let at = 0;
    while (at < pairs) {
      const group = tie[at]!;
      let size = 0;
      let different = 0;
      for (; at < pairs && tie[at] === group; at++) {
        const [i, j] = [first[at]!, second[at]!];
        if (isIn[i] === 0 || isIn[j] === 0) continue;
        size++;
        if (classes[i] !== classes[j]) different++;
      }
      if (size === 0) continue;
      const rank = before + (size + 1) / 2;
      apart += different;
      ofApart += different * rank;
      squares += size * rank * rank;
      before += size;
    }
    const mean = (n + 1) / 2;
    const variance = squares - n * mean * mean;
    const ofClasses = (apart * (n - apart)) / n;
    if (!(ofClasses > 0) || !(variance > 0)) return null;
    return (100 * (ofApart - apart * mean)) / Math.sqrt(variance * ofClasses);
  };
}

/** Each column with mean 0 and standard deviation 1; 0 where it does not vary. */
function standardised({ count, width, values }: Points): Points {
  const scaled = new Float64Array(values.length);
  for (let d = 0; d < width; d++) {
    let mean = 0;
    for (let i = 0; i < count; i++) mean += values[i * width + d]! / count;
    let square = 0;
    for (let i = 0; i < count; i++) square += (values[i * width + d]! - mean) ** 2 / count;
    const deviation = Math.sqrt(square);
    // Of a column of equal numbers rounding alone is left.
    if (deviation <= 1e-12 * Math.abs(mean)) continue;
    for (let i = 0; i < count; i++) {
      scaled[i * width + d] = (values[i * width + d]! - mean) / deviation;
    }
  }
  return { count, width, values: scaled };
}

/** Rows less their mean, of length 1: their products are correlations. Null where a row does not vary. */
function unitRows({ count, width, values }: Points): Points | null {
  const rows = values.slice();
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * width, (i + 1) * width);
    const mean = row.reduce((sum, value) => sum + value, 0) / width;
    let square = 0;
    for (let d = 0; d < width; d++) square += (row[d]! - mean) ** 2;
    const length = Math.sqrt(square);
    if (!(length > 1e-12 * Math.max(1, Math.abs(mean)))) return null;
    for (let d = 0; d < width; d++) row[d] = (row[d]! - mean) / length;
  }
  return { count, width, values: rows };
}

function pairDistances({ count, width, values }: Points): Float64Array {
  const distances = new Float64Array((count * (count - 1)) / 2);
  let at = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      let product = 0;
      for (let d = 0; d < width; d++) product += values[i * width + d]! * values[j * width + d]!;
      distances[at++] = 1 - product;
    }
  }
  return distances;
}

function pairIndices(count: number): readonly [Uint16Array, Uint16Array] {
  const pairs = (count * (count - 1)) / 2;
  const first = new Uint16Array(pairs);
  const second = new Uint16Array(pairs);
  let at = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      first[at] = i;
      second[at++] = j;
    }
  }
  return [first, second];
}
