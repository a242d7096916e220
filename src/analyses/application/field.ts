import { timesOf } from "../../claims/attribute-levels.js";
import { isNamed, PLACES } from "../../claims/group-names.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import { cellText } from "../../core/table.js";
import type { HeadlineBasis } from "../../evaluation/headline-basis.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { isEmptyName } from "../../formats/coco/empty-names.js";
import { haveLabelSets, haveOneLabel } from "../../outcomes/classification-types.js";
import { areCounts } from "../../outcomes/counting.js";
import type { EvaluatedOutcomes } from "../../outcomes/detection/evaluated-detections.js";
import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import { shown } from "../../reports/text.js";
import type { Note } from "../../results/result.js";
import { eventStarts } from "../../statistics/independent-events.js";
import { dealGroups, MAX_GROUPS } from "../../statistics/jackknife.js";
import { type Deployment, type Deployments, noCamera } from "./deployments.js";
import type { Groups } from "./measured.js";

/** A count that a model estimates is of something there from here on, where it would be rounded to one. */
const FEWEST_COUNTED = 0.5;

/** Which labels are on each unit: those of unit i from `start[i]` to before `start[i + 1]`. */
export interface Sightings {
  readonly start: Int32Array;
  readonly label: Int32Array;
  /** Objects of the label there, 1 where nobody counts them. */
  readonly count: Float64Array;
}

/** Independent events of one side, a row each. */
export interface FieldEvents {
  readonly count: number;
  readonly label: Int32Array;
  readonly camera: Int32Array;
  /** Unit of the first image. */
  readonly unit: Int32Array;
  /** Most objects of the label on one of its images. */
  readonly size: Float64Array;
}

export type Side = "truth" | "model";
export const SIDES: readonly Side[] = ["truth", "model"];

/** Cameras in the order of the images, then those of the table alone. */
export interface FieldCameras {
  readonly attribute: string;
  readonly names: readonly string[];
  /** Of each unit; −1 where it names none. */
  readonly codes: Int32Array;
  /** Deployment of each camera; null where there is none. */
  readonly deployed: readonly (Deployment | null)[];
  /** Group of each camera, −1 for one that is in none. */
  readonly groups: Int32Array;
}

/** The images as somebody in the field sees them: what lives where, and when. */
export interface Field {
  readonly unit: string;
  readonly unitCount: number;
  /** Labels of what lives; not the one that says that nothing is there. */
  readonly labels: readonly string[];
  readonly hasCounts: boolean;
  readonly sightings: Readonly<Record<Side, Sightings>>;
  readonly cameras: FieldCameras | null;
  /** Minutes on the clock of each unit, NaN where there is none; null where there is none at all. */
  readonly clock: Float64Array | null;
  /** Whether a unit was made in the period of its camera; null without deployments. */
  readonly inside: Uint8Array | null;
  /** Distance of what is seen, of each unit, NaN where it is not known; null where it is of none. */
  readonly distance: Float64Array | null;
  /** Group of each unit, of which each is left out once. */
  readonly group: Int32Array;
  readonly groups: Groups;
  readonly sampled: string | null;
  /** Null where cameras or times are not known. */
  readonly events: Readonly<Record<Side, FieldEvents>> | null;
  readonly notes: readonly Note[];
  readonly outside: number;
  readonly unlisted: number;
}

type Basis = Pick<HeadlineBasis, "outcomes" | "attributes" | "question">;
type Request = Pick<EvaluateRequest, "seed" | "gapMinutes">;

/** That the answers of a detector say nothing without a threshold. */
const NO_THRESHOLD = "application/no-threshold";
/** That nothing says that these are images of cameras in the field. */
const NO_FIELD = "application/no-cameras";

/**
 * @returns a code where there is nothing to see as a field
 * @throws HomegroundError `deployments/no-camera`
 */
