import { createGrowingFloats, type GrowingNumbers } from "../../core/growing-columns.js";
import {
  type CategoricalBuilder,
  type Column,
  createCategoricalBuilder,
} from "../../core/table.js";

/** Attributes of images that come one after the other, as columns. */
export interface GrowingAttributes {
  /** The attributes of the next image. @returns names whose value is of another kind than before */
  add(values: Readonly<Record<string, string | number>>): readonly string[];
  /** Columns in code-unit order of their names. */
  finish(): ReadonlyMap<string, Column>;
}

type Growing =
  | { readonly kind: "numeric"; readonly cells: GrowingNumbers<Float64Array>; length: number }
  | { readonly kind: "categorical"; readonly cells: CategoricalBuilder; length: number };

/** A cell that an image lacks is missing; a value of another kind than the first is missing too. */
export function createGrowingAttributes(): GrowingAttributes {
  const columns = new Map<string, Growing>();
  let images = 0;
  const fillUp = (column: Growing, to: number): void => {
    while (column.length < to) {
      if (column.kind === "numeric") column.cells.push(Number.NaN);
      else column.cells.add(null);
      column.length++;
    }
  };
  return {
    add(values) {
      let odd: string[] | null = null;
      for (const name of Object.keys(values)) {
        const value = values[name]!;
        let column = columns.get(name);
        if (column === undefined) {
          column =
            typeof value === "number"
              ? { kind: "numeric", cells: createGrowingFloats(), length: 0 }
              : { kind: "categorical", cells: createCategoricalBuilder(), length: 0 };
          columns.set(name, column);
        }
        fillUp(column, images);
        if (column.kind === "numeric" && typeof value === "number") column.cells.push(value);
        else if (column.kind === "categorical" && typeof value === "string")
          column.cells.add(value);
        else {
          odd ??= [];
          odd.push(name);
          continue;
        }
        column.length++;
      }
      images++;
      return odd ?? [];
    },
    finish() {
      const finished = new Map<string, Column>();
      for (const name of [...columns.keys()].sort()) {
        const column = columns.get(name)!;
        fillUp(column, images);
        finished.set(
          name,
          column.kind === "numeric"
            ? { kind: "numeric", values: column.cells.finish() }
            : column.cells.finish(),
        );
      }
      return finished;
    },
  };
}
