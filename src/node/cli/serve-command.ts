import { Command, Option } from "@commander-js/extra-typings";
import type { CommandIo, CommandResult } from "./command.js";
import { wholeNumber } from "./usage.js";

/**
 * Declares `homeground serve …`.
 *
 * @param program whose settings are inherited
 * @param finish takes what a command came to
 */
export function serveCommand(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
) {
  const serve = new Command("serve")
    .description("a registry of models, records, results and ledgers, for a lab or a journal")
    .copyInheritedSettings(program as unknown as Command)
    .option("--data <dir>", "folder of its data, made where it is missing")
    .option("--database <url>", "a PostgreSQL instead of a database in the folder")
    .option("--blobs <place>", "folder or s3://bucket/prefix of its files; default: in the folder")
    .option("--port <n>", "where it listens, 0 for any that is free", wholeNumber(0, 65_535), 7358)
    .option("--host <address>", "the address it listens at; 0.0.0.0 for all", "127.0.0.1")
    .option("--url <address>", "where people reach it, through a proxy that has the certificate")
    .option("--quota <gib>", "room of a workspace, in GiB", wholeNumber(1, 1e6), 100)
    .option("--largest <gib>", "largest file, in GiB", wholeNumber(1, 5), 2)
    .option("--rate <n>", "requests a minute of one token", wholeNumber(1, 1e6), 1200)
    .option("--oidc <issuer>", "an organisation that signs people in, by OpenID Connect")
    .option(
      "--oidc-client <id>",
      "as which it knows this server; HOMEGROUND_OIDC_SECRET has the secret",
    )
    .addHelpText("after", example("homeground serve --data lab"))
    .action(async (options) => {
      const { serveHere } = await import("./serve.js");
      await finish(await serveHere(options, io));
    });

  serve
    .command("invite")
    .description("the link by which one person comes in; it is printed this once")
    .addOption(
      new Option("--role <role>", "what they may do")
        .choices(["reader", "contributor", "admin"] as const)
        .default("reader"),
    )
    .option("--workspace <name>", "where they may do that", "main")
    .option("--email <address>", "by which the organisation of --oidc knows them")
    .addHelpText("after", example("homeground serve invite --role admin --data lab"))
    .action(async (options) => {
      const { inviteHere } = await import("./serve-token.js");
      await finish(await inviteHere({ ...options, ...serve.opts() }, io));
    });
  // Options of the command above are its own wherever they stand: --data and --database of these are serve's.
  const token = new Command("token")
    .description("tokens, by who may read the data folder")
    .copyInheritedSettings(program as unknown as Command);
  serve.addCommand(token);
  token
    .command("create")
    .description("a token, which is printed this once")
    .argument("<name>", "whose it is, or what for")
    .addOption(
      new Option("--role <role>", "what it may do")
        .choices(["reader", "contributor", "admin", "operator"] as const)
        .default("reader"),
    )
    .option("--workspace <name>", "where it may do that; an operator's is for all", "main")
    .option("--days <n>", "how long it is valid", wholeNumber(1, 3650))
    .addHelpText("after", example("homeground serve token create ci --role contributor --data lab"))
    .action(async (name, options) => {
      const { createTokenHere } = await import("./serve-token.js");
      await finish(await createTokenHere(name, { ...options, ...serve.opts() }, io));
    });
  token
    .command("list")
    .description("every token, without its secret")
    .addHelpText("after", example("homeground serve token list --data lab"))
    .action(async () => {
      const { listTokensHere } = await import("./serve-token.js");
      await finish(await listTokensHere(serve.opts(), io));
    });
  token
    .command("revoke")
    .description("ends a token at once")
    .argument("<id>", "as list prints it")
    .addHelpText(
      "after",
      example("homeground serve token revoke 6f1c2b1e-0c57-4c1b-9f0e-2d6b7a1f3c55 --data lab"),
    )
    .action(async (id) => {
      const { revokeTokenHere } = await import("./serve-token.js");
      await finish(await revokeTokenHere(id, serve.opts(), io));
    });
  return serve;
}

/** Declares `homeground backup` and `homeground restore`. */
export function backupCommands(
  program: { readonly commands: readonly unknown[] } & Pick<Command, "name">,
  io: CommandIo,
  finish: (result: CommandResult) => Promise<void>,
) {
  const backup = new Command("backup")
    .description("all data of a server in one file, while it runs or not")
    .copyInheritedSettings(program as unknown as Command)
    .argument("<file>", "not there yet")
    .option("--data <dir>", "folder of the server's data")
    .option("--database <url>", "its PostgreSQL, where it has one")
    .option("--blobs <place>", "folder or s3://bucket/prefix of its files")
    .addHelpText("after", example("homeground backup lab.tar --data lab"))
    .action(async (file, options) => {
      const { backup } = await import("./backup.js");
      await finish(await backup(file, options, io));
    });
  const restore = new Command("restore")
    .description("a server's data from that file, into a place that is new")
    .copyInheritedSettings(program as unknown as Command)
    .argument("<file>", "what homeground backup wrote")
    .option("--data <dir>", "folder of the data, which holds none yet")
    .option("--database <url>", "an empty database of a PostgreSQL")
    .option("--blobs <place>", "folder or s3://bucket/prefix of the files")
    .addHelpText("after", example("homeground restore lab.tar --data lab-again"))
    .action(async (file, options) => {
      const { restore } = await import("./backup.js");
      await finish(await restore(file, options));
    });
  return [backup, restore] as const;
}

function example(line: string): string {
  return `\nExample:\n  ${line}`;
}
