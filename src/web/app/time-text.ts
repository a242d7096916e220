import { RUN } from "../../reports/words/app/run.js";
import type { TimeLeft } from "../../session/time-left.js";

/** Beyond this a time is told in minutes. */
const MINUTES_FROM = 120;
/** Beyond this the time by the clock is told. */
const CLOCK_FROM = 90 * 60;

/** Time left as it is said. @param now the time by the clock */
export function timeLeftText(left: TimeLeft, now: Date): string {
  if (left.kind === "working-out") return RUN.workingOut;
  const { seconds, isLonger } = left;
  if (seconds > CLOCK_FROM) {
    const ready = new Date(now.getTime() + seconds * 1000);
    return RUN.ready({ time: clockText(ready) });
  }
  const time = durationText(seconds);
  return isLonger ? RUN.longer({ time }) : RUN.left({ time });
}

export function durationText(seconds: number): string {
  return seconds < MINUTES_FROM
    ? RUN.seconds({ n: `${Math.max(1, Math.round(seconds))}` })
    : RUN.minutes({ n: `${Math.round(seconds / 60)}` });
}

/** Hours and minutes, on a clock of 24 hours. */
export function clockText(time: Date): string {
  const two = (n: number): string => `${n}`.padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}
