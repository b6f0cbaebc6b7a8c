import type { Format } from './format.ts';

export interface InspectFlags {
  readonly format: Format;
}
