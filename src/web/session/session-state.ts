import type { LabelSet } from "../../core/label-set.js";
import type { PreparedImages, TruthOnFiles } from "../../dataset/prepare.js";
import type { ClaimRecord } from "../../evaluation/claim-record/claim-record.js";
import type { OpenNames } from "../../evaluation/decide-names.js";
import type { ReadTruth, TruthReading } from "../../evaluation/read-inputs.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { ListedFile } from "../../formats/file-access.js";
import type { ImagePredictions } from "../../formats/import-types.js";
import type { ChosenReadings } from "../../formats/objects/object-options.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import type { ReadingChoice } from "../../formats/reading-choice.js";
import type { ModelCard } from "../../models/card/card-types.js";
import type { FoundCard } from "../../models/card/find-card.js";
import type { LabelMap } from "../../models/label-map.js";
import type { ResultLabelling, ResultListed } from "../../results/result.js";
import type { Task } from "../../tasks/task.js";
import type { PageFileAccess } from "../files/blob-access.js";
import type { PageModel } from "../inference/open-model.js";

/** Everything that was dropped. */
export interface DroppedFiles {
  readonly access: PageFileAccess;
  readonly listed: readonly ListedFile[];
  readonly problems: readonly ResultListed[];
}

export interface SessionModel extends FoundCard {
  readonly model: PageModel;
  /** Whether somebody said that what was guessed of the card is right. */
  readonly isConfirmed: boolean;
}

/** The one whose images somebody labels here. */
export interface FirstModel {
  readonly card: Pick<ModelCard, "name" | "task" | "labels">;
  /** By which it is known again under another name. */
  readonly id: string;
  /** Null where its answers came from a file. */
  readonly model: SessionModel | null;
  /** From which score on its boxes count, as its card or the file of its answers says; null or left out where neither does. */
  readonly threshold?: number | null;
}

/** A file of answers in place of a model. */
export interface AnswersAsked {
  readonly path: string;
  readonly reading: ChosenReadings & { readonly task?: string | undefined };
}

/** Ground truth on its files, and the answers that came with it from a file, if any. */
export interface SessionTruth extends ReadTruth {
  /** Among the files; `""` for the folders themselves. */
  readonly path: string;
  /** How somebody said that it is to be read; what is absent was guessed. */
  readonly reading: Omit<Partial<TruthReading>, "task">;
  /** Other files with columns about the images, and the pattern of folder names, as chosen. */
  readonly tables: readonly string[];
  /** Drawn lists among the files, where there are several and nobody chose one. */
  readonly openLists: readonly string[];
  readonly folderPattern: string | undefined;
  /** Attributes that are columns of the label file itself, and may be read as something else. */
  readonly labelColumns: ReadonlySet<string>;
  /** What can be said about the reading of its format. */
  readonly choices: readonly ReadingChoice[];
  /** The same of the predictions; empty where a model is run. */
  readonly predictionChoices: readonly ReadingChoice[];
  /** Whether what its columns mean can be said. */
  readonly hasColumns: boolean;
  /** What was noticed as they were joined. */
  readonly notes: readonly ResultListed[];
  readonly task: Task;
  /** All that can be evaluated. */
  readonly tasks: readonly Task[];
  readonly conflictingLabels: EvaluateRequest["conflictingLabels"];
  readonly placed: TruthOnFiles;
  /** How labels that were made in the app came about; absent for those of a file. */
  readonly made?: ResultLabelling | undefined;
  readonly predictions: ImagePredictions | ObjectPredictions | null;
  readonly modelLabels: LabelSet;
}

/** Labels met the model's. */
export interface SessionNames extends OpenNames {
  readonly source: string;
  /** What somebody decided on the page. */
  readonly decisions: LabelMap;
}

/** What was fixed before any result was there. */
export interface SessionAsked {
  readonly request: EvaluateRequest;
  readonly prepared: PreparedImages;
  /** Whether the limit was changed after a result was seen. */
  readonly isLate?: boolean;
  /** Images drawn; absent for all. */
  readonly sample?: number;
  /** Paths of tables and boxes that single analyses are asked with; null for none. */
  readonly deployments: string | null;
  readonly objects: string | null;
  /** ISO 8601. */
  readonly fixedAt: string;
}

/** A session as far as it has come; a change before a step takes away what came after. */
export interface SessionState {
  files: DroppedFiles | null;
  model: SessionModel | null;
  record: ClaimRecord | null;
  truth: SessionTruth | null;
  names: SessionNames | null;
  asked: SessionAsked | null;
  /** Table of features of the images, among the files; null for those of the model, if any. */
  features: string | null;
  /** The same of the test images of `record`, which has them then; null for those of the record itself, if any. */
  referenceFeatures: string | null;
}

export const EMPTY_STATE: SessionState = {
  files: null,
  model: null,
  record: null,
  truth: null,
  names: null,
  asked: null,
  features: null,
  referenceFeatures: null,
};
