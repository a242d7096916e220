import type { TrainingFeatures } from "../dataset/feature-columns.js";
import type { ImageFeatures } from "../dataset/image-features.js";
import type { ImageSet } from "../dataset/image-set.js";
import type { TrainedNames } from "../evaluation/claim-record/trained-names.js";
import type { Evaluation } from "../evaluation/evaluation.js";
import type { HeadlineBasis } from "../evaluation/headline-basis.js";
import type { EvaluateRequest } from "../evaluation/request.js";
import type { DocumentBlock } from "../reports/document-types.js";
import type { MethodsPart } from "../reports/methods/methods-part.js";
import type { QuestionId } from "../reports/question-order.js";
import type {
  ActionView,
  FactsByWarning,
  FirstPart,
  LimitView,
  MarkParts,
} from "../reports/report-section.js";
import type { NamedTable } from "../reports/tables.js";
import type { ReportExtras, ReportInput } from "../results/report-input.js";
import type {
  EvaluationResult,
  Note,
  ResultEstimate,
  ResultInputs,
  ResultVerdict,
} from "../results/result.js";
import type { Deployments } from "./application/deployments.js";
import type { MaskedPictures } from "./background/masked-pictures.js";
import type { Leakage } from "./leakage/leakage.js";
import type { ChosenMistakes } from "./mistakes/chosen-mistakes.js";
import type { PoolConfidence } from "./prediction-powered/pool-confidence.js";
import type { GivenScores } from "./reliability/given-scores.js";

/**
 * Something that an evaluation tells beside its figures and verdicts. Everything that is particular to
 * it is here or in its folder; `registry.ts` lists it, and the rest of the program asks it.
 */
export interface Analysis<View = unknown> {
  /** Name of its folder, unique among analyses. */
  readonly id: string;
  /** Whether `--analyse` can name it: it then says so where it cannot be made. */
  readonly isNamed?: true;
  /** Whether, asked for by name, it takes the scores of all classes of each unit. */
  readonly wantsScoreRows?: true;
  /** Whether, asked for by name, it takes features of the images where there are some. */
  readonly wantsFeatures?: true;
  /** Whether, asked for by name, it takes what is measured of the pixels. */
  readonly wantsPixels?: true;
  /** Whether, asked for by name, it takes what the model says of pictures without their objects. */
  readonly wantsMasked?: true;
  /** Whether it says what single images are, and no more: then it is made of images that were drawn unequally too. */
  readonly weighsNothing?: true;
  /** How it is offered in the app where results are there; absent: there it cannot be asked for. */
  readonly asks?: AskedOfResult;
  /** What was found among the files before any figure: what it says of all of them. */
  before?(given: GivenFindings): Beforehand;
  /** What it computes from the outcomes, for `result.json`; not called for a headline alone. */
  find?(basis: HeadlineBasis, request: EvaluateRequest, given: GivenFindings): Findings;
  /** What its section shows beyond `result.json`. */
  facts?(evaluation: Evaluation, images: ImageSet): AnalysisFacts;
  /** What it shows in a report; absent where it has no section of its own. */
  readonly section?: AnalysisSection<View>;
  /** Its files among the tables; none where it has nothing to hold. */
  tables?(input: ReportInput): readonly NamedTable[];
  /** Values for the words of its warnings. */
  warningFacts?(result: EvaluationResult): FactsByWarning;
  /** Codes of its warnings that are said before what the images are. */
  readonly urgent?: readonly string[];
  /** What the methods text of a paper says of it. */
  readonly methods?: MethodsPart;
  /** What a report cannot tell because of it, or without it. */
  limits?(input: ReportInput): readonly LimitView[];
  /** What follows from it, for the few things to do that a report names. */
  actions?(input: ReportInput): readonly ActionView[];
  /** What a paper has to say of the figures because of it; null where nothing. */
  limitation?(result: EvaluationResult): string | null;
}

/** A question that somebody may ask of a result. */
export interface AskedOfResult {
  readonly question: string;
  /** What is looked at, in a sentence or two. */
  readonly lead: string;
  /** Of which evaluations it can be asked; absent: of every one. */
  readonly of?: AskedOf;
  /** What somebody may say with it. */
  readonly takes?: TakenWithQuestion;
  /** How often the model looks at each image again for it, at most; 1 where absent and features of the model are wanted. */
  readonly looks?: number;
}

