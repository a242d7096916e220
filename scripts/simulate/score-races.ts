/** Races of models by a score of each image in sessions of labelling: boxes that are drawn, things that are counted. */

import { createRandom, type Random } from "../../src/core/random.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { labelEditorOf } from "../../src/labelling/editors/registry.js";
import type { LabelEvent } from "../../src/labelling/label-events.js";
import { createLabelRace, type RacedAnswer } from "../../src/labelling/label-race.js";
import { openLabelling } from "../../src/labelling/labelling.js";
import { createTally, type Experiment } from "./measure.js";

const WHO = { by: "Ada", at: "t" };
const IMAGES = 400;
const LABEL = "cell";
/** Whoever sees many objects puts an image off, and these are the images that models err on. */
const PUT_OFF = { few: 0.01, many: 0.05 };

/** How likely each model is to find an object, the best first. */
const WORLDS: Readonly<Record<string, readonly number[]>> = {
  "three of 80 %": [0.8, 0.8, 0.8],
  "95, 80, 65 %": [0.95, 0.8, 0.65],
};

const WAYS = ["boxes", "counts"] as const;
type Way = (typeof WAYS)[number];

/** Share of images on which all models find less, and by how much. */
const HARD = { share: 0.3, by: 0.2 };

/** Objects of one image beside each other. */
function drawImage(shares: readonly number[], random: Random) {
  const count = random.below(5);
  const isHard = random.uniform() < HARD.share;
  const moved = isHard ? -HARD.by : (HARD.by * HARD.share) / (1 - HARD.share);
  const found = shares.map((share) => {
    const own: number[] = [];
    for (let k = 0; k < count; k++) {
      if (random.uniform() < share + moved) own.push(k);
    }
    return random.uniform() < 0.1 ? [...own, count] : own;
  });
  return { count, found };
}

const boxOf = (k: number) => [40 * k, 10, 20, 20] as const;

function answerOf(way: Way, found: readonly number[]): RacedAnswer {
  if (way === "counts") return { labels: [], boxes: [], counts: [[LABEL, found.length]] };
  const boxes = found.map((k) => ({ label: LABEL, score: 0.9, xywhPx: boxOf(k) }));
  return { labels: [], boxes };
}

/** What the person does on an image. */
function eventsOf(way: Way, image: string, count: number): readonly Labelled[] {
  if (way === "counts") {
    return [{ kind: "label", image, label: { kind: "counts", counts: [[LABEL, count]] } }];
  }
  const drawn = Array.from({ length: count }, (_, k): Labelled => {
    const [x, y, width, height] = boxOf(k);
    const place = { kind: "box", x, y, width, height } as const;
    return { kind: "draw", image, object: `${image} ${k}`, label: LABEL, place };
  });
  const kind = count === 0 ? "empty" : "objects";
  return [...drawn, { kind: "label", image, label: { kind } }];
}

type Labelled = Parameters<ReturnType<typeof openLabelling>["take"]>[0] & Pick<LabelEvent, "kind">;

/** What came of the race, with all images reached. */
export function scoreRace(way: Way, shares: readonly number[], seed: number, stream: number) {
  const random = createRandom(seed, stream);
  const images = new Map(
    Array.from({ length: IMAGES }, (_, i) => [
      `${String(i).padStart(4, "0")}.jpg`,
      drawImage(shares, random),
    ]),
  );
  const labelling = openLabelling({ images: [...images.keys()], seed: random.below(2 ** 31) });
  const { order } = labelling.head;
  const race = createLabelRace({
    rule: labelEditorOf({ labelledBy: way }).race!,
    order,
    racers: shares.map((_, m) => ({
      name: `model ${m + 1}`,
      labels: [LABEL],
      answerOf: (image) => answerOf(way, images.get(image)!.found[m]!),
    })),
    level: DEFAULT_REQUEST.level,
    budget: IMAGES,
  });
  for (const image of order) {
    const { count } = images.get(image)!;
    if (random.uniform() < PUT_OFF[count > 2 ? "many" : "few"]) {
      labelling.take({ kind: "skip", image }, WHO);
      continue;
    }
    for (const event of eventsOf(way, image, count)) labelling.take(event, WHO);
  }
  // A race looks at its labels one after the other, so that the end says whether anybody was ever dropped.
  const { racers, winner, saved, runs } = race.at(labelling.place(WHO.by).state);
  return {
    isBestDropped: racers[0]!.droppedAt !== null,
    isDecided: winner !== null,
    saved: saved / runs,
  };
}

function raced(way: Way, world: string): Experiment {
  return {
    part: "label races by scores",
    setting: { of: world, by: way, n: IMAGES },
    effort: 1,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      let saved = 0;
      for (let run = 0; run < repetitions; run++) {
        const found = scoreRace(way, WORLDS[world]!, seed, stream + run);
        tally.add("best dropped", found.isBestDropped);
        tally.add("decided", found.isDecided);
        saved += found.saved;
      }
      return [
        ...tally.measures(),
        { name: "predictions saved", share: saved / repetitions, runs: null },
      ];
    },
  };
}

export function scoreRaceExperiments(): Experiment[] {
  return WAYS.flatMap((way) => Object.keys(WORLDS).map((world) => raced(way, world)));
}
