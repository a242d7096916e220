import * as z from "zod/mini";
import { HomegroundError } from "../../core/errors.js";
import { LABEL_MAP_SCHEMA, type LabelTarget } from "../../models/label-map.js";
import { PROJECT_README } from "../../reports/words/app/projects.js";
import { keptJson, parseKeptJson } from "../../session/kept-json.js";
import {
  PROJECT_SCHEMA,
  type ProjectContent,
  parseProjectContent,
} from "../../session/project-content.js";
import type { SavedWork } from "../app/app-types.js";
import type { LabelsAsked, SavedLabelling } from "../app/labelling-state.svelte.js";
import type { PageFile } from "../files/blob-access.js";
import { openZip } from "../files/zip-access.js";
import { sha256Hex } from "../inference/sha256.js";
import type { ResultTold, SessionQuestion } from "../session/session-types.js";
import type { Project } from "./project.js";

/** A project that was taken out of a file, under a new id. */
export interface TakenProject {
  readonly project: Project;
  readonly result: ResultTold | null;
  /** Files that were inside, by the path that they have in the project. */
  readonly files: ReadonlyMap<string, Blob>;
  /** The log of labels that were made in it; null where none were. */
  readonly labels: string | null;
}

/** What a question may hold: the compiler sees to it that all are here. */
const QUESTION_KEYS = {
  positive: true,
  where: true,
  severalLabels: true,
  noAnnotation: true,
  cluster: true,
  slices: true,
  worstSite: true,
  hereUnit: true,
  claims: true,
  requirements: true,
  tolerance: true,
  metrics: true,
  threshold: true,
  chosenParts: true,
  analyses: true,
  site: true,
  trainedAt: true,
  deployments: true,
  objects: true,
  anytime: true,
  lookOrder: true,
  level: true,
  seed: true,
  isLate: true,
  sample: true,
  options: true,
} satisfies Record<keyof SessionQuestion, true>;

/** The log of labels in an archive: a line an event. */
const LABEL_LOG = "labels.ndjson";

/** Larger ones are no text of a project. */
const MAX_TEXT_BYTES = 256 * 2 ** 20;

/**
 * A project as one file: a ZIP archive of texts that can be read without Homeground.
 *
 * @param files those that go in, by their path in the project
 * @param labels the log of labels that were made in it; null where none were
 */
export async function projectArchive(
  project: Project,
  result: ResultTold | null,
  files: ReadonlyMap<string, Blob>,
  labels: string | null,
): Promise<Blob> {
  const zip = await import("@zip.js/zip.js/lib/zip-core-native.js");
  zip.configure({ useWebWorkers: false });
  const writer = new zip.ZipWriter(new zip.BlobWriter("application/zip"));
  const add = (name: string, blob: Blob) => writer.add(name, new zip.BlobReader(blob));
  const text = (name: string, content: string) => add(name, new Blob([content]));
  const entries = new Map([...files.keys()].map((path, i) => [path, entryName(path, i)]));
  await text("README.txt", readmeOf(project));
  await text("project.json", `${JSON.stringify(contentOf(project, entries), null, 1)}\n`);
  await text("label-map.json", labelMapOf(project));
  if (labels !== null) await text(LABEL_LOG, labels);
  if (result !== null) {
    const { files: saved, ...shown } = result;
    for (const { name, blob } of saved) await add(`result/${name}`, blob);
    const { work } = project;
    const types = saved.map(({ name, type }) => ({ name, type }));
    await text("result/view.json", keptJson({ shown, work, types, version: project.version }));
  }
  for (const [path, blob] of files) await add(entries.get(path) ?? path, blob);
  return writer.close();
}

/**
 * Takes a project out of a file that anybody may have made: it is checked before anything is kept.
 *
 * @param id the one that it gets here
 * @throws HomegroundError `archive/…`, `input/not-json`, `input/bad-shape`, `input/too-large`,
 *   `input/not-found`
 */
