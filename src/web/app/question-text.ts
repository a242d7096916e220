import type { SessionQuestion } from "../session/session-types.js";

/** What is typed on the screen of the question, as the texts that claims and requirements are read from. */

/** A share typed in percent, as the command line takes it: no digits of the division, as 0.944 and not 0.9440000000000001. */
export function shareOf(percent: number): string {
  return String(Number((percent / 100).toPrecision(12)));
}

/** A figure that was published. */
export interface TypedClaim {
  readonly metric: string;
  readonly percent: number;
  /** Images behind it; null where nobody knows. */
  readonly images: number | null;
  /** Right ones, where they are known; else they follow from the percentage. */
  readonly right?: number;
}

/** `REF=VALUE@K/N`, or without counts where it is a target, or where nobody knows them. */
export function claimText(
  { metric, percent, images, right }: TypedClaim,
  isTarget: boolean,
): string {
  const value = `${metric}=${shareOf(percent)}`;
  if (isTarget || images === null || metric !== "accuracy") return value;
  return `${value}@${right ?? Math.round((percent / 100) * images)}/${images}`;
}

/** `REF>=VALUE`. @param label of the class; null for figures of all images */
export function requirementText(metric: string, label: string | null, percent: number): string {
  const reference = label === null ? metric : `${metric}{class=${quoted(label)}}`;
  return `${reference}>=${shareOf(percent)}`;
}

/** A name as a reference takes it; a plain word stands as it is. */
function quoted(label: string): string {
  return /^[\w-]+$/.test(label) ? label : JSON.stringify(label);
}

/** Figures of all images that somebody may claim or require, by task. */
export function measuresOf(task: string | undefined): readonly string[] {
  if (task === "detection") return ["map", "map-50"];
  if (task === "anomaly") return ["roc-auc"];
  return task === "multilabel" ? [] : ["accuracy", "balanced-accuracy"];
}

/** Figures of one class. */
export const CLASS_MEASURES = ["recall", "precision"] as const;

/** The form as it was filled in, so that it stands again. */
export interface QuestionForm {
  readonly metric: string;
  readonly percent: number | null;
  readonly images: number | null;
  readonly points: number;
  readonly hasNoView: boolean;
  readonly isTarget: boolean;
  readonly isOften: boolean;
  readonly cluster: string;
  /** In percent, how low another one of {@link cluster} can score; null or absent where nobody said. */
  readonly worst?: number | null;
  readonly slices: readonly string[];
  readonly requirements: readonly string[];
  /** Whether the graphics processor is to be used; absent in forms of before it could be. */
  readonly isGraphics?: boolean;
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
  return cluster !== "" && !isOften;
}

function worstSiteOf(form: QuestionForm): number | null {
  const { worst = null } = form;
  return worst === null || !asksWorst(form) ? null : Number(shareOf(worst));
}

/** What is asked with a form. @param hasRecord whether a record's figures are the claim */
export function questionOf(form: QuestionForm, hasRecord: boolean): SessionQuestion {
  const { metric, percent, images, points, cluster, slices, requirements } = form;
  return {
    claims:
      hasRecord || percent === null ? [] : [claimText({ metric, percent, images }, form.isTarget)],
    // Nobody's view is the usual limit, and the report says so.
    tolerance: form.hasNoView ? null : points / 100,
    anytime: form.isOften,
    cluster: cluster === "" ? null : cluster,
    worstSite: worstSiteOf(form),
    ...{ slices, requirements },
  };
}
