import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import type { FileBytes } from "../../formats/file-bytes.js";
import { KIT_FILES, type KitFile } from "../../records/page/kit-file.js";
import {
  publishJson,
  publishText,
  type SingleFacts,
  type SinglePart,
} from "../../records/page/publish-text.js";
import { recordPage } from "../../records/page/record-page.js";
import type { PublishedImages } from "../../records/page/record-page-input.js";
import { insideHref } from "../../records/page/recount-panel.js";
import { readManifest } from "../../records/record/manifest.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { APP_ADDRESS } from "../../reports/inside-page.js";
import { bytesText } from "../../reports/numbers.js";
import { insideAppFiles, STYLE } from "../app/app-files.js";
import { createTemporaryFolder } from "../files/temporary-folder.js";
import { writeTextFile } from "../files/write-file.js";
import type { CommandIo, CommandResult } from "./command.js";
import { warnOfPlaces } from "./image-places.js";
import { checkWritten } from "./publish-check.js";
import { insideBlock } from "./publish-inside.js";
import {
  type PreparedVersion,
  type PublishOptions,
  prepareVersion,
  type Source,
  type Verified,
} from "./publish-version.js";
import { terminalLook } from "./terminal-look.js";

/** How large parts of one file may be. */
export interface SingleLimits {
  /** The file, as it is written. */
  readonly bytes: number;
  /** Included images, all together, as they are; larger ones stay with the record. */
  readonly imagesBytes: number;
}

/** A file that a browser opens at once from a disk, and that a mail or an archive takes. */
export const SINGLE_LIMITS: SingleLimits = { bytes: 50_000_000, imagesBytes: 10_000_000 };

/**
 * `homeground publish RECORD --single-file --out FILE.html`: the page of a record with its files, and the
 * app with engine and codecs, in one file that needs no other and no network.
 *
 * @throws HomegroundError `output/too-large` where it would be too large, `output/not-written` where
 *   another file of that name is there, and as `prepareVersion` and `checkPages`
 */
export async function publishSingleFile(
  verified: Verified,
  source: Source,
  options: PublishOptions,
  io: CommandIo,
  limits = SINGLE_LIMITS,
): Promise<CommandResult> {
  const { record } = verified;
  const { out } = options;
  if (extname(out).toLowerCase() !== ".html") {
    throw new HomegroundError("usage/bad-option", {
      what: `${out} is no name of an .html file`,
      where: "--out",
      fix: "With --single-file, --out names the file: record.html",
    });
  }
  const folder = await createTemporaryFolder();
  try {
    const version = await prepareVersion(folder.path, verified, source, io.signal);
    const { html, parts } = await singlePage(folder.path, verified, source, version, {
      hasApp: options.app !== false,
      io,
      imagesBytes: limits.imagesBytes,
    });
    const bytes = Buffer.byteLength(html);
    if (bytes > limits.bytes) throw tooLarge(out, { bytes, parts }, limits, options);
    const isThere = await isSame(out, html);
    if (!isThere) await writeTextFile(out, html);
    const written = { root: resolve(dirname(out)), list: null, record: basename(out) };
    const app = options.app === false ? null : `${basename(out)}${APP_ADDRESS}`;
    const check = await checkWritten({ ...written, app }, options, io);
    const single: SingleFacts = { bytes, parts };
    const facts = {
      record,
      out,
      address: source.address,
      isThere,
      records: [record],
      app: null,
      check,
      single,
      pageBytes: bytes,
      ...version.copied,
    };
    return {
      text: publishText(facts, terminalLook(io.terminal)),
      json: publishJson(facts) as unknown as Json,
    };
  } finally {
    await folder.remove();
  }
}

interface SinglePage {
  readonly html: string;
  readonly parts: readonly SinglePart[];
}

