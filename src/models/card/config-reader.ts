import { isRecord } from "../../formats/json/json-values.js";

/** A size in a preprocessor's configuration: both sides, or the shorter one. */
export interface ConfigSize {
  /** null where only the shorter side is stated and the longer one follows the picture. */
  readonly whole: { readonly height: number; readonly width: number } | null;
  readonly shorterSide: number | null;
}

/**
 * Reads a configuration that others wrote: fields of another type than expected count as absent,
 * and what is not asked for is ignored.
 */
export interface ConfigReader {
  /** Whether the field is there, of whatever type. */
  has(key: string): boolean;
  flag(key: string, absent: boolean): boolean;
  number(key: string, absent: number): number;
  /** A list of finite numbers of at least one item; null where there is none. */
  numbers(key: string): readonly number[] | null;
  text(key: string): string | null;
  /** `{height, width}`, `{shortest_edge}`, or a number that is both sides. */
  size(key: string): ConfigSize | null;
  /** Values of an object with the keys "0", "1", …, in that order; null where it is not one. */
  numbered(key: string): readonly string[] | null;
  /** A list of texts; empty where there is none. */
  texts(key: string): readonly string[];
}

export function createConfigReader(value: unknown): ConfigReader {
  const object = isRecord(value) ? value : {};
  const get = (key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);
  return {
    has: (key) => get(key) !== undefined,
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
      if (!Array.isArray(given) || given.length === 0 || !given.every(isNumber)) return null;
      return given;
    },
    text(key) {
      const given = get(key);
      return typeof given === "string" ? given : null;
    },
    size(key) {
      const given = get(key);
      if (isSide(given)) return { whole: { height: given, width: given }, shorterSide: null };
      if (!isRecord(given)) return null;
      const { height, width, shortest_edge: shorter } = given;
      if (isSide(height) && isSide(width)) return { whole: { height, width }, shorterSide: null };
      if (!isSide(shorter)) return null;
      return { whole: { height: shorter, width: shorter }, shorterSide: shorter };
    },
    numbered(key) {
      const given = get(key);
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

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isSide(value: unknown): value is number {
  return isNumber(value) && Number.isInteger(value) && value > 0 && value <= 16_384;
}
