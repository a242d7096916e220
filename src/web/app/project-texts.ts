import { grouped } from "../../reports/numbers.js";
import { PROJECTS } from "../../reports/words/app/projects.js";
import type { Project } from "../projects/project.js";

/** Where a project stands, in the words of the list. */
export function standsText({ answer, isRunning, work }: Project): string {
  const { run, images, names, imported, files } = work;
  if (run !== null && (isRunning || (answer === null && run.told.total > 0))) {
    const { done, total } = run.told;
    return PROJECTS.running({ done: grouped(done), total: grouped(total) });
  }
  if (answer !== null) {
    return PROJECTS.scored({ scored: grouped(answer.scored), images: grouped(answer.images) });
  }
  if (images !== null) return PROJECTS.asked;
  if (names !== null && names.open === 0) return PROJECTS.named;
  if (imported !== null) return PROJECTS.read({ rows: grouped(imported.rows) });
  return PROJECTS.chosen({ images: grouped(files?.images ?? 0) });
}

/** A time as a person near it says it: today and yesterday by the clock, then the date. */
export function changedText(iso: string, now: Date): string {
  const at = new Date(iso);
  const time = clockText(iso);
  const daysAgo = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (daysAgo === 0) return PROJECTS.today({ time });
  if (daysAgo === 1) return PROJECTS.yesterday({ time });
  return at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

/** Hours and minutes, here. */
export function clockText(iso: string): string {
  return new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
