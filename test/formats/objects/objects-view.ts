import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect } from "vitest";
import { SHAPE_FORM } from "../../../src/core/objects.js";
import type { FileAccess } from "../../../src/formats/file-access.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import type { ObjectTruth } from "../../../src/formats/objects/object-types.js";

/** An object for readable expectations: file, label, then x, y, width, height. */
export type SeenObject = [file: string, label: string, ...box: number[]];

export function seenObjects({ file, labelNames, regions }: ObjectTruth): SeenObject[] {
  const { count, image, label, box } = regions.objects;
  return Array.from({ length: count }, (_, i) => [
    file[image[i]!] ?? "?",
    labelNames[label[i]!] ?? "?",
    ...box.subarray(4 * i, 4 * i + 4),
  ]);
}

/** Parts of the outline of each object: numbers of polygons or runs; [] for none. */
export function outlinesOf({ regions }: ObjectTruth): number[][][] {
  const { count, shapes } = regions.objects;
  return Array.from({ length: count }, (_, i) => {
    if (shapes === undefined || shapes.form[i] === SHAPE_FORM.none) return [];
    const parts: number[][] = [];
    for (let p = shapes.partStart[i]!; p < shapes.partStart[i + 1]!; p++) {
      parts.push([...shapes.values.subarray(shapes.valueStart[p], shapes.valueStart[p + 1])]);
    }
    return parts;
  });
}

/** The same objects with numbers that may differ by so much. */
export function expectObjects(
  truth: ObjectTruth,
  wanted: readonly SeenObject[],
  tolerance = 1e-9,
): void {
  const seen = seenObjects(truth);
  expect(seen.map(([file, label]) => [file, label])).toEqual(
    wanted.map(([file, label]) => [file, label]),
  );
  for (const [i, [, , ...box]] of wanted.entries()) {
    const [, , ...got] = seen[i]!;
    for (const [k, side] of box.entries()) {
      expect(Math.abs(got[k]! - side), `${seen[i]} against ${wanted[i]}`).toBeLessThanOrEqual(
        tolerance,
      );
    }
  }
}

/** A folder of the disk in memory; the bytes of images are left out. */
export function folderInMemory(root: string): FileAccess {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size < 1 << 24);
  const bytes = (path: string) =>
    /\.(jpe?g|png)$/i.test(path) ? new Uint8Array(1) : new Uint8Array(readFileSync(path));
  return createMemoryFileAccess(
    new Map(files.map((path) => [relative(root, path).split(sep).join("/"), bytes(path)])),
  );
}
