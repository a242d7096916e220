import { unforeseen } from "./unforeseen.js";

/** Most lines of where it happened. */
const MOST_FRAMES = 8;

/**
 * What somebody may copy into a report of a fault: code, version, screen and places in the program. Words
 * of the error come along only where they are asked for: they may name files.
 */
export function failureDetails(
  cause: unknown,
  at: { readonly version: string; readonly step: string; readonly withWords: boolean },
): string {
  const { code, what } = unforeseen(cause);
  const frames = cause instanceof Error ? framesOf(cause.stack ?? "") : [];
  return [
    `Homeground ${at.version}`,
    `code: ${code}`,
    `screen: ${at.step}`,
    `kind: ${cause instanceof Error ? cause.name : typeof cause}`,
    ...(at.withWords ? [`message: ${what}`] : []),
    ...frames,
  ].join("\n");
}

/** Function, file, line and column: neither the host nor its folders. */
function framesOf(stack: string): string[] {
  return stack
    .split("\n")
    .flatMap((line) => {
      const place = /([\w.-]+\.js):(\d+):(\d+)\)?$/.exec(line);
      const name = /^\s*at ([\w$.<>]+) \(|^([\w$.<>]+)@/.exec(line);
      if (place === null) return [];
      return [`at ${name?.[1] ?? name?.[2] ?? "-"} ${place[1]}:${place[2]}:${place[3]}`];
    })
    .slice(0, MOST_FRAMES);
}
