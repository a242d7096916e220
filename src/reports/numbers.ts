/**
 * How numbers are printed for people, the same in page, terminal and table. Fractions come in,
 * percentages go out. Differences of percentages are "points", never "%". The minus is U+2212.
 */

const MINUS = "−";
/** From this many images up a percentage has one decimal; below, none. */
const FEWEST_FOR_DECIMAL = 20;

/** `1234567.8` as `1,234,567.8`, whatever the locale. @param decimals 0 to 20 */
export function grouped(value: number, decimals = 0): string {
  const [whole = "", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const text = fraction === undefined ? digits : `${digits}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** Digits behind the point of a percentage that rests on `n` images. */
export function percentDecimals(n: number | null): 0 | 1 {
  return n !== null && n < FEWEST_FOR_DECIMAL ? 0 : 1;
}

/** A fraction as a percentage without its sign: 0.30137 → `30.1`. */
export function percentDigits(fraction: number, decimals: number): string {
  return grouped(fraction * 100, decimals);
}

/** A fraction as a percentage: 0.30137 → `30.1%`. */
export function percent(fraction: number, decimals: number): string {
  return `${percentDigits(fraction, decimals)}%`;
}

/** A percentage as a person would write it: 0.05 → `5`, 0.025 → `2.5`, at most two decimals. */
export function shortPercent(fraction: number): string {
  return grouped(fraction * 100, 2).replace(/\.?0+$/, "") || "0";
}

/** With its sign: `+4.4`, `−64.2`, `0.0`. */
export function signed(value: number, decimals: number): string {
  const text = grouped(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** `1 image`, `73 images`; the plural by {@link plural}. */
export function counted(n: number, singular: string): string {
  return `${grouped(n)} ${n === 1 ? singular : plural(singular)}`;
}

/** English plural of a noun by its ending: `cameras`, `batches`, `cities`, `classes`. */
export function plural(singular: string): string {
  if (/(?:s|x|z|ch|sh)$/i.test(singular)) return `${singular}es`;
  if (/[^aeiou]y$/i.test(singular)) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

/** Sizes as file managers print them: `542 kB`, `1.2 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${grouped(bytes / 1e3, bytes < 1e4 ? 1 : 0)} kB`;
  return bytes < 1e9 ? `${grouped(bytes / 1e6, 1)} MB` : `${grouped(bytes / 1e9, 1)} GB`;
}

const TENS = [
  "none",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
];

/** A share in words: 0.699 → `seven in ten`; below one in twenty and above, in words that fit. */
export function shareInWords(fraction: number): string {
  if (fraction <= 0) return "none";
  if (fraction >= 1) return "all";
  if (fraction < 0.05) return `about one in ${grouped(Math.round(1 / fraction))}`;
  if (fraction > 0.95) return "nearly all";
  return `about ${TENS[Math.round(fraction * 10)]} in ten`;
}