export interface AskedOf {
  is(request: EvaluateRequest, here: AskedHere): boolean;
  /** Why not of others, a sentence without its full stop. */
  readonly otherwise: string;
}

/** What a question can be asked of, beside the request. */
export interface AskedHere {
  /** Whether a model ran, and not a file of its predictions was read. */
  readonly hasModel: boolean;
  /** Whether that model has features that nobody gave otherwise. */
  readonly hasFeatures: boolean;
  /** Whether the images were drawn from others by a list that the labels came with. */
  readonly isDrawn: boolean;
}

/** A column of sites; a table of cameras; boxes of objects; names of places where the model was trained. */
export type TakenWithQuestion = "site" | "deployments" | "objects" | "trained-at";

/** What whoever read the files looked for. */
export interface GivenFindings {
  /** Copies among images and training list; absent where nothing was looked for. */
  readonly leakage?: Leakage;
  /** Who says where the model was trained. */
  readonly trained?: readonly TrainedNames[];
  /** How sure the model is of the images that the labelled ones were drawn from; absent where nobody asks. */
  readonly pool?: PoolConfidence;
  /** When and where cameras stood; absent where no table says it. */
  readonly deployments?: Deployments;
  /** How sure the model is of each image by scores of somebody else's; absent where none are given. */
  readonly scores?: GivenScores;
  /** Features of the images of the set; null where a model has none that anything tells, absent where nothing gives them. */
  readonly features?: ImageFeatures | null;
  /** Features of the images that it was trained on; absent where no list has them. */
  readonly trainingFeatures?: TrainingFeatures;
  /** How sure the model is of its answer to each image over the picture and its mirror image; absent where nobody asks. */
  readonly flipped?: Float64Array;
  /** Name of each image of the set. */
  readonly files?: readonly string[];
  /** ln Σ exp of the logits of each image of the set; NaN where nobody knows it. */
  readonly logSums?: Float64Array;
  /** What the model says of pictures without their objects, and of these alone; absent where nobody asks. */
  readonly masked?: MaskedPictures;
}

export interface Beforehand {
  /** Warnings that every headline figure carries. */
  readonly warnings?: readonly string[];
  readonly notes?: readonly Note[];
  /** Its part of the inputs in `result.json`. */
  readonly inputs?: Partial<ResultInputs>;
}

export interface Findings {
  readonly estimates?: readonly ResultEstimate[];
  readonly notes?: readonly Note[];
  /** Its part of `result.json`. */
  readonly result?: Partial<EvaluationResult>;
  /** What stays with the evaluation and is not told. */
  readonly kept?: Partial<Pick<Evaluation, "likeness" | "uses">>;
  /** What it adds to verdicts. */
  judged?(verdicts: readonly ResultVerdict[]): readonly ResultVerdict[];
}

/** Facts of a report; pictures of mistakes are still to make. */
export type AnalysisFacts = Omit<ReportExtras, "mistakes"> & { readonly mistakes?: ChosenMistakes };

/** A section of a report, in every form of it. */
export interface AnalysisSection<View> {
  /** Id of the section in the page; unique among sections. */
  readonly anchor: string;
  /** What a person asks that it answers: the report has it under that question. */
  readonly question: QuestionId;
  /** The answer in short, beside the folded question; null where only the whole of it answers. */
  answer?(view: View): string | null;
  /** What of it stands beside the verdict, before anything is asked. */
  first?(view: View): FirstPart | null;
  /** Whether a paper wants it, as LaTeX is for. */
  readonly paper: boolean;
  /** What its blocks are made from; null where there is nothing to show. */
  view(input: ReportInput): View | null;
  title(view: View): string;
  /** Its heading in the page; the title where absent. */
  pageTitle?(view: View): string;
  /** What the page draws, and Markdown and LaTeX write: plain data, which a worker can send to the page. */
  blocks(view: View): readonly DocumentBlock[];
  /** What the marks of its plots and of cells with a figure stand for: in the app they choose images. */
  marks?(view: View, result: EvaluationResult): MarkParts;
  /** Sentences of the summary in a terminal or a log, after those on the claims. */
  summary?(view: View): readonly string[];
  /** Sentences below the figures in a terminal. */
  findings?(view: View): readonly string[];
}
