/**
 * What files must be to be an object of a kind, by the parsers of the program itself. Runs in a process of its own
 * (`object-process.ts`): files of strangers are never parsed where requests are answered.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromJSONSchema } from "zod";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { parseJson } from "../../core/parse-json.js";
import type { FileAccess, ListedFile } from "../../formats/file-access.js";
import { readImageTruth } from "../../formats/read.js";
import { checkedLine, EMPTY_END, endAfter } from "../../ledger/ledger.js";
import { MOST_SHARED_CHARACTERS } from "../../ledger/read-shared.js";
import { parseModelCard } from "../../models/card/model-card.js";
import { checkOnnx, DEFAULT_ONNX_LIMITS } from "../../models/onnx/onnx-check.js";
import { inspectOnnx } from "../../models/onnx/onnx-inspect.js";
import { createProblemList } from "../../records/evidence/problem-list.js";
import { verifyFiles } from "../../records/evidence/verify-files.js";
import { createLineReader } from "../../records/record/lines.js";
import { readManifest } from "../../records/record/manifest.js";
import { parseRecord, recordError } from "../../records/record/read-record.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import type { ObjectKind } from "../../registry/routes.js";
import { sortFiles } from "../../session/intake.js";
import { createNodeDigest } from "../digest.js";
import { installation } from "../installation.js";

export type Facts = Readonly<Record<string, Json>>;

/** What files are, for lists and for searches. */
export interface Checked {
  /** What they say of themselves. */
  readonly facts: Facts;
  /** SHA-256 of the images of a manifest, which need not be among the files; absent where there is none. */
  readonly images?: readonly string[];
}

const MOST_JSON_BYTES = 64_000_000;

/** @throws HomegroundError of their parser; `server/refused-object` where a file is missing or too many */
export function checkObject(kind: ObjectKind, access: FileAccess): Promise<Checked> {
  return CHECKS[kind](access);
}

const CHECKS: Readonly<Record<ObjectKind, (access: FileAccess) => Promise<Checked>>> = {
  model: alone(checkModel),
  record: checkRecord,
  "evaluation-set": alone(checkEvaluationSet),
  result: alone(checkResult),
  ledger: alone(checkLedger),
  preview: checkPreview,
};

/** A check of files that speak of no other images than those among them. */
function alone(check: (access: FileAccess) => Promise<Facts>) {
  return async (access: FileAccess): Promise<Checked> => ({ facts: await check(access) });
}

async function checkModel(access: FileAccess): Promise<Facts> {
  const files = await pathsOf(access);
  const models = files.filter((path) => path.endsWith(".onnx"));
  const [model, ...others] = models;
  if (model === undefined || others.length > 0) {
    throw refused(`it has ${models.length} files .onnx, and a model is one`, "the model");
  }
  const inspection = inspectOnnx(await access.read(model), model);
  checkOnnx(inspection, DEFAULT_ONNX_LIMITS, model);
  const missing = inspection.external.find(({ location }) => !files.includes(location));
  if (missing !== undefined) throw refused(`its weights ${missing.location} are missing`, model);
  const [card] = files.filter((path) => path.endsWith(".json"));
  const read = card === undefined ? null : parseModelCard(await textOf(access, card), card);
  return {
    file: model,
    inputs: inspection.inputs.map(({ name }) => name),
    outputs: inspection.outputs.map(({ name }) => name),
    parameters: inspection.parameters,
    card: read === null ? null : read.name,
  };
}

async function checkRecord(access: FileAccess): Promise<Checked> {
  const record = await recordIn(access, "record.json");
  await wholeRecord(record, access);
  return { facts: factsOf(record), images: await recordedImages(record, access, "") };
}

/**
 * Images of a manifest. One of a record that is not open has no hashes that others know.
 *
 * @param folder of the record, with a slash at its end
 */
async function recordedImages(
  { hashes, files }: TransparencyRecord,
  access: FileAccess,
  folder: string,
): Promise<readonly string[]> {
  if (hashes.algorithm !== "sha256" || files === undefined) return [];
  const path = `${folder}${files.manifest.path}`;
  // Of a preview it may not be published.
  if ((await access.kindOf(path))?.kind !== "file") return [];
  const found = new Set<string>();
  await readManifest(access.stream(path), path, ({ bytes }) => {
    if (bytes !== null) found.add(bytes);
  });
  return [...found];
}

async function recordIn(access: FileAccess, path: string): Promise<TransparencyRecord> {
  await need(access, path);
  return parseRecord(await textOf(access, path), path, createNodeDigest);
}

