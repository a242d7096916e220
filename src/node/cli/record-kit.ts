import { dirname, join } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import type { Sha256 } from "../../core/json-values.js";
import { publicAddress, webAddress } from "../../records/exports/stated.js";
import { KIT_FILES, kitFiles } from "../../records/kit/kit-files.js";
import { recordLink } from "../../records/kit/snippets.js";
import { evidenceId, namelessManifest } from "../../records/record/evidence-id.js";
import { recordError } from "../../records/record/read-record.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { createNodeDigest } from "../digest.js";
import { openFolder } from "../files/folder-access.js";
import { type NewFolder, openNewFolder } from "../files/new-folder.js";
import { type AnonymousCopy, writeAnonymousCopy } from "./anonymous-copy.js";
import type { CommandIo, CommandResult } from "./command.js";
import { recordFile } from "./named-file.js";
import { openRecord } from "./record-show.js";

/** The options of `homeground record kit`, as the command line gives them. */
export interface RecordKitOptions {
  readonly out: string;
  readonly url?: string | undefined;
  readonly anonymous?: true | undefined;
}

/** What `homeground record kit --json` prints; the JSON Schema is `schemas/kit.schema.json`. */
export interface KitJson {
  readonly schema: "homeground.kit/1";
  /** Of the record; with `--anonymous`, of the copy. */
  readonly id: Sha256;
  /** The same for the record and its anonymous copy. */
  readonly evidence: Sha256;
  readonly url: string | null;
  readonly folder: string;
  readonly files: readonly string[];
  /** What somebody wrote and the anonymous copy keeps. */
  readonly kept: readonly { readonly field: string; readonly text: string }[];
  readonly warnings: readonly string[];
}

/** Folder of the anonymous copy in that of the kit. */
const COPY = "record";

/** `homeground record kit RECORD.json --out DIR [--url ADDRESS] [--anonymous]`. */
export async function kitHere(
  path: string,
  options: RecordKitOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const given = checkedAddress(options.url);
  const file = await recordFile(path);
  const record = await soundRecord(file);
  const folder = await openNewFolder(options.out, [...KIT_FILES, COPY]);
  try {
    const copy =
      options.anonymous === true
        ? await writeAnonymousCopy(record, dirname(file), { folder, path: COPY, signal: io.signal })
        : null;
    const evidence = copy?.evidence ?? (await evidenceOf(record, file));
    const own = copy?.record ?? record;
    const url = copy === null ? publicAddress(record, given) : given;
    await writeKit(own, folder, { url, evidence });
    await copy?.refuseNames();
    await folder.finish();
    for (const warning of copy?.warnings ?? []) io.err(`warning ${warning}`);
    return {
      text: textOf(own, options.out, { url, evidence, copy }),
      json: {
        schema: "homeground.kit/1",
        id: own.id,
        evidence,
        url,
        folder: options.out,
        files: [...KIT_FILES, ...(copy?.files ?? []).map((name) => `${COPY}/${name}`)],
        kept: (copy?.kept ?? []).map(({ field, text }) => ({ field, text })),
        warnings: copy?.warnings ?? [],
      } satisfies KitJson,
    };
  } finally {
    await folder.discard();
  }
}

/** A record without a fault of its own. @throws HomegroundError `record/…`, `input/…` */
export async function soundRecord(file: string): Promise<TransparencyRecord> {
  const { record, problems } = await openRecord(file);
  const [first] = problems;
  if (first !== undefined) throw recordError(first);
  return record;
}

/** The evidence id of a record whose manifest lies beside it. @throws HomegroundError `record/…`, `input/…` */
export async function evidenceOf(record: TransparencyRecord, file: string): Promise<string> {
  const access = await openFolder(dirname(file));
  const { path } = record.files.manifest;
  const manifest = await namelessManifest(access.stream(path), path, createNodeDigest);
  return evidenceId(record, manifest, createNodeDigest);
}

async function writeKit(
  record: TransparencyRecord,
  folder: NewFolder,
  { url, evidence }: { readonly url: string | null; readonly evidence: string },
): Promise<void> {
  for (const [name, text] of kitFiles(record, { url, evidence })) {
    await folder.writeText(name, text);
  }
}

function checkedAddress(url: string | undefined): string | null {
  if (url === undefined) return null;
  const address = webAddress(url);
  if (address !== null) return address;
  throw new HomegroundError("usage/bad-option", {
    what: `${JSON.stringify(url)} is no address of the web`,
    where: "--url",
    fix: "Write it with https: and without spaces",
  });
}

function textOf(
  record: TransparencyRecord,
  out: string,
  {
    url,
    evidence,
    copy,
  }: {
    readonly url: string | null;
    readonly evidence: string;
    readonly copy: AnonymousCopy | null;
  },
): string {
  const lines = [
    `Kit       ${out}`,
    `Files     ${KIT_FILES.join(", ")}`,
    `Id        ${record.id}`,
    `Evidence  ${evidence}`,
    `Link      ${url === null ? "none: the QR code holds the id; add --url ADDRESS" : recordLink(url, record)}`,
  ];
  if (copy !== null) {
    lines.push(`Copy      ${join(out, COPY)}: the record without who made it`, "");
    lines.push("Read these before you send it: the copy keeps what you wrote there.");
    for (const { field, text } of copy.kept) lines.push(`  ${field}: ${oneLine(text)}`);
    lines.push("Names of images, sites and labels stay as well.");
  }
  return lines.join("\n");
}

function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}
