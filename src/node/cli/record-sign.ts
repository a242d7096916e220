import process from "node:process";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError } from "../../core/errors.js";
import { toBase64url } from "../../records/record/base64url.js";
import { recordText } from "../../records/record/identity.js";
import { recordError } from "../../records/record/read-record.js";
import { signRecord } from "../../records/record/signature.js";
import { missingConstruct } from "../../records/record/stated-facts.js";
import { writeTextFile } from "../files/write-file.js";
import { LEAST_PASSPHRASE, readKeyFile, writeKeyFile } from "../key-file.js";
import { createNodeSignatures } from "../signatures.js";
import type { CommandIo, CommandResult } from "./command.js";
import { recordFile } from "./named-file.js";
import { openRecord } from "./record-show.js";

/** Holds the passphrase of a key where nobody can be asked. */
const VARIABLE = "HOMEGROUND_KEY_PASSPHRASE";

/** `homeground record keygen --key FILE`. */
export async function keygenHere(
  { key: path }: { readonly key: string },
  io: CommandIo,
): Promise<CommandResult> {
  const passphrase = await newPassphrase(io);
  const key = await createNodeSignatures().generate();
  await writeKeyFile(path, key, passphrase);
  const publicKey = toBase64url(key.publicKey);
  return {
    text: `Key       ${path}\nPublic    ${publicKey}\nNobody can open the file without the passphrase. Print the public key in the paper.`,
    json: { key: path, publicKey },
  };
}

/** `homeground record sign RECORD.json --key FILE`. The id stays; the signature is added to the file. */
export async function signHere(
  path: string,
  { key: keyPath }: { readonly key: string },
  io: CommandIo,
): Promise<CommandResult> {
  const file = await recordFile(path);
  const { record, problems } = await openRecord(file);
  const [first] = problems;
  if (first !== undefined) throw recordError(first);
  const key = await readKeyFile(keyPath, await passphraseOf("Passphrase of the key: ", io));
  const signed = await signRecord(record, key, createNodeSignatures());
  await writeTextFile(file, recordText(signed));
  const publicKey = toBase64url(key.publicKey);
  const notes =
    record.state === "draft" && missingConstruct(record.construct).length > 0
      ? "\nIt is a draft that does not state all that it must."
      : "";
  return {
    text: `Signed    ${record.id}\nBy        ${publicKey}${notes}`,
    json: { id: record.id, publicKey, signatures: signed.signatures as unknown as Json },
  };
}

async function newPassphrase(io: CommandIo): Promise<string> {
  const passphrase = await passphraseOf(
    `New passphrase, at least ${LEAST_PASSPHRASE} characters: `,
    io,
  );
  if (process.env[VARIABLE] !== undefined || io.ask === null) return passphrase;
  if ((await io.ask("The same again: ", true)) === passphrase) return passphrase;
  throw new HomegroundError("usage/bad-option", {
    what: "the two passphrases differ",
    where: "passphrase",
    fix: "Run the command again",
  });
}

/** @param where names the command in messages */
export async function passphraseOf(
  question: string,
  io: CommandIo,
  where = "homeground record",
): Promise<string> {
  const given = process.env[VARIABLE];
  if (given !== undefined) return given;
  if (io.ask !== null) return io.ask(question, true);
  throw new HomegroundError("usage/bad-option", {
    what: "there is no terminal to ask for the passphrase at",
    where,
    fix: `Set ${VARIABLE} for this command`,
  });
}
