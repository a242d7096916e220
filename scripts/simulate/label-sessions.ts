/** Sessions of labelling as the app holds them: the drawn order, a look after each label, the first verdict. */

import { createRandom, type Random } from "../../src/core/random.js";
import { readClaims } from "../../src/evaluation/claims.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { lookAtLabels } from "../../src/labelling/label-look.js";
import { openLabelling } from "../../src/labelling/labelling.js";
import { createTally, type Experiment } from "./measure.js";
import { betaSites } from "./worlds.js";

/** What is claimed, and how far below it nobody minds: the limit lies at 0.8. */
const CLAIM = 0.9;
const TOLERANCE = 0.1;
const LIMIT = CLAIM - TOLERANCE;

const REQUEST = {
  ...DEFAULT_REQUEST,
  claims: [`accuracy=${CLAIM}`],
  tolerance: TOLERANCE,
  anytime: true,
};
const CLASSES = ["deer", "fox"];
const WHO = { by: "Ada", at: "t" };
/** Whoever is unsure puts an image off, which goes with what the model gets wrong. */
export const PUT_OFF = { right: 0.02, wrong: 0.15 };

export interface World {
  /** Mean chance that the model is right. */
  readonly r: number;
  readonly images: number;
  /** How much sequences differ; null for images that are independent. */
  readonly icc: number | null;
}

/** Images by name, each with its chance and whether the model is right; those of a sequence share the chance. */
export function drawWorld({ r, images, icc }: World, random: Random) {
  const right = new Map<string, boolean>();
  const chance = new Map<string, number>();
  const of = new Map<string, string>();
  const chances = icc === null ? null : betaSites(r, icc);
  for (let s = 0; right.size < images; s++) {
    const size = chances === null ? 1 : 1 + random.below(5);
    const q = chances === null ? r : chances[random.below(chances.length)]!;
    for (let i = 0; i < size; i++) {
      const image = `${String(right.size).padStart(4, "0")}.jpg`;
      right.set(image, random.uniform() < q);
      chance.set(image, q);
      if (size > 1) of.set(image, `s${s}`);
    }
  }
  return { right, chance, of };
}

/** The verdict at which somebody stops; null where all images come to none. */
export function labelSession(world: World, seed: number, stream: number): "holds" | "fails" | null {
  const random = createRandom(seed, stream);
  const { right, of } = drawWorld(world, random);
  const source = { column: "sequence", table: null };
  const labelling = openLabelling({
    images: [...right.keys()],
    seed: random.below(2 ** 31),
    sequences: world.icc === null ? null : { source, of },
  });
  const options = {
    order: labelling.head.order,
    modelLabels: CLASSES,
    ...(world.icc === null ? {} : { sequenceOf: (image: string) => of.get(image) ?? null }),
    predictionOf: () => "deer",
    claimsOf: (classes: readonly string[]) => readClaims(REQUEST, classes),
    level: REQUEST.level,
  };
  const putOff = new Set<string>();
  for (;;) {
    const { image } = labelling.place(WHO.by);
    if (image === null) return null;
    const isRight = right.get(image) === true;
    const chance = isRight ? PUT_OFF.right : PUT_OFF.wrong;
    if (!putOff.has(image) && random.uniform() < chance) {
      putOff.add(image);
      labelling.take({ kind: "skip", image }, WHO);
    } else {
      const labels = [isRight ? "deer" : "fox"];
      labelling.take({ kind: "label", image, label: { kind: "labels", labels } }, WHO);
    }
    const verdict = lookAtLabels(labelling.place(WHO.by).state, options).look?.verdict;
    if (verdict === "holds" || verdict === "fails") return verdict;
  }
}

/** @param away how far the truth is from the limit: beyond it one verdict is right */
function sessions(icc: number | null, images: number, away: number): Experiment {
  const r = LIMIT + away;
  return {
    part: "label sessions",
    setting: { of: icc === null ? "images" : `sequences, icc ${icc}`, n: images, r: r.toFixed(2) },
    // Each label is a look with its range, and at the limit either verdict is wrong.
    effort: away === 0 ? 0.08 : 0.02,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const verdict = labelSession({ r, images, icc }, seed, stream + run);
        if (away <= 0) tally.add("wrong holds", verdict === "holds");
        if (away >= 0) tally.add("wrong fails", verdict === "fails");
        if (away > 0) tally.add("holds: truth = claim", verdict === "holds");
        if (away < 0) tally.add("fails: 20 below", verdict === "fails");
      }
      return tally.measures();
    },
  };
}

/** At the limit, where either verdict is false; at the claim, and as far below the limit. */
export function labelSessionExperiments(): Experiment[] {
  return [null, 0.3].flatMap((icc) => [0, -0.1, 0.1].map((away) => sessions(icc, 40, away)));
}
