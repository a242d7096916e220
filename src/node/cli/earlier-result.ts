import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { isMissing } from "../files/fs-errors.js";
import { notWritten } from "../files/write-file.js";
import { OUTPUT_FILES } from "./evaluate-files.js";

/**
 * The result that is about to be replaced, until the new one is there: whether a claim was judged before
 * must not be forgotten because a run was killed.
 */
const ASIDE = ".result.earlier.json";

/** What an earlier run left, parsed; null where there is nothing that can be read. */
export async function readEarlierResult(out: string): Promise<unknown> {
  for (const name of [OUTPUT_FILES.result, ASIDE]) {
    try {
      return jsonOrUndefined(await readFile(join(out, name), "utf8")) ?? null;
    } catch {
      // it is about to be replaced, and nothing depends on its being there
    }
  }
  return null;
}

/**
 * Takes the result of an earlier run out of the way before any other file of it is replaced: where
 * `result.json` is, everything beside it is of the same run.
 *
 * @throws HomegroundError `output/not-written`
 */
export async function setResultAside(out: string): Promise<void> {
  const result = join(out, OUTPUT_FILES.result);
  await rename(result, join(out, ASIDE)).catch((cause: unknown) => {
    if (!isMissing(cause)) throw notWritten(result, cause);
  });
}

/** After the new result is there. */
export async function forgetEarlierResult(out: string): Promise<void> {
  await rm(join(out, ASIDE), { force: true });
}
