import type { CommandIo } from "./command.js";
import { createProgress, type Progress } from "./progress.js";

/** Progress of work in stages, a bar a stage. */
export interface StageBars<Stage extends string> {
  update(stage: Stage, done: number, total: number): void;
  finish(): void;
}

/** @param names of the bars, by stage */
export function createStageBars<Stage extends string>(
  names: Readonly<Record<Stage, string>>,
  io: CommandIo,
  quiet: boolean,
): StageBars<Stage> {
  let current: { readonly name: string; readonly bar: Progress } | null = null;
  return {
    update(stage, done, total) {
      const name = names[stage];
      if (current?.name !== name) {
        current?.bar.finish();
        current = { name, bar: createProgress(name, io, quiet) };
      }
      current.bar.update(done, total);
    },
    finish() {
      current?.bar.finish();
      current = null;
    },
  };
}
