import { isNamed, PLACES } from "../../claims/group-names.js";
import { parseTimeStamp } from "../../claims/time-stamps.js";
import { type ErrorCode, HomegroundError } from "../../core/errors.js";
import { nearestName } from "../../core/nearest-name.js";
import { type Column, cellText, type Table } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";

/** When and where each camera stood, as a table says it. */
export interface Deployments {
  readonly source: string;
  /** Its column that names cameras. */
  readonly column: string;
  readonly rows: readonly Deployment[];
}

export interface Deployment {
  readonly camera: string;
  /** Minutes on the clock of the table; null where the table says nights alone. */
  readonly start: number | null;
  /** The first minute that no longer counts. */
  readonly end: number | null;
  /** Above 0. */
  readonly nights: number;
  /** Angle of view in degrees and moments at which it looked, for densities; null where they are not stated. */
  readonly angleDeg: number | null;
  readonly moments: number | null;
}

const STARTS = [
  "start",
  "deploymentstart",
  "startdate",
  "datestart",
  "starttime",
  "begin",
  "setup",
];
const ENDS = ["end", "deploymentend", "enddate", "dateend", "endtime", "retrieval", "pickup"];
const NIGHTS = ["nights", "trapnights", "cameranights", "effort", "days", "trapdays", "cameradays"];
const ANGLES = ["angle", "viewangle", "fieldofview", "fov"];
const MOMENTS = ["moments", "snapshots", "snapshotmoments"];
const DAY = 24 * 60;

/**
 * A row a camera: its name, and `start` and `end` or `nights`. An end without a time of day is the end of that day,
 * and counts no night of its own.
 *
 * @param source names the table in errors
 * @throws HomegroundError `deployments/…` where it cannot be
 */
export function deploymentsOf(table: Table, source: string): Deployments {
  const names = [...table.columns.keys()];
  const column =
    PLACES.map((place) => names.find((name) => isNamed(name, [place]))).find(
      (name) => name !== undefined,
    ) ?? names[0];
  const cameras = column === undefined ? undefined : table.columns.get(column);
  if (column === undefined || cameras === undefined || table.rowCount === 0) {
    throw refused("deployments/no-rows", "it has no row of a camera", source, A_ROW);
  }
  const named = (wanted: readonly string[]): Column | null =>
    wanted
      .map((one) => names.find((name) => foldName(name) === one))
      .map((name) => (name === undefined ? undefined : table.columns.get(name)))
      .find((found) => found !== undefined) ?? null;
  const columns = {
    starts: named(STARTS),
    ends: named(ENDS),
    nights: named(NIGHTS),
    angles: named(ANGLES),
    moments: named(MOMENTS),
  };
  if (columns.nights === null && (columns.starts === null || columns.ends === null)) {
    throw refused(
      "deployments/no-period",
      `there is neither a column nights nor columns start and end, but ${names.join(", ")}`,
      source,
      A_ROW,
    );
  }
  const seen = new Set<string>();
  const rows = Array.from({ length: table.rowCount }, (_, row): Deployment => {
    const camera = cellText(cameras, row)?.trim() ?? "";
    const where = `${source}, row ${row + 1}${camera === "" ? "" : ` (${camera})`}`;
    if (camera === "") throw refused("deployments/no-name", "it names no camera", where, A_ROW);
    if (seen.has(camera)) {
      throw refused(
        "deployments/double-row",
        "the camera has a row already",
        where,
        "Give each camera one row; where it stood twice, two names, in the images as well",
      );
    }
    seen.add(camera);
    return { camera, ...periodOf(columns, row, where), ...viewOf(columns, row, where) };
  });
  return { source, column, rows };
}

const A_ROW =
  "Write a row a camera with its name, start and end (2026-05-01 08:00) or the number of nights";

type Columns = Readonly<Record<"starts" | "ends" | "nights" | "angles" | "moments", Column | null>>;

