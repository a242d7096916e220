import * as z from "zod/mini";
import { HomegroundError } from "../../core/errors.js";
import { nearestName } from "../../core/nearest-name.js";
import { parseJson } from "../../core/parse-json.js";
import type { ScopeRegion } from "../../dataset/profile/known-to-fail.js";
import { issueWords } from "../../formats/json/read-shape.js";
import { RECORD_SCHEMA } from "./record-schema.js";
import type { ConstructStatement, RecordFacts, RecordScope } from "./record-types.js";
import type { StatedTraining } from "./training-domain.js";

/** What only the author knows of a record: the content of a facts file, or answers to questions. */
export interface StatedFacts {
  /** Null: made of model, task and number of images. */
  readonly title: string | null;
  readonly facts: RecordFacts;
  readonly construct: ConstructStatement;
  readonly scope: RecordScope;
  readonly caveats: readonly string[];
  /** Images of each class in training; null where not stated. */
  readonly trainingCounts: Readonly<Record<string, number>> | null;
  /** Places, cameras, seasons, institutions of training; null where not stated. */
  readonly training: StatedTraining | null;
  /** Columns of the labels that hold the licence and the address of each image. */
  readonly licenceColumn: string | null;
  readonly urlColumn: string | null;
  /** Columns that stay in the manifest although they may name people or places. */
  readonly keep: readonly string[];
  /** Columns that stay out of the record although nothing speaks against them. */
  readonly leaveOut: readonly string[];
}

/** Nothing is stated. */
export const NOTHING_STATED: StatedFacts = {
  title: null,
  facts: {
    authors: [],
    contact: null,
    doi: null,
    url: null,
    licence: null,
    madeAt: null,
    sites: null,
    seasons: null,
    devices: null,
    populations: null,
    howChosen: null,
    exclusions: null,
    uses: null,
  },
  construct: {
    task: null,
    population: null,
    labelling: null,
    agreement: null,
    counts: null,
    decision: null,
    doesNotShow: null,
  },
  scope: { expected: [], notTested: [], knownToFail: [] },
  caveats: [],
  trainingCounts: null,
  training: null,
  licenceColumn: null,
  urlColumn: null,
  keep: [],
  leaveOut: [],
};

const text = z.string().check(z.maxLength(10_000));
const answer = z.optional(z.nullable(text));
const shape = RECORD_SCHEMA.shape;
const condition = shape.scope.shape.expected.def.element.shape.where.def.element;
const region = z.union([
  text,
  z.strictObject({ words: text, where: z.optional(z.array(condition)) }),
]);

const AUTHOR = z.strictObject({ name: text, orcid: answer });
const ANSWERS = z.partial(z.omit(shape.facts, { authors: true })).shape;

const names = z.optional(z.array(text).check(z.maxLength(10_000)));
const TRAINING = z.strictObject({
  places: names,
  cameras: names,
  seasons: names,
  institutions: names,
  as: z.optional(z.enum(["names", "hashes"])),
});

const FACTS_SCHEMA = z.strictObject({
  title: answer,
  facts: z.optional(
    z.strictObject({ ...ANSWERS, authors: z.optional(z.array(z.union([text, AUTHOR]))) }),
  ),
  construct: z.optional(z.strictObject(z.partial(shape.construct).shape)),
  scope: z.optional(
    z.strictObject({
      expected: z.optional(z.array(region)),
      notTested: z.optional(z.array(text)),
      knownToFail: z.optional(z.array(region)),
    }),
  ),
  caveats: z.optional(z.array(text)),
  trainingCounts: z.optional(z.nullable(z.record(text, z.int().check(z.nonnegative())))),
  training: z.optional(z.nullable(TRAINING)),
  licenceColumn: answer,
  urlColumn: answer,
  keep: z.optional(z.array(text)),
  leaveOut: z.optional(z.array(text)),
});

/** Keys that an object of a facts file may have, by its place. */
const KNOWN_KEYS: readonly [place: RegExp, keys: readonly string[]][] = [
  [/^$/, Object.keys(FACTS_SCHEMA.shape)],
  [/^facts$/, Object.keys(shape.facts.shape)],
  [/^construct$/, Object.keys(shape.construct.shape)],
  [/^scope$/, Object.keys(shape.scope.shape)],
  [/^training$/, Object.keys(TRAINING.shape)],
  [/^facts\.authors\.\d+$/, Object.keys(AUTHOR.shape)],
  [/^scope\.\w+\.\d+$/, ["words", "where"]],
  [/\.where\.\d+$/, Object.keys(condition.shape)],
];

