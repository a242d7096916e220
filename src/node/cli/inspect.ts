import { join } from "node:path";
import { inspect as inspectImages } from "../../analyses/inspect/inspect.js";
import { firstFigures } from "../../analyses/inspect/inspect-figures.js";
import { importCsv } from "../../analyses/inspect/inspect-import.js";
import type { GivenPredictions } from "../../analyses/inspect/inspect-predictions.js";
import { firstFiguresText, inspectionText } from "../../analyses/inspect/inspect-text.js";
import {
  type LabelsBeside,
  readGivenPredictions,
} from "../../analyses/inspect/read-predictions.js";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { visibleJson } from "../../core/visible-text.js";
import { boxesOfTruth } from "../../dataset/attributes/object-boxes.js";
import type { ConflictRule } from "../../dataset/conflict-rule.js";
import { featuresOfTable } from "../../dataset/feature-columns.js";
import { type InputPlace, readTruth, type TruthReading } from "../../evaluation/read-inputs.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../evaluation/request.js";
import { type TaskOfFiles, taskOfLabels, taskOfPlaces } from "../../evaluation/task-of-files.js";
import type { TableWriting } from "../../formats/delimited/table-writing.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import type { ObjectTruth } from "../../formats/objects/object-types.js";
import { chosenReadings } from "../../formats/registry.js";
import { toldAttributes } from "../../records/record/told-attributes.js";
import { taskOfName } from "../../tasks/registry.js";
import type { Task } from "../../tasks/task.js";
import { createNodeDigest } from "../digest.js";
import { writeTextFile } from "../files/write-file.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { type AttributeOptions, readDeclaredSources } from "./attribute-inputs.js";
import type { CommandIo, CommandResult } from "./command.js";
import { liesApart } from "./evaluate-inputs.js";
import { readColumns } from "./evaluate-request.js";
import { type ComparedRecord, compareWithRecord, openScopeRecord } from "./inspect-record.js";
import { readObjectBoxes } from "./object-boxes.js";
import { openImages, openPlace } from "./open-places.js";
import { createProgress, type Progress } from "./progress.js";
import { readFeatureTable, readReferenceFeatures } from "./reference-features.js";
import { remoteUse } from "./remote-use.js";
import { terminalLook } from "./terminal-look.js";
import { showUnpacking } from "./unpacking.js";
import { notYet } from "./usage.js";

/** The options of `homeground inspect`, as the command line gives them. */
export interface InspectCommandOptions extends AttributeOptions, ChosenReadings {
  readonly labels?: string | undefined;
  readonly predictions?: string | undefined;
  /** What labels will be evaluated as; classes of whole images where nothing is said. */
  readonly task?: string | undefined;
  readonly columns?: string | undefined;
  readonly delimiter?: TableWriting["delimiter"];
  readonly encoding?: TableWriting["encoding"];
  readonly conflictingLabels?: ConflictRule | undefined;
  readonly record?: string | undefined;
  /** Table of features of the images, and one of those of the record's test images. */
  readonly features?: string | undefined;
  readonly referenceFeatures?: string | undefined;
  readonly locations?: true | undefined;
  readonly sample?: number | undefined;
  readonly seed: number;
  readonly out?: string | undefined;
  readonly quiet?: true | undefined;
}

interface InspectedTruth extends LabelsBeside {
  readonly objects: ObjectTruth | null;
  readonly task: EvaluateRequest["task"];
}

/** `homeground inspect IMAGES [--labels PATH]`: what is there, before any model runs. */
export async function inspect(
  imagesPath: string,
  options: InspectCommandOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const quiet = options.quiet === true;
  const record =
    options.record === undefined ? null : await openScopeRecord(options.record, quiet, io);
  const features = await readFeatures(options, record);
  const asked = options.task === undefined ? null : taskOfName(options.task);
  if (options.task !== undefined && asked === null) {
    throw notYet(`the task ${options.task}`, "inspect");
  }
  const declared = await readDeclaredSources(options);
  const { folder, files, notes } = await openImages(
    imagesPath,
    showUnpacking(io, quiet),
    remoteUse(io),
  );
  if (!quiet) io.err(firstFiguresText(imagesPath, firstFigures(files)));
  const { labels: labelsPath, predictions: predictionsPath } = options;
  const labels =
    labelsPath === undefined
      ? null
      : await readLabels(labelsPath, files, asked, options, imagesPath, io);
  const predictions =
    predictionsPath === undefined
      ? null
      : await readPredictions(predictionsPath, labels, files, options);

  const bars = { headers: bar("Reading headers"), pixels: bar("Measuring") };
  let current: Progress | null = null;
  function bar(what: string): Progress {
    return createProgress(what, io, quiet);
  }
  const found = await inspectImages(
    {
      place: imagesPath,
      access: folder,
      files,
      notes,
      truth: labels?.truth ?? null,
      predictions,
      boxes:
        (await readObjectBoxes(options.objects, files, options)) ??
        (labels?.objects == null ? null : boxesOfTruth(labels.objects)),
      declared,
      joined: {
        task: labels?.task ?? DEFAULT_REQUEST.task,
        filesNeeded: true,
        conflictingLabels: options.conflictingLabels,
      },
    },
    {
      version: io.version,
      personal: options.locations === true,
      sample: options.sample ?? null,
      seed: options.seed,
      decoder: createNodePixelDecoder,
      createDigest: createNodeDigest,
      signal: io.signal,
      ...(record === null ? {} : { wanted: toldAttributes(record.record) }),
      onProgress(stage, done, total) {
        if (current !== null && current !== bars[stage]) current.finish();
        current = bars[stage];
        current.update(done, total);
        if (done === total) current.finish();
      },
    },
  );
  if (record !== null) {
    const read = (path: string): Promise<Uint8Array> => folder.read(path);
    return compareWithRecord(found, { ...record, ...features }, options.out ?? null, io, read);
  }
  const text = inspectionText(found.inspection, terminalLook(io.terminal));
  const kept = options.out === undefined ? "" : await writeFiles(options.out, found);
  return {
    text: `${text}${kept}`,
    json: found.inspection as unknown as Json, // numbers are finite or null
  };
}

