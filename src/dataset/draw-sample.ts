import { levelledAttributes } from "../claims/attribute-levels.js";
import { expm1, log1p } from "../core/elementary.js";
import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import { createRandom } from "../core/random.js";
import type { Table } from "../core/table.js";
import { formatCsvRow } from "../formats/delimited/csv-write.js";
import { type Design, LIST_COLUMNS } from "../formats/drawn-list-types.js";
import { activeProbabilities, allocate } from "../statistics/drawn.js";
import { neymanAllocation } from "../statistics/stratified.js";
import { DRAW_STREAM, drawFrom } from "./attributes/draw.js";

/** Images to label, drawn from a pool. */
export interface DrawnSample {
  readonly design: Exclude<Design, "unstated">;
  readonly seed: number;
  /** Images that could be drawn. */
  readonly images: number;
  /** Index of each image drawn, in the order in which they are to be labelled. */
  readonly drawn: Int32Array;
  /** Inclusion probability of each image drawn. */
  readonly probability: Float64Array;
  /** Numbers of the draws, from 1, that gave each of them; null: one each, in their order. */
  readonly draws: readonly (readonly number[])[] | null;
  /** Probability of each in its draw; null where images of a stratum are equally likely. */
  readonly chance: Float64Array | null;
  /** Null without strata. */
  readonly strata: DrawnStrata | null;
}

/** Parts that were drawn from apart. */
export interface DrawnStrata {
  /** `camera-model`, `datetime (hour)`. */
  readonly attribute: string;
  /** Column of the list that holds the levels too; null where they are bins made for the draw. */
  readonly column: string | null;
  /** Stratum of each image drawn, an index into `levels`. */
  readonly stratum: Int32Array;
  readonly levels: readonly StratumDraw[];
}

export interface StratumDraw {
  /** Null for images without a value. */
  readonly level: string | null;
  readonly images: number;
  readonly drawn: number;
}

/**
 * Draws images to label without replacement. Without strata every set of `size` images is equally
 * likely. With strata each level (numbers in bins, times by hour of day or, without hours, by season;
 * a missing value is a level) gets its share of the sample, by largest remainders and at least one,
 * and images inside a level are equally likely.
 *
 * The list is in random order, so that whoever labels a part of it has labelled a random sample.
 *
 * @param by attribute of the strata, a column of the table; null for none
 * @throws HomegroundError `usage/bad-option` for fewer images than levels, `labels/no-column`
 */
export function drawSample(
  attributes: Table,
  size: number,
  by: string | null,
  seed: number,
): DrawnSample {
  const images = attributes.rowCount;
  const n = Math.min(size, images);
  if (by === null) {
    const drawn = drawFrom(images, n, seed, DRAW_STREAM.toLabel);
    const probability = new Float64Array(n).fill(n / images);
    return { ...AT_RANDOM, seed, images, drawn, probability, strata: null };
  }
  const strata = strataOf(attributes, by);
  const { name, members } = strata;
  const shares = proportionalShares(
    members.map((items) => items.length),
    n,
    name,
  );
  return { ...drawStrata(strata, shares, [], images, seed), design: "proportional" };
}

const AT_RANDOM = { design: "random", draws: null, chance: null } as const;

/**
 * Draws so many of each stratum; those that were drawn before come first and count among them.
 *
 * @param before images of an earlier draw from the same strata, each once
 */
function drawStrata(
  { name, column, members, levels }: Strata,
  shares: Int32Array,
  before: readonly number[],
  images: number,
  seed: number,
): Omit<DrawnSample, "design"> {
  const known = new Set(before);
  const items: { image: number; stratum: number; probability: number }[] = [];
  const first: typeof items = [];
  for (const [stratum, of] of members.entries()) {
    const size = shares[stratum]!;
    const probability = size / of.length;
    const rest = of.filter((image) => !known.has(image));
    for (const image of of) if (known.has(image)) first.push({ image, stratum, probability });
    const left = size - (of.length - rest.length);
    for (const at of drawFrom(rest.length, left, seed, DRAW_STREAM.toLabel + 1 + stratum)) {
      items.push({ image: rest[at]!, stratum, probability });
    }
  }
  const shuffled = drawFrom(items.length, items.length, seed, DRAW_STREAM.labelOrder);
  items.unshift(...first);
  const order = Int32Array.from([...first.keys(), ...shuffled.map((at) => at + first.length)]);
  return {
    draws: null,
    chance: null,
    seed,
    images,
    drawn: order.map((at) => items[at]!.image),
    probability: Float64Array.from(order, (at) => items[at]!.probability),
    strata: {
      attribute: name,
      column,
      stratum: order.map((at) => items[at]!.stratum),
      levels: levels.map((level, k) => ({
        level,
        images: members[k]!.length,
        drawn: shares[k]!,
      })),
    },
  };
}

