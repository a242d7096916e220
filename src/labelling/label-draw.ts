import { HomegroundError, isHomegroundError } from "../core/errors.js";
import { type Sentence, wordsFor } from "../core/sentence.js";
import { type Column, categoricalColumn, createTable, type Table } from "../core/table.js";
import {
  confidenceStrata,
  type DrawnSample,
  drawActive,
  drawNeyman,
  drawProportional,
  type PilotHits,
  type Strata,
  strataOf,
} from "../dataset/draw-sample.js";
import { checkConfidence } from "../evaluation/pilot-confidence.js";
import { poolNames } from "../formats/drawn-list.js";
import { type FileAccess, folderOf, type ListedFile } from "../formats/file-access.js";
import { type ClassificationOutcomes, outcomesOfPairs } from "../outcomes/classification-types.js";
import { counted } from "../reports/numbers.js";
import type { LabelDesign, LabelDraw } from "./label-log.js";
import { truthOf } from "./label-look.js";
import { joinedTable } from "./label-sequences.js";
import type { LabellerState } from "./label-state.js";

/** How images are to be drawn. */
export interface DrawWanted {
  readonly design: LabelDesign;
  /** Attribute whose levels are strata; null for how sure the model is. */
  readonly by: string | null;
  /** How many images, those whose labels are known among them. */
  readonly images: number;
}

/** A list to label, and how it was drawn. */
export interface DrawnLabels {
  readonly order: readonly string[];
  readonly draw: LabelDraw;
}

/** Images to draw from, and what is known of them. */
export interface DrawPool {
  /** Paths, by name: indexes are places in it. */
  readonly images: readonly string[];
  /** How sure the model is of each, in [0, 1]; NaN where it says nothing. */
  readonly confidence: Float64Array;
  /** Images that the model has not read yet. */
  readonly unread: number;
  /** What images may be divided by, a row an image. */
  readonly parts: Table;
  /** Labels that were made at random; null where those that are there were drawn otherwise. */
  readonly pilot: LabelPilot | null;
}

/** Labels in random order, held against what the model says. */
interface LabelPilot extends PilotHits {
  readonly outcomes: ClassificationOutcomes;
}

/** A way to draw, and why it is not to be had. */
export interface DrawOffer extends Pick<DrawWanted, "design" | "by"> {
  /** Images that it takes at the least. */
  readonly least: number;
  /** What labels so far show of the model's sureness; null where that is not asked. */
  readonly found: string | null;
  /** In words of the app; null where it can be had. */
  readonly refusal: { readonly what: string; readonly fix: string } | null;
}

/** Of more levels a list of some hundred images has too few each. */
const MOST_LEVELS = 20;
/** Attributes that are offered. */
const MOST_PARTS = 5;

/**
 * What images may be divided by: their folders, and the columns of tables that name them, where these have from
 * two to {@link MOST_LEVELS} levels.
 *
 * @param images by name
 */
export async function partsToDrawBy(
  images: readonly ListedFile[],
  { access, tables }: { readonly access: FileAccess; readonly tables: readonly string[] },
): Promise<Table> {
  const columns = new Map<string, Column>();
  const offer = (name: string, column: Column): void => {
    if (column.kind !== "categorical" || columns.has(name) || columns.size >= MOST_PARTS) return;
    const levels = new Set(column.codes).size;
    if (levels >= 2 && levels <= MOST_LEVELS) columns.set(name, column);
  };
  offer("folder", categoricalColumn(images.map(({ path }) => folderOf(path) || null)));
  for (const path of tables) {
    const table = await joinedTable(access, path, images);
    for (const [name, column] of table?.columns ?? []) offer(name, column);
  }
  return createTable(images.length, columns);
}

/**
 * Labels of one person as a pilot.
 *
 * @param predictionOf what the model says of an image, one of its labels; null where it says nothing
 */
export function labelPilot(
  { images, confidence }: Pick<DrawPool, "images" | "confidence">,
  state: LabellerState,
  modelLabels: readonly string[],
  predictionOf: (image: string) => string | null,
): LabelPilot {
  const labelled = images.flatMap((path, image) => {
    const own = state.images.get(path);
    if (own === undefined || own.label === null) return [];
    return [{ image, truth: truthOf(own), predicted: predictionOf(path) }];
  });
  const scored = labelled.filter(
    ({ image, truth, predicted }) =>
      truth !== null && predicted !== null && !Number.isNaN(confidence[image]),
  );
  const classes = [...new Set([...modelLabels, ...scored.flatMap(({ truth }) => truth ?? [])])];
  const codeOf = new Map(classes.map((name, code) => [name as string | null, code]));
  return {
    image: Int32Array.from(labelled, ({ image }) => image),
    hit: Int8Array.from(labelled, ({ truth, predicted }) =>
      truth === null || predicted === null ? -1 : Number(truth === predicted),
    ),
    outcomes: {
      ...outcomesOfPairs({
        classes,
        modelClassCount: modelLabels.length,
        truth: Int32Array.from(scored, ({ truth }) => codeOf.get(truth)!),
        predicted: Int32Array.from(scored, ({ predicted }) => codeOf.get(predicted)!),
        cluster: null,
        clusterCount: 0,
      }),
      answerConfidence: Float64Array.from(scored, ({ image }) => confidence[image]!),
    },
  };
}