export function fieldOf(
  { outcomes, attributes, question }: Basis,
  { seed, gapMinutes }: Request,
  deployments: Deployments | null,
): Field | string {
  const named = camerasOf(attributes, deployments);
  const hasEmpty = outcomes.classes.some(isEmptyName);
  if (named === null && !hasEmpty) return NO_FIELD;
  const seen = sightingsOf(outcomes);
  if (seen === null) {
    return haveObjects(outcomes) ? NO_THRESHOLD : "application/no-labels";
  }
  const { unitCount, unit } = outcomes;
  const clock = clockOf(attributes);
  const inside = named === null || deployments === null ? null : insideOf(named, clock);
  const { ofCameras, ...sampling } = samplingOf(named, question, unitCount, seed);
  const cameras = named === null ? null : { ...named, groups: ofCameras! };
  const events =
    cameras === null || clock === null
      ? null
      : {
          truth: eventsOf(seen.truth, cameras, clock, gapMinutes),
          model: eventsOf(seen.model, cameras, clock, gapMinutes),
        };
  const placed = notesOf(named, deployments, inside);
  const { distance, words } = distanceOf(attributes);
  const below = distance === null ? 0 : distance.filter((r) => r < 0).length;
  const notes = [
    ...(below === 0 ? [] : [`${below} images state a distance below 0: they are in no density`]),
    ...words,
  ].map((what): Note => ({ file: "", code: "deployments/distance", what }));
  return {
    unit,
    unitCount,
    ...seen,
    sightings: { truth: seen.truth, model: seen.model },
    cameras,
    clock,
    inside,
    distance,
    ...sampling,
    events,
    ...placed,
    notes: [...placed.notes, ...notes],
  };
}

interface Seen {
  readonly labels: readonly string[];
  readonly hasCounts: boolean;
  readonly truth: Sightings;
  readonly model: Sightings;
}

/** What each unit shows, by its labels and by the model; null where the model has no answer yet, or no kinds. */
function sightingsOf(outcomes: EvaluatedOutcomes): Seen | null {
  const { classes, unitCount } = outcomes;
  const kept = classes.map((name) => !isEmptyName(name));
  const labels = classes.filter((_, k) => kept[k]);
  let next = 0;
  const codes = Int32Array.from(kept, (is) => (is ? next++ : -1));
  if (haveObjects(outcomes)) {
    const { input, unitOfImage, threshold } = outcomes;
    if (threshold === null) return null;
    const { truth, detections } = input;
    const of = (
      objects: { readonly count: number; readonly image: Int32Array; readonly label: Int32Array },
      counts: (row: number) => boolean,
    ): Sightings => {
      const rows = new Map<number, number>();
      for (let row = 0; row < objects.count; row++) {
        const code = codes[objects.label[row]!]!;
        if (code < 0 || !counts(row)) continue;
        const key = unitOfImage[objects.image[row]!]! * labels.length + code;
        rows.set(key, (rows.get(key) ?? 0) + 1);
      }
      const keys = Float64Array.from(rows.keys()).sort();
      return sightings(
        unitCount,
        Int32Array.from(keys, (key) => Math.floor(key / labels.length)),
        Int32Array.from(keys, (key) => key % labels.length),
        Float64Array.from(keys, (key) => rows.get(key)!),
      );
    };
    return {
      labels,
      hasCounts: true,
      truth: of(truth, (row) => truth.flags[row] !== OBJECT_FLAG.ignored),
      model: of(detections, (row) => detections.score[row]! >= threshold),
    };
  }
  if (haveOneLabel(outcomes)) {
    const of = (column: Int32Array): Sightings => {
      const units: number[] = [];
      const found: number[] = [];
      for (const [unit, k] of column.entries()) {
        if (codes[k]! < 0) continue;
        units.push(unit);
        found.push(codes[k]!);
      }
      return sightings(unitCount, Int32Array.from(units), Int32Array.from(found));
    };
    return { labels, hasCounts: false, truth: of(outcomes.truth), model: of(outcomes.predicted) };
  }
  if (areCounts(outcomes)) {
    const of = (matrix: Float64Array): Sightings => {
      const units: number[] = [];
      const found: number[] = [];
      const counts: number[] = [];
      for (const [at, count] of matrix.entries()) {
        const code = codes[at % classes.length]!;
        if (code < 0 || count < FEWEST_COUNTED) continue;
        units.push(Math.floor(at / classes.length));
        found.push(code);
        counts.push(count);
      }
      const columns = [Int32Array.from(units), Int32Array.from(found)] as const;
      return sightings(unitCount, ...columns, Float64Array.from(counts));
    };
    return { labels, hasCounts: true, truth: of(outcomes.truth), model: of(outcomes.predicted) };
  }
  // One score says how bad an image is, not what it shows; pixels are no things.
  if (!haveLabelSets(outcomes)) return null;
  const width = classes.length;
  const of = (matrix: Uint8Array): Sightings => {
    const units: number[] = [];
    const found: number[] = [];
    for (let at = 0; at < matrix.length; at++) {
      if (matrix[at] === 0 || codes[at % width]! < 0) continue;
      units.push(Math.floor(at / width));
      found.push(codes[at % width]!);
    }
    return sightings(unitCount, Int32Array.from(units), Int32Array.from(found));
  };
  return { labels, hasCounts: false, truth: of(outcomes.truth), model: of(outcomes.predicted) };
}

