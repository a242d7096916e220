import * as z from "zod/mini";
import type { LabelChange } from "../analyses/label-changes/label-changes.js";
import { HomegroundError } from "../core/errors.js";
import { parseJson } from "../core/parse-json.js";
import { readShape } from "../formats/json/read-shape.js";
import type { LabelTarget } from "../models/label-map.js";

/** Value of `schema` in the file `project.json` of a project file. */
export const PROJECT_SCHEMA = "homeground.project/1";

/** A file that a project was made with. */
export interface ProjectFileEntry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  /** Its place in the archive; null where it is not inside. */
  readonly entry: string | null;
}

/** `project.json`: everything that somebody decided, and what it was about. */
export interface ProjectContent {
  readonly schema: typeof PROJECT_SCHEMA;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly changedAt: string;
  /** Of the Homeground that wrote it. */
  readonly version: string;
  readonly labelsPath: string | null;
  readonly predictionsPath: string | null;
  readonly modelPath: string | null;
  readonly modelSha256: string | null;
  readonly recordPath: string | null;
  readonly decisions: readonly { readonly label: string; readonly target: LabelTarget }[];
  /** As the session takes it, which looks at it when it is asked. */
  readonly question: Readonly<Record<string, unknown>>;
  readonly fixedAt: string | null;
  /** Labels that were changed, and images to look at again. */
  readonly labelChanges: readonly LabelChange[];
  readonly lookAgain: readonly string[];
  /** Who labels, and what was fixed before the first label; null where nobody does. */
  readonly labelling: {
    readonly by: string;
    readonly seed: number;
    /** ISO 8601. */
    readonly fixedAt: string;
    readonly question: Readonly<Record<string, unknown>>;
    /** Images whose predictions were on the screen. */
    readonly shown: readonly string[];
    /** Models that are raced: their files, and images that may be labelled for it; null for none. */
    readonly race: {
      readonly rivals: readonly string[];
      readonly budget: number;
      /** From which score on boxes count; null, as in files of before, for each model's own. */
      readonly threshold: number | null;
    } | null;
  } | null;
  readonly drops: readonly (readonly ProjectFileEntry[])[];
}

const MAX_FILES = 2_000_000;
const MAX_NAME = 200;
const FIX = "Save the project again where it was made";

const text = z.string().check(z.maxLength(10_000, "is too long"));
const texts = z.array(text);
const time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, "is no time"));
const sha256 = z.nullable(z.string().check(z.regex(/^[0-9a-f]{64}$/, "is no SHA-256")));

const FILE = z.strictObject({
  path: text,
  sizeBytes: z.int().check(z.nonnegative()),
  sha256,
  entry: z.nullable(text),
});

const TARGET = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("model-labels"), labels: texts }),
  z.strictObject({ kind: z.literal("outside") }),
  z.strictObject({ kind: z.literal("ignore") }),
]);

const CHANGE = z.strictObject({
  image: text,
  from: text,
  to: z.nullable(text),
  at: time,
  seen: z.boolean(),
});

/** Values of a question are scalars, and lists of them; parts that were chosen have names and files. */
const scalar = z.nullable(z.union([z.string(), z.number(), z.boolean()]));
const ANSWER = z.union([scalar, z.array(scalar)]);
const PARTS = z.array(z.strictObject({ name: text, files: texts }));

const CONTENT = {
  schema: z.literal(PROJECT_SCHEMA),
  name: text,
  createdAt: time,
  changedAt: time,
  version: text,
  labelsPath: z.nullable(text),
  predictionsPath: z.nullable(text),
  modelPath: z.nullable(text),
  modelSha256: sha256,
  recordPath: z.nullable(text),
  decisions: z.array(z.strictObject({ label: text, target: TARGET })),
  fixedAt: z.nullable(time),
  // Files of before had none of these, nor labelling.
  labelChanges: z._default(z.array(CHANGE), []),
  lookAgain: z._default(texts, []),
  drops: z.array(z.array(FILE)),
};

/**
 * Reads `project.json` of a project file; unknown keys are errors.
 *
 * @param source name for messages
 * @param questionKeys what a question may hold
 * @throws HomegroundError `input/not-json`, `input/bad-shape`
 */
export function parseProjectContent(
  json: string,
  source: string,
  questionKeys: readonly string[],
): ProjectContent {
  const bad = (what: string): HomegroundError =>
    new HomegroundError("input/bad-shape", { what, where: source, fix: FIX });
  const question = z.strictObject(
    Object.fromEntries(
      questionKeys.map((key) => [key, z.optional(key === "chosenParts" ? PARTS : ANSWER)]),
    ),
  );
  const labelling = z.strictObject({
    by: text,
    seed: z.int().check(z.nonnegative()),
    fixedAt: time,
    question,
    shown: texts,
    // Files of before had none.
    race: z._default(
      z.nullable(
        z.strictObject({
          rivals: texts,
          budget: z.int().check(z.positive()),
          threshold: z._default(z.nullable(z.number()), null),
        }),
      ),
      null,
    ),
  });
  const schema = z.strictObject({
    ...CONTENT,
    question,
    labelling: z._default(z.nullable(labelling), null),
  });
  const content = readShape(schema, parseJson(json, source, FIX), "the file", bad);
  const { name, labelChanges, drops } = content;
  if (drops.flat().length > MAX_FILES) throw bad(`more than ${MAX_FILES} files`);
  const images = new Set<string>();
  for (const { image } of labelChanges) {
    if (images.has(image)) throw bad(`two changed labels of ${JSON.stringify(image)}`);
    images.add(image);
  }
  return { ...content, name: name.slice(0, MAX_NAME) };
}
