import { parseWhere } from "../../dataset/where.js";
import { evaluationOption } from "./option.js";

export const where = evaluationOption<readonly string[]>({
  name: "where",
  argument: "<column=value>",
  help: "only rows with this value; repeatable",
  repeatable: true,
  read: (value = []) => ({ where: value.map(parseWhere) }),
  words: (request) =>
    request.where.flatMap(({ column, value }) => ["--where", `${column}=${value}`]),
});
