import type { Wording } from '../diagnostic.ts';

/** Codes of lessons as single files. Data only: this file imports nothing but the type. */
export const singleCodes = {
  'single-not-written': {
    severity: 'error',
    message: '“{file}” reads back as something else than was written',
    hint: 'the medium may be failing: write to another one with -o',
    exit: 4,
  },
} as const satisfies Record<string, Wording>;
