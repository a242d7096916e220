/** What a text says of a time. */
export interface TimeStamp {
  /** Seconds since 1970-01-01 00:00, of the zone that the text names, else of the clock on the wall. */
  readonly seconds: number;
  /** Seconds since 1970-01-01 00:00 on the clock of the text, whatever its zone. */
  readonly clock: number;
  /** 0–23 on the clock of the text; null where it has a date alone. */
  readonly hour: number | null;
  /** 1–12. */
  readonly month: number;
  /** Whether the text names its zone. */
  readonly hasZone: boolean;
}

const FORM =
  /^\s*(\d{4})[-:/](\d{2})[-:/](\d{2})(?:[T ]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$/;
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Reads `2022-12-31T09:52:50+02:00` and its common kin: blanks for the T, no seconds, no zone, EXIF's
 * `2022:12:31 09:52:50`, a date alone. Other orders of day and month are not guessed.
 *
 * @returns null where the text is none of these or names a time that does not exist
 */
export function parseTimeStamp(text: string): TimeStamp | null {
  const found = FORM.exec(text);
  if (found === null) return null;
  const [, year, month, day] = found.slice(0, 4).map(Number) as [number, number, number, number];
  const hasTime = found[4] !== undefined;
  const [hour, minute, second] = [found[4], found[5], found[6]].map((part) =>
    Number(part ?? 0),
  ) as [number, number, number];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lastDay = month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0);
  if (day < 1 || day > lastDay || hour > 23 || minute > 59 || second > 60) return null;
  const before = year - 1;
  const days =
    (year - 1970) * 365 +
    (Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477) +
    DAYS_BEFORE[month - 1]! +
    (isLeap && month > 2 ? 1 : 0) +
    day -
    1;
  const clock = ((days * 24 + hour) * 60 + minute) * 60 + second;
  const seconds = clock - zoneSeconds(found[7]);
  return { seconds, clock, hour: hasTime ? hour : null, month, hasZone: found[7] !== undefined };
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const [hours, minutes] = [zone.slice(1, 3), zone.slice(-2)].map(Number) as [number, number];
  return (zone.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
}
