import type { PlacesBasis } from "../records/page/places-view.js";
import { intervalText, valueText } from "../reports/estimate-text.js";
import { counted, grouped, percent } from "../reports/numbers.js";
import { foreseenLike } from "./foreseen.js";
import { limits, placeName } from "./places-text.js";
import { OWN_PLACE } from "./places-words.js";
import type { SharedFigure, SharedResult } from "./shared-result.js";

/** Where a result falls that a reader holds against those of a page. */
export interface OwnPlace {
  /** `Your result falls inside`, or why it cannot be said. */
  readonly heading: string;
  readonly lines: readonly string[];
  /** How it is drawn among the others; null where it cannot be held against them. */
  readonly mark: {
    readonly label: string;
    readonly sub: string;
    /** Places on the drawing's axis, from 0 to 1. */
    readonly at: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly valueText: string;
    readonly intervalText: string | null;
  } | null;
}

type Side = keyof typeof OWN_PLACE.falls;

/**
 * Whether a result falls inside of what the places of a page let one expect, and of what those do
 * whose images are about as much like the record's.
 *
 * @param isOwn whether it is the reader's own; else it is one that somebody sent
 */
export function ownPlace(shared: SharedResult, basis: PlacesBasis, isOwn: boolean): OwnPlace {
  const label = isOwn ? OWN_PLACE.yours : placeName(shared.place);
  const whose = isOwn ? OWN_PLACE.yourResult : placeName(shared.place);
  const cannot = (line: string): OwnPlace => ({
    heading: OWN_PLACE.cannot({ whose }),
    lines: [line],
    mark: null,
  });
  if (shared.record !== null && shared.record !== basis.record)
    return cannot(OWN_PLACE.otherRecord);
  const figure = shared.figures.find(
    ({ metric, nEff }) => metric === basis.metric && nEff !== null,
  );
  if (figure === undefined || figure.value === null) {
    return cannot(OWN_PLACE.noFigure({ metric: basis.metric }));
  }
  const { value, low, high, n } = figure;
  const side = sideOf(value, basis);
  return {
    heading: OWN_PLACE.heading({ whose, side: OWN_PLACE.falls[side] }),
    lines: [
      OWN_PLACE.line({
        value: percent(value, 1),
        units: counted(n, shared.unit),
        side: OWN_PLACE.than[side],
        ...limits(basis),
        places: grouped(basis.sites.length),
      }),
      ...likeLine(shared, figure, basis),
      ...(shared.record === null ? [OWN_PLACE.noRecord] : []),
    ],
    mark: {
      label,
      sub: counted(n, shared.unit),
      at: placeOn(basis, value),
      low: low === null ? null : placeOn(basis, low),
      high: high === null ? null : placeOn(basis, high),
      valueText: valueText("percent", value, n),
      intervalText: intervalText("percent", low, high, n),
    },
  };
}

function likeLine({ scope }: SharedResult, { value }: SharedFigure, basis: PlacesBasis): string[] {
  if (scope === null || scope.images === 0) return [];
  const covered = scope.covered / scope.images;
  const sites = basis.sites.map(([share, nEff, own]) => ({ value: share, nEff, covered: own }));
  const like = foreseenLike(sites, covered, null);
  const said = { covered: percent(covered, 0), places: grouped(like.k) };
  if (like.next === null) return [OWN_PLACE.fewAlike(said)];
  return [
    OWN_PLACE.like({
      ...said,
      ...limits(like.next),
      side: OWN_PLACE.than[sideOf(value!, like.next)],
    }),
  ];
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function sideOf(value: number, { low, high }: Range): Side {
  return value < low ? "below" : value > high ? "above" : "inside";
}

function placeOn({ ends: [from, to] }: PlacesBasis, value: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
