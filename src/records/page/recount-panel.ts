import { FILE_ADDRESS } from "../../reports/inside-page.js";
import { bytesText } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { INSIDE } from "../../reports/words/inside.js";
import { shortId } from "../kit/record-facts.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { FIGURE, FILES, PROOF, RECOUNT } from "../words/record-page.js";
import { figureCount } from "./page-figures.js";
import type { InsideRecord } from "./record-page-input.js";

/** The panel that counts a figure again: what it shows before, and what its script needs. */
export interface RecountPanel {
  readonly heading: string;
  /** `84 of 89`, as the record states it. */
  readonly stated: string;
  /** Bytes that are read to count again; null where nothing can be counted. */
  readonly bytes: number | null;
  readonly units: number;
  /** What is counted: `image`. */
  readonly unit: string;
  /** Whether the page has the files once more in a script, for a disk. */
  readonly hasData: boolean;
  readonly id: string;
  readonly files: readonly PanelFile[];
  /** What the list of files is; null where that is plain. */
  readonly filesText: string | null;
  readonly shows: readonly string[];
  readonly doesNotShow: readonly string[];
}

/** A file beside the page, with the start of the hash that the record names. */
export interface PanelFile {
  readonly what: string;
  /** Null where the page has it not. */
  readonly href: string | null;
  readonly name: string;
  readonly size: string;
  readonly hash: string | null;
}

export function recountPanel(
  record: TransparencyRecord,
  hasData: boolean,
  inside: InsideRecord | null = null,
): RecountPanel {
  const { files, claims, counts, signatures, unit, id } = record;
  const [first] = claims;
  const can = claims.some(({ recomputable }) => recomputable);
  const answers = files.predictions ?? files.outcomes;
  const bound = [files.manifest, files.predictions, files.outcomes, files.labelMap, files.card];
  const bytes = bound.reduce((sum, file) => sum + (file?.sizeBytes ?? 0), 0);
  const stated = first === undefined ? FIGURE.none : figureCount(first);
  return {
    heading: RECOUNT.stored({ figure: stated }),
    stated,
    hasData,
    id,
    bytes: can && answers !== null ? bytes : null,
    units: first?.n ?? counts.scored,
    unit: shown(unit, 40),
    files: panelFiles(record).map(({ path, ...file }) => {
      if (inside === null) return { ...file, href: `record/${hrefOf(path)}` };
      return { ...file, href: inside.has(path) ? insideHref(path) : null };
    }),
    filesText: inside === null ? null : INSIDE.files,
    shows: PROOF.shows,
    doesNotShow: [
      ...PROOF.not,
      PROOF.imagesNot,
      signatures.length === 0 ? PROOF.unsigned : PROOF.anyKey,
    ],
  };
}

interface NamedFile extends Omit<PanelFile, "href"> {
  /** In the folder of the record. */
  readonly path: string;
}

function panelFiles(record: TransparencyRecord): NamedFile[] {
  const { files, model, settings } = record;
  const roles = ["manifest", "predictions", "outcomes", "card", "labelMap", "features"] as const;
  const bound = roles.flatMap((role) => {
    const file = files[role];
    return file == null ? [] : [fileOf(FILES[role], file.path, file.sizeBytes, file.sha256)];
  });
  const path = settings["modelFile"];
  const own =
    model.where === "included" && typeof path === "string" && model.sizeBytes !== null
      ? [fileOf(FILES.model, path, model.sizeBytes, model.sha256)]
      : [];
  return [
    {
      what: FILES.record,
      path: "record.json",
      name: "record.json",
      size: "",
      hash: `id ${shortId(record)}`,
    },
    ...bound,
    ...own,
  ];
}

function fileOf(what: string, path: string, sizeBytes: number, sha256: string | null): NamedFile {
  return {
    what,
    path,
    name: shown(path, 120),
    size: bytesText(sizeBytes),
    hash: sha256?.slice(0, 12) ?? null,
  };
}

/** Address of a file of the record that the page itself carries. */
export function insideHref(path: string): string {
  return `${FILE_ADDRESS}record/${hrefOf(path)}`;
}

/** A path as a relative address; nothing in it can name another host or leave the folder. */
export function hrefOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
