/** Codes of the bundle layer (design §9). Data only: this file imports nothing but the type. */
export const bundleCodes = {} as const;
