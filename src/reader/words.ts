import type { PackScript } from '../pack-script.ts';
import { pack } from './pack.ts';

// For learner.js alone, which reader.js loads only where it has a pack.

export const thisPack = pack as PackScript;
export const words = thisPack.messages.progress;
