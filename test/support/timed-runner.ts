import { type RunnerTask, type RunnerTestSuite, TestRunner } from "vitest";
import { isTooLate } from "./time-left.js";

/** Leaves out, and lets be counted, what has not begun by the time that a run was given. */
export default class TimedRunner extends TestRunner {
  override async onBeforeRunSuite(suite: RunnerTestSuite): Promise<void> {
    leaveOutLate(suite);
    await super.onBeforeRunSuite(suite);
  }

  override async onBeforeRunTask(test: RunnerTask): Promise<void> {
    leaveOutLate(test);
    await super.onBeforeRunTask(test);
  }
}

function leaveOutLate(task: RunnerTask): void {
  if (isTooLate() && task.mode === "run") task.mode = "skip";
}
