import { join } from "node:path";
import { groupUnits } from "../../claims/unit-groups.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { createLabelSet } from "../../core/label-set.js";
import { visibleJson } from "../../core/visible-text.js";
import { type ImageSet, pickImages } from "../../dataset/image-set.js";
import { placeTruth, prepareImages } from "../../dataset/prepare.js";
import { sampleImages } from "../../dataset/sample-images.js";
import { checkAttributes } from "../../dataset/unit-attributes.js";
import { givenOptions } from "../../evaluation/options/option.js";
import { readOptions } from "../../evaluation/options/registry.js";
import { readTruth } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../evaluation/request.js";
import { readImageTruth } from "../../formats/read.js";
import { type FeatureValue, featureValue } from "../../models/card/feature-value.js";
import { isClassifierDecode } from "../../models/families/decode-types.js";
import type { LabelMap } from "../../models/label-map.js";
import { counted } from "../../reports/numbers.js";
import { type ImageOnDisk, runModel } from "../../scoring/run-model.js";
import type { ScoreLog } from "../../scoring/score-log.js";
import { tabledFeatures } from "../../shortlist/feature-table.js";
import { checkFeatures } from "../../shortlist/labelled-features.js";
import {
  HALVES,
  MOST_IMAGES,
  type ShortlistCandidate,
  shortlist,
} from "../../shortlist/shortlist.js";
import { shortlistPage } from "../../shortlist/shortlist-page.js";
import { shortlistAnswer, shortlistText } from "../../shortlist/shortlist-text.js";
import type { Points } from "../../statistics/set-distances.js";
import { taskOf } from "../../tasks/registry.js";
import { aloneInFolder } from "../files/place-lock.js";
import { writeTextFile } from "../files/write-file.js";
import { openFileScoreLog } from "../storage/file-score-log.js";
import type { CommandIo, CommandResult } from "./command.js";
import {
  featureLogPath,
  identifyFile,
  lazyScorer,
  type ReadyModel,
  readyModel,
  scoreLogPath,
  scoresKey,
} from "./evaluate-model.js";
import { readColumns } from "./evaluate-request.js";
import { givenNames } from "./given-names.js";
import { localModel } from "./hosted-model.js";
import { locateImages } from "./locate-images.js";
import { openImages, openPlace } from "./open-places.js";
import { createProgress } from "./progress.js";
import { remoteUse } from "./remote-use.js";
import { showUnpacking } from "./unpacking.js";

/** The options of `homeground shortlist`, as the command line gives them. */
export interface ShortlistOptions {
  readonly labels: string;
  readonly model: readonly string[];
  readonly card: readonly string[];
  readonly features: readonly string[];
  readonly name: readonly string[];
  readonly cluster?: string | undefined;
  readonly columns?: string | undefined;
  readonly delimiter?: Parameters<typeof readTruth>[2]["delimiter"];
  readonly encoding?: Parameters<typeof readTruth>[2]["encoding"];
  readonly where: readonly string[];
  readonly level: number;
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly imageTimeout?: number | undefined;
  readonly engine?: "native" | "wasm" | undefined;
  readonly allowPrivate?: true | undefined;
  readonly out: string;
  readonly quiet?: true | undefined;
}

/** Images of which each class needs so many on average, or a measure has nothing to go by. */
const LEAST_A_CLASS = 2;
const LEAST_IMAGES = 10;

