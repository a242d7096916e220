import { badClaim } from "../../claims/claim.js";
import { HomegroundError } from "../../core/errors.js";
import { say } from "../../core/sentence.js";
import { AT, WAY } from "../../core/ways.js";
import type { ModelIndex, ModelIndexResult } from "../../formats/model-index.js";
import { taskOf } from "../../tasks/registry.js";
import type { EvaluateRequest } from "../request.js";
import type { ClaimCard } from "./claim-card.js";

/** The figures of a card on one test set of one task. */
export interface CardTestSet {
  /** What stands behind `#` to choose it. */
  readonly selector: string;
  /** In print. */
  readonly name: string;
  readonly task: string;
  readonly figures: readonly ModelIndexResult[];
}

/**
 * The test set whose figures are claimed, and the others.
 *
 * @throws HomegroundError `input/ambiguous` with the names to choose from where several fit, `claim/bad`
 *   where none does
 */
export function chooseTestSet(
  { source, chosen, index }: ClaimCard,
  task: EvaluateRequest["task"],
): { readonly set: CardTestSet; readonly others: readonly CardTestSet[] } {
  const sets = testSets(index);
  const isFit = (set: CardTestSet): boolean => taskOf(task).hubTasks.includes(set.task);
  const fitting =
    chosen === null
      ? sets.filter(isFit)
      : sets.filter(({ selector, name }) => selector === chosen || name === chosen);
  const [set, second] = fitting;
  const names = sets.map(({ selector }) => `${source}#${selector}`).join(", ");
  if (set === undefined) {
    if (chosen !== null && sets.length > 0) {
      throw badClaim(
        `the card has no test set ${JSON.stringify(chosen)}`,
        source,
        `Name one of ${names}`,
      );
    }
    const about = [...new Set(sets.map((one) => one.task))].join(", ") || "nothing";
    const fix = say`Write the figure that is meant ${WAY.asClaim}`;
    throw badClaim(`the card's figures are about ${about}, not ${task}`, source, fix);
  }
  if (second !== undefined) {
    throw new HomegroundError("input/ambiguous", {
      what: `the card has figures on ${fitting.length} test sets`,
      where: source,
      fix: `Name one of ${fitting.map(({ selector }) => `${source}#${selector}`).join(", ")}`,
    });
  }
  if (!isFit(set)) {
    const fix = {
      command: `Add --task, or name one of ${names}`,
      app: `Say what is evaluated (choose it ${AT.evaluated}), or name one of ${names}`,
    };
    throw badClaim(`${set.name} is about ${set.task}, and ${task} is evaluated here`, source, fix);
  }
  return { set, others: sets.filter((one) => one !== set) };
}

/** Figures by model, task and test set, in the order of the card. */
function testSets({ results }: ModelIndex): readonly CardTestSet[] {
  const isMany = new Set(results.map(({ model }) => model)).size > 1;
  const byKey = new Map<string, { set: CardTestSet; figures: ModelIndexResult[] }>();
  for (const figure of results) {
    const { model, task, dataset } = figure;
    const { type, name, config, split } = dataset;
    const key = JSON.stringify([isMany ? model : "", task, type, name, config, split]);
    const known = byKey.get(key);
    if (known !== undefined) {
      known.figures.push(figure);
      continue;
    }
    const parts = [config, split].filter((part) => part !== null);
    const figures = [figure];
    const selector = [...(isMany ? [model] : []), type, ...parts].join("/");
    const printed = parts.length === 0 ? name : `${name} (${parts.join(", ")})`;
    byKey.set(key, { set: { selector, name: printed, task, figures }, figures });
  }
  return distinctSelectors([...byKey.values()].map(({ set }) => set));
}

/** Equal selectors get a number, so that each can be chosen. */
function distinctSelectors(sets: readonly CardTestSet[]): readonly CardTestSet[] {
  const times = new Map<string, number>();
  return sets.map((set) => {
    const time = (times.get(set.selector) ?? 0) + 1;
    times.set(set.selector, time);
    return time === 1 ? set : { ...set, selector: `${set.selector}~${time}` };
  });
}
