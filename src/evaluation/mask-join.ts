import { HomegroundError } from "../core/errors.js";
import { cellText, type Table } from "../core/table.js";
import type { MaskColumn } from "../formats/import-types.js";
import type { MetricReference } from "../metrics/estimate-types.js";
import { parameterOf } from "../metrics/lookup.js";
import { haveMasks } from "../outcomes/segmentation/mask-outcomes.js";
import type { EvaluationResult } from "../results/result.js";
import type { MaskJoin } from "../tasks/predictions.js";
import type { EvaluatedOutcomes } from "./evaluated-outcomes.js";
import { placeOf } from "./options/option.js";
import { spacing as spacingOption } from "./options/spacing.js";
import { isLength } from "./options/values.js";
import type { EvaluateRequest } from "./request.js";

/** The tolerance of boundaries that is given unasked. */
const USUAL_TOLERANCE = 2;

/**
 * What a task of masks is given beside images and answers.
 *
 * @param spacing of the request
 * @param references metrics that are asked for, whose tolerances are looked at
 * @throws HomegroundError `labels/no-column` for a column of spacings that is not there
 */
export function maskJoin(
  { masks, attributes }: { readonly masks?: MaskColumn; readonly attributes: Table },
  spacing: string | null,
  references: readonly MetricReference[],
): MaskJoin | undefined {
  if (masks === undefined) return undefined;
  const asked = references.flatMap((reference) => {
    const tolerance = parameterOf(reference, "tolerance");
    return tolerance === null ? [] : [Number(tolerance)];
  });
  const tolerances = [...new Set([USUAL_TOLERANCE, ...asked])].sort((a, b) => a - b);
  return {
    masks,
    tolerances,
    hasSpacing: spacing !== null,
    spacingOf: spacingsOf(spacing, attributes),
  };
}

/**
 * How far the pixels of each row are apart; null where its column does not say it.
 *
 * @throws HomegroundError `labels/no-column`
 */
export function spacingsOf(
  spacing: string | null,
  attributes: Table,
): (row: number) => readonly [row: number, column: number] | null {
  if (spacing === null) return () => [1, 1];
  const same = sidesOf(spacing);
  if (same !== null) return () => same;
  const column = attributes.columns.get(spacing);
  if (column === undefined) {
    const names = [...attributes.columns.keys()];
    throw new HomegroundError("labels/no-column", {
      what: `there is no column ${JSON.stringify(spacing)} of spacings; the columns are ${names.join(", ") || "none"}`,
      where: placeOf(spacingOption),
      fix: "Name one of them, or write a number",
    });
  }
  return (row) => sidesOf(cellText(column, row) ?? "");
}

/** The column that says how far the pixels of each image are apart; null where one text says it of all. */
export function columnOfSpacings(spacing: string | null): string | null {
  return spacing === null || sidesOf(spacing) !== null ? null : spacing;
}

/** `0.5` or `0.5,0.7`; null for another text. */
function sidesOf(text: string): readonly [row: number, column: number] | null {
  const sides = text
    .split(/[,;x×]/)
    .map((side) => (side.trim() === "" ? Number.NaN : Number(side)));
  const [row = Number.NaN, column = row] = sides;
  const isRight = sides.length <= 2 && isLength(row) && isLength(column);
  return isRight ? [row, column] : null;
}

/** What the result says of distances, where pixels are labelled. */
export function distancesOf(
  outcomes: EvaluatedOutcomes,
  { spacing }: Pick<EvaluateRequest, "spacing">,
): Pick<EvaluationResult, "distances"> {
  if (!haveMasks(outcomes)) return {};
  const isGiven = outcomes.hasSpacing && spacing !== null;
  return { distances: isGiven ? { unit: "spacing", spacing } : { unit: "px", spacing: null } };
}
