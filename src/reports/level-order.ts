/**
 * The order that names of levels have by themselves: numbers, bins, dates, months, days and a few
 * scales. Names of places, cameras and people have none.
 */

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SCALES: readonly (readonly string[])[] = [
  ["very low", "low", "medium", "high", "very high"],
  ["tiny", "small", "medium", "large", "huge"],
  ["none", "mild", "moderate", "severe"],
  ["never", "rarely", "sometimes", "often", "always"],
  ["infant", "juvenile", "subadult", "adult"],
];

type Key = (level: string) => number | null;

const KEYS: readonly Key[] = [dateKey, binKey, monthKey, seasonKey, dayKey];

/**
 * A number for each level, to sort by: ascending is the natural order.
 *
 * @returns length of `levels`, ±Infinity at open ends; null unless every level has a place in the
 *   same kind of order
 */
export function levelOrder(levels: readonly string[]): readonly number[] | null {
  if (levels.length === 0) return null;
  const names = levels.map((level) => level.trim().toLowerCase());
  for (const key of [...KEYS, ...SCALES.map(scaleKey)]) {
    const keys: number[] = [];
    for (const name of names) {
      const place = key(name);
      if (place === null) break;
      keys.push(place);
    }
    if (keys.length === names.length) return keys;
  }
  return null;
}

/** `2026-05`, `2026-05-31`, with a time or without. */
function dateKey(level: string): number | null {
  const found = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[t ](\d{2}):(\d{2}))?)?/.exec(level);
  if (found === null) return null;
  const [year, month, day, hour, minute] = found.slice(1).map((part) => Number(part ?? 0));
  if (month === undefined || month < 1 || month > 12) return null;
  const days = ((year ?? 0) * 12 + month) * 31 + (day ?? 0);
  return (days * 24 + (hour ?? 0)) * 60 + (minute ?? 0);
}

/** `below 3`, `3 to 5`, `above 5 to 8`, `above 8`, `0 to 6 h`, `10-20`, `< 10`, `20+`, `7`. */
function binKey(level: string): number | null {
  const number = "([+-]?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)";
  const unit = "(?:\\s?[a-zµ°%²³/]{1,5})?";
  const range = new RegExp(`^(?:above )?${number}${unit}(?: to |\\s?[-–]\\s?)${number}${unit}$`);
  const [, start] = range.exec(level) ?? [];
  if (start !== undefined) return Number(start);
  if (new RegExp(`^(?:below |under |[<≤] ?)${number}${unit}$`).test(level)) return -Infinity;
  if (new RegExp(`^(?:above |over |[>≥] ?)${number}${unit}$`).test(level)) return Infinity;
  if (new RegExp(`^${number}\\+$`).test(level)) return Infinity;
  const [, alone] = new RegExp(`^${number}$`).exec(level) ?? [];
  return alone === undefined ? null : Number(alone);
}

/** From January; names of three letters or more. */
function monthKey(level: string): number | null {
  return beginning(MONTHS, level);
}

/** `december to february` and what follows it: the year of seasons begins in December. */
function seasonKey(level: string): number | null {
  const [from = "", to] = level.split(" to ");
  const month = beginning(MONTHS, from);
  if (month === null || to === undefined || beginning(MONTHS, to) === null) return null;
  return (month + 1) % 12;
}

function dayKey(level: string): number | null {
  return beginning(DAYS, level);
}

function scaleKey(scale: readonly string[]): Key {
  return (level) => {
    const at = scale.indexOf(level);
    return at < 0 ? null : at;
  };
}

function beginning(names: readonly string[], start: string): number | null {
  const at = start.length < 3 ? -1 : names.findIndex((name) => name.startsWith(start));
  return at < 0 ? null : at;
}
