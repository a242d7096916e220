import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from "@simplewebauthn/browser";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { RegistryClient } from "../registry/registry-client.js";

/** Whether this page may use passkeys: by https, or on this machine by its name. */
export function canUsePasskeys(): boolean {
  return browserSupportsWebAuthn() && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** @returns a session @throws HomegroundError `run/interrupted` where the browser, or who holds the device, says no */
export async function showPasskey(client: RegistryClient) {
  const options = await client.call("beginPasskeyLogIn", { body: {} });
  const credential = await asked(() =>
    startAuthentication({ optionsJSON: options as unknown as AuthenticationOptions }),
  );
  return await client.call("passkeyLogIn", { body: { credential: credential as never } });
}

/** @throws HomegroundError `run/interrupted` as {@link showPasskey} */
export async function makePasskey(client: RegistryClient, name: string) {
  const options = await client.call("beginPasskey", { body: {} });
  const credential = await asked(() =>
    startRegistration({ optionsJSON: options as unknown as RegistrationOptions }),
  );
  return await client.call("addPasskey", { body: { name, credential: credential as never } });
}

type AuthenticationOptions = Parameters<typeof startAuthentication>[0]["optionsJSON"];
type RegistrationOptions = Parameters<typeof startRegistration>[0]["optionsJSON"];

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const isKnown = cause instanceof WebAuthnError || cause instanceof DOMException;
    if (!isKnown) throw cause;
    throw new HomegroundError("run/interrupted", {
      what: messageOf(cause),
      where: "the passkey",
      fix: "Try again, or go another way",
      cause,
    });
  }
}
