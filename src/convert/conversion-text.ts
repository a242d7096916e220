import { visible } from "../core/visible-text.js";
import { formatCsvRow } from "../formats/delimited/csv-write.js";
import { NOT_READ } from "../formats/fields.js";
import type { FieldNotRead, ImportProblem } from "../formats/import-types.js";
import type { ConversionLoss } from "../formats/objects/conversion-losses.js";
import { counted, grouped, plural } from "../reports/numbers.js";
import { shown } from "../reports/text.js";

/** What a conversion did, for the terminal, the table and JSON. */
export interface Conversion {
  readonly from: {
    readonly path: string;
    readonly format: string;
    readonly reason: string;
    readonly kind: "truth" | "predictions";
    readonly images: number;
    readonly objects: number;
    /** Objects that the file holds beside them and that could not be read. */
    readonly objectsNotRead: number;
  };
  readonly to: {
    readonly path: string;
    readonly format: string;
    readonly images: number;
    readonly objects: number;
    readonly files: number;
  };
  /** What was worth saying while the source was read. */
  readonly problems: readonly ImportProblem[];
  /** Fields of the source that are not read. */
  readonly notRead: readonly FieldNotRead[];
  /** What the target cannot hold. */
  readonly losses: readonly ConversionLoss[];
}

/**
 * `convert.csv`: stage (`read`, `not-read` or `write`), code, count, what, where. Of what is not read,
 * `what` is the field.
 */
export function conversionCsv({ problems, notRead, losses }: Conversion): string {
  const lines = [formatCsvRow(["stage", "code", "count", "what", "where"])];
  for (const { code, what, where } of problems) {
    lines.push(formatCsvRow(["read", code, 1, visible(what), visible(where)]));
  }
  for (const { field, count, where } of notRead) {
    lines.push(formatCsvRow(["not-read", NOT_READ, count, visible(field), visible(where)]));
  }
  for (const { code, count, what, where } of losses) {
    lines.push(formatCsvRow(["write", code, count, visible(what), visible(where)]));
  }
  return lines.join("");
}

/** So many kinds of problems of reading are shown. */
const KINDS_SHOWN = 8;

/** What was read, what was written, and what the target cannot hold. */
export function conversionText(conversion: Conversion, list: string): string {
  const { from, to, problems, notRead, losses } = conversion;
  const lines = [
    `Read      ${sizeOf(from)}${ofHowMany(from)} from ${shown(from.path)}`,
    `          ${from.format}: ${shown(from.reason, 300)}`,
    `Wrote     ${sizeOf(to)} to ${shown(to.path)} (${to.format}, ${counted(to.files, "file")})`,
  ];
  if (problems.length > 0) {
    lines.push("", "While reading:");
    const kinds = byCode(problems);
    for (const [code, { count, first }] of [...kinds].slice(0, KINDS_SHOWN)) {
      const more = count > 1 ? ` (${count} of this kind)` : "";
      lines.push(`  ${code}: ${shown(first.what, 200)}${more}`);
    }
    const rest = kinds.size - KINDS_SHOWN;
    if (rest > 0) lines.push(`  and ${counted(rest, "more kind")}`);
  }
  if (notRead.length > 0) {
    const fields = notRead.map((one) => ({
      count: one.count,
      what: `${one.count === 1 ? one.in : plural(one.in)} with ${shown(one.field)}`,
    }));
    lines.push("", "Not read:", ...countedLines(fields));
  }
  if (losses.length > 0) {
    const kinds = losses.map(({ code, count, what }) => ({
      count,
      what: `${shown(what, 200)} (${code})`,
    }));
    lines.push("", "Not held by the format:", ...countedLines(kinds));
  }
  if (from.objectsNotRead + notRead.length + losses.length === 0) {
    const isPlain = problems.length === 0;
    lines.push(
      "",
      isPlain
        ? "Nothing was lost: the format holds all of it."
        : "The format holds all that was read.",
    );
  }
  lines.push("", `List      ${shown(list)}`);
  return lines.join("\n");
}

function countedLines(rows: readonly { readonly count: number; readonly what: string }[]) {
  const width = Math.max(...rows.map(({ count }) => grouped(count).length));
  return rows.map(({ count, what }) => `  ${grouped(count).padStart(width)}  ${what}`);
}

function ofHowMany({ objects, objectsNotRead }: Conversion["from"]): string {
  if (objectsNotRead === 0) return "";
  return ` (${grouped(objectsNotRead)} of ${grouped(objects + objectsNotRead)} could not be read)`;
}

function sizeOf({
  images,
  objects,
}: {
  readonly images: number;
  readonly objects: number;
}): string {
  return `${counted(images, "image")} with ${counted(objects, "object")}`;
}

function byCode(problems: readonly ImportProblem[]) {
  const kinds = new Map<string, { count: number; readonly first: ImportProblem }>();
  for (const problem of problems) {
    const known = kinds.get(problem.code);
    if (known === undefined) kinds.set(problem.code, { count: 1, first: problem });
    else known.count++;
  }
  return kinds;
}
