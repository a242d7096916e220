/** A stretch of a text inside which a negation reaches. */
export interface Clause {
  readonly text: string;
  /** It ends in a question mark. */
  readonly asks: boolean;
}

/** Quotations of at most so many words are names or mentions; longer ones are sentences that claim. */
const MOST_MENTIONED = 6;
const QUOTED = /“([^”]*)”|"([^"]*)"|‘([^’]*)’(?!\w)|«([^»]*)»|(?<!\w)'([^']*)'(?!\w)/gu;

/**
 * The clauses of an English text: parts between full stops, commas, colons and words that turn a
 * sentence round. Short quotations are replaced by a sign that no rule knows.
 */
export function clausesOf(text: string): Clause[] {
  const bare = text.replace(QUOTED, (whole: string, ...parts: unknown[]) => {
    const inside = parts.slice(0, 5).find((part) => typeof part === "string") ?? "";
    return String(inside).trim().split(/\s+/u).length <= MOST_MENTIONED ? "□" : whole;
  });
  return bare
    .split(/(?<=[.!?;:,()\n])\s+|\s+[–—-]\s+|\s+(?=(?:but|however|although|though|while|yet)\b)/iu)
    .map((part) => ({ text: part.trim(), asks: part.trimEnd().endsWith("?") }))
    .filter(({ text: part }) => part !== "");
}

/** Words before a match that turn it into its opposite, or into something that is not claimed. */
const BEFORE =
  /\b(?:not(?! (?:only|just|merely|simply))|no(?! (?:doubt|matter|exception|problem))|cannot|never|neither|nor|nothing|none|nobody|hardly|unknown|unclear|untested|unproven|whether|if|unless|lacks?|far from|rather than|fails? to be|without (?:claiming|showing|evidence|a claim))\b|n['’]t\b/iu;
/** Words behind it that do. */
const BEHIND =
  /^(?: (?:to|against|for|at|in))? (?:nothing|none|no)\b|^[^.;]{0,60}?\b(?:(?:is|are|was|were|has|have|been|be|remains?|stays?|still)\s+)*(?:not(?! (?:only|just|merely|simply))|never|un(?:tested|known|clear|proven|measured)|n['’]t|open question)\b/iu;
/** Words further back than this belong to something else. */
const REACH = 8;

/** Whether the words at `from` to `to` of a clause are denied, doubted or asked for. */
export function isDenied({ text, asks }: Clause, from: number, to: number): boolean {
  if (asks) return true;
  const before = text.slice(0, from).trim().split(/\s+/u).slice(-REACH).join(" ");
  return BEFORE.test(before) || BEHIND.test(text.slice(to));
}
