import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import type { LabelSet } from "../../core/label-set.js";
import type { Table } from "../../core/table.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { TruthOnFiles } from "../../dataset/prepare.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { ObjectTruth } from "../../formats/objects/object-types.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { LabelMap } from "../../models/label-map.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type {
  BoundFile,
  Openness,
  RecordModel,
  RecordSettings,
  TransparencyRecord,
} from "../record/record-types.js";
import type { StatedFacts } from "../record/stated-facts.js";
import type { OutcomeForm } from "./held-predictions.js";
import type { PersonalReason } from "./personal-columns.js";

/** An evaluation of which a record is made. */
export interface RecordSource {
  readonly evaluation: Evaluation;
  readonly placed: TruthOnFiles;
  /** Attributes that somebody declared; others of `placed` were read or measured. */
  readonly declared: Table;
  readonly set: ImageSet;
  readonly map: LabelMap;
  readonly labels: LabelSet;
  readonly model: Omit<RecordModel, "labels" | "trainingCounts">;
  /** Text of the model card; null without one. */
  readonly card: string | null;
  /** Files of the images. */
  readonly access: FileAccess;
  /**
   * SHA-256 of the bytes that the model was given, in the order of `set`; null for an image that could
   * not be read, and as a whole where the predictions came from a file, which says nothing of bytes.
   */
  readonly scoredBytes: readonly (string | null)[] | null;
  /** The predictions as the evaluation wrote them; where names are told the output has the file. */
  readonly predictions: () => AsyncIterable<Uint8Array>;
  /** Features of the images of `set`, where the record is to have them; absent or null where not. */
  readonly features?: ImageFeatures | null;
  /** Null for tasks of whole images. */
  readonly detection: {
    readonly join: DetectionJoin;
    readonly truth: Pick<ObjectTruth, "labelNames" | "regions">;
    /** `--threshold-for`; null where the threshold was not chosen here. */
    readonly thresholdFor: string | null;
  } | null;
}

/** What the author wishes the record to be. */
export interface RecordWishes {
  readonly state: TransparencyRecord["state"];
  readonly openness: Openness;
  readonly stated: StatedFacts;
  readonly images: "included" | "withheld" | { readonly address: string };
  readonly previous: TransparencyRecord | null;
  /** Of a record that is not open; null for one that is. */
  readonly secret: Uint8Array | null;
  /** How much of the predictions a record that is not open publishes. */
  readonly outcomes: OutcomeForm;
  /** Further settings for readers. */
  readonly said: RecordSettings;
}

/** Where the files of a record go. */
export interface RecordOutput {
  /** Writes a file from its pieces. @throws HomegroundError `output/not-written` */
  write(path: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<BoundFile>;
  /** What a file that is there already is. */
  bound(path: string): Promise<BoundFile>;
  readonly access: FileAccess;
}

export interface CreatePorts {
  readonly output: RecordOutput;
  readonly decoder: () => PixelDecoder;
  readonly createDigest: CreateDigest;
  readonly signal: Cancellation;
  readonly onProgress?: (stage: CreateStage, done: number, total: number) => void;
  /** Called before anything is written; what it throws ends the work. */
  readonly onColumns?: (columns: RecordColumns) => void | Promise<void>;
}

/** Columns of images that a record tells something of, and those that stay out, with the reason. */
export interface RecordColumns {
  /** In code-unit order; measured ones too. */
  readonly told: readonly string[];
  readonly leftOut: ReadonlyMap<string, PersonalReason>;
}

export type CreateStage = "hashing" | "writing" | "figures";

/** A record, and what is worth saying about how it was made. */
export interface CreatedRecord {
  readonly record: TransparencyRecord;
  /** Columns that stay out of the manifest, and why. */
  readonly leftOut: ReadonlyMap<string, PersonalReason>;
  /** Images without a hash: they are not on disk, or could not be read. */
  readonly unhashed: number;
  /** Images that are on disk: their path there, their name in the record, and the SHA-256 it binds. */
  readonly onDisk: readonly {
    readonly path: string;
    readonly name: string;
    readonly sha256: string;
  }[];
}
