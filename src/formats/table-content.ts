import type { FileEvidence, FormatPlace } from "./format.js";
import { ROOT_ARRAY } from "./json/json-records.js";

/** Whether a file's content is rows: lines of text, a table or records. */
export function isTableContent({ content, json }: FileEvidence): boolean {
  if (content !== "json") return content !== "xml" && content !== "yaml";
  return json?.isList === true && Object.keys(json.first(ROOT_ARRAY)).length > 0;
}

/** How records are written. */
export function recordForm(content: FormatPlace["content"]): "json" | "json-lines" {
  return content === "json-lines" ? content : "json";
}