/** @param units rising */
function sightings(
  unitCount: number,
  units: Int32Array,
  label: Int32Array,
  count: Float64Array = new Float64Array(units.length).fill(1),
): Sightings {
  const start = new Int32Array(unitCount + 1);
  for (const unit of units) start[unit + 1]!++;
  for (let i = 0; i < unitCount; i++) start[i + 1]! += start[i]!;
  return { start, label, count };
}

type Attributes = Basis["attributes"];
type NamedCameras = Omit<FieldCameras, "groups">;

/** Names that mean a camera or where it stood, the surest first; a site may be a hospital. */
const CAMERAS = PLACES.slice(0, PLACES.indexOf("location"));

function camerasOf(
  { table, rows }: Attributes,
  deployments: Deployments | null,
): NamedCameras | null {
  const names = [...table.columns.keys()];
  const named = (words: readonly string[]) =>
    words.flatMap((word) => names.filter((name) => isNamed(name, [word])));
  const candidates =
    deployments === null
      ? named(CAMERAS)
      : [...new Set([...names.filter((name) => name === deployments.column), ...named(PLACES)])];
  const rowOf = new Map(deployments?.rows.map((one) => [one.camera, one]));
  let best: {
    readonly attribute: string;
    readonly levels: string[];
    readonly codes: Int32Array;
  } | null = null;
  let most = -1;
  for (const attribute of candidates) {
    const column = table.columns.get(attribute)!;
    const codeOf = new Map<string, number>();
    const codes = rows.map((row) => {
      const level = cellText(column, row)?.trim() ?? null;
      if (level === null || level === "") return -1;
      const code = codeOf.get(level) ?? codeOf.size;
      codeOf.set(level, code);
      return code;
    });
    const levels = [...codeOf.keys()];
    const known = levels.filter((level) => rowOf.has(level)).length;
    if (levels.length > 0 && known > most) {
      most = known;
      best = { attribute, levels, codes };
    }
  }
  if (deployments !== null && (best === null || most === 0)) {
    throw noCamera(deployments, best?.levels ?? []);
  }
  if (best === null) return null;
  const { attribute, levels, codes } = best;
  const own = new Set(levels);
  const others = (deployments?.rows ?? []).filter(({ camera }) => !own.has(camera));
  return {
    attribute,
    codes,
    names: [...levels, ...others.map(({ camera }) => camera)],
    deployed: [...levels.map((level) => rowOf.get(level) ?? null), ...others],
  };
}

/** Minutes on the clock, of the first column that states times of day. */
function clockOf({ table, rows }: Attributes): Float64Array | null {
  for (const column of table.columns.values()) {
    const times = timesOf(column, rows);
    if (times === null || times.every((time) => time?.hour == null)) continue;
    return Float64Array.from(times, (time) =>
      time === null || time.hour === null ? Number.NaN : time.clock / 60,
    );
  }
  return null;
}

