import { type LevelledAttribute, levelledAttributes } from "../../claims/attribute-levels.js";
import type { RaceRules } from "../../compare/race-models.js";
import { sharedImages } from "../../compare/shared-images.js";
import {
  COUNTED_ALIKE,
  comparisonFiles,
  tilesOf,
  wholeComparison,
  wholePage,
} from "../../compare/whole-comparison.js";
import type { Cancellation } from "../../core/cancellation.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { refuseUnequal } from "../../evaluation/drawn-design.js";
import type { ResultLabelling } from "../../results/result.js";
import type { ComparedRun } from "../../session/compared-runs.js";
import { createWebJpegEncoder } from "../images/jpeg-encoder.js";
import { savedFile } from "./saved-file.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import type { ComparisonTold } from "./session-types.js";

/** A run with what its pictures are made from. */
export interface SessionComparedRun extends ComparedRun {
  /** Bytes of the image of a unit; null where no file is here. */
  readonly read: (unit: number) => Promise<Uint8Array | null>;
  /** How its labels came about, where they were made in the app; null for those of a file. */
  readonly made: ResultLabelling | null;
}

/** A race over labels that were made here, in the order in which they were. */
export interface RacedHere {
  readonly budget: number;
  /** Images without a label above the last one that is evaluated. */
  readonly skipped: number;
}

export interface CompareOptions {
  readonly signal: Cancellation;
  /** The attribute whose levels are places, null for none; what was asked about where absent. */
  readonly by?: string | null;
  /** Figures are there, and pictures are made. */
  readonly onPictures?: () => void;
}

/** More levels are no places that are looked at side by side. */
const MOST_LEVELS = 100;

/**
 * The models of a session on the images that all of them answered: the same code as `homeground compare`.
 *
 * @throws HomegroundError `compare/one-model`, `compare/other-images`, `plan/design-ignored`, and as
 *   `compareModels`; the reason of the signal
 */
export async function compareRuns(
  runs: readonly SessionComparedRun[],
  { signal, by: wanted, onPictures }: CompareOptions,
  host: SessionHost,
  racedHere: RacedHere | null = null,
): Promise<ComparisonTold> {
  const [first] = runs;
  const last = runs.at(-1);
  if (first === undefined || last === undefined || runs.length < 2) {
    throw new HomegroundError("compare/one-model", {
      what: first === undefined ? "no model ran yet" : `${first.name} alone ran`,
      where: "compare",
      fix: "Run another model on the same images",
    });
  }
  refuseUnequal(first.drawn, COUNTED_ALIKE);
  const shared = sharedImages(runs, false);
  const [units] = shared.units;
  const attributes = placeAttributes(first, units!);
  const { metrics, positive, level, seed, slices } = last.asked;
  const asked = wanted === undefined ? slices : [wanted];
  const [places = null] = asked.flatMap((by) => attributes.find(({ name }) => name === by) ?? []);
  const models = runs.map(({ name, sha256, outcomes, claims }, m) => {
    return { name, sha256, outcomes, claims, units: shared.units[m]! };
  });
  const request = { metrics, positive, level, seed, places };
  const race = racedHere === null ? null : raceHere(first, units!, racedHere);
  const whole = unlessRefused(
    () => wholeComparison(models, { ...request, race }),
    () => wholeComparison(models, request),
  );
  // Somebody may have stopped it meanwhile: that is heard between two tasks.
  onPictures?.();
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal.throwIfAborted();
  const images = Array.from(units!, (unit) => first.images[unit]!);
  const tiles = await tilesOf(whole, images, {
    ports: {
      read: first.read,
      decoder: hostDecoder(host),
      encoder: createWebJpegEncoder((file) => host.programs.codecs[file]),
      signal,
    },
    image: units!,
  });
  const { version } = host;
  const pageFile = await host.loadBlockPageFile();
  return {
    page: wholePage(whole, tiles, { version, surface: "app" }),
    by: places?.name ?? null,
    attributes: attributes.map(({ name }) => name),
    files: [
      savedFile(
        "comparison.html",
        "text/html",
        pageFile(wholePage(whole, tiles, { version, surface: "command" })),
      ),
      ...comparisonFiles(whole, images).map(({ name, text }) =>
        savedFile(name, name.endsWith(".json") ? "application/json" : "text/csv", text),
      ),
    ],
  };
}

/** Labels that were made here have rows in the order in which they were drawn; null for others. */
function raceHere(
  { made, rows }: SessionComparedRun,
  units: Int32Array,
  { budget, skipped }: RacedHere,
): RaceRules | null {
  if (made === null || made.looks !== "after-each") return null;
  const order = Int32Array.from(units.keys()).sort((a, b) => rows[units[a]!]! - rows[units[b]!]!);
  return { order, basis: "here", skipped, budget };
}

/** What is no mean of bounded scores is compared without a race. */
function unlessRefused<T>(wanted: () => T, otherwise: () => T): T {
  try {
    return wanted();
  } catch (cause) {
    if (!isHomegroundError(cause) || cause.code !== "compare/race-metric") throw cause;
    return otherwise();
  }
}

/** Attributes with names as levels, which can be places. */
function placeAttributes(
  { attributes }: ComparedRun,
  units: Int32Array,
): readonly LevelledAttribute[] {
  const names = [...attributes.columns].flatMap(([name, { kind }]) =>
    kind === "numeric" ? [] : [name],
  );
  return levelledAttributes(attributes, units, names).filter(
    ({ name, levels }) =>
      names.includes(name) && levels.length >= 2 && levels.length <= MOST_LEVELS,
  );
}
