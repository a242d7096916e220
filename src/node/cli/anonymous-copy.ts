import { createReadStream } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { agreed } from "../../core/agreed.js";
import type { Cancellation } from "../../core/cancellation.js";
import { HomegroundError } from "../../core/errors.js";
import {
  anonymousRecord,
  type KeptText,
  keptTexts,
} from "../../records/anonymous/anonymous-record.js";
import { namingTexts } from "../../records/anonymous/naming-texts.js";
import { evidenceId, namelessManifest } from "../../records/record/evidence-id.js";
import { recordText, sealRecord } from "../../records/record/identity.js";
import { recordError } from "../../records/record/read-record.js";
import type { BoundFile, TransparencyRecord } from "../../records/record/record-types.js";
import { createNodeDigest } from "../digest.js";
import { filesBelow } from "../files/files-below.js";
import { openFolder } from "../files/folder-access.js";
import type { NewFolder } from "../files/new-folder.js";
import { createTextFinder, type FoundText } from "../files/text-finder.js";
import { notWritten } from "../files/write-file.js";

/** A copy of a record without who made it. */
export interface AnonymousCopy {
  readonly record: TransparencyRecord;
  readonly evidence: string;
  /** Files of the copy, `images` for their folder. */
  readonly files: readonly string[];
  /** Free texts that it keeps. */
  readonly kept: readonly KeptText[];
  /** What the author has to look at, filled by {@link refuseNames}. */
  readonly warnings: readonly string[];
  /**
   * Reads every byte of the folder of the kit.
   *
   * @throws HomegroundError `record/names-authors` where a name, address or DOI of the record is still there
   */
  refuseNames(): Promise<void>;
}

interface Target {
  readonly folder: NewFolder;
  /** Folder of the copy in it. */
  readonly path: string;
  readonly signal: Cancellation;
}

/** Places that an error names; the rest is counted. */
const MOST_PLACES = 10;

/**
 * Writes the copy: manifest without addresses and licences, answers and label map as they are, images
 * where the record includes them; neither model card nor model.
 *
 * @param from folder of the record
 * @throws HomegroundError `record/…` where files are not those of the record
 */
export async function writeAnonymousCopy(
  record: TransparencyRecord,
  from: string,
  { folder, path, signal }: Target,
): Promise<AnonymousCopy> {
  const access = await openFolder(from);
  const names: string[] = [];
  const { manifest: own, predictions, outcomes, labelMap, features = null } = record.files;
  const manifest = await writeManifest(
    access.stream(own.path),
    join(folder.root, path),
    own.path,
    signal,
  );
  names.push(own.path);
  for (const file of [predictions, outcomes, labelMap, features]) {
    if (file === null) continue;
    await folder.copy(await access.diskPath(file.path), `${path}/${file.path}`);
    await refuseOther(file, join(folder.root, path, file.path));
    names.push(file.path);
  }
  if (record.settings["images"] === "included") {
    for (const name of await filesBelow(join(from, "images"))) {
      signal.throwIfAborted();
      await folder.copy(join(from, "images", name), `${path}/images/${name}`);
    }
    names.push("images");
  }
  const sealed = sealRecord(anonymousRecord(record, manifest), createNodeDigest);
  await folder.writeText(`${path}/record.json`, recordText(sealed));
  const evidence = evidenceId(sealed, manifest, createNodeDigest);
  const warnings: string[] = [];
  return {
    record: sealed,
    evidence,
    files: ["record.json", ...names],
    kept: keptTexts(sealed),
    warnings,
    refuseNames: async () => {
      warnings.push(...(await leftNames(record, folder.root, signal)));
    },
  };
}

/** Writes the lines without addresses and licences, as they come. */
async function writeManifest(
  pieces: AsyncIterable<Uint8Array>,
  folder: string,
  name: string,
  signal: Cancellation,
): Promise<BoundFile> {
  const to = join(folder, name);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw notWritten(folder, cause);
  });
  const file = await open(to, "w").catch((cause: unknown) => {
    throw notWritten(to, cause);
  });
  let waiting = "";
  const flush = async (): Promise<void> => {
    signal.throwIfAborted();
    const text = waiting;
    waiting = "";
    await file.writeFile(text).catch((cause: unknown) => {
      throw notWritten(to, cause);
    });
  };
  try {
    const written = await namelessManifest(pieces, name, createNodeDigest, (text) => {
      waiting += text;
      return waiting.length > 1 << 20 ? flush() : undefined;
    });
    await flush();
    return { path: name, ...written };
  } finally {
    await file.close();
  }
}

async function refuseOther(file: BoundFile, copied: string): Promise<void> {
  const digest = createNodeDigest();
  for await (const piece of createReadStream(copied)) digest.update(piece as Uint8Array);
  if (digest.hex() === file.sha256) return;
  throw recordError({
    code: "record/hash-mismatch",
    severity: "error",
    where: file.path,
    what: `${file.path} is not the file that the record names`,
  });
}

/**
 * What of the authors is left in a folder, in the names of files and in every byte of them.
 *
 * @returns warnings: parts of names, and images that carry texts of their own
 */
async function leftNames(
  record: TransparencyRecord,
  root: string,
  signal: Cancellation,
): Promise<string[]> {
  const texts = namingTexts(record);
  const finder = createTextFinder(texts);
  const whole: FoundText[] = [];
  const parts = new Map<string, Set<string>>();
  let carrying = 0;
  const take = (found: readonly FoundText[]): void => {
    for (const one of found) {
      if (!one.isPart) whole.push(one);
      else parts.set(one.text, (parts.get(one.text) ?? new Set()).add(one.file));
    }
  };
  for (const file of await filesBelow(root)) {
    signal.throwIfAborted();
    take(finder.inName(file));
    const { found, carriesTexts } = await finder.inFile(join(root, file), file);
    take(found);
    if (carriesTexts) carrying++;
  }
  if (whole.length > 0) throw stillNamed(whole);
  const warnings = [...parts].map(([text, files]) => {
    const [first] = files;
    const more = files.size > 1 ? ` and ${files.size - 1} more` : "";
    return `record/names-authors: ${JSON.stringify(text)}, part of a name, is in ${first}${more}: look whether it is yours`;
  });
  if (carrying > 0) {
    warnings.push(
      `record/names-authors: ${agreed(carrying, "image carries", "images carry")} EXIF, XMP or texts, which may name a camera, a place or a person: look with an EXIF viewer`,
    );
  }
  return warnings;
}

function stillNamed(whole: readonly FoundText[]): HomegroundError {
  const places = whole.slice(0, MOST_PLACES).map(({ text, field, file }) => {
    return `${JSON.stringify(text)} (${field}) in ${file}`;
  });
  const more = whole.length > MOST_PLACES ? `; and ${whole.length - MOST_PLACES} more` : "";
  return new HomegroundError("record/names-authors", {
    what: `the anonymous copy would still name its authors: ${places.join("; ")}${more}`,
    where: "--anonymous",
    fix: "Rename the images, or write the facts without it, and make the record again",
  });
}
