import { type Cancellation, eitherCancelled } from "../../core/cancellation.js";
import { HomegroundError } from "../../core/errors.js";
import { statedByCard } from "../../evaluation/detection/operating-point.js";
import { jointsOfModel } from "../../labelling/editors/joints.js";
import type { LabelRaceTold, RacedAnswer, Racer } from "../../labelling/label-race.js";
import type { ImageSaid } from "../../labelling/model-says.js";
import { counted, listed } from "../../reports/numbers.js";
import { MOST_RUNS } from "../../session/compared-runs.js";
import { taskOfName } from "../../tasks/registry.js";
import type { Task } from "../../tasks/task.js";
import { answersName, idOfAnswers, readAnswers } from "./file-answers.js";
import { openModelAt } from "./session-files.js";
import type { SessionHost } from "./session-host.js";
import { saysOfImages } from "./session-says.js";
import type { DroppedFiles, FirstModel, SessionModel } from "./session-state.js";

/** Which models are raced against the one whose images are labelled. */
export interface RaceAsked {
  /** Files among those that were dropped: models, and tables of predictions. */
  readonly rivals: readonly string[];
  /** Images that may be labelled for it. */
  readonly budget: number;
  /** From which score on boxes count, of all models; null or left out for each model's own. */
  readonly threshold?: number | null;
}

/** A model that is raced against the one whose images are labelled. */
export interface Rival {
  readonly path: string;
  readonly name: string;
  /** By which it is known again under another name. */
  readonly id: string;
  /** Null where its predictions came from a file. */
  readonly model: SessionModel | null;
  /** Labels of the first model that it does not have among its own, where that is known. */
  readonly lacks: readonly string[];
  readonly labels: readonly string[];
  /** From which score on its boxes count, as its card or its file says; null where nothing does. */
  readonly threshold: number | null;
  /** What it says of images, as far as it has come; null where it says nothing. */
  readonly of: Map<string, RacedAnswer | null>;
}

/** Where a race stands, with what is to be known of who takes part. */
export interface RaceTold extends LabelRaceTold {
  readonly by: NonNullable<Task["racedBy"]>;
  /** From which score on boxes count, of all models; null for each model's own. */
  readonly threshold: number | null;
  readonly rivals: readonly {
    readonly path: string;
    readonly name: string;
    readonly lacks: readonly string[];
    /** Images of the budget that it has not read yet; 0 where predictions came from a file. */
    readonly unread: number;
  }[];
}

interface RacePlaces {
  readonly files: DroppedFiles;
  readonly images: readonly string[];
  /** The one whose images are labelled. */
  readonly first: FirstModel;
}

/**
 * Opens models that are to be raced against the one whose images are labelled.
 *
 * @param known those that are open already, by their paths
 * @throws HomegroundError `compare/one-model`, `compare/other-task`, `compare/other-labels`, `compare/same-model`,
 *   `compare/nothing-shared`, `compare/race-metric`, `model/no-card`, and as models and predictions are read
 */
export async function openRivals(
  { rivals: paths, threshold = null }: Pick<RaceAsked, "rivals" | "threshold">,
  places: RacePlaces,
  known: ReadonlyMap<string, Rival>,
): Promise<readonly Rival[]> {
  const { card, id } = places.first;
  const task = taskOfName(card.task);
  if (task === null || task.racedBy === null) {
    throw new HomegroundError("compare/race-metric", {
      what: `a race needs a score of each image between two ends, and the figures of ${card.task} have none`,
      where: card.name,
      fix: "Label the images, and compare the models at the end",
    });
  }
  if (paths.length === 0 || paths.length >= MOST_RUNS) {
    throw new HomegroundError("compare/one-model", {
      what: paths.length === 0 ? "no other model is chosen" : `${paths.length} others are chosen`,
      where: "the race",
      fix: `Choose from 1 to ${MOST_RUNS - 1}`,
    });
  }
  const ids = new Map([[id, card.name]]);
  const names = new Set([card.name]);
  const rivals: Rival[] = [];
  for (const path of paths) {
    const rival = known.get(path) ?? (await openRival(path, places, task));
    const before = ids.get(rival.id);
    if (before !== undefined) {
      // A table is known by what it answers, whatever else its bytes are.
      const is = rival.model === null ? "it answers every image as" : "byte for byte it is";
      throw new HomegroundError("compare/same-model", {
        what: `${is} ${before}${rival.model === null ? " does" : ""}`,
        where: path,
        fix: "Choose another one",
      });
    }
    ids.set(rival.id, rival.name);
    rivals.push({ ...rival, name: ownName(rival.name, names) });
  }
  if (task.prediction === "objects" && threshold === null) {
    const all = [{ name: card.name, threshold: places.first.threshold ?? null }, ...rivals];
    const without = all.find((one) => one.threshold === null);
    if (without !== undefined) {
      throw new HomegroundError("compare/race-metric", {
        what: "its objects have scores, and nothing says from which score on they count",
        where: without.name,
        fix: "Say from which score on objects count",
      });
    }
  }
  return rivals;
}

