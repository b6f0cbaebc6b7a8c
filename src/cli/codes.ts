/** Codes of the cli layer (design §9). Data only: this file imports nothing but the type. */
export const cliCodes = {} as const;
