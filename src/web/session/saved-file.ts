import type { TextPiece } from "../../evaluation/run/prediction-text.js";
import type { ResultTold } from "./session-types.js";

/** A file that the page can save. */
export function savedFile(
  name: string,
  type: string,
  ...parts: readonly TextPiece[]
): ResultTold["files"][number] {
  return { name, type, blob: new Blob([...parts], { type }) };
}
