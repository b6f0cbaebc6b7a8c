/** What bandwidth and screens the media of a bundle is encoded for. */
export const profiles = ['low', 'standard', 'high'] as const;
export type Profile = (typeof profiles)[number];
