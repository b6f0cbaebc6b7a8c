/** Codes of the compile layer (design §9). Data only: this file imports nothing but the type. */
export const compileCodes = {} as const;
