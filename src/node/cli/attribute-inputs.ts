import type { DeclaredSources } from "../../dataset/attributes/declared-attributes.js";
import type { PatternPreview } from "../../dataset/attributes/folder-attributes.js";
import { parseFolderPattern } from "../../dataset/attributes/folder-pattern.js";
import type { ImageTruth } from "../../formats/import-types.js";
import { readImageTruth } from "../../formats/read.js";
import { openPlace } from "./open-places.js";

/** Options that state attributes of images, of every command that has them. */
export interface AttributeOptions {
  readonly attributes: readonly string[];
  readonly folderPattern?: string | undefined;
  /** Boxes of objects, annotated or a detector's. */
  readonly objects?: string | undefined;
}

/** @throws HomegroundError `attributes/pattern`, and as the readers of tables */
export async function readDeclaredSources({
  attributes,
  folderPattern,
}: AttributeOptions): Promise<DeclaredSources> {
  const pattern = folderPattern === undefined ? null : parseFolderPattern(folderPattern);
  const tables: ImageTruth[] = [];
  for (const path of attributes) {
    const place = await openPlace(path, "the table of attributes");
    // No column is a label here: what is called so is an attribute like others.
    const read = await readImageTruth(place.access, place.path, { columns: { labels: [] } });
    tables.push({ ...read, source: path });
  }
  return { tables, pattern };
}

/** The preview of a pattern in one line. */
export function previewLine({ pattern, matched, images, examples }: PatternPreview): string {
  const [example] = examples;
  const values = Object.entries(example?.values ?? {}).map(([name, value]) => `${name} = ${value}`);
  const shown = example === undefined ? "" : `; ${example.file}: ${values.join(", ")}`;
  return `Folders ${pattern}: ${matched} of ${images} images fit${shown}`;
}
