import type { RecordDifference } from "./diff-records.js";
import { type ManifestLine, readManifest } from "./record/manifest.js";

/** How the images of two records differ. */
export interface ImageDifferences {
  /** The first of each kind; images in the order of the manifests. */
  readonly differences: readonly RecordDifference[];
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly same: number;
}

const MOST_NAMED = 1000;

/**
 * Compares two manifests image by image: by name, or by hash where names are withheld. A line that
 * cannot be read is left out; `verify` names it.
 */
export async function diffImages(
  a: AsyncIterable<Uint8Array>,
  b: AsyncIterable<Uint8Array>,
): Promise<ImageDifferences> {
  const before = new Map<string, string>();
  await readManifest(a, "", (line, number) => {
    before.set(keyOf(line, number), contentOf(line));
  });
  const count = { added: 0, removed: 0, changed: 0, same: 0 };
  const differences: RecordDifference[] = [];
  const add = (kind: RecordDifference["kind"], place: string, what: [string, string] | null) => {
    count[kind]++;
    if (count[kind] > MOST_NAMED) return;
    const [old, now] = what ?? [null, null];
    differences.push({ category: "images", place, kind, before: old, after: now });
  };
  await readManifest(b, "", (line, number) => {
    const key = keyOf(line, number);
    const old = before.get(key);
    before.delete(key);
    if (old === undefined) add("added", key, null);
    else if (old === contentOf(line)) count.same++;
    else add("changed", key, changedParts(old, contentOf(line)));
  });
  for (const key of before.keys()) add("removed", key, null);
  return { differences, ...count };
}

function keyOf({ image, bytes }: ManifestLine, number: number): string {
  return image ?? bytes ?? `line ${number}`;
}

const PARTS = ["bytes", "pixels", "status", "labels", "objects", "attributes", "licence"] as const;

function contentOf(line: ManifestLine): string {
  return JSON.stringify(PARTS.map((part) => line[part]));
}

/** The parts that differ, as texts. */
function changedParts(old: string, now: string): [string, string] {
  const [before, after] = [JSON.parse(old), JSON.parse(now)] as [unknown[], unknown[]];
  const text = (own: readonly unknown[], other: readonly unknown[]): string =>
    PARTS.flatMap((part, i) => {
      const value = JSON.stringify(own[i]);
      return value === JSON.stringify(other[i]) ? [] : [`${part} ${value.slice(0, 80)}`];
    }).join(", ");
  return [text(before, after), text(after, before)];
}