export async function openProjectArchive(file: File, id: string): Promise<TakenProject> {
  const archive = await openZip(file, file.name);
  const textOf = async (name: string): Promise<string | null> => {
    const entry = archive.files.get(name);
    if (entry === undefined) return null;
    if (entry.sizeBytes > MAX_TEXT_BYTES) throw tooLarge(`${file.name}: ${name}`);
    return new TextDecoder().decode(await (await blobOf(entry)).arrayBuffer());
  };
  const text = await textOf("project.json");
  if (text === null) {
    throw new HomegroundError("input/not-found", {
      what: "the archive holds no project.json, and so is no project file",
      where: file.name,
      fix: "Choose a file that “Save as a file” made; images and labels go to the fields above",
    });
  }
  const keys = Object.keys(QUESTION_KEYS);
  const content = parseProjectContent(text, `${file.name}: project.json`, keys);
  const files = new Map<string, Blob>();
  for (const { path, sha256, entry } of content.drops.flat()) {
    const inside = entry === null ? undefined : archive.files.get(entry);
    if (inside === undefined) continue;
    const blob = await blobOf(inside);
    if (sha256 !== null && (await sha256Hex(new Uint8Array(await blob.arrayBuffer()))) !== sha256) {
      throw new HomegroundError("archive/invalid", {
        what: "its bytes are not those that the project names",
        where: `${file.name}: ${entry}`,
        fix: "Save the project again where it was made",
      });
    }
    files.set(path, blob);
  }
  const view = await viewOf(await textOf("result/view.json"), archive.files, file.name);
  const labels = await textOf(LABEL_LOG);
  return { ...projectOf(content, view, file.name, id), files, labels };
}

async function blobOf({ blob }: PageFile): Promise<Blob> {
  return typeof blob === "function" ? blob() : blob;
}

