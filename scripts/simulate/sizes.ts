/** Rankings of objects over ten overlaps and by size, of boxes, masks and points: coverage. */
import { createRandom, type Random } from "../../src/core/random.js";
import {
  createDetectionEstimator,
  createDetectionKernel,
} from "../../src/metrics/detection/detection-estimators.js";
import { parseReference } from "../../src/metrics/reference.js";
import {
  COCO_RULES,
  KEYPOINT_RULES,
  MASK_RULES,
} from "../../src/outcomes/detection/match-rules.js";
import {
  type DetectionOutcomes,
  KIND_BY_GEOMETRY,
  type MatchRules,
} from "../../src/outcomes/detection-types.js";
import { outcomesOfRows } from "./detection.js";
import { createTally, type Experiment } from "./measure.js";
import { holdsTruth } from "./shares.js";
import { betaSites, drawNormal, drawPoisson } from "./worlds.js";

const RULES = { boxes: COCO_RULES, masks: MASK_RULES, points: KEYPOINT_RULES } as const;

type Geometry = keyof typeof RULES;

const FIGURES: Readonly<Record<Geometry, readonly string[]>> = {
  boxes: ["ar-1", "ar-10", "ar-100", "ar-small", "ar-medium", "ar-large"],
  masks: ["ar-100", "ar-small"],
  points: ["oks-ar", "oks-ar-medium", "oks-map", "oks-map-medium", "oks-map-large"],
};

/** Objects of an image are 1 + Poisson(1), false alarms Poisson(1), both of any size alike. */
const MORE_OBJECTS = 1;
const FALSE_ALARMS = 1;
const FOUND = 0.85;
/** Images of the world that gives the truth. */
const TRUTH_IMAGES = 100_000;

interface Row {
  readonly unit: number;
  readonly score: number;
  /** Bits of the overlaps at which it is right. */
  readonly matched: number;
  /** Index into the rules' area ranges. */
  readonly size: number;
}

/** One label; what is found is so at overlaps that are uniform to the power of ½. */
function drawSizes(
  n: number,
  perCluster: number | null,
  sites: Float64Array,
  rules: MatchRules,
  random: Random,
): DetectionOutcomes {
  const { thresholds, areas } = rules;
  const rows: Row[] = [];
  const truthUnit: number[] = [];
  const truthSize: number[] = [];
  const found: number[] = [];
  const anySize = (): number => 1 + random.below(areas.length - 1);
  let q = sites[0]!;
  for (let unit = 0; unit < n; unit++) {
    if (perCluster === null || unit % perCluster === 0) q = sites[random.below(sites.length)]!;
    for (let k = 1 + drawPoisson(MORE_OBJECTS, random); k > 0; k--) {
      const size = anySize();
      const isFound = random.uniform() < q;
      const overlap = isFound ? Math.sqrt(random.uniform()) : 0;
      const matched = thresholds.reduce((sum, t, i) => (overlap >= t ? sum | (1 << i) : sum), 0);
      truthUnit.push(unit);
      truthSize.push(size);
      found.push(matched);
      if (isFound) rows.push({ unit, score: 1 + drawNormal(random), matched, size });
    }
    for (let k = drawPoisson(FALSE_ALARMS, random); k > 0; k--) {
      rows.push({ unit, score: drawNormal(random), matched: 0, size: anySize() });
    }
  }
  const drawn = outcomesOfRows(n, perCluster, rows, truthUnit, found);
  const seen = new Uint16Array(n);
  const all = (1 << thresholds.length) - 1;
  // Of another size a detection is neither right nor wrong, as what it is of.
  const isOf = ({ size }: Row, area: number): boolean => area === 0 || size === area;
  return {
    ...drawn,
    kind: KIND_BY_GEOMETRY[rules.geometry],
    rules,
    detections: {
      ...drawn.detections,
      rank: Uint16Array.from(rows, ({ unit }) => seen[unit]!++),
      matched: areas.map((_, area) =>
        Uint16Array.from(rows, (row) => (isOf(row, area) ? row.matched : 0)),
      ),
      ignored: areas.map((_, area) => Uint16Array.from(rows, (row) => (isOf(row, area) ? 0 : all))),
    },
    truths: { ...drawn.truths, counted: Uint8Array.from(truthSize, (size) => 1 | (1 << size)) },
  };
}

/** All figures of the same draws, whose tables they share. */
function ranked(of: Geometry, units: number, perCluster: number | null): Experiment {
  const n = perCluster === null ? units : units * perCluster;
  const rules = RULES[of];
  return {
    part: "rankings by overlap and size",
    setting: { of, ...(perCluster === null ? { n } : { G: units }) },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const sites = perCluster === null ? Float64Array.of(FOUND) : betaSites(FOUND, 0.1);
      const whole = drawSizes(TRUTH_IMAGES, null, sites, rules, createRandom(1, 2 ** 52));
      const figures = FIGURES[of].map((id) => {
        const reference = parseReference(id);
        return { id, reference, truth: createDetectionKernel(whole, reference)(null) };
      });
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const drawn = drawSizes(n, perCluster, sites, rules, random);
        for (const { id, reference, truth } of figures) {
          const detail = createDetectionEstimator(drawn, reference).at(0.95);
          if (detail.low !== null) tally.add(id, holdsTruth(detail, truth));
        }
      }
      return tally.measures();
    },
  };
}

/** Average recall of boxes, masks and points, and OKS AP, of all sizes and of each. */
export function sizeExperiments(): Experiment[] {
  const kinds = Object.keys(RULES) as Geometry[];
  return kinds.flatMap((of) => [
    ...[30, 100, 300].map((n) => ranked(of, n, null)),
    ...[10, 20, 50].map((G) => ranked(of, G, 20)),
  ]);
}