const DISTANCES = ["distance", "distancem", "distances", "animaldistance", "range"];

/** Distances, and what is said of cells that are none: a word makes a column one of words, numbers and all. */
function distanceOf({ table, rows }: Attributes): {
  readonly distance: Float64Array | null;
  readonly words: readonly string[];
} {
  for (const [name, column] of table.columns) {
    if (!DISTANCES.includes(name.toLowerCase().replace(/[^a-z]/g, ""))) continue;
    if (column.kind === "numeric") {
      return { distance: Float64Array.from(rows, (row) => column.values[row]!), words: [] };
    }
    const { codes, levels } = column;
    const numbers = levels.map((text) => (NUMBER.test(text) ? Number(text) : Number.NaN));
    const distance = Float64Array.from(rows, (row) => numbers[codes[row]!] ?? Number.NaN);
    const stray = [...rows].filter((row) => codes[row]! >= 0 && Number.isNaN(numbers[codes[row]!]));
    const stated = rows.filter((row) => codes[row]! >= 0).length;
    if (2 * stray.length > stated) continue;
    const cells = stray
      .slice(0, MOST_STRAY)
      .map((row) => `row ${row + 1}: ${JSON.stringify(shown(levels[codes[row]!]!, 60))}`);
    const more = stray.length > cells.length ? ", …" : "";
    const what = `${stray.length} ${stray.length === 1 ? "image states" : "images state"} a distance that is no number (${cells.join(", ")}${more}): in no density`;
    return { distance, words: stray.length === 0 ? [] : [what] };
  }
  return { distance: null, words: [] };
}

const NUMBER = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;
/** So many cells that are no distance are named. */
const MOST_STRAY = 5;

function insideOf(cameras: NamedCameras, clock: Float64Array | null): Uint8Array {
  return Uint8Array.from(cameras.codes, (code, unit) => {
    const deployment = code < 0 ? null : cameras.deployed[code]!;
    if (deployment === null) return 0;
    const { start, end } = deployment;
    const time = clock?.[unit] ?? Number.NaN;
    if (Number.isNaN(time)) return 1;
    return (start === null || time >= start) && (end === null || time < end) ? 1 : 0;
  });
}

/** What is sampled, and the group of each camera; of one without images −1 where cameras are not what is sampled. */
interface Sampling extends Pick<Field, "group" | "groups" | "sampled"> {
  readonly ofCameras: Int32Array | null;
}

/**
 * The levels of the attribute that was named, else the cameras, else what the question counts once. More than 200 are
 * dealt to as many groups, of which each is left out together.
 */
function samplingOf(
  cameras: NamedCameras | null,
  { clusters }: Basis["question"],
  unitCount: number,
  seed: number,
): Sampling {
  if (cameras !== null && clusters?.kind !== "attribute") {
    const count = cameras.names.length;
    const dealt = dealt200(count, seed);
    // Units without a camera stay in whatever is left out.
    const group = cameras.codes.map((code) => (code < 0 ? -1 : dealt[code]!));
    const groups = { count: Math.min(count, MAX_GROUPS), clusters: count };
    return { group, groups, sampled: cameras.attribute, ofCameras: dealt };
  }
  const count = clusters?.count ?? unitCount;
  const dealt = dealt200(count, seed);
  const group = clusters === null ? dealt : clusters.cluster.map((one) => dealt[one]!);
  const ofCameras = cameras === null ? null : new Int32Array(cameras.names.length).fill(-1);
  for (const [unit, code] of (cameras?.codes ?? []).entries()) {
    if (code >= 0 && ofCameras![code] === -1) ofCameras![code] = group[unit]!;
  }
  return {
    group,
    groups: { count: Math.min(count, MAX_GROUPS), clusters: clusters?.count ?? null },
    sampled: clusters?.attribute ?? null,
    ofCameras,
  };
}

