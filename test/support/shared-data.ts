import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "vitest";

const FOLDER = join(import.meta.dirname, "../../../shared");

/**
 * Path of a file or folder of the reference data beside the repository, or null where that is not
 * there. The tests that want it are skipped then, and counted; where CI says that it has the data
 * (`HOMEGROUND_SHARED_DATA=required`) they fail instead.
 */
export function sharedData(path: string): string | null {
  const full = join(FOLDER, path);
  if (existsSync(full)) return full;
  if (process.env["HOMEGROUND_SHARED_DATA"] !== "required") return null;
  throw new Error(`reference data ${path} is missing, and HOMEGROUND_SHARED_DATA=required`);
}

/** A suite on reference data: `run` gets the path; without the data every test in it is skipped. */
export function describeWithShared(name: string, path: string, run: (path: string) => void): void {
  const found = sharedData(path);
  if (found === null) {
    describe.skip(`${name} (no reference data: ${path})`, () => {
      try {
        run(join(FOLDER, path));
      } catch (error) {
        // A suite whose cases are in the data cannot say how many there are; it is counted as one.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        it.skip("has its cases in the reference data", () => undefined);
      }
    });
  } else {
    describe(name, () => run(found));
  }
}