async function openRival(path: string, places: RacePlaces, task: Task): Promise<Rival> {
  return /\.onnx$/i.test(path) ? rivalOfModel(path, places, task) : rivalOfFile(path, places, task);
}

async function rivalOfModel(
  path: string,
  { files, first }: RacePlaces,
  task: Task,
): Promise<Rival> {
  const model = await openModelAt(files, path, null);
  const { card } = model;
  if (card.task !== task.id) {
    throw new HomegroundError("compare/other-task", {
      what: `it is a model for ${card.task}, ${first.card.name} one for ${task.id}`,
      where: path,
      fix: "Choose models of one task",
    });
  }
  if (card.guesses.some(({ basis }) => basis === "assumed")) {
    throw new HomegroundError("model/no-card", {
      what: "nothing says how it reads images",
      where: path,
      fix: "Put its card beside it, or give the table of its predictions",
    });
  }
  const { name, labels } = card;
  const [ours, theirs] = [first.card, card].map((one) => jointsOfModel(one)?.names);
  if (task.hasPoints === true && first.model === null) throw ofFile("points", first.card.name);
  if (task.hasPoints === true && ours !== undefined && String(ours) !== String(theirs)) {
    throw new HomegroundError("compare/other-labels", {
      what: `it places other points than ${first.card.name}`,
      where: path,
      fix: "Choose models of the same points in the same order",
    });
  }
  const id = idOfModel(model);
  const threshold = statedByCard(card)?.value ?? null;
  const lacks = lacking(path, labels, first);
  return { path, name, id, model, lacks, labels, threshold, of: new Map() };
}

async function rivalOfFile(path: string, places: RacePlaces, task: Task): Promise<Rival> {
  const { first } = places;
  if (task.prediction === "mask") throw ofFile("masks", path);
  if (task.hasPoints === true) throw ofFile("points", path);
  const asked = { path, reading: {} };
  const said = await readAnswers(asked, places, task, first.card.labels);
  const of = new Map<string, RacedAnswer | null>();
  for (const [image, one] of said.of) {
    if (!("labels" in one)) of.set(image, null);
    else {
      const { labels, boxes = [], counts } = one;
      of.set(image, { labels, boxes, ...(counts === undefined ? {} : { counts }) });
    }
  }
  const lacks = lacking(path, said.labels, first);
  return {
    path,
    name: answersName(path),
    id: idOfAnswers(said.of),
    model: null,
    // A file that names no more than what was answered says nothing of other labels.
    lacks: said.namesOnlyAnswered ? [] : lacks,
    labels: said.labels,
    threshold: said.threshold,
    of,
  };
}

function ofFile(what: string, where: string): HomegroundError {
  return new HomegroundError("compare/race-metric", {
    what: `${what} from a file are compared, and not raced while labels are made`,
    where,
    fix: "Give the model itself, or compare it once the images are labelled",
  });
}

/** @throws HomegroundError `compare/other-labels` where it has none of them */
function lacking(path: string, labels: readonly string[], { card }: FirstModel): string[] {
  const own = new Set(labels);
  const lacks = [...new Set(card.labels)].filter((label) => !own.has(label));
  if (lacks.length < new Set(card.labels).size) return lacks;
  throw new HomegroundError("compare/other-labels", {
    what: `it answers ${listed(labels.slice(0, 3))}, and no label of ${card.name}`,
    where: path,
    fix: "Rename its labels to those of the first model; or compare it after labelling, where names are matched",
  });
}