/**
 * Tables of features of both sides, read before anything is measured.
 *
 * @throws HomegroundError `usage/bad-option` where one of them has nothing to be held against, and as `featuresOfTable`
 */
async function readFeatures(
  { features, referenceFeatures }: InspectCommandOptions,
  record: ComparedRecord | null,
): Promise<Pick<ComparedRecord, "features" | "featuresOf">> {
  const there =
    referenceFeatures === undefined
      ? (record?.features ?? null)
      : await readReferenceFeatures(referenceFeatures, record ?? undefined);
  if (features === undefined) return { features: there };
  if (there === null) {
    throw new HomegroundError("usage/bad-option", {
      what:
        record === null
          ? "features of images are held against those of a record, and none is named"
          : `there are no features of the test images of ${record.source} to hold them against`,
      where: "--features",
      fix: "Give --record RECORD, of a record that has features, or with --reference-features TABLE",
    });
  }
  const table = await readFeatureTable(features);
  return { features: there, featuresOf: (paths) => featuresOfTable(table, paths) };
}

/** @param asked null where nobody says what the labels are of: they are asked themselves */
async function readLabels(
  path: string,
  files: readonly ListedFile[],
  asked: Task | null,
  options: InspectCommandOptions,
  imagesPath: string,
  io: CommandIo,
): Promise<InspectedTruth> {
  const place = { ...(await openPlace(path, "the file or folder of labels")), source: path };
  const { delimiter, encoding } = options;
  const columns = readColumns(options.columns);
  const reading = { columns, delimiter, encoding, ...chosenReadings(options) };
  const seen = asked === null ? await seenTask(place, imagesPath, files, reading, options) : null;
  if (seen !== null && options.quiet !== true) {
    io.err(`task=${seen.task.id}: the labels say where things are; --task says another`);
  }
  const task = (asked ?? seen?.task)?.id ?? DEFAULT_REQUEST.task;
  const { truth, objects } = seen?.read ?? (await readTruth(place, files, { task, ...reading }));
  return { place, truth, objects, task };
}

/** What labels are of where nobody says it; with predictions, what both are of, as when they are evaluated. */
async function seenTask(
  place: InputPlace,
  imagesPath: string,
  files: readonly ListedFile[],
  reading: Omit<Partial<TruthReading>, "task">,
  { predictions }: InspectCommandOptions,
): Promise<TaskOfFiles | null> {
  if (predictions === undefined) return taskOfLabels(place, files, reading);
  const said = {
    ...(await openPlace(predictions, "the file of predictions")),
    source: predictions,
  };
  return taskOfPlaces(place, said, files, reading, liesApart(imagesPath, predictions));
}

async function readPredictions(
  path: string,
  labels: LabelsBeside | null,
  files: readonly ListedFile[],
  options: InspectCommandOptions,
): Promise<GivenPredictions> {
  const place = { ...(await openPlace(path, "the file of predictions")), source: path };
  const { delimiter, encoding } = options;
  return readGivenPredictions(place, labels, files, {
    delimiter,
    encoding,
    columns: readColumns(options.columns),
    ...chosenReadings(options),
  });
}

async function writeFiles(
  out: string,
  found: Awaited<ReturnType<typeof inspectImages>>,
): Promise<string> {
  const { inspection, images, findings } = found;
  await writeTextFile(join(out, "import.csv"), importCsv([...images, ...findings]));
  await writeTextFile(
    join(out, "inspect.json"),
    `${visibleJson(JSON.stringify(inspection, null, 1))}\n`,
  );
  return `\n\nKept      ${out.replace(/\/+$/, "")}/  import.csv  inspect.json`;
}
