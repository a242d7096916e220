import { createReadStream } from "node:fs";
import { basename, dirname, join } from "node:path";
import { agreed } from "../../core/agreed.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { refuseUnequal } from "../../evaluation/drawn-design.js";
import { guessesOf } from "../../evaluation/result-model.js";
import { chosenReadings } from "../../formats/registry.js";
import { assumedFields } from "../../models/card/card-guesses.js";
import { createRecord } from "../../records/evidence/create-record.js";
import type {
  CreatedRecord,
  CreateStage,
  RecordSource,
  RecordWishes,
} from "../../records/evidence/create-types.js";
import type { OutcomeForm } from "../../records/evidence/held-predictions.js";
import { bindsScoredBytes } from "../../records/evidence/record-settings.js";
import { changedSinceScored } from "../../records/evidence/scored-bytes.js";
import { lintRecord } from "../../records/lint/lint-record.js";
import type { LintFinding } from "../../records/lint/lint-types.js";
import { constructFindings } from "../../records/lint/statement.js";
import { recordText } from "../../records/record/identity.js";
import { askFacts } from "../../records/record/questions.js";
import { parseRecord } from "../../records/record/read-record.js";
import type {
  Openness,
  RecordSettings,
  TransparencyRecord,
} from "../../records/record/record-types.js";
import {
  NOTHING_STATED,
  parseFacts,
  type StatedFacts,
  unknownTrained,
} from "../../records/record/stated-facts.js";
import { recordLintText } from "../../records/texts/record-lint.js";
import { createNodeDigest } from "../digest.js";
import { alone } from "../files/place-lock.js";
import { readText } from "../files/read-file.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import type { OpenedModel } from "../inference/open-model.js";
import type { CommandIo, CommandResult } from "./command.js";
import { modelFacts, type ReadyModel } from "./evaluate-model.js";
import { type PerformedEvaluation, performEvaluation } from "./evaluate-perform.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { isEndpoint } from "./hosted-model.js";
import { warnOfPlaces } from "./image-places.js";
import { recordFile } from "./named-file.js";
import { openModels } from "./open-models.js";
import { createProgress, type Progress } from "./progress.js";
import { leftOutLine, tellColumns } from "./record-columns.js";
import { openRecordFolder, type RecordFolder } from "./record-output.js";
import { type OpenedSecret, openSecret, secretPath } from "./record-secret.js";
import { terminalLook } from "./terminal-look.js";

/** The options of `homeground record create`, as the command line gives them. */
export interface RecordCreateOptions extends EvaluateOptions {
  readonly facts?: string | undefined;
  readonly interactive?: true | undefined;
  readonly openness: Openness;
  readonly secret?: string | undefined;
  readonly publish?: true | undefined;
  readonly draft?: true | undefined;
  /** `include`, `withhold` or an address. */
  readonly images?: string | undefined;
  readonly modelFile?: string | undefined;
  /** Whether features of the test images are published, as the record is open. */
  readonly withFeatures?: true | undefined;
  /** How much of the predictions a record that is not open publishes. */
  readonly outcomes?: OutcomeForm | undefined;
  readonly previous?: string | undefined;
}

/** `homeground record create IMAGES --labels PATH (--model M | --predictions P) --out DIR`. */
export async function createRecordHere(
  imagesPath: string,
  options: RecordCreateOptions,
  io: CommandIo,
): Promise<CommandResult> {
  checkOptions(options);
  const previous = options.previous === undefined ? null : await readPrevious(options.previous);
  const stated = await statedFacts(options, io);
  if (options.publish === true) {
    refuseIncomplete(constructFindings(stated.construct));
    refuseGuesses(await openModels(options, io));
  }
  const place = options.out.replace(/[/\\]+$/, "") || options.out;
  const lock = join(dirname(place), `.${basename(place)}.lock`);
  return alone(lock, `--out ${options.out}`, () =>
    createAlone(imagesPath, options, { stated, previous }, io),
  );
}

