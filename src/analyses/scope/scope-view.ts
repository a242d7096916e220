import { type Surface, wordsFor } from "../../core/sentence.js";
import type { RecordClaim } from "../../records/record/record-types.js";
import { counted, grouped, listed } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { WarningWords } from "../../reports/words/warnings.js";
import { warningWords } from "../../reports/words/warnings.js";
import type { LeastAlikePicture } from "../../results/report-input.js";
import type { ResultScope } from "../../results/scope-result.js";
import { type FeaturesView, featuresView } from "./features-view.js";
import { estimateFigure } from "./scope-claim.js";
import {
  cellText,
  hereText,
  ownText,
  shareText,
  shortNumber,
  testedText,
  thereText,
} from "./scope-words.js";
import {
  SCOPE_ANSWER,
  SCOPE_ATTRIBUTES,
  SCOPE_BASIS,
  SCOPE_LABELS,
  SCOPE_LINES,
  SCOPE_PAGE,
  SCOPE_WARNINGS,
} from "./words.js";

/** How far images are like those of a record, as page, report and terminal say it. */
export interface ScopeView {
  readonly kind: "none" | "part" | "all" | "unknown";
  /** `Not tested for you`. */
  readonly label: string;
  readonly headline: string;
  readonly details: readonly string[];
  readonly basis: readonly { readonly name: string; readonly value: string }[];
  readonly attributes: readonly ScopeAttributeView[];
  readonly images: string;
  /** `width above 120: 73 of yours (100%), no test image`. */
  readonly parts: readonly string[];
  readonly without: readonly string[];
  readonly regions: readonly {
    readonly name: string;
    readonly lines: readonly string[];
    readonly isStated: boolean;
  }[];
  readonly oneSided: readonly string[];
  readonly features: FeaturesView | null;
  readonly notes: readonly (WarningWords & { readonly code: string })[];
}

export interface ScopeAttributeView {
  readonly name: string;
  /** What it is; null where nobody knows but the user. */
  readonly what: string | null;
  readonly tested: string;
  readonly here: string;
  readonly inside: string;
  /** Fraction of the images, for the bar. */
  readonly share: number;
  /** 0 to 1, two decimals: what is beyond chance, else the distance as it is. */
  readonly difference: string;
  /** Whether it is beyond what chance would do, in words. */
  readonly beyond: string;
  /** Distance, by chance, p, moved by: the numbers behind. */
  readonly numbers: readonly string[];
}

export interface ScopeViewInput {
  /** Where it is read; a file or a terminal where absent. */
  readonly surface?: Surface | undefined;
  readonly scope: ResultScope;
  /** The figure that the record publishes first; null where it has none. */
  readonly claim: Pick<RecordClaim, "metric" | "value" | "n"> | null;
  /** Pictures of the least alike images. */
  readonly least?: readonly LeastAlikePicture[] | undefined;
  /** Images that were not compared; absent where all were. */
  readonly left?: { readonly found: number; readonly notDrawn: number; readonly listed: number };
}

const NONE = "–";
const LOW_COVERAGE = 0.5;

export function scopeView({
  scope,
  claim,
  left,
  least,
  surface = "command",
}: ScopeViewInput): ScopeView {
  const kind = kindOf(scope);
  const images = imagesText(scope, left);
  return {
    kind,
    label: SCOPE_LABELS[kind],
    headline: headlineOf(scope, kind, images),
    details: [...detailsOf(scope, kind, claim, surface), ...trainingOf(scope)],
    basis: basisOf(scope, left),
    attributes: byDifference(scope).map((one) => attributeView(one, scope)),
    images: grouped(scope.images),
    parts: scope.uncovered.map(({ cell, here, there }) =>
      SCOPE_PAGE.part({
        part: cellText(cell, scope),
        here: hereText(here, scope.images),
        there: thereText(there, scope),
      }),
    ),
    without: scope.without.map(({ attributes, covered }) =>
      SCOPE_PAGE.without({
        attributes: listed(attributes.map((name) => shown(name, 60))),
        share: shareText(covered, scope.images),
      }),
    ),
    regions: regionsOf(scope),
    oneSided: oneSided(scope),
    features: featuresView(scope, least),
    notes: scope.warnings.map((code) => ({ code, ...noteOf(code, surface) })),
  };
}

function noteOf(code: string, surface: Surface): WarningWords {
  const own = Object.hasOwn(SCOPE_WARNINGS, code) ? SCOPE_WARNINGS[code] : undefined;
  if (own === undefined) return warningWords(code, undefined, surface);
  const [title, text, todo] = own;
  return { title, text, todo: wordsFor(surface, todo) };
}

