import { agreed } from "../../core/agreed.js";
import { HomegroundError } from "../../core/errors.js";
import { restoreFormula } from "../delimited/csv-write.js";
import type { FileAccess } from "../file-access.js";
import { baseName } from "../file-access.js";
import type { ProblemList } from "../import-problems.js";
import { isPlace } from "./point-columns.js";

/** Label of objects in tables that have points and no name for what these are of. */
export const ANIMAL = "animal";

/** Rows of a table with a comma between cells, blank lines left out; cells are trimmed. */
export async function readRows(access: FileAccess, path: string): Promise<readonly string[][]> {
  const text = new TextDecoder().decode(await access.read(path));
  return rowsOf(text);
}

/** The same of the first bytes, whose last line may be cut. */
export function rowsOfHead(head: Uint8Array): readonly string[][] {
  return rowsOf(new TextDecoder().decode(head));
}

function rowsOf(text: string): readonly string[][] {
  const lines = text.replace(/^﻿/, "").split(/\r\n|\n|\r/);
  const filled = lines.filter((line) => line.trim() !== "");
  return filled.map((line) => cellsOf(line).map(restoreFormula));
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(",").map((cell) => cell.trim());
  const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  return cells.slice(0, line.endsWith(",") ? cells.length : -1).map((cell) =>
    cell
      .replace(/,$/, "")
      .trim()
      .replace(/^"(.*)"$/s, "$1")
      .replaceAll('""', '"'),
  );
}

/** Why a text cannot stand in a cell as the readers here take it; null where it can. */
export function whyNotCell(text: string): string | null {
  if (text === "") return "it is no name";
  if (/[\r\n]/.test(text)) return "a line break ends a row";
  return text.trim() === text ? null : "blanks at an end are lost";
}

/** The number that the name of an image ends in; null where there is none. */
export function frameOf(path: string): number | null {
  const number = /(\d{1,15})\.[^.]+$/.exec(baseName(path))?.[1];
  return number === undefined ? null : Number(number);
}

/** A cell as a number that can be a place; NaN for an empty one and for what is none. */
export function numberOf(cell: string | undefined): number {
  const value = cell === undefined || cell === "" ? Number.NaN : Number(cell);
  return isPlace(value) ? value : Number.NaN;
}

/** Whether a cell holds something that is no place. */
export function isNoNumber(cell: string | undefined): boolean {
  return cell !== undefined && !/^(nan|none|null)?$/i.test(cell) && Number.isNaN(numberOf(cell));
}

/**
 * Finds images of frames: those whose names end in a number that no other has.
 *
 * @returns the image of a frame; null, and it is counted, where there is none
 */
export function framesOf(images: readonly string[]): {
  image(frame: number): string | null;
  /** Lists how many frames have none. */
  note(problems: ProblemList, where: string): void;
} {
  const byNumber = new Map<number, string | null>();
  for (const path of images) {
    const number = frameOf(path);
    if (number === null) continue;
    const known = byNumber.get(number);
    // One file may be listed from two folders; that of the images comes last.
    const isSame = known === undefined || (known !== null && baseName(known) === baseName(path));
    byNumber.set(number, isSame ? path : null);
  }
  let without = 0;
  return {
    image(frame) {
      const path = byNumber.get(frame) ?? null;
      if (path === null) without++;
      return path;
    },
    note(problems, where) {
      if (without === 0) return;
      const what = agreed(
        without,
        `row names a frame by a number that is not at the end of exactly one image's name; it is left out`,
        `rows name a frame by a number that is not at the end of exactly one image's name; they are left out`,
      );
      problems.add("annotations/points-frames", what, where);
    },
  };
}

export function emptyTable(where: string): HomegroundError {
  return new HomegroundError("input/empty", {
    what: "the table has a header and no rows",
    where,
    fix: "Give a table with a row for each image",
  });
}
