import type { LabelTarget } from "../../models/label-map.js";
import type { LabelSuggestion } from "../../models/label-suggestions.js";
import type { NamesTold } from "../session/session-types.js";

export type NameRow = NamesTold["rows"][number];

/** Rows by how sure they are: those to decide, those that are likely, those that are certain. */
export interface SortedNames {
  readonly open: readonly NameRow[];
  readonly likely: readonly (NameRow & { readonly best: LabelSuggestion })[];
  readonly certain: readonly NameRow[];
}

/** Of rows as they were when the screen opened, so that none jumps away under the hand that decides it. */
export function sortNames(rows: readonly NameRow[], wereOpen: ReadonlySet<string>): SortedNames {
  const open: NameRow[] = [];
  const likely: (NameRow & { best: LabelSuggestion })[] = [];
  const certain: NameRow[] = [];
  for (const row of rows) {
    const [best] = row.suggestions;
    if (!wereOpen.has(row.label)) certain.push(row);
    else if (best === undefined) open.push(row);
    else likely.push({ ...row, best });
  }
  return { open, likely, certain };
}

/** A choice as the value of an option; labels may be called anything. */
export function optionOf(target: LabelTarget | null): string {
  if (target === null) return "";
  return target.kind === "model-labels" ? `=${JSON.stringify(target.labels)}` : target.kind;
}

export function targetOf(value: string): LabelTarget | null {
  if (value === "outside" || value === "ignore") return { kind: value };
  if (!value.startsWith("=")) return null;
  return { kind: "model-labels", labels: JSON.parse(value.slice(1)) as string[] };
}