/** Parts of a pool. */
export interface Strata {
  readonly name: string;
  readonly column: string | null;
  readonly levels: readonly (string | null)[];
  /** Images of each level. */
  readonly members: readonly Int32Array[];
}

/**
 * Levels of an attribute as strata; a missing value is one as well.
 *
 * @throws HomegroundError `labels/no-column`
 */
export function strataOf(attributes: Table, by: string): Strata {
  const rows = Int32Array.from({ length: attributes.rowCount }, (_, row) => row);
  // Of a time the hour comes first, where there is one.
  const [attribute] = attributes.columns.has(by) ? levelledAttributes(attributes, rows, [by]) : [];
  if (attribute === undefined) {
    const known = [...attributes.columns.keys()];
    const near = nearestName(by, known);
    throw new HomegroundError("labels/no-column", {
      what: `there is no attribute ${JSON.stringify(by)}`,
      where: "--by",
      fix:
        near !== null
          ? `Did you mean ${near}?`
          : known.length === 0
            ? "State it with --attributes FILE or --folder-pattern"
            : `Use one of: ${known.slice(0, 12).join(", ")}`,
    });
  }
  const lists: number[][] = attribute.levels.map(() => []);
  const missing: number[] = [];
  for (const [image, code] of attribute.codes.entries()) (lists[code] ?? missing).push(image);
  const levels: (string | null)[] = [];
  const members: Int32Array[] = [];
  for (const [k, list] of [...lists, missing].entries()) {
    if (list.length === 0) continue;
    levels.push(attribute.levels[k] ?? null);
    members.push(Int32Array.from(list));
  }
  const { name } = attribute;
  const isBinned = name !== by || attributes.columns.get(by)?.kind === "numeric";
  return { name, column: isBinned ? null : by, levels, members };
}

/**
 * `n` divided in proportion to the sizes by largest remainders (Hamilton), each at least 1 and at
 * most its size; ties go to the earlier one.
 *
 * @throws HomegroundError `usage/bad-option` where `n` is less than the number of parts: an image
 *   that cannot be drawn would make the sample speak for the others alone
 */
export function proportionalShares(
  sizes: readonly number[],
  n: number,
  attribute: string,
): Int32Array {
  if (n < sizes.length) {
    throw new HomegroundError("usage/bad-option", {
      what: `${n} images cannot come from each of ${sizes.length} levels of ${attribute}`,
      where: { command: "--n", app: "how many are drawn" },
      fix: {
        command: `Draw at least ${sizes.length}, or leave --by out`,
        app: `Draw at least ${sizes.length}, or at random`,
      },
    });
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (n * size) / total);
  const shares = Int32Array.from(exact, Math.floor);
  const byRemainder = [...sizes.keys()].sort(
    (a, b) => exact[b]! - shares[b]! - (exact[a]! - shares[a]!) || a - b,
  );
  let left = n - shares.reduce((sum, share) => sum + share, 0);
  for (const k of byRemainder) {
    if (left === 0) break;
    shares[k]!++;
    left--;
  }
  // Levels too small for a share take one from those that have most beyond their proportion.
  for (const k of sizes.keys()) {
    if (shares[k] !== 0) continue;
    let giver = -1;
    for (const j of sizes.keys()) {
      if (shares[j]! < 2) continue;
      if (giver < 0 || shares[j]! - exact[j]! > shares[giver]! - exact[giver]!) giver = j;
    }
    shares[giver]!--;
    shares[k] = 1;
  }
  return shares;
}

/** Groups of confidence: as many images in each. */
const CONFIDENCE_GROUPS = 5;

/**
 * Strata by how sure the model is: five of as many images each, fewer where many are equally sure, and one
 * of the images without a prediction.
 *
 * @param confidence NaN for an image without a prediction
 */
