import { readConfig } from '../source/config.ts';
import { packOf, type Pack } from '../source/pack-id.ts';
import { readTree } from '../source/tree.ts';

/** Which pack a source makes, by its satchel.yaml alone. Throws SatchelError: `source-missing`, `source-not-folder`, `config-unreadable`. */
export async function readPack(source: string): Promise<Pack> {
  const { tree } = readTree(source);
  return packOf(await readConfig(tree, []), tree.root);
}
