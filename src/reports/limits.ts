import { counted, grouped } from "./numbers.js";
import type { ReportExtras } from "./report-input.js";
import type { EvaluationResult } from "./result.js";
import { shown } from "./text.js";

/** What a report of this run cannot tell, in sentences; those that hold for every run last. */
export function limitsOf(result: EvaluationResult, extras: ReportExtras): string[] {
  const limits: string[] = [];
  const { placeName } = extras;
  const place = placeName === undefined ? "here" : `at ${shown(placeName, 60)}`;
  const there = placeName === undefined ? "here" : "there";
  const cluster = shown(extras.clusterName ?? "group", 40);
  limits.push(
    result.question === "here"
      ? `How the model does anywhere but ${place}, or ${there} in another season, with another camera or after a change of procedure.`
      : `How the model does at a ${cluster} of a kind that is not among yours.`,
  );
  const absent = (result.confusion?.labels ?? []).filter((_, row) =>
    (result.confusion?.counts[row] ?? []).every((count) => count === 0),
  );
  const [first, second] = absent;
  if (first !== undefined) {
    const name = shown(first, 40);
    limits.push(
      second === undefined
        ? `How it does on ${name}: there is none among your images.`
        : `How it does on ${counted(absent.length, "class")} of which you have no image, ${name} among them.`,
    );
  }
  if (result.inputs.listed.length > 0) {
    limits.push(
      `How it does on the ${counted(result.inputs.listed.length, "file")} left out. If they are the difficult ones, the figures flatter.`,
    );
  }
  if (result.verdicts.some(({ claim }) => claim.kind === "claim")) {
    limits.push("Whether the published figure is right for the images it was measured on.");
  }
  if (result.confusion !== null && result.confusion.labels.length > 2) {
    limits.push(
      `Which of the ${grouped(result.confusion.labels.length)} classes differ for certain: their ranges hold one by one, and are not adjusted for looking at all of them.`,
    );
  }
  limits.push("Whether your labels are right. A wrong label counts against the model, or for it.");
  limits.push(
    "Whether these images are a fair sample of those you will meet: that depends on how they were chosen.",
  );
  return limits;
}
