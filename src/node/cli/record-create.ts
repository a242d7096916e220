import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import {
  type CreatedRecord,
  type CreateStage,
  createRecord,
  type RecordWishes,
} from "../../evaluation/record/create-record.js";
import type { Json } from "../../records/canonical-json.js";
import { recordText } from "../../records/identity.js";
import type { Openness, TransparencyRecord } from "../../records/record-types.js";
import { missingConstruct, NOTHING_STATED, parseFacts } from "../../records/stated-facts.js";
import { createNodeDigest } from "../digest.js";
import { isMissing } from "../files/fs-errors.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import type { CommandIo, CommandResult } from "./command.js";
import { type PerformedEvaluation, performEvaluation } from "./evaluate-perform.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { createProgress, type Progress } from "./progress.js";
import { openRecordFolder, type RecordFolder } from "./record-output.js";

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
  readonly previous?: string | undefined;
}

/** `homeground record create IMAGES --labels PATH (--model M | --predictions P) --out DIR`. */
export async function createRecordHere(
  imagesPath: string,
  options: RecordCreateOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const stated =
    options.facts === undefined
      ? NOTHING_STATED
      : parseFacts(await readText(options.facts, "Name a file of facts"), options.facts);
  if (options.publish === true) refuseIncomplete(missingConstruct(stated.construct));
  const folder = await openRecordFolder(options.out);
  const performed = await performEvaluation(
    imagesPath,
    { ...options, out: folder.work },
    { command: ["record", "create", imagesPath], progress: "Scoring" },
    io,
  );
  const { sources } = performed;
  await folder.move(sources.predictionsPath, basename(sources.predictionsPath));
  const where = imagesWhere(options, performed);
  const wishes: RecordWishes = {
    state: options.publish === true ? "published" : "draft",
    ...{
      openness: options.openness,
      stated,
      images: where,
      previous: null,
      secret: null,
      said: {},
    },
  };
  const progress = stages(io, options.quiet === true);
  const { record, stripped, unhashed, onDisk } = await createRecord(
    {
      evaluation: performed.evaluation,
      placed: performed.placed,
      set: sources.images,
      map: performed.map,
      labels: performed.modelLabels,
      model: modelOf(performed, options),
      card: sources.ready === null ? null : `${JSON.stringify(sources.ready.card.raw, null, 1)}\n`,
      access: sources.opened.folder,
    },
    wishes,
    {
      ...{ output: folder, decoder: createNodePixelDecoder, createDigest: createNodeDigest },
      ...{ signal: io.signal, onProgress: progress.update },
    },
  );
  progress.finish();
  if (where === "included") await copyImages(onDisk, performed, folder, io);
  await folder.writeText("record.json", recordText(record));
  await folder.finish();
  return {
    text: textOf(record, options.out, stripped, unhashed),
    json: record as unknown as Json,
  };
}

function textOf(
  record: TransparencyRecord,
  out: string,
  stripped: readonly string[],
  unhashed: number,
): string {
  const lines = [
    `Record    ${join(out, "record.json")}`,
    `Id        ${record.id}`,
    `State     ${record.state}, ${record.openness}`,
    `Images    ${record.counts.images}: ${record.counts.scored} scored, ${record.counts.listed} listed`,
  ];
  if (unhashed > 0) lines.push(`No hash   ${unhashed} images are not on disk or cannot be read`);
  if (stripped.length > 0) {
    lines.push(`Left out  ${stripped.join(", ")}: they may name places, cameras or people`);
  }
  const missing = missingConstruct(record.construct);
  if (missing.length > 0) lines.push(`Not stated  ${missing.join(", ")}`);
  return lines.join("\n");
}

function refuseIncomplete(missing: readonly string[]): void {
  if (missing.length === 0) return;
  throw new HomegroundError("record/not-stated", {
    what: `a published record must state what its figure measures; not stated: ${missing.join(", ")}`,
    where: "--publish",
    fix: "Answer these in the file of --facts, or save a draft without --publish",
  });
}

function imagesWhere(
  { images }: RecordCreateOptions,
  { sources }: PerformedEvaluation,
): RecordWishes["images"] {
  if (images === "withhold") return "withheld";
  if (images !== undefined && images !== "include") return { address: images };
  return sources.images.found.some((file) => file >= 0) ? "included" : "withheld";
}

function modelOf({ sources }: PerformedEvaluation, { modelFile }: RecordCreateOptions) {
  const { ready } = sources;
  if (ready === null) {
    return { name: "predictions", sha256: null, sizeBytes: null, where: "withheld" };
  }
  const { sha256, sizeBytes } = ready.model;
  return { name: ready.card.name, sha256, sizeBytes, where: modelFile ?? "withheld" };
}

/** Copies every image of the record that is on disk. */
async function copyImages(
  onDisk: CreatedRecord["onDisk"],
  { sources }: PerformedEvaluation,
  folder: RecordFolder,
  io: CommandIo,
): Promise<void> {
  for (const { path, name } of onDisk) {
    io.signal.throwIfAborted();
    await folder.copy(await sources.opened.folder.diskPath(path), join("images", name));
  }
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
    finish: () => current?.bar.finish(),
  };
}

async function readText(path: string, fix: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new HomegroundError(isMissing(cause) ? "input/not-found" : "input/unreadable", {
      ...{ what: messageOf(cause), where: path, fix, cause },
    });
  }
}