function kindOf({ coverage, covered, images }: ResultScope): ScopeView["kind"] {
  if (coverage === null) return "unknown";
  if (covered === 0) return "none";
  return covered === images ? "all" : "part";
}

function imagesText({ images, isWhole }: ResultScope, left: ScopeViewInput["left"]): string {
  if (isWhole || left === undefined || left.notDrawn === 0) {
    return SCOPE_ANSWER.yours({ images: counted(images, "image") });
  }
  return SCOPE_ANSWER.drawn({ drawn: grouped(images), of: counted(left.found, "image") });
}

function headlineOf(scope: ResultScope, kind: ScopeView["kind"], images: string): string {
  switch (kind) {
    case "none":
      return scope.images === 1 ? SCOPE_ANSWER.noneOne : SCOPE_ANSWER.none({ images });
    case "all":
      return SCOPE_ANSWER.all({ images });
    case "part":
      return SCOPE_ANSWER.part({ share: shareText(scope.covered, scope.images), images });
    case "unknown":
      if (!scope.record.hasProfile) return SCOPE_ANSWER.noProfile;
      return scope.images === 0 ? SCOPE_ANSWER.noImages : SCOPE_ANSWER.nothingShared;
    default:
      return kind satisfies never;
  }
}

function detailsOf(
  scope: ResultScope,
  kind: ScopeView["kind"],
  claim: ScopeViewInput["claim"],
  surface: Surface,
): string[] {
  if (kind === "unknown") {
    if (!scope.record.hasProfile) return [SCOPE_ANSWER.noProfileMeans];
    if (scope.images === 0) return [SCOPE_ANSWER.noImagesMeans];
    return [wordsFor(surface, SCOPE_ANSWER.nothingSharedMeans)];
  }
  if (kind === "all") return [SCOPE_ANSWER.allMeans, ...rangeOf(scope)];
  const { failing } = scope.regions;
  const [largest] = scope.uncovered;
  const details: string[] = [];
  if (kind === "part" && largest !== undefined) {
    const there =
      largest.there === null ? null : shareText(largest.there, Math.max(1, scope.record.images));
    const here = shareText(largest.here, scope.images);
    details.push(SCOPE_ANSWER.partLargest({ part: cellText(largest.cell, scope), here, there }));
  }
  const figure = claim === null ? null : estimateFigure(claim);
  if ((scope.coverage ?? 0) >= LOW_COVERAGE) details.push(SCOPE_ANSWER.rest);
  else if (figure === null) details.push(SCOPE_ANSWER.otherPlain);
  else details.push(SCOPE_ANSWER.other({ figure }));
  if (failing > 0) details.push(SCOPE_ANSWER.failing({ images: grouped(failing) }));
  return [...details, ...rangeOf(scope)];
}

const MOST_NAMES = 6;

/** Places here that the model saw in training: a figure there is none of a new place. */
function trainingOf({ training }: ResultScope): string[] {
  if (training === undefined || training.trained.length === 0) return [];
  const { attribute, places, trained } = training;
  const names = trained.slice(0, MOST_NAMES).map((name) => shown(name, 60));
  const more = trained.length - names.length;
  const all = more > 0 ? [...names, `${grouped(more)} more`] : names;
  const known = { names: listed(all), one: trained.length === 1 };
  return [
    trained.length === places
      ? SCOPE_ANSWER.placesOfTraining(known)
      : SCOPE_ANSWER.somePlacesOfTraining({ ...known, of: counted(places, shown(attribute, 60)) }),
  ];
}

function rangeOf({ low, high, isWhole }: ResultScope): string[] {
  if (low === null || high === null) return isWhole ? [SCOPE_ANSWER.ofTheseImages] : [];
  const limit = (value: number): string => shareText(Math.round(value * 1000), 1000);
  return [SCOPE_ANSWER.range({ low: limit(low), high: limit(high) })];
}