/** The model whose images are labelled. */
export function firstModel(model: SessionModel): FirstModel {
  const { card } = model;
  return { card, id: idOfModel(model), model, threshold: statedByCard(card)?.value ?? null };
}

/** The same model under another card is another one. */
export function idOfModel({ card, model }: Pick<SessionModel, "card" | "model">): string {
  return `${model.sha256} ${JSON.stringify(card)}`;
}

/** A name that no other has: the second of two gets a 2. */
function ownName(name: string, taken: Set<string>): string {
  let own = name;
  for (let k = 2; taken.has(own); k++) own = `${name} ${k}`;
  taken.add(own);
  return own;
}

/** Models that are raced, the first of them the one whose images are labelled. */
export function racersOf(
  first: Pick<FirstModel, "card" | "threshold">,
  said: ReadonlyMap<string, ImageSaid>,
  { rivals, threshold }: Pick<RaceAsked, "threshold"> & { readonly rivals: readonly Rival[] },
): readonly Racer[] {
  const { name, labels } = first.card;
  const all = [{ name, labels, threshold: first.threshold ?? null, of: said }, ...rivals];
  return all.map(({ name, labels, threshold: own, of }) => ({
    name,
    labels,
    answerOf(image) {
      const one = of.get(image);
      if (one == null) return one;
      if ("problem" in one && one.problem !== null) return null;
      const least = threshold ?? own ?? -Infinity;
      return one.boxes.length === 0 || one.boxes.every(({ score }) => score >= least)
        ? one
        : { ...one, boxes: one.boxes.filter(({ score }) => score >= least) };
    },
  }));
}

export interface SaysRivalsOptions {
  readonly signal: Cancellation;
  readonly workers?: number;
  /** A rival has read so many more, of so many. */
  readonly onRead?: (name: string, done: number, total: number) => void;
}

/**
 * Has rivals that are models read the images, one model after the other.
 *
 * @param isWanted whether what a rival says is still needed: of one that was dropped nothing is
 * @throws HomegroundError `run/interrupted`, and as `runModel`
 */
export async function readByRivals(
  rivals: readonly Rival[],
  images: readonly string[],
  files: DroppedFiles,
  host: SessionHost,
  { signal, workers, onRead }: SaysRivalsOptions,
  isWanted: (rival: Rival) => boolean,
): Promise<void> {
  for (const rival of rivals) {
    const { model, of, name } = rival;
    const unread = images.filter((image) => !of.has(image));
    if (model === null || unread.length === 0 || !isWanted(rival)) continue;
    const own = new AbortController();
    try {
      await saysOfImages(unread, files, model, host, {
        signal: eitherCancelled(signal, own.signal),
        ...(workers === undefined ? {} : { workers }),
        onSaid(one, done, total) {
          of.set(one.image, one.problem === null ? one : null);
          onRead?.(name, done, total);
          if (!isWanted(rival)) own.abort();
        },
      });
    } catch (cause) {
      if (!own.signal.aborted || signal.aborted) throw cause;
    }
  }
}

/** @param count images of the budget */
export function raceTold(
  race: LabelRaceTold,
  by: RaceTold["by"],
  {
    rivals,
    threshold = null,
  }: Pick<RaceAsked, "threshold"> & { readonly rivals: readonly Rival[] },
  images: readonly string[],
): RaceTold {
  return {
    ...race,
    by,
    threshold,
    rivals: rivals.map(({ path, name, lacks, model, of }) => ({
      path,
      name,
      lacks,
      unread: model === null ? 0 : images.filter((image) => !of.has(image)).length,
    })),
  };
}

/**
 * Looks whether a race may go on as it is asked for.
 *
 * @param now the race so far; null before there is one
 * @throws HomegroundError `compare/race-begun` where others take part than were looked at
 */
export function checkRacers(now: RaceTold | null, asked: RaceAsked | null): void {
  if (now === null || now.untilLook > 0) return;
  const isSame = String(asked?.rivals) === String(now.rivals.map(({ path }) => path));
  if (isSame && (asked?.threshold ?? null) === now.threshold) return;
  throw new HomegroundError("compare/race-begun", {
    what: `the race was looked at after ${counted(now.labels, "label")}: who takes part is fixed, and which objects count`,
    where: "the race",
    fix: "Go on with these models, and compare others once the labels are evaluated",
  });
}
