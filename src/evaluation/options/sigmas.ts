import { HomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { evaluationOption } from "./option.js";

/** σ for every point, or by its name. */
type GivenSigmas = number | Readonly<Record<string, number>>;

export const sigmas = evaluationOption<GivenSigmas>({
  name: "sigmas",
  argument: "<value>",
  help: "how far people are off at a point, by √area, for OKS: 0.05, NAME=0.05,… for each, or a JSON file of these",
  parse: parseSigmas,
  mayBeFile: true,
  expected:
    "a number above 0, or NAME=VALUE for each point, each once; in a file a JSON object of them",
  read(value, _given, task) {
    if (value !== undefined && task.hasPoints !== true) {
      throw new HomegroundError("usage/bad-option", {
        what: `sigmas are of points, which the task ${task.id} does not have`,
        where: "--sigmas",
        fix: "Leave them out, or choose a task of points",
      });
    }
    return { sigmas: value ?? null };
  },
  words: ({ sigmas: given }) => (given === null ? [] : ["--sigmas", sigmasText(given)]),
  settings: ({ sigmas: given }) => (given === null ? {} : { sigmas: sigmasText(given) }),
  fromSettings(settings) {
    const text = settings.text("sigmas");
    if (text === null) return {};
    return { sigmas: parseSigmas(text) ?? null };
  },
});

/** Null for a text that says none. */
function parseSigmas(text: string): GivenSigmas | null {
  const one = numberOf(text);
  if (one !== null) return one;
  if (/^\uFEFF?\s*\{/.test(text)) return sigmasOfJson(text.replace(/^\uFEFF/, ""));
  const given = new Map<string, number>();
  for (const part of text.split(",")) {
    const at = part.lastIndexOf("=");
    const name = part.slice(0, at).trim();
    const value = numberOf(part.slice(at + 1));
    if (at < 0 || name === "" || value === null || given.has(name)) return null;
    given.set(name, value);
  }
  return Object.fromEntries(given);
}

function sigmasOfJson(text: string): GivenSigmas | null {
  const value = jsonOrUndefined(text);
  if (typeof value !== "object" || value === null) return null;
  const entries = Object.entries(value);
  const areSigmas = entries.every(([, one]) => typeof one === "number" && one > 0);
  return areSigmas && entries.length > 0 ? Object.fromEntries(entries) : null;
}

function numberOf(text: string): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return value > 0 && Number.isFinite(value) ? value : null;
}

function sigmasText(given: GivenSigmas): string {
  if (typeof given === "number") return String(given);
  // Names with signs of the short form are told in JSON.
  if (Object.keys(given).some((name) => /[,={]|^\s|\s$/.test(name))) return JSON.stringify(given);
  return Object.entries(given)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}
