import { HomegroundError } from "../../core/errors.js";
import type { FieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { type ProblemList, quoted } from "../import-problems.js";
import { listOf } from "../json/json-values.js";
import { decodeText, readSmallFile } from "../objects/small-files.js";
import { parseYaml } from "../yaml/yaml-text.js";
import { isDarknetData } from "./yolo-names.js";
import { type StatedTask, type YoloTask, yoloTask } from "./yolo-task.js";

/** Parts of a data set; `valid`, as Roboflow has it, is `val`. */
export type YoloSplit = "train" | "val" | "test";

/** What a `data.yaml` says, as far as it is read. */
export interface YoloData extends StatedTask {
  /** Name of each class by its number; empty where the file names none. */
  readonly names: ReadonlyMap<number, string>;
  /** Folder from which the parts are named; "" for that of the file. */
  readonly root: string;
  /** The parts of the data set and what each is: folders, lists of images, images. */
  readonly splits: readonly { readonly name: YoloSplit; readonly entries: readonly string[] }[];
  /** The list of names that Darknet's file gives; null where names stand in the file, or nowhere. */
  readonly namesFile: string | null;
}

/** What points are called: by the file, else by their number; null where it does not say how many there are. */
export function pointNames({ keypoints, pointNames: names }: StatedTask): readonly string[] | null {
  if (keypoints === null) return null;
  return names ?? Array.from({ length: keypoints[0] }, (_, k) => `point ${k + 1}`);
}

const MAX_DATA_BYTES = 1 << 24;
const MAX_CLASSES = 1_000_000;

/**
 * Reads a `data.yaml`: `path`, `train`, `val`, `test`, `names` as a list or a map, `nc`,
 * `kpt_shape`, `kpt_names`, `task`. Everything is read as text, so a class `no` keeps its name. Darknet's `obj.data` has
 * lines `key = value`: `train`, `valid`, `names`, which is a file.
 *
 * @throws HomegroundError as `parseYaml`, `input/bad-shape`
 */
export async function readYoloData(
  access: FileAccess,
  path: string,
  problems: ProblemList,
  notRead?: FieldCounter,
): Promise<YoloData> {
  const bytes = await readSmallFile(access, path, MAX_DATA_BYTES);
  if (isDarknetData(path)) return darknetData(decodeText(bytes).text);
  const root = parseYaml(bytes, path);
  if (!(root instanceof Map)) throw badShape(path, "it is no map of keys");
  const text = (key: string): string | undefined => {
    const value: unknown = root.get(key);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  for (const [key, value] of root) {
    notRead?.field("data.yaml: ", String(key), value instanceof Map ? [...value] : value, path);
  }
  const splits: YoloData["splits"][number][] = [];
  for (const name of ["train", "val", "valid", "test"] as const) {
    const value: unknown = root.get(name);
    const one = text(name);
    const entries = one === undefined ? listOf(value).filter(isText) : [one];
    if (entries.length > 0) splits.push({ name: name === "valid" ? "val" : name, entries });
  }
  const names = namesOf(root.get("names"), path, problems);
  const count = Number(text("nc") ?? Number.NaN);
  if (names.size > 0 && Number.isInteger(count) && count !== names.size) {
    const what = `nc is ${count} and there are ${names.size} names; the names are taken`;
    problems.add("annotations/class-count", what, path);
  }
  const shape = listOf(root.get("kpt_shape")).map(Number);
  const [points = Number.NaN, values = Number.NaN] = shape;
  const hasKeypoints = points >= 1 && points <= 10_000 && (values === 2 || values === 3);
  return {
    names,
    splits,
    root: text("path") ?? "",
    task: taskOf(text("task")),
    keypoints: hasKeypoints && Number.isInteger(points) ? [points, values] : null,
    pointNames: pointNamesOf(root.get("kpt_names"), points),
    namesFile: null,
  };
}

/** A list of names, or one for each class, of which the first counts for all. */
function pointNamesOf(value: unknown, points: number): readonly string[] | null {
  const [list] = value instanceof Map ? [...value.values()] : [value];
  const names = listOf(list).filter(isText);
  return names.length === points && new Set(names).size === points ? names : null;
}

function taskOf(text = ""): YoloTask | null {
  return Object.hasOwn(yoloTask.values, text) ? (text as YoloTask) : null;
}

function darknetData(text: string): YoloData {
  const values = new Map(
    text.split(/\r\n|\n|\r/).flatMap((line) => {
      const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined || value === ""
        ? []
        : [[key, value] as const];
    }),
  );
  const splits = (["train", "valid", "val", "test"] as const).flatMap((key) => {
    const entry = values.get(key);
    if (entry === undefined) return [];
    return [{ name: key === "valid" ? ("val" as const) : key, entries: [entry] }];
  });
  return {
    names: new Map(),
    splits,
    root: "",
    task: null,
    keypoints: null,
    pointNames: null,
    namesFile: values.get("names") ?? null,
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function namesOf(value: unknown, path: string, problems: ProblemList): Map<number, string> {
  const names = new Map<number, string>();
  if (value === undefined || value === null || value === "") return names;
  const entries: readonly (readonly [unknown, unknown])[] | null = Array.isArray(value)
    ? value.map((name, i) => [String(i), name] as const)
    : value instanceof Map
      ? [...value]
      : null;
  if (entries === null) throw badShape(path, "names is neither a list nor a map from numbers");
  for (const [key, name] of entries) {
    const number = typeof key === "string" && /^(0|[1-9]\d{0,6})$/.test(key) ? Number(key) : -1;
    if (number < 0 || number >= MAX_CLASSES) {
      throw badShape(
        path,
        `names has the key ${quoted(String(key))}, which is no number of a class`,
      );
    }
    names.set(number, isText(name) ? name : `class ${number}`);
    if (isText(name)) continue;
    const what = `class ${number} has no usable name; it is called "class ${number}"`;
    problems.add("annotations/name-invalid", what, path);
  }
  noteTwins(names, path, problems);
  return names;
}

function noteTwins(names: ReadonlyMap<number, string>, path: string, problems: ProblemList): void {
  const first = new Map<string, number>();
  for (const [number, name] of names) {
    const twin = first.get(name);
    if (twin === undefined) first.set(name, number);
    else {
      const what = `classes ${twin} and ${number} are both named ${quoted(name)}; they are one label`;
      problems.add("annotations/duplicate-name", what, path);
    }
  }
}

/** Names of classes from a text with one a line, as `classes.txt` has them. */
export async function readClassList(
  access: FileAccess,
  path: string,
  problems: ProblemList,
): Promise<ReadonlyMap<number, string>> {
  const { text } = decodeText(await readSmallFile(access, path, MAX_DATA_BYTES));
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  while (lines.at(-1) === "") lines.pop();
  return namesOf(lines, path, problems);
}

function badShape(path: string, what: string): HomegroundError {
  return new HomegroundError("input/bad-shape", {
    what,
    where: path,
    fix: "Write names as a list, or as a map such as 0: cat, and train, val, test as folders",
  });
}