/** With the place of the record kept for this run alone. */
async function createAlone(
  imagesPath: string,
  options: RecordCreateOptions,
  { stated, previous }: { stated: StatedFacts; previous: TransparencyRecord | null },
  io: CommandIo,
): Promise<CommandResult> {
  const folder = await openRecordFolder(options.out);
  const isOpen = options.openness === "open";
  const secret = isOpen
    ? null
    : await openSecret(secretPath(options.out, options.secret), options.out);
  const performed = await performEvaluation(
    imagesPath,
    { ...options, out: folder.work, ignoreDesign: true },
    { command: ["record", "create", imagesPath], progress: "Scoring" },
    io,
  );
  refuseUnequal(performed.placed.truth.drawn, "a record's figures count images alike");
  refuseUnknownTrained(stated, performed, options);
  const { predictionsPath } = performed.sources;
  if (isOpen) await folder.move(predictionsPath, basename(predictionsPath));
  const images = imagesWhere(options, performed);
  const progress = stages(io, options.quiet === true);
  const created = await createRecord(
    sourceOf(performed, options),
    {
      openness: options.openness,
      stated,
      images,
      previous,
      state: options.publish === true ? "published" : "draft",
      secret: secret?.bytes ?? null,
      outcomes: options.outcomes ?? (options.openness === "closed" ? "answers" : "scores"),
      said: saidOf(performed, options),
    },
    {
      output: folder,
      decoder: createNodePixelDecoder,
      createDigest: createNodeDigest,
      signal: io.signal,
      onProgress: progress.update,
      async onColumns(columns) {
        if (isOpen) return;
        progress.pause();
        await tellColumns(columns, options, io);
      },
    },
  ).finally(progress.finish);
  if (images === "included") await copyImages(created.onDisk, performed, folder, io);
  const { ready } = performed.sources;
  if (ready !== null && modelWhere(options) === "included") {
    await copyModel(ready.model, folder);
  }
  await folder.writeText("record.json", recordText(created.record));
  await folder.finish();
  const findings = recordLintText(lintRecord(created.record), terminalLook(io.terminal));
  return {
    text: `${textOf(created, options.out, secret)}\n\n${findings}`,
    json: created.record as unknown as Json,
  };
}

function checkOptions(options: RecordCreateOptions) {
  const { openness, secret, images, publish, draft, unanswered } = options;
  const problem = (what: string, where: string, fix: string): HomegroundError =>
    new HomegroundError("usage/bad-option", { what, where, fix });
  if (modelWhere(options) === "included" && isEndpoint(options.model ?? "")) {
    throw problem(
      "the file of a hosted model is not here",
      "--model-file",
      "Leave it out: the record says where the answers came from",
    );
  }
  if (openness === "open" && secret !== undefined) {
    throw problem(
      "an open record names its images, and needs no secret",
      "--secret",
      "Leave it out, or add --openness on-request or closed",
    );
  }
  if (openness !== "open" && options.withFeatures === true) {
    throw problem(
      `a record that is ${openness} withholds what is of single images, and features are`,
      "--with-features",
      "Leave it out, or make the record open",
    );
  }
  if (openness !== "open" && images !== undefined && images !== "withhold") {
    throw problem(
      `a record that is ${openness} withholds its images`,
      "--images",
      "Leave it out, or make the record open",
    );
  }
  if (unanswered === "wrong") {
    throw problem(
      "a record holds what the model answered, and its figures are of those images",
      "--unanswered",
      "Leave it out: the record lists the images without an answer",
    );
  }
  if (publish === true && draft === true) {
    throw problem("a record is a draft or published", "--draft", "Leave one of the two out");
  }
  for (const [name, value] of [["--images", images] as const]) {
    if (value === undefined || value === "include" || value === "withhold") continue;
    if (!/^https?:\/\/[^\s]+$/.test(value)) {
      throw problem(
        `${JSON.stringify(value)} is neither include, withhold nor an address`,
        name,
        "Write include, withhold, or the https: address of the folder",
      );
    }
  }
}

/** Facts from the file, then from the person at the terminal. */
async function statedFacts(options: RecordCreateOptions, io: CommandIo): Promise<StatedFacts> {
  const { facts } = options;
  const known =
    facts === undefined
      ? NOTHING_STATED
      : parseFacts(await readText(facts, "Name a file of facts"), facts);
  if (options.interactive !== true) return known;
  if (io.ask === null) {
    throw new HomegroundError("usage/bad-option", {
      what: "there is no terminal to ask at",
      where: "--interactive",
      fix: "Answer in a file, and name it with --facts",
    });
  }
  io.err("What only you know. An empty answer is not stated.\n");
  return askFacts(known, io.ask);
}

async function readPrevious(path: string): Promise<TransparencyRecord> {
  const file = await recordFile(path);
  return parseRecord(await readText(file, "Name a record.json"), file, createNodeDigest);
}

