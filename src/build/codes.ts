/** Codes of the build layer (design §9). Data only: this file imports nothing but the type. */
export const buildCodes = {} as const;
