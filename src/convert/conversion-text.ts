import { visible } from "../core/visible-text.js";
import { formatCsvRow } from "../formats/delimited/csv-write.js";
import type { ImportProblem } from "../formats/import-types.js";
import type { ConversionLoss } from "../formats/objects/conversion-losses.js";
import { counted, grouped } from "../reports/numbers.js";
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
  readonly losses: readonly ConversionLoss[];
}

/** `convert.csv`: stage (`read` or `write`), code, count, what, where. */
export function conversionCsv({ problems, losses }: Conversion): string {
  const lines = [formatCsvRow(["stage", "code", "count", "what", "where"])];
  for (const { code, what, where } of problems) {
    lines.push(formatCsvRow(["read", code, 1, visible(what), visible(where)]));
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
  const { from, to, problems, losses } = conversion;
  const lines = [
    `Read      ${sizeOf(from)} from ${shown(from.path)}`,
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
  lines.push("");
  if (losses.length === 0) lines.push("Nothing was lost: the format holds all of it.");
  else {
    lines.push("Not held by the format:");
    const width = Math.max(...losses.map(({ count }) => grouped(count).length));
    for (const { code, count, what } of losses) {
      lines.push(`  ${grouped(count).padStart(width)}  ${shown(what, 200)} (${code})`);
    }
  }
  lines.push("", `List      ${shown(list)}`);
  return lines.join("\n");
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