function sourceOf(performed: PerformedEvaluation, options: RecordCreateOptions): RecordSource {
  const { sources, detection, objects, modelLabels } = performed;
  const { ready, predictionsPath } = sources;
  return {
    evaluation: performed.evaluation,
    placed: performed.placed,
    declared: performed.declared,
    set: sources.images,
    map: performed.map,
    labels: modelLabels,
    model: modelOf(performed, options),
    card:
      ready === null || ready.endpoint !== undefined
        ? null
        : `${JSON.stringify(ready.card.raw, null, 1)}\n`,
    access: sources.opened.folder,
    scoredBytes: sources.scoredBytes,
    features: options.withFeatures === true ? performed.features : null,
    predictions: () => createReadStream(predictionsPath),
    detection:
      detection === null || objects === null
        ? null
        : { join: detection, truth: objects, thresholdFor: options.thresholdFor ?? null },
  };
}

/** What a reader may want to know of how the evaluation was asked for. */
function saidOf({ sources }: PerformedEvaluation, options: RecordCreateOptions): RecordSettings {
  const { ready } = sources;
  const second = ready?.second;
  return {
    // Conditions name levels of attributes, which a record that is not open withholds.
    ...(options.where.length === 0 || options.openness !== "open"
      ? {}
      : { where: JSON.stringify(options.where) }),
    ...(options.sample === undefined ? {} : { sample: options.sample }),
    ...(ready?.source == null ? {} : { modelSource: ready.source }),
    ...(second === undefined
      ? {}
      : { classifier: second.card.name, classifierSha256: second.model.sha256 }),
    ...(second === undefined ? {} : { stage: options.stage ?? "whole" }),
    ...(ready === null || modelWhere(options) !== "included"
      ? {}
      : { modelFile: basename(ready.model.path) }),
    ...(sources.truth.format.id === "" ? {} : { labelsFormat: sources.truth.format.id }),
    ...(chosenReadings(options) as RecordSettings), // texts: what is not said is left out
  };
}

function textOf(
  { record, leftOut, unhashed }: CreatedRecord,
  out: string,
  secret: OpenedSecret | null,
): string {
  const { counts, openness, state, claims } = record;
  const lines = [
    `Record    ${join(out, "record.json")}`,
    `Id        ${record.id}`,
    `State     ${state}, ${openness}`,
    `Images    ${counts.images}: ${counts.scored} scored, ${counts.listed} listed`,
  ];
  if (unhashed > 0)
    lines.push(
      `No hash   ${agreed(unhashed, "image is", "images are")} not on disk or cannot be read`,
    );
  if (!bindsScoredBytes(record)) {
    lines.push(
      "Bytes     as found now: the answers come from a file, which does not say what the model saw",
    );
  }
  const withheld = claims.filter(({ recomputable }) => !recomputable).length;
  if (withheld > 0) {
    lines.push(
      `Figures   ${withheld} of ${claims.length} cannot be computed from what is published`,
    );
  }
  const unknown = unknownTrained(record.model.trainingCounts, record.model.labels);
  if (unknown.length > 0) {
    lines.push(`Training  counts of what is never answered here: ${someOf(unknown)}`);
  }
  if (leftOut.size > 0) lines.push(leftOutLine(leftOut));
  if (secret !== null) {
    const words = secret.isNew
      ? "new; keep it for auditors, and give it to nobody else"
      : "as it was";
    lines.push(`Secret    ${secret.path} (${words})`);
  }
  return lines.join("\n");
}

/** So many names of classes stand in a message. */
const MOST_NAMES = 5;

function someOf(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : "";
  return `${names.slice(0, MOST_NAMES).join(", ")}${more}`;
}

/** A count under a name that no class has would never be held against anything. */
function refuseUnknownTrained(
  { trainingCounts }: StatedFacts,
  { modelLabels, sources }: PerformedEvaluation,
  { facts }: RecordCreateOptions,
): void {
  if (sources.ready === null) return; // a file of answers may not name all classes of its model
  const unknown = unknownTrained(trainingCounts, modelLabels.names);
  if (unknown.length === 0) return;
  throw new HomegroundError("input/bad-shape", {
    what: `trainingCounts has ${unknown.length === 1 ? "a class that the model does not have" : "classes that the model does not have"}: ${someOf(unknown)}`,
    where: facts ?? "--interactive",
    fix: `Write the model's own names: ${someOf(modelLabels.names.map((name) => JSON.stringify(name)))}; and leave out what it cannot answer`,
  });
}

