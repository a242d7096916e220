import { OBJECT_FLAG } from "../../core/objects.js";
import { type DetectionInput, type MatchRules, SEARCHED } from "../detection-types.js";
import { boxOverlap, centreDistance } from "./box-overlap.js";
import { GROUP_COMPARERS } from "./overlaps.js";

/** Rows of an input in the order of their groups, one of each image and class. */
export interface GroupedRows {
  readonly detections: Int32Array;
  readonly truths: Int32Array;
  /** Row of the outcomes for each row of the input's detections. */
  readonly rowOf: Int32Array;
}

/** Where matches are written: detections by row of the outcomes, truths by place in their order. */
export interface MatchColumns {
  /** One for each area range: bit t, matched to a counted truth at threshold t. */
  readonly matched: readonly Uint16Array[];
  /** Bit t: neither right nor wrong at threshold t. */
  readonly ignored: readonly Uint16Array[];
  /** Bit a: counted in area range a. Filled before. */
  readonly counted: Uint8Array;
  /** Bit t: found at threshold t, in the first area range. */
  readonly found: Uint16Array;
  /**
   * For each threshold, the input row of the truth that a detection is matched to in the first area
   * range. Empty columns if not asked for.
   */
  readonly truthOf: readonly Int32Array[];
}

/**
 * A function that matches one group: detections from `dStart` to before `dEnd` of the grouped rows,
 * by falling score, with truths from `gStart` to before `gEnd`.
 */
export function createGroupMatcher(
  input: DetectionInput,
  rules: MatchRules,
  grouped: GroupedRows,
  columns: MatchColumns,
): (dStart: number, dEnd: number, gStart: number, gEnd: number) => void {
  const { rowOf } = grouped;
  const { counted, found } = columns;
  const limits = Float64Array.from(rules.thresholds, (t) =>
    rules.matching === "centre" ? -t : Math.min(t, 1 - 1e-10),
  );
  const all = (1 << limits.length) - 1;
  const isVoc = rules.matching === "voc";
  const ignoredAlone = unmatchedBits(input, rules, all);
  const collect = candidateCollector(input, rules, grouped, Math.min(...limits));
  let taken = new Uint16Array(16);

  /**
   * The truth that a detection takes at threshold t, of those that count or of the others: of the
   * free ones the best, of equals the last. −1 for none.
   */
  function choose(
    { start, truth, quality }: Candidates,
    d: number,
    t: number,
    area: number,
    gStart: number,
    wanted: number,
  ): number {
    let best = limits[t]!;
    let chosen = -1;
    for (let c = start[d]!; c < start[d + 1]!; c++) {
      const g = truth[c]!;
      if (((counted[gStart + g]! >> area) & 1) !== wanted || quality[c]! < best) continue;
      if (((taken[g]! >> t) & 1) === 1 && (wanted === 1 || !absorbsMany(gStart + g))) continue;
      best = quality[c]!;
      chosen = g;
    }
    return chosen;
  }

  function absorbsMany(place: number): boolean {
    return isVoc || (input.truth.flags[grouped.truths[place]!]! & OBJECT_FLAG.crowd) !== 0;
  }

  function matchOne(candidates: Candidates, d: number, row: number, area: number, gStart: number) {
    let hits = 0;
    let absorbed = 0;
    for (let t = 0; t < limits.length; t++) {
      let g = choose(candidates, d, t, area, gStart, 1);
      if (g >= 0) hits |= 1 << t;
      else {
        g = choose(candidates, d, t, area, gStart, 0);
        if (g < 0) continue;
        absorbed |= 1 << t;
      }
      taken[g]! |= 1 << t;
      const truthOf = columns.truthOf[t]!;
      if (area === 0 && truthOf.length > 0) truthOf[row] = grouped.truths[gStart + g]!;
    }
    columns.matched[area]![row] = hits;
    return hits | absorbed;
  }

  return (dStart, dEnd, gStart, gEnd) => {
    const candidates = collect(dStart, dEnd, gStart, gEnd);
    const { start } = candidates;
    if (taken.length < gEnd - gStart) taken = new Uint16Array(2 * (gEnd - gStart));
    for (let area = 0; area < rules.areas.length; area++) {
      taken.fill(0, 0, gEnd - gStart);
      const ignored = columns.ignored[area]!;
      for (let d = 0; d < dEnd - dStart; d++) {
        const source = grouped.detections[dStart + d]!;
        const row = rowOf[source]!;
        const isMatchable = start[d]! < start[d + 1]!;
        const taking = isMatchable ? matchOne(candidates, d, row, area, gStart) : 0;
        const absorbed = taking & ~columns.matched[area]![row]!;
        ignored[row] = absorbed | (taking === all ? 0 : ignoredAlone(source, area) & ~taking);
      }
      if (area > 0) continue;
      for (let g = gStart; g < gEnd; g++) found[g] = taken[g - gStart]!;
    }
  };
}

