import { isRecord } from "../../formats/json/json-values.js";

/** A size in a preprocessor's configuration. */
export type ConfigSize =
  | { readonly kind: "sides"; readonly height: number; readonly width: number }
  /** A number alone: both sides, or the shorter one. */
  | { readonly kind: "one"; readonly side: number }
  /** The longer side follows the picture, up to `longest`. */
  | { readonly kind: "shorter"; readonly side: number; readonly longest: number | null }
  /** Neither side is longer. */
  | { readonly kind: "within"; readonly height: number; readonly width: number };

/**
 * Reads a configuration that others wrote: fields of another type than expected count as absent,
 * and what is not asked for is ignored.
 */
export interface ConfigReader {
  /** Names of all fields. */
  keys(): string[];
  /** Whether the field is there and not null, of whatever type. */
  readonly has: (key: string) => boolean;
  /** Whether it is there and neither false nor empty. */
  isOn(key: string): boolean;
  /** A field as JSON, cut off after a few words. */
  shown(key: string): string;
  flag(key: string, absent: boolean): boolean;
  number(key: string, absent: number): number;
  /** A list of finite numbers of at least one item, or one number; null where there is neither. */
  numbers(key: string): readonly number[] | null;
  text(key: string): string | null;
  /** `{height, width}`, `{shortest_edge}`, with `longest_edge` or not, that alone, `{max_height, max_width}`, a number. */
  size(key: string): ConfigSize | null;
  /** Texts of a list, or of an object with the keys "0", "1", …, in that order; null where it is neither. */
  numbered(key: string): readonly string[] | null;
  /** A list of texts; empty where there is none. */
  texts(key: string): readonly string[];
}

export function createConfigReader(value: unknown): ConfigReader {
  const object = isRecord(value) ? value : {};
  const get = (key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);
  return {
    keys: () => Object.keys(object),
    has: (key) => get(key) !== undefined && get(key) !== null,
    isOn(key) {
      const given = get(key);
      return given !== undefined && given !== null && given !== false && given !== "";
    },
    shown(key) {
      const text = JSON.stringify(get(key)) ?? "";
      return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
    },
    flag(key, absent) {
      const given = get(key);
      return typeof given === "boolean" ? given : absent;
    },
    number(key, absent) {
      const given = get(key);
      return isNumber(given) ? given : absent;
    },
    numbers(key) {
      const given = get(key);
      if (isNumber(given)) return [given];
      if (!Array.isArray(given) || given.length === 0 || !given.every(isNumber)) return null;
      return given;
    },
    text(key) {
      const given = get(key);
      return typeof given === "string" ? given : null;
    },
    size(key) {
      const given = get(key);
      if (isSide(given)) return { kind: "one", side: given };
      if (!isRecord(given)) return null;
      const { height, width, shortest_edge: side, longest_edge: longest } = given;
      if (isSide(height) && isSide(width)) return { kind: "sides", height, width };
      if (isSide(side)) {
        return { kind: "shorter", side, longest: isSide(longest) ? longest : null };
      }
      const { max_height: high = longest, max_width: wide = longest } = given;
      return isSide(high) && isSide(wide) ? { kind: "within", height: high, width: wide } : null;
    },
    numbered(key) {
      const given = get(key);
      if (Array.isArray(given)) {
        return given.length > 0 && given.every((item) => typeof item === "string") ? given : null;
      }
      if (!isRecord(given)) return null;
      const names: string[] = [];
      for (let i = 0; i < Object.keys(given).length; i++) {
        const name = Object.hasOwn(given, String(i)) ? given[String(i)] : undefined;
        if (typeof name !== "string") return null;
        names.push(name);
      }
      return names.length === 0 ? null : names;
    },
    texts(key) {
      const given = get(key);
      return Array.isArray(given) ? given.filter((item) => typeof item === "string") : [];
    },
  };
}

/** Characters. */
const MOST_SHOWN = 60;

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isSide(value: unknown): value is number {
  return isNumber(value) && Number.isInteger(value) && value > 0 && value <= 16_384;
}
