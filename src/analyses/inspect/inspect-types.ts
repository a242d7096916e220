import type { Count, PositiveCount } from "../../core/json-values.js";
import type { Table } from "../../core/table.js";
import type { AttributeSummary } from "../../dataset/attributes/describe-attributes.js";
import type { PatternPreview } from "../../dataset/attributes/folder-attributes.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { FieldNotRead } from "../../formats/import-types.js";
import type { ImageFormat } from "../../images/image-format.js";
import type { ResultListed } from "../../results/result.js";

/** What a folder of images is made of, from names and sizes of files alone. */
export interface FirstFigures {
  /** Files whose name says that they are images. */
  readonly images: Count;
  readonly imageBytes: Count;
  /** Folders that hold an image. */
  readonly folders: Count;
  /** Endings of the images' names, the commonest first. */
  readonly extensions: readonly FileCount[];
  /** Other files. */
  readonly otherFiles: readonly FileCount[];
}

export interface FileCount {
  /** Lower case, with its dot; empty for names without one. */
  readonly extension: string;
  readonly files: PositiveCount;
}

/** `inspect.json`, schema `homeground.inspect/1`: what is there before any model runs. */
export interface Inspection {
  readonly schema: "homeground.inspect/1";
  readonly software: { readonly name: "homeground"; readonly version: string };
  readonly seed: Count;
  readonly place: string;
  readonly files: FirstFigures;
  /** Images: files, and rows of the labels that name no file. */
  readonly images: Count;
  /** Image files in folders without any labelled image: not counted as images. */
  readonly ignored: Count;
  /** Of the files that are images, by content. */
  readonly formats: readonly { readonly format: ImageFormat; readonly images: PositiveCount }[];
  /** Sides, upright; the commonest first, at most ten; null where no header was read. */
  readonly sizes: {
    readonly distinct: PositiveCount;
    readonly commonest: readonly SizeCount[];
    readonly smallest: SizeCount;
    readonly largest: SizeCount;
  } | null;
  readonly labels: InspectedLabels | null;
  /** Left out where none were given. */
  readonly predictions?: InspectedPredictions;
  readonly pattern: PatternPreview | null;
  readonly attributes: readonly AttributeSummary[];
  /** Images whose pixels were measured; null where none was. */
  readonly measured: { readonly images: Count; readonly of: Count } | null;
  readonly sequences: InspectedGroups | null;
  /** Who or what was pictured once: what counts in an evaluation, unless somebody says otherwise. */
  readonly subjects: InspectedGroups | null;
  /** Attributes that look like clusters and would not be used; `--cluster` takes them. */
  readonly clusters: readonly {
    readonly attribute: string;
    readonly levels: PositiveCount;
    readonly option: string;
  }[];
  /** Files of equal bytes, each with the first of its kind. */
  readonly duplicates: readonly {
    readonly a: string;
    readonly b: string;
    readonly kind: "same-bytes";
  }[];
  /** What is wrong or worth knowing, the most harmful first. */
  readonly problems: readonly ProblemGroup[];
}

export interface SizeCount {
  readonly widthPx: PositiveCount;
  readonly heightPx: PositiveCount;
  readonly images: PositiveCount;
}

export interface InspectedLabels {
  readonly source: string;
  readonly format: { readonly id: string; readonly reason: string; readonly writing?: string };
  readonly roles: Readonly<Record<string, string>>;
  readonly rows: Count;
  /** Fields of the label file that are not read; left out where all are. */
  readonly notRead?: readonly FieldNotRead[];
  /** Objects of the label file that could not be read; left out where there are none. */
  readonly objectsNotRead?: PositiveCount;
  /** Images with a label; those stated empty are among them. */
  readonly labelled: Count;
  /** What they were read as labels of. */
  readonly task: EvaluateRequest["task"];
  /** Images with what the task asks for, and a file that opens: what an evaluation could score. */
  readonly ready: Count;
  /** Images of each label that are ready, the commonest first. */
  readonly classes: readonly { readonly label: string; readonly images: PositiveCount }[];
}

/** A file of predictions, before it is evaluated. */
export interface InspectedPredictions {
  readonly source: string;
  readonly format: { readonly id: string; readonly reason: string; readonly writing?: string };
  /** Whether they are of whole images, or objects with boxes. */
  readonly kind: "images" | "objects";
  readonly roles: Readonly<Record<string, string>>;
  /** Images that the file speaks of. */
  readonly rows: Count;
  /** Fields of the file that are not read; left out where all are. */
  readonly notRead?: readonly FieldNotRead[];
  /** Detections of the file that could not be read; left out where there are none. */
  readonly objectsNotRead?: PositiveCount;
  /** Images with a prediction, and without one. */
  readonly images: Count;
  readonly withoutPrediction: Count;
  /** Predictions that no image is called as. */
  readonly withoutImage: Count;
  /** Labels that can be predicted as far as the file says, the commonest first. */
  readonly labels: readonly { readonly label: string; readonly predictions: Count }[];
  /** Labels that are predicted and that no label of the ground truth stands for; [] without labels. */
  readonly unknownLabels: readonly string[];
  /** Labels of the ground truth that no predicted one is called like; [] without labels. */
  readonly unmappedLabels: readonly string[];
}

export interface InspectedGroups {
  /** The attribute that declares them; null where sequences are runs of times at one camera. */
  readonly attribute: string | null;
  readonly count: PositiveCount;
  /** Images in the largest one. */
  readonly largest: PositiveCount;
}

/** Things of one kind that are wrong or worth knowing. */
export interface ProblemGroup {
  /** As in `import.csv`. */
  readonly code: string;
  readonly weight: "problem" | "note";
  readonly count: PositiveCount;
  /** One sentence with the count. */
  readonly what: string;
  /** What to do, or empty. */
  readonly fix: string;
  /** At most {@link EXAMPLES_SHOWN}, or as many as were asked for. */
  readonly examples: readonly { readonly file: string; readonly what: string }[];
}

export const EXAMPLES_SHOWN = 5;

/** An inspection, and every single finding behind it. */
export interface InspectionWithRows {
  readonly inspection: Inspection;
  /** Each image once. */
  readonly images: readonly ImportRow[];
  /** Findings about images and rows beyond that. */
  readonly findings: readonly ImportRow[];
  readonly known: InspectedImages;
}

/** What is known of the image files, a row a file. */
export interface InspectedImages {
  readonly table: Table;
  readonly paths: readonly string[];
  /** Files that do not open, by path. */
  readonly broken: ReadonlyMap<string, ResultListed>;
  /** Whether pixels of each were measured; null where none were to be. */
  readonly isMeasured: readonly boolean[] | null;
}

/** A row of `import.csv`. */
export interface ImportRow extends ResultListed {
  /** `ready`, `scored`, `listed`: an image. `problem`, `note`: said about one, or about a row. */
  readonly status: "ready" | "scored" | "listed" | "problem" | "note";
}