/** In their order where each is a group of its own. */
function dealt200(count: number, seed: number): Int32Array {
  return count <= MAX_GROUPS
    ? Int32Array.from({ length: count }, (_, i) => i)
    : Int32Array.from(dealGroups(count, seed));
}

function eventsOf(
  { start, label, count }: Sightings,
  { codes }: NamedCameras,
  clock: Float64Array,
  gapMinutes: number,
): FieldEvents {
  const places: number[] = [];
  const unitOf = new Int32Array(label.length);
  for (let unit = 0; unit < codes.length; unit++) {
    for (let at = start[unit]!; at < start[unit + 1]!; at++) {
      unitOf[at] = unit;
      if (codes[unit]! >= 0 && !Number.isNaN(clock[unit]!)) places.push(at);
    }
  }
  const order = Int32Array.from(places).sort(
    (a, b) =>
      label[a]! - label[b]! ||
      codes[unitOf[a]!]! - codes[unitOf[b]!]! ||
      clock[unitOf[a]!]! - clock[unitOf[b]!]! ||
      a - b,
  );
  const labels: number[] = [];
  const cameras: number[] = [];
  const units: number[] = [];
  const sizes: number[] = [];
  for (let from = 0; from < order.length; ) {
    const first = order[from]!;
    const camera = codes[unitOf[first]!]!;
    let to = from;
    while (
      to < order.length &&
      label[order[to]!] === label[first] &&
      codes[unitOf[order[to]!]!] === camera
    ) {
      to++;
    }
    const run = order.subarray(from, to);
    const times = Float64Array.from(run, (at) => clock[unitOf[at]!]!);
    const starts = eventStarts(times, gapMinutes);
    for (const [k, at] of starts.entries()) {
      let size = 0;
      for (let i = at; i < (starts[k + 1] ?? run.length); i++)
        size = Math.max(size, count[run[i]!]!);
      labels.push(label[first]!);
      cameras.push(camera);
      units.push(unitOf[run[at]!]!);
      sizes.push(size);
    }
    from = to;
  }
  return {
    count: labels.length,
    label: Int32Array.from(labels),
    camera: Int32Array.from(cameras),
    unit: Int32Array.from(units),
    size: Float64Array.from(sizes),
  };
}

/** Cameras and images that do not fit the table, a note each. */
function notesOf(
  cameras: NamedCameras | null,
  deployments: Deployments | null,
  inside: Uint8Array | null,
): Pick<Field, "notes" | "outside" | "unlisted"> {
  if (cameras === null || deployments === null || inside === null) {
    return { notes: [], outside: 0, unlisted: 0 };
  }
  const images = new Int32Array(cameras.names.length);
  const out = new Int32Array(cameras.names.length);
  let nameless = 0;
  for (const [unit, code] of cameras.codes.entries()) {
    if (code < 0) nameless++;
    else {
      images[code]!++;
      if (inside[unit] === 0) out[code]!++;
    }
  }
  const { source } = deployments;
  const notes: Note[] = [];
  let [outside, unlisted] = [0, nameless];
  for (const [code, name] of cameras.names.entries()) {
    const say = (what: Note["code"], text: string) =>
      notes.push({ file: source, code: what, what: text });
    if (cameras.deployed[code] === null) {
      unlisted += images[code]!;
      say(
        "deployments/no-row",
        `camera ${name} has ${images[code]} images and no row: they are in no rate and no occupancy`,
      );
    } else if (images[code] === 0) {
      say(
        "deployments/no-images",
        `camera ${name} has a row and no image: its nights count as nights without an event`,
      );
    } else if (out[code]! > 0) {
      outside += out[code]!;
      say(
        "deployments/outside-period",
        `${out[code]} of ${images[code]} images of camera ${name} lie outside its period: they are in no rate and no occupancy`,
      );
    }
  }
  if (nameless > 0) {
    notes.push({
      file: source,
      code: "deployments/nameless",
      what: `${nameless} images name no camera: they are in no rate and no occupancy`,
    });
  }
  return { notes, outside, unlisted };
}
