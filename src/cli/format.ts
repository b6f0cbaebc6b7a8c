/** How findings and results can be printed. */
export const formats = ['text', 'json', 'github', 'gitlab', 'sarif'] as const;
export type Format = (typeof formats)[number];
