import { type Surface, whatFor } from "../core/sentence.js";
import type { ImportFacts, NameFacts } from "../results/report-input.js";
import type { ResultInputs, ResultListed } from "../results/result.js";
import { counted, grouped } from "./numbers.js";
import { shown } from "./text.js";
import { INPUTS } from "./words/inputs.js";
import { type ListedWords, listedWords, noteWords } from "./words/listed.js";
import { problemWords } from "./words/problems.js";

/** Of more than this many files of one kind, so many are named and the rest counted. */
const MOST_OF_A_KIND = 20;
const FIRST_OF_MANY = 5;
const MOST_KINDS = 30;
const MOST_PROBLEMS = 20;
const FIRST_OF_A_KIND = 3;

/** Files of one kind: why they are here, which they are, how to fix it. */
export interface ListedGroup {
  readonly code: string;
  readonly title: string;
  /** What it means. */
  readonly text: string;
  readonly fix: string;
  readonly count: number;
  readonly files: readonly { readonly file: string; readonly what: string }[];
  /** Files that are in result.json alone. */
  readonly more: number;
}

export interface ListedView {
  /** `77 images went in: 73 were scored and 4 are listed here. Nothing is dropped in silence.` */
  readonly sum: string;
  readonly ignored: string | null;
  readonly groups: readonly ListedGroup[];
  /** Notes on scored images. */
  readonly notes: readonly ListedGroup[];
}

export function listedView(inputs: ResultInputs, surface: Surface = "command"): ListedView {
  const { images, scored, listed, notes, ignored } = inputs;
  const sum =
    listed.length === 0
      ? INPUTS.allScored({ images: counted(images, "image") })
      : INPUTS.sum({
          images: counted(images, "image"),
          scored: grouped(scored),
          oneScored: scored === 1,
          listed: grouped(listed.length),
          oneListed: listed.length === 1,
        });
  return {
    sum,
    ignored:
      ignored === 0
        ? null
        : INPUTS.ignored({ files: counted(ignored, "other file"), one: ignored === 1 }),
    groups: grouping(listed, (code) => listedWords(code, surface)),
    notes: grouping(notes, (code) => noteWords(code, surface)),
  };
}

function grouping(
  entries: readonly ResultListed[],
  wordsOf: (code: string) => ListedWords,
): ListedGroup[] {
  const byCode = new Map<string, ResultListed[]>();
  for (const entry of entries) {
    const own = byCode.get(entry.code);
    if (own === undefined) byCode.set(entry.code, [entry]);
    else own.push(entry);
  }
  const groups = [...byCode].map(([code, own]): ListedGroup => {
    const { title, text, fix } = wordsOf(code);
    const kept = own.length > MOST_OF_A_KIND ? own.slice(0, FIRST_OF_MANY) : own;
    return {
      code: shown(code, 60),
      title: shown(title, 60),
      text: shown(text, 240),
      fix,
      count: own.length,
      files: kept.map(({ file, what }) => ({ file: shown(file), what: shown(what, 240) })),
      more: own.length - kept.length,
    };
  });
  if (groups.length <= MOST_KINDS) return groups;
  const others = groups.slice(MOST_KINDS - 1);
  const count = others.reduce((total, group) => total + group.count, 0);
  return [
    ...groups.slice(0, MOST_KINDS - 1),
    {
      code: "",
      title: INPUTS.otherReasons,
      text: "",
      fix: INPUTS.seeResult,
      count,
      files: [],
      more: count,
    },
  ];
}

export interface ProblemView {
  readonly what: string;
  readonly where: string;
}

/** How one file was read, for the reader to check. */
export interface ImportView {
  readonly source: string;
  readonly role: string;
  readonly summary: string;
  readonly roles: readonly { readonly role: string; readonly column: string }[];
  readonly problems: readonly ProblemView[];
  readonly moreProblems: number;
  /** The same problems, all of them, by what they are; the first few of each kind are named. */
  readonly kinds: readonly ImportKind[];
}

function problemView(problem: ImportFacts["problems"][number], surface: Surface): ProblemView {
  return { what: shown(whatFor(surface, problem), 240), where: shown(problem.where) };
}

/** Problems of one code. */
export interface ImportKind {
  readonly title: string;
  readonly text: string;
  readonly fix: string;
  readonly count: number;
  readonly first: readonly ProblemView[];
  readonly more: number;
}

export function importViews(
  imports: readonly ImportFacts[],
  surface: Surface = "command",
): ImportView[] {
  return imports.slice(0, MOST_KINDS).map((one) => ({
    source: shown(one.source),
    role: one.role,
    summary: INPUTS.read({
      rows: counted(one.rows, "row"),
      format: shown(one.format.id, 40),
      reason: shown(one.format.reason, 240),
    }),
    roles: [...one.roles]
      .slice(0, MOST_KINDS)
      .map(([role, column]) => ({ role: shown(role, 40), column: shown(column, 60) })),
    problems: one.problems.slice(0, MOST_PROBLEMS).map((one) => problemView(one, surface)),
    moreProblems: Math.max(0, one.problems.length - MOST_PROBLEMS),
    kinds: kindsOf(one.problems, surface),
  }));
}

function kindsOf(problems: ImportFacts["problems"], surface: Surface): ImportKind[] {
  const byCode = new Map<string, ImportFacts["problems"][number][]>();
  for (const problem of problems) {
    const own = byCode.get(problem.code);
    if (own === undefined) byCode.set(problem.code, [problem]);
    else own.push(problem);
  }
  return [...byCode].slice(0, MOST_KINDS).map(([code, own]) => ({
    ...problemWords(code, surface),
    count: own.length,
    first: own.slice(0, FIRST_OF_A_KIND).map((one) => problemView(one, surface)),
    more: Math.max(0, own.length - FIRST_OF_A_KIND),
  }));
}

/** `4 names matched (the same words); none outside the model's labels`. */
export function namesText(names: NameFacts): string {
  const { matched, outside, ignored, source } = names;
  const some = (list: readonly string[]): string => {
    const first = list.slice(0, FIRST_OF_MANY).map((name) => shown(name, 40));
    const more = list.length - first.length;
    const names = first.join(", ");
    return more > 0 ? INPUTS.more({ names, n: grouped(more) }) : names;
  };
  const parts = [
    INPUTS.matched({ names: counted(matched.length, "name"), source: shown(source, 60) }),
    outside.length === 0
      ? INPUTS.noneOutside
      : INPUTS.outside({ n: grouped(outside.length), names: some(outside) }),
  ];
  if (ignored.length > 0) {
    parts.push(INPUTS.leftOut({ n: grouped(ignored.length), names: some(ignored) }));
  }
  return parts.join("; ");
}