/** Every way to draw beside at random; those that cannot be had say why. */
export function drawOffers(pool: DrawPool): readonly DrawOffer[] {
  const offerOf = (design: LabelDesign, by: string | null): DrawOffer => {
    const base = { design, by, least: 1, found: null, refusal: null };
    try {
      const { strata, found } = prepared(pool, { design, by });
      const levels = strata?.levels.length ?? 0;
      const pilot = design === "neyman" ? (pool.pilot?.image.length ?? 0) + levels : 0; // two of each
      return { ...base, found, least: Math.min(pool.images.length, Math.max(1, levels + pilot)) };
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      const { what, fix } = error.sentences;
      const refusal = { what: wordsFor("app", what), fix: wordsFor("app", fix) };
      return { ...base, refusal };
    }
  };
  return [
    offerOf("proportional", null),
    ...[...pool.parts.columns.keys()].map((by) => offerOf("proportional", by)),
    offerOf("neyman", null),
    offerOf("active", null),
  ];
}

/**
 * Draws a list to label, as `homeground sample` draws it from the same images, confidence, pilot and seed.
 *
 * @param isLabelled whether an image has a label already
 * @throws HomegroundError `plan/design-needs`, `plan/not-random`, `plan/confidence-useless`,
 *   `usage/bad-option` for fewer images than the design takes
 */
export function drawToLabel(
  pool: DrawPool,
  { design, by, images }: DrawWanted,
  seed: number,
  isLabelled: (image: string) => boolean,
): DrawnLabels {
  const { strata } = prepared(pool, { design, by });
  const sample: DrawnSample =
    strata === null
      ? drawActive(pool.confidence, images, seed, false)
      : design === "neyman"
        ? drawNeyman(strata, pool.pilot!, images, seed)
        : drawProportional(strata, images, seed);
  const order = Array.from(sample.drawn, (i) => pool.images[i]!);
  const own = sample.strata;
  const levels = own === null ? null : Array.from(own.stratum, (h) => own.levels[h]!);
  return {
    order,
    draw: {
      design,
      pool: sample.images,
      poolNames: poolNames(pool.images),
      probability: [...sample.probability],
      stratum: levels?.map(({ level }) => level) ?? null,
      stratumPool: levels?.map((level) => level.images) ?? null,
      chance: sample.chance === null ? null : [...sample.chance],
      known: order.map((image) => (isLabelled(image) ? 1 : 0)),
    },
  };
}

/** What a design draws from, once nothing stands against it. @throws HomegroundError as {@link drawToLabel} */
function prepared(
  pool: DrawPool,
  { design, by }: Pick<DrawWanted, "design" | "by">,
): { readonly strata: Strata | null; readonly found: string | null } {
  if (design === "proportional" && by !== null) {
    return { strata: strataOf(pool.parts, by), found: null };
  }
  checkRead(pool);
  const strata = design === "active" ? null : confidenceStrata(pool.confidence);
  if (design === "proportional") return { strata, found: null };
  const { pilot } = pool;
  if (pilot === null) {
    throw new HomegroundError("plan/not-random", {
      what: "the labels so far were not drawn at random",
      where: HERE,
      fix: "Go on with this list, or draw in proportion",
    });
  }
  if (design === "active") return { strata, found: checkConfidence(pilot.outcomes, HERE) };
  if (pilot.hit.every((hit) => hit < 0)) {
    throw new HomegroundError("plan/design-needs", {
      what: "nothing shows yet where the model is wrong",
      where: HERE,
      fix: "Label some images at random first, about a third of all that you want to label",
    });
  }
  return { strata, found: null };
}

const HERE: Sentence = "labels made here";

function checkRead({ unread, confidence }: DrawPool): void {
  const isNone = confidence.every((f) => Number.isNaN(f));
  if (unread === 0 && !isNone) return;
  throw new HomegroundError("plan/design-needs", {
    what:
      unread > 0
        ? `the model has not read ${counted(unread, "image")} yet, and how sure it is of all of them is needed`
        : "the model does not say how sure it is of any image",
    where: HERE,
    fix: unread > 0 ? "Wait until it has read all of them" : "Draw at random",
  });
}
