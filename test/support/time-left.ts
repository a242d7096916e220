import process from "node:process";

/** Names the second since 1970 at which no further test begins; without it all do. */
const UNTIL = "HOMEGROUND_TESTS_UNTIL";

/**
 * Whether a run has used the time that it was given. A machine several times slower than those that the
 * limit is made for ends with what it could show, and with the count of what it could not.
 */
export function isTooLate(): boolean {
  const until = process.env[UNTIL];
  return until !== undefined && Date.now() / 1000 > Number(until);
}
