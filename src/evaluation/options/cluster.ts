import type { EvaluateRequest } from "../request.js";
import { evaluationOption } from "./option.js";

/** In place of a column: every image on its own. */
const NONE = "none";

export const cluster = evaluationOption<string>({
  name: "cluster",
  argument: "<attribute>",
  help: "its levels are a sample: asks about another site; none: every image counts by itself",
  inApp: "which images belong together",
  read: clusterOf,
  words: ({ cluster: column, hereUnit }) => {
    if (hereUnit === "image") return ["--cluster", NONE];
    return column === null ? [] : ["--cluster", column];
  },
  settings: ({ cluster: column, hereUnit }) => ({
    cluster: column,
    ...(hereUnit === "found" ? {} : { hereUnit }), // said where somebody decided
  }),
  fromSettings: (settings) => ({ cluster: settings.text("cluster") }),
});

/** What it says: a column whose levels are a sample, or that every image counts by itself. */
export function clusterOf(
  value: string | undefined,
): Pick<EvaluateRequest, "cluster" | "hereUnit"> {
  if (value === NONE) return { cluster: null, hereUnit: "image" };
  return { cluster: value ?? null, hereUnit: "found" };
}
