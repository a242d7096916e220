import { baseName } from "../../formats/file-access.js";
import { counted, grouped } from "../../reports/numbers.js";
import { TAKEN } from "../../reports/words/app/start.js";
import type { FilesTold } from "../session/session-types.js";

const ROLES = ["model", "card", "config", "record", "labels", "predictions", "label-map"] as const;
/** Files of one role that are named; more are counted. */
const NAMED = 2;

/**
 * What was taken as what, in a sentence: "We took model.onnx as the model and 40 images as images."
 *
 * @param before what was there already; null for nothing
 */
export function takenSentence(before: FilesTold | null, now: FilesTold): string {
  const known = new Set(before?.files.map(({ path }) => path));
  const fresh = now.files.filter(({ path, isFolder }) => isFolder !== true && !known.has(path));
  const parts: string[] = [];
  for (const role of ROLES) {
    const own = fresh.filter((file) => file.role === role);
    const words = TAKEN.as[role];
    if (own.length > NAMED) parts.push(TAKEN.parts({ count: grouped(own.length), role: words }));
    else for (const { path } of own) parts.push(TAKEN.part({ file: path, role: words }));
  }
  const images = now.images - (before?.images ?? 0);
  if (images > 0) parts.push(TAKEN.images({ count: counted(images, "file") }));
  const refused = refusedNow(before, now);
  const unused = new Set(refused.map(({ path }) => path));
  const others = fresh.filter(({ role, path }) => role === "other" && !unused.has(path)).length;
  if (others > 0) parts.push(TAKEN.part({ file: counted(others, "file"), role: TAKEN.as.other }));
  if (parts.length > 0 || refused.length === 0) return TAKEN.sentence(parts);
  const [first] = refused;
  return refused.length === 1
    ? TAKEN.refused({ file: baseName(first!.path), what: first!.what })
    : TAKEN.refusedAll({ count: counted(refused.length, "file") });
}

/** What came with the last drop and is of no use. */
function refusedNow(before: FilesTold | null, now: FilesTold): FilesTold["refused"] {
  const known = new Set(before?.refused.map(({ path }) => path));
  return now.refused.filter(({ path }) => !known.has(path));
}
