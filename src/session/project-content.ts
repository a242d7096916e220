import type { LabelChange } from "../analyses/label-changes/label-changes.js";
import { HomegroundError } from "../core/errors.js";
import { parseJson } from "../core/parse-json.js";
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
  readonly drops: readonly (readonly ProjectFileEntry[])[];
}

const MAX_FILES = 2_000_000;
const MAX_NAME = 200;
/**
 * Reads `project.json` of a project file; unknown keys are errors.
 *
 * @param source name for messages
 * @param questionKeys what a question may hold
 * @throws HomegroundError `input/not-json`, `input/bad-shape`
 */
export function parseProjectContent(
  text: string,
  source: string,
  questionKeys: readonly string[],
): ProjectContent {
  const at = reader(source);
  const root = at.object(parseJson(text, source, FIX), "the file", [
    "schema",
    "name",
    "createdAt",
    "changedAt",
    "version",
    "labelsPath",
    "predictionsPath",
    "modelPath",
    "modelSha256",
    "recordPath",
    "decisions",
    "question",
    "fixedAt",
    "drops",
    "labelChanges",
    "lookAgain",
  ]);
  if (root["schema"] !== PROJECT_SCHEMA) {
    throw at.bad(`schema is ${JSON.stringify(root["schema"])}, not ${PROJECT_SCHEMA}`);
  }
  let files = 0;
  const drops = at.list(root["drops"], "drops").map((drop) =>
    at.list(drop, "drops").map((value): ProjectFileEntry => {
      if (++files > MAX_FILES) throw at.bad(`more than ${MAX_FILES} files`);
      const file = at.object(value, "a file", ["path", "sizeBytes", "sha256", "entry"]);
      return {
        path: at.text(file["path"], "path"),
        sizeBytes: at.count(file["sizeBytes"], "sizeBytes"),
        sha256: at.hash(file["sha256"], "sha256"),
        entry: at.textOrNull(file["entry"], "entry"),
      };
    }),
  );
  return {
    schema: PROJECT_SCHEMA,
    name: at.text(root["name"], "name").slice(0, MAX_NAME),
    createdAt: at.time(root["createdAt"], "createdAt"),
    changedAt: at.time(root["changedAt"], "changedAt"),
    version: at.text(root["version"], "version"),
    labelsPath: at.textOrNull(root["labelsPath"], "labelsPath"),
    predictionsPath: at.textOrNull(root["predictionsPath"], "predictionsPath"),
    modelPath: at.textOrNull(root["modelPath"], "modelPath"),
    modelSha256: at.hash(root["modelSha256"], "modelSha256"),
    recordPath: at.textOrNull(root["recordPath"], "recordPath"),
    decisions: at.list(root["decisions"], "decisions").map((value) => {
      const one = at.object(value, "a decision", ["label", "target"]);
      return { label: at.text(one["label"], "label"), target: targetOf(one["target"], at) };
    }),
    question: questionOf(root["question"], questionKeys, at),
    fixedAt: root["fixedAt"] === null ? null : at.time(root["fixedAt"], "fixedAt"),
    // Files of before had none.
    labelChanges: changesOf(root["labelChanges"] ?? [], at),
    lookAgain: at
      .list(root["lookAgain"] ?? [], "lookAgain")
      .map((image) => at.text(image, "lookAgain")),
    drops,
  };
}

const FIX = "Save the project again where it was made";

function targetOf(value: unknown, at: Reader): LabelTarget {
  const target = at.object(value, "a target", ["kind", "labels"]);
  switch (target["kind"]) {
    case "outside":
    case "ignore":
      return { kind: target["kind"] };
    case "model-labels":
      return {
        kind: "model-labels",
        labels: at.list(target["labels"], "labels").map((label) => at.text(label, "labels")),
      };
    default:
      throw at.bad(`a target of kind ${JSON.stringify(target["kind"])}`);
  }
}

function changesOf(value: unknown, at: Reader): LabelChange[] {
  const images = new Set<string>();
  return at.list(value, "labelChanges").map((item): LabelChange => {
    const one = at.object(item, "a changed label", ["image", "from", "to", "at", "seen"]);
    const image = at.text(one["image"], "image");
    if (images.has(image)) throw at.bad(`two changed labels of ${JSON.stringify(image)}`);
    images.add(image);
    if (typeof one["seen"] !== "boolean") throw at.bad("seen is neither true nor false");
    return {
      image,
      from: at.text(one["from"], "from"),
      to: at.textOrNull(one["to"], "to"),
      at: at.time(one["at"], "at"),
      seen: one["seen"],
    };
  });
}

/** Values of a question are scalars, and lists of them; parts that were chosen have names and files. */
function questionOf(
  value: unknown,
  keys: readonly string[],
  at: Reader,
): Readonly<Record<string, unknown>> {
  const question = at.object(value, "question", keys);
  for (const [key, one] of Object.entries(question)) {
    if (key === "chosenParts") {
      for (const item of at.list(one, key)) {
        const part = at.object(item, key, ["name", "files"]);
        at.text(part["name"], key);
        for (const file of at.list(part["files"], key)) at.text(file, key);
      }
      continue;
    }
    const items = Array.isArray(one) ? one : [one];
    if (items.some((item) => typeof item === "object" && item !== null)) {
      throw at.bad(`question.${key} is neither a value nor a list of values`);
    }
  }
  return question;
}

interface Reader {
  bad(what: string): HomegroundError;
  object(value: unknown, name: string, keys: readonly string[]): Record<string, unknown>;
  list(value: unknown, name: string): readonly unknown[];
  text(value: unknown, name: string): string;
  textOrNull(value: unknown, name: string): string | null;
  count(value: unknown, name: string): number;
  hash(value: unknown, name: string): string | null;
  time(value: unknown, name: string): string;
}

function reader(source: string): Reader {
  const bad = (what: string): HomegroundError =>
    new HomegroundError("input/bad-shape", { what, where: source, fix: FIX });
  const at: Reader = {
    bad,
    object(value, name, keys) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw bad(`${name} is no object`);
      }
      const unknown = Object.keys(value).find((key) => !keys.includes(key));
      if (unknown !== undefined)
        throw bad(`${name} has the unknown key ${JSON.stringify(unknown)}`);
      return { ...value };
    },
    list(value, name) {
      if (!Array.isArray(value)) throw bad(`${name} is no list`);
      return value;
    },
    text(value, name) {
      if (typeof value !== "string" || value.length > 10_000) throw bad(`${name} is no text`);
      return value;
    },
    textOrNull: (value, name) => (value === null ? null : at.text(value, name)),
    count(value, name) {
      if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
        throw bad(`${name} is no count`);
      }
      return value;
    },
    hash(value, name) {
      if (value === null) return null;
      if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value))
        throw bad(`${name} is no SHA-256`);
      return value;
    },
    time(value, name) {
      if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) {
        throw bad(`${name} is no time`);
      }
      return value;
    },
  };
  return at;
}
