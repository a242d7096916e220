import { formatLabelMap, parseLabelMap } from "../../../src/models/label-map.ts";

export function run(bytes) {
  formatLabelMap(parseLabelMap(new TextDecoder().decode(bytes), "map.json"));
}

export const seeds = [
  '{"schema":"homeground.label-map/1","labels":{"fox":"red fox","deer":["roe","red deer"],"x":"outside","y":"ignore","z":null}}',
  '{"fox":["outside"],"__proto__":"ignore"}',
];
