import type { Wording } from '../diagnostic.ts';

/** Codes of the report layer. Data only: this file imports nothing but the type. */
export const reportCodes = {
  'report-occupied': {
    severity: 'error',
    message: '“{file}” is there and is no report of Satchel’s, so it is left as it is',
    hint: 'move it away, or name the report yourself with -o',
    exit: 2,
  },
  'report-output-is-input': {
    severity: 'error',
    message: '“{file}” is the bundle or lies in it, and what is read is never overwritten',
    hint: 'name a file elsewhere with -o',
    exit: 2,
  },
  'report-not-written': {
    severity: 'error',
    message: '“{file}” reads back as something else than was written; what was there before is untouched',
    hint: 'check the disk, or write to another one',
    exit: 4,
  },
} as const satisfies Record<string, Wording>;
