import { visible } from "../../core/visible-text.js";
import type { LabelMap, LabelTarget } from "../../models/label-map.js";
import type { LabelSuggestion } from "../../models/label-suggestions.js";
import type { CommandIo } from "./command.js";

type Ask = NonNullable<CommandIo["ask"]>;

/**
 * Asks a person at a terminal what each open label is to the model. Return takes the first
 * suggestion, where there is one; nothing is decided without a key.
 *
 * @returns a decision for each label, or null when the person leaves the rest open
 */
export async function askLabels(
  unmapped: readonly string[],
  modelLabels: readonly string[],
  suggestions: ReadonlyMap<string, readonly LabelSuggestion[]>,
  examples: ReadonlyMap<string, readonly string[]>,
  ask: Ask,
): Promise<LabelMap | null> {
  const decided = new Map<string, LabelTarget>();
  const known = new Set(modelLabels);
  for (const [i, label] of unmapped.entries()) {
    const options = (suggestions.get(label) ?? []).slice(0, 5);
    const files = examples.get(label) ?? [];
    const lines = [
      `\n${i + 1} of ${unmapped.length}: your label ${JSON.stringify(label)} is to the model`,
      ...(files.length === 0
        ? []
        : [`     images: ${files.map((file) => visible(file)).join(", ")}`]),
      ...options.map(
        ({ modelLabels: names, likeness }, at) =>
          `  ${at + 1}  ${names.join(" + ")}  (${likeness})`,
      ),
      "  o  outside: the model does not know it, every answer is wrong",
      "  i  ignore: leave these images out, listed",
      "  q  decide later in a file",
    ];
    let target: LabelTarget | null = null;
    while (target === null) {
      const answer = (await ask(`${lines.join("\n")}\n  or the model's own name: `)).trim();
      if (answer === "q") return null;
      target = read(answer, options, known);
    }
    decided.set(label, target);
  }
  return decided;
}

function read(
  answer: string,
  options: readonly LabelSuggestion[],
  known: ReadonlySet<string>,
): LabelTarget | null {
  if (answer === "o") return { kind: "outside" };
  if (answer === "i") return { kind: "ignore" };
  const chosen = options[answer === "" ? 0 : Number(answer) - 1];
  if (chosen !== undefined) return { kind: "model-labels", labels: chosen.modelLabels };
  return known.has(answer) ? { kind: "model-labels", labels: [answer] } : null;
}
