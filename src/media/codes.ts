/** Codes of the media layer (design §9). Data only: this file imports nothing but the type. */
export const mediaCodes = {} as const;