/** The page as text. @param folder as `prepareVersion` left it */
async function singlePage(
  folder: string,
  { record, signedBy }: Verified,
  { address, places }: Source,
  { bound, model, own, images, kit }: PreparedVersion,
  {
    hasApp,
    io,
    imagesBytes,
  }: { readonly hasApp: boolean; readonly io: CommandIo; readonly imagesBytes: number },
): Promise<SinglePage> {
  const { RECOUNT_SCRIPT } = await import("virtual:record-scripts");
  const { renderInsidePage } = await import("../reports/record-page.js");
  const withImages = await imagesInside(record, own, folder, imagesBytes);
  const given = (withImages ?? []).map((image) => ({ path: `images/${image}` }));
  await warnOfPlaces(own, given, io);
  const withModel = hasApp && model !== null;
  const inside = new Set([
    "record.json",
    ...bound.filter((file) => file !== model || withModel).map(({ path }) => path),
    ...given.map(({ path }) => path),
  ]);
  const page = recordPage({
    record,
    signedBy,
    address,
    places,
    hasData: false,
    methods: kit.methods.trimEnd(),
    bibtex: kit.bibtex,
    images: await picturesInside(images, folder, inside),
    app: hasApp ? APP_ADDRESS : null,
    inside: { has: (path) => inside.has(path), kit: kitInside(kit) },
  });
  const blocks = { record: "", images: "", model: "", app: "", engine: "" };
  const add = (part: keyof typeof blocks, path: string, bytes: Uint8Array): void => {
    blocks[part] += insideBlock(path, bytes);
  };
  for (const path of inside) {
    const part = path.startsWith("images/") ? "images" : path === model?.path ? "model" : "record";
    add(part, `record/${path}`, await own.read(path));
  }
  if (page.recount.bytes !== null) add("record", "recount.js", Buffer.from(RECOUNT_SCRIPT));
  let app: { readonly program: string; readonly css: string } | null = null;
  if (hasApp) {
    const files = new Map<string, Buffer>();
    for (const [path, disk] of insideAppFiles()) files.set(path, await readFile(disk));
    const text = (path: string): string => files.get(path)?.toString("utf8") ?? "";
    app = { program: text("app.js"), css: text(STYLE) };
    files.delete(STYLE);
    for (const [path, bytes] of files) {
      add(path.startsWith("ort/") ? "engine" : "app", `app/${path}`, bytes);
    }
  }
  const { record: first, ...later } = blocks;
  const last = Object.values(later).join("");
  const html = renderInsidePage(page, { version: io.version, id: record.id, first, last, app });
  const sizes = Object.entries(blocks).map(([what, { length }]) => ({ what, bytes: length }));
  const rest = Buffer.byteLength(html) - sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts = [{ what: "page", bytes: rest }, ...sizes].filter(({ bytes }) => bytes > 0);
  return { html, parts: parts as readonly SinglePart[] };
}

/** Names of the included images where they are small enough together; null where they are not. */
async function imagesInside(
  record: TransparencyRecord,
  own: FileBytes,
  folder: string,
  mostBytes: number,
): Promise<readonly string[] | null> {
  if (record.settings["images"] !== "included") return null;
  const names: string[] = [];
  let total = 0;
  const { manifest } = record.files;
  await readManifest(own.stream(manifest.path), manifest.path, async ({ image, bytes }) => {
    if (image === null || bytes === null) return;
    total += (await stat(join(folder, "record", "images", image))).size;
    names.push(image);
  });
  return total > mostBytes ? null : names;
}

/** Small pictures stand in the page as they are; files are named where the page has them. */
async function picturesInside(
  { where, pictures, listed }: PublishedImages,
  folder: string,
  inside: ReadonlySet<string>,
): Promise<PublishedImages> {
  const here = <Image extends PublishedImages["listed"][number]>(image: Image): Image => {
    const path = `images/${image.name}`;
    return { ...image, href: inside.has(path) ? insideHref(path) : null };
  };
  const shown = [];
  for (const image of pictures) {
    const { picture } = image;
    if (picture === null) {
      shown.push(here(image));
      continue;
    }
    const bytes = await readFile(join(folder, picture.src));
    const mime = picture.src.endsWith(".png") ? "image/png" : "image/jpeg";
    const src = `data:${mime};base64,${bytes.toString("base64")}`;
    shown.push({ ...here(image), picture: { ...picture, src } });
  }
  const hasImages = [...inside].some((path) => path.startsWith("images/"));
  return {
    where: where === "included" ? (hasImages ? "inside" : "beside") : where,
    pictures: shown,
    listed: listed.map(here),
  };
}

const MIME: Readonly<Record<KitFile, string>> = {
  badge: "image/svg+xml",
  qr: "image/svg+xml",
  methods: "text/plain;charset=utf-8",
  bibtex: "text/plain;charset=utf-8",
};

function kitInside(kit: PreparedVersion["kit"]): Readonly<Record<KitFile, string>> {
  const kinds = Object.keys(KIT_FILES) as KitFile[];
  const entries = kinds.map((kind) => {
    const base64 = Buffer.from(kit[kind], "utf8").toString("base64");
    return [kind, `data:${MIME[kind]};base64,${base64}`] as const;
  });
  return Object.fromEntries(entries) as Record<KitFile, string>;
}

/** Whether the same is there, to the byte. @throws HomegroundError where something else is */
async function isSame(path: string, html: string): Promise<boolean> {
  const there = await readFile(path).catch(() => null);
  if (there === null) return false;
  if (there.equals(Buffer.from(html))) return true;
  throw new HomegroundError("output/not-written", {
    what: "another file of that name is there",
    where: path,
    fix: "Name another file: what is published is not changed",
  });
}

function tooLarge(
  out: string,
  { bytes, parts }: SingleFacts,
  limits: SingleLimits,
  { app }: PublishOptions,
): HomegroundError {
  const sizes = parts.map(({ what, bytes: size }) => `${what} ${bytesText(size)}`).join(", ");
  return new HomegroundError("output/too-large", {
    what: `the file would have ${bytesText(bytes)}, more than ${bytesText(limits.bytes)}: ${sizes}`,
    where: out,
    fix:
      app === false
        ? "Publish a folder, without --single-file"
        : "Take --no-app for a page without app and model, or publish a folder, without --single-file",
  });
}
