import type { ImageHeads } from "../../dataset/attributes/image-heads.js";
import { isImageName } from "../../dataset/image-set.js";
import { extensionOf, folderOf, type ListedFile } from "../../formats/file-access.js";
import type { ImageFormat } from "../../images/image-format.js";
import type { FileCount, FirstFigures, Inspection, SizeCount } from "./inspect-types.js";

/** Counts files by their names: what can be said at once, before any file is opened. */
export function firstFigures(files: readonly ListedFile[]): FirstFigures {
  const extensions = new Map<string, number>();
  const others = new Map<string, number>();
  const folders = new Set<string>();
  let images = 0;
  let imageBytes = 0;
  for (const { path, sizeBytes } of files) {
    const extension = extensionOf(path);
    const name = extension === "" ? "" : `.${extension}`;
    if (isImageName(path)) {
      images++;
      imageBytes += sizeBytes;
      folders.add(folderOf(path));
      extensions.set(name, (extensions.get(name) ?? 0) + 1);
    } else {
      others.set(name, (others.get(name) ?? 0) + 1);
    }
  }
  const { size } = folders;
  return {
    images,
    imageBytes,
    folders: size,
    extensions: byCount(extensions),
    otherFiles: byCount(others),
  };
}

function byCount(counts: ReadonlyMap<string, number>): FileCount[] {
  return [...counts]
    .map(([extension, files]) => ({ extension, files }))
    .sort((a, b) => b.files - a.files || (a.extension < b.extension ? -1 : 1));
}

/** Formats by content, the commonest first. */
export function formatCounts({ format }: Pick<ImageHeads, "format">): Inspection["formats"] {
  const counts = new Map<ImageFormat, number>();
  for (const one of format) if (one !== null) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts]
    .map(([name, images]) => ({ format: name, images }))
    .sort((a, b) => b.images - a.images || (a.format < b.format ? -1 : 1));
}

const SIZES_SHOWN = 10;

/** Sides of the pictures; the smallest and largest by their pixels. */
export function sizeCounts({
  widthPx,
  heightPx,
}: Pick<ImageHeads, "widthPx" | "heightPx">): Inspection["sizes"] {
  const counts = new Map<string, { widthPx: number; heightPx: number; images: number }>();
  for (let i = 0; i < widthPx.length; i++) {
    const width = widthPx[i]!;
    const height = heightPx[i]!;
    if (Number.isNaN(width)) continue;
    const key = `${width}x${height}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { widthPx: width, heightPx: height, images: 1 });
    else known.images++;
  }
  const pixels = (one: SizeCount): number => one.widthPx * one.heightPx;
  const bySize = [...counts.values()].sort(
    (a, b) => pixels(a) - pixels(b) || a.widthPx - b.widthPx,
  );
  const [smallest] = bySize;
  const largest = bySize.at(-1);
  if (smallest === undefined || largest === undefined) return null;
  const commonest = [...bySize].sort((a, b) => b.images - a.images).slice(0, SIZES_SHOWN);
  return { distinct: counts.size, commonest, smallest, largest };
}
