import { type LevelledAttribute, levelledAttributes } from "../../claims/attribute-levels.js";
import type { MeasuredCost } from "../../compare/cost.js";
import { measureCost } from "../../compare/measure-cost.js";
import type { RaceRules } from "../../compare/race-models.js";
import { sharedImages } from "../../compare/shared-images.js";
import {
  COUNTED_ALIKE,
  comparisonFiles,
  tilesOf,
  type WholeRequest,
  wholeComparison,
  wholePage,
} from "../../compare/whole-comparison.js";
import type { Cancellation } from "../../core/cancellation.js";
import { errorWords, HomegroundError, isHomegroundError } from "../../core/errors.js";
import { refuseUnequal } from "../../evaluation/drawn-design.js";
import type { ResultLabelling } from "../../results/result.js";
import type { ComparedRun } from "../../session/compared-runs.js";
import type { PageFileAccess } from "../files/blob-access.js";
import { createWebJpegEncoder } from "../images/jpeg-encoder.js";
import { PAGE_ENGINE } from "../inference/page-engine.js";
import { openTimedScorer } from "./run-engine.js";
import { savedFile } from "./saved-file.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import type { SessionModel } from "./session-state.js";
import type { ComparisonTold } from "./session-types.js";

/** A run with what its pictures are made from. */
export interface SessionComparedRun extends ComparedRun {
  /** Bytes of the image of a unit; null where no file is here. */
  readonly read: (unit: number) => Promise<Uint8Array | null>;
  /** How its labels came about, where they were made in the app; null for those of a file. */
  readonly made: ResultLabelling | null;
  /** Null where predictions came from a file. */
  readonly model: SessionModel | null;
  readonly files: Pick<PageFileAccess, "blobAt">;
  /** Where the image of a unit lies; null where no file is here. */
  readonly pathOf: (unit: number) => string | null;
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
  /** Alarms an image at which models are set alike, null for as many as the one with fewest; absent: they are not. */
  readonly alarms?: number | null;
  /** Whether models are timed, where that was not done yet. */
  readonly isTimed?: boolean;
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
  { signal, by: wanted, alarms, isTimed = false, onPictures }: CompareOptions,
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
  const shared = sharedImages(runs, false, "results");
  const [units] = shared.units;
  const attributes = placeAttributes(first, units!);
  const { metrics, positive, level, seed, slices } = last.asked;
  const asked = wanted === undefined ? slices : [wanted];
  const [places = null] = asked.flatMap((by) => attributes.find(({ name }) => name === by) ?? []);
  const models = runs.map(({ name, sha256, outcomes, claims, trained = null }, m) => {
    return { name, sha256, outcomes, claims, trained, units: shared.units[m]! };
  });
  const cost = isTimed ? await costOfRuns(runs, units!, host, signal) : null;
  const request: WholeRequest = { metrics, positive, level, seed, places, cost };
  const race = racedHere === null ? null : raceHere(first, units!, racedHere);
  const equalAlarms = alarms === undefined ? null : { rate: alarms, positive };
  const { found: whole, refused } = withoutRefused(
    (more) => wholeComparison(models, { ...request, ...more }),
    { race, equalAlarms },
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
    image: units!.map((unit) => (Number.isNaN(first.sizes[unit]) ? -1 : unit)),
  });
  const { version } = host;
  const pageFile = await host.loadBlockPageFile();
  return {
    page: wholePage(whole, tiles, { version, surface: "app" }),
    by: places?.name ?? null,
    alarms: whole.comparison.equalAlarms?.rate ?? null,
    alarmsRefused: refused === null ? null : errorWords("app", refused),
    canTime: runs.filter(({ model }) => model !== null).length > 1,
    isTimed: whole.comparison.cost !== null,
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
  if (made === null) return null;
  const order = Int32Array.from(units.keys()).sort((a, b) => rows[units[a]!]! - rows[units[b]!]!);
  return { order, basis: "here", skipped, budget };
}

/** Codes by which what was wanted beside the figures is refused. */
const REFUSED_BY = { race: "compare/race-metric", equalAlarms: "compare/no-equal-alarms" } as const;
type BesideFigures = Pick<WholeRequest, keyof typeof REFUSED_BY>;

/** Figures stand whatever is wanted beside them: a race by a metric that is no mean, alarms where there are no scores. */
function withoutRefused<T>(
  compare: (more: BesideFigures) => T,
  more: BesideFigures,
): { readonly found: T; readonly refused: HomegroundError | null } {
  let refused: HomegroundError | null = null;
  const left = { ...more };
  for (;;) {
    try {
      return { found: compare(left), refused };
    } catch (cause) {
      if (!isHomegroundError(cause)) throw cause;
      if (cause.code === REFUSED_BY.race && left.race != null) left.race = null;
      else if (cause.code === REFUSED_BY.equalAlarms && left.equalAlarms != null) {
        left.equalAlarms = null;
        refused = cause;
      } else throw cause;
    }
  }
}

/** What models cost in this page, one worker each. */
async function costOfRuns(
  runs: readonly SessionComparedRun[],
  units: Int32Array,
  host: SessionHost,
  signal: Cancellation,
): Promise<MeasuredCost | null> {
  const [{ files, pathOf }] = runs as [SessionComparedRun];
  const paths = Array.from(units, pathOf).flatMap((path) => path ?? []);
  return measureCost(
    runs.map(({ model }) =>
      model === null
        ? null
        : {
            engine: PAGE_ENGINE,
            sizeBytes: model.model.sizeBytes,
            open: () => openTimedScorer(model, { files, signal }, host),
          },
    ),
    paths,
    { now: host.now, signal },
  );
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
