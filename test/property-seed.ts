import fc from 'fast-check';
import { SEED } from './faults.ts';

// Properties are tried with the same values in each run, so that what fails, fails for everybody and again; SEED=<n> tries others.
// fast-check prints the seed with what it has found.
fc.configureGlobal({ seed: SEED });
