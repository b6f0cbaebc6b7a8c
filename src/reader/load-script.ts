import { up } from './pack.ts';

const loaded: Record<string, Promise<void> | undefined> = {};

/** Runs a script that lies in pages/, once, and then `then`, as often as it is asked for. */
export function loadScript(name: string, then: () => void, otherwise: () => void = () => undefined): void {
  const script =
    loaded[name] ||
    new Promise<void>((resolve, reject) => {
      const element = document.createElement('script');
      element.src = up + name;
      element.onload = () => resolve();
      element.onerror = () => {
        loaded[name] = undefined;
        reject(new Error(name));
      };
      document.head.appendChild(element);
    });
  loaded[name] = script;
  script.then(then, otherwise);
}
