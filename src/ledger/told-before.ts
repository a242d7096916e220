import { contentId, type Json } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import { HomegroundError } from "../core/errors.js";
import type { Sha256 } from "../core/json-values.js";
import { LEAST_TOLD } from "./shared-classes.js";
import { isOfAllImages, type SharedResult } from "./shared-result.js";

/** Digits of the hash of an image's pixels by which it is known again: 64 bits. */
export const KNOWN_DIGITS = 16;

/** What was told of some images, as whoever told it keeps it. Nothing of this is sent. */
export interface Telling {
  /** The first {@link KNOWN_DIGITS} digits of the SHA-256 of each image's pixels. */
  readonly images: readonly string[];
  readonly record: Sha256 | null;
  readonly model: Sha256 | null;
  /** Whether counts of classes were told, and whether one was withheld. */
  readonly classes: "none" | "whole" | "withheld";
  /** SHA-256 of the counts of classes; null where none were told. */
  readonly cells: Sha256 | null;
  /** Whether no figure was told but shares of all images. */
  readonly isNarrow: boolean;
}

/** What of a text is kept by its sender. */
function tellingOf(
  shared: SharedResult,
  pixels: readonly string[],
  createDigest: CreateDigest,
): Telling {
  const { classes, record, model, figures, counts } = shared;
  return {
    images: pixels.map((hash) => hash.slice(0, KNOWN_DIGITS)).sort(),
    record,
    model,
    classes:
      classes === null ? "none" : classes.every(({ hits }) => hits !== null) ? "whole" : "withheld",
    cells: classes === null ? null : contentId(classes as unknown as Json, createDigest),
    isNarrow: figures.every((figure) => isOfAllImages(figure, counts.scored)),
  };
}

/**
 * How much may be told of images, some of which may have been told of before, so that no text can be held
 * against another to work out what either withholds.
 *
 * - The same images once more: counts of classes if they are the same counts of the same model, or the first, by
 *   texts that told shares of all images alone, or are whole; without them, shares of all images alone once counts
 *   of classes were told, but where those are whole and of the same model.
 * - Other images, some of them the same: nothing where either text has counts of classes; else shares of all
 *   images alone, where images that were in the same texts are at least {@link LEAST_TOLD} together. What follows
 *   from the totals of any number of texts is of all images of some of these groups.
 *
 * Source: docs/decisions/0119; attacked in `test/ledger/told-before.test.ts`.
 *
 * @param earlier in any order
 * @returns `all`, or `shares`: of all images, and nothing else
 * @throws HomegroundError `ledger/told-before`
 */
export function tellable(now: Telling, earlier: readonly Telling[]): "all" | "shares" {
  const own = new Set(now.images);
  let [isOfOthers, isNarrow] = [false, false];
  for (const before of earlier) {
    const both = before.images.reduce((sum, image) => sum + (own.has(image) ? 1 : 0), 0);
    if (both === 0) continue;
    if (both < own.size || both < new Set(before.images).size) {
      if (now.classes !== "none" || before.classes !== "none") {
        throw toldBefore(
          before.classes === "none"
            ? "some of these images, and others, were told of before"
            : "some of these images, and others, were told of before, with counts of classes",
        );
      }
      isOfOthers = true;
    } else if (now.classes !== "none") checkCells(now, before);
    else if (before.classes !== "none") {
      isNarrow ||= before.classes === "withheld" || before.model !== now.model;
    }
  }
  if (!isOfOthers) return isNarrow ? "shares" : "all";
  const fewest = smallestGroup(own, earlier);
  if (fewest >= LEAST_TOLD) return "shares";
  throw toldBefore(`these images differ from some that were told of before by ${fewest}`);
}

/** @throws HomegroundError where counts of classes of the same images say more than they did */
function checkCells(now: Telling, before: Telling): void {
  const isSameModel = before.model === now.model;
  if (before.cells !== null) {
    if (before.cells === now.cells && isSameModel) return;
    throw toldBefore("other counts of classes were told of these images");
  }
  if (before.isNarrow || (isSameModel && now.classes === "whole")) return;
  throw toldBefore(
    "figures that counts of classes could be worked out from were told of these images",
  );
}

