import { valueText } from "../../reports/estimate-text.js";
import { counted, grouped, listed } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { metricWords } from "../../reports/words/metrics.js";
import type {
  EvaluationResult,
  LeavesOut,
  ResultLeakage,
  ResultWithout,
} from "../../results/result.js";
import { TRAINING } from "./words.js";

/** What is left unknown of training images among these, once they were looked for. */
export function trainingLimit({ leakage }: Pick<EvaluationResult, "leakage">): string {
  const training = leakage?.training ?? null;
  if (training === null || training.compared === 0) return TRAINING.unknown;
  return TRAINING.compared({ images: counted(training.compared, "image") });
}

/** That a list names images which nothing could be compared with; null where all were. */
export function notCompared({ leakage }: Pick<EvaluationResult, "leakage">): string | null {
  const training = leakage?.training ?? null;
  if (training === null || training.kind === "split") return null;
  const { sources, images, compared } = training;
  if (compared === images) return null;
  const named = {
    sources: listed(sources.map((source) => shown(source, 60))),
    images: counted(images, "image"),
  };
  return compared === 0
    ? TRAINING.none(named)
    : TRAINING.missing({ ...named, compared: grouped(compared) });
}

/** What the warnings on leakage say of this result, by their codes. */
export function leakageFacts({
  leakage,
}: Pick<EvaluationResult, "leakage">): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const facts = new Map<string, ReadonlyMap<string, string>>();
  if (leakage === undefined) return facts;
  const copies = imagesOf(leakage, "training", COPIES);
  const near = imagesOf(leakage, "training", ["near"]);
  const altered = imagesOf(leakage, "training", ["altered"]);
  const list = listName(leakage);
  const overlap = new Map([["list", list]]);
  const steps: readonly LeavesOut[] = ["copies", "near"];
  if (copies > 0) {
    overlap.set("subject", `${grouped(copies)} of your images ${copies === 1 ? "is" : "are"}`);
  } else if (near > 0) {
    overlap.set("subject", `${grouped(near)} of your images ${looks(near)} nearly like one`);
  } else overlap.set("subject", `${grouped(altered)} of your images ${areCopies(altered)} of one`);
  const more = [
    ...(copies > 0 && near > 0
      ? [`${grouped(near)} more ${looks(near)} nearly like one there.`]
      : []),
    ...(copies + near > 0 && altered > 0
      ? [`${grouped(altered)} more ${areCopies(altered)} of one there.`]
      : []),
  ];
  if (more.length > 0) overlap.set("near", ` ${more.join(" ")}`);
  const left = steps.flatMap((leaves) => withoutOf(leakage, "training", leaves) ?? []);
  if (left.length > 0) overlap.set("without", sentences(left, copies > 0, [near, altered]));
  overlap.set("them", copies + near + altered === 1 ? "it" : "them");
  facts.set("record/training-overlap", overlap);

  const second = imagesOf(leakage, "cluster", [...COPIES, "near", "altered"]);
  const across = withoutOf(leakage, "cluster", "near") ?? withoutOf(leakage, "cluster", "copies");
  const twice = new Map([
    ["subject", second === 1 ? "1 picture is" : `${grouped(second)} pictures are`],
  ]);
  if (across !== null) twice.set("without", ` With one copy of each: ${figureText(across)}.`);
  facts.set("labels/duplicates-across-clusters", twice);
  facts.set("record/training-groups", groupFacts(leakage, list));
  return facts;
}

const COPIES = ["same-bytes", "same-pixels"] as const;

function areCopies(count: number): string {
  return count === 1 ? "is an altered copy" : "are altered copies";
}

function looks(count: number): string {
  return count === 1 ? "looks" : "look";
}

function listName({ training }: ResultLeakage): string {
  return training?.kind === "split"
    ? "the rows that your labels call train"
    : "the model's training list";
}

function imagesOf(
  { found }: ResultLeakage,
  across: "training" | "cluster",
  kinds: readonly string[],
): number {
  return found
    .filter((one) => one.across === across && kinds.includes(one.kind))
    .reduce((sum, { images }) => sum + images, 0);
}

function withoutOf(
  { without }: ResultLeakage,
  across: "training" | "cluster",
  leaves: LeavesOut,
): ResultWithout | null {
  return without.find((one) => one.across === across && one.leaves === leaves) ?? null;
}

/** @param more how many images are copies of each other kind */
function sentences(
  left: readonly ResultWithout[],
  hasCopies: boolean,
  more: readonly number[],
): string {
  const [first, second] = left;
  if (first === undefined) return "";
  const own = ` Without ${first.images === 1 ? "it" : "them"}: ${figureText(first)}`;
  const kinds = more.filter((images) => images > 0).length;
  if (!hasCopies || kinds === 0 || second === undefined) return `${own}.`;
  const all = kinds === 1 ? "both" : "any of these";
  return ` Without the copies: ${figureText(first)}; without ${all}: ${figureText(second)}.`;
}

function groupFacts(leakage: ResultLeakage, list: string): ReadonlyMap<string, string> {
  const { groups } = leakage;
  const names = [...new Set(groups.map(({ attribute }) => attribute))];
  const [only] = names;
  const images = groups
    .filter(({ attribute }) => attribute === only)
    .reduce((sum, one) => sum + one.images, 0);
  const facts = new Map([["list", list]]);
  if (only === undefined) return facts;
  facts.set("subject", `${grouped(images)} of your images`);
  facts.set("groups", shown(only, 40));
  const without = withoutOf(leakage, "training", "groups");
  if (without !== null) facts.set("without", ` Without them: ${figureText(without)}.`);
  return facts;
}

/** `94.3%` of the first headline figure; that nothing is left, where nothing is. */
function figureText({ estimates }: ResultWithout): string {
  const [first] = estimates;
  if (first === undefined) return "nothing is left";
  if (first.value === null) return "no figure";
  return valueText(metricWords(first.metric).scale, first.value, first.n);
}
