import { Option } from "@commander-js/extra-typings";
import { DELIMITER_NAMES, TEXT_ENCODINGS } from "../../formats/delimited/table-writing.js";

/** How a table of labels is read, for every command that reads one: each option is made anew for its command. */
export const labelOptions = {
  delimiter: () =>
    new Option("--delimiter <name>", "what stands between its cells").choices(DELIMITER_NAMES),
  encoding: () =>
    new Option("--encoding <name>", "how its letters are stored").choices(TEXT_ENCODINGS),
} as const;
