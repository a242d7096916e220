import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import { createProblemList } from "../../records/evidence/problem-list.js";
import { FILE_ROLES, includedModel, verifyFiles } from "../../records/evidence/verify-files.js";
import { shortId } from "../../records/kit/record-facts.js";
import { recordError } from "../../records/record/read-record.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { createNodeDigest } from "../digest.js";
import { openFolder } from "../files/folder-access.js";
import { notWritten, writeTextFile } from "../files/write-file.js";
import { GENERATOR } from "../reports/record-page.js";
import { openRecord } from "./record-show.js";
import { firstDifference } from "./same-files.js";

const SHORT_ID = /^[0-9a-f]{12}$/;

/** A folder of published records: one folder a record, and a list of them. */
export interface PublishFolder {
  /** Records that are there already, checked. */
  readonly earlier: readonly TransparencyRecord[];
  /** Folder in which the new one grows. */
  readonly staging: string;
  /**
   * Gives the new record its place. Where it is there already, it must be the same to the byte, but for
   * files that may be newer: the page, which has the results of other places as they come.
   *
   * @param newer names of such files
   * @returns whether it was there
   * @throws HomegroundError `output/not-written`
   */
  finish(newer: readonly string[]): Promise<boolean>;
  /** Takes the staging folder away. */
  discard(): Promise<void>;
}

/**
 * Opens a folder to publish into: not there yet, or one of published records, which are checked and
 * never changed. Other files in it are left alone.
 *
 * @throws HomegroundError `record/…` where a record that is there is not what it says;
 *   `output/not-written` where an index.html is there that is none of this program's
 */
export async function openPublishFolder(
  out: string,
  record: TransparencyRecord,
): Promise<PublishFolder> {
  await refuseOtherIndex(join(out, "index.html"));
  const earlier = await earlierRecords(out, record);
  const short = shortId(record);
  const staging = join(out, `.${short}.part`);
  try {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
  } catch (cause) {
    throw notWritten(staging, cause);
  }
  const place = join(out, short);
  return {
    earlier,
    staging,
    async finish(newer) {
      if (!(await isThere(place))) {
        await rename(staging, place).catch((cause: unknown) => {
          throw notWritten(place, cause);
        });
        return false;
      }
      const other = await firstDifference(staging, place, newer);
      if (other === null) {
        for (const name of newer) {
          await rename(join(staging, name), join(place, name)).catch((cause: unknown) => {
            throw notWritten(join(place, name), cause);
          });
        }
        return true;
      }
      throw new HomegroundError("output/not-written", {
        what: `this record is published there already, with another ${other}`,
        where: join(place, other),
        fix: "Publish into another folder: what is published is not changed",
      });
    },
    discard: () => rm(staging, { recursive: true, force: true }),
  };
}

/** Writes the list of versions. */
export async function writeIndex(out: string, html: string): Promise<void> {
  await writeTextFile(join(out, "index.html"), html);
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

async function refuseOtherIndex(path: string): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null || text.includes(`<meta name="generator" content="${GENERATOR}">`)) return;
  throw new HomegroundError("output/not-written", {
    what: "an index.html is there that homeground publish did not write",
    where: path,
    fix: "Name another folder, such as one below it",
  });
}

/** Records in the folder beside the one that is published, each held to its own hashes. */
async function earlierRecords(
  out: string,
  record: TransparencyRecord,
): Promise<TransparencyRecord[]> {
  const names = await readdir(out).catch(() => []);
  const found: TransparencyRecord[] = [];
  for (const name of names.filter((one) => SHORT_ID.test(one)).sort()) {
    const folder = join(out, name, "record");
    const file = join(folder, "record.json");
    if (!(await isThere(file))) continue;
    const { record: own, problems } = await openRecord(file);
    const list = createProblemList();
    list.addAll(problems);
    if (shortId(own) !== name) {
      list.add("record/expected-id", `the folder ${name} holds the record ${own.id}`, file);
    }
    if (own.id === record.id) {
      if (list.errors > 0) throw recordError(list.problems[0]!);
      continue; // compared to the byte in the end
    }
    const bound = [...FILE_ROLES.map((role) => own.files[role]), includedModel(own)];
    await verifyFiles(bound, await openFolder(folder), createNodeDigest, list, () => {});
    const [first] = list.problems;
    if (first !== undefined) {
      throw recordError({ ...first, where: `${join(out, name)}, ${first.where}` });
    }
    found.push(own);
  }
  return found;
}
