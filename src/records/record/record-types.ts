import type { ScopeRegion } from "../../dataset/profile/known-to-fail.js";
import type { ScopeProfile } from "../../dataset/profile/profile-types.js";
import type { TrainingDomain } from "./training-domain.js";

/**
 * `record.json`, schema `homeground.record/1`: a published figure bound to the images, answers and
 * conditions behind it. The file on disk is the canonical form (RFC 8785) of this object. Numbers
 * that do not exist and answers that were not given are null; a page prints "not stated".
 */
export interface TransparencyRecord {
  readonly schema: "homeground.record/1";
  /** SHA-256 of the canonical bytes without `id` and `signatures`, 64 hexadecimal digits. */
  readonly id: string;
  readonly state: "draft" | "published";
  readonly title: string;
  /** From 1; the id of the version that this one replaces. */
  readonly version: number;
  readonly previous: string | null;
  readonly openness: Openness;
  readonly software: {
    readonly name: string;
    readonly version: string;
    readonly engine: string | null;
  };
  readonly task: string;
  readonly unit: string;
  readonly seed: number;
  readonly model: RecordModel;
  /** Where, with what, when and by whom the images of training were taken; absent where not stated. */
  readonly training?: TrainingDomain;
  /** Every file that belongs to the record, bound by hash. */
  readonly files: RecordFiles;
  /** Of the file of features; absent where there is none. */
  readonly features?: RecordFeatures;
  /** How lines of the manifest name images. */
  readonly hashes: RecordHashes;
  readonly counts: RecordCounts;
  /** What was asked of `evaluate`, as far as a figure depends on it. */
  readonly settings: RecordSettings;
  readonly claims: readonly RecordClaim[];
  /** Rows = ground truth; null for other tasks. */
  readonly confusion: {
    readonly labels: readonly string[];
    readonly counts: readonly (readonly number[])[];
  } | null;
  /** Units and units right of each cluster, in no order that names one; null without clusters. */
  readonly clusters: RecordClusters | null;
  readonly profile: ScopeProfile | null;
  readonly facts: RecordFacts;
  readonly construct: ConstructStatement;
  readonly scope: RecordScope;
  readonly caveats: readonly RecordCaveat[];
  /** Equal or nearly equal images between training and test, and across clusters. */
  readonly overlap: RecordOverlap | null;
  readonly signatures: readonly RecordSignature[];
}

/** `open`: images included or at public addresses. */
export type Openness = "open" | "on-request" | "closed";

export interface RecordModel {
  readonly name: string;
  /** Of the model file; null where only predictions were given. */
  readonly sha256: string | null;
  readonly sizeBytes: number | null;
  readonly labels: readonly string[];
  /** `included`, `withheld`, or a public address. */
  readonly where: string;
  /** Images of each class in training, where the author states them. */
  readonly trainingCounts: Readonly<Record<string, number>> | null;
}

/** A file beside the record: its path from there, what it holds, and its bytes. */
export interface BoundFile {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface RecordFiles {
  readonly manifest: BoundFile;
  readonly predictions: BoundFile | null;
  /** Truth and answer of each unit without names, where the predictions are withheld. */
  readonly outcomes: BoundFile | null;
  readonly card: BoundFile | null;
  readonly labelMap: BoundFile | null;
  /** Features of test images; absent where there are none. */
  readonly features?: BoundFile;
}

/** What the features of a record's test images are. */
export interface RecordFeatures {
  /** The value of the model, or the file, that they are from. */
  readonly source: string;
  /** Numbers an image as the model has them, and as they are kept: fewer where there are very many. */
  readonly given: number;
  readonly kept: number;
  /** Images that have some: of very many a random sample. */
  readonly images: number;
}

export interface RecordHashes {
  /** Open: `sha256`. Else `hmac-sha256` under a secret that the author keeps for auditors. */
  readonly algorithm: "sha256" | "hmac-sha256";
  /** First 16 hexadecimal digits of SHA-256 of the secret; null for plain hashes. */
  readonly keyId: string | null;
}

export interface RecordCounts {
  readonly images: number;
  readonly scored: number;
  readonly listed: number;
  /** By reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Options of the evaluation as text, by name: `positive`, `threshold`, `cluster`, `level` … */
export type RecordSettings = Readonly<Record<string, string | number | boolean | null>>;

export interface RecordClaim {
  readonly metric: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  readonly method: string;
  readonly n: number;
  readonly defined: number | null;
  readonly unit: string;
  readonly clusters: number | null;
  readonly warnings: readonly string[];
  /** Whether manifest and predictions or outcomes let a reader compute it again. */
  readonly recomputable: boolean;
}

export interface RecordClusters {
  /** The attribute whose levels they are: `site`. */
  readonly attribute: string;
  readonly people: boolean;
  readonly size: readonly number[];
  readonly hits: readonly number[] | null;
  /** One confusion table a cluster, rows = ground truth, row by row; null where withheld. */
  readonly confusion: readonly (readonly number[])[] | null;
}

/** What only the author knows; null is printed as "not stated". Times are as stated by the author. */
export interface RecordFacts {
  readonly authors: readonly { readonly name: string; readonly orcid: string | null }[];
  readonly contact: string | null;
  readonly doi: string | null;
  /** Address of the paper or page. */
  readonly url: string | null;
  readonly licence: string | null;
  readonly madeAt: string | null;
  readonly sites: string | null;
  readonly seasons: string | null;
  readonly devices: string | null;
  readonly populations: string | null;
  readonly howChosen: string | null;
  readonly exclusions: string | null;
  /** What the test set was used for beside this figure: choosing among models, thresholds … */
  readonly uses: string | null;
}

/** What the figure measures; all six must be answered to publish without a banner. */
export interface ConstructStatement {
  readonly task: string | null;
  readonly population: string | null;
  /** Who labelled, and how well they agree. */
  readonly labelling: string | null;
  readonly agreement: string | null;
  readonly counts: string | null;
  readonly decision: string | null;
  readonly doesNotShow: string | null;
}

/** Beside what the profile says was tested: what the author says. */
export interface RecordScope {
  /** Conditions under which the author expects the figure to hold, asserted and not tested. */
  readonly expected: readonly ScopeRegion[];
  readonly notTested: readonly string[];
  readonly knownToFail: readonly ScopeRegion[];
}

export interface RecordCaveat {
  readonly words: string;
  readonly by: "author" | "check";
}

export interface RecordOverlap {
  readonly trainingImages: number | null;
  readonly pairs: readonly RecordOverlapPair[];
  /** Figures without the images concerned. */
  readonly without: readonly RecordClaim[];
}

export interface RecordOverlapPair {
  /** Names as in manifest and training list; null where the record withholds them. */
  readonly test: string | null;
  readonly other: string | null;
  readonly kind: "same-bytes" | "same-pixels" | "near" | "altered" | "same-group";
  readonly across: "training" | "cluster";
}

export interface RecordSignature {
  readonly algorithm: "Ed25519";
  /** Raw public key, base64url without padding. */
  readonly publicKey: string;
  /** Of the 32 bytes of the id, base64url without padding. */
  readonly signature: string;
}
