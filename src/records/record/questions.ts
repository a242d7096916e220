import type { ConstructStatement, RecordFacts } from "./record-types.js";
import type { StatedFacts } from "./stated-facts.js";

/** A question to an author, in plain words; what is answered goes to one place of the facts. */
export interface FactsQuestion {
  readonly question: string;
  readonly set: (facts: StatedFacts, answer: string) => StatedFacts;
}

/**
 * What only the author knows, one question after the other. An answer that is left empty is not
 * stated.
 */
export const FACTS_QUESTIONS: readonly FactsQuestion[] = [
  ask("What is the record called?", (facts, title) => ({ ...facts, title })),
  ask("Who are the authors? Names, with ; between them", (facts, answer) => ({
    ...facts,
    facts: {
      ...facts.facts,
      authors: parts(answer).map((name) => ({ name, orcid: null })),
    },
  })),
  fact("contact", "How can readers reach you?"),
  fact("doi", "What is the DOI of the paper?"),
  fact("url", "What is the address of the paper or page?"),
  fact("licence", "Under which licence are images and record?"),
  fact("madeAt", "When was the test set made?"),
  fact("sites", "At which sites were the pictures taken?"),
  fact("seasons", "In which seasons, and at which hours?"),
  fact("devices", "With which cameras, scanners or microscopes?"),
  fact("populations", "Which animals, people or things could be on them?"),
  fact("howChosen", "How were the images chosen?"),
  fact("exclusions", "Which images were left out, and why?"),
  fact("uses", "What else was the test set used for: choosing among models, or a threshold?"),
  construct("task", "What does the model do, in one sentence?"),
  construct("population", "Which images does the figure speak about?"),
  construct("labelling", "Who labelled the images, and how?"),
  construct("agreement", "How well do those who labelled agree?"),
  construct("counts", "What does the figure count?"),
  construct("decision", "Which decision is it for?"),
  construct("doesNotShow", "What does the figure not show?"),
  ask("Where do you expect it to hold as well? Several with ; between them", (facts, answer) => ({
    ...facts,
    scope: { ...facts.scope, expected: parts(answer).map((words) => ({ words, where: [] })) },
  })),
  ask("What was not tested? Several with ; between them", (facts, answer) => ({
    ...facts,
    scope: { ...facts.scope, notTested: parts(answer) },
  })),
  ask("Where is it known to fail? Several with ; between them", (facts, answer) => ({
    ...facts,
    scope: { ...facts.scope, knownToFail: parts(answer).map((words) => ({ words, where: [] })) },
  })),
  ask("What else must a reader know? Several with ; between them", (facts, answer) => ({
    ...facts,
    caveats: parts(answer),
  })),
];

/**
 * Asks all questions and adds the answers to what is known.
 *
 * @param ask asks one question and waits for the line that answers it
 */
export async function askFacts(
  known: StatedFacts,
  ask: (question: string) => Promise<string>,
): Promise<StatedFacts> {
  let facts = known;
  for (const [i, { question, set }] of FACTS_QUESTIONS.entries()) {
    const answer = (await ask(`${i + 1}/${FACTS_QUESTIONS.length} ${question}\n> `)).trim();
    if (answer !== "") facts = set(facts, answer);
  }
  return facts;
}

function ask(question: string, set: FactsQuestion["set"]): FactsQuestion {
  return { question, set };
}

function fact(name: Exclude<keyof RecordFacts, "authors">, question: string): FactsQuestion {
  return ask(question, (facts, answer) => ({
    ...facts,
    facts: { ...facts.facts, [name]: answer },
  }));
}

function construct(name: keyof ConstructStatement, question: string): FactsQuestion {
  return ask(question, (facts, answer) => ({
    ...facts,
    construct: { ...facts.construct, [name]: answer },
  }));
}

function parts(answer: string): string[] {
  return answer
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
