import type { ScopeRegion } from "../../dataset/profile/known-to-fail.js";
import { counted, grouped, listed } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { attributeText } from "../texts/record-show.js";
import { SCOPE } from "../words/record-page.js";

/** What was tested, what is expected, what was not tested, what is known to fail. */
export interface ScopeColumnView {
  readonly tone: "tested" | "expected" | "untested" | "failing";
  readonly title: string;
  readonly note: string | null;
  /** Empty: not stated. */
  readonly lines: readonly string[];
  readonly more: string | null;
}

const MOST_LINES = 14;

export function scopeColumns({
  profile,
  scope,
  model,
  features,
}: TransparencyRecord): ScopeColumnView[] {
  const labels = model.labels.slice(0, 12).map((label) => shown(label, 60));
  const others = model.labels.length - labels.length;
  const classes =
    others > 0 ? [...labels, SCOPE.more({ n: grouped(others) })].join(", ") : listed(labels);
  const tested = [
    ...(labels.length === 0 ? [] : [SCOPE.classes({ list: classes })]),
    // Above attributes, of which the last are left out where there are many.
    ...(features === undefined
      ? []
      : [
          SCOPE.features({
            images: counted(features.images, "test image"),
            numbers: grouped(features.kept),
          }),
        ]),
    ...(profile === null ? [SCOPE.noProfile] : profile.attributes.map(attributeText)),
  ];
  return [
    column("tested", SCOPE.tested, profile === null ? null : SCOPE.testedNote, tested),
    column("untested", SCOPE.notTested, null, scope.notTested),
    column("failing", SCOPE.failing, null, scope.knownToFail.map(regionText)),
    column("expected", SCOPE.expected, SCOPE.expectedNote, scope.expected.map(regionText)),
  ];
}

function column(
  tone: ScopeColumnView["tone"],
  title: string,
  note: string | null,
  lines: readonly string[],
): ScopeColumnView {
  const more = lines.length - MOST_LINES;
  return {
    tone,
    title,
    note,
    lines: lines.slice(0, MOST_LINES).map((line) => shown(line, 500)),
    more: more > 0 ? SCOPE.more({ n: grouped(more) }) : null,
  };
}

function regionText({ words, where }: ScopeRegion): string {
  const conditions = where.map(({ attribute, levels, from, to }) => {
    if (levels !== undefined) return `${attribute} ${levels.join(" or ")}`;
    return `${attribute} ${from ?? "…"} to ${to ?? "…"}`;
  });
  if (conditions.length === 0) return words;
  return SCOPE.conditions({ words, conditions: conditions.join(", ") });
}
