/** With the app's list of its files: its page may ask the server for the rest of the registry. */
export const REGISTRY_HEADER = "Homeground-Registry";
