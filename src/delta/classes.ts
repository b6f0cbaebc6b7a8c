/**
 * What a change means for learners, from least to most: nothing to learn anew (`cosmetic`), something else to learn
 * (`content`), or what they have done is lost, since a lesson has no longer the id that it hangs on (`progress-breaking`).
 */
export const changeClasses = ['none', 'cosmetic', 'content', 'progress-breaking'] as const;
export type ChangeClass = (typeof changeClasses)[number];