/** Truths that detections of a group could be matched to. */
interface Candidates {
  /** Those of detection d are start[d] … start[d + 1] − 1. */
  readonly start: Int32Array;
  /** Number of the truth in the group. */
  readonly truth: Int32Array;
  /** What a match is judged by, higher is better: overlap, or minus distance. */
  readonly quality: Float64Array;
}

/** What compares a whole group at once; null where pairs are compared one by one, by their boxes. */
function groupComparer(input: DetectionInput, { geometry, matching }: MatchRules) {
  return matching === "centre" ? null : (GROUP_COMPARERS[geometry]?.(input) ?? null);
}

/** Collects the pairs of a group that reach the least threshold; of VOC each detection's best only. */
function candidateCollector(
  input: DetectionInput,
  rules: MatchRules,
  grouped: GroupedRows,
  least: number,
): (dStart: number, dEnd: number, gStart: number, gEnd: number) => Candidates {
  const isVoc = rules.matching === "voc";
  const compareGroup = groupComparer(input, rules);
  const qualityOf = pairQuality(input, rules);
  let candidates = createCandidates(16, 16);
  return (dStart, dEnd, gStart, gEnd) => {
    const nG = gEnd - gStart;
    const pairs = (dEnd - dStart) * nG;
    const longest = candidates.truth.length;
    if (longest < pairs || candidates.start.length <= dEnd - dStart) {
      const most = Math.max(candidates.start.length, 2 * (dEnd - dStart + 1));
      candidates = createCandidates(most, Math.max(longest, 2 * pairs));
    }
    const { start, truth, quality } = candidates;
    const overlaps =
      compareGroup === null || pairs === 0
        ? null
        : compareGroup(
            grouped.detections.subarray(dStart, dEnd),
            grouped.truths.subarray(gStart, gEnd),
          );
    let count = 0;
    for (let d = dStart; d < dEnd; d++) {
      const first = count;
      start[d - dStart] = first;
      for (let g = 0; g < nG; g++) {
        const q =
          overlaps === null
            ? qualityOf(grouped.detections[d]!, grouped.truths[gStart + g]!)
            : overlaps[(d - dStart) * nG + g]!;
        if (!(q >= least)) continue;
        if (isVoc && count > first) {
          if (q <= quality[first]!) continue;
          count = first;
        }
        truth[count] = g;
        quality[count++] = q;
      }
    }
    start[dEnd - dStart] = count;
    return candidates;
  };
}

function createCandidates(detections: number, pairs: number): Candidates {
  return {
    start: new Int32Array(detections),
    truth: new Int32Array(pairs),
    quality: new Float64Array(pairs),
  };
}

function pairQuality(
  { detections, truth }: DetectionInput,
  rules: MatchRules,
): (detection: number, truth: number) => number {
  const { flags } = truth;
  if (rules.matching === "centre") {
    return (d, g) =>
      -centreDistance(detections.box, 4 * d, truth.box, 4 * g, (flags[g]! & OBJECT_FLAG.crowd) > 0);
  }
  return (d, g) =>
    boxOverlap(detections.box, 4 * d, truth.box, 4 * g, (flags[g]! & OBJECT_FLAG.crowd) > 0);
}

/** Bits of the thresholds at which a detection without a match is ignored: all or none. */
function unmatchedBits(
  { detections, searched, labelCount }: DetectionInput,
  rules: MatchRules,
  all: number,
): (row: number, area: number) => number {
  const low = Float64Array.from(rules.areas, (area) => area.low);
  const high = Float64Array.from(rules.areas, (area) => area.high);
  const { box, image, label } = detections;
  const areas = detections.area ?? null;
  return (row, area) => {
    const size = areas === null ? box[4 * row + 2]! * box[4 * row + 3]! : areas[row]!;
    if (size < low[area]! || size > high[area]!) return all;
    if (searched === null) return 0;
    return searched[image[row]! * labelCount + label[row]!] === SEARCHED.wholly ? 0 : all;
  };
}
