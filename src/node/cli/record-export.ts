import { stat } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { visibleValue } from "../../core/visible-text.js";
import { writeYaml } from "../../formats/yaml/yaml-write.js";
import { bioimageioEvaluations, type DatasetRole } from "../../records/exports/bioimageio.js";
import { croissantMetadata } from "../../records/exports/croissant.js";
import { evalResults, type HubBenchmark } from "../../records/exports/model-index.js";
import { roCrateMetadata } from "../../records/exports/ro-crate.js";
import { exportTexts } from "../../records/exports/texts/export-texts.js";
import { modelCardReadme } from "../../records/exports/texts/model-card.js";
import { recordError } from "../../records/record/read-record.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { EXPORT_LOSSES, EXPORTED } from "../../records/words/exports.js";
import { createNodeDigest } from "../digest.js";
import { readDiskFile } from "../files/disk-file.js";
import { writeTextFile } from "../files/write-file.js";
import type { CommandIo, CommandResult } from "./command.js";
import { recordFile } from "./named-file.js";
import { openRecord } from "./record-show.js";

const EXPORT_FORMATS = ["hf", "croissant", "ro-crate", "bioimageio"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface RecordExportOptions {
  readonly to: readonly string[];
  readonly out: string;
  readonly url?: string | undefined;
  readonly merge?: string | undefined;
  readonly benchmark?: string | undefined;
  readonly datasetRole?: DatasetRole | undefined;
}

/** Names of the files, each where the readers of its format look for it. */
const FILES: Readonly<Record<ExportFormat, string>> = {
  hf: "README.md",
  croissant: "croissant.json",
  "ro-crate": "ro-crate-metadata.json",
  bioimageio: "bioimageio-evaluations.yaml",
};
const README_BYTES = 16_000_000;

/** A file to be written: all are made before the first is. */
interface ExportedText {
  readonly format: string;
  readonly path: string;
  readonly text: string;
  /** Whether it replaces what is there. */
  readonly inPlace: boolean;
}

/**
 * `homeground record export RECORD.json --to FORMAT --out PATH`. A record that is damaged is not
 * exported: others would carry its figures on.
 */
export async function exportHere(
  path: string,
  options: RecordExportOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const file = await recordFile(path);
  const { record, problems } = await openRecord(file);
  const [problem] = problems;
  if (problem !== undefined) throw recordError(problem);
  const formats = formatsOf(options.to);
  const url = addressOf(options.url);
  const texts = await exportedTexts(record, formats, { ...options, url });
  for (const one of texts) await refuseExisting(one);
  for (const one of texts) await writeTextFile(one.path, one.text);
  const without = record.claims.filter(({ value }) => value === null).map(({ metric }) => metric);
  const notes = [
    ...formats.map((format) => EXPORT_LOSSES[format]),
    ...(without.length === 0 ? [] : [EXPORTED.withoutValue({ metrics: without.join(", ") })]),
  ];
  for (const note of notes) io.err(`note: ${note}`);
  return {
    text: texts.map(({ format, path: at }) => EXPORTED.written({ format, path: at })).join("\n"),
    json: {
      record: record.id,
      written: texts.map(({ format, path: at }) => ({ format, path: at })),
      notes,
      withoutValue: without,
    },
  };
}

/** @throws HomegroundError `usage/bad-option` for an unknown name, and for none */
function formatsOf(to: readonly string[]): readonly ExportFormat[] {
  const known: readonly string[] = [...EXPORT_FORMATS, "all"];
  const unknown = to.find((name) => !known.includes(name));
  if (unknown !== undefined || to.length === 0) {
    throw new HomegroundError("usage/bad-option", {
      what: unknown === undefined ? "no format is named" : `there is no format ${unknown}`,
      where: "--to",
      fix: `Name one of ${known.join(", ")}`,
    });
  }
  const all = to.includes("all");
  return EXPORT_FORMATS.filter((format) => all || to.includes(format));
}

/** The address of a published folder, with a slash at its end. @throws HomegroundError `usage/bad-option` */
export function addressOf(url: string | undefined): string | null {
  if (url === undefined) return null;
  const isWeb = /^https?:\/\/[^\s<>"\\^`{|}]+$/i.test(url) && URL.canParse(url);
  if (isWeb) return url.endsWith("/") ? url : `${url}/`;
  throw new HomegroundError("usage/bad-option", {
    what: `${JSON.stringify(url)} is no address of the web`,
    where: "--url",
    fix: "Give the address of the folder in which it is published, such as https://example.org/record/",
  });
}

async function exportedTexts(
  record: TransparencyRecord,
  formats: readonly ExportFormat[],
  options: Omit<RecordExportOptions, "url"> & { readonly url: string | null },
): Promise<ExportedText[]> {
  const place = { url: options.url };
  const words = exportTexts(record);
  const made: ExportedText[] = [];
  for (const format of formats) {
    const path = pathOf(options, formats, format);
    const add = (text: string) => made.push({ format, path, text, inPlace: false });
    switch (format) {
      case "hf":
        made.push(await readmeOf(record, path, options));
        break;
      case "croissant":
        add(jsonText(croissantMetadata(record, createNodeDigest, words, place)));
        break;
      case "ro-crate":
        add(jsonText(roCrateMetadata(record, createNodeDigest, words, place)));
        break;
      case "bioimageio":
        add(
          writeYaml(visibleValue(bioimageioEvaluations(record, words, place, options.datasetRole))),
        );
        break;
      default:
        format satisfies never;
    }
  }
  if (options.benchmark !== undefined) {
    const value = evalResults(record, benchmarkOf(options.benchmark), words, place);
    const path = join(options.out, ".eval_results", "homeground.yaml");
    if (value !== null) {
      made.push({ format: "hf", path, text: writeYaml(visibleValue(value)), inPlace: false });
    }
  }
  return made;
}

async function readmeOf(
  record: TransparencyRecord,
  path: string,
  { merge, url }: { readonly merge?: string | undefined; readonly url: string | null },
): Promise<ExportedText> {
  const existing = merge === undefined ? null : await readText(merge);
  const text = modelCardReadme(record, { url }, existing, merge ?? path);
  const inPlace = merge !== undefined && resolve(merge) === resolve(path);
  return { format: "hf", path, text, inPlace };
}

async function readText(path: string): Promise<string> {
  const bytes = await readDiskFile(path, path, { maxBytes: README_BYTES });
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** One format goes to the file that `--out` names, where it names one; else into the folder. */
function pathOf(
  { out, benchmark }: Pick<RecordExportOptions, "out" | "benchmark">,
  formats: readonly ExportFormat[],
  format: ExportFormat,
): string {
  const isFile = /^\.(md|json|jsonld|ya?ml)$/i.test(extname(out));
  if (isFile && formats.length === 1 && benchmark === undefined) return out;
  if (!isFile) return join(out, FILES[format]);
  throw new HomegroundError("usage/bad-option", {
    what: "several files are written, and --out names one",
    where: "--out",
    fix: "Name a folder",
  });
}

/** `owner/name#task`. @throws HomegroundError `usage/bad-option` */
export function benchmarkOf(text: string): HubBenchmark {
  const [, dataset = "", task = ""] = /^([\w.-]+\/[\w.-]+)#(\S+)$/.exec(text) ?? [];
  if (dataset !== "") return { dataset, task };
  throw new HomegroundError("usage/bad-option", {
    what: `${JSON.stringify(text)} names no benchmark of the Hugging Face Hub`,
    where: "--benchmark",
    fix: "Write OWNER/NAME#TASK, as in the eval.yaml of the data set",
  });
}

async function refuseExisting({ path, inPlace }: ExportedText): Promise<void> {
  if (inPlace || (await stat(path).catch(() => null)) === null) return;
  throw new HomegroundError("output/not-written", {
    what: "there is a file already",
    where: path,
    fix: path.endsWith(".md")
      ? `Add --merge ${path} to put the record into it, or name another place`
      : "Remove it, or name another place",
  });
}

/** JSON that stays inside a `<script>`, where such metadata are often put. */
export function jsonText(value: Json): string {
  return `${JSON.stringify(visibleValue(value), null, 2).replaceAll("<", "\\u003c")}\n`;
}