/** Every file that a record binds, to the byte. */
async function wholeRecord(record: TransparencyRecord, access: FileAccess): Promise<void> {
  const problems = createProblemList();
  const bound = Object.values(record.files ?? {});
  await verifyFiles(bound, access, createNodeDigest, problems, () => {});
  const [first] = problems.problems;
  if (first !== undefined) throw recordError(first);
}

function factsOf(record: TransparencyRecord): Facts {
  const { id, state, openness, task, claims, signatures } = record;
  return {
    record: id,
    state,
    openness,
    task,
    claims: claims.slice(0, 20).map(({ metric, value }) => ({ metric, value })),
    signatures: signatures.length,
  };
}

async function checkEvaluationSet(access: FileAccess): Promise<Facts> {
  const { files } = await sortFiles(access, await listed(access));
  const labels = files.filter(({ role, isPart }) => role === "labels" && isPart !== true);
  // Without a file that says so, the folders that images lie in are their labels.
  const truth = await readImageTruth(access, labels.length === 1 ? labels[0]!.path : "");
  return { format: truth.format.id, images: truth.rowCount, labels: truth.labelNames.length };
}

async function checkResult(access: FileAccess): Promise<Facts> {
  await need(access, "result.json");
  const value = jsonIn(await textOf(access, "result.json"), "result.json");
  const file = join(installation().root, "schemas/result.schema.json");
  const schema = fromJSONSchema(
    jsonIn(await readFile(file, "utf8"), file) as Parameters<typeof fromJSONSchema>[0],
  );
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue === undefined ? "" : `, ${issue.path.join(".")}`;
    throw refused(
      `it is no homeground.result/1: ${issue?.message ?? "other fields"}`,
      `result.json${at}`,
    );
  }
  const result = parsed.data as {
    readonly task: string;
    readonly inputs: { readonly images: number; readonly scored: number };
    readonly model: { readonly name: string } | null;
    readonly estimates: readonly {
      readonly metric: string;
      readonly role: string;
      readonly value: number | null;
      readonly low: number | null;
      readonly high: number | null;
    }[];
    readonly verdicts: readonly { readonly metric: string; readonly verdict: string }[];
  };
  const headline = result.estimates.find(({ role }) => role === "headline");
  return {
    task: result.task,
    model: result.model?.name ?? null,
    images: result.inputs.images,
    scored: result.inputs.scored,
    headline:
      headline === undefined
        ? null
        : {
            metric: headline.metric,
            value: headline.value,
            low: headline.low,
            high: headline.high,
          },
    verdicts: result.verdicts.slice(0, 20).map(({ metric, verdict }) => ({ metric, verdict })),
  };
}

async function checkLedger(access: FileAccess): Promise<Facts> {
  const path = "ledger.ndjson";
  await need(access, path);
  const lines = createLineReader(access.stream(path), 4 * MOST_SHARED_CHARACTERS + 10_000);
  let end = EMPTY_END;
  for (let line = await lines.next(); line !== null; line = await lines.next()) {
    end = endAfter(checkedLine(new TextDecoder().decode(line), end, path, createNodeDigest));
  }
  if (lines.end !== "complete") throw refused("its last line is not whole", path);
  return { entries: end.count, head: end.count === 0 ? null : end.head };
}

async function checkPreview(access: FileAccess): Promise<Checked> {
  await need(access, "index.html");
  // In a folder that was published the record lies below.
  const isPublished = (await access.kindOf("record/record.json"))?.kind === "file";
  const folder = isPublished ? "record/" : "";
  const record = await recordIn(access, `${folder}record.json`);
  return { facts: factsOf(record), images: await recordedImages(record, access, folder) };
}

async function pathsOf(access: FileAccess): Promise<string[]> {
  return (await listed(access)).map(({ path }) => path);
}

async function listed(access: FileAccess): Promise<ListedFile[]> {
  const found: ListedFile[] = [];
  for await (const file of access.list("")) found.push(file);
  return found;
}

async function need(access: FileAccess, path: string): Promise<void> {
  if ((await access.kindOf(path))?.kind === "file") return;
  throw refused(`it has no ${path}`, "its files");
}

async function textOf(access: FileAccess, path: string): Promise<string> {
  const kind = await access.kindOf(path);
  if (kind?.kind === "file" && kind.sizeBytes > MOST_JSON_BYTES) {
    throw refused(`it has ${kind.sizeBytes} bytes, more than any real one`, path);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      await access.read(path),
    );
  } catch (cause) {
    if (isHomegroundError(cause)) throw cause;
    throw refused("it is no text in UTF-8", path);
  }
}

function jsonIn(text: string, where: string): unknown {
  return parseJson(text, where, "Upload the file as the program wrote it");
}

function refused(what: string, where: string): HomegroundError {
  const fix = "Upload the files as the program wrote them, all of them, under their own names";
  return new HomegroundError("server/refused-object", { what, where, fix });
}