/** `homeground shortlist IMAGES --labels PATH (--model MODEL | --features TABLE)…` */
export async function shortlistImages(
  imagesPath: string,
  options: ShortlistOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const names = namesOf(options);
  return aloneInFolder(options.out, `--out ${options.out}`, async () => {
    const quiet = options.quiet === true;
    const warnings: string[] = [];
    const opened = await openImages(
      imagesPath,
      showUnpacking(io, quiet),
      remoteUse(io, options.allowPrivate === true),
    );
    const set = await labelledImages(opened, options, io);
    checkClasses(set.images, options.labels);
    const drawn = sampleImages(set.images, MOST_IMAGES, options.seed);
    if (drawn !== set.images) {
      warnings.push("shortlist/drawn");
      const all = counted(set.images.file.length, "image");
      io.err(`Drawn  ${MOST_IMAGES} of ${all} (seed ${options.seed})`);
    }
    const located = await locateImages(
      opened.folder,
      drawn.file.map((file, i) => ({ file, path: opened.files[drawn.found[i]!]?.path ?? file })),
    );
    // What is wrong with any of the models is said before the first of them runs.
    const ready: ReadyModel[] = [];
    for (const [m, model] of options.model.entries()) {
      const local = await localModel(model, options, io);
      ready.push(await readyModel(local, options.card[m], options.engine));
    }
    const candidates: Taken[] = [];
    for (const [m, model] of ready.entries()) {
      candidates.push(await takeFeatures(names[m]!, model, located, options, io));
    }
    // All are looked at on the same images: one that a candidate could not take is left out for all.
    const kept = Int32Array.from(drawn.file.keys()).filter((i) =>
      candidates.every(({ failed }) => !failed.has(i)),
    );
    if (kept.length < drawn.file.length) {
      warnings.push("shortlist/left-out");
      io.err(`Left out  ${counted(drawn.file.length - kept.length, "image")}`);
    }
    const images = pickImages(drawn, kept);
    if (candidates.some(({ isTold }) => isTold)) warnings.push("shortlist/node-told");
    const tables: ShortlistCandidate[] = [];
    for (const [t, path] of options.features.entries()) {
      const place = await openPlace(path, "the table of features");
      // No column is a label here.
      const read = await readImageTruth(place.access, place.path, { columns: { labels: [] } });
      const { notes, ...found } = tabledFeatures({ ...read, source: path }, images.file);
      for (const note of notes) io.err(`note ${note}`);
      tables.push({ name: names[options.model.length + t]!, sha256: null, ...found });
    }
    const given = [
      ...candidates.map(({ candidate }) => ({
        ...candidate,
        features: pick(candidate.features, kept),
        sourceScores: candidate.sourceScores === null ? null : pick(candidate.sourceScores, kept),
      })),
      ...tables,
    ];
    for (const one of given) checkFeatures(one, one.name, (i) => images.file[i]!);
    const { classes, classNames } = checkClasses(images, options.labels, set.names);
    const progress = createProgress("Measures", io, quiet);
    const found = shortlist(given, {
      classes,
      classNames,
      cluster: set.cluster === null ? null : set.cluster(images.row),
      level: options.level,
      seed: options.seed,
      halves: HALVES,
      warnings,
      onProgress: progress.update,
    });
    progress.finish();
    const json = found as unknown as Json; // numbers are finite or null: the schema says so
    const file = join(options.out, "shortlist.json");
    const page = join(options.out, "index.html");
    await writeTextFile(file, `${visibleJson(JSON.stringify(json, null, 1))}\n`);
    const { renderBlockPage } = await import("../reports/block-page.js");
    const html = renderBlockPage(shortlistPage(found, io.version), "homeground shortlist");
    await writeTextFile(page, html);
    const text = quiet ? shortlistAnswer(found) : shortlistText(found);
    return { text: `${text}\n\nPage     ${page}\nNumbers  ${file}`, json };
  });
}

/** @throws HomegroundError `shortlist/one-candidate`, `shortlist/same-name`, `usage/bad-option` */
function namesOf({ model, card, features, name }: ShortlistOptions): string[] {
  const given = [...model, ...features];
  if (given.length < 2) {
    throw new HomegroundError("shortlist/one-candidate", {
      what: given.length === 0 ? "no candidate is given" : `${given[0]} alone is given`,
      where: "homeground shortlist",
      fix: "Give two or more of --model and --features",
    });
  }
  const names = givenNames(
    { model, card, others: features, name },
    { one: "candidate", others: "the tables of features" },
  );
  const twice = names.findIndex((one, c) => names.indexOf(one) !== c);
  if (twice >= 0) {
    throw new HomegroundError("shortlist/same-name", {
      what: `${given[names.indexOf(names[twice]!)]} and ${given[twice]} are both called ${names[twice]}`,
      where: "--name",
      fix: "Give each a name of its own, in the order of the models and then the tables",
    });
  }
  return names;
}