export function confidenceStrata(confidence: Float64Array): Strata {
  const known = [...confidence.keys()].filter((i) => !Number.isNaN(confidence[i]));
  const sorted = Float64Array.from(known, (i) => confidence[i]!).sort();
  const bounds = new Set<number>();
  for (let g = 1; g < CONFIDENCE_GROUPS; g++) {
    bounds.add(sorted[Math.floor((g * sorted.length) / CONFIDENCE_GROUPS)] ?? Number.NaN);
  }
  const cuts = [...bounds].filter((cut) => cut > sorted[0]!);
  const groups: number[][] = Array.from({ length: cuts.length + 1 }, () => []);
  for (const i of known) groups[cuts.filter((cut) => cut <= confidence[i]!).length]!.push(i);
  const without = [...confidence.keys()].filter((i) => Number.isNaN(confidence[i]));
  const levels = groups.map((group) => {
    const values = group.map((i) => confidence[i]!);
    return `confidence ${rounded(Math.min(...values))} to ${rounded(Math.max(...values))}`;
  });
  const isAny = without.length > 0;
  return {
    name: "confidence",
    column: null,
    levels: [...levels, ...(isAny ? [null] : [])],
    members: [...groups, ...(isAny ? [without] : [])].map((group) => Int32Array.from(group)),
  };
}

/** Four digits tell groups apart; equal names would make one stratum of two. */
function rounded(value: number): string {
  return value.toFixed(4);
}

/** In proportion to the strata. @throws HomegroundError `usage/bad-option` for fewer images than strata */
export function drawProportional(strata: Strata, size: number, seed: number): DrawnSample {
  const images = imagesOf(strata);
  const sizes = strata.members.map(({ length }) => length);
  const shares = proportionalShares(sizes, Math.min(size, images), strata.name);
  return { ...drawStrata(strata, shares, [], images, seed), design: "proportional" };
}

/** Labels of a pilot. */
export interface PilotHits {
  /** Images that are labelled, each once. */
  readonly image: Int32Array;
  /** Whether the model is right in each, 1 or 0; −1 where its label does not let it be scored. */
  readonly hit: Int8Array;
}

/**
 * Neyman's allocation of the images beside a pilot: ∝ N_h·√(p̃(1 − p̃)), p̃ = (k + 1)/(n + 2), at least two
 * of each stratum. The pilot's images stay in the sample, at its top.
 *
 * @param size of the whole sample, the pilot's images among them
 * @throws HomegroundError `usage/bad-option` where that is less than the strata and the pilot need
 */
export function drawNeyman(
  strata: Strata,
  pilot: PilotHits,
  size: number,
  seed: number,
): DrawnSample {
  const { members, name } = strata;
  const images = imagesOf(strata);
  const n = Math.min(size, images);
  const stratumOf = new Map(members.flatMap((of, h) => Array.from(of, (image) => [image, h])));
  const labelled = new Int32Array(members.length);
  const seen = new Int32Array(members.length);
  const hits = new Int32Array(members.length);
  for (const [i, image] of pilot.image.entries()) {
    const h = stratumOf.get(image)!;
    labelled[h]!++;
    if (pilot.hit[i]! < 0) continue;
    seen[h]!++;
    hits[h]! += pilot.hit[i]!;
  }
  const sizes = Float64Array.from(members, ({ length }) => length);
  const deviations = Float64Array.from(members, (_, h) => {
    const p = (hits[h]! + 1) / (seen[h]! + 2);
    return Math.sqrt(p * (1 - p));
  });
  const rest = Int32Array.from(sizes, (of, h) => of - labelled[h]!);
  const least = rest.map((of) => Math.min(of, 2));
  const needed = pilot.image.length + least.reduce((sum, of) => sum + of, 0);
  if (n < needed) {
    throw new HomegroundError("usage/bad-option", {
      what: `${n} images are fewer than the ${needed} of the pilot and of two for each of ${members.length} levels of ${name}`,
      where: { command: "--n", app: "how many are drawn" },
      fix: `Draw at least ${needed}: the images of the pilot are among them`,
    });
  }
  const left = n - pilot.image.length;
  const others = allocate(neymanAllocation(sizes, deviations, left), least, rest, left);
  const shares = others.map((of, h) => of + labelled[h]!);
  const drawn = drawStrata(strata, shares, [...pilot.image], images, seed);
  return { ...drawn, design: "neyman" };
}

/**
 * Draws images one after the other, more often where the model is less sure: each by its probability
 * among those that are left, or from all of them again.
 *
 * @param confidence in [0, 1]; NaN for an image without a prediction, which counts as half sure
 */
