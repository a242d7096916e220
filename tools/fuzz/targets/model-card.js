import { parseModelCard } from "../../../src/models/card/model-card.ts";
import { cardText } from "../../../test/support/card-writer.ts";

export function run(bytes) {
  parseModelCard(new TextDecoder().decode(bytes), "card.json");
}

export const seeds = [cardText(Buffer.from("model"))];
