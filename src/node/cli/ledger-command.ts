import { Command } from "@commander-js/extra-typings";
import { TOLERANCE } from "../../evaluation/options/values.js";
import type { CommandIo, CommandResult } from "./command.js";
import { collect, parserOf } from "./usage.js";

/**
 * Declares `homeground ledger …`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 */
export function ledgerCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
) {
  const ledger = new Command("ledger")
    .description("results that many places shared, and what the next one can expect")
    .copyInheritedSettings(program as unknown as Command);

  ledger
    .command("add")
    .description("adds shared results, each once; begins the ledger where there is none")
    .argument("<ledger>", "folder of the ledger")
    .argument("<files...>", "files that homeground share wrote")
    .option("--record <record>", "the record of its run, sent with one result: who vouches for it")
    .option("--signed-by <key>", "the public key that must have signed each, or a file with it")
    .option("--quiet", "no progress")
    .addHelpText("after", example("homeground ledger add places shared.json"))
    .action(async (path, files, options) => {
      const { addToLedger } = await import("./ledger.js");
      await finish(await addToLedger(path, files, options, io));
    });

  ledger
    .command("list")
    .description("every result, with who vouches for it")
    .argument("<ledger>", "folder of the ledger")
    .option("--csv <file>", "writes every figure, into a file that is not there yet")
    .option(
      "--croissant <file>",
      "writes what others need to read the ledger and that table as a data set; with --csv and --facts",
    )
    .option("--facts <file>", "who publishes it and under what licence: docs/records.md")
    .option("--url <address>", "of the folder in which it is published")
    .addHelpText("after", example("homeground ledger list places"))
    .action(async (path, options) => {
      const { listLedger } = await import("./ledger-list.js");
      await finish(await listLedger(path, options));
    });

  ledger
    .command("verify")
    .description("whether a line was edited, removed, moved or put in, and which")
    .argument("<ledger>", "folder of the ledger")
    .addHelpText("after", example("homeground ledger verify places"))
    .action(async (path) => {
      const { verifyLedger } = await import("./ledger.js");
      await finish(await verifyLedger(path));
    });

  ledger
    .command("merge")
    .description("adds what another ledger has and this one has not")
    .argument("<ledger>", "folder of the ledger")
    .argument("<other>", "folder of the other one, which stays as it is")
    .addHelpText("after", example("homeground ledger merge places theirs"))
    .action(async (path, other) => {
      const { mergeLedgers } = await import("./ledger.js");
      await finish(await mergeLedgers(path, other, io));
    });

  ledger
    .command("forecast")
    .description("what the next place can expect, from five places on")
    .argument("<ledger>", "folder of the ledger")
    .option("--metric <ref>", "a figure that is a share; default: the first of the first result")
    .option("--claim <claim>", "how likely the next place is to reach it: accuracy=0.92")
    .option("--tolerance <d>", "how far below the claim is fine", parserOf(TOLERANCE))
    .option(
      "--like <place>",
      "beside all, places like yours: scope.json of your images, or habitat=forest; repeatable",
      collect,
      [],
    )
    .option(
      "--by <name>",
      "how figures differ by what is said of places: habitat, covered; repeatable, from ten places on",
      collect,
      [],
    )
    .option("--record <record>", "lists its places of training apart: the next place is a new one")
    .option(
      "--export <file>",
      "writes it by the ending of the name: .csv, .tex, .svg, .png, .badge.svg, .yaml and .eval.yaml (Hugging Face), .json; repeatable",
      collect,
      [],
    )
    .option("--benchmark <name>", "OWNER/NAME#TASK of the hub, of which .eval.yaml is a result")
    .addHelpText("after", example("homeground ledger forecast places --claim accuracy=0.92"))
    .action(async (path, options) => {
      const { forecastOfLedger } = await import("./ledger-forecast.js");
      await finish(await forecastOfLedger(path, options));
    });
  return ledger;
}

function example(line: string): string {
  return `\nExample:\n  ${line}`;
}
