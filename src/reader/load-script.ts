import { element } from './element.ts';
import { up } from './pack.ts';

const loaded: Record<string, Promise<void> | undefined> = {};

/** Runs a script that lies in pages/, once, and then `then`, as often as it is asked for. */
export function loadScript(name: string, then: () => void, otherwise: () => void = () => undefined): void {
  const script =
    loaded[name] ||
    new Promise<void>((resolve, reject) => {
      const tag = element('script');
      tag.src = up + name;
      tag.onload = () => resolve();
      tag.onerror = () => {
        loaded[name] = undefined;
        reject(new Error(name));
      };
      document.head.appendChild(tag);
    });
  loaded[name] = script;
  script.then(then, otherwise);
}