function basisOf(scope: ResultScope, left: ScopeViewInput["left"]): ScopeView["basis"] {
  const { record, order, selfCoverage } = scope;
  const attributes = counted(scope.attributes.length, "attribute");
  const count = (n: number | undefined, word: string): string | null =>
    n === undefined || n === 0 ? null : counted(n, word);
  const basis = [
    {
      name: SCOPE_BASIS.compared,
      value: SCOPE_BASIS.compareds({
        images: counted(scope.images, "image"),
        notDrawn: left === undefined || left.notDrawn === 0 ? null : grouped(left.notDrawn),
        listed: left === undefined || left.listed === 0 ? null : grouped(left.listed),
      }),
    },
    { name: SCOPE_BASIS.record, value: `${shown(record.title, 80)} (${record.id.slice(0, 12)})` },
    {
      name: SCOPE_BASIS.testSet,
      value: SCOPE_BASIS.images({
        images: counted(record.images, "image"),
        clusters: count(record.clusters ?? 0, "group"),
      }),
    },
  ];
  if (order === null) return basis;
  return [
    ...basis,
    {
      name: SCOPE_BASIS.how,
      value: order === 1 ? SCOPE_BASIS.alone({ attributes }) : SCOPE_BASIS.pairs({ attributes }),
    },
    {
      name: SCOPE_BASIS.self,
      value:
        selfCoverage === null
          ? SCOPE_BASIS.notSaid
          : shareText(Math.round(selfCoverage * record.images), record.images),
    },
  ];
}

/** Where chance cannot be told, by the distance as it is. */
function byDifference({ attributes }: ResultScope): ResultScope["attributes"] {
  const of = ({ excess, distance }: ResultScope["attributes"][number]): number =>
    excess ?? distance ?? -1;
  return attributes.toSorted((a, b) => of(b) - of(a));
}

function attributeView(
  one: ResultScope["attributes"][number],
  { images }: ResultScope,
): ScopeAttributeView {
  const two = (value: number | null): string => (value === null ? NONE : grouped(value, 2));
  const shownDifference = one.excess ?? one.distance;
  const moved =
    one.wassersteinOverRange === null
      ? two(one.jensenShannon)
      : SCOPE_PAGE.movedRange({ n: grouped(one.wassersteinOverRange, 1) });
  return {
    name: shown(one.name, 60),
    what: Object.hasOwn(SCOPE_ATTRIBUTES, one.name) ? (SCOPE_ATTRIBUTES[one.name] ?? null) : null,
    tested: testedText(one),
    here: ownText(one),
    inside: SCOPE_PAGE.insideOf({ inside: grouped(one.inside), images: grouped(images) }),
    share: images === 0 ? 0 : one.inside / images,
    difference: two(shownDifference),
    beyond:
      one.adjustedP === null
        ? SCOPE_LINES.unsaid
        : one.differs
          ? SCOPE_LINES.apart
          : SCOPE_LINES.chance,
    numbers: [two(one.distance), two(one.expected), pText(one.adjustedP), moved],
  };
}

function pText(p: number | null): string {
  if (p === null) return NONE;
  return p < 0.001 ? `<${0.001}` : shortNumber(Number(p.toPrecision(2)));
}

function regionsOf({ regions, attributes }: ResultScope): ScopeView["regions"] {
  const lines = (found: ResultScope["regions"]["expected"]): string[] =>
    found.map(({ words, images }) =>
      images === null
        ? SCOPE_PAGE.regionUnknown({ words: shown(words, 300) })
        : SCOPE_PAGE.regionHere({ words: shown(words, 300), n: grouped(images) }),
    );
  const stated = (name: string, own: readonly string[]) => ({
    name,
    lines: own.length === 0 ? [SCOPE_PAGE.notStated] : own,
    isStated: own.length > 0,
  });
  const tested = attributes.map((one) => `${shown(one.name, 60)}: ${testedText(one)}`);
  return [
    stated(SCOPE_PAGE.tested, tested),
    stated(SCOPE_PAGE.expected, lines(regions.expected)),
    stated(
      SCOPE_PAGE.notTested,
      regions.notTested.map((words) => shown(words, 300)),
    ),
    stated(SCOPE_PAGE.knownToFail, lines(regions.knownToFail)),
  ];
}

function oneSided({ notCompared }: ResultScope): string[] {
  const names = (only: "here" | "record" | "few"): string =>
    notCompared
      .filter((one) => one.only === only)
      .map(({ name }) => shown(name, 40))
      .join(", ");
  const [here, record, few] = [names("here"), names("record"), names("few")];
  return [
    ...(here === "" ? [] : [SCOPE_PAGE.onlyHere({ names: here })]),
    ...(record === "" ? [] : [SCOPE_PAGE.onlyRecord({ names: record })]),
    ...(few === "" ? [] : [SCOPE_PAGE.tooFew({ names: few })]),
  ];
}
