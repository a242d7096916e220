/**
 * Asks the browser not to clear what is kept when the disk is short. Some ask the person: it is called
 * once, with the first project that is kept.
 */
export async function askToPersist(): Promise<void> {
  const { storage } = navigator as { readonly storage?: Partial<StorageManager> };
  if ((await storage?.persisted?.()) === false) await storage?.persist?.();
}
