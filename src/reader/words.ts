import { pack } from './pack.ts';

/** For learner.js, which reader.js loads only where the pack is known. */
export const words = pack.messages.progress;
