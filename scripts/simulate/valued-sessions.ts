/** Sessions in which somebody counts, or places points, as the app holds them: a look after each image, the first verdict. */

import { createRandom, type Random } from "../../src/core/random.js";
import { readClaims } from "../../src/evaluation/claims.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../src/evaluation/request.js";
import { labelEditorOf } from "../../src/labelling/editors/registry.js";
import { type Labelling, openLabelling } from "../../src/labelling/labelling.js";
import type { ImageSaid } from "../../src/labelling/model-says.js";
import { parseReference } from "../../src/metrics/reference.js";
import { taskOf } from "../../src/tasks/registry.js";
import { drawWorld, PUT_OFF, type World } from "./label-sessions.js";
import { createTally, type Experiment } from "./measure.js";

/** What is claimed, and how far below it nobody minds: the limit lies at 0.8. */
const CLAIM = 0.9;
const TOLERANCE = 0.1;
const LIMIT = CLAIM - TOLERANCE;
const WHO = { by: "Ada", at: "t" };

/** What somebody does on an image, and what the model says of it. */
interface Way {
  readonly task: EvaluateRequest["task"];
  readonly measure: string;
  readonly labels: readonly string[];
  readonly joints?: { readonly names: readonly string[]; readonly skeleton: readonly [] };
  /** The prediction for an image of which the model gets so much right. */
  said(
    right: boolean,
    chance: number,
    random: Random,
  ): Pick<ImageSaid, "counts" | "boxes" | "labels">;
  label(labelling: Labelling, image: string): void;
}

const POINTS = 4;
const PLACES = Array.from({ length: POINTS }, (_, k) => ({ x: 10 * k, y: 30 - 10 * k }));

export const WAYS = {
  /** 5 are there; a wrong count is 9. */
  counts: {
    task: "counting",
    measure: "count-within{tolerance=1}",
    labels: ["deer"],
    said: (right, _chance, random) => ({
      labels: [],
      boxes: [],
      counts: [["deer", right ? 4 + random.below(3) : 9]],
    }),
    label(labelling, image) {
      const label = { kind: "counts", counts: [["deer", 5]] } as const;
      labelling.take({ kind: "label", image, label }, WHO);
    },
  },
  /** One animal of four points, each close with the chance of its image. */
  points: {
    task: "keypoints",
    measure: "pck{alpha=0.2,average=image}",
    labels: ["deer"],
    joints: { names: PLACES.map((_, k) => `p${k}`), skeleton: [] },
    said: (_right, chance, random) => ({
      labels: ["deer"],
      boxes: [
        {
          label: "deer",
          score: 0.9,
          xywhPx: [0, 0, 30, 30],
          points: PLACES.map(({ x, y }) => ({ x, y: random.uniform() < chance ? y + 1 : y + 20 })),
        },
      ],
    }),
    label(labelling, image) {
      const points = PLACES.map((place) => ({ ...place, isHidden: false }));
      const place = { kind: "points", points } as const;
      labelling.take({ kind: "draw", image, object: "1", label: "deer", place }, WHO);
      labelling.take({ kind: "label", image, label: { kind: "objects" } }, WHO);
    },
  },
} as const satisfies Readonly<Record<string, Way>>;

/** The verdict at which somebody stops; null where all images come to none. */
export function valuedSession(
  way: Way,
  world: World,
  seed: number,
  stream: number,
): "holds" | "fails" | null {
  const random = createRandom(seed, stream);
  const { right, chance, of } = drawWorld(world, random);
  const source = { column: "sequence", table: null };
  const labelling = openLabelling({
    images: [...right.keys()],
    seed: random.below(2 ** 31),
    sequences: world.icc === null ? null : { source, of },
    joints: way.joints,
  });
  const said = new Map(
    [...right].map(([image, isRight]): [string, ImageSaid] => {
      const own = way.said(isRight, chance.get(image)!, random);
      return [image, { image, sureness: null, sizePx: [100, 100], problem: null, ...own }];
    }),
  );
  const request = {
    ...DEFAULT_REQUEST,
    task: way.task,
    metrics: [way.measure],
    claims: [`${way.measure}=${CLAIM}`],
    tolerance: TOLERANCE,
    anytime: true,
  };
  const { looks } = labelEditorOf(taskOf(way.task));
  if (looks === null) throw new Error(`no look while labels of ${way.task} come`);
  const options = {
    order: labelling.head.order,
    modelLabels: way.labels,
    ...(world.icc === null ? {} : { sequenceOf: (image: string) => of.get(image) ?? null }),
    saidOf: (image: string) => said.get(image),
    measure: parseReference(way.measure),
    joints: way.joints,
    claimsOf: (classes: readonly string[]) => readClaims(request, classes),
    level: request.level,
  };
  const putOff = new Set<string>();
  for (;;) {
    const { image } = labelling.place(WHO.by);
    if (image === null) return null;
    // Whoever is unsure puts an image off, which goes with what the model gets wrong.
    const off = right.get(image) === true ? PUT_OFF.right : PUT_OFF.wrong;
    if (!putOff.has(image) && random.uniform() < off) {
      putOff.add(image);
      labelling.take({ kind: "skip", image }, WHO);
    } else way.label(labelling, image);
    const verdict = looks.look(labelling.place(WHO.by).state, options)?.look?.verdict;
    if (verdict === "holds" || verdict === "fails") return verdict;
  }
}

/** @param away how far the truth is from the limit: beyond it one verdict is right */
function sessions(name: keyof typeof WAYS, icc: number | null, away: number): Experiment {
  const images = 40;
  const r = LIMIT + away;
  const group = icc === null ? "" : `, sequences, icc ${icc}`;
  return {
    part: "label sessions",
    setting: { of: `${name}${group}`, n: images, r: r.toFixed(2) },
    // Each label is a look with its range, and at the limit either verdict is wrong.
    effort: away === 0 ? 0.08 : 0.02,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const verdict = valuedSession(WAYS[name], { r, images, icc }, seed, stream + run);
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
export function valuedSessionExperiments(): Experiment[] {
  return (["counts", "points"] as const).flatMap((name) =>
    [null, 0.3].flatMap((icc) => [0, -0.1, 0.1].map((away) => sessions(name, icc, away))),
  );
}