function periodOf(
  { starts, ends, nights: counts }: Columns,
  row: number,
  where: string,
): Pick<Deployment, "start" | "end" | "nights"> {
  const from = timeAt(starts, row, where);
  const to = timeAt(ends, row, where);
  const stated = numberAt(counts, row, "nights", where);
  if (stated !== null && !(stated > 0)) {
    throw refused(
      "deployments/no-nights",
      `${stated} nights is no time in which a camera could see anything`,
      where,
      "Correct the number, or leave out the row",
    );
  }
  const start = from?.clock ?? null;
  const end =
    to === null
      ? start === null || stated === null
        ? null
        : start + stated * DAY
      : to.clock + (to.hasTime ? 0 : DAY);
  if (start !== null && end !== null && end <= start) {
    throw refused(
      "deployments/end-before-start",
      "it ends before it starts",
      where,
      "Exchange start and end, or correct the one that is wrong",
    );
  }
  const between = from === null || to === null ? null : (to.clock - from.clock) / DAY;
  const nights = stated ?? between;
  if (nights === null) {
    throw refused(
      "deployments/no-period",
      "it says neither how many nights it is nor both start and end",
      where,
      A_ROW,
    );
  }
  if (!(nights > 0)) {
    throw refused(
      "deployments/no-nights",
      "it starts and ends on one day, which is no night",
      where,
      "Write times of day with it, or the number of nights in a column nights",
    );
  }
  return { start, end, nights };
}

function viewOf(
  { angles, moments }: Columns,
  row: number,
  where: string,
): Pick<Deployment, "angleDeg" | "moments"> {
  const angleDeg = numberAt(angles, row, "angle", where);
  const looks = numberAt(moments, row, "moments", where);
  if (
    (angleDeg !== null && !(angleDeg > 0 && angleDeg <= 360)) ||
    (looks !== null && !(looks > 0))
  ) {
    throw refused(
      "deployments/bad-number",
      angleDeg !== null && !(angleDeg > 0 && angleDeg <= 360)
        ? `${angleDeg}° is no angle of view`
        : `${looks} is no number of moments`,
      where,
      "Correct the number: an angle above 0 and up to 360 degrees, moments above 0",
    );
  }
  return { angleDeg, moments: looks };
}

function timeAt(column: Column | null, row: number, where: string) {
  const text = column === null ? null : cellText(column, row);
  if (text === null) return null;
  const time = parseTimeStamp(text);
  if (time !== null) return { clock: time.clock / 60, hasTime: time.hour !== null };
  throw refused(
    "deployments/bad-time",
    `${JSON.stringify(text)} is no time that exists`,
    where,
    "Write times as 2026-05-01 08:00, or days as 2026-05-01",
  );
}

function numberAt(column: Column | null, row: number, name: string, where: string): number | null {
  const text = column === null ? null : cellText(column, row);
  if (text === null) return null;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw refused(
    "deployments/bad-number",
    `${JSON.stringify(text)} in the column of ${name} is no number`,
    where,
    "Write a plain number, such as 14 or 13.5",
  );
}

/** That no image is of a camera of the table. */
export function noCamera(
  { source, column, rows }: Deployments,
  cameras: readonly string[],
): HomegroundError {
  const near =
    cameras.length === 0
      ? null
      : nearestName(
          cameras[0]!,
          rows.map(({ camera }) => camera),
        );
  const names = (some: readonly string[]) =>
    some
      .slice(0, 3)
      .map((one) => JSON.stringify(one))
      .join(", ");
  return refused(
    "deployments/no-camera",
    cameras.length === 0
      ? "no attribute of the images names their camera"
      : `none of its cameras (${names(rows.map(({ camera }) => camera))}) has an image; the images are of ${names(cameras)}`,
    source,
    near === null
      ? `Name cameras in the column ${column} as an attribute of the images does`
      : `Name cameras alike on both sides: is ${JSON.stringify(cameras[0])} called ${JSON.stringify(near)} there?`,
  );
}

function refused(
  code: ErrorCode & `deployments/${string}`,
  what: string,
  where: string,
  fix: string,
): HomegroundError {
  return new HomegroundError(code, { what, where, fix });
}
