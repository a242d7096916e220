import { stat } from "node:fs/promises";
import { HomegroundError } from "../../core/errors.js";

/**
 * What somebody made is not written over.
 *
 * @throws HomegroundError `output/not-written` where something of that name is there
 */
export async function refuseExisting(
  path: string,
  what = "there is a file of that name",
  fix = "Name another file, or take that one away",
): Promise<void> {
  if ((await stat(path).catch(() => null)) === null) return;
  throw new HomegroundError("output/not-written", { what, where: path, fix });
}