/** The labelled images, with one class each, and what group each is of. */
async function labelledImages(
  { folder: _folder, files }: Awaited<ReturnType<typeof openImages>>,
  options: ShortlistOptions,
  io: CommandIo,
) {
  const { labels, columns, delimiter, encoding, cluster } = options;
  const place = {
    ...(await openPlace(labels, "the file or folder of labels", showUnpacking(io, true))),
    source: labels,
  };
  const task = taskOf(DEFAULT_REQUEST.task);
  const request = readOptions(givenOptions({ where: options.where }), task);
  const { truth } = await readTruth(place, files, {
    task: task.id,
    delimiter,
    encoding,
    columns: readColumns(columns),
  });
  const placed = placeTruth(truth, files, request);
  // Classes are those of the labels: no candidate has to know them.
  const names = createLabelSet(placed.labels);
  const map: LabelMap = new Map(
    placed.labels.map((label) => [label, { kind: "model-labels", labels: [label] }]),
  );
  const needsFiles = options.model.length > 0;
  const prepared = prepareImages(placed, names, map, request, needsFiles);
  const { images } = prepared;
  const { listed } = images;
  if (listed.length > 0 && options.quiet !== true) {
    const [first] = listed;
    io.err(
      `Listed  ${listed.length} of ${images.images} images, such as ${first!.file}: ${first!.code}`,
    );
  }
  if (cluster === undefined) return { images, names: prepared.map.truthNames, cluster: null };
  checkAttributes(truth.attributes, [cluster], "homeground shortlist --cluster");
  const column = truth.attributes.columns.get(cluster)!;
  return {
    images,
    names: prepared.map.truthNames,
    cluster: (rows: Int32Array) => groupUnits(column, rows).cluster,
  };
}

/**
 * Class of each image, of the classes that they have.
 *
 * @throws HomegroundError `input/nothing-scored`, `shortlist/one-class`, `shortlist/few-images`
 */
function checkClasses(
  { file, classStart, classIndex }: Pick<ImageSet, "file" | "classStart" | "classIndex">,
  where: string,
  names: readonly string[] = [],
): { readonly classes: Int32Array; readonly classNames: readonly string[] } {
  const n = file.length;
  if (n === 0) {
    throw new HomegroundError("input/nothing-scored", {
      what: "no image has one label and is there",
      where,
      fix: "Name the folder that the labels are of; homeground inspect says what is there",
    });
  }
  const all = Int32Array.from({ length: n }, (_, i) => classIndex[classStart[i]!]!);
  const present = [...new Set(all)].sort((a, b) => a - b);
  const number = new Map(present.map((c, i) => [c, i] as const));
  if (present.length < 2) {
    throw new HomegroundError("shortlist/one-class", {
      what: `all ${counted(n, "image")} are of one class`,
      where,
      fix: "Add images of another class: features are asked whether they tell classes apart",
    });
  }
  const least = Math.max(LEAST_IMAGES, LEAST_A_CLASS * present.length);
  if (n < least) {
    throw new HomegroundError("shortlist/few-images", {
      what: `there are ${counted(n, "image")} of ${counted(present.length, "class")}`,
      where,
      fix: `Label at least ${least}; 100 to ${MOST_IMAGES} are a good number`,
    });
  }
  return {
    classes: all.map((c) => number.get(c)!),
    classNames: present.map((c) => names[c] ?? ""),
  };
}

/** What a model gave of the images. */
interface Taken {
  readonly candidate: ShortlistCandidate;
  /** Images that it gave nothing of. */
  readonly failed: ReadonlySet<number>;
  /** Whether its card did not say where features are. */
  readonly isTold: boolean;
}