export function drawActive(
  confidence: Float64Array,
  size: number,
  seed: number,
  hasReplacement: boolean,
): DrawnSample {
  const images = confidence.length;
  const q = activeProbabilities(confidence.map((f) => (Number.isNaN(f) ? 0.5 : f)));
  const random = createRandom(seed, DRAW_STREAM.byDoubt);
  const base = { seed, images, strata: null };
  if (hasReplacement) {
    const ends = new Float64Array(images);
    let sum = 0;
    for (let i = 0; i < images; i++) ends[i] = sum += q[i]!;
    const drawsOf = new Map<number, number[]>();
    for (let draw = 1; draw <= size; draw++) {
      const image = firstAbove(ends, random.uniform() * sum);
      drawsOf.set(image, [...(drawsOf.get(image) ?? []), draw]);
    }
    const drawn = Int32Array.from(drawsOf.keys());
    return {
      ...base,
      design: "active-replacement",
      drawn,
      probability: Float64Array.from(drawn, (i) => -expm1(size * log1p(-q[i]!))),
      draws: Array.from(drawn, (i) => drawsOf.get(i)!),
      chance: Float64Array.from(drawn, (i) => q[i]!),
    };
  }
  const n = Math.min(size, images);
  // Waiting times of rate q: who is first of those left is first with its share of what is left.
  const waits = q.map((rate) => -log1p(-random.uniform()) / rate);
  const drawn = Int32Array.from(
    [...waits.keys()].sort((a, b) => waits[a]! - waits[b]! || a - b).slice(0, n),
  );
  const chance = new Float64Array(n);
  let left = 1;
  for (const [m, image] of drawn.entries()) {
    chance[m] = Math.min(1, q[image]! / left);
    left -= q[image]!;
  }
  const included = inclusionOf(q, n);
  return {
    ...base,
    design: "active",
    drawn,
    probability: Float64Array.from(drawn, (i) => included[i]!),
    draws: null,
    chance,
  };
}

/**
 * How likely each image is among the first n: 1 − exp(−λq) at the waiting time λ at which n are expected to
 * have come. For whoever reads the list: estimates rest on the probability of each draw.
 */
function inclusionOf(q: Float64Array, n: number): Float64Array {
  if (n >= q.length) return new Float64Array(q.length).fill(1);
  // Newton's steps from below: what is expected rises ever more slowly, so that none goes too far.
  let time = 0;
  for (let step = 0; step < 100; step++) {
    let expected = 0;
    let rising = 0;
    for (const rate of q) {
      const later = -expm1(-time * rate);
      expected += later;
      rising += rate * (1 - later);
    }
    const more = (n - expected) / rising;
    time += more;
    if (more <= 1e-12 * time) break;
  }
  return q.map((rate) => Math.min(1, -expm1(-time * rate)));
}

function firstAbove(ends: Float64Array, value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function imagesOf({ members }: Strata): number {
  return members.reduce((sum, { length }) => sum + length, 0);
}

/**
 * The list to fill in: columns `file`, `label` (blank where none is known), the attribute of the strata,
 * and {@link LIST_COLUMNS}, which `evaluate` reads.
 *
 * @param pathOf path of an image, as `evaluate` finds it
 * @param pool recognises what was drawn from
 * @param labelOf what is known of an image already; null for nothing
 */
export function sampleList(
  sample: DrawnSample,
  pathOf: (image: number) => string,
  pool: string,
  labelOf: (image: number) => string | null = () => null,
): string {
  const { design, seed, images, drawn, probability, strata, draws, chance } = sample;
  const names = LIST_COLUMNS;
  const isOfStrata = strata !== null;
  const isAnyKnown = drawn.some((image) => labelOf(image) !== null);
  const header = [
    ...["file", "label", names.inclusion],
    ...(strata?.column == null ? [] : [strata.column]),
    ...(isOfStrata ? [names.stratum, names.stratumPool] : []),
    ...[names.draw, ...(chance === null ? [] : [names.chance])],
    ...(isAnyKnown ? [names.known] : []),
    ...[names.design, names.pool, names.poolNames, names.seed],
  ];
  const lines = [formatCsvRow(header)];
  for (const [i, image] of drawn.entries()) {
    const level = strata?.levels[strata.stratum[i]!];
    lines.push(
      formatCsvRow([
        ...[pathOf(image), labelOf(image), probability[i]!],
        ...(strata?.column == null ? [] : [level?.level ?? null]),
        ...(isOfStrata ? [level?.level ?? null, level!.images] : []),
        ...[draws === null ? i + 1 : draws[i]!.join(" "), ...(chance === null ? [] : [chance[i]!])],
        ...(isAnyKnown ? [labelOf(image) === null ? 0 : 1] : []),
        ...[design, images, pool, seed],
      ]),
    );
  }
  return lines.join("");
}