function entryName(path: string, index: number): string {
  const safe = path
    .replace(/^.*\//, "")
    .replace(/[^\w.-]+/g, "_")
    .slice(-80);
  return `files/${String(index).padStart(5, "0")}-${safe}`;
}

function contentOf(project: Project, entries: ReadonlyMap<string, string>): ProjectContent {
  const { work } = project;
  return {
    schema: PROJECT_SCHEMA,
    name: project.name,
    createdAt: project.createdAt,
    changedAt: project.changedAt,
    version: project.version,
    labelsPath: work.labelsPath,
    predictionsPath: work.predictionsPath,
    modelPath: work.modelPath,
    modelSha256: work.model?.sha256 ?? null,
    recordPath: work.recordPath,
    decisions: work.decisions.map(([label, target]) => ({ label, target })),
    question: { ...work.question },
    fixedAt: work.fixedAt,
    labelChanges: work.relabelled?.changes ?? [],
    lookAgain: work.relabelled?.marked ?? [],
    labelling: work.labelling == null ? null : labellingContent(work.labelling),
    drops: project.drops.map((drop) =>
      drop.map(({ path, sizeBytes, sha256 }) => ({
        path,
        sizeBytes,
        sha256,
        entry: entries.get(path) ?? null,
      })),
    ),
  };
}

function labellingContent({
  asked,
  by,
  shown = [],
  race = null,
}: SavedLabelling): ProjectContent["labelling"] {
  const { question, seed, fixedAt } = asked;
  const raced = race === null ? null : { ...race, threshold: race.threshold ?? null };
  return { by, seed, fixedAt, question: { ...question }, shown, race: raced };
}

function labelMapOf({ work }: Project): string {
  const written = (target: LabelTarget) =>
    target.kind === "model-labels" ? [...target.labels] : target.kind;
  const labels = work.decisions.map(([label, target]) => [label, written(target)] as const);
  return `${JSON.stringify({ schema: LABEL_MAP_SCHEMA, labels: Object.fromEntries(labels) }, null, 1)}\n`;
}

function readmeOf({ name, version, changedAt, drops }: Project): string {
  const lines = drops.flat().map(({ path, sizeBytes }) => `  ${path}  ${sizeBytes} bytes`);
  return PROJECT_README({ name, version, at: changedAt, files: lines.join("\n") });
}

interface View {
  readonly shown: Omit<ResultTold, "files">;
  readonly work: Project["work"];
  readonly version: string;
  readonly files: ResultTold["files"];
}

/** An object that has these fields, whatever is in them. */
function having<Name extends string>(...names: readonly Name[]) {
  const fields = names.map((name) => [name, z.unknown()]);
  return z.object(Object.fromEntries(fields) as Readonly<Record<Name, z.ZodMiniUnknown>>);
}

const SHOWN = z.object({
  result: z.extend(having("schema", "verdicts", "estimates"), {
    inputs: having("images", "scored", "listed"),
  }),
  report: having("title", "tone", "label", "headline", "answers", "figures"),
});

const VIEW = z.object({
  shown: SHOWN,
  work: having("step", "files", "imported", "names", "images", "run", "outOfDate"),
  types: z.array(z.unknown()),
  version: z.unknown(),
});

const SAVED = z.object({ name: z.string(), type: z.string() });

/** What the page drew the result from. Its shape is looked at as far as the page's frame relies on it. */
async function viewOf(
  text: string | null,
  files: ReadonlyMap<string, PageFile>,
  source: string,
): Promise<View | null> {
  if (text === null) return null;
  const where = `${source}: result/view.json`;
  const view = parseKeptJson(text, where);
  const shape = VIEW.safeParse(view);
  if (!shape.success) {
    throw new HomegroundError("input/bad-shape", {
      what: "it lacks what the page shows a result from",
      where,
      fix: "Save the project again where it was made; the other files inside can be read",
    });
  }
  const saved: { name: string; type: string; blob: Blob }[] = [];
  for (const one of shape.data.types) {
    const { success, data } = SAVED.safeParse(one);
    const inside = success ? files.get(`result/${data.name}`) : undefined;
    if (!success || inside === undefined) continue;
    saved.push({ ...data, blob: new Blob([await blobOf(inside)], { type: data.type }) });
  }
  return { ...(view as unknown as Omit<View, "files">), files: saved };
}

function projectOf(content: ProjectContent, view: View | null, from: string, id: string) {
  const { labelsPath, predictionsPath, modelPath, recordPath, fixedAt } = content;
  const decided = {
    labelsPath,
    predictionsPath,
    modelPath,
    recordPath,
    fixedAt,
    decisions: content.decisions.map(({ label, target }) => [label, target] as const),
    question: content.question as SavedWork["question"],
    relabelled: { changes: content.labelChanges, marked: content.lookAgain },
    labelling: savedLabelling(content.labelling),
  };
  const nothing = { files: null, model: null, record: null, imported: null, names: null };
  const work: Project["work"] =
    view === null
      ? { ...nothing, ...decided, step: "start", images: null, run: null, outOfDate: null }
      : { ...view.work, ...decided };
  const result = view === null ? null : { ...view.shown, files: view.files };
  const { tone, label } = result?.report ?? { tone: "plain" as const, label: "" };
  const inputs = result?.result.inputs;
  const project: Project = {
    id,
    name: content.name,
    createdAt: content.createdAt,
    changedAt: content.changedAt,
    version: content.version,
    work,
    isRunning: false,
    importedFrom: from,
    drops: content.drops.map((drop) =>
      drop.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
    ),
    answer:
      inputs === undefined ? null : { tone, label, scored: inputs.scored, images: inputs.images },
  };
  return { project, result };
}

function savedLabelling(content: ProjectContent["labelling"]): SavedLabelling | null {
  if (content === null) return null;
  const { by, seed, fixedAt, question, shown, race } = content;
  return {
    by,
    shown,
    race,
    asked: { seed, fixedAt, question: question as LabelsAsked["question"] },
  };
}

function tooLarge(where: string): HomegroundError {
  return new HomegroundError("input/too-large", {
    what: `it unpacks to more than ${MAX_TEXT_BYTES} bytes`,
    where,
    fix: "Save the project again where it was made",
  });
}
