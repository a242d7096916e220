import type { NamedTable } from "../reports/tables.js";

/** Tables by their names, without those that have nothing to hold. */
export function tablesOf(texts: Readonly<Record<string, string | null>>): NamedTable[] {
  return Object.entries(texts).flatMap(([name, text]) => (text === null ? [] : [{ name, text }]));
}