function refuseIncomplete(open: readonly LintFinding[]): void {
  if (open.length === 0) return;
  const fields = open.map(({ field, values: { answer } }) =>
    answer === undefined ? field : `${field} (“${answer}” says nothing)`,
  );
  throw new HomegroundError("record/not-stated", {
    what: `a published record must state what its figure measures; not stated: ${fields.join(", ")}`,
    where: "--publish",
    fix: "Answer these in the file of --facts, or save a draft without --publish",
  });
}

/** Checked before anything is scored: a published figure must not rest on guesses. */
function refuseGuesses(ready: ReadyModel | null): void {
  const fields = ready === null ? [] : assumedFields(guessesOf(modelFacts(ready)));
  if (fields.length === 0) return;
  throw new HomegroundError("record/not-stated", {
    what: `the model's card was guessed, and a published record's must not be: ${fields.join(", ")}`,
    where: "--publish",
    fix: "Write what the model's authors say into a card and name it with --card, or save a draft without --publish",
  });
}

function imagesWhere(
  { images, openness }: RecordCreateOptions,
  { sources }: PerformedEvaluation,
): RecordWishes["images"] {
  if (images === "withhold" || openness !== "open") return "withheld";
  if (images !== undefined && images !== "include") return { address: images };
  return sources.images.found.some((file) => file >= 0) ? "included" : "withheld";
}

function modelWhere({ modelFile }: RecordCreateOptions): string {
  if (modelFile === undefined || modelFile === "withhold") return "withheld";
  return modelFile === "include" ? "included" : modelFile;
}

function modelOf({ sources }: PerformedEvaluation, options: RecordCreateOptions) {
  const { ready } = sources;
  if (ready === null) {
    return { name: "predictions", sha256: null, sizeBytes: null, where: "withheld" };
  }
  // Nobody has seen the file of an endpoint's model.
  if (ready.endpoint !== undefined) {
    return { name: ready.card.name, sha256: null, sizeBytes: null, where: "withheld" };
  }
  const { sha256, sizeBytes } = ready.model;
  return { name: ready.card.name, sha256, sizeBytes, where: modelWhere(options) };
}

/** Copies the model file, and files of weights that it names. @throws HomegroundError `model/changed` */
async function copyModel(
  { path, sha256, externalFiles }: OpenedModel,
  folder: RecordFolder,
): Promise<void> {
  const own = { location: basename(path), path, sha256 };
  for (const { location, path: from, sha256: expected } of [own, ...externalFiles]) {
    await folder.copy(from, location);
    if ((await folder.bound(location)).sha256 === expected) continue;
    throw new HomegroundError("model/changed", {
      what: `${from} is another file than the one that was run`,
      where: from,
      fix: "Make the record again when nothing writes to the model's folder",
    });
  }
}

/** Copies every image of the record that is on disk. */
async function copyImages(
  onDisk: CreatedRecord["onDisk"],
  { sources }: PerformedEvaluation,
  folder: RecordFolder,
  io: CommandIo,
): Promise<void> {
  const access = sources.opened.folder;
  for (const { path, name, sha256 } of onDisk) {
    io.signal.throwIfAborted();
    const to = join("images", name);
    await folder.copy(await access.diskPath(path), to);
    // Hashed first, copied after: what is published must be what the record binds.
    if ((await folder.bound(to)).sha256 !== sha256) throw changedSinceScored(name);
  }
  await warnOfPlaces(access, onDisk, io);
}

function stages(io: CommandIo, quiet: boolean) {
  const names: Readonly<Record<CreateStage, string>> = {
    hashing: "Hashing",
    writing: "Manifest",
    figures: "Figures",
  };
  let current: { readonly stage: CreateStage; readonly bar: Progress } | null = null;
  return {
    update(stage: CreateStage, done: number, total: number): void {
      if (current?.stage !== stage) {
        current?.bar.finish();
        current = { stage, bar: createProgress(names[stage], io, quiet) };
      }
      current.bar.update(done, total);
    },
    /** Clears the progress bar so that a line can be printed. */
    pause(): void {
      current?.bar.finish();
      current = null;
    },
    finish: () => current?.bar.finish(),
  };
}
