import type { TakenFile } from "../../session/intake.js";
import type { FilesTold } from "../session/session-types.js";

/** Files of a record that lie beside it. */
const OF_RECORD = /(^|\/)(manifest\.ndjson|predictions\.(csv|json)|outcomes\.\w+)$/;

/** Files that may hold labels or answers, without those of a record and those of one image each. */
export function ownTables(
  told: FilesTold | null,
  ...roles: readonly TakenFile["role"][]
): TakenFile[] {
  const files = told?.files ?? [];
  const folders = files
    .filter(({ role }) => role === "record")
    .map(({ path }) => path.slice(0, path.lastIndexOf("/") + 1));
  const isOfRecord = (path: string): boolean =>
    folders.some((folder) => path.startsWith(folder) && OF_RECORD.test(path));
  return files.filter(
    ({ path, role, isPart }) => roles.includes(role) && isPart !== true && !isOfRecord(path),
  );
}

/** Files that somebody may name as a table beside the labels: of cameras, of objects, of features. */
export function tablesBeside(told: FilesTold | null, labelsPath: string | null): TakenFile[] {
  return (told?.files ?? []).filter(
    ({ role, path, isPart }) =>
      ["labels", "predictions", "other"].includes(role) && isPart !== true && path !== labelsPath,
  );
}