async function takeFeatures(
  name: string,
  ready: ReadyModel,
  images: readonly ImageOnDisk[],
  options: ShortlistOptions,
  io: CommandIo,
): Promise<Taken> {
  const { card, model } = ready;
  const { value, isTold } = featuresOf(ready);
  if (isTold && options.quiet !== true) {
    io.err(
      `Features  of ${name}: ${value}, which its last layer takes (features.output in a card)`,
    );
  }
  const { threads, imageTimeout, out, quiet = false } = options;
  const scorer = lazyScorer(ready, {
    features: value,
    signal: io.signal,
    expectedImages: images.length,
    ...(threads === undefined ? {} : { workers: threads }),
    ...(imageTimeout === undefined ? {} : { imageTimeoutMs: imageTimeout * 1000 }),
  });
  // What an evaluation left there, or this command before, is not computed again.
  const log = await openFileScoreLog(scoreLogPath(out, scoresKey(ready)));
  const features = await openFileScoreLog(featureLogPath(out, ready, value));
  const progress = createProgress(name, io, quiet);
  const of = new Map<number, Seen>();
  try {
    const { source, sha256 } = await runModel(images, createLabelSet(card.labels), {
      scorer,
      log,
      features,
      identify: identifyFile,
      signal: io.signal,
      onProgress: ({ done, total }) => progress.update(done, total),
    });
    for (const [index, hash] of sha256.entries()) {
      const answer = await source.answer(index);
      if (answer.kind === "scores") {
        const { scores } = answer;
        of.set(index, { scores, features: await featuresIn(features, hash!, value, name) });
      } else if (answer.kind === "none" && !quiet) {
        io.err(`${answer.code}: ${images[index]!.file}: ${answer.what} (${name})`);
      }
    }
  } finally {
    progress.finish();
    await scorer.close();
    await log.close();
    await features.close();
  }
  const points = (kind: keyof Seen): Points => {
    const [first] = of.values();
    const width = first?.[kind].length ?? 0;
    const values = new Float64Array(images.length * width);
    for (const [i, seen] of of) values.set(seen[kind], i * width);
    return { count: images.length, width, values };
  };
  const isOneOf = isClassifierDecode(card.decode);
  const hasScores = isOneOf && scorer.areProbabilities && card.scores !== "raw";
  return {
    candidate: {
      name,
      sha256: model.sha256,
      features: points("features"),
      sourceScores: hasScores ? points("scores") : null,
    },
    failed: new Set(images.flatMap((_, i) => (of.has(i) ? [] : [i]))),
    isTold,
  };
}

interface Seen {
  readonly features: Float64Array;
  readonly scores: Float64Array;
}

/** @throws HomegroundError `model/wrong-outputs` where the value holds no features */
async function featuresIn(
  log: ScoreLog,
  sha256: string,
  value: string,
  where: string,
): Promise<Float64Array> {
  const record = await log.read(sha256);
  if (record?.ok) return record.scores;
  throw new HomegroundError("model/wrong-outputs", {
    what: `${value} holds no vector of finite numbers an image, and no maps`,
    where,
    fix: "Name as features.output in the card a value that is a vector an image, such as what pooling hands on",
  });
}

/** @throws HomegroundError `model/wrong-outputs` where nothing tells it */
function featuresOf(ready: ReadyModel): FeatureValue {
  const found = featureValue(ready);
  if (found !== null) return found;
  throw new HomegroundError("model/wrong-outputs", {
    what: "neither the card nor the file tells where the model's features are",
    where: ready.model.name,
    fix: 'Name the value in its card: "features": {"output": "NAME"}',
  });
}

function pick({ width, values }: Points, kept: Int32Array): Points {
  const picked = new Float64Array(kept.length * width);
  for (const [at, i] of kept.entries()) {
    picked.set(values.subarray(i * width, (i + 1) * width), at * width);
  }
  return { count: kept.length, width, values: picked };
}
