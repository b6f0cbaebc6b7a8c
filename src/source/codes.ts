/** Codes of the source layer (design §9). Data only: this file imports nothing but the type. */
export const sourceCodes = {} as const;
