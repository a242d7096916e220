import { appendFile, chmod, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { HomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { isToldAlready, KNOWN_DIGITS, type Telling } from "../../ledger/told-before.js";
import { dataFolder } from "../data-folder.js";
import { unreadable } from "../files/disk-file.js";
import { isMissing } from "../files/fs-errors.js";
import { alone } from "../files/place-lock.js";
import { notWritten } from "../files/write-file.js";

const HASH = z.nullable(z.string().check(z.regex(/^[0-9a-f]{64}$/)));

/** A line of the log: the digits of all images one after another. */
const LINE = z.object({
  images: z.string().check(z.regex(new RegExp(`^([0-9a-f]{${KNOWN_DIGITS}})+$`))),
  record: HASH,
  model: HASH,
  classes: z.enum(["none", "whole", "withheld"]),
  cells: HASH,
  isNarrow: z.boolean(),
  file: z.string(),
});

/** Where this user keeps what was told of which images: their data folder. */
export function sharesLog(): string {
  return join(dataFolder(), "shares.ndjson");
}

/**
 * Has something told while nobody else of this user does, and keeps what was told before it leaves.
 *
 * @param tell is given what was told so far; what it wants kept goes into the log by `keep`
 * @throws HomegroundError `input/bad-shape` for a log that is not one; what `tell` throws
 */
export async function withSharesLog<T>(
  tell: (
    earlier: readonly Telling[],
    keep: (telling: Telling, file: string) => Promise<void>,
  ) => Promise<T>,
): Promise<T> {
  const path = sharesLog();
  return await alone(`${path}.lock`, path, async () => {
    const { earlier, whole } = await readLog(path);
    return await tell(earlier, async (telling, file) => {
      if (isToldAlready(telling, earlier)) return;
      const line = { ...telling, images: telling.images.join(""), file };
      try {
        // What a killed run left of a line: its text was not written either.
        if (whole !== null) await truncate(path, whole);
        await appendFile(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
        await chmod(path, 0o600);
      } catch (cause) {
        throw notWritten(path, cause);
      }
    });
  });
}

/** What was told so far. @throws HomegroundError `input/bad-shape` for a log that is not one */
export async function readSharesLog(): Promise<readonly Telling[]> {
  return (await readLog(sharesLog())).earlier;
}

/** @returns also how many bytes are whole lines, null where there is no log */
async function readLog(
  path: string,
): Promise<{ readonly earlier: readonly Telling[]; readonly whole: number | null }> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    if (isMissing(cause)) return null;
    throw unreadable(path, cause);
  });
  if (text === null) return { earlier: [], whole: null };
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  return {
    whole: Buffer.byteLength(text) - Buffer.byteLength(rest),
    earlier: lines.map((line, i): Telling => {
      const read = LINE.safeParse(jsonOrUndefined(line));
      if (read.success) {
        const { images, file: _, ...telling } = read.data;
        const digits = new RegExp(`.{${KNOWN_DIGITS}}`, "g");
        return { ...telling, images: images.match(digits) ?? [] };
      }
      throw new HomegroundError("input/bad-shape", {
        what: "it is no line of the list of what was shared",
        where: `${path}, line ${i + 1}`,
        fix: "Put the line right, or take it out if nothing was sent with it",
      });
    }),
  };
}
