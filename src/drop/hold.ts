import { SatchelError } from '../diagnostic.ts';
import { holdFolder } from '../hold.ts';

/** Keeps other runs on this machine from writing to the drop `target`, until what it gives is called. Throws SatchelError (`drop-target-busy`). */
export function holdTarget(target: string): Promise<() => void> {
  return holdFolder(target, (cause) => new SatchelError('drop-target-busy', { target }, {}, { cause }));
}
