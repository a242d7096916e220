import { HomegroundError } from "../../core/errors.js";
import { nearestName } from "../../core/nearest-name.js";
import { type Column, cellText, type Table } from "../../core/table.js";
import {
  type AttributeOrigin,
  isKnownAttribute,
  KNOWN_ATTRIBUTES,
} from "../../dataset/attributes/known-attributes.js";
import type { StatedFacts } from "../record/stated-facts.js";
import { type PersonalReason, whyPersonal } from "./personal-columns.js";

/** Columns that go into a manifest, and those that stay out of it. */
export interface PublicAttributes {
  readonly columns: ReadonlyMap<string, Column>;
  /** Names of those that stay out because they may name a place, a camera or a person. */
  readonly stripped: readonly string[];
  /** Why each of those does. */
  readonly reasons: ReadonlyMap<string, PersonalReason>;
}

/**
 * The attributes of a record's images but those that are personal and not wanted all the same.
 *
 * @param measured names of those that are measured on pictures, which an author may leave out too
 * @throws HomegroundError `labels/no-column` where one that must stay out is not there: it is misspelt,
 *   and would be told
 */
export function publicAttributes(
  attributes: Table,
  measured: Iterable<string>,
  stated: Pick<StatedFacts, "keep" | "leaveOut" | "licenceColumn" | "urlColumn">,
): PublicAttributes {
  const { keep, leaveOut, licenceColumn, urlColumn } = stated;
  const known = [...attributes.columns.keys(), ...measured];
  const unknown = leaveOut.find((name) => !known.includes(name));
  if (unknown !== undefined) throw noSuchColumn(unknown, known);
  const kept = new Set(keep);
  const left = new Set(leaveOut);
  const columns = new Map<string, Column>();
  const reasons = new Map<string, PersonalReason>();
  for (const [name, column] of attributes.columns) {
    if (name === licenceColumn || name === urlColumn) continue; // they have fields of their own
    const isLeft = left.has(name);
    const reason = isLeft ? LEFT_OUT : kept.has(name) ? null : whyPersonal(name, column);
    if (reason !== null) reasons.set(name, reason);
    else columns.set(name, column);
  }
  for (const name of leaveOut) reasons.set(name, LEFT_OUT);
  return { columns, stripped: [...reasons.keys()], reasons };
}

const LEFT_OUT: PersonalReason = "left out by the author";

function noSuchColumn(name: string, known: readonly string[]): HomegroundError {
  const near = nearestName(name, known);
  return new HomegroundError("labels/no-column", {
    what: `leaveOut names ${JSON.stringify(name)}, and no column is called that`,
    where: "facts, leaveOut",
    fix: near === null ? `Name some of: ${known.join(", ")}` : `Did you mean ${near}?`,
  });
}

const RECORDED: Readonly<Record<AttributeOrigin, string>> = {
  exif: "exif",
  "exif-personal": "exif",
  header: "header",
  pixels: "pixels",
  boxes: "boxes",
  background: "pixels",
  labels: "declared",
  sun: "declared",
};

/** Where attributes come from that nobody declared, by name, for those that have a known name. */
export function originsOfKnown(
  declared: Table,
  all: Iterable<string>,
): Readonly<Record<string, string>> {
  const origins: Record<string, string> = {};
  for (const name of all) {
    if (declared.columns.has(name) || !isKnownAttribute(name)) continue;
    origins[name] = RECORDED[KNOWN_ATTRIBUTES[name].from];
  }
  return origins;
}

/** A cell as a line of a manifest has it; undefined where it is missing. */
export function cellValue(column: Column, row: number): string | number | undefined {
  if (column.kind === "categorical") return cellText(column, row) ?? undefined;
  const value = column.values[row];
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}
