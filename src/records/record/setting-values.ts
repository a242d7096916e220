import { jsonOrUndefined } from "../../core/parse-json.js";
import type { RecordSettings } from "./record-types.js";

/** A list that a setting holds; [] where it holds none. */
export function listOfText(settings: RecordSettings, key: string): string[] {
  const parsed = parsedSetting(settings, key);
  return Array.isArray(parsed) ? parsed.filter((one) => typeof one === "string") : [];
}

/** A setting that is JSON, parsed; null where there is none that can be read. */
export function parsedSetting(settings: RecordSettings, key: string): unknown {
  const value = Object.hasOwn(settings, key) ? settings[key] : null;
  // A figure computed without one that cannot be read differs, and that is named.
  return typeof value === "string" ? (jsonOrUndefined(value) ?? null) : null;
}
