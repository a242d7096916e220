import { canonicalJson, type Json } from "../core/canonical-json.js";
import { HomegroundError } from "../core/errors.js";
import { nearestName } from "../core/nearest-name.js";
import type { Alteration } from "../images/corruptions/alter.js";
import { SEVERITIES } from "../images/corruptions/corruption.js";
import { CORRUPTIONS, corruptionOf, knownCorruption } from "../images/corruptions/registry.js";
import type { ModelCard } from "../models/card/card-types.js";
import { isDetectorDecode } from "../models/families/decode-types.js";
import type { Task } from "../tasks/task.js";

/** A kind at a severity. */
export interface Condition {
  readonly kind: string;
  readonly severity: number;
}

/** What models are to look at. */
export interface StressPlan {
  readonly kinds: readonly string[];
  readonly severities: readonly number[];
  /** Tries a picture of the search for what breaks an answer; 0 for none. */
  readonly tries: number;
  readonly seed: number;
  readonly shorterSidePx: number;
}

/** @param where the list was given, for errors; @throws HomegroundError `stress/unknown-kind`, `stress/same-kind` */
export function parseKinds(text: string | undefined, where: string): readonly string[] {
  if (text === undefined) return CORRUPTIONS.map(({ id }) => id);
  const names = text.split(",").map((name) => name.trim());
  for (const [at, name] of names.entries()) {
    if (corruptionOf(name) === null) throw unknownKind(name, where);
    if (names.indexOf(name) < at) throw given("stress/same-kind", `${name} is named twice`, where);
  }
  return names;
}

/** @throws HomegroundError `stress/bad-severity` */
export function parseSeverities(text: string | undefined, where: string): readonly number[] {
  if (text === undefined) return SEVERITIES;
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  for (const [at, number] of numbers.entries()) {
    const isKnown = SEVERITIES.some((one) => one === number);
    if (isKnown && numbers.indexOf(number) === at) continue;
    const what = isKnown
      ? `severity ${number} is named twice`
      : `there is no severity ${JSON.stringify(text.split(",")[at]!.trim())}`;
    throw given("stress/bad-severity", what, where);
  }
  return numbers.toSorted((a, b) => a - b);
}

/** Kinds parted by whether models of a task can be tried by them: whether it is known what is true of the altered picture. */
export function kindsPartedBy(
  task: Pick<Task, "hasOutlines" | "truth">,
  kinds: readonly string[] = CORRUPTIONS.map(({ id }) => id),
): { readonly possible: readonly string[]; readonly leftOut: readonly string[] } {
  const isKnown = (kind: string): boolean => {
    const { motion, keepsAll } = knownCorruption(kind);
    if (motion === undefined) return true;
    return task.hasOutlines !== true && (keepsAll === true || task.truth !== "counts");
  };
  return {
    possible: kinds.filter(isKnown),
    leftOut: kinds.filter((kind) => !isKnown(kind)),
  };
}

/** Why models of a task cannot be tried by the kinds that {@link kindsPartedBy} leaves out. */
export function whyLeftOut(task: Pick<Task, "truth">): string {
  return task.truth === "counts"
    ? "a count does not say how many of the things are still in the picture"
    : "outlines are not moved along with the picture";
}

function unknownKind(name: string, where: string): HomegroundError {
  const known = CORRUPTIONS.map(({ id }) => id);
  const near = nearestName(name, known);
  return new HomegroundError("stress/unknown-kind", {
    what: `there is no kind ${JSON.stringify(name)}`,
    where,
    fix: near === null ? `Name some of ${known.join(",")}` : `Did you mean ${near}?`,
  });
}

function given(code: "stress/same-kind" | "stress/bad-severity", what: string, where: string) {
  const fix =
    code === "stress/same-kind" ? "Name each kind once" : "Name some of 1,2,3,4,5, each once";
  return new HomegroundError(code, { what, where, fix });
}

/** All kinds at all severities. */
export function conditionsOf({ kinds, severities }: StressPlan): readonly Condition[] {
  return kinds.flatMap((kind) => severities.map((severity) => ({ kind, severity })));
}

/** What models look at: the working picture as it is, each condition, each try of the search. */
export function alterationsOf(plan: StressPlan): readonly Alteration[] {
  const { kinds, severities, tries, seed, shorterSidePx } = plan;
  const most = severities.at(-1) ?? 0;
  return [
    { kind: "none", shorterSidePx },
    ...conditionsOf(plan).map((one) => ({ ...one, seed, shorterSidePx })),
    ...Array.from({ length: tries }, (_, number) => ({
      kind: "search" as const,
      kinds,
      most,
      try: number,
      seed,
      shorterSidePx,
    })),
  ];
}

/** The shorter side of a working picture: as long as the longest that a model looks at. */
export function workingSide(cards: readonly Pick<ModelCard, "input" | "decode">[]): number {
  return Math.max(LEAST_SIDE, ...cards.map(sideOf));
}

/** Smaller pictures have too few pixels to alter. */
const LEAST_SIDE = 32;

/** As good as no limit: larger pictures are not decoded. */
const NO_LIMIT = 100_000;

function sideOf({ input, decode }: Pick<ModelCard, "input" | "decode">): number {
  const { widthPx, heightPx, resize } = input.rule;
  // A model that looks at tiles looks at all that there is.
  if (isDetectorDecode(decode) && decode.tile !== null) return NO_LIMIT;
  const { fit } = resize;
  if (fit.kind === "crop") return Math.max(fit.shorterSidePx, widthPx, heightPx);
  return Math.max(widthPx, heightPx);
}

/** An alteration as the text of `alteredKey`. */
export function alterationText(alteration: Alteration): string {
  return canonicalJson(alteration as unknown as Json);
}