/**
 * Reads a facts file: a JSON object of {@link StatedFacts}, of which everything may be left out. An
 * author may be a name alone, and a region of the scope its words alone.
 *
 * @param where names the file in errors
 * @throws HomegroundError `input/not-json`; `input/bad-shape` for an unknown key, with the nearest
 *   known one, and for values of another kind
 */
export function parseFacts(json: string, where: string): StatedFacts {
  const value = parseJson(json, where, "Write the facts as a JSON object");
  const parsed = FACTS_SCHEMA.safeParse(value);
  if (!parsed.success) throw badFacts(parsed.error.issues, value, where);
  const { facts, construct, scope, caveats, trainingCounts, training, ...rest } = parsed.data;
  const none = NOTHING_STATED;
  return {
    title: rest.title ?? null,
    facts: {
      ...none.facts,
      ...stated(facts ?? {}),
      authors: (facts?.authors ?? []).map((one) =>
        typeof one === "string"
          ? { name: one, orcid: null }
          : { name: one.name, orcid: one.orcid ?? null },
      ),
    },
    construct: { ...none.construct, ...stated(construct ?? {}) },
    scope: {
      expected: (scope?.expected ?? []).map(regionOf),
      notTested: scope?.notTested ?? [],
      knownToFail: (scope?.knownToFail ?? []).map(regionOf),
    },
    caveats: caveats ?? [],
    trainingCounts: trainingCounts ?? null,
    training: trainingOf(training ?? null),
    licenceColumn: rest.licenceColumn ?? null,
    urlColumn: rest.urlColumn ?? null,
    keep: rest.keep ?? [],
    leaveOut: rest.leaveOut ?? [],
  };
}

function trainingOf(given: z.infer<typeof TRAINING> | null): StatedTraining | null {
  if (given === null) return null;
  const { as: form = null, ...kinds } = given;
  const told = Object.entries(kinds).flatMap(([kind, all]) =>
    all === undefined ? [] : [[kind, all] as const],
  );
  return { names: Object.fromEntries(told), form };
}

/** Classes with a training count that are none of the model's, quoted, with the nearest of these where one is near. */
export function unknownTrained(
  trainingCounts: StatedFacts["trainingCounts"],
  labels: readonly string[],
): string[] {
  const known = new Set(labels);
  return Object.keys(trainingCounts ?? {})
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearestName(name.trim(), labels);
      const quoted = JSON.stringify(name);
      return near === null ? quoted : `${quoted} (did you mean ${JSON.stringify(near)}?)`;
    });
}

/** Which parts of the construct statement lack an answer, by their names in the facts file. */
export function missingConstruct(construct: ConstructStatement): string[] {
  return Object.entries(construct)
    .filter(([, words]) => words === null || words.trim() === "")
    .map(([name]) => `construct.${name}`);
}

/** The answers that are there; an empty one is none. */
function stated(answers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answers).flatMap(([name, words]) =>
      typeof words === "string" && words.trim() !== "" ? [[name, words] as const] : [],
    ),
  );
}

function regionOf(
  region: string | { readonly words: string; readonly where?: ScopeRegion["where"] | undefined },
): ScopeRegion {
  if (typeof region === "string") return { words: region, where: [] };
  return { words: region.words, where: region.where ?? [] };
}

function badFacts(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  where: string,
): HomegroundError {
  const [first] = issues;
  const place = first?.path.map(String).join(".") ?? "";
  const at = place === "" ? where : `${where}, ${place}`;
  const more = issues.length > 1 ? `; and ${issues.length - 1} more` : "";
  if (first?.code !== "unrecognized_keys") {
    return new HomegroundError("input/bad-shape", {
      what: `${first === undefined ? "it is no facts file" : issueWords(first, value, "it")}${more}`,
      where,
      fix: "See docs/records.md for what a facts file holds",
    });
  }
  const [key = ""] = first.keys;
  const known = KNOWN_KEYS.find(([pattern]) => pattern.test(place))?.[1] ?? [];
  const near = nearestName(key, known);
  return new HomegroundError("input/bad-shape", {
    what: `${JSON.stringify(key)} is no key that is known here${more}`,
    where: at,
    fix: near === null ? `Use some of: ${known.join(", ")}` : `Did you mean ${near}?`,
  });
}
