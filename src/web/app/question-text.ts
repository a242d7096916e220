import type { WhereCondition } from "../../dataset/where.js";
import type { FigureReading } from "../../session/typed-figure.js";
import type { SessionQuestion } from "../session/session-types.js";

/** What is typed on the screen of the question, as the texts that claims and requirements are read from. */

/** The reference of a figure of all images, or of one class. @param label null for all images */
export function referenceOf(metric: string, label: string | null): string {
  return label === null ? metric : `${metric}{class=${quoted(label)}}`;
}

/** A name as a reference takes it; a plain word stands as it is. */
function quoted(label: string): string {
  return /^[\w-]+$/.test(label) ? label : JSON.stringify(label);
}

/** Figures of one class. */
export const CLASS_MEASURES = ["recall", "precision"] as const;

/** Chosen in place of a column: each image counts by itself. */
export const EACH_IMAGE = ":none";

/** The form as it was filled in, so that it stands again. */
export interface QuestionForm {
  readonly metric: string;
  /** The published figure as it was typed; absent in forms of before it could be typed in any writing. */
  readonly figure?: string;
  /** What forms of before hold in its place. */
  readonly percent?: number | null;
  readonly images: number | null;
  readonly points: number;
  readonly hasNoView: boolean;
  readonly isTarget: boolean;
  readonly isOften: boolean;
  /** A column, `""` for what is found, or {@link EACH_IMAGE}. */
  readonly cluster: string;
  /** In percent, how low another one of {@link cluster} can score; null or absent where nobody said. */
  readonly worst?: number | null;
  readonly slices: readonly string[];
  readonly requirements: readonly string[];
  /** Which images count; absent where all do. */
  readonly where?: readonly WhereCondition[];
  /** Whether it was said which part of a split counts. */
  readonly isSplitSaid?: boolean;
  /** Values of options by name, where somebody chose another than the default. */
  readonly options?: Readonly<Record<string, string>>;
  /** Whether the graphics processor is to be used; absent in forms of before it could be. */
  readonly isGraphics?: boolean;
}

/** The figure of a form that was kept; null where there is none. */
export function keptFigure({ figure, percent }: QuestionForm): string | null {
  return figure ?? (percent == null ? null : `${percent} %`);
}

/** What a change of which is told once a result was seen. */
export function limitsOf(question: SessionQuestion): string {
  const { claims, requirements, tolerance, worstSite } = question;
  return JSON.stringify([claims ?? [], requirements ?? [], tolerance ?? null, worstSite ?? null]);
}

/** Whether the form asks how low another site can score. */
export function asksWorst({
  cluster,
  isOften,
}: Pick<QuestionForm, "cluster" | "isOften">): boolean {
  return cluster !== "" && cluster !== EACH_IMAGE && !isOften;
}

function worstSiteOf(form: QuestionForm): number | null {
  const { worst = null } = form;
  return worst === null || !asksWorst(form) ? null : Number(shareOf(worst));
}

/** A share typed in percent, without digits of the division: 0.944 and not 0.9440000000000001. */
function shareOf(percent: number): string {
  return String(Number((percent / 100).toPrecision(12)));
}

/**
 * What is asked with a form.
 *
 * @param read its figure as it was read; null where there is none, or a record's figures are the claim
 */
export function questionOf(form: QuestionForm, read: FigureReading | null): SessionQuestion {
  const { isTarget, points, cluster, slices, requirements, where = [], options = {} } = form;
  return {
    claims: read?.kind === "read" ? [isTarget ? read.target : read.written] : [],
    // Nobody's view is the usual limit, and the report says so.
    tolerance: form.hasNoView ? null : points / 100,
    anytime: form.isOften,
    cluster: cluster === "" || cluster === EACH_IMAGE ? null : cluster,
    hereUnit: cluster === EACH_IMAGE ? "image" : "found",
    worstSite: worstSiteOf(form),
    slices,
    requirements,
    ...(where.length === 0 ? {} : { where }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}