/**
 * The fewest images that a text would part from those that were in the same texts so far, or that none was of;
 * Infinity where it parts none.
 */
function smallestGroup(own: ReadonlySet<string>, earlier: readonly Telling[]): number {
  const textsOf = new Map<string, string>();
  for (const [i, { images }] of earlier.entries()) {
    for (const image of new Set(images)) textsOf.set(image, `${textsOf.get(image) ?? ""}${i} `);
  }
  const groups = new Map<string, { within: number; without: number }>();
  const groupOf = (texts: string) => {
    const group = groups.get(texts) ?? { within: 0, without: 0 };
    groups.set(texts, group);
    return group;
  };
  for (const [image, texts] of textsOf) groupOf(texts)[own.has(image) ? "within" : "without"]++;
  const known = [...groups.values()].filter(({ within, without }) => within > 0 && without > 0);
  let fresh = 0;
  for (const image of own) if (!textsOf.has(image)) fresh++;
  const sizes = known.flatMap(({ within, without }) => [within, without]);
  return Math.min(...sizes, ...(fresh === 0 ? [] : [fresh]));
}

/** What may leave of a result, and what its sender keeps of it. */
interface Tellable {
  readonly shared: SharedResult;
  /** Whether shares of all images are told alone, since others were told of before. */
  readonly isNarrow: boolean;
  /** Null for images that cannot be known again. */
  readonly telling: Telling | null;
}

/**
 * The result with as much as may be told after what was told before, by {@link tellable}.
 *
 * @param make the result, with all or with shares of all images alone
 * @param pixels SHA-256s of the scored images' pixels; null where they cannot be read
 * @param earlier in any order
 * @throws HomegroundError `ledger/told-before`
 */
export function tellableResult(
  make: (isNarrow: boolean) => SharedResult,
  pixels: readonly string[] | null,
  earlier: readonly Telling[],
  createDigest: CreateDigest,
): Tellable {
  const whole = make(false);
  if (pixels === null) {
    checkUnknown(whole, earlier);
    return { shared: whole, isNarrow: false, telling: null };
  }
  const isNarrow = tellable(tellingOf(whole, pixels, createDigest), earlier) === "shares";
  const shared = isNarrow ? make(true) : whole;
  if (shared.figures.length === 0) throw toldBefore("no figure is a share of all images");
  return { shared, isNarrow, telling: tellingOf(shared, pixels, createDigest) };
}

/** Whether the very same was told already, so that nothing new is kept of it. */
export function isToldAlready(telling: Telling, earlier: readonly Telling[]): boolean {
  const text = textOf(telling);
  return earlier.some((one) => textOf(one) === text);
}

function textOf({ images, record, model, classes, cells, isNarrow }: Telling): string {
  return JSON.stringify([images, record, model, classes, cells, isNarrow]);
}

/**
 * Refuses to tell of images that cannot be known again where some of the same record were told of by class, or of the
 * same model where no record is named.
 *
 * @throws HomegroundError `ledger/told-before`
 */
export function checkUnknown(
  { record, model }: Pick<Telling, "record" | "model">,
  earlier: readonly Telling[],
): void {
  const isThere = earlier.some((one) => {
    const isSame = record === null ? one.model === model : one.record === record;
    return one.classes !== "none" && isSame;
  });
  if (!isThere) return;
  throw toldBefore(
    "counts of classes were told before, and nobody can say whether of these images",
  );
}

/** @returns an error to throw */
function toldBefore(what: string): HomegroundError {
  return new HomegroundError("ledger/told-before", {
    what: `${what}: together the two could give small counts away`,
    where: "share",
    fix: "Share images that were not told of yet, or the same ones as before without counts by class",
  });
}
